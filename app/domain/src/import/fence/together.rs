//! Which commands of a segment go together: what only prepares the next one is part of it.

use super::segment::Typed;

/// Commands that only prepare the next one go with it; everything else stands alone.
pub fn groups(commands: &[Typed]) -> Vec<Vec<Typed>> {
    let mut found: Vec<Vec<Typed>> = Vec::new();
    let mut pending: Vec<Typed> = Vec::new();
    for typed in commands {
        pending.push(typed.clone());
        if !is_setting_up(typed) {
            found.push(std::mem::take(&mut pending));
        }
    }
    match (found.last_mut(), pending.is_empty()) {
        (_, true) => {}
        // `wait` after a loop belongs to the loop.
        (Some(last), false) => last.append(&mut pending),
        (None, false) => found.push(pending),
    }
    found
}

/// Whether a command only sets something for the next one: a folder, a variable, a pause.
pub fn is_setting_up(typed: &Typed) -> bool {
    if typed.opens_session {
        return false;
    }
    let first = typed
        .text
        .split_whitespace()
        .next()
        .unwrap_or("")
        .trim_end_matches(';')
        .to_uppercase();
    match typed.interpreter {
        "psql" | "sql" => matches!(
            first.as_str(),
            "SET" | "RESET" | "BEGIN" | "\\C" | "\\CONNECT" | "\\X" | "\\TIMING" | "\\Q" | "USE"
        ),
        "bash" => {
            let assignment = first.contains('=') && typed.text.split_whitespace().count() == 1;
            let named = matches!(
                first.as_str(),
                "CD" | "EXPORT"
                    | "SET"
                    | "SOURCE"
                    | "."
                    | "SLEEP"
                    | "WAIT"
                    | "UNSET"
                    | "ECHO"
                    | "PUSHD"
                    | "POPD"
            );
            (assignment || named) && typed.expected.is_empty() && !typed.text.contains(['|', '&', ';'])
        }
        _ => false,
    }
}

/// The commands of a group as one text.
pub fn joined(group: &[Typed]) -> String {
    group
        .iter()
        .map(|typed| typed.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}
