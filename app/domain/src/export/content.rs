//! What two checklists must share to say the same: everything except where it stood. Lines, bytes, the ledger, headings,
//! fences and findings speak of one document's form; ids are given anew by place, and what refers to a part that is gone goes.

use crate::checklist::{Checklist, Command, FORMAT, Item, Source};
use crate::import;

/// The content of a checklist. Two checklists say the same when these are equal.
#[must_use]
pub fn content(checklist: &Checklist) -> Checklist {
    let mut content = Checklist {
        format: FORMAT.to_owned(),
        source: Source::default(),
        snippets: Vec::new(),
        findings: Vec::new(),
        headings: Vec::new(),
        ledger: Vec::new(),
        ..checklist.clone()
    };
    import::number_parts(&mut content);
    for (at, phase) in content.phases.iter_mut().enumerate() {
        phase.line = 0;
        phase.ordinal = u32::try_from(at + 1).unwrap_or(u32::MAX);
        phase.items.iter_mut().for_each(unplaced);
        for task in &mut phase.tasks {
            task.line = 0;
            task.items.iter_mut().for_each(unplaced);
        }
    }
    content.items.iter_mut().for_each(unplaced);
    for procedure in &mut content.rollback_procedures {
        procedure.line = 0;
        for step in &mut procedure.steps {
            step.line = 0;
            step.command.iter_mut().for_each(unplaced_command);
        }
    }
    content.claims.iter_mut().for_each(|part| part.line = 0);
    content.facts.iter_mut().for_each(|part| part.line = 0);
    content.success_criteria.iter_mut().for_each(|part| part.line = 0);
    content
        .rollback_triggers
        .iter_mut()
        .for_each(|part| part.line = 0);
    content.targets.iter_mut().for_each(|part| part.line = 0);
    content.alerts.iter_mut().for_each(|part| part.line = 0);
    content.risks.iter_mut().for_each(|part| part.line = 0);
    content.contacts.iter_mut().for_each(|part| part.line = 0);
    content.timeline.iter_mut().for_each(|part| part.line = 0);
    content
        .environment_variables
        .iter_mut()
        .for_each(|part| part.line = 0);
    content.follow_ups.iter_mut().for_each(|part| part.line = 0);
    content.messages.iter_mut().for_each(|part| part.line = 0);
    content.tables.iter_mut().for_each(|part| part.line = 0);
    content.notes.iter_mut().for_each(|part| part.line = 0);
    content.secrets.iter_mut().for_each(|part| part.line = 0);
    content
}

fn unplaced(item: &mut Item) {
    item.line = 0;
    item.command.iter_mut().for_each(unplaced_command);
    if let Some(check) = &mut item.check {
        check
            .expectations
            .iter_mut()
            .for_each(|expectation| expectation.line = 0);
    }
    item.items.iter_mut().for_each(unplaced);
}

fn unplaced_command(command: &mut Command) {
    command.line = 0;
}
