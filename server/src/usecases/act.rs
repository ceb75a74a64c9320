//! One act is one transaction: what it changes, its audit events and its announcements are there together or not at all.

use std::collections::{BTreeMap, BTreeSet};

use app::api::error::ApiError;
use chrono::{DateTime, Utc};
use domain::{
    actor::{Actor, Caller},
    audit::{self, Chain, Event, Link},
    canonical::{self, Hash},
    ids::{DeploymentId, PersonId, RequestId},
};
use serde::Serialize;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use store::{idempotency::Used, outbox::Announcement};
use uuid::Uuid;

use super::{
    errors::{OrApi, broken, unavailable},
    unsettled::{self, Taken},
};
use crate::{notify::Changes, state::Server};

/// The version line of the fingerprint of what was sent with a key.
const KEY_VERSION: &str = "countersign.idempotency.v1";

/// What was answered to this form before, if it was sent before. Takes nothing: for acts that ask for a password first.
///
/// # Errors
/// Refused when the key was used with other content, or by somebody else.
pub async fn replayed<T: Serialize + Sync>(
    conn: &mut PgConnection,
    caller: &Caller,
    key: Uuid,
    act: &'static str,
    content: &T,
) -> Result<Option<serde_json::Value>, ApiError> {
    match store::idempotency::used(conn, key).await.api()? {
        Some(used) => same(used, caller, act, fingerprint(act, content)?).map(Some),
        None => Ok(None),
    }
}

fn fingerprint<T: Serialize>(act: &'static str, content: &T) -> Result<Hash, ApiError> {
    canonical::hash(KEY_VERSION, &(act, content)).map_err(|error| broken(&error))
}

fn same(used: Used, caller: &Caller, act: &str, fingerprint: Hash) -> Result<serde_json::Value, ApiError> {
    if used.person == caller.person && used.act == act && used.fingerprint == fingerprint {
        return Ok(used.answer);
    }
    Err(ApiError::refused(
        "This form was sent before with other content. Reload the page and send it again.",
    ))
}

/// An act under way. Dropped without `commit`, it has not happened.
pub struct Act {
    pub tx: Transaction<'static, Postgres>,
    pub now: DateTime<Utc>,
    actor: Actor,
    request: RequestId,
    /// In the order of chains, so that two acts lock their ends in the same order.
    events: BTreeMap<Chain, Vec<Event>>,
    announced: BTreeSet<Announcement>,
    key: Option<Taken>,
    changes: Changes,
    /// For asking what became of a commit that was not answered.
    pool: PgPool,
}

impl Act {
    /// # Errors
    /// Refused when the database does not answer.
    pub async fn begin(server: &Server, caller: &Caller) -> Result<Act, ApiError> {
        Self::begin_as(server, caller.actor(), caller.request).await
    }

    /// For acts without a signed-in person: signing in, the command line, the runner.
    ///
    /// # Errors
    /// Refused when the database does not answer.
    pub async fn begin_as(server: &Server, actor: Actor, request: RequestId) -> Result<Act, ApiError> {
        Ok(Act {
            tx: server.pool.begin().await.api()?,
            now: server.clock.now(),
            actor,
            request,
            events: BTreeMap::new(),
            announced: BTreeSet::new(),
            key: None,
            changes: server.changes.clone(),
            pool: server.pool.clone(),
        })
    }

    /// Takes the form's key. `Some(answer)`: it was used already with the same content, and nothing is left to do.
    /// Leave passwords out of the content: its hash is kept.
    ///
    /// # Errors
    /// Refused when the key was used with other content, or by somebody else.
    pub async fn once<T: Serialize + Sync>(
        &mut self,
        caller: &Caller,
        key: Uuid,
        act: &'static str,
        content: &T,
    ) -> Result<Option<serde_json::Value>, ApiError> {
        let fingerprint = fingerprint(act, content)?;
        let used = store::idempotency::take(&mut self.tx, caller.person, key, act, fingerprint, self.now)
            .await
            .api()?;
        match used {
            None => {
                self.key = Some(Taken {
                    person: caller.person,
                    key,
                    act,
                    fingerprint,
                    at: self.now,
                });
                Ok(None)
            }
            Some(used) => same(used, caller, act, fingerprint).map(Some),
        }
    }

    /// Adds an event at the end of its chain; several of one act keep their order.
    pub fn log(&mut self, chain: Chain, event: Event) {
        self.events.entry(chain).or_default().push(event);
    }

    /// Tells every open page of the deployment, after the commit.
    pub fn announce(&mut self, deployment: DeploymentId) {
        self.announced.insert(Announcement::Deployment(deployment));
    }

    /// Ends the person's streams, after the commit.
    pub fn announce_session_end(&mut self, person: PersonId) {
        self.announced.insert(Announcement::SessionsOf(person));
    }

    /// # Errors
    /// Refused when the database does not answer: then nothing has happened, or the error says that nobody knows.
    pub async fn commit(self) -> Result<(), ApiError> {
        self.finish().await
    }

    /// Commits and keeps the answer for whoever sends the same key again.
    ///
    /// # Errors
    /// As [`Act::commit`].
    pub async fn commit_with<T: Serialize + Sync>(mut self, answer: &T) -> Result<(), ApiError> {
        if let Some(Taken { key, .. }) = self.key {
            let answer = serde_json::to_value(answer).map_err(|error| broken(&error))?;
            store::idempotency::answer(&mut self.tx, key, &answer)
                .await
                .api()?;
        }
        self.finish().await
    }

    async fn finish(mut self) -> Result<(), ApiError> {
        let announced: Vec<_> = self.announced.iter().copied().collect();
        store::outbox::add(&mut self.tx, &announced, self.now)
            .await
            .api()?;
        // Last, so that the ends of the chains are locked as shortly as can be.
        for (chain, events) in std::mem::take(&mut self.events) {
            let mut end = store::audit::lock_head(&mut self.tx, chain).await.api()?;
            let mut linked = Vec::with_capacity(events.len());
            for event in events {
                let row = audit::link(chain, end, self.now, self.actor.clone(), self.request, event)
                    .map_err(|error| broken(&error))?;
                end = Link {
                    seq: row.seq,
                    hash: row.hash,
                };
                linked.push(row);
            }
            store::audit::append(&mut self.tx, chain, &linked).await.api()?;
        }
        match self.tx.commit().await {
            Ok(()) => {}
            Err(error) if unavailable(&error) => {
                tracing::warn!(%error, "a commit was not answered");
                unsettled::resolve(&self.pool, self.key).await?;
            }
            Err(error) => return Err(broken(&error)),
        }
        if !announced.is_empty() {
            self.changes.signal();
        }
        Ok(())
    }
}
