//! Who is responsible, accountable, consulted and informed: rows of activities that assign people and are no work themselves.

use crate::import::outline::Line;
use crate::import::reader::Reader;
use crate::import::text;

/// Whether a table assigns people: by columns that are so named, or by letters under the names of people.
pub fn is_raci(headers: &[Line], rows: &[Vec<Line>]) -> bool {
    by_column(headers).is_some() || by_letter(headers, rows)
}

/// Reads such a table: a fact for every row, and the responsible as the owner of the task of that name. False where it is none.
pub fn read(reader: &mut Reader, headers: &[Line], rows: &[Vec<Line>]) -> bool {
    let named = by_column(headers);
    if named.is_none() && !by_letter(headers, rows) {
        return false;
    }
    for row in rows.iter().filter(|row| row.len() > 1 && !row[0].text.is_empty()) {
        let filled = headers
            .iter()
            .zip(row)
            .skip(1)
            .filter(|(_, cell)| !cell.text.is_empty());
        let assigned = filled
            .clone()
            .map(|(head, cell)| format!("{}: {}", head.text, cell.text))
            .collect::<Vec<_>>()
            .join("; ");
        let responsible = match named {
            Some(column) => row.get(column).map(|cell| cell.text.clone()).unwrap_or_default(),
            None => filled
                .filter(|(_, cell)| letters(&cell.text).is_some_and(|letters| letters.contains('R')))
                .map(|(head, _)| head.text.clone())
                .collect::<Vec<_>>()
                .join(", "),
        };
        reader.fact(row[0].line, &row[0].text, &assigned);
        if !responsible.is_empty() {
            reader.assigned.push((text::key(&row[0].text), responsible));
        }
    }
    true
}

/// The column of the responsible, where another names the accountable.
fn by_column(headers: &[Line]) -> Option<usize> {
    let at = |words: &[&str]| {
        headers
            .iter()
            .position(|head| words.contains(&text::key(&head.text).as_str()))
    };
    at(&["accountable", "a", "aprobador", "rechenschaftspflichtig"])?;
    at(&["responsible", "r", "responsable", "verantwortlich"]).filter(|at| *at > 0)
}

/// Most cells behind the first are made of the four letters.
fn by_letter(headers: &[Line], rows: &[Vec<Line>]) -> bool {
    let cells = rows
        .iter()
        .flat_map(|row| row.iter().skip(1))
        .filter(|cell| !cell.text.is_empty());
    let assigning = cells.clone().filter(|cell| letters(&cell.text).is_some()).count();
    let responsible = cells.clone().any(|cell| cell.text.contains('R'));
    headers.len() > 2 && responsible && assigning > 2 && assigning * 10 >= cells.count() * 9
}

/// "R", "A/R", "C, I": the letters of a cell that holds no others.
fn letters(cell: &str) -> Option<String> {
    let letters: String = cell.chars().filter(|c| c.is_alphanumeric()).collect();
    (!letters.is_empty() && letters.chars().all(|c| matches!(c, 'R' | 'A' | 'C' | 'I'))).then_some(letters)
}
