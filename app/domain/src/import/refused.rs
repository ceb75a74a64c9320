//! Why a document was not imported, each as one calm sentence that says what to do next.

use super::limits;

/// What kept a document from being read. Nothing is saved when one of these is returned.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ImportRefused {
    #[error("There is nothing to import: the document is empty.")]
    Empty,
    #[error(
        "The document has {bytes} bytes; the limit is 2 MiB ({} bytes). Split it, or leave out what is not a checklist.",
        limits::MAX_BYTES
    )]
    TooLarge { bytes: u64 },
    #[error("This is {kind}, not text. Save the checklist as Markdown or plain text and import that.")]
    NotText { kind: String },
    #[error(
        "Line {line} holds a NUL character, which text does not have. Remove it, or check that the file is the right one."
    )]
    Nul { line: u32 },
    #[error("Line {line} is not valid UTF-8{}. Save the document as UTF-8 and import it again.", guess.as_deref().map(|g| format!("; it looks like {g}")).unwrap_or_default())]
    NotDecodable { line: u32, guess: Option<String> },
    #[error(
        "From line {line} on, lists or quotations are nested deeper than {}. Flatten them and import again.",
        limits::MAX_DEPTH
    )]
    TooDeep { line: u32 },
    #[error(
        "The table at line {line} has {columns} columns; the limit is {}.",
        limits::MAX_TABLE_COLUMNS
    )]
    TableTooWide { line: u32, columns: usize },
    #[error(
        "The table at line {line} has {rows} rows; the limit is {}. Split it and import again.",
        limits::MAX_TABLE_ROWS
    )]
    TableTooLong { line: u32, rows: usize },
    #[error(
        "The block of code at line {line} has {lines} lines; the limit is {}. Keep what people run or compare, and import again.",
        limits::MAX_FENCE_LINES
    )]
    FenceTooLong { line: u32, lines: usize },
    #[error(
        "The document has more than {} {what}, which is more than one deployment can carry. Split it and import the parts.",
        limits::MAX_PARTS
    )]
    TooMany { what: String },
    #[error("The first line names no column with the tasks. Name one title, task or name, and import again.")]
    NoTaskColumn,
    #[error("The quotation mark opened on line {line} is never closed. Close it and import again.")]
    OpenQuote { line: u32 },
    #[error(
        "The document takes too many steps to read. Its nesting or its links are built in an unusual way: simplify them and import again."
    )]
    TooIntricate,
}
