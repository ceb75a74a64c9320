//! Who answers for tasks: set for many at once.

use app::{api::error::ApiError, backend::SetOwners};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    ids::PersonId,
    role::{Object, Right},
};

use crate::{
    state::Server,
    usecases::{access::deployment_access, act::Act, errors::OrApi},
};

pub async fn set_owners(server: &Server, caller: &Caller, cmd: SetOwners) -> Result<(), ApiError> {
    if cmd.tasks.is_empty() {
        return Err(ApiError::refused_field("tasks", "Choose the tasks first."));
    }
    let person = match cmd.person.trim() {
        "" => None,
        id => Some(
            id.parse::<PersonId>()
                .map_err(|_| ApiError::refused_field("person", "Choose a person of the list."))?,
        ),
    };
    let mut act = Act::begin(server, caller).await?;
    let id = cmd.deployment;
    store::deployments::lock(&mut act.tx, id).await.api()?;
    let access = deployment_access(&mut act.tx, caller, id).await?;
    access.changeable()?;
    if access.head.state.is_closed() {
        return Err(ApiError::refused(
            "This deployment is closed; its owners stay as they were.",
        ));
    }
    let tasks = store::tasks::of_deployments(&mut act.tx, &[id]).await.api()?;
    for wanted in &cmd.tasks {
        let task = tasks
            .iter()
            .find(|task| task.id == *wanted)
            .ok_or(ApiError::NotFound)?;
        let own = task
            .owner
            .as_ref()
            .is_some_and(|(owner, _, _)| *owner == caller.person);
        access.need_for(Right::Edit, Object { own, manual: true })?;
    }
    let holders = store::deployments::role_holders(&mut act.tx, id).await.api()?;
    let name = match person {
        None => None,
        Some(person) => Some(
            holders
                .iter()
                .find(|holder| holder.person == person)
                .map(|holder| holder.name.clone())
                .ok_or_else(|| {
                    ApiError::refused_field("person", "Give this person a role in the deployment first.")
                })?,
        ),
    };
    let changed = store::tasks::set_owner(&mut act.tx, id, &cmd.tasks, person)
        .await
        .api()?;
    if changed.is_empty() {
        return Ok(());
    }
    act.log(
        Chain::Deployment(id),
        Event::OwnersSet {
            tasks: changed,
            person,
            name,
        },
    );
    act.announce(id);
    act.commit().await
}
