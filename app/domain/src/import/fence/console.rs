//! A pasted session: what stands behind a prompt was typed, everything else was printed.

use std::sync::LazyLock;

use regex::Regex;

use super::label;
use super::lines::{Line, What};

static PROMPT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^\s*(?:
            (?P<redis>(?:redis|127\.0\.0\.1|localhost)[\w.:\[\]-]*>)\s
            |(?P<sql>\w+[=-][\#>*!]|mysql>|sqlite>|SQL>|MariaDB\s*\[[^\]]*\]>)\s
            |(?P<mongo>(?:[\w\ -]*\[(?:primary|secondary|direct:\s\w+)\]\s*\w+|test|admin|rs\d*:\w+|\w+:(?:PRIMARY|SECONDARY))>)\s
            |(?P<python>>>>)\s
            |(?P<powershell>PS(?:\s[^>]*)?>)
            |(?P<cmd>[A-Za-z]:\\[^>]*>)
            |(?P<shell>(?:\([\w.-]+\)\s*)?(?:\[[^\]]*\]|[\w.-]+@[\w.-]+(?:[:\s][^$\#>\s]*)?)\s*[$\#]|\$|%|❯|➜\s+\S+)\s
        )\s*(?P<text>\S.*)$",
    )
    .expect("a valid pattern")
});
/// What stands in front of a row that goes on with the statement above.
static GOES_ON: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*(?:\w+[-('\x22][#>]|->|'>|\.\.\.)(?:\s+|$)").expect("a valid pattern"));

/// Whether a row was typed behind a prompt.
pub fn is_prompted(row: &str) -> bool {
    PROMPT.is_match(row)
}

/// Reads the rows of a session.
pub fn lines(rows: &[&str]) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let mut open = Open::No;
    for (row, text) in rows.iter().enumerate() {
        if text.trim().is_empty() {
            open = Open::No;
            continue;
        }
        if let Some(rest) = continued(open, text)
            && let Some(Line {
                to_row,
                what:
                    What::Command {
                        text: command,
                        interpreter,
                        ..
                    },
                ..
            }) = found.last_mut()
        {
            command.push('\n');
            command.push_str(rest.trim_end());
            *to_row = row;
            open = Open::after(interpreter, command);
            continue;
        }
        open = Open::No;
        let what = match PROMPT.captures(text) {
            Some(prompted) => {
                let named = |name: &str| prompted.name(name).is_some();
                let interpreter = match () {
                    () if named("redis") => "redis",
                    () if named("sql") => "psql",
                    () if named("mongo") => "mongosh",
                    () if named("python") => "python",
                    () if named("powershell") => "powershell",
                    () if named("cmd") => "cmd",
                    () => "bash",
                };
                let typed = prompted["text"].trim_end();
                open = Open::after(interpreter, typed);
                What::Command {
                    interpreter,
                    text: typed.to_owned(),
                    opens_session: false,
                }
            }
            None if text.trim_start().starts_with('#') => What::Comment(label::read(text.trim())),
            None => What::Output(text.trim_end().to_owned()),
        };
        found.push(Line {
            from_row: row,
            to_row: row,
            what,
        });
    }
    found
}

/// Whether the command above goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    No,
    /// The row says so at its end: the next one belongs to it.
    Yes,
    /// The statement has no end yet: the next row belongs to it where its prompt says so.
    Perhaps,
}

impl Open {
    fn after(interpreter: &str, typed: &str) -> Self {
        let typed = typed.trim_end();
        match interpreter {
            "bash" if typed.ends_with('\\') => Self::Yes,
            "powershell" if typed.ends_with('`') => Self::Yes,
            "cmd" if typed.ends_with('^') => Self::Yes,
            "psql" if typed.ends_with(';') || typed.starts_with('\\') => Self::No,
            "psql" | "python" | "mongosh" => Self::Perhaps,
            _ => Self::No,
        }
    }
}

/// The rest of a row that goes on with the command above, without its prompt.
fn continued(open: Open, row: &str) -> Option<&str> {
    match open {
        Open::No => None,
        Open::Yes => {
            let rest = row.trim_start();
            Some(
                rest.strip_prefix("> ")
                    .or(rest.strip_prefix(">> "))
                    .unwrap_or(rest),
            )
        }
        Open::Perhaps => GOES_ON.find(row).map(|prompt| &row[prompt.end()..]),
    }
}
