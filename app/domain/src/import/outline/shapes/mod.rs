//! Shapes that people draw without Markdown's marks: bold lines and numbered keys as headings, "Step 1: …" paragraphs and
//! lines that begin with a time as lists.

mod capitals;
mod definitions;

use super::{Block, Body, Entry, Line};
use crate::import::heading::{self, Calls};
use crate::import::{text, topic, window};

/// Longer words after "Step 1:" are a sentence and no title.
const LONGEST_TITLE: usize = 80;

/// The blocks with such shapes written out as what they stand for.
pub fn written_out(blocks: Vec<Block>) -> Vec<Block> {
    let blocks = capitals::as_headings(blocks);
    let habits = Habits::of(&blocks);
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut level = 1;
    let mut under_phase = false;
    let mut in_step = false;
    for block in blocks {
        if let Body::Heading { level: own, .. } = &block.body {
            level = *own;
            under_phase = false;
        }
        let Body::Paragraph(lines) = &block.body else {
            let below_step = matches!(
                block.body,
                Body::Fence(_) | Body::List { .. } | Body::Quote(_) | Body::Table { .. }
            );
            match (in_step && below_step, open_entry(&mut out)) {
                (true, Some(entry)) => {
                    entry.end_line = block.end_line;
                    entry.blocks.push(block);
                }
                _ => {
                    in_step = false;
                    out.push(block);
                }
            }
            continue;
        };
        if let Some(deeper) = habits.heads(lines, under_phase) {
            under_phase |= deeper == 1
                && calls(&lines[0]).is_some_and(|calls| matches!(calls, Calls::Phase | Calls::Stage));
            in_step = false;
            push_heading(&mut out, block, level + deeper);
        } else if let Some((number, rest)) = habits.step(lines) {
            let rest = rest.to_owned();
            push_step(&mut out, block, number, rest, in_step);
            in_step = true;
        } else if let Some((term, meanings)) = definitions::defined(lines) {
            in_step = false;
            definitions::push(&mut out, &block, term, meanings, level);
        } else if let Some(entries) = timed(lines) {
            in_step = false;
            let (line, end_line) = (block.line, block.end_line);
            out.push(Block {
                line,
                end_line,
                body: Body::List {
                    ordered: false,
                    entries,
                },
            });
        } else {
            in_step = false;
            out.push(block);
        }
    }
    out
}

/// What the document does more than once: once is an accident, twice is a habit.
struct Habits {
    /// Paragraphs of one bold line, in a document without headings of its own.
    bold_titles: bool,
    keycaps: bool,
    steps: bool,
}

impl Habits {
    fn of(blocks: &[Block]) -> Self {
        let headings = blocks
            .iter()
            .filter(|block| matches!(block.body, Body::Heading { .. }))
            .count();
        let paragraphs = || {
            blocks.iter().filter_map(|block| match &block.body {
                Body::Paragraph(lines) => Some(&lines[..]),
                _ => None,
            })
        };
        let twice =
            |test: &dyn Fn(&[Line]) -> bool| paragraphs().filter(|lines| test(lines)).nth(1).is_some();
        Habits {
            bold_titles: headings <= 1 && twice(&is_bold_title),
            keycaps: twice(&|lines| heading::keycap(&lines[0].text).is_some()),
            steps: twice(&|lines| calls(&lines[0]) == Some(Calls::Task)),
        }
    }

    /// How many levels deeper a paragraph heads what follows; `None` where it is no heading.
    fn heads(&self, lines: &[Line], under_phase: bool) -> Option<u8> {
        let first = lines.first()?;
        let alone = lines.len() == 1;
        let labelled = calls(first);
        match labelled {
            Some(Calls::Phase | Calls::Stage) if alone && is_bold(first) => return Some(1),
            Some(Calls::Task | Calls::Option) if alone && is_bold(first) => {
                return Some(1 + u8::from(under_phase));
            }
            Some(Calls::Task) if self.steps && is_short(&heading::read(&first.text).name) => {
                return Some(1 + u8::from(under_phase));
            }
            _ => {}
        }
        let by_key = self.keycaps && heading::keycap(&first.text).is_some() && is_short(&first.text);
        // Beside numbered keys, a bold line heads what stands apart from them: the way back, contacts.
        let apart = || topic::stands_apart(topic::of(&first.text));
        let by_bold = is_bold_title(lines) && (self.bold_titles || (self.keycaps && apart()));
        (by_key || by_bold).then_some(1)
    }

    /// "Step 1: a whole sentence": its number and the words after the label.
    fn step<'l>(&self, lines: &'l [Line]) -> Option<(u32, &'l str)> {
        let first = lines.first()?;
        let (calls, number, rest) = heading::label(&first.text)?;
        (self.steps && calls == Calls::Task && !rest.is_empty()).then(|| (number.parse().unwrap_or(1), rest))
    }
}

fn calls(line: &Line) -> Option<Calls> {
    heading::label(text::without_decoration(&line.text)).map(|(calls, ..)| calls)
}

fn is_bold(line: &Line) -> bool {
    let words = text::without_decoration(&line.text);
    matches!(&line.bold[..], [range] if range.len() + 3 >= words.len())
}

/// A bold line that names what follows; a label with its value names nothing.
fn is_bold_title(lines: &[Line]) -> bool {
    lines.first().is_some_and(|line| {
        let words = line.text.trim_end_matches([':', '：']);
        is_bold(line)
            && is_short(words)
            && !words.contains([':', '：'])
            && words.chars().any(char::is_alphabetic)
    })
}

fn is_short(words: &str) -> bool {
    words.chars().count() <= LONGEST_TITLE && !words.contains(". ") && !words.ends_with(['.', '。', ';'])
}

/// The first line as a heading, further lines as what stands under it.
fn push_heading(out: &mut Vec<Block>, block: Block, level: u8) {
    let Body::Paragraph(mut lines) = block.body else {
        return;
    };
    let rest = lines.split_off(1);
    let Some(title) = lines.pop() else { return };
    out.push(Block {
        line: block.line,
        end_line: title.line,
        body: Body::Heading { level, title },
    });
    if let Some(first) = rest.first() {
        out.push(Block {
            line: first.line,
            end_line: block.end_line,
            body: Body::Paragraph(rest),
        });
    }
}

fn open_entry(out: &mut [Block]) -> Option<&mut Entry> {
    match &mut out.last_mut()?.body {
        Body::List { entries, .. } => entries.last_mut(),
        _ => None,
    }
}

/// A step as an entry of a numbered list; the list goes on where the step before belongs to it.
fn push_step(out: &mut Vec<Block>, block: Block, number: u32, rest: String, goes_on: bool) {
    let first = Line {
        line: block.line,
        text: rest,
        ..Line::default()
    };
    let Body::Paragraph(lines) = &block.body else {
        return;
    };
    let lines = std::iter::once(first)
        .chain(lines.iter().skip(1).cloned())
        .collect();
    let (line, end_line) = (block.line, block.end_line);
    let entry = Entry {
        line,
        end_line,
        number: Some(number),
        ticked: None,
        blocks: vec![Block {
            line,
            end_line,
            body: Body::Paragraph(lines),
        }],
    };
    if goes_on
        && let Some(Block {
            end_line: end,
            body: Body::List { entries, .. },
            ..
        }) = out.last_mut()
    {
        *end = end_line;
        entries.push(entry);
        return;
    }
    out.push(Block {
        line,
        end_line,
        body: Body::List {
            ordered: true,
            entries: vec![entry],
        },
    });
}

/// Lines that begin with a time, as entries; what stands on the lines between belongs to the entry above.
fn timed(lines: &[Line]) -> Option<Vec<Entry>> {
    let begins = |line: &Line| window::leading(&line.text).is_some_and(|(_, rest)| !rest.is_empty());
    let count = lines.iter().filter(|line| begins(line)).count();
    if count < 2 || count * 2 <= lines.len() || !lines.first().is_some_and(begins) {
        return None;
    }
    let mut entries: Vec<Entry> = Vec::new();
    for line in lines {
        match entries.last_mut() {
            Some(entry) if !begins(line) => {
                entry.end_line = line.line;
                if let Some(Block {
                    end_line,
                    body: Body::Paragraph(said),
                    ..
                }) = entry.blocks.first_mut()
                {
                    *end_line = line.line;
                    said.push(line.clone());
                }
            }
            _ => entries.push(Entry {
                line: line.line,
                end_line: line.line,
                number: None,
                ticked: None,
                blocks: vec![Block {
                    line: line.line,
                    end_line: line.line,
                    body: Body::Paragraph(vec![line.clone()]),
                }],
            }),
        }
    }
    Some(entries)
}
