//! What became of an act whose commit was not answered: the connection was lost with the answer on its way. The act's key
//! tells, since it was taken in the same transaction.

use std::time::Duration;

use app::api::error::ApiError;
use chrono::{DateTime, Utc};
use domain::{canonical::Hash, ids::PersonId};
use sqlx::PgPool;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

/// A database that was stopped is usually back within this; whoever waits for an answer waits no longer.
const ASK_WITHIN: Duration = Duration::from_secs(8);
const ASK_EVERY: Duration = Duration::from_millis(250);

/// The key of a form, as the act took it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub person: PersonId,
    pub key: Uuid,
    pub act: &'static str,
    pub fingerprint: Hash,
    pub at: DateTime<Utc>,
}

/// Returns when the act was saved after all.
///
/// # Errors
/// `Unavailable` when it certainly was not, `Unsettled` when nobody knows yet.
pub(super) async fn resolve(pool: &PgPool, taken: Option<Taken>) -> Result<(), ApiError> {
    let Some(taken) = taken else {
        return Err(ApiError::Unsettled { once: false });
    };
    let asking = async {
        loop {
            match was_saved(pool, taken).await {
                Ok(saved) => return saved,
                Err(_) => sleep(ASK_EVERY).await,
            }
        }
    };
    match timeout(ASK_WITHIN, asking).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(ApiError::Unavailable),
        Err(_) => Err(ApiError::Unsettled { once: true }),
    }
}

/// Takes the key once more, and gives it back. PostgreSQL lets that wait while the lost transaction is still under way, so
/// that "nobody has it" is final; a look at the committed rows alone could come too early.
async fn was_saved(pool: &PgPool, taken: Taken) -> Result<bool, store::Error> {
    let mut tx = pool.begin().await?;
    let Taken {
        person,
        key,
        act,
        fingerprint,
        at,
    } = taken;
    let used = store::idempotency::take(&mut tx, person, key, act, fingerprint, at).await?;
    tx.rollback().await?;
    Ok(used.is_some())
}
