//! A message to people inside a fence: a title, headed sections, sentences.

use std::sync::LazyLock;

use regex::Regex;

use super::{FenceInput, FenceReading, SectionRole, listing};
use crate::checklist::{Message, MessageSection, SnippetRole};

static AUDIENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:for|to|para|an|pour|per)\s+(?:the\s+|el\s+|la\s+|los\s+|les\s+|das\s+|die\s+)?(?P<who>[\p{L}\p{N}][\p{L}\p{N}\s/&,-]{1,60}?)(?:\s*\([^)]*\))?\s*[:：]?$").expect("a valid pattern")
});
static SECTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<title>[\p{Lu}\p{N}][\p{Lu}\p{N}\s/&'’-]{2,60})\s*[:：]\s*$").expect("a valid pattern")
});
static SALUTATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:subject|betreff|asunto|assunto|objet|hi|hello|dear|hallo|hola|team|@here|@channel)\b",
    )
    .expect("a valid pattern")
});
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:summary|announcement|notice|notification|update|report|release notes|maintenance|completed?)\b").expect("a valid pattern")
});

/// Reads a message, where the place or its shape says that it is one.
pub fn read(input: &FenceInput<'_>) -> Option<FenceReading> {
    let rows = listing::rows(input);
    let first = rows.first()?.1.trim();
    let titles = rows.iter().filter(|(_, row)| SECTION.is_match(row)).count();
    let placed = input.context.section == SectionRole::Message;
    let shaped = (titles >= 2 && (is_shouted(first) && TITLE.is_match(first)))
        || (SALUTATION.is_match(first) && rows.len() > 2);
    if !placed && !shaped {
        return None;
    }
    let mut sections: Vec<MessageSection> = Vec::new();
    for (_, row) in rows.iter().skip(usize::from(!SECTION.is_match(first))) {
        match SECTION.captures(row) {
            Some(found) => sections.push(MessageSection {
                title: found["title"].trim().to_owned(),
                lines: 0,
            }),
            None => sections
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|section| section.lines += 1),
        }
    }
    let title = first
        .strip_prefix("Subject:")
        .map(str::trim)
        .or((!SALUTATION.is_match(first) || is_shouted(first)).then_some(first));
    let mut reading = FenceReading::of(SnippetRole::Message);
    reading.spans = rows.iter().map(|(line, _)| (*line, "message")).collect();
    reading.message = Some(Message {
        line: rows.first()?.0,
        audience: audience(input),
        title: title.map(|title| title.trim_end_matches(':').to_owned()),
        sections,
        text: input.text.trim_end().to_owned(),
    });
    Some(reading)
}

fn audience(input: &FenceInput<'_>) -> Option<String> {
    let around = input
        .context
        .lead_in
        .into_iter()
        .chain(input.context.headings.iter().rev().copied());
    around.into_iter().find_map(|words| {
        AUDIENCE
            .captures(words.trim())
            .map(|found| found["who"].trim().to_owned())
    })
}

fn is_shouted(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase)
}
