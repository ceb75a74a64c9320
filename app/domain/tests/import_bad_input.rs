//! Bad input, by the numbers of the list of promises: what comes in, and what must happen.

mod support;

use domain::import::{ImportRefused, limits};
use support::{assert_joined, boxes, import, refused, tasks, text};

#[test]
fn case_01_nothing_to_import() {
    for bytes in [&b""[..], b" \n\t ", b"\xEF\xBB\xBF", b"\xEF\xBB\xBF \r\n"] {
        assert_eq!(refused(bytes), ImportRefused::Empty);
    }
}

#[test]
fn case_02_too_large_is_refused_with_the_limit() {
    let refused = refused(&vec![b'x'; limits::MAX_BYTES + 1]);
    assert_eq!(
        refused,
        ImportRefused::TooLarge {
            bytes: limits::MAX_BYTES as u64 + 1
        }
    );
    assert!(refused.to_string().contains("2 MiB"));
}

#[test]
fn case_03_binaries_are_named() {
    for (bytes, kind) in [
        (&b"\x1f\x8b\x08\x00"[..], "gzip"),
        (b"PK\x03\x04\x14\x00", "ZIP"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"%PDF-1.4\n", "PDF"),
        (b"\x7fELF\x02\x01", "program"),
    ] {
        assert!(refused(bytes).to_string().contains(kind), "{kind}");
    }
}

#[test]
fn case_05_a_byte_order_mark_is_dropped_and_noted() {
    let list = import("a.md", "\u{feff}# Plan\n\n- [ ] a\n".as_bytes()).checklist;
    assert_eq!(
        (
            list.title.as_str(),
            list.source.bom,
            list.source.encoding.as_str()
        ),
        ("Plan", true, "utf-8")
    );
    assert_joined(&list);
}

#[test]
fn case_06_utf16_is_decoded_where_that_is_sure() {
    let plan = "# Plan für Köln\n\n## Deploy\n\n- [ ] geprüft\n";
    for (mark, little) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut bytes = Vec::new();
        let mut push = |unit: u16| {
            bytes.extend(if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            })
        };
        if mark {
            push(0xFEFF);
        }
        plan.encode_utf16().for_each(&mut push);
        let list = import("a.md", &bytes).checklist;
        assert_eq!((list.title.as_str(), boxes(&list)), ("Plan für Köln", (1, 0)));
        assert_joined(&list);
    }
}

#[test]
fn case_07_invalid_utf8_names_the_line() {
    for bad in [&b"# a\n\xFF\n"[..], b"# a\n\xC0\xAF\n", b"# a\n\xED\xA0\x80\n"] {
        assert!(matches!(
            refused(bad),
            ImportRefused::NotDecodable { line: 2, .. }
        ));
    }
}

#[test]
fn case_09_mixed_encodings_are_repaired_run_by_run() {
    let imported = import("a.md", "# Größe â\u{20ac}\u{201c} ok\n\nnaïve é\n".as_bytes());
    let repair = imported.checklist.source.repair.expect("a repair");
    assert_eq!((repair.exact, repair.uncertain), (1, 0));
    assert!(imported.text.starts_with("# Größe – ok"));
}

#[test]
fn case_10_a_nul_is_a_calm_error() {
    assert_eq!(refused(b"# a\n\nb\0c\n"), ImportRefused::Nul { line: 3 });
}

#[test]
fn case_11_controls_are_shown_as_symbols_and_kept_in_the_text() {
    let imported = import(
        "a.md",
        "# A\n\n- [ ] red \u{1b}[31m and \u{b} and \u{85}\n".as_bytes(),
    );
    let item = &imported.checklist.items[0];
    assert_eq!(item.text, "red ␛[31m and ␋ and ␦");
    assert!(
        imported.text.contains('\u{1b}'),
        "the text itself stays what it was"
    );
}

#[test]
fn case_12_line_ends_make_no_difference() {
    let plan = "# A\n\n## Deploy\n\n### Step 1: Go\n\n**Owner:** Ops\n\n- [ ] x\n- [x] y";
    let expected = text(plan).phases;
    for other in [
        plan.replace('\n', "\r\n"),
        plan.replace('\n', "\r"),
        format!("{plan}\n"),
        plan.replacen('\n', "\r\n", 4),
    ] {
        assert_eq!(text(&other).phases, expected);
    }
}

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
fn case_22_owners_are_words_and_placeholders_stay_unfilled() {
    let list = text(
        "# A\n\n## Deploy\n\n### 1. Go\n\n**Owner:** QA/Dev  \n\n- [ ] x\n\n### 2. Stop\n\n**Owner:** [Name] - [Phone]\n\n- [ ] y\n",
    );
    let tasks = &list.phases[0].tasks;
    assert_eq!(tasks[0].owners, ["QA", "Dev"]);
    assert_eq!(
        (tasks[1].owners.len(), tasks[1].owner_text.as_deref()),
        (0, Some("[Name] - [Phone]"))
    );
}

#[test]
fn case_23_durations_that_cannot_be_keep_their_words() {
    for (words, expected) in [
        ("30 min", Some((30, 30))),
        ("2–4 h", Some((120, 240))),
        ("999999999999 h", None),
        ("-5 min", None),
        ("1e9 min", None),
        ("3-", None),
    ] {
        let list = text(&format!(
            "# A\n\n## Deploy\n\n### 1. Go\n\n**Time:** {words}\n\n- [ ] x\n"
        ));
        let task = &list.phases[0].tasks[0];
        assert_eq!(task.stated_time.as_deref(), Some(words));
        assert_eq!(
            task.estimate_min.map(|minutes| (minutes.min, minutes.max)),
            expected,
            "{words}"
        );
    }
}

#[test]
fn case_24_thresholds_are_read_exactly_or_left() {
    let list =
        text("# A\n\n## Alerts\n\n- Error rate > 0.1 % for 5 minutes\n- Load > 1e309\n- Speed 10-100x\n");
    let alerts: Vec<_> = list
        .alerts
        .iter()
        .map(|alert| (alert.value, alert.unit.as_deref(), alert.for_min))
        .collect();
    assert_eq!(
        alerts,
        [
            (Some(0.1), Some("%"), Some(5)),
            (None, None, None),
            (None, None, None)
        ]
    );
}

#[test]
fn case_25_dates_stay_words() {
    for date in [
        "2026-02-30",
        "17/01/26",
        "2026-10-25T02:30",
        "24:00",
        "99999-01-01",
    ] {
        let list = text(&format!("# A\n\n**Date:** {date}\n\n## Deploy\n\n- [ ] x\n"));
        assert!(list.facts.iter().any(|fact| fact.value == date), "{date}");
    }
}

#[test]
fn case_26_markup_is_words_or_nothing() {
    let list = text(
        "# A\n\n## Deploy\n\n<script>steal()</script>\n\n<svg onload=steal()>\n\n- [ ] <img src=x onerror=steal()> click [here](javascript:steal()) ![](http://host/beacon)\n",
    );
    let json = serde_json::to_string(&list).expect("serialisable");
    assert!(!json.contains("steal") && !json.contains("beacon"), "{json}");
    assert_eq!(list.phases[0].items[0].text, "click here");
}

#[test]
fn case_27_references_and_entities_without_end() {
    let references: String = (0..60_000).map(|at| format!("[r{at}]: /u{at}\n")).collect();
    assert_joined(&text(&format!("# A\n\n{references}\n[r1] [r2]\n")));
    assert_joined(&text(&format!("# A\n\n{}\n", "&#65;".repeat(200_000))));
    assert_joined(&text(&format!("# A\n\n{}\n", "[^1]: [^1]\n".repeat(20_000))));
}

#[test]
fn case_28_secrets_are_masked_everywhere() {
    let imported = import("a.md", b"# A\n\n## Deploy\n\n```bash\nDATABASE_URL=postgres://app:hunter22@db/x\nJWT_SECRET=0123456789abcdef\n```\n\n- [ ] psql postgres://app:hunter22@db/x\n");
    let everything = serde_json::to_string(&imported.checklist).expect("serialisable") + &imported.text;
    assert!(!everything.contains("hunter22") && !everything.contains("0123456789abcdef"));
    assert!(imported.text.contains("{{secret:JWT_SECRET}}"));
    assert_eq!(
        imported
            .checklist
            .secrets
            .iter()
            .map(|secret| secret.line)
            .collect::<Vec<_>>(),
        [6, 7, 10]
    );
}

#[test]
fn case_29_destructive_commands_are_kept_as_text() {
    let list = text("# A\n\n## Deploy\n\n```bash\n# Wipe the cache folder\nrm -rf /var/cache/app\n```\n");
    let item = list.all_items().next().expect("an item");
    let command = item.command.as_ref().expect("its command");
    assert_eq!(
        (command.text.as_str(), command.effect),
        ("rm -rf /var/cache/app", domain::checklist::Effect::Destroys)
    );
    assert_eq!(item.mode, domain::checklist::ItemMode::Manual);
}

#[test]
fn case_31_front_matter_is_never_resolved() {
    let bomb = "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: !!python/object/apply:os.system ['x']\n";
    let list = text(&format!("---\ntitle: T\n{bomb}---\n\n## Deploy\n\n- [ ] x\n"));
    assert_eq!(list.title, "T");
    assert!(
        list.facts
            .iter()
            .any(|fact| fact.name == "b" && fact.value == "&b [*a,*a,*a,*a]")
    );
    let many: String = (0..10_000).map(|at| format!("k{at}: v\n")).collect();
    assert!(text(&format!("---\n{many}---\n\n# A\n")).facts.len() <= limits::MAX_FRONT_MATTER_KEYS);
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
