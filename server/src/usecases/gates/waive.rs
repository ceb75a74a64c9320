//! Waivers: permission to pass without a check, with a reason and an end; withdrawn by a new act.

use app::{
    api::error::ApiError,
    backend::{Waive, WithdrawWaiver},
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    item::{ItemFacts, Mark, standing},
    role::{Object, Right, Role, may},
    waiver::{self, WaiverFacts, WaiverRefused},
};
use store::waivers::Waiver;

use crate::{
    state::{Server, new_id},
    usecases::{
        access::deployment_access,
        act::{self, Act},
        errors::{self, OrApi},
        item_act::{self, hold},
        reauthenticate::reauthenticate,
        text, voids,
    },
};

const REASON: usize = 2000;

pub async fn waive(server: &Server, caller: &Caller, cmd: Waive) -> Result<(), ApiError> {
    let reason = text::words("reason", "The reason", &cmd.reason, REASON)?.unwrap_or_default();
    let until = end_of_day(&cmd.until)?;
    let sent = Waive {
        password: String::new(),
        ..cmd.clone()
    };
    let deployment = {
        let mut conn = server.pool.acquire().await.api()?;
        if act::replayed(&mut conn, caller, cmd.key, "waive", &sent)
            .await?
            .is_some()
        {
            return Ok(());
        }
        let place = store::items::place(&mut conn, cmd.item)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        deployment_access(&mut conn, caller, place.deployment).await?;
        place.deployment
    };
    reauthenticate(server, caller, Some(deployment), "password", &cmd.password).await?;

    let mut act = Act::begin(server, caller).await?;
    if act.once(caller, cmd.key, "waive", &sent).await?.is_some() {
        return Ok(());
    }
    let held = hold(&mut act, caller, cmd.item, None).await?;
    let now = act.now;
    let item = &held.item;
    if item.has_items {
        return Err(ApiError::refused(
            "This follows from the items below it. Waive those that are open.",
        ));
    }
    let object = held.object(caller);
    let facts = WaiverFacts {
        live: held.access.head.state.is_live(),
        may: held.access.may(Right::Waive, object),
        mark: held.mark(now),
    };
    waiver::judge(&reason, until, facts, now).map_err(refused)?;
    let role = [Role::TechLead, Role::QaLead]
        .into_iter()
        .find(|role| held.access.roles.contains(role) && may(&[*role], Right::Waive, object))
        .ok_or_else(|| refused(WaiverRefused::NotYours))?;
    let new = Waiver {
        id: new_id(),
        deployment,
        item: item.id,
        person: caller.person,
        person_name: caller.name.clone(),
        role,
        reason: reason.clone(),
        until,
        waived_at: now,
        ended_at: None,
    };
    store::waivers::add(&mut act.tx, &new).await.api()?;
    act.log(
        Chain::Deployment(deployment),
        Event::Waived {
            waiver: new.id,
            item: item.id,
            text: item.text.clone(),
            reason,
            role,
            until,
        },
    );
    voids::item_marked(&mut act, held.gate(), item.id, &item.text, Mark::Waived).await?;
    act.announce(deployment);
    act.commit().await
}

pub async fn withdraw_waiver(server: &Server, caller: &Caller, cmd: WithdrawWaiver) -> Result<(), ApiError> {
    let reason = text::words("reason", "The reason", &cmd.reason, REASON)?
        .ok_or_else(|| ApiError::refused_field("reason", "Say why it is not waived any more."))?;
    let mut act = Act::begin(server, caller).await?;
    if act
        .once(caller, cmd.key, "withdraw_waiver", &cmd)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let (deployment, item) = store::waivers::place(&mut act.tx, cmd.waiver)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let held = hold(&mut act, caller, item, None).await?;
    let now = act.now;
    if !held.access.head.state.is_live() {
        return Err(ApiError::refused(WaiverRefused::NotLive));
    }
    let waivers = store::waivers::of_deployments(&mut act.tx, &[deployment])
        .await
        .api()?;
    let waiver = waivers
        .iter()
        .find(|waiver| waiver.id == cmd.waiver)
        .ok_or(ApiError::NotFound)?;
    let others = Object {
        own: false,
        manual: held.item.spec.is_none(),
    };
    if waiver.person != caller.person && !held.access.may(Right::Waive, others) {
        return Err(ApiError::forbidden(
            "A waiver is withdrawn by whoever gave it, or by a Tech Lead.",
        ));
    }
    store::waivers::withdraw(&mut act.tx, cmd.waiver, caller.person, &reason, now)
        .await
        .map_err(|error| {
            if error.is_constraint("waiver_ends_pkey") {
                ApiError::refused("This waiver was withdrawn already.")
            } else {
                errors::api(error)
            }
        })?;
    let still = waivers
        .iter()
        .filter(|other| other.item == item && other.id != cmd.waiver && other.ended_at.is_none())
        .map(|other| other.until)
        .max();
    let after = standing(
        &ItemFacts {
            waived_until: still,
            ..item_act::facts(&held.item)
        },
        now,
    )
    .mark;
    act.log(
        Chain::Deployment(deployment),
        Event::WaiverWithdrawn {
            waiver: cmd.waiver,
            item,
            text: held.item.text.clone(),
            reason,
        },
    );
    voids::item_marked(&mut act, held.gate(), item, &held.item.text, after).await?;
    act.announce(deployment);
    act.commit().await
}

/// The end of a day, UTC.
fn end_of_day(date: &str) -> Result<DateTime<Utc>, ApiError> {
    let date = NaiveDate::parse_from_str(date.trim(), "%Y-%m-%d").map_err(|_| {
        ApiError::refused_field("until", "Give the last day it is waived, such as 2026-12-01.")
    })?;
    let end = NaiveTime::from_hms_opt(23, 59, 59).expect("a time of the day");
    Ok(date.and_time(end).and_utc())
}

fn refused(why: WaiverRefused) -> ApiError {
    match why {
        WaiverRefused::NotYours => ApiError::forbidden(why.to_string()),
        WaiverRefused::NeedsReason => ApiError::refused_field("reason", why),
        WaiverRefused::EndsInThePast | WaiverRefused::TooLong => ApiError::refused_field("until", why),
        _ => ApiError::refused(why),
    }
}
