//! Which deployments a list shows. Each list is one bounded query, in the order of an index; how the found ones stand is
//! read for all of them at once.

use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    ids::{DeploymentId, PersonId},
};
use sqlx::PgConnection;

use crate::error::Result;

/// No list counts further than this: a number of pages beyond it helps nobody.
pub const COUNTED: i64 = 1000;

/// Whose deployments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Where the person has a role or owns a task.
    Mine,
    /// All that the person may read.
    Visible,
}

/// What a list asks for.
#[derive(Clone, Debug)]
pub struct Filter<'a> {
    pub person: PersonId,
    /// The person reads everything.
    pub all: bool,
    pub reach: Reach,
    /// Part of a title, version, service or environment; empty for all.
    pub text: &'a str,
    /// Without drafts: those under way.
    pub live_only: bool,
}

impl<'a> Filter<'a> {
    pub fn of(caller: &Caller, reach: Reach, text: &'a str) -> Self {
        Self {
            person: caller.person,
            all: caller.admin || caller.auditor,
            reach,
            text,
            live_only: false,
        }
    }
}

/// Deployments not closed, the last changed first, and how many there are (up to [`COUNTED`]).
pub async fn open(
    conn: &mut PgConnection,
    filter: &Filter<'_>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<DeploymentId>, u64)> {
    let mine = filter.reach == Reach::Mine;
    let rows = sqlx::query!(
        r#"SELECT found.id AS "id!", count(*) OVER () AS "total!" FROM (
             SELECT d.id, d.changed_at FROM deployments d
             JOIN services s ON s.id = d.service_id JOIN environments e ON e.id = d.environment_id
             WHERE d.archived_at IS NULL AND d.state IN ('draft', 'preparing', 'deploying', 'watching')
               AND ($3 = '' OR strpos(lower(d.title || ' ' || d.version || ' ' || s.name || ' ' || e.name), lower($3)) > 0)
               AND (NOT $5 OR d.state <> 'draft')
               AND (($4 AND d.id = ANY(ARRAY(
                       SELECT r.deployment_id FROM deployment_roles r WHERE r.person_id = $1 AND r.role <> 'stakeholder'
                       UNION SELECT t.deployment_id FROM tasks t WHERE t.owner_id = $1 AND t.removed_at IS NULL)))
                    OR (NOT $4 AND $2)
                    OR (NOT $4 AND NOT $2 AND (
                       d.service_id = ANY(ARRAY(SELECT o.id FROM services o JOIN team_members m ON m.team_id = o.team_id
                                                WHERE m.person_id = $1))
                       OR d.id = ANY(ARRAY(SELECT r.deployment_id FROM deployment_roles r
                                           WHERE r.person_id = $1 AND r.role <> 'stakeholder')))))
             ORDER BY d.changed_at DESC LIMIT $8) found
           ORDER BY found.changed_at DESC LIMIT $6 OFFSET $7"#,
        filter.person.0,
        filter.all,
        filter.text,
        mine,
        filter.live_only,
        limit,
        offset,
        COUNTED
    )
    // Planned for each reader: whose deployments these are decides which index leads there.
    .fetch_all(conn)
    .await?;
    let total = rows.first().map_or(0, |row| row.total.unsigned_abs());
    Ok((rows.into_iter().map(|row| DeploymentId(row.id)).collect(), total))
}

/// Closed deployments, the last closed first.
pub async fn closed(
    conn: &mut PgConnection,
    filter: &Filter<'_>,
    since: Option<DateTime<Utc>>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<DeploymentId>, u64)> {
    let mine = filter.reach == Reach::Mine;
    let rows = sqlx::query!(
        r#"SELECT found.id AS "id!", count(*) OVER () AS "total!" FROM (
             SELECT d.id, d.closed_at FROM deployments d
             JOIN services s ON s.id = d.service_id JOIN environments e ON e.id = d.environment_id
             WHERE d.archived_at IS NULL AND d.state IN ('done', 'rolled_back', 'cancelled')
               AND ($5::timestamptz IS NULL OR d.closed_at >= $5)
               AND ($3 = '' OR strpos(lower(d.title || ' ' || d.version || ' ' || s.name || ' ' || e.name), lower($3)) > 0)
               AND (($4 AND d.id = ANY(ARRAY(
                       SELECT r.deployment_id FROM deployment_roles r WHERE r.person_id = $1 AND r.role <> 'stakeholder'
                       UNION SELECT t.deployment_id FROM tasks t WHERE t.owner_id = $1 AND t.removed_at IS NULL)))
                    OR (NOT $4 AND $2)
                    OR (NOT $4 AND NOT $2 AND (
                       d.service_id = ANY(ARRAY(SELECT o.id FROM services o JOIN team_members m ON m.team_id = o.team_id
                                                WHERE m.person_id = $1))
                       OR d.id = ANY(ARRAY(SELECT r.deployment_id FROM deployment_roles r
                                           WHERE r.person_id = $1 AND r.role <> 'stakeholder')))))
             ORDER BY d.closed_at DESC LIMIT $8) found
           ORDER BY found.closed_at DESC LIMIT $6 OFFSET $7"#,
        filter.person.0,
        filter.all,
        filter.text,
        mine,
        since,
        limit,
        offset,
        COUNTED
    )
    // Planned for each reader: whose deployments these are decides which index leads there.
    .fetch_all(conn)
    .await?;
    let total = rows.first().map_or(0, |row| row.total.unsigned_abs());
    Ok((rows.into_iter().map(|row| DeploymentId(row.id)).collect(), total))
}

/// The newest deployments of a service, whoever looks: the caller's right to the service was asked before.
pub async fn of_service(
    conn: &mut PgConnection,
    service: domain::ids::ServiceId,
    limit: i64,
) -> Result<Vec<DeploymentId>> {
    let rows = sqlx::query!(
        "SELECT id FROM deployments WHERE service_id = $1 AND archived_at IS NULL ORDER BY created_at DESC LIMIT $2",
        service.0,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| DeploymentId(row.id)).collect())
}

/// The newest deployment of each service, of those that the person may read: id, service, title, version.
pub async fn last_of_services(
    conn: &mut PgConnection,
    person: PersonId,
    all: bool,
) -> Result<Vec<(DeploymentId, String, String, String)>> {
    let rows = sqlx::query!(
        r#"SELECT l.id AS "id!", s.name, l.title AS "title!", l.version AS "version!" FROM services s
           JOIN LATERAL (SELECT d.id, d.title, d.version FROM deployments d
                         WHERE d.service_id = s.id AND d.archived_at IS NULL AND d.state <> 'cancelled' AND NOT d.example
                           AND ($2 OR EXISTS (SELECT 1 FROM team_members m WHERE m.team_id = s.team_id AND m.person_id = $1)
                                OR EXISTS (SELECT 1 FROM deployment_roles r WHERE r.deployment_id = d.id
                                             AND r.person_id = $1 AND r.role <> 'stakeholder'))
                         ORDER BY d.created_at DESC LIMIT 1) l ON true
           ORDER BY lower(s.name), s.id LIMIT 200"#,
        person.0,
        all
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (DeploymentId(row.id), row.name, row.title, row.version))
        .collect())
}

/// Live deployments in which the person can record something: by role, or as an owner.
pub async fn to_settle(conn: &mut PgConnection, person: PersonId, limit: i64) -> Result<Vec<DeploymentId>> {
    let rows = sqlx::query!(
        "SELECT d.id FROM deployments d
         WHERE d.archived_at IS NULL AND d.state IN ('preparing', 'deploying', 'watching')
           AND d.id IN (SELECT r.deployment_id FROM deployment_roles r
                        WHERE r.person_id = $1
                          AND r.role IN ('lead', 'tech_lead', 'qa_lead', 'qa', 'ops', 'dev', 'product'))
         ORDER BY d.changed_at DESC LIMIT $2",
        person.0,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| DeploymentId(row.id)).collect())
}

/// What of the first steps is done on this instance: service, environment, import, allowed target, a second person.
pub async fn first_steps(conn: &mut PgConnection) -> Result<[bool; 5]> {
    let row = sqlx::query!(
        r#"SELECT EXISTS (SELECT 1 FROM services) AS "service!", EXISTS (SELECT 1 FROM environments) AS "environment!",
                  EXISTS (SELECT 1 FROM imports) AS "import!", EXISTS (SELECT 1 FROM environment_targets) AS "target!",
                  (SELECT count(*) FROM (SELECT 1 FROM people LIMIT 2) p) > 1
                    OR EXISTS (SELECT 1 FROM invitations) AS "invited!""#
    )
    .fetch_one(conn)
    .await?;
    Ok([row.service, row.environment, row.import, row.target, row.invited])
}

/// Whether the person holds a role with which deployments are made, in any service.
pub async fn may_create(conn: &mut PgConnection, person: PersonId) -> Result<bool> {
    let may = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM service_roles WHERE person_id = $1 AND role IN ('lead', 'tech_lead')) AS "may!""#,
        person.0
    )
    .fetch_one(conn)
    .await?;
    Ok(may)
}
