//! "It changed", written with the change and told to everybody after the commit.

use chrono::{DateTime, Utc};
use domain::ids::{DeploymentId, PersonId};
use sqlx::PgConnection;

use crate::error::{Error, Result};

/// The channel on which PostgreSQL wakes the listeners. It carries no data.
pub const CHANNEL: &str = "countersign_changed";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Announcement {
    Deployment(DeploymentId),
    /// Sessions of the person ended: their streams do, too.
    SessionsOf(PersonId),
    /// Somebody came to a page of the deployment, or left it.
    Presence(DeploymentId, PersonId),
}

/// Writes what to announce once the transaction is committed. A deployment that is announced has changed now.
pub async fn add(conn: &mut PgConnection, announcements: &[Announcement], now: DateTime<Utc>) -> Result<()> {
    if announcements.is_empty() {
        return Ok(());
    }
    let (mut topics, mut deployments, mut subjects) = (Vec::new(), Vec::new(), Vec::new());
    for announcement in announcements {
        match announcement {
            Announcement::Deployment(id) => {
                topics.push("deployment".to_owned());
                deployments.push(Some(id.0));
                subjects.push(None);
            }
            Announcement::SessionsOf(id) => {
                topics.push("sessions".to_owned());
                deployments.push(None);
                subjects.push(Some(id.0));
            }
            Announcement::Presence(deployment, person) => {
                topics.push("presence".to_owned());
                deployments.push(Some(deployment.0));
                subjects.push(Some(person.0));
            }
        }
    }
    sqlx::query!(
        "WITH changed AS (UPDATE deployments SET changed_at = greatest(changed_at, $4) WHERE id = ANY($2::uuid[]))
         INSERT INTO outbox (topic, deployment_id, subject_id, created_at)
         SELECT topic, deployment, subject, $4
         FROM UNNEST($1::text[], $2::uuid[], $3::uuid[]) AS row (topic, deployment, subject)",
        &topics,
        &deployments as &[Option<uuid::Uuid>],
        &subjects as &[Option<uuid::Uuid>],
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Numbers all committed rows that have none, and wakes the listeners once. Runs in a transaction of its own: numbers are
/// given one announcer at a time, so that they become visible in their order.
pub async fn announce(conn: &mut PgConnection) -> Result<u64> {
    sqlx::query!(
        r#"SELECT pg_advisory_xact_lock(hashtext($1))::text AS "locked""#,
        CHANNEL
    )
    .fetch_one(&mut *conn)
    .await?;
    let told = sqlx::query!(
        "UPDATE outbox SET announced_seq = nextval('outbox_announcements')
         WHERE id IN (SELECT id FROM outbox WHERE announced_seq IS NULL ORDER BY id LIMIT 5000)"
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    if told > 0 {
        sqlx::query!(r#"SELECT pg_notify($1, '')::text AS "sent""#, CHANNEL)
            .fetch_one(conn)
            .await?;
    }
    Ok(told)
}

/// Where a new listener begins.
pub async fn cursor(conn: &mut PgConnection) -> Result<i64> {
    let end = sqlx::query_scalar!(r#"SELECT coalesce(max(announced_seq), 0) AS "end!" FROM outbox"#)
        .fetch_one(conn)
        .await?;
    Ok(end)
}

/// What was announced after a cursor, and the new cursor.
pub async fn after(conn: &mut PgConnection, cursor: i64, limit: i64) -> Result<(Vec<Announcement>, i64)> {
    let rows = sqlx::query!(
        r#"SELECT announced_seq AS "seq!", topic, deployment_id, subject_id FROM outbox
           WHERE announced_seq > $1 ORDER BY announced_seq LIMIT $2"#,
        cursor,
        limit
    )
    .fetch_all(conn)
    .await?;
    let end = rows.last().map_or(cursor, |row| row.seq);
    let heard = rows
        .into_iter()
        .map(
            |row| match (row.topic.as_str(), row.deployment_id, row.subject_id) {
                ("deployment", Some(id), _) => Ok(Announcement::Deployment(DeploymentId(id))),
                ("sessions", _, Some(id)) => Ok(Announcement::SessionsOf(PersonId(id))),
                ("presence", Some(id), Some(person)) => {
                    Ok(Announcement::Presence(DeploymentId(id), PersonId(person)))
                }
                _ => Err(Error::inconsistent("outbox", "topic", row.seq)),
            },
        )
        .collect::<Result<Vec<_>>>()?;
    Ok((heard, end))
}

/// Removes what every listener has had time to read.
pub async fn forget(conn: &mut PgConnection, before: DateTime<Utc>) -> Result<u64> {
    let gone = sqlx::query!(
        "DELETE FROM outbox WHERE created_at < $1 AND announced_seq IS NOT NULL
         AND announced_seq < (SELECT max(announced_seq) FROM outbox)",
        before
    )
    .execute(conn)
    .await?;
    Ok(gone.rows_affected())
}
