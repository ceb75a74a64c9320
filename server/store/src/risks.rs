//! Known limitations that somebody answers for.

use chrono::{DateTime, Utc};
use domain::ids::{DeploymentId, PersonId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;

#[derive(Clone, Debug)]
pub struct NewRisk<'a> {
    pub id: Uuid,
    pub deployment: DeploymentId,
    pub risk: &'a str,
    pub reason: &'a str,
    pub person: PersonId,
    pub person_name: &'a str,
    pub at: DateTime<Utc>,
}

pub async fn accept(conn: &mut PgConnection, new: &NewRisk<'_>) -> Result<()> {
    sqlx::query!(
        "INSERT INTO accepted_risks (id, deployment_id, risk, reason, person_id, person_name, accepted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        new.id,
        new.deployment.0,
        new.risk,
        new.reason,
        new.person.0,
        new.person_name,
        new.at
    )
    .execute(conn)
    .await?;
    Ok(())
}
