//! Words of the notation: what would be Markdown stands in a code span or behind a backslash, so that any text comes back
//! exactly. A code span is preferred, because a word inside one reads the same to whatever looks for secrets.

/// The words as they are written on one line.
pub fn write(text: &str) -> String {
    written(text, false)
}

/// The words as they are written in a cell of a table.
pub fn write_cell(text: &str) -> String {
    written(text, true)
}

fn written(text: &str, cell: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut word = String::new();
    let last = text.chars().count().saturating_sub(1);
    let mut after_space = true;
    for (at, c) in text.chars().enumerate() {
        let parts = c == ' ' && !after_space && at < last;
        after_space = c == ' ';
        if parts {
            push_word(&mut out, &word, cell);
            word.clear();
            out.push(' ');
        } else {
            word.push(c);
        }
    }
    push_word(&mut out, &word, cell);
    out
}

fn push_word(out: &mut String, word: &str, cell: bool) {
    let first = out.is_empty();
    let unsayable = word.contains([' ', '\t', '\n', '\r', '`']) || (cell && word.contains('|'));
    if unsayable {
        escaped(out, word);
    } else if is_markup(word) {
        out.push('`');
        out.push_str(word);
        out.push('`');
    } else if first && begins_a_block(word) {
        let mark = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        out.push_str(&word[..mark]);
        out.push('\\');
        out.push_str(&word[mark..]);
    } else {
        out.push_str(word);
    }
}

fn escaped(out: &mut String, word: &str) {
    for c in word.chars() {
        match c {
            '\n' => out.push_str("<br>"),
            ' ' | '\t' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            c if c.is_ascii_punctuation() => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
}

fn is_markup(word: &str) -> bool {
    word.contains(['\\', '*', '<', '['])
        || word.contains("~~")
        || (word.contains('&') && word.contains(';'))
        || has_outer_underscore(word)
}

/// An underscore that is not inside a name could begin or end emphasis.
fn has_outer_underscore(word: &str) -> bool {
    let inner = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    word.match_indices('_')
        .any(|(at, _)| !(inner(word[..at].chars().next_back()) && inner(word[at + 1..].chars().next())))
}

/// What at the start of a line would begin a heading, a quotation, a list or a table.
fn begins_a_block(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() < word.len() {
        matches!(rest, "." | ")")
    } else {
        word.starts_with(['#', '>', '+', '-', '=', '~', '|'])
    }
}

/// The words that a line says. Emphasis that a person added is no part of them.
pub fn read(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '\\' => match rest[1..].chars().next().filter(char::is_ascii_punctuation) {
                Some(next) => {
                    out.push(next);
                    2
                }
                None => plain(&mut out, c),
            },
            '`' => match code_span(rest) {
                Some((inside, taken)) => {
                    out.push_str(inside);
                    taken
                }
                None => plain(&mut out, c),
            },
            '<' if rest.starts_with("<br>") => {
                out.push('\n');
                4
            }
            '&' => match blank(rest) {
                Some((c, taken)) => {
                    out.push(c);
                    taken
                }
                None => plain(&mut out, c),
            },
            '*' if rest.starts_with("**") => 2,
            c => plain(&mut out, c),
        };
        rest = &rest[taken..];
    }
    out
}

fn plain(out: &mut String, c: char) -> usize {
    out.push(c);
    c.len_utf8()
}

/// The inside of a code span at the start of a text, and how many bytes the span takes.
fn code_span(rest: &str) -> Option<(&str, usize)> {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let mark = &rest[..ticks];
    let inside = &rest[ticks..];
    let end = inside.find(mark)?;
    Some((&inside[..end], ticks + end + ticks))
}

/// A blank written as a number. Other characters are written as themselves.
fn blank(rest: &str) -> Option<(char, usize)> {
    let (number, _) = rest.strip_prefix("&#")?.split_once(';')?;
    let c = match number {
        "32" => ' ',
        "9" => '\t',
        "13" => '\r',
        _ => return None,
    };
    Some((c, number.len() + 3))
}

/// `**Name:** value`: the raw name and the raw value.
pub fn label(raw: &str) -> Option<(&str, &str)> {
    let inside = raw.strip_prefix("**")?;
    let at = outside_code(inside, |rest| rest.starts_with(":**"))?;
    let value = &inside[at + 3..];
    Some((&inside[..at], value.strip_prefix(' ').unwrap_or(value)))
}

/// The raw cells of `| a | b |`.
pub fn cells(raw: &str) -> Option<Vec<&str>> {
    let mut rest = raw.strip_prefix('|')?;
    let mut cells = Vec::new();
    while let Some(at) = outside_code(rest, |rest| rest.starts_with('|')) {
        cells.push(rest[..at].trim_matches(' '));
        rest = &rest[at + 1..];
    }
    Some(cells)
}

/// Where outside code spans and escapes something begins.
fn outside_code(raw: &str, begins: impl Fn(&str) -> bool) -> Option<usize> {
    let mut at = 0;
    while at < raw.len() {
        let rest = &raw[at..];
        if begins(rest) {
            return Some(at);
        }
        let c = rest.chars().next()?;
        at += match c {
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            '`' => code_span(rest).map_or(1, |(_, taken)| taken),
            c => c.len_utf8(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ordinary_words_stay_as_they_are() {
        for text in [
            "Run the migration",
            "p95 < 100",
            "snake_case_name",
            "R&D, 50 %",
            "佐藤 🚀",
            "a - b",
            "C:",
        ] {
            let shown = write(text);
            assert_eq!(read(&shown), text);
            assert_eq!(shown.replace('`', ""), text);
        }
    }

    #[test]
    fn what_would_be_markup_is_code_or_escaped() {
        assert_eq!(write("set __init__ now"), "set `__init__` now");
        assert_eq!(write("- no list"), "\\- no list");
        assert_eq!(write("1. no number"), "1\\. no number");
        assert_eq!(write("[Name] - <b>"), "`[Name]` - `<b>`");
        assert_eq!(write(" two\nlines "), "&#32;two<br>lines&#32;");
        assert_eq!(write_cell("a|b"), "a\\|b");
    }

    #[test]
    fn labels_and_cells_are_found_outside_code() {
        assert_eq!(label("**Owner:** QA"), Some(("Owner", "QA")));
        assert_eq!(label("**`a:**`:** b"), Some(("`a:**`", "b")));
        assert_eq!(label("**Owner:**"), Some(("Owner", "")));
        assert_eq!(label("no label"), None);
        assert_eq!(cells("| a | `|` | b\\|c |"), Some(vec!["a", "`|`", "b\\|c"]));
    }

    proptest! {
        #[test]
        fn any_words_come_back(text in "[ -~\\n\\t]{0,40}|\\PC{0,20}") {
            prop_assert_eq!(read(&write(&text)), text.clone());
            prop_assert!(!write(&text).contains('\n'));
            let cell = format!("| {} |", write_cell(&text));
            prop_assert_eq!(cells(&cell).map(|cells| cells.into_iter().map(read).collect::<Vec<_>>()), Some(vec![text]));
        }
    }
}
