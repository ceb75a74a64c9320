//! Front matter: top-level keys with plain values become facts. Anchors, tags and nested structure are never resolved.

use super::limits::MAX_FRONT_MATTER_KEYS;
use super::outline::Line;
use super::reader::Reader;

/// Reads the lines between the marks and gives the title, where one is named.
pub fn read(reader: &mut Reader, lines: &[Line]) -> Option<String> {
    let mut title = None;
    let mut last: Option<usize> = None;
    for line in lines.iter().filter(|line| !line.text.trim().is_empty()) {
        reader.ledger.mark(line.line, line.line, "fact");
        let text = line.text.as_str();
        if matches!(text, "---" | "+++") {
            continue;
        }
        // What is indented belongs to the key above; it is kept with it as words.
        if text.starts_with([' ', '\t', '-']) {
            if let Some(fact) = last.and_then(|at| reader.out.facts.get_mut(at)) {
                let more = text.trim().trim_start_matches("- ").trim().trim_matches('"');
                if fact.value.len() < 4_000 {
                    fact.value = if fact.value.is_empty() {
                        more.to_owned()
                    } else {
                        format!("{}, {more}", fact.value)
                    };
                }
            }
            continue;
        }
        let Some((name, value)) = text.split_once(':').or_else(|| text.split_once(" = ")) else {
            continue;
        };
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        if reader.out.facts.len() >= MAX_FRONT_MATTER_KEYS {
            continue;
        }
        if name.trim().eq_ignore_ascii_case("title") && !value.is_empty() {
            title = Some(value.clone());
        }
        reader.fact(line.line, name.trim(), &value);
        last = Some(reader.out.facts.len() - 1);
    }
    title
}
