//! Rows of a small document of our own.

use domain::checklist::{Claim, Contact};

use super::*;

fn item(id: &str, line: u32) -> Item {
    Item {
        id: id.to_owned(),
        line,
        text: format!("item {id}"),
        kind: ItemKind::Check,
        ..Item::default()
    }
}

fn checklist() -> Checklist {
    Checklist {
        phases: vec![Phase {
            id: "p1".to_owned(),
            line: 3,
            title: "Before".to_owned(),
            window: Some(Window::new(Anchor::T0, Some(0), Some(1440))),
            tasks: vec![Task {
                id: "p1.t1".to_owned(),
                line: 5,
                owners: vec!["Ops".to_owned(), "DevOps".to_owned()],
                items: vec![
                    Item {
                        claimed: Some(true),
                        ..item("p1.t1.i1", 6)
                    },
                    item("p1.t1.i2", 7),
                ],
                ..Task::default()
            }],
            ..Phase::default()
        }],
        claims: vec![Claim {
            line: 1,
            text: "READY".to_owned(),
        }],
        contacts: vec![Contact {
            line: 12,
            role: "Lead".to_owned(),
            value: "[Name]".to_owned(),
            placeholder: true,
        }],
        ..Checklist::default()
    }
}

fn untouched() -> Vec<Row> {
    rows(&checklist(), &checklist(), &[], 14)
}

#[test]
fn rows_follow_the_document_and_their_lines_leave_no_gap() {
    let spans: Vec<_> = untouched().iter().map(|row| (row.line, row.last_line)).collect();
    assert_eq!(spans, [(1, 2), (3, 4), (5, 5), (6, 6), (7, 11), (12, 14)]);
}

#[test]
fn a_window_is_said_in_words() {
    assert_eq!(
        untouched()[1].notes,
        [Note::Plain("Window T0 to T+24 h".to_owned())]
    );
}

#[test]
fn a_tick_in_the_text_is_a_claim_and_no_result() {
    assert_eq!(
        untouched()[3].notes,
        [Note::Claim(
            "The text claims it is done. Imported as not done.".to_owned()
        )]
    );
}

#[test]
fn what_needs_a_person_is_found() {
    let needing: Vec<_> = untouched()
        .into_iter()
        .filter(Row::needs)
        .map(|row| row.line)
        .collect();
    assert_eq!(needing, [5, 12]);
}

#[test]
fn what_was_removed_stays_in_its_place_with_what_stood_in_it() {
    use Fate::{Kept, Removed, RemovedWithParent};
    let mut working = checklist();
    working.phases[0].tasks.clear();
    let rows = rows(&working, &checklist(), &["p1.t1".to_owned()], 14);
    let fates: Vec<_> = rows.iter().map(|row| (row.line, row.part, row.fate)).collect();
    assert_eq!(
        fates,
        [
            (1, 0, Kept),
            (3, 1, Kept),
            (5, 1, Removed),
            (6, 1, RemovedWithParent),
            (7, 1, RemovedWithParent),
            (12, 0, Kept)
        ]
    );
    assert!(!rows[2].needs());
    assert_eq!(fate("p1.t10", &["p1.t1".to_owned()]), Kept);
}

#[test]
fn what_a_person_added_follows_the_part_before_it_and_shows_no_line() {
    let mut working = checklist();
    working.phases[0].tasks[0].items.push(item("new1", 0));
    let rows = rows(&working, &checklist(), &[], 14);
    let ids: Vec<_> = rows.iter().filter_map(|row| row.id.as_deref()).collect();
    assert_eq!(ids, ["p1", "p1.t1", "p1.t1.i1", "p1.t1.i2", "new1"]);
    assert!(rows[5].added);
    assert!(
        rows[5].last_line < rows[5].line,
        "the source stands beside the row above"
    );
    assert_eq!((rows[4].line, rows[4].last_line), (7, 11));
}
