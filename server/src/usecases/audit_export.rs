//! The audit trail as a file: read in small steps, so that neither memory nor a transaction is held while somebody reads slowly.

use app::{api::error::ApiError, backend::AuditQuery};
use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    audit::{Chain, Event, sentence},
    role::Right,
};
use serde::Serialize;
use store::audit::{Filter, Place};

use super::{
    access::deployment_access,
    act::Act,
    audit::{filter, reads_everything},
    errors::OrApi,
};
use crate::state::Server;

/// Read at once.
const STEP: i64 = 500;
/// In one file. Whoever needs more asks for a shorter time.
pub const MOST: u64 = 100_000;

/// One act, as both formats say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    pub at: DateTime<Utc>,
    pub by: String,
    pub act: String,
    pub sentence: String,
    /// "administration", or the id of the deployment.
    pub chain: String,
    pub number: i64,
    pub deployment: String,
    pub hash: String,
}

/// An export under way.
pub struct Export {
    server: Server,
    filter: Filter,
    after: Option<Place>,
    given: u64,
    ended: bool,
}

impl Export {
    /// Begins: looks at the caller's rights, and leaves an event, since a copy of the trail leaves the house.
    ///
    /// # Errors
    /// Refused as the page of the trail is.
    pub async fn begin(server: &Server, caller: &Caller, query: &AuditQuery) -> Result<Self, ApiError> {
        let mut act = Act::begin(server, caller).await?;
        let chain = match query.deployment {
            Some(id) => {
                deployment_access(&mut act.tx, caller, id)
                    .await?
                    .need(Right::ReadAudit)?;
                Chain::Deployment(id)
            }
            None => {
                reads_everything(caller)?;
                Chain::Administration
            }
        };
        let mut filter = filter(query)?;
        // What happens from now on is not in this file: the same closed time gives the same file.
        filter.until = Some(filter.until.map_or(act.now, |until| until.min(act.now)));
        act.log(
            chain,
            Event::AuditExported {
                actor: filter.actor.clone(),
                words: filter.act.clone(),
                from: filter.from,
                until: filter.until,
            },
        );
        act.commit().await?;
        Ok(Self {
            server: server.clone(),
            filter,
            after: None,
            given: 0,
            ended: false,
        })
    }

    /// The next lines, oldest first; empty at the end.
    ///
    /// # Errors
    /// Refused when the database does not answer.
    pub async fn next(&mut self) -> Result<Vec<Line>, ApiError> {
        if self.ended {
            return Ok(Vec::new());
        }
        let step = STEP.min(i64::try_from(MOST - self.given).unwrap_or(STEP));
        let mut conn = self.server.pool.acquire().await.api()?;
        let listed = store::audit::after(&mut conn, &self.filter, self.after, step)
            .await
            .api()?;
        drop(conn);
        self.after = listed.last().map(|listed| Place {
            at: listed.event.at,
            chain: listed.event.chain,
            seq: listed.event.seq,
        });
        self.given += listed.len() as u64;
        self.ended = listed.len() < usize::try_from(STEP).unwrap_or(usize::MAX) || self.given >= MOST;
        Ok(listed
            .into_iter()
            .map(|listed| {
                let event = listed.event;
                Line {
                    at: event.at,
                    by: event.actor.name().to_owned(),
                    act: listed.act,
                    sentence: sentence(&event.event),
                    chain: event.chain.to_string(),
                    number: event.seq,
                    deployment: listed.title.unwrap_or_default(),
                    hash: event.hash.to_string(),
                }
            })
            .collect())
    }

    /// Whether there may be more than a file holds.
    pub fn is_cut(&self) -> bool {
        self.given >= MOST
    }
}
