//! The document as a tree of sections: each heading with what stands under it.

use super::heading::{self, Calls, Title};
use super::outline::{Block, Body, Entry, Line};
use super::text;
use super::topic::{self, Topic};

pub struct Section<'a> {
    pub line: u32,
    pub title: Title,
    pub topic: Topic,
    pub body: &'a [Block],
    pub children: Vec<Section<'a>>,
}

pub struct Document<'a> {
    pub title: Option<&'a Line>,
    pub front_matter: Option<&'a Block>,
    /// What stands before the first section.
    pub intro: &'a [Block],
    pub sections: Vec<Section<'a>>,
}

/// Reads blocks as a document with a title and sections.
pub fn read(blocks: &[Block]) -> Document<'_> {
    let (front_matter, blocks) = match blocks.first() {
        Some(
            first @ Block {
                body: Body::FrontMatter(_),
                ..
            },
        ) => (Some(first), &blocks[1..]),
        _ => (None, blocks),
    };
    let headings: Vec<(usize, u8, &Line)> = blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| match &block.body {
            Body::Heading { level, title } => Some((at, *level, title)),
            _ => None,
        })
        .collect();
    let titled = is_title(&headings);
    let first_section = if titled { 1 } else { 0 };
    let title = titled.then(|| headings[0].2);
    let first_at = headings.get(first_section).map_or(blocks.len(), |(at, ..)| *at);
    // The title's own heading block is not prose; what stands before it still is.
    let intro = if titled && headings[0].0 == 0 {
        &blocks[1..first_at]
    } else {
        &blocks[..first_at]
    };
    let mut position = first_section;
    let sections = siblings(blocks, &headings, &mut position, 0);
    Document {
        title,
        front_matter,
        intro,
        sections,
    }
}

/// Whether the first heading names the whole document.
fn is_title(headings: &[(usize, u8, &Line)]) -> bool {
    let Some((_, level, title)) = headings.first() else {
        return false;
    };
    let labelled = matches!(
        heading::read(&title.text).calls,
        Some(Calls::Phase | Calls::Task | Calls::Stage)
    );
    let shallowest = headings.iter().map(|(_, level, _)| *level).min().unwrap_or(1);
    let alone = headings.iter().filter(|(_, other, _)| other == level).count() == 1;
    let names_all = (*level == 1 && (alone || headings.get(1).is_some_and(|(_, next, _)| *next >= 1)))
        || (*level > shallowest && shallowest > 1 && headings[1].1 < *level);
    let lonely = alone && headings.len() > 1 && *level == shallowest;
    !labelled && (names_all || lonely) && topic::of(&title.text) != Topic::Rollback
}

fn siblings<'a>(
    blocks: &'a [Block],
    headings: &[(usize, u8, &'a Line)],
    position: &mut usize,
    above: u8,
) -> Vec<Section<'a>> {
    let mut found = Vec::new();
    while let Some((at, level, line)) = headings.get(*position).copied() {
        if level <= above {
            break;
        }
        *position += 1;
        let end = headings.get(*position).map_or(blocks.len(), |(next, ..)| *next);
        let title = heading::read(&line.text);
        let children = siblings(blocks, headings, position, level);
        found.push(Section {
            line: line.line,
            topic: topic::of(&title.full),
            title,
            body: &blocks[at + 1..end],
            children,
        });
    }
    found
}

impl Section<'_> {
    /// Boxes in the section and below, parts that stand apart left out.
    pub fn boxes(&self) -> usize {
        let below = self
            .children
            .iter()
            .filter(|child| !topic::stands_apart(child.topic) || child.title.calls == Some(Calls::Phase));
        boxes(self.body) + below.map(Section::boxes).sum::<usize>()
    }

    pub fn any_block(&self, test: &dyn Fn(&Block) -> bool) -> bool {
        any(self.body, test) || self.children.iter().any(|child| child.any_block(test))
    }

    /// Every section below, this one first.
    pub fn with_all_below(&self) -> Vec<&Self> {
        let mut all = vec![self];
        for child in &self.children {
            all.extend(child.with_all_below());
        }
        all
    }

    pub fn has_content(&self) -> bool {
        self.any_block(&|block| !matches!(block.body, Body::Rule | Body::Markup))
    }
}

/// Whether any block, nested ones too, passes the test.
pub fn any(blocks: &[Block], test: &dyn Fn(&Block) -> bool) -> bool {
    blocks.iter().any(|block| {
        test(block)
            || match &block.body {
                Body::List { entries, .. } => entries.iter().any(|entry| any(&entry.blocks, test)),
                Body::Quote(inner) => any(inner, test),
                _ => false,
            }
    })
}

/// Boxes in blocks: list entries, lines written as boxes, and cells of tables that are boxes.
pub fn boxes(blocks: &[Block]) -> usize {
    blocks
        .iter()
        .map(|block| match &block.body {
            Body::List { entries, .. } => entries
                .iter()
                .map(|entry| usize::from(is_box(entry)) + boxes(&entry.blocks))
                .sum(),
            Body::Paragraph(lines) => lines
                .iter()
                .filter(|line| text::leading_box(&line.text).is_some_and(|(_, rest)| !rest.is_empty()))
                .count(),
            Body::Table { rows, .. } => rows
                .iter()
                .filter(|row| row.iter().any(|cell| text::only_box(&cell.text).is_some()))
                .count(),
            Body::Quote(inner) => boxes(inner),
            Body::Fence(fence) if is_plain(&fence.info) => fence
                .text
                .lines()
                .map(|line| line.trim_start().trim_start_matches(['-', '*', '+']))
                .filter(|line| text::leading_box(line).is_some_and(|(_, rest)| !rest.is_empty()))
                .count(),
            _ => 0,
        })
        .sum()
}

/// A fence that holds words and not a program.
fn is_plain(info: &str) -> bool {
    matches!(
        info,
        "" | "text" | "txt" | "plain" | "plaintext" | "md" | "markdown" | "checklist"
    )
}

pub fn is_box(entry: &Entry) -> bool {
    entry.ticked.is_some()
}
