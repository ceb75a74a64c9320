//! Rows of a table: as many cells as its head, and which of them are group rows, which name what the rows below belong to.

use super::raci;
use crate::import::columns::{Column, Columns};
use crate::import::outline::{Block, Body, Line};
use crate::import::text;

/// Rows with as many cells as the head; a group row has one.
pub fn grouped(rows: &[Vec<Line>], width: usize, columns: &Columns) -> Vec<Vec<Line>> {
    let mut rows: Vec<Vec<Line>> = rows.iter().map(|row| fitted(row, width)).collect();
    let lonely: Vec<Option<usize>> = rows.iter().map(|row| only_cell(row, columns)).collect();
    // A head over nothing but lonely cells is a list that nobody filled in yet.
    if width < 2 || lonely.iter().all(Option::is_some) {
        return rows;
    }
    for at in 0..rows.len() {
        let Some(cell) = lonely[at] else { continue };
        let loud = is_loud(&rows[at][cell]);
        let heads_rows = lonely.get(at + 1).is_some_and(Option::is_none);
        if loud || heads_rows {
            rows[at] = vec![rows[at][cell].clone()];
        }
    }
    rows
}

/// Cells as the head counts them; further cells are joined into the last, so that none is lost.
fn fitted(row: &[Line], width: usize) -> Vec<Line> {
    let width = width.max(1);
    let mut cells: Vec<Line> = row.iter().take(width).cloned().collect();
    for extra in row.iter().skip(width).filter(|cell| !cell.text.is_empty()) {
        if let Some(last) = cells.last_mut() {
            last.text = format!("{} {}", last.text, extra.text).trim().to_owned();
        }
    }
    if cells.is_empty() {
        cells.push(Line::default());
    }
    cells
}

/// The one cell of a row that holds words, where it could name a group: the first, or the one that says what is done.
fn only_cell(row: &[Line], columns: &Columns) -> Option<usize> {
    let mut filled = (0..row.len()).filter(|at| !row[*at].text.trim().is_empty());
    let only = filled.next().filter(|_| filled.next().is_none())?;
    let named = only == 0 || columns.at(Column::Task) == Some(only) || row[only].bold.len() == 1;
    let boxed = text::leading_box(&row[only].text).is_some();
    (named && !boxed && row.len() > 1).then_some(only)
}

/// Bold from end to end, or in capitals.
fn is_loud(cell: &Line) -> bool {
    let bold = !cell.bold.is_empty()
        && cell.bold.iter().map(ExactSizeIterator::len).sum::<usize>() + 2 >= cell.text.len();
    let mut letters = cell.text.chars().filter(|c| c.is_alphabetic()).peekable();
    bold || (letters.peek().is_some() && letters.all(char::is_uppercase))
}

/// Whether blocks hold a table whose rows are work: a run sheet, or a list of things to verify.
pub fn is_work(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match &block.body {
        Body::Table { headers, rows } => {
            let columns = Columns::read(headers, rows);
            (columns.is_run_sheet() || columns.is_checklist())
                && !rows.is_empty()
                && !raci::is_raci(headers, rows)
        }
        _ => false,
    })
}
