//! Sessions: one row per signed-in browser, found by the hash of its id. Nothing in a row changes but when it was last seen.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{PersonId, SessionRef};
use sqlx::PgConnection;

use crate::{Error, people::Person};

/// How often `last_seen_at` is written at most.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A session to begin.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    pub id_hash: [u8; 32],
    pub reference: SessionRef,
    pub person: PersonId,
    pub at: DateTime<Utc>,
    pub user_agent: &'a str,
    pub address: &'a str,
    /// How long it can last at most, for an admin and for others.
    pub admin_lifetime: TimeDelta,
    pub lifetime: TimeDelta,
}

/// A session that counts now, and whose it is.
#[derive(Clone, Debug)]
pub struct Live {
    pub person: Person,
    pub reference: SessionRef,
    pub authenticated_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// A line of a person's list of sessions.
#[derive(Clone, Debug)]
pub struct Listed {
    pub reference: SessionRef,
    pub user_agent: String,
    pub address: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Begins a session; its end depends on whether the person is an admin now. False when the person is not active.
pub async fn insert(conn: &mut PgConnection, new: &NewSession<'_>) -> Result<bool, Error> {
    let done = sqlx::query!(
        "INSERT INTO sessions
             (id_hash, reference, person_id, created_at, authenticated_at, last_seen_at, expires_at, user_agent, address)
         SELECT $1, $2, p.id, $4, $4, $4, CASE WHEN p.admin THEN $5::timestamptz ELSE $6::timestamptz END, $7, $8
         FROM people p WHERE p.id = $3 AND p.deactivated_at IS NULL",
        &new.id_hash[..],
        new.reference.0,
        new.person.0,
        new.at,
        new.at + new.admin_lifetime,
        new.at + new.lifetime,
        new.user_agent,
        new.address,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The session with this id, if it counts: not expired, seen within `idle`, its person active. One statement; `touch`
/// notes that it was seen, once a minute at most.
pub async fn live(
    conn: &mut PgConnection,
    id_hash: &[u8; 32],
    now: DateTime<Utc>,
    idle: TimeDelta,
    touch: bool,
) -> Result<Option<Live>, Error> {
    let row = sqlx::query!(
        r#"WITH found AS (
               SELECT s.id_hash, s.reference, s.authenticated_at, s.expires_at, p.id, p.email, p.full_name, p.admin, p.auditor,
                      p.created_at
               FROM sessions s JOIN people p ON p.id = s.person_id
               WHERE s.id_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND p.deactivated_at IS NULL
           ), touched AS (
               UPDATE sessions s SET last_seen_at = $2 FROM found
               WHERE $5 AND s.id_hash = found.id_hash AND s.last_seen_at <= $4
           )
           SELECT reference AS "reference!", authenticated_at AS "authenticated_at!", expires_at AS "expires_at!",
                  id AS "id!", email AS "email!", full_name AS "full_name!", admin AS "admin!", auditor AS "auditor!",
                  created_at AS "created_at!"
           FROM found"#,
        &id_hash[..],
        now,
        now - idle,
        now - TOUCH_EVERY,
        touch,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Live {
        person: Person {
            id: PersonId(row.id),
            email: row.email,
            full_name: row.full_name,
            admin: row.admin,
            auditor: row.auditor,
            created_at: row.created_at,
            deactivated_at: None,
        },
        reference: SessionRef(row.reference),
        authenticated_at: row.authenticated_at,
        expires_at: row.expires_at,
    }))
}

/// Sessions of a person that count now, the one seen last first.
pub async fn of_person(
    conn: &mut PgConnection,
    person: PersonId,
    now: DateTime<Utc>,
    idle: TimeDelta,
) -> Result<Vec<Listed>, Error> {
    let rows = sqlx::query!(
        "SELECT reference, user_agent, address, created_at, last_seen_at, expires_at FROM sessions
         WHERE person_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY last_seen_at DESC, reference LIMIT 100",
        person.0,
        now,
        now - idle,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            reference: SessionRef(row.reference),
            user_agent: row.user_agent,
            address: row.address,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
        })
        .collect())
}

pub async fn delete(conn: &mut PgConnection, id_hash: &[u8; 32]) -> Result<(), Error> {
    sqlx::query!("DELETE FROM sessions WHERE id_hash = $1", &id_hash[..])
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends one session of a person. False when there was none.
pub async fn end_one(
    conn: &mut PgConnection,
    person: PersonId,
    reference: SessionRef,
) -> Result<bool, Error> {
    let done = sqlx::query!(
        "DELETE FROM sessions WHERE person_id = $1 AND reference = $2",
        person.0,
        reference.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends all sessions of a person but one, or all. Returns how many.
pub async fn end_all(
    conn: &mut PgConnection,
    person: PersonId,
    but: Option<SessionRef>,
) -> Result<u64, Error> {
    let done = sqlx::query!(
        "DELETE FROM sessions WHERE person_id = $1 AND ($2::uuid IS NULL OR reference <> $2)",
        person.0,
        but.map(|reference| reference.0)
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Forgets sessions that can never count again.
pub async fn sweep(conn: &mut PgConnection, now: DateTime<Utc>, idle: TimeDelta) -> Result<u64, Error> {
    let done = sqlx::query!(
        "DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2",
        now,
        now - idle
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
