//! Statements of languages without a parser of their own here: one on a row, going on while a bracket is open or the row
//! says itself that more follows. Comments between them are labels and expectations as in a fence of shell commands.

use super::label;
use super::lines::{Line, What};

/// How a language marks its comments and the rows that go on.
struct Style {
    comments: &'static [&'static str],
    /// What a row ends with when the next one belongs to it.
    goes_on: &'static [&'static str],
    /// What a row begins with when it belongs to the one before.
    continues: &'static [&'static str],
    brackets: bool,
}

const QUERIES: Style = Style {
    comments: &["#", "//"],
    goes_on: &[
        "(", ",", "+", "-", "*", "/", "|", "=", ">", "<", " and", " or", " unless", " by",
    ],
    continues: &[
        "+ ", "- ", "* ", "/ ", "/", "|", ")", "}", "> ", "< ", "== ", ">= ", "<= ", "!= ", "and ", "or ",
        "unless ", "by ", "by(",
    ],
    brackets: true,
};
const PLAIN: Style = Style {
    comments: &["#", "//"],
    goes_on: &[],
    continues: &[],
    brackets: false,
};
const SCRIPT: Style = Style {
    comments: &["//", "#"],
    goes_on: &["=>", ",", "=", "+"],
    continues: &[".", ")", "}"],
    brackets: true,
};
const POWERSHELL: Style = Style {
    comments: &["#"],
    goes_on: &["`", "|", ",", "="],
    continues: &["| ", "}", ")"],
    brackets: true,
};
const CMD: Style = Style {
    comments: &["REM ", "rem ", "Rem ", "::"],
    goes_on: &["^"],
    continues: &[],
    brackets: false,
};

/// Reads the rows of an interpreter.
pub fn of(text: &str, interpreter: &'static str) -> Vec<Line> {
    let style = match interpreter {
        "promql" | "logql" => &QUERIES,
        "mongosh" => &SCRIPT,
        "powershell" => &POWERSHELL,
        "cmd" => &CMD,
        _ => &PLAIN,
    };
    let mut found: Vec<Line> = Vec::new();
    let mut open: Option<Statement> = None;
    for (row, written) in text.lines().enumerate() {
        let trimmed = written.trim();
        if trimmed.is_empty() {
            // A blank row ends what stands above it, unless a bracket is still open.
            if open.as_ref().is_some_and(|open| open.depth <= 0) {
                found.extend(open.take().map(|open| open.line(interpreter)));
            }
            continue;
        }
        let comment = style.comments.iter().any(|mark| trimmed.starts_with(mark));
        if comment && open.as_ref().is_none_or(|open| open.depth <= 0 && !open.goes_on) {
            found.extend(open.take().map(|open| open.line(interpreter)));
            found.push(Line {
                from_row: row,
                to_row: row,
                what: What::Comment(label::read(trimmed)),
            });
            continue;
        }
        let belongs = open.as_ref().is_some_and(|open| {
            open.depth > 0 || open.goes_on || style.continues.iter().any(|mark| trimmed.starts_with(mark))
        });
        if !belongs {
            found.extend(open.take().map(|open| open.line(interpreter)));
        }
        open.get_or_insert_with(|| Statement {
            from_row: row,
            ..Statement::default()
        })
        .add(row, written, style);
    }
    found.extend(open.map(|open| open.line(interpreter)));
    found
}

#[derive(Default)]
struct Statement {
    from_row: usize,
    to_row: usize,
    text: String,
    /// Brackets opened and not closed.
    depth: i32,
    goes_on: bool,
}

impl Statement {
    fn add(&mut self, row: usize, written: &str, style: &Style) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(written.trim_end());
        self.to_row = row;
        self.goes_on = style
            .goes_on
            .iter()
            .any(|mark| written.trim_end().ends_with(mark));
        if style.brackets {
            self.depth += opened(written);
        }
    }

    fn line(self, interpreter: &'static str) -> Line {
        Line {
            from_row: self.from_row,
            to_row: self.to_row,
            what: What::Command {
                interpreter,
                text: self.text.trim().to_owned(),
                opens_session: false,
            },
        }
    }
}

/// Brackets that a row opens, less those it closes; what stands in quotes is no bracket.
fn opened(row: &str) -> i32 {
    let mut depth = 0;
    let mut quote = None;
    let mut escaped = false;
    for character in row.chars() {
        match (quote, character) {
            _ if escaped => escaped = false,
            (_, '\\') => escaped = true,
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            _ => {}
        }
    }
    depth
}
