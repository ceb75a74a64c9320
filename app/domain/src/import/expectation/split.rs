//! Taking a sentence apart: remarks in parentheses, either/or, several conditions in one line.

use std::cell::Cell;

use super::{About, compare, json, make, phrase, status};
use crate::check::Rule;

const DEEPEST: usize = 4;
/// So many parts of one text are read at most: parts overlap, and each is tried in several ways.
const MOST_ATTEMPTS: u32 = 100;
/// More conditions than this on one line are prose.
const MOST_PARTS: usize = 8;

/// How deep inside a text the reading is, and how many parts of it may still be read.
#[derive(Clone, Copy)]
struct Attempt<'a> {
    depth: usize,
    left: &'a Cell<u32>,
}

impl Attempt<'_> {
    fn deeper(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }
}

/// The rules that say everything the text says, or nothing.
pub fn rules(text: &str, about: &About<'_>) -> Option<Vec<Rule>> {
    let left = Cell::new(MOST_ATTEMPTS);
    attempted(
        text,
        about,
        Attempt {
            depth: 0,
            left: &left,
        },
    )
}

fn attempted(text: &str, about: &About<'_>, attempt: Attempt<'_>) -> Option<Vec<Rule>> {
    let text = bare(text);
    let left = attempt.left.get().checked_sub(1)?;
    attempt.left.set(left);
    if text.is_empty() || attempt.depth > DEEPEST {
        return None;
    }
    json::rules(text, make::text_field(about))
        .or_else(|| status::header(text, about))
        .or_else(|| status::sequence(text, about))
        .or_else(|| alternatives(text, about, attempt))
        .or_else(|| with_remark(text, about, attempt))
        .or_else(|| status::rules(text, about))
        .or_else(|| phrase::rules(text, about))
        .or_else(|| compare::rules(text, about))
        .or_else(|| conjunction(text, about, attempt))
}

/// The conditions of a line, as slices of it; an exception in parentheses ("(or only old ones)") is a part of its own.
pub fn parts(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (body, exception) = match remark(text.trim()) {
        Some((body, inner)) if is_exception(inner) => (body, Some(inner)),
        _ => (text.trim(), None),
    };
    let (mut depth, mut quote, mut start) = (0_u32, None, 0);
    for (at, character) in body.char_indices() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '`') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',' | ';') if depth == 0 && body[at + 1..].starts_with(' ') => {
                found.push(&body[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&body[start..]);
    found.extend(exception);
    found
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

fn conjunction(text: &str, about: &About<'_>, attempt: Attempt<'_>) -> Option<Vec<Rule>> {
    let mut sides = parts(text);
    if sides.len() == 1 {
        sides = text.split(" and ").map(str::trim).collect();
    }
    if sides.len() < 2 || sides.len() > MOST_PARTS {
        return None;
    }
    let mut found = Vec::new();
    for side in sides {
        found.extend(attempted(
            side.strip_prefix("and ").unwrap_or(side),
            about,
            attempt.deeper(),
        )?);
    }
    Some(found)
}

fn alternatives(text: &str, about: &About<'_>, attempt: Attempt<'_>) -> Option<Vec<Rule>> {
    let (body, either) = match text.get(..7) {
        Some(head) if head.eq_ignore_ascii_case("either ") => (&text[7..], true),
        _ => (text, false),
    };
    let sides: Vec<&str> = body.split(" or ").map(str::trim).collect();
    if sides.len() < 2
        || sides.len() > MOST_PARTS
        || sides.iter().any(|side| is_more(side))
        || (!either && body.contains('('))
    {
        return None;
    }
    // "runs hourly or every 15 minutes": the verb before the first side holds for the others.
    let typed: Option<Vec<Vec<Rule>>> = sides
        .iter()
        .map(|side| attempted(side, about, attempt.deeper()))
        .collect();
    typed.map(phrase::either)
}

/// "or more", "or higher" belong to the number before them.
fn is_more(side: &str) -> bool {
    matches!(
        side.split_whitespace().next(),
        Some("more" | "higher" | "newer" | "later" | "above" | "less" | "fewer")
    )
}

/// A remark after the statement is left out; a condition after a description is the statement.
fn with_remark(text: &str, about: &About<'_>, attempt: Attempt<'_>) -> Option<Vec<Rule>> {
    let (body, inner) = remark(text)?;
    if is_exception(inner) || body.is_empty() {
        return None;
    }
    attempted(body, about, attempt.deeper()).or_else(|| {
        let about = About {
            item: if about.item.is_empty() { body } else { about.item },
            ..*about
        };
        let described = format!("{body} {inner}");
        compare::stated(inner, &about)
            .or_else(|| compare::stated(&described, &about))
            .or_else(|| phrase::rules(inner, &about).filter(|_| !inner.contains(',')))
    })
}

/// The words before a closing parenthesis and those inside it.
fn remark(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_suffix(')')?;
    let mut depth = 0_u32;
    for (at, character) in inside.char_indices().rev() {
        match character {
            ')' => depth += 1,
            '(' if depth == 0 => return Some((inside[..at].trim(), inside[at + 1..].trim())),
            '(' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn is_exception(inner: &str) -> bool {
    let first = inner
        .split(|character: char| !character.is_alphabetic())
        .next()
        .unwrap_or("")
        .to_lowercase();
    matches!(
        first.as_str(),
        "or" | "except" | "unless" | "excluding" | "ignore" | "ignoring" | "only" | "if"
    )
}

/// The words without marks around them.
fn bare(text: &str) -> &str {
    let mut text = text.trim();
    for lead in ["→", "=>", "->", "⇒"] {
        text = text.strip_prefix(lead).unwrap_or(text).trim_start();
    }
    let text = text.trim_end_matches(['✅', '✓', '✔']).trim_end();
    // An ellipsis leaves an end open; one full stop only ends the sentence.
    if text.ends_with('.') && !text.ends_with("..") {
        text[..text.len() - 1].trim_end()
    } else {
        text
    }
}
