//! Commands: the interpreter they are for, what running them would do, and the probe that could ask the same.
//! They are read, never run: shell by tree-sitter's grammar, SQL by sqlparser.

mod curl;
mod effect;
mod log;
mod network;
mod placeholder;
mod program;
mod propose;
pub mod shell;
pub mod sql;
mod sql_effect;
mod stores;
mod tools;

pub use effect::Assessment;
pub use propose::{Proposal, propose, session_database};
pub use stores::redis_words;

use crate::checklist::Command;

/// Reads the effect of a text for an interpreter (`bash`, `sql`, `redis`, `python`, …).
pub fn assess(interpreter: &str, text: &str) -> Assessment {
    match interpreter {
        "bash" | "sh" | "zsh" => effect::shell(text),
        "sql" | "psql" => sql_effect::assess(text),
        "redis" => {
            let mut words = text.split_whitespace();
            stores::redis_command(
                words.next().unwrap_or(""),
                &words.map(str::to_owned).collect::<Vec<_>>(),
            )
        }
        "promql" => Assessment::reads("a metric query only reads"),
        other => Assessment::unknown(format!("what this {other} does is not read here")),
    }
}

/// A command of the document, with its effect.
pub fn command(interpreter: &str, text: &str, line: u32) -> Command {
    let found = assess(interpreter, text);
    Command {
        line,
        interpreter: interpreter.to_owned(),
        text: text.to_owned(),
        effect: found.effect,
        reason: Some(found.reason),
    }
}
