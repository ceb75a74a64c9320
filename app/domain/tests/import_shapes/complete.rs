//! Every box, fence, heading, table and labelled line of a document stands in what the import yields. The lines are found by a
//! reading of their own, which knows nothing of the importer's.

use std::path::PathBuf;

use domain::checklist::Checklist;
use serde_json::Value;

use crate::support::{document, import, shared};

/// What one line of a document must have become.
#[derive(Debug, PartialEq)]
enum Mark<'t> {
    Box,
    Fence,
    Heading,
    Table,
    /// A bold name with its value on the same line.
    Label(&'t str),
}

#[test]
fn nothing_of_the_shared_documents_is_lost() {
    for folder in ["seeds", "corpus"] {
        for (name, bytes) in shared(folder)
            .into_iter()
            .filter(|(name, _)| !name.ends_with(".json"))
        {
            assert_complete(&name, &bytes);
        }
    }
}

#[test]
fn nothing_of_our_own_documents_is_lost() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let mut found = 0;
    for entry in std::fs::read_dir(folder).expect("readable") {
        let entry = entry.expect("an entry");
        if entry.path().is_dir() {
            continue;
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        // Written in the marks of a tracker, where "#" begins a step: the walk knows Markdown's only.
        if name != "payments-tracker.txt" {
            found += assert_complete(&name, &document(&name));
        }
    }
    assert!(found > 200, "the walk found {found} lines");
}

/// Looks every marked line up in the import, and says how many there were.
fn assert_complete(name: &str, bytes: &[u8]) -> usize {
    let imported = import(name, bytes);
    let list = &imported.checklist;
    let words = words_of(list);
    let marks = walk(&imported.text);
    for (line, mark) in &marks {
        let there = match mark {
            Mark::Box => list
                .all_items()
                .any(|item| item.line == *line && item.claimed.is_some()),
            Mark::Fence => list.snippets.iter().any(|snippet| snippet.line == *line),
            Mark::Heading => list.headings.iter().any(|heading| heading.line == *line),
            Mark::Table => list.tables.iter().any(|table| table.line == *line),
            Mark::Label(value) => {
                list.secrets.iter().any(|secret| secret.line == *line)
                    || words.contains(&plain(value))
                    || waits(list, *line)
            }
        };
        assert!(there, "{name}, line {line}: {mark:?} is lost");
    }
    marks.len()
}

/// Whether a line says what the task above it waits for: its words became the tasks they name.
fn waits(list: &Checklist, line: u32) -> bool {
    list.phases
        .iter()
        .flat_map(|phase| &phase.tasks)
        .filter(|task| task.line < line)
        .max_by_key(|task| task.line)
        .is_some_and(|task| !task.depends_on.is_empty())
}

/// The marked lines of a text, with their numbers.
fn walk(text: &str) -> Vec<(u32, Mark<'_>)> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut comment = false;
    let mut above = "";
    let mut front = text.starts_with("---");
    for (at, line) in text.split('\n').enumerate() {
        let number = u32::try_from(at + 1).expect("few lines");
        let body = line.trim().trim_start_matches(['>', ' ']);
        if front {
            front = at == 0 || body != "---";
            continue;
        }
        let ticks = ["```", "~~~"]
            .into_iter()
            .find(|mark| unlisted(body).starts_with(mark));
        match (fence, ticks) {
            (Some(open), Some(close)) if open == close && body.trim_matches(['`', '~']).is_empty() => {
                fence = None
            }
            (None, Some(open)) if !comment => {
                fence = Some(open);
                found.push((number, Mark::Fence));
            }
            (Some(_), _) => {}
            (None, _) => {
                comment |= body.starts_with("<!--");
                if !comment && !line.starts_with("    ") {
                    found.extend(mark(body, above).map(|(up, mark)| (number - up, mark)));
                } else if !comment && is_box(body) {
                    found.push((number, Mark::Box));
                }
                comment &= !body.contains("-->");
            }
        }
        above = body;
    }
    found
}

/// What a line is, and how many lines above it that begins.
fn mark<'t>(body: &'t str, above: &str) -> Option<(u32, Mark<'t>)> {
    let hashes = body.len() - body.trim_start_matches('#').len();
    if (1..=6).contains(&hashes) && body[hashes..].starts_with(' ') && !body[hashes..].trim().is_empty() {
        return Some((0, Mark::Heading));
    }
    if is_box(body) {
        return Some((0, Mark::Box));
    }
    let dashes =
        body.contains("--") && body.contains('|') && body.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    if dashes && above.contains('|') {
        return Some((1, Mark::Table));
    }
    let (name, value) = unlisted(body).strip_prefix("**")?.split_once("**")?;
    let colon = name.ends_with(':') || value.starts_with(':');
    let value = value.trim_start_matches(':').trim();
    (colon && !value.is_empty() && !value.contains("**")).then_some((0, Mark::Label(value)))
}

fn unlisted(body: &str) -> &str {
    let rest = body.trim_start_matches(|c: char| c.is_ascii_digit());
    ["- ", "* ", "+ ", ". ", ") "]
        .into_iter()
        .find_map(|mark| rest.strip_prefix(mark))
        .unwrap_or(body)
        .trim_start()
}

fn is_box(body: &str) -> bool {
    let words = unlisted(body);
    words.len() < body.len()
        && ["[ ] ", "[x] ", "[X] "].into_iter().any(|mark| {
            words
                .strip_prefix(mark)
                .is_some_and(|rest| !rest.trim().is_empty())
        })
}

/// Every string of the result, in small letters and digits; the ledger has none.
fn words_of(list: &Checklist) -> String {
    let mut value = serde_json::to_value(list).expect("serialisable");
    if let Some(parts) = value.as_object_mut() {
        parts.remove("ledger");
    }
    let mut out = String::new();
    strings(&value, &mut out);
    out
}

fn strings(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => {
            out.push_str(&plain(text));
            out.push('\n');
        }
        Value::Array(parts) => parts.iter().for_each(|part| strings(part, out)),
        Value::Object(parts) => parts.values().for_each(|part| strings(part, out)),
        _ => {}
    }
}

/// Letters and digits only, in small letters, the targets of links left out.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        out.push_str(&rest[..at]);
        rest = rest[at..].find(')').map_or("", |end| &rest[at + end + 1..]);
    }
    out.push_str(rest);
    out.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
