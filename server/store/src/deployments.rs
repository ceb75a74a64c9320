//! Deployments: their heads with the reader's roles, their state, roles of people in them.

use chrono::{DateTime, Utc};
use domain::{
    checklist::Checklist,
    deployment::DeploymentState,
    ids::{DeploymentId, EnvironmentId, GateId, PersonId, ServiceId},
    role::Role,
    role_names::RoleNames,
};
use serde_json::value::RawValue;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::error::{Error, Result, count, parse, read};

/// A deployment as every page of it begins, seen by one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    pub id: DeploymentId,
    pub title: String,
    pub version: String,
    pub service: ServiceId,
    pub service_name: String,
    pub environment: EnvironmentId,
    pub environment_name: String,
    pub production: bool,
    pub commit: Option<String>,
    pub image: Option<String>,
    pub state: DeploymentState,
    pub planned_t0: Option<DateTime<Utc>>,
    pub t0: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closing_reason: Option<String>,
    pub author: PersonId,
    pub author_name: String,
    pub checklist_revision: u32,
    pub origin: String,
    pub example: bool,
    pub archived: bool,
    pub created_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    /// Of the person who looks.
    pub roles: Vec<Role>,
    pub role_names: RoleNames,
    pub team_member: bool,
}

struct HeadRow {
    id: Uuid,
    title: String,
    version: String,
    service_id: Uuid,
    service_name: String,
    environment_id: Uuid,
    environment_name: String,
    production: bool,
    commit_id: Option<String>,
    image: Option<String>,
    state: String,
    planned_t0: Option<DateTime<Utc>>,
    t0: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    closing_reason: Option<String>,
    author_id: Uuid,
    author_name: String,
    checklist_revision: i32,
    origin: String,
    example: bool,
    created_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
    archived_at: Option<DateTime<Utc>>,
    roles: Vec<String>,
    role_names: serde_json::Value,
    team_member: bool,
}

pub(crate) fn roles_of(keys: &[String], table: &'static str, id: impl ToString + Copy) -> Result<Vec<Role>> {
    keys.iter()
        .map(|key| Role::from_key(key).ok_or_else(|| Error::inconsistent(table, "role", id)))
        .collect()
}

impl TryFrom<HeadRow> for Head {
    type Error = Error;

    fn try_from(row: HeadRow) -> Result<Self> {
        Ok(Self {
            state: DeploymentState::from_key(&row.state)
                .ok_or_else(|| Error::inconsistent("deployments", "state", row.id))?,
            checklist_revision: count(
                row.checklist_revision,
                "deployments",
                "checklist_revision",
                row.id,
            )?,
            roles: roles_of(&row.roles, "deployment_roles", row.id)?,
            role_names: read(row.role_names, "team_role_names", "role", row.id)?,
            id: DeploymentId(row.id),
            title: row.title,
            version: row.version,
            service: ServiceId(row.service_id),
            service_name: row.service_name,
            environment: EnvironmentId(row.environment_id),
            environment_name: row.environment_name,
            production: row.production,
            commit: row.commit_id,
            image: row.image,
            planned_t0: row.planned_t0,
            t0: row.t0,
            closed_at: row.closed_at,
            closing_reason: row.closing_reason,
            author: PersonId(row.author_id),
            author_name: row.author_name,
            origin: row.origin,
            example: row.example,
            archived: row.archived_at.is_some(),
            created_at: row.created_at,
            changed_at: row.changed_at,
            team_member: row.team_member,
        })
    }
}

/// The deployments among `ids`, in their order, as the person sees them.
pub async fn heads(conn: &mut PgConnection, ids: &[DeploymentId], reader: PersonId) -> Result<Vec<Head>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        HeadRow,
        r#"SELECT d.id, d.title, d.version, d.service_id, s.name AS service_name, d.environment_id,
                  e.name AS environment_name, e.production, d.commit_id, d.image, d.state, d.planned_t0, d.t0,
                  d.closed_at, d.closing_reason, d.author_id, p.full_name AS author_name, d.checklist_revision,
                  d.origin, d.example, d.created_at, d.changed_at, d.archived_at,
                  ARRAY(SELECT r.role FROM deployment_roles r
                        WHERE r.deployment_id = d.id AND r.person_id = $2 ORDER BY r.role) AS "roles!",
                  role_names_of_team(s.team_id) AS "role_names!",
                  EXISTS (SELECT 1 FROM team_members m
                          WHERE m.team_id = s.team_id AND m.person_id = $2) AS "team_member!"
           FROM UNNEST($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
           JOIN deployments d ON d.id = wanted.id
           JOIN services s ON s.id = d.service_id
           JOIN environments e ON e.id = d.environment_id
           JOIN people p ON p.id = d.author_id
           ORDER BY wanted.place"#,
        &ids,
        reader.0
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Head::try_from)
    .collect()
}

/// One deployment as the person sees it.
pub async fn head(conn: &mut PgConnection, id: DeploymentId, reader: PersonId) -> Result<Option<Head>> {
    Ok(heads(conn, &[id], reader).await?.pop())
}

/// What the checklist says beside its phases, with the risks somebody accepted since: risk, reason, name. Its phases and
/// items are rows of their own, and how its text was read is left out: both are most of it, and no page shows them.
#[derive(Clone, Debug)]
pub struct Papers {
    pub checklist: Checklist,
    pub accepted_risks: Vec<(String, String, String)>,
}

pub async fn papers(conn: &mut PgConnection, id: DeploymentId) -> Result<Option<Papers>> {
    let row = sqlx::query!(
        r#"SELECT d.checklist || '{"phases": [], "items": [], "snippets": [], "tables": [], "headings": [], "notes": [], "ledger": []}'
                      AS "checklist!: Json<Box<RawValue>>",
                  (SELECT coalesce(jsonb_agg(jsonb_build_array(r.risk, r.reason, r.person_name) ORDER BY r.accepted_at, r.id), '[]')
                   FROM accepted_risks r WHERE r.deployment_id = d.id) AS "risks!"
           FROM deployments d WHERE d.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Papers {
            checklist: parse(&row.checklist, "deployments", "checklist", id)?,
            accepted_risks: read(row.risks, "accepted_risks", "risk", id)?,
        })
    })
    .transpose()
}

/// Locks the deployment's row: before its gates, by acts on the deployment as a whole.
pub async fn lock(conn: &mut PgConnection, id: DeploymentId) -> Result<bool> {
    let row = sqlx::query!("SELECT id FROM deployments WHERE id = $1 FOR NO KEY UPDATE", id.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// What a change of state writes.
#[derive(Clone, Debug)]
pub struct Moved<'a> {
    pub id: DeploymentId,
    pub from: DeploymentState,
    pub to: DeploymentState,
    pub t0: Option<DateTime<Utc>>,
    pub reason: Option<&'a str>,
    pub at: DateTime<Utc>,
}

/// # Errors
/// `Stale` when the deployment is not in the state it was seen in.
pub async fn set_state(conn: &mut PgConnection, moved: &Moved<'_>) -> Result<()> {
    let closing = moved.to.is_closed();
    let done = sqlx::query!(
        "UPDATE deployments SET state = $3, t0 = coalesce(t0, $4), changed_at = $5,
                closed_at = CASE WHEN $6 THEN $5 ELSE closed_at END,
                closing_reason = CASE WHEN $6 THEN $7 ELSE closing_reason END
         WHERE id = $1 AND state = $2",
        moved.id.0,
        moved.from.key(),
        moved.to.key(),
        moved.t0,
        moved.at,
        closing,
        moved.reason
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}

/// The parts of a deployment that people change after its creation.
#[derive(Clone, Debug)]
pub struct Particulars<'a> {
    pub title: &'a str,
    pub version: &'a str,
    pub commit: Option<&'a str>,
    pub image: Option<&'a str>,
    pub planned_t0: Option<DateTime<Utc>>,
}

pub async fn set_particulars(
    conn: &mut PgConnection,
    id: DeploymentId,
    to: &Particulars<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE deployments SET title = $2, version = $3, commit_id = $4, image = $5, planned_t0 = $6, changed_at = $7
         WHERE id = $1",
        id.0,
        to.title,
        to.version,
        to.commit,
        to.image,
        to.planned_t0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn archive(conn: &mut PgConnection, id: DeploymentId, now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE deployments SET archived_at = $2, changed_at = $2 WHERE id = $1 AND archived_at IS NULL",
        id.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Its checklist is another one from now on.
pub async fn revise(conn: &mut PgConnection, id: DeploymentId) -> Result<()> {
    sqlx::query!(
        "UPDATE deployments SET checklist_revision = checklist_revision + 1 WHERE id = $1",
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Everybody with a role in the deployment.
#[derive(Clone, Debug)]
pub struct RoleHolder {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub roles: Vec<Role>,
}

pub async fn role_holders(conn: &mut PgConnection, id: DeploymentId) -> Result<Vec<RoleHolder>> {
    let rows = sqlx::query!(
        r#"SELECT p.id, p.full_name, p.email, array_agg(r.role ORDER BY r.role) AS "roles!"
           FROM deployment_roles r JOIN people p ON p.id = r.person_id
           WHERE r.deployment_id = $1 AND p.deactivated_at IS NULL
           GROUP BY p.id ORDER BY lower(p.full_name), p.id"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(RoleHolder {
                person: PersonId(row.id),
                name: row.full_name,
                email: row.email,
                roles: roles_of(&row.roles, "deployment_roles", row.id)?,
            })
        })
        .collect()
}

/// False when the person holds the role already.
pub async fn give_role(
    conn: &mut PgConnection,
    id: DeploymentId,
    person: PersonId,
    role: Role,
) -> Result<bool> {
    let done = sqlx::query!(
        "INSERT INTO deployment_roles (deployment_id, person_id, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        id.0,
        person.0,
        role.key()
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False when the person does not hold it.
pub async fn take_role(
    conn: &mut PgConnection,
    id: DeploymentId,
    person: PersonId,
    role: Role,
) -> Result<bool> {
    let done = sqlx::query!(
        "DELETE FROM deployment_roles WHERE deployment_id = $1 AND person_id = $2 AND role = $3",
        id.0,
        person.0,
        role.key()
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Locks all gates of a deployment in one order.
pub async fn lock_gates(conn: &mut PgConnection, id: DeploymentId) -> Result<Vec<GateId>> {
    let rows = sqlx::query!(
        "SELECT id FROM gates WHERE deployment_id = $1 ORDER BY id FOR UPDATE",
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| GateId(row.id)).collect())
}
