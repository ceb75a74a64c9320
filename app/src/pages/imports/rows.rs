//! The proposal as rows beside the lines of the source, in the order of the document. Pure.

use domain::{
    check::ProbeKind,
    checklist::{
        Anchor, CheckDraft, Checklist, Command, Effect, Item, ItemKind, Phase, RiskKind, Severity, Task,
        Window,
    },
};

/// One proposal and the source lines it was read from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    pub line: u32,
    /// The last source line shown beside it; before `line` where an earlier row shows the line already.
    pub last_line: u32,
    /// 0 phase, 1 task, 2 item, 3 item below an item.
    pub depth: u8,
    /// Position of its phase in the document, from 1; 0 outside of phases.
    pub part: usize,
    /// The checklist's id where the row can be corrected.
    pub id: Option<String>,
    pub what: What,
    pub label: String,
    pub text: String,
    pub notes: Vec<Note>,
    pub owner: Option<String>,
    /// How long a task takes, in its words.
    pub time: Option<String>,
    /// The place of a contact among the contacts.
    pub contact: Option<usize>,
    pub fate: Fate,
    /// By a person: it stands on no line of the document.
    pub added: bool,
}

/// What can be corrected about a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum What {
    Phase,
    Task,
    Item(ItemKind),
    /// Kept beside the phases: criteria, contacts, risks.
    #[default]
    Fact,
}

/// Whether a row goes into the deployment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    #[default]
    Kept,
    Removed,
    /// With the phase, task or item above it; comes back with that.
    RemovedWithParent,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    Plain(String),
    /// The document says of itself that this is done.
    Claim(String),
    /// A person has to decide or to know.
    Needs(String),
    /// Nothing to decide here, but to know: the command destroys something.
    Destroys(String),
    Warning(String),
}

impl Row {
    pub fn needs(&self) -> bool {
        self.fate == Fate::Kept && self.notes.iter().any(|note| matches!(note, Note::Needs(_)))
    }

    fn fact(line: u32, label: &str, text: impl Into<String>) -> Self {
        Row {
            line,
            label: label.to_owned(),
            text: text.into(),
            depth: 1,
            ..Row::default()
        }
    }
}

/// Every row, in the order of the document, each with the source lines up to the next.
pub fn rows(checklist: &Checklist, proposed: &Checklist, removed: &[String], lines: usize) -> Vec<Row> {
    let mut rows = structure_rows(checklist);
    beside_what_they_follow(&mut rows);
    rows.extend(removed_rows(checklist, proposed, removed));
    fact_rows(checklist, &mut rows);
    rows.sort_by_key(|row| row.line);
    for finding in checklist
        .findings
        .iter()
        .filter(|finding| finding.severity > Severity::Note && finding.suppressed.is_none())
    {
        if let Some(row) = rows.iter_mut().rev().find(|row| row.line <= finding.line) {
            row.notes.push(Note::Warning(finding.message.clone()));
        }
    }
    let end = u32::try_from(lines).unwrap_or(u32::MAX).saturating_add(1);
    let starts: Vec<u32> = rows.iter().map(|row| row.line).collect();
    for (at, row) in rows.iter_mut().enumerate() {
        let shown_above = at > 0 && starts[at - 1] == row.line;
        let next = starts[at..]
            .iter()
            .copied()
            .find(|start| *start > row.line)
            .unwrap_or(end);
        row.last_line = if shown_above {
            row.line.saturating_sub(1)
        } else {
            next.saturating_sub(1)
        };
    }
    rows
}

fn structure_rows(checklist: &Checklist) -> Vec<Row> {
    let mut rows = Vec::new();
    for (at, phase) in checklist.phases.iter().enumerate() {
        phase_rows(phase, at + 1, &mut rows);
    }
    for item in &checklist.items {
        item_rows(item, 0, 2, &mut rows);
    }
    rows
}

/// What a person added stands on no line: it goes with the part before it.
fn beside_what_they_follow(rows: &mut [Row]) {
    let mut line = 1;
    for row in rows {
        row.added = row.line == 0;
        if row.added {
            row.line = line;
        }
        line = row.line;
    }
}

/// What was removed, as it was proposed, in the part of the document where it stood.
fn removed_rows(checklist: &Checklist, proposed: &Checklist, removed: &[String]) -> Vec<Row> {
    let mut rows = structure_rows(proposed);
    for row in &mut rows {
        row.fate = row.id.as_ref().map_or(Fate::Kept, |id| fate(id, removed));
        let phase = row.part.checked_sub(1).and_then(|at| proposed.phases.get(at));
        let still = phase.and_then(|phase| checklist.phases.iter().position(|kept| kept.id == phase.id));
        row.part = still.map_or(0, |at| at + 1);
    }
    rows.retain(|row| row.fate != Fate::Kept);
    rows
}

/// An id begins with the ids of what it stands in: "p1.t2.i1" goes with "p1.t2".
fn fate(id: &str, removed: &[String]) -> Fate {
    let above = |gone: &String| {
        id.strip_prefix(gone.as_str())
            .is_some_and(|rest| rest.starts_with('.'))
    };
    if removed.iter().any(above) {
        Fate::RemovedWithParent
    } else if removed.iter().any(|gone| gone == id) {
        Fate::Removed
    } else {
        Fate::Kept
    }
}

fn phase_rows(phase: &Phase, part: usize, rows: &mut Vec<Row>) {
    let mut notes = Vec::new();
    if let Some(window) = &phase.window {
        let read_from = phase
            .stated_time
            .as_ref()
            .map(|words| format!(", read from “{words}”"))
            .unwrap_or_default();
        notes.push(Note::Plain(format!("Window {}{read_from}", window_words(window))));
    } else if let Some(words) = &phase.stated_time {
        notes.push(Note::Plain(format!("Time as written: {words}")));
    }
    if let Some(claim) = &phase.claim {
        notes.push(Note::Claim(format!("The text says “{claim}” of it.")));
    }
    rows.push(Row {
        line: phase.line,
        part,
        id: Some(phase.id.clone()),
        what: What::Phase,
        label: match &phase.stage {
            Some(stage) => format!("Phase {part}, {stage}"),
            None => format!("Phase {part}"),
        },
        text: phase.title.clone(),
        notes,
        ..Row::default()
    });
    for item in &phase.items {
        item_rows(item, part, 2, rows);
    }
    for task in &phase.tasks {
        task_rows(task, part, rows);
    }
}

fn task_rows(task: &Task, part: usize, rows: &mut Vec<Row>) {
    let mut notes = Vec::new();
    for (name, words) in [
        ("Time", &task.stated_time),
        ("Purpose", &task.purpose),
        ("Blocker", &task.blocker),
        ("Success", &task.success),
        ("Rollback", &task.rollback),
        ("Repeats", &task.repeat),
    ] {
        if let Some(words) = words {
            notes.push(Note::Plain(format!("{name}: {words}")));
        }
    }
    if let Some(option) = &task.option {
        notes.push(Note::Plain(format!(
            "One of several ways (“{}”): exactly one is chosen in the deployment.",
            option.name
        )));
    }
    if task.owners.len() > 1 {
        let either = task.owners.join(" and ");
        notes.push(Note::Needs(format!(
            "One text, {} owners. Name one, or write “{either}” if either may act.",
            task.owners.len()
        )));
    }
    rows.push(Row {
        line: task.line,
        depth: 1,
        part,
        id: Some(task.id.clone()),
        what: What::Task,
        label: task
            .number
            .as_ref()
            .map_or_else(|| "Task".to_owned(), |number| format!("Task {number}")),
        text: task.title.clone(),
        notes,
        owner: Some(task.owner_text.clone().unwrap_or_default()),
        time: Some(task.stated_time.clone().unwrap_or_default()),
        ..Row::default()
    });
    for item in &task.items {
        item_rows(item, part, 2, rows);
    }
}

fn item_rows(item: &Item, part: usize, depth: u8, rows: &mut Vec<Row>) {
    let mut notes = Vec::new();
    if item.claimed == Some(true) {
        notes.push(Note::Claim(
            "The text claims it is done. Imported as not done.".to_owned(),
        ));
    }
    if let Some(owner) = &item.owner_text {
        notes.push(Note::Plain(format!("Owner: {owner}")));
    }
    if let Some(command) = &item.command {
        notes.push(command_note(command));
    }
    for expectation in item.check.iter().flat_map(|check| &check.expectations) {
        notes.push(Note::Plain(match &expectation.sentence {
            Some(sentence) => capitalised(sentence),
            None => format!("“{}” asks for a definition: see the checks.", expectation.text),
        }));
    }
    rows.push(Row {
        line: item.line,
        depth,
        part,
        id: Some(item.id.clone()),
        what: What::Item(item.kind),
        label: item_label(item),
        text: item.text.clone(),
        notes,
        ..Row::default()
    });
    for below in &item.items {
        item_rows(below, part, 3, rows);
    }
}

fn item_label(item: &Item) -> String {
    match (item.kind, item.check.as_ref().and_then(proposed)) {
        (ItemKind::Step, _) => "Step".to_owned(),
        (ItemKind::Check, Some(probe)) => format!("Check, could be measured by {probe}"),
        (ItemKind::Check, None) => "Manual check".to_owned(),
    }
}

/// The probe of a draft that this server could run.
fn proposed(check: &CheckDraft) -> Option<&'static str> {
    check.spec.as_ref()?;
    match check.probe? {
        ProbeKind::Http => Some("HTTP"),
        ProbeKind::Tcp => Some("TCP"),
        ProbeKind::Sql => Some("SQL"),
        _ => None,
    }
}

fn command_note(command: &Command) -> Note {
    let reason = command
        .reason
        .as_ref()
        .map(|reason| format!(" ({reason})"))
        .unwrap_or_default();
    match command.effect {
        Effect::Reads => {
            Note::Plain("Command that reads. It is not run because a document says so.".to_owned())
        }
        Effect::Unknown => Note::Plain(format!(
            "Command with an effect nobody can tell{reason}. A person runs it; never run from here."
        )),
        Effect::Changes => Note::Plain(format!(
            "Command that changes something{reason}. A person runs it; never run from here."
        )),
        Effect::Destroys => Note::Destroys(format!(
            "This command destroys{reason}. It can only be a step that a person does; it is never run from here."
        )),
    }
}

/// What is kept beside the phases.
fn fact_rows(list: &Checklist, rows: &mut Vec<Row>) {
    let plain = |rows: &mut Vec<Row>, line, label: &str, text: &str| rows.push(Row::fact(line, label, text));
    for claim in &list.claims {
        let mut row = Row::fact(claim.line, "Claim of the document", claim.text.clone());
        row.notes
            .push(Note::Claim("Kept and shown, never counted.".to_owned()));
        rows.push(row);
    }
    for fact in &list.facts {
        plain(rows, fact.line, &fact.name, &fact.value);
    }
    for criterion in list
        .success_criteria
        .iter()
        .filter(|criterion| criterion.item.is_none())
    {
        plain(rows, criterion.line, "Success criterion", &criterion.text);
    }
    for trigger in &list.rollback_triggers {
        plain(rows, trigger.line, "Rollback trigger", &trigger.text);
    }
    for procedure in &list.rollback_procedures {
        let mut row = Row::fact(procedure.line, "Rollback procedure", procedure.title.clone());
        let commands = procedure.steps.iter().filter_map(|step| step.command.as_ref());
        row.notes.extend(
            commands
                .filter(|command| command.effect == Effect::Destroys)
                .map(command_note),
        );
        row.notes.push(Note::Plain(match procedure.steps.len() {
            1 => "1 step".to_owned(),
            many => format!("{many} steps"),
        }));
        rows.push(row);
    }
    for target in list.targets.iter().filter(|target| target.item.is_none()) {
        plain(rows, target.line, "Target", &target.text);
    }
    for alert in &list.alerts {
        let label = alert
            .severity
            .as_ref()
            .map_or_else(|| "Alert".to_owned(), |severity| format!("Alert, {severity}"));
        plain(rows, alert.line, &label, &alert.text);
    }
    for risk in &list.risks {
        let label = match risk.kind {
            RiskKind::Scenario => "Scenario",
            RiskKind::Risk => "Risk",
            RiskKind::Limitation => "Known limitation: to be accepted before signing",
            RiskKind::KnownIssue => "Known issue: to be accepted before signing",
        };
        plain(rows, risk.line, label, &risk.title);
    }
    for (at, contact) in list.contacts.iter().enumerate() {
        let mut row = Row::fact(
            contact.line,
            &format!("Contact, {}", contact.role),
            contact.value.clone(),
        );
        row.contact = Some(at);
        if contact.placeholder {
            row.notes
                .push(Note::Needs("Empty slot: fill it in, or leave it out.".to_owned()));
        }
        rows.push(row);
    }
    for variable in &list.environment_variables {
        plain(rows, variable.line, "Value of the environment", &variable.name);
    }
    for follow_up in &list.follow_ups {
        plain(rows, follow_up.line, "Follow-up", &follow_up.text);
    }
    for message in &list.messages {
        let audience = message
            .audience
            .as_ref()
            .map_or_else(|| "Message".to_owned(), |whom| format!("Message to {whom}"));
        plain(
            rows,
            message.line,
            &audience,
            message.title.as_deref().unwrap_or("without a title"),
        );
    }
    for secret in &list.secrets {
        let mut row = Row::fact(secret.line, "Secret, masked", secret.name.clone());
        row.notes.push(Note::Plain(format!(
            "This looks like {}. It was not stored.",
            secret.kind
        )));
        rows.push(row);
    }
}

fn window_words(window: &Window) -> String {
    if window.anchor == Anchor::Clock {
        return clock_words(window);
    }
    let anchor = match window.anchor {
        Anchor::T0 => "T",
        Anchor::Now => "now",
        Anchor::Previous => "previous phase",
        Anchor::Clock => "clock",
    };
    let point = |minutes: Option<i64>| match minutes {
        Some(0) if window.anchor == Anchor::T0 => "T0".to_owned(),
        Some(0) => anchor.to_owned(),
        Some(minutes) => format!(
            "{anchor}{}{}",
            if minutes < 0 { "-" } else { "+" },
            length(minutes.abs())
        ),
        None => "open end".to_owned(),
    };
    format!("{} to {}", point(window.from_min), point(window.to_min))
}

/// "2026-03-07 22:00 to 02:00 CET": a window of the clock is read as the clock is.
fn clock_words(window: &Window) -> String {
    let point = |minutes: i64| {
        let time = format!("{:02}:{:02}", minutes.rem_euclid(1440) / 60, minutes % 60);
        match minutes.div_euclid(1440) {
            0 => time,
            1 => format!("{time} the next day"),
            days => format!("{time} {days} days later"),
        }
    };
    let from = window.from_min.map(point);
    let to = window.to_min.map(|to| format!("to {}", point(to)));
    [window.date.clone(), from, to, window.zone.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn length(minutes: i64) -> String {
    if minutes % 60 == 0 {
        format!("{} h", minutes / 60)
    } else {
        format!("{minutes} min")
    }
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
