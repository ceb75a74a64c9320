//! Changes of items. Each moves the item's version on, and is refused when the page that asked had seen an older one.

use chrono::{DateTime, Utc};
use domain::{
    check::CheckSpec,
    checklist::ItemKind,
    ids::{DeploymentId, ItemId, PhaseId, TaskId},
};
use sqlx::PgConnection;

use crate::error::{Error, Result, json};

/// A new item at the end of its task, or of the phase's own items.
#[derive(Clone, Debug)]
pub struct NewItem<'a> {
    pub id: ItemId,
    pub deployment: DeploymentId,
    pub phase: PhaseId,
    pub task: Option<TaskId>,
    pub text: &'a str,
    pub kind: ItemKind,
}

pub async fn add(conn: &mut PgConnection, new: &NewItem<'_>) -> Result<()> {
    let kind = match new.kind {
        ItemKind::Step => "step",
        ItemKind::Check => "check",
    };
    sqlx::query!(
        "INSERT INTO items (id, deployment_id, phase_id, task_id, ordinal, text, kind)
         SELECT $1, $2, $3, $4, coalesce(max(ordinal), 0) + 1, $5, $6 FROM items WHERE deployment_id = $2",
        new.id.0,
        new.deployment.0,
        new.phase.0,
        new.task.map(|id| id.0),
        new.text,
        kind
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// # Errors
/// `Stale` when the item is not in the version it was seen in.
pub async fn set_text(conn: &mut PgConnection, id: ItemId, seen: i32, text: &str) -> Result<()> {
    let done = sqlx::query!(
        "UPDATE items SET text = $3, version = version + 1 WHERE id = $1 AND version = $2 AND removed_at IS NULL",
        id.0,
        seen,
        text
    )
    .execute(conn)
    .await?;
    one(done.rows_affected())
}

/// `None` makes the item manual.
///
/// # Errors
/// As [`set_text`].
pub async fn set_spec(
    conn: &mut PgConnection,
    id: ItemId,
    seen: i32,
    spec: Option<&CheckSpec>,
) -> Result<()> {
    let spec = spec.map(json).transpose()?;
    let done = sqlx::query!(
        "UPDATE items SET spec = $3, kind = CASE WHEN $3::jsonb IS NULL THEN kind ELSE 'check' END, version = version + 1
         WHERE id = $1 AND version = $2 AND removed_at IS NULL",
        id.0,
        seen,
        spec
    )
    .execute(conn)
    .await?;
    one(done.rows_affected())
}

/// Removes an item and those below it; their rows stay for the history.
///
/// # Errors
/// As [`set_text`].
pub async fn remove(conn: &mut PgConnection, id: ItemId, seen: i32, now: DateTime<Utc>) -> Result<()> {
    let done = sqlx::query!(
        "WITH RECURSIVE gone AS (
             SELECT id FROM items WHERE id = $1 AND version = $2 AND removed_at IS NULL
             UNION ALL SELECT c.id FROM items c JOIN gone ON c.parent_id = gone.id WHERE c.removed_at IS NULL)
         UPDATE items SET removed_at = $3, version = version + 1 WHERE id IN (SELECT id FROM gone)",
        id.0,
        seen,
        now
    )
    .execute(conn)
    .await?;
    if done.rows_affected() > 0 {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}

fn one(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}
