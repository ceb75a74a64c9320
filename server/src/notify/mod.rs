//! Telling open pages and other servers that something changed. The stream carries no data: whoever hears it asks again
//! through the ordinary doors, so that a lost signal costs seconds and never truth.

mod announcer;
mod listener;

use std::sync::Arc;

use domain::ids::{DeploymentId, PersonId};
use sqlx::PgPool;
use store::outbox::Announcement;
use tokio::sync::{Notify, broadcast};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::clock::Clock;

/// How many announcements a slow stream may lag behind before it has to look at everything again.
const HELD: usize = 1024;

/// What a stream hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    Deployment(DeploymentId),
    /// The person's sessions ended, all or some: their streams look whether theirs still holds.
    SessionsOf(PersonId),
    /// Somebody came to a page of the deployment, or left it.
    Presence(DeploymentId, PersonId),
    /// Something may have been missed: look at everything again.
    Resync,
}

impl From<Announcement> for Heard {
    fn from(announcement: Announcement) -> Self {
        match announcement {
            Announcement::Deployment(id) => Self::Deployment(id),
            Announcement::SessionsOf(id) => Self::SessionsOf(id),
            Announcement::Presence(deployment, person) => Self::Presence(deployment, person),
        }
    }
}

/// The two ends of the news within one process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Changes {
    committed: Arc<Notify>,
    heard: broadcast::Sender<Heard>,
}

impl Default for Changes {
    fn default() -> Self {
        Self::new()
    }
}

impl Changes {
    pub fn new() -> Self {
        Self {
            committed: Arc::new(Notify::new()),
            heard: broadcast::channel(HELD).0,
        }
    }

    /// An outbox row was committed in this process.
    pub fn signal(&self) {
        self.committed.notify_one();
    }

    /// A receiver that lags behind gets `RecvError::Lagged`, which means the same as [`Heard::Resync`].
    pub fn subscribe(&self) -> broadcast::Receiver<Heard> {
        self.heard.subscribe()
    }

    fn tell(&self, heard: Heard) {
        // Nobody listening is no error.
        let _ = self.heard.send(heard);
    }
}

/// Starts the announcer and the listener. Both end when `stop` is cancelled.
pub fn start(
    pool: PgPool,
    clock: Arc<dyn Clock>,
    changes: Changes,
    tasks: &TaskTracker,
    stop: CancellationToken,
) {
    tasks.spawn(announcer::run(pool.clone(), clock, changes.clone(), stop.clone()));
    tasks.spawn(listener::run(pool, changes, stop));
}
