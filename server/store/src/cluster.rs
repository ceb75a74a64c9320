//! Which PostgreSQL this is, so that no check ends up in the product's own database by a detour.

use sqlx::PgConnection;

use crate::error::Result;

/// The identifier that a cluster keeps for its life.
///
/// # Errors
/// When the role may not ask.
pub async fn identifier(conn: &mut PgConnection) -> Result<String> {
    let id = sqlx::query_scalar!(r#"SELECT system_identifier::text AS "id!" FROM pg_control_system()"#)
        .fetch_one(conn)
        .await?;
    Ok(id)
}
