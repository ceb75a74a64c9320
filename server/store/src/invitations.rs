//! Invitations: links that let one person in, or to one more place, once.

use chrono::{DateTime, Utc};
use domain::{
    ids::{DeploymentId, InvitationId, PersonId, ServiceId, TeamId},
    role::Role,
};
use sqlx::PgConnection;

use crate::Error;

/// Where an invitation leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub team: Option<TeamId>,
    pub service: Option<ServiceId>,
    pub deployment: Option<DeploymentId>,
    pub role: Option<Role>,
}

/// An invitation as its reader sees it.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    pub place: Place,
    /// The name of the team, service or deployment.
    pub place_name: Option<String>,
    /// What the role is called there.
    pub role_name: Option<String>,
    pub invited_by: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

struct InvitationRow {
    id: uuid::Uuid,
    email: String,
    team_id: Option<uuid::Uuid>,
    service_id: Option<uuid::Uuid>,
    deployment_id: Option<uuid::Uuid>,
    role: Option<String>,
    place_name: Option<String>,
    own_name: Option<String>,
    invited_by: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl TryFrom<InvitationRow> for Invitation {
    type Error = Error;

    fn try_from(row: InvitationRow) -> Result<Self, Error> {
        let role = row
            .role
            .map(|role| {
                Role::from_key(&role).ok_or_else(|| Error::inconsistent("invitations", "role", row.id))
            })
            .transpose()?;
        Ok(Self {
            id: InvitationId(row.id),
            email: row.email,
            place: Place {
                team: row.team_id.map(TeamId),
                service: row.service_id.map(ServiceId),
                deployment: row.deployment_id.map(DeploymentId),
                role,
            },
            place_name: row.place_name,
            role_name: row.own_name.or_else(|| role.map(|role| role.title().to_owned())),
            invited_by: row.invited_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}

/// An invitation to keep.
pub struct NewInvitation<'a> {
    pub id: InvitationId,
    pub token_hash: [u8; 32],
    pub email: &'a str,
    pub place: Place,
    pub invited_by: PersonId,
    pub at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

pub async fn insert(conn: &mut PgConnection, new: &NewInvitation<'_>) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO invitations
             (id, token_hash, email, team_id, service_id, deployment_id, role, invited_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new.id.0,
        &new.token_hash[..],
        new.email,
        new.place.team.map(|id| id.0),
        new.place.service.map(|id| id.0),
        new.place.deployment.map(|id| id.0),
        new.place.role.map(Role::key),
        new.invited_by.0,
        new.at,
        new.expires_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The open invitation with this token: not used, not revoked, not expired, its author still active. The row is held
/// until the transaction ends, so that two uses at once are one.
pub async fn lock_open(
    conn: &mut PgConnection,
    token_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<Invitation>, Error> {
    let row = sqlx::query_as!(
        InvitationRow,
        r#"SELECT i.id, i.email, i.team_id, i.service_id, i.deployment_id, i.role,
                  COALESCE(t.name, s.name, d.title || ' ' || d.version) AS place_name,
                  (SELECT n.name FROM team_role_names n JOIN services o ON o.team_id = n.team_id
                   WHERE o.id = COALESCE(i.service_id, d.service_id) AND n.role = i.role) AS own_name,
                  p.full_name AS invited_by, i.created_at, i.expires_at
           FROM invitations i
           JOIN people p ON p.id = i.invited_by AND p.deactivated_at IS NULL
           LEFT JOIN teams t ON t.id = i.team_id
           LEFT JOIN services s ON s.id = i.service_id
           LEFT JOIN deployments d ON d.id = i.deployment_id
           WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2
           FOR UPDATE OF i"#,
        &token_hash[..],
        now
    )
    .fetch_optional(conn)
    .await?;
    row.map(Invitation::try_from).transpose()
}

pub async fn accept(
    conn: &mut PgConnection,
    id: InvitationId,
    person: PersonId,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE invitations SET accepted_at = $2, accepted_by = $3 WHERE id = $1",
        id.0,
        at,
        person.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Revokes an open invitation; its address, or `None` when it is not open.
pub async fn revoke(
    conn: &mut PgConnection,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<Option<String>, Error> {
    Ok(sqlx::query_scalar!(
        "UPDATE invitations SET revoked_at = $2 WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL RETURNING email",
        id.0,
        at
    )
    .fetch_optional(conn)
    .await?)
}

/// Revokes what a person invited to, and what invites them: the invitations and their addresses.
pub async fn revoke_around(
    conn: &mut PgConnection,
    person: PersonId,
    email: &str,
    at: DateTime<Utc>,
) -> Result<Vec<(InvitationId, String)>, Error> {
    let rows = sqlx::query!(
        "UPDATE invitations SET revoked_at = $3
         WHERE (invited_by = $1 OR email = $2) AND accepted_at IS NULL AND revoked_at IS NULL RETURNING id, email",
        person.0,
        email,
        at
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (InvitationId(row.id), row.email))
        .collect())
}

/// Invitations that nobody used or revoked, the newest first; expired ones too, so that they can be made again.
pub async fn waiting(conn: &mut PgConnection) -> Result<Vec<Invitation>, Error> {
    let rows = sqlx::query_as!(
        InvitationRow,
        r#"SELECT i.id, i.email, i.team_id, i.service_id, i.deployment_id, i.role,
                  COALESCE(t.name, s.name, d.title || ' ' || d.version) AS place_name,
                  (SELECT n.name FROM team_role_names n JOIN services o ON o.team_id = n.team_id
                   WHERE o.id = COALESCE(i.service_id, d.service_id) AND n.role = i.role) AS own_name,
                  p.full_name AS invited_by, i.created_at, i.expires_at
           FROM invitations i
           JOIN people p ON p.id = i.invited_by
           LEFT JOIN teams t ON t.id = i.team_id
           LEFT JOIN services s ON s.id = i.service_id
           LEFT JOIN deployments d ON d.id = i.deployment_id
           WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL
           ORDER BY i.created_at DESC, i.id DESC LIMIT 200"#
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Invitation::try_from).collect()
}
