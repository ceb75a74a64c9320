//! Keys of forms: an act sent twice takes effect once.

use chrono::{DateTime, Utc};
use domain::{canonical::Hash, ids::PersonId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result};

/// A key that was used before.
#[derive(Clone, Debug)]
pub struct Used {
    pub person: PersonId,
    pub act: String,
    pub fingerprint: Hash,
    pub answer: serde_json::Value,
}

/// Takes the key for this transaction, or says how it was used. Waits while another transaction holds the same key.
pub async fn take(
    conn: &mut PgConnection,
    person: PersonId,
    key: Uuid,
    act: &str,
    fingerprint: Hash,
    now: DateTime<Utc>,
) -> Result<Option<Used>> {
    let taken = sqlx::query!(
        "INSERT INTO idempotency_keys (person_id, key, act, fingerprint, created_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (key) DO NOTHING",
        person.0,
        key,
        act,
        &fingerprint.0[..],
        now
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    if taken == 1 {
        return Ok(None);
    }
    used(conn, key).await?.ok_or(Error::Stale).map(Some)
}

/// How a key was used by an act that is committed.
pub async fn used(conn: &mut PgConnection, key: Uuid) -> Result<Option<Used>> {
    let row = sqlx::query!(
        "SELECT person_id, act, fingerprint, answer FROM idempotency_keys WHERE key = $1",
        key
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Used {
            person: PersonId(row.person_id),
            act: row.act,
            fingerprint: Hash::from_slice(&row.fingerprint)
                .ok_or_else(|| Error::inconsistent("idempotency_keys", "fingerprint", key))?,
            answer: row.answer.unwrap_or(serde_json::Value::Null),
        })
    })
    .transpose()
}

/// Keeps the answer of the act that took the key.
pub async fn answer(conn: &mut PgConnection, key: Uuid, answer: &serde_json::Value) -> Result<()> {
    sqlx::query!(
        "UPDATE idempotency_keys SET answer = $2 WHERE key = $1",
        key,
        answer
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes keys that no form can still hold.
pub async fn forget(conn: &mut PgConnection, before: DateTime<Utc>) -> Result<u64> {
    let gone = sqlx::query!("DELETE FROM idempotency_keys WHERE created_at < $1", before)
        .execute(conn)
        .await?;
    Ok(gone.rows_affected())
}
