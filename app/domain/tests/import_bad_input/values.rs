//! What stands in the words: owners, times, thresholds, markup, secrets, commands, front matter.

use domain::import::limits;

use crate::support::{assert_joined, import, text};

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
