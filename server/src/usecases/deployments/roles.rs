//! Who holds which role in a deployment.

use std::collections::BTreeSet;

use app::{
    api::error::ApiError,
    backend::{DeploymentPeoplePage, DeploymentRole, PersonChoice},
};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    ids::DeploymentId,
    role::Role,
};

use crate::{
    state::Server,
    usecases::{access::deployment_access, act::Act, errors::OrApi},
};

pub async fn people_page(
    server: &Server,
    caller: &Caller,
    id: DeploymentId,
) -> Result<DeploymentPeoplePage, ApiError> {
    let now = server.clock.now();
    let mut conn = server.pool.acquire().await.api()?;
    let access = deployment_access(&mut conn, caller, id).await?;
    let head = access.page_head(now);
    let holders = store::deployments::role_holders(&mut conn, id).await.api()?;
    let phases = store::phases::of_deployments(&mut conn, &[id]).await.api()?;
    let others = if head.rights.give_roles {
        store::people::choices(&mut conn).await.api()?
    } else {
        Vec::new()
    };
    let held: BTreeSet<Role> = holders
        .iter()
        .filter(|holder| holder.person != access.head.author)
        .flat_map(|holder| holder.roles.iter().copied())
        .collect();
    let asked: BTreeSet<Role> = phases
        .iter()
        .flat_map(|phase| &phase.requirements)
        .map(|r| r.role)
        .collect();
    Ok(DeploymentPeoplePage {
        head,
        others: others
            .into_iter()
            .filter(|(id, _, _)| !holders.iter().any(|holder| holder.person == *id))
            .map(|(id, name, email)| PersonChoice { id, name, email })
            .collect(),
        roles: holders
            .into_iter()
            .map(|holder| {
                (
                    PersonChoice {
                        id: holder.person,
                        name: holder.name,
                        email: holder.email,
                    },
                    holder.roles,
                )
            })
            .collect(),
        unfilled: asked.difference(&held).copied().collect(),
    })
}

pub async fn give_role(server: &Server, caller: &Caller, cmd: DeploymentRole) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    let id = cmd.deployment;
    // The gates first: who may sign is about to change.
    store::deployments::lock_gates(&mut act.tx, id).await.api()?;
    let access = deployment_access(&mut act.tx, caller, id).await?;
    access.changeable()?;
    access.need_giving_roles()?;
    let person = store::people::by_id(&mut act.tx, cmd.person)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?
        .person;
    if person.deactivated_at.is_some() {
        return Err(ApiError::refused_field(
            "person",
            "This account is deactivated. Choose somebody else.",
        ));
    }
    if !store::deployments::give_role(&mut act.tx, id, cmd.person, cmd.role)
        .await
        .api()?
    {
        return Ok(());
    }
    act.log(
        Chain::Deployment(id),
        Event::RoleGiven {
            person: cmd.person,
            name: person.full_name,
            role: cmd.role,
        },
    );
    act.announce(id);
    act.commit().await
}

/// What was signed in the role stays signed: the signature tells who it was then.
pub async fn take_role(server: &Server, caller: &Caller, cmd: DeploymentRole) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    let id = cmd.deployment;
    store::deployments::lock_gates(&mut act.tx, id).await.api()?;
    let access = deployment_access(&mut act.tx, caller, id).await?;
    access.changeable()?;
    access.need_giving_roles()?;
    let person = store::people::by_id(&mut act.tx, cmd.person)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?
        .person;
    if !store::deployments::take_role(&mut act.tx, id, cmd.person, cmd.role)
        .await
        .api()?
    {
        return Ok(());
    }
    let holders = store::deployments::role_holders(&mut act.tx, id).await.api()?;
    if !holders.iter().any(|holder| {
        holder
            .roles
            .iter()
            .any(|role| matches!(role, Role::Lead | Role::TechLead))
    }) {
        return Err(ApiError::refused(
            "Nobody could steer this deployment any more. Make somebody else Lead first.",
        ));
    }
    act.log(
        Chain::Deployment(id),
        Event::RoleTaken {
            person: cmd.person,
            name: person.full_name,
            role: cmd.role,
        },
    );
    act.announce(id);
    act.commit().await
}
