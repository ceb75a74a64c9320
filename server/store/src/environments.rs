//! Environments: what checks may reach there, the values and the databases they use.

use chrono::{DateTime, Utc};
use domain::ids::{ConnectionId, EnvironmentId, PersonId, TargetId};
use sqlx::PgConnection;

use crate::Error;

#[derive(Clone, Debug)]
pub struct Environment {
    pub id: EnvironmentId,
    pub name: String,
    pub production: bool,
}

#[derive(Clone, Debug)]
pub struct Listed {
    pub environment: Environment,
    pub targets: i64,
    pub live: i64,
}

/// One line of the allow-list.
#[derive(Clone, Debug)]
pub struct Target {
    pub id: TargetId,
    pub host: String,
    pub port_from: u16,
    pub port_to: u16,
    pub note: String,
    pub created_at: DateTime<Utc>,
}

/// A database that checks read, its address sealed.
#[derive(Clone, Debug)]
pub struct Connection {
    pub id: ConnectionId,
    pub name: String,
    pub shown: String,
    pub sealed: Vec<u8>,
    pub created_at: DateTime<Utc>,
}

pub async fn list(conn: &mut PgConnection) -> Result<Vec<Listed>, Error> {
    let rows = sqlx::query!(
        r#"SELECT e.id, e.name, e.production,
                  (SELECT count(*) FROM environment_targets t WHERE t.environment_id = e.id) AS "targets!",
                  (SELECT count(*) FROM deployments d WHERE d.environment_id = e.id AND d.archived_at IS NULL
                   AND d.state IN ('preparing', 'deploying', 'watching')) AS "live!"
           FROM environments e ORDER BY e.production, lower(e.name), e.id LIMIT 1000"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            environment: Environment {
                id: EnvironmentId(row.id),
                name: row.name,
                production: row.production,
            },
            targets: row.targets,
            live: row.live,
        })
        .collect())
}

/// True for somebody who holds a role in a service or a deployment, or belongs to a team: they may know of environments.
pub async fn may_know(conn: &mut PgConnection, person: PersonId) -> Result<bool, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM team_members WHERE person_id = $1)
               OR EXISTS (SELECT 1 FROM service_roles WHERE person_id = $1 AND role <> 'stakeholder')
               OR EXISTS (SELECT 1 FROM deployment_roles WHERE person_id = $1 AND role <> 'stakeholder') AS "may!""#,
        person.0
    )
    .fetch_one(conn)
    .await?)
}

pub async fn find(conn: &mut PgConnection, id: EnvironmentId) -> Result<Option<Environment>, Error> {
    let row = sqlx::query!(
        "SELECT id, name, production FROM environments WHERE id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Environment {
        id: EnvironmentId(row.id),
        name: row.name,
        production: row.production,
    }))
}

pub async fn by_name(conn: &mut PgConnection, name: &str) -> Result<Option<EnvironmentId>, Error> {
    Ok(
        sqlx::query_scalar!("SELECT id FROM environments WHERE name = $1", name)
            .fetch_optional(conn)
            .await?
            .map(EnvironmentId),
    )
}

/// Refused by the constraint `environments_name_key` when the name is taken.
pub async fn insert(
    conn: &mut PgConnection,
    environment: &Environment,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO environments (id, name, production, created_at) VALUES ($1, $2, $3, $4)",
        environment.id.0,
        environment.name,
        environment.production,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn change(conn: &mut PgConnection, environment: &Environment) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE environments SET name = $2, production = $3 WHERE id = $1",
        environment.id.0,
        environment.name,
        environment.production
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn targets(conn: &mut PgConnection, id: EnvironmentId) -> Result<Vec<Target>, Error> {
    let rows = sqlx::query!(
        "SELECT id, host, port_from, port_to, note, created_at FROM environment_targets
         WHERE environment_id = $1 ORDER BY host, port_from, port_to",
        id.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Target {
                id: TargetId(row.id),
                host: row.host,
                port_from: port(row.port_from, row.id)?,
                port_to: port(row.port_to, row.id)?,
                note: row.note,
                created_at: row.created_at,
            })
        })
        .collect()
}

/// Refused by the constraint `environment_targets_key` when the line is there already.
pub async fn insert_target(conn: &mut PgConnection, id: EnvironmentId, target: &Target) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO environment_targets (id, environment_id, host, port_from, port_to, note, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        target.id.0,
        id.0,
        target.host,
        i32::from(target.port_from),
        i32::from(target.port_to),
        target.note,
        target.created_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was removed: host and ports.
pub async fn remove_target(
    conn: &mut PgConnection,
    id: EnvironmentId,
    target: TargetId,
) -> Result<Option<(String, u16, u16)>, Error> {
    let row = sqlx::query!(
        "DELETE FROM environment_targets WHERE environment_id = $1 AND id = $2 RETURNING id, host, port_from, port_to",
        id.0,
        target.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| Ok((row.host, port(row.port_from, row.id)?, port(row.port_to, row.id)?)))
        .transpose()
}

pub async fn variables(conn: &mut PgConnection, id: EnvironmentId) -> Result<Vec<(String, String)>, Error> {
    let rows = sqlx::query!(
        "SELECT name, value FROM environment_variables WHERE environment_id = $1 ORDER BY name",
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.value)).collect())
}

pub async fn set_variable(
    conn: &mut PgConnection,
    id: EnvironmentId,
    name: &str,
    value: &str,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO environment_variables (environment_id, name, value) VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT environment_variables_pkey DO UPDATE SET value = EXCLUDED.value",
        id.0,
        name,
        value
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// False when there was none of this name.
pub async fn remove_variable(conn: &mut PgConnection, id: EnvironmentId, name: &str) -> Result<bool, Error> {
    let done = sqlx::query!(
        "DELETE FROM environment_variables WHERE environment_id = $1 AND name = $2",
        id.0,
        name
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub async fn connections(conn: &mut PgConnection, id: EnvironmentId) -> Result<Vec<Connection>, Error> {
    let rows = sqlx::query!(
        "SELECT id, name, shown, sealed, created_at FROM environment_connections WHERE environment_id = $1 ORDER BY name",
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Connection {
            id: ConnectionId(row.id),
            name: row.name,
            shown: row.shown,
            sealed: row.sealed,
            created_at: row.created_at,
        })
        .collect())
}

/// Saves a connection in place of one of the same name.
pub async fn save_connection(
    conn: &mut PgConnection,
    id: EnvironmentId,
    new: &Connection,
) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM environment_connections WHERE environment_id = $1 AND name = $2",
        id.0,
        new.name
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "INSERT INTO environment_connections (id, environment_id, name, shown, sealed, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        new.id.0,
        id.0,
        new.name,
        new.shown,
        new.sealed,
        new.created_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The name of what was removed.
pub async fn remove_connection(
    conn: &mut PgConnection,
    id: EnvironmentId,
    connection: ConnectionId,
) -> Result<Option<String>, Error> {
    Ok(sqlx::query_scalar!(
        "DELETE FROM environment_connections WHERE environment_id = $1 AND id = $2 RETURNING name",
        id.0,
        connection.0
    )
    .fetch_optional(conn)
    .await?)
}

fn port(value: i32, target: uuid::Uuid) -> Result<u16, Error> {
    u16::try_from(value).map_err(|_| Error::inconsistent("environment_targets", "port", target))
}
