//! Words inside HTML blocks: tags and comments go, boxes become boxes, list entries and headings keep their shape.
//! A small scanner, not a browser: nothing is rendered, fetched or run.

use super::{Block, Body, Entry, Line};

const TAGS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "blockquote",
    "body",
    "br",
    "button",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "mark",
    "math",
    "meta",
    "nav",
    "object",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
];

pub fn is_tag(name: &str) -> bool {
    TAGS.contains(&name)
}

/// The blocks an HTML block stands for. Script, style and comments give none.
pub fn blocks(html: &str, first_line: u32) -> Vec<Block> {
    let mut reader = Reader {
        line: first_line,
        out: Vec::new(),
        text: String::new(),
        text_line: first_line,
        shape: Shape::Text,
    };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        reader.words(&rest[..at]);
        rest = &rest[at..];
        let taken = reader.markup(rest);
        reader.count_lines(&rest[..taken]);
        rest = &rest[taken..];
    }
    reader.words(rest);
    reader.flush();
    reader.out
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Text,
    Heading(u8),
    Entry { ticked: Option<bool> },
}

struct Reader {
    line: u32,
    out: Vec<Block>,
    text: String,
    text_line: u32,
    shape: Shape,
}

impl Reader {
    fn words(&mut self, text: &str) {
        if self.text.trim().is_empty() {
            let leading: &str = &text[..text.len() - text.trim_start().len()];
            self.text_line = self.line + leading.matches('\n').count() as u32;
        }
        self.text.push_str(text);
        self.count_lines(text);
    }

    fn count_lines(&mut self, text: &str) {
        self.line += text.matches('\n').count() as u32;
    }

    /// Handles what begins with `<` and says how many bytes it took.
    fn markup(&mut self, rest: &str) -> usize {
        if rest.starts_with("<!--") {
            return rest.find("-->").map_or(rest.len(), |end| end + 3);
        }
        let Some(end) = rest.find('>').map(|end| end + 1) else {
            self.text.push_str(rest);
            return rest.len();
        };
        let tag = &rest[..end];
        let closes = tag.starts_with("</");
        let name: String = tag
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_lowercase();
        match name.as_str() {
            "script" | "style" | "svg" | "math" | "iframe" if !closes => {
                let close = format!("</{name}");
                let closes = |at: &usize| {
                    rest.as_bytes()[*at..].len() >= close.len()
                        && rest.as_bytes()[*at..*at + close.len()].eq_ignore_ascii_case(close.as_bytes())
                };
                let at = rest.match_indices("</").map(|(at, _)| at).find(closes);
                return at
                    .and_then(|at| rest[at..].find('>').map(|more| at + more + 1))
                    .unwrap_or(rest.len());
            }
            "li" if !closes => {
                self.flush();
                self.shape = Shape::Entry { ticked: None };
            }
            "input" if tag.to_ascii_lowercase().contains("checkbox") => {
                let ticked = Some(tag.to_ascii_lowercase().contains("checked"));
                if !self.text.trim().is_empty() {
                    self.flush();
                }
                self.shape = Shape::Entry { ticked };
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !closes => {
                self.flush();
                self.shape = Shape::Heading(name.as_bytes()[1] - b'0');
            }
            "br" | "p" | "div" | "summary" | "details" | "ul" | "ol" | "li" | "h1" | "h2" | "h3" | "h4"
            | "h5" | "h6" | "tr" | "table" | "hr" => self.flush(),
            "td" | "th" if closes => self.text.push_str("  "),
            name if is_tag(name) => {}
            _ => self.text.push_str(tag),
        }
        end
    }

    fn flush(&mut self) {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.text.clear();
        let shape = std::mem::replace(&mut self.shape, Shape::Text);
        if text.is_empty() {
            // An opened entry or heading whose words are still to come keeps its shape.
            self.shape = if matches!(shape, Shape::Entry { ticked: Some(_) }) {
                shape
            } else {
                Shape::Text
            };
            return;
        }
        let line = Line {
            line: self.text_line,
            text: unescaped(&text),
            ..Line::default()
        };
        let (from, to) = (self.text_line, self.line.max(self.text_line));
        let paragraph = |line| Block {
            line: from,
            end_line: to,
            body: Body::Paragraph(vec![line]),
        };
        match shape {
            Shape::Text => self.out.push(paragraph(line)),
            Shape::Heading(level) => self.out.push(Block {
                line: from,
                end_line: to,
                body: Body::Heading { level, title: line },
            }),
            Shape::Entry { ticked } => {
                let entry = Entry {
                    line: from,
                    end_line: to,
                    number: None,
                    ticked,
                    blocks: vec![paragraph(line)],
                };
                match self.out.last_mut() {
                    Some(Block {
                        end_line,
                        body: Body::List { entries, .. },
                        ..
                    }) => {
                        *end_line = to;
                        entries.push(entry);
                    }
                    _ => self.out.push(Block {
                        line: from,
                        end_line: to,
                        body: Body::List {
                            ordered: false,
                            entries: vec![entry],
                        },
                    }),
                }
            }
        }
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(html: &str) -> Vec<String> {
        let mut out = Vec::new();
        for block in blocks(html, 1) {
            match block.body {
                Body::Paragraph(lines) => out.push(super::super::joined(&lines)),
                Body::Heading { level, title } => out.push(format!("h{level} {}", title.text)),
                Body::List { entries, .. } => out.extend(
                    entries
                        .iter()
                        .map(|e| format!("{:?} {} @{}", e.ticked, e.text(), e.line)),
                ),
                _ => {}
            }
        }
        out
    }

    #[test]
    fn comments_and_scripts_have_no_words() {
        assert!(blocks("<!--\n- [ ] Issue 1\n-->", 1).is_empty());
        assert!(blocks("<script>alert('x')</script>", 1).is_empty());
        assert!(blocks("<svg onload=x><text>hi</text></svg>", 1).is_empty());
    }

    #[test]
    fn boxes_lists_and_headings_keep_their_shape() {
        let html = "<h2>Checks</h2>\n<ul>\n<li><input type=\"checkbox\" checked> Backup &amp; restore</li>\n<li><input type=checkbox>\nSmoke test</li>\n<li>Plain</li>\n</ul>";
        assert_eq!(
            words(html),
            [
                "h2 Checks",
                "Some(true) Backup & restore @3",
                "Some(false) Smoke test @5",
                "None Plain @6"
            ]
        );
    }

    #[test]
    fn a_summary_keeps_its_words_and_a_placeholder_is_no_tag() {
        assert_eq!(
            words("<details>\n<summary>Full context</summary>\nrun <commit-hash>"),
            ["Full context", "run <commit-hash>"]
        );
    }
}
