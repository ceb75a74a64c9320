use super::*;
use crate::checklist::{Repair, RepairRun};

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
