//! What SQL does: the strongest of its statements, with the reason.

use sqlparser::ast::{ObjectType, Query, SetExpr, Statement};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::effect::Assessment;
use super::sql::{DIALECT, LONGEST_PARSED_BYTES, pieces, tokens};
use crate::checklist::Effect;

/// Functions that do more than answer.
const ACTING: &[&str] = &[
    "PG_TERMINATE_BACKEND",
    "PG_CANCEL_BACKEND",
    "PG_RELOAD_CONF",
    "PG_ROTATE_LOGFILE",
    "SETVAL",
    "NEXTVAL",
    "LO_CREATE",
    "LO_IMPORT",
    "LO_UNLINK",
    "DBLINK",
    "DBLINK_EXEC",
    "PG_ADVISORY_LOCK",
    "PG_READ_FILE",
    "PG_SWITCH_WAL",
    "SET_CONFIG",
    "PG_NOTIFY",
    "PG_PROMOTE",
];

/// What a block of SQL does: the strongest of its statements.
pub fn assess(text: &str) -> Assessment {
    let mut found: Option<Assessment> = None;
    for piece in pieces(text).into_iter().filter(|piece| !piece.comment) {
        let next = match piece.text.trim_start().strip_prefix('\\') {
            Some(meta) => meta_effect(meta),
            None => statements_effect(&piece.text),
        };
        found = Some(match found {
            Some(before) => before.or_stronger(next),
            None => next,
        });
    }
    found.unwrap_or_else(|| Assessment::unknown("no statement was found in it"))
}

fn statements_effect(text: &str) -> Assessment {
    let parsed = if text.len() > LONGEST_PARSED_BYTES {
        None
    } else {
        Parser::parse_sql(&DIALECT, text).ok()
    };
    let Some(statements) = parsed else {
        return by_first_word(text);
    };
    let acting = acting(text);
    let base = statements
        .iter()
        .map(effect_of)
        .reduce(Assessment::or_stronger)
        .unwrap_or_else(|| Assessment::unknown("no statement was found in it"));
    match acting {
        Some(name) => base.or_stronger(Assessment::changes(format!(
            "{} does more than answer",
            name.to_lowercase()
        ))),
        None => base,
    }
}

fn acting(text: &str) -> Option<&'static str> {
    let tokens = tokens(text)?;
    tokens.iter().find_map(|token| match &token.token {
        Token::Word(word) => ACTING
            .iter()
            .copied()
            .find(|name| word.value.eq_ignore_ascii_case(name)),
        _ => None,
    })
}

fn effect_of(statement: &Statement) -> Assessment {
    match statement {
        Statement::Query(query) => query_effect(query),
        Statement::Insert { .. } => Assessment::changes("INSERT writes rows"),
        Statement::Update { .. } => Assessment::changes("UPDATE changes rows"),
        Statement::Merge { .. } => Assessment::changes("MERGE changes rows"),
        Statement::Delete { .. } => Assessment::destroys("DELETE removes rows"),
        Statement::Truncate { .. } => Assessment::destroys("TRUNCATE removes every row"),
        Statement::Drop { object_type, .. } => match object_type {
            ObjectType::Table | ObjectType::Schema | ObjectType::Database => {
                Assessment::destroys(format!("DROP {object_type} removes it with its data"))
            }
            other => Assessment::destroys(format!("DROP {other} removes it")),
        },
        Statement::ExplainTable { .. } | Statement::ShowVariable { .. } | Statement::ShowTables { .. } => {
            Assessment::reads("it only shows")
        }
        Statement::Explain {
            analyze: true,
            statement,
            ..
        } => match effect_of(statement) {
            inner if inner.effect == Effect::Reads => inner,
            inner => Assessment::new(inner.effect, format!("EXPLAIN ANALYZE runs it: {}", inner.reason)),
        },
        Statement::Explain { .. } => Assessment::reads("EXPLAIN only shows the plan"),
        Statement::Set(_) => Assessment::reads("SET holds for this session only"),
        Statement::StartTransaction { .. } | Statement::Commit { .. } | Statement::Rollback { .. } => {
            Assessment::reads("it only opens or ends a transaction")
        }
        other => by_first_word(&other.to_string()),
    }
}

fn query_effect(query: &Query) -> Assessment {
    let writes = |body: &SetExpr| matches!(body, SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Merge(_));
    let bodies = query
        .with
        .iter()
        .flat_map(|with| with.cte_tables.iter().map(|table| table.query.body.as_ref()));
    let mut found = Assessment::reads("SELECT only reads");
    for body in bodies.chain([query.body.as_ref()]) {
        if matches!(body, SetExpr::Delete(_)) {
            found = found.or_stronger(Assessment::destroys("a DELETE inside the query removes rows"));
        } else if writes(body) {
            found = found.or_stronger(Assessment::changes("a statement inside the query changes rows"));
        } else if let SetExpr::Select(select) = body
            && select.into.is_some()
        {
            found = found.or_stronger(Assessment::changes("SELECT INTO creates a table"));
        }
    }
    match query.locks.is_empty() {
        true => found,
        false => found.or_stronger(Assessment::changes("it locks the rows it reads")),
    }
}

/// For what the parser does not know: the first word says enough to be careful.
fn by_first_word(text: &str) -> Assessment {
    let mut words = text
        .split_whitespace()
        .map(|word| word.trim_end_matches([';', '(']).to_uppercase());
    let first = words.next().unwrap_or_default();
    let whole = text.to_uppercase();
    match first.as_str() {
        "DROP" | "TRUNCATE" | "DELETE" => Assessment::destroys(format!("{first} removes what it names")),
        "ALTER" if whole.contains(" DROP ") => Assessment::destroys("ALTER … DROP removes part of it"),
        "SELECT" | "SHOW" | "EXPLAIN" | "VALUES" | "TABLE" | "DESCRIBE" | "DECLARE" | "FETCH" | "LISTEN" => {
            Assessment::unknown(format!("the {first} could not be read to its end"))
        }
        "SET" | "RESET" | "BEGIN" | "START" | "COMMIT" | "ROLLBACK" | "USE" => {
            Assessment::reads(format!("{first} holds for this session only"))
        }
        "CREATE" | "ALTER" | "INSERT" | "UPDATE" | "GRANT" | "REVOKE" | "COPY" | "COMMENT" | "REINDEX"
        | "VACUUM" | "REFRESH" | "LOCK" | "NOTIFY" | "DO" | "CALL" | "ANALYZE" | "ANALYSE" | "MERGE" => {
            Assessment::changes(format!("{first} changes the database"))
        }
        _ => Assessment::unknown("it could not be read as SQL"),
    }
}

fn meta_effect(meta: &str) -> Assessment {
    let name = meta.split_whitespace().next().unwrap_or("");
    match name {
        _ if name.starts_with('d') || name.starts_with('l') && name.len() <= 2 => {
            Assessment::reads(format!("\\{name} only describes"))
        }
        "c" | "connect" | "conninfo" | "x" | "timing" | "q" | "z" | "sf" | "sv" | "pset" | "a" | "t"
        | "echo" | "set" | "?" | "h" => Assessment::reads(format!("\\{name} is about the session only")),
        "copy" => Assessment::changes("\\copy moves data between a file and the database"),
        "i" | "ir" | "include" => Assessment::changes("\\i runs a file that the document does not show"),
        "!" => Assessment::unknown("\\! leaves for a shell"),
        _ => Assessment::unknown(format!("what \\{name} does is not known here")),
    }
}
