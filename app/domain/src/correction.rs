//! Corrections of what an import proposed: one at a time, each on the checklist as it stands. The proposal itself stays,
//! so that what was removed can come back.

mod repair;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::{
    checklist::{Checklist, Item, ItemKind, Phase, Task},
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
    /// An id of the checklist, a number of a repaired run, or empty for the document itself.
    pub target: &'a str,
    pub part: &'a str,
    pub value: &'a str,
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
    let Correction { target, part, value } = correction;
    match part {
        "title" => title(&mut checklist, target, value)?,
        "owner" => {
            let task = task_mut(&mut checklist, target).ok_or(CorrectionRefused::NoSuchPart)?;
            let owner = optional(value, MAX_TITLE)?;
            task.owners = owner.as_deref().map(owners).unwrap_or_default();
            task.owner_text = owner;
        }
        "estimate" => {
            let task = task_mut(&mut checklist, target).ok_or(CorrectionRefused::NoSuchPart)?;
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
            item_mut(&mut checklist, target)
                .ok_or(CorrectionRefused::NoSuchPart)?
                .kind = kind;
        }
        "remove" => {
            if !remove(&mut checklist, target) {
                return Err(CorrectionRefused::NoSuchPart);
            }
        }
        "restore" => restore(&mut checklist, proposed, target)?,
        "add_item" => add_item(&mut checklist, target, value)?,
        "add_phase" => {
            let title = words(value, MAX_TITLE)?;
            let id = fresh_id(&checklist);
            let ordinal = u32::try_from(checklist.phases.len() + 1).unwrap_or(u32::MAX);
            checklist.phases.push(Phase {
                id,
                ordinal,
                title,
                ..Phase::default()
            });
        }
        "repair" => repair::decide(&mut checklist, target, value)?,
        _ => return Err(CorrectionRefused::NotPossible),
    }
    Ok(checklist)
}

/// Ids of what the proposal has and the checklist has no more. What went with its parent is not named again.
pub fn removed(working: &Checklist, proposed: &Checklist) -> Vec<String> {
    let kept = ids(working);
    let is_kept = |id: &String| kept.binary_search(&id.as_str()).is_ok();
    let mut gone = Vec::new();
    for phase in &proposed.phases {
        if !is_kept(&phase.id) {
            gone.push(phase.id.clone());
            continue;
        }
        removed_items(&phase.items, &is_kept, &mut gone);
        for task in &phase.tasks {
            if is_kept(&task.id) {
                removed_items(&task.items, &is_kept, &mut gone);
            } else {
                gone.push(task.id.clone());
            }
        }
    }
    removed_items(&proposed.items, &is_kept, &mut gone);
    gone
}

fn removed_items(items: &[Item], is_kept: &impl Fn(&String) -> bool, gone: &mut Vec<String>) {
    for item in items {
        if is_kept(&item.id) {
            removed_items(&item.items, is_kept, gone);
        } else {
            gone.push(item.id.clone());
        }
    }
}

fn ids(checklist: &Checklist) -> Vec<&str> {
    let phases = checklist.phases.iter().map(|phase| phase.id.as_str());
    let tasks = checklist
        .phases
        .iter()
        .flat_map(|phase| phase.tasks.iter().map(|task| task.id.as_str()));
    let mut ids: Vec<&str> = phases
        .chain(tasks)
        .chain(checklist.all_items().map(|item| item.id.as_str()))
        .collect();
    ids.sort_unstable();
    ids
}

fn title(checklist: &mut Checklist, target: &str, value: &str) -> Result<(), CorrectionRefused> {
    if target.is_empty() {
        checklist.title = words(value, MAX_TITLE)?;
    } else if let Some(phase) = checklist.phases.iter_mut().find(|phase| phase.id == target) {
        phase.title = words(value, MAX_TITLE)?;
    } else if let Some(task) = task_mut(checklist, target) {
        task.title = words(value, MAX_TITLE)?;
    } else {
        let item = item_mut(checklist, target).ok_or(CorrectionRefused::NoSuchPart)?;
        item.text = words(value, MAX_TEXT)?;
    }
    Ok(())
}

fn add_item(checklist: &mut Checklist, target: &str, value: &str) -> Result<(), CorrectionRefused> {
    let item = Item {
        id: fresh_id(checklist),
        text: words(value, MAX_TEXT)?,
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

/// Takes a part out, with what it contains. False when it is not there.
fn remove(checklist: &mut Checklist, target: &str) -> bool {
    let phases = checklist.phases.len();
    checklist.phases.retain(|phase| phase.id != target);
    if checklist.phases.len() < phases {
        return true;
    }
    for phase in &mut checklist.phases {
        let tasks = phase.tasks.len();
        phase.tasks.retain(|task| task.id != target);
        if phase.tasks.len() < tasks || remove_item(&mut phase.items, target) {
            return true;
        }
        if phase
            .tasks
            .iter_mut()
            .any(|task| remove_item(&mut task.items, target))
        {
            return true;
        }
    }
    remove_item(&mut checklist.items, target)
}

fn remove_item(items: &mut Vec<Item>, target: &str) -> bool {
    let before = items.len();
    items.retain(|item| item.id != target);
    items.len() < before || items.iter_mut().any(|item| remove_item(&mut item.items, target))
}

/// Puts a removed part of the proposal back where it stood among those that are left.
fn restore(checklist: &mut Checklist, proposed: &Checklist, target: &str) -> Result<(), CorrectionRefused> {
    if ids(checklist).binary_search(&target).is_ok() {
        return Ok(());
    }
    if let Some(phase) = proposed.phases.iter().find(|phase| phase.id == target) {
        return put(&mut checklist.phases, &proposed.phases, phase, |phase| &phase.id);
    }
    for phase in &proposed.phases {
        let place = checklist.phases.iter_mut().find(|kept| kept.id == phase.id);
        if let Some(task) = phase.tasks.iter().find(|task| task.id == target) {
            return put(
                &mut place.ok_or(CorrectionRefused::NoSuchPart)?.tasks,
                &phase.tasks,
                task,
                |task| &task.id,
            );
        }
        if let Some(place) = place {
            if restore_item(&mut place.items, &phase.items, target) {
                return Ok(());
            }
            for task in &phase.tasks {
                let kept = place.tasks.iter_mut().find(|kept| kept.id == task.id);
                if kept.is_some_and(|kept| restore_item(&mut kept.items, &task.items, target)) {
                    return Ok(());
                }
            }
        }
    }
    if restore_item(&mut checklist.items, &proposed.items, target) {
        Ok(())
    } else {
        Err(CorrectionRefused::NoSuchPart)
    }
}

fn restore_item(items: &mut Vec<Item>, proposed: &[Item], target: &str) -> bool {
    if let Some(item) = proposed.iter().find(|item| item.id == target) {
        return put(items, proposed, item, |item| &item.id).is_ok();
    }
    proposed.iter().any(|item| {
        items
            .iter_mut()
            .find(|kept| kept.id == item.id)
            .is_some_and(|kept| restore_item(&mut kept.items, &item.items, target))
    })
}

/// Behind the nearest earlier neighbour that is still there.
fn put<T: Clone>(
    kept: &mut Vec<T>,
    proposed: &[T],
    part: &T,
    id: fn(&T) -> &String,
) -> Result<(), CorrectionRefused> {
    let place = proposed
        .iter()
        .position(|other| id(other) == id(part))
        .ok_or(CorrectionRefused::NoSuchPart)?;
    let behind = proposed[..place]
        .iter()
        .rev()
        .find_map(|before| kept.iter().position(|other| id(other) == id(before)))
        .map_or(0, |position| position + 1);
    kept.insert(behind, part.clone());
    Ok(())
}

fn task_mut<'a>(checklist: &'a mut Checklist, id: &str) -> Option<&'a mut Task> {
    checklist
        .phases
        .iter_mut()
        .flat_map(|phase| &mut phase.tasks)
        .find(|task| task.id == id)
}

fn item_mut<'a>(checklist: &'a mut Checklist, id: &str) -> Option<&'a mut Item> {
    fn find<'a>(items: &'a mut [Item], id: &str) -> Option<&'a mut Item> {
        items.iter_mut().find_map(|item| {
            if item.id == id {
                Some(item)
            } else {
                find(&mut item.items, id)
            }
        })
    }
    let loose = &mut checklist.items;
    checklist
        .phases
        .iter_mut()
        .find_map(|phase| {
            let Phase { items, tasks, .. } = phase;
            find(items, id).or_else(|| tasks.iter_mut().find_map(|task| find(&mut task.items, id)))
        })
        .or_else(|| find(loose, id))
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

fn words(value: &str, most: usize) -> Result<String, CorrectionRefused> {
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
