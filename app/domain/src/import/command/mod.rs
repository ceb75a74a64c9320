//! Commands: the interpreter they are for, what running them would do, and the probe that could ask the same.
//! They are read, never run: shell by tree-sitter's grammar, SQL by sqlparser.

mod clients;
mod curl;
mod effect;
mod inner;
mod log;
mod network;
mod placeholder;
mod program;
mod propose;
mod requests;
pub mod shell;
pub mod sql;
mod sql_effect;
mod stores;
mod tools;
mod windows;
mod word;

pub use effect::Assessment;
pub use propose::{Proposal, propose, session_database};
pub use stores::redis_words;

use self::shell::Script;
use crate::checklist::Command;

/// A command with its shell text as the grammar saw it: parsed once, asked for its effect and for its probe.
#[derive(Clone, Debug)]
pub struct Reading {
    pub command: Command,
    script: Option<Script>,
}

/// Reads the effect of a text for an interpreter (`bash`, `sql`, `redis`, `python`, …).
pub fn assess(interpreter: &str, text: &str) -> Assessment {
    match interpreter {
        "bash" | "sh" | "zsh" => effect::of_script(&shell::script(text), 0),
        "sql" | "psql" => sql_effect::assess(text),
        "redis" => {
            let mut words = text.split_whitespace();
            stores::redis_command(
                words.next().unwrap_or(""),
                &words.map(str::to_owned).collect::<Vec<_>>(),
            )
        }
        "promql" | "logql" => Assessment::reads("a query only reads"),
        "http" => requests::assess(text),
        "powershell" | "cmd" => windows::assess(interpreter, text),
        "mongosh" => stores::document_store(text),
        other => Assessment::unknown(format!("what this {other} does is not read here")),
    }
}

/// Reads a command of the document.
pub fn read(interpreter: &str, text: &str, line: u32) -> Reading {
    let script = matches!(interpreter, "bash" | "sh" | "zsh").then(|| shell::script(text));
    let found = match &script {
        Some(script) => effect::of_script(script, 0),
        None => assess(interpreter, text),
    };
    Reading {
        command: Command {
            line,
            interpreter: interpreter.to_owned(),
            text: text.to_owned(),
            effect: found.effect,
            reason: Some(found.reason),
        },
        script,
    }
}

/// A command of the document, with its effect.
pub fn command(interpreter: &str, text: &str, line: u32) -> Command {
    read(interpreter, text, line).command
}
