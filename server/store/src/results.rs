//! Results: facts that are only added.

use chrono::{DateTime, Utc};
use domain::{
    check::{CheckSpec, Judgement, Measurement},
    ids::{DeploymentId, ItemId, PersonId, ResultId, RunId},
    item::Outcome,
};
use sqlx::PgConnection;

use crate::error::{Error, Result, count, json, read};

/// Where a result comes from.
#[derive(Clone, Debug)]
pub enum Source<'a> {
    Person {
        id: PersonId,
        name: &'a str,
    },
    Run {
        run: RunId,
        /// `None` where it could not be read.
        spec: Option<&'a CheckSpec>,
        measurement: &'a Measurement,
        judgement: &'a Judgement,
    },
}

#[derive(Clone, Debug)]
pub struct NewResult<'a> {
    pub id: ResultId,
    pub deployment: DeploymentId,
    pub item: ItemId,
    pub attempt: u32,
    pub outcome: Outcome,
    pub note: Option<&'a str>,
    pub source: Source<'a>,
    pub at: DateTime<Utc>,
}

/// Adds a result as the latest of its item, which moves on from the version `seen`.
///
/// # Errors
/// `Stale` when the item moved on before.
pub async fn add(conn: &mut PgConnection, new: &NewResult<'_>, seen: i32) -> Result<()> {
    let (person, name, run, spec, measurement, judgement) = match &new.source {
        Source::Person { id, name } => (Some(id.0), Some(*name), None, None, None, None),
        Source::Run {
            run,
            spec,
            measurement,
            judgement,
        } => (
            None,
            None,
            Some(run.0),
            spec.map(json).transpose()?,
            Some(storable(json(measurement)?)),
            Some(storable(json(judgement)?)),
        ),
    };
    let attempt =
        i32::try_from(new.attempt).map_err(|_| Error::inconsistent("results", "attempt", new.item))?;
    let added = sqlx::query!(
        "WITH moved AS (
             UPDATE items SET latest_result_id = $1, version = version + 1
             WHERE id = $3 AND version = $14 AND removed_at IS NULL RETURNING id)
         INSERT INTO results (id, deployment_id, item_id, attempt, outcome, note, person_id, person_name, run_id,
                              measurement, judgement, spec, recorded_at)
         SELECT $1, $2, moved.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 FROM moved",
        new.id.0,
        new.deployment.0,
        new.item.0,
        attempt,
        new.outcome.key(),
        new.note,
        person,
        name,
        run,
        measurement,
        judgement,
        spec,
        new.at,
        seen
    )
    .execute(conn)
    .await?;
    if added.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}

/// PostgreSQL keeps no NUL in JSON; what a target sent may hold some.
fn storable(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    const MARK: &str = "\u{fffd}";
    match value {
        Value::String(text) => Value::String(text.replace('\0', MARK)),
        Value::Array(values) => Value::Array(values.into_iter().map(storable).collect()),
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(key, value)| (key.replace('\0', MARK), storable(value)))
                .collect(),
        ),
        other => other,
    }
}

/// One attempt with all that is kept of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    pub id: ResultId,
    pub attempt: u32,
    pub outcome: Outcome,
    pub note: Option<String>,
    /// `None` for the runner.
    pub by: Option<String>,
    pub at: DateTime<Utc>,
    pub measurement: Option<Measurement>,
    pub judgement: Option<Judgement>,
}

/// Newest first.
pub async fn of_item(conn: &mut PgConnection, item: ItemId, limit: i64) -> Result<Vec<Attempt>> {
    let rows = sqlx::query!(
        "SELECT id, attempt, outcome, note, person_name, measurement, judgement, recorded_at
         FROM results WHERE item_id = $1 ORDER BY attempt DESC LIMIT $2",
        item.0,
        limit
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Attempt {
                id: ResultId(row.id),
                attempt: count(row.attempt, "results", "attempt", row.id)?,
                outcome: Outcome::from_key(&row.outcome)
                    .ok_or_else(|| Error::inconsistent("results", "outcome", row.id))?,
                note: row.note,
                by: row.person_name,
                at: row.recorded_at,
                measurement: row
                    .measurement
                    .map(|m| read(m, "results", "measurement", row.id))
                    .transpose()?,
                judgement: row
                    .judgement
                    .map(|j| read(j, "results", "judgement", row.id))
                    .transpose()?,
            })
        })
        .collect()
}

/// When which item got which outcome, oldest first: what the timeline is drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    pub item: ItemId,
    pub outcome: Outcome,
    pub at: DateTime<Utc>,
}

pub async fn moments(conn: &mut PgConnection, id: DeploymentId) -> Result<Vec<Moment>> {
    let rows = sqlx::query!(
        "SELECT item_id, outcome, recorded_at FROM results WHERE deployment_id = $1 ORDER BY recorded_at, item_id, attempt",
        id.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Moment {
                item: ItemId(row.item_id),
                outcome: Outcome::from_key(&row.outcome)
                    .ok_or_else(|| Error::inconsistent("results", "outcome", row.item_id))?,
                at: row.recorded_at,
            })
        })
        .collect()
}

/// How many results the person recorded since a time, taken-back ones not counted.
pub async fn count_by(
    conn: &mut PgConnection,
    person: PersonId,
    since: DateTime<Utc>,
    deployments: &[DeploymentId],
) -> Result<u32> {
    let deployments: Vec<uuid::Uuid> = deployments.iter().map(|id| id.0).collect();
    let n = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM results
           WHERE deployment_id = ANY($3) AND recorded_at >= $2 AND person_id = $1 AND outcome <> 'undone'"#,
        person.0,
        since,
        &deployments
    )
    .fetch_one(conn)
    .await?;
    count(n, "results", "count", person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_is_kept_as_a_mark() {
        let seen = serde_json::json!({"a\0": ["x\0y", {"b": "\0"}], "n": 1});
        assert_eq!(
            storable(seen),
            serde_json::json!({"a\u{fffd}": ["x\u{fffd}y", {"b": "\u{fffd}"}], "n": 1})
        );
    }
}
