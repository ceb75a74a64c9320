//! Tasks: owners, and ways of which one is chosen.

use domain::ids::{DeploymentId, GateId, PersonId, PhaseId, TaskId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;

#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    pub id: TaskId,
    pub deployment: DeploymentId,
    pub phase: PhaseId,
    pub number: Option<String>,
    pub title: String,
    pub owner_text: Option<String>,
    /// Id, name, e-mail address.
    pub owner: Option<(PersonId, String, String)>,
    pub stated_time: Option<String>,
    pub purpose: Option<String>,
    pub blocker: Option<String>,
    pub success: Option<String>,
    pub rollback: Option<String>,
    /// Group, name, chosen.
    pub option: Option<(String, String, bool)>,
}

/// All tasks of the deployments, in their order.
pub async fn of_deployments(conn: &mut PgConnection, ids: &[DeploymentId]) -> Result<Vec<Task>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT t.id, t.deployment_id, t.phase_id, t.number, t.title, t.owner_text, t.owner_id,
                  o.full_name AS "owner_name?", o.email AS "owner_email?", t.stated_time, t.purpose, t.blocker,
                  t.success, t.rollback, t.option_group, t.option_name, t.option_chosen
           FROM tasks t LEFT JOIN people o ON o.id = t.owner_id
           WHERE t.deployment_id = ANY($1) AND t.removed_at IS NULL ORDER BY t.deployment_id, t.phase_id, t.ordinal"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Task {
            id: TaskId(row.id),
            deployment: DeploymentId(row.deployment_id),
            phase: PhaseId(row.phase_id),
            number: row.number,
            title: row.title,
            owner_text: row.owner_text,
            owner: row
                .owner_id
                .zip(row.owner_name)
                .zip(row.owner_email)
                .map(|((id, name), email)| (PersonId(id), name, email)),
            stated_time: row.stated_time,
            purpose: row.purpose,
            blocker: row.blocker,
            success: row.success,
            rollback: row.rollback,
            option: row
                .option_group
                .zip(row.option_name)
                .map(|(group, name)| (group, name, row.option_chosen)),
        })
        .collect())
}

/// Where a task stands: its deployment, phase and gate.
pub async fn place(conn: &mut PgConnection, id: TaskId) -> Result<Option<(DeploymentId, PhaseId, GateId)>> {
    let row = sqlx::query!(
        "SELECT t.deployment_id, t.phase_id, g.id AS gate_id
         FROM tasks t JOIN gates g ON g.phase_id = t.phase_id WHERE t.id = $1 AND t.removed_at IS NULL",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        (
            DeploymentId(row.deployment_id),
            PhaseId(row.phase_id),
            GateId(row.gate_id),
        )
    }))
}

/// Sets or clears the owner of tasks of one deployment; those that changed.
pub async fn set_owner(
    conn: &mut PgConnection,
    deployment: DeploymentId,
    tasks: &[TaskId],
    owner: Option<PersonId>,
) -> Result<Vec<TaskId>> {
    let tasks: Vec<Uuid> = tasks.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "UPDATE tasks SET owner_id = $3
         WHERE deployment_id = $1 AND id = ANY($2) AND owner_id IS DISTINCT FROM $3 AND removed_at IS NULL RETURNING id",
        deployment.0,
        &tasks,
        owner.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?;
    let mut changed: Vec<TaskId> = rows.into_iter().map(|row| TaskId(row.id)).collect();
    changed.sort();
    Ok(changed)
}

/// Chooses one way of its group, and no other.
pub async fn choose_option(conn: &mut PgConnection, phase: PhaseId, group: &str, task: TaskId) -> Result<()> {
    // Two statements: the rule "one chosen per group" is checked row by row.
    sqlx::query!(
        "UPDATE tasks SET option_chosen = false WHERE phase_id = $1 AND option_group = $2 AND option_chosen",
        phase.0,
        group
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("UPDATE tasks SET option_chosen = true WHERE id = $1", task.0)
        .execute(conn)
        .await?;
    Ok(())
}
