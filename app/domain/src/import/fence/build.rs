//! From segments to items: one check for every command that asks something, one step for what is done together.

use super::decide::{self, Case};
use super::draft::{checked, draft, expectations, mode};
use super::label;
use super::segment::{Expected, Nested, Note, Segment, Typed};
use super::together::{groups, is_setting_up, joined};
use super::{FenceContext, FenceInput};
use crate::checklist::{Effect, Item, ItemKind};
use crate::import::command::{self, Proposal, Reading};
use crate::import::expectation::{self, About};

/// What a fence of commands gave.
pub struct Built {
    pub items: Vec<Item>,
    /// Rows that became something else than a command.
    pub spans: Vec<(usize, &'static str)>,
}

/// Reads every segment of a fence.
pub fn items(segments: &[Segment], input: &FenceInput<'_>) -> Built {
    let alone = segments
        .iter()
        .filter(|segment| !segment.commands.is_empty())
        .count()
        == 1;
    let mut builder = Builder {
        input,
        alone,
        connection: None,
    };
    let mut built = Built {
        items: Vec::new(),
        spans: Vec::new(),
    };
    for segment in segments {
        if let Some(opener) = segment.commands.iter().find(|typed| typed.opens_session) {
            builder.connection = command::session_database(&opener.text);
        }
        let items = builder.segment(segment);
        if !items.is_empty() {
            spans(segment, &mut built.spans);
        }
        built.items.extend(items);
    }
    built
}

struct Builder<'a> {
    input: &'a FenceInput<'a>,
    /// The fence has one part with commands: the heading above can speak for it.
    alone: bool,
    /// The database of the session that is open, where one is.
    connection: Option<String>,
}

impl Builder<'_> {
    fn context(&self) -> &FenceContext<'_> {
        &self.input.context
    }

    fn line(&self, row: usize) -> u32 {
        self.input.first_line + row as u32
    }

    fn segment(&self, segment: &Segment) -> Vec<Item> {
        let label = segment.label.as_ref().map(|label| label::shown(&label.text));
        if segment.commands.is_empty() {
            return self.without_command(segment, label).into_iter().collect();
        }
        let groups = groups(&segment.commands);
        let readings: Vec<Reading> = groups.iter().map(|group| self.read(group)).collect();
        let looks = groups.iter().zip(&readings).any(|(group, reading)| {
            reading.command.effect < Effect::Changes && !group.iter().all(is_setting_up)
        });
        let kinds: Vec<ItemKind> = groups
            .iter()
            .zip(&readings)
            .map(|(group, reading)| {
                self.kind(segment, group, reading.command.effect, looks, label.as_deref())
            })
            .collect();
        let mut items = Vec::new();
        if !kinds.contains(&ItemKind::Check) {
            items.push(self.step(segment, &segment.commands, label.as_deref()));
        } else {
            let count = groups.len();
            for (at, ((group, reading), kind)) in groups.iter().zip(readings).zip(&kinds).enumerate() {
                let text = self.text(label.as_deref(), group, at, count);
                items.push(match kind {
                    ItemKind::Check => self.check(segment, group, reading, text, at == 0),
                    ItemKind::Step => self.step_of(group, reading, text),
                });
            }
        }
        if let (Some(first), Some(remark)) = (items.first_mut(), self.remark(label.as_deref())) {
            first.details.push(remark);
        }
        if let Some(first) = items.first_mut() {
            first
                .details
                .extend(segment.details.iter().map(|note| note.text.clone()));
            first
                .items
                .extend(segment.nested.iter().map(|nested| self.nested(nested)));
        }
        items
    }

    /// `looks` says whether any command of the segment only looks.
    fn kind(
        &self,
        segment: &Segment,
        group: &[Typed],
        effect: Effect,
        looks: bool,
        label: Option<&str>,
    ) -> ItemKind {
        let expected = group.iter().any(|typed| !typed.expected.is_empty()) || !segment.expected.is_empty();
        let prepares_only = group.iter().all(is_setting_up)
            && !segment.label.as_ref().is_some_and(|label| label.test)
            && !expected;
        if prepares_only || group.iter().all(|typed| typed.opens_session) {
            return ItemKind::Step;
        }
        let text = joined(group);
        // A command that changes things among others that look prepares them.
        if effect >= Effect::Changes && !expected && looks {
            return ItemKind::Step;
        }
        let test = segment.label.as_ref().is_some_and(|label| label.test);
        let heading = if label.is_none() && self.alone {
            self.heading()
        } else {
            None
        };
        let asserts = text.contains("assert ") || text.contains("assert(");
        decide::kind(
            Case {
                label: label.or(heading.as_deref()),
                test,
                expected,
                effect: Some(effect),
                asserts,
            },
            self.context(),
        )
    }

    fn read(&self, group: &[Typed]) -> Reading {
        let first = group.first().map_or(0, |typed| typed.from_row);
        let interpreter = group.last().map_or("bash", |typed| typed.interpreter);
        command::read(interpreter, &joined(group), self.line(first))
    }

    /// A label without a command: a test to do by hand, or a step to do by hand.
    fn without_command(&self, segment: &Segment, label: Option<String>) -> Option<Item> {
        let written = segment.label.as_ref()?;
        let text = label?;
        let expected = !segment.expected.is_empty();
        let said = written.numbered
            || written.test
            || expected
            || !segment.nested.is_empty()
            || decide::begins_with_verb(&text);
        // A sentence that leads to nothing is a remark.
        if !said
            || (written.text.ends_with(':') && !expected && segment.nested.is_empty() && !written.numbered)
        {
            return None;
        }
        let case = Case {
            label: Some(&text),
            test: written.test,
            expected,
            effect: None,
            asserts: false,
        };
        let kind = decide::kind(case, self.context());
        let about = About {
            item: &text,
            ..About::default()
        };
        let expectations = expectations(self.input, &segment.expected, about);
        Some(Item {
            line: self.line(segment.row),
            kind,
            check: checked(kind, Proposal::default(), expectations),
            details: segment.details.iter().map(|note| note.text.clone()).collect(),
            items: segment.nested.iter().map(|nested| self.nested(nested)).collect(),
            text,
            ..Item::default()
        })
    }

    fn nested(&self, nested: &Nested) -> Item {
        let about = About {
            item: &nested.text,
            ..About::default()
        };
        let kind = if nested.verify {
            ItemKind::Check
        } else {
            ItemKind::Step
        };
        let mut expectations = expectations(self.input, &nested.expected, about);
        if nested.verify && expectations.is_empty() {
            expectations = expectation::compile_parts(&nested.text, self.line(nested.row), about);
        }
        Item {
            line: self.line(nested.row),
            text: nested.text.clone(),
            kind,
            check: checked(kind, Proposal::default(), expectations),
            ..Item::default()
        }
    }

    fn check(&self, segment: &Segment, group: &[Typed], reading: Reading, text: String, first: bool) -> Item {
        let line = segment
            .label
            .as_ref()
            .filter(|_| first)
            .map_or(reading.command.line, |_| self.line(segment.row));
        let mut expected: Vec<Expected> = group
            .iter()
            .flat_map(|typed| typed.expected.iter().cloned())
            .collect();
        // What is said behind a query is about its result.
        for note in group.iter().flat_map(|typed| &typed.trailing) {
            expected.push(Expected {
                row: note.row,
                text: note.text.clone(),
                ..Expected::default()
            });
        }
        if first {
            expected.extend(segment.expected.iter().cloned());
        }
        let check = draft(self.input, &text, &reading, &expected, self.connection.as_deref());
        Item {
            line,
            kind: ItemKind::Check,
            mode: mode(&check),
            command: Some(reading.command),
            check: Some(check),
            text,
            ..Item::default()
        }
    }

    fn step(&self, segment: &Segment, group: &[Typed], label: Option<&str>) -> Item {
        let text = self.text(label, group, 0, 1);
        let line = segment.label.as_ref().map_or_else(
            || self.line(group.first().map_or(segment.row, |typed| typed.from_row)),
            |_| self.line(segment.row),
        );
        let mut item = self.step_of(group, self.read(group), text);
        item.line = line;
        item
    }

    fn step_of(&self, group: &[Typed], reading: Reading, text: String) -> Item {
        let expected: Vec<Expected> = group
            .iter()
            .flat_map(|typed| typed.expected.iter().cloned())
            .collect();
        let check = (!expected.is_empty())
            .then(|| draft(self.input, &text, &reading, &expected, self.connection.as_deref()));
        let details = group
            .iter()
            .flat_map(|typed| &typed.trailing)
            .map(|note| note.text.clone())
            .collect();
        Item {
            line: reading.command.line,
            kind: ItemKind::Step,
            command: Some(reading.command),
            check,
            details,
            text,
            ..Item::default()
        }
    }

    /// The label; else the heading where it can only mean this; else the command itself.
    fn text(&self, label: Option<&str>, group: &[Typed], at: usize, count: usize) -> String {
        if let Some(label) = label.filter(|_| self.remark(label).is_none()) {
            return if count > 1 {
                format!("{label} ({} of {count})", at + 1)
            } else {
                label.to_owned()
            };
        }
        let session = group.iter().all(|typed| typed.opens_session);
        if self.alone
            && count == 1
            && !session
            && let Some(heading) = self.heading()
        {
            return heading;
        }
        let main = group
            .iter()
            .rev()
            .find(|typed| !is_setting_up(typed))
            .or(group.first());
        main.map_or(String::new(), |typed| {
            typed
                .text
                .lines()
                .next()
                .unwrap_or("")
                .trim()
                .trim_end_matches('\\')
                .trim_end()
                .to_owned()
        })
    }

    /// A label that only remarks on what the heading names ("This requires …").
    fn remark(&self, label: Option<&str>) -> Option<String> {
        let label = label.filter(|label| self.alone && decide::is_remark(label))?;
        self.heading().map(|_| label.to_owned())
    }

    /// The line that leads to the fence, where it is a sentence of its own; else the heading.
    fn heading(&self) -> Option<String> {
        if let Some(lead) = self.context().lead_in.filter(|lead| decide::names(lead)) {
            return Some(label::shown(lead));
        }
        let heading = self.context().headings.last()?;
        let text = match label::read(&format!("# {heading}")).mark {
            label::Mark::Numbered { text, .. } => text,
            _ => (*heading).to_owned(),
        };
        Some(label::shown(&text)).filter(|text| !text.is_empty())
    }
}

fn spans(segment: &Segment, found: &mut Vec<(usize, &'static str)>) {
    let mut mark = |row: usize, kind: &'static str| found.push((row, kind));
    if segment.label.is_some() {
        mark(segment.row, "item");
    }
    let expected = |expected: &[Expected], mark: &mut dyn FnMut(usize, &'static str)| {
        for expected in expected {
            mark(expected.row, "expectation");
            expected
                .entries
                .iter()
                .for_each(|entry| mark(entry.row, "expectation"));
        }
    };
    let noted = |notes: &[Note], mark: &mut dyn FnMut(usize, &'static str)| {
        notes.iter().for_each(|note| mark(note.row, "item"))
    };
    noted(&segment.details, &mut mark);
    expected(&segment.expected, &mut mark);
    for nested in &segment.nested {
        mark(nested.row, "item");
        expected(&nested.expected, &mut mark);
    }
    for typed in &segment.commands {
        expected(&typed.expected, &mut mark);
        (typed.from_row..=typed.to_row).for_each(|row| mark(row, "command"));
    }
}
