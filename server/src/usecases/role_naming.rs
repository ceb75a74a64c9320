//! Naming a team's roles: its own words on all of its pages, the same rights.

use app::{api::error::ApiError, backend::NameRoles};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    role_names::RoleNames,
};

use super::{accounts::admins_only, act::Act, errors::OrApi, text};
use crate::state::Server;

pub async fn name_roles(server: &Server, caller: &Caller, cmd: NameRoles) -> Result<(), ApiError> {
    admins_only(caller)?;
    let named = cmd.roles.iter().zip(&cmd.names);
    let names = RoleNames::given(named.map(|(role, name)| (*role, text::clean_line(name))))
        .map_err(|refused| ApiError::refused_field("names", refused))?;
    let mut act = Act::begin(server, caller).await?;
    store::teams::find(&mut act.tx, cmd.team, caller.person)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    if store::teams::role_names(&mut act.tx, cmd.team).await.api()? == names {
        return Ok(());
    }
    store::teams::name_roles(&mut act.tx, cmd.team, &names)
        .await
        .api()?;
    for deployment in store::teams::open_deployments(&mut act.tx, cmd.team)
        .await
        .api()?
    {
        act.announce(deployment);
    }
    act.log(
        Chain::Administration,
        Event::TeamRolesNamed {
            team: cmd.team,
            names,
        },
    );
    act.commit().await
}
