//! Summaries: what their author adds, the versions that were published, and the facts that only they read.

use chrono::{DateTime, Utc};
use domain::{
    canonical::Hash,
    check::Judgement,
    ids::{DeploymentId, ItemId, PersonId, SignOffId, SummaryId},
    item::Outcome,
    role::Role,
    summary::Summary,
};
use sqlx::{PgConnection, types::Json};

use crate::{Error, error::count};

/// What the author adds in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    pub what_changed: String,
    pub if_it_fails: String,
    /// 0 before anything was written.
    pub version: i32,
    /// Whose words they are.
    pub by: Option<String>,
}

/// A published version.
#[derive(Clone, Debug)]
pub struct Version {
    pub version: u32,
    pub content: Summary,
    pub content_hash: Hash,
    pub by: String,
    pub published_at: DateTime<Utc>,
}

pub async fn notes(conn: &mut PgConnection, id: DeploymentId) -> Result<Notes, Error> {
    let row = sqlx::query!(
        r#"SELECT n.what_changed, n.if_it_fails, n.version, p.full_name AS "by?"
           FROM summary_notes n LEFT JOIN people p ON p.id = n.changed_by WHERE n.deployment_id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row
        .map(|row| Notes {
            what_changed: row.what_changed,
            if_it_fails: row.if_it_fails,
            version: row.version,
            by: row.by,
        })
        .unwrap_or_default())
}

/// Saves the notes as the next version. Stale when they are not at `seen` any more.
pub async fn save_notes(
    conn: &mut PgConnection,
    id: DeploymentId,
    what_changed: &str,
    if_it_fails: &str,
    seen: i32,
    by: PersonId,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let done = if seen == 0 {
        sqlx::query!(
            "INSERT INTO summary_notes (deployment_id, what_changed, if_it_fails, version, changed_by, changed_at)
             VALUES ($1, $2, $3, 1, $4, $5) ON CONFLICT DO NOTHING",
            id.0,
            what_changed,
            if_it_fails,
            by.0,
            at
        )
        .execute(conn)
        .await?
    } else {
        sqlx::query!(
            "UPDATE summary_notes SET what_changed = $2, if_it_fails = $3, version = version + 1, changed_by = $4,
                                      changed_at = $5
             WHERE deployment_id = $1 AND version = $6",
            id.0,
            what_changed,
            if_it_fails,
            by.0,
            at,
            seen
        )
        .execute(conn)
        .await?
    };
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}

/// A published version, or the newest.
pub async fn version(
    conn: &mut PgConnection,
    id: DeploymentId,
    version: Option<i32>,
) -> Result<Option<Version>, Error> {
    let row = sqlx::query!(
        r#"SELECT id, version, content AS "content: Json<Summary>", content_hash, person_name, published_at
           FROM summaries WHERE deployment_id = $1 AND ($2::integer IS NULL OR version = $2)
           ORDER BY version DESC LIMIT 1"#,
        id.0,
        version
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Version {
            version: count(row.version, "summaries", "version", row.id)?,
            content: row.content.0,
            content_hash: Hash::from_slice(&row.content_hash)
                .ok_or_else(|| Error::inconsistent("summaries", "content_hash", row.id))?,
            by: row.person_name,
            published_at: row.published_at,
        })
    })
    .transpose()
}

/// The published versions, the newest first: number, by whom, when.
pub async fn versions(
    conn: &mut PgConnection,
    id: DeploymentId,
) -> Result<Vec<(u32, String, DateTime<Utc>)>, Error> {
    let rows = sqlx::query!(
        "SELECT id, version, person_name, published_at FROM summaries WHERE deployment_id = $1 ORDER BY version DESC LIMIT 500",
        id.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok((
                count(row.version, "summaries", "version", row.id)?,
                row.person_name,
                row.published_at,
            ))
        })
        .collect()
}

/// A version to freeze.
pub struct NewVersion<'a> {
    pub id: SummaryId,
    pub deployment: DeploymentId,
    pub content: &'a Summary,
    pub content_hash: Hash,
    pub person: PersonId,
    pub person_name: &'a str,
    pub at: DateTime<Utc>,
}

/// Freezes the next version; its number. The caller holds the deployment's row.
pub async fn publish(conn: &mut PgConnection, new: &NewVersion<'_>) -> Result<u32, Error> {
    let version = sqlx::query_scalar!(
        "INSERT INTO summaries (id, deployment_id, version, content, content_hash, person_id, person_name, published_at)
         SELECT $1, $2, COALESCE(max(version), 0) + 1, $3, $4, $5, $6, $7 FROM summaries WHERE deployment_id = $2
         RETURNING version",
        new.id.0,
        new.deployment.0,
        Json(new.content) as _,
        &new.content_hash.0[..],
        new.person.0,
        new.person_name,
        new.at
    )
    .fetch_one(conn)
    .await?;
    count(version, "summaries", "version", new.id)
}

/// The hashes of what was signed, by signature.
pub async fn signed_views(
    conn: &mut PgConnection,
    id: DeploymentId,
) -> Result<Vec<(SignOffId, Hash)>, Error> {
    let rows = sqlx::query!(
        "SELECT id, view_hash FROM signoffs WHERE deployment_id = $1",
        id.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let hash = Hash::from_slice(&row.view_hash);
            Ok((
                SignOffId(row.id),
                hash.ok_or_else(|| Error::inconsistent("signoffs", "view_hash", row.id))?,
            ))
        })
        .collect()
}

/// A waiver that was not withdrawn.
#[derive(Clone, Debug)]
pub struct Waived {
    pub item: ItemId,
    pub text: String,
    pub by: String,
    pub role: Role,
    pub reason: String,
    pub until: DateTime<Utc>,
    pub at: DateTime<Utc>,
}

pub async fn waived(conn: &mut PgConnection, id: DeploymentId) -> Result<Vec<Waived>, Error> {
    let rows = sqlx::query!(
        "SELECT w.id, w.item_id, i.text, w.person_name, w.role, w.reason, w.until, w.waived_at
         FROM waivers w JOIN items i ON i.id = w.item_id AND i.removed_at IS NULL
         LEFT JOIN waiver_ends e ON e.waiver_id = w.id
         WHERE w.deployment_id = $1 AND e.waiver_id IS NULL ORDER BY w.waived_at, w.id",
        id.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Waived {
                item: ItemId(row.item_id),
                text: row.text,
                by: row.person_name,
                role: Role::from_key(&row.role)
                    .ok_or_else(|| Error::inconsistent("waivers", "role", row.id))?,
                reason: row.reason,
                until: row.until,
                at: row.waived_at,
            })
        })
        .collect()
}

/// Accepted risks: risk, reason, by whom, when.
pub async fn risks(
    conn: &mut PgConnection,
    id: DeploymentId,
) -> Result<Vec<(String, String, String, DateTime<Utc>)>, Error> {
    let rows = sqlx::query!(
        "SELECT risk, reason, person_name, accepted_at FROM accepted_risks WHERE deployment_id = $1 ORDER BY accepted_at, id",
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.risk, row.reason, row.person_name, row.accepted_at))
        .collect())
}

/// The latest measured result of each automated check, in the order of the checklist.
pub async fn measured(
    conn: &mut PgConnection,
    id: DeploymentId,
) -> Result<Vec<(String, Outcome, Option<Judgement>, DateTime<Utc>)>, Error> {
    let rows = sqlx::query!(
        r#"SELECT r.id, i.text, r.outcome, r.judgement AS "judgement: Json<Judgement>", r.recorded_at
           FROM items i JOIN results r ON r.id = i.latest_result_id AND r.run_id IS NOT NULL
           JOIN phases p ON p.id = i.phase_id
           WHERE i.deployment_id = $1 AND i.removed_at IS NULL ORDER BY p.ordinal, i.ordinal, i.id"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let outcome = Outcome::from_key(&row.outcome)
                .ok_or_else(|| Error::inconsistent("results", "outcome", row.id))?;
            Ok((
                row.text,
                outcome,
                row.judgement.map(|judgement| judgement.0),
                row.recorded_at,
            ))
        })
        .collect()
}
