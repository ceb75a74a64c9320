//! The audit trail and its verification.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{actor::Caller, audit::Chain, canonical::Hash, ids::DeploymentId};

use super::{DeploymentHead, Paging};
use crate::api::error::ApiError;

#[async_trait]
pub trait Audits {
    /// Everything the caller may read: one deployment's chain, or all of it for auditors and admins.
    async fn audit(&self, caller: &Caller, query: AuditQuery) -> Result<AuditPage, ApiError>;
    async fn history(
        &self,
        caller: &Caller,
        deployment: DeploymentId,
        page: u32,
    ) -> Result<HistoryPage, ApiError>;
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuditQuery {
    /// Part of the actor's name.
    pub actor: String,
    /// Part of the act's name or sentence.
    pub act: String,
    pub deployment: Option<DeploymentId>,
    /// Dates `2026-11-18`, UTC, both included.
    pub from: String,
    pub to: String,
    pub page: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AuditPage {
    pub events: Vec<AuditRow>,
    pub paging: Paging,
    pub query: AuditQuery,
    /// What verifying the chains on this page's request found.
    pub chain_status: ChainStatus,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    pub chain: Chain,
    pub deployment: Option<(DeploymentId, String)>,
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub sentence: String,
    pub hash: Hash,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ChainStatus {
    pub chains: u32,
    pub events: u64,
    /// The first row that does not hold, in words.
    pub broken: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct HistoryPage {
    pub head: DeploymentHead,
    pub events: Vec<AuditRow>,
    pub paging: Paging,
    pub chain_status: ChainStatus,
}
