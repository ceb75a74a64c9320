//! Small readings of plain text: status glyphs, boxes written by hand, placeholders, mentions, and keys for comparing words.

/// Marks that stand for a state. The flag says whether the mark claims that something is done.
const GLYPHS: &[(&str, bool)] = &[
    ("✅", true),
    ("☑️", true),
    ("☑", true),
    ("✔️", true),
    ("✔", true),
    ("✓", true),
    ("🟢", true),
    ("🎉", true),
    ("⏳", false),
    ("⌛", false),
    ("🔄", false),
    ("🚧", false),
    ("❌", false),
    ("❎", false),
    ("✗", false),
    ("✘", false),
    ("⚠️", false),
    ("⚠", false),
    ("🟡", false),
    ("🔴", false),
    ("🟠", false),
    ("⭕", false),
    ("🛑", false),
    ("🚫", false),
];

/// Boxes drawn as characters. The flag says whether the box is ticked.
const BOXES: &[(&str, bool)] = &[
    ("[ ]", false),
    ("[x]", true),
    ("[X]", true),
    ("[✓]", true),
    ("[✔]", true),
    ("[-]", false),
    ("[_]", false),
    ("[]", false),
    ("☐", false),
    ("⬜️", false),
    ("⬜", false),
    ("◻️", false),
    ("◻", false),
    ("□", false),
    ("▢", false),
    ("❏", false),
    ("☑️", true),
    ("☑", true),
    ("☒", true),
    ("■", true),
];

/// A box at the start of a text: whether it is ticked, and what follows.
pub fn leading_box(text: &str) -> Option<(bool, &str)> {
    let text = text.trim_start();
    BOXES.iter().find_map(|(mark, ticked)| {
        let rest = text.strip_prefix(mark)?;
        // `[](url)` and words glued to a square are no boxes.
        (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| (*ticked, rest.trim_start()))
    })
}

/// A text that is a box and nothing else, as in the cell of a table.
pub fn only_box(text: &str) -> Option<bool> {
    match leading_box(text) {
        Some((ticked, "")) => Some(ticked),
        _ => None,
    }
}

/// A status glyph at the start of a text, what follows it, and whether the glyph claims "done".
pub fn leading_glyph(text: &str) -> Option<(&'static str, bool, &str)> {
    let text = text.trim_start();
    GLYPHS.iter().find_map(|(glyph, done)| {
        let rest = text.strip_prefix(glyph)?;
        let rest = rest
            .trim_start_matches(|c: char| c == '\u{fe0f}' || GLYPHS.iter().any(|(g, _)| g.starts_with(c)));
        Some((*glyph, *done, rest.trim_start()))
    })
}

/// A status glyph at the end of a text, and what stands before it.
pub fn trailing_glyph(text: &str) -> Option<(&str, &'static str)> {
    let text = text.trim_end();
    GLYPHS
        .iter()
        .find_map(|(glyph, _)| text.strip_suffix(glyph).map(|rest| (rest.trim_end(), *glyph)))
}

/// A text that is a status glyph and nothing else.
pub fn only_glyph(text: &str) -> bool {
    leading_glyph(text).is_some_and(|(_, _, rest)| rest.is_empty())
}

pub fn claims_done(glyph: &str) -> bool {
    GLYPHS.iter().any(|(known, done)| *known == glyph && *done)
}

/// The text without pictures and other signs in front of its first word.
pub fn without_decoration(text: &str) -> &str {
    let keeps = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '<' | '>'
                    | '≥'
                    | '≤'
                    | '['
                    | '('
                    | '"'
                    | '\''
                    | '`'
                    | '@'
                    | '#'
                    | '$'
                    | '¿'
                    | '/'
                    | '{'
                    | '_'
                    | '“'
                    | '«'
                    | '~'
                    | '.'
                    | '-'
                    | '+'
                    | '%'
                    | '*'
                    | '&'
            )
    };
    text.trim_start_matches(|c: char| !keeps(c)).trim_start()
}

/// Lower-case words of a text, decoration and marks removed: for looking words up.
pub fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '’' => key.push('\''),
            '‐' | '‑' | '–' | '—' => key.push('-'),
            c if c.is_alphanumeric() || matches!(c, '-' | '\'' | '/' | '&' | '.' | '%') => {
                key.extend(c.to_lowercase())
            }
            _ if key.ends_with(' ') || key.is_empty() => {}
            _ => key.push(' '),
        }
    }
    key.trim_matches([' ', '-', '.', '/']).to_owned()
}

/// Whether a key holds these words as whole words. Scripts without blanks between words match anywhere.
pub fn has_words(key: &str, words: &str) -> bool {
    if !words.is_ascii() && words.chars().any(unspaced) {
        return key.contains(words);
    }
    key.match_indices(words).any(|(at, found)| {
        let before = key[..at].chars().next_back();
        let after = key[at + found.len()..].chars().next();
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        edge(before) && edge(after)
    })
}

pub fn unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// Whether somebody still has to fill this in.
pub fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_lowercase();
    if value.is_empty()
        || matches!(
            lower.as_str(),
            "tbd"
                | "tba"
                | "todo"
                | "n/a"
                | "-"
                | "?"
                | "…"
                | "..."
                | "tbc"
                | "name"
                | "none yet"
                | "未定"
                | "待定"
        )
    {
        return true;
    }
    let unfilled = |c: char| matches!(c, '_' | '.' | '-' | ' ' | '…');
    if value.chars().all(unfilled)
        || value.contains("____")
        || lower.starts_with("your ")
        || lower.starts_with("your-")
        || lower.starts_with("<your")
    {
        return true;
    }
    // "[Name] - [Phone] - [Email]": nothing but brackets and what joins them.
    let mut depth = 0_i32;
    let mut brackets = 0;
    for c in value.chars() {
        match c {
            '[' | '<' | '{' | '［' | '【' => {
                depth += 1;
                brackets += 1;
            }
            ']' | '>' | '}' | '］' | '】' => depth -= 1,
            _ if depth > 0 => {}
            c if c.is_whitespace()
                || matches!(c, '-' | '–' | '—' | ',' | '/' | '|' | ':' | ';' | '・' | '、') => {}
            _ => return false,
        }
    }
    brackets > 0
}

/// `@name` mentions of people and teams; addresses and code annotations are none.
pub fn mentions(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | ':')) {
            continue;
        }
        let name: String = text[at + 1..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.'))
            .collect();
        let name = name.trim_end_matches(['.', '-', '/', '_']);
        if name.chars().next().is_some_and(char::is_alphanumeric)
            && !name.chars().all(|c| c.is_ascii_digit() || c == '.')
        {
            found.push(format!("@{name}"));
        }
    }
    found
}

/// At most so many characters, cut between characters; the flag says whether anything was cut.
pub fn cut(text: &str, limit: usize) -> (String, bool) {
    match text.char_indices().nth(limit) {
        Some((at, _)) => (format!("{}…", text[..at].trim_end()), true),
        None => (text.to_owned(), false),
    }
}

/// Control characters as the symbols that stand for them, so that they are seen and do nothing. Line structure stays.
pub fn with_visible_controls(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => c,
            '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('␦'),
            '\u{7f}' => '␡',
            '\u{80}'..='\u{9f}' => '␦',
            '\u{2028}' | '\u{2029}' => '␤',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_read_in_every_drawing() {
        for (text, expected) in [
            ("[x] Done", Some((true, "Done"))),
            ("[ ] Open", Some((false, "Open"))),
            ("☐ Open", Some((false, "Open"))),
            ("☑ Done", Some((true, "Done"))),
            ("⬜", Some((false, ""))),
            ("[-] Skipped", Some((false, "Skipped"))),
            ("[](url)", None),
            ("[link] text", None),
            ("plain", None),
        ] {
            assert_eq!(leading_box(text), expected, "{text}");
        }
    }

    #[test]
    fn glyphs_claim_or_warn() {
        assert_eq!(leading_glyph("✅ All good"), Some(("✅", true, "All good")));
        assert_eq!(leading_glyph("⚠️  Redis"), Some(("⚠️", false, "Redis")));
        assert_eq!(leading_glyph("❌❌❌ CRITICAL"), Some(("❌", false, "CRITICAL")));
        assert_eq!(trailing_glyph("Testing ⏳"), Some(("Testing", "⏳")));
    }

    #[test]
    fn placeholders_are_what_nobody_filled_in() {
        for empty in [
            "[Name] - [Phone] - [Email]",
            "TBD",
            "____",
            "[Link]",
            "your phone number",
            "[氏名]",
            "",
        ] {
            assert!(is_placeholder(empty), "{empty}");
        }
        for filled in [
            "Conor Ross",
            "support@tradier.com",
            "Check Redis provider dashboard (Upstash)",
            "Call [the desk] first",
        ] {
            assert!(!is_placeholder(filled), "{filled}");
        }
    }

    #[test]
    fn mentions_are_not_addresses() {
        assert_eq!(
            mentions("@alice and @org/ops-team, mail bob@x.org; pkg@1.2"),
            ["@alice", "@org/ops-team"]
        );
    }

    #[test]
    fn controls_become_visible_and_lines_stay() {
        assert_eq!(
            with_visible_controls("a\u{1b}[31m\u{b}b\r\n\u{2028}"),
            "a␛[31m␋b\r\n␤"
        );
    }
}
