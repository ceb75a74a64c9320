//! The words of a summary: the status and its line, times, counts.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Facts, SummaryStatus};
use crate::{deployment::DeploymentState, gate::PhaseState};

/// The one word on top. Healthy is said only of something live in which nothing failed, fell or went stale.
pub fn status(facts: &Facts) -> SummaryStatus {
    let troubled = facts.tally.fail + facts.tally.blocked > 0
        || facts
            .phases
            .iter()
            .any(|phase| phase.state == PhaseState::NeedsResign);
    match facts.state {
        DeploymentState::Draft => SummaryStatus::NotStarted,
        DeploymentState::Done => SummaryStatus::Done,
        DeploymentState::RolledBack => SummaryStatus::RolledBack,
        DeploymentState::Cancelled => SummaryStatus::Cancelled,
        _ if troubled => SummaryStatus::NeedsAttention,
        DeploymentState::Watching if facts.tally.pass > 0 && earlier_signed(facts) => SummaryStatus::Healthy,
        DeploymentState::Preparing | DeploymentState::Deploying | DeploymentState::Watching => {
            SummaryStatus::InProgress
        }
    }
}

/// While it is watched the last phase is still open; all before it have to be signed.
fn earlier_signed(facts: &Facts) -> bool {
    match facts.phases.split_last() {
        Some((_, earlier)) => earlier.iter().all(|phase| phase.state == PhaseState::Signed),
        None => false,
    }
}

pub fn status_line(facts: &Facts, status: SummaryStatus) -> String {
    let since = facts
        .t0
        .map(|t0| format!(" since {}", time(t0)))
        .unwrap_or_default();
    let settled = format!(
        "{} of {} items are settled",
        facts.tally.settled(),
        facts.tally.total()
    );
    match status {
        SummaryStatus::NotStarted => match facts.planned_t0 {
            Some(planned) => format!("Not started. Planned for {}.", time(planned)),
            None => "Not started. No time is planned yet.".to_owned(),
        },
        SummaryStatus::InProgress if facts.state == DeploymentState::Preparing => {
            format!("In preparation: {settled}.")
        }
        SummaryStatus::InProgress => format!("Under way{since}: {settled}."),
        SummaryStatus::NeedsAttention => format!("Needs attention{since}: {}.", trouble(facts)),
        SummaryStatus::Healthy => {
            let until = watched_until(facts)
                .map(|until| format!(", watched until {}", time(until)))
                .unwrap_or_default();
            format!("Live and healthy{since}{until}.")
        }
        SummaryStatus::Done => closed("Done", facts),
        SummaryStatus::RolledBack => closed("Rolled back", facts),
        SummaryStatus::Cancelled => closed("Cancelled", facts),
    }
}

fn closed(word: &str, facts: &Facts) -> String {
    facts
        .closed_at
        .map_or_else(|| format!("{word}."), |at| format!("{word} on {}.", time(at)))
}

fn trouble(facts: &Facts) -> String {
    let fallen = facts
        .phases
        .iter()
        .filter(|phase| phase.state == PhaseState::NeedsResign)
        .count();
    let counted = |count: u32, words: &str| (count > 0).then(|| format!("{count} {words}"));
    [
        counted(facts.tally.fail, "failed"),
        counted(facts.tally.blocked, "blocked"),
        (fallen > 0).then(|| match fallen {
            1 => "1 phase needs a new signature".to_owned(),
            fallen => format!("{fallen} phases need new signatures"),
        }),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}

fn watched_until(facts: &Facts) -> Option<DateTime<Utc>> {
    let minutes = facts.phases.iter().filter_map(|phase| phase.until_min).max()?;
    facts.t0?.checked_add_signed(TimeDelta::try_minutes(minutes)?)
}

/// `18 Nov 2026 14:52 UTC`
pub fn time(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y %H:%M UTC").to_string()
}

/// `1 Dec 2026`
pub fn date(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y").to_string()
}

/// "1 item", "3 items".
pub fn counted(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}

/// "5 min", "2 h", "1 h 30 min".
pub fn minutes(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
