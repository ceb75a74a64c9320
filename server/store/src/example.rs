//! What only the example needs: a run that was never queued, since its address exists nowhere, and the note that it is not
//! played to its end yet.

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

/// Notes that the example is being played.
pub async fn begin(conn: &mut PgConnection, id: DeploymentId, at: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO unfinished_examples (deployment_id, began_at) VALUES ($1, $2)",
        id.0,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The example is whole, or gone.
pub async fn end(conn: &mut PgConnection, id: DeploymentId) -> Result<(), Error> {
    sqlx::query!("DELETE FROM unfinished_examples WHERE deployment_id = $1", id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Examples whose play began before a time and has not ended.
pub async fn unfinished(conn: &mut PgConnection, before: DateTime<Utc>) -> Result<Vec<DeploymentId>, Error> {
    let ids = sqlx::query_scalar!(
        "SELECT deployment_id FROM unfinished_examples WHERE began_at <= $1 ORDER BY began_at",
        before
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(DeploymentId).collect())
}
