//! Sessions of browsers, as tower-sessions wants them, over our own table. A row holds whose session it is and when it was
//! begun and seen; nothing in it is written back from a request, so an ended session cannot come back.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{PersonId, SessionRef};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgPool};
use store::sessions::{Live, NewSession};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

use crate::clock::Clock;

/// A session nobody used for so long is over.
pub const IDLE: TimeDelta = TimeDelta::hours(1);
/// However much it is used, a session ends after this.
pub const LIFETIME: TimeDelta = TimeDelta::hours(24);
/// An admin's session ends sooner: it opens more.
pub const ADMIN_LIFETIME: TimeDelta = TimeDelta::hours(12);

/// The keys of a session's data.
pub const PERSON: &str = "person";
pub const BROWSER: &str = "browser";
pub const ADDRESS: &str = "address";

/// As much of a browser's own words as is kept.
const BROWSER_CHARACTERS: usize = 200;

/// The sessions in the database.
#[derive(Clone)]
pub struct Sessions {
    pool: PgPool,
    clock: Arc<dyn Clock>,
}

impl Sessions {
    #[must_use]
    pub fn new(pool: PgPool, clock: Arc<dyn Clock>) -> Self {
        Self { pool, clock }
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

/// What is kept of a session's id.
#[must_use]
pub fn hash_of(id: &Id) -> [u8; 32] {
    Sha256::digest(id.0.to_be_bytes()).into()
}

/// Whose session it is, if it counts now. With `touch` it is noted as used, which requests do and open streams do not.
///
/// # Errors
/// When the database does not answer.
pub async fn caller_of(
    conn: &mut PgConnection,
    id_hash: &[u8; 32],
    now: DateTime<Utc>,
    touch: bool,
) -> std::result::Result<Option<Live>, store::Error> {
    store::sessions::live(conn, id_hash, now, IDLE, touch).await
}

#[async_trait]
impl SessionStore for Sessions {
    /// A session of somebody becomes a row. One of nobody is not kept: it would hold nothing.
    async fn create(&self, record: &mut Record) -> Result<()> {
        let Some(person) = person(record) else {
            return Ok(());
        };
        let text = |key: &str| record.data.get(key).and_then(Value::as_str).unwrap_or_default();
        let browser: String = text(BROWSER)
            .chars()
            .filter(|c| !c.is_control())
            .take(BROWSER_CHARACTERS)
            .collect();
        let new = NewSession {
            id_hash: hash_of(&record.id),
            reference: SessionRef(uuid::Uuid::now_v7()),
            person,
            at: self.clock.now(),
            user_agent: &browser,
            address: text(ADDRESS),
            admin_lifetime: ADMIN_LIFETIME,
            lifetime: LIFETIME,
        };
        let mut conn = self.pool.acquire().await.map_err(backend)?;
        match store::sessions::insert(&mut conn, &new).await.map_err(backend)? {
            true => Ok(()),
            false => Err(Error::Backend("the person is not active".to_owned())),
        }
    }

    /// Nothing in a row changes after it was made.
    async fn save(&self, _record: &Record) -> Result<()> {
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut conn = self.pool.acquire().await.map_err(backend)?;
        let live = caller_of(&mut conn, &hash_of(id), self.clock.now(), false)
            .await
            .map_err(backend)?;
        live.map(|live| {
            let expiry_date = OffsetDateTime::from_unix_timestamp(live.expires_at.timestamp())
                .map_err(|error| Error::Decode(error.to_string()))?;
            let data = [(PERSON.to_owned(), Value::String(live.person.id.to_string()))].into();
            Ok(Record {
                id: *id,
                data,
                expiry_date,
            })
        })
        .transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut conn = self.pool.acquire().await.map_err(backend)?;
        store::sessions::delete(&mut conn, &hash_of(id))
            .await
            .map_err(backend)
    }
}

fn person(record: &Record) -> Option<PersonId> {
    record.data.get(PERSON)?.as_str()?.parse().ok()
}

fn backend(error: impl fmt::Display) -> Error {
    Error::Backend(error.to_string())
}
