use super::*;
use crate::{
    check::{CheckSpec, Operator, ProbeKind, Rule},
    checklist::{CheckDraft, Expectation, ItemMode, Repair, RepairRun, Task},
};

fn item(id: &str, items: Vec<Item>) -> Item {
    Item {
        id: id.to_owned(),
        line: 4,
        text: format!("text of {id}"),
        items,
        ..Item::default()
    }
}

fn checklist() -> Checklist {
    let task = |id: &str, items| Task {
        id: id.to_owned(),
        title: format!("title of {id}"),
        items,
        ..Task::default()
    };
    Checklist {
        title: "Deploy".into(),
        phases: vec![
            Phase {
                id: "p1".into(),
                title: "Before".into(),
                tasks: vec![
                    task(
                        "p1.t1",
                        vec![
                            item("p1.t1.i1", vec![item("p1.t1.i1.1", vec![])]),
                            item("p1.t1.i2", vec![]),
                        ],
                    ),
                    task("p1.t2", vec![]),
                ],
                items: vec![item("p1.i1", vec![])],
                ..Phase::default()
            },
            Phase {
                id: "p2".into(),
                title: "After".into(),
                ..Phase::default()
            },
        ],
        items: vec![item("i1", vec![])],
        ..Checklist::default()
    }
}

fn correct(
    checklist: &Checklist,
    target: &str,
    part: &str,
    value: &str,
) -> Result<Checklist, CorrectionRefused> {
    apply(checklist, &self::checklist(), Correction { target, part, value })
}

#[test]
fn titles_of_every_part_can_be_corrected() {
    for target in ["", "p1", "p1.t2", "p1.t1.i1.1", "i1"] {
        let corrected = correct(&checklist(), target, "title", "  new \n words ").unwrap();
        assert!(
            serde_json::to_string(&corrected)
                .unwrap()
                .contains("\"new words\""),
            "{target}"
        );
        assert_eq!(
            correct(&checklist(), target, "title", " "),
            Err(CorrectionRefused::Empty)
        );
    }
    assert_eq!(
        correct(&checklist(), "p9", "title", "x"),
        Err(CorrectionRefused::NoSuchPart)
    );
    let long = "x".repeat(301);
    assert_eq!(
        correct(&checklist(), "p1", "title", &long),
        Err(CorrectionRefused::TooLong { has: 301, most: 300 })
    );
}

#[test]
fn owners_and_estimates_belong_to_tasks() {
    let corrected = correct(&checklist(), "p1.t1", "owner", "QA/Dev").unwrap();
    assert_eq!(corrected.phases[0].tasks[0].owners, ["QA", "Dev"]);
    let cleared = correct(&corrected, "p1.t1", "owner", "").unwrap();
    assert_eq!(
        (
            cleared.phases[0].tasks[0].owner_text.as_deref(),
            cleared.phases[0].tasks[0].owners.len()
        ),
        (None, 0)
    );
    let corrected = correct(&checklist(), "p1.t1", "estimate", "30 min").unwrap();
    assert_eq!(
        corrected.phases[0].tasks[0]
            .estimate_min
            .map(|estimate| estimate.max),
        Some(30)
    );
    assert_eq!(
        correct(&checklist(), "p1.t1", "estimate", "soon"),
        Err(CorrectionRefused::NotATime)
    );
    assert_eq!(
        correct(&checklist(), "p1", "owner", "QA"),
        Err(CorrectionRefused::NoSuchPart)
    );
}

#[test]
fn a_kind_is_step_or_check() {
    let corrected = correct(&checklist(), "i1", "kind", "check").unwrap();
    assert_eq!(corrected.items[0].kind, ItemKind::Check);
    assert_eq!(
        correct(&checklist(), "i1", "kind", "test"),
        Err(CorrectionRefused::NotAKind)
    );
}

#[test]
fn what_was_removed_comes_back_to_its_place() {
    for target in ["p1", "p2", "p1.t1", "p1.t1.i1", "p1.t1.i1.1", "p1.i1", "i1"] {
        let without = correct(&checklist(), target, "remove", "").unwrap();
        assert_eq!(removed(&without, &checklist()), [target]);
        assert_eq!(
            correct(&without, target, "restore", "").unwrap(),
            checklist(),
            "{target}"
        );
        assert_eq!(
            correct(&without, target, "remove", ""),
            Err(CorrectionRefused::NoSuchPart)
        );
    }
}

#[test]
fn a_part_of_something_removed_comes_back_with_it_only() {
    let without = correct(&checklist(), "p1.t1", "remove", "").unwrap();
    assert_eq!(
        correct(&without, "p1.t1.i1", "restore", ""),
        Err(CorrectionRefused::NoSuchPart)
    );
}

#[test]
fn added_parts_have_ids_of_their_own() {
    let more = correct(&checklist(), "p1.t2", "add_item", "look at the logs").unwrap();
    let more = correct(&more, "", "add_item", "tell the team").unwrap();
    let more = correct(&more, "", "add_phase", "Sign-off").unwrap();
    assert_eq!(more.phases[0].tasks[1].items[0].id, "new1");
    assert_eq!(more.items[1].id, "new2");
    assert_eq!(more.phases[2].id, "new3");
    assert_eq!(removed(&more, &checklist()), Vec::<String>::new());
}

#[test]
fn a_repaired_run_can_be_decided() {
    let run = |from: &str, to: &str, exact| RepairRun {
        line: 4,
        from: from.into(),
        to: to.into(),
        exact,
    };
    let mut working = checklist();
    working.items[0].text = "✅ ready Ã¢ÂÂ¥ 3".into();
    working.source.repair = Some(Repair {
        chain: vec!["windows-1254".into()],
        exact: 1,
        uncertain: 1,
        runs: vec![run("Ã¢Å", "✅", true), run("Ã¢ÂÂ¥", "", false)],
    });
    let decided = correct(&working, "1", "repair", "≥").unwrap();
    assert_eq!(decided.items[0].text, "✅ ready ≥ 3");
    let repair = decided.source.repair.clone().unwrap();
    assert_eq!(
        (repair.exact, repair.uncertain, repair.runs[1].to.as_str()),
        (2, 0, "≥")
    );
    assert_eq!(repair.runs[1].from, "Ã¢ÂÂ¥");
    let kept = correct(&decided, "0", "repair", "keep").unwrap();
    assert_eq!(kept.items[0].text, "Ã¢Å ready ≥ 3");
    assert_eq!(
        correct(&working, "7", "repair", "x"),
        Err(CorrectionRefused::NoSuchPart)
    );
}

#[test]
fn the_last_correction_is_taken_back_by_making_the_others_again() {
    let kept: Vec<Kept> = [
        ("p1.t1", "remove", ""),
        ("", "add_phase", "Sign-off"),
        ("p2", "title", "Afterwards"),
    ]
    .map(|(target, part, value)| Kept {
        target: target.into(),
        part: part.into(),
        value: value.into(),
    })
    .to_vec();
    let mut working = checklist();
    let mut steps = vec![working.clone()];
    for kept in &kept {
        working = apply(&working, &checklist(), kept.correction()).unwrap();
        steps.push(working.clone());
    }
    for made in 0..=kept.len() {
        assert_eq!(replay(&checklist(), &kept[..made]).unwrap(), steps[made]);
    }
    assert_eq!(
        words(kept[0].correction(), &checklist(), &working),
        "removed \"title of p1.t1\""
    );
}

fn contacts() -> Checklist {
    let contact = |role: &str| crate::checklist::Contact {
        line: 9,
        role: role.into(),
        value: "[Name] - [Phone]".into(),
        placeholder: true,
    };
    Checklist {
        contacts: vec![contact("Team Lead"), contact("DevOps")],
        ..checklist()
    }
}

#[test]
fn an_empty_contact_is_filled_or_left_out() {
    let filled = correct(&contacts(), "1", "contact", " Olu, +44 20 7946 0000 ").unwrap();
    assert_eq!(
        (filled.contacts[1].value.as_str(), filled.contacts[1].placeholder),
        ("Olu, +44 20 7946 0000", false)
    );
    let dropped = correct(&contacts(), "0", "drop_contact", "").unwrap();
    assert_eq!(dropped.contacts.len(), 1);
    assert_eq!(dropped.contacts[0].role, "DevOps");
    assert_eq!(
        correct(&contacts(), "2", "contact", "x"),
        Err(CorrectionRefused::NoSuchPart)
    );
    assert_eq!(
        correct(&contacts(), "0", "contact", " "),
        Err(CorrectionRefused::Empty)
    );
}

/// The item `i1` with a proposal: an HTTP check, judged by these expectations.
fn proposing(probe: ProbeKind, spec: serde_json::Value, expectations: Vec<Expectation>) -> Checklist {
    let mut checklist = checklist();
    checklist.items[0].mode = ItemMode::Automated;
    checklist.items[0].check = Some(CheckDraft {
        probe: Some(probe),
        spec: Some(spec),
        expectations,
    });
    checklist
}

fn is_200() -> Expectation {
    Expectation {
        text: "200 OK".into(),
        compiled: true,
        rules: vec![Rule {
            field: "status".into(),
            operator: Operator::Equals,
            value: 200.into(),
            rules: Vec::new(),
        }],
        ..Expectation::default()
    }
}

fn health() -> serde_json::Value {
    serde_json::json!({ "method": "GET", "url": "https://{{HOST}}/health" })
}

#[test]
fn a_proposal_becomes_a_check_only_when_it_is_accepted() {
    let draft = proposing(ProbeKind::Http, health(), vec![is_200()]);
    assert!(draft.items[0].is_acceptable() && draft.items[0].accepted.is_none());
    for part in ["accept", "accept_all"] {
        let target = if part == "accept" { "i1" } else { "" };
        let accepted = correct(&draft, target, part, "").unwrap();
        let spec = accepted.items[0].accepted.clone().expect("it was accepted");
        assert_eq!(
            (spec.rules, accepted.items[0].kind),
            (is_200().rules, ItemKind::Check)
        );
        assert_eq!(
            correct(&accepted, "", "accept_all", ""),
            Err(CorrectionRefused::NotPossible)
        );
        let by_hand = correct(&accepted, "i1", "by_hand", "").unwrap();
        assert!(by_hand.items[0].accepted.is_none() && !by_hand.items[0].is_acceptable());
    }
}

#[test]
fn what_is_no_whole_check_is_not_accepted() {
    // No rule; no database; a probe that is not ours; items below it.
    let vague = Expectation {
        text: "growing as expected".into(),
        ..Expectation::default()
    };
    let sql = serde_json::json!({ "statement": "SELECT count(*) FROM users" });
    for draft in [
        proposing(ProbeKind::Http, health(), vec![vague.clone()]),
        proposing(ProbeKind::Sql, sql, vec![is_200()]),
        proposing(ProbeKind::Redis, serde_json::json!({}), vec![is_200()]),
    ] {
        assert!(!draft.items[0].is_acceptable());
        assert!(correct(&draft, "i1", "accept", "").is_err());
    }
    assert_eq!(
        correct(&checklist(), "p1.t1.i1", "accept", ""),
        Err(CorrectionRefused::NotPossible)
    );
    let draft = proposing(ProbeKind::Http, health(), vec![vague]);
    assert!(draft.items[0].check.as_ref().unwrap().expectations[0].asks());
    let by_hand = correct(&draft, "i1", "by_hand", "").unwrap();
    let expectation = &by_hand.items[0].check.as_ref().unwrap().expectations[0];
    assert!(!expectation.asks());
    assert_eq!(
        expectation.sentence.as_deref(),
        Some("a person judges \"growing as expected\"")
    );
}

#[test]
fn a_check_defined_by_a_person_is_held_to_the_rules_of_checks() {
    let spec = proposing(ProbeKind::Http, health(), vec![is_200()]).items[0]
        .check
        .as_ref()
        .unwrap()
        .proposed()
        .unwrap();
    let defined = correct(
        &checklist(),
        "p1.i1",
        "check",
        &serde_json::to_string(&spec).unwrap(),
    )
    .unwrap();
    assert_eq!(defined.phases[0].items[0].accepted.as_ref(), Some(&spec));
    let endless = CheckSpec {
        timeout_ms: u32::MAX,
        ..spec
    };
    assert!(matches!(
        correct(
            &checklist(),
            "p1.i1",
            "check",
            &serde_json::to_string(&endless).unwrap()
        ),
        Err(CorrectionRefused::NotACheck(_))
    ));
    assert_eq!(
        correct(&checklist(), "p1.i1", "check", "{}"),
        Err(CorrectionRefused::NotPossible)
    );
}

#[test]
fn lost_characters_are_guessed_from_what_is_left_of_them() {
    let run = |from: &str| RepairRun {
        line: 4,
        from: from.into(),
        to: from.into(),
        exact: false,
    };
    let mut working = checklist();
    let runs = vec![run("âœï¸"), run("ğŸ“"), run("âœï¸"), run("ğŸ¯")];
    working.items[0].text = "âœï¸ write, ğŸ¯ aim".into();
    let repair = Repair {
        chain: vec!["windows-1254".into(), "utf-8".into()],
        exact: 0,
        uncertain: 4,
        runs,
    };
    assert_eq!(proposals(&repair, &repair.runs[0]), ["✏️"]);
    assert_eq!(proposals(&repair, &repair.runs[1])[0], "📝");
    assert_eq!(proposals(&repair, &repair.runs[3]), ["🎯"]);
    assert!(proposals(&repair, &run("zzz")).is_empty());
    working.source.repair = Some(repair);
    let decided = correct(&working, "0", "repair_same", "✏️").unwrap();
    let repair = decided.source.repair.as_ref().unwrap();
    assert_eq!((repair.exact, repair.uncertain), (2, 2));
    assert_eq!(decided.items[0].text, "✏️ write, ğŸ¯ aim");
}
