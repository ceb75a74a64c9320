//! Reset links: one use, one person.

use chrono::{DateTime, Utc};
use domain::ids::PersonId;
use sqlx::PgConnection;

use crate::Error;

/// Makes a link; older ones of the person are gone.
pub async fn replace(
    conn: &mut PgConnection,
    person: PersonId,
    token_hash: [u8; 32],
    at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    forget(conn, person).await?;
    sqlx::query!(
        "INSERT INTO password_resets (token_hash, person_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
        &token_hash[..],
        person.0,
        at,
        expires_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whose open link this is; the row is held until the transaction ends.
pub async fn lock_open(
    conn: &mut PgConnection,
    token_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<PersonId>, Error> {
    Ok(sqlx::query_scalar!(
        "SELECT r.person_id FROM password_resets r JOIN people p ON p.id = r.person_id AND p.deactivated_at IS NULL
         WHERE r.token_hash = $1 AND r.used_at IS NULL AND r.expires_at > $2 FOR UPDATE OF r",
        &token_hash[..],
        now
    )
    .fetch_optional(conn)
    .await?
    .map(PersonId))
}

pub async fn mark_used(
    conn: &mut PgConnection,
    token_hash: &[u8; 32],
    at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE password_resets SET used_at = $2 WHERE token_hash = $1",
        &token_hash[..],
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes back all links of a person.
pub async fn forget(conn: &mut PgConnection, person: PersonId) -> Result<(), Error> {
    sqlx::query!("DELETE FROM password_resets WHERE person_id = $1", person.0)
        .execute(conn)
        .await?;
    Ok(())
}
