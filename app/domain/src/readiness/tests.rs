use uuid::Uuid;

use super::*;
use crate::{
    ids::{PersonId, SignOffId},
    item::{ItemFacts, Outcome, standing},
};

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + minute * 60, 0).unwrap()
}

fn leaf(n: u128, text: &str, latest: Option<(Outcome, i64)>, fresh_min: Option<i64>) -> Leaf {
    let fresh_for = fresh_min.map(Duration::minutes);
    let facts = ItemFacts {
        latest: latest.map(|(o, m)| (o, at(m))),
        fresh_for,
        ..Default::default()
    };
    Leaf {
        item: ItemId(Uuid::from_u128(n)),
        text: text.to_owned(),
        owner: Some("DevOps".to_owned()),
        automated: fresh_min.is_some(),
        standing: standing(&facts, at(60)),
        note: None,
        attempts: u32::from(latest.is_some()),
        fresh_for,
    }
}

fn phase(ordinal: u32, leaves: Vec<Leaf>) -> PhaseGround {
    PhaseGround {
        ordinal,
        title: format!("Phase {ordinal}"),
        leaves,
        choices: Vec::new(),
        names: Default::default(),
        requirements: vec![Requirement {
            role: Role::TechLead,
            count: 1,
        }],
        signatures: Vec::new(),
        refusals: Vec::new(),
        fell: false,
    }
}

fn signed(mut phase: PhaseGround) -> PhaseGround {
    phase.signatures.push(Signature {
        id: SignOffId(Uuid::from_u128(1)),
        person: PersonId(Uuid::from_u128(1)),
        role: Role::TechLead,
        approves: true,
        stands: true,
    });
    phase
}

const PASS: Option<(Outcome, i64)> = Some((Outcome::Passed, 59));

#[test]
fn the_worst_comes_first_and_passed_things_are_quiet() {
    let mut failed = leaf(2, "Quote endpoint", Some((Outcome::Failed, 58)), Some(15));
    failed.note = Some("Expected 200, got 500".into());
    failed.attempts = 3;
    let ground = phase(
        1,
        vec![
            leaf(1, "Smoke test", None, None),
            leaf(3, "Cleanup job", Some((Outcome::Passed, 13)), Some(15)),
            failed,
            leaf(4, "Login", PASS, None),
            leaf(5, "Deploy step", Some((Outcome::Blocked, 50)), None),
        ],
    );
    let reading = &read(std::slice::from_ref(&ground))[0];
    let said: Vec<_> = obstacles(&ground, reading, at(60))
        .into_iter()
        .map(|o| (o.reason, o.runnable))
        .collect();
    assert_eq!(
        said,
        [
            (
                "Expected 200, got 500 (attempt 3, 15:11:20 UTC).".to_owned(),
                true
            ),
            ("Blocked (15:03:20 UTC).".to_owned(), false),
            ("Never run.".to_owned(), false),
            (
                "Recorded 47 min ago; too old to count (15 min). Run it again.".to_owned(),
                true
            ),
        ]
    );
    assert_eq!(reading.state, PhaseState::Blocked);
    assert_eq!(
        then(&ground, reading),
        "Then: Tech Lead signs next. 1 of 5 are settled."
    );
}

#[test]
fn done_is_not_signed() {
    let ground = phase(1, vec![leaf(1, "a", PASS, None), leaf(2, "b", PASS, None)]);
    let reading = &read(std::slice::from_ref(&ground))[0];
    assert_eq!(reading.state, PhaseState::ReadyToSign);
    assert_eq!(
        then(&ground, reading),
        "All 2 items are settled. This phase is not signed yet. Tech Lead signs next."
    );
    assert!(obstacles(&ground, reading, at(60)).is_empty());
}

#[test]
fn a_later_phase_waits_for_the_first_open_one() {
    let grounds = [
        signed(phase(1, vec![leaf(1, "a", PASS, None)])),
        phase(2, vec![leaf(2, "b", PASS, None)]),
        phase(3, vec![leaf(3, "c", PASS, None)]),
    ];
    let readings = read(&grounds);
    assert_eq!(next_to_sign(&readings), Some(1));
    assert_eq!(readings[1].state, PhaseState::ReadyToSign);
    assert_eq!(readings[2].state, PhaseState::InProgress);
    assert!(readings[2].blockers.contains(&Blocker::EarlierPhase {
        ordinal: 2,
        title: "Phase 2".into()
    }));
}

#[test]
fn an_empty_phase_and_an_open_choice_cannot_be_signed() {
    let readings = read(&[phase(1, Vec::new())]);
    assert_eq!(readings[0].blockers[0], Blocker::NoItems);
    let mut ground = phase(1, vec![leaf(1, "a", PASS, None)]);
    ground.choices.push(Choice {
        group: "Deploy".into(),
        names: vec!["Blue".into(), "Rolling".into()],
        chosen: false,
    });
    let reading = &read(std::slice::from_ref(&ground))[0];
    assert!(reading.blockers[0].stops_signing());
    assert_eq!(
        obstacles(&ground, reading, at(60))[0].reason,
        "Choose one of: Blue, Rolling."
    );
}

#[test]
fn a_fallen_signature_and_a_refusal_are_named() {
    let mut ground = phase(1, vec![leaf(1, "a", PASS, None)]);
    ground.fell = true;
    let reading = &read(std::slice::from_ref(&ground))[0];
    assert_eq!(reading.state, PhaseState::NeedsResign);
    ground.refusals.push(Refusal {
        name: "Ann".into(),
        role: Role::TechLead,
        reason: "no rollback".into(),
    });
    let reading = &read(std::slice::from_ref(&ground))[0];
    assert_eq!(
        obstacles(&ground, reading, at(60))[0].reason,
        "Ann (Tech Lead) does not approve: no rollback. It stands until they withdraw it."
    );
}

#[test]
fn headlines_say_state_cause_and_owner() {
    let ground = phase(
        2,
        vec![
            leaf(1, "Migration index", Some((Outcome::Failed, 50)), None),
            leaf(2, "b", None, None),
        ],
    );
    let reading = &read(std::slice::from_ref(&ground))[0];
    let obstacles = obstacles(&ground, reading, at(60));
    assert_eq!(
        headline(&ground, reading, 4, &obstacles, at(60)),
        "Phase 2 of 4, 2 open. Failed: Migration index (DevOps)"
    );
}
