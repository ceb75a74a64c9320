//! Gates: the rows that are locked first by whatever can change whether one is open.

use domain::{
    gate::Requirement,
    ids::{DeploymentId, GateId, PhaseId},
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;

/// Where a gate stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub deployment: DeploymentId,
    pub phase: PhaseId,
    pub ordinal: u32,
    pub title: String,
}

pub async fn place(conn: &mut PgConnection, id: GateId) -> Result<Option<Place>> {
    let row = sqlx::query!(
        "SELECT g.deployment_id, g.phase_id, p.ordinal, p.title FROM gates g JOIN phases p ON p.id = g.phase_id
         WHERE g.id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Place {
            deployment: DeploymentId(row.deployment_id),
            phase: PhaseId(row.phase_id),
            ordinal: crate::error::count(row.ordinal, "phases", "ordinal", row.phase_id)?,
            title: row.title,
        })
    })
    .transpose()
}

/// Locks a gate until the transaction ends. False when there is none.
pub async fn lock(conn: &mut PgConnection, id: GateId) -> Result<bool> {
    let row = sqlx::query!("SELECT id FROM gates WHERE id = $1 FOR UPDATE", id.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Sets the question and who signs.
pub async fn set(
    conn: &mut PgConnection,
    id: GateId,
    question: &str,
    requirements: &[Requirement],
) -> Result<()> {
    sqlx::query!("UPDATE gates SET question = $2 WHERE id = $1", id.0, question)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("DELETE FROM gate_requirements WHERE gate_id = $1", id.0)
        .execute(&mut *conn)
        .await?;
    let roles: Vec<String> = requirements.iter().map(|r| r.role.key().to_owned()).collect();
    let counts: Vec<i32> = requirements
        .iter()
        .map(|r| i32::try_from(r.count).unwrap_or(i32::MAX))
        .collect();
    sqlx::query!(
        "INSERT INTO gate_requirements (gate_id, role, count)
         SELECT $1, role, count FROM UNNEST($2::text[], $3::integer[]) AS row (role, count)",
        id.0 as Uuid,
        &roles,
        &counts
    )
    .execute(conn)
    .await?;
    Ok(())
}
