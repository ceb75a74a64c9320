//! The page of one deployment: ten queries, however many items it has.

use app::{
    api::error::ApiError,
    backend::{DeploymentPage, PersonChoice},
};
use domain::{
    actor::Caller,
    deployment::acts_from,
    ids::DeploymentId,
    readiness::{self, next_to_sign},
    role::{Object, Right},
};

use crate::{
    state::Server,
    usecases::{access::deployment_access, boards::Painter, errors::OrApi, ground},
};

pub async fn deployment(
    server: &Server,
    caller: &Caller,
    id: DeploymentId,
) -> Result<DeploymentPage, ApiError> {
    let now = server.clock.now();
    let mut conn = server.pool.acquire().await.api()?;
    let access = deployment_access(&mut conn, caller, id).await?;
    let ground = ground::load_one(&mut conn, id, now).await?;
    let details = store::items::details(&mut conn, &[id]).await.api()?;
    let waivers = store::waivers::of_deployments(&mut conn, &[id]).await.api()?;
    let papers = store::deployments::papers(&mut conn, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let people = store::deployments::role_holders(&mut conn, id).await.api()?;
    let attention = store::attention::of_deployment(&mut conn, id, now).await.api()?;
    drop(conn);

    let painter = Painter::new(&ground, &access, caller, now, &details, &waivers);
    let tally = ground.tally();
    let steers = access.may(Right::Steer, Object::WHOLE) && !access.head.archived;
    Ok(DeploymentPage {
        head: access.page_head(now),
        tally,
        readiness: next_to_sign(&ground.readings)
            .filter(|_| !access.head.state.is_closed())
            .map(|index| painter.readiness(index, &attention.asked)),
        phases: (0..ground.phases.len())
            .map(|index| painter.phase(index))
            .collect(),
        acts: if steers {
            acts_from(access.head.state)
        } else {
            Vec::new()
        },
        claim_against_truth: readiness::claim_against_truth(&papers.checklist.claims, tally.open()),
        checklist: papers.checklist,
        accepted_risks: papers.accepted_risks,
        here: attention.here,
        reader: caller.person,
        people: people
            .into_iter()
            .map(|holder| PersonChoice {
                id: holder.person,
                name: holder.name,
                email: holder.email,
            })
            .collect(),
    })
}
