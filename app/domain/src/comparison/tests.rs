use super::*;

/// Indented lines: no indent is a phase, one step a task or, with a dash, an item; `name=value` behind a bar is said of it.
fn checklist(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let depth = (line.len() - line.trim_start().len()) / 2;
        let words = line.trim();
        let (words, said) = words.split_once(" | ").unwrap_or((words, ""));
        open.retain(|(above, _)| *above < depth);
        let above = open.last().map(|(_, at)| *at);
        let (kind, text) = match (depth, words.strip_prefix("- ")) {
            (_, Some(item)) => (PartKind::Item, item),
            (0, None) => (PartKind::Phase, words),
            (_, None) => (PartKind::Task, words),
        };
        let says = said.split_once('=').map(|(name, value)| Said {
            name: if name == "owner" { "owner" } else { "expects" },
            value: value.to_owned(),
            signed: name != "owner",
        });
        open.push((depth, parts.len()));
        parts.push(Part {
            kind,
            text: text.to_owned(),
            above,
            says: says.into_iter().collect(),
        });
    }
    parts
}

fn difference(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (checklist(before), checklist(after));
    Difference::of(&before, &after, &pairs(&before, &after)).sentences(100)
}

const BEFORE: &str = "
Before
  Build | owner=Dev
    - tag the commit
    - read the log | expects=no errors
  Watch
    - look at p95
After
  - tell the support team
";

#[test]
fn a_checklist_does_not_differ_from_itself() {
    assert_eq!(difference(BEFORE, BEFORE), Vec::<String>::new());
    let parts = checklist(BEFORE);
    assert_eq!(
        Difference::of(&parts, &parts, &pairs(&parts, &parts)).same,
        parts.len()
    );
}

#[test]
fn lines_that_came_went_changed_and_moved_are_named() {
    let cases = [
        (
            "    - tag the commit\n",
            "",
            "Removed from \"Build\": \"tag the commit\".",
        ),
        (
            "    - tag the commit\n",
            "    - tag the commit\n    - sign the tag\n",
            "Added to \"Build\": \"sign the tag\".",
        ),
        (
            "    - tag the commit\n",
            "    - tag the commit v2\n",
            "\"tag the commit\" now reads \"tag the commit v2\".",
        ),
        (
            "expects=no errors",
            "expects=no warnings",
            "Changed in \"read the log\": expects.",
        ),
        ("owner=Dev", "owner=QA", "Changed in \"Build\": owner."),
        ("After\n", "Afterwards\n", "\"After\" now reads \"Afterwards\"."),
    ];
    for (from, to, expected) in cases {
        assert_eq!(
            difference(BEFORE, &BEFORE.replace(from, to)),
            [expected],
            "{from:?}"
        );
    }
    let moved = BEFORE
        .replace("    - tag the commit\n", "")
        .replace("    - look at p95\n", "    - look at p95\n    - tag the commit\n");
    assert_eq!(
        difference(BEFORE, &moved),
        ["Moved from \"Build\" to \"Watch\": \"tag the commit\"."]
    );
    let swapped = BEFORE.replace(
        "    - tag the commit\n    - read the log | expects=no errors\n",
        "    - read the log | expects=no errors\n    - tag the commit\n",
    );
    assert_eq!(difference(BEFORE, &swapped).len(), 1);
    assert!(difference(BEFORE, &swapped)[0].starts_with("Moved within \"Build\""));
}

#[test]
fn what_comes_or_goes_with_its_part_is_counted_there() {
    let (before, after) = (checklist(BEFORE), checklist("After\n  - tell the support team\n"));
    let found = Difference::of(&before, &after, &pairs(&before, &after));
    assert_eq!(
        found
            .removed
            .iter()
            .map(|line| (line.text.as_str(), line.with))
            .collect::<Vec<_>>(),
        [("Before", 5)]
    );
    assert_eq!(
        Difference::of(&after, &before, &pairs(&after, &before)).added[0].with,
        5
    );
}

#[test]
fn a_renamed_task_keeps_its_items() {
    let renamed = BEFORE.replace("Watch", "Watch it");
    assert_eq!(
        difference(BEFORE, &renamed),
        ["\"Watch\" now reads \"Watch it\"."]
    );
    // Its items stand where they stood: nobody has to look at them again.
    let (before, after) = (checklist(BEFORE), checklist(&renamed));
    assert_eq!(
        pairs(&before, &after)
            .iter()
            .filter(|pair| !pair.is_same())
            .count(),
        1
    );
}

#[test]
fn repeated_lines_are_told_apart_by_what_they_stand_in() {
    let before = "One\n  - check the log\n  - check the log\nTwo\n  - check the log\n";
    assert_eq!(
        difference(before, "One\n  - check the log\nTwo\n  - check the log\n"),
        ["Removed from \"One\": \"check the log\"."]
    );
    assert_eq!(difference(before, before), Vec::<String>::new());
}

#[test]
fn only_what_is_signed_asks_for_a_new_signature() {
    let signed = |after: &str| {
        let (before, after) = (checklist(BEFORE), checklist(after));
        pairs(&before, &after)
            .iter()
            .any(|pair| pair.signed && !pair.is_same())
    };
    assert!(!signed(BEFORE));
    assert!(!signed(&BEFORE.replace("owner=Dev", "owner=QA")));
    assert!(signed(&BEFORE.replace("expects=no errors", "expects=nothing")));
    assert!(signed(&BEFORE.replace("tag the commit", "tag a commit")));
}

#[test]
fn very_long_lists_are_compared_without_comparing_all_with_all() {
    let long = |mark: &str| {
        let lines: String = (0..3000)
            .map(|at| format!("  - line {at} {mark} {}\n", at * 7919))
            .collect();
        format!("All\n{lines}")
    };
    let (before, after) = (checklist(&long("as it was")), checklist(&long("as it is")));
    let found = Difference::of(&before, &after, &pairs(&before, &after));
    assert_eq!(
        (found.changed.len(), found.added.len(), found.removed.len()),
        (3000, 0, 0)
    );
}
