//! Lists and paragraphs: owners below entries, steps told in paragraphs, boxes in fences, bold lines and numbered keys as titles.

use domain::checklist::{ItemKind, SnippetRole};

use crate::support::boxes;
use crate::{fact, owners, read, said, task_titles, titles, triggers, way_back};

#[test]
fn owners_times_and_commands_below_entries_belong_to_them() {
    let list = read("payments-subbullets.md");
    assert_eq!(
        titles(&list),
        ["Before the window", "During the window", "After the window"]
    );
    assert_eq!(
        said(&list.phases[0].items),
        [
            ("Freeze merges to main", None, "@release-captain"),
            ("Take a snapshot of the ledger database", None, "Marta (DBA)"),
            ("Confirm the on-call rota", None, "Imani"),
        ]
    );
    let during = &list.phases[1].items;
    let lengths: Vec<_> = during
        .iter()
        .map(|item| item.estimate_min.map(|m| (m.min, m.max)))
        .collect();
    assert_eq!(lengths, [Some((5, 5)), Some((15, 30)), Some((30, 30)), None]);
    assert!(during[0].command.is_some() && during[1].command.is_some());
    assert_eq!(during[2].owners, ["SRE", "Backend"]);
    assert!(during.iter().all(|item| item.kind == ItemKind::Step));
    assert_eq!(
        triggers(&list),
        ["If error rate stays above 2% for 5 minutes, or ledger totals differ"]
    );
    assert_eq!(
        way_back(&list),
        [
            ("Scale workers to zero", false),
            ("./bin/migrate down 1", true),
            ("Redeploy v3.3.9", false)
        ]
    );
    assert_eq!(fact(&list, "Release manager"), Some("Priya N."));
}

#[test]
fn boxes_in_fences_are_boxes_in_their_groups() {
    let list = read("search-boxes-in-fence.md");
    assert_eq!(boxes(&list), (10, 1));
    let groups: Vec<_> = list
        .items
        .iter()
        .map(|item| item.group.as_deref().unwrap_or(""))
        .collect();
    assert_eq!(groups[..3], ["PRE-CHECKS"; 3]);
    assert_eq!(groups[3..6], ["EXECUTION"; 3]);
    assert_eq!(groups[8..], ["Sign-off"; 2]);
    assert!(
        list.snippets
            .iter()
            .all(|snippet| snippet.role == SnippetRole::Checklist)
    );
    assert_eq!(way_back(&list), [("switch the alias back to products_v7", false)]);
}

#[test]
fn numbered_paragraphs_with_titles_are_tasks_and_with_sentences_steps() {
    let list = read("billing-steps.txt");
    assert_eq!(
        task_titles(&list.phases[0]),
        ["Announce", "Pull the image", "Restart", "Verify"]
    );
    assert_eq!(
        list.phases[0].tasks[0].purpose.as_deref(),
        Some("Tell #billing that the deploy begins.")
    );
    assert_eq!(
        way_back(&list),
        [(
            "Run docker compose up -d billing-worker with tag 2.8.4 again",
            false
        )]
    );

    let list = read("signing-keys-runbook.md");
    assert_eq!(titles(&list), ["Procedure", "Verification"]);
    let steps = &list.phases[0].items;
    assert_eq!(steps.len(), 4);
    assert!(steps[0].text.starts_with("Generate the new key pair"));
    assert_eq!((steps[2].kind, steps[3].kind), (ItemKind::Step, ItemKind::Check));
    assert_eq!(list.phases[1].items.len(), 1);
    assert_eq!(
        way_back(&list),
        [("Activate the old key again: idctl keys activate --kid old", false)]
    );
    assert_eq!(fact(&list, "Last reviewed"), Some("2026-08-30"));
}

#[test]
fn numbered_keys_and_bold_lines_head_what_follows() {
    let list = read("release-keycaps.md");
    let phases: Vec<_> = list
        .phases
        .iter()
        .map(|phase| {
            (
                phase.number.as_deref(),
                phase.title.as_str(),
                phase.duration_min.map(|length| length.max),
                phase.items.len(),
            )
        })
        .collect();
    assert_eq!(
        phases,
        [
            (Some("1"), "Backup", Some(15), 2),
            (Some("2"), "Deploy", Some(30), 1),
            (Some("3"), "Verify", Some(10), 2)
        ]
    );
    assert_eq!(
        way_back(&list),
        [("Redeploy the previous tag", false), ("restore the dump", false)]
    );
}

#[test]
fn underlined_headings_and_an_asciidoc_head_are_read() {
    let list = read("router-setext.md");
    assert_eq!(titles(&list), ["Implementation plan", "Test plan"]);
    assert_eq!(
        list.phases[1]
            .items
            .iter()
            .map(|item| item.kind)
            .collect::<Vec<_>>(),
        [ItemKind::Check; 3]
    );
    assert_eq!(fact(&list, "Change window"), Some("2026-06-07 01:00-03:00 CEST"));
    assert_eq!(fact(&list, "Affected services"), Some("VPN, Wi-Fi guest, VoIP"));
    assert_eq!(way_back(&list).len(), 2);
}

#[test]
fn the_answers_of_a_form_are_facts() {
    let list = read("checkout-issue-form.md");
    for (name, value) in [
        ("Service", "checkout-web"),
        ("Version", "v2026.11.3"),
        ("Deployment window", "2026-11-26 14:00 UTC – 15:00 UTC"),
        ("Owner", "@nadia-k"),
    ] {
        assert_eq!(fact(&list, name), Some(value), "{name}");
    }
    assert_eq!(titles(&list), ["Pre-deployment checklist", "Deployment steps"]);
    assert_eq!(boxes(&list), (3, 2));
    assert_eq!(way_back(&list), [("gh workflow run rollback.yml", true)]);
    assert_eq!(list.risks[0].title, "Session cache may need warming.");
}

#[test]
fn bullets_are_the_work_where_nothing_else_is() {
    let list = read("newsletter-bullets.md");
    assert_eq!(list.items.len(), 7);
    assert_eq!(
        (list.items[4].kind, list.items[5].kind),
        (ItemKind::Check, ItemKind::Step)
    );
    assert_eq!(list.items[6].owners, ["@anja"]);
}

#[test]
fn bold_steps_carry_their_command_owner_and_explanation() {
    let list = read("flight-bold-steps.md");
    assert_eq!(titles(&list), ["Prerequisites", "Steps"]);
    let steps = &list.phases[1].items;
    assert_eq!(
        steps[0].command.as_ref().map(|command| command.text.as_str()),
        Some("git tag v9.1.0 && git push --tags")
    );
    assert_eq!(steps[0].estimate_min.map(|length| length.max), Some(5));
    assert_eq!(steps[1].estimate_min.map(|length| length.max), Some(20));
    assert_eq!(
        steps[2].details,
        ["Canary must run for 30 minutes with error rate < 0.2%."]
    );
    assert_eq!((list.success_criteria.len(), triggers(&list).len()), (2, 2));
    assert_eq!(way_back(&list), [("argocd app rollback flight-search", true)]);
    assert_eq!(list.rollback_procedures[0].objective_min, Some(5));
}

#[test]
fn options_repeats_and_dependencies_are_said_in_words() {
    let list = read("redis-options.md");
    let options: Vec<_> = list.phases[0]
        .tasks
        .iter()
        .filter_map(|task| task.option.as_ref())
        .map(|option| (option.name.as_str(), option.recommended))
        .collect();
    assert_eq!(options, [("A", false), ("B", true)]);
    assert_eq!(owners(&list.phases[0].tasks[0]), ["SRE"]);
    let regions = &list.phases[1].tasks;
    assert!(
        regions
            .iter()
            .all(|task| task.repeat.as_deref() == Some("For each region (eu, us, ap)"))
    );
    assert_eq!(regions[1].depends_on, ["p2.t1"]);
    assert_eq!(regions[2].depends_on, ["p2.t2"]);
    assert_eq!(fact(&list, "Blocked by"), Some("Phase 2"));
}

#[test]
fn the_marks_of_a_tracker_are_read_as_what_they_mean() {
    let list = read("payments-tracker.txt");
    assert_eq!(titles(&list)[..2], ["Implementation steps", "Validation"]);
    assert_eq!(list.phases[0].items.len(), 3);
    assert_eq!(fact(&list, "Assignee"), Some("Ravi Kumar"));
    assert_eq!(
        way_back(&list),
        [("Stop the consumer", false), ("Run undo script U88", false)]
    );
    assert_eq!(list.tables[0].headers, ["Task", "Owner", "Status"]);
}

#[test]
fn names_in_front_and_behind_are_owners_where_the_document_knows_them() {
    let list = read("loyalty-prefixes.md");
    assert_eq!(
        said(&list.phases[0].items)
            .into_iter()
            .map(|(_, claimed, owner)| (claimed, owner))
            .collect::<Vec<_>>(),
        [
            (Some(false), "SRE"),
            (Some(false), "DBA"),
            (Some(false), "@maya"),
            (Some(false), ""),
            (Some(true), "")
        ]
    );
    let lengths: Vec<_> = list.phases[0]
        .items
        .iter()
        .map(|item| item.estimate_min.map(|length| length.max))
        .collect();
    assert_eq!(lengths[3..], [Some(15), Some(10)]);
    assert_eq!(list.phases[0].items[1].kind, ItemKind::Step);
    let during: Vec<_> = list.phases[1]
        .items
        .iter()
        .map(|item| (item.stated_time.as_deref(), item.owner_text.as_deref()))
        .collect();
    assert_eq!(during[0], (Some("09:00"), Some("Otto")));
    assert_eq!(during[2], (Some("T+30m"), Some("Deniz")));
    assert_eq!((list.phases[2].items.len(), way_back(&list).len()), (2, 2));
}

#[test]
fn letters_number_parts_and_brackets_hold_several_particulars() {
    let list = read("datacenter-deep.md");
    assert_eq!(titles(&list), ["Inventory", "Move", "Verify"]);
    let window = list.phases[1].window.as_ref().expect("a window");
    assert_eq!((window.from_min, window.to_min), (Some(360), Some(1_440 + 1_080)));
    let [down, transport, up] = &list.phases[1].tasks[..] else {
        panic!("three tasks: {:#?}", list.phases[1].tasks)
    };
    assert_eq!(
        (down.number.as_deref(), down.title.as_str(), owners(down)),
        (Some("B.1"), "Shut down", vec!["Infra"])
    );
    assert_eq!(down.items.len(), 3);
    assert_eq!(
        transport.estimate_min.map(|length| (length.min, length.max)),
        Some((360, 480))
    );
    assert_eq!(
        (transport.depends_on.as_slice(), up.depends_on.as_slice()),
        (&["p2.t1".to_owned()][..], &["p2.t2".to_owned()][..])
    );
}

#[test]
fn plain_text_with_titles_in_capitals_has_an_outline() {
    let list = read("payroll-capitals.txt");
    assert_eq!(list.title, "RELEASE CHECKLIST - PAYROLL 2026.3");
    assert_eq!(titles(&list), ["PREPARATION", "RELEASE", "CHECKS"]);
    assert_eq!(
        list.phases
            .iter()
            .map(|phase| phase.items.len())
            .collect::<Vec<_>>(),
        [3, 3, 2]
    );
    assert_eq!(list.phases[0].items[0].owners, ["Anneke"]);
    assert_eq!(
        list.phases[1].items[1].estimate_min.map(|length| length.max),
        Some(60)
    );
    assert_eq!(boxes(&list), (2, 0));
    assert_eq!(
        way_back(&list),
        [("Restore the DB", false), ("install 2026.2", false)]
    );
}
