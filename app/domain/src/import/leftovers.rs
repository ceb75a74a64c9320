//! What is kept although it became no part of the work: every heading with what it became, and words that stayed text.

use super::ledger::Ledger;
use super::outline::{Block, Body, Line};
use crate::checklist::{Checklist, HeadingFound, Note};

pub fn collect(
    out: &mut Checklist,
    blocks: &[Block],
    ledger: &Ledger,
    id_of: &dyn Fn(&str) -> Option<String>,
) {
    let mut note = |line: &Line| {
        if ledger.of_line(line.line).0 == "prose" && !line.text.is_empty() {
            out.notes.push(Note {
                line: line.line,
                text: line.text.clone(),
            });
        }
    };
    for block in blocks {
        match &block.body {
            Body::Heading { level, title } => {
                let (kind, id) = ledger.of_line(title.line);
                let id = id.and_then(id_of);
                out.headings.push(HeadingFound {
                    line: title.line,
                    level: *level,
                    title: title.text.clone(),
                    kind: kind.to_owned(),
                    id,
                });
            }
            _ => words(block, &mut note),
        }
    }
}

/// Every line of running text in a block, in order.
fn words(block: &Block, take: &mut dyn FnMut(&Line)) {
    match &block.body {
        Body::Paragraph(lines) | Body::FrontMatter(lines) => lines.iter().for_each(take),
        Body::Heading { title, .. } => take(title),
        Body::List { entries, .. } => entries
            .iter()
            .flat_map(|entry| &entry.blocks)
            .for_each(|block| words(block, take)),
        Body::Quote(inner) => inner.iter().for_each(|block| words(block, take)),
        Body::Fence(fence) => {
            for (line, text) in (fence.first_line..)
                .zip(fence.text.lines())
                .filter(|(_, text)| !text.trim().is_empty())
            {
                take(&Line {
                    line,
                    text: text.trim_end().to_owned(),
                    ..Line::default()
                });
            }
        }
        Body::Table { .. } | Body::Markup | Body::Rule => {}
    }
}
