//! Entries that call themselves options ("Option A: …", "Alternative 2 – …"): tasks of which exactly one is chosen.

use super::body;
use super::heading::{self, Calls};
use super::outline::Entry;
use super::reader::{Holder, Place, Reader};
use crate::checklist::{Task, TaskOption};

/// Whether a list offers a choice: two entries or more, and every one an option.
pub fn are(entries: &[Entry]) -> bool {
    entries.len() >= 2
        && entries
            .iter()
            .all(|entry| entry.ticked.is_none() && heading::read(&entry.text()).calls == Some(Calls::Option))
}

/// The entries as tasks; what hangs below an entry is its work.
pub fn tasks(reader: &mut Reader, entries: &[Entry], place: &Place) -> Vec<Task> {
    entries.iter().map(|entry| task(reader, entry, place)).collect()
}

fn task(reader: &mut Reader, entry: &Entry, place: &Place) -> Task {
    let title = heading::read(&entry.text());
    let id = reader.id();
    reader.ledger.mark_as(entry.line, entry.end_line, "task", &id);
    let inner = Place {
        holder: Holder::Task,
        task: Some(id.clone()),
        title: title.name.clone(),
        ..place.clone()
    };
    let gathered = body::read(reader, entry.rest(), &inner);
    let mut task = Task {
        id,
        line: entry.line,
        number: title.number.clone(),
        title: title.name,
        stated_time: title.stated_time,
        option: Some(TaskOption {
            group: place.title.clone(),
            name: title.number.unwrap_or_default(),
            recommended: title.recommended,
        }),
        items: gathered.items,
        ..Task::default()
    };
    super::fields::set_time(&mut task, title.stated.as_ref());
    gathered.fields.into_task(&mut task);
    task
}
