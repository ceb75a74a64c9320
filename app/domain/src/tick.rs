//! Results that people record by hand: when one is taken, and when the latest is taken back.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{deployment::DeploymentState, item::Outcome};

/// What the decision rests on, read under the lock of the gate.
#[derive(Clone, Copy, Debug)]
pub struct TickFacts {
    pub state: DeploymentState,
    /// The right of the table, for this item and this person.
    pub may: bool,
    /// A machine measures it.
    pub automated: bool,
    /// It has items below it, from which its standing follows.
    pub has_items: bool,
    /// It stands in a way of doing things that is one of several, and another one is chosen or none is.
    pub option_open: bool,
    pub latest: Option<Outcome>,
}

/// Why a result was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum RecordRefused {
    #[error("{}", not_live(*state))]
    NotLive { state: DeploymentState },
    #[error(
        "Your role in this deployment does not record results here. You can add a note or ask its owner."
    )]
    NotYours,
    #[error("This check is measured by a machine. Run it instead.")]
    Automated,
    #[error("This follows from the items below it. Record those.")]
    HasItemsBelow,
    #[error("This belongs to a way that is not chosen. Choose it first.")]
    OptionOpen,
    #[error("Say in a few words what you saw. The note is kept with the result.")]
    NeedsNote,
    #[error("A person records passed, failed or blocked.")]
    NotByHand { outcome: Outcome },
    #[error("There is no result to take back.")]
    NothingToUndo,
}

fn not_live(state: DeploymentState) -> String {
    match state {
        DeploymentState::Draft => {
            "This deployment is a draft. Begin its preparation, then record results.".to_owned()
        }
        state => format!(
            "This deployment is {}, so nothing more is recorded.",
            state.title().to_lowercase()
        ),
    }
}

/// Judges whether a person's result is taken.
///
/// # Errors
/// Refused as [`RecordRefused`] says.
pub fn record_manual(facts: &TickFacts, outcome: Outcome, note: Option<&str>) -> Result<(), RecordRefused> {
    ground(facts)?;
    match outcome {
        Outcome::Passed => Ok(()),
        Outcome::Failed | Outcome::Blocked if note.is_none_or(|note| note.trim().is_empty()) => {
            Err(RecordRefused::NeedsNote)
        }
        Outcome::Failed | Outcome::Blocked => Ok(()),
        Outcome::Inconclusive | Outcome::Errored | Outcome::Undone => {
            Err(RecordRefused::NotByHand { outcome })
        }
    }
}

/// Judges whether the latest result can be taken back by a new act.
///
/// # Errors
/// As [`record_manual`].
pub fn undo(facts: &TickFacts) -> Result<(), RecordRefused> {
    ground(facts)?;
    match facts.latest {
        None | Some(Outcome::Undone) => Err(RecordRefused::NothingToUndo),
        Some(_) => Ok(()),
    }
}

/// True when the form need not offer a tick at all.
pub fn may_tick(facts: &TickFacts) -> bool {
    ground(facts).is_ok()
}

fn ground(facts: &TickFacts) -> Result<(), RecordRefused> {
    if !facts.state.is_live() {
        return Err(RecordRefused::NotLive { state: facts.state });
    }
    if facts.has_items {
        return Err(RecordRefused::HasItemsBelow);
    }
    if facts.automated {
        return Err(RecordRefused::Automated);
    }
    if facts.option_open {
        return Err(RecordRefused::OptionOpen);
    }
    if !facts.may {
        return Err(RecordRefused::NotYours);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: TickFacts = TickFacts {
        state: DeploymentState::Preparing,
        may: true,
        automated: false,
        has_items: false,
        option_open: false,
        latest: None,
    };

    #[test]
    fn what_a_person_may_record() {
        use Outcome::{Blocked, Errored, Failed, Inconclusive, Passed, Undone};
        use RecordRefused as R;
        let words = Some("500 on /quote");
        let draft = TickFacts {
            state: DeploymentState::Draft,
            ..OPEN
        };
        let done = TickFacts {
            state: DeploymentState::Done,
            ..OPEN
        };
        let cases = [
            ("a plain pass", OPEN, Passed, None, Ok(())),
            ("a pass with a note", OPEN, Passed, words, Ok(())),
            ("a fail says why", OPEN, Failed, words, Ok(())),
            ("a fail without a word", OPEN, Failed, None, Err(R::NeedsNote)),
            ("a fail with blanks", OPEN, Failed, Some(" \n"), Err(R::NeedsNote)),
            ("blocked says why", OPEN, Blocked, words, Ok(())),
            ("blocked without a word", OPEN, Blocked, None, Err(R::NeedsNote)),
            (
                "nobody records a fault",
                OPEN,
                Errored,
                words,
                Err(R::NotByHand { outcome: Errored }),
            ),
            (
                "nor indecision",
                OPEN,
                Inconclusive,
                words,
                Err(R::NotByHand {
                    outcome: Inconclusive,
                }),
            ),
            (
                "undoing has its own act",
                OPEN,
                Undone,
                words,
                Err(R::NotByHand { outcome: Undone }),
            ),
            (
                "draft",
                draft,
                Passed,
                None,
                Err(R::NotLive {
                    state: DeploymentState::Draft,
                }),
            ),
            (
                "done",
                done,
                Passed,
                None,
                Err(R::NotLive {
                    state: DeploymentState::Done,
                }),
            ),
            (
                "no right",
                TickFacts { may: false, ..OPEN },
                Passed,
                None,
                Err(R::NotYours),
            ),
            (
                "automated",
                TickFacts {
                    automated: true,
                    ..OPEN
                },
                Passed,
                None,
                Err(R::Automated),
            ),
            (
                "a heading",
                TickFacts {
                    has_items: true,
                    ..OPEN
                },
                Passed,
                None,
                Err(R::HasItemsBelow),
            ),
            (
                "another way",
                TickFacts {
                    option_open: true,
                    ..OPEN
                },
                Passed,
                None,
                Err(R::OptionOpen),
            ),
        ];
        for (name, facts, outcome, note, expected) in cases {
            assert_eq!(record_manual(&facts, outcome, note), expected, "{name}");
        }
        for state in DeploymentState::ALL {
            let facts = TickFacts { state, ..OPEN };
            assert_eq!(
                record_manual(&facts, Passed, None).is_ok(),
                state.is_live(),
                "{state:?}"
            );
        }
    }

    #[test]
    fn only_what_is_there_is_taken_back() {
        let with = |latest| TickFacts { latest, ..OPEN };
        assert_eq!(undo(&with(None)), Err(RecordRefused::NothingToUndo));
        assert_eq!(
            undo(&with(Some(Outcome::Undone))),
            Err(RecordRefused::NothingToUndo)
        );
        assert_eq!(undo(&with(Some(Outcome::Failed))), Ok(()));
        assert_eq!(
            undo(&TickFacts {
                may: false,
                ..with(Some(Outcome::Passed))
            }),
            Err(RecordRefused::NotYours)
        );
    }
}
