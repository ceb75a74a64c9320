//! Reading the trail: filtered, newest first for a page, oldest first for a file.

use chrono::{DateTime, Utc};
use domain::audit::{Chain, Chained};
use sqlx::PgConnection;

use super::{Row, chain_id};
use crate::error::Result;

/// What a reader of the trail asks for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// `None` for all chains.
    pub chain: Option<Chain>,
    pub actor: String,
    pub act: String,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

/// An event as the audit page lists it, with the title of its deployment.
#[derive(Clone, Debug)]
pub struct Listed {
    pub event: Chained,
    /// The name of the act, as filters and files say it.
    pub act: String,
    pub title: Option<String>,
}

/// Where a reading of the trail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub at: DateTime<Utc>,
    pub chain: Chain,
    pub seq: i64,
}

/// Newest first. At most `limit` after `offset`.
pub async fn list(conn: &mut PgConnection, filter: &Filter, limit: i64, offset: i64) -> Result<Vec<Listed>> {
    let rows = sqlx::query!(
        r#"SELECT e.chain_id, e.seq, e.at, e.actor, e.actor_id, e.act, e.event, e.request_id, e.canonical, e.previous, e.hash,
                  d.title AS "title?"
           FROM audit_events e LEFT JOIN deployments d ON d.id = e.chain_id
           WHERE ($1::uuid IS NULL OR e.chain_id = $1)
             AND ($2 = '' OR strpos(lower(coalesce(e.actor ->> 'name', e.actor ->> 'part')), lower($2)) > 0)
             AND ($3 = '' OR strpos(replace(e.act, '_', ' '), lower($3)) > 0 OR strpos(e.act, lower($3)) > 0)
             AND ($4::timestamptz IS NULL OR e.at >= $4) AND ($5::timestamptz IS NULL OR e.at < $5)
           ORDER BY e.at DESC, e.chain_id, e.seq DESC LIMIT $6 OFFSET $7"#,
        filter.chain.map(chain_id),
        filter.actor,
        filter.act,
        filter.from,
        filter.until,
        limit,
        offset
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let act = row.act.clone();
            let event = Chained::try_from(Row {
                chain_id: row.chain_id,
                seq: row.seq,
                at: row.at,
                actor: row.actor,
                actor_id: row.actor_id,
                act: row.act,
                event: row.event,
                request_id: row.request_id,
                canonical: row.canonical,
                previous: row.previous,
                hash: row.hash,
            })?;
            Ok(Listed {
                event,
                act,
                title: row.title,
            })
        })
        .collect()
}

/// Oldest first, after a place: for reading all of it in steps.
pub async fn after(
    conn: &mut PgConnection,
    filter: &Filter,
    place: Option<Place>,
    limit: i64,
) -> Result<Vec<Listed>> {
    let rows = sqlx::query!(
        r#"SELECT e.chain_id, e.seq, e.at, e.actor, e.actor_id, e.act, e.event, e.request_id, e.canonical, e.previous, e.hash,
                  d.title AS "title?"
           FROM audit_events e LEFT JOIN deployments d ON d.id = e.chain_id
           WHERE ($1::uuid IS NULL OR e.chain_id = $1)
             AND ($2 = '' OR strpos(lower(coalesce(e.actor ->> 'name', e.actor ->> 'part')), lower($2)) > 0)
             AND ($3 = '' OR strpos(replace(e.act, '_', ' '), lower($3)) > 0 OR strpos(e.act, lower($3)) > 0)
             AND ($4::timestamptz IS NULL OR e.at >= $4) AND ($5::timestamptz IS NULL OR e.at < $5)
             AND ($6::timestamptz IS NULL OR (e.at >= $6 AND (e.at, e.chain_id, e.seq) > ($6, $7, $8)))
           ORDER BY e.at, e.chain_id, e.seq LIMIT $9"#,
        filter.chain.map(chain_id),
        filter.actor,
        filter.act,
        filter.from,
        filter.until,
        place.map(|place| place.at),
        place.map(|place| chain_id(place.chain)),
        place.map(|place| place.seq),
        limit
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let act = row.act.clone();
            let event = Chained::try_from(Row {
                chain_id: row.chain_id,
                seq: row.seq,
                at: row.at,
                actor: row.actor,
                actor_id: row.actor_id,
                act: row.act,
                event: row.event,
                request_id: row.request_id,
                canonical: row.canonical,
                previous: row.previous,
                hash: row.hash,
            })?;
            Ok(Listed {
                event,
                act,
                title: row.title,
            })
        })
        .collect()
}

/// How many events the filter finds, counted up to `most`.
pub async fn count(conn: &mut PgConnection, filter: &Filter, most: i64) -> Result<u64> {
    let found = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (
               SELECT 1 FROM audit_events e
               WHERE ($1::uuid IS NULL OR e.chain_id = $1)
                 AND ($2 = '' OR strpos(lower(coalesce(e.actor ->> 'name', e.actor ->> 'part')), lower($2)) > 0)
                 AND ($3 = '' OR strpos(replace(e.act, '_', ' '), lower($3)) > 0 OR strpos(e.act, lower($3)) > 0)
                 AND ($4::timestamptz IS NULL OR e.at >= $4) AND ($5::timestamptz IS NULL OR e.at < $5)
               LIMIT $6) found"#,
        filter.chain.map(chain_id),
        filter.actor,
        filter.act,
        filter.from,
        filter.until,
        most
    )
    .fetch_one(conn)
    .await?;
    Ok(found.unsigned_abs())
}
