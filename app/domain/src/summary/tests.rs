use super::*;
use crate::{
    deployment::DeploymentState,
    gate::{PhaseState, Requirement},
    item::Tally,
    role::Role,
    signoff::Decision,
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn facts() -> Facts {
    let signed = Answer {
        name: "Ada Lovelace".into(),
        role: "Tech Lead".into(),
        decision: Decision::Approve,
        words: None,
        at: at("2026-11-18T13:20:00Z"),
        view: Hash([7; 32]),
    };
    Facts {
        title: "Quote fixes".into(),
        service: "images".into(),
        version: "2.0.1".into(),
        environment: "production".into(),
        state: DeploymentState::Watching,
        planned_t0: Some(at("2026-11-18T14:00:00Z")),
        t0: Some(at("2026-11-18T14:31:00Z")),
        closed_at: None,
        closing: None,
        created_at: at("2026-11-17T09:00:00Z"),
        tally: Tally {
            pass: 38,
            waived: 2,
            unknown: 1,
            ..Tally::default()
        },
        results: Some((at("2026-11-18T15:08:00Z"), Hash([1; 32]))),
        waived: vec![WaivedItem {
            text: "load test".into(),
            by: "Ada Lovelace".into(),
            role: "Tech Lead".into(),
            reason: "no traffic change".into(),
            until: at("2026-12-01T23:59:59Z"),
            at: at("2026-11-18T13:00:00Z"),
        }],
        risks: vec![],
        phases: vec![
            PhaseFacts {
                title: "Deploy".into(),
                state: PhaseState::Signed,
                answers: vec![signed],
                missing: vec![],
                until_min: Some(120),
            },
            PhaseFacts {
                title: "Watch".into(),
                state: PhaseState::InProgress,
                answers: vec![],
                missing: vec![Requirement {
                    role: Role::TechLead,
                    count: 1,
                }],
                until_min: Some(1440),
            },
        ],
        measured: vec![Measured {
            text: "Response time".into(),
            passed: true,
            seen: Some("62 ms of 100 allowed".into()),
            at: at("2026-11-18T15:08:00Z"),
        }],
        ways_back: vec![WayBack {
            title: "Rollback plan".into(),
            steps: 3,
            objective_min: Some(5),
        }],
        document: ("deploy.md".into(), Hash([2; 32])),
        practised: Some(("Rollback drill on staging".into(), at("2026-11-17T11:00:00Z"))),
        what_changed: Some(Notes {
            text: " Errors when asking for a quote are fixed. ".into(),
            by: "Ada Lovelace".into(),
        }),
        if_it_fails: None,
    }
}

fn told(facts: &Facts) -> Vec<String> {
    let summary = build(facts, at("2026-11-18T15:10:00Z"));
    let sentences = summary.sections.iter().flat_map(|section| {
        section.sentences.iter().map(|sentence| {
            let rests: Vec<String> = sentence
                .evidence
                .iter()
                .map(|number| format!("({number})"))
                .collect();
            let by = sentence
                .stated_by
                .as_deref()
                .map(|by| format!(" [{by}]"))
                .unwrap_or_default();
            format!("{}: {} {}{by}", section.title, sentence.text, rests.join(""))
        })
    });
    std::iter::once(summary.status_line.clone())
        .chain(sentences.collect::<Vec<_>>())
        .collect()
}

#[test]
fn a_healthy_deployment_is_told_in_plain_words() {
    assert_eq!(
        told(&facts()),
        [
            "Live and healthy since 18 Nov 2026 14:31 UTC, watched until 19 Nov 2026 14:31 UTC.",
            "What changed: Version 2.0.1 of images is deployed to production. (1)",
            "What changed: Errors when asking for a quote are fixed.  [Ada Lovelace]",
            "How we know: 38 of 41 items passed. (2)",
            "How we know: Still open: 1 not known yet. (2)",
            "How we know: 1 was waived, with a reason. (3)",
            "What we watch: Response time passed, as of 18 Nov 2026 15:08 UTC. (4)",
            "Who answers: Ada Lovelace (Tech Lead) approved \"Deploy\" on 18 Nov 2026 13:20 UTC. (5)",
            "Who answers: \"Watch\" is not signed yet. (1)",
            "If it fails: The way back is written down: \"Rollback plan\", 3 steps, meant to take 5 min. (6)",
            "If it fails: The way back was practised on 17 Nov 2026. (7)",
        ]
    );
}

#[test]
fn the_status_never_says_more_than_the_facts() {
    let preparing = DeploymentState::Preparing;
    let cases = [
        (DeploymentState::Draft, 5, 0, SummaryStatus::NotStarted),
        (preparing, 5, 0, SummaryStatus::InProgress),
        (preparing, 5, 1, SummaryStatus::NeedsAttention),
        (DeploymentState::Deploying, 5, 0, SummaryStatus::InProgress),
        (DeploymentState::Watching, 5, 0, SummaryStatus::Healthy),
        (DeploymentState::Watching, 0, 0, SummaryStatus::InProgress),
        (DeploymentState::Watching, 5, 1, SummaryStatus::NeedsAttention),
        (DeploymentState::Done, 5, 1, SummaryStatus::Done),
        (DeploymentState::RolledBack, 5, 0, SummaryStatus::RolledBack),
        (DeploymentState::Cancelled, 0, 0, SummaryStatus::Cancelled),
    ];
    for (state, pass, fail, expected) in cases {
        let facts = Facts {
            state,
            tally: Tally {
                pass,
                fail,
                ..Tally::default()
            },
            ..facts()
        };
        assert_eq!(
            build(&facts, at("2026-11-18T15:10:00Z")).status,
            expected,
            "{state:?} {pass} {fail}"
        );
    }
    let mut fell = facts();
    fell.phases[0].state = PhaseState::NeedsResign;
    assert_eq!(
        told(&fell)[0],
        "Needs attention since 18 Nov 2026 14:31 UTC: 1 phase needs a new signature."
    );
    let mut unsigned = facts();
    unsigned.phases[0].state = PhaseState::ReadyToSign;
    assert_eq!(
        build(&unsigned, at("2026-11-18T15:10:00Z")).status,
        SummaryStatus::InProgress
    );
}

#[test]
fn every_sentence_rests_on_evidence_or_is_stated() {
    let empty = Facts {
        results: None,
        tally: Tally::default(),
        waived: vec![],
        measured: vec![],
        ways_back: vec![],
        practised: None,
        what_changed: Some(Notes {
            text: "  ".into(),
            by: "Ada".into(),
        }),
        ..facts()
    };
    for facts in [facts(), empty.clone()] {
        let summary = build(&facts, at("2026-11-18T15:10:00Z"));
        assert_eq!(summary.unsupported().count(), 0);
        let most = u32::try_from(summary.evidence.len()).unwrap();
        for sentence in summary.sections.iter().flat_map(|section| &section.sentences) {
            assert!(
                sentence.evidence.iter().all(|number| (1..=most).contains(number)),
                "{}",
                sentence.text
            );
        }
    }
    let told = told(&empty);
    assert!(
        told.contains(&"How we know: Nothing is on the checklist. (1)".to_owned()),
        "{told:?}"
    );
    assert!(
        told.contains(&"If it fails: The checklist names no way back. (3)".to_owned()),
        "{told:?}"
    );
}

#[test]
fn the_same_facts_read_later_hash_the_same() {
    let (early, late) = (
        build(&facts(), at("2026-11-18T15:10:00Z")),
        build(&facts(), at("2026-11-19T15:10:00Z")),
    );
    assert_eq!(early.hash().unwrap(), late.hash().unwrap());
    let other = Facts {
        version: "2.0.2".into(),
        ..facts()
    };
    assert_ne!(build(&other, early.as_of).hash().unwrap(), early.hash().unwrap());
}
