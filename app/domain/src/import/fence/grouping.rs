//! What belongs together in a fence of commands: reads its lines one by one and opens a segment where a new part begins.

use super::decide;
use super::label::{self, Mark};
use super::lines::{Line, What};
use super::segment::{Expected, Label, Nested, Note, Segment, Typed};
use crate::import::expectation::{self, About};

/// Groups the lines of a fence.
pub fn segments(lines: &[Line]) -> Vec<Segment> {
    let mut grouping = Grouping::default();
    for (at, line) in lines.iter().enumerate() {
        grouping.gap = at > 0 && line.from_row > lines[at - 1].to_row + 1;
        grouping.closes = lines
            .get(at + 1)
            .is_none_or(|next| next.from_row > line.to_row + 1);
        match &line.what {
            What::Command {
                interpreter,
                text,
                opens_session,
            } => grouping.command(line, interpreter, text, *opens_session),
            What::Trailing(text) => grouping.trailing(line.from_row, text),
            What::Output(text) => grouping.output(line.from_row, text),
            What::Comment(comment) => grouping.comment(line.from_row, comment.indent, &comment.mark),
        }
    }
    grouping.finished()
}

/// Where the next plain line would go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Open {
    #[default]
    Label,
    /// Entries of the last expectation follow.
    Expectation,
    Nothing,
}

#[derive(Default)]
struct Grouping {
    done: Vec<Segment>,
    now: Option<Segment>,
    /// Whether a blank row stands before the line.
    gap: bool,
    /// Whether nothing or a blank row stands after it.
    closes: bool,
    open: Open,
    label_indent: usize,
    /// Commands from here on have no expectation yet.
    unexpected_from: usize,
}

impl Grouping {
    fn close(&mut self) {
        self.done.extend(self.now.take());
        self.open = Open::Label;
        self.unexpected_from = 0;
    }

    fn start(&mut self, row: usize, label: Option<Label>, indent: usize) {
        self.close();
        self.now = Some(Segment {
            row,
            label,
            ..Segment::default()
        });
        self.label_indent = indent;
    }

    fn command(&mut self, line: &Line, interpreter: &'static str, text: &str, opens_session: bool) {
        let breaks = match &self.now {
            None => true,
            Some(now) => {
                let labelled = now.label.is_some();
                // What was said below a command closes it; what was said behind it does not.
                let expected = now
                    .commands
                    .last()
                    .is_some_and(|last| last.expected.iter().any(|expected| expected.row > last.to_row));
                let after_session = now.commands.last().is_some_and(|last| last.opens_session);
                opens_session && !now.commands.is_empty()
                    || after_session
                    || self.gap && (expected || (!labelled && !now.commands.is_empty()))
            }
        };
        if breaks {
            self.start(line.from_row, None, 0);
        }
        if let Some(now) = &mut self.now {
            if now.commands.is_empty() {
                self.done.extend(now.split_lead());
            }
            if now.commands.last().is_some_and(|last| !last.expected.is_empty()) {
                self.unexpected_from = now.commands.len();
            }
            now.commands.push(Typed {
                from_row: line.from_row,
                to_row: line.to_row,
                interpreter,
                text: text.to_owned(),
                opens_session,
                trailing: Vec::new(),
                expected: Vec::new(),
            });
        }
        self.open = Open::Nothing;
    }

    fn trailing(&mut self, row: usize, text: &str) {
        let Some(command) = self.now.as_mut().and_then(|now| now.commands.last_mut()) else {
            return;
        };
        match label::read(text).mark {
            Mark::Expectation { about, text } => command.expected.push(Expected {
                row,
                about,
                text,
                entries: Vec::new(),
            }),
            Mark::Decoration => {}
            Mark::Title(text)
            | Mark::Remark(text)
            | Mark::Entry(text)
            | Mark::Verify(text)
            | Mark::Numbered { text, .. } => {
                command.trailing.push(Note { row, text });
            }
        }
    }

    fn output(&mut self, row: usize, text: &str) {
        let Some(command) = self.now.as_mut().and_then(|now| now.commands.last_mut()) else {
            return;
        };
        // The lines of a table's frame say nothing.
        if !text.contains(char::is_alphanumeric) && !text.contains(['{', '}', '[', ']']) {
            return;
        }
        let entry = Note {
            row,
            text: text.to_owned(),
        };
        match command.expected.last_mut().filter(|last| last.about == "output") {
            Some(last) => last.entries.push(entry),
            None => command.expected.push(Expected {
                row,
                about: "output".into(),
                text: String::new(),
                entries: vec![entry],
            }),
        }
    }

    fn comment(&mut self, row: usize, indent: usize, mark: &Mark) {
        match mark {
            Mark::Decoration => {}
            Mark::Expectation { about, text } => {
                self.expectation(Expected {
                    row,
                    about: about.clone(),
                    text: text.clone(),
                    entries: Vec::new(),
                });
            }
            Mark::Entry(text) => self.entry(row, text),
            Mark::Numbered { test, text } => self.numbered(row, indent, *test, text),
            Mark::Verify(text) => self.verify(row, text),
            Mark::Remark(text) => self.remark(row, text),
            Mark::Title(text) => self.title(row, indent, text),
        }
    }

    fn expectation(&mut self, expected: Expected) {
        if self.now.is_none() {
            self.start(expected.row, None, 0);
        }
        let Some(now) = &mut self.now else { return };
        self.open = Open::Expectation;
        if let Some(nested) = now
            .nested
            .last_mut()
            .filter(|nested| nested.verify && now.commands.is_empty())
        {
            nested.expected.push(expected);
            return;
        }
        let unlabelled = now.label.is_none();
        let from = self.unexpected_from.min(now.commands.len());
        match now.commands[from..].iter_mut().rev() {
            mut commands if commands.len() > 0 => {
                if let Some(last) = commands.next() {
                    last.expected.push(expected.clone());
                }
                // One expectation under several commands without a label is about each of them.
                if unlabelled {
                    commands
                        .filter(|command| command.expected.is_empty())
                        .for_each(|command| command.expected.push(expected.clone()));
                }
            }
            _ => match now.commands.last_mut() {
                Some(last) => last.expected.push(expected),
                None => now.expected.push(expected),
            },
        }
    }

    /// The expectation that entries below it belong to.
    fn last_expected(&mut self) -> Vec<&mut Expected> {
        let Some(now) = &mut self.now else {
            return Vec::new();
        };
        if let Some(nested) = now.nested.last_mut().filter(|nested| !nested.expected.is_empty()) {
            return nested.expected.last_mut().into_iter().collect();
        }
        let row = now
            .commands
            .last()
            .and_then(|command| command.expected.last())
            .map(|last| last.row);
        match row {
            Some(row) => now
                .commands
                .iter_mut()
                .filter_map(|command| command.expected.last_mut().filter(|last| last.row == row))
                .collect(),
            None => now.expected.last_mut().into_iter().collect(),
        }
    }

    fn entry(&mut self, row: usize, text: &str) {
        if self.open == Open::Expectation {
            for expected in self.last_expected() {
                expected.entries.push(Note {
                    row,
                    text: text.to_owned(),
                });
            }
            return;
        }
        match &mut self.now {
            Some(now) => now.details.push(Note {
                row,
                text: text.to_owned(),
            }),
            None => self.start(
                row,
                Some(Label {
                    text: text.to_owned(),
                    test: false,
                    numbered: false,
                }),
                0,
            ),
        }
    }

    fn numbered(&mut self, row: usize, indent: usize, test: bool, text: &str) {
        let below = self.now.as_ref().is_some_and(|now| {
            now.commands.is_empty() && now.label.is_some() && !self.gap && indent > self.label_indent
        });
        if below && let Some(now) = &mut self.now {
            let (verify, text) = label::verification(text).map_or((false, text), |text| (true, text));
            now.nested.push(Nested {
                row,
                text: text.to_owned(),
                verify,
                expected: Vec::new(),
            });
            self.open = Open::Label;
            return;
        }
        let (verify, text) = label::verification(text).map_or((test, text), |text| (true, text));
        self.start(
            row,
            Some(Label {
                text: text.to_owned(),
                test: verify,
                numbered: true,
            }),
            indent,
        );
    }

    fn verify(&mut self, row: usize, text: &str) {
        match &mut self.now {
            Some(now) if !self.gap && now.commands.is_empty() && now.label.is_some() => {
                now.nested.push(Nested {
                    row,
                    text: text.to_owned(),
                    verify: true,
                    expected: Vec::new(),
                });
                self.open = Open::Label;
            }
            // Right below a command it says what the command should show.
            Some(now) if !self.gap && !now.commands.is_empty() => {
                self.expectation(Expected {
                    row,
                    text: text.to_owned(),
                    ..Expected::default()
                });
            }
            _ => self.start(
                row,
                Some(Label {
                    text: text.to_owned(),
                    test: true,
                    numbered: false,
                }),
                0,
            ),
        }
    }

    fn remark(&mut self, row: usize, text: &str) {
        match &mut self.now {
            Some(now) => now.details.push(Note {
                row,
                text: text.to_owned(),
            }),
            None => {
                self.start(row, None, 0);
                if let Some(now) = &mut self.now {
                    now.details.push(Note {
                        row,
                        text: text.to_owned(),
                    });
                }
            }
        }
    }

    fn title(&mut self, row: usize, indent: usize, text: &str) {
        // A whole JSON text right below a command is what the command answers.
        let below = !self.gap && self.now.as_ref().is_some_and(|now| !now.commands.is_empty());
        let answered = below && self.open != Open::Expectation && is_json(text) && text.ends_with(['}', ']']);
        // The last words under a command, before nothing or a blank row, are about it and not about the next one.
        let last = below && self.open == Open::Nothing && self.closes;
        if answered || last && states(text) {
            self.expectation(Expected {
                row,
                text: text.to_owned(),
                ..Expected::default()
            });
            return;
        }
        if last && !decide::begins_with_verb(text) {
            self.remark(row, text);
            return;
        }
        if self.open == Open::Expectation && !self.gap && !decide::begins_with_verb(text) {
            for expected in self.last_expected() {
                match expected.text.is_empty() || !expected.entries.is_empty() || is_json(&expected.text) {
                    true => expected.entries.push(Note {
                        row,
                        text: text.to_owned(),
                    }),
                    false => expected.text = format!("{} {text}", expected.text),
                }
            }
            return;
        }
        match &mut self.now {
            Some(now) if !self.gap && now.commands.is_empty() && now.label.is_some() => {
                now.details.push(Note {
                    row,
                    text: text.to_owned(),
                });
            }
            // "Action: …" or a note came first; the title is still to come.
            Some(now) if now.label.is_none() && now.commands.is_empty() && now.expected.is_empty() => {
                now.label = Some(Label {
                    text: text.to_owned(),
                    test: false,
                    numbered: false,
                });
                now.row = row;
                self.label_indent = indent;
            }
            _ => self.start(
                row,
                Some(Label {
                    text: text.to_owned(),
                    test: false,
                    numbered: false,
                }),
                indent,
            ),
        }
    }

    fn finished(mut self) -> Vec<Segment> {
        self.close();
        self.done
    }
}

/// Whether the words state by themselves what must hold: "p95 < 300ms", "10/10 succeeded", "no errors in the log".
fn states(text: &str) -> bool {
    expectation::compile(text, 0, About::default()).compiled
}

fn is_json(text: &str) -> bool {
    text.starts_with(['{', '['])
}
