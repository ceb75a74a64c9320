//! SQL as sqlparser sees it: the statements of a block, and what psql's own commands would ask.

use std::sync::LazyLock;

use regex::Regex;
use sqlparser::ast::{Expr, SelectItem, SetExpr, Statement};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer, Whitespace};

use super::shell::Piece;

pub const LONGEST_PARSED_BYTES: usize = 64 * 1024;
pub const DIALECT: PostgreSqlDialect = PostgreSqlDialect {};

/// Words a statement begins with.
const OPENERS: &[&str] = &[
    "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "TRUNCATE", "SET", "RESET", "SHOW",
    "WITH", "EXPLAIN", "GRANT", "REVOKE", "BEGIN", "START", "COMMIT", "ROLLBACK", "VACUUM", "ANALYZE",
    "ANALYSE", "REINDEX", "COPY", "DO", "CALL", "REFRESH", "LOCK", "NOTIFY", "LISTEN", "COMMENT", "DECLARE",
    "FETCH", "VALUES", "TABLE", "MERGE", "USE", "DESCRIBE",
];

static IDENTIFIER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[A-Za-z_][A-Za-z0-9_]*$").expect("a valid pattern"));

/// Whether a line begins like SQL or one of psql's own commands.
pub fn begins_statement(line: &str) -> bool {
    let line = line.trim_start();
    if let Some(meta) = line.strip_prefix('\\') {
        return meta.starts_with(|first: char| first.is_ascii_alphabetic() || first == '!');
    }
    let word: String = line.chars().take_while(char::is_ascii_alphabetic).collect();
    let next = line[word.len()..].chars().next();
    OPENERS.contains(&word.to_uppercase().as_str())
        && next.is_none_or(|next| next.is_whitespace() || next == ';' || next == '(' || next == '*')
        && !(word.chars().all(char::is_lowercase)
            && line.split_whitespace().count() == 1
            && !line.ends_with(';'))
}

/// The statements and comments of a block, in order. `#` at the start of a line is a comment in a pasted session.
pub fn pieces(text: &str) -> Vec<Piece> {
    let rows: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut plain = Vec::with_capacity(rows.len());
    for (row, line) in rows.iter().enumerate() {
        let trimmed = line.trim_start();
        if trimmed.starts_with('\\') {
            let (meta, note) = trimmed.split_once(" -- ").unwrap_or((trimmed, ""));
            found.push(Piece {
                from_row: row,
                to_row: row,
                comment: false,
                text: meta.trim_end().to_owned(),
            });
            if !note.is_empty() {
                found.push(Piece {
                    from_row: row,
                    to_row: row,
                    comment: true,
                    text: format!("-- {note}"),
                });
            }
            plain.push(";".to_owned());
        } else if trimmed.starts_with('#') {
            plain.push(format!("--{trimmed}"));
        } else {
            plain.push((*line).to_owned());
        }
    }
    let plain = plain.join("\n");
    match tokens(&plain) {
        Some(tokens) => by_token(&tokens, &rows, &mut found),
        None => by_row(&rows, &mut found),
    }
    found.sort_by_key(|piece| (piece.from_row, piece.comment));
    found
}

/// The tokens of a text, where all of it can be read as some.
pub fn tokens(text: &str) -> Option<Vec<TokenWithSpan>> {
    if text.len() > LONGEST_PARSED_BYTES {
        return None;
    }
    Tokenizer::new(&DIALECT, text).tokenize_with_location().ok()
}

fn by_token(tokens: &[TokenWithSpan], rows: &[&str], found: &mut Vec<Piece>) {
    let mut open: Option<(usize, usize, usize)> = None;
    let (mut depth, mut last_row) = (0_i32, 0);
    for token in tokens {
        let row = (token.span.start.line as usize).saturating_sub(1);
        match &token.token {
            Token::Whitespace(Whitespace::SingleLineComment { comment, .. }) => {
                if open.is_none()
                    || depth == 0
                        && rows
                            .get(row)
                            .is_some_and(|line| line.trim_start().starts_with('#'))
                {
                    let text = rows.get(row).map_or("", |line| line.trim_start());
                    let text = if text.starts_with('#') {
                        text.to_owned()
                    } else {
                        format!("--{}", comment.trim_end())
                    };
                    found.push(Piece {
                        from_row: row,
                        to_row: row,
                        comment: true,
                        text,
                    });
                }
            }
            Token::Whitespace(Whitespace::MultiLineComment(comment)) if open.is_none() => {
                for (offset, line) in comment.lines().enumerate() {
                    found.push(Piece {
                        from_row: row + offset,
                        to_row: row + offset,
                        comment: true,
                        text: format!("--{line}"),
                    });
                }
            }
            Token::Whitespace(_) => continue,
            Token::EOF => break,
            Token::SemiColon => {
                if let Some((from, _, _)) = open.take() {
                    push(rows, from, row, token.span.end.column as usize, found);
                }
                depth = 0;
            }
            other => {
                // Without a semicolon a statement ends where a blank line and a new one follow.
                if let (Some((from, to, end)), Token::Word(word)) = (open, other)
                    && depth == 0
                    && row > last_row + 1
                    && OPENERS.contains(&word.value.to_uppercase().as_str())
                {
                    push(rows, from, to, end, found);
                    open = None;
                }
                match other {
                    Token::LParen => depth += 1,
                    Token::RParen => depth -= 1,
                    _ => {}
                }
                let end_row = (token.span.end.line as usize).saturating_sub(1);
                let from = open.map_or(row, |(from, _, _)| from);
                open = Some((from, end_row, token.span.end.column as usize));
                last_row = end_row;
            }
        }
    }
    if let Some((from, to, end)) = open {
        push(rows, from, to, end, found);
    }
}

/// A statement, without the comment that follows it on its last row.
fn push(rows: &[&str], from: usize, to: usize, end_column: usize, found: &mut Vec<Piece>) {
    let Some(block) = rows.get(from..=to) else { return };
    let mut text = block.join("\n");
    let last = block.last().copied().unwrap_or("");
    let rest: String = last.chars().skip(end_column.saturating_sub(1)).collect();
    if rest.trim_start().starts_with("--") || rest.trim().is_empty() {
        text.truncate(text.len() - rest.len());
        // Further statements stood before this one on the same row: the row is already theirs.
        let before = found.iter_mut().rev().find(|piece| !piece.comment);
        let on_this_row =
            |piece: &&mut Piece| piece.from_row == from && piece.to_row == from && piece.text.ends_with(';');
        if let Some(before) = before.filter(on_this_row) {
            before.text = text;
            before.to_row = to;
            return;
        }
    }
    found.push(Piece {
        from_row: from,
        to_row: to,
        comment: false,
        text,
    });
}

fn by_row(rows: &[&str], found: &mut Vec<Piece>) {
    let mut start = None;
    for (row, line) in rows.iter().enumerate() {
        let trimmed = line.trim();
        if trimmed.starts_with('\\') {
            continue;
        }
        if trimmed.starts_with("--") || trimmed.starts_with('#') {
            found.push(Piece {
                from_row: row,
                to_row: row,
                comment: true,
                text: trimmed.to_owned(),
            });
            continue;
        }
        if !trimmed.is_empty() {
            start = start.or(Some(row));
        }
        let ends = trimmed.ends_with(';') || rows.get(row + 1).is_none_or(|next| next.trim().is_empty());
        if ends && let Some(from) = start.take() {
            found.push(Piece {
                from_row: from,
                to_row: row,
                comment: false,
                text: rows[from..=row].join("\n"),
            });
        }
    }
}

/// psql's own describing commands as the query that gives the same facts, one row for each.
pub fn described(meta: &str) -> Option<String> {
    let mut words = meta
        .trim()
        .trim_end_matches(';')
        .strip_prefix('\\')?
        .split_whitespace();
    let (name, object) = (words.next()?.trim_end_matches('+'), words.next());
    let listing = |table: &str, schema: &str, column: &str| {
        format!(
            "SELECT {column} FROM {table} WHERE {schema} NOT IN ('pg_catalog', 'information_schema') ORDER BY {column}"
        )
    };
    match (name, object) {
        ("d", Some(object)) => {
            let (schema, table) = object
                .split_once('.')
                .map_or((None, object), |(schema, table)| (Some(schema), table));
            if !IDENTIFIER.is_match(table) || schema.is_some_and(|schema| !IDENTIFIER.is_match(schema)) {
                return None;
            }
            let of_schema =
                schema.map_or_else(|| "current_schema()".to_owned(), |schema| format!("'{schema}'"));
            Some(format!(
                "SELECT column_name, data_type, is_nullable FROM information_schema.columns \
                 WHERE table_schema = {of_schema} AND table_name = '{table}' ORDER BY ordinal_position"
            ))
        }
        ("dt", None) => Some(listing("pg_catalog.pg_tables", "schemaname", "tablename")),
        ("di", None) => Some(listing("pg_catalog.pg_indexes", "schemaname", "indexname")),
        ("dv", None) => Some(listing("pg_catalog.pg_views", "schemaname", "viewname")),
        ("l", None) => Some(
            "SELECT datname FROM pg_catalog.pg_database WHERE NOT datistemplate ORDER BY datname".to_owned(),
        ),
        ("du", None) => Some("SELECT rolname FROM pg_catalog.pg_roles ORDER BY rolname".to_owned()),
        ("dn", None) => Some("SELECT nspname FROM pg_catalog.pg_namespace ORDER BY nspname".to_owned()),
        ("dx", None) => Some("SELECT extname FROM pg_catalog.pg_extension ORDER BY extname".to_owned()),
        _ => None,
    }
}

/// Whether a query answers with one value (`COUNT(*)`, `version()`) rather than with rows.
pub fn answers_one_value(text: &str) -> bool {
    let Ok(statements) = Parser::parse_sql(&DIALECT, text) else {
        return false;
    };
    let Some(Statement::Query(query)) = statements.last() else {
        return false;
    };
    let SetExpr::Select(select) = query.body.as_ref() else {
        return false;
    };
    let [SelectItem::UnnamedExpr(item) | SelectItem::ExprWithAlias { expr: item, .. }] =
        select.projection.as_slice()
    else {
        return false;
    };
    let grouped =
        !matches!(&select.group_by, sqlparser::ast::GroupByExpr::Expressions(by, _) if by.is_empty());
    let aggregate = |name: &str| {
        matches!(
            name,
            "count" | "sum" | "min" | "max" | "avg" | "bool_and" | "bool_or"
        )
    };
    match item {
        Expr::Function(function) => {
            let name = function.name.to_string().to_lowercase();
            !grouped && (select.from.is_empty() || aggregate(&name))
        }
        _ => select.from.is_empty(),
    }
}
