//! Environments: what checks may reach, the values they use, the databases they read.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    ids::{ConnectionId, EnvironmentId, TargetId},
};
use serde::{Deserialize, Serialize};

use crate::api::error::ApiError;

#[async_trait]
pub trait Environments {
    async fn environments(&self, caller: &Caller) -> Result<EnvironmentsPage, ApiError>;
    async fn environment(&self, caller: &Caller, id: EnvironmentId) -> Result<EnvironmentPage, ApiError>;
    async fn create_environment(
        &self,
        caller: &Caller,
        cmd: CreateEnvironment,
    ) -> Result<EnvironmentId, ApiError>;
    async fn change_environment(&self, caller: &Caller, cmd: ChangeEnvironment) -> Result<(), ApiError>;
    async fn allow_target(&self, caller: &Caller, cmd: AllowTarget) -> Result<(), ApiError>;
    async fn remove_target(&self, caller: &Caller, cmd: RemoveTarget) -> Result<(), ApiError>;
    async fn set_variable(&self, caller: &Caller, cmd: SetVariable) -> Result<(), ApiError>;
    async fn remove_variable(&self, caller: &Caller, cmd: RemoveVariable) -> Result<(), ApiError>;
    /// The address is sealed and never shown again.
    async fn save_connection(&self, caller: &Caller, cmd: SaveConnection) -> Result<(), ApiError>;
    async fn remove_connection(&self, caller: &Caller, cmd: RemoveConnection) -> Result<(), ApiError>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateEnvironment {
    pub name: String,
    /// "on" when ticked.
    #[serde(default)]
    pub production: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeEnvironment {
    pub environment: EnvironmentId,
    pub name: String,
    #[serde(default)]
    pub production: String,
}

/// `ports` is one port or a range, as typed: "443", "8000-8100".
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllowTarget {
    pub environment: EnvironmentId,
    pub host: String,
    pub ports: String,
    #[serde(default)]
    pub note: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveTarget {
    pub environment: EnvironmentId,
    pub target: TargetId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetVariable {
    pub environment: EnvironmentId,
    pub name: String,
    pub value: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveVariable {
    pub environment: EnvironmentId,
    pub name: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveConnection {
    pub environment: EnvironmentId,
    pub name: String,
    /// `postgres://user:password@host:port/database`
    pub url: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveConnection {
    pub environment: EnvironmentId,
    pub connection: ConnectionId,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EnvironmentsPage {
    pub environments: Vec<EnvironmentRow>,
    pub may_edit: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EnvironmentRow {
    pub id: EnvironmentId,
    pub name: String,
    pub production: bool,
    pub targets: u32,
    pub live: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EnvironmentPage {
    pub id: EnvironmentId,
    pub name: String,
    pub production: bool,
    pub targets: Vec<TargetRow>,
    pub variables: Vec<(String, String)>,
    pub connections: Vec<ConnectionRow>,
    pub may_edit: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TargetRow {
    pub id: TargetId,
    pub host: String,
    pub ports: String,
    pub note: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ConnectionRow {
    pub id: ConnectionId,
    pub name: String,
    /// Host, port and database, without user and password.
    pub shown: String,
    pub created_at: DateTime<Utc>,
}
