//! A new deployment with all its rows. Each kind of row goes in with one statement, however many there are.

use chrono::{DateTime, Utc};
use domain::{
    check::CheckSpec,
    checklist::{CheckDraft, Checklist, Command, Expectation, ItemKind},
    ids::{DeploymentId, EnvironmentId, GateId, ItemId, PersonId, PhaseId, ServiceId, TaskId},
    role::Role,
};
use sqlx::{PgConnection, types::Json};

use crate::Error;

#[derive(Clone, Debug)]
pub struct NewDeployment {
    pub id: DeploymentId,
    pub service: ServiceId,
    pub environment: EnvironmentId,
    pub title: String,
    pub version: String,
    pub commit: Option<String>,
    pub image: Option<String>,
    pub planned_t0: Option<DateTime<Utc>>,
    pub author: PersonId,
    pub checklist: Checklist,
    pub source_text: Option<String>,
    pub origin: String,
    pub example: bool,
    pub at: DateTime<Utc>,
    pub phases: Vec<NewPhase>,
    pub tasks: Vec<NewTask>,
    pub items: Vec<NewItem>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct NewPhase {
    pub id: PhaseId,
    pub ordinal: i32,
    pub title: String,
    pub stage: Option<String>,
    pub stated_time: Option<String>,
    /// The key of the anchor, and minutes after it.
    pub window: Option<(String, Option<i32>, Option<i32>)>,
    pub gate: GateId,
    pub question: String,
    pub requirements: Vec<(Role, i32)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct NewTask {
    pub id: TaskId,
    pub phase: PhaseId,
    pub ordinal: i32,
    pub number: Option<String>,
    pub title: String,
    pub owner_text: Option<String>,
    pub owner: Option<PersonId>,
    pub stated_time: Option<String>,
    pub estimate_min: Option<(i32, i32)>,
    pub purpose: Option<String>,
    pub blocker: Option<String>,
    pub success: Option<String>,
    pub rollback: Option<String>,
    /// Group and name of one of several ways.
    pub option: Option<(String, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct NewItem {
    pub id: ItemId,
    pub phase: PhaseId,
    pub task: Option<TaskId>,
    pub parent: Option<ItemId>,
    pub ordinal: i32,
    pub text: String,
    pub kind: ItemKind,
    pub claimed: Option<bool>,
    pub source_line: Option<i32>,
    pub command: Option<Command>,
    pub expectations: Vec<Expectation>,
    /// What the document would measure; never run by itself.
    pub proposal: Option<CheckDraft>,
    /// A check that a person defined; only a copied deployment has some at its start.
    pub spec: Option<CheckSpec>,
}

/// Inserts everything, and the start of the deployment's audit chain.
pub async fn insert(conn: &mut PgConnection, new: &NewDeployment) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO deployments (id, service_id, environment_id, title, version, commit_id, image, state, planned_t0,
                                  author_id, checklist, source_text, origin, example, created_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft', $8, $9, $10, $11, $12, $13, $14, $14)",
        new.id.0,
        new.service.0,
        new.environment.0,
        new.title,
        new.version,
        new.commit,
        new.image,
        new.planned_t0,
        new.author.0,
        Json(&new.checklist) as _,
        new.source_text,
        new.origin,
        new.example,
        new.at
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "INSERT INTO audit_heads (chain_id, seq, hash) VALUES ($1, 0, decode(repeat('00', 32), 'hex'))",
        new.id.0
    )
    .execute(&mut *conn)
    .await?;
    insert_phases(conn, new.id, &new.phases).await?;
    insert_tasks(conn, new.id, &new.tasks).await?;
    insert_items(conn, new.id, &new.items).await
}

pub(crate) async fn insert_phases(
    conn: &mut PgConnection,
    id: DeploymentId,
    phases: &[NewPhase],
) -> Result<(), Error> {
    let ids: Vec<_> = phases.iter().map(|phase| phase.id.0).collect();
    let ordinals: Vec<_> = phases.iter().map(|phase| phase.ordinal).collect();
    let titles: Vec<_> = phases.iter().map(|phase| phase.title.clone()).collect();
    let stages: Vec<_> = phases.iter().map(|phase| phase.stage.clone()).collect();
    let times: Vec<_> = phases.iter().map(|phase| phase.stated_time.clone()).collect();
    let anchors: Vec<_> = phases
        .iter()
        .map(|phase| phase.window.as_ref().map(|window| window.0.clone()))
        .collect();
    let froms: Vec<_> = phases
        .iter()
        .map(|phase| phase.window.as_ref().and_then(|window| window.1))
        .collect();
    let tos: Vec<_> = phases
        .iter()
        .map(|phase| phase.window.as_ref().and_then(|window| window.2))
        .collect();
    sqlx::query!(
        "INSERT INTO phases (id, deployment_id, ordinal, title, stage, stated_time, window_anchor, window_from_min, window_to_min)
         SELECT r.id, $1, r.ordinal, r.title, r.stage, r.stated_time, r.anchor, r.from_min, r.to_min
         FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[], $9::integer[])
              AS r (id, ordinal, title, stage, stated_time, anchor, from_min, to_min)",
        id.0,
        &ids,
        &ordinals,
        &titles,
        &stages as &[Option<String>],
        &times as &[Option<String>],
        &anchors as &[Option<String>],
        &froms as &[Option<i32>],
        &tos as &[Option<i32>],
    )
    .execute(&mut *conn)
    .await?;
    let gates: Vec<_> = phases.iter().map(|phase| phase.gate.0).collect();
    let questions: Vec<_> = phases.iter().map(|phase| phase.question.clone()).collect();
    sqlx::query!(
        "INSERT INTO gates (id, deployment_id, phase_id, question)
         SELECT r.id, $1, r.phase, r.question FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS r (id, phase, question)",
        id.0,
        &gates,
        &ids,
        &questions
    )
    .execute(&mut *conn)
    .await?;
    let asked = phases.iter().flat_map(|phase| {
        phase
            .requirements
            .iter()
            .map(|(role, count)| (phase.gate.0, *role, *count))
    });
    let (mut gates, mut roles, mut counts) = (Vec::new(), Vec::new(), Vec::new());
    for (gate, role, count) in asked {
        gates.push(gate);
        roles.push(role.key().to_owned());
        counts.push(count);
    }
    sqlx::query!(
        "INSERT INTO gate_requirements (gate_id, role, count)
         SELECT r.gate, r.role, r.count FROM unnest($1::uuid[], $2::text[], $3::integer[]) AS r (gate, role, count)",
        &gates,
        &roles,
        &counts
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn insert_tasks(
    conn: &mut PgConnection,
    id: DeploymentId,
    tasks: &[NewTask],
) -> Result<(), Error> {
    let text = |part: fn(&NewTask) -> Option<String>| tasks.iter().map(part).collect::<Vec<_>>();
    let ids: Vec<_> = tasks.iter().map(|task| task.id.0).collect();
    let phases: Vec<_> = tasks.iter().map(|task| task.phase.0).collect();
    let ordinals: Vec<_> = tasks.iter().map(|task| task.ordinal).collect();
    let titles: Vec<_> = tasks.iter().map(|task| task.title.clone()).collect();
    let owners: Vec<_> = tasks.iter().map(|task| task.owner.map(|owner| owner.0)).collect();
    let shortest: Vec<_> = tasks
        .iter()
        .map(|task| task.estimate_min.map(|estimate| estimate.0))
        .collect();
    let longest: Vec<_> = tasks
        .iter()
        .map(|task| task.estimate_min.map(|estimate| estimate.1))
        .collect();
    sqlx::query!(
        "INSERT INTO tasks (id, deployment_id, phase_id, ordinal, number, title, owner_text, owner_id, stated_time,
                            estimate_min_min, estimate_max_min, purpose, blocker, success, rollback, option_group, option_name)
         SELECT r.id, $1, r.phase, r.ordinal, r.number, r.title, r.owner_text, r.owner, r.stated_time,
                r.shortest, r.longest, r.purpose, r.blocker, r.success, r.rollback, r.option_group, r.option_name
         FROM unnest($2::uuid[], $3::uuid[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::text[],
                     $10::integer[], $11::integer[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[])
              AS r (id, phase, ordinal, number, title, owner_text, owner, stated_time,
                    shortest, longest, purpose, blocker, success, rollback, option_group, option_name)",
        id.0,
        &ids,
        &phases,
        &ordinals,
        &text(|task| task.number.clone()) as &[Option<String>],
        &titles,
        &text(|task| task.owner_text.clone()) as &[Option<String>],
        &owners as &[Option<uuid::Uuid>],
        &text(|task| task.stated_time.clone()) as &[Option<String>],
        &shortest as &[Option<i32>],
        &longest as &[Option<i32>],
        &text(|task| task.purpose.clone()) as &[Option<String>],
        &text(|task| task.blocker.clone()) as &[Option<String>],
        &text(|task| task.success.clone()) as &[Option<String>],
        &text(|task| task.rollback.clone()) as &[Option<String>],
        &text(|task| task.option.as_ref().map(|option| option.0.clone())) as &[Option<String>],
        &text(|task| task.option.as_ref().map(|option| option.1.clone())) as &[Option<String>],
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn insert_items(
    conn: &mut PgConnection,
    id: DeploymentId,
    items: &[NewItem],
) -> Result<(), Error> {
    let ids: Vec<_> = items.iter().map(|item| item.id.0).collect();
    let phases: Vec<_> = items.iter().map(|item| item.phase.0).collect();
    let tasks: Vec<_> = items.iter().map(|item| item.task.map(|task| task.0)).collect();
    let parents: Vec<_> = items
        .iter()
        .map(|item| item.parent.map(|parent| parent.0))
        .collect();
    let ordinals: Vec<_> = items.iter().map(|item| item.ordinal).collect();
    let texts: Vec<_> = items.iter().map(|item| item.text.clone()).collect();
    let kinds: Vec<_> = items.iter().map(|item| kind_key(item.kind).to_owned()).collect();
    let claims: Vec<_> = items.iter().map(|item| item.claimed).collect();
    let lines: Vec<_> = items.iter().map(|item| item.source_line).collect();
    let commands: Vec<_> = items.iter().map(|item| item.command.as_ref().map(Json)).collect();
    let expectations: Vec<_> = items.iter().map(|item| Json(&item.expectations)).collect();
    let proposals: Vec<_> = items
        .iter()
        .map(|item| item.proposal.as_ref().map(Json))
        .collect();
    let specs: Vec<_> = items.iter().map(|item| item.spec.as_ref().map(Json)).collect();
    sqlx::query!(
        "INSERT INTO items (id, deployment_id, phase_id, task_id, parent_id, ordinal, text, kind, claimed, source_line,
                            command, expectations, proposal, spec)
         SELECT r.id, $1, r.phase, r.task, r.parent, r.ordinal, r.text, r.kind, r.claimed, r.line,
                r.command, r.expectations, r.proposal, r.spec
         FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::integer[], $7::text[], $8::text[], $9::boolean[],
                     $10::integer[], $11::jsonb[], $12::jsonb[], $13::jsonb[], $14::jsonb[])
              AS r (id, phase, task, parent, ordinal, text, kind, claimed, line, command, expectations, proposal, spec)",
        id.0,
        &ids,
        &phases,
        &tasks as &[Option<uuid::Uuid>],
        &parents as &[Option<uuid::Uuid>],
        &ordinals,
        &texts,
        &kinds,
        &claims as &[Option<bool>],
        &lines as &[Option<i32>],
        &commands as _,
        &expectations as _,
        &proposals as _,
        &specs as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives roles of a deployment; how many were not there yet.
pub async fn add_roles(
    conn: &mut PgConnection,
    id: DeploymentId,
    roles: &[(PersonId, Role)],
) -> Result<u64, Error> {
    let people: Vec<_> = roles.iter().map(|(person, _)| person.0).collect();
    let keys: Vec<_> = roles.iter().map(|(_, role)| role.key().to_owned()).collect();
    let done = sqlx::query!(
        "INSERT INTO deployment_roles (deployment_id, person_id, role)
         SELECT $1, r.person, r.role FROM unnest($2::uuid[], $3::text[]) AS r (person, role) ON CONFLICT DO NOTHING",
        id.0,
        &people,
        &keys
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Live deployments by name: for choosing one to invite somebody to.
pub async fn live_titles(conn: &mut PgConnection) -> Result<Vec<(DeploymentId, String)>, Error> {
    let rows = sqlx::query!(
        r#"SELECT d.id, d.title || ' ' || d.version || ', ' || e.name AS "title!"
           FROM deployments d JOIN environments e ON e.id = d.environment_id
           WHERE d.archived_at IS NULL AND d.state IN ('draft', 'preparing', 'deploying', 'watching')
           ORDER BY d.changed_at DESC, d.id LIMIT 200"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (DeploymentId(row.id), row.title))
        .collect())
}

pub(crate) fn kind_key(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Step => "step",
        ItemKind::Check => "check",
    }
}
