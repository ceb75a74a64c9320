//! The runner: claims due checks, has them measured, writes what was found. A claim is a lease; when a server dies, another
//! one takes its runs over, and the epoch keeps a late writer out.

mod execute;
mod measuring;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::TimeDelta;
use domain::ids::RunId;
use tokio::sync::{Notify, broadcast::error::RecvError};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

pub use measuring::measure;

use crate::{
    notify::Heard,
    state::{Server, new_id},
};

/// So many checks are measured at once.
const AT_ONCE: usize = 16;
/// A server that says nothing for so long is taken for dead.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// Between two looks at the queue when nothing was heard; leases are renewed with each.
const POLL: Duration = Duration::from_secs(1);

/// The runner of one server.
pub struct Runner {
    server: Server,
    /// Who claims: this process, this start.
    id: Uuid,
    /// Runs in hand, and how to stop each.
    held: BTreeMap<RunId, CancellationToken>,
    ended: Arc<Ended>,
}

/// Runs that came to their end since the last look.
#[derive(Default)]
struct Ended {
    runs: std::sync::Mutex<Vec<RunId>>,
    wake: Notify,
}

impl Runner {
    /// Starts the runner. It ends when `stop` is cancelled, and gives back what it holds.
    pub fn start(server: Server, tasks: &TaskTracker, stop: CancellationToken) {
        let runner = Self {
            server,
            id: new_id(),
            held: BTreeMap::new(),
            ended: Arc::default(),
        };
        tasks.spawn(runner.run(stop));
    }

    async fn run(mut self, stop: CancellationToken) {
        let mut news = self.server.changes.subscribe();
        loop {
            if let Err(error) = self.look().await {
                tracing::warn!(%error, "the queue of checks cannot be read; trying again");
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(POLL) => {}
                () = self.ended.wake.notified() => {}
                () = something_changed(&mut news) => {}
            }
        }
        for token in self.held.values() {
            token.cancel();
        }
        let held: Vec<RunId> = self.held.keys().copied().collect();
        if let Err(error) = self.release(&held).await {
            tracing::warn!(%error, "runs could not be given back; they are taken over when their lease ends");
        }
    }

    /// Forgets what ended, drops what is no longer ours, claims what there is room for.
    async fn look(&mut self) -> store::Result<()> {
        let ended = std::mem::take(
            &mut *self
                .ended
                .runs
                .lock()
                .expect("nobody panics while holding the list"),
        );
        for run in ended {
            self.held.remove(&run);
        }
        let now = self.server.clock.now();
        let mut conn = self.server.pool.acquire().await?;
        if !self.held.is_empty() {
            let held: Vec<RunId> = self.held.keys().copied().collect();
            let ours = store::runs::renew(&mut conn, self.id, &held, now + LEASE).await?;
            // Cancelled by a person, or taken over: the measuring stops, on the target's side too.
            for (run, token) in &self.held {
                if !ours.contains(run) {
                    token.cancel();
                }
            }
        }
        let room = AT_ONCE.saturating_sub(self.held.len());
        if room == 0 {
            return Ok(());
        }
        let claimed = store::runs::claim(&mut conn, self.id, now, now + LEASE, room as i64).await?;
        for run in claimed {
            let token = CancellationToken::new();
            self.held.insert(run.id, token.clone());
            let (server, ended, id) = (self.server.clone(), Arc::clone(&self.ended), run.id);
            tokio::spawn(async move {
                tokio::select! {
                    () = token.cancelled() => {}
                    () = execute::execute(&server, run) => {}
                }
                ended
                    .runs
                    .lock()
                    .expect("nobody panics while holding the list")
                    .push(id);
                ended.wake.notify_one();
            });
        }
        Ok(())
    }

    async fn release(&self, held: &[RunId]) -> store::Result<()> {
        let mut conn = self.server.pool.acquire().await?;
        store::runs::release(&mut conn, self.id, held).await
    }
}

/// Waits for any news; what it is does not matter, the queue says it.
async fn something_changed(news: &mut tokio::sync::broadcast::Receiver<Heard>) {
    loop {
        match news.recv().await {
            Ok(Heard::Deployment(_) | Heard::Resync) | Err(RecvError::Lagged(_)) => return,
            Ok(Heard::SessionsOf(_) | Heard::Presence(..)) => {}
            // The other end lives as long as the server; if it does not, polling has to do.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
