//! What refers to what: by words while the parts are read, by ids once they have them.

use super::{lists, work};
use crate::checklist::Checklist;

/// References by words, until the parts have their final ids.
#[derive(Debug, Default)]
pub struct Pending {
    /// Phase and task that wait, and the words.
    pub depends_on: Vec<(usize, usize, String)>,
    pub criteria: Vec<(usize, String)>,
    pub procedures: Vec<(usize, String)>,
    pub targets: Vec<(usize, String)>,
}

impl Pending {
    /// Fills in what refers to a part, now that the parts have their ids. A reference to nothing is told.
    pub fn resolve(self, out: &mut Checklist) {
        let tasks: Vec<(String, String)> = out
            .phases
            .iter()
            .flat_map(|phase| &phase.tasks)
            .map(|task| (task.id.clone(), task.title.clone()))
            .collect();
        let items: Vec<(String, String)> = out
            .all_items()
            .map(|item| (item.id.clone(), item.text.clone()))
            .collect();
        let (tasks, items) = (lists::Index::of(&tasks), lists::Index::of(&items));
        for (phase, task, words) in self.depends_on {
            let task = &mut out.phases[phase].tasks[task];
            match tasks.find(&words) {
                Some(id) => task.depends_on.push(id),
                None => task.details.push(format!("{}: {words}", work::DEPENDS_ON)),
            }
        }
        for (at, words) in self.criteria {
            out.success_criteria[at].item = items.find(&words);
        }
        for (at, words) in self.procedures {
            out.rollback_procedures[at].task = tasks.find(&words);
        }
        for (at, words) in self.targets {
            out.targets[at].item = items.find(&words);
        }
    }
}
