//! Blocks while HTML is being read: the words so far, the lists that are open, and the table that is.

mod lists;
mod tables;

use std::ops::Range;

use super::tags::unescaped;
use crate::import::outline::{Block, Body, Entry, Fence, Line};

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Text,
    Heading(u8),
    /// A box outside of any list.
    Box(bool),
    /// The word that a definition explains.
    Term,
}

struct List {
    line: u32,
    ordered: bool,
    entries: Vec<Entry>,
    /// The entry whose tag is open.
    open: Option<Entry>,
}

#[derive(Default)]
struct Table {
    line: u32,
    headers: Vec<Line>,
    rows: Vec<Vec<Line>>,
    row: Vec<Line>,
    /// Whether every cell of the row so far was a heading cell.
    heads: bool,
    in_cell: bool,
}

pub struct Builder {
    line: u32,
    out: Vec<Block>,
    lists: Vec<List>,
    /// Lists opened beyond the depth that is kept; their entries go to the list above.
    too_deep: usize,
    table: Option<Table>,
    shape: Shape,
    text: String,
    text_line: u32,
    bold: Vec<Range<usize>>,
    bold_from: Option<usize>,
    code_from: Option<usize>,
    leading_code: Option<Range<usize>>,
    term: Option<Line>,
}

impl Builder {
    pub fn new(line: u32) -> Self {
        Builder {
            line,
            out: Vec::new(),
            lists: Vec::new(),
            too_deep: 0,
            table: None,
            shape: Shape::Text,
            text: String::new(),
            text_line: line,
            bold: Vec::new(),
            bold_from: None,
            code_from: None,
            leading_code: None,
            term: None,
        }
    }

    /// Words between tags, counted for their lines.
    pub fn words(&mut self, text: &str) {
        if self.text.trim().is_empty() {
            let leading = &text[..text.len() - text.trim_start().len()];
            self.text_line = self.line + leading.matches('\n').count() as u32;
        }
        self.push(text);
        self.count_lines(text);
    }

    pub fn count_lines(&mut self, text: &str) {
        self.line += text.matches('\n').count() as u32;
    }

    /// Adds words, runs of blanks as one.
    pub fn push(&mut self, text: &str) {
        for c in unescaped(text).chars() {
            if !c.is_whitespace() {
                self.text.push(c);
            } else if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
        }
    }

    pub fn bold(&mut self, opens: bool) {
        match self.bold_from.take() {
            None if opens => self.bold_from = Some(self.text.len()),
            Some(from) if from < self.text.len() => self.bold.push(from..self.text.len()),
            _ => {}
        }
    }

    pub fn inline_code(&mut self, opens: bool) {
        match self.code_from.take() {
            None if opens => self.code_from = Some(self.text.len()),
            Some(0) if !self.text.is_empty() => self.leading_code = Some(0..self.text.len()),
            _ => {}
        }
    }

    /// The words so far as one line.
    fn take_line(&mut self) -> Option<Line> {
        self.bold(false);
        self.code_from = None;
        let text = std::mem::take(&mut self.text).trim_end().to_owned();
        let end = text.len();
        let within = |range: Range<usize>| range.start.min(end)..range.end.min(end);
        let bold = std::mem::take(&mut self.bold).into_iter().map(within).collect();
        let leading_code = self.leading_code.take().map(within);
        (!text.is_empty()).then_some(Line {
            line: self.text_line,
            text,
            bold,
            leading_code,
            only_link: false,
        })
    }

    /// Ends a line of text: where it goes depends on what is open.
    pub fn flush(&mut self) {
        if self.table.as_ref().is_some_and(|table| table.in_cell) {
            self.push(" ");
            return;
        }
        let Some(line) = self.take_line() else { return };
        let shape = std::mem::replace(&mut self.shape, Shape::Text);
        match shape {
            Shape::Term => self.term = Some(line),
            Shape::Text => {
                let line = match self.term.take() {
                    Some(term) => defined(&term, &line),
                    None => line,
                };
                self.add(Body::Paragraph(vec![line]));
            }
            Shape::Heading(level) => self.add(Body::Heading { level, title: line }),
            Shape::Box(ticked) => {
                let entry = Entry {
                    line: line.line,
                    end_line: self.line,
                    number: None,
                    ticked: Some(ticked),
                    blocks: vec![self.block(Body::Paragraph(vec![line]))],
                };
                self.add_box(entry);
            }
        }
    }

    fn block(&self, body: Body) -> Block {
        let line = match &body {
            Body::Paragraph(lines) => lines.first().map_or(self.line, |line| line.line),
            Body::Heading { title, .. } => title.line,
            Body::List { entries, .. } => entries.first().map_or(self.line, |entry| entry.line),
            _ => self.line,
        };
        Block {
            line,
            end_line: self.line.max(line),
            body,
        }
    }

    fn add(&mut self, body: Body) {
        let block = self.block(body);
        self.add_block(block);
    }

    fn add_block(&mut self, block: Block) {
        let open = self.lists.last_mut().and_then(|list| list.open.as_mut());
        match open {
            Some(entry) => entry.blocks.push(block),
            None => self.out.push(block),
        }
    }

    /// Boxes that follow each other outside of any list are one list.
    fn add_box(&mut self, entry: Entry) {
        let open = self.lists.last_mut().and_then(|list| list.open.as_mut());
        let end = entry.end_line;
        let last = match open {
            Some(above) => above.blocks.last_mut(),
            None => self.out.last_mut(),
        };
        match last {
            Some(Block {
                end_line,
                body: Body::List { entries, .. },
                ..
            }) => {
                *end_line = end;
                entries.push(entry);
            }
            _ => self.add(Body::List {
                ordered: false,
                entries: vec![entry],
            }),
        }
    }

    pub fn heading(&mut self, level: u8) {
        self.flush();
        self.shape = Shape::Heading(level);
    }

    pub fn term(&mut self) {
        self.flush();
        self.shape = Shape::Term;
    }

    pub fn meaning(&mut self) {
        self.flush();
        self.shape = Shape::Text;
    }

    pub fn checkbox(&mut self, ticked: bool) {
        if self.table.as_ref().is_some_and(|table| table.in_cell) {
            self.push(if ticked { "[x] " } else { "[ ] " });
            return;
        }
        let fresh = self.text.trim().is_empty();
        if fresh
            && let Some(entry) = self.lists.last_mut().and_then(|list| list.open.as_mut())
            && entry.ticked.is_none()
            && entry.blocks.is_empty()
        {
            entry.ticked = Some(ticked);
            return;
        }
        self.flush();
        self.shape = Shape::Box(ticked);
    }

    /// Code between `<pre>` tags, with the tags inside it taken out.
    pub fn code(&mut self, inner: &str) {
        self.flush();
        let mut text = String::new();
        let mut info = String::new();
        let mut rest = inner;
        while let Some(at) = rest.find('<') {
            text.push_str(&rest[..at]);
            let Some(end) = rest[at..].find('>') else { break };
            let tag = &rest[at..=at + end];
            if let Some((_, class)) = tag.split_once("language-") {
                info = class.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
            }
            rest = &rest[at + end + 1..];
        }
        text.push_str(rest);
        let body = text.trim_start_matches('\n');
        let first_line = self.line + (text.len() - body.len()) as u32;
        let block = Block {
            line: self.line,
            end_line: self.line + inner.matches('\n').count() as u32,
            body: Body::Fence(Fence {
                info,
                text: format!("{}\n", unescaped(body.trim_end())),
                first_line,
                closed: true,
            }),
        };
        self.add_block(block);
    }

    pub fn finish(mut self) -> Vec<Block> {
        self.close_table();
        self.flush();
        self.too_deep = 0;
        while !self.lists.is_empty() {
            self.close_list();
        }
        self.out
    }
}

/// A word and what it means, as a labelled line.
fn defined(term: &Line, meaning: &Line) -> Line {
    let mut line = Line {
        line: term.line,
        text: format!("{}: {}", term.text.trim_end_matches(':'), meaning.text),
        ..Line::default()
    };
    line.bold.push(0..term.text.trim_end_matches(':').len());
    line
}
