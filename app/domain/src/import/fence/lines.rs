//! A fence of commands as a row of commands and comments: sessions of psql and redis inside a shell,
//! SQL between shell commands. Each command keeps the interpreter it is for.

use super::label::{self, Comment};
use super::{console, statements};
use crate::import::command::shell::{self, Piece};
use crate::import::command::sql;

/// One line, or several that belong together. Rows count from 0 inside the fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub from_row: usize,
    pub to_row: usize,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Command {
        interpreter: &'static str,
        text: String,
        opens_session: bool,
    },
    /// A comment on a row of its own.
    Comment(Comment),
    /// A comment behind a command.
    Trailing(String),
    /// What a command printed.
    Output(String),
}

/// Reads a fence of an interpreter that is read row by row; a pasted session goes by its prompts.
pub fn of(text: &str, interpreter: &'static str) -> Vec<Line> {
    let rows: Vec<&str> = text.lines().collect();
    if rows.iter().any(|row| console::is_prompted(row)) {
        console::lines(&rows)
    } else {
        statements::of(text, interpreter)
    }
}

/// Reads a fence of shell text.
pub fn of_shell(text: &str) -> Vec<Line> {
    let rows: Vec<&str> = text.lines().collect();
    let inside = protected(&rows);
    if rows
        .iter()
        .zip(&inside)
        .any(|(row, inside)| !inside && console::is_prompted(row))
    {
        return console::lines(&rows);
    }
    let mut found = Vec::new();
    for run in runs(&rows, &inside) {
        let block = rows[run.from..run.to].join("\n");
        let pieces = match run.interpreter {
            "bash" => shell::pieces(&block),
            "psql" | "sql" => sql::pieces(&block),
            _ => plain(&block),
        };
        push(pieces, run.from, run.interpreter, run.opens_session, &mut found);
    }
    found
}

/// Reads a fence of SQL.
pub fn of_sql(text: &str) -> Vec<Line> {
    let mut found = Vec::new();
    push(sql::pieces(text), 0, "sql", false, &mut found);
    found
}

fn push(
    pieces: Vec<Piece>,
    offset: usize,
    interpreter: &'static str,
    opens_session: bool,
    found: &mut Vec<Line>,
) {
    for piece in pieces {
        let (from_row, to_row) = (piece.from_row + offset, piece.to_row + offset);
        let behind = found
            .last()
            .is_some_and(|last: &Line| last.to_row == from_row && matches!(last.what, What::Command { .. }));
        let what = match piece.comment {
            true if behind => What::Trailing(piece.text),
            true => What::Comment(label::read(&piece.text)),
            false => What::Command {
                interpreter,
                text: piece.text,
                opens_session,
            },
        };
        found.push(Line {
            from_row,
            to_row,
            what,
        });
    }
}

/// One row, one command; rows of other interpreters than the shell's and SQL's.
fn plain(block: &str) -> Vec<Piece> {
    let rows = block
        .lines()
        .enumerate()
        .filter(|(_, row)| !row.trim().is_empty());
    rows.map(|(row, text)| Piece {
        from_row: row,
        to_row: row,
        comment: text.trim_start().starts_with('#'),
        text: text.trim().to_owned(),
    })
    .collect()
}

/// Rows that belong to one interpreter; `to` is the row after the last.
struct Run {
    interpreter: &'static str,
    from: usize,
    to: usize,
    opens_session: bool,
}

fn runs(rows: &[&str], inside: &[bool]) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut row = 0;
    let mut shell_from = 0;
    while row < rows.len() {
        let session = if inside[row] { None } else { session(rows, row) };
        let (interpreter, start) = match session {
            Some(interpreter) => (interpreter, row + 1),
            None if !inside[row] && is_sql_row(rows[row]) => ("sql", row),
            None => {
                row += 1;
                continue;
            }
        };
        if shell_from < row {
            found.push(Run {
                interpreter: "bash",
                from: shell_from,
                to: row,
                opens_session: false,
            });
        }
        if start > row {
            found.push(Run {
                interpreter: "bash",
                from: row,
                to: start,
                opens_session: true,
            });
        }
        let end = end_of(rows, start, interpreter);
        found.push(Run {
            interpreter,
            from: start,
            to: end,
            opens_session: false,
        });
        row = end.max(start).max(row + 1);
        shell_from = row;
    }
    if shell_from < rows.len() {
        found.push(Run {
            interpreter: "bash",
            from: shell_from,
            to: rows.len(),
            opens_session: false,
        });
    }
    found
}

/// The interpreter that this row opens a session of, where the next statement is for it.
fn session(rows: &[&str], row: usize) -> Option<&'static str> {
    let mut words = rows[row]
        .split_whitespace()
        .skip_while(|word| matches!(*word, "sudo" | "-u" | "postgres" | "exec" | "-it"));
    let name = words.next()?;
    // Before looking ahead: a fence of comments would otherwise be read to its end for each of its rows.
    if !matches!(name, "psql" | "mysql" | "mariadb" | "sqlite3" | "redis-cli") {
        return None;
    }
    let rest: Vec<&str> = words.collect();
    let alone = !rest
        .iter()
        .any(|word| word.starts_with(['<', '>', '|', '&', ';']) || *word == "\\" || word.contains('|'));
    let commanded = rest.iter().any(|word| {
        matches!(*word, "-c" | "-f" | "-e" | "-l" | "--version" | "--list")
            || word.starts_with("--command")
            || word.starts_with("--file")
            || (word.starts_with('-') && word.ends_with('c') && word.len() <= 5)
    });
    if !alone || commanded {
        return None;
    }
    let next = rows[row + 1..]
        .iter()
        .map(|row| row.trim())
        .find(|row| !row.is_empty() && !row.starts_with('#') && !row.starts_with("--"))?;
    match name {
        "psql" | "mysql" | "mariadb" | "sqlite3" if sql::begins_statement(next) => Some("psql"),
        "redis-cli" => {
            let commandless = crate::import::command::shell::script(rows[row])
                .calls
                .first()
                .is_some_and(|call| crate::import::command::redis_words(&call.args).is_empty());
            let asks = next.split_whitespace().next().is_some_and(|word| {
                word.chars().all(|letter| letter.is_ascii_alphabetic()) && is_redis(word)
            });
            (commandless && asks).then_some("redis")
        }
        _ => None,
    }
}

fn is_redis(word: &str) -> bool {
    matches!(
        word.to_uppercase().as_str(),
        "PING"
            | "INFO"
            | "GET"
            | "SET"
            | "KEYS"
            | "SCAN"
            | "TTL"
            | "DBSIZE"
            | "LLEN"
            | "LRANGE"
            | "HGETALL"
            | "EXISTS"
            | "CONFIG"
            | "CLIENT"
            | "DEL"
            | "FLUSHALL"
            | "FLUSHDB"
            | "SELECT"
            | "AUTH"
    )
}

/// The row after the session's last.
fn end_of(rows: &[&str], from: usize, interpreter: &'static str) -> usize {
    let (mut complete, mut quoted) = (true, false);
    for (row, text) in rows.iter().enumerate().skip(from) {
        let text = text.trim();
        // A function's body between `$$` marks is one text.
        let within = quoted;
        quoted ^= text.matches("$$").count() % 2 == 1;
        if within {
            complete = !quoted && text.ends_with(';');
            continue;
        }
        if matches!(
            text,
            "exit" | "quit" | "\\q" | "exit;" | "quit;" | "EOF" | "EXIT" | "QUIT"
        ) {
            return row + 1;
        }
        if text.is_empty() || text.starts_with("--") || text.starts_with('#') {
            // A bare statement between shell commands ends with itself.
            if interpreter == "sql" && complete && row > from {
                return row;
            }
            continue;
        }
        match interpreter {
            "redis" if !text.split_whitespace().next().is_some_and(is_redis) => return row,
            "psql" | "sql" => {
                if complete && row > from && !sql::begins_statement(text) {
                    return row;
                }
                let code = text.split(" --").next().unwrap_or(text).trim_end();
                complete = !quoted && (code.ends_with(';') || text.starts_with('\\'));
            }
            _ => {}
        }
    }
    rows.len()
}

/// SQL written straight into a shell block: in capitals, from the first column.
fn is_sql_row(row: &str) -> bool {
    let first = row.split_whitespace().next().unwrap_or("");
    row.starts_with(|first: char| first.is_ascii_uppercase())
        && first.len() > 2
        && first.chars().all(|letter| letter.is_ascii_uppercase())
        && sql::begins_statement(row)
        && row.split_whitespace().count() > 1
}

/// Rows that begin inside a quoted text or a here-document.
fn protected(rows: &[&str]) -> Vec<bool> {
    let mut found = Vec::with_capacity(rows.len());
    let mut quote: Option<char> = None;
    let mut document: Option<String> = None;
    for row in rows {
        found.push(quote.is_some() || document.is_some());
        if let Some(end) = &document {
            if row.trim() == end {
                document = None;
            }
            continue;
        }
        let mut previous = ' ';
        let mut rest = row.char_indices();
        while let Some((at, character)) = rest.next() {
            match (quote, character) {
                (Some('"') | None, '\\') => {
                    rest.next();
                }
                (Some(open), _) if open == character => quote = None,
                (Some(_), _) => {}
                (None, '#') if previous.is_whitespace() => break,
                (None, '-') if row[at..].starts_with("-- ") && previous.is_whitespace() => break,
                // An apostrophe inside a word is one, not the start of a text.
                (None, '\'') if previous.is_alphabetic() => {}
                (None, '"' | '\'') => quote = Some(character),
                (None, '<') if row[at..].starts_with("<<") && !row[at..].starts_with("<<<") => {
                    let word: String = row[at + 2..]
                        .trim_start_matches(['-', '~', ' ', '\'', '"', '\\'])
                        .chars()
                        .take_while(|c| c.is_alphanumeric() || *c == '_')
                        .collect();
                    document = (!word.is_empty()).then_some(word);
                }
                _ => {}
            }
            previous = character;
        }
    }
    // A quote that is never closed was no quote.
    if quote.is_some() {
        found.fill(false);
    }
    found
}
