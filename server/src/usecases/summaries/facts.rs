//! Reading the facts of a summary: set-based, however long the checklist.

use std::collections::HashMap;

use app::api::error::ApiError;
use chrono::{DateTime, Utc};
use domain::{
    canonical::Hash,
    checklist::Checklist,
    deployment::DeploymentState,
    ids::SignOffId,
    item::{Mark, Outcome},
    summary::{Answer, Facts, Measured, Notes, PhaseFacts, Risk, WaivedItem, WayBack},
};
use sqlx::PgConnection;
use store::{deployments::Head, items};

use super::hash_of;
use crate::usecases::{
    errors::OrApi,
    ground::{self, Ground},
};

/// The version line of the hash over all results that count.
const RESULTS_VERSION: &str = "countersign.summary-results.v1";

pub async fn read(conn: &mut PgConnection, head: &Head, now: DateTime<Utc>) -> Result<Facts, ApiError> {
    let ground = ground::load_one(conn, head.id, now).await?;
    let papers = store::deployments::papers(conn, head.id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let notes = store::summaries::notes(conn, head.id).await.api()?;
    let views: HashMap<SignOffId, Hash> = store::summaries::signed_views(conn, head.id)
        .await
        .api()?
        .into_iter()
        .collect();
    let waived = store::summaries::waived(conn, head.id).await.api()?;
    let risks = store::summaries::risks(conn, head.id).await.api()?;
    let measured = store::summaries::measured(conn, head.id).await.api()?;
    let closing = closing(head);
    let author = notes.by.unwrap_or_else(|| head.author_name.clone());
    let said = |text: String| {
        (!text.trim().is_empty()).then(|| Notes {
            text,
            by: author.clone(),
        })
    };
    Ok(Facts {
        title: head.title.clone(),
        service: head.service_name.clone(),
        version: head.version.clone(),
        environment: head.environment_name.clone(),
        state: head.state,
        planned_t0: head.planned_t0,
        t0: head.t0,
        closed_at: head.closed_at,
        closing,
        created_at: head.created_at,
        tally: ground.tally(),
        results: results(&ground)?,
        waived: waived
            .into_iter()
            .filter(|waived| waived.until > now)
            .map(|waived| WaivedItem {
                text: waived.text,
                by: waived.by,
                role: head.role_names.of(waived.role).to_owned(),
                reason: waived.reason,
                until: waived.until,
                at: waived.at,
            })
            .collect(),
        risks: risks
            .into_iter()
            .map(|(risk, reason, by, at)| Risk { risk, reason, by, at })
            .collect(),
        phases: phases(&ground, &views),
        measured: measured
            .into_iter()
            .map(|(text, outcome, judgement, at)| Measured {
                text,
                passed: outcome == Outcome::Passed,
                seen: judgement.map(|judgement| judgement.reason),
                at,
            })
            .collect(),
        ways_back: ways_back(&papers.checklist),
        document: document(&papers.checklist, &head.origin),
        practised: practised(&ground),
        what_changed: said(notes.what_changed),
        if_it_fails: said(notes.if_it_fails),
    })
}

/// The reason of an early end, in the words of whoever ended it.
fn closing(head: &Head) -> Option<Notes> {
    let early = matches!(
        head.state,
        DeploymentState::RolledBack | DeploymentState::Cancelled
    );
    let text = head.closing_reason.clone().filter(|_| early)?;
    Some(Notes {
        text,
        by: "the person who ended it".to_owned(),
    })
}

/// The newest result of all that count, and a hash that changes with any of them.
fn results(ground: &Ground) -> Result<Option<(DateTime<Utc>, Hash)>, ApiError> {
    let latest: Vec<&items::Latest> = ground
        .phases
        .iter()
        .flat_map(|phase| ground.leaves(phase.id))
        .filter_map(|item| item.latest.as_ref())
        .collect();
    let Some(newest) = latest.iter().map(|latest| latest.at).max() else {
        return Ok(None);
    };
    let ids: Vec<_> = latest.iter().map(|latest| latest.id).collect();
    Ok(Some((newest, hash_of(RESULTS_VERSION, &ids)?)))
}

fn phases(ground: &Ground, views: &HashMap<SignOffId, Hash>) -> Vec<PhaseFacts> {
    ground
        .phases
        .iter()
        .zip(&ground.readings)
        .map(|(phase, reading)| PhaseFacts {
            title: phase.title.clone(),
            state: reading.state,
            answers: ground
                .signoffs
                .iter()
                .filter(|signoff| signoff.gate == phase.gate && signoff.ended.is_none())
                .map(|signoff| Answer {
                    name: signoff.full_name.clone(),
                    role: signoff.role_name.clone(),
                    decision: signoff.decision,
                    words: signoff.words.clone(),
                    at: signoff.signed_at,
                    view: views.get(&signoff.id).copied().unwrap_or(Hash::ZERO),
                })
                .collect(),
            missing: reading.missing.clone(),
            until_min: match &phase.window {
                Some((anchor, _, Some(to))) if anchor == "t0" => Some(i64::from(*to)),
                _ => None,
            },
        })
        .collect()
}

fn ways_back(checklist: &Checklist) -> Vec<WayBack> {
    checklist
        .rollback_procedures
        .iter()
        .map(|procedure| WayBack {
            title: procedure.title.clone(),
            steps: procedure.steps.len(),
            objective_min: procedure.objective_min,
        })
        .collect()
}

fn document(checklist: &Checklist, origin: &str) -> (String, Hash) {
    (
        origin.to_owned(),
        checklist.source.sha256.parse().unwrap_or(Hash::ZERO),
    )
}

/// An item that rehearses the way back and passed.
fn practised(ground: &Ground) -> Option<(String, DateTime<Utc>)> {
    const BACK: [&str; 4] = ["rollback", "roll back", "roll-back", "revert"];
    const REHEARSED: [&str; 7] = [
        "drill", "rehears", "practis", "practic", "dry run", "tested", "test ",
    ];
    ground
        .phases
        .iter()
        .flat_map(|phase| ground.leaves(phase.id))
        .filter(|item| {
            ground
                .standing(item.id)
                .is_some_and(|standing| standing.mark == Mark::Pass)
        })
        .find_map(|item| {
            let lower = item.text.to_lowercase();
            let rehearses = BACK.iter().any(|word| lower.contains(word))
                && REHEARSED.iter().any(|word| lower.contains(word));
            let latest = item.latest.as_ref().filter(|_| rehearses)?;
            Some((item.text.clone(), latest.at))
        })
}
