//! Names and addresses as people type them: one form, no tricks that make one name look like another.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The most characters of a person's name.
pub const MAX_NAME: usize = 120;
/// The most bytes of an address, and of the part before its `@` (RFC 5321).
const MAX_EMAIL: usize = 254;
const MAX_LOCAL: usize = 64;
/// More marks on one letter are no writing of any language.
const MAX_MARKS: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum NameRefused {
    #[error("Give a name.")]
    Empty,
    #[error("Use at most {most} characters; this has {has}.")]
    TooLong { has: usize, most: usize },
    #[error(
        "A name cannot contain line breaks, control characters or marks that turn the direction of text."
    )]
    Control,
    #[error("This piles more marks on one letter than any language does.")]
    Marks,
}

#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum EmailRefused {
    #[error("Give an e-mail address, such as ada@example.org.")]
    NotAnAddress,
    #[error("This address is longer than the {MAX_EMAIL} characters an address can have.")]
    TooLong,
}

/// A name in the form it is kept: composed, trimmed, single blanks. Any script is welcome.
///
/// # Errors
/// Refused as [`NameRefused`] says.
pub fn name(text: &str, most: usize) -> Result<String, NameRefused> {
    let composed: String = text.nfc().collect();
    let trimmed = composed.trim();
    if trimmed.is_empty() || trimmed.chars().all(is_invisible) {
        return Err(NameRefused::Empty);
    }
    if trimmed
        .chars()
        .any(|c| c.is_control() || turns_direction(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}'))
    {
        return Err(NameRefused::Control);
    }
    let has = trimmed.chars().count();
    if has > most {
        return Err(NameRefused::TooLong { has, most });
    }
    let mut marks = 0;
    for c in trimmed.chars() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks > MAX_MARKS {
            return Err(NameRefused::Marks);
        }
    }
    Ok(trimmed.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A person's name in the form it is kept.
///
/// # Errors
/// Refused as [`NameRefused`] says.
pub fn full_name(text: &str) -> Result<String, NameRefused> {
    name(text, MAX_NAME)
}

/// True when a word of the name mixes alphabets or hides characters, so that it could pass for another name.
pub fn looks_alike(name: &str) -> bool {
    name.chars().any(is_invisible)
        || name.split(|c: char| !c.is_alphanumeric()).any(|word| {
            let mut scripts = word.chars().filter_map(script);
            let first = scripts.next();
            scripts.any(|script| Some(script) != first)
        })
}

/// An address in the form it is kept: lower case, its domain as ASCII.
///
/// # Errors
/// Refused as [`EmailRefused`] says.
pub fn email(text: &str) -> Result<String, EmailRefused> {
    let text = text.trim_matches(' ');
    if text.len() > MAX_EMAIL {
        return Err(EmailRefused::TooLong);
    }
    let (local, domain) = text.split_once('@').ok_or(EmailRefused::NotAnAddress)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let dots_apart = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    if local.is_empty() || local.len() > MAX_LOCAL || !local.chars().all(plain) || !dots_apart {
        return Err(EmailRefused::NotAnAddress);
    }
    let named = |c: char| c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '.' | '-');
    if domain.is_empty() || !domain.chars().all(named) {
        return Err(EmailRefused::NotAnAddress);
    }
    match url::Host::parse(domain) {
        Ok(url::Host::Domain(domain)) if domain.split('.').all(is_label) => {
            let address = format!("{}@{domain}", local.to_ascii_lowercase());
            if address.len() > MAX_EMAIL {
                Err(EmailRefused::TooLong)
            } else {
                Ok(address)
            }
        }
        _ => Err(EmailRefused::NotAnAddress),
    }
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}

/// Characters without a width of their own that can hide in a name; joiners between emoji are left alone.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{2060}'..='\u{2064}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
    )
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Alphabets whose letters look like those of another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Cherokee,
}

fn script(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}' => {
            Some(Script::Latin)
        }
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Script::Greek),
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' => Some(Script::Cyrillic),
        '\u{531}'..='\u{58f}' => Some(Script::Armenian),
        '\u{13a0}'..='\u{13ff}' | '\u{ab70}'..='\u{abbf}' => Some(Script::Cherokee),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_in_one_form() {
        let cases = [
            ("  Ada   Lovelace ", Ok("Ada Lovelace")),
            ("Rene\u{301}", Ok("Ren\u{e9}")),
            ("null", Ok("null")),
            ("'; drop table people", Ok("'; drop table people")),
            ("<!channel> {{7*7}}", Ok("<!channel> {{7*7}}")),
            ("👩🏽‍👩🏽‍👧🏽 🇩🇪", Ok("👩🏽‍👩🏽‍👧🏽 🇩🇪")),
            ("", Err(NameRefused::Empty)),
            (" ", Err(NameRefused::Empty)),
            ("\u{200b}\u{200b}", Err(NameRefused::Empty)),
            ("Ada\r\nBcc: x", Err(NameRefused::Control)),
            ("\u{202e}nimda", Err(NameRefused::Control)),
            (
                "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}algo",
                Err(NameRefused::Marks),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(full_name(text), expected.map(str::to_owned), "{text:?}");
        }
        assert_eq!(
            full_name(&"x".repeat(10_240)),
            Err(NameRefused::TooLong {
                has: 10_240,
                most: MAX_NAME
            })
        );
    }

    #[test]
    fn mixed_alphabets_and_hidden_characters_are_noticed() {
        for alike in ["\u{430}dmin", "admi\u{43d}", "\u{3a1}aul", "ad\u{200b}min"] {
            assert!(looks_alike(alike), "{alike:?}");
        }
        for honest in [
            "admin",
            "Ада Лавлейс",
            "Ada Лавлейс",
            "山田 Taro",
            "Ren\u{e9} Müller-O'Neil",
            "Ελένη",
        ] {
            assert!(!looks_alike(honest), "{honest:?}");
        }
    }

    #[test]
    fn addresses_are_checked_before_anything_is_sent_to_them() {
        let long_local = format!("{}@b.org", "a".repeat(65));
        let long = format!("a@{}org", "abc.".repeat(63));
        let cases = [
            (" Ada.L+deploy@Example.ORG ", Ok("ada.l+deploy@example.org")),
            ("a@localhost", Ok("a@localhost")),
            ("a@bücher.example", Ok("a@xn--bcher-kva.example")),
            ("a@b\r\nBcc: x", Err(EmailRefused::NotAnAddress)),
            ("a@b@c.org", Err(EmailRefused::NotAnAddress)),
            ("\"a b\"@c.org", Err(EmailRefused::NotAnAddress)),
            ("a b@c.org", Err(EmailRefused::NotAnAddress)),
            (".a@c.org", Err(EmailRefused::NotAnAddress)),
            ("a@", Err(EmailRefused::NotAnAddress)),
            ("@c.org", Err(EmailRefused::NotAnAddress)),
            ("a@-c.org", Err(EmailRefused::NotAnAddress)),
            ("a@c..org", Err(EmailRefused::NotAnAddress)),
            ("a@127.0.0.1", Err(EmailRefused::NotAnAddress)),
            ("nobody", Err(EmailRefused::NotAnAddress)),
            (long_local.as_str(), Err(EmailRefused::NotAnAddress)),
            (long.as_str(), Err(EmailRefused::TooLong)),
        ];
        for (text, expected) in cases {
            assert_eq!(email(text), expected.map(str::to_owned), "{text:?}");
        }
    }
}
