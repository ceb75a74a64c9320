//! One row of the table: its cells, and what they say as an entry of a list.

use ::csv::StringRecord;

use super::cells::{self, DUE, EXPECTED, START, unguarded};
use super::head::{Column, Head};
use super::times;
use crate::checklist::{Minutes, Offset};
use crate::import::reader::Reader;
use crate::import::window;
use crate::import::written::part::{Fence, Part};
use crate::import::written::work;

/// The cells of a row.
pub struct Row<'a> {
    /// The first line and the last.
    pub lines: (u32, u32),
    pub id: &'a str,
    pub title: String,
    pub details: Vec<String>,
    pub team: Option<&'a str>,
    pub duration: &'a str,
    pub start: &'a str,
    pub stream: &'a str,
    pub predecessors: &'a str,
}

impl<'a> Row<'a> {
    pub fn read(head: &Head, record: &'a StringRecord, lines: (u32, u32)) -> Self {
        let cell = |column| unguarded(head.cell(record, column)).trim();
        let mut details = description(unguarded(head.cell(record, Column::Description)));
        for (name, words) in head.others(record) {
            let words = unguarded(words).trim();
            details.push(if name.is_empty() {
                words.to_owned()
            } else {
                format!("{name}: {words}")
            });
        }
        let due = cell(Column::Due);
        if !due.is_empty() {
            details.push(format!("{DUE}{due}"));
        }
        Row {
            lines,
            id: cell(Column::Id),
            title: title(cell(Column::Title), &details),
            details,
            team: Some(cell(Column::Team)).filter(|team| !team.is_empty()),
            duration: cell(Column::Duration),
            start: cell(Column::Start),
            stream: cell(Column::Stream),
            predecessors: cell(Column::Predecessors),
        }
    }

    /// The planned minutes; words that are none are said and kept.
    pub fn estimate(&self, reader: &mut Reader) -> Option<Minutes> {
        let found = times::minutes(self.duration);
        if found.is_none() && !self.duration.is_empty() {
            reader.note(
                "csv-duration",
                self.lines.0,
                format!(
                    "\"{}\" is no length of time such as 1h 30m, 90 or 01:30, so it is kept as words.",
                    self.duration
                ),
            );
        }
        found
    }

    /// The start, where it is one that can be counted from.
    pub fn offset(&self) -> Option<Offset> {
        let window = window::read(self.start)?.window?;
        Some(Offset {
            anchor: window.anchor,
            from_min: window.from_min?,
        })
    }

    /// The row as an entry of a list: commands, what is expected, and words of its description.
    pub fn entry(&self) -> Part {
        let mut part = Part::bullet(&self.title);
        part.line = self.lines.0;
        part.put(work::GLYPH, work::NO_GLYPH);
        part.put_some(work::OWNER, self.team.map(str::to_owned).as_ref());
        if !self.duration.is_empty() {
            part.put(work::WHEN, self.duration);
        }
        for line in self.details.iter().filter(|line| !line.is_empty()) {
            if let Some((interpreter, text)) = cells::command_line(line) {
                match &mut part.fence {
                    Some(fence) if fence.info == interpreter => {
                        fence.text.push('\n');
                        fence.text.push_str(text);
                    }
                    Some(_) => part.put(work::NOTE, line),
                    None => {
                        part.fence = Some(Fence {
                            line: self.lines.0,
                            info: interpreter.to_owned(),
                            text: text.to_owned(),
                        });
                    }
                }
            } else if let Some(words) = line.strip_prefix(EXPECTED) {
                part.put(work::EXPECT, words);
            } else {
                part.put(work::NOTE, line);
            }
        }
        if !self.start.is_empty() {
            part.put(work::NOTE, format!("{START}{}", self.start));
        }
        part
    }
}

/// The lines of a description; the first is what the task is for, and may be empty.
fn description(cell: &str) -> Vec<String> {
    if cell.is_empty() {
        vec![String::new()]
    } else {
        cell.split('\n')
            .map(|line| line.trim_end_matches('\r').to_owned())
            .collect()
    }
}

/// The title; where the cell is empty, the first words of the row say it.
fn title(cell: &str, details: &[String]) -> String {
    let words = details
        .iter()
        .map(|line| line.trim())
        .find(|line| !line.is_empty());
    if cell.is_empty() {
        words.unwrap_or_default().to_owned()
    } else {
        cell.to_owned()
    }
}
