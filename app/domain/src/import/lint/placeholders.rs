//! Placeholders that nobody filled in, gathered by the section they stand in. Guides keep theirs: only plans are looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::rule::Hit;
use super::view::View;
use super::words::{count, lines, listed, quoted};

/// Names shown of one section.
const NAMED: usize = 3;

pub fn left(view: &View<'_>) -> Vec<Hit> {
    if !view.is_plan() {
        return Vec::new();
    }
    let contacts: BTreeSet<u32> = view.list.contacts.iter().map(|contact| contact.line).collect();
    let mut sections: BTreeMap<Option<usize>, Vec<(u32, &str)>> = BTreeMap::new();
    let mut language = "";
    let mut inside = false;
    for said in view.numbered() {
        let fenced = view.is_fenced(said.line);
        if fenced && !inside {
            language = info(said.text);
        }
        inside = fenced;
        if contacts.contains(&said.line) || !may_hold_one(said.text) {
            continue;
        }
        let found: Vec<&str> = if !fenced {
            in_prose(said.text)
        } else if is_program(language) {
            Vec::new()
        } else {
            in_code(said.text)
        };
        if !found.is_empty() {
            let section = sections.entry(view.section_at(said.line)).or_default();
            section.extend(found.into_iter().map(|placeholder| (said.line, placeholder)));
        }
    }
    sections
        .into_iter()
        .filter_map(|(section, found)| {
            let names: BTreeSet<&str> = found.iter().map(|(_, name)| *name).collect();
            let mut at: Vec<u32> = found.iter().map(|(line, _)| *line).collect();
            at.dedup();
            let mut shown: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
            if names.len() > NAMED {
                shown.push(format!("{} more", names.len() - NAMED));
            }
            let place = section.map_or("the document".to_owned(), |index| {
                quoted(view.sections[index].title)
            });
            Some(Hit::new(
                *at.first()?,
                format!(
                    "{} still to be filled in under {place} ({}): {}.",
                    count(names.len(), "placeholder is", "placeholders are"),
                    lines(&at),
                    listed(&shown)
                ),
            ))
        })
        .collect()
}

/// What every placeholder has some of; most lines have none and need no closer look.
fn may_hold_one(line: &str) -> bool {
    const SIGNS: [&str; 13] = [
        "your",
        "YOUR",
        "Your",
        "<",
        "[",
        "...",
        "???",
        "TB",
        "TODO:",
        "/path/to/",
        "YYYY",
        "x.x.x",
        "/:",
    ];
    SIGNS.iter().any(|sign| line.contains(sign)) || (line.contains('X') && line.contains('%'))
}

fn info(line: &str) -> &str {
    let info = line
        .trim_start_matches([' ', '\t', '>'])
        .trim_start_matches(['`', '~']);
    info.split([' ', '{', ',']).next().unwrap_or_default()
}

/// Languages in which brackets and angle brackets mean something of their own.
fn is_program(language: &str) -> bool {
    const PROGRAMS: &str = "html|xml|jsx|tsx|ts|typescript|js|javascript|vue|go|java|rust|rs|c|cpp|cs|csharp|kotlin|swift|php|\
        svelte|promql|diff|toml|ini";
    crate::import::phrases::holds(PROGRAMS, &language.to_lowercase())
}

static YOURS: &str =
    r"(?i:\byour[-_][a-z0-9][a-z0-9_.-]*[a-z0-9]\b)|\bYOUR[A-Z_]+\b|/path/to/[\w./-]+|\bTBD\b|\bTBC\b|\?\?\?";

static CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"{YOURS}|(?P<angle>(?:^|[\s=/:@'\x22])<\p{{L}}[\p{{L}}0-9 _-]{{0,39}}[\p{{L}}0-9_]>)|(?P<square>\[[A-Z][A-Z0-9_]{{2,40}}\])|[\w-]*(?:=|://|-v)\.\.\.(?:\s|$)|\bYYYY-?MM-?DD(?:-HHMMSS)?\b|\bv?x\.x\.x\b|https?://\S*?/:[A-Za-z]\w*"
    ))
    .expect("a valid pattern")
});

static PROSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"{YOURS}|\bTODO:|(?:^|[\s(+~])X{{1,3}}\s?%|(?i:\[(?:your|insert|name|phone|email|date|link|url|channel|person|team)\b[^\]\[]{{0,40}}\])(?P<link>[(\[:])?"
    ))
    .expect("a valid pattern")
});

/// Words in capitals and brackets that are the levels of a log.
const LEVELS: &[&str] = &[
    "[INFO]",
    "[WARN]",
    "[WARNING]",
    "[ERROR]",
    "[DEBUG]",
    "[FATAL]",
    "[TRACE]",
    "[PASS]",
    "[FAIL]",
    "[SKIP]",
];

fn in_code(line: &str) -> Vec<&str> {
    let trimmed = line.trim_start();
    // A line of text in a fence is prose: "Request count (baseline + X%)".
    let mut found: Vec<&str> = CODE
        .find_iter(line)
        .map(|found| found.as_str().trim_matches([' ', '\t', '=', '\'', '"', '@']))
        .filter(|found| !LEVELS.contains(found))
        .collect();
    if found.is_empty() && !trimmed.starts_with('#') {
        found = in_prose(line);
    }
    found
}

fn in_prose(line: &str) -> Vec<&str> {
    if line.trim_start().starts_with("<!--") {
        return Vec::new();
    }
    PROSE
        .captures_iter(line)
        .filter(|found| found.name("link").is_none())
        .filter_map(|found| found.get(0))
        .map(|found| found.as_str().trim_matches([' ', '(', '+', '~']))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_told_from_ordinary_code() {
        for (line, gap) in [
            ("REDIS_HOST=your-redis-host.com", "your-redis-host.com"),
            ("  -H \"Authorization: Bearer YOUR_TOKEN\"", "YOUR_TOKEN"),
            ("git revert <commit-hash>", "<commit-hash>"),
            ("docker service update [STACK]", "[STACK]"),
            ("docker push registry/app:prod-v...", "prod-v..."),
            ("cd /path/to/server", "/path/to/server"),
            ("  - Request count (baseline + X%)", "X%"),
        ] {
            assert_eq!(in_code(line), [gap], "{line}");
        }
        for line in [
            "INFO Worker starting...",
            "[INFO] Started",
            "sort <in >out",
            "if [ -f x ]; then",
            "echo a > b",
            "curl https://h/a?x=1",
        ] {
            assert!(in_code(line).is_empty(), "{line}: {:?}", in_code(line));
        }
        assert!(in_prose("See [your team page](https://x.org)").is_empty());
        assert_eq!(in_prose("- Phone: [your phone number]"), ["[your phone number]"]);
    }
}
