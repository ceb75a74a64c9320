//! The audit trail: chains of events that are only added, and their ends.

use chrono::{DateTime, Utc};
use domain::{
    actor::Actor,
    audit::{Chain, Chained, Event, Link},
    canonical::Hash,
    ids::{DeploymentId, RequestId},
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result, json, read};

/// The id under which a chain is kept: the deployment's own, or the nil id for administration.
fn chain_id(chain: Chain) -> Uuid {
    match chain {
        Chain::Administration => Uuid::nil(),
        Chain::Deployment(DeploymentId(id)) => id,
    }
}

fn chain_of(id: Uuid) -> Chain {
    if id.is_nil() {
        Chain::Administration
    } else {
        Chain::Deployment(DeploymentId(id))
    }
}

fn hash_of(bytes: &[u8], column: &'static str, id: impl ToString) -> Result<Hash> {
    Hash::from_slice(bytes).ok_or_else(|| Error::inconsistent("audit_events", column, id))
}

/// Locks the end of a chain until the transaction ends; begins the chain if there is none yet.
pub async fn lock_head(conn: &mut PgConnection, chain: Chain) -> Result<Link> {
    let id = chain_id(chain);
    loop {
        let row = sqlx::query!(
            "SELECT seq, hash FROM audit_heads WHERE chain_id = $1 FOR UPDATE",
            id
        )
        .fetch_optional(&mut *conn)
        .await?;
        if let Some(row) = row {
            return Ok(Link {
                seq: row.seq,
                hash: hash_of(&row.hash, "head", id)?,
            });
        }
        sqlx::query!(
            "INSERT INTO audit_heads (chain_id, seq, hash) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING",
            id,
            &Link::START.hash.0[..]
        )
        .execute(&mut *conn)
        .await?;
    }
}

/// Adds events at the end of a locked chain, and moves the end.
pub async fn append(conn: &mut PgConnection, chain: Chain, events: &[Chained]) -> Result<()> {
    let Some(last) = events.last() else { return Ok(()) };
    let id = chain_id(chain);
    let seqs: Vec<i64> = events.iter().map(|e| e.seq).collect();
    let times: Vec<DateTime<Utc>> = events.iter().map(|e| e.at).collect();
    let actors = events
        .iter()
        .map(|e| json(&e.actor))
        .collect::<Result<Vec<_>>>()?;
    let actor_ids: Vec<Option<Uuid>> = events.iter().map(|e| person_of(&e.actor)).collect();
    let bodies = events
        .iter()
        .map(|e| json(&e.event))
        .collect::<Result<Vec<_>>>()?;
    let acts: Vec<String> = bodies
        .iter()
        .map(|b| b["act"].as_str().unwrap_or_default().to_owned())
        .collect();
    let requests: Vec<Uuid> = events.iter().map(|e| e.request.0).collect();
    let canonical: Vec<Vec<u8>> = events.iter().map(|e| e.canonical.clone()).collect();
    let previous: Vec<Vec<u8>> = events.iter().map(|e| e.previous.0.to_vec()).collect();
    let hashes: Vec<Vec<u8>> = events.iter().map(|e| e.hash.0.to_vec()).collect();
    sqlx::query!(
        "WITH moved AS (UPDATE audit_heads SET seq = $12, hash = $13 WHERE chain_id = $1)
         INSERT INTO audit_events
             (chain_id, seq, at, actor, actor_id, act, event, request_id, canonical, previous, hash)
         SELECT $1, * FROM UNNEST($2::bigint[], $3::timestamptz[], $4::jsonb[], $5::uuid[], $6::text[],
                                  $7::jsonb[], $8::uuid[], $9::bytea[], $10::bytea[], $11::bytea[])",
        id,
        &seqs,
        &times,
        &actors,
        &actor_ids as &[Option<Uuid>],
        &acts,
        &bodies,
        &requests,
        &canonical,
        &previous,
        &hashes,
        last.seq,
        &last.hash.0[..],
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct Row {
    chain_id: Uuid,
    seq: i64,
    at: DateTime<Utc>,
    actor: serde_json::Value,
    actor_id: Option<Uuid>,
    act: String,
    event: serde_json::Value,
    request_id: Uuid,
    canonical: Vec<u8>,
    previous: Vec<u8>,
    hash: Vec<u8>,
}

impl TryFrom<Row> for Chained {
    type Error = Error;

    /// Strict: a column that says more than its type, or something else than the column beside it, was not written by us.
    fn try_from(row: Row) -> Result<Self> {
        let id = format!("{}/{}", row.chain_id, row.seq);
        let bad = |column| Error::inconsistent("audit_events", column, &id);
        let actor: Actor = read(row.actor.clone(), "audit_events", "actor", &id)?;
        let event: Event = read(row.event.clone(), "audit_events", "event", &id)?;
        if json(&actor)? != row.actor {
            return Err(bad("actor"));
        }
        if json(&event)? != row.event {
            return Err(bad("event"));
        }
        if person_of(&actor) != row.actor_id {
            return Err(bad("actor_id"));
        }
        if row.event["act"] != row.act.as_str() {
            return Err(bad("act"));
        }
        Ok(Self {
            chain: chain_of(row.chain_id),
            seq: row.seq,
            at: row.at,
            actor,
            request: RequestId(row.request_id),
            event,
            canonical: row.canonical,
            previous: hash_of(&row.previous, "previous", &id)?,
            hash: hash_of(&row.hash, "hash", &id)?,
        })
    }
}

fn person_of(actor: &Actor) -> Option<Uuid> {
    match actor {
        Actor::Person { id, .. } => Some(id.0),
        Actor::System { .. } => None,
    }
}

/// A chain as it is kept: where it should end, and where its events do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    pub chain: Chain,
    /// `None` when the row that keeps the end is gone.
    pub kept: Option<Link>,
    /// Number of the last event; 0 without any.
    pub last: i64,
}

/// Every chain there must be, for the verifier: those with an end, those with events, that of each deployment, and
/// administration. Looking at the ends alone would overlook a chain whose end was taken away.
pub async fn extents(conn: &mut PgConnection) -> Result<Vec<Extent>> {
    let rows = sqlx::query!(
        r#"SELECT c.chain_id AS "chain_id!", h.seq AS "seq?", h.hash AS "hash?", coalesce(e.last, 0) AS "last!"
           FROM (SELECT chain_id FROM audit_heads UNION SELECT chain_id FROM audit_events
                 UNION SELECT id FROM deployments UNION SELECT '00000000-0000-0000-0000-000000000000'::uuid) c
           LEFT JOIN audit_heads h ON h.chain_id = c.chain_id
           LEFT JOIN (SELECT chain_id, max(seq) AS last FROM audit_events GROUP BY chain_id) e ON e.chain_id = c.chain_id
           ORDER BY 1"#
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| extent(row.chain_id, row.seq, row.hash, row.last))
        .collect()
}

/// How one chain is kept. One statement, so that both numbers are of the same moment.
pub async fn extent_of(conn: &mut PgConnection, chain: Chain) -> Result<Extent> {
    let id = chain_id(chain);
    let row = sqlx::query!(
        r#"SELECT (SELECT seq FROM audit_heads WHERE chain_id = $1) AS seq,
                  (SELECT hash FROM audit_heads WHERE chain_id = $1) AS hash,
                  coalesce((SELECT max(seq) FROM audit_events WHERE chain_id = $1), 0) AS "last!""#,
        id
    )
    .fetch_one(conn)
    .await?;
    extent(id, row.seq, row.hash, row.last)
}

fn extent(id: Uuid, seq: Option<i64>, hash: Option<Vec<u8>>, last: i64) -> Result<Extent> {
    let kept = match (seq, hash) {
        (Some(seq), Some(hash)) => Some(Link {
            seq,
            hash: hash_of(&hash, "head", id)?,
        }),
        _ => None,
    };
    Ok(Extent {
        chain: chain_of(id),
        kept,
        last,
    })
}

/// The end of one chain, unlocked; `None` where nothing was ever said.
pub async fn head(conn: &mut PgConnection, chain: Chain) -> Result<Option<Link>> {
    let id = chain_id(chain);
    let row = sqlx::query!("SELECT seq, hash FROM audit_heads WHERE chain_id = $1", id)
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        Ok(Link {
            seq: row.seq,
            hash: hash_of(&row.hash, "head", id)?,
        })
    })
    .transpose()
}

/// A stretch of a chain in its order, after a number. A row that cannot be read is an error of its own.
pub async fn stretch(
    conn: &mut PgConnection,
    chain: Chain,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, Result<Chained>)>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT chain_id, seq, at, actor, actor_id, act, event, request_id, canonical, previous, hash
         FROM audit_events WHERE chain_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        chain_id(chain),
        after,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.seq, Chained::try_from(row)))
        .collect())
}

/// Number and hash of the first event of an act whose `field` names the subject.
pub async fn of_subject(
    conn: &mut PgConnection,
    chain: Chain,
    act: &str,
    field: &str,
    subject: Uuid,
) -> Result<Option<(i64, Hash)>> {
    let row = sqlx::query!(
        "SELECT seq, hash FROM audit_events
         WHERE chain_id = $1 AND act = $2 AND event ->> $3 = $4::text ORDER BY seq LIMIT 1",
        chain_id(chain),
        act,
        field,
        subject.to_string()
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| Ok((row.seq, hash_of(&row.hash, "hash", row.seq)?)))
        .transpose()
}

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
