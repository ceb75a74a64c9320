use uuid::Uuid;

use super::*;
use crate::gate::Signature;

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn view() -> SigningView {
    SigningView {
        deployment: DeploymentId(Uuid::from_u128(1)),
        title: "Quote fixes".into(),
        service: "images".into(),
        version: "2.0.1".into(),
        environment: "production".into(),
        commit: None,
        image: None,
        checklist_revision: 1,
        gate: GateId(Uuid::from_u128(2)),
        phase_ordinal: 1,
        phase_title: "Verification".into(),
        question: "Is it fit to deploy?".into(),
        requirements: vec![Requirement {
            role: Role::TechLead,
            count: 1,
        }],
        items: vec![SigningItem {
            item: ItemId(Uuid::from_u128(3)),
            text: "Load test".into(),
            task: None,
            expectation: None,
            mark: Mark::Waived,
            result: None,
            waiver: Some(SigningWaiver {
                id: WaiverId(Uuid::from_u128(4)),
                by: "Ada".into(),
                role: Role::TechLead,
                reason: "no traffic change".into(),
                until: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            }),
        }],
        accepted_risks: vec![],
    }
}

struct Case {
    roles: Vec<Role>,
    signer: PersonId,
    decision: Decision,
    words: &'static str,
    points: Vec<String>,
    blockers: Vec<Blocker>,
    signatures: Vec<Signature>,
    live: bool,
    seen: Hash,
}

impl Case {
    fn good() -> Self {
        Case {
            roles: vec![Role::TechLead],
            signer: person(10),
            decision: Decision::Approve,
            words: "",
            points: view().open_points().into_iter().map(|p| p.key).collect(),
            blockers: vec![],
            signatures: vec![],
            live: true,
            seen: view().hash().unwrap(),
        }
    }

    fn judge(&self) -> Result<(), SignOffRefused> {
        judge(
            &Statement {
                role: Role::TechLead,
                decision: self.decision,
                words: self.words,
                seen_points: &self.points,
                seen: self.seen,
            },
            &SignFacts {
                live: self.live,
                blockers: &self.blockers,
                signer: self.signer,
                author: person(99),
                roles: &self.roles,
                signatures: &self.signatures,
                view: &view(),
                earlier: None,
            },
        )
    }
}

fn failed_item() -> Blocker {
    Blocker::Item {
        item: ItemId(Uuid::from_u128(3)),
        text: "Health".into(),
        mark: Mark::Fail,
        why: crate::item::Why::Recorded,
    }
}

#[test]
fn a_tech_lead_who_saw_everything_signs() {
    assert_eq!(Case::good().judge(), Ok(()));
}

#[test]
fn nobody_signs_over_a_failure_but_anyone_asked_may_refuse() {
    let blocked = Case {
        blockers: vec![failed_item()],
        ..Case::good()
    };
    assert!(matches!(blocked.judge(), Err(SignOffRefused::Blocked { .. })));
    let refusing = Case {
        decision: Decision::Refuse,
        words: "quote answers 500",
        points: vec![],
        ..blocked
    };
    assert_eq!(refusing.judge(), Ok(()));
}

#[test]
fn a_stale_page_never_signs() {
    let stale = Case {
        seen: Hash::ZERO,
        ..Case::good()
    };
    assert!(matches!(stale.judge(), Err(SignOffRefused::Changed { .. })));
}

#[test]
fn the_author_does_not_sign() {
    assert_eq!(
        Case {
            signer: person(99),
            ..Case::good()
        }
        .judge(),
        Err(SignOffRefused::Author)
    );
}

#[test]
fn a_role_is_held_not_claimed() {
    let case = Case {
        roles: vec![Role::Qa],
        ..Case::good()
    };
    assert_eq!(
        case.judge(),
        Err(SignOffRefused::LacksRole { role: Role::TechLead })
    );
}

#[test]
fn one_person_signs_once() {
    let standing = Signature {
        id: crate::ids::SignOffId(Uuid::from_u128(5)),
        person: person(10),
        role: Role::TechLead,
        approves: true,
        stands: true,
    };
    let again = Case {
        signatures: vec![standing.clone()],
        ..Case::good()
    };
    assert_eq!(again.judge(), Err(SignOffRefused::AlreadySigned));
    let fallen = Case {
        signatures: vec![Signature {
            stands: false,
            ..standing
        }],
        ..Case::good()
    };
    assert_eq!(fallen.judge(), Ok(()));
}

#[test]
fn each_waiver_is_seen_by_itself() {
    assert_eq!(
        Case {
            points: vec![],
            ..Case::good()
        }
        .judge(),
        Err(SignOffRefused::PointsOpen { missing: 1 })
    );
}

#[test]
fn a_condition_needs_words() {
    let silent = Case {
        decision: Decision::ApproveWithCondition,
        words: "  ",
        ..Case::good()
    };
    assert_eq!(silent.judge(), Err(SignOffRefused::NeedsWords));
}

#[test]
fn every_covered_part_is_in_the_hash() {
    let whole = view().hash().unwrap();
    let changed: Vec<SigningView> = vec![
        SigningView {
            version: "2.0.2".into(),
            ..view()
        },
        SigningView {
            question: "Is it?".into(),
            ..view()
        },
        SigningView {
            requirements: vec![],
            ..view()
        },
        SigningView {
            items: vec![],
            ..view()
        },
        SigningView {
            accepted_risks: vec!["JSON parsing".into()],
            ..view()
        },
        SigningView {
            gate: GateId(Uuid::from_u128(7)),
            ..view()
        },
    ];
    for other in changed {
        assert_ne!(other.hash().unwrap(), whole);
    }
}

#[test]
fn changes_are_named() {
    let mut now = view();
    now.items[0].mark = Mark::Fail;
    assert_eq!(
        now.changes_since(&view()),
        ["\"Load test\" was waived and is now failed"]
    );
}
