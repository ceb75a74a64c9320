//! People: accounts are never deleted, only deactivated.

use chrono::{DateTime, Utc};
use domain::ids::PersonId;
use sqlx::PgConnection;

use crate::Error;

/// A person's account, without its password.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub id: PersonId,
    pub email: String,
    pub full_name: String,
    pub admin: bool,
    pub auditor: bool,
    pub created_at: DateTime<Utc>,
    pub deactivated_at: Option<DateTime<Utc>>,
}

/// What a sign-in needs to know.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub person: Person,
    /// None until a password was chosen.
    pub password_hash: Option<String>,
}

/// A line of the list of people.
#[derive(Clone, Debug)]
pub struct Listed {
    pub person: Person,
    pub teams: Vec<String>,
    pub last_seen_at: Option<DateTime<Utc>>,
}

struct PersonRow {
    id: uuid::Uuid,
    email: String,
    full_name: String,
    password_hash: Option<String>,
    admin: bool,
    auditor: bool,
    created_at: DateTime<Utc>,
    deactivated_at: Option<DateTime<Utc>>,
}

impl From<PersonRow> for Credentials {
    fn from(row: PersonRow) -> Self {
        Self {
            person: Person {
                id: PersonId(row.id),
                email: row.email,
                full_name: row.full_name,
                admin: row.admin,
                auditor: row.auditor,
                created_at: row.created_at,
                deactivated_at: row.deactivated_at,
            },
            password_hash: row.password_hash,
        }
    }
}

/// True once anybody has an account.
pub async fn any(conn: &mut PgConnection) -> Result<bool, Error> {
    Ok(
        sqlx::query_scalar!(r#"SELECT EXISTS (SELECT 1 FROM people) AS "any!""#)
            .fetch_one(conn)
            .await?,
    )
}

/// One at a time: until the transaction ends nobody else gets past here.
pub async fn lock_administration(conn: &mut PgConnection) -> Result<(), Error> {
    sqlx::query!(r#"SELECT pg_advisory_xact_lock(4862195100)::text AS "locked""#)
        .fetch_one(conn)
        .await?;
    Ok(())
}

pub async fn insert(
    conn: &mut PgConnection,
    person: &Person,
    password_hash: Option<&str>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO people (id, email, full_name, password_hash, admin, auditor, created_at, deactivated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        person.id.0,
        person.email,
        person.full_name,
        password_hash,
        person.admin,
        person.auditor,
        person.created_at,
        person.deactivated_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn by_email(conn: &mut PgConnection, email: &str) -> Result<Option<Credentials>, Error> {
    let row = sqlx::query_as!(
        PersonRow,
        "SELECT id, email, full_name, password_hash, admin, auditor, created_at, deactivated_at
         FROM people WHERE email = $1",
        email
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Credentials::from))
}

pub async fn by_id(conn: &mut PgConnection, id: PersonId) -> Result<Option<Credentials>, Error> {
    let row = sqlx::query_as!(
        PersonRow,
        "SELECT id, email, full_name, password_hash, admin, auditor, created_at, deactivated_at
         FROM people WHERE id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Credentials::from))
}

/// As [`by_id`], holding the row until the transaction ends.
pub async fn lock(conn: &mut PgConnection, id: PersonId) -> Result<Option<Credentials>, Error> {
    let row = sqlx::query_as!(
        PersonRow,
        "SELECT id, email, full_name, password_hash, admin, auditor, created_at, deactivated_at
         FROM people WHERE id = $1 FOR NO KEY UPDATE",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Credentials::from))
}

pub async fn set_password(conn: &mut PgConnection, id: PersonId, password_hash: &str) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE people SET password_hash = $2 WHERE id = $1",
        id.0,
        password_hash
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn set_rights(
    conn: &mut PgConnection,
    id: PersonId,
    admin: bool,
    auditor: bool,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE people SET admin = $2, auditor = $3 WHERE id = $1",
        id.0,
        admin,
        auditor
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn set_deactivated(
    conn: &mut PgConnection,
    id: PersonId,
    at: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    sqlx::query!("UPDATE people SET deactivated_at = $2 WHERE id = $1", id.0, at)
        .execute(conn)
        .await?;
    Ok(())
}

/// How many admins there are who can sign in, without this person.
pub async fn other_admins(conn: &mut PgConnection, without: PersonId) -> Result<i64, Error> {
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM people
           WHERE admin AND deactivated_at IS NULL AND password_hash IS NOT NULL AND id <> $1"#,
        without.0
    )
    .fetch_one(conn)
    .await?)
}

/// A page of people whose name or address contains the text, by name.
pub async fn page(
    conn: &mut PgConnection,
    text: &str,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Listed>, i64), Error> {
    let pattern = containing(text);
    let total = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM people WHERE full_name ILIKE $1 OR email ILIKE $1"#,
        pattern
    )
    .fetch_one(&mut *conn)
    .await?;
    let rows = sqlx::query!(
        r#"SELECT p.id, p.email, p.full_name, p.admin, p.auditor, p.created_at, p.deactivated_at,
                  ARRAY(SELECT t.name FROM team_members m JOIN teams t ON t.id = m.team_id
                        WHERE m.person_id = p.id ORDER BY t.name) AS "teams!",
                  (SELECT max(s.last_seen_at) FROM sessions s WHERE s.person_id = p.id) AS last_seen_at
           FROM people p WHERE p.full_name ILIKE $1 OR p.email ILIKE $1
           ORDER BY p.deactivated_at IS NOT NULL, lower(p.full_name), p.id LIMIT $2 OFFSET $3"#,
        pattern,
        limit,
        offset
    )
    .fetch_all(conn)
    .await?;
    let people = rows
        .into_iter()
        .map(|row| Listed {
            person: Person {
                id: PersonId(row.id),
                email: row.email,
                full_name: row.full_name,
                admin: row.admin,
                auditor: row.auditor,
                created_at: row.created_at,
                deactivated_at: row.deactivated_at,
            },
            teams: row.teams,
            last_seen_at: row.last_seen_at,
        })
        .collect();
    Ok((people, total))
}

/// Everybody who can be chosen for something: id, name, address; by name.
pub async fn choices(conn: &mut PgConnection) -> Result<Vec<(PersonId, String, String)>, Error> {
    let rows = sqlx::query!(
        "SELECT id, full_name, email FROM people WHERE deactivated_at IS NULL ORDER BY lower(full_name), id LIMIT 2000"
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (PersonId(row.id), row.full_name, row.email))
        .collect())
}

/// The pattern for texts that contain this one, its own wildcards taken literally.
pub(crate) fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.trim().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
