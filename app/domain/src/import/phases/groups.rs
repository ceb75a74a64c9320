//! Group rows of a run sheet are phases of their own: what stands under one belongs together.

use super::Assembly;
use crate::checklist::Phase;
use crate::import::heading;

impl Assembly<'_> {
    /// Takes up a finished phase: whole, or as one phase for each group row of its run sheet, in the part it named.
    pub(super) fn add(&mut self, mut phase: Phase) {
        let begins = |task: &crate::checklist::Task| {
            self.reader
                .group_rows
                .iter()
                .position(|row| row.first_task == task.id)
        };
        let groups: Vec<(usize, usize)> = phase
            .tasks
            .iter()
            .enumerate()
            .filter_map(|(at, task)| begins(task).map(|row| (at, row)))
            .collect();
        let Some((first, _)) = groups.first().copied() else {
            self.reader.out.phases.push(phase);
            return;
        };
        let mut grouped = phase.tasks.split_off(first);
        let stage = Some(phase.title.clone());
        if !phase.tasks.is_empty() || !phase.items.is_empty() {
            self.reader.out.phases.push(phase);
        }
        let ends = groups
            .iter()
            .skip(1)
            .map(|(at, _)| *at)
            .chain([first + grouped.len()]);
        for ((at, row), end) in groups.iter().zip(ends) {
            let (line, words) = {
                let row = &self.reader.group_rows[*row];
                (row.line, row.words.clone())
            };
            let is_task_row = self.reader.ledger.of_line(line).0 == "task";
            let mut found = self.new_phase(line, &heading::read(&words), stage.clone());
            found.tasks = grouped.drain(..end - at).collect();
            // A group named in a column shares its line with its first task.
            if is_task_row && let Some(task) = found.tasks.first() {
                self.reader.ledger.mark_as(line, line, "task", &task.id);
            }
            self.reader.out.phases.push(found);
        }
    }
}
