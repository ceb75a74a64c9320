//! What a cell says beside its words: the guard against formulas, and the lines of a description.

/// A cell as it is written. What a spreadsheet would take for a formula gets an apostrophe in front.
pub fn guarded(text: &str) -> String {
    if begins_a_formula(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The words of a cell, without the guard.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'')
        .filter(|rest| begins_a_formula(rest))
        .unwrap_or(cell)
}

fn begins_a_formula(text: &str) -> bool {
    text.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// What a line of a description begins with where it is more than words.
pub const EXPECTED: &str = "Expected: ";
pub const TYPE: &str = "Type: ";
pub const START: &str = "Fixed start: ";
pub const DUE: &str = "Due: ";
pub const PREDECESSOR: &str = "Predecessor: ";

/// What may stand before the sign of a command's line.
const INTERPRETERS: &[&str] = &[
    "bash",
    "sh",
    "zsh",
    "powershell",
    "sql",
    "psql",
    "redis",
    "promql",
    "c",
    "csharp",
    "elixir",
    "go",
    "groovy",
    "java",
    "javascript",
    "kotlin",
    "lua",
    "perl",
    "php",
    "python",
    "ruby",
    "rust",
    "typescript",
];

/// A line of a command: `bash$ curl …`.
pub fn command_line(line: &str) -> Option<(&str, &str)> {
    let (interpreter, text) = line.split_once('$')?;
    INTERPRETERS
        .contains(&interpreter)
        .then(|| (interpreter, text.strip_prefix(' ').unwrap_or(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded_and_nothing_else() {
        for formula in ["=1+1", "+41 44 000", "-2", "@SUM(A1)", "'=x", "\t=x"] {
            assert_eq!(guarded(formula), format!("'{formula}"));
        }
        for words in ["plain", "it's", "'quoted'", "1-2", ""] {
            assert_eq!(guarded(words), words);
        }
    }

    proptest! {
        #[test]
        fn the_guard_comes_off(text in "'{0,3}[=+@a-]{0,2}.{0,10}") {
            let cell = guarded(&text);
            prop_assert_eq!(unguarded(&cell), text);
        }
    }
}
