//! Signatures and their ends; both are only added.

use chrono::{DateTime, Utc};
use domain::{
    canonical::Hash,
    ids::{DeploymentId, GateId, ItemId, PersonId, SessionRef, SignOffId},
    role::Role,
    signoff::{Decision, Meaning},
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result};

/// A signature without the view it was given on.
#[derive(Clone, Debug, PartialEq)]
pub struct SignOff {
    pub id: SignOffId,
    pub deployment: DeploymentId,
    pub gate: GateId,
    pub person: PersonId,
    pub full_name: String,
    pub email: String,
    pub role: Role,
    /// As printed then.
    pub role_name: String,
    pub decision: Decision,
    pub meaning: Meaning,
    pub words: Option<String>,
    pub signed_at: DateTime<Utc>,
    pub ended: Option<End>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct End {
    pub at: DateTime<Utc>,
    pub cause: String,
    /// Fallen, rather than withdrawn by its signer.
    pub voided: bool,
}

struct SignOffRow {
    id: Uuid,
    deployment_id: Uuid,
    gate_id: Uuid,
    person_id: Uuid,
    full_name: String,
    email: String,
    role: String,
    role_name: Option<String>,
    decision: String,
    meaning: String,
    words: Option<String>,
    signed_at: DateTime<Utc>,
    kind: Option<String>,
    cause: Option<String>,
    ended_at: Option<DateTime<Utc>>,
}

impl TryFrom<SignOffRow> for SignOff {
    type Error = Error;

    fn try_from(row: SignOffRow) -> Result<Self> {
        let bad = |column| Error::inconsistent("signoffs", column, row.id);
        let role = Role::from_key(&row.role).ok_or_else(|| bad("role"))?;
        Ok(Self {
            role,
            role_name: row.role_name.unwrap_or_else(|| role.title().to_owned()),
            decision: Decision::from_key(&row.decision).ok_or_else(|| bad("decision"))?,
            meaning: Meaning::from_key(&row.meaning).ok_or_else(|| bad("meaning"))?,
            ended: match (row.kind, row.cause, row.ended_at) {
                (None, None, None) => None,
                (Some(kind), Some(cause), Some(at)) => Some(End {
                    at,
                    cause,
                    voided: kind == "voided",
                }),
                _ => return Err(bad("ended")),
            },
            id: SignOffId(row.id),
            deployment: DeploymentId(row.deployment_id),
            gate: GateId(row.gate_id),
            person: PersonId(row.person_id),
            full_name: row.full_name,
            email: row.email,
            words: row.words,
            signed_at: row.signed_at,
        })
    }
}

/// All signatures of the deployments, oldest first.
pub async fn of_deployments(conn: &mut PgConnection, ids: &[DeploymentId]) -> Result<Vec<SignOff>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        SignOffRow,
        r#"SELECT s.id, s.deployment_id, s.gate_id, s.person_id, s.full_name, s.email, s.role, s.role_name, s.decision, s.meaning,
                  s.words, s.signed_at, e.kind AS "kind?", e.cause AS "cause?", e.ended_at AS "ended_at?"
           FROM signoffs s LEFT JOIN signoff_ends e ON e.signoff_id = s.id
           WHERE s.deployment_id = ANY($1) ORDER BY s.signed_at, s.id"#,
        &ids
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(SignOff::try_from)
    .collect()
}

/// A signature with the view it was given on and how the signer was known.
#[derive(Clone, Debug)]
pub struct Record {
    pub signoff: SignOff,
    pub authenticated_by: String,
    pub authenticated_at: DateTime<Utc>,
    pub view: Vec<u8>,
    pub view_hash: Hash,
}

pub async fn record(conn: &mut PgConnection, id: SignOffId) -> Result<Option<Record>> {
    let row = sqlx::query!(
        r#"SELECT s.id, s.deployment_id, s.gate_id, s.person_id, s.full_name, s.email, s.role, s.role_name, s.decision, s.meaning,
                  s.words, s.signed_at, e.kind AS "kind?", e.cause AS "cause?", e.ended_at AS "ended_at?",
                  s.authenticated_by, s.authenticated_at, s.view, s.view_hash
           FROM signoffs s LEFT JOIN signoff_ends e ON e.signoff_id = s.id WHERE s.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Record {
            authenticated_by: row.authenticated_by,
            authenticated_at: row.authenticated_at,
            view: row.view,
            view_hash: Hash::from_slice(&row.view_hash)
                .ok_or_else(|| Error::inconsistent("signoffs", "view_hash", row.id))?,
            signoff: SignOff::try_from(SignOffRow {
                id: row.id,
                deployment_id: row.deployment_id,
                gate_id: row.gate_id,
                person_id: row.person_id,
                full_name: row.full_name,
                email: row.email,
                role: row.role,
                role_name: row.role_name,
                decision: row.decision,
                meaning: row.meaning,
                words: row.words,
                signed_at: row.signed_at,
                kind: row.kind,
                cause: row.cause,
                ended_at: row.ended_at,
            })?,
        })
    })
    .transpose()
}

/// The standing signatures of gates with the views they were given on.
pub async fn standing(
    conn: &mut PgConnection,
    gates: &[GateId],
) -> Result<Vec<(SignOffId, GateId, Vec<u8>)>> {
    let gates: Vec<Uuid> = gates.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "SELECT s.id, s.gate_id, s.view FROM signoffs s LEFT JOIN signoff_ends e ON e.signoff_id = s.id
         WHERE s.gate_id = ANY($1) AND e.signoff_id IS NULL ORDER BY s.signed_at, s.id",
        &gates
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (SignOffId(row.id), GateId(row.gate_id), row.view))
        .collect())
}

#[derive(Clone, Debug)]
pub struct NewSignOff<'a> {
    pub id: SignOffId,
    pub deployment: DeploymentId,
    pub gate: GateId,
    pub person: PersonId,
    pub full_name: &'a str,
    pub email: &'a str,
    pub role: Role,
    pub role_name: &'a str,
    pub decision: Decision,
    pub meaning: Meaning,
    pub words: Option<&'a str>,
    pub signed_at: DateTime<Utc>,
    pub authenticated_at: DateTime<Utc>,
    pub session: SessionRef,
    pub view: &'a [u8],
    pub view_hash: Hash,
}

/// # Errors
/// `Constraint { name: "signoffs_one_standing" }` when the person has a standing signature on the gate.
pub async fn add(conn: &mut PgConnection, new: &NewSignOff<'_>) -> Result<()> {
    sqlx::query!(
        "INSERT INTO signoffs (id, deployment_id, gate_id, person_id, full_name, email, role, role_name, decision, meaning, words,
                               signed_at, authenticated_by, authenticated_at, session_reference, view, view_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'password', $13, $14, $15, $16)",
        new.id.0,
        new.deployment.0,
        new.gate.0,
        new.person.0,
        new.full_name,
        new.email,
        new.role.key(),
        new.role_name,
        new.decision.key(),
        new.meaning.key(),
        new.words,
        new.signed_at,
        new.authenticated_at,
        new.session.0,
        new.view,
        &new.view_hash.0[..]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Withdrawn by its signer.
///
/// # Errors
/// `Constraint { name: "signoff_ends_pkey" }` when it ended already.
pub async fn withdraw(
    conn: &mut PgConnection,
    id: SignOffId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO signoff_ends (signoff_id, kind, cause, ended_at) VALUES ($1, 'withdrawn', $2, $3)",
        id.0,
        reason,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Fallen, since something they cover changed.
pub async fn void(
    conn: &mut PgConnection,
    ids: &[SignOffId],
    cause: &str,
    item: Option<ItemId>,
    now: DateTime<Utc>,
) -> Result<()> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "INSERT INTO signoff_ends (signoff_id, kind, cause, item_id, ended_at)
         SELECT id, 'voided', $2, $3, $4 FROM UNNEST($1::uuid[]) AS row (id)",
        &ids,
        cause,
        item.map(|id| id.0),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
