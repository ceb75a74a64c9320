//! Documents of our own writing, with the traits of real ones: what they say must come out.

mod support;

use domain::checklist::{Anchor, Checklist, ItemKind};
use support::{assert_joined, assert_references, boxes, document, import, tasks};

fn read(name: &str) -> Checklist {
    let list = import(name, &document(name)).checklist;
    assert_joined(&list);
    assert_references(&list);
    list
}

#[test]
fn a_cutover_with_relative_times_options_and_tables() {
    let list = read("northwind-cutover.md");
    assert_eq!(list.title, "Northwind cutover to the new ledger");
    let phases: Vec<_> = list
        .phases
        .iter()
        .map(|phase| {
            (
                phase.title.as_str(),
                phase.window.as_ref().and_then(|w| w.from_min),
            )
        })
        .collect();
    assert_eq!(
        phases,
        [
            ("Freeze and prepare", Some(-1440)),
            ("Cut over", Some(0)),
            ("Watch", Some(60))
        ]
    );
    let [announce, backup] = &list.phases[0].tasks[..] else {
        panic!("two tasks: {:#?}", list.phases[0].tasks)
    };
    assert_eq!(
        (announce.title.as_str(), announce.owners.as_slice()),
        ("Announce the freeze", &["@release-desk".to_owned()][..])
    );
    assert_eq!(announce.estimate_min.map(|minutes| minutes.max), Some(30));
    assert_eq!(announce.items.len(), 2);
    assert_eq!(backup.owners, ["Dana", "DBA team"]);
    assert_eq!(
        backup.estimate_min.map(|minutes| (minutes.min, minutes.max)),
        Some((45, 60))
    );
    assert_eq!(backup.purpose.as_deref(), Some("a copy we have restored once"));
    assert_eq!(backup.depends_on, ["p1.t1"]);
    let options: Vec<_> = list.phases[1]
        .tasks
        .iter()
        .filter_map(|task| task.option.as_ref())
        .map(|o| (o.group.as_str(), o.name.as_str(), o.recommended))
        .collect();
    assert_eq!(options, [("Cut over", "A", true), ("Cut over", "B", false)]);
    assert_eq!(list.alerts.len(), 4);
    assert_eq!(
        (
            boxes(&list),
            list.success_criteria.len(),
            list.rollback_triggers.len()
        ),
        ((5, 1), 2, 2)
    );
    let [procedure] = &list.rollback_procedures[..] else {
        panic!("one way back: {:#?}", list.rollback_procedures)
    };
    assert_eq!((procedure.objective_min, procedure.steps.len()), (Some(15), 2));
    assert!(procedure.steps[0].command.is_some());
    assert_eq!(
        list.risks
            .iter()
            .map(|risk| risk.level.as_deref())
            .collect::<Vec<_>>(),
        [Some("medium"), Some("low")]
    );
    assert_eq!(
        list.contacts
            .iter()
            .map(|contact| contact.placeholder)
            .collect::<Vec<_>>(),
        [false, true]
    );
    assert!(list.follow_ups.iter().all(|part| part.within_min == Some(10_080)) && list.follow_ups.len() == 2);
    let watch = &list.phases[2].items;
    assert_eq!(
        (watch.len(), watch[1].owners.as_slice(), watch[1].items.len()),
        (2, &["Imre".to_owned()][..], 1)
    );
    assert!(list.claims.iter().any(|claim| claim.text.starts_with("Draft")));
    assert!(list.facts.iter().any(|fact| fact.name == "Last updated"));
}

#[test]
fn a_spanish_run_sheet_is_a_phase_of_tasks() {
    let list = read("run-sheet-es.md");
    let sheet = &list.phases[0];
    assert_eq!((sheet.title.as_str(), sheet.tasks.len()), ("Ejecución", 3));
    let last = &sheet.tasks[2];
    assert_eq!(
        (last.title.as_str(), last.owners.as_slice()),
        (
            "Desplegar versión 4.2",
            &["DevOps".to_owned(), "QA".to_owned()][..]
        )
    );
    assert_eq!(
        sheet.tasks[1]
            .offset
            .as_ref()
            .map(|offset| (offset.anchor, offset.from_min)),
        Some((Anchor::T0, -30))
    );
    assert_eq!(sheet.tasks[1].estimate_min.map(|minutes| minutes.max), Some(20));
    assert_eq!(last.depends_on, ["p1.t1", "p1.t2"]);
    assert_eq!(boxes(&list), (3, 1));
    assert_eq!(
        list.phases[1]
            .items
            .iter()
            .map(|item| item.group.as_deref())
            .collect::<Vec<_>>(),
        [Some("Servicios"), Some("Servicios"), Some("Datos")]
    );
    assert_eq!(
        (
            list.success_criteria.len(),
            list.rollback_triggers.len(),
            list.rollback_procedures.len(),
            list.contacts.len()
        ),
        (2, 2, 1, 2)
    );
}

#[test]
fn a_japanese_procedure_keeps_owners_times_and_the_way_back() {
    let list = read("tejun-ja.md");
    assert_eq!(
        list.phases
            .iter()
            .map(|phase| phase.title.as_str())
            .collect::<Vec<_>>(),
        ["事前準備", "デプロイ"]
    );
    let backup = &list.phases[0].tasks[0];
    assert_eq!(
        (backup.number.as_deref(), backup.owners.as_slice()),
        (Some("1.1"), &["佐藤".to_owned(), "鈴木".to_owned()][..])
    );
    assert_eq!(backup.estimate_min.map(|minutes| minutes.max), Some(20));
    assert_eq!(backup.purpose.as_deref(), Some("切り戻しに備える"));
    assert_eq!(
        list.phases[1].tasks[0]
            .items
            .iter()
            .map(|item| item.kind)
            .collect::<Vec<_>>(),
        [ItemKind::Step, ItemKind::Step, ItemKind::Check]
    );
    assert_eq!(
        (
            boxes(&list),
            list.success_criteria.len(),
            list.rollback_triggers.len(),
            list.rollback_procedures.len()
        ),
        ((2, 1), 2, 1, 1)
    );
    assert_eq!(
        list.contacts
            .iter()
            .map(|contact| (contact.role.as_str(), contact.placeholder))
            .collect::<Vec<_>>(),
        [("責任者", false), ("基盤", true)]
    );
}

#[test]
fn boxes_in_html_in_lines_and_in_fences_are_boxes() {
    let list = read("html-and-boxes.md");
    assert_eq!(list.title, "Kiosk rollout");
    assert_eq!(
        list.phases
            .iter()
            .map(|phase| phase.title.as_str())
            .collect::<Vec<_>>(),
        ["Before the visit", "During the visit", "After the visit"]
    );
    let texts: Vec<_> = list
        .all_items()
        .filter(|item| item.claimed.is_some())
        .map(|item| (item.text.as_str(), item.claimed))
        .collect();
    for expected in [
        ("Image is signed", Some(true)),
        ("Spare kiosk in the van", Some(false)),
        ("Screwdriver", Some(false)),
        ("Two network cables", Some(false)),
        ("Power off the old kiosk", Some(false)),
        ("Photograph the serial number", Some(true)),
        ("Boot the new kiosk", Some(false)),
        ("Card reader answers (20 min)", Some(false)),
        ("Old kiosk returned", Some(false)),
        ("Store manager informed", Some(true)),
        ("Address from DHCP", Some(false)),
        ("Ping to the gateway", Some(false)),
    ] {
        assert!(texts.contains(&expected), "{expected:?} in {texts:?}");
    }
    assert!(
        !texts.iter().any(|(text, _)| text.contains("not a box")),
        "comments hold no boxes"
    );
    let everything = serde_json::to_string(&list).expect("serialisable");
    assert!(!everything.contains("alert("), "a script has no words");
}

#[test]
fn windows_line_ends_give_the_same_deployment() {
    let crlf = read("windows-line-ends.md");
    let text = String::from_utf8(document("windows-line-ends.md")).expect("UTF-8");
    for ends in ["\n", "\r"] {
        let other = import("windows-line-ends.md", text.replace("\r\n", ends).as_bytes()).checklist;
        assert_joined(&other);
        assert_eq!(
            (&other.phases, &other.facts, &other.title),
            (&crlf.phases, &crlf.facts, &crlf.title)
        );
    }
    assert_eq!(
        (
            tasks(&crlf),
            boxes(&crlf).0,
            crlf.phases[0].tasks[1].depends_on.len()
        ),
        (2, 2, 1)
    );
}

#[test]
fn a_double_encoded_document_is_repaired_run_by_run() {
    let imported = import("double-encoded.md", &document("double-encoded.md"));
    let repair = imported.checklist.source.repair.as_ref().expect("a repair");
    assert_eq!(
        (repair.exact, repair.uncertain, repair.chain.as_slice()),
        (4, 1, &["windows-1254".to_owned(), "utf-8".to_owned()][..])
    );
    assert_eq!(imported.checklist.title, "🚀 Harbor launch");
    assert!(imported.text.contains("Crane works – twice"));
    assert!(imported.text.contains("Files touched"));
    assert_joined(&imported.checklist);
}
