//! Counts of refused passwords per key and window. A key is eight bytes of a hash: however many names a flood makes up,
//! the rows of a window are bounded by what is swept.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::Error;

/// Counts a try for each key in the window that began at `window_start`, before its password is looked at: so tries made
/// at once are counted one after the other. The counts with this one, in the order of the keys.
pub async fn count(
    conn: &mut PgConnection,
    keys: &[[u8; 8]],
    window_start: DateTime<Utc>,
) -> Result<Vec<i32>, Error> {
    // In one order, so that two at once cannot wait for each other.
    let mut sorted: Vec<Vec<u8>> = keys.iter().map(|key| key.to_vec()).collect();
    sorted.sort();
    sorted.dedup();
    let counted = sqlx::query!(
        "INSERT INTO sign_in_attempts AS a (key, window_start, refused)
         SELECT k.key, $2, 1 FROM unnest($1::bytea[]) WITH ORDINALITY AS k (key, position) ORDER BY k.position
         ON CONFLICT ON CONSTRAINT sign_in_attempts_pkey DO UPDATE SET refused = a.refused + 1
         RETURNING key, refused",
        &sorted,
        window_start
    )
    .fetch_all(conn)
    .await?;
    Ok(keys
        .iter()
        .map(|key| {
            counted
                .iter()
                .find(|row| row.key == key)
                .map_or(1, |row| row.refused)
        })
        .collect())
}

/// Takes back one try: the password was right.
pub async fn take_back(
    conn: &mut PgConnection,
    key: [u8; 8],
    window_start: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE sign_in_attempts SET refused = refused - 1 WHERE key = $1 AND window_start = $2 AND refused > 1",
        &key[..],
        window_start
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the refusals of one key: the right password was given.
pub async fn forget(conn: &mut PgConnection, key: [u8; 8]) -> Result<(), Error> {
    sqlx::query!("DELETE FROM sign_in_attempts WHERE key = $1", &key[..])
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets windows that began before a time.
pub async fn sweep(conn: &mut PgConnection, before: DateTime<Utc>) -> Result<u64, Error> {
    Ok(
        sqlx::query!("DELETE FROM sign_in_attempts WHERE window_start < $1", before)
            .execute(conn)
            .await?
            .rows_affected(),
    )
}
