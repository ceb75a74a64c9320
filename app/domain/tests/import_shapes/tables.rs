//! Tables: checklists with group rows, run sheets, responsibilities, decisions, pairs, and tables written in HTML.

use crate::support::boxes;
use crate::{fact, owners, read, said, task_titles, titles, triggers, way_back};

#[test]
fn group_rows_name_what_stands_below_them() {
    let list = read("failover-table.md");
    let groups: Vec<_> = list
        .items
        .iter()
        .map(|item| item.group.as_deref().unwrap_or(""))
        .collect();
    assert_eq!(
        groups,
        [
            "Preparation",
            "Preparation",
            "Failover",
            "Failover",
            "Verification",
            "Verification"
        ]
    );
    assert_eq!(boxes(&list), (6, 1));
    let lengths: Vec<_> = list
        .items
        .iter()
        .map(|item| item.estimate_min.map(|length| length.max))
        .collect();
    assert_eq!(lengths, [Some(5), Some(5), Some(10), Some(90), Some(90), None]);
    assert!(list.tables[0].cells.iter().filter(|row| row.len() == 1).count() == 3);
}

#[test]
fn a_table_of_responsibilities_assigns_people_and_is_no_work() {
    let list = read("failover-table.md");
    assert!(list.phases.is_empty(), "{:#?}", list.phases);
    assert_eq!(
        fact(&list, "Promote replica"),
        Some("Responsible: DBA; Accountable: Head of Data; Consulted: SRE; Informed: Support")
    );
    assert_eq!(
        triggers(&list),
        ["Writes fail after promote: Roll back to old primary"]
    );

    let list = crate::support::text(
        "# A\n\n## Roles\n\n| Activity | Dana | Ops |\n|---|---|---|\n| Switch DNS | A | R |\n| Tell users | R/A | I |\n\n## Deploy\n\n- [ ] Switch DNS\n- [ ] Tell users\n",
    );
    assert_eq!(
        said(&list.phases[0].items),
        [
            ("Switch DNS", Some(false), "Ops"),
            ("Tell users", Some(false), "Dana")
        ]
    );
}

#[test]
fn a_column_of_numbers_counts_steps_and_names_none() {
    let list = read("kafka-wiki-tables.md");
    assert_eq!(titles(&list), ["Implementation Plan", "Test Plan"]);
    let plan = &list.phases[0];
    assert_eq!(
        task_titles(plan),
        [
            "Pause connectors",
            "Rolling restart brokers 1-6",
            "Bump inter.broker.protocol",
            "Resume connectors"
        ]
    );
    assert_eq!(plan.tasks[1].number.as_deref(), Some("2"));
    assert_eq!(owners(&plan.tasks[1]), ["Yusuf", "Elena"]);
    assert_eq!(
        plan.tasks[1].offset.as_ref().map(|offset| offset.from_min),
        Some(20 * 60 + 10)
    );
    let tests = &list.phases[1].items;
    assert_eq!(tests.len(), 2);
    assert_eq!(
        tests[0]
            .check
            .as_ref()
            .map(|check| check.expectations[0].text.as_str()),
        Some("All acknowledged")
    );
    assert_eq!(list.risks[0].mitigation.as_deref(), Some("Wait, then backout"));
}

#[test]
fn a_headless_table_of_pairs_is_facts() {
    let list = read("kafka-wiki-tables.md");
    assert_eq!(fact(&list, "Owner"), Some("Platform Messaging"));
    assert_eq!(fact(&list, "Start"), Some("2026-02-11 20:00 UTC"));
    let list = crate::support::text(
        "# A\n\n| Field | Value |\n|---|---|\n| Service | api |\n\n## Deploy\n\n- [ ] x\n",
    );
    assert_eq!(fact(&list, "Service"), Some("api"));
}

#[test]
fn html_is_read_like_markdown() {
    let list = read("firmware-html.md");
    assert_eq!(list.title, "Store kiosk firmware 12");
    assert_eq!(titles(&list), ["Before", "During"]);
    assert_eq!(
        said(&list.phases[0].items),
        [
            ("Sign the image", Some(true), "Security"),
            ("Upload to CDN", Some(false), "Platform")
        ]
    );
    let during = &list.phases[1].items;
    assert_eq!(during.len(), 6);
    let pairs = during
        .iter()
        .find(|item| item.text == "Card terminal pairs")
        .expect("the nested box");
    assert_eq!(
        said(&pairs.items),
        [("Contactless", Some(false), ""), ("Chip", Some(false), "")]
    );
    assert_eq!(way_back(&list).len(), 2);
}

#[test]
fn group_rows_and_phase_columns_of_a_run_sheet_are_phases() {
    for table in [
        "| Task | Owner | Start |\n|---|---|---|\n| **Prepare** | | |\n| Freeze | Ana | 20:00 |\n| **Switch** | | |\n| DNS | Bo | 21:00 |\n| Cache | Bo | 21:10 |\n",
        "| Phase | Task | Owner | Start |\n|---|---|---|---|\n| Prepare | Freeze | Ana | 20:00 |\n| Switch | DNS | Bo | 21:00 |\n| Switch | Cache | Bo | 21:10 |\n",
    ] {
        let list = crate::support::text(&format!("# Cutover\n\n## Run sheet\n\n{table}"));
        crate::support::assert_joined(&list);
        crate::support::assert_references(&list);
        let phases: Vec<_> = list
            .phases
            .iter()
            .map(|phase| (phase.title.as_str(), phase.stage.as_deref(), task_titles(phase)))
            .collect();
        assert_eq!(
            phases,
            [
                ("Prepare", Some("Run sheet"), vec!["Freeze"]),
                ("Switch", Some("Run sheet"), vec!["DNS", "Cache"])
            ],
            "{table}"
        );
    }
}

#[test]
fn rows_that_nobody_filled_in_yet_are_no_group_rows() {
    let list = crate::support::text(
        "# A\n\n## Deploy\n\n| Task | Owner | Status |\n|---|---|---|\n| Backup | | |\n| Deploy | | |\n",
    );
    assert_eq!(
        said(&list.phases[0].items),
        [("Backup", None, ""), ("Deploy", None, "")]
    );
}

#[test]
fn states_in_a_column_are_claims() {
    let list = crate::support::text(
        "# A\n\n## Reliability\n\n| Check | Status | Owner |\n|---|---|---|\n| Two replicas | ✅ | SRE |\n| Budget set | ❌ | SRE |\n| Pen test | No | Sec |\n| Vault | Yes | Sec |\n| Audit | N/A | Sec |\n",
    );
    let claims: Vec<_> = list.phases[0].items.iter().map(|item| item.claimed).collect();
    assert_eq!(claims, [Some(true), Some(false), Some(false), Some(true), None]);
    assert_eq!(list.phases[0].items[4].details, ["N/A"]);
}

#[test]
fn stages_of_a_rollout_are_tasks_with_their_criterion() {
    let list = read("pricing-canary.md");
    let stages = &list.phases[0].tasks;
    assert_eq!(stages.len(), 4);
    assert_eq!(
        (
            stages[1].number.as_deref(),
            stages[1].success.as_deref(),
            owners(&stages[1])
        ),
        (Some("2"), Some("p95 < 200 ms"), vec!["SRE"])
    );
    assert_eq!(stages[1].estimate_min.map(|length| length.max), Some(60));
    assert_eq!(
        triggers(&list),
        ["Automatic rollback if error rate > 1% for 2 minutes"]
    );
}
