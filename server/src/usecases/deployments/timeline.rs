//! Planned against actual: for each phase when it should have been and when it was.

use std::collections::BTreeSet;

use app::{
    api::error::ApiError,
    backend::{TimelineBar, TimelinePage},
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    actor::Caller,
    ids::{DeploymentId, ItemId},
    item::Outcome,
};
use store::{phases::Phase, results::Moment, signoffs::SignOff};

use crate::{
    state::Server,
    usecases::{access::deployment_access, errors::OrApi, ground},
};

type Span = (DateTime<Utc>, Option<DateTime<Utc>>);

pub async fn timeline(server: &Server, caller: &Caller, id: DeploymentId) -> Result<TimelinePage, ApiError> {
    let now = server.clock.now();
    let mut conn = server.pool.acquire().await.api()?;
    let access = deployment_access(&mut conn, caller, id).await?;
    let ground = ground::load_one(&mut conn, id, now).await?;
    let moments = store::results::moments(&mut conn, id).await.api()?;
    drop(conn);
    let head = &access.head;
    let t0 = head.t0.or(head.planned_t0);
    let mut before = None;
    let bars = ground
        .phases
        .iter()
        .enumerate()
        .map(|(index, phase)| {
            let planned = planned(phase, t0, head.created_at, before);
            before = planned.map(|(_, to)| to).or(before);
            let items: BTreeSet<ItemId> = ground
                .items
                .iter()
                .filter(|item| item.phase == phase.id)
                .map(|item| item.id)
                .collect();
            let own: Vec<&Moment> = moments
                .iter()
                .filter(|moment| items.contains(&moment.item))
                .collect();
            let signatures: Vec<&SignOff> = ground.signoffs.iter().filter(|s| s.gate == phase.gate).collect();
            let end = match (ground.readings[index].open, head.closed_at) {
                (true, _) => signatures
                    .iter()
                    .filter(|s| s.ended.is_none())
                    .map(|s| s.signed_at)
                    .max(),
                (false, closed) => closed,
            };
            TimelineBar {
                ordinal: phase.ordinal,
                title: phase.title.clone(),
                state: ground.readings[index].state,
                stated_time: phase.stated_time.clone(),
                planned,
                actual: own
                    .iter()
                    .map(|moment| moment.at)
                    .chain(signatures.iter().map(|s| s.signed_at))
                    .min()
                    .map(|from| (from, end)),
                blocked: blocked(&own, end),
                signatures: signatures
                    .iter()
                    .map(|s| (s.id, s.full_name.clone(), s.signed_at))
                    .collect(),
            }
        })
        .collect();
    Ok(TimelinePage {
        head: access.page_head(now),
        bars,
    })
}

/// Where the plan gives enough to say so. A window with one end lasts an hour in the drawing.
fn planned(
    phase: &Phase,
    t0: Option<DateTime<Utc>>,
    created: DateTime<Utc>,
    before: Option<DateTime<Utc>>,
) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let (anchor, from, to) = phase.window.as_ref()?;
    let zero = match anchor.as_str() {
        "t0" => t0?,
        "now" => created,
        "previous" => before?,
        _ => return None,
    };
    let at = |minutes: i32| zero + Duration::minutes(minutes.into());
    match (from, to) {
        (Some(from), Some(to)) if from <= to => Some((at(*from), at(*to))),
        (Some(from), None) => Some((at(*from), at(*from) + Duration::hours(1))),
        (None, Some(to)) => Some((zero.min(at(*to)), at(*to))),
        _ => None,
    }
}

/// The times at which any item was failed or blocked.
fn blocked(moments: &[&Moment], end: Option<DateTime<Utc>>) -> Vec<Span> {
    let mut standing: BTreeSet<ItemId> = BTreeSet::new();
    let mut spans: Vec<Span> = Vec::new();
    for moment in moments {
        let was_clear = standing.is_empty();
        if matches!(moment.outcome, Outcome::Failed | Outcome::Blocked) {
            standing.insert(moment.item);
        } else {
            standing.remove(&moment.item);
        }
        match (was_clear, standing.is_empty()) {
            (true, false) => spans.push((moment.at, None)),
            (false, true) => {
                if let Some(last) = spans.last_mut() {
                    last.1 = Some(moment.at);
                }
            }
            _ => {}
        }
    }
    if let Some(last) = spans.last_mut().filter(|last| last.1.is_none()) {
        last.1 = end.filter(|end| *end > last.0);
    }
    spans
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + minute * 60, 0).unwrap()
    }

    fn moment(item: u128, outcome: Outcome, minute: i64) -> Moment {
        Moment {
            item: ItemId(Uuid::from_u128(item)),
            outcome,
            at: at(minute),
        }
    }

    #[test]
    fn blocked_lasts_until_the_last_of_them_is_clear() {
        let moments = [
            moment(1, Outcome::Passed, 0),
            moment(1, Outcome::Failed, 10),
            moment(2, Outcome::Blocked, 12),
            moment(1, Outcome::Passed, 20),
            moment(2, Outcome::Undone, 30),
            moment(1, Outcome::Failed, 40),
        ];
        let moments: Vec<_> = moments.iter().collect();
        assert_eq!(blocked(&moments, None), [(at(10), Some(at(30))), (at(40), None)]);
        assert_eq!(blocked(&moments, Some(at(50)))[1], (at(40), Some(at(50))));
    }
}
