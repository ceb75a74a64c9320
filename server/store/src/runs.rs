//! The queue of runs: claimed with a lease, written back only under the epoch of the claim.

use chrono::{DateTime, Utc};
use domain::{
    check::CheckSpec,
    ids::{DeploymentId, EnvironmentId, ItemId, PersonId, RunId},
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result, json, read};

/// A run to queue, with its placeholders filled.
#[derive(Clone, Debug)]
pub struct NewRun<'a> {
    pub id: RunId,
    pub deployment: DeploymentId,
    pub item: ItemId,
    pub spec: &'a CheckSpec,
    pub asked_by: PersonId,
    pub at: DateTime<Utc>,
}

/// # Errors
/// `Constraint { name: "runs_one_open_per_item" }` when a run of the item is open.
pub async fn queue(conn: &mut PgConnection, new: &NewRun<'_>) -> Result<()> {
    sqlx::query!(
        "INSERT INTO runs (id, deployment_id, item_id, spec, state, asked_by, queued_at)
         VALUES ($1, $2, $3, $4, 'queued', $5, $6)",
        new.id.0,
        new.deployment.0,
        new.item.0,
        json(new.spec)?,
        new.asked_by.0,
        new.at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A run in this server's hands, until its lease ends.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: RunId,
    pub deployment: DeploymentId,
    pub environment: EnvironmentId,
    pub item: ItemId,
    /// As it is stored: reading it may fail, and that is a result too.
    pub spec: serde_json::Value,
    pub epoch: i32,
}

/// Takes the oldest runs that are queued, or whose lease ended since their server died.
pub async fn claim(
    conn: &mut PgConnection,
    server: Uuid,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Claimed>> {
    let rows = sqlx::query!(
        r#"UPDATE runs r SET state = 'running', claimed_by = $1, lease_until = $3, epoch = r.epoch + 1,
                  started_at = coalesce(r.started_at, $2)
           FROM (SELECT id FROM runs WHERE state = 'queued' OR (state = 'running' AND lease_until < $2)
                 ORDER BY queued_at LIMIT $4 FOR UPDATE SKIP LOCKED) due, deployments d
           WHERE r.id = due.id AND d.id = r.deployment_id
           RETURNING r.id, r.deployment_id, d.environment_id, r.item_id, r.spec, r.epoch"#,
        server,
        now,
        lease_until,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Claimed {
            id: RunId(row.id),
            deployment: DeploymentId(row.deployment_id),
            environment: EnvironmentId(row.environment_id),
            item: ItemId(row.item_id),
            spec: row.spec,
            epoch: row.epoch,
        })
        .collect())
}

/// Renews leases; the runs among them that are still this server's.
pub async fn renew(
    conn: &mut PgConnection,
    server: Uuid,
    held: &[RunId],
    lease_until: DateTime<Utc>,
) -> Result<Vec<RunId>> {
    let held: Vec<Uuid> = held.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "UPDATE runs SET lease_until = $3 WHERE id = ANY($2) AND state = 'running' AND claimed_by = $1 RETURNING id",
        server,
        &held,
        lease_until
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| RunId(row.id)).collect())
}

/// Closes a run whose result is written in the same transaction.
///
/// # Errors
/// `Stale` when the run was cancelled, or another server took it over.
pub async fn finish(conn: &mut PgConnection, id: RunId, epoch: i32, now: DateTime<Utc>) -> Result<()> {
    let done = sqlx::query!(
        "UPDATE runs SET state = 'finished', finished_at = $3, lease_until = NULL
         WHERE id = $1 AND epoch = $2 AND state = 'running'",
        id.0,
        epoch,
        now
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}

/// Gives claimed runs back to the queue: their server stops.
pub async fn release(conn: &mut PgConnection, server: Uuid, held: &[RunId]) -> Result<()> {
    let held: Vec<Uuid> = held.iter().map(|id| id.0).collect();
    sqlx::query!(
        "UPDATE runs SET state = 'queued', claimed_by = NULL, lease_until = NULL
         WHERE id = ANY($2) AND state = 'running' AND claimed_by = $1",
        server,
        &held
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// # Errors
/// `Stale` when the run is not open any more.
pub async fn cancel(conn: &mut PgConnection, id: RunId, now: DateTime<Utc>) -> Result<()> {
    let done = sqlx::query!(
        "UPDATE runs SET state = 'cancelled', finished_at = $2, lease_until = NULL
         WHERE id = $1 AND state IN ('queued', 'running')",
        id.0,
        now
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}

/// Cancels what is open for an item that changes or goes; the runs that were.
pub async fn cancel_of_item(conn: &mut PgConnection, item: ItemId, now: DateTime<Utc>) -> Result<Vec<RunId>> {
    let rows = sqlx::query!(
        "UPDATE runs SET state = 'cancelled', finished_at = $2, lease_until = NULL
         WHERE item_id = $1 AND state IN ('queued', 'running') RETURNING id",
        item.0,
        now
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| RunId(row.id)).collect())
}

/// Cancels what is open in a deployment that closes.
pub async fn cancel_of_deployment(
    conn: &mut PgConnection,
    id: DeploymentId,
    now: DateTime<Utc>,
) -> Result<u64> {
    let done = sqlx::query!(
        "UPDATE runs SET state = 'cancelled', finished_at = $2, lease_until = NULL
         WHERE deployment_id = $1 AND state IN ('queued', 'running')",
        id.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// An open run.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    pub id: RunId,
    pub item: ItemId,
    pub running: bool,
    pub queued_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub asked_by: Option<String>,
    pub spec: CheckSpec,
}

pub async fn open_of_item(conn: &mut PgConnection, item: ItemId) -> Result<Option<Open>> {
    let row = sqlx::query!(
        r#"SELECT r.id, r.item_id, r.state, r.queued_at, r.started_at, r.spec, p.full_name AS "asked_by?"
           FROM runs r LEFT JOIN people p ON p.id = r.asked_by
           WHERE r.item_id = $1 AND r.state IN ('queued', 'running')"#,
        item.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Open {
            id: RunId(row.id),
            item: ItemId(row.item_id),
            running: row.state == "running",
            queued_at: row.queued_at,
            started_at: row.started_at,
            asked_by: row.asked_by,
            spec: read(row.spec, "runs", "spec", row.id)?,
        })
    })
    .transpose()
}

/// The item of a run.
pub async fn item_of(conn: &mut PgConnection, id: RunId) -> Result<Option<ItemId>> {
    Ok(
        sqlx::query_scalar!("SELECT item_id FROM runs WHERE id = $1", id.0)
            .fetch_optional(conn)
            .await?
            .map(ItemId),
    )
}
