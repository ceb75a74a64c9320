//! Tables whose rows are work: checklists with a box in each row, and run sheets.

use crate::checklist::{Anchor, Criterion, Item, Offset, Task};
use crate::import::body::Gathered;
use crate::import::columns::{Column, Columns};
use crate::import::outline::Line;
use crate::import::reader::{GroupRow, Place, Reader, Wait, Waiting};
use crate::import::topic::Topic;
use crate::import::{fields, heading, kinds, labels, text, window};

/// A table as a checklist: a box or a status in each row, group rows between.
pub fn items(reader: &mut Reader, columns: &Columns, rows: &[Vec<Line>], place: &Place, into: &mut Gathered) {
    let mut group = place.group.clone();
    for row in rows {
        if row.len() == 1 {
            group = Some(row[0].text.clone());
            continue;
        }
        if let Some(phase) = columns.cell(row, Column::Phase).filter(|cell| !cell.is_empty()) {
            group = Some(phase);
        }
        let mut ticked = row.iter().find_map(|cell| text::only_box(&cell.text));
        let mut glyph = None;
        let status = columns.cell(row, Column::Status).unwrap_or_default();
        if ticked.is_none() {
            match text::leading_glyph(&status) {
                Some((mark, _, _)) => glyph = Some(mark),
                None => ticked = stated_status(&status),
            }
        }
        let words = columns
            .cell(row, Column::Task)
            .filter(|cell| !cell.is_empty() && text::only_box(cell).is_none())
            .or_else(|| longest(row));
        let Some(words) = words else { continue };
        let mut item = Item {
            id: reader.id(),
            line: row[0].line,
            kind: kinds::of_box(&words),
            text: words,
            ..Item::default()
        };
        item.claimed = ticked.or_else(|| glyph.map(text::claims_done));
        item.glyph = glyph.map(str::to_owned);
        item.group.clone_from(&group);
        if let Some(owner) = columns.cell(row, Column::Owner).filter(|owner| !owner.is_empty()) {
            item.owners = labels::owners(&owner);
            item.owner_text = Some(owner);
        }
        if let Some(time) = columns
            .cell(row, Column::Duration)
            .or_else(|| columns.cell(row, Column::Time))
            .filter(|time| !time.is_empty())
        {
            item.estimate_min = window::read(&time).and_then(|stated| stated.duration);
            item.stated_time = Some(time);
        }
        if let Some(command) = columns
            .cell(row, Column::Command)
            .filter(|command| !command.is_empty())
        {
            item.command = Some(crate::import::command::command("bash", &command, row[0].line));
        }
        if let Some(expected) = columns
            .cell(row, Column::Expected)
            .filter(|expected| !expected.is_empty())
        {
            crate::import::items::expect(&mut item, row[0].line, &expected);
        }
        if item.claimed.is_none() && !status.is_empty() {
            item.details.push(status);
        }
        item.details.extend(
            columns
                .cell(row, Column::Description)
                .filter(|words| !words.is_empty()),
        );
        reader.ledger.mark_as(row[0].line, row[0].line, "item", &item.id);
        if place.topic == Topic::Criteria {
            let (text, id) = (item.text.clone(), item.id.clone());
            reader.out.success_criteria.push(Criterion {
                line: item.line,
                text,
                group: group.clone(),
                item: Some(id),
            });
        }
        into.items.push(item);
    }
}

/// The longest cell that says something: what a row without a known column is about.
fn longest(row: &[Line]) -> Option<String> {
    let said = row
        .iter()
        .map(|cell| cell.text.trim())
        .filter(|cell| cell.chars().any(char::is_alphabetic) && text::only_box(cell).is_none());
    said.max_by_key(|cell| cell.chars().count()).map(str::to_owned)
}

/// "Done", "Pending": a state in words.
fn stated_status(status: &str) -> Option<bool> {
    match text::key(status).as_str() {
        "done" | "complete" | "completed" | "yes" | "y" | "passed" | "pass" | "ok" | "go" | "sí" | "sim"
        | "oui" | "ja" | "hecho" | "listo" | "feito" | "concluído" | "fait" | "erledigt" | "fatto"
        | "完了" | "已完成" | "готово" => Some(true),
        "pending" | "planned" | "waiting" | "blocked" | "failed" | "fail" | "n" | "no-go" | "todo"
        | "to do" | "open" | "not started" | "not done" | "no" | "in progress" | "pendiente" | "pendente"
        | "à faire" | "offen" | "未着手" | "未完了" | "未完成" | "待办" | "нет" | "не начато" => {
            Some(false)
        }
        _ => None,
    }
}

/// A run sheet: each row is a task.
pub fn tasks(reader: &mut Reader, columns: &Columns, rows: &[Vec<Line>], into: &mut Gathered) {
    let mut group: Option<(u32, String)> = None;
    let mut before = None;
    for row in rows {
        if row.len() == 1 {
            group = Some((row[0].line, row[0].text.clone()));
            continue;
        }
        let cell = |column| columns.cell(row, column).filter(|cell| !cell.is_empty());
        let Some(words) = cell(Column::Task).or_else(|| cell(Column::Action)) else {
            continue;
        };
        let title = heading::read(&words);
        let id = reader.id();
        let mut task = Task {
            id: id.clone(),
            line: row[0].line,
            number: cell(Column::Number).or(title.number),
            title: title.name,
            ..Task::default()
        };
        if let Some(owner) = cell(Column::Owner).or(title.owner) {
            task.owners = labels::owners(&owner);
            task.owner_text = Some(owner);
        }
        let times = [Column::Time, Column::Start, Column::Duration];
        for time in times.into_iter().filter_map(cell) {
            fields::set_time(&mut task, window::read(&time).as_ref());
            task.stated_time.get_or_insert(time);
        }
        if let (None, Some(from)) = (
            &task.offset,
            cell(Column::Start).and_then(|start| window::clock_times(&start).first().copied()),
        ) {
            task.offset = Some(Offset {
                anchor: Anchor::Clock,
                from_min: from,
            });
        }
        task.purpose = cell(Column::Description);
        task.success = cell(Column::Criterion).or_else(|| cell(Column::Expected));
        task.details
            .extend(cell(Column::Status).filter(|status| text::only_box(status).is_none()));
        let phase = cell(Column::Phase);
        if let Some(phase) = phase.clone().filter(|_| phase != before) {
            group = Some((row[0].line, phase));
        }
        before = phase;
        if let Some((line, words)) = group.take() {
            reader.group_rows.push(GroupRow {
                line,
                words,
                first_task: id.clone(),
            });
        }
        if let Some(words) = cell(Column::DependsOn) {
            reader.waits.push(Wait {
                holder: Waiting::Task(id.clone()),
                words,
            });
        }
        reader.ledger.mark_as(row[0].line, row[0].line, "task", &id);
        into.tasks.push(task);
    }
}
