//! Evidence files: their description apart from their bytes.

use chrono::{DateTime, Utc};
use domain::{
    canonical::Hash,
    ids::{DeploymentId, EvidenceId, ItemId, PersonId, ResultId},
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result, count};

#[derive(Clone, Debug)]
pub struct NewEvidence<'a> {
    pub id: EvidenceId,
    pub deployment: DeploymentId,
    pub item: ItemId,
    pub result: Option<ResultId>,
    pub name: &'a str,
    pub media_type: &'a str,
    pub sha256: Hash,
    pub bytes: &'a [u8],
    pub person: PersonId,
    pub person_name: &'a str,
    pub at: DateTime<Utc>,
}

pub async fn add(conn: &mut PgConnection, new: &NewEvidence<'_>) -> Result<()> {
    let size =
        i32::try_from(new.bytes.len()).map_err(|_| Error::inconsistent("evidence", "size_bytes", new.id))?;
    sqlx::query!(
        "INSERT INTO evidence (id, deployment_id, item_id, result_id, name, media_type, size_bytes, sha256, person_id,
                               person_name, added_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        new.id.0,
        new.deployment.0,
        new.item.0,
        new.result.map(|id| id.0),
        new.name,
        new.media_type,
        size,
        &new.sha256.0[..],
        new.person.0,
        new.person_name,
        new.at
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "INSERT INTO evidence_content (evidence_id, bytes) VALUES ($1, $2)",
        new.id.0,
        new.bytes
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub id: EvidenceId,
    pub name: String,
    pub media_type: String,
    pub size_bytes: u32,
    pub sha256: Hash,
    pub item: ItemId,
    pub item_text: String,
    pub result: Option<ResultId>,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// The evidence of a deployment, newest first; `item` limits it to one.
pub async fn of_deployment(
    conn: &mut PgConnection,
    id: DeploymentId,
    item: Option<ItemId>,
) -> Result<Vec<Evidence>> {
    let rows = sqlx::query!(
        "SELECT e.id, e.name, e.media_type, e.size_bytes, e.sha256, e.item_id, i.text, e.result_id, e.person_name, e.added_at
         FROM evidence e JOIN items i ON i.id = e.item_id
         WHERE e.deployment_id = $1 AND ($2::uuid IS NULL OR e.item_id = $2)
         ORDER BY e.added_at DESC, e.id DESC",
        id.0,
        item.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Evidence {
                id: EvidenceId(row.id),
                name: row.name,
                media_type: row.media_type,
                size_bytes: count(row.size_bytes, "evidence", "size_bytes", row.id)?,
                sha256: hash(&row.sha256, row.id)?,
                item: ItemId(row.item_id),
                item_text: row.text,
                result: row.result_id.map(ResultId),
                by: row.person_name,
                at: row.added_at,
            })
        })
        .collect()
}

/// A file and the deployment it belongs to.
#[derive(Clone, Debug)]
pub struct File {
    pub deployment: DeploymentId,
    pub name: String,
    pub media_type: String,
    pub sha256: Hash,
}

pub async fn file(conn: &mut PgConnection, id: EvidenceId) -> Result<Option<File>> {
    let row = sqlx::query!(
        "SELECT deployment_id, name, media_type, sha256 FROM evidence WHERE id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(File {
            deployment: DeploymentId(row.deployment_id),
            name: row.name,
            media_type: row.media_type,
            sha256: hash(&row.sha256, id.0)?,
        })
    })
    .transpose()
}

pub async fn bytes(conn: &mut PgConnection, id: EvidenceId) -> Result<Option<Vec<u8>>> {
    Ok(
        sqlx::query_scalar!("SELECT bytes FROM evidence_content WHERE evidence_id = $1", id.0)
            .fetch_optional(conn)
            .await?,
    )
}

fn hash(bytes: &[u8], id: Uuid) -> Result<Hash> {
    Hash::from_slice(bytes).ok_or_else(|| Error::inconsistent("evidence", "sha256", id))
}
