//! Waivers and their ends; both are only added.

use chrono::{DateTime, Utc};
use domain::{
    ids::{DeploymentId, ItemId, PersonId, WaiverId},
    role::Role,
};
use sqlx::PgConnection;

use crate::error::{Error, Result};

#[derive(Clone, Debug, PartialEq)]
pub struct Waiver {
    pub id: WaiverId,
    pub deployment: DeploymentId,
    pub item: ItemId,
    pub person: PersonId,
    pub person_name: String,
    pub role: Role,
    pub reason: String,
    pub until: DateTime<Utc>,
    pub waived_at: DateTime<Utc>,
    /// When it was withdrawn.
    pub ended_at: Option<DateTime<Utc>>,
}

/// The waivers of the deployments, oldest first; withdrawn and expired ones too.
pub async fn of_deployments(conn: &mut PgConnection, ids: &[DeploymentId]) -> Result<Vec<Waiver>> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT w.id, w.deployment_id, w.item_id, w.person_id, w.person_name, w.role, w.reason, w.until, w.waived_at,
                  e.ended_at AS "ended_at?"
           FROM waivers w LEFT JOIN waiver_ends e ON e.waiver_id = w.id
           WHERE w.deployment_id = ANY($1) ORDER BY w.waived_at, w.id"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Waiver {
                role: Role::from_key(&row.role)
                    .ok_or_else(|| Error::inconsistent("waivers", "role", row.id))?,
                id: WaiverId(row.id),
                deployment: DeploymentId(row.deployment_id),
                item: ItemId(row.item_id),
                person: PersonId(row.person_id),
                person_name: row.person_name,
                reason: row.reason,
                until: row.until,
                waived_at: row.waived_at,
                ended_at: row.ended_at,
            })
        })
        .collect()
}

/// Where a waiver stands: its deployment and item.
pub async fn place(conn: &mut PgConnection, id: WaiverId) -> Result<Option<(DeploymentId, ItemId)>> {
    let row = sqlx::query!("SELECT deployment_id, item_id FROM waivers WHERE id = $1", id.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| (DeploymentId(row.deployment_id), ItemId(row.item_id))))
}

pub async fn add(conn: &mut PgConnection, new: &Waiver) -> Result<()> {
    sqlx::query!(
        "INSERT INTO waivers (id, deployment_id, item_id, person_id, person_name, role, reason, until, waived_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        new.id.0,
        new.deployment.0,
        new.item.0,
        new.person.0,
        new.person_name,
        new.role.key(),
        new.reason,
        new.until,
        new.waived_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// # Errors
/// `Constraint { name: "waiver_ends_pkey" }` when it was withdrawn already.
pub async fn withdraw(
    conn: &mut PgConnection,
    id: WaiverId,
    person: PersonId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO waiver_ends (waiver_id, person_id, reason, ended_at) VALUES ($1, $2, $3, $4)",
        id.0,
        person.0,
        reason,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
