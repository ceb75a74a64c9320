//! Final ids: "p2.t4.i1" says where a part stands, and is the same for the same text.

use std::collections::HashMap;

use crate::checklist::{Checklist, Item};

/// Replaces provisional ids by final ones and gives the table of both.
pub fn assign(list: &mut Checklist) -> HashMap<String, String> {
    let mut table = HashMap::new();
    for (at, phase) in list.phases.iter_mut().enumerate() {
        let phase_id = format!("p{}", at + 1);
        table.insert(
            std::mem::replace(&mut phase.id, phase_id.clone()),
            phase_id.clone(),
        );
        items(&mut phase.items, &phase_id, &mut table);
        for (at, task) in phase.tasks.iter_mut().enumerate() {
            let task_id = format!("{phase_id}.t{}", at + 1);
            table.insert(std::mem::replace(&mut task.id, task_id.clone()), task_id.clone());
            items(&mut task.items, &task_id, &mut table);
        }
    }
    items(&mut list.items, "", &mut table);
    refer(list, &table);
    table
}

fn items(items: &mut [Item], parent: &str, table: &mut HashMap<String, String>) {
    for (at, item) in items.iter_mut().enumerate() {
        let id = if parent.is_empty() {
            format!("i{}", at + 1)
        } else {
            format!("{parent}.i{}", at + 1)
        };
        table.insert(std::mem::replace(&mut item.id, id.clone()), id.clone());
        self::items(&mut item.items, &id, table);
    }
}

/// References follow; one to a part that was given up vanishes.
fn refer(list: &mut Checklist, table: &HashMap<String, String>) {
    let of = |id: &String| table.get(id).cloned();
    for phase in &mut list.phases {
        for task in &mut phase.tasks {
            task.depends_on = task.depends_on.iter().filter_map(of).collect();
        }
    }
    for criterion in &mut list.success_criteria {
        criterion.item = criterion.item.as_ref().and_then(of);
    }
    for procedure in &mut list.rollback_procedures {
        procedure.task = procedure.task.as_ref().and_then(of);
    }
    for target in &mut list.targets {
        target.item = target.item.as_ref().and_then(of);
    }
    for heading in &mut list.headings {
        heading.id = heading.id.as_ref().and_then(of);
    }
    for snippet in &mut list.snippets {
        snippet.items = snippet.items.iter().filter_map(of).collect();
    }
}
