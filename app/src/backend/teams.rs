//! Teams and the services they own.

use async_trait::async_trait;
use domain::{
    actor::Caller,
    ids::{PersonId, ServiceId, TeamId},
    role::Role,
    role_names::RoleNames,
};
use serde::{Deserialize, Serialize};

use super::DeploymentRow;
use crate::api::error::ApiError;

#[async_trait]
pub trait Teams {
    async fn teams(&self, caller: &Caller) -> Result<TeamsPage, ApiError>;
    async fn team(&self, caller: &Caller, id: TeamId) -> Result<TeamPage, ApiError>;
    async fn create_team(&self, caller: &Caller, cmd: CreateTeam) -> Result<TeamId, ApiError>;
    /// The team's own names for the roles, for all of its services and deployments.
    async fn name_roles(&self, caller: &Caller, cmd: NameRoles) -> Result<(), ApiError>;
    async fn rename_team(&self, caller: &Caller, cmd: RenameTeam) -> Result<(), ApiError>;
    async fn add_team_member(&self, caller: &Caller, cmd: TeamMember) -> Result<(), ApiError>;
    async fn remove_team_member(&self, caller: &Caller, cmd: TeamMember) -> Result<(), ApiError>;

    async fn services(&self, caller: &Caller) -> Result<ServicesPage, ApiError>;
    async fn service(&self, caller: &Caller, id: ServiceId) -> Result<ServicePage, ApiError>;
    async fn create_service(&self, caller: &Caller, cmd: CreateService) -> Result<ServiceId, ApiError>;
    async fn change_service(&self, caller: &Caller, cmd: ChangeService) -> Result<(), ApiError>;
    async fn give_service_role(&self, caller: &Caller, cmd: ServiceRole) -> Result<(), ApiError>;
    async fn take_service_role(&self, caller: &Caller, cmd: ServiceRole) -> Result<(), ApiError>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateTeam {
    pub name: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameTeam {
    pub team: TeamId,
    pub name: String,
}

/// Two parallel columns; an empty name gives the role its usual one back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameRoles {
    pub team: TeamId,
    #[serde(default)]
    pub roles: Vec<Role>,
    #[serde(default)]
    pub names: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamMember {
    pub team: TeamId,
    pub person: PersonId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateService {
    pub team: TeamId,
    pub name: String,
    #[serde(default)]
    pub about: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeService {
    pub service: ServiceId,
    pub name: String,
    #[serde(default)]
    pub about: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceRole {
    pub service: ServiceId,
    pub person: PersonId,
    pub role: Role,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TeamsPage {
    pub teams: Vec<TeamRow>,
    pub may_create: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TeamRow {
    pub id: TeamId,
    pub name: String,
    pub members: u32,
    pub services: u32,
}

/// A person in a list of choices or members.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonChoice {
    pub id: PersonId,
    pub name: String,
    pub email: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TeamPage {
    pub id: TeamId,
    pub name: String,
    pub members: Vec<PersonChoice>,
    pub services: Vec<ServiceRow>,
    /// People who could be added; empty unless the caller may.
    pub others: Vec<PersonChoice>,
    pub role_names: RoleNames,
    pub may_edit: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ServicesPage {
    pub services: Vec<ServiceRow>,
    pub teams: Vec<(TeamId, String)>,
    pub may_create: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ServiceRow {
    pub id: ServiceId,
    pub name: String,
    pub about: String,
    pub team: String,
    pub deployments: u32,
    pub live: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ServicePage {
    pub id: ServiceId,
    pub name: String,
    pub about: String,
    pub team: TeamId,
    pub team_name: String,
    pub role_names: RoleNames,
    /// Who gets which roles in each new deployment.
    pub roles: Vec<(PersonChoice, Vec<Role>)>,
    pub members: Vec<PersonChoice>,
    /// The newest twenty.
    pub deployments: Vec<DeploymentRow>,
    pub may_edit: bool,
    pub may_create_deployment: bool,
}
