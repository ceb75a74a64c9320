//! What the columns of a table hold, by the words of its head.

mod heads;

use heads::HEADS;

use super::outline::Line;
use super::{phrases, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Number,
    Task,
    /// The part of the work a row belongs to.
    Phase,
    Name,
    Owner,
    Status,
    Time,
    Duration,
    Start,
    End,
    DependsOn,
    Severity,
    Condition,
    Warning,
    Critical,
    Metric,
    Target,
    Action,
    Trigger,
    Impact,
    Mitigation,
    Likelihood,
    Risk,
    Role,
    Contact,
    Required,
    Variable,
    Description,
    Command,
    Expected,
    Criterion,
    Other,
}

pub struct Columns {
    kinds: Vec<Column>,
}

impl Columns {
    pub fn read(headers: &[Line], rows: &[Vec<Line>]) -> Self {
        let mut columns = Columns {
            kinds: headers.iter().map(|header| of(&header.text)).collect(),
        };
        columns.phases_as_tasks();
        columns.numbered_steps(rows);
        columns
    }

    /// A column of steps that holds only numbers counts them; what is done stands in another.
    fn numbered_steps(&mut self, rows: &[Vec<Line>]) {
        let Some(at) = self.at(Column::Task) else { return };
        let mut cells = rows
            .iter()
            .filter_map(|row| row.get(at))
            .map(|cell| cell.text.trim())
            .peekable();
        let counts = |cell: &str| {
            cell.chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | '#' | ' '))
        };
        if cells.peek().is_none() || !cells.all(counts) {
            return;
        }
        let named = [
            Column::Task,
            Column::Action,
            Column::Description,
            Column::Name,
            Column::Other,
        ];
        let said = named
            .iter()
            .find_map(|kind| (0..self.kinds.len()).find(|other| *other != at && self.kinds[*other] == *kind));
        if let Some(said) = said {
            self.kinds[at] = Column::Number;
            self.kinds[said] = Column::Task;
        }
    }

    /// Phases with an owner and no times of their own are the work itself.
    fn phases_as_tasks(&mut self) {
        if let Some(at) = self.at(Column::Phase)
            && !self.has(Column::Task)
            && !self.has(Column::Action)
            && !self.is_timeline()
        {
            self.kinds[at] = Column::Task;
        }
    }

    pub fn has(&self, column: Column) -> bool {
        self.kinds.contains(&column)
    }

    pub fn cell(&self, row: &[Line], column: Column) -> Option<String> {
        let at = self.kinds.iter().position(|kind| *kind == column)?;
        row.get(at).map(|cell| cell.text.trim().to_owned())
    }

    /// The position of a kind of column.
    pub fn at(&self, column: Column) -> Option<usize> {
        self.kinds.iter().position(|kind| *kind == column)
    }

    /// Rows are work: what to do, and who does it, when, or after what.
    pub fn is_run_sheet(&self) -> bool {
        let work = self.has(Column::Task)
            || (self.has(Column::Action) && (self.has(Column::Time) || self.has(Column::Owner)));
        let particulars = [
            Column::Owner,
            Column::Time,
            Column::DependsOn,
            Column::Start,
            Column::Duration,
        ]
        .iter()
        .filter(|column| self.has(**column))
        .count();
        work && particulars > 0
            && !self.has(Column::Role)
            && !self.has(Column::Severity)
            && !self.has(Column::Risk)
            && (self.has(Column::Owner)
                || self.has(Column::DependsOn)
                || self.has(Column::Status)
                || (self.has(Column::Time) && !self.has(Column::End)))
    }

    /// Rows are things to verify or to tick off: each with a state, an expectation or a command, and no time of its own.
    pub fn is_checklist(&self) -> bool {
        let timed = [
            Column::Time,
            Column::Start,
            Column::End,
            Column::Duration,
            Column::DependsOn,
        ];
        let told = [
            Column::Role,
            Column::Severity,
            Column::Risk,
            Column::Metric,
            Column::Variable,
        ];
        self.has(Column::Task)
            && (self.has(Column::Status) || self.has(Column::Expected) || self.has(Column::Command))
            && !timed.iter().chain(&told).any(|column| self.has(*column))
    }

    pub fn is_timeline(&self) -> bool {
        let what = self.has(Column::Task)
            || self.has(Column::Phase)
            || self.has(Column::Name)
            || self.has(Column::Action);
        let when = [Column::Duration, Column::Start, Column::End, Column::Time]
            .iter()
            .filter(|column| self.has(**column))
            .count();
        what && when >= 2
    }
}

fn of(header: &str) -> Column {
    let bare = header.trim().trim_end_matches(':').to_lowercase();
    // "Time (UTC)": what stands in brackets explains the head.
    let bare = bare.split(" (").next().unwrap_or(&bare).trim().to_owned();
    let key = text::key(&bare);
    HEADS
        .iter()
        .find(|(_, words)| phrases::holds(words, &bare) || phrases::holds(words, &key))
        .or_else(|| {
            HEADS.iter().find(|(column, words)| {
                !matches!(
                    column,
                    Column::Number | Column::Name | Column::Time | Column::End | Column::Owner
                ) && words
                    .split('|')
                    .any(|word| word.len() > 4 && key.ends_with(&format!(" {word}")))
            })
        })
        .map_or(Column::Other, |(column, _)| *column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(headers: &[&str]) -> Columns {
        let headers: Vec<Line> = headers
            .iter()
            .map(|text| Line {
                line: 1,
                text: (*text).to_owned(),
                ..Line::default()
            })
            .collect();
        Columns::read(&headers, &[])
    }

    #[test]
    fn run_sheets_and_timelines_are_told_apart() {
        assert!(columns(&["Time", "Task", "Owner"]).is_run_sheet());
        assert!(columns(&["T-minus", "Activity", "Responsible", "Status"]).is_run_sheet());
        assert!(columns(&["#", "Tarea", "Responsable"]).is_run_sheet());
        assert!(!columns(&["Phase", "Duration", "Start", "End"]).is_run_sheet());
        assert!(columns(&["Phase", "Duration", "Start", "End"]).is_timeline());
        assert!(!columns(&["Alert", "Condition", "Severity"]).is_run_sheet());
        assert!(!columns(&["Feature", "Before", "After"]).is_timeline());
        assert!(!columns(&["Role", "Name", "Phone"]).is_run_sheet());
        assert!(columns(&["Check", "Status", "Owner"]).is_checklist());
        assert!(columns(&["Test", "Expected result", "Result"]).is_checklist());
        assert!(!columns(&["Task", "Start", "Status"]).is_checklist());
        assert!(columns(&["Phase", "Owner"]).is_run_sheet());
    }
}
