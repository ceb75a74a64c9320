//! The view a signer has: built from the database for the page, and again under the lock when the signature comes.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use app::api::error::ApiError;
use chrono::{DateTime, Utc};
use domain::{
    canonical::Hash,
    check::spec_sentence,
    ids::{DeploymentId, ItemId},
    signoff::{SigningEvidence, SigningItem, SigningResult, SigningView, SigningWaiver},
};
use sqlx::PgConnection;
use store::{evidence::Evidence, items, items::Details, waivers::Waiver};

use crate::usecases::{
    access::Access,
    boards::author,
    errors::OrApi,
    ground::{self, Ground},
};

/// Everything about one deployment that signing rests on: eight queries, however many items.
pub struct Signing {
    pub ground: Ground,
    details: Vec<Details>,
    waivers: Vec<Waiver>,
    evidence: Vec<Evidence>,
    accepted_risks: Vec<(String, String, String)>,
}

impl Signing {
    /// # Errors
    /// Refused when the database does not answer.
    pub async fn load(
        conn: &mut PgConnection,
        id: DeploymentId,
        now: DateTime<Utc>,
    ) -> Result<Self, ApiError> {
        Ok(Self {
            ground: ground::load_one(conn, id, now).await?,
            details: store::items::details(conn, &[id]).await.api()?,
            waivers: store::waivers::of_deployments(conn, &[id]).await.api()?,
            evidence: store::evidence::of_deployment(conn, id, None).await.api()?,
            accepted_risks: store::deployments::papers(conn, id)
                .await
                .api()?
                .ok_or(ApiError::NotFound)?
                .accepted_risks,
        })
    }

    /// Exactly what is signed for the phase at `index`.
    pub fn view(&self, index: usize, access: &Access, now: DateTime<Utc>) -> SigningView {
        let phase = &self.ground.phases[index];
        let head = &access.head;
        SigningView {
            deployment: head.id,
            title: head.title.clone(),
            service: head.service_name.clone(),
            version: head.version.clone(),
            environment: head.environment_name.clone(),
            commit: head.commit.clone(),
            image: head.image.clone(),
            checklist_revision: head.checklist_revision,
            gate: phase.gate,
            phase_ordinal: phase.ordinal,
            phase_title: phase.title.clone(),
            question: phase.question.clone(),
            requirements: phase.requirements.clone(),
            items: self
                .ground
                .leaves(phase.id)
                .map(|item| self.item(item, now))
                .collect(),
            accepted_risks: self
                .accepted_risks
                .iter()
                .map(|(risk, reason, by)| format!("{risk}, accepted by {by}: \"{reason}\""))
                .collect(),
        }
    }

    fn item(&self, item: &items::Standing, now: DateTime<Utc>) -> SigningItem {
        let spec = self
            .details
            .iter()
            .find(|details| details.id == item.id)
            .and_then(|details| details.spec.as_ref());
        SigningItem {
            item: item.id,
            text: item.text.clone(),
            task: self.path(item),
            expectation: spec.map(spec_sentence),
            mark: self
                .ground
                .standing(item.id)
                .map_or(domain::item::Mark::Unknown, |standing| standing.mark),
            result: item.latest.as_ref().map(|latest| SigningResult {
                id: latest.id,
                outcome: latest.outcome,
                by: author(latest.by.as_deref()),
                note: latest.note.clone(),
                at: latest.at,
                evidence: self.evidence_of(item.id),
            }),
            waiver: self.waiver_of(item.id, now),
        }
    }

    /// The task, and the items above it where it is nested.
    fn path(&self, item: &items::Standing) -> Option<String> {
        let mut path = Vec::new();
        let mut above = item.parent;
        while let Some(parent) = above.and_then(|id| self.ground.item(id)) {
            path.push(parent.text.clone());
            above = parent.parent;
        }
        path.extend(
            item.task
                .and_then(|id| self.ground.task(id))
                .map(|task| task.title.clone()),
        );
        path.reverse();
        (!path.is_empty()).then(|| path.join(" > "))
    }

    fn evidence_of(&self, item: ItemId) -> Vec<SigningEvidence> {
        let mut found: Vec<_> = self
            .evidence
            .iter()
            .filter(|evidence| evidence.item == item)
            .map(|evidence| SigningEvidence {
                id: evidence.id,
                name: evidence.name.clone(),
                sha256: evidence.sha256,
            })
            .collect();
        found.sort_by_key(|evidence| evidence.id);
        found
    }

    fn waiver_of(&self, item: ItemId, now: DateTime<Utc>) -> Option<SigningWaiver> {
        self.waivers
            .iter()
            .rfind(|waiver| waiver.item == item && waiver.ended_at.is_none() && now < waiver.until)
            .map(|waiver| SigningWaiver {
                id: waiver.id,
                by: waiver.person_name.clone(),
                role: waiver.role,
                reason: waiver.reason.clone(),
                until: waiver.until,
            })
    }

    /// How many files the items of a view rest on.
    pub fn evidence_count(view: &SigningView) -> usize {
        view.items
            .iter()
            .filter_map(|item| item.result.as_ref())
            .map(|result| result.evidence.len())
            .sum()
    }
}

/// Views that signing pages of this process showed lately. A signer whose page went out of date is told what changed
/// since; where the page came from another process, or long ago, that it did.
#[derive(Clone, Debug, Default)]
pub struct Shown(Arc<Mutex<VecDeque<(Hash, SigningView)>>>);

impl Shown {
    const KEPT: usize = 128;

    pub(super) fn keep(&self, hash: Hash, view: &SigningView) {
        let mut kept = self.0.lock().expect("nobody panics while holding the views");
        if kept.iter().any(|(known, _)| *known == hash) {
            return;
        }
        if kept.len() == Self::KEPT {
            kept.pop_front();
        }
        kept.push_back((hash, view.clone()));
    }

    pub(super) fn find(&self, hash: Hash) -> Option<SigningView> {
        let kept = self.0.lock().expect("nobody panics while holding the views");
        kept.iter()
            .find(|(known, _)| *known == hash)
            .map(|(_, view)| view.clone())
    }
}
