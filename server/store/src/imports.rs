//! Drafts: documents that were read and not made into anything yet. Each belongs to the person who brought it.

use chrono::{DateTime, Utc};
use domain::{
    checklist::Checklist,
    correction::Kept,
    ids::{DeploymentId, ImportId, PersonId},
};
use sqlx::{PgConnection, types::Json};

use crate::Error;

#[derive(Clone, Debug)]
pub struct Import {
    pub id: ImportId,
    pub name: String,
    /// The decoded source, secrets masked.
    pub text: String,
    pub sha256: [u8; 32],
    pub proposed: Checklist,
    pub checklist: Checklist,
    /// What was corrected so far, in order. `None` for a draft from before corrections were kept.
    pub corrections: Option<Vec<Kept>>,
    /// The deployment of which this is a newer version.
    pub deployment: Option<DeploymentId>,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

/// A line of the list of drafts.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: ImportId,
    pub name: String,
    pub title: String,
    pub updated_at: DateTime<Utc>,
}

pub async fn insert(conn: &mut PgConnection, person: PersonId, import: &Import) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO imports (id, person_id, name, text, sha256, proposed, checklist, version, created_at, updated_at,
                              corrections, deployment_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)",
        import.id.0,
        person.0,
        import.name,
        import.text,
        &import.sha256[..],
        Json(&import.proposed) as _,
        Json(&import.checklist) as _,
        import.version,
        import.updated_at,
        import.corrections.as_ref().map(Json) as _,
        import.deployment.map(|id| id.0)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A draft of this person.
pub async fn find(conn: &mut PgConnection, person: PersonId, id: ImportId) -> Result<Option<Import>, Error> {
    read(conn, person, id, false).await
}

/// As [`find`], holding the row until the transaction ends.
pub async fn lock(conn: &mut PgConnection, person: PersonId, id: ImportId) -> Result<Option<Import>, Error> {
    read(conn, person, id, true).await
}

async fn read(
    conn: &mut PgConnection,
    person: PersonId,
    id: ImportId,
    lock: bool,
) -> Result<Option<Import>, Error> {
    if lock {
        sqlx::query!(
            r#"SELECT 1 AS "one!" FROM imports WHERE id = $1 AND person_id = $2 FOR NO KEY UPDATE"#,
            id.0,
            person.0
        )
        .fetch_optional(&mut *conn)
        .await?;
    }
    let row = sqlx::query!(
        r#"SELECT id, name, text, sha256, proposed AS "proposed: Json<Checklist>", checklist AS "checklist: Json<Checklist>",
                  corrections AS "corrections: Json<Vec<Kept>>", deployment_id, version, updated_at
           FROM imports WHERE id = $1 AND person_id = $2"#,
        id.0,
        person.0
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let sha256 = row
        .sha256
        .try_into()
        .map_err(|_| Error::inconsistent("imports", "sha256", row.id))?;
    Ok(Some(Import {
        id: ImportId(row.id),
        name: row.name,
        text: row.text,
        sha256,
        proposed: row.proposed.0,
        checklist: row.checklist.0,
        corrections: row.corrections.map(|corrections| corrections.0),
        deployment: row.deployment_id.map(DeploymentId),
        version: row.version,
        updated_at: row.updated_at,
    }))
}

/// The newest fifty drafts of a person that were not used yet.
pub async fn drafts(conn: &mut PgConnection, person: PersonId) -> Result<Vec<Listed>, Error> {
    let rows = sqlx::query!(
        r#"SELECT id, name, COALESCE(checklist->>'title', '') AS "title!", updated_at
           FROM imports WHERE person_id = $1 AND used_at IS NULL ORDER BY updated_at DESC, id LIMIT 50"#,
        person.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            id: ImportId(row.id),
            name: row.name,
            title: row.title,
            updated_at: row.updated_at,
        })
        .collect())
}

/// Saves the corrected checklist as the next version, with the corrections that led to it. Stale when the draft is not at `seen` any more.
pub async fn save(
    conn: &mut PgConnection,
    person: PersonId,
    id: ImportId,
    seen: i32,
    checklist: &Checklist,
    corrections: Option<&[Kept]>,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let done = sqlx::query!(
        "UPDATE imports SET checklist = $4, version = version + 1, updated_at = $5, corrections = $6
         WHERE id = $1 AND person_id = $2 AND version = $3",
        id.0,
        person.0,
        seen,
        Json(checklist) as _,
        at,
        corrections.map(Json) as _
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}

pub async fn mark_used(conn: &mut PgConnection, id: ImportId, at: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query!("UPDATE imports SET used_at = $2 WHERE id = $1", id.0, at)
        .execute(conn)
        .await?;
    Ok(())
}

/// False when the person has no such draft.
pub async fn delete(conn: &mut PgConnection, person: PersonId, id: ImportId) -> Result<bool, Error> {
    let done = sqlx::query!(
        "DELETE FROM imports WHERE id = $1 AND person_id = $2",
        id.0,
        person.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}
