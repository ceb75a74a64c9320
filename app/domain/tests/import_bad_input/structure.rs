//! What the lines build: titles, nesting, tables, fences, headings, boxes, at their worst.

use domain::import::{ImportRefused, limits};

use crate::support::{assert_joined, boxes, import, refused, tasks, text};

#[test]
fn case_13_a_line_without_end_is_cut_where_it_is_a_title() {
    let word = "word ".repeat(400_000);
    let list = text(&format!("# {word}\n\n## Deploy\n\n- [ ] x\n"));
    assert!(list.title.chars().count() <= limits::MAX_TITLE_CHARS);
    assert!(
        list.facts.iter().any(|fact| fact.value.len() > 1_900_000),
        "the whole of it is kept"
    );
    let list = text(&format!(
        "# A\n\n## Deploy\n\n### 1. {}\n\n- [ ] x\n",
        "long ".repeat(200)
    ));
    let task = &list.phases[0].tasks[0];
    assert!(task.title.chars().count() <= limits::MAX_TITLE_CHARS && task.details[0].chars().count() > 900);
}

#[test]
fn case_14_nesting_without_end_is_refused_or_read() {
    let nested = |mark: &str| mark.repeat(100_000);
    for worst in [
        nested(">"),
        nested("> "),
        nested("- "),
        nested("* "),
        nested("1. "),
        "  ".repeat(1000) + "- x",
    ] {
        match domain::import::read(domain::import::Upload {
            name: "a.md",
            bytes: format!("a\n\n{worst}x\n").as_bytes(),
        }) {
            Err(ImportRefused::TooDeep { .. } | ImportRefused::TooIntricate) => {}
            Ok(imported) => assert_joined(&imported.checklist),
            Err(other) => panic!("{other}"),
        }
    }
    for worst in [
        nested("["),
        nested("*"),
        nested("_"),
        nested("**a "),
        nested("`"),
        nested("!["),
        nested("<"),
        nested("(["),
        nested("~~a"),
    ] {
        let imported = import("a.md", format!("- [ ] {worst}\n").as_bytes());
        assert_joined(&imported.checklist);
    }
}

#[test]
fn case_15_tables_beyond_the_caps_are_refused_with_the_cap() {
    let wide = format!(
        "|{}\n|{}\n|{}\n",
        "a|".repeat(10_000),
        "-|".repeat(10_000),
        "b|".repeat(10_000)
    );
    assert!(matches!(
        refused(wide.as_bytes()),
        ImportRefused::TableTooWide { .. }
    ));
    let long = format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(100_000));
    let refused = refused(long.as_bytes());
    assert!(
        matches!(refused, ImportRefused::TableTooLong { line: 1, .. })
            && refused.to_string().contains(&limits::MAX_TABLE_ROWS.to_string())
    );
}

#[test]
fn case_16_ragged_rows_keep_every_cell() {
    let list = text("# A\n\n| a | b |\n|---|---|\n| 1 |\n| 2 | x \\| y | extra |\n| `p|q` | z |\n");
    let table = &list.tables[0];
    assert_eq!(table.cells[0], ["1"]);
    assert_eq!(table.cells[1][1], "x | y");
    assert_eq!(table.rows, 3);
}

#[test]
fn case_17_an_unclosed_fence_warns_with_its_line() {
    let list = text("# A\n\n## Deploy\n\n```bash\nmake deploy\n\n- [ ] swallowed\n");
    let finding = list
        .findings
        .iter()
        .find(|finding| finding.rule == "unclosed-fence")
        .expect("a warning");
    assert_eq!(finding.line, 5);
    assert_eq!(
        text("# A\n\n~~~\nx\n~~~\n\n``````````\n```\n``````````\n")
            .snippets
            .len(),
        2
    );
    let nested = text("# A\n\n## Deploy\n\n- [ ] run\n  ```bash\n  make\n  ```\n");
    assert!(nested.phases[0].items[0].command.is_some() && nested.findings.is_empty());
}

#[test]
fn case_18_headings_of_every_kind_build_an_outline() {
    let list = text(
        "# A\n\n#### Deploy\n\n- [ ] one\n\nVerify\n------\n\n- [ ] two\n\n```\n# no heading\n```\n\n#no heading\n",
    );
    assert_eq!(
        list.headings
            .iter()
            .map(|heading| heading.title.as_str())
            .collect::<Vec<_>>(),
        ["A", "Deploy", "Verify"]
    );
    assert_eq!(list.phases.len(), 2);
}

#[test]
fn case_19_duplicate_headings_stay_two() {
    let list = text(
        "# A\n\n## Before\n\n### Phase 1: Check\n\n- [ ] a\n\n## After\n\n### Phase 1: Check\n\n- [ ] b\n",
    );
    let phases: Vec<_> = list
        .phases
        .iter()
        .map(|p| {
            (
                p.id.as_str(),
                p.number.as_deref(),
                p.title.as_str(),
                p.stage.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        phases,
        [
            ("p1", Some("1"), "Check", Some("Before")),
            ("p2", Some("1"), "Check", Some("After"))
        ]
    );
}

#[test]
fn case_20_numbers_are_text() {
    let list = text(
        "# A\n\n## Phase 1: X\n\n### Step 1: a\n\n- [ ] a\n\n### Step 2: b\n\n## Phase 2: Y\n\n### Step 1: c\n\n- [ ] c\n",
    );
    let numbers: Vec<_> = list
        .phases
        .iter()
        .flat_map(|p| &p.tasks)
        .map(|task| (task.id.as_str(), task.number.as_deref()))
        .collect();
    assert_eq!(
        numbers,
        [("p1.t1", Some("1")), ("p1.t2", Some("2")), ("p2.t1", Some("1"))]
    );
}

#[test]
fn case_21_ticks_are_claims() {
    let list =
        text("# A\n\n## Deploy\n\n- [x] a\n- [X] b\n- [ ] c\n- [-] d\n- [✓] e\n- ✅ f\n- ⏳ g\n- ☑ h\n");
    let claims: Vec<_> = list.phases[0].items.iter().map(|item| item.claimed).collect();
    assert_eq!(
        claims,
        [
            Some(true),
            Some(true),
            Some(false),
            Some(false),
            Some(true),
            Some(false),
            None,
            Some(true)
        ]
    );
}

#[test]
fn several_hundred_boxes_keep_their_order() {
    let list: String = (0..5_000).map(|at| format!("- [ ] box {at}\n")).collect();
    let read = text(&format!("# A\n\n## Deploy\n\n{list}"));
    assert_eq!((boxes(&read), tasks(&read)), ((5_000, 0), 0));
    assert_eq!(read.phases[0].items[4_999].text, "box 4999");
    assert!(matches!(
        refused("- [ ] x\n".repeat(200_000).as_bytes()),
        ImportRefused::TooMany { .. }
    ));
}
