//! Sections and blocks that are no part of the work itself: criteria, rollback, risks, contacts, and what is only told.

use super::{Assembly, under};
use crate::checklist::Anchor;
use crate::import::body::{self, Gathered};
use crate::import::fields;
use crate::import::heading::Title;
use crate::import::labels;
use crate::import::outline::{Block, Body, Line};
use crate::import::reader::{Holder, Place};
use crate::import::sections::Section;
use crate::import::topic::Topic;
use crate::import::{follow_ups, kinds, procedures, risks, text};

impl Assembly<'_> {
    pub(super) fn apart(&mut self, section: &Section<'_>, above: &[String], inherited: Topic) {
        self.apart_in(section, above, inherited, String::new());
    }

    /// A section that is no part of the work itself. Its sub-sections are about the same unless they say otherwise.
    pub(super) fn apart_in(
        &mut self,
        section: &Section<'_>,
        above: &[String],
        inherited: Topic,
        task: String,
    ) {
        let topic = if section.topic == Topic::Plain {
            inherited
        } else {
            section.topic
        };
        let headings = under(above, section);
        let line = section.line;
        self.reader.ledger.mark(line, line, kind_of(topic));
        if matches!(
            topic,
            Topic::Plain | Topic::Account | Topic::Status | Topic::SignOff
        ) {
            body::claim_in_heading(self.reader, line, &section.title.full);
        }
        let mut place = Place {
            topic,
            role: kinds::role(topic, &headings),
            headings: headings.clone(),
            holder: Holder::Nobody,
            title: section.title.name.clone(),
            group: None,
            within_min: section.title.stated_time.as_deref().and_then(follow_ups::limit),
            task: (!task.is_empty()).then(|| task.clone()),
        };
        let own_heading = !above.is_empty() && inherited == topic;
        if own_heading || matches!(topic, Topic::FollowUps | Topic::Criteria) && !above.is_empty() {
            place.group = Some(section.title.name.clone());
        }
        if matches!(topic, Topic::Plain | Topic::Account)
            && let Some(answer) = answer(section)
        {
            self.reader.fact(line, &section.title.name, &answer.text);
            self.reader.ledger.mark(answer.line, answer.line, "fact");
            return;
        }
        if matches!(topic, Topic::Risks | Topic::KnownIssues | Topic::Limitations)
            && section.children.is_empty()
            && let [
                Block {
                    body: Body::Paragraph(lines),
                    ..
                },
            ] = section.body
            && let [only] = &lines[..]
            && labels::read(only).is_empty()
        {
            risks::told(self.reader, only, &place);
            return;
        }
        let mut gathered = Gathered::default();
        let self_describing = own_heading
            && matches!(topic, Topic::Risks | Topic::KnownIssues | Topic::Limitations)
            && risks::describes_itself(section.body);
        if self_describing
            && risks::level_in(&text::key(&section.title.name)).is_none_or(|_| section.title.number.is_some())
        {
            risks::section(
                self.reader,
                line,
                &section.title.name,
                section.body,
                &place,
                &mut gathered,
            );
        } else {
            gathered = body::read(self.reader, section.body, &place);
        }
        if matches!(topic, Topic::Rollback | Topic::Triggers) {
            let mut steps = procedures::steps_of(&mut gathered);
            if steps.is_empty() && topic == Topic::Rollback {
                steps = procedures::whole_fences(section.body, &section.title.name);
            }
            procedures::add(
                self.reader,
                line,
                &section.title.name,
                place.task.clone(),
                objective(&section.title).or(gathered.objective_min),
                steps,
            );
        }
        self.reader.out.items.extend(gathered.items);
        self.fields_as_facts(line, gathered.fields);
        for child in &section.children {
            self.apart_in(child, &headings, topic, task.clone());
        }
    }

    /// Blocks before the first section, or directly under a heading that holds phases: steps among them are items in no phase.
    pub(super) fn apart_blocks(&mut self, blocks: &[Block], headings: &[String], title: &str, is_work: bool) {
        let holder = if is_work { Holder::Phase } else { Holder::Nobody };
        let place = Place {
            role: kinds::role(Topic::Plain, headings),
            headings: headings.to_vec(),
            holder,
            ..Place::default()
        };
        let gathered = body::read(self.reader, blocks, &place);
        if let Some(first) = gathered.tasks.first() {
            let name = Title {
                name: title.to_owned(),
                full: title.to_owned(),
                ..Title::default()
            };
            let mut phase = self.new_phase(first.line, &name, None);
            self.reader
                .ledger
                .mark_as(first.line, first.line, "task", &first.id);
            phase.tasks = gathered.tasks;
            self.add(phase);
        }
        self.reader.out.items.extend(gathered.items);
        procedures::add(
            self.reader,
            blocks.first().map_or(1, |block| block.line),
            "Rollback",
            None,
            None,
            gathered.procedure_steps,
        );
        self.fields_as_facts(blocks.first().map_or(1, |block| block.line), gathered.fields);
    }

    /// Quotations hand up their fields; outside a task they are facts of the document.
    fn fields_as_facts(&mut self, line: u32, fields: fields::Fields) {
        if let Some(owner) = fields.owner_text {
            self.reader.fact(line, "Owner", &owner);
        }
    }
}

/// The one short line under a heading, as forms ask for it ("### Service", "checkout-web").
fn answer<'l>(section: &Section<'l>) -> Option<&'l Line> {
    let [
        Block {
            body: Body::Paragraph(lines),
            ..
        },
    ] = section.body
    else {
        return None;
    };
    let [line] = &lines[..] else { return None };
    let short = line.text.chars().count() <= 120
        && !text::is_placeholder(&line.text)
        && !line.text.ends_with(['.', '。', ':', '：', '!', '?']);
    let said = labels::read(line).is_empty()
        && text::leading_box(&line.text).is_none()
        && text::leading_glyph(&line.text).is_none();
    (section.children.is_empty() && short && said && !body::is_claim(&line.text)).then_some(line)
}

fn objective(title: &Title) -> Option<i64> {
    title.stated.as_ref().and_then(|stated| {
        stated.duration.map(|length| length.max).or_else(|| {
            let counted = stated
                .window
                .as_ref()
                .filter(|window| window.anchor != Anchor::Clock);
            counted.and_then(|window| window.to_min)
        })
    })
}

fn kind_of(topic: Topic) -> &'static str {
    match topic {
        Topic::Criteria | Topic::Triggers => "criterion",
        Topic::Rollback => "procedure",
        Topic::Risks | Topic::Limitations | Topic::KnownIssues => "risk",
        Topic::Contacts => "contact",
        Topic::FollowUps => "follow_up",
        Topic::Timeline => "timeline",
        Topic::Message => "message",
        Topic::Alerts => "alert",
        Topic::Metrics => "target",
        Topic::Variables => "variable",
        Topic::Status => "claim",
        Topic::Plain | Topic::SignOff | Topic::Reference | Topic::Account => "prose",
    }
}
