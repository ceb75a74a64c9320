//! A fence under an item: the command that does or verifies what the item says, and what it should show.

use super::build;
use super::decide::{self, Case};
use super::draft;
use super::grouping;
use super::language::{self, Language};
use super::segment::{Expected, Segment};
use super::{Attached, FenceInput, lines, listing, requests};
use crate::check::ProbeKind;
use crate::checklist::{CheckDraft, Effect, ItemKind, SnippetRole};
use crate::import::command;
use crate::import::expectation::{self, About};

/// Reads the fence as belonging to the item: what carries no label of its own is the item's command.
pub fn read(item_text: &str, input: &FenceInput<'_>) -> Attached {
    let reading = super::read(input);
    let mut attached = Attached {
        role: reading.role,
        kind: if decide::asks_to_verify(item_text) {
            ItemKind::Check
        } else {
            ItemKind::Step
        },
        command: None,
        check: None,
        extra_items: Vec::new(),
        details: Vec::new(),
        variables: reading.variables,
        spans: reading.spans,
    };
    match (reading.role, language::of(input)) {
        (SnippetRole::ExpectedOutput | SnippetRole::LogPattern, _) => {
            attached.kind = ItemKind::Check;
            let probe = if reading.role == SnippetRole::LogPattern {
                ProbeKind::Log
            } else {
                ProbeKind::Command
            };
            attached.check = Some(printed(item_text, input, Some(probe)));
        }
        (_, Language::Program(interpreter)) => whole(interpreter, input, &mut attached),
        (_, Language::Statements(interpreter)) => commands(
            item_text,
            input,
            lines::of(input.text, interpreter),
            &mut attached,
        ),
        (_, Language::Requests) => commands(item_text, input, requests::lines(input.text), &mut attached),
        (
            SnippetRole::Config
            | SnippetRole::Text
            | SnippetRole::Message
            | SnippetRole::Alerts
            | SnippetRole::Targets,
            _,
        ) => {}
        (SnippetRole::Checklist, _) => {
            attached.extra_items = reading.items;
            attached
                .extra_items
                .extend(reading.groups.into_iter().flat_map(|(_, items)| items));
        }
        (_, Language::Sql) => commands(item_text, input, lines::of_sql(input.text), &mut attached),
        (_, Language::Text) if language::sniffed(input) == Language::Sql => {
            commands(item_text, input, lines::of_sql(input.text), &mut attached)
        }
        _ => commands(item_text, input, lines::of_shell(input.text), &mut attached),
    }
    attached
}

fn whole(interpreter: &'static str, input: &FenceInput<'_>, attached: &mut Attached) {
    attached.command = Some(command::command(
        interpreter,
        input.text.trim_end(),
        input.first_line,
    ));
    attached.role = SnippetRole::Program;
}

fn commands(item_text: &str, input: &FenceInput<'_>, found: Vec<lines::Line>, attached: &mut Attached) {
    let segments = grouping::segments(&found);
    let labelled = segments
        .iter()
        .filter(|segment| segment.label.is_some() && !segment.commands.is_empty())
        .count();
    let unlabelled = segments
        .iter()
        .any(|segment| segment.label.is_none() && !segment.commands.is_empty());
    if labelled > 1 || (labelled == 1 && unlabelled) {
        attached.extra_items = build::items(&segments, input).items;
        return;
    }
    let Some(first) = segments.iter().flat_map(|segment| &segment.commands).next() else {
        attached.extra_items = build::items(&segments, input).items;
        return;
    };
    let text: Vec<&str> = segments
        .iter()
        .flat_map(|segment| &segment.commands)
        .map(|typed| typed.text.as_str())
        .collect();
    let text = text.join("\n");
    let interpreter = segments
        .iter()
        .flat_map(|segment| &segment.commands)
        .last()
        .map_or(first.interpreter, |typed| typed.interpreter);
    let reading = command::read(interpreter, &text, input.first_line + first.from_row as u32);
    let command = &reading.command;
    let expected: Vec<Expected> = segments.iter().flat_map(expected).collect();
    let case = Case {
        label: Some(item_text),
        test: false,
        expected: !expected.is_empty(),
        effect: Some(command.effect),
        asserts: text.contains("assert ") || runs_tests(&command.reason),
    };
    attached.kind = decide::kind(case, &input.context);
    // "Client generated" under a command that generates it: the command makes it so.
    if attached.kind == ItemKind::Check
        && command.effect >= Effect::Changes
        && !decide::asks_to_verify(item_text)
        && expected.is_empty()
    {
        attached.kind = ItemKind::Step;
    }
    if attached.kind == ItemKind::Check || !expected.is_empty() {
        attached.check = Some(draft::draft(input, item_text, &reading, &expected, None));
    }
    attached.role = if attached.kind == ItemKind::Check {
        SnippetRole::Checks
    } else {
        SnippetRole::Steps
    };
    attached.details = segments.iter().flat_map(details).collect();
    attached.command = Some(reading.command);
}

fn runs_tests(reason: &Option<String>) -> bool {
    reason
        .as_deref()
        .is_some_and(|reason| reason.ends_with("the project's own tests"))
}

fn expected(segment: &Segment) -> Vec<Expected> {
    let below = segment
        .commands
        .iter()
        .flat_map(|typed| typed.expected.iter().cloned());
    segment.expected.iter().cloned().chain(below).collect()
}

fn details(segment: &Segment) -> Vec<String> {
    let label = segment.label.iter().map(|label| super::label::shown(&label.text));
    let below = segment.details.iter().map(|note| note.text.clone());
    let behind = segment
        .commands
        .iter()
        .flat_map(|typed| &typed.trailing)
        .map(|note| note.text.clone());
    label.chain(below).chain(behind).collect()
}

/// Lines that a program or a log should print.
pub fn printed(item_text: &str, input: &FenceInput<'_>, probe: Option<ProbeKind>) -> CheckDraft {
    let rows: Vec<(u32, &str)> = listing::rows(input)
        .into_iter()
        .map(|(line, row)| (line, row.trim()))
        .collect();
    let line = rows.first().map_or(input.first_line, |(line, _)| *line);
    let about = About {
        probe,
        item: item_text,
        field: None,
    };
    let whole = input.text.trim();
    let expectations = match whole.starts_with(['{', '[']) {
        true => vec![expectation::compile(whole, line, about)],
        false => expectation::compile_list("output", line, &rows, about),
    };
    CheckDraft {
        probe,
        spec: None,
        expectations,
    }
}
