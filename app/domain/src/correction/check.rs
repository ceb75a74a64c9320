//! Who or what verifies an item: a check that a person accepted, or a person. What the document proposed stays beside it.

use super::{CorrectionRefused, tree::item_mut};
use crate::{
    check::CheckSpec,
    checklist::{Checklist, Item, ItemKind, ItemMode},
};

/// Accepts a check as somebody defined it: the JSON of a [`CheckSpec`].
pub fn define(checklist: &mut Checklist, target: &str, value: &str) -> Result<(), CorrectionRefused> {
    let spec: CheckSpec = serde_json::from_str(value).map_err(|_| CorrectionRefused::NotPossible)?;
    let item = leaf(checklist, target)?;
    set(item, spec)
}

/// Accepts what the document proposes, where that is a whole check.
pub fn accept(checklist: &mut Checklist, target: &str) -> Result<(), CorrectionRefused> {
    let item = leaf(checklist, target)?;
    let spec = item.check.as_ref().and_then(|check| check.proposed());
    set(item, spec.ok_or(CorrectionRefused::Incomplete)?)
}

/// Accepts every proposal that is a whole check and that nobody decided on yet.
pub fn accept_all(checklist: &mut Checklist) -> Result<(), CorrectionRefused> {
    let waiting: Vec<String> = checklist
        .all_items()
        .filter(|item| item.is_acceptable())
        .map(|item| item.id.clone())
        .collect();
    if waiting.is_empty() {
        return Err(CorrectionRefused::NotPossible);
    }
    waiting.iter().try_for_each(|id| accept(checklist, id))
}

/// A person verifies it, whatever the document proposes; words that no rule states are judged by that person.
pub fn by_hand(checklist: &mut Checklist, target: &str) -> Result<(), CorrectionRefused> {
    let item = item_mut(checklist, target).ok_or(CorrectionRefused::NoSuchPart)?;
    item.accepted = None;
    item.mode = ItemMode::Manual;
    for expectation in item.check.iter_mut().flat_map(|check| &mut check.expectations) {
        if expectation.asks() {
            expectation.sentence = Some(format!("a person judges \"{}\"", expectation.text));
        }
    }
    Ok(())
}

impl Item {
    /// Whether the proposal can be accepted as it stands, and nobody decided on it yet.
    pub fn is_acceptable(&self) -> bool {
        self.accepted.is_none()
            && self.mode == ItemMode::Automated
            && self.items.is_empty()
            && self
                .check
                .as_ref()
                .and_then(|check| check.proposed())
                .is_some_and(|spec| spec.validate().is_ok())
    }
}

fn set(item: &mut Item, spec: CheckSpec) -> Result<(), CorrectionRefused> {
    spec.validate()?;
    item.accepted = Some(spec);
    item.kind = ItemKind::Check;
    item.mode = ItemMode::Automated;
    Ok(())
}

/// An item that stands for itself: one with items below it follows from those.
fn leaf<'a>(checklist: &'a mut Checklist, target: &str) -> Result<&'a mut Item, CorrectionRefused> {
    let item = item_mut(checklist, target).ok_or(CorrectionRefused::NoSuchPart)?;
    if item.items.is_empty() {
        Ok(item)
    } else {
        Err(CorrectionRefused::NotPossible)
    }
}
