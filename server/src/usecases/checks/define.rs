//! Defining a check: an item becomes measured by a machine, or by a person again. What was recorded before does not count
//! for what it says now.

use app::{api::error::ApiError, backend::DefineCheck};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    check::spec_sentence,
    ids::{ItemId, ResultId},
    item::{Mark, Outcome},
    role::Right,
};
use store::results::{NewResult, Source};

use super::form;
use crate::{
    state::{Server, new_id},
    usecases::{act::Act, errors::OrApi, item_act::hold, voids},
};

const TAKEN_BACK: &str = "The check was defined anew; this result was for what it said before.";

pub async fn define_check(server: &Server, caller: &Caller, cmd: DefineCheck) -> Result<(), ApiError> {
    let id: ItemId = cmd.item.parse().map_err(|_| ApiError::NotFound)?;
    let spec = form::read(&cmd)?;
    let mut act = Act::begin(server, caller).await?;
    let held = hold(&mut act, caller, id, Some(cmd.seen_version)).await?;
    held.access.need_for(Right::Edit, held.object(caller))?;
    let (item, now) = (&held.item, act.now);
    if held.access.head.state.is_closed() {
        return Err(ApiError::refused(
            "This deployment is closed; its checks stay as they were.",
        ));
    }
    if item.has_items {
        return Err(ApiError::refused(
            "This follows from the items below it. Define a check for one of those.",
        ));
    }
    if item.spec == spec {
        return Ok(());
    }
    store::runs::cancel_of_item(&mut act.tx, id, now).await.api()?;
    store::items::set_spec(&mut act.tx, id, item.version, spec.as_ref())
        .await
        .api()?;
    let sentence = spec.as_ref().map(spec_sentence);
    act.log(
        Chain::Deployment(item.deployment),
        Event::CheckDefined {
            item: id,
            text: item.text.clone(),
            sentence,
        },
    );
    if item
        .latest
        .as_ref()
        .is_some_and(|latest| latest.outcome != Outcome::Undone)
    {
        let result: ResultId = new_id();
        let new = NewResult {
            id: result,
            deployment: item.deployment,
            item: id,
            attempt: item.attempts + 1,
            outcome: Outcome::Undone,
            note: Some(TAKEN_BACK),
            source: Source::Person {
                id: caller.person,
                name: &caller.name,
            },
            at: now,
        };
        store::results::add(&mut act.tx, &new, item.version + 1)
            .await
            .api()?;
        act.log(
            Chain::Deployment(item.deployment),
            Event::ResultRecorded {
                item: id,
                text: item.text.clone(),
                result,
                outcome: Outcome::Undone,
                note: Some(TAKEN_BACK.to_owned()),
                from: held.mark(now),
                to: if held.mark(now) == Mark::Waived {
                    Mark::Waived
                } else {
                    Mark::Unknown
                },
            },
        );
    }
    let cause = format!("what \"{}\" expects changed", item.text);
    voids::gate_edited(&mut act, held.gate(), &cause, Some(id)).await?;
    store::deployments::revise(&mut act.tx, item.deployment)
        .await
        .api()?;
    act.announce(item.deployment);
    act.commit().await
}
