//! Reading the audit trail, and verifying what is read.

use app::{
    api::error::ApiError,
    backend::{AuditPage, AuditQuery, AuditRow, Audits, ChainStatus, HistoryPage},
};
use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::{
    actor::Caller,
    audit::{Chain, sentence},
    ids::DeploymentId,
    role::Right,
};
use store::audit::{Filter, Listed};

use super::{
    access::deployment_access,
    errors::OrApi,
    paging::{offset, paging},
    text,
};
use crate::{
    state::Server,
    verify::{self, Verified},
};

const PER_PAGE: u32 = 50;
/// Matches are counted up to here; whoever needs more narrows the search.
const COUNTED: i64 = 10_000;
/// A page verifies the chains it shows as long as that takes no time; longer ones are for `countersign verify`.
const VERIFIED_ON_PAGE: i64 = 5_000;

#[async_trait]
impl Audits for Server {
    async fn audit(&self, caller: &Caller, query: AuditQuery) -> Result<AuditPage, ApiError> {
        let mut conn = self.pool.acquire().await.api()?;
        match query.deployment {
            Some(id) => deployment_access(&mut conn, caller, id)
                .await?
                .need(Right::ReadAudit)?,
            None => reads_everything(caller)?,
        }
        let filter = filter(&query)?;
        let total = store::audit::count(&mut conn, &filter, COUNTED).await.api()?;
        let listed = store::audit::list(&mut conn, &filter, PER_PAGE.into(), offset(query.page, PER_PAGE))
            .await
            .api()?;
        let mut chains: Vec<Chain> = listed.iter().map(|row| row.event.chain).collect();
        chains.sort_unstable();
        chains.dedup();
        let chain_status = status(&mut conn, &chains).await?;
        Ok(AuditPage {
            events: listed.into_iter().map(row).collect(),
            paging: paging(query.page, PER_PAGE, i64::try_from(total).unwrap_or(i64::MAX)),
            query,
            chain_status,
        })
    }

    async fn history(
        &self,
        caller: &Caller,
        deployment: DeploymentId,
        page: u32,
    ) -> Result<HistoryPage, ApiError> {
        let mut conn = self.pool.acquire().await.api()?;
        let access = deployment_access(&mut conn, caller, deployment).await?;
        let chain = Chain::Deployment(deployment);
        let filter = Filter {
            chain: Some(chain),
            ..Filter::default()
        };
        let total = store::audit::head(&mut conn, chain)
            .await
            .api()?
            .map_or(0, |head| head.seq);
        let listed = store::audit::list(&mut conn, &filter, PER_PAGE.into(), offset(page, PER_PAGE))
            .await
            .api()?;
        let chain_status = status(&mut conn, &[chain]).await?;
        Ok(HistoryPage {
            head: access.page_head(self.clock.now()),
            events: listed.into_iter().map(row).collect(),
            paging: paging(page, PER_PAGE, total),
            chain_status,
        })
    }
}

pub(super) fn reads_everything(caller: &Caller) -> Result<(), ApiError> {
    if caller.admin || caller.auditor {
        return Ok(());
    }
    Err(ApiError::forbidden(
        "Only auditors and admins read the trail of everything. Open a deployment to read its history.",
    ))
}

/// What the form of the page asks for.
pub(super) fn filter(query: &AuditQuery) -> Result<Filter, ApiError> {
    Ok(Filter {
        chain: query.deployment.map(Chain::Deployment),
        actor: short(&query.actor),
        act: short(&query.act),
        from: date(&query.from, "from")?.map(midnight),
        until: date(&query.to, "to")?
            .and_then(|day| day.checked_add_days(Days::new(1)))
            .map(midnight),
    })
}

async fn status(conn: &mut sqlx::PgConnection, chains: &[Chain]) -> Result<ChainStatus, ApiError> {
    let mut found = ChainStatus {
        chains: 0,
        events: 0,
        broken: None,
    };
    let mut room = VERIFIED_ON_PAGE;
    for chain in chains {
        let extent = store::audit::extent_of(conn, *chain).await.api()?;
        if extent.last > room {
            continue;
        }
        room -= extent.last;
        let Verified { events, broken } = verify::chain(conn, *chain).await.api()?;
        found.chains += 1;
        found.events += events;
        if found.broken.is_none() {
            found.broken = broken.map(|broken| broken.to_string());
        }
    }
    Ok(found)
}

fn row(listed: Listed) -> AuditRow {
    let event = listed.event;
    AuditRow {
        deployment: match event.chain {
            Chain::Deployment(id) => Some((id, listed.title.unwrap_or_default())),
            Chain::Administration => None,
        },
        chain: event.chain,
        seq: event.seq,
        at: event.at,
        actor: event.actor.name().to_owned(),
        sentence: sentence(&event.event),
        hash: event.hash,
    }
}

fn short(text: &str) -> String {
    text::clean_line(text).chars().take(100).collect()
}

fn date(text: &str, field: &str) -> Result<Option<NaiveDate>, ApiError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map(Some)
        .map_err(|_| ApiError::refused_field(field, "Give a day such as 2026-11-18."))
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
