//! What running a shell text would do: the strongest of its calls and redirections, with the reason.

use super::program;
use super::shell::{self, Call, Script};
use crate::checklist::Effect;

/// An effect and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    pub effect: Effect,
    pub reason: String,
}

impl Assessment {
    pub fn new(effect: Effect, reason: impl Into<String>) -> Self {
        Assessment {
            effect,
            reason: reason.into(),
        }
    }

    pub fn reads(reason: impl Into<String>) -> Self {
        Self::new(Effect::Reads, reason)
    }

    pub fn unknown(reason: impl Into<String>) -> Self {
        Self::new(Effect::Unknown, reason)
    }

    pub fn changes(reason: impl Into<String>) -> Self {
        Self::new(Effect::Changes, reason)
    }

    pub fn destroys(reason: impl Into<String>) -> Self {
        Self::new(Effect::Destroys, reason)
    }

    /// The stronger of two. Of two that only read the later: what came before prepared it.
    pub fn or_stronger(self, other: Assessment) -> Assessment {
        if other.effect > self.effect || other.effect == Effect::Reads && self.effect == Effect::Reads {
            other
        } else {
            self
        }
    }
}

/// Nested shells (`bash -c "…"`, `ssh host …`) deeper than this are not followed.
pub const DEEPEST: usize = 4;

/// A text that another command hands to a shell.
pub fn nested(text: &str, depth: usize) -> Assessment {
    if depth > DEEPEST {
        return Assessment::unknown("commands inside commands are not followed this deep");
    }
    of_script(&shell::script(text), depth)
}

/// What a shell text does; `depth` counts the shells it stands inside of.
pub fn of_script(script: &Script, depth: usize) -> Assessment {
    let mut found: Option<Assessment> = None;
    let mut add = |next: Assessment| {
        found = Some(match found.take() {
            Some(before) => before.or_stronger(next),
            None => next,
        });
    };
    for call in &script.calls {
        add(program::call(call, depth));
    }
    piped_into_a_shell(&script.calls).into_iter().for_each(&mut add);
    redirected(script).into_iter().for_each(&mut add);
    if script.broken {
        add(Assessment::unknown(
            "not all of it could be read as a shell command",
        ));
    }
    found.unwrap_or_else(|| Assessment::reads("only sets variables of the shell"))
}

fn redirected(script: &Script) -> Option<Assessment> {
    let written = script.redirects.iter().find(|redirect| {
        let writes = matches!(
            redirect.operator.as_str(),
            ">" | ">>" | "&>" | "&>>" | ">|" | "1>" | "2>"
        );
        let nowhere = redirect.target.starts_with("/dev/")
            || redirect.target.parse::<u32>().is_ok()
            || redirect.target.is_empty();
        writes && !nowhere
    });
    let file = script
        .redirects
        .iter()
        .find(|redirect| redirect.operator == "<" && !redirect.target.starts_with("/dev/"));
    match (written, file) {
        (Some(to), _) => Some(Assessment::changes(format!("writes the file {}", to.target))),
        (None, Some(from)) if script.calls.iter().any(takes_a_program) => Some(Assessment::changes(format!(
            "runs the file {}, which the document does not show",
            from.target
        ))),
        _ => None,
    }
}

/// Programs that execute what they are fed.
fn takes_a_program(call: &Call) -> bool {
    matches!(
        call.name.as_str(),
        "psql"
            | "mysql"
            | "mariadb"
            | "sqlite3"
            | "bash"
            | "sh"
            | "zsh"
            | "mongosh"
            | "redis-cli"
            | "sqlplus"
    )
}

fn piped_into_a_shell(calls: &[Call]) -> Option<Assessment> {
    calls.windows(2).find_map(|pair| {
        let downloads = matches!(pair[0].name.as_str(), "curl" | "wget" | "base64");
        let runs = matches!(
            pair[1].name.as_str(),
            "bash" | "sh" | "zsh" | "python" | "python3" | "sudo"
        );
        (pair[0].pipeline == pair[1].pipeline && downloads && runs)
            .then(|| Assessment::changes(format!("runs whatever {} brings", pair[0].name)))
    })
}
