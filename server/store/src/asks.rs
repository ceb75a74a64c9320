//! Asks: one row per person and thing that is waited for.

use chrono::{DateTime, Utc};
use domain::{
    ids::{DeploymentId, GateId, ItemId, PersonId},
    role::Role,
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Item(ItemId),
    Signature(GateId, Role),
}

impl About {
    fn columns(self) -> (Option<Uuid>, Option<Uuid>, Option<&'static str>) {
        match self {
            Self::Item(id) => (Some(id.0), None, None),
            Self::Signature(gate, role) => (None, Some(gate.0), Some(role.key())),
        }
    }
}

/// When somebody was last asked for this, as long as it is unanswered.
pub async fn last(
    conn: &mut PgConnection,
    about: About,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    let (item, gate, role) = about.columns();
    let last = sqlx::query_scalar!(
        "SELECT max(coalesce(reminded_at, asked_at)) FROM open_asks
         WHERE (item_id = $1 OR (gate_id = $2 AND role = $3)) AND expires_at > $4",
        item,
        gate,
        role,
        now
    )
    .fetch_one(conn)
    .await?;
    Ok(last)
}

/// An ask to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewAsk<'a> {
    pub deployment: DeploymentId,
    pub about: About,
    pub by: PersonId,
    pub by_name: &'a str,
    pub at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Asks a person, or reminds them. One that was answered since begins anew.
pub async fn ask(conn: &mut PgConnection, id: Uuid, person: PersonId, new: &NewAsk<'_>) -> Result<()> {
    let (item, gate, role) = new.about.columns();
    let reminded = sqlx::query!(
        "UPDATE asks SET reminded_at = $5, asked_by = $6, asked_by_name = $7, expires_at = $8
         WHERE id IN (SELECT id FROM open_asks
                      WHERE person_id = $1 AND (item_id = $2 OR (gate_id = $3 AND role = $4)) AND expires_at > $5)",
        person.0,
        item,
        gate,
        role,
        new.at,
        new.by.0,
        new.by_name,
        new.expires_at
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    if reminded > 0 {
        return Ok(());
    }
    sqlx::query!(
        "DELETE FROM asks WHERE person_id = $1 AND (item_id = $2 OR (gate_id = $3 AND role = $4))",
        person.0,
        item,
        gate,
        role
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "INSERT INTO asks (id, deployment_id, item_id, gate_id, role, person_id, asked_by, asked_by_name, asked_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id,
        new.deployment.0,
        item,
        gate,
        role,
        person.0,
        new.by.0,
        new.by_name,
        new.at,
        new.expires_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An ask as the person who is asked reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mine {
    pub deployment: DeploymentId,
    /// "Quote fixes 2.0.1"
    pub deployment_name: String,
    pub item: Option<(ItemId, String)>,
    /// The phase to sign: its number, its title, the role.
    pub phase: Option<(u32, String, Role)>,
    pub by: String,
    pub asked_at: DateTime<Utc>,
    pub reminded_at: Option<DateTime<Utc>>,
}

/// What a person is asked for, the oldest first.
pub async fn of_person(
    conn: &mut PgConnection,
    person: PersonId,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Mine>> {
    let rows = sqlx::query!(
        r#"SELECT a.id AS "id!", a.deployment_id AS "deployment_id!", d.title, d.version, a.item_id, i.text AS "text?",
                  p.ordinal AS "ordinal?", p.title AS "phase?", a.role, a.asked_by_name AS "by!", a.asked_at AS "asked_at!",
                  a.reminded_at
           FROM open_asks a JOIN deployments d ON d.id = a.deployment_id
           LEFT JOIN items i ON i.id = a.item_id
           LEFT JOIN gates g ON g.id = a.gate_id LEFT JOIN phases p ON p.id = g.phase_id
           WHERE a.person_id = $1 AND a.expires_at > $2
             AND (EXISTS (SELECT 1 FROM deployment_roles r WHERE r.deployment_id = d.id AND r.person_id = $1)
                  OR EXISTS (SELECT 1 FROM services s JOIN team_members m ON m.team_id = s.team_id
                             WHERE s.id = d.service_id AND m.person_id = $1))
           ORDER BY a.asked_at, a.id LIMIT $3"#,
        person.0,
        now,
        limit
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let bad = |column| Error::inconsistent("asks", column, row.id);
            let phase = match (row.ordinal, row.phase, row.role) {
                (Some(ordinal), Some(title), Some(role)) => Some((
                    u32::try_from(ordinal).map_err(|_| bad("ordinal"))?,
                    title,
                    Role::from_key(&role).ok_or_else(|| bad("role"))?,
                )),
                _ => None,
            };
            Ok(Mine {
                deployment: DeploymentId(row.deployment_id),
                deployment_name: format!("{} {}", row.title, row.version),
                item: row.item_id.map(ItemId).zip(row.text),
                phase,
                by: row.by,
                asked_at: row.asked_at,
                reminded_at: row.reminded_at,
            })
        })
        .collect()
}
