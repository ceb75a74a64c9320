//! Share links: each opens one deployment's published summary, for anyone who has it.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{DeploymentId, PersonId, ShareLinkId};
use sqlx::PgConnection;

use crate::Error;

/// How often `last_used_at` is written at most.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

#[derive(Clone, Debug)]
pub struct ShareLink {
    pub id: ShareLinkId,
    pub note: String,
    pub made_by: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A link to keep.
pub struct NewShareLink<'a> {
    pub id: ShareLinkId,
    pub deployment: DeploymentId,
    pub token_hash: [u8; 32],
    pub note: &'a str,
    pub made_by: PersonId,
    pub at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

pub async fn insert(conn: &mut PgConnection, new: &NewShareLink<'_>) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO share_links (id, deployment_id, token_hash, note, made_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        new.id.0,
        new.deployment.0,
        &new.token_hash[..],
        new.note,
        new.made_by.0,
        new.at,
        new.expires_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The links of a deployment, the newest first.
pub async fn of_deployment(conn: &mut PgConnection, id: DeploymentId) -> Result<Vec<ShareLink>, Error> {
    let rows = sqlx::query!(
        "SELECT l.id, l.note, p.full_name AS made_by, l.created_at, l.expires_at, l.revoked_at, l.last_used_at
         FROM share_links l JOIN people p ON p.id = l.made_by
         WHERE l.deployment_id = $1 ORDER BY l.created_at DESC, l.id DESC LIMIT 200",
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ShareLink {
            id: ShareLinkId(row.id),
            note: row.note,
            made_by: row.made_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
        })
        .collect())
}

/// The deployment that an open link leads to; its use is noted, once a minute at most.
pub async fn open(
    conn: &mut PgConnection,
    token_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<DeploymentId>, Error> {
    let found = sqlx::query!(
        "SELECT id, deployment_id, last_used_at FROM share_links
         WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2",
        &token_hash[..],
        now
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(link) = found else { return Ok(None) };
    if link.last_used_at.is_none_or(|used| used <= now - TOUCH_EVERY) {
        sqlx::query!(
            "UPDATE share_links SET last_used_at = $2 WHERE id = $1",
            link.id,
            now
        )
        .execute(conn)
        .await?;
    }
    Ok(Some(DeploymentId(link.deployment_id)))
}

/// The deployment of a link.
pub async fn deployment_of(conn: &mut PgConnection, id: ShareLinkId) -> Result<Option<DeploymentId>, Error> {
    Ok(
        sqlx::query_scalar!("SELECT deployment_id FROM share_links WHERE id = $1", id.0)
            .fetch_optional(conn)
            .await?
            .map(DeploymentId),
    )
}

/// False when it was revoked already.
pub async fn revoke(conn: &mut PgConnection, id: ShareLinkId, at: DateTime<Utc>) -> Result<bool, Error> {
    let done = sqlx::query!(
        "UPDATE share_links SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
        id.0,
        at
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Revokes every open link that a person made: the links and their deployments.
pub async fn revoke_of(
    conn: &mut PgConnection,
    person: PersonId,
    at: DateTime<Utc>,
) -> Result<Vec<(ShareLinkId, DeploymentId)>, Error> {
    let rows = sqlx::query!(
        "UPDATE share_links SET revoked_at = $2
         WHERE made_by = $1 AND revoked_at IS NULL AND expires_at > $2 RETURNING id, deployment_id",
        person.0,
        at
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (ShareLinkId(row.id), DeploymentId(row.deployment_id)))
        .collect())
}
