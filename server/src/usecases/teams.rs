//! Teams and services: read by their people, changed by admins of the instance.

use app::{
    api::error::ApiError,
    backend::{
        ChangeService, CreateService, CreateTeam, NameRoles, PersonChoice, RenameTeam, ServicePage,
        ServiceRole, ServicesPage, TeamMember, TeamPage, TeamRow, Teams, TeamsPage,
    },
};
use async_trait::async_trait;
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    ids::{PersonId, ServiceId, TeamId},
    names,
    role::Role,
    role_names::RoleNames,
};
use sqlx::PgConnection;
use store::services::Seen;

use super::{
    accounts::admins_only,
    act::Act,
    creation::{may_create, service_row},
    deployments::deployment_rows,
    errors::{OrApi, api},
    text,
};
use crate::state::{Server, new_id};

/// The most characters of a team's or a service's name, and of what is said about a service.
const MAX_NAME: usize = 80;
const MAX_ABOUT: usize = 2000;
/// How many deployments a service's page lists.
const NEWEST: i64 = 20;

#[async_trait]
impl Teams for Server {
    async fn teams(&self, caller: &Caller) -> Result<TeamsPage, ApiError> {
        let mut conn = self.pool.acquire().await.api()?;
        let teams = store::teams::list(&mut conn, (!reads_all(caller)).then_some(caller.person))
            .await
            .api()?;
        Ok(TeamsPage {
            teams: teams
                .into_iter()
                .map(|team| TeamRow {
                    id: team.id,
                    name: team.name,
                    members: u32::try_from(team.members).unwrap_or(u32::MAX),
                    services: u32::try_from(team.services).unwrap_or(u32::MAX),
                })
                .collect(),
            may_create: caller.admin,
        })
    }

    async fn team(&self, caller: &Caller, id: TeamId) -> Result<TeamPage, ApiError> {
        let mut conn = self.pool.acquire().await.api()?;
        let (name, member) = store::teams::find(&mut conn, id, caller.person)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        if !(member || reads_all(caller)) {
            return Err(ApiError::NotFound);
        }
        let members = choices(store::teams::members(&mut conn, id).await.api()?);
        let services = store::services::list(&mut conn, Seen::Team(id)).await.api()?;
        let mut others = Vec::new();
        if caller.admin {
            others = choices(store::people::choices(&mut conn).await.api()?);
            others.retain(|person| !members.contains(person));
        }
        Ok(TeamPage {
            id,
            name,
            members,
            services: services.into_iter().map(service_row).collect(),
            others,
            role_names: store::teams::role_names(&mut conn, id).await.api()?,
            may_edit: caller.admin,
        })
    }

    async fn create_team(&self, caller: &Caller, cmd: CreateTeam) -> Result<TeamId, ApiError> {
        admins_only(caller)?;
        let name = named(&cmd.name)?;
        let id: TeamId = new_id();
        let mut act = Act::begin(self, caller).await?;
        store::teams::insert(&mut act.tx, id, &name, act.now)
            .await
            .map_err(|error| taken(error, "team"))?;
        act.log(Chain::Administration, Event::TeamCreated { team: id, name });
        act.commit().await?;
        Ok(id)
    }

    async fn rename_team(&self, caller: &Caller, cmd: RenameTeam) -> Result<(), ApiError> {
        admins_only(caller)?;
        let to = named(&cmd.name)?;
        let mut act = Act::begin(self, caller).await?;
        let (from, _) = store::teams::find(&mut act.tx, cmd.team, caller.person)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        if from == to {
            return Ok(());
        }
        store::teams::rename(&mut act.tx, cmd.team, &to)
            .await
            .map_err(|error| taken(error, "team"))?;
        act.log(
            Chain::Administration,
            Event::TeamRenamed {
                team: cmd.team,
                from,
                to,
            },
        );
        act.commit().await
    }

    async fn name_roles(&self, caller: &Caller, cmd: NameRoles) -> Result<(), ApiError> {
        admins_only(caller)?;
        let named = cmd.roles.iter().zip(&cmd.names);
        let names = RoleNames::given(named.map(|(role, name)| (*role, text::clean_line(name))))
            .map_err(|refused| ApiError::refused_field("names", refused))?;
        let mut act = Act::begin(self, caller).await?;
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

    async fn add_team_member(&self, caller: &Caller, cmd: TeamMember) -> Result<(), ApiError> {
        admins_only(caller)?;
        let mut act = Act::begin(self, caller).await?;
        store::teams::find(&mut act.tx, cmd.team, caller.person)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        let name = active(&mut act.tx, cmd.person).await?;
        if store::teams::add_member(&mut act.tx, cmd.team, cmd.person, act.now)
            .await
            .api()?
        {
            act.log(
                Chain::Administration,
                Event::TeamMemberAdded {
                    team: cmd.team,
                    person: cmd.person,
                    name,
                },
            );
        }
        act.commit().await
    }

    async fn remove_team_member(&self, caller: &Caller, cmd: TeamMember) -> Result<(), ApiError> {
        admins_only(caller)?;
        let mut act = Act::begin(self, caller).await?;
        let person = store::people::by_id(&mut act.tx, cmd.person)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?
            .person;
        if store::teams::remove_member(&mut act.tx, cmd.team, cmd.person)
            .await
            .api()?
        {
            let name = person.full_name;
            act.log(
                Chain::Administration,
                Event::TeamMemberRemoved {
                    team: cmd.team,
                    person: cmd.person,
                    name,
                },
            );
            // Open streams of theirs look again at what they may see.
            act.announce_session_end(cmd.person);
        }
        act.commit().await
    }

    async fn services(&self, caller: &Caller) -> Result<ServicesPage, ApiError> {
        let mut conn = self.pool.acquire().await.api()?;
        let seen = if reads_all(caller) {
            Seen::All
        } else {
            Seen::By(caller.person)
        };
        let services = store::services::list(&mut conn, seen).await.api()?;
        let teams = if caller.admin {
            store::teams::list(&mut conn, None).await.api()?
        } else {
            Vec::new()
        };
        Ok(ServicesPage {
            services: services.into_iter().map(service_row).collect(),
            teams: teams.into_iter().map(|team| (team.id, team.name)).collect(),
            may_create: caller.admin,
        })
    }

    async fn service(&self, caller: &Caller, id: ServiceId) -> Result<ServicePage, ApiError> {
        let mut conn = self.pool.acquire().await.api()?;
        let (service, member, own) = store::services::find(&mut conn, id, caller.person)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        if !(member || !own.is_empty() || reads_all(caller)) {
            return Err(ApiError::NotFound);
        }
        let mut roles: Vec<(PersonChoice, Vec<Role>)> = Vec::new();
        for (person, name, email, role) in store::services::roles(&mut conn, id).await.api()? {
            match roles.last_mut() {
                Some((last, held)) if last.id == person => held.push(role),
                _ => roles.push((
                    PersonChoice {
                        id: person,
                        name,
                        email,
                    },
                    vec![role],
                )),
            }
        }
        let members = if caller.admin {
            choices(store::people::choices(&mut conn).await.api()?)
        } else {
            Vec::new()
        };
        let may_create_deployment = may_create(&mut conn, caller, id).await.is_ok();
        let newest = store::board::of_service(&mut conn, id, NEWEST).await.api()?;
        let deployments = deployment_rows(&mut conn, caller, &newest, self.clock.now()).await?;
        Ok(ServicePage {
            id,
            name: service.name,
            about: service.about,
            team: service.team,
            team_name: service.team_name,
            role_names: store::teams::role_names(&mut conn, service.team).await.api()?,
            roles,
            members,
            deployments,
            may_edit: caller.admin,
            may_create_deployment,
        })
    }

    async fn create_service(&self, caller: &Caller, cmd: CreateService) -> Result<ServiceId, ApiError> {
        admins_only(caller)?;
        let name = named(&cmd.name)?;
        let about = text::words("about", "The description", &cmd.about, MAX_ABOUT)?.unwrap_or_default();
        let id: ServiceId = new_id();
        let mut act = Act::begin(self, caller).await?;
        store::teams::find(&mut act.tx, cmd.team, caller.person)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        store::services::insert(&mut act.tx, id, cmd.team, &name, &about, act.now)
            .await
            .map_err(|error| taken(error, "service"))?;
        act.log(
            Chain::Administration,
            Event::ServiceCreated {
                service: id,
                name,
                team: cmd.team,
            },
        );
        act.commit().await?;
        Ok(id)
    }

    async fn change_service(&self, caller: &Caller, cmd: ChangeService) -> Result<(), ApiError> {
        admins_only(caller)?;
        let name = named(&cmd.name)?;
        let about = text::words("about", "The description", &cmd.about, MAX_ABOUT)?.unwrap_or_default();
        let mut act = Act::begin(self, caller).await?;
        let (before, ..) = store::services::find(&mut act.tx, cmd.service, caller.person)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        if (&before.name, &before.about) == (&name, &about) {
            return Ok(());
        }
        store::services::change(&mut act.tx, cmd.service, &name, &about)
            .await
            .map_err(|error| taken(error, "service"))?;
        act.log(
            Chain::Administration,
            Event::ServiceChanged {
                service: cmd.service,
                name,
            },
        );
        act.commit().await
    }

    async fn give_service_role(&self, caller: &Caller, cmd: ServiceRole) -> Result<(), ApiError> {
        admins_only(caller)?;
        let mut act = Act::begin(self, caller).await?;
        store::services::find(&mut act.tx, cmd.service, caller.person)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        let name = active(&mut act.tx, cmd.person).await?;
        let (service, person, role) = (cmd.service, cmd.person, cmd.role);
        if store::services::give_role(&mut act.tx, service, person, role)
            .await
            .api()?
        {
            act.log(
                Chain::Administration,
                Event::ServiceRoleGiven {
                    service,
                    person,
                    name,
                    role,
                },
            );
        }
        act.commit().await
    }

    async fn take_service_role(&self, caller: &Caller, cmd: ServiceRole) -> Result<(), ApiError> {
        admins_only(caller)?;
        let mut act = Act::begin(self, caller).await?;
        let known = store::people::by_id(&mut act.tx, cmd.person)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?
            .person;
        let (service, person, role) = (cmd.service, cmd.person, cmd.role);
        if store::services::take_role(&mut act.tx, service, person, role)
            .await
            .api()?
        {
            act.log(
                Chain::Administration,
                Event::ServiceRoleTaken {
                    service,
                    person,
                    name: known.full_name,
                    role,
                },
            );
        }
        act.commit().await
    }
}

/// Admins and auditors see what others see only as members.
fn reads_all(caller: &Caller) -> bool {
    caller.admin || caller.auditor
}

fn named(name: &str) -> Result<String, ApiError> {
    names::name(name, MAX_NAME).map_err(|refused| ApiError::refused_field("name", refused))
}

fn taken(error: store::Error, what: &str) -> ApiError {
    if error.is_constraint(&format!("{what}s_name_key")) {
        return ApiError::refused_field(
            "name",
            format!("There is a {what} of this name already. Choose another name."),
        );
    }
    api(error)
}

/// The name of somebody who can be given something.
async fn active(conn: &mut PgConnection, person: PersonId) -> Result<String, ApiError> {
    let person = store::people::by_id(conn, person)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?
        .person;
    if person.deactivated_at.is_some() {
        return Err(ApiError::refused_field(
            "person",
            format!("{} is deactivated. Choose somebody else.", person.full_name),
        ));
    }
    Ok(person.full_name)
}

fn choices(people: Vec<(PersonId, String, String)>) -> Vec<PersonChoice> {
    people
        .into_iter()
        .map(|(id, name, email)| PersonChoice { id, name, email })
        .collect()
}
