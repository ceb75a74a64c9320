//! Shell text as tree-sitter's Bash grammar sees it: the statements and comments of a block,
//! and the calls, redirections and assignments inside a statement.

use std::cell::RefCell;
use std::sync::LazyLock;

use regex::Regex;
use tree_sitter::{Node, Parser, Tree};

use super::placeholder;
use super::word::Source;

/// Longer blocks are split by lines only: nobody wrote them as a list of commands.
const LONGEST_PARSED_BYTES: usize = 128 * 1024;

/// The grammar's work grows with the square of a pipeline's length.
const MOST_PIPES: usize = 400;

/// A statement or a comment standing in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Rows from 0, both included.
    pub from_row: usize,
    pub to_row: usize,
    pub comment: bool,
    pub text: String,
}

/// One program with its arguments, quotes removed and variables written as `{{NAME}}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub name: String,
    pub args: Vec<String>,
    /// Calls joined by pipes share a number.
    pub pipeline: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    pub operator: String,
    pub target: String,
}

/// What a statement consists of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    pub calls: Vec<Call>,
    pub redirects: Vec<Redirect>,
    pub assignments: Vec<(String, String)>,
    /// How often the body of a counted loop runs.
    pub repeats: Option<u32>,
    pub background: bool,
    /// True where the grammar could not read all of it.
    pub broken: bool,
}

thread_local! {
    // Making a parser costs more than parsing a line with it; it keeps nothing from one text to the next.
    static PARSER: RefCell<Option<Parser>> = RefCell::new({
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_bash::LANGUAGE.into()).is_ok().then_some(parser)
    });
}

static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^for\s+\w+\s+in\s+(?:\{(?P<a>\d{1,6})\.\.(?P<b>\d{1,6})\}|[`$(]+seq\s+(?:(?P<c>\d{1,6})\s+)?(?P<d>\d{1,6})[`)])")
        .expect("a valid pattern")
});

/// The statements and comments of a block, in order. Rows that the grammar cannot read stand one by one.
pub fn pieces(text: &str) -> Vec<Piece> {
    let rows: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let Some((tree, _)) = parse(text) else {
        by_row(&rows, 0, rows.len().saturating_sub(1), &mut found);
        return found;
    };
    let root = tree.root_node();
    let starts = row_starts(text);
    let mut next_row = 0;
    let mut cursor = root.walk();
    for node in root.children(&mut cursor) {
        let (from, to) = (node.start_position().row, last_row(&node));
        if !node.is_named() && !node.is_error() {
            continue;
        }
        let unreadable = node.is_error() || root.is_error() || (node.has_error() && to > from);
        if unreadable {
            let start = from.max(next_row);
            if start <= to {
                by_row(&rows, start, to.min(rows.len().saturating_sub(1)), &mut found);
            }
            next_row = next_row.max(to + 1);
            continue;
        }
        if from < next_row
            && found
                .last()
                .is_none_or(|last: &Piece| last.to_row != from || node.kind() != "comment")
        {
            // A second statement on a row that was already taken belongs to that row.
            if let Some(last) = found
                .last_mut()
                .filter(|last| !last.comment && last.to_row == from)
            {
                last.to_row = to;
                last.text = until(text, &starts, last.from_row, node.end_byte());
                next_row = to + 1;
            }
            continue;
        }
        let comment = node.kind() == "comment";
        let piece = if comment {
            text.get(node.byte_range()).unwrap_or(rows[from]).to_owned()
        } else {
            until(text, &starts, from, node.end_byte())
        };
        found.push(Piece {
            from_row: from,
            to_row: to,
            comment,
            text: piece,
        });
        next_row = next_row.max(to + 1);
    }
    uncovered(&rows, &mut found);
    found
}

/// Rows that the grammar left out of its tree stand by themselves.
fn uncovered(rows: &[&str], found: &mut Vec<Piece>) {
    let mut covered = vec![false; rows.len()];
    for piece in found.iter() {
        covered
            .iter_mut()
            .take(piece.to_row + 1)
            .skip(piece.from_row)
            .for_each(|row| *row = true);
    }
    let before = found.len();
    for (row, _) in covered.iter().enumerate().filter(|(_, covered)| !**covered) {
        by_row(rows, row, row, found);
    }
    if found.len() > before {
        found.sort_by_key(|piece| (piece.from_row, piece.comment));
    }
}

fn row_starts(text: &str) -> Vec<usize> {
    std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect()
}

/// From the start of a row to the end of a statement: a comment after it on the row stays outside, a `&` inside.
fn until(text: &str, starts: &[usize], row: usize, end: usize) -> String {
    let start = starts.get(row).copied().unwrap_or(0);
    let end = text.floor_char_boundary(end);
    let rest = &text[end..];
    let background = rest.trim_start_matches([' ', '\t']);
    let end = if background.starts_with('&') && !background.starts_with("&&") {
        end + rest.len() - background.len() + 1
    } else {
        end
    };
    text[start..end].trim_end().to_owned()
}

/// Where a heredoc ends at the start of a row, that row is no longer part of it.
fn last_row(node: &Node<'_>) -> usize {
    let end = node.end_position();
    if end.column == 0 && end.row > node.start_position().row {
        end.row - 1
    } else {
        end.row
    }
}

fn by_row(rows: &[&str], from: usize, to: usize, found: &mut Vec<Piece>) {
    let mut row = from;
    while row <= to && row < rows.len() {
        let start = row;
        while rows[row].trim_end().ends_with('\\') && row < to && row + 1 < rows.len() {
            row += 1;
        }
        let text = rows[start..=row].join("\n");
        let trimmed = text.trim_start();
        if !trimmed.is_empty() {
            let comment = trimmed.starts_with('#');
            let text = if comment { trimmed.to_owned() } else { text };
            found.push(Piece {
                from_row: start,
                to_row: row,
                comment,
                text,
            });
        }
        row += 1;
    }
}

/// The calls of a statement, in order.
pub fn script(text: &str) -> Script {
    let Some((tree, masked)) = parse(text) else {
        return Script {
            broken: true,
            ..Script::default()
        };
    };
    let mut script = Script {
        broken: tree.root_node().has_error(),
        ..Script::default()
    };
    let source = Source {
        text,
        masked: &masked,
    };
    let mut cursor = tree.walk();
    // The pipeline that each node on the way down stands in; asking nodes for their parents would walk from the root each time.
    let mut pipelines: Vec<Option<usize>> = vec![None];
    loop {
        let node = cursor.node();
        let outer = pipelines.last().copied().flatten();
        match node.kind() {
            "command" => script.calls.extend(call(&source, &node, outer)),
            "test_command" => script.calls.push(Call {
                name: "[".into(),
                args: Vec::new(),
                pipeline: node.id(),
            }),
            "declaration_command" | "unset_command" => script.calls.push(Call {
                name: source
                    .raw(&node)
                    .split_whitespace()
                    .next()
                    .unwrap_or("export")
                    .to_owned(),
                args: Vec::new(),
                pipeline: node.id(),
            }),
            "file_redirect" => script.redirects.extend(redirect(&source, &node)),
            "variable_assignment" => script.assignments.extend(assignment(&source, &node)),
            "for_statement" => script.repeats = script.repeats.max(counted(source.raw(&node))),
            "&" => script.background = true,
            _ => {}
        }
        if cursor.goto_first_child() {
            pipelines.push(match node.kind() {
                "pipeline" => outer.or(Some(node.id())),
                "redirected_statement" => outer,
                _ => None,
            });
            continue;
        }
        while !cursor.goto_next_sibling() {
            pipelines.pop();
            if !cursor.goto_parent() {
                return script;
            }
        }
    }
}

fn counted(text: &str) -> Option<u32> {
    let found = COUNTED.captures(text)?;
    let value = |name: &str| {
        found
            .name(name)
            .and_then(|number| number.as_str().parse::<u32>().ok())
    };
    match (value("a"), value("b"), value("d")) {
        (Some(first), Some(last), _) => Some(first.abs_diff(last) + 1),
        (_, _, Some(last)) => Some(last.checked_sub(value("c").unwrap_or(1))? + 1),
        _ => None,
    }
}

/// Placeholders such as `<commit>` are no redirections: they are masked by letters of the same length.
fn parse(text: &str) -> Option<(Tree, String)> {
    if text.len() > LONGEST_PARSED_BYTES || text.bytes().filter(|byte| *byte == b'|').count() > MOST_PIPES {
        return None;
    }
    let masked = placeholder::masked_for_shell(text);
    let tree = PARSER.with_borrow_mut(|parser| parser.as_mut()?.parse(&masked, None))?;
    Some((tree, masked))
}

fn call(source: &Source<'_>, node: &Node<'_>, pipeline: Option<usize>) -> Option<Call> {
    let mut cursor = node.walk();
    let (mut name, mut args) = (None, Vec::new());
    for child in node.children(&mut cursor) {
        match child.kind() {
            "command_name" => name = Some(source.word(&child.child(0).unwrap_or(child))),
            "variable_assignment" | "file_redirect" | "herestring_redirect" | "heredoc_redirect" => {}
            _ if name.is_some() && child.is_named() => args.push(source.word(&child)),
            _ => {}
        }
    }
    Some(Call {
        name: name?,
        args,
        pipeline: pipeline.unwrap_or(node.id()),
    })
}

fn redirect(source: &Source<'_>, node: &Node<'_>) -> Option<Redirect> {
    let mut cursor = node.walk();
    let operator = node
        .children(&mut cursor)
        .find(|child| !child.is_named())
        .map(|child| source.raw(&child).to_owned())?;
    let target = node
        .child_by_field_name("destination")
        .map(|target| source.word(&target))
        .unwrap_or_default();
    Some(Redirect { operator, target })
}

fn assignment(source: &Source<'_>, node: &Node<'_>) -> Option<(String, String)> {
    let name = node.child_by_field_name("name")?;
    let value = node
        .child_by_field_name("value")
        .map(|value| source.word(&value))
        .unwrap_or_default();
    Some((source.raw(&name).to_owned(), value))
}
