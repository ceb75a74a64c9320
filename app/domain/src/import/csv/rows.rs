//! Rows as tasks and items: each goes to the phase of its stream, an item below the row whose id its own begins with.

use std::collections::HashMap;

use ::csv::StringRecord;

use super::cells::{PREDECESSOR, START, TYPE, unguarded};
use super::head::{Column, Head};
use super::order;
use super::place::{is_of_place, numbered, phase_of};
use super::row::Row;
use crate::checklist::{Item, ItemKind, Phase, Task};
use crate::import::limits::{MAX_DEPTH, MAX_TITLE_CHARS};
use crate::import::reader::Reader;
use crate::import::written::work;
use crate::import::{labels, text};

/// The types of rows that are parts of ours.
pub const TASK: &str = "task";
pub const STEP: &str = "step";
pub const CHECK: &str = "check";
pub const PHASE: &str = "phase";
/// Where an item stands in its parent.
type Path = Vec<usize>;

pub struct Rows {
    /// The title of the table: what rows without a stream stand under.
    name: String,
    /// Phases by stream and by the phase that an id of ours names: two phases may have one title.
    phases: HashMap<(String, String), usize>,
    /// What every id of the table stands for.
    ids: HashMap<String, Place>,
    /// Cells about what a task waits for, until all rows are known.
    waits: Vec<((usize, usize), u32, String)>,
}

#[derive(Clone, Debug)]
enum Place {
    Task(usize, usize),
    Item(Option<(usize, Option<usize>)>, Path),
}

impl Rows {
    pub fn new(name: String) -> Self {
        Rows {
            name,
            phases: HashMap::new(),
            ids: HashMap::new(),
            waits: Vec::new(),
        }
    }

    pub fn row(&mut self, reader: &mut Reader, head: &Head, record: &StringRecord, lines: (u32, u32)) {
        let cell = |column| unguarded(head.cell(record, column)).trim();
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        if record.len() != head.len() {
            reader.note(
                "csv-ragged",
                lines.0,
                format!("This row has {} cells and the first line names {}. Check that nothing slipped into another column.", record.len(), head.len()),
            );
        }
        let stated = cell(Column::Type);
        let kind = stated.to_lowercase();
        let id = cell(Column::Id);
        if kind == PHASE {
            let id = if numbered(id, 'p') { id } else { "" };
            self.phase(reader, cell(Column::Title), id, lines.0);
            return;
        }
        let below = self.above(id).is_some() || is_of_place(id);
        let item = match kind.as_str() {
            STEP if below => Some(ItemKind::Step),
            CHECK if below => Some(ItemKind::Check),
            _ => None,
        };
        let row = Row::read(head, record, lines);
        match item {
            Some(kind) => self.item(reader, row, kind),
            None => {
                let foreign = Some(stated).filter(|_| !kind.is_empty() && kind != TASK);
                self.task(reader, row, foreign);
            }
        }
    }

    fn task(&mut self, reader: &mut Reader, mut row: Row<'_>, foreign_type: Option<&str>) {
        let phase = self.phase(reader, row.stream, phase_of(row.id), row.lines.0);
        let id = reader.id();
        reader.ledger.mark_as(row.lines.0, row.lines.1, "task", &id);
        // The rest of a long title stands in the details.
        let (title, was_cut) = text::cut(&row.title, MAX_TITLE_CHARS);
        if was_cut {
            row.details.push(std::mem::replace(&mut row.title, title));
        }
        row.details
            .extend(foreign_type.map(|words| format!("{TYPE}{words}")));
        let offset = row.offset();
        let estimate = row.estimate(reader);
        let mut details = row.details.into_iter();
        let purpose = details.next().filter(|words| !words.is_empty());
        let mut task = Task {
            id,
            line: row.lines.0,
            number: Some(row.id)
                .filter(|id| !id.is_empty() && !is_of_place(id))
                .map(str::to_owned),
            title: row.title,
            owners: row.team.map(labels::owners).unwrap_or_default(),
            owner_text: row.team.map(str::to_owned),
            estimate_min: estimate,
            purpose,
            details: details.collect(),
            ..Task::default()
        };
        let stated = match offset {
            Some(offset) => {
                task.offset = Some(offset);
                row.start
            }
            None => {
                task.details.extend(
                    Some(row.start)
                        .filter(|start| !start.is_empty())
                        .map(|start| format!("{START}{start}")),
                );
                row.duration
            }
        };
        task.stated_time = Some(stated).filter(|words| !words.is_empty()).map(str::to_owned);
        let place = (phase, reader.out.phases[phase].tasks.len());
        self.known_as(reader, row.id, row.lines.0, Place::Task(place.0, place.1));
        if !row.predecessors.is_empty() {
            self.waits.push((place, row.lines.0, row.predecessors.to_owned()));
        }
        reader.out.phases[phase].tasks.push(task);
    }

    fn item(&mut self, reader: &mut Reader, row: Row<'_>, kind: ItemKind) {
        let id = reader.id();
        reader.ledger.mark_as(row.lines.0, row.lines.1, "item", &id);
        let item = Item {
            id,
            kind,
            estimate_min: row.estimate(reader),
            ..work::item(&row.entry())
        };
        let (holder, mut path) = match self.above(row.id).cloned() {
            Some(Place::Task(phase, task)) => (Some((phase, Some(task))), Path::new()),
            Some(Place::Item(holder, path)) if path.len() < MAX_DEPTH => (holder, path),
            _ if row.stream.is_empty() && phase_of(row.id).is_empty() => (None, Path::new()),
            _ => {
                let phase = self.phase(reader, row.stream, phase_of(row.id), row.lines.0);
                (Some((phase, None)), Path::new())
            }
        };
        let out = &mut reader.out;
        let mut list = match holder {
            Some((phase, Some(task))) => &mut out.phases[phase].tasks[task].items,
            Some((phase, None)) => &mut out.phases[phase].items,
            None => &mut out.items,
        };
        for at in &path {
            list = &mut list[*at].items;
        }
        path.push(list.len());
        list.push(item);
        self.known_as(reader, row.id, row.lines.0, Place::Item(holder, path));
        if !row.predecessors.is_empty() {
            reader.note(
                "csv-predecessor",
                row.lines.0,
                format!(
                    "A {} has no predecessors here; \"{}\" was left out. Give them to its task.",
                    kind_name(kind),
                    row.predecessors
                ),
            );
        }
    }

    /// The row whose id this one begins with.
    fn above(&self, id: &str) -> Option<&Place> {
        let (above, _) = id.rsplit_once('.')?;
        self.ids.get(above)
    }

    /// The phase of a stream; of several with one title, the one that an id of ours names.
    fn phase(&mut self, reader: &mut Reader, title: &str, place: &str, line: u32) -> usize {
        let key = (title.to_owned(), place.to_owned());
        if let Some(at) = self.phases.get(&key) {
            return *at;
        }
        let at = reader.out.phases.len();
        self.phases.insert(key, at);
        let id = reader.id();
        reader.ledger.mark_as(line, line, "phase", &id);
        reader.out.phases.push(Phase {
            id,
            line,
            ordinal: u32::try_from(at + 1).unwrap_or(u32::MAX),
            title: if title.is_empty() {
                self.name.clone()
            } else {
                title.to_owned()
            },
            ..Phase::default()
        });
        at
    }

    fn known_as(&mut self, reader: &mut Reader, id: &str, line: u32, place: Place) {
        if id.is_empty() {
            return;
        }
        if self.ids.contains_key(id) {
            reader.note(
                "csv-id",
                line,
                format!("The id {id} is used before. Predecessors that name it mean the first row."),
            );
        } else {
            self.ids.insert(id.to_owned(), place);
        }
    }

    /// Predecessors, now that every row is known.
    pub fn finish(self, reader: &mut Reader) {
        for ((phase, task), line, cell) in self.waits {
            let known = |id: &str| match self.ids.get(id) {
                Some(Place::Task(phase, task)) => Some(reader.out.phases[*phase].tasks[*task].id.clone()),
                _ => None,
            };
            let waits = order::read(&cell, |id| known(id).is_some());
            let mut after: Vec<String> = Vec::new();
            for id in waits.after.iter().filter_map(|id| known(id)) {
                if !after.contains(&id) {
                    after.push(id);
                }
            }
            let found = &mut reader.out.phases[phase].tasks[task];
            found.depends_on = after;
            found
                .details
                .extend(waits.unknown.iter().map(|words| format!("{PREDECESSOR}{words}")));
            for words in waits.unknown {
                reader.note(
                    "csv-predecessor",
                    line,
                    format!("\"{words}\" names no row that can be finished first, so it is kept as words."),
                );
            }
            for words in waits.delays {
                reader.note(
                    "csv-predecessor",
                    line,
                    format!("The delay in \"{words}\" is not kept; the order is."),
                );
            }
        }
        for (line, title) in order::without_circles(&mut reader.out) {
            reader.note("csv-circle", line, format!("\"{title}\" waits, through others, for itself. The predecessor that closes the circle was left out."));
        }
    }
}

fn kind_name(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Step => STEP,
        ItemKind::Check => CHECK,
    }
}
