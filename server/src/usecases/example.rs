//! Making the example deployment: offered on an empty board, marked as an example, archived like any other.

use app::api::error::ApiError;
use chrono::TimeDelta;
use domain::{
    actor::{Actor, Caller, SystemPart},
    audit::{Chain, Event},
    ids::{DeploymentId, EnvironmentId, ServiceId, TeamId},
};
use store::environments::Environment;

use super::{
    act::Act,
    creation::{self, Origin, Wanted},
    errors::OrApi,
    imports,
};
use crate::{
    clock::Manual,
    example::{Cast, DOCUMENT, DOCUMENT_NAME, play},
    state::{Server, new_id},
};

const TEAM: &str = "Examples";
const SERVICE: &str = "Example shop";
const ENVIRONMENT: &str = "example";
const NOT_WHOLE: &str = "The example was not played to its end.";
/// How long ago the example was created, in minutes: before everything that is played.
const CREATED_AGO: i64 = 1560;

/// A play takes seconds; one that began so long ago was ended by a crash.
const PLAYED_WITHIN: TimeDelta = TimeDelta::minutes(10);

pub(super) async fn create(server: &Server, caller: &Caller) -> Result<DeploymentId, ApiError> {
    imports::makers_only(&mut *server.pool.acquire().await.api()?, caller).await?;
    let import = imports::read(DOCUMENT_NAME.to_owned(), DOCUMENT.as_bytes().to_vec()).await?;
    let cast = Cast::gather(server, caller).await?;
    let made = match begin(server, caller, &cast, import).await {
        Ok(id) => perform(server, &cast, id).await.map(|()| id),
        Err(refused) => Err(refused),
    };
    // Whatever happened on stage, nobody stays behind it.
    cast.dismiss(server, caller).await?;
    made
}

/// The play, whole or not at all.
async fn perform(server: &Server, cast: &Cast, id: DeploymentId) -> Result<(), ApiError> {
    match play(server, cast, id).await {
        Ok(()) => {
            let mut conn = server.pool.acquire().await.api()?;
            store::example::end(&mut conn, id).await.api()
        }
        Err(failed) => {
            tracing::warn!(%failed, "the example could not be played to its end");
            take_away(server, id).await?;
            Err(failed)
        }
    }
}

/// Takes away what a server that died left half-played.
///
/// # Errors
/// Refused when the database does not answer.
pub async fn clear_after_crash(server: &Server) -> Result<(), ApiError> {
    let before = server.clock.now() - PLAYED_WITHIN;
    let left = store::example::unfinished(&mut *server.pool.acquire().await.api()?, before)
        .await
        .api()?;
    for id in left {
        take_away(server, id).await?;
    }
    Ok(())
}

/// Out of all lists. Its history stays, as everything does.
async fn take_away(server: &Server, id: DeploymentId) -> Result<(), ApiError> {
    let actor = Actor::System {
        part: SystemPart::Server,
    };
    let mut act = Act::begin_as(server, actor, new_id()).await?;
    store::example::end(&mut act.tx, id).await.api()?;
    if store::deployments::archive(&mut act.tx, id, act.now)
        .await
        .api()?
    {
        let reason = Some(NOT_WHOLE.to_owned());
        act.log(Chain::Deployment(id), Event::DeploymentArchived { reason });
    }
    act.announce(id);
    act.commit().await
}

async fn begin(
    server: &Server,
    caller: &Caller,
    cast: &Cast,
    import: store::imports::Import,
) -> Result<DeploymentId, ApiError> {
    let created = server.clock.now() - TimeDelta::minutes(CREATED_AGO);
    let then = Server {
        clock: std::sync::Arc::new(Manual::at(created)),
        ..server.clone()
    };
    let mut act = Act::begin(&then, caller).await?;
    let (service, environment) = scene(&mut act, caller).await?;
    let wanted = Wanted {
        service,
        environment,
        title: import.checklist.title.clone(),
        version: "3.2".to_owned(),
        commit: Some("9f3c21a".to_owned()),
        image: Some("registry.example/shop:3.2".to_owned()),
        planned_t0: Some(created + TimeDelta::minutes(CREATED_AGO - 90)),
        example: true,
    };
    let origin = Origin {
        checklist: import.checklist,
        source_text: Some(import.text),
        words: import.name,
        import: None,
        original: None,
    };
    let id = creation::create(&mut act, caller, wanted, origin).await?;
    let roles = cast.roles();
    let holders: Vec<_> = roles.iter().map(|(person, _, role)| (*person, *role)).collect();
    store::creation::add_roles(&mut act.tx, id, &holders)
        .await
        .api()?;
    for (person, name, role) in roles {
        act.log(Chain::Deployment(id), Event::RoleGiven { person, name, role });
    }
    store::example::begin(&mut act.tx, id, server.clock.now())
        .await
        .api()?;
    act.commit().await?;
    Ok(id)
}

/// The team, the service and the environment of examples, made where they are not there yet; the caller joins the team.
async fn scene(act: &mut Act, caller: &Caller) -> Result<(ServiceId, EnvironmentId), ApiError> {
    let team = match store::teams::by_name(&mut act.tx, TEAM).await.api()? {
        Some(team) => team,
        None => {
            let team: TeamId = new_id();
            store::teams::insert(&mut act.tx, team, TEAM, act.now)
                .await
                .api()?;
            act.log(
                Chain::Administration,
                Event::TeamCreated {
                    team,
                    name: TEAM.to_owned(),
                },
            );
            team
        }
    };
    if store::teams::add_member(&mut act.tx, team, caller.person, act.now)
        .await
        .api()?
    {
        let (person, name) = (caller.person, caller.name.clone());
        act.log(
            Chain::Administration,
            Event::TeamMemberAdded { team, person, name },
        );
    }
    let service = match store::services::by_name(&mut act.tx, team, SERVICE).await.api()? {
        Some(service) => service,
        None => {
            let service: ServiceId = new_id();
            let about = "A shop that does not exist. Its deployment shows how everything looks.";
            store::services::insert(&mut act.tx, service, team, SERVICE, about, act.now)
                .await
                .api()?;
            act.log(
                Chain::Administration,
                Event::ServiceCreated {
                    service,
                    name: SERVICE.to_owned(),
                    team,
                },
            );
            service
        }
    };
    let environment = match store::environments::by_name(&mut act.tx, ENVIRONMENT)
        .await
        .api()?
    {
        Some(environment) => environment,
        None => {
            let environment = Environment {
                id: new_id(),
                name: ENVIRONMENT.to_owned(),
                production: false,
            };
            store::environments::insert(&mut act.tx, &environment, act.now)
                .await
                .api()?;
            let (id, name) = (environment.id, environment.name);
            act.log(
                Chain::Administration,
                Event::EnvironmentCreated {
                    environment: id,
                    name,
                },
            );
            id
        }
    };
    Ok((service, environment))
}
