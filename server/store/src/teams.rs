//! Teams and their members.

use chrono::{DateTime, Utc};
use domain::{
    ids::{DeploymentId, PersonId, TeamId},
    role::Role,
    role_names::RoleNames,
};
use sqlx::PgConnection;

use crate::{Error, error::read};

/// A line of the list of teams.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: TeamId,
    pub name: String,
    pub members: i64,
    pub services: i64,
}

/// Teams a person belongs to, or all of them.
pub async fn list(conn: &mut PgConnection, member: Option<PersonId>) -> Result<Vec<Listed>, Error> {
    let rows = sqlx::query!(
        r#"SELECT t.id, t.name,
                  (SELECT count(*) FROM team_members m WHERE m.team_id = t.id) AS "members!",
                  (SELECT count(*) FROM services s WHERE s.team_id = t.id) AS "services!"
           FROM teams t
           WHERE $1::uuid IS NULL OR EXISTS (SELECT 1 FROM team_members m WHERE m.team_id = t.id AND m.person_id = $1)
           ORDER BY lower(t.name), t.id LIMIT 1000"#,
        member.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            id: TeamId(row.id),
            name: row.name,
            members: row.members,
            services: row.services,
        })
        .collect())
}

/// The name of a team, and whether the person belongs to it.
pub async fn find(
    conn: &mut PgConnection,
    id: TeamId,
    person: PersonId,
) -> Result<Option<(String, bool)>, Error> {
    let row = sqlx::query!(
        r#"SELECT t.name, EXISTS (SELECT 1 FROM team_members m WHERE m.team_id = t.id AND m.person_id = $2) AS "member!"
           FROM teams t WHERE t.id = $1"#,
        id.0,
        person.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.name, row.member)))
}

pub async fn by_name(conn: &mut PgConnection, name: &str) -> Result<Option<TeamId>, Error> {
    Ok(sqlx::query_scalar!("SELECT id FROM teams WHERE name = $1", name)
        .fetch_optional(conn)
        .await?
        .map(TeamId))
}

/// Refused by the constraint `teams_name_key` when the name is taken.
pub async fn insert(conn: &mut PgConnection, id: TeamId, name: &str, at: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO teams (id, name, created_at) VALUES ($1, $2, $3)",
        id.0,
        name,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn rename(conn: &mut PgConnection, id: TeamId, name: &str) -> Result<(), Error> {
    sqlx::query!("UPDATE teams SET name = $2 WHERE id = $1", id.0, name)
        .execute(conn)
        .await?;
    Ok(())
}

/// Members of a team who are active: id, name, address; by name.
pub async fn members(conn: &mut PgConnection, id: TeamId) -> Result<Vec<(PersonId, String, String)>, Error> {
    let rows = sqlx::query!(
        "SELECT p.id, p.full_name, p.email FROM team_members m JOIN people p ON p.id = m.person_id
         WHERE m.team_id = $1 AND p.deactivated_at IS NULL ORDER BY lower(p.full_name), p.id",
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (PersonId(row.id), row.full_name, row.email))
        .collect())
}

/// False when the person was a member already.
pub async fn add_member(
    conn: &mut PgConnection,
    id: TeamId,
    person: PersonId,
    at: DateTime<Utc>,
) -> Result<bool, Error> {
    let done = sqlx::query!(
        "INSERT INTO team_members (team_id, person_id, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        id.0,
        person.0,
        at
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// False when the person was no member.
pub async fn remove_member(conn: &mut PgConnection, id: TeamId, person: PersonId) -> Result<bool, Error> {
    let done = sqlx::query!(
        "DELETE FROM team_members WHERE team_id = $1 AND person_id = $2",
        id.0,
        person.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What the team calls its roles.
pub async fn role_names(conn: &mut PgConnection, id: TeamId) -> Result<RoleNames, Error> {
    let names = sqlx::query_scalar!(r#"SELECT role_names_of_team($1) AS "names!""#, id.0)
        .fetch_one(conn)
        .await?;
    read(names, "team_role_names", "role", id)
}

/// Replaces the team's names by these.
pub async fn name_roles(conn: &mut PgConnection, id: TeamId, names: &RoleNames) -> Result<(), Error> {
    let (roles, words): (Vec<String>, Vec<String>) = Role::ALL
        .into_iter()
        .filter_map(|role| Some((role.key().to_owned(), names.own(role)?.to_owned())))
        .unzip();
    sqlx::query!("DELETE FROM team_role_names WHERE team_id = $1", id.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "INSERT INTO team_role_names (team_id, role, name) SELECT $1, * FROM UNNEST($2::text[], $3::text[])",
        id.0,
        &roles,
        &words
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Deployments of the team's services that are under way: their open pages say the new names.
pub async fn open_deployments(conn: &mut PgConnection, id: TeamId) -> Result<Vec<DeploymentId>, Error> {
    let ids = sqlx::query_scalar!(
        "SELECT d.id FROM deployments d JOIN services s ON s.id = d.service_id
         WHERE s.team_id = $1 AND d.archived_at IS NULL AND d.state IN ('draft', 'preparing', 'deploying', 'watching')",
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(DeploymentId).collect())
}
