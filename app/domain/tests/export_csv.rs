//! Tables as run books keep them: read with every byte accounted for, written with ids that hold, refused calmly.

mod support;

use domain::checklist::{Checklist, ItemKind, Minutes};
use domain::export::{csv, markdown};
use domain::import::limits::MAX_BYTES;
use domain::import::{ImportRefused, Upload, read};
use support::{assert_joined, assert_references, document, import, shared};

const HEAD: &str = "id,title,description,stream,type,team,planned duration,fixed start,due,predecessors";

fn table(text: &str) -> Checklist {
    let list = import("plan.csv", text.as_bytes()).checklist;
    assert_joined(&list);
    assert_references(&list);
    list
}

fn refused(name: &str, text: &str) -> ImportRefused {
    read(Upload {
        name,
        bytes: text.as_bytes(),
    })
    .expect_err("refused")
}

fn rules(list: &Checklist) -> Vec<(&str, u32)> {
    list.findings
        .iter()
        .map(|finding| (finding.rule.as_str(), finding.line))
        .collect()
}

#[test]
fn a_run_book_becomes_phases_and_tasks() {
    let list = table(&format!(
        "{HEAD}\r\nA1,Stop writes,\"Tell the shop,\r\nthen wait\",Before,task,Ops/DBA,1h 30m,T-2h,,\r\nA2,Migrate,,Go,milestone,DBA,90,,18:00,A1\r\nA3,\"Say \"\"done\"\"\",,Go,,@lead,01:30,,,\"A1,A2\"\r\n"
    ));
    assert_eq!(list.title, "plan");
    let titles: Vec<&str> = list.phases.iter().map(|phase| phase.title.as_str()).collect();
    assert_eq!(titles, ["Before", "Go"]);
    let first = &list.phases[0].tasks[0];
    assert_eq!(
        (first.number.as_deref(), first.title.as_str(), first.line),
        (Some("A1"), "Stop writes", 2)
    );
    assert_eq!(
        (first.purpose.as_deref(), first.details.as_slice()),
        (Some("Tell the shop,"), ["then wait".to_owned()].as_slice())
    );
    assert_eq!(first.owners, ["Ops", "DBA"]);
    assert_eq!(first.estimate_min, Some(Minutes { min: 90, max: 90 }));
    assert_eq!(first.offset.as_ref().map(|offset| offset.from_min), Some(-120));
    let [second, third] = &list.phases[1].tasks[..] else {
        panic!("two tasks")
    };
    assert_eq!(second.estimate_min, Some(Minutes { min: 90, max: 90 }));
    assert_eq!(third.estimate_min, Some(Minutes { min: 90, max: 90 }));
    assert_eq!(second.details, ["Due: 18:00", "Type: milestone"]);
    assert_eq!(third.title, "Say \"done\"");
    assert_eq!(
        (second.depends_on.as_slice(), third.depends_on.as_slice()),
        (
            ["p1.t1".to_owned()].as_slice(),
            ["p1.t1".to_owned(), "p2.t1".to_owned()].as_slice()
        )
    );
    assert_eq!(rules(&list), []);
    let kinds: Vec<&str> = list.ledger.iter().map(|span| span.kind.as_str()).collect();
    assert_eq!(kinds, ["table", "task", "task", "task"]);
}

#[test]
fn columns_in_any_order_by_the_usual_names_and_separators() {
    for text in [
        "Task;Owner;Duration (min);Phase;Depends On;#\nStop;Ops;30;Go;;1\nStart;Ops;;Go;1;2\n",
        "sep=;\r\nTask;Owner;Duration (min);Phase;Depends On;#\r\nStop;Ops;30;Go;;1\r\nStart;Ops;;Go;1;2\r\n",
        "\u{feff}\"No\"\t\"NAME\"\t\"Assigned to\"\t\"Estimate\"\t\"Workstream\"\t\"predecessors\"\n1\tStop\tOps\t30m\tGo\t\n2\tStart\tOps\t\tGo\t1\n",
        "step,task,who,time,stage,after\r1,Stop,Ops,0:30,Go,\r2,Start,Ops,,Go,1\r",
    ] {
        let list = import("pasted text", text.as_bytes()).checklist;
        assert_joined(&list);
        assert_eq!(list.phases.len(), 1, "{text}");
        let [stop, start] = &list.phases[0].tasks[..] else {
            panic!("two tasks in {text}")
        };
        assert_eq!((stop.title.as_str(), start.title.as_str()), ("Stop", "Start"));
        assert_eq!(
            (stop.owner_text.as_deref(), stop.estimate_min),
            (Some("Ops"), Some(Minutes { min: 30, max: 30 }))
        );
        assert_eq!(start.depends_on, ["p1.t1"], "{text}");
    }
}

#[test]
fn markdown_with_commas_is_no_table() {
    for text in [
        "# Task, owner\n\n- [ ] a\n",
        "Task, then name it\n\n- [ ] x\n",
        "We plan, we go\n",
    ] {
        assert!(
            import("plan.md", text.as_bytes())
                .checklist
                .phases
                .iter()
                .all(|phase| phase.tasks.is_empty())
        );
    }
}

#[test]
fn what_is_not_understood_is_said_and_kept() {
    let list = table(
        "id,title,planned duration,predecessors,colour\n1,One,soon,,red\n2,Two,,3SS;9;1FS+10m,\n2,Three,,,,extra\n4,Four,,\n",
    );
    assert_eq!(
        rules(&list),
        [
            ("csv-duration", 2),
            ("csv-predecessor", 3),
            ("csv-predecessor", 3),
            ("csv-predecessor", 3),
            ("csv-ragged", 4),
            ("csv-id", 4),
            ("csv-ragged", 5)
        ]
    );
    let tasks = &list.phases[0].tasks;
    assert_eq!(tasks[0].details, ["colour: red"]);
    assert_eq!(tasks[0].stated_time.as_deref(), Some("soon"));
    assert_eq!(
        (tasks[1].depends_on.as_slice(), tasks[1].details.as_slice()),
        (
            ["p1.t1".to_owned()].as_slice(),
            ["Predecessor: 3SS".to_owned(), "Predecessor: 9".to_owned()].as_slice()
        )
    );
    assert_eq!(tasks[2].details, ["extra"]);
}

#[test]
fn circles_are_opened_and_named() {
    let list = table("id,title,predecessors\n1,One,3\n2,Two,1\n3,Three,2\n4,Four,4\n5,Five,3\n");
    assert_eq!(
        list.findings
            .iter()
            .filter(|finding| finding.rule == "csv-circle")
            .count(),
        2
    );
    let waiting: Vec<usize> = list.phases[0]
        .tasks
        .iter()
        .map(|task| task.depends_on.len())
        .collect();
    assert_eq!(waiting.iter().sum::<usize>(), 3, "{waiting:?}");
    assert_eq!(waiting[4], 1, "who waits for a circle still waits");
}

#[test]
fn a_formula_is_guarded_and_comes_back() {
    let list = table("id,title,team\n1,\"=HYPERLINK(\"\"http://x\"\")\",@ops\n2,'=kept,-\n");
    assert_eq!(list.phases[0].tasks[0].title, "=HYPERLINK(\"http://x\")");
    let text = csv(&list);
    assert!(
        text.contains("1,\"'=HYPERLINK(\"\"http://x\"\")\",,plan,task,'@ops,"),
        "{text}"
    );
    assert_eq!(csv(&table(&text)), text);
}

#[test]
fn real_documents_make_tables_that_come_back() {
    let own = [
        "northwind-cutover.md",
        "run-sheet-es.md",
        "tejun-ja.md",
        "windows-line-ends.md",
    ];
    let own = own.iter().map(|name| ((*name).to_owned(), document(name)));
    for (name, bytes) in own.chain(shared("seeds")).chain(shared("corpus")) {
        let list = import(&name, &bytes).checklist;
        let text = csv(&list);
        assert!(text.starts_with(HEAD), "{name}");
        let again = table(&text);
        assert_eq!(csv(&again), text, "{name}");
        assert_eq!(again.all_items().count(), list.all_items().count(), "{name}");
        let order = |list: &Checklist| {
            list.phases
                .iter()
                .flat_map(|phase| &phase.tasks)
                .map(|task| task.depends_on.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(order(&again), order(&list), "{name}");
    }
}

#[test]
fn items_keep_their_commands_and_what_they_expect() {
    let list = import("plan.md", b"# P\n\n## Phase 1: Go\n\n### Task 1: Look\n\n```bash\n# Check health\ncurl http://h/health\n# Expected: 200 OK\n```\n").checklist;
    let text = csv(&list);
    assert!(text.contains("p1.t1.i1,") || text.contains("1.i1,"), "{text}");
    let again = table(&text);
    let item = &again.phases[0].tasks[0].items[0];
    assert_eq!(item.kind, ItemKind::Check);
    assert_eq!(
        item.command.as_ref().map(|command| command.text.as_str()),
        Some("curl http://h/health")
    );
    assert_eq!(
        item.check.as_ref().map(|check| check.expectations[0].compiled),
        Some(true)
    );
}

#[test]
fn a_table_is_also_written_as_markdown() {
    let list = table(&format!(
        "{HEAD}\n1,Stop,,Go,task,Ops,30,,,\n2,Start,,Go,task,Ops,30,,,1\n"
    ));
    let text = markdown(&list, None);
    assert!(text.contains("### Task 2: Start\n"), "{text}");
    assert!(
        text.contains("- **When:** 30\n- **Depends on:** p1.t1 Stop\n"),
        "{text}"
    );
    let again = import("plan.md", text.as_bytes()).checklist;
    assert_eq!(csv(&again), csv(&list));
}

#[test]
fn bad_tables_end_in_a_calm_sentence() {
    assert_eq!(refused("a.csv", "x,y\n1,2\n"), ImportRefused::NoTaskColumn);
    assert_eq!(refused("a.csv", "just words"), ImportRefused::NoTaskColumn);
    assert_eq!(
        refused("a.csv", "id,title\n1,\"open\n2,x\n"),
        ImportRefused::OpenQuote { line: 2 }
    );
    let wide = format!("title{}", ",x".repeat(300));
    assert!(matches!(
        refused("a.csv", &wide),
        ImportRefused::TableTooWide {
            line: 1,
            columns: 301
        }
    ));
    let commas = ",".repeat(MAX_BYTES);
    assert!(matches!(
        refused("a.csv", &commas),
        ImportRefused::TableTooWide { .. }
    ));
    let row = format!("title,owner\n{}", ";".repeat(1_000_000));
    assert!(
        read(Upload {
            name: "a.csv",
            bytes: row.as_bytes()
        })
        .is_ok()
    );
    let long = format!("title\n{}", "x\n".repeat(60_000));
    assert!(matches!(refused("a.csv", &long), ImportRefused::TooMany { .. }));
    let quotes = format!("id,title\n{}", "\"".repeat(1_000_001));
    assert!(matches!(
        refused("a.csv", &quotes),
        ImportRefused::OpenQuote { line: 2 }
    ));
    for refused in [ImportRefused::NoTaskColumn, ImportRefused::OpenQuote { line: 2 }] {
        assert!(refused.to_string().ends_with('.'));
    }
}

#[test]
fn a_long_chain_of_predecessors_is_followed() {
    let rows: String = (1..20_000).map(|at| format!("{},t,{at}\n", at + 1)).collect();
    let list = table(&format!("id,title,predecessors\n1,t,20000\n{rows}"));
    assert_eq!(
        list.findings
            .iter()
            .filter(|finding| finding.rule == "csv-circle")
            .count(),
        1
    );
}

mod any {
    use super::*;
    use proptest::prelude::*;

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof![
            "[ -~]{0,8}",
            prop::sample::select(vec![
                "1", "2", "3", "\"", "\"\"", "\"a\nb\"", "1;2", "p1.t1", "p1.t1.i1", "i1", "check", "step",
                "phase", "é", "\t"
            ])
            .prop_map(str::to_owned),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

        #[test]
        fn any_table_is_read_or_refused(
            head in prop::collection::vec(prop::sample::select(vec!["id", "title", "stream", "type", "team", "predecessors", "description", "x"]), 1..8),
            rows in prop::collection::vec(prop::collection::vec(cell(), 0..9), 0..12),
            separator in prop::sample::select(vec![",", ";", "\t"]),
            end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        ) {
            let lines: Vec<String> = rows.iter().map(|row| row.join(separator)).collect();
            let text = format!("{}{end}{}", head.join(separator), lines.join(end));
            if let Ok(imported) = read(Upload { name: "plan.csv", bytes: text.as_bytes() }) {
                assert_joined(&imported.checklist);
                assert_references(&imported.checklist);
                let once = csv(&imported.checklist);
                let again = import("plan.csv", once.as_bytes()).checklist;
                let twice = csv(&again);
                prop_assert_eq!(csv(&import("plan.csv", twice.as_bytes()).checklist), twice);
            }
        }
    }
}
