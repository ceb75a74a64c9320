//! One claimed run from its specification to its result, written under the lock of the gate and the epoch of the claim.

use std::panic::AssertUnwindSafe;

use app::api::error::ApiError;
use domain::{
    actor::{Actor, SystemPart},
    audit::{Chain, Event},
    check::{CheckSpec, ErrorClass, Judgement, Measurement, ProbeKind, judge},
    ids::ResultId,
    item::{ItemFacts, Outcome, standing},
};
use futures::FutureExt;
use store::{
    results::{NewResult, Source},
    runs::Claimed,
};

use super::measuring::measure;
use crate::{
    state::{Server, new_id},
    usecases::{
        act::Act,
        errors::OrApi,
        item_act,
        voids::{self, Gate},
    },
};

/// Longest sentence kept with a result; the whole judgement is beside it.
const NOTE: usize = 2000;

/// Never fails: what goes wrong while measuring is the result. What goes wrong while writing leaves the run to its lease.
pub async fn execute(server: &Server, run: Claimed) {
    let (spec, measurement) = match serde_json::from_value::<CheckSpec>(run.spec.clone()) {
        Ok(spec) => {
            let measured = AssertUnwindSafe(measure(server, run.environment, &spec))
                .catch_unwind()
                .await;
            let measurement = measured.unwrap_or_else(|_| {
                let why = "The check stopped because of a fault in Countersign itself.";
                Measurement::errored(spec.probe.kind(), ErrorClass::Internal, why)
            });
            (Some(spec), measurement)
        }
        Err(error) => {
            tracing::error!(run.id = %run.id, %error, "the specification of a run cannot be read");
            let why = "The check's specification cannot be read by this version. Save the check again.";
            (
                None,
                Measurement::errored(ProbeKind::External, ErrorClass::Unusable, why),
            )
        }
    };
    let judgement = judge(
        spec.as_ref().map_or(&[], |spec| spec.rules.as_slice()),
        &measurement,
    );
    match record(server, &run, spec.as_ref(), &measurement, &judgement).await {
        Ok(()) => {}
        Err(ApiError::Conflict { .. }) => {
            tracing::info!(run.id = %run.id, "a run was cancelled or taken over; its result is dropped");
        }
        Err(error) => {
            tracing::warn!(run.id = %run.id, %error, "a result could not be written; the run is repeated")
        }
    }
}

async fn record(
    server: &Server,
    run: &Claimed,
    spec: Option<&CheckSpec>,
    measurement: &Measurement,
    judgement: &Judgement,
) -> Result<(), ApiError> {
    let actor = Actor::System {
        part: SystemPart::Runner,
    };
    let mut act = Act::begin_as(server, actor, new_id()).await?;
    let now = act.now;
    let Some(place) = store::items::lock_gate(&mut act.tx, run.item).await.api()? else {
        // The item is gone: nobody waits for the result.
        store::runs::cancel(&mut act.tx, run.id, now).await.api()?;
        return act.commit().await;
    };
    store::runs::finish(&mut act.tx, run.id, run.epoch, now)
        .await
        .api()?;
    let item = store::items::item(&mut act.tx, run.item)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let outcome = Outcome::from(judgement.verdict);
    let note: String = judgement.reason.replace('\0', "").chars().take(NOTE).collect();
    let before = standing(&item_act::facts(&item), now).mark;
    let facts = ItemFacts {
        latest: Some((outcome, now)),
        running: false,
        ..item_act::facts(&item)
    };
    let after = standing(&facts, now).mark;
    let result: ResultId = new_id();
    let new = NewResult {
        id: result,
        deployment: run.deployment,
        item: run.item,
        attempt: item.attempts + 1,
        outcome,
        note: Some(&note),
        source: Source::Run {
            run: run.id,
            spec,
            measurement,
            judgement,
        },
        at: now,
    };
    store::results::add(&mut act.tx, &new, item.version).await.api()?;
    act.log(
        Chain::Deployment(run.deployment),
        Event::ResultRecorded {
            item: item.id,
            text: item.text.clone(),
            result,
            outcome,
            note: Some(note),
            from: before,
            to: after,
        },
    );
    let gate = Gate {
        deployment: run.deployment,
        gate: place.gate,
        phase: &item.phase_title,
    };
    voids::item_marked(&mut act, gate, item.id, &item.text, after).await?;
    act.announce(run.deployment);
    act.commit().await
}
