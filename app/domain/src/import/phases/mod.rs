//! From the plan to phases and tasks, and what stands apart to where it belongs.

mod apart;
mod groups;
mod series;

use super::body::{self, Gathered};
use super::fields;
use super::heading::{Calls, Title};
use super::outline::{Body, Line};
use super::plan::{self, Part, Plan, is_labelled_task};
use super::reader::{Holder, Place, Reader, Wait, Waiting};
use super::sections::{Document, Section, boxes};
use super::topic::{self, Topic};
use super::{kinds, labels, procedures, tables};
use crate::checklist::{Phase, Task, TaskOption};

pub fn read(reader: &mut Reader, document: &Document<'_>, plan: &Plan<'_, '_>, title: &str) {
    let mut assembly = Assembly {
        reader,
        plain_children_are_tasks: plan.plain_children_are_tasks,
    };
    assembly.apart_blocks(document.intro, &[], title, plan.intro_is_work);
    for part in &plan.parts {
        match part {
            Part::Phase { section, stage } => assembly.phase(section, stage.clone()),
            Part::Tasks {
                title: given,
                sections,
            } => assembly.loose_tasks(given.as_deref().unwrap_or(title), sections),
            Part::Opening { section } => assembly.opening(section),
            Part::Apart { section } => assembly.apart(section, &[], Topic::Plain),
        }
    }
    series::windows_of_a_series(&mut reader.out.phases);
}

struct Assembly<'r> {
    reader: &'r mut Reader,
    plain_children_are_tasks: bool,
}

impl Assembly<'_> {
    fn new_phase(&mut self, line: u32, title: &Title, stage: Option<String>) -> Phase {
        let ordinal = self.reader.out.phases.len() as u32 + 1;
        let id = self.reader.id();
        self.reader.ledger.mark_as(line, line, "phase", &id);
        let stated = title.stated.clone().unwrap_or_default();
        Phase {
            id,
            line,
            ordinal,
            number: title.number.clone(),
            title: title.name.clone(),
            stage,
            stated_time: title.stated_time.clone(),
            window: stated.window,
            duration_min: stated.duration,
            claim: title.claim.clone(),
            ..Phase::default()
        }
    }

    fn phase(&mut self, section: &Section<'_>, stage: Option<String>) {
        let mut phase = self.new_phase(section.line, &section.title, stage);
        let headings = vec![section.title.full.clone()];
        let topic = if topic::stands_apart(section.topic) {
            Topic::Plain
        } else {
            section.topic
        };
        let place = Place {
            topic,
            role: kinds::role(topic, &headings),
            headings,
            holder: Holder::Phase,
            title: section.title.name.clone(),
            ..Place::default()
        };
        let gathered = body::read(self.reader, section.body, &place);
        self.hand_to_phase(gathered, &mut phase);
        for child in &section.children {
            self.child(child, &place, &mut phase);
        }
        phase
            .tasks
            .iter_mut()
            .filter(|task| task.option.is_some())
            .for_each(|task| {
                if let Some(option) = &mut task.option {
                    option.group.clone_from(&phase.title);
                }
            });
        if let Some(words) = fields::repeat_in(&section.title.full) {
            for task in phase.tasks.iter_mut().filter(|task| task.repeat.is_none()) {
                task.repeat = Some(words.clone());
            }
        }
        // A heading that sounded like work and held none is told, not done.
        if phase.tasks.is_empty() && phase.items.is_empty() && !plan::calls_phase(&section.title) {
            self.reader.ledger.mark(section.line, section.line, "prose");
            return;
        }
        self.add(phase);
    }

    fn hand_to_phase(&mut self, gathered: Gathered, phase: &mut Phase) {
        let Gathered {
            items,
            tasks,
            fields,
            procedure_steps,
            waits_for,
            objective_min,
        } = gathered;
        for words in waits_for {
            self.reader.waits.push(Wait {
                holder: Waiting::Phase(phase.id.clone()),
                words,
            });
        }
        phase.items.extend(items);
        phase.tasks.extend(tasks);
        if phase.stated_time.is_none() {
            phase.stated_time = fields.stated_time;
            if let Some(stated) = fields.stated {
                phase.window = phase.window.take().or(stated.window);
                phase.duration_min = phase.duration_min.or(stated.duration);
            }
        }
        if let Some(owner) = fields.owner_text {
            self.reader
                .fact(phase.line, &format!("Owner of {}", phase.title), &owner);
        }
        let line = procedure_steps.first().map_or(phase.line, |step| step.line);
        procedures::add(
            self.reader,
            line,
            &phase.title,
            None,
            objective_min,
            procedure_steps,
        );
    }

    /// A section below a phase: a task, a group of items, a holder of tasks, or something that stands apart.
    fn child(&mut self, child: &Section<'_>, place: &Place, phase: &mut Phase) {
        let labelled = is_labelled_task(child);
        let headings = under(&place.headings, child);
        if !labelled && topic::stands_apart(child.topic) && boxes(child.body) == 0 {
            self.apart(child, &place.headings, Topic::Plain);
            return;
        }
        let holds_tasks = !labelled
            && child
                .children
                .iter()
                .any(|below| matches!(below.title.calls, Some(Calls::Task | Calls::Option)));
        if holds_tasks {
            self.reader.ledger.mark(child.line, child.line, "phase");
            let below = Place {
                headings,
                group: Some(child.title.name.clone()),
                ..place.clone()
            };
            let gathered = body::read(self.reader, child.body, &below);
            self.hand_to_phase(gathered, phase);
            for grandchild in &child.children {
                self.child(grandchild, &below, phase);
            }
        } else if labelled || self.plain_children_are_tasks || is_plainly_a_task(child) {
            let task = self.task(child, &place.headings);
            phase.tasks.push(task);
        } else {
            let topic = if topic::stands_apart(child.topic) {
                Topic::Plain
            } else {
                child.topic
            };
            self.group(
                child,
                &Place {
                    topic,
                    role: kinds::role(topic, &headings),
                    headings,
                    ..place.clone()
                },
                phase,
            );
        }
    }

    fn group(&mut self, section: &Section<'_>, place: &Place, phase: &mut Phase) {
        self.reader.ledger.mark(section.line, section.line, "phase");
        let below = Place {
            group: Some(section.title.name.clone()),
            ..place.clone()
        };
        let gathered = body::read(self.reader, section.body, &below);
        if gathered.items.is_empty() && gathered.tasks.is_empty() {
            self.reader.fact(section.line, &place.title, &section.title.full);
        }
        self.hand_to_phase(gathered, phase);
        for child in &section.children {
            let headings = under(&below.headings, child);
            self.group(
                child,
                &Place {
                    headings,
                    ..below.clone()
                },
                phase,
            );
        }
    }

    fn task(&mut self, section: &Section<'_>, above: &[String]) -> Task {
        let id = self.reader.id();
        self.reader
            .ledger
            .mark_as(section.line, section.line, "task", &id);
        let title = &section.title;
        let mut task = Task {
            id: id.clone(),
            line: section.line,
            number: title.number.clone(),
            title: title.name.clone(),
            ..Task::default()
        };
        task.stated_time.clone_from(&title.stated_time);
        fields::set_time(&mut task, title.stated.as_ref());
        if let Some(owner) = &title.owner {
            task.owners = labels::owners(owner);
            task.owner_text = Some(owner.clone());
        }
        task.details.extend(title.overlong.clone());
        task.details.extend(
            title
                .claim
                .clone()
                .filter(|claim| claim.chars().any(char::is_alphanumeric)),
        );
        if title.calls == Some(Calls::Option) {
            task.option = Some(TaskOption {
                group: String::new(),
                name: title.number.clone().unwrap_or_default(),
                recommended: title.recommended,
            });
        }
        let headings = under(above, section);
        let topic = if topic::stands_apart(section.topic) {
            Topic::Plain
        } else {
            section.topic
        };
        let role_topic = if section.topic == Topic::Rollback {
            Topic::Rollback
        } else {
            topic
        };
        let place = Place {
            topic,
            role: kinds::role(role_topic, &headings),
            headings: headings.clone(),
            holder: Holder::Task,
            title: title.name.clone(),
            task: Some(id),
            ..Place::default()
        };
        let gathered = body::read(self.reader, section.body, &place);
        self.hand_to_task(gathered, &mut task);
        for child in &section.children {
            self.below_task(child, &place, &mut task);
        }
        task
    }

    /// Sections below a task: its rollback or criteria, or a group of its items.
    fn below_task(&mut self, section: &Section<'_>, place: &Place, task: &mut Task) {
        let headings = under(&place.headings, section);
        if topic::stands_apart(section.topic) && boxes(section.body) == 0 {
            self.apart_in(section, &place.headings, Topic::Plain, task.id.clone());
            return;
        }
        self.reader
            .ledger
            .mark_as(section.line, section.line, "task", &task.id);
        let topic = if topic::stands_apart(section.topic) {
            Topic::Plain
        } else {
            section.topic
        };
        let below = Place {
            topic,
            role: kinds::role(topic, &headings),
            headings,
            group: Some(section.title.name.clone()),
            ..place.clone()
        };
        let gathered = body::read(self.reader, section.body, &below);
        if gathered.items.is_empty() {
            task.details.push(section.title.full.clone());
        }
        let Gathered {
            items,
            fields,
            procedure_steps,
            ..
        } = gathered;
        task.items.extend(items);
        self.way_back(task, procedure_steps);
        let mut nested = Task {
            title: task.title.clone(),
            ..Task::default()
        };
        fields.into_task(&mut nested);
        task.owner_text = task.owner_text.take().or(nested.owner_text);
        if task.owners.is_empty() {
            task.owners = nested.owners;
        }
        task.details.extend(nested.purpose);
        task.details.extend(nested.details);
        for child in &section.children {
            self.below_task(child, &below, task);
        }
    }

    fn hand_to_task(&mut self, gathered: Gathered, task: &mut Task) {
        let Gathered {
            items,
            fields,
            procedure_steps,
            ..
        } = gathered;
        task.items.extend(items);
        self.way_back(task, procedure_steps);
        fields.into_task(task);
    }

    fn way_back(&mut self, task: &Task, steps: Vec<crate::checklist::ProcedureStep>) {
        let line = steps.first().map_or(task.line, |step| step.line);
        procedures::add(self.reader, line, &task.title, Some(task.id.clone()), None, steps);
    }

    /// Tasks without a phase of the document's own.
    fn loose_tasks(&mut self, title: &str, sections: &[&Section<'_>]) {
        let Some(first) = sections.first() else { return };
        let name = Title {
            name: title.to_owned(),
            full: title.to_owned(),
            ..Title::default()
        };
        let mut phase = self.new_phase(first.line, &name, None);
        for section in sections {
            let mut task = self.task(section, &[]);
            if let Some(option) = &mut task.option {
                title.clone_into(&mut option.group);
            }
            phase.tasks.push(task);
        }
        self.add(phase);
    }

    fn opening(&mut self, section: &Section<'_>) {
        self.reader.ledger.mark(section.line, section.line, "phase");
        body::claim_in_heading(self.reader, section.line, &section.title.full);
        self.apart_blocks(
            section.body,
            std::slice::from_ref(&section.title.full),
            &section.title.name,
            plan::holds_steps(section.body) || tables::is_work(section.body),
        );
    }
}

/// The headings above what stands in a section.
fn under(above: &[String], section: &Section<'_>) -> Vec<String> {
    above.iter().chain([&section.title.full]).cloned().collect()
}

/// A sub-section with an owner, a time, or commands of its own does not need a number to be a task.
fn is_plainly_a_task(section: &Section<'_>) -> bool {
    let owned = section.body.iter().any(|block| match &block.body {
        Body::Paragraph(lines) => lines
            .iter()
            .flat_map(|line: &Line| labels::read(line))
            .any(|found| {
                matches!(found.label, labels::Label::Owner | labels::Label::Time) && !found.value.is_empty()
            }),
        _ => false,
    });
    let commands = boxes(section.body) == 0 && section.body.iter().any(|block| matches!(&block.body, Body::Fence(fence) if !fence.info.is_empty() && fence.info != "text"));
    owned || commands || section.title.owner.is_some()
}
