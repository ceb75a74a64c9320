//! What only the example needs: a run that was never queued, since its address exists nowhere.

use chrono::{DateTime, Utc};
use domain::{
    check::CheckSpec,
    ids::{DeploymentId, ItemId, PersonId, RunId},
};
use sqlx::{PgConnection, types::Json};

use crate::Error;

/// A run that is finished from its beginning; the runner never sees it.
pub async fn finished_run(
    conn: &mut PgConnection,
    id: RunId,
    deployment: DeploymentId,
    item: ItemId,
    spec: &CheckSpec,
    asked_by: PersonId,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO runs (id, deployment_id, item_id, spec, state, asked_by, queued_at, started_at, finished_at)
         VALUES ($1, $2, $3, $4, 'finished', $5, $6, $6, $6)",
        id.0,
        deployment.0,
        item.0,
        Json(spec) as _,
        asked_by.0,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}
