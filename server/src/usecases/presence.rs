//! Being here: a row for each open page of a deployment, renewed while its stream lives, gone with it.

use chrono::TimeDelta;
use domain::{
    ids::{DeploymentId, PersonId},
    presence::Place,
};
use store::outbox::Announcement;
use uuid::Uuid;

use crate::state::{Server, new_id};

/// Longer than the time between two signs of life of a stream: a server that died is forgotten after this.
const LASTS: TimeDelta = TimeDelta::seconds(40);

/// One open page. Dropped, the person is gone from it.
pub struct Presence {
    server: Server,
    stream: Uuid,
    deployment: DeploymentId,
    person: PersonId,
    place: Place,
}

impl Presence {
    pub fn new(server: Server, deployment: DeploymentId, person: PersonId, place: Place) -> Self {
        Self {
            server,
            stream: new_id(),
            deployment,
            person,
            place,
        }
    }

    /// Says that the page is open. A page without its row is no reason to end a stream, so a failure is only logged.
    pub async fn renew(&self) {
        if let Err(error) = self.try_renew().await {
            tracing::debug!(%error, "who is here could not be noted");
        }
    }

    async fn try_renew(&self) -> store::Result<()> {
        let now = self.server.clock.now();
        let mut tx = self.server.pool.begin().await?;
        let came = store::attention::seen(
            &mut tx,
            self.stream,
            self.deployment,
            self.person,
            self.place,
            now + LASTS,
        )
        .await?;
        if came {
            store::outbox::add(&mut tx, &[self.news()], now).await?;
        }
        tx.commit().await?;
        if came {
            self.server.changes.signal();
        }
        Ok(())
    }

    fn news(&self) -> Announcement {
        Announcement::Presence(self.deployment, self.person)
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        // Outside a runtime the process ends anyway, and the row fades by itself.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let (server, stream, news) = (self.server.clone(), self.stream, self.news());
        runtime.spawn(async move {
            let left = async {
                let mut tx = server.pool.begin().await?;
                if store::attention::gone(&mut tx, stream).await? {
                    store::outbox::add(&mut tx, &[news], server.clock.now()).await?;
                }
                tx.commit().await?;
                server.changes.signal();
                store::Result::Ok(())
            };
            if let Err(error) = left.await {
                tracing::debug!(%error, "somebody left unnoticed; their row fades");
            }
        });
    }
}
