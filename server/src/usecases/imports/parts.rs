//! The rows of a checklist as the parts that are compared: each with its words, and what is said of it beside them.

use std::collections::HashMap;

use domain::{
    check::spec_sentence,
    checklist::{Checklist, ItemKind},
    comparison::{Part, PartKind, Said},
    ids::{ItemId, PhaseId, TaskId},
};
use store::creation::{NewItem, NewPhase, NewTask};

use crate::usecases::creation::{Rows, from_checklist};

/// Parts in the order of the checklist, and the row that each was made from.
pub struct Parts {
    pub list: Vec<Part>,
    pub rows: Vec<Row>,
}

/// The place of a row among those of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Phase(usize),
    Task(usize),
    Item(usize),
}

/// The parts of a checklist that is no deployment's yet.
pub fn of_checklist(checklist: &Checklist) -> Vec<Part> {
    let Rows { phases, tasks, items } = from_checklist(checklist, &[]);
    of_rows(&phases, &tasks, &items).list
}

pub fn of_rows(phases: &[NewPhase], tasks: &[NewTask], items: &[NewItem]) -> Parts {
    let mut maker = Maker::of(tasks, items);
    for (at, phase) in phases.iter().enumerate() {
        let place = maker.push(
            PartKind::Phase,
            &phase.title,
            None,
            phase_says(phase),
            Row::Phase(at),
        );
        maker.items(phase.id, None, place);
        for task in maker.tasks.remove(&phase.id).unwrap_or_default() {
            let row = &tasks[task];
            let place = maker.push(
                PartKind::Task,
                &row.title,
                Some(place),
                task_says(row),
                Row::Task(task),
            );
            maker.items(phase.id, Some(row.id), place);
        }
    }
    Parts {
        list: maker.list,
        rows: maker.made_from,
    }
}

struct Maker<'a> {
    all: &'a [NewItem],
    tasks: HashMap<PhaseId, Vec<usize>>,
    /// Items that stand in nothing but a phase or a task.
    tops: HashMap<(PhaseId, Option<TaskId>), Vec<usize>>,
    below: HashMap<ItemId, Vec<usize>>,
    list: Vec<Part>,
    made_from: Vec<Row>,
}

impl<'a> Maker<'a> {
    fn of(tasks: &[NewTask], items: &'a [NewItem]) -> Self {
        let mut maker = Self {
            all: items,
            tasks: HashMap::new(),
            tops: HashMap::new(),
            below: HashMap::new(),
            list: Vec::new(),
            made_from: Vec::new(),
        };
        for (at, task) in tasks.iter().enumerate() {
            maker.tasks.entry(task.phase).or_default().push(at);
        }
        let known: std::collections::HashSet<ItemId> = items.iter().map(|item| item.id).collect();
        for (at, item) in items.iter().enumerate() {
            // An item whose parent was removed stands for itself.
            match item.parent.filter(|parent| known.contains(parent)) {
                Some(parent) => maker.below.entry(parent).or_default().push(at),
                None => maker.tops.entry((item.phase, item.task)).or_default().push(at),
            }
        }
        maker
    }

    fn push(
        &mut self,
        kind: PartKind,
        text: &str,
        above: Option<usize>,
        says: Vec<Said>,
        made_from: Row,
    ) -> usize {
        self.list.push(Part {
            kind,
            text: text.to_owned(),
            above,
            says,
        });
        self.made_from.push(made_from);
        self.list.len() - 1
    }

    fn items(&mut self, phase: PhaseId, task: Option<TaskId>, above: usize) {
        for item in self.tops.remove(&(phase, task)).unwrap_or_default() {
            self.item(item, above);
        }
    }

    fn item(&mut self, at: usize, above: usize) {
        let item = &self.all[at];
        let place = self.push(
            PartKind::Item,
            &item.text,
            Some(above),
            item_says(item),
            Row::Item(at),
        );
        for below in self.below.remove(&item.id).unwrap_or_default() {
            self.item(below, place);
        }
    }
}

fn phase_says(phase: &NewPhase) -> Vec<Said> {
    said([
        ("time", phase.stated_time.clone(), false),
        ("part", phase.stage.clone(), false),
    ])
}

fn task_says(task: &NewTask) -> Vec<Said> {
    let option = task
        .option
        .as_ref()
        .map(|(group, name)| format!("{group}: {name}"));
    said([
        ("owner", task.owner_text.clone(), false),
        ("time", task.stated_time.clone(), false),
        ("purpose", task.purpose.clone(), false),
        ("blocker", task.blocker.clone(), false),
        ("success", task.success.clone(), false),
        ("rollback", task.rollback.clone(), false),
        ("choice", option, true),
    ])
}

fn item_says(item: &NewItem) -> Vec<Said> {
    let kind = match item.kind {
        ItemKind::Step => "a step",
        ItemKind::Check => "a check",
    };
    let expects: Vec<&str> = item
        .expectations
        .iter()
        .map(|expectation| expectation.text.as_str())
        .collect();
    said([
        ("kind", Some(kind.to_owned()), true),
        ("expects", (!expects.is_empty()).then(|| expects.join("; ")), true),
        (
            "command",
            item.command.as_ref().map(|command| command.text.clone()),
            true,
        ),
        ("measured", item.spec.as_ref().map(spec_sentence), true),
    ])
}

fn said<const N: usize>(all: [(&'static str, Option<String>, bool); N]) -> Vec<Said> {
    all.into_iter()
        .filter_map(|(name, value, signed)| value.map(|value| Said { name, value, signed }))
        .collect()
}
