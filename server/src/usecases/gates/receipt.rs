//! The receipt of a signature: what was signed, recomputed, and what comes next.

use app::{api::error::ApiError, backend::ReceiptPage};
use domain::{
    actor::Caller,
    audit::Chain,
    canonical,
    gate::Blocker,
    ids::SignOffId,
    signoff::{SigningView, VIEW_VERSION},
};

use crate::{
    state::Server,
    usecases::{
        access::deployment_access,
        boards::signature_row,
        errors::{OrApi, broken},
        ground,
    },
};

pub async fn receipt(server: &Server, caller: &Caller, id: SignOffId) -> Result<ReceiptPage, ApiError> {
    let now = server.clock.now();
    let mut conn = server.pool.acquire().await.api()?;
    let record = store::signoffs::record(&mut conn, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let deployment = record.signoff.deployment;
    let access = deployment_access(&mut conn, caller, deployment).await?;
    let ground = ground::load_one(&mut conn, deployment, now).await?;
    let audit = store::audit::of_subject(
        &mut conn,
        Chain::Deployment(deployment),
        "signed_off",
        "signoff",
        id.0,
    )
    .await
    .api()?
    .ok_or_else(|| broken(&format!("no event tells of the signature {id}")))?;
    drop(conn);
    let view: SigningView = serde_json::from_slice(&record.view).map_err(|error| broken(&error))?;
    // A newer version of the checklist may have left the phase out; what was signed stays to be read.
    let index = ground.index_of_gate(record.signoff.gate);
    let reading = index.map(|index| &ground.readings[index]);
    let next = index.and_then(|index| ground.phases.get(index + 1));
    Ok(ReceiptPage {
        head: access.page_head(now),
        signature: signature_row(&record.signoff),
        email: record.signoff.email.clone(),
        gate: record.signoff.gate,
        phase_ordinal: view.phase_ordinal,
        phase: view.phase_title.clone(),
        holds: canonical::hash_bytes(VIEW_VERSION, &record.view) == record.view_hash,
        view_hash: record.view_hash,
        view,
        authenticated_by: record.authenticated_by,
        authenticated_at: record.authenticated_at,
        audit,
        next_phase: next.map(|phase| (phase.ordinal, phase.title.clone())),
        may_withdraw: record.signoff.person == caller.person
            && record.signoff.ended.is_none()
            && !access.head.state.is_closed()
            && !access.head.archived,
        still_missing: reading.map(|reading| reading.missing.clone()).unwrap_or_default(),
        blockers: reading
            .into_iter()
            .flat_map(|reading| &reading.blockers)
            .filter(|b| !matches!(b, Blocker::Signature { .. }))
            .cloned()
            .collect(),
    })
}
