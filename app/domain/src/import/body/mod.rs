//! What stands under a heading, block by block. A line that announces ("Roll back if:", "Deployment steps:") decides how the
//! list, table or fence after it is read; without one the topic of the section does.

mod lists;
mod prose;

pub use prose::{is_instruction, sentences};

use super::fields::Fields;
use super::labels::{self, Label, Labelled};
use super::outline::{Block, Body, Entry, Line, joined};
use super::reader::{Holder, Place, Reader, Wait, Waiting};
use super::topic::{self, Topic};
use super::{alerts, contacts, criteria, fences, heading, items, kinds, procedures, risks, tables, text};
use crate::checklist::{Item, ProcedureStep, Task};

/// What a stretch of the document gave to whoever holds it.
#[derive(Default)]
pub struct Gathered {
    pub items: Vec<Item>,
    pub procedure_steps: Vec<ProcedureStep>,
    /// What the phase waits for, in words.
    pub waits_for: Vec<String>,
    /// How long the way back takes, where running text says so.
    pub objective_min: Option<i64>,
    /// Rows of a run sheet: tasks of their own.
    pub tasks: Vec<Task>,
    pub fields: Fields,
}

/// Reads the blocks under a heading.
pub fn read(reader: &mut Reader, blocks: &[Block], place: &Place) -> Gathered {
    let mut walker = Walker {
        place: place.clone(),
        lead: None,
        last_text: None,
        out: Gathered::default(),
    };
    for block in blocks {
        walker.block(reader, block);
    }
    walker.out
}

/// A line that announces what follows.
struct Lead {
    words: String,
    topic: Topic,
    label: Option<Label>,
    /// The line named a risk, which what follows describes.
    names_risk: bool,
}

struct Walker {
    place: Place,
    lead: Option<Lead>,
    /// The words just before a fence.
    last_text: Option<String>,
    out: Gathered,
}

impl Walker {
    fn block(&mut self, reader: &mut Reader, block: &Block) {
        match &block.body {
            Body::Paragraph(lines) => self.paragraph(reader, lines),
            Body::List { ordered, entries } => self.list(reader, *ordered, entries),
            Body::Fence(fence) => {
                let place = self.announced();
                let lead_in = self.last_text.take();
                fences::read(
                    reader,
                    (block.line, block.end_line),
                    fence,
                    &place,
                    lead_in.as_deref(),
                    &mut self.out,
                );
            }
            Body::Table { headers, rows } => {
                let place = self.announced();
                let lead = self.lead.as_ref().map(|lead| lead.words.clone());
                if let Some(pairs) = tables::pairs(headers, rows).filter(|_| place.topic == Topic::Plain) {
                    tables::keep(reader, block, headers, rows, &place, lead.as_deref());
                    for (line, pair) in pairs.into_iter().filter(|(_, pair)| !pair.value.is_empty()) {
                        self.label(reader, line, pair, false);
                    }
                    return;
                }
                tables::read(
                    reader,
                    block,
                    headers,
                    rows,
                    &place,
                    lead.as_deref(),
                    &mut self.out,
                );
            }
            Body::Quote(inner) => {
                let more = read(reader, inner, &self.place);
                self.out.items.extend(more.items);
                self.out.procedure_steps.extend(more.procedure_steps);
                self.out.tasks.extend(more.tasks);
                self.out.fields.fill_from(more.fields);
            }
            Body::Heading { title, .. } => self.announce(title.text.clone(), None),
            Body::Rule => {
                self.lead = None;
                self.last_text = None;
                self.out.fields.closed = true;
                // What follows a rule without a heading speaks of the document again.
                if self.place.holder == Holder::Nobody {
                    self.place.topic = Topic::Plain;
                    self.place.group = None;
                }
            }
            Body::FrontMatter(_) | Body::Markup => {}
        }
    }

    fn announce(&mut self, words: String, label: Option<Label>) {
        self.lead = Some(Lead {
            topic: topic::of(&words),
            label,
            words,
            names_risk: false,
        });
    }

    /// The place as the line before has changed it.
    fn announced(&self) -> Place {
        let mut place = self.place.clone();
        let Some(lead) = &self.lead else { return place };
        if lead.topic != Topic::Plain {
            place.topic = lead.topic;
            place.role = kinds::role(lead.topic, &place.headings);
            place.title.clone_from(&lead.words);
        } else if lead.label == Some(Label::Steps) && place.topic == Topic::Triggers {
            place.topic = Topic::Rollback;
            place.title.clone_from(&lead.words);
        }
        if lead.label != Some(Label::Steps) && names_group(&lead.words, place.topic) {
            place.group = Some(lead.words.clone());
        }
        place
    }

    fn paragraph(&mut self, reader: &mut Reader, lines: &[Line]) {
        let place = self.announced();
        self.lead = None;
        let mut prose = Vec::new();
        let form =
            self.place.holder == Holder::Nobody && place.topic == Topic::Plain && labels::is_form(lines);
        for line in lines {
            let mut labels = labels::read(line);
            if labels.is_empty() && form {
                labels = labels::form_line(&line.text);
            }
            if let Some((ticked, rest)) = text::leading_box(&line.text).filter(|(_, rest)| !rest.is_empty()) {
                let item = items::from_line(reader, line.line, rest, Some(ticked), None, &self.place);
                self.out.items.push(item);
            } else if !labels.is_empty() && (self.place.topic != Topic::Risks || !risks::is_title(line)) {
                let alone = labels.len() == 1;
                for label in labels {
                    self.label(reader, line.line, label, alone);
                }
            } else if let Some((words, claim)) = labels::lead_in(line) {
                self.lead_line(reader, line, words, claim);
            } else if let Some((glyph, done, rest)) = text::leading_glyph(&line.text) {
                self.glyph_line(reader, line, (glyph, done, rest));
            } else {
                self.lead = None;
                prose.push(line);
            }
        }
        if !prose.is_empty() {
            self.prose(reader, &prose, &place);
        }
        self.last_text = lines.last().map(|line| line.text.clone());
    }

    fn lead_line(&mut self, reader: &mut Reader, line: &Line, words: String, claim: Option<String>) {
        if is_claim(&words) && self.place.holder == Holder::Nobody {
            reader.claim(line.line, &words);
            return;
        }
        // "If totals differ:" over the steps of the way back says when it begins.
        if self.place.topic == Topic::Rollback
            && prose::is_condition(&format!("{words}:"))
            && topic::of(&words) == Topic::Plain
        {
            criteria::trigger(reader, line.line, &words);
            return;
        }
        if matches!(
            self.place.topic,
            Topic::Risks | Topic::KnownIssues | Topic::Limitations
        ) && risks::is_title(line)
        {
            risks::open(reader, line.line, &words, &self.place);
            self.lead = Some(Lead {
                words,
                topic: Topic::Plain,
                label: None,
                names_risk: true,
            });
            return;
        }
        if let Some(claim) = claim.filter(|claim| text::claims_done(claim))
            && topic::of(&words) == Topic::Plain
        {
            reader.claim(line.line, &format!("{words} {claim}"));
        }
        self.announce(words, None);
    }

    fn glyph_line(&mut self, reader: &mut Reader, line: &Line, (glyph, done, rest): (&str, bool, &str)) {
        match self.place.topic {
            Topic::Criteria => criteria::line(reader, line.line, rest, &self.place),
            Topic::Triggers => criteria::trigger(reader, line.line, rest),
            _ if self.place.holder == Holder::Nobody => {
                if done {
                    reader.claim(line.line, &line.text);
                }
            }
            _ => {
                let claimed = text::claims_done(glyph).then_some(false);
                let item = items::from_line(reader, line.line, rest, claimed, Some(glyph), &self.place);
                self.out.items.push(item);
            }
        }
    }

    fn label(&mut self, reader: &mut Reader, line: u32, found: Labelled, alone: bool) {
        let topic = topic::of(&found.name);
        if alone && text::only_glyph(&found.value) {
            reader.claim(line, &format!("{} {}", found.name, found.value));
            self.announce(found.name, Some(found.label));
            return;
        }
        if found.value.is_empty() && alone {
            self.lead = Some(Lead {
                words: found.name,
                topic,
                label: Some(found.label),
                names_risk: false,
            });
            return;
        }
        let Labelled { label, name, value } = found;
        let holder = self.place.holder;
        match label {
            Label::Status => reader.claim(line, &value),
            Label::Rollback if self.place.topic != Topic::Risks => {
                procedures::stated(reader, line, &name, &value, &self.place);
                if holder == Holder::Task {
                    self.out.fields.rollback.get_or_insert(value);
                }
            }
            Label::DependsOn if holder == Holder::Task => {
                reader.ledger.mark(line, line, "fact");
                self.waits(reader, value);
            }
            Label::DependsOn if holder == Holder::Phase => {
                reader.fact(line, &name, &value);
                self.out.waits_for.push(value);
            }
            Label::Steps | Label::Other => self.own_label(reader, line, (topic, name, value)),
            // A phase has no place for a purpose or a criterion of its own: those stay facts.
            label
                if (holder == Holder::Task
                    || holder == Holder::Phase
                        && matches!(label, Label::Owner | Label::Time | Label::When))
                    && self.out.fields.take(label, &value) =>
            {
                reader.ledger.mark(line, line, "fact");
            }
            _ => reader.fact(line, &name, &value),
        }
    }

    /// The task this stands in waits for what the words name.
    fn waits(&self, reader: &mut Reader, words: String) {
        if let Some(task) = self.place.task.clone() {
            reader.waits.push(Wait {
                holder: Waiting::Task(task),
                words,
            });
        }
    }

    /// A label of the author's own, with its value on the same line.
    fn own_label(&mut self, reader: &mut Reader, line: u32, (topic, name, value): (Topic, String, String)) {
        let at_home = if topic == Topic::Plain {
            self.place.topic
        } else {
            topic
        };
        match at_home {
            Topic::Triggers => criteria::trigger(reader, line, &value),
            Topic::Criteria if topic == Topic::Criteria => criteria::line(reader, line, &value, &self.place),
            Topic::Contacts => contacts::labelled(reader, line, &name, &value),
            Topic::Alerts if topic == Topic::Plain => alerts::stated(reader, line, &name, &value),
            _ => reader.fact(line, &name, &value),
        }
    }
}

/// "All of the following must be true" announces; "Technical" names a group.
fn names_group(words: &str, topic: Topic) -> bool {
    if words.chars().count() > 60 || words.contains(". ") {
        return false;
    }
    if !matches!(topic, Topic::Criteria | Topic::Triggers) {
        return true;
    }
    let key = text::key(words);
    let sentence = [
        "when",
        "if",
        "following",
        "must",
        "true",
        "all",
        "criteria",
        "cuando",
        "si",
        "se",
        "wenn",
        "quand",
    ];
    key.split(' ').count() <= 4
        && !key.split(' ').any(|word| sentence.contains(&word))
        && topic::of(words) != topic
}

fn has_box(entries: &[Entry]) -> bool {
    entries
        .iter()
        .any(|entry| entry.ticked.is_some() || super::sections::boxes(&entry.blocks) > 0)
}

/// "READY FOR PRODUCTION", "APPROVED", "All tests passed": the document speaking of itself.
pub fn is_claim(words: &str) -> bool {
    const CLAIMS: &[&str] = &[
        "ready for production",
        "ready for deployment",
        "production ready",
        "production-ready",
        "deployment ready",
        "approved for",
        "all systems operational",
        "ready to deploy",
        "ready to launch",
        "launch ready",
        "ready for launch",
        "implementation complete",
        "listo para producción",
        "pronto para produção",
        "prêt pour la production",
        "produktionsreif",
        "本番準備完了",
        "生产就绪",
    ];
    let key = text::key(words);
    key.chars().count() <= 160 && CLAIMS.iter().any(|claim| text::has_words(&key, claim))
}

/// A heading as a claim, where it makes one.
pub fn claim_in_heading(reader: &mut Reader, line: u32, full: &str) {
    let title = heading::read(full);
    let after_status = full
        .split_once([':', '：'])
        .filter(|(name, value)| labels::meaning(name) == Label::Status && !value.trim().is_empty());
    match after_status {
        Some((_, value)) => reader.claim(line, value),
        None if title.done || is_claim(full) => reader.claim(line, full),
        None => {}
    }
}

/// The words of an entry and of everything below it that is no list of its own, as notes.
pub fn notes(blocks: &[Block], out: &mut Vec<String>) {
    for block in blocks {
        match &block.body {
            Body::Paragraph(lines) => out.push(joined(lines)),
            Body::List { entries, .. } => entries.iter().for_each(|entry| {
                out.push(entry.text());
                notes(entry.rest(), out);
            }),
            Body::Quote(inner) => notes(inner, out),
            Body::Fence(fence) => out.push(fence.text.trim_end().to_owned()),
            _ => {}
        }
    }
}
