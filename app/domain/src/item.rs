//! The standing of an item: what its results, waiver and age add up to. Nothing is green without a result and an age.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::check::Verdict;

/// What a recorded result says. A verdict, or one of two acts of a person that settle nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Passed,
    Failed,
    Inconclusive,
    Errored,
    /// A person says it cannot go on, and why.
    Blocked,
    /// The last result was taken back by a new act.
    Undone,
}

impl Outcome {
    pub fn key(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Inconclusive => "inconclusive",
            Self::Errored => "errored",
            Self::Blocked => "blocked",
            Self::Undone => "undone",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        [
            Self::Passed,
            Self::Failed,
            Self::Inconclusive,
            Self::Errored,
            Self::Blocked,
            Self::Undone,
        ]
        .into_iter()
        .find(|outcome| outcome.key() == key)
    }
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Passed => Self::Passed,
            Verdict::Failed => Self::Failed,
            Verdict::Inconclusive => Self::Inconclusive,
            Verdict::Errored => Self::Errored,
        }
    }
}

/// The mark shown beside an item: shape, word and colour stand for exactly these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Fail,
    Unknown,
    Blocked,
    Running,
    Waived,
    Pass,
}

impl Mark {
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "Failed",
            Self::Unknown => "Unknown",
            Self::Blocked => "Blocked",
            Self::Running => "Running",
            Self::Waived => "Waived",
            Self::Pass => "Passed",
        }
    }

    /// The value of `data-state` and the name of the icon.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Blocked => "blocked",
            Self::Running => "running",
            Self::Waived => "waived",
            Self::Pass => "pass",
        }
    }

    /// Passed or waived: nothing is left to do before signing.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Pass | Self::Waived)
    }

    /// Order of urgency: what stands in the way most comes first.
    fn urgency(self) -> u8 {
        match self {
            Self::Fail => 0,
            Self::Blocked => 1,
            Self::Unknown => 2,
            Self::Running => 3,
            Self::Waived => 4,
            Self::Pass => 5,
        }
    }
}

impl PartialOrd for Mark {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Mark {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.urgency().cmp(&other.urgency())
    }
}

/// The mark and the reason that is shown with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    pub mark: Mark,
    pub why: Why,
    /// When the result it rests on was recorded.
    pub at: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    NeverRun,
    Recorded,
    /// Passed or failed, but longer ago than it counts.
    Stale,
    Errored,
    Inconclusive,
    Undone,
    InProgress,
    Waived,
    /// The sum of the items below it.
    RolledUp,
}

/// The facts an item's standing follows from.
#[derive(Clone, Copy, Debug, Default)]
pub struct ItemFacts {
    /// The outcome of the latest result, and when it was recorded.
    pub latest: Option<(Outcome, DateTime<Utc>)>,
    /// A run is queued or under way.
    pub running: bool,
    /// How long a result counts; `None` for as long as the deployment lasts.
    pub fresh_for: Option<Duration>,
    /// The end of a waiver in force (not withdrawn).
    pub waived_until: Option<DateTime<Utc>>,
}

/// The standing of an item without items below it.
pub fn standing(facts: &ItemFacts, now: DateTime<Utc>) -> Standing {
    let at = facts.latest.map(|(_, at)| at);
    if facts.waived_until.is_some_and(|until| now < until) {
        return Standing {
            mark: Mark::Waived,
            why: Why::Waived,
            at,
        };
    }
    if facts.running {
        return Standing {
            mark: Mark::Running,
            why: Why::InProgress,
            at,
        };
    }
    let Some((outcome, recorded)) = facts.latest else {
        return Standing {
            mark: Mark::Unknown,
            why: Why::NeverRun,
            at: None,
        };
    };
    let stale = facts.fresh_for.is_some_and(|fresh| now - recorded > fresh);
    let (mark, why) = match outcome {
        Outcome::Passed | Outcome::Failed if stale => (Mark::Unknown, Why::Stale),
        Outcome::Passed => (Mark::Pass, Why::Recorded),
        Outcome::Failed => (Mark::Fail, Why::Recorded),
        Outcome::Blocked => (Mark::Blocked, Why::Recorded),
        Outcome::Errored => (Mark::Unknown, Why::Errored),
        Outcome::Inconclusive => (Mark::Unknown, Why::Inconclusive),
        Outcome::Undone => (Mark::Unknown, Why::Undone),
    };
    Standing { mark, why, at }
}

/// The standing of an item from those below it: the most urgent one. Its age is that of the oldest.
pub fn roll_up(children: &[Standing]) -> Standing {
    let mark = children
        .iter()
        .map(|child| child.mark)
        .min()
        .unwrap_or(Mark::Unknown);
    Standing {
        mark,
        why: Why::RolledUp,
        at: children.iter().filter_map(|child| child.at).min(),
    }
}

/// How many items stand how. An item with items below it is not counted itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub fail: u32,
    pub blocked: u32,
    pub unknown: u32,
    pub running: u32,
    pub waived: u32,
    pub pass: u32,
}

impl Tally {
    pub fn add(&mut self, mark: Mark) {
        let slot = match mark {
            Mark::Fail => &mut self.fail,
            Mark::Blocked => &mut self.blocked,
            Mark::Unknown => &mut self.unknown,
            Mark::Running => &mut self.running,
            Mark::Waived => &mut self.waived,
            Mark::Pass => &mut self.pass,
        };
        *slot += 1;
    }

    pub fn total(&self) -> u32 {
        self.open() + self.settled()
    }

    pub fn open(&self) -> u32 {
        self.fail + self.blocked + self.unknown + self.running
    }

    pub fn settled(&self) -> u32 {
        self.waived + self.pass
    }
}

impl FromIterator<Mark> for Tally {
    fn from_iter<I: IntoIterator<Item = Mark>>(marks: I) -> Self {
        let mut tally = Tally::default();
        for mark in marks {
            tally.add(mark);
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + minute * 60, 0).expect("a valid time")
    }

    #[test]
    fn only_a_fresh_pass_is_green() {
        let fresh = Some(Duration::minutes(15));
        let cases = [
            (None, Mark::Unknown, Why::NeverRun),
            (Some((Outcome::Passed, at(50))), Mark::Pass, Why::Recorded),
            (Some((Outcome::Passed, at(10))), Mark::Unknown, Why::Stale),
            (Some((Outcome::Failed, at(50))), Mark::Fail, Why::Recorded),
            (Some((Outcome::Errored, at(50))), Mark::Unknown, Why::Errored),
            (
                Some((Outcome::Inconclusive, at(50))),
                Mark::Unknown,
                Why::Inconclusive,
            ),
            (Some((Outcome::Blocked, at(50))), Mark::Blocked, Why::Recorded),
            (Some((Outcome::Undone, at(50))), Mark::Unknown, Why::Undone),
        ];
        for (latest, mark, why) in cases {
            let seen = standing(
                &ItemFacts {
                    latest,
                    fresh_for: fresh,
                    ..Default::default()
                },
                at(60),
            );
            assert_eq!((seen.mark, seen.why), (mark, why), "{latest:?}");
        }
    }

    #[test]
    fn an_expired_waiver_waives_nothing() {
        let facts = ItemFacts {
            waived_until: Some(at(60)),
            ..Default::default()
        };
        assert_eq!(standing(&facts, at(59)).mark, Mark::Waived);
        assert_eq!(standing(&facts, at(60)).mark, Mark::Unknown);
    }

    #[test]
    fn a_running_check_is_not_still_green() {
        let facts = ItemFacts {
            latest: Some((Outcome::Passed, at(0))),
            running: true,
            ..Default::default()
        };
        assert_eq!(standing(&facts, at(1)).mark, Mark::Running);
    }

    #[test]
    fn the_most_urgent_child_decides() {
        let child = |mark| Standing {
            mark,
            why: Why::Recorded,
            at: None,
        };
        assert_eq!(
            roll_up(&[child(Mark::Pass), child(Mark::Fail), child(Mark::Waived)]).mark,
            Mark::Fail
        );
        assert_eq!(
            roll_up(&[child(Mark::Pass), child(Mark::Waived)]).mark,
            Mark::Waived
        );
        assert_eq!(roll_up(&[]).mark, Mark::Unknown);
    }
}
