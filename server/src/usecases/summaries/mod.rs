//! Stakeholder summaries: a draft from facts, frozen versions, links to share them.

mod facts;
mod links_to_share;

use app::{
    api::error::ApiError,
    backend::{
        EditSummary, MakeShareLink, PublishSummary, RevokeShareLink, ShareLinkRow, SharedSummaryPage,
        Summaries, SummaryPage, SummaryVersionPage,
    },
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    canonical::Hash,
    ids::{DeploymentId, SummaryId},
    role::Right,
    summary::{Summary, build, privacy},
};
use serde::Serialize;
use sqlx::PgConnection;
use store::summaries::{NewVersion, Version};

use super::{
    access::{Access, summary_access},
    act::Act,
    errors::{OrApi, broken},
    text,
};
use crate::state::{Server, new_id};

/// The most characters of each of the author's texts.
const MAX_NOTES: usize = 4000;

#[async_trait]
impl Summaries for Server {
    async fn summary(&self, caller: &Caller, id: DeploymentId) -> Result<SummaryPage, ApiError> {
        let now = self.clock.now();
        let mut conn = self.pool.acquire().await.api()?;
        let access = summary_access(&mut conn, caller, id).await?;
        let (draft, draft_hash) = draft(&mut conn, &access, now).await?;
        let notes = store::summaries::notes(&mut conn, id).await.api()?;
        let versions = store::summaries::versions(&mut conn, id).await.api()?;
        let newest = store::summaries::version(&mut conn, id, None).await.api()?;
        let links = match access.need(Right::Publish) {
            Ok(()) => store::share_links::of_deployment(&mut conn, id).await.api()?,
            Err(_) => Vec::new(),
        };
        Ok(SummaryPage {
            head: access.page_head(now),
            newer_facts: newest.is_some_and(|newest| newest.content_hash != draft_hash),
            private: privacy::private(&draft)
                .iter()
                .map(|private| (private.kind().to_owned(), private.text().to_owned()))
                .collect(),
            draft,
            draft_hash,
            what_changed: notes.what_changed,
            if_it_fails: notes.if_it_fails,
            notes_version: notes.version,
            versions,
            links: links
                .into_iter()
                .map(|link| ShareLinkRow {
                    id: link.id,
                    note: link.note,
                    made_by: link.made_by,
                    created_at: link.created_at,
                    expires_at: link.expires_at,
                    revoked_at: link.revoked_at,
                    last_used_at: link.last_used_at,
                })
                .collect(),
        })
    }

    async fn summary_version(
        &self,
        caller: &Caller,
        id: DeploymentId,
        version: u32,
    ) -> Result<SummaryVersionPage, ApiError> {
        let now = self.clock.now();
        let mut conn = self.pool.acquire().await.api()?;
        let access = summary_access(&mut conn, caller, id).await?;
        let wanted = i32::try_from(version).map_err(|_| ApiError::NotFound)?;
        let found = store::summaries::version(&mut conn, id, Some(wanted))
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        let (_, draft_hash) = draft(&mut conn, &access, now).await?;
        let Version {
            version,
            content,
            content_hash,
            by,
            published_at,
        } = found;
        Ok(SummaryVersionPage {
            head: access.page_head(now),
            version,
            published_at,
            published_by: by,
            summary: content,
            content_hash,
            newer_facts: content_hash != draft_hash,
        })
    }

    async fn edit_summary(&self, caller: &Caller, cmd: EditSummary) -> Result<(), ApiError> {
        let what_changed =
            text::words("what_changed", "What changed", &cmd.what_changed, MAX_NOTES)?.unwrap_or_default();
        let if_it_fails =
            text::words("if_it_fails", "If it fails", &cmd.if_it_fails, MAX_NOTES)?.unwrap_or_default();
        let id = cmd.deployment;
        let mut act = Act::begin(self, caller).await?;
        summary_access(&mut act.tx, caller, id)
            .await?
            .need(Right::Publish)?;
        let before = store::summaries::notes(&mut act.tx, id).await.api()?;
        if before.version != cmd.seen_version {
            let by = before.by.unwrap_or_else(|| "Somebody".to_owned());
            return Err(ApiError::conflict(format!(
                "{by} changed these texts meanwhile. Look at them, then save yours."
            )));
        }
        store::summaries::save_notes(
            &mut act.tx,
            id,
            &what_changed,
            &if_it_fails,
            cmd.seen_version,
            caller.person,
            act.now,
        )
        .await
        .api()?;
        for (field, from, to) in [
            ("what changed", before.what_changed, what_changed),
            ("if it fails", before.if_it_fails, if_it_fails),
        ] {
            if from != to {
                let field = format!("summary's \"{field}\"");
                let said = |text: String| (!text.is_empty()).then_some(text);
                act.log(
                    Chain::Deployment(id),
                    Event::DeploymentChanged {
                        field,
                        from: said(from),
                        to: said(to),
                    },
                );
            }
        }
        act.announce(id);
        act.commit().await
    }

    async fn publish_summary(&self, caller: &Caller, cmd: PublishSummary) -> Result<u32, ApiError> {
        let id = cmd.deployment;
        let mut act = Act::begin(self, caller).await?;
        if let Some(answer) = act.once(caller, cmd.key, "publish_summary", &cmd).await? {
            return serde_json::from_value(answer).map_err(|error| broken(&error));
        }
        let access = summary_access(&mut act.tx, caller, id).await?;
        access.need(Right::Publish)?;
        store::deployments::lock(&mut act.tx, id).await.api()?;
        let (content, content_hash) = draft(&mut act.tx, &access, act.now).await?;
        if content_hash != cmd.seen {
            let message =
                "The facts changed since you opened this page. Read the summary again, then publish it.";
            return Err(ApiError::conflict(message));
        }
        let unsupported: Vec<String> = content
            .unsupported()
            .map(|sentence| sentence.text.clone())
            .collect();
        if !unsupported.is_empty() {
            return Err(ApiError::Refused {
                message:
                    "Some sentences rest on no evidence and are stated by nobody. They cannot be published."
                        .to_owned(),
                field: None,
                details: unsupported,
            });
        }
        let summary: SummaryId = new_id();
        let new = NewVersion {
            id: summary,
            deployment: id,
            content: &content,
            content_hash,
            person: caller.person,
            person_name: &caller.name,
            at: act.now,
        };
        let version = store::summaries::publish(&mut act.tx, &new).await.api()?;
        act.log(
            Chain::Deployment(id),
            Event::SummaryPublished {
                summary,
                version,
                content: content_hash,
            },
        );
        act.announce(id);
        act.commit_with(&version).await?;
        Ok(version)
    }

    async fn make_share_link(&self, caller: &Caller, cmd: MakeShareLink) -> Result<String, ApiError> {
        links_to_share::make(self, caller, cmd).await
    }

    async fn revoke_share_link(&self, caller: &Caller, cmd: RevokeShareLink) -> Result<(), ApiError> {
        links_to_share::revoke(self, caller, cmd).await
    }

    async fn shared_summary(&self, token: &str) -> Result<SharedSummaryPage, ApiError> {
        links_to_share::shared(self, token).await
    }
}

/// What a summary of the deployment would say now, and its hash.
async fn draft(
    conn: &mut PgConnection,
    access: &Access,
    now: DateTime<Utc>,
) -> Result<(Summary, Hash), ApiError> {
    let facts = facts::read(conn, &access.head, now).await?;
    let summary = build(&facts, now);
    let hash = summary.hash().map_err(|error| broken(&error))?;
    Ok((summary, hash))
}

/// A hash over things that are JSON.
fn hash_of<T: Serialize>(version: &str, value: &T) -> Result<Hash, ApiError> {
    domain::canonical::hash(version, value).map_err(|error| broken(&error))
}
