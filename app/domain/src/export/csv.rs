//! The work of a checklist as a table, as run books keep it: every task and item a row, with an id that says its place.
//! What a table has no column for stands in the description, so that reading it back gives the same table.

use std::collections::{HashMap, HashSet};

use ::csv::{Terminator, WriterBuilder};

use super::content::content;
use crate::checklist::{Checklist, Command, Item, ItemKind, Minutes, Task};
use crate::import::csv::cells::{DUE, EXPECTED, PREDECESSOR, START, TYPE, command_line, guarded};
use crate::import::csv::{CHECK, NAMES, PHASE, STEP, TASK, is_of_place, read_minutes, written_minutes};

/// The checklist's work as CSV, with a head. Claims, criteria and the like have no place in it.
#[must_use]
pub fn csv(checklist: &Checklist) -> String {
    let content = content(checklist);
    let ids = task_ids(&content);
    let mut rows = Vec::new();
    for phase in &content.phases {
        if phase.items.is_empty() && phase.tasks.is_empty() {
            rows.push(Row {
                id: phase.id.clone(),
                title: phase.title.clone(),
                stream: &phase.title,
                kind: PHASE.to_owned(),
                ..Row::default()
            });
        }
        items(&phase.items, "", "", &phase.title, &mut rows);
        for task in &phase.tasks {
            let id = ids.get(task.id.as_str()).cloned().unwrap_or_default();
            rows.push(task_row(task, &id, &phase.title, &ids));
            items(&task.items, &task.id, &id, &phase.title, &mut rows);
        }
    }
    items(&content.items, "", "", "", &mut rows);
    written(&rows)
}

#[derive(Default)]
struct Row<'a> {
    id: String,
    title: String,
    description: String,
    stream: &'a str,
    kind: String,
    team: &'a str,
    duration: String,
    start: String,
    due: String,
    predecessors: String,
}

fn written(rows: &[Row<'_>]) -> String {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    let mut write = |cells: &[&str]| {
        let cells = cells.iter().map(|cell| guarded(cell));
        writer
            .write_record(cells)
            .expect("every row has as many cells as the head, and memory takes them");
    };
    write(&NAMES.map(|(_, name)| name));
    for row in rows {
        write(&[
            &row.id,
            &row.title,
            &row.description,
            row.stream,
            &row.kind,
            row.team,
            &row.duration,
            &row.start,
            &row.due,
            &row.predecessors,
        ]);
    }
    let bytes = writer.into_inner().expect("memory takes what is written");
    String::from_utf8(bytes).expect("cells are text")
}

/// The author's numbers where they name every task once; else the places.
fn task_ids(checklist: &Checklist) -> HashMap<&str, String> {
    let tasks = || checklist.phases.iter().flat_map(|phase| &phase.tasks);
    let mut seen = HashSet::new();
    let named = tasks().all(|task| {
        task.number.as_deref().is_some_and(|number| {
            let plain = !number.is_empty() && number.trim() == number && !number.contains([';', ',', '\n']);
            plain && !is_of_place(number) && seen.insert(number)
        })
    });
    tasks()
        .map(|task| {
            let number = task.number.clone().filter(|_| named);
            (task.id.as_str(), number.unwrap_or_else(|| task.id.clone()))
        })
        .collect()
}

fn task_row<'a>(task: &'a Task, id: &str, stream: &'a str, ids: &HashMap<&str, String>) -> Row<'a> {
    let mut words = Words::of(&task.details);
    // A time that was read as a start is no length, whatever else it says.
    let (duration, start) = match task.offset.as_ref().and(task.stated_time.clone()) {
        Some(stated) => (times(task.estimate_min, None).0, Some(stated)),
        None => times(task.estimate_min, task.stated_time.as_ref()),
    };
    let start = words.start(start);
    let mut lines = vec![task.purpose.clone().unwrap_or_default()];
    lines.append(&mut words.lines);
    for (name, value) in [
        ("Blocker", &task.blocker),
        ("Success", &task.success),
        ("Rollback", &task.rollback),
        ("Repeat", &task.repeat),
    ] {
        lines.extend(value.as_ref().map(|value| format!("{name}: {value}")));
    }
    if lines.len() == 1 && lines[0].is_empty() {
        lines.clear();
    }
    let after = task.depends_on.iter().filter_map(|id| ids.get(id.as_str()));
    let predecessors: Vec<&str> = after
        .map(String::as_str)
        .chain(words.predecessors.iter().map(String::as_str))
        .collect();
    Row {
        id: id.to_owned(),
        title: task.title.clone(),
        description: lines.join("\n"),
        stream,
        kind: words.kind.unwrap_or_else(|| TASK.to_owned()),
        team: task.owner_text.as_deref().unwrap_or_default(),
        duration,
        predecessors: predecessors.join(";"),
        start: start.unwrap_or_default(),
        due: words.due.unwrap_or_default(),
    }
}

fn items<'a>(found: &'a [Item], above: &str, its_id: &str, stream: &'a str, rows: &mut Vec<Row<'a>>) {
    for item in found {
        // The place within the task, behind the id that the task has here.
        let id = match item.id.strip_prefix(above) {
            Some(place) if !above.is_empty() => format!("{its_id}{place}"),
            _ => item.id.clone(),
        };
        let mut words = Words::of(&item.details);
        let (duration, start) = times(item.estimate_min, item.stated_time.as_ref());
        let start = words.start(start);
        words.lines.retain(|line| !line.is_empty());
        words.lines.extend(item.command.iter().flat_map(command_lines));
        let expectations = item.check.iter().flat_map(|check| &check.expectations);
        words
            .lines
            .extend(expectations.map(|expectation| format!("{EXPECTED}{}", one_line(&expectation.text))));
        rows.push(Row {
            id,
            title: item.text.clone(),
            description: words.lines.join("\n"),
            stream,
            kind: match item.kind {
                ItemKind::Step => STEP.to_owned(),
                ItemKind::Check => CHECK.to_owned(),
            },
            team: item.owner_text.as_deref().unwrap_or_default(),
            duration,
            start: start.unwrap_or_default(),
            due: words.due.unwrap_or_default(),
            predecessors: words.predecessors.join(";"),
        });
        items(&item.items, above, its_id, stream, rows);
    }
}

/// What is expected stands on one line: its line breaks say nothing.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each line with its interpreter in front; one that could not be read back so stays a line of words.
fn command_lines(command: &Command) -> impl Iterator<Item = String> {
    command.text.trim_end().split('\n').map(|line| {
        let line = line.trim_end_matches('\r');
        let shown = format!("{}$ {line}", command.interpreter);
        if command_line(&shown).is_some() {
            shown
        } else {
            line.to_owned()
        }
    })
}

/// The cells of duration and start. Words that were read as no length stay words; those that would be read as one here
/// say when, not how long.
fn times(minutes: Option<Minutes>, stated: Option<&String>) -> (String, Option<String>) {
    match (minutes, stated) {
        (Some(minutes), _) => (written_minutes(minutes), None),
        (None, Some(words)) if read_minutes(words).is_some() => (String::new(), Some(words.clone())),
        (None, words) => (words.cloned().unwrap_or_default(), None),
    }
}

/// The details of a part: what has a column of its own, and the lines that have none.
#[derive(Default)]
struct Words {
    lines: Vec<String>,
    kind: Option<String>,
    start: Option<String>,
    due: Option<String>,
    predecessors: Vec<String>,
}

impl Words {
    fn of(details: &[String]) -> Self {
        let mut words = Words::default();
        for line in details {
            let takes = |place: &mut Option<String>, prefix: &str| match line.strip_prefix(prefix) {
                Some(value) if place.is_none() => {
                    *place = Some(value.to_owned());
                    true
                }
                _ => false,
            };
            if takes(&mut words.kind, TYPE) || takes(&mut words.start, START) || takes(&mut words.due, DUE) {
                continue;
            }
            match line.strip_prefix(PREDECESSOR) {
                Some(value) => words.predecessors.push(value.to_owned()),
                None => words.lines.push(line.clone()),
            }
        }
        words
    }

    /// What stands in the column of the start; a second start stays a line of words.
    fn start(&mut self, stated: Option<String>) -> Option<String> {
        match (stated, self.start.take()) {
            (Some(stated), Some(other)) => {
                self.lines.push(format!("{START}{other}"));
                Some(stated)
            }
            (stated, other) => stated.or(other),
        }
    }
}
