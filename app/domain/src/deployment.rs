//! The life of a deployment: its states and the acts that lead from one to the next.

use serde::{Deserialize, Serialize};
use thiserror::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentState {
    Draft,
    Preparing,
    Deploying,
    Watching,
    Done,
    RolledBack,
    Cancelled,
}

impl DeploymentState {
    pub const ALL: [DeploymentState; 7] = [
        Self::Draft,
        Self::Preparing,
        Self::Deploying,
        Self::Watching,
        Self::Done,
        Self::RolledBack,
        Self::Cancelled,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Preparing => "Preparing",
            Self::Deploying => "Deploying",
            Self::Watching => "Watching",
            Self::Done => "Done",
            Self::RolledBack => "Rolled back",
            Self::Cancelled => "Cancelled",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Preparing => "preparing",
            Self::Deploying => "deploying",
            Self::Watching => "watching",
            Self::Done => "done",
            Self::RolledBack => "rolled_back",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// Items are ticked, checks run and gates are signed.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Preparing | Self::Deploying | Self::Watching)
    }

    pub fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::RolledBack | Self::Cancelled)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentAct {
    Prepare,
    /// Sets T0.
    Start,
    Watch,
    Finish,
    RollBack,
    Cancel,
}

impl DeploymentAct {
    pub const ALL: [DeploymentAct; 6] = [
        Self::Prepare,
        Self::Start,
        Self::Watch,
        Self::Finish,
        Self::RollBack,
        Self::Cancel,
    ];

    /// The words on its button.
    pub fn title(self) -> &'static str {
        match self {
            Self::Prepare => "Begin preparation",
            Self::Start => "Start deployment",
            Self::Watch => "Start watching",
            Self::Finish => "Finish deployment",
            Self::RollBack => "Roll back",
            Self::Cancel => "Cancel deployment",
        }
    }

    /// Ending acts ask for a reason.
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::RollBack | Self::Cancel)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum ActRefused {
    #[error("This deployment is {}. \"{}\" is not possible from there.", from.title().to_lowercase(), act.title())]
    NotFrom {
        from: DeploymentState,
        act: DeploymentAct,
    },
    #[error("{open} of {total} phases are not signed yet. Sign them, then finish.")]
    PhasesUnsigned { open: u32, total: u32 },
    #[error("Say why in a few words; the reason appears in the summary.")]
    NeedsReason,
    #[error("There is nothing to prepare: the checklist has no phase.")]
    NoPhases,
}

/// What decides whether an act is possible.
#[derive(Clone, Copy, Debug)]
pub struct ActFacts {
    pub state: DeploymentState,
    pub phases: u32,
    pub phases_signed: u32,
    pub has_reason: bool,
}

/// The state after the act.
///
/// # Errors
/// Refused when the act does not lead on from the state, when a reason is missing, or when phases stand unsigned at the end.
pub fn after(act: DeploymentAct, facts: ActFacts) -> Result<DeploymentState, ActRefused> {
    use DeploymentAct::{Cancel, Finish, Prepare, RollBack, Start, Watch};
    use DeploymentState::{Cancelled, Deploying, Done, Draft, Preparing, RolledBack, Watching};
    let next = match (facts.state, act) {
        (Draft, Prepare) => Preparing,
        (Preparing, Start) => Deploying,
        (Deploying, Watch) => Watching,
        (Deploying | Watching, Finish) => Done,
        (Deploying | Watching, RollBack) => RolledBack,
        (Draft | Preparing, Cancel) => Cancelled,
        (from, act) => return Err(ActRefused::NotFrom { from, act }),
    };
    if act == Prepare && facts.phases == 0 {
        return Err(ActRefused::NoPhases);
    }
    if act == Finish && facts.phases_signed < facts.phases {
        return Err(ActRefused::PhasesUnsigned {
            open: facts.phases - facts.phases_signed,
            total: facts.phases,
        });
    }
    if act.needs_reason() && !facts.has_reason {
        return Err(ActRefused::NeedsReason);
    }
    Ok(next)
}

/// The acts that lead on from a state, in the order of their buttons.
pub fn acts_from(state: DeploymentState) -> Vec<DeploymentAct> {
    DeploymentAct::ALL
        .into_iter()
        .filter(|act| {
            after(
                *act,
                ActFacts {
                    state,
                    phases: 1,
                    phases_signed: 1,
                    has_reason: true,
                },
            )
            .is_ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(state: DeploymentState) -> ActFacts {
        ActFacts {
            state,
            phases: 4,
            phases_signed: 4,
            has_reason: true,
        }
    }

    #[test]
    fn the_straight_road_ends_done() {
        let mut state = DeploymentState::Draft;
        for act in [
            DeploymentAct::Prepare,
            DeploymentAct::Start,
            DeploymentAct::Watch,
            DeploymentAct::Finish,
        ] {
            state = after(act, facts(state)).expect("each act leads on");
        }
        assert_eq!(state, DeploymentState::Done);
    }

    #[test]
    fn nothing_leads_on_from_a_closed_state() {
        for state in DeploymentState::ALL.into_iter().filter(|state| state.is_closed()) {
            assert!(acts_from(state).is_empty(), "{state:?}");
        }
    }

    #[test]
    fn unsigned_phases_keep_it_open() {
        let open = ActFacts {
            phases_signed: 3,
            ..facts(DeploymentState::Watching)
        };
        assert_eq!(
            after(DeploymentAct::Finish, open),
            Err(ActRefused::PhasesUnsigned { open: 1, total: 4 })
        );
    }

    #[test]
    fn rolling_back_needs_a_reason_and_a_started_deployment() {
        let silent = ActFacts {
            has_reason: false,
            ..facts(DeploymentState::Deploying)
        };
        assert_eq!(
            after(DeploymentAct::RollBack, silent),
            Err(ActRefused::NeedsReason)
        );
        assert!(after(DeploymentAct::RollBack, facts(DeploymentState::Preparing)).is_err());
    }
}
