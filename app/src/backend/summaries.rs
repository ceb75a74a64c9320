//! Stakeholder summaries: drafts from facts, frozen versions, links to share them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    canonical::Hash,
    ids::{DeploymentId, ShareLinkId},
    summary::Summary,
};
use serde::{Deserialize, Serialize};

use super::DeploymentHead;
use crate::api::error::ApiError;

#[async_trait]
pub trait Summaries {
    async fn summary(&self, caller: &Caller, id: DeploymentId) -> Result<SummaryPage, ApiError>;
    async fn summary_version(
        &self,
        caller: &Caller,
        id: DeploymentId,
        version: u32,
    ) -> Result<SummaryVersionPage, ApiError>;
    async fn edit_summary(&self, caller: &Caller, cmd: EditSummary) -> Result<(), ApiError>;
    /// Freezes what the draft says now.
    async fn publish_summary(&self, caller: &Caller, cmd: PublishSummary) -> Result<u32, ApiError>;
    /// The link; shown once.
    async fn make_share_link(&self, caller: &Caller, cmd: MakeShareLink) -> Result<String, ApiError>;
    async fn revoke_share_link(&self, caller: &Caller, cmd: RevokeShareLink) -> Result<(), ApiError>;
    /// For anyone with the link. Wrong, expired and revoked are the same 404.
    async fn shared_summary(&self, token: &str) -> Result<SharedSummaryPage, ApiError>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditSummary {
    pub deployment: DeploymentId,
    #[serde(default)]
    pub what_changed: String,
    #[serde(default)]
    pub if_it_fails: String,
    pub seen_version: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishSummary {
    pub key: uuid::Uuid,
    pub deployment: DeploymentId,
    /// The hash of the draft the page showed.
    pub seen: Hash,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeShareLink {
    pub key: uuid::Uuid,
    pub deployment: DeploymentId,
    /// 1, 7, 30 or 90.
    pub days: u32,
    #[serde(default)]
    pub note: String,
    pub password: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeShareLink {
    pub link: ShareLinkId,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SummaryPage {
    pub head: DeploymentHead,
    pub draft: Summary,
    pub draft_hash: Hash,
    pub what_changed: String,
    pub if_it_fails: String,
    pub notes_version: i32,
    pub versions: Vec<(u32, String, DateTime<Utc>)>,
    /// Facts changed since the newest published version.
    pub newer_facts: bool,
    /// What readers outside the team should perhaps not see: what it is, and how it stands there.
    pub private: Vec<(String, String)>,
    pub links: Vec<ShareLinkRow>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SummaryVersionPage {
    pub head: DeploymentHead,
    pub version: u32,
    pub published_at: DateTime<Utc>,
    pub published_by: String,
    pub summary: Summary,
    pub content_hash: Hash,
    pub newer_facts: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SharedSummaryPage {
    pub version: u32,
    pub published_at: DateTime<Utc>,
    pub published_by: String,
    pub summary: Summary,
    pub content_hash: Hash,
    pub newer_facts: bool,
    pub now: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ShareLinkRow {
    pub id: ShareLinkId,
    pub note: String,
    pub made_by: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
}
