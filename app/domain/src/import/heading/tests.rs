//! Tables of named cases.

use super::*;

#[test]
fn titles_come_apart() {
    type Case<'a> = (
        &'a str,
        &'a str,
        Option<Calls>,
        Option<&'a str>,
        Option<&'a str>,
        Option<&'a str>,
    );
    let cases: &[Case<'_>] = &[
        (
            "Phase 1: Pre-Deployment Verification (Next 2 Hours)",
            "Pre-Deployment Verification",
            Some(Calls::Phase),
            Some("1"),
            None,
            Some("Next 2 Hours"),
        ),
        (
            "Phase 2: Database Migration ⏳",
            "Database Migration",
            Some(Calls::Phase),
            Some("2"),
            Some("⏳"),
            None,
        ),
        (
            "Phase 1: Database Migration (CRITICAL)",
            "Database Migration",
            Some(Calls::Phase),
            Some("1"),
            Some("CRITICAL"),
            None,
        ),
        (
            "✅ Phase 1: Core Setup (Complete!)",
            "Core Setup",
            Some(Calls::Phase),
            Some("1"),
            Some("Complete!"),
            None,
        ),
        (
            "Pre-Deployment: Verification (DO THIS FIRST)",
            "Pre-Deployment: Verification",
            None,
            None,
            Some("DO THIS FIRST"),
            None,
        ),
        (
            "Task 7: Validate Business Logic (Manual)",
            "Validate Business Logic (Manual)",
            Some(Calls::Task),
            Some("7"),
            None,
            None,
        ),
        (
            "3. Redis Connectivity",
            "Redis Connectivity",
            None,
            Some("3"),
            None,
            None,
        ),
        ("2.1 デプロイ環境", "デプロイ環境", None, Some("2.1"), None, None),
        (
            "Option A: Blue-Green Deployment (Recommended)",
            "Blue-Green Deployment",
            Some(Calls::Option),
            Some("A"),
            None,
            None,
        ),
        (
            "Hour 24: Stability Check",
            "Stability Check",
            Some(Calls::Time),
            None,
            None,
            Some("Hour 24"),
        ),
        (
            "T-2h: Freeze",
            "Freeze",
            Some(Calls::Time),
            None,
            None,
            Some("T-2h"),
        ),
        ("Deploy — 30 min", "Deploy", None, None, None, Some("30 min")),
        (
            "フェーズ2：移行",
            "移行",
            Some(Calls::Phase),
            Some("2"),
            None,
            None,
        ),
        ("第1阶段：准备", "准备", Some(Calls::Phase), Some("1"), None, None),
        (
            "Phase One — Freeze",
            "Freeze",
            Some(Calls::Phase),
            Some("1"),
            None,
            None,
        ),
        (
            "Step 2 Deploy the API",
            "Deploy the API",
            Some(Calls::Task),
            Some("2"),
            None,
            None,
        ),
        ("1️⃣ Backup", "Backup", None, Some("1"), None, None),
        ("🔟 Celebrate", "Celebrate", None, Some("10"), None, None),
        ("一、准备", "准备", None, Some("1"), None, None),
        (
            "第十二步：检查",
            "检查",
            Some(Calls::Task),
            Some("12"),
            None,
            None,
        ),
        ("IV. Watch", "Watch", None, Some("IV"), None, None),
        ("(2) Migrate", "Migrate", None, Some("2"), None, None),
        (
            "Step 2 of 5: Migrate",
            "Migrate",
            Some(Calls::Task),
            Some("2"),
            None,
            None,
        ),
        (
            "Milestone 1 – Code complete",
            "Code complete",
            Some(Calls::Phase),
            Some("1"),
            None,
            None,
        ),
        (
            "21:00 – Stop inbound",
            "Stop inbound",
            Some(Calls::Time),
            None,
            None,
            Some("21:00"),
        ),
        (
            "22:00 – 22:20 CET: Close channels",
            "Close channels",
            Some(Calls::Time),
            None,
            None,
            Some("22:00 – 22:20 CET"),
        ),
        (
            "10:30 EST Deploy",
            "Deploy",
            Some(Calls::Time),
            None,
            None,
            Some("10:30 EST"),
        ),
        (
            "2026-01-17: Version 2",
            "Version 2",
            None,
            None,
            None,
            Some("2026-01-17"),
        ),
        (
            "Phase out the old service",
            "Phase out the old service",
            None,
            None,
            None,
            None,
        ),
        ("404 pages", "404 pages", None, None, None, None),
    ];
    for (text, name, calls, number, claim, time) in cases {
        let title = read(text);
        assert_eq!(
            (
                title.name.as_str(),
                title.calls,
                title.number.as_deref(),
                title.claim.as_deref(),
                title.stated_time.as_deref()
            ),
            (*name, *calls, *number, *claim, *time),
            "{text}"
        );
    }
    assert!(read("Option A: Blue-Green Deployment (Recommended)").recommended);
    assert_eq!(read("Deploy API (@ops-team)").owner.as_deref(), Some("@ops-team"));
    assert_eq!(
        read("Deploy API — @ops @dba").owner.as_deref(),
        Some("@ops, @dba")
    );
}

#[test]
fn a_title_without_end_is_cut_and_kept() {
    let title = read(&"word ".repeat(200));
    assert_eq!(title.name.chars().count(), MAX_TITLE_CHARS);
    assert!(title.overlong.is_some_and(|full| full.len() > 900));
}

#[test]
fn separators_that_share_a_blank_are_told_apart() {
    for words in ["Task: | a | b |", "Phase 1: - x", "Phase 2: – : | "] {
        let _ = read(words);
    }
    assert_eq!(separators("Task: | a | b |"), [(4, 2), (9, 3)]);
}
