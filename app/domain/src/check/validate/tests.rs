use serde_json::json;

use super::*;

fn status_is_200() -> Rule {
    Rule {
        field: "status".into(),
        operator: Operator::Equals,
        value: json!(200),
        rules: vec![],
    }
}

fn http(url: &str) -> CheckSpec {
    let http = HttpSpec {
        method: Default::default(),
        url: url.into(),
        headers: vec![],
        body: None,
        follow_redirects: false,
    };
    CheckSpec::new(ProbeSpec::Http(http), vec![status_is_200()])
}

fn with_http(change: impl FnOnce(&mut HttpSpec)) -> CheckSpec {
    let mut spec = http("https://shop.example/health");
    if let ProbeSpec::Http(inner) = &mut spec.probe {
        change(inner);
    }
    spec
}

fn sql(statement: &str) -> CheckSpec {
    let rule = Rule {
        field: "value".into(),
        operator: Operator::Equals,
        value: json!(1),
        rules: vec![],
    };
    CheckSpec::new(
        ProbeSpec::Sql(SqlSpec {
            connection: "shop".into(),
            statement: statement.into(),
        }),
        vec![rule],
    )
}

#[test]
fn addresses() {
    for good in [
        "https://shop.example/health",
        "http://10.0.0.5:8080/",
        "{{base_url}}/x",
        "https://{{host}}/x",
        "http://[::1]:80/",
    ] {
        assert_eq!(http(good).validate(), Ok(()), "{good}");
    }
    for bad in [
        "",
        " ",
        "shop.example",
        "//shop.example",
        "ftp://shop.example/",
        "file:///etc/passwd",
        "gopher://shop.example/",
        "http:\\\\shop.example",
        "http://shop.example\\@evil.example/",
        "http://user@shop.example/",
        "http://user:pw@shop.example/",
        "http://shop.example/a b",
        "http://shop.example/\n",
        "http://",
        "http://shop.example:99999/",
    ] {
        assert!(http(bad).validate().is_err(), "{bad:?}");
    }
}

#[test]
fn headers_and_bodies() {
    let header =
        |name: &str, value: &str| with_http(|h| h.headers = vec![(name.into(), value.into())]).validate();
    assert_eq!(header("Authorization", "Bearer {{secret:token}}"), Ok(()));
    assert_eq!(
        header("Host", "x"),
        Err(SpecRefused::Header { name: "Host".into() })
    );
    assert_eq!(
        header("a b", "x"),
        Err(SpecRefused::Header { name: "a b".into() })
    );
    assert!(matches!(
        header("x", "a\r\nb: c"),
        Err(SpecRefused::ControlCharacter { .. })
    ));
    let twice = with_http(|h| h.headers = vec![("X-A".into(), "1".into()), ("x-a".into(), "2".into())]);
    assert_eq!(
        twice.validate(),
        Err(SpecRefused::HeaderTwice { name: "x-a".into() })
    );
    let got = with_http(|h| h.body = Some("x".into()));
    assert_eq!(
        got.validate(),
        Err(SpecRefused::BodyNotAllowed { method: "GET".into() })
    );
}

#[test]
fn statements() {
    for good in [
        "SELECT 1",
        "select count(*) from jobs;",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "VALUES (1)",
        "SELECT '{{version}}'",
    ] {
        assert_eq!(sql(good).validate(), Ok(()), "{good}");
    }
    assert_eq!(
        sql("SELECT 1; SELECT 2").validate(),
        Err(SpecRefused::OneStatement)
    );
    for bad in [
        "DROP TABLE a",
        "COMMIT",
        "DELETE FROM a",
        "SET ROLE postgres",
        "\\dt",
        "EXPLAIN ANALYZE DELETE FROM a",
        "CALL f()",
    ] {
        assert_eq!(sql(bad).validate(), Err(SpecRefused::NotReading), "{bad}");
    }
    assert!(matches!(sql("  ").validate(), Err(SpecRefused::Empty { .. })));
    assert!(matches!(
        sql("SELECT '\0'").validate(),
        Err(SpecRefused::ControlCharacter { .. })
    ));
    // Deep nesting ends in an answer, not in a full stack.
    assert!(
        sql(&format!("SELECT {}1{}", "(".repeat(5000), ")".repeat(5000)))
            .validate()
            .is_ok()
    );
}

#[test]
fn rules_fit_what_is_measured() {
    let with = |field: &str, operator: Operator, value: Value| {
        let mut spec = http("https://shop.example/");
        spec.rules = vec![Rule {
            field: field.into(),
            operator,
            value,
            rules: vec![],
        }];
        spec.validate()
    };
    assert_eq!(with("body./a/b", Operator::NotNull, Value::Null), Ok(()));
    assert_eq!(with("headers.etag", Operator::Present, Value::Null), Ok(()));
    assert_eq!(with("body", Operator::Matches, json!("^ok")), Ok(()));
    assert_eq!(
        with("body", Operator::Matches, json!("{{version}}(")),
        Ok(()),
        "known when it runs"
    );
    assert!(matches!(
        with("rows", Operator::Equals, json!(1)),
        Err(SpecRefused::UnknownField { .. })
    ));
    for (operator, value) in [
        (Operator::Less, json!("5")),
        (Operator::Between, json!([5, 1])),
        (Operator::Between, json!([1])),
        (Operator::ContainsAll, json!([])),
        (Operator::SetEquals, json!("a")),
        (Operator::Contains, json!("")),
        (Operator::SubsetJson, json!("a")),
        (Operator::VersionAtLeast, json!("newest")),
    ] {
        assert!(
            matches!(
                with("body", operator, value.clone()),
                Err(SpecRefused::RuleValue { .. })
            ),
            "{operator:?} {value}"
        );
    }
    for pattern in ["(", "(?=a)b", r"(a)\1", "((a{1,1000}){1,1000}){1,1000}"] {
        assert!(
            matches!(
                with("body", Operator::Matches, json!(pattern)),
                Err(SpecRefused::Pattern { .. })
            ),
            "{pattern}"
        );
    }
    assert_eq!(
        with("body", Operator::Matches, json!("(a+)+$")),
        Ok(()),
        "harmless in a linear engine"
    );
}

#[test]
fn limits() {
    let changed = |change: fn(&mut CheckSpec)| {
        let mut spec = http("https://shop.example/");
        change(&mut spec);
        spec.validate()
    };
    assert_eq!(changed(|s| s.timeout_ms = 99), Err(SpecRefused::Timeout));
    assert_eq!(changed(|s| s.timeout_ms = 60_001), Err(SpecRefused::Timeout));
    assert_eq!(changed(|s| s.freshness_s = 9), Err(SpecRefused::Freshness));
    assert_eq!(changed(|s| s.rules.clear()), Err(SpecRefused::NoRules));
    assert!(matches!(
        changed(|s| s.rules = vec![status_is_200(); 51]),
        Err(SpecRefused::TooManyRules { .. })
    ));
    let nested = |depth: usize| {
        let mut rule = status_is_200();
        for _ in 1..depth {
            rule = Rule {
                field: String::new(),
                operator: Operator::AllOf,
                value: Value::Null,
                rules: vec![rule],
            };
        }
        let mut spec = http("https://shop.example/");
        spec.rules = vec![rule];
        spec.validate()
    };
    assert_eq!(nested(4), Ok(()));
    assert!(matches!(nested(5), Err(SpecRefused::TooManyRules { .. })));
}

#[test]
fn json_is_stable_and_strict() {
    let json = json!({
        "probe": {"kind": "http", "url": "https://shop.example/"},
        "rules": [{"field": "status", "operator": "equals", "value": 200}]
    });
    let spec: CheckSpec = serde_json::from_value(json.clone()).unwrap();
    assert_eq!((spec.timeout_ms, spec.freshness_s), (10_000, 900));
    let written = serde_json::to_value(&spec).unwrap();
    assert_eq!(serde_json::from_value::<CheckSpec>(written).unwrap(), spec);
    let mut odd = json.clone();
    odd["probe"]["urll"] = json!("x");
    assert!(serde_json::from_value::<CheckSpec>(odd).is_err());
    let mut odd = json;
    odd["enabled"] = json!(true);
    assert!(serde_json::from_value::<CheckSpec>(odd).is_err());
    let draft = json!({"method": "POST", "url": "{{base_url}}/quote", "headers": [["content-type", "application/json"]], "body": "{}"});
    assert!(ProbeSpec::from_draft(ProbeKind::Http, &draft).is_some());
    assert!(ProbeSpec::from_draft(ProbeKind::Redis, &draft).is_none());
}
