//! Lists in a fence without a language: a checklist in groups, alert thresholds by severity, targets by component.

use std::sync::LazyLock;

use regex::Regex;

use super::{FenceInput, FenceReading, SectionRole};
use crate::checklist::{Item, ItemKind, SnippetRole, Target};
use crate::import::{alerts as alert, threshold};

static ENTRY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*(?:[-*•+]|\d{1,3}[.)])\s+(?P<text>\S.*)$").expect("a valid pattern"));
static TICKED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:[-*•+]\s+|\d{1,3}[.)]\s+)?(?:\[(?P<mark>[ xX✓✔-])\]|(?P<glyph>✅|☑️?|✔️?|✓|⏳|☐|⬜|🔲|❌|⚠️?))\s*(?P<text>\S.*)$")
        .expect("a valid pattern")
});
static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s{0,3}(?:#+\s*|\*\*)?(?P<text>[^\s\-*•+#\[✅☐⏳❌].{0,78}?)\s*[:：](?:\*\*)?\s*$")
        .expect("a valid pattern")
});
static SEVERITY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:[^\w\s]+\s*)?(?P<severity>critical|warning|warn|high|medium|low|info|informational|notice|severe|emergency|page|ticket|p[0-5]|sev-?[0-5]|crítico|crítica|advertencia|aviso|alto|baixo|kritisch|warnung|critique|avertissement|重大|警告|严重|критический|предупреждение)(?:\s*\([^)]*\))?\s*[:：]?\s*$")
        .expect("a valid pattern")
});
static SEVERITY_INLINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:[-*•+]\s+)?\[?(?P<severity>critical|warning|high|medium|low|info|p[0-5]|sev-?[0-5])\]?\s*[:：-]\s+(?P<text>\S.*)$").expect("a valid pattern")
});

static LOGGED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b)").expect("a valid pattern")
});

/// A checklist written inside a fence: most of its lines carry a mark.
pub fn checklist(input: &FenceInput<'_>) -> Option<FenceReading> {
    let rows = rows(input);
    let ticked = rows.iter().filter(|(_, row)| TICKED.is_match(row)).count();
    let headed = rows.iter().filter(|(_, row)| HEADING.is_match(row)).count();
    let boxes = rows
        .iter()
        .filter(|(_, row)| {
            TICKED
                .captures(row)
                .is_some_and(|found| found.name("mark").is_some())
        })
        .count();
    // Lines with a mark and no groups are what a log prints, unless the place says otherwise or they are boxes.
    let listed =
        boxes > 0 || headed > 0 || (input.context.section == SectionRole::Checklist && !about_logs(input));
    let mostly = (ticked + headed) * 4 >= rows.len() * 3 || boxes * 2 > rows.len();
    if ticked < 2 || !mostly || !listed {
        return None;
    }
    let mut reading = FenceReading::of(SnippetRole::Checklist);
    let last_row = rows.last().map_or(0, |(line, _)| *line);
    let ticked_lines: Vec<u32> = rows
        .iter()
        .filter(|(_, row)| TICKED.is_match(row))
        .map(|(line, _)| *line)
        .collect();
    // Between boxes, a line that stands right above one names those below it.
    let heads = |line: u32| boxes > 0 && line < last_row && ticked_lines.contains(&(line + 1));
    for (line, row) in rows {
        if let Some(found) = TICKED.captures(row) {
            let item = ticked_item(line, &found);
            match reading.groups.last_mut() {
                Some((_, items)) => items.push(item),
                None => reading.items.push(item),
            }
            reading.spans.push((line, "item"));
        } else if let Some(found) = HEADING.captures(row) {
            reading.groups.push((found["text"].trim().to_owned(), Vec::new()));
            reading.spans.push((line, "item"));
        } else if heads(line) {
            let words = row.trim().trim_matches(['#', '*', '=', '-', ' ']).to_owned();
            reading.groups.push((words, Vec::new()));
            reading.spans.push((line, "item"));
        } else {
            reading.spans.push((line, "prose"));
        }
    }
    Some(reading)
}

fn ticked_item(line: u32, found: &regex::Captures<'_>) -> Item {
    let boxed = found
        .name("mark")
        .map(|mark| matches!(mark.as_str(), "x" | "X" | "✓" | "✔"));
    let glyph = found.name("glyph").map(|glyph| glyph.as_str().to_owned());
    Item {
        line,
        text: found["text"].trim_end().to_owned(),
        kind: ItemKind::Check,
        // A mark used as a bullet of a list still to be worked through says nothing was done.
        claimed: Some(boxed.unwrap_or(false)),
        glyph,
        ..Item::default()
    }
}

/// Alert thresholds under severities.
pub fn alerts(input: &FenceInput<'_>) -> Option<FenceReading> {
    let rows = rows(input);
    let severities = rows.iter().filter(|(_, row)| SEVERITY.is_match(row)).count();
    let inline = rows
        .iter()
        .filter(|(_, row)| SEVERITY_INLINE.is_match(row))
        .count();
    let placed = input.context.section == SectionRole::Alerts
        || lead(input).contains("alert")
        || lead(input).contains("threshold");
    let logged = rows.iter().filter(|(_, row)| LOGGED.is_match(row)).count();
    if severities == 0 && (!(placed && inline > 0) || logged == rows.len())
        || about_logs(input)
        || severities + inline == rows.len() && inline == 0
    {
        return None;
    }
    let mut reading = FenceReading::of(SnippetRole::Alerts);
    let mut severity: Option<String> = None;
    for (line, row) in rows {
        if let Some(found) = SEVERITY.captures(row) {
            severity = Some(found["severity"].to_uppercase());
            reading.spans.push((line, "alert"));
        } else if let Some(found) = SEVERITY_INLINE.captures(row) {
            reading.alerts.push(alert::alert(
                line,
                None,
                found["text"].trim_end(),
                Some(found["severity"].to_uppercase()),
            ));
            reading.spans.push((line, "alert"));
        } else if severity.is_some() || placed {
            let text = ENTRY.captures(row).map_or(row.trim(), |found| {
                found.name("text").map_or(row, |text| text.as_str()).trim()
            });
            reading
                .alerts
                .push(alert::alert(line, None, text, severity.clone()));
            reading.spans.push((line, "alert"));
        } else {
            reading.spans.push((line, "prose"));
        }
    }
    Some(reading)
}

/// Targets under the components they are for: at least half of the entries state a threshold.
pub fn targets(input: &FenceInput<'_>) -> Option<FenceReading> {
    let rows = rows(input);
    let entries: Vec<&str> = rows
        .iter()
        .filter_map(|(_, row)| ENTRY.captures(row).and_then(|found| found.name("text")))
        .map(|text| text.as_str())
        .collect();
    let measured = entries
        .iter()
        .filter(|entry| threshold::read(entry).value.is_some())
        .count();
    let placed = input.context.section == SectionRole::Monitoring
        || ["metric", "target", "dashboard", "slo", "kpi", "monitor"]
            .iter()
            .any(|word| lead(input).contains(word));
    if entries.len() < 2
        || measured == 0
        || !(placed && measured * 4 >= entries.len() || measured * 2 >= entries.len())
    {
        return None;
    }
    let mut reading = FenceReading::of(SnippetRole::Targets);
    let mut group: Option<String> = None;
    for (line, row) in rows {
        if let Some(found) = ENTRY.captures(row) {
            reading.targets.push(target(line, group.clone(), &found["text"]));
            reading.spans.push((line, "target"));
        } else if let Some(found) = HEADING.captures(row) {
            group = Some(found["text"].trim().to_owned());
            reading.spans.push((line, "target"));
        } else {
            reading.spans.push((line, "prose"));
        }
    }
    Some(reading)
}

fn target(line: u32, group: Option<String>, text: &str) -> Target {
    let text = text
        .trim()
        .trim_end_matches(['✅', '✓', '✔', '☑', '\u{fe0f}'])
        .trim_end();
    let mut target = alert::target(line, None, text, group);
    if target.metric.is_none() {
        let name = text
            .split(['(', '→', '<', '>', '='])
            .next()
            .unwrap_or(text)
            .trim();
        target.metric = (!name.is_empty()).then(|| name.to_owned());
    }
    target
}

/// The words just above: the paragraph, else the heading.
pub fn lead(input: &FenceInput<'_>) -> String {
    input
        .context
        .lead_in
        .or(input.context.headings.last().copied())
        .unwrap_or("")
        .to_lowercase()
}

/// Whether the words above speak of what a program prints.
pub fn about_logs(input: &FenceInput<'_>) -> bool {
    let lead = lead(input);
    let headed = input
        .context
        .headings
        .last()
        .is_some_and(|heading| heading.to_lowercase().contains("log"));
    [
        "log",
        "message",
        "output",
        "pattern",
        "should see",
        "prints",
        "console",
        "registro",
        "mensaje",
        "mensagem",
        "ログ",
        "日志",
        "лог",
    ]
    .iter()
    .any(|word| lead.contains(word))
        || (headed
            && input
                .context
                .lead_in
                .is_some_and(|lead| lead.trim_end().ends_with(':')))
}

/// Whether the lines are a log's: by the words above, or by what they begin with.
pub fn is_log(input: &FenceInput<'_>) -> bool {
    let words = |text: &str| {
        ["log", "pattern", "ログ", "日志", "лог"]
            .iter()
            .any(|word| text.to_lowercase().contains(word))
    };
    let rows = rows(input);
    let logged = rows.iter().filter(|(_, row)| LOGGED.is_match(row)).count();
    about_logs(input)
        && (words(&lead(input))
            || input
                .context
                .headings
                .last()
                .is_some_and(|heading| words(heading)))
        || (logged > 0 && logged * 4 >= rows.len() * 3)
}

pub fn rows<'a>(input: &FenceInput<'a>) -> Vec<(u32, &'a str)> {
    (input.first_line..)
        .zip(input.text.lines())
        .filter(|(_, row)| !row.trim().is_empty())
        .collect()
}
