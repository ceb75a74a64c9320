//! What a form's answer says on the next page, sealed: the browser holds the token that opens it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::Error;

pub async fn insert(
    conn: &mut PgConnection,
    token_hash: [u8; 32],
    sealed: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO form_answers (token_hash, sealed, expires_at) VALUES ($1, $2, $3)",
        &token_hash[..],
        sealed,
        expires_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The sealed answer, while it is not too old.
pub async fn find(
    conn: &mut PgConnection,
    token_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, Error> {
    Ok(sqlx::query_scalar!(
        "SELECT sealed FROM form_answers WHERE token_hash = $1 AND expires_at > $2",
        &token_hash[..],
        now
    )
    .fetch_optional(conn)
    .await?)
}

/// False when it was gone already.
pub async fn delete(conn: &mut PgConnection, token_hash: &[u8; 32]) -> Result<bool, Error> {
    let done = sqlx::query!("DELETE FROM form_answers WHERE token_hash = $1", &token_hash[..])
        .execute(conn)
        .await?;
    Ok(done.rows_affected() > 0)
}

pub async fn sweep(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, Error> {
    Ok(
        sqlx::query!("DELETE FROM form_answers WHERE expires_at <= $1", now)
            .execute(conn)
            .await?
            .rows_affected(),
    )
}
