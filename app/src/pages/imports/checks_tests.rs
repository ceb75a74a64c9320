use domain::{
    check::{Operator, Rule},
    checklist::{CheckDraft, Phase, Task},
};

use super::*;

fn item(id: &str, expectations: &[(&str, bool)]) -> Item {
    let expectations = expectations.iter().map(|(text, compiled)| Expectation {
        text: (*text).to_owned(),
        compiled: *compiled,
        rules: vec![Rule {
            field: "status".into(),
            operator: Operator::Equals,
            value: 200.into(),
            rules: Vec::new(),
        }],
        ..Expectation::default()
    });
    Item {
        id: id.to_owned(),
        text: id.to_owned(),
        mode: ItemMode::Automated,
        check: Some(CheckDraft {
            probe: Some(ProbeKind::Http),
            spec: Some(serde_json::json!({ "url": "https://example.org/health" })),
            expectations: expectations.collect(),
        }),
        ..Item::default()
    }
}

fn checklist() -> Checklist {
    let silent = Item {
        id: "silent".into(),
        ..Item::default()
    };
    Checklist {
        phases: vec![Phase {
            title: "Before".into(),
            tasks: vec![Task {
                title: "Try it".into(),
                items: vec![
                    item("clear", &[("200 OK", true)]),
                    silent,
                    item("vague", &[("growing", false)]),
                ],
                ..Task::default()
            }],
            ..Phase::default()
        }],
        ..Checklist::default()
    }
}

#[test]
fn what_asks_for_a_definition_comes_first_and_the_silent_are_not_listed() {
    let list = checklist();
    assert_eq!(asking(&list), 1);
    let (asking, settled) = apart(groups(&list));
    let ids = |groups: &Groups| -> Vec<(String, Vec<String>)> {
        groups
            .iter()
            .map(|(title, items)| (title.clone(), items.iter().map(|item| item.id.clone()).collect()))
            .collect()
    };
    assert_eq!(
        ids(&asking),
        [("Before › Try it".to_owned(), vec!["vague".to_owned()])]
    );
    assert_eq!(
        ids(&settled),
        [("Before › Try it".to_owned(), vec!["clear".to_owned()])]
    );
}

#[test]
fn an_item_says_what_is_missing_before_a_machine_can_measure_it() {
    let mut clear = item("clear", &[("200 OK", true)]);
    assert_eq!(standing(&clear).1, "Proposed: accept it, or a person does it");
    clear.accepted = clear.check.as_ref().and_then(CheckDraft::proposed);
    assert_eq!(standing(&clear).1, "Accepted: a machine measures it");
    assert_eq!(
        standing(&item("none", &[])).1,
        "Proposed, and something is missing: complete it, or a person does it"
    );
    assert_eq!(
        standing(&item("vague", &[("growing", false)])).1,
        "Asks for a definition"
    );
}
