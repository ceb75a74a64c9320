//! Plain text that sets its titles in capitals: "1. PREPARATION" over "1.1 Freeze changes".

use crate::import::heading;
use crate::import::outline::{Block, Body, Entry, Line};

/// The blocks with a first line in capitals as the title, and numbered lines in capitals as headings.
pub fn as_headings(blocks: Vec<Block>) -> Vec<Block> {
    let titled = blocks
        .iter()
        .any(|block| matches!(block.body, Body::Heading { level: 1, .. }));
    let mut out = Vec::with_capacity(blocks.len());
    let mut level = 1;
    for (at, mut block) in blocks.into_iter().enumerate() {
        match &mut block.body {
            Body::Heading { level: own, .. } => level = *own,
            Body::Paragraph(lines) if at == 0 && !titled && lines.len() == 1 && is_loud(&lines[0]) => {
                let title = std::mem::take(&mut lines[0]);
                block.body = Body::Heading { level: 1, title };
            }
            Body::List {
                ordered: true,
                entries,
            } if entries.len() >= 2
                && entries
                    .iter()
                    .all(|entry| entry.lines().first().is_some_and(is_loud)) =>
            {
                for entry in std::mem::take(entries) {
                    push_section(&mut out, entry, level + 1);
                }
                continue;
            }
            _ => {}
        }
        out.push(block);
    }
    out
}

/// Letters, and none of them small.
fn is_loud(line: &Line) -> bool {
    let letters = line.text.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() >= 4 && letters.clone().all(char::is_uppercase)
}

/// One entry as a section: its first line the heading, numbered lines below it a list, other lines as they are.
fn push_section(out: &mut Vec<Block>, mut entry: Entry, level: u8) {
    let number = entry.number.unwrap_or(1);
    let rest = entry.blocks.split_off(1);
    let Some(Block {
        body: Body::Paragraph(mut lines),
        end_line,
        ..
    }) = entry.blocks.pop()
    else {
        return;
    };
    let below = lines.split_off(1);
    let Some(first) = lines.pop() else { return };
    out.push(Block {
        line: entry.line,
        end_line: entry.line,
        body: Body::Heading {
            level,
            title: Line {
                line: entry.line,
                text: format!("{number}. {}", first.text),
                ..Line::default()
            },
        },
    });
    let mut entries: Vec<Entry> = Vec::new();
    let mut plain: Vec<Line> = Vec::new();
    for line in below {
        match heading::section_number(&line.text) {
            Some(words) if plain.is_empty() => {
                let said = Line {
                    line: line.line,
                    text: words.to_owned(),
                    ..Line::default()
                };
                entries.push(Entry {
                    line: line.line,
                    end_line: line.line,
                    number: u32::try_from(entries.len() + 1).ok(),
                    ticked: None,
                    blocks: vec![paragraph(vec![said], line.line)],
                });
            }
            _ => plain.push(line),
        }
    }
    if let Some(from) = entries.first().map(|entry| entry.line) {
        out.push(Block {
            line: from,
            end_line,
            body: Body::List {
                ordered: true,
                entries,
            },
        });
    }
    if !plain.is_empty() {
        out.push(paragraph(plain, end_line));
    }
    out.extend(rest);
}

fn paragraph(lines: Vec<Line>, end_line: u32) -> Block {
    Block {
        line: lines.first().map_or(end_line, |line| line.line),
        end_line,
        body: Body::Paragraph(lines),
    }
}
