//! The check that a command or a label makes: the probe that could ask, what is expected, and who would run it.

use super::FenceInput;
use super::decide;
use super::segment::Expected;
use crate::check::ProbeKind;
use crate::checklist::{CheckDraft, Expectation, ItemKind, ItemMode};
use crate::import::command::{self, Proposal, Reading};
use crate::import::expectation::{self, About};

/// The check that a command makes, with what is expected of it.
pub fn draft(
    input: &FenceInput<'_>,
    text: &str,
    reading: &Reading,
    expected: &[Expected],
    connection: Option<&str>,
) -> CheckDraft {
    let command = &reading.command;
    let said: Vec<String> = expected.iter().map(words).collect();
    let proposal = command::propose(reading, &format!("{text}. {}", said.join(". ")), connection);
    let about = About {
        probe: proposal.probe,
        item: text,
        field: proposal.field.as_deref(),
    };
    let mut expectations = expectations(input, expected, about);
    if !expectations.iter().any(|expectation| expectation.compiled) && !proposal.implied.is_empty() {
        expectations.push(expectation::implied(text, command.line, proposal.implied.clone()));
    }
    if expectations.is_empty() {
        // "Verify PostgreSQL version >= 12" says in the label what the query should show.
        let stated = expectation::compile(without_verb(text), command.line, about);
        expectations.extend(stated.compiled.then_some(stated));
    }
    CheckDraft {
        probe: proposal.probe,
        spec: proposal.spec,
        expectations,
    }
}

pub fn expectations(input: &FenceInput<'_>, expected: &[Expected], about: About<'_>) -> Vec<Expectation> {
    expected
        .iter()
        .flat_map(|expected| expectation(input, expected, about))
        .collect()
}

fn expectation(input: &FenceInput<'_>, expected: &Expected, about: About<'_>) -> Vec<Expectation> {
    let at = |row: usize| input.first_line + row as u32;
    let line = at(expected.row);
    let entries: Vec<(u32, &str)> = expected
        .entries
        .iter()
        .map(|entry| (at(entry.row), entry.text.as_str()))
        .collect();
    let opens = |text: &str| text.starts_with(['{', '[']);
    if !entries.is_empty() && (opens(&expected.text) || expected.text.is_empty() && opens(entries[0].1)) {
        let rest: Vec<&str> = entries.iter().map(|(_, entry)| *entry).collect();
        return vec![expectation::compile(
            format!("{}\n{}", expected.text, rest.join("\n")).trim(),
            line,
            about,
        )];
    }
    match entries.is_empty() {
        true if expected.text.is_empty() => Vec::new(),
        true => expectation::compile_parts(&expected.text, line, about),
        false => {
            let lead = if expected.text.is_empty() {
                expected.about.as_str()
            } else {
                expected.text.as_str()
            };
            let lead = if matches!(lead, "results" | "result") {
                ""
            } else {
                lead
            };
            expectation::compile_list(lead, line, &entries, about)
        }
    }
}

/// The check of an item that asks for one.
pub fn checked(kind: ItemKind, proposal: Proposal, expectations: Vec<Expectation>) -> Option<CheckDraft> {
    (kind == ItemKind::Check || !expectations.is_empty()).then_some(CheckDraft {
        probe: proposal.probe,
        spec: proposal.spec,
        expectations,
    })
}

/// Automated where a probe could ask and a rule could judge; a command is copied and run by a person.
pub fn mode(check: &CheckDraft) -> ItemMode {
    let asked = check
        .spec
        .as_ref()
        .is_some_and(|spec| spec.get("command").is_none_or(|command| !command.is_string()));
    let probed = asked && !matches!(check.probe, None | Some(ProbeKind::Command));
    let judged = check.expectations.iter().any(|expectation| expectation.compiled);
    if probed && judged {
        ItemMode::Automated
    } else {
        ItemMode::Manual
    }
}

/// "Verify PostgreSQL version >= 12" without its verb.
fn without_verb(text: &str) -> &str {
    match text.split_once(' ') {
        Some((first, rest)) if decide::asks_to_verify(first) => rest.trim_start_matches("that ").trim(),
        _ => text,
    }
}

fn words(expected: &Expected) -> String {
    let entries: Vec<&str> = expected.entries.iter().map(|entry| entry.text.as_str()).collect();
    format!("{} {} {}", expected.about, expected.text, entries.join(" "))
}
