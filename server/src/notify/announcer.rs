//! After commits: numbers the outbox rows and sends one signal for all of them. Acts themselves never notify, since
//! PostgreSQL makes commits that do queue behind each other.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use super::Changes;
use crate::clock::Clock;

/// For rows whose signal was lost: of a server that died between its commit and its announcement.
const SLOW_POLL: Duration = Duration::from_secs(2);
const RETRY: Duration = Duration::from_secs(1);
/// Rows announced longer ago have been read by every listener.
const OUTBOX_KEPT: TimeDelta = TimeDelta::hours(1);
/// Longer than any session lives, so that no open form holds an older key.
const KEYS_KEPT: TimeDelta = TimeDelta::days(30);
const SWEEP: Duration = Duration::from_secs(600);

pub(super) async fn run(pool: PgPool, clock: Arc<dyn Clock>, changes: Changes, stop: CancellationToken) {
    let mut sweep = tokio::time::interval(SWEEP);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = changes.committed.notified() => {}
            () = tokio::time::sleep(SLOW_POLL) => {}
            _ = sweep.tick() => {
                if let Err(error) = forget(&pool, clock.as_ref()).await {
                    tracing::warn!(%error, "spent rows could not be removed");
                }
                continue;
            }
        }
        if let Err(error) = announce(&pool).await {
            tracing::warn!(%error, "changes could not be announced; they will be");
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(RETRY) => changes.signal(),
            }
        }
    }
}

async fn announce(pool: &PgPool) -> store::Result<()> {
    let mut tx = pool.begin().await?;
    store::outbox::announce(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn forget(pool: &PgPool, clock: &dyn Clock) -> store::Result<()> {
    let now = clock.now();
    let mut conn = pool.acquire().await?;
    store::outbox::forget(&mut conn, now - OUTBOX_KEPT).await?;
    store::idempotency::forget(&mut conn, now - KEYS_KEPT).await?;
    store::sessions::sweep(&mut conn, now, crate::auth::sessions::IDLE).await?;
    store::sign_in_attempts::sweep(&mut conn, crate::auth::throttle::spent_before(now)).await?;
    store::attention::sweep(&mut conn, now).await?;
    store::form_answers::sweep(&mut conn, now).await?;
    Ok(())
}
