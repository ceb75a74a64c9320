//! Deployments as lines of a list: state, cause, owner, age.

use app::{
    api::error::ApiError,
    backend::{CurrentPhase, DeploymentRow},
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    gate::{Blocker, PhaseState},
    ids::DeploymentId,
    readiness::{headline, next_to_sign},
};
use sqlx::PgConnection;

use crate::usecases::{
    access::Access,
    boards::cannot_sign,
    errors::OrApi,
    ground::{self, Ground},
};

/// The rows of these deployments, in their order: five queries for all of them. Whoever calls has asked whether the
/// caller may see them.
///
/// # Errors
/// Refused when the database does not answer.
pub async fn deployment_rows(
    conn: &mut PgConnection,
    caller: &Caller,
    ids: &[DeploymentId],
    now: DateTime<Utc>,
) -> Result<Vec<DeploymentRow>, ApiError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let heads = store::deployments::heads(conn, ids, caller.person).await.api()?;
    let mut grounds = ground::load(conn, ids, now).await?;
    Ok(heads
        .into_iter()
        .map(|head| {
            let ground = grounds.remove(&head.id).unwrap_or_default();
            row(&Access::of(head, caller), &ground, caller, now)
        })
        .collect())
}

fn row(access: &Access, ground: &Ground, caller: &Caller, now: DateTime<Utc>) -> DeploymentRow {
    let head = &access.head;
    let current = next_to_sign(&ground.readings).filter(|_| !head.state.is_closed());
    let state = match current {
        Some(index) => ground.readings[index].state,
        None if ground.readings.iter().all(|reading| reading.open) => PhaseState::Signed,
        None => PhaseState::NotStarted,
    };
    DeploymentRow {
        id: head.id,
        title: head.title.clone(),
        version: head.version.clone(),
        service: head.service_name.clone(),
        environment: head.environment_name.clone(),
        production: head.production,
        state: head.state,
        example: head.example,
        phase: current.map(|index| CurrentPhase {
            ordinal: ground.phases[index].ordinal,
            of: u32::try_from(ground.phases.len()).unwrap_or(u32::MAX),
            title: ground.phases[index].title.clone(),
        }),
        tally: ground.tally(),
        headline: line(access, ground, current, now),
        headline_state: state,
        t0: head.t0,
        planned_t0: head.planned_t0,
        changed_at: head.changed_at,
        next: current.and_then(|index| next(access, ground, index, caller)),
    }
}

fn line(access: &Access, ground: &Ground, current: Option<usize>, now: DateTime<Utc>) -> String {
    let head = &access.head;
    if head.state.is_closed() {
        let reason = head
            .closing_reason
            .as_deref()
            .map(|reason| format!(": {reason}"))
            .unwrap_or_default();
        return format!("{}{reason}", head.state.title());
    }
    match current {
        None if ground.phases.is_empty() => "Nothing to do yet: the checklist has no phase".to_owned(),
        None => "All phases are signed".to_owned(),
        Some(index) => headline(
            &ground.grounds[index],
            &ground.readings[index],
            ground.phases.len(),
            &ground.obstacles(index, now),
            now,
        ),
    }
}

/// What the caller is next to do: sign what is ready, or settle what they answer for.
fn next(access: &Access, ground: &Ground, index: usize, caller: &Caller) -> Option<(String, String)> {
    if !access.head.state.is_live() || access.head.archived {
        return None;
    }
    let (id, phase) = (access.head.id, &ground.phases[index]);
    let stopped = ground.readings[index].blockers.iter().any(Blocker::stops_signing);
    if !stopped {
        return cannot_sign(ground, index, access, caller).is_none().then(|| {
            (
                "Review and sign".to_owned(),
                format!("/deployments/{id}/phases/{}/sign", phase.ordinal),
            )
        });
    }
    let owned = ground.readings[index]
        .blockers
        .iter()
        .find_map(|blocker| match blocker {
            Blocker::Item { item, .. } => ground
                .item(*item)
                .and_then(|item| item.task)
                .and_then(|task| ground.task(task))
                .and_then(|task| task.owner.as_ref())
                .is_some_and(|(owner, _, _)| *owner == caller.person)
                .then_some(*item),
            _ => None,
        });
    owned.map(|item| {
        (
            "See what waits for you".to_owned(),
            format!("/deployments/{id}#item-{item}"),
        )
    })
}
