//! A part of a fence of commands: a label with its remarks, its commands and what they should show.

/// A labelled (or unlabelled) part of a fence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    pub row: usize,
    pub label: Option<Label>,
    pub details: Vec<Note>,
    /// Numbered sub-steps and verifications of their own, in order.
    pub nested: Vec<Nested>,
    pub commands: Vec<Typed>,
    /// Expectations of the label itself, where no command stood before them.
    pub expected: Vec<Expected>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub text: String,
    /// "Test 1: …", "Verify: …": the author calls it a verification.
    pub test: bool,
    pub numbered: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub row: usize,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nested {
    pub row: usize,
    pub text: String,
    pub verify: bool,
    pub expected: Vec<Expected>,
}

/// A command with what was said behind and below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub from_row: usize,
    pub to_row: usize,
    pub interpreter: &'static str,
    pub text: String,
    pub opens_session: bool,
    pub trailing: Vec<Note>,
    pub expected: Vec<Expected>,
}

/// "Expected tables:" with its list, or one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    pub row: usize,
    pub about: String,
    pub text: String,
    pub entries: Vec<Note>,
}

impl Segment {
    /// "Connect to the database" followed by "Run this query:" before the command: the first is a step of its own.
    pub fn split_lead(&mut self) -> Option<Segment> {
        let label = self
            .label
            .as_ref()
            .filter(|label| !label.numbered && !label.test)?;
        let leads = |text: &str| text.ends_with([':', '：']);
        let follows = self.nested.is_empty() && self.expected.is_empty();
        if leads(&label.text) || !follows || !self.details.last().is_some_and(|last| leads(&last.text)) {
            return None;
        }
        let lead = self.details.pop()?;
        let first = Segment {
            row: self.row,
            label: self.label.take(),
            details: std::mem::take(&mut self.details),
            ..Segment::default()
        };
        self.row = lead.row;
        self.label = Some(Label {
            text: lead.text,
            test: false,
            numbered: false,
        });
        Some(first)
    }
}
