//! From parts to the checklist: every section by its name, with the ledger and what refers to what.

use super::part::{Mark, Part};
use super::pending::Pending;
use super::reading::{self, Readable};
use super::{lists, parse, work};
use crate::checklist::{
    Claim, Criterion, HeadingFound, Item, ItemKind, Note, Phase, SecretFound, Snippet, SnippetRole, Target,
    Trigger,
};
use crate::import::reader::Reader;

/// Reads a text of this notation and gives its title.
pub fn read(reader: &mut Reader, text: &str) -> (String, Pending) {
    let document = parse::parse(text);
    reader.ledger.mark(1, document.front_matter, "fact");
    let mut builder = Builder {
        reader,
        pending: Pending::default(),
    };
    let mut title = None;
    for section in &document.sections {
        if section.mark == Mark::Heading(1) && title.is_none() {
            builder.heading(section, "title", None);
            title = Some(section.words.clone());
            builder.strays(section);
        } else {
            builder.section(section);
        }
    }
    for (line, words) in document.stray {
        builder.note(line, words);
    }
    builder.reader.out.notes.sort_by_key(|note| note.line);
    (title.unwrap_or_default(), builder.pending)
}

struct Builder<'r> {
    reader: &'r mut Reader,
    pending: Pending,
}

impl Builder<'_> {
    fn section(&mut self, section: &Part) {
        let kind = match section.words.as_str() {
            super::CLAIMS => self.claims(section),
            super::FACTS => self.facts(section),
            super::ITEMS => self.loose_items(section),
            super::CRITERIA => self.criteria(section),
            super::TRIGGERS => self.triggers(section),
            super::TARGETS => self.targets(section),
            super::ALERTS => self.alerts(section),
            super::RISKS => self.risks(section),
            super::CONTACTS => self.contacts(section),
            super::TIMELINE => self.timeline(section),
            super::VARIABLES => self.variables(section),
            super::FOLLOW_UPS => self.follow_ups(section),
            super::MESSAGES => self.messages(section),
            super::TABLES => self.tables(section),
            super::NOTES => self.notes(section),
            super::SECRETS => self.secrets(section),
            words if words.starts_with("Rollback:") || words == lists::PROCEDURE => self.procedure(section),
            _ => return self.phase(section),
        };
        self.heading(section, kind, None);
    }

    fn phase(&mut self, section: &Part) {
        let derived = work::phase(section);
        let id = self.reader.id();
        let ordinal = u32::try_from(self.reader.out.phases.len() + 1).unwrap_or(u32::MAX);
        let mut phase = Phase {
            id: id.clone(),
            ordinal,
            ..self.told(&derived, section)
        };
        self.heading(section, "phase", Some(id));
        for field in work::others(section) {
            self.reader.fact(field.line, &field.name, &field.value);
        }
        for part in &section.parts {
            match part.mark {
                Mark::Heading(_) => self.task(part, &mut phase),
                _ => phase.items.push(self.item(part)),
            }
        }
        self.reader.out.phases.push(phase);
    }

    fn task(&mut self, part: &Part, phase: &mut Phase) {
        let id = self.reader.id();
        let mut task = self.told(&work::task(part), part);
        task.id.clone_from(&id);
        self.heading(part, "task", Some(id));
        let place = (self.reader.out.phases.len(), phase.tasks.len());
        self.pending.depends_on.extend(
            part.values(work::DEPENDS_ON)
                .map(|words| (place.0, place.1, words.to_owned())),
        );
        task.items = part.parts.iter().map(|part| self.item(part)).collect();
        phase.tasks.push(task);
    }

    fn item(&mut self, part: &Part) -> Item {
        let id = self.reader.id();
        let derived = work::item(part);
        let mut item = reading::apply_to_item(&derived, part).unwrap_or_else(|| {
            self.changed(part.line);
            derived
        });
        item.id.clone_from(&id);
        self.reader.ledger.mark_as(part.line, part.end_line, "item", &id);
        for field in part.fields.iter().filter(|field| field.name == work::EXPECT) {
            self.reader
                .ledger
                .mark_as(field.line, field.line, "expectation", &id);
        }
        let role = match item.kind {
            ItemKind::Check => SnippetRole::Checks,
            ItemKind::Step => SnippetRole::Steps,
        };
        self.fence(part, role, "command", Some(&id));
        item.items = part.parts.iter().map(|part| self.item(part)).collect();
        item
    }

    fn claims(&mut self, section: &Part) -> &'static str {
        for part in &section.parts {
            self.reader.ledger.mark(part.line, part.end_line, "claim");
            self.reader.out.claims.push(Claim {
                line: part.line,
                text: part.words.clone(),
            });
        }
        "claim"
    }

    fn facts(&mut self, section: &Part) -> &'static str {
        for field in &section.fields {
            self.reader.fact(field.line, &field.name, &field.value);
        }
        self.strays(section);
        "fact"
    }

    fn loose_items(&mut self, section: &Part) -> &'static str {
        for part in &section.parts {
            let item = self.item(part);
            self.reader.out.items.push(item);
        }
        "item"
    }

    fn criteria(&mut self, section: &Part) -> &'static str {
        for part in &section.parts {
            self.reader.ledger.mark(part.line, part.end_line, "criterion");
            let at = self.reader.out.success_criteria.len();
            let item = part.field(lists::ITEM);
            self.pending
                .criteria
                .extend(item.map(|words| (at, words.to_owned())));
            self.reader.out.success_criteria.push(Criterion {
                line: part.line,
                text: part.words.clone(),
                group: part.group.clone(),
                item: None,
            });
        }
        "criterion"
    }

    fn triggers(&mut self, section: &Part) -> &'static str {
        for part in &section.parts {
            self.reader.ledger.mark(part.line, part.end_line, "criterion");
            self.reader.out.rollback_triggers.push(Trigger {
                line: part.line,
                text: part.words.clone(),
            });
        }
        "criterion"
    }

    fn procedure(&mut self, section: &Part) -> &'static str {
        let at = self.reader.out.rollback_procedures.len();
        let task = section.field(lists::TASK);
        self.pending
            .procedures
            .extend(task.map(|words| (at, words.to_owned())));
        for step in &section.parts {
            self.reader.ledger.mark(step.line, step.end_line, "procedure");
            self.fence(step, SnippetRole::Steps, "command", None);
        }
        self.reader
            .out
            .rollback_procedures
            .push(lists::procedure(section));
        "procedure"
    }

    fn targets(&mut self, section: &Part) -> &'static str {
        for part in &section.parts {
            self.reader.ledger.mark(part.line, part.end_line, "target");
            let at = self.reader.out.targets.len();
            let item = part.field(lists::ITEM);
            self.pending
                .targets
                .extend(item.map(|words| (at, words.to_owned())));
            let target: Target = self.told(&lists::target(part), part);
            self.reader.out.targets.push(target);
        }
        "target"
    }

    fn alerts(&mut self, section: &Part) -> &'static str {
        for part in &section.parts {
            self.reader.ledger.mark(part.line, part.end_line, "alert");
            let alert = self.told(&lists::alert(part), part);
            self.reader.out.alerts.push(alert);
        }
        "alert"
    }

    fn risks(&mut self, section: &Part) -> &'static str {
        for part in &section.parts {
            self.heading(part, "risk", None);
            self.reader.out.risks.push(lists::risk(part));
        }
        "risk"
    }

    fn contacts(&mut self, section: &Part) -> &'static str {
        for field in &section.fields {
            let derived = lists::contact(field);
            let contact = reading::apply_to_field(&derived, field).unwrap_or_else(|| {
                self.changed(field.line);
                derived
            });
            self.reader.ledger.mark(field.line, field.line, "contact");
            self.reader.out.contacts.push(contact);
        }
        self.strays(section);
        "contact"
    }

    fn timeline(&mut self, section: &Part) -> &'static str {
        for part in &section.parts {
            self.reader.ledger.mark(part.line, part.end_line, "timeline");
            let row = self.told(&lists::timeline_row(part), part);
            self.reader.out.timeline.push(row);
        }
        "timeline"
    }

    fn variables(&mut self, section: &Part) -> &'static str {
        for part in &section.parts {
            self.reader.ledger.mark(part.line, part.end_line, "variable");
            let variable = self.told(&lists::variable(part), part);
            self.reader.out.environment_variables.push(variable);
        }
        "variable"
    }

    fn follow_ups(&mut self, section: &Part) -> &'static str {
        for part in &section.parts {
            self.reader.ledger.mark(part.line, part.end_line, "follow_up");
            let follow_up = self.told(&lists::follow_up(part), part);
            self.reader.out.follow_ups.push(follow_up);
        }
        "follow_up"
    }

    fn messages(&mut self, section: &Part) -> &'static str {
        for part in &section.parts {
            self.heading(part, "message", None);
            self.fence(part, SnippetRole::Message, "message", None);
            let message = self.told(&lists::message(part), part);
            self.reader.out.messages.push(message);
        }
        "message"
    }

    fn tables(&mut self, section: &Part) -> &'static str {
        for part in &section.parts {
            self.heading(part, "table", None);
            let table = self.told(&lists::table(part), part);
            self.reader.out.tables.push(table);
        }
        "table"
    }

    fn notes(&mut self, section: &Part) -> &'static str {
        if let Some(fence) = &section.fence {
            for (line, text) in (fence.line + 1..).zip(fence.text.split('\n')) {
                if !text.trim().is_empty() {
                    self.note(line, text.to_owned());
                }
            }
        }
        self.strays(section);
        "prose"
    }

    fn secrets(&mut self, section: &Part) -> &'static str {
        for field in &section.fields {
            self.reader.out.secrets.push(SecretFound {
                line: field.line,
                name: field.name.clone(),
                kind: field.value.clone(),
            });
        }
        "fact"
    }

    /// The part as its reading tells it; where that was made for other words, as its words say.
    fn told<T: Readable>(&mut self, derived: &T, part: &Part) -> T {
        reading::apply_to_part(derived, part).unwrap_or_else(|| {
            self.changed(part.line);
            derived.clone()
        })
    }

    fn changed(&mut self, line: u32) {
        self.reader.note(
            "reading-renewed",
            line,
            "The words here were changed since they were exported, so they were read again. Look at what they became."
                .to_owned(),
        );
    }

    fn heading(&mut self, part: &Part, kind: &'static str, id: Option<String>) {
        match &id {
            Some(id) => self.reader.ledger.mark_as(part.line, part.end_line, kind, id),
            None => self.reader.ledger.mark(part.line, part.line, kind),
        }
        if let Mark::Heading(level) = part.mark {
            self.reader.out.headings.push(HeadingFound {
                line: part.line,
                level,
                title: part.words.clone(),
                kind: kind.to_owned(),
                id,
            });
        }
    }

    fn fence(&mut self, part: &Part, role: SnippetRole, kind: &'static str, id: Option<&String>) {
        let Some(fence) = &part.fence else { return };
        let lines = fence.text.split('\n').count() as u32;
        let (first, last) = (fence.line, fence.line + lines + 1);
        match id {
            Some(id) => self.reader.ledger.mark_as(first, last, kind, id),
            None => self.reader.ledger.mark(first, last, kind),
        }
        self.reader.out.snippets.push(Snippet {
            line: fence.line,
            language: fence.info.clone(),
            lines,
            role,
            items: id.into_iter().cloned().collect(),
        });
    }

    /// Entries where none belong are kept as words.
    fn strays(&mut self, section: &Part) {
        for part in &section.parts {
            self.note(part.line, part.words.clone());
            self.strays(part);
        }
    }

    fn note(&mut self, line: u32, text: String) {
        self.reader.out.notes.push(Note { line, text });
    }
}
