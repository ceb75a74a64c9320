//! The parts that are no work: criteria, ways back, targets, alerts, risks, contacts and the like, each from its words.

use std::collections::HashMap;

use super::part::{Field, Part};
use super::work::value;
use crate::checklist::{
    Alert, Contact, EnvironmentVariable, FollowUp, Message, Procedure, ProcedureStep, Risk, RiskKind, Table,
    Target, TimelineRow,
};
use crate::import::{alerts, command, duration, follow_ups, text, variables};

pub const ITEM: &str = "Item";
pub const TASK: &str = "Task";
pub const WITHIN: &str = "Within";
pub const SEVERITY: &str = "Severity";
pub const LEVEL: &str = "Level";
pub const CHECK: &str = "Check";
pub const IMPACT: &str = "Impact";
pub const MITIGATION: &str = "Mitigation";
pub const ROLLBACK: &str = "Rollback";
pub const DURATION: &str = "Duration";
pub const START: &str = "Start";
pub const END: &str = "End";
pub const AUDIENCE: &str = "Audience";
pub const PROCEDURE: &str = "Rollback";
pub const MESSAGE: &str = "Message";
pub const TABLE: &str = "Table";
/// The names of the kinds of risk in headings.
pub const RISKS: [(RiskKind, &str); 4] = [
    (RiskKind::Scenario, "Scenario"),
    (RiskKind::Risk, "Risk"),
    (RiskKind::Limitation, "Limitation"),
    (RiskKind::KnownIssue, "Known issue"),
];

/// The words behind "Name: ", or `None` where the heading is only the name.
pub fn named(words: &str, name: &str) -> Option<String> {
    match words.strip_prefix(name) {
        Some("") => None,
        Some(rest) if rest.starts_with(':') => {
            let rest = &rest[1..];
            Some(rest.strip_prefix(' ').unwrap_or(rest).to_owned())
        }
        _ => Some(words.to_owned()),
    }
}

/// The heading that [`named`] reads.
pub fn entitled(name: &str, title: Option<&str>) -> String {
    title.map_or_else(|| name.to_owned(), |title| titled(&format!("{name}:"), title))
}

/// A title behind its kind and colon.
pub fn titled(before: &str, title: &str) -> String {
    if title.is_empty() {
        before.to_owned()
    } else {
        format!("{before} {title}")
    }
}

pub fn procedure(part: &Part) -> Procedure {
    Procedure {
        line: part.line,
        title: named(&part.words, PROCEDURE).unwrap_or_default(),
        objective_min: part
            .field(WITHIN)
            .and_then(|words| words.strip_suffix(" min"))
            .and_then(|minutes| minutes.parse().ok())
            .or_else(|| {
                part.field(WITHIN)
                    .and_then(duration::minutes)
                    .map(|length| length.max)
            }),
        task: None,
        steps: part
            .parts
            .iter()
            .map(|step| ProcedureStep {
                line: step.line,
                text: step.words.clone(),
                command: step
                    .fence
                    .as_ref()
                    .map(|fence| command::command(&fence.info, &fence.text, fence.line)),
            })
            .collect(),
    }
}

pub fn target(part: &Part) -> Target {
    Target {
        text: part.words.clone(),
        ..alerts::target(part.line, None, &part.words, part.group.clone())
    }
}

pub fn alert(part: &Part) -> Alert {
    alerts::alert(part.line, None, &part.words, value(part, SEVERITY))
}

pub fn risk(part: &Part) -> Risk {
    let (kind, name) = RISKS
        .into_iter()
        .find(|(_, name)| {
            part.words
                .strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        })
        .unwrap_or((RiskKind::Risk, ""));
    Risk {
        line: part.line,
        kind,
        level: value(part, LEVEL),
        title: named(&part.words, name).unwrap_or_default(),
        checks: part.values(CHECK).map(str::to_owned).collect(),
        impact: value(part, IMPACT),
        mitigation: value(part, MITIGATION),
        rollback: value(part, ROLLBACK),
    }
}

pub fn contact(field: &Field) -> Contact {
    Contact {
        line: field.line,
        role: field.name.clone(),
        value: field.value.clone(),
        placeholder: text::is_placeholder(&field.value),
    }
}

pub fn timeline_row(part: &Part) -> TimelineRow {
    let duration_text = value(part, DURATION);
    TimelineRow {
        line: part.line,
        title: part.words.clone(),
        duration_min: duration_text.as_deref().and_then(duration::minutes),
        duration_text,
        start_text: value(part, START),
        end_text: value(part, END),
    }
}

pub fn variable(part: &Part) -> EnvironmentVariable {
    EnvironmentVariable {
        line: part.line,
        name: part.words.clone(),
        required: true,
        secret: variables::is_secret_name(&part.words),
    }
}

pub fn follow_up(part: &Part) -> FollowUp {
    FollowUp {
        line: part.line,
        text: part.words.clone(),
        group: part.group.clone(),
        within_min: follow_ups::limit(&part.words),
    }
}

pub fn message(part: &Part) -> Message {
    Message {
        line: part.line,
        audience: value(part, AUDIENCE),
        title: named(&part.words, MESSAGE),
        sections: Vec::new(),
        text: part
            .fence
            .as_ref()
            .map(|fence| fence.text.clone())
            .unwrap_or_default(),
    }
}

pub fn table(part: &Part) -> Table {
    let mut rows = part.rows.iter().cloned();
    let headers = rows.next().unwrap_or_default();
    let cells: Vec<Vec<String>> = rows.collect();
    Table {
        line: part.line,
        title: named(&part.words, TABLE),
        headers,
        rows: u32::try_from(cells.len()).unwrap_or(u32::MAX),
        cells,
    }
}

/// What a reference names: an id and, so that it holds when parts move, the words of the part.
pub fn reference(id: &str, words: &str) -> String {
    if words.is_empty() {
        id.to_owned()
    } else {
        format!("{id} {words}")
    }
}

/// Parts by id and by words, for references.
#[derive(Default)]
pub struct Index<'a> {
    by_id: HashMap<&'a str, &'a str>,
    /// `None` where several parts have the words.
    by_words: HashMap<&'a str, Option<&'a str>>,
}

impl<'a> Index<'a> {
    pub fn of(parts: &'a [(String, String)]) -> Self {
        let mut index = Index::default();
        for (id, words) in parts {
            index.by_id.insert(id, words);
            index
                .by_words
                .entry(words)
                .and_modify(|only| *only = None)
                .or_insert(Some(id));
        }
        index
    }

    /// The id that a reference means: the one it names if that part has the words, else the only one with them.
    pub fn find(&self, reference: &str) -> Option<String> {
        let (id, words) = reference.split_once(' ').unwrap_or((reference, ""));
        let named = self.by_id.get(id).filter(|its| **its == words).map(|_| id);
        let only = |words: &str| self.by_words.get(words).copied().flatten();
        named
            .or_else(|| only(words))
            .or_else(|| only(reference))
            .map(str::to_owned)
    }
}
