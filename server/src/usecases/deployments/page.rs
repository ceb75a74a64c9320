//! The page of one deployment: ten queries, however many items it has.

use std::collections::HashSet;

use app::{
    api::error::ApiError,
    backend::{DeploymentPage, PersonChoice},
};
use domain::{
    actor::Caller,
    checklist::Checklist,
    claim,
    deployment::acts_from,
    ids::DeploymentId,
    item::Mark,
    readiness::next_to_sign,
    role::{Object, Right},
};

use store::items::Details;

use crate::{
    state::Server,
    usecases::{
        access::deployment_access,
        boards::Painter,
        errors::OrApi,
        ground::{self, Ground},
    },
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
        claim_against_truth: claim::against_truth(
            &papers.checklist,
            details.iter().filter(|item| item.claimed == Some(true)).count(),
            tally.open(),
            proven(&papers.checklist, &ground, &details),
        ),
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

/// How many success criteria are a line of the checklist that has passed.
fn proven(checklist: &Checklist, ground: &Ground, details: &[Details]) -> usize {
    let passed: HashSet<u32> = details
        .iter()
        .filter(|item| {
            ground
                .standing(item.id)
                .is_some_and(|standing| standing.mark == Mark::Pass)
        })
        .filter_map(|item| item.source_line)
        .collect();
    let criteria = checklist.success_criteria.iter();
    criteria
        .filter(|criterion| criterion.item.is_some() && passed.contains(&criterion.line))
        .count()
}
