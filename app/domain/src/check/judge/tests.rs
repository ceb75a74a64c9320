use serde_json::json;

use super::*;
use crate::check::{Body, ErrorClass, Gap, ProbeKind};

fn rule(field: &str, operator: Operator, value: Value) -> Rule {
    Rule {
        field: field.into(),
        operator,
        value,
        rules: vec![],
    }
}

fn group(operator: Operator, rules: Vec<Rule>) -> Rule {
    Rule {
        field: String::new(),
        operator,
        value: Value::Null,
        rules,
    }
}

fn http(status: u16, body: &str) -> Measurement {
    let mut measurement = Measurement::new(ProbeKind::Http);
    measurement.set("status", status);
    measurement.set("latency_ms", 120);
    measurement.set(
        "headers",
        json!({"content-type": "application/json", "x.dotted": "yes"}),
    );
    measurement.body = Some(Body::new(body, false));
    measurement
}

fn sql(value: Value, rows: u64) -> Measurement {
    let mut measurement = Measurement::new(ProbeKind::Sql);
    measurement.set("rows", rows);
    measurement.set("value", value);
    measurement
}

#[track_caller]
fn verdict(measurement: &Measurement, rule: Rule) -> (Verdict, String) {
    let judged = judge(&[rule], measurement);
    (judged.verdict, judged.reason)
}

#[test]
fn http_scenarios() {
    use Operator::*;
    use Verdict::*;
    let m = http(
        200,
        r#"{"status":"ok","quoteId":null,"jobs":[{"id":1,"state":"done"},{"id":2}],"n":"5"}"#,
    );
    let table = [
        (rule("status", Equals, json!(200)), Passed, "The status is 200."),
        (
            rule("status", Equals, json!(402)),
            Failed,
            "The status is 200, not 402.",
        ),
        (
            rule("status", Equals, json!("200")),
            Failed,
            "The status is a number that reads 200, not a text.",
        ),
        (
            rule("status", NotEquals, json!(500)),
            Passed,
            "The status is 200.",
        ),
        (
            rule("status", Between, json!([200, 299])),
            Passed,
            "The status is 200.",
        ),
        (
            rule("status", Between, json!([300, 399])),
            Failed,
            "The status is 200, not between 300 and 399.",
        ),
        (
            rule("latency_ms", Less, json!(100)),
            Failed,
            "The response time is 120, not below 100.",
        ),
        (
            rule("latency_ms", LessOrEqual, json!(120)),
            Passed,
            "The response time is 120.",
        ),
        (
            rule("body", Contains, json!("quoteId")),
            Passed,
            "The body has “quoteId”.",
        ),
        (
            rule("body", Contains, json!("error")),
            Failed,
            "The body does not have “error”.",
        ),
        (
            rule("body./status", Equals, json!("ok")),
            Passed,
            "/status in the body is “ok”.",
        ),
        (
            rule("body./quoteId", Equals, json!("q-1")),
            Failed,
            "/quoteId in the body is null.",
        ),
        (
            rule("body./quoteId", NotNull, Value::Null),
            Failed,
            "/quoteId in the body is null.",
        ),
        (
            rule("body./quoteId", Present, Value::Null),
            Passed,
            "/quoteId in the body is there, as null.",
        ),
        (
            rule("body./quoteId", NotEquals, json!("x")),
            Inconclusive,
            "/quoteId in the body is null, which decides nothing.",
        ),
        (
            rule("body./missing", Equals, json!(1)),
            Inconclusive,
            "/missing in the body is missing, so nobody can say whether /missing in the body is 1.",
        ),
        (
            rule("body./missing", Absent, Value::Null),
            Passed,
            "/missing in the body is absent.",
        ),
        (
            rule("body./missing", Present, Value::Null),
            Failed,
            "/missing in the body is missing.",
        ),
        (
            rule("body./n", Less, json!(9)),
            Inconclusive,
            "/n in the body is “5”, which is not a number.",
        ),
        (
            rule("body./jobs", SubsetJson, json!([{"id": 2}])),
            Passed,
            "/jobs in the body holds what is expected.",
        ),
        (
            rule("body", SubsetJson, json!({"jobs": [], "status": "ok"})),
            Passed,
            "The body holds what is expected.",
        ),
        (
            rule("body", SubsetJson, json!({"status": "down"})),
            Failed,
            "The body has “ok” at /status, not “down”.",
        ),
        (
            rule("body", SubsetJson, json!({"extra": 1})),
            Failed,
            "The body lacks /extra.",
        ),
        (
            rule("headers.Content-Type", Contains, json!("json")),
            Passed,
            "The header Content-Type has “json”.",
        ),
        (
            rule("headers.x.dotted", Equals, json!("yes")),
            Passed,
            "The header x.dotted is “yes”.",
        ),
        (
            rule("body", Matches, json!("\"id\":[0-9]")),
            Passed,
            "The body matches /\"id\":[0-9]/.",
        ),
        (
            rule("body", Matches, json!("(a+)+$b")),
            Failed,
            "The body is “{\"status\":\"ok\",\"quoteId\":null,\"jobs\":[{\"id\":1,\"state\":\"done\"},{\"id\":2}],\"n\":\"5\"}”, which does not match /(a+)+$b/.",
        ),
    ];
    for (rule, wanted, reason) in table {
        let label = format!("{rule:?}");
        assert_eq!(verdict(&m, rule), (wanted, reason.to_owned()), "{label}");
    }
}

#[test]
fn a_body_that_is_not_json_or_cut_decides_only_what_it_can() {
    let page = http(200, "<html>error</html>");
    assert_eq!(
        verdict(&page, rule("body./status", Operator::Equals, json!("ok"))).0,
        Verdict::Inconclusive
    );
    assert_eq!(
        verdict(&page, rule("body./status", Operator::Absent, Value::Null)).0,
        Verdict::Inconclusive
    );
    let mut long = http(200, "");
    long.body = Some(Body::new("{\"status\":\"ok\", … fatal", true));
    assert_eq!(
        verdict(&long, rule("body", Operator::Contains, json!("ok"))).0,
        Verdict::Passed
    );
    assert_eq!(
        verdict(&long, rule("body", Operator::Contains, json!("late"))).0,
        Verdict::Inconclusive
    );
    assert_eq!(
        verdict(&long, rule("body", Operator::Matches, json!("fatal$"))).0,
        Verdict::Inconclusive
    );
    assert_eq!(
        verdict(&long, rule("body", Operator::NotEquals, json!("x"))).0,
        Verdict::Inconclusive
    );
    assert_eq!(
        verdict(&long, rule("body./status", Operator::Equals, json!("ok"))).0,
        Verdict::Inconclusive
    );
    let bom = http(200, "\u{feff}{\"a\":1}");
    assert_eq!(
        verdict(&bom, rule("body./a", Operator::Equals, json!(1))).0,
        Verdict::Passed
    );
}

#[test]
fn sql_values_that_are_not_there_never_pass() {
    use Operator::*;
    let mut none = Measurement::new(ProbeKind::Sql);
    none.set("rows", 0);
    none.gap("value", Gap::NoRows);
    let mut two = Measurement::new(ProbeKind::Sql);
    two.set("rows", 2);
    two.gap("value", Gap::ManyRows { rows: 2 });
    for operator in [
        Equals,
        NotEquals,
        Less,
        Contains,
        Absent,
        Present,
        NotNull,
        Matches,
        VersionAtLeast,
    ] {
        let asked = rule("value", operator, json!("0"));
        assert_eq!(
            verdict(&none, asked.clone()).0,
            Verdict::Inconclusive,
            "{operator:?} on no rows"
        );
        assert_eq!(
            verdict(&two, asked.clone()).0,
            Verdict::Inconclusive,
            "{operator:?} on two rows"
        );
    }
    assert_eq!(verdict(&none, rule("rows", Equals, json!(0))).0, Verdict::Passed);
    assert_eq!(
        verdict(&two, rule("value", Equals, json!(1))).1,
        "The value is not one value: 2 rows came back."
    );
    for odd in ["NaN", "Infinity", "-Infinity"] {
        assert_eq!(
            verdict(&sql(json!(odd), 1), rule("value", Equals, json!(odd))).0,
            Verdict::Inconclusive
        );
        assert_eq!(
            verdict(&sql(json!(odd), 1), rule("value", Greater, json!(0))).0,
            Verdict::Inconclusive
        );
        assert_eq!(
            verdict(&sql(json!(odd), 1), rule("value", NotEquals, json!(1))).0,
            Verdict::Inconclusive
        );
    }
    assert_eq!(
        verdict(&sql(Value::Null, 1), rule("value", Equals, json!(0))).0,
        Verdict::Failed
    );
    assert_eq!(
        verdict(&sql(Value::Null, 1), rule("value", Less, json!(1))).0,
        Verdict::Inconclusive
    );
    assert_eq!(
        verdict(&sql(Value::Null, 1), rule("value", Equals, Value::Null)).0,
        Verdict::Passed
    );
}

#[test]
fn sets_name_what_is_missing_and_what_is_extra() {
    let mut m = Measurement::new(ProbeKind::Sql);
    m.set("set", json!(["users", "quotes", "old"]));
    let wanted = json!(["users", "quotes", "jobs"]);
    assert_eq!(
        verdict(&m, rule("set", Operator::SetEquals, wanted.clone())),
        (
            Verdict::Failed,
            "The list of values lacks “jobs” and has in addition “old”.".into()
        )
    );
    assert_eq!(
        verdict(&m, rule("set", Operator::ContainsAll, wanted)),
        (Verdict::Failed, "The list of values lacks “jobs”.".into())
    );
    assert_eq!(
        verdict(&m, rule("set", Operator::ContainsAll, json!([]))).0,
        Verdict::Inconclusive
    );
}

#[test]
fn versions_are_found_in_what_servers_say_of_themselves() {
    let table = [
        ("PostgreSQL 15.4 (Debian 15.4-1.pgdg120+1)", "12", Verdict::Passed),
        ("PostgreSQL 9.6", "12", Verdict::Failed),
        ("v2.0.1-rc.1", "2.0.1", Verdict::Failed),
        ("2.0.10", "2.0.9", Verdict::Passed),
        ("node/20.11.0", "20.11", Verdict::Passed),
        ("unknown", "1", Verdict::Inconclusive),
    ];
    for (seen, least, wanted) in table {
        assert_eq!(
            verdict(
                &sql(json!(seen), 1),
                rule("value", Operator::VersionAtLeast, json!(least))
            )
            .0,
            wanted,
            "{seen}"
        );
    }
}

#[test]
fn numbers_compare_exactly_or_not_at_all() {
    use Operator::*;
    let table = [
        (
            json!(9_007_199_254_740_993_u64),
            Equals,
            json!(9_007_199_254_740_992_u64),
            Verdict::Failed,
        ),
        (json!(1e20), Equals, json!(1e20), Verdict::Inconclusive),
        (json!(1e20), Greater, json!(1e19), Verdict::Passed),
        (json!(1.0), Equals, json!(1), Verdict::Passed),
        (json!(-1), Less, json!(0), Verdict::Passed),
        (json!(true), Equals, json!(1), Verdict::Failed),
        (json!([1, 2]), Equals, json!([1.0, 2]), Verdict::Passed),
    ];
    for (seen, operator, value, wanted) in table {
        assert_eq!(
            verdict(&sql(seen.clone(), 1), rule("value", operator, value)).0,
            wanted,
            "{seen} {operator:?}"
        );
    }
}

#[test]
fn groups_keep_three_answers() {
    use Operator::*;
    let m = http(200, "{}");
    let pass = rule("status", Equals, json!(200));
    let fail = rule("status", Equals, json!(500));
    let open = rule("body./x", Equals, json!(1));
    let table = [
        (AnyOf, vec![pass.clone(), fail.clone()], Verdict::Passed),
        (AnyOf, vec![open.clone(), fail.clone()], Verdict::Inconclusive),
        (AnyOf, vec![fail.clone(), fail.clone()], Verdict::Failed),
        (AllOf, vec![pass.clone(), open.clone()], Verdict::Inconclusive),
        (AllOf, vec![open.clone(), fail.clone()], Verdict::Failed),
        (AllOf, vec![pass.clone(), pass.clone()], Verdict::Passed),
        (AnyOf, vec![], Verdict::Inconclusive),
        (AllOf, vec![], Verdict::Inconclusive),
    ];
    for (operator, rules, wanted) in table {
        assert_eq!(verdict(&m, group(operator, rules)).0, wanted);
    }
    assert_eq!(
        judge(&[pass, open, fail], &m).reason,
        "The status is 200, not 500.",
        "the worst is what is said first"
    );
}

#[test]
fn an_error_says_itself_and_never_more_than_that() {
    let m = Measurement::errored(ProbeKind::Http, ErrorClass::TimedOut, "Timed out after 5 s.");
    let judged = judge(&[rule("status", Operator::Equals, json!(200))], &m);
    assert_eq!(
        (judged.verdict, judged.reason.as_str()),
        (Verdict::Errored, "Timed out after 5 s.")
    );
    let shut = Measurement::errored(ProbeKind::Http, ErrorClass::Closed, "Nothing listens there.");
    assert_eq!(judge(&[], &shut).verdict, Verdict::Failed);
}

#[test]
fn without_rules_nothing_passes() {
    assert_eq!(judge(&[], &http(200, "ok")).verdict, Verdict::Inconclusive);
}

#[test]
fn what_was_seen_is_kept_short_and_storable() {
    let mut m = Measurement::new(ProbeKind::Http);
    m.set("value", json!("a\0b\u{1b}"));
    m.set("set", json!(["a\0b"]));
    m.set("row", json!("x".repeat(500)));
    let asked = ["value", "set", "row"].map(|field| rule(field, Operator::Equals, json!("other")));
    let judged = judge(&asked, &m);
    assert_eq!(judged.details[0].seen, Some(json!("a␀b\u{1b}")));
    assert_eq!(judged.details[1].seen, Some(json!(["a␀b"])));
    let stored = serde_json::to_string(&judged).unwrap();
    assert!(stored.len() < 3000, "{}", stored.len());
}
