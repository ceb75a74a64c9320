//! People, sessions, invitations.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    ids::{DeploymentId, InvitationId, PersonId, ServiceId, SessionRef, TeamId},
};
use serde::{Deserialize, Serialize};

use super::{Paging, Visitor};
use crate::api::error::ApiError;

#[async_trait]
pub trait Accounts {
    /// True until the first admin exists.
    async fn needs_set_up(&self) -> Result<bool, ApiError>;
    async fn set_up(&self, visitor: &Visitor, cmd: SetUp) -> Result<PersonId, ApiError>;
    /// Refuses with the same words and the same time whatever was wrong; slows down after repeated refusals.
    async fn sign_in(&self, visitor: &Visitor, cmd: SignIn) -> Result<PersonId, ApiError>;
    async fn signed_out(&self, caller: &Caller) -> Result<(), ApiError>;

    async fn account(&self, caller: &Caller) -> Result<AccountPage, ApiError>;
    /// Ends all other sessions of the person.
    async fn change_password(&self, caller: &Caller, cmd: ChangePassword) -> Result<(), ApiError>;
    async fn end_session(&self, caller: &Caller, cmd: EndSession) -> Result<(), ApiError>;
    async fn end_other_sessions(&self, caller: &Caller) -> Result<(), ApiError>;

    async fn invitation(&self, token: &str) -> Result<InvitationPage, ApiError>;
    /// Makes the account, or joins the signed-in one.
    async fn accept_invitation(&self, visitor: &Visitor, cmd: AcceptInvitation)
    -> Result<PersonId, ApiError>;
    async fn join_by_invitation(&self, caller: &Caller, cmd: JoinByInvitation) -> Result<(), ApiError>;
    async fn password_reset(&self, token: &str) -> Result<PasswordResetPage, ApiError>;
    async fn reset_password(&self, visitor: &Visitor, cmd: ResetPassword) -> Result<PersonId, ApiError>;

    // Of admins.
    /// What this instance holds and how it runs; auditors may read it too.
    async fn instance(&self, caller: &Caller) -> Result<InstancePage, ApiError>;
    async fn people(&self, caller: &Caller, query: PeopleQuery) -> Result<PeoplePage, ApiError>;
    /// The link; it is shown once and only its hash is kept.
    async fn invite(&self, caller: &Caller, cmd: Invite) -> Result<String, ApiError>;
    async fn revoke_invitation(&self, caller: &Caller, cmd: RevokeInvitation) -> Result<(), ApiError>;
    /// Ends everything of theirs at once: sessions, streams, links.
    async fn deactivate_person(&self, caller: &Caller, cmd: DeactivatePerson) -> Result<(), ApiError>;
    async fn reactivate_person(&self, caller: &Caller, cmd: OfPerson) -> Result<(), ApiError>;
    async fn set_instance_rights(&self, caller: &Caller, cmd: SetInstanceRights) -> Result<(), ApiError>;
    /// A one-time link with which the person sets a new password.
    async fn issue_password_reset(&self, caller: &Caller, cmd: OfPerson) -> Result<String, ApiError>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    pub full_name: String,
    pub email: String,
    pub password: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub email: String,
    pub password: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    pub current: String,
    pub new: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndSession {
    pub session: SessionRef,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    pub token: String,
    pub full_name: String,
    pub password: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinByInvitation {
    pub token: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    pub token: String,
    pub password: String,
}

/// An invitation may carry one place to belong: a team, a service with a role, or a deployment with a role.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    pub email: String,
    /// Empty texts mean "none": an unchosen option of a form.
    #[serde(default)]
    pub team: String,
    #[serde(default)]
    pub service: String,
    #[serde(default)]
    pub deployment: String,
    #[serde(default)]
    pub role: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeInvitation {
    pub invitation: InvitationId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeactivatePerson {
    pub person: PersonId,
    pub reason: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfPerson {
    pub person: PersonId,
}

/// A ticked box sends "on"; an open one sends nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetInstanceRights {
    pub person: PersonId,
    #[serde(default)]
    pub admin: String,
    #[serde(default)]
    pub auditor: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AccountPage {
    pub name: String,
    pub email: String,
    pub admin: bool,
    pub auditor: bool,
    pub teams: Vec<(TeamId, String)>,
    pub service_roles: Vec<(ServiceId, String, Vec<String>)>,
    pub sessions: Vec<SessionRow>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SessionRow {
    pub reference: SessionRef,
    pub current: bool,
    /// The browser's own words, shortened.
    pub browser: String,
    pub address: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct InvitationPage {
    pub email: String,
    pub invited_by: String,
    /// "the team Payments", "the service images as QA".
    pub to: Option<String>,
    pub expires_at: DateTime<Utc>,
    /// An account with this address exists: its owner signs in and joins.
    pub account_exists: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PasswordResetPage {
    pub name: String,
    pub email: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeopleQuery {
    pub text: String,
    pub page: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PeoplePage {
    pub people: Vec<PersonRow>,
    pub paging: Paging,
    pub invitations: Vec<InvitationRow>,
    pub teams: Vec<(TeamId, String)>,
    pub services: Vec<(ServiceId, String)>,
    pub live_deployments: Vec<(DeploymentId, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PersonRow {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub admin: bool,
    pub auditor: bool,
    pub teams: Vec<String>,
    pub last_seen_at: Option<DateTime<Utc>>,
    pub deactivated_at: Option<DateTime<Utc>>,
    /// The name mixes alphabets and could pass for another.
    pub looks_alike: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct InvitationRow {
    pub id: InvitationId,
    pub email: String,
    pub to: Option<String>,
    pub invited_by: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub expired: bool,
}

/// The instance at a glance.
#[derive(Clone, Debug, PartialEq)]
pub struct InstancePage {
    pub version: String,
    /// The server works with one database role that may also change the schema; two roles are safer.
    pub single_role: bool,
    pub people: u32,
    pub deactivated: u32,
    pub open_invitations: u32,
    pub teams: u32,
    pub services: u32,
    pub environments: u32,
    pub deployments: u32,
    pub live_deployments: u32,
    /// Checks waiting for the runner, and those it is running.
    pub queued_runs: u32,
    pub running_runs: u32,
}
