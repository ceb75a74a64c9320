//! The page on which a gate is signed: what is signed, what to look at, and who may.

use app::{api::error::ApiError, backend::SignPage};
use domain::{actor::Caller, gate::Blocker, ids::DeploymentId, item::Mark};

use super::view::Signing;
use crate::{
    state::Server,
    usecases::{
        access::deployment_access,
        boards::{cannot_sign, obstacles, signature_row},
        errors::{OrApi, broken},
    },
};

pub async fn sign_page(
    server: &Server,
    caller: &Caller,
    deployment: DeploymentId,
    ordinal: u32,
) -> Result<SignPage, ApiError> {
    let now = server.clock.now();
    let mut conn = server.pool.acquire().await.api()?;
    let access = deployment_access(&mut conn, caller, deployment).await?;
    let signing = Signing::load(&mut conn, deployment, now).await?;
    drop(conn);
    let ground = &signing.ground;
    let index = ground.index_of(ordinal).ok_or(ApiError::NotFound)?;
    let view = signing.view(index, &access, now);
    let view_hash = view.hash().map_err(|error| broken(&error))?;
    server.shown.keep(view_hash, &view);
    let phase = &ground.phases[index];
    let reading = &ground.readings[index];
    let oldest = view
        .items
        .iter()
        .filter(|item| item.mark == Mark::Pass)
        .filter_map(|item| item.result.as_ref().map(|result| result.at))
        .min();
    Ok(SignPage {
        head: access.page_head(now),
        gate: phase.gate,
        points: view.open_points(),
        tally: reading.tally,
        oldest,
        obstacles: obstacles(ground, index, now)
            .into_iter()
            .filter(|obstacle| {
                obstacle.blocker.stops_signing() || matches!(obstacle.blocker, Blocker::Refused { .. })
            })
            .collect(),
        signatures: ground
            .signoffs
            .iter()
            .filter(|s| s.gate == phase.gate)
            .map(signature_row)
            .collect(),
        missing: reading.missing.clone(),
        as_roles: phase
            .requirements
            .iter()
            .map(|r| r.role)
            .filter(|role| access.roles.contains(role))
            .collect(),
        cannot: cannot_sign(ground, index, &access, caller),
        evidence_count: u32::try_from(Signing::evidence_count(&view)).unwrap_or(u32::MAX),
        view,
        view_hash,
    })
}
