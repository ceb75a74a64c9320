//! Waivers: recorded permission to pass without a check. The check keeps its colour and its line.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// No waiver lasts longer: what is waived for good is a change of the checklist.
pub const LONGEST: Duration = Duration::days(90);

#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum WaiverRefused {
    #[error("Why is it safe without this? Your name and reason appear in the summary.")]
    NeedsReason,
    #[error("A waiver ends at a time still to come.")]
    EndsInThePast,
    #[error("A waiver lasts 90 days at most. For longer, change the checklist.")]
    TooLong,
    #[error(
        "Only a Tech Lead can waive this, and not one who owns it; a QA Lead can waive manual checks of others."
    )]
    NotYours,
    #[error("This is waived already. Withdraw that waiver first.")]
    AlreadyWaived,
    #[error("It has passed; there is nothing to waive.")]
    Passed,
    #[error("This deployment is not live, so nothing can be waived.")]
    NotLive,
}

/// What the decision rests on.
#[derive(Clone, Copy, Debug)]
pub struct WaiverFacts {
    pub live: bool,
    /// The right of the table, for this item and this person.
    pub may: bool,
    pub mark: crate::item::Mark,
}

/// Judges whether a waiver can be recorded.
///
/// # Errors
/// Refused as [`WaiverRefused`] says.
pub fn judge(
    reason: &str,
    until: DateTime<Utc>,
    facts: WaiverFacts,
    now: DateTime<Utc>,
) -> Result<(), WaiverRefused> {
    use crate::item::Mark;
    if !facts.live {
        return Err(WaiverRefused::NotLive);
    }
    if !facts.may {
        return Err(WaiverRefused::NotYours);
    }
    match facts.mark {
        Mark::Waived => return Err(WaiverRefused::AlreadyWaived),
        Mark::Pass => return Err(WaiverRefused::Passed),
        Mark::Fail | Mark::Unknown | Mark::Blocked | Mark::Running => {}
    }
    if reason.trim().is_empty() {
        return Err(WaiverRefused::NeedsReason);
    }
    if until <= now {
        return Err(WaiverRefused::EndsInThePast);
    }
    if until - now > LONGEST {
        return Err(WaiverRefused::TooLong);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Mark;

    #[test]
    fn a_waiver_needs_a_right_a_reason_and_an_end() {
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let soon = now + Duration::days(1);
        let open = WaiverFacts {
            live: true,
            may: true,
            mark: Mark::Fail,
        };
        let cases = [
            ("no traffic change", soon, open, Ok(())),
            ("  ", soon, open, Err(WaiverRefused::NeedsReason)),
            ("later", now, open, Err(WaiverRefused::EndsInThePast)),
            (
                "later",
                now + Duration::days(91),
                open,
                Err(WaiverRefused::TooLong),
            ),
            (
                "mine",
                soon,
                WaiverFacts { may: false, ..open },
                Err(WaiverRefused::NotYours),
            ),
            (
                "twice",
                soon,
                WaiverFacts {
                    mark: Mark::Waived,
                    ..open
                },
                Err(WaiverRefused::AlreadyWaived),
            ),
            (
                "green",
                soon,
                WaiverFacts {
                    mark: Mark::Pass,
                    ..open
                },
                Err(WaiverRefused::Passed),
            ),
            (
                "closed",
                soon,
                WaiverFacts { live: false, ..open },
                Err(WaiverRefused::NotLive),
            ),
        ];
        for (reason, until, facts, expected) in cases {
            assert_eq!(judge(reason, until, facts, now), expected, "{reason}");
        }
    }
}
