//! Search over what the person may read.

use domain::{
    actor::Caller,
    ids::{DeploymentId, ItemId},
};
use sqlx::PgConnection;

use crate::error::Result;

/// An item found, with the title of its deployment.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundItem {
    pub item: ItemId,
    pub text: String,
    pub deployment: DeploymentId,
    pub title: String,
}

/// Items whose text holds the words, in readable deployments that are not closed for long: the last changed first.
pub async fn items(
    conn: &mut PgConnection,
    caller: &Caller,
    text: &str,
    limit: i64,
) -> Result<Vec<FoundItem>> {
    let rows = sqlx::query!(
        r#"SELECT i.id, i.text, d.id AS deployment_id, d.title
           FROM (SELECT d.id, d.title, d.changed_at FROM deployments d JOIN services s ON s.id = d.service_id
                 WHERE d.archived_at IS NULL
                   AND ($2 OR s.team_id IN (SELECT m.team_id FROM team_members m WHERE m.person_id = $1)
                        OR d.id IN (SELECT r.deployment_id FROM deployment_roles r
                                    WHERE r.person_id = $1 AND r.role <> 'stakeholder'))
                 ORDER BY d.changed_at DESC LIMIT 500) d
           JOIN items i ON i.deployment_id = d.id AND i.removed_at IS NULL
           WHERE strpos(lower(i.text), lower($3)) > 0
           ORDER BY d.changed_at DESC, i.ordinal LIMIT $4"#,
        caller.person.0,
        caller.admin || caller.auditor,
        text,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| FoundItem {
            item: ItemId(row.id),
            text: row.text,
            deployment: DeploymentId(row.deployment_id),
            title: row.title,
        })
        .collect())
}

/// Services, templates and, for admins, people: kind, name, address on this site.
pub async fn others(
    conn: &mut PgConnection,
    caller: &Caller,
    text: &str,
    limit: i64,
) -> Result<Vec<(String, String, String)>> {
    let rows = sqlx::query!(
        r#"(SELECT 'Service' AS "kind!", s.name AS "name!", '/services/' || s.id AS "address!" FROM services s
            WHERE strpos(lower(s.name), lower($3)) > 0
              AND ($2 OR s.team_id IN (SELECT m.team_id FROM team_members m WHERE m.person_id = $1)
                   OR s.id IN (SELECT r.service_id FROM service_roles r WHERE r.person_id = $1))
            ORDER BY s.name LIMIT $5)
           UNION ALL
           (SELECT 'Template', t.name, '/templates/' || t.id FROM templates t
            WHERE t.archived_at IS NULL AND strpos(lower(t.name), lower($3)) > 0
              AND ($2 OR t.team_id IN (SELECT m.team_id FROM team_members m WHERE m.person_id = $1))
            ORDER BY t.name LIMIT $5)
           UNION ALL
           (SELECT 'Person', p.full_name, '/admin/people?text=' || p.email FROM people p
            WHERE $4 AND (strpos(lower(p.full_name), lower($3)) > 0 OR strpos(p.email, lower($3)) > 0)
            ORDER BY p.full_name LIMIT $5)"#,
        caller.person.0,
        caller.admin || caller.auditor,
        text,
        caller.admin,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.kind, row.name, row.address))
        .collect())
}
