//! Finding, taking out and putting back parts of a checklist by their ids.

use super::CorrectionRefused;
use crate::checklist::{Checklist, Item, Phase, Task};

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

pub(super) fn ids(checklist: &Checklist) -> Vec<&str> {
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

/// Takes a part out, with what it contains. False when it is not there.
pub(super) fn remove(checklist: &mut Checklist, target: &str) -> bool {
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
pub(super) fn restore(
    checklist: &mut Checklist,
    proposed: &Checklist,
    target: &str,
) -> Result<(), CorrectionRefused> {
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

pub(super) fn task_mut<'a>(checklist: &'a mut Checklist, id: &str) -> Option<&'a mut Task> {
    checklist
        .phases
        .iter_mut()
        .flat_map(|phase| &mut phase.tasks)
        .find(|task| task.id == id)
}

pub(super) fn item_mut<'a>(checklist: &'a mut Checklist, id: &str) -> Option<&'a mut Item> {
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

/// The words of the part with this id.
pub(super) fn text_of<'a>(checklist: &'a Checklist, id: &str) -> Option<&'a str> {
    let phases = checklist.phases.iter().map(|phase| (&phase.id, &phase.title));
    let tasks = checklist
        .phases
        .iter()
        .flat_map(|phase| phase.tasks.iter().map(|task| (&task.id, &task.title)));
    phases
        .chain(tasks)
        .chain(checklist.all_items().map(|item| (&item.id, &item.text)))
        .find(|(known, _)| *known == id)
        .map(|(_, text)| text.as_str())
}
