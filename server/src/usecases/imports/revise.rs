//! A newer version of its document becomes the next revision of a deployment's checklist: first shown with everything that
//! it would void, then done in one act. The act does nothing that was not shown.

use std::collections::HashMap;

use app::{
    api::error::ApiError,
    backend::{ApplyImport, FallingSignature, RevisionPreview},
};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    canonical::Hash,
    comparison::Difference,
    ids::{DeploymentId, ItemId, ResultId},
    item::{Mark, Outcome},
};
use sqlx::PgConnection;
use store::{
    imports::Import,
    results::{NewResult, Source},
    revision::Revision,
};

use super::{drafts::editable, revision::Next};
use crate::{
    state::{Server, new_id},
    usecases::{
        access::deployment_access,
        act::Act,
        errors::{OrApi, broken},
        voids::{self, Gate},
    },
};

const TAKEN_BACK: &str =
    "A newer version of the checklist says something else here; this result was for what it said before.";

pub async fn preview(
    server: &Server,
    conn: &mut PgConnection,
    caller: &Caller,
    import: &Import,
    deployment: DeploymentId,
) -> Result<(Difference, RevisionPreview), ApiError> {
    let access = deployment_access(conn, caller, deployment).await?;
    let refused = editable(conn, caller, deployment).await.err();
    let next = Next::load(conn, deployment, &import.checklist, server.clock.now()).await?;
    let falls = next.falls().into_iter().map(|(phase, signoff)| FallingSignature {
        id: signoff.id,
        phase_ordinal: phase.ordinal,
        phase: phase.title.clone(),
        name: signoff.full_name.clone(),
        role: signoff.role,
        signed_at: signoff.signed_at,
    });
    let results = next
        .changed()
        .into_iter()
        .filter(|item| has_result(&next, item.id))
        .map(|item| item.text.clone());
    let preview = RevisionPreview {
        revision: access.head.checklist_revision,
        falls: falls.collect(),
        results: results.collect(),
        nothing: next.is_nothing(),
        refused: refused.map(|refused| refused.to_string()),
    };
    Ok((next.difference(), preview))
}

pub async fn apply(server: &Server, caller: &Caller, cmd: ApplyImport) -> Result<DeploymentId, ApiError> {
    let mut act = Act::begin(server, caller).await?;
    if let Some(answer) = act.once(caller, cmd.key, "apply_import", &cmd).await? {
        return serde_json::from_value(answer).map_err(|error| broken(&error));
    }
    let import = store::imports::lock(&mut act.tx, caller.person, cmd.import)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let deployment = import.deployment.ok_or_else(|| {
        ApiError::refused(
            "This draft is no newer version of a deployment's document. Create a deployment from it.",
        )
    })?;
    hold(&mut act, deployment).await?;
    let access = editable(&mut act.tx, caller, deployment).await?;
    let next = Next::load(&mut act.tx, deployment, &import.checklist, act.now).await?;
    as_shown(&cmd, &import, access.head.checklist_revision, &next)?;
    revise(&mut act, caller, &import, deployment, &next).await?;
    let difference = next.difference();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let whole = |lines: &[domain::comparison::Line]| count(lines.iter().map(|line| 1 + line.with).sum());
    act.log(
        Chain::Deployment(deployment),
        Event::ChecklistRevised {
            document: import.name.clone(),
            sha256: Hash(import.sha256),
            revision: access.head.checklist_revision + 1,
            added: whole(&difference.added),
            removed: whole(&difference.removed),
            changed: count(difference.changed.len()),
            moved: count(difference.moved.len()),
        },
    );
    for phase in next.touched() {
        let gate = Gate {
            deployment,
            gate: phase.gate,
            phase: &phase.title,
        };
        let cause = format!("a newer version of {} changed what was signed", import.name);
        voids::gate_edited(&mut act, gate, &cause, None).await?;
    }
    store::imports::mark_used(&mut act.tx, import.id, act.now)
        .await
        .api()?;
    act.announce(deployment);
    act.commit_with(&deployment).await?;
    Ok(deployment)
}

/// The deployment's row, then its gates in their order, as every act that takes them all.
async fn hold(act: &mut Act, deployment: DeploymentId) -> Result<(), ApiError> {
    if !store::deployments::lock(&mut act.tx, deployment).await.api()? {
        return Err(ApiError::NotFound);
    }
    let phases = store::phases::of_deployments(&mut act.tx, &[deployment])
        .await
        .api()?;
    for phase in phases {
        store::gates::lock(&mut act.tx, phase.gate).await.api()?;
    }
    Ok(())
}

/// Refused where the draft, the checklist or the signatures are not those that the page showed.
fn as_shown(cmd: &ApplyImport, import: &Import, revision: u32, next: &Next) -> Result<(), ApiError> {
    if import.version != cmd.seen_version {
        return Err(ApiError::conflict(
            "This draft was corrected in another window. Look at what it would change, then repeat.",
        ));
    }
    if revision != cmd.seen_revision {
        return Err(ApiError::conflict(
            "The deployment's checklist changed since you looked at the difference. Look at it again, then repeat.",
        ));
    }
    let unseen: Vec<String> = next
        .falls()
        .into_iter()
        .filter(|(_, signoff)| !cmd.signatures.contains(&signoff.id))
        .map(|(phase, signoff)| {
            format!(
                "{} signed \"{}\" as {} at {}",
                signoff.full_name,
                phase.title,
                signoff.role,
                signoff.signed_at.format("%-d %b %Y %H:%M UTC")
            )
        })
        .collect();
    if !unseen.is_empty() {
        return Err(ApiError::Conflict {
            message:
                "Somebody signed since you looked at the difference, and that signature would fall too. \
                      Look at it again, then repeat."
                    .to_owned(),
            changes: unseen,
        });
    }
    if next.is_nothing() {
        return Err(ApiError::refused(
            "Nothing differs from the deployment's checklist, so there is nothing to apply.",
        ));
    }
    Ok(())
}

async fn revise(
    act: &mut Act,
    caller: &Caller,
    import: &Import,
    deployment: DeploymentId,
    next: &Next,
) -> Result<(), ApiError> {
    let changed: Vec<ItemId> = next.changed().into_iter().map(|item| item.id).collect();
    let revision = Revision {
        deployment,
        checklist: &import.checklist,
        source_text: &import.text,
        origin: &import.name,
        at: act.now,
        phases: next.phases(),
        tasks: next.tasks(),
        items: next.items(),
        changed: changed.iter().copied().collect(),
    };
    store::revision::make(&mut act.tx, &revision).await.api()?;
    let chain = Chain::Deployment(deployment);
    for item in next.added() {
        let (item, text) = (item.id, item.text.clone());
        act.log(chain, Event::ItemAdded { item, text });
    }
    for item in next.removed() {
        let (item, text) = (item.id, item.text.clone());
        act.log(chain, Event::ItemRemoved { item, text });
    }
    for item in next.changed() {
        if let Some(before) = next.reads(item.id).filter(|before| before.text != item.text) {
            act.log(
                chain,
                Event::ItemChanged {
                    item: item.id,
                    field: "text".to_owned(),
                    from: Some(before.text.clone()),
                    to: Some(item.text.clone()),
                },
            );
        }
    }
    take_back(act, caller, deployment, next, &changed).await
}

/// Results of items that say something else now.
async fn take_back(
    act: &mut Act,
    caller: &Caller,
    deployment: DeploymentId,
    next: &Next,
    changed: &[ItemId],
) -> Result<(), ApiError> {
    let texts: HashMap<ItemId, String> = next
        .changed()
        .into_iter()
        .map(|item| (item.id, item.text.clone()))
        .collect();
    for recorded in store::revision::recorded(&mut act.tx, changed).await.api()? {
        let item = recorded.item;
        let result: ResultId = new_id();
        let new = NewResult {
            id: result,
            deployment,
            item,
            attempt: recorded.attempts + 1,
            outcome: Outcome::Undone,
            note: Some(TAKEN_BACK),
            source: Source::Person {
                id: caller.person,
                name: &caller.name,
            },
            at: act.now,
        };
        store::results::add(&mut act.tx, &new, recorded.version)
            .await
            .api()?;
        let from = next
            .ground
            .standing(item)
            .map_or(Mark::Unknown, |standing| standing.mark);
        act.log(
            Chain::Deployment(deployment),
            Event::ResultRecorded {
                item,
                text: texts.get(&item).cloned().unwrap_or_default(),
                result,
                outcome: Outcome::Undone,
                note: Some(TAKEN_BACK.to_owned()),
                from,
                to: if from == Mark::Waived {
                    Mark::Waived
                } else {
                    Mark::Unknown
                },
            },
        );
    }
    Ok(())
}

fn has_result(next: &Next, item: ItemId) -> bool {
    next.ground
        .item(item)
        .and_then(|item| item.latest.as_ref())
        .is_some_and(|latest| latest.outcome != Outcome::Undone)
}
