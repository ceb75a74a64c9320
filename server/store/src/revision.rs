//! A live checklist follows a newer version of its document: what went is marked, what stayed keeps its row, what came is
//! added. Each kind of row changes with a few statements, however many there are.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::{
    checklist::Checklist,
    ids::{DeploymentId, ItemId, PhaseId, TaskId},
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::{
    Error,
    creation::{self, NewItem, NewPhase, NewTask},
};

/// Places of kept rows are set beyond these first, so that no two rows stand on the same place meanwhile.
const AWAY: i32 = 1_000_000;

/// A checklist's next revision as rows: those that stay have the ids that they had.
#[derive(Clone, Debug)]
pub struct Revision<'a> {
    pub deployment: DeploymentId,
    pub checklist: &'a Checklist,
    pub source_text: &'a str,
    pub origin: &'a str,
    pub at: DateTime<Utc>,
    pub phases: Rows<NewPhase, PhaseId>,
    pub tasks: Rows<NewTask, TaskId>,
    pub items: Rows<NewItem, ItemId>,
    /// Of the kept items, those that say something else than before.
    pub changed: HashSet<ItemId>,
}

#[derive(Clone, Debug)]
pub struct Rows<R, I> {
    pub added: Vec<R>,
    pub kept: Vec<R>,
    pub removed: Vec<I>,
}

/// Makes the revision. Whoever calls holds the deployment and its gates.
pub async fn make(conn: &mut PgConnection, revision: &Revision<'_>) -> Result<(), Error> {
    let id = revision.deployment;
    let at = revision.at;
    remove(conn, revision).await?;
    keep_phases(conn, id, &revision.phases.kept).await?;
    creation::insert_phases(conn, id, &revision.phases.added).await?;
    keep_tasks(conn, id, &revision.tasks.kept).await?;
    creation::insert_tasks(conn, id, &revision.tasks.added).await?;
    creation::insert_items(conn, id, &revision.items.added).await?;
    place_items(conn, &revision.items.kept).await?;
    let changed: Vec<&NewItem> = revision
        .items
        .kept
        .iter()
        .filter(|item| revision.changed.contains(&item.id))
        .collect();
    change_items(conn, &changed).await?;
    stop_runs(conn, revision).await?;
    sqlx::query!(
        "UPDATE deployments SET checklist = $2, source_text = $3, origin = $4,
                checklist_revision = checklist_revision + 1, changed_at = greatest(changed_at, $5)
         WHERE id = $1",
        id.0,
        Json(revision.checklist) as _,
        revision.source_text,
        revision.origin,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn remove(conn: &mut PgConnection, revision: &Revision<'_>) -> Result<(), Error> {
    let (id, at) = (revision.deployment, revision.at);
    let items: Vec<Uuid> = revision.items.removed.iter().map(|item| item.0).collect();
    sqlx::query!(
        "UPDATE items SET removed_at = $3, version = version + 1
         WHERE deployment_id = $1 AND id = ANY($2) AND removed_at IS NULL",
        id.0,
        &items,
        at
    )
    .execute(&mut *conn)
    .await?;
    let tasks: Vec<Uuid> = revision.tasks.removed.iter().map(|task| task.0).collect();
    sqlx::query!(
        "UPDATE tasks SET removed_at = $3, option_chosen = false WHERE deployment_id = $1 AND id = ANY($2)",
        id.0,
        &tasks,
        at
    )
    .execute(&mut *conn)
    .await?;
    let phases: Vec<Uuid> = revision.phases.removed.iter().map(|phase| phase.0).collect();
    sqlx::query!(
        "UPDATE phases SET removed_at = $3 WHERE deployment_id = $1 AND id = ANY($2)",
        id.0,
        &phases,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn keep_phases(conn: &mut PgConnection, id: DeploymentId, phases: &[NewPhase]) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE phases SET ordinal = ordinal + $2 WHERE deployment_id = $1 AND removed_at IS NULL",
        id.0,
        AWAY
    )
    .execute(&mut *conn)
    .await?;
    let text = |part: fn(&NewPhase) -> Option<String>| phases.iter().map(part).collect::<Vec<_>>();
    let ids: Vec<_> = phases.iter().map(|phase| phase.id.0).collect();
    let ordinals: Vec<_> = phases.iter().map(|phase| phase.ordinal).collect();
    let titles: Vec<_> = phases.iter().map(|phase| phase.title.clone()).collect();
    let (froms, tos): (Vec<_>, Vec<_>) = phases
        .iter()
        .map(|phase| match phase.window {
            Some((_, from, to)) => (from, to),
            None => (None, None),
        })
        .unzip();
    sqlx::query!(
        "UPDATE phases p SET ordinal = r.ordinal, title = r.title, stage = r.stage, stated_time = r.stated_time,
                window_anchor = r.anchor, window_from_min = r.from_min, window_to_min = r.to_min
         FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[], $9::integer[])
              AS r (id, ordinal, title, stage, stated_time, anchor, from_min, to_min)
         WHERE p.deployment_id = $1 AND p.id = r.id",
        id.0,
        &ids,
        &ordinals,
        &titles,
        &text(|phase| phase.stage.clone()) as &[Option<String>],
        &text(|phase| phase.stated_time.clone()) as &[Option<String>],
        &text(|phase| phase.window.as_ref().map(|window| window.0.clone())) as &[Option<String>],
        &froms as &[Option<i32>],
        &tos as &[Option<i32>],
    )
    .execute(&mut *conn)
    .await?;
    let questions: Vec<_> = phases.iter().map(|phase| phase.question.clone()).collect();
    sqlx::query!(
        "UPDATE gates g SET question = r.question FROM unnest($1::uuid[], $2::text[]) AS r (phase, question)
         WHERE g.phase_id = r.phase",
        &ids,
        &questions
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A way stays chosen only where it is still the same way of the same choice.
async fn keep_tasks(conn: &mut PgConnection, id: DeploymentId, tasks: &[NewTask]) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE tasks SET ordinal = ordinal + $2 WHERE deployment_id = $1 AND removed_at IS NULL",
        id.0,
        AWAY
    )
    .execute(&mut *conn)
    .await?;
    let text = |part: fn(&NewTask) -> Option<String>| tasks.iter().map(part).collect::<Vec<_>>();
    let ids: Vec<_> = tasks.iter().map(|task| task.id.0).collect();
    let phases: Vec<_> = tasks.iter().map(|task| task.phase.0).collect();
    let ordinals: Vec<_> = tasks.iter().map(|task| task.ordinal).collect();
    let titles: Vec<_> = tasks.iter().map(|task| task.title.clone()).collect();
    let owners: Vec<_> = tasks.iter().map(|task| task.owner.map(|owner| owner.0)).collect();
    let time = |which: fn(&(i32, i32)) -> i32| {
        tasks
            .iter()
            .map(|task| task.estimate_min.as_ref().map(which))
            .collect::<Vec<_>>()
    };
    let (shortest, longest) = (time(|estimate| estimate.0), time(|estimate| estimate.1));
    sqlx::query!(
        "UPDATE tasks t SET phase_id = r.phase, ordinal = r.ordinal, number = r.number, title = r.title,
                owner_text = r.owner_text, owner_id = r.owner, stated_time = r.stated_time,
                estimate_min_min = r.shortest, estimate_max_min = r.longest, purpose = r.purpose, blocker = r.blocker,
                success = r.success, rollback = r.rollback, option_group = r.option_group, option_name = r.option_name,
                option_chosen = t.option_chosen AND t.phase_id = r.phase
                    AND t.option_group IS NOT DISTINCT FROM r.option_group AND t.option_name IS NOT DISTINCT FROM r.option_name
         FROM unnest($2::uuid[], $3::uuid[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::text[],
                     $10::integer[], $11::integer[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[])
              AS r (id, phase, ordinal, number, title, owner_text, owner, stated_time,
                    shortest, longest, purpose, blocker, success, rollback, option_group, option_name)
         WHERE t.deployment_id = $1 AND t.id = r.id",
        id.0,
        &ids,
        &phases,
        &ordinals,
        &text(|task| task.number.clone()) as &[Option<String>],
        &titles,
        &text(|task| task.owner_text.clone()) as &[Option<String>],
        &owners as &[Option<Uuid>],
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

/// Where kept items stand now. An item that only moved is the same item for whoever looks at it.
async fn place_items(conn: &mut PgConnection, items: &[NewItem]) -> Result<(), Error> {
    let ids: Vec<_> = items.iter().map(|item| item.id.0).collect();
    let phases: Vec<_> = items.iter().map(|item| item.phase.0).collect();
    let tasks: Vec<_> = items.iter().map(|item| item.task.map(|task| task.0)).collect();
    let parents: Vec<_> = items
        .iter()
        .map(|item| item.parent.map(|parent| parent.0))
        .collect();
    let ordinals: Vec<_> = items.iter().map(|item| item.ordinal).collect();
    let claims: Vec<_> = items.iter().map(|item| item.claimed).collect();
    let lines: Vec<_> = items.iter().map(|item| item.source_line).collect();
    let proposals: Vec<_> = items
        .iter()
        .map(|item| item.proposal.as_ref().map(Json))
        .collect();
    sqlx::query!(
        "UPDATE items i SET phase_id = r.phase, task_id = r.task, parent_id = r.parent, ordinal = r.ordinal,
                claimed = r.claimed, source_line = r.line, proposal = r.proposal
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::integer[], $6::boolean[], $7::integer[], $8::jsonb[])
              AS r (id, phase, task, parent, ordinal, claimed, line, proposal)
         WHERE i.id = r.id",
        &ids,
        &phases,
        &tasks as &[Option<Uuid>],
        &parents as &[Option<Uuid>],
        &ordinals,
        &claims as &[Option<bool>],
        &lines as &[Option<i32>],
        &proposals as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What runs of an item that went or changed would measure what nobody asks any more.
async fn stop_runs(conn: &mut PgConnection, revision: &Revision<'_>) -> Result<(), Error> {
    let gone = revision.items.removed.iter().chain(&revision.changed);
    let items: Vec<Uuid> = gone.map(|item| item.0).collect();
    sqlx::query!(
        "UPDATE runs SET state = 'cancelled', finished_at = $3, lease_until = NULL
         WHERE deployment_id = $1 AND item_id = ANY($2) AND state IN ('queued', 'running')",
        revision.deployment.0,
        &items,
        revision.at
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn change_items(conn: &mut PgConnection, items: &[&NewItem]) -> Result<(), Error> {
    let ids: Vec<_> = items.iter().map(|item| item.id.0).collect();
    let texts: Vec<_> = items.iter().map(|item| item.text.clone()).collect();
    let kinds: Vec<_> = items
        .iter()
        .map(|item| creation::kind_key(item.kind).to_owned())
        .collect();
    let commands: Vec<_> = items.iter().map(|item| item.command.as_ref().map(Json)).collect();
    let expectations: Vec<_> = items.iter().map(|item| Json(&item.expectations)).collect();
    let specs: Vec<_> = items.iter().map(|item| item.spec.as_ref().map(Json)).collect();
    sqlx::query!(
        "UPDATE items i SET text = r.text, kind = r.kind, command = r.command, expectations = r.expectations,
                spec = r.spec, version = i.version + 1
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $5::jsonb[], $6::jsonb[])
              AS r (id, text, kind, command, expectations, spec)
         WHERE i.id = r.id",
        &ids,
        &texts,
        &kinds,
        &commands as _,
        &expectations as _,
        &specs as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An item with a result that stands.
#[derive(Clone, Copy, Debug)]
pub struct Recorded {
    pub item: ItemId,
    pub attempts: u32,
    pub version: i32,
}

/// Of these items, those with a result that was not taken back.
pub async fn recorded(conn: &mut PgConnection, items: &[ItemId]) -> Result<Vec<Recorded>, Error> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.0).collect();
    let rows = sqlx::query!(
        "SELECT i.id, r.attempt, i.version FROM items i JOIN results r ON r.id = i.latest_result_id
         WHERE i.id = ANY($1) AND r.outcome <> 'undone' ORDER BY i.ordinal, i.id",
        &ids
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Recorded {
                item: ItemId(row.id),
                attempts: crate::error::count(row.attempt, "results", "attempt", row.id)?,
                version: row.version,
            })
        })
        .collect()
}
