//! Rows of a timeline: what happens for how long, from when to when, in the document's own words.

use super::columns::{Column, Columns};
use super::outline::{Entry, Line};
use super::reader::Reader;
use super::{duration, text, window};
use crate::checklist::TimelineRow;

pub fn table(reader: &mut Reader, columns: &Columns, rows: &[Vec<Line>]) {
    for row in rows.iter().filter(|row| row.len() > 1) {
        let cell = |column| columns.cell(row, column).filter(|cell| !cell.is_empty());
        let named = [Column::Task, Column::Phase, Column::Action, Column::Name];
        let title = named.into_iter().find_map(cell).or_else(|| {
            row.iter()
                .map(|cell| cell.text.clone())
                .find(|cell| window::read(cell).is_none())
        });
        let Some(title) = title else { continue };
        let duration_text = cell(Column::Duration);
        let time = cell(Column::Time);
        reader.out.timeline.push(TimelineRow {
            line: row[0].line,
            title,
            duration_min: duration_text.as_deref().and_then(duration::minutes),
            duration_text,
            start_text: cell(Column::Start).or(time).or_else(|| {
                row.iter()
                    .map(|cell| cell.text.clone())
                    .find(|cell| is_date(cell))
            }),
            end_text: cell(Column::End),
        });
        reader.ledger.mark(row[0].line, row[0].line, "timeline");
    }
}

/// A date written with its year first or last; only found, never computed with.
fn is_date(cell: &str) -> bool {
    let parts: Vec<&str> = cell.trim().split(['-', '/', '.']).collect();
    let digits = parts
        .iter()
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    parts.len() == 3 && digits && (parts[0].len() == 4 || parts[2].len() >= 2)
}

/// "T-2h: Freeze", "09:00 – Deploy": entries that begin with a time.
pub fn list(reader: &mut Reader, entries: &[Entry]) {
    for entry in entries {
        let words = entry.text();
        reader.ledger.mark(entry.line, entry.end_line, "timeline");
        let parts = words
            .split_once(": ")
            .or_else(|| words.split_once(" - "))
            .or_else(|| words.split_once(" – "))
            .or_else(|| words.split_once(" — "));
        let (start_text, title) = match parts {
            Some((time, title)) if window::read(time).is_some() => {
                (Some(time.trim().to_owned()), title.trim().to_owned())
            }
            _ => (None, words.clone()),
        };
        let duration_text = title
            .strip_suffix(')')
            .and_then(|rest| rest.rsplit_once('('))
            .map(|(_, inside)| inside.to_owned())
            .filter(|inside| duration::only_minutes(inside).is_some());
        reader.out.timeline.push(TimelineRow {
            line: entry.line,
            duration_min: duration_text.as_deref().and_then(duration::minutes),
            duration_text,
            title: text::cut(&title, super::limits::MAX_TITLE_CHARS).0,
            start_text,
            end_text: None,
        });
    }
}
