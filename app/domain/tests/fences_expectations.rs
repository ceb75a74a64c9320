//! What people write after "Expected:", and the rules it means. One table for each form.

use domain::check::{Operator, ProbeKind, Rule};
use domain::import::expectation::{About, compile};
use serde_json::{Value, json};

fn about(probe: Option<ProbeKind>) -> About<'static> {
    About {
        probe,
        ..About::default()
    }
}

fn rule(field: &str, operator: Operator, value: Value) -> Rule {
    Rule {
        field: field.into(),
        operator,
        value,
        rules: vec![],
    }
}

fn of(operator: Operator, rules: Vec<Rule>) -> Rule {
    Rule {
        field: String::new(),
        operator,
        value: Value::Null,
        rules,
    }
}

#[track_caller]
fn means(probe: Option<ProbeKind>, text: &str, rules: Vec<Rule>) {
    let found = compile(text, 7, about(probe));
    assert_eq!(found.rules, rules, "{text}");
    assert_eq!((found.compiled, found.line, found.text.as_str()), (true, 7, text));
    assert!(
        found
            .sentence
            .is_some_and(|sentence| sentence.starts_with("passes when ")),
        "{text} has no sentence"
    );
}

#[track_caller]
fn stays_words(probe: Option<ProbeKind>, text: &str) {
    let found = compile(text, 7, about(probe));
    assert_eq!(
        (
            found.compiled,
            found.rules.len(),
            found.sentence.as_deref(),
            found.text.as_str()
        ),
        (false, 0, None, text),
        "{text}"
    );
}

#[test]
fn statuses() {
    use Operator::{Between, Contains, Equals};
    let http = Some(ProbeKind::Http);
    let status = |code: u16| rule("status", Equals, json!(code));
    means(http, "200", vec![status(200)]);
    means(http, "200 OK", vec![status(200)]);
    means(http, "204 No Content", vec![status(204)]);
    means(http, "401 Unauthorized", vec![status(401)]);
    means(http, "HTTP 503 Service Unavailable", vec![status(503)]);
    means(http, "returns 201 Created", vec![status(201)]);
    means(http, "status code: 404", vec![status(404)]);
    means(
        http,
        "200 OK with quoteId",
        vec![status(200), rule("body", Contains, json!("quoteId"))],
    );
    means(
        http,
        "200 OK with JSON response",
        vec![status(200), rule("headers.content-type", Contains, json!("json"))],
    );
    means(
        http,
        "200 OK with creditUsed and creditBalance in response",
        vec![
            status(200),
            rule("body", Contains, json!("creditUsed")),
            rule("body", Contains, json!("creditBalance")),
        ],
    );
    means(None, "Health check returns 200 OK", vec![status(200)]);
    means(
        None,
        "1st OK, 2nd OK, 3rd = 402 Payment Required",
        vec![
            rule("steps./0/status", Between, json!([200, 299])),
            rule("steps./1/status", Between, json!([200, 299])),
            rule("steps./2/status", Equals, json!(402)),
        ],
    );
    means(
        Some(ProbeKind::Load),
        "Some requests return 429 Too Many Requests",
        vec![rule("statuses", Contains, json!(429))],
    );
    stays_words(http, "200 OK with everything in order");
    stays_words(None, "953 tests");
    stays_words(Some(ProbeKind::Log), "200 OK");
}

#[test]
fn sentences_read_the_rules_back() {
    let found = compile("200 OK with quoteId", 1, about(Some(ProbeKind::Http)));
    assert_eq!(
        found.sentence.as_deref(),
        Some("passes when the status is 200 and the body has quoteId")
    );
}

#[test]
fn numbers() {
    use Operator::{Between, Equals, Greater, GreaterOrEqual, Less, LessOrEqual, VersionAtLeast};
    let sql = Some(ProbeKind::Sql);
    means(sql, "Should be 1", vec![rule("value", Equals, json!(1))]);
    means(
        sql,
        "0 (no negative balances)",
        vec![rule("value", Equals, json!(0))],
    );
    means(sql, "At least 3", vec![rule("value", GreaterOrEqual, json!(3))]);
    means(
        sql,
        "at least 3 rows",
        vec![rule("rows", GreaterOrEqual, json!(3))],
    );
    means(sql, "4 indexes", vec![rule("rows", Equals, json!(4))]);
    means(sql, "> 1M rows", vec![rule("rows", Greater, json!(1_000_000))]);
    means(sql, "1,204", vec![rule("value", Equals, json!(1204))]);
    means(
        sql,
        "between 3 and 5",
        vec![rule("value", Between, json!([3, 5]))],
    );
    means(sql, "3+", vec![rule("value", GreaterOrEqual, json!(3))]);
    means(
        sql,
        "Version >= 12",
        vec![rule("value", VersionAtLeast, json!("12"))],
    );
    means(
        sql,
        "PostgreSQL version >= 12 (for RLS support)",
        vec![rule("value", VersionAtLeast, json!("12"))],
    );
    means(
        None,
        "Node version 18.2 or higher",
        vec![rule("value", VersionAtLeast, json!("18.2"))],
    );
    means(None, "p95 < 100ms", vec![rule("p95_ms", Less, json!(100))]);
    means(
        None,
        "Response time (p95 < 2s)",
        vec![rule("p95_ms", Less, json!(2000))],
    );
    means(
        None,
        "P99 latency <= 1.5 s",
        vec![rule("p99_ms", LessOrEqual, json!(1500))],
    );
    means(
        Some(ProbeKind::Http),
        "within 5 seconds",
        vec![rule("latency_ms", LessOrEqual, json!(5000))],
    );
    means(
        None,
        "Success rate > 99%",
        vec![rule("ratio", Greater, json!(0.99))],
    );
    means(
        None,
        "Error rate < 0.1%",
        vec![rule("error_ratio", Less, json!(0.001))],
    );
    means(None, "> 10/minute", vec![rule("per_minute", Greater, json!(10))]);
    means(None, "10/10 succeeded", vec![rule("ratio", Equals, json!(1))]);
    means(
        None,
        "9 of 10 requests succeeded",
        vec![rule("ratio", GreaterOrEqual, json!(0.9))],
    );
    stays_words(sql, "4 policies per table (SELECT, INSERT, UPDATE, DELETE)");
    stays_words(None, "Data loss under 5 minutes");
    stays_words(None, "11/10 succeeded");
    stays_words(None, "~ 3");
}

#[test]
fn an_error_rate_and_a_success_rate_never_share_a_field() {
    let rules = |text| compile(text, 1, about(Some(ProbeKind::Load))).rules;
    assert_ne!(
        rules("Success rate > 99%")[0].field,
        rules("Error rate < 1%")[0].field
    );
}

#[test]
fn phrases() {
    use Operator::{AllOf, AnyOf, Contains, Equals, GreaterOrEqual, LessOrEqual, NotNull};
    let log = Some(ProbeKind::Log);
    means(
        Some(ProbeKind::Sql),
        "Returns table OID (not NULL)",
        vec![rule("value", NotNull, Value::Null)],
    );
    means(
        Some(ProbeKind::Sql),
        "no rows",
        vec![rule("rows", Equals, json!(0))],
    );
    means(
        None,
        "Any occurrence",
        vec![rule("matches", GreaterOrEqual, json!(1))],
    );
    means(log, "No 500 errors", vec![rule("matches", Equals, json!(0))]);
    means(None, "No 500 errors", vec![rule("matches", Equals, json!(0))]);
    means(
        Some(ProbeKind::Http),
        "No 500 errors",
        vec![rule("status", Operator::NotEquals, json!(500))],
    );
    means(
        None,
        "every 60s",
        vec![rule("interval_s", LessOrEqual, json!(60))],
    );
    means(
        None,
        "Job runs hourly or every 15 minutes",
        vec![of(
            AnyOf,
            vec![
                rule("interval_s", LessOrEqual, json!(3600)),
                rule("interval_s", LessOrEqual, json!(900)),
            ],
        )],
    );
    means(
        None,
        "fails for 2+ hours",
        vec![rule("failing_min", GreaterOrEqual, json!(120))],
    );
    means(
        None,
        "No critical errors in logs for 15 minutes",
        vec![of(
            AllOf,
            vec![
                rule("matches", Equals, json!(0)),
                rule("observed_min", GreaterOrEqual, json!(15)),
            ],
        )],
    );
    means(
        None,
        "zero 500 responses after 1 hour",
        vec![of(
            AllOf,
            vec![
                rule("matches", Equals, json!(0)),
                rule("elapsed_min", GreaterOrEqual, json!(60)),
            ],
        )],
    );
    means(
        Some(ProbeKind::Http),
        "Either 200 or 204",
        vec![of(
            AnyOf,
            vec![
                rule("status", Equals, json!(200)),
                rule("status", Equals, json!(204)),
            ],
        )],
    );
    means(
        Some(ProbeKind::Redis),
        "PONG",
        vec![rule("value", Equals, json!("PONG"))],
    );
    means(
        Some(ProbeKind::Command),
        "PONG",
        vec![rule("stdout", Contains, json!("PONG"))],
    );
    means(
        Some(ProbeKind::Command),
        "All tests pass",
        vec![rule("exit_code", Equals, json!(0))],
    );
    means(
        None,
        "Response says \"quota exceeded\"",
        vec![rule("body", Contains, json!("quota exceeded"))],
    );
    for vague in [
        "growing as expected",
        "Either rejected or marked as 'used' (prevent double-charge)",
        "No negative balances, no double-charging",
        "Expired quote rejected",
        "device_free GPS rounded (37.77, -122.42)",
        "correct types",
        "",
    ] {
        stays_words(None, vague);
    }
    stays_words(Some(ProbeKind::Command), "All CI jobs pass");
    stays_words(log, "Recent entries showing quotes deleted");
}

#[test]
fn json_with_open_ends() {
    use Operator::{ContainsAll, Equals, Present, SubsetJson};
    let http = Some(ProbeKind::Http);
    means(
        http,
        r#"{"status":"ok"}"#,
        vec![rule("body", SubsetJson, json!({"status": "ok"}))],
    );
    means(
        http,
        r#"{"jobs": [...]}"#,
        vec![rule("body./jobs", Present, Value::Null)],
    );
    means(
        http,
        r#"{"status": "healthy", "timestamp": "..."}"#,
        vec![
            rule("body./status", Equals, json!("healthy")),
            rule("body./timestamp", Present, Value::Null),
        ],
    );
    means(
        http,
        r#"{"providers": ["openai", "groq", …]}"#,
        vec![rule("body./providers", ContainsAll, json!(["openai", "groq"]))],
    );
    means(
        http,
        r#"{"data": {"id": <uuid>, ...}}"#,
        vec![rule("body./data/id", Present, Value::Null)],
    );
    stays_words(http, r#"{"status": "ok""#);
    stays_words(http, r#"{"a": maybe}"#);
    stays_words(http, &format!("{}1{}", "[".repeat(200), "]".repeat(200)));
}
