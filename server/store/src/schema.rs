//! The schema itself, and what it grants.

use sqlx::PgConnection;

use crate::Result;

/// The schema, as the server brings it about at its start.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// Gives the run-time role what it needs and nothing that changes history.
///
/// # Errors
/// When the role is unknown, or the caller does not own the schema.
pub async fn grant_runtime_rights(owner: &mut PgConnection, runtime: &str) -> Result<()> {
    sqlx::query!("SELECT grant_runtime_rights($1::text::name)", runtime)
        .fetch_one(owner)
        .await?;
    Ok(())
}

/// Answers when the database does.
///
/// # Errors
/// When it does not.
pub async fn ping(conn: &mut PgConnection) -> Result<()> {
    sqlx::query_scalar!("SELECT 1 AS one").fetch_one(conn).await?;
    Ok(())
}
