//! Hears the signal of any server on this database and re-reads the outbox from a cursor.

use std::time::Duration;

use sqlx::{PgPool, postgres::PgListener};
use tokio_util::sync::CancellationToken;

use super::{Changes, Heard};

const SLOW_POLL: Duration = Duration::from_secs(5);
const RECONNECT: Duration = Duration::from_secs(1);
const BATCH: i64 = 1000;

pub(super) async fn run(pool: PgPool, changes: Changes, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            heard = listen(&pool, &changes) => {
                let Err(error) = heard;
                tracing::warn!(%error, "lost the database's signals; connecting again");
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(RECONNECT) => {}
        }
    }
}

/// Listens until the connection is lost. Every beginning is a resync: nobody knows what was said before.
async fn listen(pool: &PgPool, changes: &Changes) -> store::Result<std::convert::Infallible> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(store::outbox::CHANNEL).await?;
    let mut cursor = store::outbox::cursor(&mut *pool.acquire().await?).await?;
    changes.tell(Heard::Resync);
    loop {
        // A signal, or the time of the slow poll; which of them does not matter.
        if let Ok(received) = tokio::time::timeout(SLOW_POLL, listener.try_recv()).await
            && received?.is_none()
        {
            changes.tell(Heard::Resync);
        }
        loop {
            let (heard, end) = store::outbox::after(&mut *pool.acquire().await?, cursor, BATCH).await?;
            if heard.is_empty() {
                break;
            }
            cursor = end;
            for announcement in heard {
                changes.tell(announcement.into());
            }
        }
    }
}
