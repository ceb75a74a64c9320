//! Phases, tasks and items as parts: their words, and a reading where the words alone would say something else.

use std::collections::HashMap;

use crate::checklist::{Checklist, Command, Item, Phase, Task};
use crate::import::written::part::{Fence, Mark, Part};
use crate::import::written::reading::{self, Readable};
use crate::import::written::{ITEMS, lists, work};

pub fn phases(checklist: &Checklist, parts: &mut Vec<Part>) {
    let titles: HashMap<&str, &str> = checklist
        .phases
        .iter()
        .flat_map(|phase| &phase.tasks)
        .map(|task| (task.id.as_str(), task.title.as_str()))
        .collect();
    parts.extend(checklist.phases.iter().map(|found| phase(found, &titles)));
    if !checklist.items.is_empty() {
        let mut section = Part::heading(2, ITEMS);
        section.parts = top_items(&checklist.items);
        parts.push(section);
    }
}

fn phase(phase: &Phase, titles: &HashMap<&str, &str>) -> Part {
    let mut part = numbered(2, "Phase", phase.number.as_deref(), &phase.title);
    part.put_some(work::PART, phase.stage.as_ref());
    part.put_some(work::WHEN, phase.stated_time.as_ref());
    part.put_some(work::CLAIM, phase.claim.as_ref());
    tell(&mut part, phase, &work::phase);
    part.parts = top_items(&phase.items);
    part.parts
        .extend(phase.tasks.iter().map(|found| task(found, titles)));
    part
}

fn task(task: &Task, titles: &HashMap<&str, &str>) -> Part {
    let mut part = numbered(3, "Task", task.number.as_deref(), &task.title);
    part.put_some(work::OWNER, task.owner_text.as_ref());
    part.put_some(work::WHEN, task.stated_time.as_ref());
    part.put_some(work::PURPOSE, task.purpose.as_ref());
    part.put_some(work::BLOCKER, task.blocker.as_ref());
    part.put_some(work::SUCCESS, task.success.as_ref());
    part.put_some(work::ROLLBACK, task.rollback.as_ref());
    part.put_some(work::REPEAT, task.repeat.as_ref());
    if let Some(option) = &task.option {
        part.put(work::OPTION, &option.name);
        part.put(work::OPTION_OF, &option.group);
        if option.recommended {
            part.put(work::RECOMMENDED, "yes");
        }
    }
    for id in &task.depends_on {
        let title = titles.get(id.as_str()).copied().unwrap_or_default();
        part.put(work::DEPENDS_ON, lists::reference(id, title));
    }
    for note in &task.details {
        part.put(work::NOTE, note);
    }
    tell(&mut part, task, &work::task);
    part.parts = top_items(&task.items);
    part
}

/// "Phase 2: Deploy". A number that a heading cannot carry stands in a field.
fn numbered(level: u8, kind: &str, number: Option<&str>, title: &str) -> Part {
    let (before, below) = match number {
        Some(number) if work::is_plain_number(number) => (format!("{kind} {number}:"), None),
        other => (format!("{kind}:"), other),
    };
    let mut part = Part::heading(level, lists::titled(&before, title));
    if let Some(number) = below {
        part.put(work::NUMBER, number);
    }
    part
}

/// Items right below a heading: they may stand in groups.
fn top_items(items: &[Item]) -> Vec<Part> {
    items
        .iter()
        .map(|found| item(found, found.group.clone()))
        .collect()
}

fn item(item: &Item, group: Option<String>) -> Part {
    let mut part = marked(item);
    part.group = group;
    part.put_some(work::OWNER, item.owner_text.as_ref());
    part.put_some(work::WHEN, item.stated_time.as_ref());
    part.fence = item.command.as_ref().map(fence);
    for note in &item.details {
        part.put(work::NOTE, note);
    }
    for expectation in item.check.iter().flat_map(|check| &check.expectations) {
        part.put(work::EXPECT, &expectation.text);
    }
    let found = reading::difference_of_item(item, &work::item(&part));
    part.reading = reading::sealed(part.seal(), found);
    part.parts = item.items.iter().map(|inner| self::item(inner, None)).collect();
    part
}

/// The entry with its box or its glyph; a field says the glyph where the words could be misread.
fn marked(item: &Item) -> Part {
    if let (Some(glyph), claimed) = (&item.glyph, item.claimed) {
        let shown = Part::bullet(format!("{glyph} {}", item.text));
        let read = work::item(&shown);
        if read.glyph.as_ref() == Some(glyph) && read.text == item.text && read.claimed == claimed {
            return shown;
        }
    }
    let mut part = Part::bullet(&item.text);
    if let Some(ticked) = item.claimed {
        part.mark = Mark::Box(ticked);
    }
    match &item.glyph {
        Some(glyph) => part.put(work::GLYPH, glyph),
        None if work::item(&part).glyph.is_some() => part.put(work::GLYPH, work::NO_GLYPH),
        None => {}
    }
    part
}

pub fn fence(command: &Command) -> Fence {
    Fence {
        line: 0,
        info: command.interpreter.clone(),
        text: command.text.clone(),
    }
}

/// Adds the reading that the words need.
pub fn tell<T: Readable>(part: &mut Part, actual: &T, read: &dyn Fn(&Part) -> T) {
    let found = reading::difference(actual, &read(part));
    part.reading = reading::sealed(part.seal(), found);
}
