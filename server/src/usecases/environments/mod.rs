//! Environments: known to everybody who works on deployments, changed by admins of the instance.

mod connection;
mod target;

use app::{
    api::error::ApiError,
    backend::{
        AllowTarget, ChangeEnvironment, ConnectionRow, CreateEnvironment, EnvironmentPage, EnvironmentRow,
        Environments, EnvironmentsPage, RemoveConnection, RemoveTarget, RemoveVariable, SaveConnection,
        SetVariable, TargetRow,
    },
};
use async_trait::async_trait;
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    ids::EnvironmentId,
    names,
};
use sqlx::PgConnection;
use store::environments::{Connection, Environment, Target};

use super::{
    accounts::admins_only,
    act::Act,
    errors::{OrApi, api},
    text,
};
use crate::state::{Server, new_id};

pub use connection::{open, sealed_for};

const MAX_NAME: usize = 80;
const MAX_NOTE: usize = 500;
const MAX_VALUE: usize = 2000;

#[async_trait]
impl Environments for Server {
    async fn environments(&self, caller: &Caller) -> Result<EnvironmentsPage, ApiError> {
        let mut conn = self.pool.acquire().await.api()?;
        let knows = knows(&mut conn, caller).await?;
        let listed = if knows {
            store::environments::list(&mut conn).await.api()?
        } else {
            Vec::new()
        };
        Ok(EnvironmentsPage {
            environments: listed
                .into_iter()
                .map(|listed| EnvironmentRow {
                    id: listed.environment.id,
                    name: listed.environment.name,
                    production: listed.environment.production,
                    targets: u32::try_from(listed.targets).unwrap_or(u32::MAX),
                    live: u32::try_from(listed.live).unwrap_or(u32::MAX),
                })
                .collect(),
            may_edit: caller.admin,
        })
    }

    async fn environment(&self, caller: &Caller, id: EnvironmentId) -> Result<EnvironmentPage, ApiError> {
        let mut conn = self.pool.acquire().await.api()?;
        if !knows(&mut conn, caller).await? {
            return Err(ApiError::NotFound);
        }
        let environment = find(&mut conn, id).await?;
        let targets = store::environments::targets(&mut conn, id).await.api()?;
        let variables = store::environments::variables(&mut conn, id).await.api()?;
        let connections = store::environments::connections(&mut conn, id).await.api()?;
        Ok(EnvironmentPage {
            id,
            name: environment.name,
            production: environment.production,
            targets: targets
                .into_iter()
                .map(|target| TargetRow {
                    id: target.id,
                    ports: target::shown(target.port_from, target.port_to),
                    host: target.host,
                    note: target.note,
                    created_at: target.created_at,
                })
                .collect(),
            variables,
            connections: connections
                .into_iter()
                .map(|connection| ConnectionRow {
                    id: connection.id,
                    name: connection.name,
                    shown: connection.shown,
                    created_at: connection.created_at,
                })
                .collect(),
            may_edit: caller.admin,
        })
    }

    async fn create_environment(
        &self,
        caller: &Caller,
        cmd: CreateEnvironment,
    ) -> Result<EnvironmentId, ApiError> {
        admins_only(caller)?;
        let environment = Environment {
            id: new_id(),
            name: named(&cmd.name)?,
            production: cmd.production == "on",
        };
        let mut act = Act::begin(self, caller).await?;
        store::environments::insert(&mut act.tx, &environment, act.now)
            .await
            .map_err(taken)?;
        let (id, name) = (environment.id, environment.name);
        act.log(
            Chain::Administration,
            Event::EnvironmentCreated {
                environment: id,
                name,
            },
        );
        act.commit().await?;
        Ok(id)
    }

    async fn change_environment(&self, caller: &Caller, cmd: ChangeEnvironment) -> Result<(), ApiError> {
        admins_only(caller)?;
        let changed = Environment {
            id: cmd.environment,
            name: named(&cmd.name)?,
            production: cmd.production == "on",
        };
        let mut act = Act::begin(self, caller).await?;
        let before = find(&mut act.tx, cmd.environment).await?;
        if (&before.name, before.production) == (&changed.name, changed.production) {
            return Ok(());
        }
        store::environments::change(&mut act.tx, &changed)
            .await
            .map_err(taken)?;
        act.log(
            Chain::Administration,
            Event::EnvironmentChanged {
                environment: changed.id,
                name: changed.name,
            },
        );
        act.commit().await
    }

    async fn allow_target(&self, caller: &Caller, cmd: AllowTarget) -> Result<(), ApiError> {
        admins_only(caller)?;
        let host = target::host(&cmd.host).map_err(|refused| ApiError::refused_field("host", refused))?;
        let (port_from, port_to) =
            target::ports(&cmd.ports).map_err(|refused| ApiError::refused_field("ports", refused))?;
        let note = text::words("note", "The note", &cmd.note, MAX_NOTE)?.unwrap_or_default();
        let mut act = Act::begin(self, caller).await?;
        find(&mut act.tx, cmd.environment).await?;
        let target = Target {
            id: new_id(),
            host,
            port_from,
            port_to,
            note,
            created_at: act.now,
        };
        store::environments::insert_target(&mut act.tx, cmd.environment, &target)
            .await
            .map_err(|error| {
                if error.is_constraint("environment_targets_key") {
                    return ApiError::refused_field("host", "This is on the list already.");
                }
                api(error)
            })?;
        act.log(
            Chain::Administration,
            Event::TargetAllowed {
                environment: cmd.environment,
                target: target.id,
                host: target.host,
                ports: target::shown(port_from, port_to),
            },
        );
        act.commit().await
    }

    async fn remove_target(&self, caller: &Caller, cmd: RemoveTarget) -> Result<(), ApiError> {
        admins_only(caller)?;
        let mut act = Act::begin(self, caller).await?;
        let removed = store::environments::remove_target(&mut act.tx, cmd.environment, cmd.target)
            .await
            .api()?;
        let (host, from, to) = removed.ok_or(ApiError::NotFound)?;
        let ports = target::shown(from, to);
        let (environment, target) = (cmd.environment, cmd.target);
        act.log(
            Chain::Administration,
            Event::TargetRemoved {
                environment,
                target,
                host,
                ports,
            },
        );
        act.commit().await
    }

    async fn set_variable(&self, caller: &Caller, cmd: SetVariable) -> Result<(), ApiError> {
        admins_only(caller)?;
        let name = cmd.name.trim().to_owned();
        if !variable_name(&name) {
            let form = "Use letters, digits and _, such as BASE_URL; at most 64, not beginning with a digit.";
            return Err(ApiError::refused_field("name", form));
        }
        let value = text::words("value", "The value", &cmd.value, MAX_VALUE)?.unwrap_or_default();
        let mut act = Act::begin(self, caller).await?;
        find(&mut act.tx, cmd.environment).await?;
        store::environments::set_variable(&mut act.tx, cmd.environment, &name, &value)
            .await
            .api()?;
        act.log(
            Chain::Administration,
            Event::VariableSet {
                environment: cmd.environment,
                name,
            },
        );
        act.commit().await
    }

    async fn remove_variable(&self, caller: &Caller, cmd: RemoveVariable) -> Result<(), ApiError> {
        admins_only(caller)?;
        let mut act = Act::begin(self, caller).await?;
        if !store::environments::remove_variable(&mut act.tx, cmd.environment, &cmd.name)
            .await
            .api()?
        {
            return Err(ApiError::NotFound);
        }
        act.log(
            Chain::Administration,
            Event::VariableRemoved {
                environment: cmd.environment,
                name: cmd.name,
            },
        );
        act.commit().await
    }

    async fn save_connection(&self, caller: &Caller, cmd: SaveConnection) -> Result<(), ApiError> {
        admins_only(caller)?;
        let name = connection::name(&cmd.name).map_err(|refused| ApiError::refused_field("name", refused))?;
        let url = connection::url(&cmd.url).map_err(|refused| ApiError::refused_field("url", refused))?;
        let mut act = Act::begin(self, caller).await?;
        find(&mut act.tx, cmd.environment).await?;
        let id = new_id();
        let new = Connection {
            id,
            name: name.clone(),
            shown: connection::shown(&url),
            sealed: self.seal.seal(
                connection::PURPOSE,
                &sealed_for(cmd.environment, id),
                url.as_str().as_bytes(),
            ),
            created_at: act.now,
        };
        store::environments::save_connection(&mut act.tx, cmd.environment, &new)
            .await
            .api()?;
        act.log(
            Chain::Administration,
            Event::ConnectionSaved {
                environment: cmd.environment,
                connection: id,
                name,
            },
        );
        act.commit().await
    }

    async fn remove_connection(&self, caller: &Caller, cmd: RemoveConnection) -> Result<(), ApiError> {
        admins_only(caller)?;
        let (environment, connection) = (cmd.environment, cmd.connection);
        let mut act = Act::begin(self, caller).await?;
        let name = store::environments::remove_connection(&mut act.tx, environment, connection)
            .await
            .api()?;
        let name = name.ok_or(ApiError::NotFound)?;
        act.log(
            Chain::Administration,
            Event::ConnectionRemoved {
                environment,
                connection,
                name,
            },
        );
        act.commit().await
    }
}

async fn knows(conn: &mut PgConnection, caller: &Caller) -> Result<bool, ApiError> {
    Ok(caller.admin || caller.auditor || store::environments::may_know(conn, caller.person).await.api()?)
}

async fn find(conn: &mut PgConnection, id: EnvironmentId) -> Result<Environment, ApiError> {
    store::environments::find(conn, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)
}

fn named(name: &str) -> Result<String, ApiError> {
    names::name(name, MAX_NAME).map_err(|refused| ApiError::refused_field("name", refused))
}

fn taken(error: store::Error) -> ApiError {
    if error.is_constraint("environments_name_key") {
        return ApiError::refused_field(
            "name",
            "There is an environment of this name already. Choose another name.",
        );
    }
    api(error)
}

fn variable_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.len() <= 64
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
