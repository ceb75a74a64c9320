//! Tables: every one is kept as it is, and read as what its columns say it is as well.

mod pairs;
mod raci;
mod rows;
mod work;

pub use pairs::pairs;
pub use rows::is_work;

use super::alerts;
use super::body::Gathered;
use super::columns::{Column, Columns};
use super::outline::{Block, Line};
use super::reader::{Holder, Place, Reader};
use super::topic::Topic;
use super::{contacts, risks, text, timeline, variables};
use crate::checklist::{Criterion, Risk, RiskKind, Table, Trigger};

pub fn read(
    reader: &mut Reader,
    block: &Block,
    headers: &[Line],
    rows: &[Vec<Line>],
    place: &Place,
    lead: Option<&str>,
    into: &mut Gathered,
) {
    let columns = Columns::read(headers, rows);
    let rows = rows::grouped(rows, headers.len(), &columns);
    keep(reader, block, headers, &rows, place, lead);
    if raci::read(reader, headers, &rows) {
        return;
    }
    let has = |column| columns.has(column);
    let boxed = rows
        .iter()
        .any(|row| row.iter().any(|cell| text::only_box(&cell.text).is_some()));
    if boxed || (columns.is_checklist() && place.holder != Holder::Nobody) {
        work::items(reader, &columns, &rows, place, into);
    } else if (has(Column::Variable) || place.topic == Topic::Variables)
        && rows.iter().any(|row| variables::name(&row[0].text).is_some())
    {
        each(reader, &rows, "variable", |reader, row| {
            let words = row
                .iter()
                .map(|cell| cell.text.as_str())
                .collect::<Vec<_>>()
                .join(" ");
            let required = columns
                .cell(row, Column::Required)
                .map_or_else(|| variables::required(&words), |cell| is_yes(&cell));
            if let Some(name) = row.iter().find_map(|cell| variables::name(&cell.text)) {
                variables::add(reader, row[0].line, name, required);
            }
        });
    } else if has(Column::Warning) && has(Column::Critical) {
        each(reader, &rows, "alert", |reader, row| {
            two_levels(reader, &columns, row)
        });
    } else if has(Column::Risk)
        || (matches!(
            place.topic,
            Topic::Risks | Topic::KnownIssues | Topic::Limitations
        ) && headers.len() > 1)
    {
        each(reader, &rows, "risk", |reader, row| {
            risk(reader, &columns, row, place)
        });
    } else if (has(Column::Severity) && (has(Column::Condition) || has(Column::Metric)))
        || (place.topic == Topic::Alerts && headers.len() > 1)
    {
        each(reader, &rows, "alert", |reader, row| alert(reader, &columns, row));
    } else if place.topic == Topic::Contacts
        || (has(Column::Contact) && (has(Column::Role) || has(Column::Name)))
    {
        each(reader, &rows, "contact", contact);
    } else if place.topic == Topic::Timeline || (columns.is_timeline() && !columns.is_run_sheet()) {
        timeline::table(reader, &columns, &rows);
    } else if columns.is_run_sheet() && place.holder == Holder::Phase {
        work::tasks(reader, &columns, &rows, into);
    } else if columns.is_run_sheet() {
        timeline::table(reader, &columns, &rows);
    } else if has(Column::Trigger)
        || place.topic == Topic::Triggers
        || (has(Column::Action) && (has(Column::Condition) || place.topic == Topic::Rollback))
    {
        each(reader, &rows, "criterion", |reader, row| {
            decision(reader, &columns, row, place)
        });
    } else if has(Column::Criterion) || place.topic == Topic::Criteria {
        each(reader, &rows, "criterion", |reader, row| {
            criterion(reader, &columns, row, place)
        });
    } else if has(Column::Metric) && (has(Column::Target) || has(Column::Condition)) {
        each(reader, &rows, "target", |reader, row| {
            let name = columns.cell(row, Column::Metric).unwrap_or_default();
            let condition = columns
                .cell(row, Column::Target)
                .or_else(|| columns.cell(row, Column::Condition))
                .unwrap_or_default();
            reader.out.targets.push(alerts::target(
                row[0].line,
                Some(&name),
                &condition,
                place.group.clone(),
            ));
        });
    }
}

/// Records a table as it is written.
pub fn keep(
    reader: &mut Reader,
    block: &Block,
    headers: &[Line],
    rows: &[Vec<Line>],
    place: &Place,
    lead: Option<&str>,
) {
    reader.ledger.mark(block.line, block.end_line, "table");
    let title = lead.map(str::to_owned).or_else(|| place.headings.last().cloned());
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| cell.text.clone()).collect())
        .collect();
    reader.out.tables.push(Table {
        line: block.line,
        title,
        headers: headers.iter().map(|header| header.text.clone()).collect(),
        rows: rows.len() as u32,
        cells,
    });
}

fn each(
    reader: &mut Reader,
    rows: &[Vec<Line>],
    kind: &'static str,
    mut read: impl FnMut(&mut Reader, &[Line]),
) {
    for row in rows.iter().filter(|row| row.len() > 1) {
        reader.ledger.mark(row[0].line, row[0].line, kind);
        read(reader, row);
    }
}

fn is_yes(cell: &str) -> bool {
    text::leading_glyph(cell).is_some_and(|(_, done, _)| done)
        || matches!(
            text::key(cell).as_str(),
            "yes"
                | "y"
                | "required"
                | "true"
                | "sí"
                | "si"
                | "sim"
                | "oui"
                | "ja"
                | "はい"
                | "是"
                | "да"
                | "必須"
                | "always"
        )
}

fn alert(reader: &mut Reader, columns: &Columns, row: &[Line]) {
    let name = columns
        .cell(row, Column::Metric)
        .or_else(|| columns.cell(row, Column::Name))
        .unwrap_or_else(|| row[0].text.clone());
    let condition = columns
        .cell(row, Column::Condition)
        .or_else(|| columns.cell(row, Column::Target))
        .or_else(|| row.get(1).map(|cell| cell.text.clone()));
    let severity = columns
        .cell(row, Column::Severity)
        .filter(|cell| !cell.is_empty());
    let at = columns.at(Column::Condition);
    let name = if at == Some(0) { None } else { Some(name.as_str()) };
    reader.out.alerts.push(alerts::alert(
        row[0].line,
        name,
        &condition.unwrap_or_default(),
        severity,
    ));
}

/// Metric, warning, critical: two alerts a row.
fn two_levels(reader: &mut Reader, columns: &Columns, row: &[Line]) {
    let name = columns
        .cell(row, Column::Metric)
        .unwrap_or_else(|| row[0].text.clone());
    for (column, severity) in [(Column::Critical, "Critical"), (Column::Warning, "Warning")] {
        if let Some(condition) = columns
            .cell(row, column)
            .filter(|cell| !text::is_placeholder(cell))
        {
            reader.out.alerts.push(alerts::alert(
                row[0].line,
                Some(&name),
                &condition,
                Some(severity.to_owned()),
            ));
        }
    }
}

fn risk(reader: &mut Reader, columns: &Columns, row: &[Line], place: &Place) {
    let title = columns
        .cell(row, Column::Risk)
        .unwrap_or_else(|| row[0].text.clone());
    let kind = match place.topic {
        Topic::Limitations => RiskKind::Limitation,
        Topic::KnownIssues => RiskKind::KnownIssue,
        _ => RiskKind::Risk,
    };
    let mut found = Risk {
        line: row[0].line,
        kind,
        level: None,
        title,
        checks: Vec::new(),
        impact: None,
        mitigation: None,
        rollback: None,
    };
    for (column, part) in [
        (Column::Likelihood, risks::Part::Level),
        (Column::Severity, risks::Part::Level),
        (Column::Impact, risks::Part::Impact),
        (Column::Mitigation, risks::Part::Mitigation),
        (Column::Action, risks::Part::Mitigation),
    ] {
        if let Some(value) = columns.cell(row, column).filter(|cell| !cell.is_empty()) {
            risks::set(&mut found, part, value);
        }
    }
    if !found.title.is_empty() {
        reader.out.risks.push(found);
    }
}

fn contact(reader: &mut Reader, row: &[Line]) {
    let value = row[1..]
        .iter()
        .map(|cell| cell.text.trim())
        .filter(|cell| !cell.is_empty())
        .collect::<Vec<_>>()
        .join(" - ");
    contacts::labelled(reader, row[0].line, &row[0].text, &value);
}

/// A row of a decision table is a rollback trigger where its action is to go back.
fn decision(reader: &mut Reader, columns: &Columns, row: &[Line], place: &Place) {
    let condition = columns
        .cell(row, Column::Trigger)
        .or_else(|| columns.cell(row, Column::Condition))
        .unwrap_or_else(|| row[0].text.clone());
    let action = columns.cell(row, Column::Action).unwrap_or_default();
    let key = text::key(&format!(
        "{action} {}",
        row.iter()
            .skip(1)
            .map(|cell| cell.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    ));
    let back = [
        "rollback",
        "roll back",
        "revert",
        "abort",
        "no-go",
        "no go",
        "stop",
        "bloqueado",
        "ロールバック",
        "回滚",
        "откат",
    ]
    .iter()
    .any(|word| text::has_words(&key, word));
    if back || columns.has(Column::Trigger) || place.topic == Topic::Triggers {
        let text = if action.is_empty() {
            condition
        } else {
            format!("{condition}: {action}")
        };
        reader.out.rollback_triggers.push(Trigger {
            line: row[0].line,
            text,
        });
    }
}

fn criterion(reader: &mut Reader, columns: &Columns, row: &[Line], place: &Place) {
    let name = columns
        .cell(row, Column::Criterion)
        .or_else(|| columns.cell(row, Column::Metric))
        .unwrap_or_else(|| row[0].text.clone());
    let target = columns
        .cell(row, Column::Target)
        .or_else(|| columns.cell(row, Column::Expected))
        .or_else(|| columns.cell(row, Column::Condition));
    let text = match target.filter(|target| !target.is_empty()) {
        Some(target) => format!("{name}: {target}"),
        None => name,
    };
    if !text.is_empty() {
        reader.out.success_criteria.push(Criterion {
            line: row[0].line,
            text,
            group: place.group.clone(),
            item: None,
        });
    }
}
