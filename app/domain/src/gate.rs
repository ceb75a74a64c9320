//! Gates: which signatures a phase needs, whether they are there, and what stands in the way.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ItemId, PersonId, SignOffId},
    item::{Mark, Why},
    role::Role,
};

/// So many signatures by people in a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Requirement {
    pub role: Role,
    pub count: u32,
}

/// A signature as far as the gate is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub id: SignOffId,
    pub person: PersonId,
    pub role: Role,
    pub approves: bool,
    /// Not withdrawn, and nothing it covers has changed since.
    pub stands: bool,
}

/// What stands in the way of an open gate, worst first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "blocker", rename_all = "snake_case")]
pub enum Blocker {
    Item {
        item: ItemId,
        text: String,
        mark: Mark,
        why: Why,
    },
    /// Exactly one of these ways has to be chosen.
    OptionNotChosen {
        group: String,
        names: Vec<String>,
    },
    EarlierPhase {
        ordinal: u32,
        title: String,
    },
    Refused {
        name: String,
        role: Role,
        reason: String,
    },
    Signature {
        role: Role,
        missing: u32,
    },
    NoItems,
}

impl Blocker {
    /// True for what must be gone before anybody can sign; missing signatures are what signing is for.
    pub fn stops_signing(&self) -> bool {
        !matches!(self, Self::Signature { .. } | Self::Refused { .. })
    }
}

/// How many signatures each requirement still lacks. A person counts once over all roles of a gate.
pub fn missing(requirements: &[Requirement], signatures: &[Signature]) -> Vec<Requirement> {
    let mut counted = BTreeSet::new();
    requirements
        .iter()
        .filter_map(|requirement| {
            let mut lacking = requirement.count;
            for signature in signatures
                .iter()
                .filter(|s| s.stands && s.approves && s.role == requirement.role)
            {
                if lacking > 0 && counted.insert(signature.person) {
                    lacking -= 1;
                }
            }
            (lacking > 0).then_some(Requirement {
                role: requirement.role,
                count: lacking,
            })
        })
        .collect()
}

/// True when every requirement is met and no standing signature refuses. A gate without requirements never opens.
pub fn is_open(requirements: &[Requirement], signatures: &[Signature]) -> bool {
    !requirements.is_empty()
        && missing(requirements, signatures).is_empty()
        && !signatures.iter().any(|s| s.stands && !s.approves)
}

/// The state of a phase as its mark and word show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseState {
    NotStarted,
    InProgress,
    ReadyToSign,
    Signed,
    NeedsResign,
    Blocked,
}

impl PhaseState {
    pub fn word(self) -> &'static str {
        match self {
            Self::NotStarted => "Not started",
            Self::InProgress => "In progress",
            Self::ReadyToSign => "Ready to sign",
            Self::Signed => "Signed",
            Self::NeedsResign => "Needs re-sign",
            Self::Blocked => "Blocked",
        }
    }

    /// The value of `data-state`.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotStarted => "none",
            Self::InProgress => "running",
            Self::ReadyToSign => "ready",
            Self::Signed => "signed",
            Self::NeedsResign => "resign",
            Self::Blocked => "blocked",
        }
    }
}

/// What the state of a phase follows from.
#[derive(Clone, Copy, Debug)]
pub struct PhaseFacts {
    pub open: bool,
    /// A signature was given and fell since.
    pub voided: bool,
    pub stops_signing: bool,
    pub failed_or_blocked: bool,
    /// Any result at all was recorded.
    pub touched: bool,
}

pub fn phase_state(facts: PhaseFacts) -> PhaseState {
    if facts.open {
        PhaseState::Signed
    } else if facts.voided {
        PhaseState::NeedsResign
    } else if !facts.stops_signing {
        PhaseState::ReadyToSign
    } else if facts.failed_or_blocked {
        PhaseState::Blocked
    } else if facts.touched {
        PhaseState::InProgress
    } else {
        PhaseState::NotStarted
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn signature(person: u128, role: Role, approves: bool, stands: bool) -> Signature {
        Signature {
            id: SignOffId(Uuid::from_u128(person)),
            person: PersonId(Uuid::from_u128(person)),
            role,
            approves,
            stands,
        }
    }

    const LEAD_AND_QA: [Requirement; 2] = [
        Requirement {
            role: Role::TechLead,
            count: 1,
        },
        Requirement {
            role: Role::Qa,
            count: 1,
        },
    ];

    #[test]
    fn one_person_counts_once_even_in_two_roles() {
        let twice = [
            signature(1, Role::TechLead, true, true),
            signature(1, Role::Qa, true, true),
        ];
        assert_eq!(
            missing(&LEAD_AND_QA, &twice),
            [Requirement {
                role: Role::Qa,
                count: 1
            }]
        );
        assert!(!is_open(&LEAD_AND_QA, &twice));
    }

    #[test]
    fn fallen_and_withdrawn_signatures_do_not_count() {
        let one_fell = [
            signature(1, Role::TechLead, true, false),
            signature(2, Role::Qa, true, true),
        ];
        assert!(!is_open(&LEAD_AND_QA, &one_fell));
    }

    #[test]
    fn a_standing_refusal_keeps_the_gate_shut() {
        let refused = [
            signature(1, Role::TechLead, true, true),
            signature(2, Role::Qa, true, true),
            signature(3, Role::Qa, false, true),
        ];
        assert!(!is_open(&LEAD_AND_QA, &refused));
    }

    #[test]
    fn a_gate_without_requirements_never_opens() {
        assert!(!is_open(&[], &[signature(1, Role::TechLead, true, true)]));
    }

    #[test]
    fn all_settled_is_ready_and_not_signed() {
        let facts = PhaseFacts {
            open: false,
            voided: false,
            stops_signing: false,
            failed_or_blocked: false,
            touched: true,
        };
        assert_eq!(phase_state(facts), PhaseState::ReadyToSign);
    }
}
