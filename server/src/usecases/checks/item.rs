//! The page of one item: every attempt, its evidence, its waivers.

use app::{
    api::error::ApiError,
    backend::{AttemptRow, ItemPage, RunRow},
};
use domain::{actor::Caller, ids::ItemId};

use super::files;
use crate::{
    state::Server,
    usecases::{
        access::deployment_access,
        boards::{Painter, author},
        errors::OrApi,
        ground,
    },
};

/// A page shows so many attempts; older ones stay in the history.
const ATTEMPTS: i64 = 200;

pub async fn item(server: &Server, caller: &Caller, id: ItemId) -> Result<ItemPage, ApiError> {
    let now = server.clock.now();
    let mut conn = server.pool.acquire().await.api()?;
    let place = store::items::place(&mut conn, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let access = deployment_access(&mut conn, caller, place.deployment).await?;
    let ground = ground::load_one(&mut conn, place.deployment, now).await?;
    let details = store::items::details(&mut conn, &[place.deployment])
        .await
        .api()?;
    let waivers = store::waivers::of_deployments(&mut conn, &[place.deployment])
        .await
        .api()?;
    let attempts = store::results::of_item(&mut conn, id, ATTEMPTS).await.api()?;
    let evidence = store::evidence::of_deployment(&mut conn, place.deployment, Some(id))
        .await
        .api()?;
    let open = store::runs::open_of_item(&mut conn, id).await.api()?;

    let painter = Painter::new(&ground, &access, caller, now, &details, &waivers);
    let standing = ground.item(id).ok_or(ApiError::NotFound)?;
    let phase = ground
        .phases
        .iter()
        .find(|phase| phase.id == place.phase)
        .ok_or(ApiError::NotFound)?;
    Ok(ItemPage {
        head: access.page_head(now),
        phase_ordinal: phase.ordinal,
        phase: phase.title.clone(),
        task: standing
            .task
            .and_then(|id| ground.task(id))
            .map(|task| task.title.clone()),
        item: painter.item(standing).ok_or(ApiError::NotFound)?,
        source_line: details
            .iter()
            .find(|details| details.id == id)
            .and_then(|details| details.source_line),
        attempts: attempts
            .into_iter()
            .map(|attempt| AttemptRow {
                id: attempt.id,
                attempt: attempt.attempt,
                outcome: attempt.outcome,
                note: attempt.note,
                by: author(attempt.by.as_deref()),
                at: attempt.at,
                measurement: attempt.measurement,
                judgement: attempt.judgement,
            })
            .collect(),
        open_run: open.map(|run| RunRow {
            id: run.id,
            running: run.running,
            queued_at: run.queued_at,
            started_at: run.started_at,
            asked_by: run.asked_by,
        }),
        evidence: evidence.into_iter().map(files::row).collect(),
        waivers: waivers
            .iter()
            .filter(|waiver| waiver.item == id)
            .map(|waiver| painter.waiver(waiver))
            .collect(),
    })
}
