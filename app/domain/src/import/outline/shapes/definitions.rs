//! Words and what they mean, as the lists of definitions some dialects have.

use super::is_short;
use crate::import::outline::{Block, Body, Entry, Line};
use crate::import::{body, topic};

/// A word on a line of its own and what it means behind colons: `Freeze` and `: No merges.` below it.
pub fn defined(lines: &[Line]) -> Option<(Line, Vec<Line>)> {
    let (term, rest) = lines.split_first()?;
    let meanings: Vec<Line> = rest
        .iter()
        .filter_map(|line| line.text.strip_prefix(": ").map(|words| (line.line, words)))
        .flat_map(|(line, words)| {
            body::sentences(words).into_iter().map(move |sentence| Line {
                line,
                text: sentence.trim_end_matches('.').to_owned(),
                ..Line::default()
            })
        })
        .collect();
    let all = !rest.is_empty() && rest.iter().all(|line| line.text.starts_with(": "));
    (all && is_short(&term.text)).then(|| (term.clone(), meanings))
}

/// A definition as an entry; one that stands apart from the work as a heading with its words below.
pub fn push(out: &mut Vec<Block>, block: &Block, term: Line, meanings: Vec<Line>, level: u8) {
    let (line, end_line) = (block.line, block.end_line);
    let below = meanings.first().map(|first| Block {
        line: first.line,
        end_line,
        body: Body::Paragraph(meanings.clone()),
    });
    if topic::stands_apart(topic::of(&term.text)) {
        out.push(Block {
            line,
            end_line: line,
            body: Body::Heading {
                level: level + 1,
                title: term,
            },
        });
        out.extend(below);
        return;
    }
    let head = Block {
        line,
        end_line: line,
        body: Body::Paragraph(vec![term]),
    };
    let entry = Entry {
        line,
        end_line,
        number: None,
        ticked: None,
        blocks: std::iter::once(head).chain(below).collect(),
    };
    match out.last_mut() {
        Some(Block {
            end_line: end,
            body: Body::List {
                ordered: false,
                entries,
            },
            ..
        }) if entries
            .iter()
            .all(|entry| entry.ticked.is_none() && !entry.rest().is_empty()) =>
        {
            *end = end_line;
            entries.push(entry);
        }
        _ => out.push(Block {
            line,
            end_line,
            body: Body::List {
                ordered: false,
                entries: vec![entry],
            },
        }),
    }
}
