//! Gaps that the author left to fill in: `<commit>`, `YOUR_TOKEN`, `:projectId`, `[URL]`.

use std::sync::LazyLock;

use regex::{Captures, Regex};

static ANGLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<[\p{L}][\p{L}\p{N} _./|-]{0,60}?>|<\d?\p{L}[^<>\n$]{0,60}?>").expect("a valid pattern")
});
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"https?://[^\s'"`|;()]*"#).expect("a valid pattern"));
static PARAMETER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"/(?::(?P<a>[A-Za-z_]\w*)|\[(?P<b>[A-Za-z_]\w*)\])").expect("a valid pattern")
});
static YOURS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:YOUR|MY)_[A-Z0-9_]+\b|\b(?:your|my)-[a-z0-9]+(?:-[a-z0-9]+)*\b|\[[A-Z][A-Z0-9_]{1,40}\]|\bYOUR[A-Z]+\b").expect("a valid pattern")
});

/// The same number of bytes, all of them ASCII, with placeholders as plain letters and `&` inside addresses hidden,
/// so that a shell grammar does not take them for redirections and background jobs.
pub fn masked_for_shell(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for found in text
        .contains('<')
        .then(|| ANGLE.find_iter(text))
        .into_iter()
        .flatten()
    {
        let before = text[..found.start()].chars().next_back();
        let after = text[found.end()..].chars().next();
        let here_document = before == Some('<');
        // `sort <in >out`: the closing mark of a placeholder touches a letter, and what follows is no file name.
        let two_redirections =
            found.as_str().ends_with(" >") || after.is_some_and(|after| after == '>' || after == '&');
        if !here_document && !two_redirections {
            bytes[found.start()..found.end()].fill(b'_');
        }
    }
    // Only there can a `&` be part of an address.
    let addressed = text.contains("://") && text.contains('&');
    for found in addressed.then(|| ADDRESS.find_iter(text)).into_iter().flatten() {
        for byte in &mut bytes[found.start()..found.end()] {
            if *byte == b'&' {
                *byte = b'_';
            }
        }
    }
    // The grammar's own scanner asks C's character classes, which read past their tables for anything beyond ASCII.
    for byte in &mut bytes {
        if *byte == b'\r' {
            *byte = b' ';
        } else if !byte.is_ascii() || (byte.is_ascii_control() && !matches!(byte, b'\n' | b'\t')) {
            *byte = b'_';
        }
    }
    String::from_utf8(bytes).expect("every byte beyond ASCII was replaced")
}

/// A text with its gaps written as `{{NAME}}`.
pub fn named(text: &str) -> String {
    let text = ANGLE.replace_all(text, |found: &Captures<'_>| {
        braced(found[0].trim_matches(['<', '>']))
    });
    YOURS
        .replace_all(&text, |found: &Captures<'_>| {
            braced(found[0].trim_matches(['[', ']']))
        })
        .into_owned()
}

/// An address with its gaps written as `{{NAME}}`: `/projects/:projectId` too.
pub fn named_in_address(text: &str) -> String {
    let text = named(text);
    let start = text.find("://").map_or(0, |at| at + 3);
    let (head, tail) = text.split_at(start);
    let tail = PARAMETER.replace_all(tail, |found: &Captures<'_>| {
        format!(
            "/{}",
            braced(
                found
                    .name("a")
                    .or(found.name("b"))
                    .map_or("", |name| name.as_str())
            )
        )
    });
    format!("{head}{tail}")
}

fn braced(name: &str) -> String {
    let name: String = name
        .trim()
        .chars()
        .map(|character| {
            if character.is_alphanumeric() {
                character
            } else {
                '_'
            }
        })
        .collect();
    format!("{{{{{name}}}}}")
}
