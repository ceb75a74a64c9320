//! Phases with their gates.

use domain::{
    gate::Requirement,
    ids::{DeploymentId, GateId, PhaseId},
    role::Role,
    role_names::RoleNames,
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result, count, read};

/// A phase and the gate it is left through.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    pub id: PhaseId,
    pub deployment: DeploymentId,
    pub ordinal: u32,
    pub title: String,
    pub stage: Option<String>,
    pub stated_time: Option<String>,
    /// Anchor key, first and last minute after it.
    pub window: Option<(String, Option<i32>, Option<i32>)>,
    pub gate: GateId,
    pub question: String,
    pub requirements: Vec<Requirement>,
    /// What the team calls the roles.
    pub names: RoleNames,
}

/// All phases of the deployments, in their order.
pub async fn of_deployments(conn: &mut PgConnection, ids: &[DeploymentId]) -> Result<Vec<Phase>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT p.id, p.deployment_id, p.ordinal, p.title, p.stage, p.stated_time, p.window_anchor,
                  p.window_from_min, p.window_to_min, g.id AS gate_id, g.question,
                  ARRAY(SELECT r.role FROM gate_requirements r WHERE r.gate_id = g.id ORDER BY r.role) AS "roles!",
                  ARRAY(SELECT r.count FROM gate_requirements r WHERE r.gate_id = g.id ORDER BY r.role) AS "counts!",
                  n.names AS "names!"
           FROM phases p JOIN gates g ON g.phase_id = p.id
           JOIN (SELECT d.id, role_names_of_team(s.team_id) AS names
                 FROM deployments d JOIN services s ON s.id = d.service_id
                 WHERE d.id = ANY($1) OFFSET 0) n ON n.id = p.deployment_id
           WHERE p.deployment_id = ANY($1) AND p.removed_at IS NULL ORDER BY p.deployment_id, p.ordinal"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let mut requirements = row
                .roles
                .iter()
                .zip(&row.counts)
                .map(|(role, n)| {
                    Ok(Requirement {
                        role: Role::from_key(role)
                            .ok_or_else(|| Error::inconsistent("gate_requirements", "role", row.gate_id))?,
                        count: count(*n, "gate_requirements", "count", row.gate_id)?,
                    })
                })
                .collect::<Result<Vec<_>>>()?;
            requirements.sort_by_key(|requirement| requirement.role);
            Ok(Phase {
                id: PhaseId(row.id),
                deployment: DeploymentId(row.deployment_id),
                ordinal: count(row.ordinal, "phases", "ordinal", row.id)?,
                title: row.title,
                stage: row.stage,
                stated_time: row.stated_time,
                window: row
                    .window_anchor
                    .map(|anchor| (anchor, row.window_from_min, row.window_to_min)),
                gate: GateId(row.gate_id),
                question: row.question,
                requirements,
                names: read(row.names, "team_role_names", "role", row.id)?,
            })
        })
        .collect()
}

/// Where a phase stands, and its gate.
pub async fn place(conn: &mut PgConnection, id: PhaseId) -> Result<Option<(DeploymentId, GateId)>> {
    let row = sqlx::query!(
        "SELECT p.deployment_id, g.id AS gate_id FROM phases p JOIN gates g ON g.phase_id = p.id
         WHERE p.id = $1 AND p.removed_at IS NULL",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (DeploymentId(row.deployment_id), GateId(row.gate_id))))
}
