//! The life of a deployment: prepared, started, watched, finished, rolled back, cancelled, archived.

use app::{
    api::error::ApiError,
    backend::{ActOnDeployment, OfDeployment},
};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    deployment::{self, ActFacts, ActRefused, DeploymentState},
    role::Right,
};
use store::deployments::Moved;

use crate::{
    state::Server,
    usecases::{access::deployment_access, act::Act, errors::OrApi, ground, text},
};

const REASON: usize = 2000;

pub async fn act_on_deployment(
    server: &Server,
    caller: &Caller,
    cmd: ActOnDeployment,
) -> Result<(), ApiError> {
    let reason = text::words("reason", "The reason", &cmd.reason, REASON)?;
    let mut act = Act::begin(server, caller).await?;
    if act
        .once(caller, cmd.key, "act_on_deployment", &cmd)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let id = cmd.deployment;
    // Gates first, as everywhere: a state that ends the signing must not race with a signature.
    store::deployments::lock_gates(&mut act.tx, id).await.api()?;
    store::deployments::lock(&mut act.tx, id).await.api()?;
    let access = deployment_access(&mut act.tx, caller, id).await?;
    access.changeable()?;
    access.need(Right::Steer)?;
    let from = access.head.state;
    if from != cmd.seen {
        return Err(ApiError::Conflict {
            message: "Someone was faster: the deployment moved on since you opened the page.".to_owned(),
            changes: vec![format!("It is now {}.", from.title().to_lowercase())],
        });
    }
    let now = act.now;
    let ground = ground::load_one(&mut act.tx, id, now).await?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let facts = ActFacts {
        state: from,
        phases: count(ground.phases.len()),
        phases_signed: count(ground.readings.iter().filter(|reading| reading.open).count()),
        has_reason: reason.is_some(),
    };
    let to = deployment::after(cmd.act, facts).map_err(refused)?;
    let t0 = (to == DeploymentState::Deploying).then_some(now);
    let moved = Moved {
        id,
        from,
        to,
        t0,
        reason: reason.as_deref(),
        at: now,
    };
    store::deployments::set_state(&mut act.tx, &moved).await.api()?;
    if to.is_closed() {
        store::runs::cancel_of_deployment(&mut act.tx, id, now)
            .await
            .api()?;
    }
    act.log(
        Chain::Deployment(id),
        Event::StateChanged { from, to, reason, t0 },
    );
    act.announce(id);
    act.commit().await
}

/// Archived, a deployment leaves the lists; its history stays and can be read.
pub async fn archive_deployment(server: &Server, caller: &Caller, cmd: OfDeployment) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    let id = cmd.deployment;
    store::deployments::lock_gates(&mut act.tx, id).await.api()?;
    store::deployments::lock(&mut act.tx, id).await.api()?;
    let access = deployment_access(&mut act.tx, caller, id).await?;
    // The example belongs to whoever wants it gone first.
    if !(access.head.example && caller.admin) {
        access.need(Right::Steer)?;
    }
    if access.head.state.is_live() && !access.head.example {
        return Err(ApiError::refused(
            "This deployment is under way. Finish, roll back or cancel it, then archive it.",
        ));
    }
    let now = act.now;
    if !store::deployments::archive(&mut act.tx, id, now).await.api()? {
        return Ok(());
    }
    store::runs::cancel_of_deployment(&mut act.tx, id, now)
        .await
        .api()?;
    act.log(Chain::Deployment(id), Event::DeploymentArchived { reason: None });
    act.announce(id);
    act.commit().await
}

fn refused(why: ActRefused) -> ApiError {
    match why {
        ActRefused::NeedsReason => ApiError::refused_field("reason", why),
        _ => ApiError::refused(why),
    }
}
