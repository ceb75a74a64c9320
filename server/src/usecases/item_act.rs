//! The beginning of every act on an item: its gate locked first, then who asks, then the item as it is under the lock.

use app::api::error::ApiError;
use chrono::{DateTime, Duration, Utc};
use domain::{
    actor::Caller,
    ids::ItemId,
    item::{ItemFacts, Mark, standing},
    role::{Object, Right},
    tick::TickFacts,
};
use store::items::Item;

use super::{
    access::{Access, deployment_access},
    act::Act,
    boards::author,
    errors::OrApi,
    voids::Gate,
};

/// An item under the lock of its gate.
pub struct Held {
    pub access: Access,
    pub item: Item,
    pub gate: domain::ids::GateId,
}

/// Locks the gate, then reads. `seen` is the version the page showed, where the act depends on it.
///
/// # Errors
/// `NotFound` when the item is gone or not the caller's to see; `Conflict` when it moved on since `seen`.
pub async fn hold(act: &mut Act, caller: &Caller, id: ItemId, seen: Option<i32>) -> Result<Held, ApiError> {
    let place = store::items::lock_gate(&mut act.tx, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let access = deployment_access(&mut act.tx, caller, place.deployment).await?;
    access.changeable()?;
    let item = store::items::item(&mut act.tx, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    if let Some(seen) = seen
        && seen != item.version
    {
        return Err(moved_on(&item, act.now));
    }
    Ok(Held {
        access,
        item,
        gate: place.gate,
    })
}

impl Held {
    pub fn gate(&self) -> Gate<'_> {
        Gate {
            deployment: self.item.deployment,
            gate: self.gate,
            phase: &self.item.phase_title,
        }
    }

    /// The item as the table of rights asks for it.
    pub fn object(&self, caller: &Caller) -> Object {
        Object {
            own: self.item.owner == Some(caller.person),
            manual: self.item.spec.is_none(),
        }
    }

    pub fn tick_facts(&self, caller: &Caller) -> TickFacts {
        TickFacts {
            state: self.access.head.state,
            may: self.access.may(Right::Tick, self.object(caller)),
            automated: self.item.spec.is_some(),
            has_items: self.item.has_items,
            option_open: self.item.option_open,
            latest: self.item.latest.as_ref().map(|latest| latest.outcome),
        }
    }

    pub fn mark(&self, now: DateTime<Utc>) -> Mark {
        standing(&facts(&self.item), now).mark
    }
}

/// What the item's standing follows from.
pub fn facts(item: &Item) -> ItemFacts {
    ItemFacts {
        latest: item.latest.as_ref().map(|latest| (latest.outcome, latest.at)),
        running: item.running,
        fresh_for: item
            .spec
            .as_ref()
            .map(|spec| Duration::seconds(spec.freshness_s.into())),
        waived_until: item.waived_until,
    }
}

fn moved_on(item: &Item, now: DateTime<Utc>) -> ApiError {
    let change = match &item.latest {
        Some(latest) => format!(
            "\"{}\" is now {}: recorded by {} at {}{}",
            item.text,
            standing(&facts(item), now).mark.word().to_lowercase(),
            author(latest.by.as_deref()),
            latest.at.format("%-d %b %Y %H:%M:%S UTC"),
            latest
                .note
                .as_deref()
                .map(|note| format!(": {note}"))
                .unwrap_or_default(),
        ),
        None => format!("It reads now: \"{}\"", item.text),
    };
    ApiError::Conflict {
        message:
            "Someone was faster: this item changed since you opened the page. Look at it, then decide again."
                .to_owned(),
        changes: vec![change],
    }
}
