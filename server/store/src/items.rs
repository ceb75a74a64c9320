//! Items with what their standing follows from.

mod edit;

use chrono::{DateTime, Utc};
use domain::{
    check::CheckSpec,
    checklist::{CheckDraft, Command, Expectation, ItemKind},
    ids::{DeploymentId, GateId, ItemId, PhaseId, ResultId, TaskId},
    item::Outcome,
};
use serde_json::value::RawValue;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

pub use edit::{NewItem, add, remove, set_spec, set_text};

use crate::error::{Error, Result, count, parse, read};

/// What is needed of each item to say how a deployment stands; of hundreds at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub id: ItemId,
    pub deployment: DeploymentId,
    pub phase: PhaseId,
    pub task: Option<TaskId>,
    pub parent: Option<ItemId>,
    pub text: String,
    pub automated: bool,
    /// How long a result counts, in seconds.
    pub fresh_for_s: Option<u32>,
    pub latest: Option<Latest>,
    pub attempts: u32,
    pub running: bool,
    /// The latest end of the waivers not withdrawn.
    pub waived_until: Option<DateTime<Utc>>,
}

/// The latest result.
#[derive(Clone, Debug, PartialEq)]
pub struct Latest {
    pub id: ResultId,
    pub outcome: Outcome,
    pub note: Option<String>,
    /// `None` for the runner.
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

struct StandingRow {
    id: Uuid,
    deployment_id: Uuid,
    phase_id: Uuid,
    task_id: Option<Uuid>,
    parent_id: Option<Uuid>,
    text: String,
    automated: bool,
    freshness_s: Option<i64>,
    result_id: Option<Uuid>,
    outcome: Option<String>,
    note: Option<String>,
    person_name: Option<String>,
    recorded_at: Option<DateTime<Utc>>,
    attempt: Option<i32>,
    running: bool,
    waived_until: Option<DateTime<Utc>>,
}

fn outcome(key: &str, id: Uuid) -> Result<Outcome> {
    Outcome::from_key(key).ok_or_else(|| Error::inconsistent("results", "outcome", id))
}

impl TryFrom<StandingRow> for Standing {
    type Error = Error;

    fn try_from(row: StandingRow) -> Result<Self> {
        let latest = match (row.result_id, row.outcome, row.recorded_at) {
            (None, None, None) => None,
            (Some(id), Some(key), Some(at)) => Some(Latest {
                id: ResultId(id),
                outcome: outcome(&key, row.id)?,
                note: row.note,
                by: row.person_name,
                at,
            }),
            _ => return Err(Error::inconsistent("items", "latest_result_id", row.id)),
        };
        Ok(Self {
            attempts: count(row.attempt.unwrap_or(0), "results", "attempt", row.id)?,
            fresh_for_s: row
                .freshness_s
                .map(|s| count(s, "items", "spec", row.id))
                .transpose()?,
            id: ItemId(row.id),
            deployment: DeploymentId(row.deployment_id),
            phase: PhaseId(row.phase_id),
            task: row.task_id.map(TaskId),
            parent: row.parent_id.map(ItemId),
            text: row.text,
            automated: row.automated,
            latest,
            running: row.running,
            waived_until: row.waived_until,
        })
    }
}

/// All items of the deployments, in their order.
pub async fn standings(conn: &mut PgConnection, ids: &[DeploymentId]) -> Result<Vec<Standing>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        StandingRow,
        r#"SELECT i.id, i.deployment_id, i.phase_id, i.task_id, i.parent_id, i.text,
                  i.spec IS NOT NULL AS "automated!", (i.spec ->> 'freshness_s')::bigint AS freshness_s,
                  r.id AS "result_id?", r.outcome AS "outcome?", r.note AS "note?", r.person_name AS "person_name?",
                  r.recorded_at AS "recorded_at?", r.attempt AS "attempt?",
                  o.item_id IS NOT NULL AS "running!", w.waived_until AS "waived_until?"
           FROM items i
           LEFT JOIN results r ON r.id = i.latest_result_id
           LEFT JOIN (SELECT item_id FROM runs
                      WHERE deployment_id = ANY($1) AND state IN ('queued', 'running')) o ON o.item_id = i.id
           LEFT JOIN (SELECT w.item_id, max(w.until) AS waived_until
                      FROM waivers w LEFT JOIN waiver_ends e ON e.waiver_id = w.id
                      WHERE w.deployment_id = ANY($1) AND e.waiver_id IS NULL
                      GROUP BY w.item_id) w ON w.item_id = i.id
           WHERE i.deployment_id = ANY($1) AND i.removed_at IS NULL
           ORDER BY i.deployment_id, i.ordinal, i.id"#,
        &ids
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Standing::try_from)
    .collect()
}

/// What a page shows of an item beyond its standing.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    pub id: ItemId,
    pub kind: ItemKind,
    pub claimed: Option<bool>,
    pub source_line: Option<u32>,
    pub command: Option<Command>,
    pub expectations: Vec<Expectation>,
    /// What the document would measure, where it says so.
    pub proposal: Option<CheckDraft>,
    pub spec: Option<CheckSpec>,
    pub version: i32,
    pub evidence: u32,
}

fn kind(key: &str, id: Uuid) -> Result<ItemKind> {
    match key {
        "step" => Ok(ItemKind::Step),
        "check" => Ok(ItemKind::Check),
        _ => Err(Error::inconsistent("items", "kind", id)),
    }
}

/// The details of all items of the deployments.
pub async fn details(conn: &mut PgConnection, ids: &[DeploymentId]) -> Result<Vec<Details>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT i.id, i.kind, i.claimed, i.source_line, i.version, i.command AS "command: Json<Box<RawValue>>",
                  i.expectations AS "expectations: Json<Box<RawValue>>", i.proposal AS "proposal: Json<Box<RawValue>>",
                  i.spec AS "spec: Json<Box<RawValue>>",
                  coalesce(e.evidence, 0) AS "evidence!"
           FROM items i
           LEFT JOIN (SELECT item_id, count(*) AS evidence FROM evidence WHERE deployment_id = ANY($1)
                      GROUP BY item_id) e ON e.item_id = i.id
           WHERE i.deployment_id = ANY($1) AND i.removed_at IS NULL"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Details {
                id: ItemId(row.id),
                kind: kind(&row.kind, row.id)?,
                claimed: row.claimed,
                source_line: row
                    .source_line
                    .map(|n| count(n, "items", "source_line", row.id))
                    .transpose()?,
                command: row
                    .command
                    .map(|json| parse(&json, "items", "command", row.id))
                    .transpose()?,
                expectations: parse(&row.expectations, "items", "expectations", row.id)?,
                proposal: row
                    .proposal
                    .map(|json| parse(&json, "items", "proposal", row.id))
                    .transpose()?,
                spec: row
                    .spec
                    .map(|json| parse(&json, "items", "spec", row.id))
                    .transpose()?,
                version: row.version,
                evidence: count(row.evidence, "evidence", "count", row.id)?,
            })
        })
        .collect()
}

/// Where an item stands. `None` for one that was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub deployment: DeploymentId,
    pub phase: PhaseId,
    pub gate: GateId,
}

pub async fn place(conn: &mut PgConnection, id: ItemId) -> Result<Option<Place>> {
    let row = sqlx::query!(
        "SELECT i.deployment_id, i.phase_id, g.id AS gate_id FROM items i JOIN gates g ON g.phase_id = i.phase_id
         WHERE i.id = $1 AND i.removed_at IS NULL",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Place {
        deployment: DeploymentId(row.deployment_id),
        phase: PhaseId(row.phase_id),
        gate: GateId(row.gate_id),
    }))
}

/// Where an item stands, its gate locked until the transaction ends.
pub async fn lock_gate(conn: &mut PgConnection, id: ItemId) -> Result<Option<Place>> {
    let row = sqlx::query!(
        "SELECT i.deployment_id, i.phase_id, g.id AS gate_id FROM items i JOIN gates g ON g.phase_id = i.phase_id
         WHERE i.id = $1 AND i.removed_at IS NULL FOR UPDATE OF g",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Place {
        deployment: DeploymentId(row.deployment_id),
        phase: PhaseId(row.phase_id),
        gate: GateId(row.gate_id),
    }))
}

/// One item with everything an act on it asks for. Read after its gate is locked.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub id: ItemId,
    pub deployment: DeploymentId,
    pub phase: PhaseId,
    pub phase_title: String,
    pub task: Option<TaskId>,
    pub owner: Option<domain::ids::PersonId>,
    pub text: String,
    pub kind: ItemKind,
    pub spec: Option<CheckSpec>,
    pub version: i32,
    pub has_items: bool,
    /// It stands in a way that is not the chosen one.
    pub option_open: bool,
    pub latest: Option<Latest>,
    pub latest_by: Option<domain::ids::PersonId>,
    pub attempts: u32,
    pub running: bool,
    pub waived_until: Option<DateTime<Utc>>,
}

pub async fn item(conn: &mut PgConnection, id: ItemId) -> Result<Option<Item>> {
    let row = sqlx::query!(
        r#"SELECT i.id, i.deployment_id, i.phase_id, p.title AS phase_title, i.task_id, t.owner_id AS "owner_id?", i.text,
                  i.kind, i.spec, i.version,
                  EXISTS (SELECT 1 FROM items c WHERE c.parent_id = i.id AND c.removed_at IS NULL) AS "has_items!",
                  coalesce(t.option_group IS NOT NULL AND NOT t.option_chosen, false) AS "option_open!",
                  r.id AS "result_id?", r.outcome AS "outcome?", r.note AS "note?", r.person_name AS "person_name?",
                  r.person_id AS "result_by?", r.recorded_at AS "recorded_at?", coalesce(r.attempt, 0) AS "attempts!",
                  EXISTS (SELECT 1 FROM runs o WHERE o.item_id = i.id AND o.state IN ('queued', 'running')) AS "running!",
                  (SELECT max(w.until) FROM waivers w LEFT JOIN waiver_ends e ON e.waiver_id = w.id
                   WHERE w.item_id = i.id AND e.waiver_id IS NULL) AS waived_until
           FROM items i JOIN phases p ON p.id = i.phase_id
           LEFT JOIN tasks t ON t.id = i.task_id
           LEFT JOIN results r ON r.id = i.latest_result_id
           WHERE i.id = $1 AND i.removed_at IS NULL"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let latest = match (row.result_id, row.outcome, row.recorded_at) {
            (Some(result), Some(key), Some(at)) => Some(Latest {
                id: ResultId(result),
                outcome: outcome(&key, row.id)?,
                note: row.note,
                by: row.person_name,
                at,
            }),
            _ => None,
        };
        Ok(Item {
            id: ItemId(row.id),
            deployment: DeploymentId(row.deployment_id),
            phase: PhaseId(row.phase_id),
            phase_title: row.phase_title,
            task: row.task_id.map(TaskId),
            owner: row.owner_id.map(domain::ids::PersonId),
            text: row.text,
            kind: kind(&row.kind, row.id)?,
            spec: row
                .spec
                .map(|json| read(json, "items", "spec", row.id))
                .transpose()?,
            version: row.version,
            has_items: row.has_items,
            option_open: row.option_open,
            latest,
            latest_by: row.result_by.map(domain::ids::PersonId),
            attempts: count(row.attempts, "results", "attempt", row.id)?,
            running: row.running,
            waived_until: row.waived_until,
        })
    })
    .transpose()
}
