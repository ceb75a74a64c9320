//! The document as blocks with line numbers: what the Markdown parser saw, in the few shapes that checklists use.
//! Text carries no marks any more; where a line begins in bold or in code is kept beside it, since that is grammar here.

mod build;
mod html;
mod inline;
mod shapes;

use std::ops::Range;

pub use build::build;

/// One line of running text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub line: u32,
    pub text: String,
    /// Stretches of `text` that were bold.
    pub bold: Vec<Range<usize>>,
    /// The first stretch of code, where the line begins with one.
    pub leading_code: Option<Range<usize>>,
    /// Whether the line is one link and nothing else.
    pub only_link: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    pub line: u32,
    pub end_line: u32,
    pub body: Body,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Heading {
        level: u8,
        title: Line,
    },
    Paragraph(Vec<Line>),
    List {
        ordered: bool,
        entries: Vec<Entry>,
    },
    Fence(Fence),
    Table {
        headers: Vec<Line>,
        rows: Vec<Vec<Line>>,
    },
    Quote(Vec<Block>),
    FrontMatter(Vec<Line>),
    /// A comment or other markup without words.
    Markup,
    Rule,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Fence {
    pub info: String,
    pub text: String,
    /// The line on which the first line of the text stands.
    pub first_line: u32,
    pub closed: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub line: u32,
    pub end_line: u32,
    pub number: Option<u32>,
    /// `Some(true)` for a ticked box, `Some(false)` for an open one.
    pub ticked: Option<bool>,
    pub blocks: Vec<Block>,
}

impl Entry {
    /// The lines of the first paragraph: what the entry says.
    pub fn lines(&self) -> &[Line] {
        match self.blocks.first().map(|block| &block.body) {
            Some(Body::Paragraph(lines)) => lines,
            _ => &[],
        }
    }

    /// What stands below the first paragraph.
    pub fn rest(&self) -> &[Block] {
        match self.blocks.first().map(|block| &block.body) {
            Some(Body::Paragraph(_)) => &self.blocks[1..],
            _ => &self.blocks,
        }
    }

    pub fn text(&self) -> String {
        joined(self.lines())
    }
}

/// Lines of one paragraph as one text.
pub fn joined(lines: &[Line]) -> String {
    lines
        .iter()
        .map(|line| line.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}
