//! Tables of tasks with separators, as run books keep them: every row a task, its stream the phase, its team the owner.
//! Rows of type step or check are items, of the task whose id theirs begins with. What fits no column stays as words.

pub mod cells;
mod head;
mod order;
mod place;
mod row;
mod rows;
mod times;

pub use head::NAMES;
pub use place::is_of_place;
pub use rows::{CHECK, PHASE, STEP, TASK};
pub use times::{minutes as read_minutes, written as written_minutes};

use ::csv::{ReaderBuilder, StringRecord};

use super::limits::MAX_TABLE_COLUMNS;
use super::reader::Reader;
use super::{ImportRefused, decode, stem};
use head::Head;

/// Whether a text is such a table: by the ending of its name, else by its first line.
pub fn is_csv(name: &str, text: &str) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(ending.as_deref(), Some("csv" | "tsv")) || head::begins(text)
}

/// Reads the table and gives its title, which is the name of the file.
///
/// # Errors
/// Refused where no column holds the tasks, a quotation never ends, or the table is too wide or too long.
pub fn read(reader: &mut Reader, text: &str, name: &str) -> Result<String, ImportRefused> {
    let (separator, body) = head::separator(text);
    if let Some(at) = open_quote(&text[body..], separator) {
        return Err(ImportRefused::OpenQuote {
            line: decode::line_at(text, body + at),
        });
    }
    let mut table = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(&text.as_bytes()[body..]);
    let starts = decode::line_starts(text);
    let line_of = |at: usize| starts.partition_point(|begin| *begin <= at) as u32;
    let mut record = StringRecord::new();
    let mut head: Option<Head> = None;
    let mut rows = rows::Rows::new(stem(name));
    loop {
        let from = body + usize::try_from(table.position().byte()).unwrap_or(usize::MAX);
        // The text is valid UTF-8 and rows may be of any length, so nothing is left to fail.
        if !table.read_record(&mut record).unwrap_or(false) {
            break;
        }
        let to = body + usize::try_from(table.position().byte()).unwrap_or(usize::MAX);
        let raw = &text[from..to];
        let begin = from + raw.len() - raw.trim_start_matches(['\r', '\n']).len();
        let (line, end_line) = (line_of(begin), line_of(to.saturating_sub(1).max(begin)));
        if record.len() > MAX_TABLE_COLUMNS {
            return Err(ImportRefused::TableTooWide {
                line,
                columns: record.len(),
            });
        }
        match &head {
            None => {
                let found = Head::read(&record).ok_or(ImportRefused::NoTaskColumn)?;
                reader.ledger.mark(1, end_line, "table");
                head = Some(found);
            }
            Some(head) => {
                rows.row(reader, head, &record, (line, end_line));
                reader.within_limits()?;
            }
        }
    }
    if head.is_none() {
        return Err(ImportRefused::NoTaskColumn);
    }
    rows.finish(reader);
    Ok(stem(name))
}

/// Where a quotation begins that the text never ends. A quotation mark inside an unquoted cell is a character like any other.
fn open_quote(text: &str, separator: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut opened = None;
    let mut begins = true;
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], opened) {
            (b'"', Some(_)) if bytes.get(at + 1) == Some(&b'"') => at += 1,
            (b'"', Some(_)) => opened = None,
            (b'"', None) if begins => opened = Some(at),
            _ => {}
        }
        begins = matches!(bytes[at], b'\n' | b'\r') || bytes[at] == separator;
        at += 1;
    }
    opened
}
