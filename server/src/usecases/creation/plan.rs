//! From a checklist, or from an earlier deployment, to the rows of a new one. Pure but for the ids.

use std::collections::HashMap;

use domain::{
    checklist::{Anchor, CheckDraft, Checklist, Item, Phase, Task},
    ids::{ItemId, PersonId, PhaseId, TaskId},
    owner,
    role::Role,
};
use store::{
    cloning::Original,
    creation::{NewItem, NewPhase, NewTask},
};

use crate::state::new_id;

/// As many characters of a title and of an item's text as a row keeps; the whole stands in the source beside it.
const MAX_TITLE: usize = 300;
const MAX_TEXT: usize = 2000;
/// Where items go that stand in no phase.
const ONLY_PHASE: &str = "Checklist";
const LAST_PHASE: &str = "Other items";

/// The rows of a deployment's checklist.
#[derive(Default)]
pub struct Rows {
    pub phases: Vec<NewPhase>,
    pub tasks: Vec<NewTask>,
    pub items: Vec<NewItem>,
}

/// The rows that a checklist makes. An owner is set where one person holds the role that the text names; what the
/// document would measure is kept as a proposal, and only a check that a person accepted is one.
pub fn from_checklist(checklist: &Checklist, holders: &[(PersonId, Role)]) -> Rows {
    let mut rows = Rows::default();
    for phase in &checklist.phases {
        let id = rows.phase(phase);
        rows.items(&phase.items, id, None, None);
        for (index, task) in phase.tasks.iter().enumerate() {
            let task_id = rows.task(task, id, index, holders);
            rows.items(&task.items, id, Some(task_id), None);
        }
    }
    if checklist.phases.is_empty() || !checklist.items.is_empty() {
        let title = if checklist.phases.is_empty() {
            ONLY_PHASE
        } else {
            LAST_PHASE
        };
        let id = rows.phase(&Phase {
            title: title.to_owned(),
            ..Phase::default()
        });
        rows.items(&checklist.items, id, None, None);
    }
    rows
}

/// The rows of an earlier deployment with ids of their own. A check keeps its specification; a result is never taken over.
pub fn from_deployment(original: &Original) -> Rows {
    let phases: HashMap<PhaseId, PhaseId> =
        original.phases.iter().map(|phase| (phase.id, new_id())).collect();
    let tasks: HashMap<TaskId, TaskId> = original.tasks.iter().map(|task| (task.id, new_id())).collect();
    let items: HashMap<ItemId, ItemId> = original.items.iter().map(|item| (item.id, new_id())).collect();
    let kept = |item: &&NewItem| item.parent.is_none_or(|parent| items.contains_key(&parent));
    Rows {
        phases: original
            .phases
            .iter()
            .map(|phase| NewPhase {
                id: phases[&phase.id],
                gate: new_id(),
                ..phase.clone()
            })
            .collect(),
        tasks: original
            .tasks
            .iter()
            .map(|task| NewTask {
                id: tasks[&task.id],
                phase: phases[&task.phase],
                ..task.clone()
            })
            .collect(),
        items: original
            .items
            .iter()
            .filter(kept)
            .map(|item| NewItem {
                id: items[&item.id],
                phase: phases[&item.phase],
                task: item.task.map(|task| tasks[&task]),
                parent: item.parent.map(|parent| items[&parent]),
                ..item.clone()
            })
            .collect(),
    }
}

impl Rows {
    fn phase(&mut self, phase: &Phase) -> PhaseId {
        let id = new_id();
        let title = cut(&phase.title, MAX_TITLE, "Untitled phase");
        self.phases.push(NewPhase {
            id,
            ordinal: ordinal(self.phases.len()),
            question: question(&title),
            title,
            stage: phase.stage.clone(),
            stated_time: phase.stated_time.clone(),
            window: phase.window.as_ref().map(|window| {
                (
                    anchor(window.anchor).to_owned(),
                    window.from_min.and_then(minutes),
                    window.to_min.and_then(minutes),
                )
            }),
            gate: new_id(),
            requirements: vec![(Role::TechLead, 1)],
        });
        id
    }

    fn task(&mut self, task: &Task, phase: PhaseId, index: usize, holders: &[(PersonId, Role)]) -> TaskId {
        let id = new_id();
        // A title that had to be cut is read whole in the purpose.
        let purpose = match &task.purpose {
            purpose if task.title.chars().count() <= MAX_TITLE => purpose.clone(),
            Some(purpose) => Some(format!("{}\n\n{purpose}", task.title)),
            None => Some(task.title.clone()),
        };
        self.tasks.push(NewTask {
            id,
            phase,
            ordinal: ordinal(index),
            number: task.number.clone(),
            title: cut(&task.title, MAX_TITLE, "Untitled task"),
            owner_text: task.owner_text.clone(),
            owner: owner::owner(&task.owners, holders),
            stated_time: task.stated_time.clone(),
            estimate_min: task
                .estimate_min
                .and_then(|estimate| minutes(estimate.min).zip(minutes(estimate.max))),
            purpose,
            blocker: task.blocker.clone(),
            success: task.success.clone(),
            rollback: task.rollback.clone(),
            option: task
                .option
                .as_ref()
                .map(|option| (option.group.clone(), option.name.clone())),
        });
        id
    }

    fn items(&mut self, items: &[Item], phase: PhaseId, task: Option<TaskId>, parent: Option<ItemId>) {
        for item in items {
            let id = new_id();
            let draft = item.check.as_ref();
            self.items.push(NewItem {
                id,
                phase,
                task,
                parent,
                ordinal: ordinal(self.items.len()),
                text: cut(&item.text, MAX_TEXT, &format!("Line {}", item.line)),
                kind: item.kind,
                claimed: item.claimed,
                source_line: i32::try_from(item.line).ok().filter(|line| *line > 0),
                command: item.command.clone(),
                expectations: draft.map(|draft| draft.expectations.clone()).unwrap_or_default(),
                proposal: draft
                    .filter(|draft| draft.probe.is_some())
                    .map(|draft| CheckDraft {
                        probe: draft.probe,
                        spec: draft.spec.clone(),
                        expectations: Vec::new(),
                    }),
                spec: item.accepted.clone().filter(|_| item.items.is_empty()),
            });
            self.items(&item.items, phase, task, Some(id));
        }
    }
}

/// What the gate of a phase asks until somebody writes a question of their own.
pub fn question(title: &str) -> String {
    format!("Is \"{title}\" complete and is it safe to go on?")
}

fn cut(text: &str, most: usize, otherwise: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        return otherwise.to_owned();
    }
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(most - 1).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

fn ordinal(before: usize) -> i32 {
    i32::try_from(before + 1).unwrap_or(i32::MAX)
}

fn minutes(minutes: i64) -> Option<i32> {
    i32::try_from(minutes).ok()
}

fn anchor(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Now => "now",
        Anchor::T0 => "t0",
        Anchor::Previous => "previous",
        Anchor::Clock => "clock",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(text: &str, items: Vec<Item>) -> Item {
        Item {
            line: 3,
            text: text.to_owned(),
            items,
            ..Item::default()
        }
    }

    #[test]
    fn a_list_without_phases_is_one_phase() {
        let rows = from_checklist(
            &Checklist {
                items: vec![item("a", vec![item("b", vec![])])],
                ..Checklist::default()
            },
            &[],
        );
        assert_eq!(rows.phases.len(), 1);
        assert_eq!(rows.phases[0].title, ONLY_PHASE);
        assert_eq!(rows.items[1].parent, Some(rows.items[0].id));
        assert_eq!(
            rows.items.iter().map(|item| item.ordinal).collect::<Vec<_>>(),
            [1, 2]
        );
    }

    #[test]
    fn loose_items_beside_phases_come_last_and_get_a_gate() {
        let checklist = Checklist {
            phases: vec![Phase {
                title: "Before".into(),
                items: vec![item("in", vec![])],
                ..Phase::default()
            }],
            items: vec![item("out", vec![])],
            ..Checklist::default()
        };
        let rows = from_checklist(&checklist, &[]);
        let titles: Vec<_> = rows.phases.iter().map(|phase| phase.title.as_str()).collect();
        assert_eq!(titles, ["Before", LAST_PHASE]);
        assert_eq!(
            rows.phases[0].question,
            "Is \"Before\" complete and is it safe to go on?"
        );
        assert!(
            rows.phases
                .iter()
                .all(|phase| phase.requirements == [(Role::TechLead, 1)])
        );
        assert_eq!(rows.items[1].phase, rows.phases[1].id);
    }

    #[test]
    fn long_titles_are_cut_and_kept_whole_beside() {
        let title = "x".repeat(400);
        let task = Task {
            title: title.clone(),
            ..Task::default()
        };
        let checklist = Checklist {
            phases: vec![Phase {
                title: " ".into(),
                tasks: vec![task],
                ..Phase::default()
            }],
            ..Checklist::default()
        };
        let rows = from_checklist(&checklist, &[]);
        assert_eq!(rows.tasks[0].title.chars().count(), MAX_TITLE);
        assert_eq!(rows.tasks[0].purpose.as_deref(), Some(title.as_str()));
        assert_eq!(rows.phases[0].title, "Untitled phase");
    }

    #[test]
    fn a_proposed_check_is_kept_and_not_enabled() {
        let draft = CheckDraft {
            probe: Some(domain::check::ProbeKind::Http),
            ..CheckDraft::default()
        };
        let checked = Item {
            check: Some(draft),
            ..item("GET /health", vec![])
        };
        let rows = from_checklist(
            &Checklist {
                items: vec![checked],
                ..Checklist::default()
            },
            &[],
        );
        assert!(rows.items[0].spec.is_none());
        assert!(rows.items[0].proposal.is_some());
    }
}
