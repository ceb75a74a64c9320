//! The instance at a glance: how many there are of everything.

use sqlx::PgConnection;

use crate::{Error, error::count};

#[derive(Clone, Copy, Debug)]
pub struct Counts {
    pub people: u32,
    pub deactivated: u32,
    pub open_invitations: u32,
    pub teams: u32,
    pub services: u32,
    pub environments: u32,
    pub deployments: u32,
    pub live_deployments: u32,
    pub queued_runs: u32,
    pub running_runs: u32,
}

pub async fn counts(conn: &mut PgConnection, now: chrono::DateTime<chrono::Utc>) -> Result<Counts, Error> {
    let row = sqlx::query!(
        r#"SELECT (SELECT count(*) FROM people) AS "people!",
                  (SELECT count(*) FROM people WHERE deactivated_at IS NOT NULL) AS "deactivated!",
                  (SELECT count(*) FROM invitations
                   WHERE accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $1) AS "open_invitations!",
                  (SELECT count(*) FROM teams) AS "teams!",
                  (SELECT count(*) FROM services) AS "services!",
                  (SELECT count(*) FROM environments) AS "environments!",
                  (SELECT count(*) FROM deployments) AS "deployments!",
                  (SELECT count(*) FROM deployments WHERE archived_at IS NULL
                   AND state IN ('preparing', 'deploying', 'watching')) AS "live_deployments!",
                  (SELECT count(*) FROM runs WHERE state = 'queued') AS "queued_runs!",
                  (SELECT count(*) FROM runs WHERE state = 'running') AS "running_runs!""#,
        now
    )
    .fetch_one(conn)
    .await?;
    let whole = |value: i64, column| count(value, "instance", column, "count");
    Ok(Counts {
        people: whole(row.people, "people")?,
        deactivated: whole(row.deactivated, "people")?,
        open_invitations: whole(row.open_invitations, "invitations")?,
        teams: whole(row.teams, "teams")?,
        services: whole(row.services, "services")?,
        environments: whole(row.environments, "environments")?,
        deployments: whole(row.deployments, "deployments")?,
        live_deployments: whole(row.live_deployments, "deployments")?,
        queued_runs: whole(row.queued_runs, "runs")?,
        running_runs: whole(row.running_runs, "runs")?,
    })
}
