//! What a new deployment takes over from an earlier one: its checklist as it stands now, with its checks and gates.
//! Results, signatures and evidence stay where they were given.

use domain::{
    check::CheckSpec,
    checklist::{CheckDraft, Checklist, Command, Expectation, ItemKind},
    ids::{DeploymentId, GateId, ItemId, PersonId, PhaseId, TaskId},
    role::Role,
};
use sqlx::{PgConnection, types::Json};

use crate::{
    Error,
    creation::{NewItem, NewPhase, NewTask},
};

/// An earlier deployment, with the ids it has there.
#[derive(Clone, Debug)]
pub struct Original {
    pub title: String,
    pub version: String,
    pub service: domain::ids::ServiceId,
    pub environment: domain::ids::EnvironmentId,
    pub checklist: Checklist,
    pub source_text: Option<String>,
    pub phases: Vec<NewPhase>,
    pub tasks: Vec<NewTask>,
    pub items: Vec<NewItem>,
}

pub async fn read(conn: &mut PgConnection, id: DeploymentId) -> Result<Option<Original>, Error> {
    let head = sqlx::query!(
        r#"SELECT title, version, service_id, environment_id, checklist AS "checklist: Json<Checklist>", source_text
           FROM deployments WHERE id = $1"#,
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(head) = head else { return Ok(None) };
    Ok(Some(Original {
        title: head.title,
        version: head.version,
        service: domain::ids::ServiceId(head.service_id),
        environment: domain::ids::EnvironmentId(head.environment_id),
        checklist: head.checklist.0,
        source_text: head.source_text,
        phases: phases(conn, id).await?,
        tasks: tasks(conn, id).await?,
        items: items(conn, id).await?,
    }))
}

async fn phases(conn: &mut PgConnection, id: DeploymentId) -> Result<Vec<NewPhase>, Error> {
    let rows = sqlx::query!(
        r#"SELECT p.id, p.ordinal, p.title, p.stage, p.stated_time, p.window_anchor, p.window_from_min, p.window_to_min,
                  g.id AS gate, g.question,
                  ARRAY(SELECT r.role FROM gate_requirements r WHERE r.gate_id = g.id ORDER BY r.role) AS "roles!",
                  ARRAY(SELECT r.count FROM gate_requirements r WHERE r.gate_id = g.id ORDER BY r.role) AS "counts!"
           FROM phases p JOIN gates g ON g.phase_id = p.id WHERE p.deployment_id = $1 AND p.removed_at IS NULL ORDER BY p.ordinal"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let roles = row.roles.iter().map(|key| {
                Role::from_key(key).ok_or_else(|| Error::inconsistent("gate_requirements", "role", row.gate))
            });
            Ok(NewPhase {
                id: PhaseId(row.id),
                ordinal: row.ordinal,
                title: row.title,
                stage: row.stage,
                stated_time: row.stated_time,
                window: row
                    .window_anchor
                    .map(|anchor| (anchor, row.window_from_min, row.window_to_min)),
                gate: GateId(row.gate),
                question: row.question,
                requirements: roles
                    .collect::<Result<Vec<_>, _>>()?
                    .into_iter()
                    .zip(row.counts)
                    .collect(),
            })
        })
        .collect()
}

async fn tasks(conn: &mut PgConnection, id: DeploymentId) -> Result<Vec<NewTask>, Error> {
    let rows = sqlx::query!(
        r#"SELECT t.id, t.phase_id, t.ordinal, t.number, t.title, t.owner_text, p.id AS "owner?", t.stated_time,
                  t.estimate_min_min, t.estimate_max_min, t.purpose, t.blocker, t.success, t.rollback,
                  t.option_group, t.option_name
           FROM tasks t LEFT JOIN people p ON p.id = t.owner_id AND p.deactivated_at IS NULL
           WHERE t.deployment_id = $1 AND t.removed_at IS NULL ORDER BY t.phase_id, t.ordinal"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| NewTask {
            id: TaskId(row.id),
            phase: PhaseId(row.phase_id),
            ordinal: row.ordinal,
            number: row.number,
            title: row.title,
            owner_text: row.owner_text,
            owner: row.owner.map(PersonId),
            stated_time: row.stated_time,
            estimate_min: row.estimate_min_min.zip(row.estimate_max_min),
            purpose: row.purpose,
            blocker: row.blocker,
            success: row.success,
            rollback: row.rollback,
            option: row.option_group.zip(row.option_name),
        })
        .collect())
}

async fn items(conn: &mut PgConnection, id: DeploymentId) -> Result<Vec<NewItem>, Error> {
    let rows = sqlx::query!(
        r#"SELECT i.id, i.phase_id, i.task_id, i.parent_id, i.ordinal, i.text, i.kind, i.claimed, i.source_line,
                  i.command AS "command: Json<Command>", i.expectations AS "expectations: Json<Vec<Expectation>>",
                  i.proposal AS "proposal: Json<CheckDraft>", i.spec AS "spec: Json<CheckSpec>"
           FROM items i WHERE i.deployment_id = $1 AND i.removed_at IS NULL ORDER BY i.ordinal, i.id"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(NewItem {
                id: ItemId(row.id),
                phase: PhaseId(row.phase_id),
                task: row.task_id.map(TaskId),
                parent: row.parent_id.map(ItemId),
                ordinal: row.ordinal,
                text: row.text,
                kind: match row.kind.as_str() {
                    "step" => ItemKind::Step,
                    "check" => ItemKind::Check,
                    _ => return Err(Error::inconsistent("items", "kind", row.id)),
                },
                claimed: row.claimed,
                source_line: row.source_line,
                command: row.command.map(|command| command.0),
                expectations: row.expectations.0,
                proposal: row.proposal.map(|proposal| proposal.0),
                spec: row.spec.map(|spec| spec.0),
            })
        })
        .collect()
}
