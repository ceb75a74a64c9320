//! The sections that hold no work, as parts.

use super::work::{fence, tell};
use crate::checklist::{Checklist, Item, Procedure, Risk, Table};
use crate::import::written::part::{Fence, Field, Mark, Part};
use crate::import::written::{self, lists, reading};
use std::collections::HashMap;

/// What stands before the phases.
pub fn before(checklist: &Checklist, parts: &mut Vec<Part>) {
    section(
        parts,
        written::CLAIMS,
        checklist.claims.iter().map(|claim| Part::bullet(&claim.text)),
    );
    fields(
        parts,
        written::FACTS,
        checklist.facts.iter().map(|fact| (&fact.name, &fact.value)),
    );
}

/// What stands behind the phases.
pub fn after(checklist: &Checklist, parts: &mut Vec<Part>) {
    let items: HashMap<&str, &Item> = checklist
        .all_items()
        .map(|item| (item.id.as_str(), item))
        .collect();
    let of_item = |part: &mut Part, id: Option<&String>| {
        if let Some(id) = id {
            let words = items.get(id.as_str()).map_or("", |item| item.text.as_str());
            part.put(lists::ITEM, lists::reference(id, words));
        }
    };
    section(
        parts,
        written::CRITERIA,
        checklist.success_criteria.iter().map(|criterion| {
            let mut part = grouped(&criterion.text, criterion.group.as_ref());
            of_item(&mut part, criterion.item.as_ref());
            part
        }),
    );
    section(
        parts,
        written::TRIGGERS,
        checklist
            .rollback_triggers
            .iter()
            .map(|trigger| Part::bullet(&trigger.text)),
    );
    let titles: HashMap<&str, &str> = checklist
        .phases
        .iter()
        .flat_map(|phase| &phase.tasks)
        .map(|task| (task.id.as_str(), task.title.as_str()))
        .collect();
    parts.extend(
        checklist
            .rollback_procedures
            .iter()
            .map(|found| procedure(found, &titles)),
    );
    section(
        parts,
        written::TARGETS,
        checklist.targets.iter().map(|target| {
            let mut part = grouped(&target.text, target.group.as_ref());
            of_item(&mut part, target.item.as_ref());
            tell(&mut part, target, &lists::target);
            part
        }),
    );
    section(
        parts,
        written::ALERTS,
        checklist.alerts.iter().map(|alert| {
            let mut part = Part::bullet(&alert.text);
            part.put_some(lists::SEVERITY, alert.severity.as_ref());
            tell(&mut part, alert, &lists::alert);
            part
        }),
    );
    section(parts, written::RISKS, checklist.risks.iter().map(risk));
    contacts(checklist, parts);
    others(checklist, parts);
}

fn others(checklist: &Checklist, parts: &mut Vec<Part>) {
    section(
        parts,
        written::TIMELINE,
        checklist.timeline.iter().map(|row| {
            let mut part = Part::bullet(&row.title);
            part.put_some(lists::DURATION, row.duration_text.as_ref());
            part.put_some(lists::START, row.start_text.as_ref());
            part.put_some(lists::END, row.end_text.as_ref());
            tell(&mut part, row, &lists::timeline_row);
            part
        }),
    );
    section(
        parts,
        written::VARIABLES,
        checklist.environment_variables.iter().map(|variable| {
            let mut part = Part::bullet(&variable.name);
            tell(&mut part, variable, &lists::variable);
            part
        }),
    );
    section(
        parts,
        written::FOLLOW_UPS,
        checklist.follow_ups.iter().map(|follow_up| {
            let mut part = grouped(&follow_up.text, follow_up.group.as_ref());
            tell(&mut part, follow_up, &lists::follow_up);
            part
        }),
    );
    section(
        parts,
        written::MESSAGES,
        checklist.messages.iter().map(|message| {
            let mut part = Part::heading(3, lists::entitled(lists::MESSAGE, message.title.as_deref()));
            part.put_some(lists::AUDIENCE, message.audience.as_ref());
            part.fence = Some(text(&message.text));
            tell(&mut part, message, &lists::message);
            part
        }),
    );
    section(parts, written::TABLES, checklist.tables.iter().map(table));
    if !checklist.notes.is_empty() {
        let lines: Vec<&str> = checklist.notes.iter().map(|note| note.text.as_str()).collect();
        let mut part = Part::heading(2, written::NOTES);
        part.fence = Some(text(&lines.join("\n")));
        parts.push(part);
    }
    fields(
        parts,
        written::SECRETS,
        checklist
            .secrets
            .iter()
            .map(|secret| (&secret.name, &secret.kind)),
    );
}

/// A section with what is in it; none where nothing is.
fn section(parts: &mut Vec<Part>, name: &str, inner: impl Iterator<Item = Part>) {
    let mut section = Part::heading(2, name);
    section.parts.extend(inner);
    if !section.parts.is_empty() {
        parts.push(section);
    }
}

fn fields<'a>(parts: &mut Vec<Part>, name: &str, pairs: impl Iterator<Item = (&'a String, &'a String)>) {
    let mut section = Part::heading(2, name);
    pairs.for_each(|(name, value)| section.put(name, value));
    if !section.fields.is_empty() {
        parts.push(section);
    }
}

fn grouped(words: &str, group: Option<&String>) -> Part {
    Part {
        group: group.cloned(),
        ..Part::bullet(words)
    }
}

fn text(text: &str) -> Fence {
    Fence {
        line: 0,
        info: "text".to_owned(),
        text: text.to_owned(),
    }
}

fn procedure(procedure: &Procedure, titles: &HashMap<&str, &str>) -> Part {
    let mut part = Part::heading(2, lists::entitled(lists::PROCEDURE, Some(&procedure.title)));
    if let Some(id) = &procedure.task {
        let title = titles.get(id.as_str()).copied().unwrap_or_default();
        part.put(lists::TASK, lists::reference(id, title));
    }
    if let Some(minutes) = procedure.objective_min {
        part.put(lists::WITHIN, format!("{minutes} min"));
    }
    part.parts = procedure
        .steps
        .iter()
        .map(|step| Part {
            mark: Mark::Number,
            fence: step.command.as_ref().map(fence),
            ..Part::bullet(&step.text)
        })
        .collect();
    part
}

fn risk(risk: &Risk) -> Part {
    let name = lists::RISKS
        .iter()
        .find(|(kind, _)| *kind == risk.kind)
        .map_or("Risk", |(_, name)| name);
    let mut part = Part::heading(3, lists::entitled(name, Some(&risk.title)));
    part.put_some(lists::LEVEL, risk.level.as_ref());
    for check in &risk.checks {
        part.put(lists::CHECK, check);
    }
    part.put_some(lists::IMPACT, risk.impact.as_ref());
    part.put_some(lists::MITIGATION, risk.mitigation.as_ref());
    part.put_some(lists::ROLLBACK, risk.rollback.as_ref());
    part
}

fn table(table: &Table) -> Part {
    let mut part = Part::heading(3, lists::entitled(lists::TABLE, table.title.as_deref()));
    part.rows.push(table.headers.clone());
    part.rows.extend(table.cells.iter().cloned());
    tell(&mut part, table, &lists::table);
    part
}

fn contacts(checklist: &Checklist, parts: &mut Vec<Part>) {
    let mut section = Part::heading(2, written::CONTACTS);
    for contact in &checklist.contacts {
        let mut field = Field {
            name: contact.role.clone(),
            value: contact.value.clone(),
            ..Field::default()
        };
        let found = reading::difference(contact, &lists::contact(&field));
        field.reading = reading::sealed(field.seal(), found);
        section.fields.push(field);
    }
    if !section.fields.is_empty() {
        parts.push(section);
    }
}
