//! Expectations of several parts: conditions in one line, and lists under a lead.

use domain::check::{Operator, ProbeKind, Rule};
use domain::import::expectation::{About, compile_list, compile_parts};
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

#[test]
fn parts_of_a_line_are_told_apart() {
    let found = compile_parts("200 OK, service online", 3, about(Some(ProbeKind::Http)));
    let seen: Vec<(&str, bool)> = found
        .iter()
        .map(|part| (part.text.as_str(), part.compiled))
        .collect();
    assert_eq!(seen, [("200 OK", true), ("service online", false)]);

    let found = compile_parts(
        "No 500 errors (or only pre-deployment ones)",
        3,
        about(Some(ProbeKind::Log)),
    );
    let seen: Vec<(&str, bool)> = found
        .iter()
        .map(|part| (part.text.as_str(), part.compiled))
        .collect();
    assert_eq!(
        seen,
        [("No 500 errors", true), ("or only pre-deployment ones", false)]
    );

    let found = compile_parts("calm, tidy, quiet", 3, about(None));
    assert_eq!(
        found.len(),
        1,
        "a sentence that cannot be typed at all stays in one piece"
    );
}

#[test]
fn lists_of_names_and_of_conditions() {
    let names = [(2, "users"), (3, "orders")];
    let found = compile_list("tables", 1, &names, about(Some(ProbeKind::Sql)));
    assert_eq!(
        found[0].rules,
        [rule("set", Operator::ContainsAll, json!(["users", "orders"]))]
    );

    let found = compile_list("2 tables", 1, &names, about(Some(ProbeKind::Sql)));
    assert_eq!(
        found[0].rules,
        [
            rule("rows", Operator::Equals, json!(2)),
            rule("set", Operator::SetEquals, json!(["users", "orders"]))
        ]
    );

    let found = compile_list(
        "output",
        1,
        &[(2, "✓ first"), (3, "✓ second")],
        about(Some(ProbeKind::Command)),
    );
    assert_eq!(
        found[0].rules,
        [rule(
            "stdout",
            Operator::ContainsAll,
            json!(["✓ first", "✓ second"])
        )]
    );

    let found = compile_list(
        "output in this order",
        1,
        &[(2, "a.b"), (3, "c")],
        about(Some(ProbeKind::Command)),
    );
    assert_eq!(
        found[0].rules,
        [rule("stdout", Operator::Matches, json!("a\\.b[\\s\\S]*c"))]
    );

    let found = compile_list(
        "",
        1,
        &[(2, "Success rate: > 99%"), (3, "it feels fast")],
        about(Some(ProbeKind::Load)),
    );
    let seen: Vec<(u32, bool)> = found.iter().map(|part| (part.line, part.compiled)).collect();
    assert_eq!(seen, [(2, true), (3, false)]);

    let found = compile_list("3 tables", 1, &names, about(Some(ProbeKind::Sql)));
    assert!(
        found
            .iter()
            .all(|part| !part.rules.iter().any(|rule| rule.field == "set")),
        "a count that differs from its list is not a set"
    );
}
