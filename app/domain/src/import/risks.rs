//! Risks, scenarios, limitations and known issues, however they are laid out: bold titles with bullets, numbered entries
//! with impact and mitigation below, one heading each, or plain bullets under a level.

use super::body::Gathered;
use super::labels::{self, Labelled};
use super::outline::{Body, Entry, Line};
use super::reader::{Place, Reader};
use super::topic::Topic;
use super::{heading, items, text};
use crate::checklist::{Risk, RiskKind};

/// A bold line that names a risk ("Scenario 1: …", "Issue: …"), which its bullets then describe.
pub fn is_title(line: &Line) -> bool {
    let bold = line
        .bold
        .first()
        .is_some_and(|range| range.len() + 2 >= line.text.len());
    bold && !line.text.trim_end().ends_with(':')
        || heading::read(&line.text).calls == Some(heading::Calls::Scenario)
}

/// A risk told in the one line its section has.
pub fn told(reader: &mut Reader, line: &Line, place: &Place) {
    reader.ledger.mark(line.line, line.line, "risk");
    if !says_none(&line.text) && !text::is_placeholder(&line.text) && text::key(&line.text) != "no response" {
        let found = risk(line.line, kind(place.topic), place, line.text.clone());
        reader.out.risks.push(found);
    }
}

/// Opens a risk whose particulars follow.
pub fn open(reader: &mut Reader, line: u32, words: &str, place: &Place) {
    reader.ledger.mark(line, line, "risk");
    let title = heading::read(words);
    let mut name = title.name;
    if let Some((label, rest)) = name.split_once(':')
        && matches!(
            text::key(label).as_str(),
            "issue" | "problem" | "risk" | "scenario"
        )
    {
        name = rest.trim().to_owned();
    }
    let kind = match place.topic {
        Topic::Risks => RiskKind::Scenario,
        topic => kind(topic),
    };
    reader.out.risks.push(risk(line, kind, place, name));
}

fn risk(line: u32, kind: RiskKind, place: &Place, title: String) -> Risk {
    Risk {
        line,
        kind,
        level: level(place),
        title,
        checks: Vec::new(),
        impact: None,
        mitigation: None,
        rollback: None,
    }
}

fn kind(topic: Topic) -> RiskKind {
    match topic {
        Topic::Limitations => RiskKind::Limitation,
        Topic::KnownIssues => RiskKind::KnownIssue,
        _ => RiskKind::Risk,
    }
}

/// "Low Risk ✅", "High": the level a heading or a bold line gives to what stands below it.
fn level(place: &Place) -> Option<String> {
    let innermost = place.group.iter().chain(place.headings.last());
    innermost
        .map(|words| text::key(words))
        .find_map(|key| level_in(&key))
}

pub fn level_in(key: &str) -> Option<String> {
    const LEVELS: &[(&str, &[&str])] = &[
        (
            "critical",
            &[
                "critical", "crítico", "crítica", "critique", "kritisch", "severe", "重大", "严重",
            ],
        ),
        (
            "high",
            &["high", "alto", "alta", "élevé", "hoch", "高", "высокий"],
        ),
        (
            "medium",
            &[
                "medium",
                "moderate",
                "medio",
                "media",
                "médio",
                "média",
                "moyen",
                "mittel",
                "中",
                "средний",
            ],
        ),
        (
            "low",
            &[
                "low",
                "minor",
                "bajo",
                "baja",
                "baixo",
                "baixa",
                "faible",
                "niedrig",
                "gering",
                "低",
                "низкий",
            ],
        ),
    ];
    LEVELS
        .iter()
        .find(|(_, words)| words.iter().any(|word| text::has_words(key, word)))
        .map(|(level, _)| (*level).to_owned())
}

/// Reads a list of risks; `opened` says that the line before named one, which the list then describes.
pub fn list(reader: &mut Reader, entries: &[Entry], place: &Place, opened: bool, into: &mut Gathered) {
    if opened {
        describe(reader, entries, place, into);
        return;
    }
    for entry in entries {
        add(reader, entry, place, into);
    }
}

/// One entry as a risk, its particulars in the entries below it.
fn add(reader: &mut Reader, entry: &Entry, place: &Place, into: &mut Gathered) {
    let words = entry.text();
    if says_none(&words) {
        reader.ledger.mark(entry.line, entry.end_line, "risk");
        return;
    }
    if entry.ticked.is_some() {
        into.items.extend(items::entry_item(
            reader,
            entry,
            false,
            place,
            place.group.as_deref(),
        ));
    }
    reader.ledger.mark(entry.line, entry.end_line, "risk");
    let (name, said) = match entry.lines().first().map(labels::read).as_deref() {
        Some([Labelled { name, value, .. }]) if !value.is_empty() => (name.clone(), Some(value.clone())),
        _ => (words, None),
    };
    let mut found = risk(entry.line, kind(place.topic), place, name);
    found.impact = said;
    if found.impact.is_none()
        && let Some((before, inside)) = found
            .title
            .trim_end()
            .strip_suffix(')')
            .and_then(|rest| rest.split_once('('))
        && let Some(mitigation) = inside.split_once(':').filter(|(name, _)| {
            matches!(
                text::key(name).as_str(),
                "mitigated" | "mitigation" | "mitigado" | "mitigação"
            )
        })
    {
        found.mitigation = Some(mitigation.1.trim().to_owned());
        found.title = before.trim().to_owned();
    }
    reader.out.risks.push(found);
    for block in entry.rest() {
        if let Body::List { entries, .. } = &block.body {
            describe(reader, entries, place, into);
        }
    }
}

fn says_none(words: &str) -> bool {
    let key = text::key(words);
    [
        "none", "no risks", "no known", "n/a", "nothing", "ninguno", "nenhum", "aucun", "keine", "なし",
        "无", "нет",
    ]
    .iter()
    .any(|word| {
        key == *word || key.starts_with(&format!("{word} ")) || (!word.is_ascii() && key.starts_with(word))
    })
}

/// "Impact: …", "Mitigation: …", "Check: …": a particular of the risk above.
fn particular(entry: &Entry) -> Option<(Part, String)> {
    let line = entry.lines().first()?;
    let (name, value) = match labels::read(line).into_iter().next() {
        Some(Labelled { name, value, .. }) => (name, value),
        None => line
            .text
            .split_once([':', '：'])
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))?,
    };
    part(&name).map(|part| (part, value))
}

#[derive(Clone, Copy, PartialEq)]
pub enum Part {
    Check,
    Impact,
    Mitigation,
    Rollback,
    Level,
}

pub fn part(name: &str) -> Option<Part> {
    const PARTS: &[(Part, &[&str])] = &[
        (
            Part::Check,
            &[
                "check",
                "checks",
                "verify",
                "diagnosis",
                "cause",
                "detection",
                "symptom",
                "comprobar",
                "verificar",
                "確認",
                "检查",
            ],
        ),
        (
            Part::Impact,
            &[
                "impact",
                "behavior",
                "behaviour",
                "effect",
                "consequence",
                "impacto",
                "consecuencia",
                "auswirkung",
                "影響",
                "影响",
                "последствия",
                "description",
            ],
        ),
        (
            Part::Mitigation,
            &[
                "mitigation",
                "mitigations",
                "solution",
                "action",
                "workaround",
                "fix",
                "response",
                "by design",
                "future",
                "mitigación",
                "mitigação",
                "prevención",
                "lösung",
                "maßnahme",
                "対策",
                "缓解措施",
                "措施",
                "меры",
                "prevention",
                "contingency",
            ],
        ),
        (
            Part::Rollback,
            &["rollback", "roll back", "revert", "ロールバック", "回滚", "откат"],
        ),
        (
            Part::Level,
            &[
                "likelihood",
                "probability",
                "severity",
                "level",
                "priority",
                "probabilidad",
                "probabilidade",
                "severidad",
                "wahrscheinlichkeit",
                "確率",
                "レベル",
                "概率",
                "级别",
                "вероятность",
            ],
        ),
    ];
    let key = text::key(name);
    PARTS
        .iter()
        .find(|(_, names)| names.contains(&key.as_str()))
        .map(|(part, _)| *part)
}

fn describe(reader: &mut Reader, entries: &[Entry], place: &Place, into: &mut Gathered) {
    for entry in entries {
        reader.ledger.mark(entry.line, entry.end_line, "risk");
        if entry.ticked.is_some() {
            into.items.extend(items::entry_item(
                reader,
                entry,
                false,
                place,
                place.group.as_deref(),
            ));
        }
        let found = particular(entry);
        let Some(risk) = reader.out.risks.last_mut() else {
            return;
        };
        match found {
            Some((part, value)) => set(risk, part, value),
            None => risk.checks.push(entry.text()),
        }
    }
}

/// Sets a particular; a second of the same kind is added to the first.
pub fn set(risk: &mut Risk, part: Part, value: String) {
    let join = |old: &mut Option<String>, value: String| match old {
        Some(old) => {
            old.push(' ');
            old.push_str(&value);
        }
        None => *old = Some(value),
    };
    match part {
        Part::Check => risk.checks.push(value),
        Part::Impact => join(&mut risk.impact, value),
        Part::Mitigation => join(&mut risk.mitigation, value),
        Part::Rollback => join(&mut risk.rollback, value),
        Part::Level => risk.level = Some(level_in(&text::key(&value)).unwrap_or(value)),
    }
}

/// Whether every bullet under a heading is a particular: then the heading itself is the risk.
pub fn describes_itself(blocks: &[super::outline::Block]) -> bool {
    let titled = blocks
        .iter()
        .any(|block| matches!(&block.body, Body::Paragraph(lines) if lines.iter().any(is_title)));
    if titled {
        return false;
    }
    let lists: Vec<&Vec<Entry>> = blocks
        .iter()
        .filter_map(|block| match &block.body {
            Body::List { entries, .. } => Some(entries),
            _ => None,
        })
        .collect();
    let entries = lists.iter().flat_map(|entries| entries.iter());
    let found = entries
        .clone()
        .filter(|entry| particular(entry).is_some())
        .count();
    found > 0 && found * 2 >= entries.count()
}

/// Reads a section that is one risk.
pub fn section(
    reader: &mut Reader,
    line: u32,
    title: &str,
    blocks: &[super::outline::Block],
    place: &Place,
    into: &mut Gathered,
) {
    reader.ledger.mark(line, line, "risk");
    reader
        .out
        .risks
        .push(risk(line, kind(place.topic), place, title.to_owned()));
    for block in blocks {
        if let Body::List { entries, .. } = &block.body {
            describe(reader, entries, place, into);
        }
    }
}
