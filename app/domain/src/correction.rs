//! Corrections of what an import proposed: one at a time, each on the checklist as it stands. The proposal itself stays,
//! so that what was removed can come back, and the last correction can be taken back by making the others again.

mod check;
mod contact;
mod repair;
mod tree;
mod words;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use self::tree::{ids, item_mut, remove, restore, task_mut};
pub use self::{repair::proposals, tree::removed, words::words};
use crate::{
    check::SpecRefused,
    checklist::{Checklist, Item, ItemKind, Phase},
    import::duration,
};

/// The most characters of a title and of an item's text.
const MAX_TITLE: usize = 300;
const MAX_TEXT: usize = 2000;
/// Ids of parts that a person added begin so; the importer's begin with p or i.
const ADDED: &str = "new";

/// Which part of the checklist, what of it, and its new value.
#[derive(Clone, Copy, Debug)]
pub struct Correction<'a> {
    /// An id of the checklist, the place of a repaired run or of a contact, or empty for the document itself.
    pub target: &'a str,
    pub part: &'a str,
    pub value: &'a str,
}

/// A correction as it is kept with its draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub target: String,
    pub part: String,
    pub value: String,
}

impl Kept {
    pub fn correction(&self) -> Correction<'_> {
        Correction {
            target: &self.target,
            part: &self.part,
            value: &self.value,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum CorrectionRefused {
    #[error("This part is not in the draft any more. Reload the page.")]
    NoSuchPart,
    #[error("This cannot be changed here.")]
    NotPossible,
    #[error("Write a few words.")]
    Empty,
    #[error("Use at most {most} characters; this has {has}.")]
    TooLong { has: usize, most: usize },
    #[error("Give a length of time such as 30 min or 2-4 hours, or nothing.")]
    NotATime,
    #[error("Choose step or check.")]
    NotAKind,
    #[error(transparent)]
    NotACheck(#[from] SpecRefused),
    #[error("The document does not say enough to measure this. Complete the check, then accept it.")]
    Incomplete,
}

/// The checklist after the correction.
///
/// # Errors
/// Refused as [`CorrectionRefused`] says; then nothing changes.
pub fn apply(
    working: &Checklist,
    proposed: &Checklist,
    correction: Correction<'_>,
) -> Result<Checklist, CorrectionRefused> {
    let mut checklist = working.clone();
    correct(&mut checklist, proposed, correction)?;
    Ok(checklist)
}

/// The checklist after all of these, made one after the other from the proposal.
///
/// # Errors
/// Refused as the first of them that cannot be made.
pub fn replay(proposed: &Checklist, kept: &[Kept]) -> Result<Checklist, CorrectionRefused> {
    let mut checklist = proposed.clone();
    for kept in kept {
        correct(&mut checklist, proposed, kept.correction())?;
    }
    Ok(checklist)
}

fn correct(
    checklist: &mut Checklist,
    proposed: &Checklist,
    correction: Correction<'_>,
) -> Result<(), CorrectionRefused> {
    let Correction { target, part, value } = correction;
    match part {
        "title" => title(checklist, target, value)?,
        "owner" => {
            let task = task_mut(checklist, target).ok_or(CorrectionRefused::NoSuchPart)?;
            let owner = optional(value, MAX_TITLE)?;
            task.owners = owner.as_deref().map(owners).unwrap_or_default();
            task.owner_text = owner;
        }
        "estimate" => {
            let task = task_mut(checklist, target).ok_or(CorrectionRefused::NoSuchPart)?;
            let stated = optional(value, MAX_TITLE)?;
            task.estimate_min = match &stated {
                Some(words) => Some(duration::minutes(words).ok_or(CorrectionRefused::NotATime)?),
                None => None,
            };
            task.stated_time = stated;
        }
        "kind" => {
            let kind = match value {
                "step" => ItemKind::Step,
                "check" => ItemKind::Check,
                _ => return Err(CorrectionRefused::NotAKind),
            };
            item_mut(checklist, target)
                .ok_or(CorrectionRefused::NoSuchPart)?
                .kind = kind;
        }
        "remove" => {
            if !remove(checklist, target) {
                return Err(CorrectionRefused::NoSuchPart);
            }
        }
        "restore" => restore(checklist, proposed, target)?,
        "add_item" => add_item(checklist, target, value)?,
        "add_phase" => {
            let title = line(value, MAX_TITLE)?;
            let id = fresh_id(checklist);
            let ordinal = u32::try_from(checklist.phases.len() + 1).unwrap_or(u32::MAX);
            checklist.phases.push(Phase {
                id,
                ordinal,
                title,
                ..Phase::default()
            });
        }
        "repair" => repair::decide(checklist, target, value)?,
        "repair_same" => repair::decide_same(checklist, target, value)?,
        "contact" => contact::fill(checklist, target, value)?,
        "drop_contact" => contact::drop(checklist, target)?,
        "check" => check::define(checklist, target, value)?,
        "accept" => check::accept(checklist, target)?,
        "accept_all" => check::accept_all(checklist)?,
        "by_hand" => check::by_hand(checklist, target)?,
        _ => return Err(CorrectionRefused::NotPossible),
    }
    Ok(())
}

fn title(checklist: &mut Checklist, target: &str, value: &str) -> Result<(), CorrectionRefused> {
    if target.is_empty() {
        checklist.title = line(value, MAX_TITLE)?;
    } else if let Some(phase) = checklist.phases.iter_mut().find(|phase| phase.id == target) {
        phase.title = line(value, MAX_TITLE)?;
    } else if let Some(task) = task_mut(checklist, target) {
        task.title = line(value, MAX_TITLE)?;
    } else {
        let item = item_mut(checklist, target).ok_or(CorrectionRefused::NoSuchPart)?;
        item.text = line(value, MAX_TEXT)?;
    }
    Ok(())
}

fn add_item(checklist: &mut Checklist, target: &str, value: &str) -> Result<(), CorrectionRefused> {
    let item = Item {
        id: fresh_id(checklist),
        text: line(value, MAX_TEXT)?,
        kind: ItemKind::Check,
        ..Item::default()
    };
    if target.is_empty() {
        checklist.items.push(item);
    } else if let Some(phase) = checklist.phases.iter_mut().find(|phase| phase.id == target) {
        phase.items.push(item);
    } else {
        task_mut(checklist, target)
            .ok_or(CorrectionRefused::NoSuchPart)?
            .items
            .push(item);
    }
    Ok(())
}

fn fresh_id(checklist: &Checklist) -> String {
    let highest = ids(checklist)
        .iter()
        .filter_map(|id| id.strip_prefix(ADDED)?.parse::<u32>().ok())
        .max()
        .unwrap_or(0);
    format!("{ADDED}{}", highest + 1)
}

fn owners(text: &str) -> Vec<String> {
    text.split(['/', ',', '&', '+'])
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

fn line(value: &str, most: usize) -> Result<String, CorrectionRefused> {
    optional(value, most)?.ok_or(CorrectionRefused::Empty)
}

fn optional(value: &str, most: usize) -> Result<Option<String>, CorrectionRefused> {
    let plain: String = value
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let text: String = plain
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .nfc()
        .collect();
    let has = text.chars().count();
    match has {
        0 => Ok(None),
        _ if has > most => Err(CorrectionRefused::TooLong { has, most }),
        _ => Ok(Some(text)),
    }
}

#[cfg(test)]
mod tests;
