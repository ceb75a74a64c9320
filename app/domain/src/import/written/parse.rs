//! From text to parts, line by line. The notation needs no Markdown parser: every line says by its first characters what
//! it is, and what fits nowhere is kept as stray words.

use serde_json::Value;

use super::part::{Fence, Field, Mark, Part, Reading};
use super::words;
use crate::import::limits::MAX_DEPTH;

/// What begins the comment that carries a reading.
pub const READING: &str = "<!-- countersign ";
pub const READING_END: &str = " -->";
/// The line of the front matter that says which notation follows.
pub const NOTATION: &str = "countersign: checklist/1";
const FENCE_OF_FRONT_MATTER: &str = "---";
/// In how many lines the notation must be named.
const FRONT_MATTER_LINES: usize = 20;

/// A document of the notation.
#[derive(Debug, Default)]
pub struct Document {
    /// The last line of the front matter.
    pub front_matter: u32,
    /// Headings of the first and second level, in order.
    pub sections: Vec<Part>,
    /// Words that are no part: their line and what it says.
    pub stray: Vec<(u32, String)>,
}

/// Whether a text says of itself that it is in this notation.
pub fn is_written(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    lines.next() == Some(FENCE_OF_FRONT_MATTER)
        && lines
            .take(FRONT_MATTER_LINES)
            .take_while(|line| *line != FENCE_OF_FRONT_MATTER)
            .any(|line| line == NOTATION)
}

pub fn parse(text: &str) -> Document {
    let returns = text.lines().next().is_some() && text.starts_with("---\r\n");
    let lines: Vec<&str> = text
        .split('\n')
        .map(|line| {
            if returns {
                line.strip_suffix('\r').unwrap_or(line)
            } else {
                line
            }
        })
        .collect();
    let mut parser = Parser::default();
    let mut at = parser.front_matter(&lines);
    while at < lines.len() {
        at = parser.line(&lines, at);
    }
    parser.close_lists(0);
    parser.close_headings(1);
    parser.document
}

#[derive(Default)]
struct Parser {
    document: Document,
    headings: Vec<Part>,
    /// Open entries of lists with the indentation of their mark.
    entries: Vec<(usize, Part)>,
    group: Option<String>,
    /// Whether the last thing read was a field: a comment then speaks of it.
    after_field: bool,
}

impl Parser {
    fn front_matter(&mut self, lines: &[&str]) -> usize {
        let end = lines
            .iter()
            .skip(1)
            .position(|line| line.trim_end() == FENCE_OF_FRONT_MATTER)
            .map_or(1, |at| at + 2);
        self.document.front_matter = end as u32;
        end
    }

    /// Reads the line, and what belongs to it, and gives the next one.
    fn line(&mut self, lines: &[&str], at: usize) -> usize {
        let number = at as u32 + 1;
        let raw = lines[at];
        let body = raw.trim_start_matches(' ');
        let indent = raw.len() - body.len();
        let body = body.trim_end_matches([' ', '\r']);
        if body.is_empty() {
            return at + 1;
        }
        if body.starts_with("```") {
            return self.fence(lines, at, indent);
        }
        if let Some(reading) = reading(body) {
            self.reading(number, reading);
        } else if let Some((level, words)) = heading(body).filter(|_| indent == 0) {
            self.heading(number, level, words::read(words));
        } else if indent == 0 && body.len() >= 3 && body.bytes().all(|byte| byte == b'-') {
            self.close_lists(0);
            self.group = None;
        } else if let Some((mark, rest)) = entry(body) {
            match words::label(rest).filter(|_| mark == Mark::Bullet) {
                Some((name, value)) => self.field(number, indent, name, value),
                None => self.entry(number, indent, mark, rest),
            }
        } else if let Some(cells) = words::cells(body) {
            self.row(number, &cells);
        } else {
            self.document.stray.push((number, words::read(body)));
        }
        at + 1
    }

    fn heading(&mut self, line: u32, level: u8, words: String) {
        self.close_lists(0);
        self.after_field = false;
        if level > 3 {
            self.group = Some(words);
            return;
        }
        self.group = None;
        self.close_headings(level);
        self.headings.push(Part {
            line,
            end_line: line,
            ..Part::heading(level, words)
        });
    }

    fn entry(&mut self, line: u32, indent: usize, mark: Mark, raw: &str) {
        self.close_lists(indent);
        self.after_field = false;
        let group = self.group.clone().filter(|_| self.entries.is_empty());
        if self.entries.len() >= MAX_DEPTH || self.headings.is_empty() {
            self.document.stray.push((line, words::read(raw)));
            return;
        }
        self.entries.push((
            indent,
            Part {
                line,
                end_line: line,
                mark,
                words: words::read(raw),
                group,
                ..Part::default()
            },
        ));
    }

    fn field(&mut self, line: u32, indent: usize, name: &str, value: &str) {
        self.close_lists(indent);
        let field = Field {
            line,
            name: words::read(name),
            value: words::read(value),
            reading: None,
        };
        match self.current() {
            Some(part) => {
                part.end_line = line;
                part.fields.push(field);
                self.after_field = true;
            }
            None => self
                .document
                .stray
                .push((line, format!("{}: {}", field.name, field.value))),
        }
    }

    fn reading(&mut self, line: u32, reading: Reading) {
        let after_field = self.after_field;
        let Some(part) = self.current() else { return };
        part.end_line = line;
        match part.fields.last_mut().filter(|_| after_field) {
            Some(field) => field.reading = Some(reading),
            None => part.reading = Some(reading),
        }
    }

    fn row(&mut self, line: u32, cells: &[&str]) {
        let is_rule = !cells.is_empty()
            && cells
                .iter()
                .all(|cell| cell.len() >= 3 && cell.bytes().all(|byte| matches!(byte, b'-' | b':')));
        if let Some(part) = self.current() {
            part.end_line = line;
            if !(is_rule && part.rows.len() == 1) {
                part.rows
                    .push(cells.iter().map(|cell| words::read(cell)).collect());
            }
        }
    }

    fn fence(&mut self, lines: &[&str], at: usize, indent: usize) -> usize {
        let opening = lines[at].trim_start_matches(' ');
        let ticks = opening.len() - opening.trim_start_matches('`').len();
        let closes = |line: &&str| {
            let line = line.trim_matches([' ', '\r']);
            line.len() >= ticks && line.bytes().all(|byte| byte == b'`')
        };
        let inside = &lines[at + 1..];
        let length = inside.iter().position(closes).unwrap_or(inside.len());
        let text: Vec<&str> = inside[..length]
            .iter()
            .map(|line| {
                let blanks = line.bytes().take_while(|byte| *byte == b' ').count();
                &line[blanks.min(indent)..]
            })
            .collect();
        let end = (at + 1 + length).min(lines.len() - 1);
        self.close_lists(indent);
        self.after_field = false;
        let fence = Fence {
            line: at as u32 + 1,
            info: opening[ticks..].trim_matches([' ', '\r']).to_owned(),
            text: text.join("\n"),
        };
        match self.current().filter(|part| part.fence.is_none()) {
            Some(part) => {
                part.end_line = end as u32 + 1;
                part.fence = Some(fence);
            }
            None => self.document.stray.extend(
                (fence.line + 1..)
                    .zip(fence.text.split('\n'))
                    .filter(|(_, text)| !text.trim().is_empty())
                    .map(|(line, text)| (line, text.trim_end().to_owned())),
            ),
        }
        end + 1
    }

    fn current(&mut self) -> Option<&mut Part> {
        match self.entries.last_mut() {
            Some((_, part)) => Some(part),
            None => self.headings.last_mut(),
        }
    }

    /// Entries at this indentation or deeper are complete.
    fn close_lists(&mut self, indent: usize) {
        while self.entries.last().is_some_and(|(open, _)| *open >= indent) {
            if let Some((_, part)) = self.entries.pop()
                && let Some(parent) = self.current()
            {
                parent.parts.push(part);
            }
        }
    }

    /// Headings of this level or deeper are complete. Sections stand in the document, whatever is below them in them.
    fn close_headings(&mut self, level: u8) {
        while self.headings.last().is_some_and(
            |part| matches!(part.mark, Mark::Heading(open) if open >= level || open <= 2 && level <= 2),
        ) {
            if let Some(part) = self.headings.pop() {
                match self.headings.last_mut() {
                    Some(parent) if parent.mark == Mark::Heading(2) => parent.parts.push(part),
                    _ => self.document.sections.push(part),
                }
            }
        }
    }
}

fn heading(body: &str) -> Option<(u8, &str)> {
    let words = body.trim_start_matches('#');
    let level = body.len() - words.len();
    let spaced = words.is_empty() || words.starts_with(' ');
    (1..=6).contains(&level).then_some(())?;
    spaced.then(|| (level as u8, words.strip_prefix(' ').unwrap_or(words)))
}

/// The mark of an entry and its raw words.
fn entry(body: &str) -> Option<(Mark, &str)> {
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=9).contains(&digits) {
        let rest = body[digits..].strip_prefix(['.', ')'])?;
        let spaced = rest.is_empty() || rest.starts_with(' ');
        return spaced.then(|| (Mark::Number, rest.strip_prefix(' ').unwrap_or(rest)));
    }
    let rest = body.strip_prefix(['-', '*', '+'])?;
    let rest = if rest.is_empty() {
        rest
    } else {
        rest.strip_prefix(' ')?
    };
    for (mark, ticked) in [("[ ]", false), ("[x]", true), ("[X]", true)] {
        if let Some(after) = rest.strip_prefix(mark)
            && (after.is_empty() || after.starts_with(' '))
        {
            return Some((Mark::Box(ticked), after.strip_prefix(' ').unwrap_or(after)));
        }
    }
    Some((Mark::Bullet, rest))
}

fn reading(body: &str) -> Option<Reading> {
    let (seal, json) = body
        .strip_prefix(READING)?
        .strip_suffix(READING_END)?
        .split_once(' ')?;
    // What does not read as JSON is a reading that fits nothing, and is told as one.
    let value = serde_json::from_str(json).unwrap_or(Value::Null);
    Some(Reading {
        seal: seal.to_owned(),
        value,
    })
}
