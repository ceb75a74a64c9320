//! Watches the private PostgreSQL while the server runs: it is never meant to end by itself, and is started again when it does.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Private, PrivateRefused};

/// Starts in a row that may fail, or be followed by another end.
const STARTS: u32 = 4;
/// Before the second start and each later one; doubled each time. Sessions of a killed PostgreSQL need a moment to end.
const PAUSE: Duration = Duration::from_millis(500);
/// A PostgreSQL that ran so long was well: its end begins a new count.
const WELL: Duration = Duration::from_secs(600);

/// Why PostgreSQL is not started once more.
#[derive(Debug, thiserror::Error)]
pub enum GivenUp {
    #[error(
        "PostgreSQL ended by itself, and did not start again in {STARTS} tries. The last one failed: {0}"
    )]
    DoesNotStart(PrivateRefused),
    #[error(
        "PostgreSQL ended by itself {times} times within minutes ({how}). Its own log in the data folder says why; \
         Countersign stops, so that nobody mistakes this for a working server."
    )]
    KeepsEnding { times: u32, how: String },
}

/// Returns only when PostgreSQL cannot be kept running. Without a PostgreSQL of our own it never returns.
pub async fn keep_running(private: &mut Option<Private>) -> GivenUp {
    let Some(private) = private else {
        return std::future::pending().await;
    };
    let mut ends = 0;
    loop {
        let since = Instant::now();
        let how = private.ended().await;
        if since.elapsed() >= WELL {
            ends = 0;
        }
        ends += 1;
        tracing::error!(how, "the database is gone; nothing is saved until it is back");
        if ends > STARTS {
            return GivenUp::KeepsEnding { times: ends, how };
        }
        if let Err(last) = start_again(private).await {
            return GivenUp::DoesNotStart(last);
        }
        tracing::warn!("PostgreSQL runs again");
    }
}

async fn start_again(private: &mut Private) -> Result<(), PrivateRefused> {
    let mut pause = PAUSE;
    for left in (1..STARTS).rev() {
        match private.restart().await {
            Ok(()) => return Ok(()),
            Err(refused) => tracing::warn!(%refused, left, "PostgreSQL did not start; trying again"),
        }
        sleep(pause).await;
        pause *= 2;
    }
    private.restart().await
}
