//! What a password must be (NIST SP 800-63B-4): long, not a known one, not the person's own name. No rules of composition.

use std::{collections::HashSet, sync::OnceLock};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

/// A password alone, without a second factor, has at least so many characters.
pub const MIN_CHARACTERS: usize = 15;
/// The most bytes that are looked at, on every path that takes a password.
pub const MAX_BYTES: usize = 1024;

/// Known passwords long enough to pass otherwise, one per line, in lower case.
const COMMON: &str = include_str!("password/common.txt");
/// Shorter parts of an address or a name turn up in honest passwords by chance.
const MIN_OWN_PART: usize = 5;

#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum PasswordRefused {
    #[error("Use at least {MIN_CHARACTERS} characters; this has {has}. A few words in a row are fine.")]
    TooShort { has: usize },
    #[error("Use at most {MAX_BYTES} bytes: about 1,000 letters.")]
    TooLong,
    #[error("Many people use this password, so it is guessed first. Choose another.")]
    Common,
    #[error("This contains your name or your e-mail address. Choose another.")]
    Own,
    #[error("A password cannot contain control characters.")]
    Control,
}

/// Judges a new password of a person.
///
/// # Errors
/// Refused as [`PasswordRefused`] says.
pub fn judge(password: &str, email: &str, full_name: &str) -> Result<(), PasswordRefused> {
    if password.len() > MAX_BYTES {
        return Err(PasswordRefused::TooLong);
    }
    if password.chars().any(char::is_control) {
        return Err(PasswordRefused::Control);
    }
    let normal: String = password.nfc().collect();
    let has = normal.chars().count();
    if has < MIN_CHARACTERS {
        return Err(PasswordRefused::TooShort { has });
    }
    let lower = normal.to_lowercase();
    if common().contains(lower.as_str()) || lower.chars().all(|c| lower.starts_with(c)) {
        return Err(PasswordRefused::Common);
    }
    let without_blanks = blankless(&lower);
    let local = email.split('@').next().unwrap_or_default();
    let own = [email, local, full_name].map(|part| blankless(&part.nfc().collect::<String>().to_lowercase()));
    if own
        .iter()
        .any(|part| part.chars().count() >= MIN_OWN_PART && without_blanks.contains(part.as_str()))
    {
        return Err(PasswordRefused::Own);
    }
    Ok(())
}

fn common() -> &'static HashSet<&'static str> {
    static SET: OnceLock<HashSet<&'static str>> = OnceLock::new();
    SET.get_or_init(|| COMMON.lines().collect())
}

fn blankless(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_common_passwords_is_long_and_every_line_counts() {
        assert!(common().len() >= 3000, "{}", common().len());
        for line in COMMON.lines() {
            assert!(
                line.chars().count() >= MIN_CHARACTERS && line == line.to_lowercase(),
                "{line:?}"
            );
        }
    }

    #[test]
    fn length_and_novelty_are_asked_for_and_nothing_else() {
        let long = "wort ".repeat(40);
        let cases = [
            ("fourteen chars", Err(PasswordRefused::TooShort { has: 14 })),
            ("fifteen letters", Ok(())),
            (
                "caf\u{e9} caf\u{e9} caf\u{e9}",
                Err(PasswordRefused::TooShort { has: 14 }),
            ),
            (
                "cafe\u{301} caf\u{e9} caf\u{e9}",
                Err(PasswordRefused::TooShort { has: 14 }),
            ),
            (
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
                Err(PasswordRefused::Common),
            ),
            ("PasswordPassword", Err(PasswordRefused::Common)),
            ("Correct Horse Battery Staple", Err(PasswordRefused::Common)),
            ("12345678901234567890", Err(PasswordRefused::Common)),
            ("my name is Ada Lovelace", Err(PasswordRefused::Own)),
            ("adalovelace 1815 1852", Err(PasswordRefused::Own)),
            ("ada.l@example.org now", Err(PasswordRefused::Own)),
            ("blue tractors sing at noon", Ok(())),
            ("    15 blanks  ok    ", Ok(())),
            ("ten\nlines and a few more", Err(PasswordRefused::Control)),
            (long.as_str(), Ok(())),
        ];
        for (password, expected) in cases {
            assert_eq!(
                judge(password, "ada.l@example.org", "Ada Lovelace"),
                expected,
                "{password:?}"
            );
        }
        assert_eq!(
            judge(&"ab ".repeat(342), "a@b", "A"),
            Err(PasswordRefused::TooLong)
        );
    }

    #[test]
    fn a_short_name_is_no_reason_to_refuse() {
        assert_eq!(judge("bob sleds down the hill", "bob@example.org", "Bob"), Ok(()));
    }
}
