//! The documents people really wrote: counts that were taken by hand, and that nothing is lost.

mod support;

use support::{assert_joined, assert_references, boxes, import, shared, tasks};

/// What each seed holds: phases, tasks, boxes (ticked), fences, criteria, triggers, procedures, alerts, risks, contacts, timeline, messages.
type Counts = (
    usize,
    usize,
    (usize, usize),
    usize,
    usize,
    usize,
    usize,
    usize,
    usize,
    usize,
    usize,
    usize,
);

const SEEDS: &[(&str, Counts)] = &[
    ("000", (4, 8, (0, 0), 10, 10, 8, 1, 7, 4, 0, 0, 1)),
    ("001", (4, 15, (9, 9), 18, 9, 0, 3, 5, 3, 4, 0, 0)),
    ("002", (18, 0, (170, 10), 10, 20, 0, 2, 0, 7, 8, 0, 0)),
    ("003", (4, 4, (24, 12), 4, 0, 0, 1, 0, 3, 5, 0, 0)),
    ("004", (7, 22, (31, 0), 29, 10, 0, 2, 2, 0, 0, 6, 0)),
];

#[test]
fn each_seed_gives_its_counts() {
    for (name, bytes) in shared("seeds") {
        let Some((_, expected)) = SEEDS.iter().find(|(start, _)| name.starts_with(start)) else {
            continue;
        };
        let list = import(&name, &bytes).checklist;
        let counts: Counts = (
            list.phases.len(),
            tasks(&list),
            boxes(&list),
            list.snippets.len(),
            list.success_criteria.len(),
            list.rollback_triggers.len(),
            list.rollback_procedures.len(),
            list.alerts.len(),
            list.risks.len(),
            list.contacts.len(),
            list.timeline.len(),
            list.messages.len(),
        );
        assert_eq!(counts, *expected, "{name}");
        assert_joined(&list);
        assert_references(&list);
    }
}

#[test]
fn the_same_bytes_give_the_same_result() {
    for (name, bytes) in shared("seeds") {
        assert_eq!(import(&name, &bytes), import(&name, &bytes), "{name}");
    }
}

#[test]
fn the_double_encoded_seed_is_repaired_where_that_is_exact() {
    for (name, bytes) in shared("seeds")
        .into_iter()
        .filter(|(name, _)| name.starts_with("003"))
    {
        let repair = import(&name, &bytes).checklist.source.repair.expect("a repair");
        assert_eq!(
            (repair.exact, repair.uncertain, repair.chain[0].as_str()),
            (26, 18, "windows-1254")
        );
        assert!(
            repair
                .runs
                .iter()
                .filter(|run| !run.exact)
                .all(|run| run.from == run.to),
            "uncertain runs stay"
        );
    }
}

#[test]
fn the_first_seed_keeps_owners_times_and_dependencies() {
    for (name, bytes) in shared("seeds")
        .into_iter()
        .filter(|(name, _)| name.starts_with("000"))
    {
        let list = import(&name, &bytes).checklist;
        let first = &list.phases[0].tasks[0];
        assert_eq!(
            (first.number.as_deref(), first.title.as_str()),
            (Some("1"), "Run Integration Tests")
        );
        assert_eq!(first.owners, ["QA", "Dev"]);
        assert_eq!(
            first.estimate_min.map(|minutes| (minutes.min, minutes.max)),
            Some((30, 30))
        );
        assert_eq!(
            first.blocker.as_deref(),
            Some("If any test fails, return to code review before deployment.")
        );
        assert_eq!(list.phases[1].tasks[0].depends_on, ["p1.t1", "p1.t2", "p1.t3"]);
        assert_eq!(list.rollback_procedures[0].task.as_deref(), Some("p2.t1"));
        assert_eq!(
            list.rollback_procedures[0].steps[0].text,
            "revert to previous commit"
        );
        assert!(
            list.facts
                .iter()
                .any(|fact| fact.line == 396 && fact.value == "Deployment Lead")
        );
        assert_eq!(
            list.claims.iter().map(|claim| claim.line).collect::<Vec<_>>(),
            [3, 398]
        );
    }
}

#[test]
fn the_corpus_loses_no_box_fence_heading_or_table() {
    let files = shared("corpus");
    let Some((_, manifest)) = files.iter().find(|(name, _)| name == "MANIFEST.json") else {
        return;
    };
    let manifest: serde_json::Value = serde_json::from_slice(manifest).expect("valid JSON");
    for entry in manifest["files"].as_array().expect("a list") {
        let name = entry["name"].as_str().expect("a name");
        let (_, bytes) = files
            .iter()
            .find(|(file, _)| file == name)
            .expect("the file is there");
        let list = import(name, bytes).checklist;
        let counts = &entry["counts"];
        let count = |key: &str| counts[key].as_u64().expect("a number") as usize;
        let (all, ticked) = boxes(&list);
        // Rows of tables with drawn boxes are boxes too; the manifest counts those apart.
        let drawn = counts["tables"]
            .as_array()
            .is_some_and(|tables| !tables.is_empty())
            && counts["task_items"]["total"] == 0;
        if !drawn {
            assert_eq!(
                all as u64,
                counts["task_items"]["total"].as_u64().expect("a number"),
                "{name}: boxes"
            );
            assert_eq!(
                ticked as u64,
                counts["task_items"]["checked"].as_u64().expect("a number"),
                "{name}: ticked"
            );
        }
        assert_eq!(list.headings.len(), count("headings_total"), "{name}: headings");
        assert_eq!(
            list.snippets.len(),
            count("fences_total") + count("indented_code_blocks"),
            "{name}: fences"
        );
        assert_eq!(
            list.tables.len(),
            counts["tables"].as_array().map_or(0, Vec::len),
            "{name}: tables"
        );
        assert_eq!(
            list.tables.iter().map(|table| table.rows as usize).sum::<usize>(),
            count("table_rows_total"),
            "{name}: rows"
        );
        assert_eq!(
            list.title,
            counts["title"].as_str().expect("a title"),
            "{name}: title"
        );
        assert_joined(&list);
        assert_references(&list);
    }
}
