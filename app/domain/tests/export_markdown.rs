//! What is written out as Markdown imports to the same content: real documents, corrected ones, and any checklist.

mod support;

use domain::checklist::Checklist;
use domain::correction::{Correction, apply};
use domain::export::{content, markdown, original};
use support::{assert_joined, assert_references, document, import, shared, text};

const OWN: &[&str] = &[
    "double-encoded.md",
    "html-and-boxes.md",
    "northwind-cutover.md",
    "run-sheet-es.md",
    "tejun-ja.md",
    "windows-line-ends.md",
];

/// Our own documents always, and the shared ones where they are at hand.
fn documents() -> Vec<(String, Checklist)> {
    let own = OWN.iter().map(|name| ((*name).to_owned(), document(name)));
    own.chain(shared("seeds"))
        .chain(
            shared("corpus")
                .into_iter()
                .filter(|(name, _)| name.ends_with(".md")),
        )
        .map(|(name, bytes)| {
            let checklist = import(&name, &bytes).checklist;
            (name, checklist)
        })
        .collect()
}

fn comes_back(name: &str, checklist: &Checklist) -> String {
    let text = markdown(checklist, None);
    let again = import("export.md", text.as_bytes());
    assert_joined(&again.checklist);
    assert_references(&again.checklist);
    let (before, after) = (content(checklist), content(&again.checklist));
    let lines = |list: &Checklist| serde_json::to_string_pretty(list).expect("JSON");
    if before != after {
        let (before, after) = (lines(&before), lines(&after));
        let at = before
            .lines()
            .zip(after.lines())
            .position(|(a, b)| a != b)
            .unwrap_or(0);
        let near = |text: &str| {
            text.lines()
                .skip(at.saturating_sub(12))
                .take(24)
                .collect::<Vec<_>>()
                .join("\n")
        };
        panic!(
            "{name}: before\n{}\n\nafter\n{}\n\n{text}",
            near(&before),
            near(&after)
        );
    }
    assert_eq!(
        markdown(&again.checklist, None),
        text,
        "{name}: writing it again gives the same text"
    );
    text
}

#[test]
fn real_documents_come_back() {
    for (name, checklist) in documents() {
        let text = comes_back(&name, &checklist);
        let readings = text.matches("<!-- countersign ").count();
        eprintln!("{name}: {} lines, {readings} readings", text.lines().count());
    }
}

/// Corrections as people make them, with words that a document would be misread by.
fn corrected(proposed: &Checklist) -> Checklist {
    let mut ids: Vec<(String, &str)> = Vec::new();
    for phase in &proposed.phases {
        ids.push((phase.id.clone(), "title"));
        ids.push((phase.id.clone(), "add_item"));
        for task in &phase.tasks {
            ids.extend([
                (task.id.clone(), "title"),
                (task.id.clone(), "owner"),
                (task.id.clone(), "estimate"),
                (task.id.clone(), "add_item"),
            ]);
        }
    }
    ids.extend(
        proposed
            .all_items()
            .step_by(3)
            .map(|item| (item.id.clone(), "title")),
    );
    ids.extend(
        proposed
            .all_items()
            .step_by(4)
            .map(|item| (item.id.clone(), "kind")),
    );
    ids.extend(
        proposed
            .all_items()
            .step_by(5)
            .map(|item| (item.id.clone(), "remove")),
    );
    let last = proposed.phases.last().map(|phase| (phase.id.clone(), "remove"));
    ids.extend(last.filter(|_| proposed.phases.len() > 2));
    ids.extend([
        (String::new(), "add_phase"),
        (String::new(), "add_item"),
        (String::new(), "title"),
    ]);
    let words = [
        "Rollback plan (2 h)",
        "**T-2h** - go",
        "[ ] not a box",
        "1. one",
        "## Success Criteria",
        "a: `b` | c",
        "✅ READY",
    ];
    let mut list = proposed.clone();
    for (at, (target, part)) in ids.iter().enumerate() {
        let value = match *part {
            "owner" => "QA and Ops + Dev",
            "estimate" => "2-4 hours",
            "kind" => ["step", "check"][at % 2],
            "remove" => "",
            _ => words[at % words.len()],
        };
        // What went with its parent is not there to be corrected.
        if let Ok(next) = apply(&list, proposed, Correction { target, part, value }) {
            list = next;
        }
    }
    list
}

#[test]
fn corrected_documents_come_back() {
    for (name, proposed) in documents() {
        let list = corrected(&proposed);
        assert_ne!(
            content(&list),
            content(&proposed),
            "{name}: something was corrected"
        );
        comes_back(&name, &list);
    }
}

#[test]
fn a_document_that_nobody_corrected_comes_back_byte_for_byte() {
    let own = OWN.iter().map(|name| ((*name).to_owned(), document(name)));
    for (name, bytes) in own.chain(shared("seeds")).chain(shared("corpus")) {
        let imported = import(&name, &bytes);
        let again = original(&imported.text, &imported.checklist.source);
        if imported.checklist.secrets.is_empty() {
            assert!(again == bytes, "{name}");
            continue;
        }
        // Between the masks every byte is the original's.
        let (again, before) = (
            String::from_utf8(again).expect("text"),
            String::from_utf8(bytes).expect("text"),
        );
        let mut rest = before.as_str();
        for kept in again
            .split("{{secret:")
            .enumerate()
            .map(|(at, part)| match part.split_once("}}") {
                Some((_, behind)) if at > 0 => behind,
                _ => part,
            })
        {
            let at = rest
                .find(kept)
                .unwrap_or_else(|| panic!("{name}: {kept:?} is not in the original"));
            rest = &rest[at + kept.len()..];
        }
        assert_eq!(rest, "", "{name}");
    }
}

#[test]
fn words_that_were_changed_by_hand_are_read_again() {
    let list = text(
        "# Plan\n\n## Phase 1: Go\n\n### Task 1: Look\n\n```bash\n# Expected: 200 OK\ncurl http://h/health\n```\n",
    );
    let mut kept = list.clone();
    let item = &mut kept.phases[0].tasks[0].items[0];
    item.kind = domain::checklist::ItemKind::Step;
    let written = markdown(&kept, Some("two\nlines"));
    assert!(written.starts_with("---\ncountersign: checklist/1\nabout: two lines\n---\n"));
    assert!(written.contains("{\"kind\":\"step\"}"), "{written}");
    let edited = import("edited.md", written.replace("200 OK", "201 Created").as_bytes()).checklist;
    let item = &edited.phases[0].tasks[0].items[0];
    assert_eq!(
        item.kind,
        domain::checklist::ItemKind::Check,
        "the reading was for other words"
    );
    let expectation = &item.check.as_ref().expect("a check").expectations[0];
    assert_eq!(
        (expectation.text.as_str(), expectation.rules[0].value.clone()),
        ("201 Created", 201.into())
    );
    assert!(
        edited
            .findings
            .iter()
            .any(|finding| finding.rule == "reading-renewed")
    );
}

#[test]
fn a_reading_cannot_say_what_is_not_to_be_seen() {
    let plan =
        "---\ncountersign: checklist/1\n---\n\n# Plan\n\n## Phase 1: Go\n\n- Look\n  ```bash\n  ls\n  ```\n";
    let honest = import("a.md", plan.as_bytes()).checklist;
    let written = markdown(
        &Checklist {
            title: "Plan".into(),
            ..honest.clone()
        },
        None,
    );
    let item = &honest.phases[0].items[0];
    let mut other = item.clone();
    other.mode = domain::checklist::ItemMode::Automated;
    let mut list = honest.clone();
    list.phases[0].items[0] = other;
    let sealed = markdown(&list, None);
    let forged = sealed.replace(
        "{\"mode\":\"automated\"}",
        "{\"mode\":\"automated\",\"text\":\"other\",\"command\":{\"line\":1,\"interpreter\":\"bash\",\"text\":\"rm -rf /\",\"effect\":\"reads\",\"reason\":null}}",
    );
    assert_ne!(forged, sealed);
    let read = import("a.md", forged.as_bytes()).checklist;
    assert_eq!(read.phases[0].items[0].text, "Look");
    assert_eq!(
        read.phases[0].items[0]
            .command
            .as_ref()
            .map(|command| command.text.as_str()),
        Some("ls")
    );
    assert!(!written.contains("rm -rf"));
}

#[test]
fn parts_that_a_person_adds_to_an_export_are_read() {
    let plan = "---\ncountersign: checklist/1\n---\n# Plan\n\n## Smoke tests\n\nSome words.\n\n### Look around\n\n- **Owner:** QA\n- **Colour:** red\n- [ ] one\n* [x] **two**\n   - [ ] below\n";
    let list = import("a.md", plan.as_bytes()).checklist;
    let task = &list.phases[0].tasks[0];
    assert_eq!(
        (list.phases[0].title.as_str(), task.title.as_str()),
        ("Smoke tests", "Look around")
    );
    assert_eq!(
        (task.owners.as_slice(), task.details.as_slice()),
        (
            ["QA".to_owned()].as_slice(),
            ["Colour: red".to_owned()].as_slice()
        )
    );
    let items: Vec<_> = task
        .items
        .iter()
        .map(|item| (item.text.as_str(), item.claimed, item.items.len()))
        .collect();
    assert_eq!(items, [("one", Some(false), 0), ("two", Some(true), 1)]);
    assert_eq!(list.notes[0].text, "Some words.");
    assert_joined(&list);
}

#[test]
fn references_hold_when_parts_are_moved_by_hand() {
    let list = text(
        "# Plan\n\n## Phase 1: Go\n\n### Task 1: Stop\n\n- [ ] a\n\n### Task 2: Start\n\n**Depends on:** Task 1\n\n- [ ] b\n",
    );
    assert_eq!(list.phases[0].tasks[1].depends_on, ["p1.t1"]);
    let written = markdown(&list, None);
    let moved = written.replace(
        "### Task 1: Stop",
        "### Task: Before all\n\n- [ ] new\n\n### Task 1: Stop",
    );
    let again = import("a.md", moved.as_bytes()).checklist;
    assert_eq!(again.phases[0].tasks[2].depends_on, ["p1.t2"]);
}
