//! Inline Markdown to plain lines: marks go, words stay, and each line knows what was bold or code at its start.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, NodeValue};

use super::Line;

/// The lines of a paragraph, a heading or a cell.
pub fn lines<'a>(node: &'a AstNode<'a>) -> Vec<Line> {
    let mut writer = Writer {
        line: Line {
            line: first_line(node),
            ..Line::default()
        },
        done: Vec::new(),
        bold_from: None,
        links: 0,
        hidden: 0,
    };
    for edge in node.traverse() {
        match edge {
            NodeEdge::Start(inner) => writer.open(&inner.data.borrow().value),
            NodeEdge::End(inner) => writer.close(&inner.data.borrow().value),
        }
    }
    writer.finish()
}

fn first_line<'a>(node: &'a AstNode<'a>) -> u32 {
    node.data.borrow().sourcepos.start.line as u32
}

struct Writer {
    line: Line,
    done: Vec<Line>,
    bold_from: Option<usize>,
    links: usize,
    hidden: usize,
}

impl Writer {
    fn open(&mut self, value: &NodeValue) {
        match value {
            NodeValue::Text(text) => self.push(text),
            NodeValue::Code(code) => {
                let from = self.line.text.len();
                let first = self.line.text.trim().is_empty();
                self.push(&code.literal);
                if first {
                    self.line.leading_code = Some(from..self.line.text.len());
                }
            }
            NodeValue::Math(math) => self.push(&math.literal),
            NodeValue::HtmlInline(tag) => self.html(tag),
            NodeValue::SoftBreak | NodeValue::LineBreak => self.break_line(true),
            NodeValue::Strong if self.bold_from.is_none() => self.bold_from = Some(self.line.text.len()),
            NodeValue::Link(_) | NodeValue::WikiLink(_) => self.links += 1,
            NodeValue::Image(_) => self.links += 1,
            NodeValue::FootnoteReference(note) => self.push(&format!("[^{}]", note.name)),
            _ => {}
        }
    }

    fn close(&mut self, value: &NodeValue) {
        if matches!(value, NodeValue::Strong) {
            self.end_bold();
        }
    }

    fn end_bold(&mut self) {
        if let Some(from) = self.bold_from.take()
            && from < self.line.text.len()
        {
            self.line.bold.push(from..self.line.text.len());
        }
    }

    fn push(&mut self, text: &str) {
        if self.hidden == 0 {
            self.line.text.push_str(text);
        }
    }

    /// Tags vanish, a break breaks, and `<words-in-angles>` that are no tag are a placeholder of the author's.
    fn html(&mut self, tag: &str) {
        let name = super::html::name(tag);
        let opens = !tag.starts_with("</");
        match name.as_str() {
            "br" => self.break_line(false),
            "input" if tag.to_ascii_lowercase().contains("checkbox") => {
                let ticked = tag.to_ascii_lowercase().contains("checked");
                self.push(if ticked { "[x] " } else { "[ ] " });
            }
            "b" | "strong" if opens && self.bold_from.is_none() => {
                self.bold_from = Some(self.line.text.len())
            }
            "b" | "strong" => self.end_bold(),
            "script" | "style" => {
                self.hidden = if opens {
                    self.hidden + 1
                } else {
                    self.hidden.saturating_sub(1)
                }
            }
            _ if super::html::is_tag(&name) || tag.starts_with("<!") || tag.starts_with("<?") => {}
            _ => self.push(tag),
        }
    }

    fn break_line(&mut self, in_source: bool) {
        let still_bold = self.bold_from.is_some();
        self.end_bold();
        let next = self.line.line + u32::from(in_source);
        let finished = std::mem::replace(
            &mut self.line,
            Line {
                line: next,
                ..Line::default()
            },
        );
        self.done.push(finished);
        if still_bold {
            self.bold_from = Some(0);
        }
    }

    fn finish(mut self) -> Vec<Line> {
        self.end_bold();
        let links = self.links;
        self.done.push(self.line);
        let single = self.done.len() == 1;
        for line in &mut self.done {
            trim(line);
            line.only_link = single && links == 1 && !line.text.contains(['.', ':']);
        }
        self.done.retain(|line| !line.text.is_empty());
        self.done
    }
}

/// Blanks at both ends go; the stretches move along.
fn trim(line: &mut Line) {
    let start = line.text.len() - line.text.trim_start().len();
    let text = line.text.trim().to_owned();
    let moved = |range: &std::ops::Range<usize>| {
        let from = range.start.saturating_sub(start).min(text.len());
        let to = range.end.saturating_sub(start).min(text.len());
        from..to
    };
    line.bold = line
        .bold
        .iter()
        .map(moved)
        .filter(|range| !range.is_empty())
        .collect();
    line.leading_code = line.leading_code.as_ref().map(moved);
    line.text = text;
}
