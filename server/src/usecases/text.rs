//! Texts as they are kept: composed form (NFC), no control characters, lengths that people are told of.

use app::api::error::ApiError;
use unicode_normalization::UnicodeNormalization;

/// Words over several lines: trimmed, composed, without control characters other than line breaks and tabs.
pub fn clean(text: &str) -> String {
    let text: String = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .nfc()
        .filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || is_invisible(*c)))
        .collect();
    text.trim().to_owned()
}

/// Words on one line.
pub fn clean_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Marks that turn the reading direction or hide in a word: a text must not look like another one.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{E0000}'..='\u{E007F}')
}

/// One line that must say something. `what` names it in the refusal: "The title".
///
/// # Errors
/// Refused when empty, or longer than `most` characters.
pub fn line(field: &str, what: &str, text: &str, most: usize) -> Result<String, ApiError> {
    let text = clean_line(text);
    if text.is_empty() {
        return Err(ApiError::refused_field(
            field,
            format!("{what} is empty. Write a few words."),
        ));
    }
    at_most(field, what, text, most)
}

/// Words over several lines that may be missing.
///
/// # Errors
/// Refused when longer than `most` characters.
pub fn words(field: &str, what: &str, text: &str, most: usize) -> Result<Option<String>, ApiError> {
    let text = clean(text);
    if text.is_empty() {
        return Ok(None);
    }
    at_most(field, what, text, most).map(Some)
}

fn at_most(field: &str, what: &str, text: String, most: usize) -> Result<String, ApiError> {
    let length = text.chars().count();
    if length > most {
        let over = length - most;
        return Err(ApiError::refused_field(
            field,
            format!("{what} has {length} characters; at most {most} are kept. Shorten it by {over}."),
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_composed_and_without_controls() {
        assert_eq!(clean("  e\u{301}\u{0}\u{202E}x\r\ny\t\u{7} "), "\u{e9}x\ny");
        assert_eq!(clean_line("a\n  b\tc"), "a b c");
    }

    #[test]
    fn a_family_of_four_stays_whole() {
        assert_eq!(clean("👨‍👩‍👧‍👦"), "👨‍👩‍👧‍👦");
    }

    #[test]
    fn lengths_are_told() {
        assert!(line("title", "The title", " \u{0} ", 10).is_err());
        let refused = line("title", "The title", "0123456789ab", 10).unwrap_err();
        assert!(refused.to_string().contains("Shorten it by 2"), "{refused}");
        assert_eq!(words("note", "The note", " \n", 10).unwrap(), None);
    }
}
