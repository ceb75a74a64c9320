//! A deployment's checklist as it stands: the rows that people edit, laid over the checklist it was created with.

use std::collections::HashMap;

use domain::{
    checklist::{CheckDraft, Checklist, Item, Minutes, Phase, Task, TaskOption},
    ids::{ItemId, PhaseId, TaskId},
};
use store::{
    cloning::Original,
    creation::{NewItem, NewPhase, NewTask},
};

/// Builds the checklist. What has no row of its own (criteria, risks, contacts and the like) stays as it was created.
pub fn checklist(original: Original) -> Checklist {
    let Original {
        title,
        checklist: created,
        phases,
        tasks,
        items,
        ..
    } = original;
    let mut rows = Rows {
        below: HashMap::new(),
        by_text: HashMap::new(),
        by_line: HashMap::new(),
    };
    for item in &items {
        let place = (item.parent, item.task, item.phase);
        rows.below.entry(place).or_default().push(item);
    }
    for item in created.all_items() {
        rows.by_text.insert((item.line, item.text.trim()), item);
        rows.by_line
            .entry(item.line)
            .and_modify(|only| *only = None)
            .or_insert(Some(item).filter(|item| item.line > 0));
    }
    let mut out = Checklist {
        title,
        ..created.clone()
    };
    out.phases.clear();
    out.items.clear();
    for (at, row) in phases.iter().enumerate() {
        let own = rows.items(None, None, row);
        match created.phases.get(at) {
            // Items that stood in no phase got one of their own, behind all others.
            None if !created.items.is_empty() => out.items.extend(own),
            base => {
                let tasks = tasks.iter().filter(|task| task.phase == row.id);
                out.phases.push(Phase {
                    items: own,
                    tasks: tasks
                        .enumerate()
                        .map(|(at, task)| {
                            let base = base.and_then(|base| base.tasks.get(at));
                            self::task(task, base, rows.items(None, Some(task.id), row))
                        })
                        .collect(),
                    ..phase(row, base)
                });
            }
        }
    }
    out
}

type Below<'a> = HashMap<(Option<ItemId>, Option<TaskId>, PhaseId), Vec<&'a NewItem>>;

struct Rows<'a> {
    below: Below<'a>,
    /// Items of the created checklist: what a row does not say of itself is read there.
    by_text: HashMap<(u32, &'a str), &'a Item>,
    /// The same where one item alone stands on a line: its text may have been changed since.
    by_line: HashMap<u32, Option<&'a Item>>,
}

impl Rows<'_> {
    fn items(&self, parent: Option<ItemId>, task: Option<TaskId>, phase: &NewPhase) -> Vec<Item> {
        let rows = self.below.get(&(parent, task, phase.id));
        rows.into_iter()
            .flatten()
            .map(|row| Item {
                items: self.items(Some(row.id), task, phase),
                ..self.item(row)
            })
            .collect()
    }

    fn item(&self, row: &NewItem) -> Item {
        let line = row
            .source_line
            .and_then(|line| u32::try_from(line).ok())
            .unwrap_or(0);
        let base = self.by_text.get(&(line, row.text.as_str())).copied();
        let base = base.or_else(|| self.by_line.get(&line).copied().flatten());
        let check = (row.proposal.is_some() || !row.expectations.is_empty()).then(|| CheckDraft {
            expectations: row.expectations.clone(),
            ..row.proposal.clone().unwrap_or_default()
        });
        match base {
            Some(base) => Item {
                text: row.text.clone(),
                kind: row.kind,
                items: Vec::new(),
                ..base.clone()
            },
            None => Item {
                id: row.id.to_string(),
                line,
                text: row.text.clone(),
                kind: row.kind,
                claimed: row.claimed,
                command: row.command.clone(),
                check,
                ..Item::default()
            },
        }
    }
}

fn phase(row: &NewPhase, base: Option<&Phase>) -> Phase {
    match base {
        Some(base) => base.clone(),
        None => Phase {
            id: row.id.to_string(),
            title: row.title.clone(),
            stage: row.stage.clone(),
            stated_time: row.stated_time.clone(),
            ..Phase::default()
        },
    }
}

fn task(row: &NewTask, base: Option<&Task>, items: Vec<Item>) -> Task {
    match base {
        Some(base) => Task {
            items,
            ..base.clone()
        },
        None => Task {
            id: row.id.to_string(),
            number: row.number.clone(),
            title: row.title.clone(),
            owners: row.owner_text.iter().cloned().collect(),
            owner_text: row.owner_text.clone(),
            stated_time: row.stated_time.clone(),
            estimate_min: row.estimate_min.map(|(min, max)| Minutes {
                min: min.into(),
                max: max.into(),
            }),
            purpose: row.purpose.clone(),
            blocker: row.blocker.clone(),
            success: row.success.clone(),
            rollback: row.rollback.clone(),
            option: row.option.as_ref().map(|(group, name)| TaskOption {
                group: group.clone(),
                name: name.clone(),
                recommended: false,
            }),
            items,
            ..Task::default()
        },
    }
}
