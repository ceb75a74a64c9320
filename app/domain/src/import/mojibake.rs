//! Undoing a double encoding: UTF-8 that was read as a single-byte code page and saved as UTF-8 again.
//! Strict: a run of characters is changed only where its bytes come back whole and form valid UTF-8; all else is named.

use encoding_rs::Encoding;

use super::decode;
use super::limits::{MAX_REPAIR_ROUNDS, MAX_REPAIR_RUNS};
use crate::checklist::{Repair, RepairRun};

/// The code pages that editors and converters fall back to, most common first.
const CODE_PAGES: &[(&Encoding, &str)] = &[
    (encoding_rs::WINDOWS_1252, "windows-1252"),
    (encoding_rs::WINDOWS_1254, "windows-1254"),
    (encoding_rs::WINDOWS_1250, "windows-1250"),
    (encoding_rs::WINDOWS_1251, "windows-1251"),
    (encoding_rs::WINDOWS_1257, "windows-1257"),
    (encoding_rs::WINDOWS_1253, "windows-1253"),
    (encoding_rs::ISO_8859_15, "iso-8859-15"),
    (encoding_rs::MACINTOSH, "macintosh"),
];

/// The repaired text and what was done, or `None` where the text shows no double encoding.
pub fn repair(text: &str) -> Option<(String, Repair)> {
    if text.is_ascii() {
        return None;
    }
    let runs = runs(text);
    let (page, name) = likely_page(&runs)?;
    let mut repaired = String::with_capacity(text.len());
    let mut report = Repair {
        chain: Vec::new(),
        exact: 0,
        uncertain: 0,
        runs: Vec::new(),
    };
    let (mut copied, mut rounds_used) = (0, 1);
    let starts = decode::line_starts(text);
    for run in &runs {
        let undone = undo_repeatedly(run.text, page);
        let exact = undone.is_some();
        if !exact && !looks_double_encoded(run, page) {
            continue;
        }
        let to = match undone {
            Some((to, rounds)) => {
                rounds_used = rounds_used.max(rounds);
                report.exact += 1;
                repaired.push_str(&text[copied..run.at]);
                repaired.push_str(&to);
                copied = run.at + run.text.len();
                to
            }
            None => {
                report.uncertain += 1;
                run.text.to_owned()
            }
        };
        if report.runs.len() < MAX_REPAIR_RUNS {
            let line = starts.partition_point(|start| *start <= run.at) as u32;
            report.runs.push(RepairRun {
                line,
                from: run.text.to_owned(),
                to,
                exact,
            });
        }
    }
    repaired.push_str(&text[copied..]);
    for _ in 0..rounds_used {
        report.chain.extend([name.to_owned(), "utf-8".to_owned()]);
    }
    Some((repaired, report))
}

struct Run<'a> {
    at: usize,
    text: &'a str,
    /// Whether a letter stands directly before or after: then the run is part of a word.
    in_word: bool,
}

/// Unbroken stretches of characters outside ASCII.
fn runs(text: &str) -> Vec<Run<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(begin) = rest.bytes().position(|byte| !byte.is_ascii()) else {
            break;
        };
        let length = rest[begin..]
            .bytes()
            .position(|byte| byte.is_ascii())
            .unwrap_or(rest.len() - begin);
        let from = at + begin;
        let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
        let in_word =
            letter(text.as_bytes().get(from.wrapping_sub(1))) || letter(text.as_bytes().get(from + length));
        found.push(Run {
            at: from,
            text: &text[from..from + length],
            in_word,
        });
        at = from + length;
    }
    found
}

fn likely_page(runs: &[Run<'_>]) -> Option<(&'static Encoding, &'static str)> {
    let mut best = None;
    let mut most = (0, 0);
    for (page, name) in CODE_PAGES {
        let exact = runs.iter().filter(|run| undo(run.text, page).is_some()).count();
        // Where two pages explain the same runs, the one that can also write the damaged ones was it.
        let explained = runs.iter().filter(|run| looks_double_encoded(run, page)).count();
        if exact > 0 && (exact, explained) > most {
            most = (exact, explained);
            best = Some((*page, *name));
        }
    }
    best
}

/// Undone until it is no longer double encoded, with the number of rounds that took.
fn undo_repeatedly(run: &str, page: &'static Encoding) -> Option<(String, usize)> {
    let mut text = undo(run, page)?;
    for round in 1..MAX_REPAIR_ROUNDS {
        match undo(&text, page) {
            Some(further) => text = further,
            None => return Some((text, round)),
        }
    }
    Some((text, MAX_REPAIR_ROUNDS))
}

/// The text whose UTF-8 bytes, read in this code page, give exactly this run.
fn undo(run: &str, page: &'static Encoding) -> Option<String> {
    if run.is_ascii() {
        return None;
    }
    let bytes = page_bytes(run, page)?;
    let text = String::from_utf8(bytes).ok()?;
    // A line break or a control character would mean that the guess is wrong, and would move every later line.
    (!text.chars().any(char::is_control)).then_some(text)
}

fn page_bytes(run: &str, page: &'static Encoding) -> Option<Vec<u8>> {
    let (bytes, _, lossy) = page.encode(run);
    (!lossy).then(|| bytes.into_owned())
}

/// Whether a run that does not come back whole still starts like UTF-8 read in this code page.
fn looks_double_encoded(run: &Run<'_>, page: &'static Encoding) -> bool {
    let Some(bytes) = page_bytes(run.text, page) else {
        return false;
    };
    let lead = |byte: u8| matches!(byte, 0xC2..=0xF4);
    match bytes[..] {
        // Alone, only the letters that begin most of such runs are suspicious; "à" and "é" are words.
        [first] => matches!(first, 0xC2 | 0xC3 | 0xE2 | 0xEF | 0xF0) && !run.in_word,
        [first, second, ..] => lead(first) && matches!(second, 0x80..=0xBF),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, page: &'static Encoding) -> String {
        page.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn plain_text_in_many_languages_is_left_alone() {
        for text in [
            "café, naïve, Größe",
            "Проверить журнал",
            "デプロイ手順",
            "İstanbul – şöyle",
            "🚀 ready — “yes”",
            "¿Qué? ½ h",
        ] {
            assert_eq!(repair(text), None, "{text}");
        }
    }

    #[test]
    fn each_run_comes_back_exactly_or_is_named() {
        let text = format!(
            "# {}\n- {} ok\n",
            broken("🚀", encoding_rs::WINDOWS_1254),
            broken("✅", encoding_rs::WINDOWS_1254)
        );
        let (repaired, report) = repair(&text).expect("double encoded");
        assert_eq!(repaired, "# 🚀\n- ✅ ok\n");
        assert_eq!((report.exact, report.uncertain), (2, 0));
        assert_eq!(report.runs[1].line, 2);
        assert_eq!(report.chain, ["windows-1254", "utf-8"]);
    }

    #[test]
    fn a_run_with_lost_bytes_stays_and_is_listed() {
        let lost = "\u{11f}\u{178}\u{201c}"; // the fourth byte of the emoji is gone
        let text = format!("{lost} Files\n{} Done\n", broken("✅", encoding_rs::WINDOWS_1254));
        let (repaired, report) = repair(&text).expect("double encoded");
        assert!(repaired.starts_with(lost) && repaired.ends_with("✅ Done\n"));
        assert_eq!((report.exact, report.uncertain), (1, 1));
        assert!(!report.runs[0].exact);
    }

    #[test]
    fn a_triple_encoding_takes_two_rounds_and_good_text_beside_it_stays() {
        let once = broken("é", encoding_rs::WINDOWS_1252);
        let text = format!("{} und Größe 🚀", broken(&once, encoding_rs::WINDOWS_1252));
        let (repaired, report) = repair(&text).expect("double encoded");
        assert_eq!(repaired, "é und Größe 🚀");
        assert_eq!(report.chain.len(), 4);
        assert_eq!(report.uncertain, 0);
    }
}
