//! From the Markdown parser's tree to our own blocks, within stated bounds.

use std::cell::Cell;

use comrak::nodes::{AstNode, ListType, NodeCodeBlock, NodeValue};
use comrak::{Arena, Options};

use super::{Block, Body, Entry, Fence, Line, html, inline, shapes};
use crate::import::ImportRefused;
use crate::import::decode;
use crate::import::limits::{
    MAX_DEPTH, MAX_FENCE_LINES, MAX_MARKS, MAX_PARSE_STEPS, MAX_PARTS, MAX_TABLE_COLUMNS, MAX_TABLE_ROWS,
};

/// Parses a text into blocks.
///
/// # Errors
/// Refused when nesting, tables or the number of blocks pass their limits.
pub fn build(text: &str) -> Result<Vec<Block>, ImportRefused> {
    quotes_within_bounds(text)?;
    marks_within_bounds(text)?;
    let arena = Arena::new();
    let options = options(text);
    // The parser asks after every 256 of its steps: a count bounds it the same on every machine, a clock would not.
    let asked = Cell::new(0_usize);
    let too_many = || {
        asked.set(asked.get() + 1);
        asked.get() * 256 > MAX_PARSE_STEPS
    };
    let root = comrak::try_parse_document(&arena, text, &options, &too_many)
        .map_err(|_| ImportRefused::TooIntricate)?;
    let mut builder = Builder { parts: 0 };
    Ok(shapes::written_out(builder.children(root, 0)?))
}

/// The parser's time grows with the square of the depth of quotations, so a depth far beyond the limit never reaches it.
fn quotes_within_bounds(text: &str) -> Result<(), ImportRefused> {
    let starts = decode::line_starts(text);
    for (at, start) in starts.iter().enumerate() {
        let line = &text.as_bytes()[*start..];
        let marks = line
            .iter()
            .take_while(|byte| matches!(byte, b'>' | b' '))
            .filter(|byte| **byte == b'>')
            .count();
        if marks > 4 * MAX_DEPTH {
            return Err(ImportRefused::TooDeep { line: at as u32 + 1 });
        }
    }
    Ok(())
}

/// Every opening bracket and every run of another mark may become nodes of the parser's tree, which needs far more memory than the text.
fn marks_within_bounds(text: &str) -> Result<(), ImportRefused> {
    let mut before = b' ';
    let mut marks = 0_usize;
    for byte in text.bytes() {
        let run = matches!(byte, b'*' | b'_' | b'`' | b'~') && byte != before;
        marks += usize::from(run || byte == b'[');
        before = byte;
    }
    if marks > MAX_MARKS {
        return Err(ImportRefused::TooIntricate);
    }
    Ok(())
}

fn options(text: &str) -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.strikethrough = true;
    options.extension.alerts = true;
    options.parse.relaxed_tasklist_matching = true;
    let first = text.lines().next().unwrap_or_default().trim_end();
    if first == "---" || first == "+++" {
        options.extension.front_matter_delimiter = Some(first.to_owned());
    }
    options
}

struct Builder {
    parts: usize,
}

impl Builder {
    fn children<'a>(&mut self, node: &'a AstNode<'a>, depth: usize) -> Result<Vec<Block>, ImportRefused> {
        let mut blocks = Vec::new();
        let mut html: Option<Html> = None;
        for child in node.children() {
            if let NodeValue::HtmlBlock(block) = &child.data.borrow().value {
                self.count("blocks and entries")?;
                let line = child.data.borrow().sourcepos.start.line as u32;
                html.get_or_insert_with(|| Html::new(line))
                    .add(line, &block.literal);
                continue;
            }
            if let Some(html) = html.take() {
                html.finish(&mut blocks)?;
            }
            self.block(child, depth, &mut blocks)?;
        }
        if let Some(html) = html {
            html.finish(&mut blocks)?;
        }
        Ok(blocks)
    }

    fn block<'a>(
        &mut self,
        node: &'a AstNode<'a>,
        depth: usize,
        out: &mut Vec<Block>,
    ) -> Result<(), ImportRefused> {
        let data = node.data.borrow();
        let line = data.sourcepos.start.line as u32;
        let end_line = (data.sourcepos.end.line as u32).max(line);
        if depth > MAX_DEPTH {
            return Err(ImportRefused::TooDeep { line });
        }
        self.count("blocks and entries")?;
        let body = match &data.value {
            NodeValue::Heading(heading) => {
                let lines = inline::lines(node);
                let title = Line {
                    line,
                    ..merged(lines)
                };
                Body::Heading {
                    level: heading.level,
                    title,
                }
            }
            NodeValue::Paragraph | NodeValue::Subtext => {
                let lines = inline::lines(node);
                if lines.is_empty() {
                    Body::Markup
                } else {
                    Body::Paragraph(lines)
                }
            }
            NodeValue::List(list) => {
                let ordered = list.list_type == ListType::Ordered;
                Body::List {
                    ordered,
                    entries: self.entries(node, list.start, ordered, depth)?,
                }
            }
            NodeValue::CodeBlock(code) => Body::Fence(Self::fence(code, line)?),
            NodeValue::Table(_) => self.table(node, line, depth)?,
            NodeValue::BlockQuote | NodeValue::MultilineBlockQuote(_) | NodeValue::Alert(_) => {
                Body::Quote(self.children(node, depth + 1)?)
            }
            NodeValue::FrontMatter(text) => Body::FrontMatter(
                text.lines()
                    .zip(line..)
                    .map(|(text, line)| Line {
                        line,
                        text: text.trim_end().to_owned(),
                        ..Line::default()
                    })
                    .collect(),
            ),
            NodeValue::ThematicBreak => Body::Rule,
            _ => Body::Markup,
        };
        out.push(Block { line, end_line, body });
        Ok(())
    }

    fn count(&mut self, what: &str) -> Result<(), ImportRefused> {
        self.parts += 1;
        if self.parts > MAX_PARTS {
            Err(ImportRefused::TooMany {
                what: what.to_owned(),
            })
        } else {
            Ok(())
        }
    }

    fn entries<'a>(
        &mut self,
        list: &'a AstNode<'a>,
        start: usize,
        ordered: bool,
        depth: usize,
    ) -> Result<Vec<Entry>, ImportRefused> {
        let mut entries = Vec::new();
        for (at, node) in list.children().enumerate() {
            self.count("blocks and entries")?;
            let data = node.data.borrow();
            let line = data.sourcepos.start.line as u32;
            let end_line = (data.sourcepos.end.line as u32).max(line);
            let number = ordered.then(|| u32::try_from(start.saturating_add(at)).unwrap_or(u32::MAX));
            let mut blocks = self.children(node, depth + 1)?;
            let symbol = match &data.value {
                NodeValue::TaskItem(task) => Some(task.symbol),
                _ => None,
            };
            let ticked = symbol.and_then(|symbol| ticked(symbol, &mut blocks));
            entries.push(Entry {
                line,
                end_line,
                number,
                ticked,
                blocks,
            });
        }
        Ok(entries)
    }

    fn fence(code: &NodeCodeBlock, line: u32) -> Result<Fence, ImportRefused> {
        let lines = code.literal.lines().count();
        if lines > MAX_FENCE_LINES {
            return Err(ImportRefused::FenceTooLong { line, lines });
        }
        let first_line = if code.fenced { line + 1 } else { line };
        Ok(Fence {
            info: code.info.trim().to_owned(),
            text: code.literal.clone(),
            first_line,
            closed: code.closed,
        })
    }

    fn table<'a>(&mut self, table: &'a AstNode<'a>, line: u32, depth: usize) -> Result<Body, ImportRefused> {
        if depth >= MAX_DEPTH {
            return Err(ImportRefused::TooDeep { line });
        }
        let mut headers = Vec::new();
        let mut rows = Vec::new();
        let columns = table.first_child().map_or(0, |head| head.children().count());
        within_bounds(line, columns, table.children().count().saturating_sub(1))?;
        for row in table.children() {
            let row_line = row.data.borrow().sourcepos.start.line as u32;
            let cells: Vec<Line> = row
                .children()
                .map(|cell| Line {
                    line: row_line,
                    ..merged(inline::lines(cell))
                })
                .collect();
            match row.data.borrow().value {
                NodeValue::TableRow(true) => headers = cells,
                _ => rows.push(cells),
            }
        }
        Ok(Body::Table { headers, rows })
    }
}

/// HTML blocks that follow each other with nothing but blank lines between: one element may reach over several.
struct Html {
    first_line: u32,
    next_line: u32,
    text: String,
}

impl Html {
    fn new(line: u32) -> Self {
        Html {
            first_line: line,
            next_line: line,
            text: String::new(),
        }
    }

    fn add(&mut self, line: u32, literal: &str) {
        while self.next_line < line {
            self.text.push('\n');
            self.next_line += 1;
        }
        self.text.push_str(literal);
        self.next_line += literal.matches('\n').count() as u32;
    }

    fn finish(self, out: &mut Vec<Block>) -> Result<(), ImportRefused> {
        let found = html::blocks(&self.text, self.first_line);
        for block in &found {
            if let Body::Table { headers, rows } = &block.body {
                let widest = rows.iter().chain([headers]).map(Vec::len).max().unwrap_or(0);
                within_bounds(block.line, widest, rows.len())?;
            }
        }
        if found.is_empty() {
            out.push(Block {
                line: self.first_line,
                end_line: self.next_line.saturating_sub(1).max(self.first_line),
                body: Body::Markup,
            });
        }
        out.extend(found);
        Ok(())
    }
}

/// Refused when a table is wider or longer than what is read.
fn within_bounds(line: u32, columns: usize, rows: usize) -> Result<(), ImportRefused> {
    if columns > MAX_TABLE_COLUMNS {
        Err(ImportRefused::TableTooWide { line, columns })
    } else if rows > MAX_TABLE_ROWS {
        Err(ImportRefused::TableTooLong { line, rows })
    } else {
        Ok(())
    }
}

/// Whether a box is ticked; a symbol that is no tick goes back into the words ("[1] see below").
fn ticked(symbol: Option<char>, blocks: &mut [Block]) -> Option<bool> {
    match symbol {
        None | Some('-' | '_' | '~' | '✗' | '✘' | '❌' | '⬜' | '☐') => Some(false),
        Some('x' | 'X' | '✓' | '✔' | '✅' | '☑' | '*' | '+' | 'v' | 'V' | 'х' | 'Х') => Some(true),
        Some(other) => {
            if let Some(Block {
                body: Body::Paragraph(lines),
                ..
            }) = blocks.first_mut()
                && let Some(first) = lines.first_mut()
            {
                let mark = format!("[{other}] ");
                first.bold = first
                    .bold
                    .iter()
                    .map(|range| range.start + mark.len()..range.end + mark.len())
                    .collect();
                first.leading_code = None;
                first.text.insert_str(0, &mark);
            }
            None
        }
    }
}

/// Several lines as one, for headings and cells.
fn merged(lines: Vec<Line>) -> Line {
    let mut lines = lines.into_iter();
    let Some(mut first) = lines.next() else {
        return Line::default();
    };
    for line in lines {
        let moved = first.text.len() + 1;
        first.text.push(' ');
        first.text.push_str(&line.text);
        first.bold.extend(
            line.bold
                .iter()
                .map(|range| range.start + moved..range.end + moved),
        );
    }
    first
}
