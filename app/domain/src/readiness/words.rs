//! What stands in the way, in words: short, with units and age, and with what to do next.

use chrono::{DateTime, Duration, Utc};

use super::{Leaf, Obstacle, PhaseGround, PhaseReading};
use crate::{
    gate::{Blocker, PhaseState, Requirement},
    item::{Mark, Why},
    role_names::RoleNames,
};

/// Why a blocker blocks, as the line beside its name.
pub fn reason(blocker: &Blocker, leaf: Option<&Leaf>, names: &RoleNames, now: DateTime<Utc>) -> String {
    match blocker {
        Blocker::Item { mark, why, .. } => match leaf {
            Some(leaf) => item_reason(leaf, now),
            None => unknown(*mark, *why).to_owned(),
        },
        Blocker::OptionNotChosen { names, .. } => format!("Choose one of: {}.", names.join(", ")),
        Blocker::EarlierPhase { ordinal, title } => {
            format!("Phase {ordinal} \"{title}\" is not signed yet. Sign it first.")
        }
        Blocker::Refused { name, role, reason } => {
            let role = names.of(*role);
            format!("{name} ({role}) does not approve: {reason}. It stands until they withdraw it.")
        }
        Blocker::Signature { role, missing: 1 } => format!("{} has not signed yet.", names.of(*role)),
        Blocker::Signature { role, missing } => {
            format!("{missing} signatures by {} are missing.", names.of(*role))
        }
        Blocker::NoItems => {
            "Nothing is listed here, so there is nothing to approve. Add what has to be true.".to_owned()
        }
    }
}

fn item_reason(leaf: &Leaf, now: DateTime<Utc>) -> String {
    let note = leaf
        .note
        .as_deref()
        .map(|note| note.trim_end_matches('.'))
        .filter(|note| !note.is_empty());
    let tried = match (leaf.standing.at, leaf.attempts) {
        (Some(at), attempts) if attempts > 1 => {
            format!(" (attempt {attempts}, {})", at.format("%H:%M:%S UTC"))
        }
        (Some(at), _) => format!(" ({})", at.format("%H:%M:%S UTC")),
        _ => String::new(),
    };
    let said = |fallback: &str| format!("{}{tried}.", note.unwrap_or(fallback));
    match (leaf.standing.mark, leaf.standing.why) {
        (Mark::Fail, _) => said("Failed"),
        (Mark::Blocked, _) => said("Blocked"),
        (_, Why::Stale) => {
            let age = leaf.standing.at.map(|at| ago(now - at)).unwrap_or_default();
            let limit = leaf
                .fresh_for
                .map(|fresh| format!(" ({})", span(fresh)))
                .unwrap_or_default();
            let next = if leaf.automated {
                "Run it again"
            } else {
                "Look again"
            };
            format!("Recorded {age}; too old to count{limit}. {next}.")
        }
        (_, Why::Errored) => format!("Could not find out: {}", said("the probe did not get through")),
        (_, Why::Inconclusive) => format!(
            "Could not decide: {}",
            said("the measurement says neither yes nor no")
        ),
        (_, Why::InProgress) => "Running now.".to_owned(),
        (_, Why::Undone) => format!("The result was taken back{tried}."),
        (mark, why) => unknown(mark, why).to_owned(),
    }
}

fn unknown(mark: Mark, why: Why) -> &'static str {
    match (mark, why) {
        (_, Why::NeverRun) => "Never run.",
        (Mark::Fail, _) => "Failed.",
        (Mark::Blocked, _) => "Blocked.",
        (Mark::Running, _) => "Running now.",
        _ => "Not known.",
    }
}

/// Who is next once nothing stands in the way: "Then: Tech Lead signs. Everything else (22) has passed."
pub fn then(phase: &PhaseGround, reading: &PhaseReading) -> String {
    if reading.open {
        return "All signatures are there.".to_owned();
    }
    let signers = signers(&reading.missing, &phase.names);
    let stopped = reading.blockers.iter().any(Blocker::stops_signing);
    let settled = reading.tally.settled();
    let total = reading.tally.total();
    let who = match (phase.requirements.is_empty(), signers.is_empty()) {
        (true, _) => "This gate asks for no signature, so it cannot open. Say who signs.".to_owned(),
        (_, true) => "A refusal stands; whoever gave it withdraws it first.".to_owned(),
        _ => format!("{signers} next."),
    };
    match (stopped, reading.state) {
        (true, _) => {
            let settled = match settled {
                0 => String::new(),
                n => format!(" {n} of {total} are settled."),
            };
            format!("Then: {who}{settled}")
        }
        (false, PhaseState::NeedsResign) => {
            format!("Something that was signed has changed. It needs a new signature: {who}")
        }
        (false, _) => {
            let all = if total == 1 {
                "The only item is settled.".to_owned()
            } else {
                format!("All {total} items are settled.")
            };
            format!("{all} This phase is not signed yet. {who}")
        }
    }
}

/// "Tech Lead signs", "Tech Lead and 2 of QA sign".
fn signers(missing: &[Requirement], names: &RoleNames) -> String {
    let parts: Vec<String> = missing
        .iter()
        .map(|r| {
            if r.count == 1 {
                names.of(r.role).to_owned()
            } else {
                format!("{} of {}", r.count, names.of(r.role))
            }
        })
        .collect();
    match parts.split_last() {
        None => String::new(),
        Some((only, [])) if missing[0].count == 1 => format!("{only} signs"),
        Some((only, [])) => format!("{only} sign"),
        Some((last, rest)) => format!("{} and {last} sign", rest.join(", ")),
    }
}

/// One line for a list of deployments: "Phase 2 of 4 is ready to sign", "Phase 2 of 4 blocked: migration index missing (DB)".
pub fn headline(
    phase: &PhaseGround,
    reading: &PhaseReading,
    of: usize,
    obstacles: &[Obstacle],
    now: DateTime<Utc>,
) -> String {
    let place = format!("Phase {} of {of}", phase.ordinal);
    match reading.state {
        PhaseState::Signed => format!("{place} is signed"),
        PhaseState::ReadyToSign => {
            let newest = phase.leaves.iter().filter_map(|leaf| leaf.standing.at).max();
            let since = newest
                .map(|at| format!(", last result {}", ago(now - at)))
                .unwrap_or_default();
            format!("{place} is ready to sign{since}")
        }
        PhaseState::NeedsResign => format!("{place} needs a new signature"),
        PhaseState::NotStarted => format!("{place}: nothing recorded yet, {} to do", reading.tally.open()),
        PhaseState::InProgress | PhaseState::Blocked => match obstacles.first() {
            Some(Obstacle {
                blocker: Blocker::Item { text, mark, .. },
                owner,
                ..
            }) => {
                let owner = owner
                    .as_deref()
                    .map(|owner| format!(" ({owner})"))
                    .unwrap_or_default();
                format!(
                    "{place}, {} open. {}: {}{owner}",
                    reading.tally.open(),
                    mark.word(),
                    shortened(text)
                )
            }
            Some(other) => format!("{place}: {}", other.reason),
            None => format!("{place}, {} open", reading.tally.open()),
        },
    }
}

fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST).collect();
    format!("{}…", cut.trim_end())
}

/// "2 min ago".
pub fn ago(age: Duration) -> String {
    if age < Duration::minutes(1) {
        "just now".to_owned()
    } else {
        format!("{} ago", span(age))
    }
}

/// A length of time in its largest unit: "15 min", "3 h", "2 days".
fn span(length: Duration) -> String {
    match length {
        d if d < Duration::minutes(1) => format!("{} s", d.num_seconds().max(0)),
        d if d < Duration::minutes(120) => format!("{} min", d.num_minutes()),
        d if d < Duration::hours(48) => format!("{} h", d.num_hours()),
        d => format!("{} days", d.num_days()),
    }
}
