//! Fences: what each fenced block of a document is, and the checks, steps, alerts and targets inside it.
//! Pure reading: nothing here runs a command, and an unknown stays unknown.

mod attached;
mod build;
mod console;
mod decide;
mod draft;
mod grouping;
mod label;
mod language;
mod lines;
mod listing;
mod message;
mod requests;
mod rules_file;
mod segment;
mod statements;
mod together;
mod variables;

use std::collections::{BTreeMap, BTreeSet};

pub use self::draft::mode;

use self::language::Language;
use self::lines::What;
use self::segment::{Segment, Typed};
use crate::check::ProbeKind;
use crate::checklist::{
    Alert, CheckDraft, Command, EnvironmentVariable, Item, ItemKind, Message, ProcedureStep, SnippetRole,
    Target,
};

/// One fence of the document with what stands around it.
#[derive(Clone, Debug)]
pub struct FenceInput<'a> {
    /// The word after the opening marks (`bash`, `sql`), or nothing.
    pub info: &'a str,
    /// The text inside, without the marks.
    pub text: &'a str,
    /// The line of the document on which the first line inside the fence stands.
    pub first_line: u32,
    pub context: FenceContext<'a>,
}

/// What stands around a fence and says what it is for.
#[derive(Clone, Debug, Default)]
pub struct FenceContext<'a> {
    /// Headings above, outermost first.
    pub headings: Vec<&'a str>,
    /// The paragraph just before the fence, marks removed.
    pub lead_in: Option<&'a str>,
    pub section: SectionRole,
}

/// What the section around a fence is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SectionRole {
    Verification,
    Steps,
    Rollback,
    Monitoring,
    Alerts,
    Message,
    Checklist,
    Timeline,
    Risk,
    Config,
    #[default]
    Other,
}

/// What a fence turned out to be. Ids are empty: the structure assigns them.
#[derive(Clone, Debug, PartialEq)]
pub struct FenceReading {
    pub role: SnippetRole,
    pub items: Vec<Item>,
    /// Headed groups of a checklist inside the fence.
    pub groups: Vec<(String, Vec<Item>)>,
    pub targets: Vec<Target>,
    pub alerts: Vec<Alert>,
    pub variables: Vec<EnvironmentVariable>,
    pub message: Option<Message>,
    /// Each line of the fence and what it became, in ledger words.
    pub spans: Vec<(u32, &'static str)>,
    pub procedure_steps: Vec<ProcedureStep>,
}

impl FenceReading {
    fn of(role: SnippetRole) -> Self {
        FenceReading {
            role,
            items: Vec::new(),
            groups: Vec::new(),
            targets: Vec::new(),
            alerts: Vec::new(),
            variables: Vec::new(),
            message: None,
            spans: Vec::new(),
            procedure_steps: Vec::new(),
        }
    }
}

/// What a fence adds to the item it stands under.
#[derive(Clone, Debug, PartialEq)]
pub struct Attached {
    pub role: SnippetRole,
    /// Whether the item with this fence is something to do or something to verify.
    pub kind: ItemKind,
    pub command: Option<Command>,
    pub check: Option<CheckDraft>,
    /// Further labelled steps and checks of the fence, to nest under the item.
    pub extra_items: Vec<Item>,
    /// Remarks of the fence, for the item's own.
    pub details: Vec<String>,
    pub variables: Vec<EnvironmentVariable>,
    pub spans: Vec<(u32, &'static str)>,
}

/// Reads a fence that stands on its own.
pub fn read(input: &FenceInput<'_>) -> FenceReading {
    let reading = match language::of(input) {
        Language::Shell => shell(input),
        Language::Sql => commands(input, lines::of_sql(input.text)),
        Language::Requests => commands(input, requests::lines(input.text)),
        Language::Statements(interpreter) => statements(input, interpreter),
        Language::Settings => {
            variables::read(input, true).unwrap_or_else(|| FenceReading::of(SnippetRole::Config))
        }
        Language::Data => data(input),
        Language::Program(interpreter) => program(input, interpreter),
        Language::Text => text(input),
    };
    complete(input, reading)
}

/// Reads a fence that stands under an item and says how to do or to verify it.
pub fn attach(item_text: &str, input: &FenceInput<'_>) -> Attached {
    attached::read(item_text, input)
}

/// Adds what an expected output, in a fence of its own, says of the item whose command prints it.
pub fn expect(item: &mut Item, input: &FenceInput<'_>) {
    let text = item.command.as_ref().map(|command| command.text.as_str());
    let check = item.check.get_or_insert_with(|| CheckDraft {
        probe: Some(ProbeKind::Command),
        spec: text.map(|text| serde_json::json!({ "command": text })),
        expectations: Vec::new(),
    });
    check
        .expectations
        .extend(attached::printed(&item.text, input, check.probe).expectations);
    item.mode = mode(check);
}

/// A pasted session goes by its prompts, whatever the interpreter.
fn statements(input: &FenceInput<'_>, interpreter: &'static str) -> FenceReading {
    commands(input, lines::of(input.text, interpreter))
}

/// Settings alone are configuration; on the way back they are a step too.
fn shell(input: &FenceInput<'_>) -> FenceReading {
    let settings = variables::read(input, false);
    match settings {
        Some(settings) if input.context.section != SectionRole::Rollback => settings,
        Some(settings) => FenceReading {
            variables: settings.variables,
            ..commands(input, lines::of_shell(input.text))
        },
        None => commands(input, lines::of_shell(input.text)),
    }
}

/// A fence without a language: what its lines look like decides.
fn text(input: &FenceInput<'_>) -> FenceReading {
    if let Some(found) = listing::checklist(input)
        .or_else(|| message::read(input))
        .or_else(|| listing::alerts(input))
        .or_else(|| listing::targets(input))
        .or_else(|| variables::read(input, false))
    {
        return found;
    }
    match language::sniffed(input) {
        Language::Shell => return shell(input),
        Language::Sql => return commands(input, lines::of_sql(input.text)),
        Language::Requests => return commands(input, requests::lines(input.text)),
        _ => {}
    }
    let printed = listing::about_logs(input);
    let role = match printed {
        _ if listing::is_log(input) => SnippetRole::LogPattern,
        true => SnippetRole::ExpectedOutput,
        false if expects(input) => SnippetRole::ExpectedOutput,
        false => return FenceReading::of(SnippetRole::Text),
    };
    let mut reading = FenceReading::of(role);
    reading.spans = listing::rows(input)
        .into_iter()
        .map(|(line, _)| (line, "expectation"))
        .collect();
    reading
}

fn expects(input: &FenceInput<'_>) -> bool {
    let lead = input.context.lead_in.unwrap_or("").to_lowercase();
    [
        "expected",
        "should look like",
        "should return",
        "esperad",
        "erwartet",
        "attendu",
        "期待",
        "预期",
    ]
    .iter()
    .any(|word| lead.contains(word))
}

/// Data: what is expected where the words above say so, else configuration.
fn data(input: &FenceInput<'_>) -> FenceReading {
    if let Some(rules) = rules_file::read(input) {
        return rules;
    }
    let mut reading = FenceReading::of(if expects(input) {
        SnippetRole::ExpectedOutput
    } else {
        SnippetRole::Config
    });
    if expects(input) {
        reading.spans = listing::rows(input)
            .into_iter()
            .map(|(line, _)| (line, "expectation"))
            .collect();
    }
    reading
}

/// A program stays whole: its comments are its own.
fn program(input: &FenceInput<'_>, interpreter: &'static str) -> FenceReading {
    let whole = Segment {
        commands: vec![Typed {
            from_row: 0,
            to_row: input.text.lines().count().saturating_sub(1),
            interpreter,
            text: input.text.trim_end().to_owned(),
            opens_session: false,
            trailing: Vec::new(),
            expected: Vec::new(),
        }],
        ..Segment::default()
    };
    let mut reading = FenceReading::of(SnippetRole::Program);
    reading.spans = listing::rows(input)
        .into_iter()
        .map(|(line, _)| (line, "command"))
        .collect();
    if decide::verifying(&input.context) || input.context.section == SectionRole::Rollback {
        reading.items = build::items(&[whole], input).items;
    }
    reading
}

/// A fence of commands: checks, steps, a session, or both kinds.
fn commands(input: &FenceInput<'_>, found: Vec<lines::Line>) -> FenceReading {
    let session = found.iter().any(|line| {
        matches!(
            &line.what,
            What::Command {
                opens_session: true,
                ..
            }
        )
    });
    let segments = grouping::segments(&found);
    let built = build::items(&segments, input);
    let openers: BTreeSet<u32> = segments
        .iter()
        .filter(|segment| {
            !segment.commands.is_empty() && segment.commands.iter().all(|typed| typed.opens_session)
        })
        .map(|segment| input.first_line + segment.commands[0].from_row as u32)
        .collect();
    let acts = |item: &&Item| !openers.contains(&item.command.as_ref().map_or(0, |command| command.line));
    let checks = built
        .items
        .iter()
        .filter(|item| item.kind == ItemKind::Check)
        .count();
    let steps = built
        .items
        .iter()
        .filter(|item| item.kind == ItemKind::Step)
        .filter(acts)
        .count();
    let role = match (checks, steps) {
        (0, 0) if session => SnippetRole::Session,
        (0, 0) => SnippetRole::Text,
        (_, 0) => SnippetRole::Checks,
        (0, _) => SnippetRole::Steps,
        _ => SnippetRole::Mixed,
    };
    let mut reading = FenceReading::of(role);
    reading.spans = built
        .spans
        .into_iter()
        .map(|(row, kind)| (input.first_line + row as u32, kind))
        .collect();
    reading.items = built.items;
    reading
}

/// In a rollback, what the fence holds are the steps of the procedure. Every line gets exactly one span.
fn complete(input: &FenceInput<'_>, mut reading: FenceReading) -> FenceReading {
    if input.context.section == SectionRole::Rollback {
        for item in std::mem::take(&mut reading.items) {
            procedure(item, &mut reading.procedure_steps);
        }
    }
    let named: BTreeMap<u32, &'static str> = reading.spans.iter().copied().collect();
    let rows = (input.first_line..).zip(input.text.lines());
    reading.spans = rows
        .map(|(line, row)| {
            (
                line,
                named
                    .get(&line)
                    .copied()
                    .unwrap_or(if row.trim().is_empty() { "blank" } else { "prose" }),
            )
        })
        .collect();
    reading
}

fn procedure(item: Item, steps: &mut Vec<ProcedureStep>) {
    let mut text = item.text;
    for detail in &item.details {
        let joint = if detail.starts_with('(') { " " } else { "; " };
        text = format!("{text}{joint}{}", label::shown(detail));
    }
    steps.push(ProcedureStep {
        line: item.line,
        text,
        command: item.command,
    });
    for nested in item.items {
        procedure(nested, steps);
    }
}
