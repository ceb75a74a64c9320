//! Templates: checklists to be used again. A version is never changed; editing adds the next one.

use chrono::{DateTime, Utc};
use domain::{
    checklist::Checklist,
    ids::{PersonId, TeamId, TemplateId},
};
use sqlx::{PgConnection, types::Json};

use crate::Error;

/// A template with its newest version.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: TemplateId,
    pub name: String,
    pub team: TeamId,
    pub team_name: String,
    pub version: i32,
    pub saved_by: String,
    pub saved_at: DateTime<Utc>,
    pub phases: i32,
    pub items: i64,
}

/// Templates that are not archived, of a person's teams or of all.
pub async fn list(conn: &mut PgConnection, member: Option<PersonId>) -> Result<Vec<Listed>, Error> {
    let rows = sqlx::query!(
        r#"SELECT t.id, t.name, t.team_id, g.name AS team_name, v.version, p.full_name AS saved_by, v.saved_at,
                  jsonb_array_length(v.checklist->'phases') AS "phases!",
                  (SELECT count(*) FROM jsonb_path_query(v.checklist, 'strict $.**.kind ? (@ == "step" || @ == "check")')) AS "items!"
           FROM templates t
           JOIN teams g ON g.id = t.team_id
           JOIN LATERAL (SELECT * FROM template_versions v WHERE v.template_id = t.id ORDER BY version DESC LIMIT 1) v ON true
           JOIN people p ON p.id = v.saved_by
           WHERE t.archived_at IS NULL
             AND ($1::uuid IS NULL OR EXISTS (SELECT 1 FROM team_members m WHERE m.team_id = t.team_id AND m.person_id = $1))
           ORDER BY lower(t.name), t.id LIMIT 1000"#,
        member.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            id: TemplateId(row.id),
            name: row.name,
            team: TeamId(row.team_id),
            team_name: row.team_name,
            version: row.version,
            saved_by: row.saved_by,
            saved_at: row.saved_at,
            phases: row.phases,
            items: row.items,
        })
        .collect())
}

/// The name of a template and its team, if the person may see it; `None` for the person means anybody may.
pub async fn find(
    conn: &mut PgConnection,
    id: TemplateId,
    member: Option<PersonId>,
) -> Result<Option<(String, TeamId, String)>, Error> {
    let row = sqlx::query!(
        "SELECT t.name, t.team_id, g.name AS team_name FROM templates t JOIN teams g ON g.id = t.team_id
         WHERE t.id = $1 AND t.archived_at IS NULL
           AND ($2::uuid IS NULL OR EXISTS (SELECT 1 FROM team_members m WHERE m.team_id = t.team_id AND m.person_id = $2))",
        id.0,
        member.map(|id| id.0)
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.name, TeamId(row.team_id), row.team_name)))
}

/// The versions of a template, the newest first: number, who saved it, when.
pub async fn versions(
    conn: &mut PgConnection,
    id: TemplateId,
) -> Result<Vec<(i32, String, DateTime<Utc>)>, Error> {
    let rows = sqlx::query!(
        "SELECT v.version, p.full_name, v.saved_at FROM template_versions v JOIN people p ON p.id = v.saved_by
         WHERE v.template_id = $1 ORDER BY v.version DESC LIMIT 500",
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.version, row.full_name, row.saved_at))
        .collect())
}

pub async fn checklist(
    conn: &mut PgConnection,
    id: TemplateId,
    version: i32,
) -> Result<Option<Checklist>, Error> {
    let row = sqlx::query_scalar!(
        r#"SELECT checklist AS "checklist: Json<Checklist>" FROM template_versions WHERE template_id = $1 AND version = $2"#,
        id.0,
        version
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|checklist| checklist.0))
}

/// The template of this name in a team, archived or not; the row is held until the transaction ends.
pub async fn lock_by_name(
    conn: &mut PgConnection,
    team: TeamId,
    name: &str,
) -> Result<Option<TemplateId>, Error> {
    Ok(sqlx::query_scalar!(
        "SELECT id FROM templates WHERE team_id = $1 AND name = $2 FOR UPDATE",
        team.0,
        name
    )
    .fetch_optional(conn)
    .await?
    .map(TemplateId))
}

/// Refused by the constraint `templates_name_key` when the team has one of this name.
pub async fn insert(
    conn: &mut PgConnection,
    id: TemplateId,
    team: TeamId,
    name: &str,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO templates (id, team_id, name, created_at) VALUES ($1, $2, $3, $4)",
        id.0,
        team.0,
        name,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds the next version, and takes the template out of the archive. Its number.
pub async fn add_version(
    conn: &mut PgConnection,
    id: TemplateId,
    checklist: &Checklist,
    by: PersonId,
    at: DateTime<Utc>,
) -> Result<i32, Error> {
    sqlx::query!("UPDATE templates SET archived_at = NULL WHERE id = $1", id.0)
        .execute(&mut *conn)
        .await?;
    Ok(sqlx::query_scalar!(
        "INSERT INTO template_versions (template_id, version, checklist, saved_by, saved_at)
         SELECT $1, COALESCE(max(version), 0) + 1, $2, $3, $4 FROM template_versions WHERE template_id = $1
         RETURNING version",
        id.0,
        Json(checklist) as _,
        by.0,
        at
    )
    .fetch_one(conn)
    .await?)
}

/// False when it was archived already.
pub async fn archive(conn: &mut PgConnection, id: TemplateId, at: DateTime<Utc>) -> Result<bool, Error> {
    let done = sqlx::query!(
        "UPDATE templates SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL",
        id.0,
        at
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}
