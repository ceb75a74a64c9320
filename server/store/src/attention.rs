//! Who looks at a deployment now, and who was asked for what. Rows that fade: streams end, asks are answered.

use chrono::{DateTime, Utc};
use domain::{
    ids::{DeploymentId, GateId, ItemId, PersonId},
    presence::{Here, Place},
    role::Role,
};
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result, read};

/// An ask that is not answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Asked {
    pub item: Option<ItemId>,
    pub gate: Option<GateId>,
    pub role: Option<Role>,
    /// When it was asked first, and last.
    pub first: DateTime<Utc>,
    pub last: DateTime<Utc>,
}

/// Both, of one deployment.
#[derive(Clone, Debug, Default)]
pub struct Attention {
    /// Each person once, with the most telling of their places.
    pub here: Vec<Here>,
    pub asked: Vec<Asked>,
}

#[derive(Deserialize)]
struct HereRow {
    person: PersonId,
    name: String,
    role: Option<Role>,
    place: String,
}

/// One statement for both, since each page of the deployment asks.
pub async fn of_deployment(
    conn: &mut PgConnection,
    id: DeploymentId,
    now: DateTime<Utc>,
) -> Result<Attention> {
    let row = sqlx::query!(
        r#"SELECT
               (SELECT coalesce(jsonb_agg(h ORDER BY h.name, h.person), '[]') FROM (
                   SELECT DISTINCT ON (p.person_id) p.person_id AS person, who.full_name AS name, p.place,
                          (SELECT r.role FROM deployment_roles r WHERE r.deployment_id = $1 AND r.person_id = p.person_id
                           ORDER BY array_position(ARRAY['lead', 'tech_lead', 'qa_lead', 'qa', 'ops', 'dev', 'product',
                                                         'stakeholder', 'auditor'], r.role) LIMIT 1) AS role
                   FROM presence p JOIN people who ON who.id = p.person_id
                   WHERE p.deployment_id = $1 AND p.expires_at > $2
                   ORDER BY p.person_id, p.place DESC) h) AS "here!",
               (SELECT coalesce(jsonb_agg(a), '[]') FROM (
                   SELECT item_id AS item, gate_id AS gate, role, min(asked_at) AS first,
                          max(coalesce(reminded_at, asked_at)) AS last
                   FROM open_asks WHERE deployment_id = $1 AND expires_at > $2
                   GROUP BY item_id, gate_id, role) a) AS "asked!""#,
        id.0,
        now
    )
    .fetch_one(conn)
    .await?;
    let rows: Vec<HereRow> = read(row.here, "presence", "place", id)?;
    let here = rows
        .into_iter()
        .map(|row| {
            Ok(Here {
                place: Place::from_key(&row.place)
                    .ok_or_else(|| Error::inconsistent("presence", "place", id))?,
                person: row.person,
                name: row.name,
                role: row.role,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Attention {
        here,
        asked: read(row.asked, "asks", "role", id)?,
    })
}

/// A page is open, or still open. True when that is news: somebody came, or turned to something else.
pub async fn seen(
    conn: &mut PgConnection,
    stream: Uuid,
    deployment: DeploymentId,
    person: PersonId,
    place: Place,
    until: DateTime<Utc>,
) -> Result<bool> {
    let row = sqlx::query!(
        r#"INSERT INTO presence (stream_id, deployment_id, person_id, place, expires_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (stream_id) DO UPDATE SET expires_at = excluded.expires_at
           RETURNING xmax = 0 AS "came!""#,
        stream,
        deployment.0,
        person.0,
        place.key(),
        until
    )
    .fetch_one(conn)
    .await?;
    Ok(row.came)
}

/// The page was closed. False when nobody knew of it any more.
pub async fn gone(conn: &mut PgConnection, stream: Uuid) -> Result<bool> {
    let done = sqlx::query!("DELETE FROM presence WHERE stream_id = $1", stream)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Removes what has faded.
pub async fn sweep(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("DELETE FROM presence WHERE expires_at <= $1", now)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("DELETE FROM asks WHERE expires_at <= $1", now)
        .execute(conn)
        .await?;
    Ok(())
}
