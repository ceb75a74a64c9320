//! Can we go on, and if not, why: from the facts of a deployment to the state of its phases and what stands in the way.

mod words;

use chrono::{DateTime, Duration, Utc};

pub use words::{ago, headline, reason, then};

use crate::{
    gate::{self, Blocker, PhaseFacts, PhaseState, Requirement, Signature},
    ids::ItemId,
    item::{Mark, Standing, Tally, Why},
    role::Role,
    role_names::RoleNames,
};

/// An item that counts: it has none below it, and its way is chosen where there are several.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    pub item: ItemId,
    pub text: String,
    /// A person's name, or the words of the document.
    pub owner: Option<String>,
    pub automated: bool,
    pub standing: Standing,
    /// The words of the latest result.
    pub note: Option<String>,
    pub attempts: u32,
    pub fresh_for: Option<Duration>,
}

/// Several ways to do the same thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub group: String,
    pub names: Vec<String>,
    pub chosen: bool,
}

/// A refusal that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub name: String,
    pub role: Role,
    pub reason: String,
}

/// The facts of one phase.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseGround {
    pub ordinal: u32,
    pub title: String,
    pub leaves: Vec<Leaf>,
    pub choices: Vec<Choice>,
    pub requirements: Vec<Requirement>,
    /// What the team calls the roles.
    pub names: RoleNames,
    pub signatures: Vec<Signature>,
    pub refusals: Vec<Refusal>,
    /// A signature fell since something it covers changed, and its place is still empty.
    pub fell: bool,
}

/// What follows for one phase.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseReading {
    pub state: PhaseState,
    pub tally: Tally,
    /// Worst first.
    pub blockers: Vec<Blocker>,
    pub missing: Vec<Requirement>,
    pub open: bool,
}

/// One thing in the way, with what a reader needs to act on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstacle {
    pub blocker: Blocker,
    pub reason: String,
    pub owner: Option<String>,
    pub since: Option<DateTime<Utc>>,
    /// It can be measured again.
    pub runnable: bool,
}

/// Reads all phases of a deployment, in their order.
pub fn read(phases: &[PhaseGround]) -> Vec<PhaseReading> {
    let mut earlier_open = None;
    phases
        .iter()
        .map(|phase| {
            let reading = read_phase(phase, earlier_open);
            if !reading.open && earlier_open.is_none() {
                earlier_open = Some(phase);
            }
            reading
        })
        .collect()
}

fn read_phase(phase: &PhaseGround, earlier_open: Option<&PhaseGround>) -> PhaseReading {
    let tally: Tally = phase.leaves.iter().map(|leaf| leaf.standing.mark).collect();
    let open = gate::is_open(&phase.requirements, &phase.signatures);
    let missing = gate::missing(&phase.requirements, &phase.signatures);
    let blockers = blockers(phase, &missing, earlier_open);
    let state = gate::phase_state(PhaseFacts {
        open,
        voided: phase.fell,
        stops_signing: blockers.iter().any(Blocker::stops_signing),
        failed_or_blocked: tally.fail + tally.blocked > 0,
        touched: phase
            .leaves
            .iter()
            .any(|leaf| leaf.attempts > 0 || leaf.standing.mark == Mark::Waived),
    });
    PhaseReading {
        state,
        tally,
        blockers,
        missing,
        open,
    }
}

fn blockers(
    phase: &PhaseGround,
    missing: &[Requirement],
    earlier_open: Option<&PhaseGround>,
) -> Vec<Blocker> {
    let mut open: Vec<&Leaf> = phase
        .leaves
        .iter()
        .filter(|leaf| !leaf.standing.mark.is_settled())
        .collect();
    // A stable sort: within a mark the document's order stays.
    open.sort_by_key(|leaf| leaf.standing.mark);
    let items = open.into_iter().map(|leaf| Blocker::Item {
        item: leaf.item,
        text: leaf.text.clone(),
        mark: leaf.standing.mark,
        why: leaf.standing.why,
    });
    let choices = phase
        .choices
        .iter()
        .filter(|choice| !choice.chosen)
        .map(|choice| Blocker::OptionNotChosen {
            group: choice.group.clone(),
            names: choice.names.clone(),
        });
    let nothing = (phase.leaves.is_empty() && phase.choices.is_empty()).then_some(Blocker::NoItems);
    let earlier = earlier_open.map(|open| Blocker::EarlierPhase {
        ordinal: open.ordinal,
        title: open.title.clone(),
    });
    let refused = phase.refusals.iter().map(|refusal| Blocker::Refused {
        name: refusal.name.clone(),
        role: refusal.role,
        reason: refusal.reason.clone(),
    });
    let signatures = missing.iter().map(|r| Blocker::Signature {
        role: r.role,
        missing: r.count,
    });
    items
        .chain(choices)
        .chain(nothing)
        .chain(earlier)
        .chain(refused)
        .chain(signatures)
        .collect()
}

/// What stands in the way of signing the phase, with words; missing signatures are said by [`then`].
pub fn obstacles(phase: &PhaseGround, reading: &PhaseReading, now: DateTime<Utc>) -> Vec<Obstacle> {
    reading
        .blockers
        .iter()
        .filter(|blocker| !matches!(blocker, Blocker::Signature { .. }))
        .map(|blocker| {
            let leaf = match blocker {
                Blocker::Item { item, .. } => phase.leaves.iter().find(|leaf| leaf.item == *item),
                _ => None,
            };
            Obstacle {
                blocker: blocker.clone(),
                reason: reason(blocker, leaf, &phase.names, now),
                owner: leaf.and_then(|leaf| leaf.owner.clone()),
                since: leaf.and_then(|leaf| leaf.standing.at),
                runnable: leaf.is_some_and(|leaf| leaf.automated && leaf.standing.why != Why::InProgress),
            }
        })
        .collect()
}

/// The place of the phase that is next to sign; `None` when all are signed.
pub fn next_to_sign(readings: &[PhaseReading]) -> Option<usize> {
    readings.iter().position(|reading| !reading.open)
}

#[cfg(test)]
mod tests;
