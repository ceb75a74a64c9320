//! Lists in a stretch of the document: read by what announced them, else by the topic of their section.

use super::{Walker, has_box, read};
use crate::import::labels::{self, Label, Labelled};
use crate::import::outline::{Body, Entry};
use crate::import::reader::{Holder, Place, Reader};
use crate::import::topic::Topic;
use crate::import::{
    alerts, contacts, criteria, follow_ups, items, options, procedures, risks, text, timeline, variables,
};

impl Walker {
    pub(super) fn list(&mut self, reader: &mut Reader, ordered: bool, entries: &[Entry]) {
        if self.list_for_label(reader, entries) {
            return;
        }
        let place = self.announced();
        let without_labels;
        let entries = if place.holder != Holder::Nobody && place.topic == Topic::Plain {
            without_labels = self.labels_in(reader, entries);
            &without_labels[..]
        } else {
            entries
        };
        if entries.is_empty() {
            return;
        }
        if place.holder == Holder::Phase && options::are(entries) {
            let found = options::tasks(reader, entries, &place);
            self.out.tasks.extend(found);
            return;
        }
        if self.names_things(entries) {
            self.facts_from(reader, entries);
            return;
        }
        match place.topic {
            Topic::Criteria => criteria::list(reader, entries, &place, &mut self.out),
            Topic::Triggers => criteria::triggers(reader, entries, &place, &mut self.out),
            Topic::Rollback => procedures::list(
                reader,
                entries,
                &place,
                self.place.topic != Topic::Rollback,
                &mut self.out,
            ),
            Topic::Risks | Topic::Limitations | Topic::KnownIssues => {
                let opened = self.lead.as_ref().is_some_and(|lead| lead.names_risk);
                risks::list(reader, entries, &place, opened, &mut self.out);
            }
            Topic::Contacts => contacts::list(reader, entries, &place, &mut self.out),
            Topic::FollowUps if place.holder == Holder::Nobody => {
                follow_ups::list(reader, entries, &place, &mut self.out)
            }
            Topic::Alerts if !has_box(entries) => alerts::list(reader, entries, &place),
            Topic::Metrics if !has_box(entries) => alerts::targets(reader, entries, &place),
            Topic::Variables if !has_box(entries) => variables::list(reader, entries),
            Topic::Timeline if !has_box(entries) => timeline::list(reader, entries),
            _ if place.holder == Holder::Nobody && !has_box(entries) => self.told(reader, entries, &place),
            _ => {
                let found = items::list(reader, entries, ordered, &place);
                self.out.items.extend(found);
            }
        }
    }

    /// "- Owner: QA" among the entries of a task speaks of the task. Gives the entries that do not.
    fn labels_in(&mut self, reader: &mut Reader, entries: &[Entry]) -> Vec<Entry> {
        let mut kept = Vec::new();
        for entry in entries {
            let labels = match entry.lines() {
                [line] if entry.ticked.is_none() && entry.rest().is_empty() => labels::read(line),
                _ => Vec::new(),
            };
            let known = |found: &Labelled| {
                matches!(
                    found.label,
                    Label::Owner
                        | Label::Time
                        | Label::When
                        | Label::Purpose
                        | Label::Blocker
                        | Label::Success
                        | Label::DependsOn
                        | Label::Status
                        | Label::Repeat
                )
            };
            if labels.is_empty() || !labels.iter().all(|found| known(found) && !found.value.is_empty()) {
                kept.push(entry.clone());
                continue;
            }
            for label in labels {
                self.label(reader, entry.line, label, true);
            }
        }
        kept
    }

    /// `**Owner:**` on its own line with a list below it.
    fn list_for_label(&mut self, reader: &mut Reader, entries: &[Entry]) -> bool {
        let Some(label) = self.lead.as_ref().and_then(|lead| lead.label) else {
            return false;
        };
        let takes = matches!(
            label,
            Label::Owner
                | Label::Time
                | Label::When
                | Label::Blocker
                | Label::Success
                | Label::Purpose
                | Label::DependsOn
        );
        if !takes
            || self.place.holder != Holder::Task
            || has_box(entries)
            || entries
                .iter()
                .any(|entry| entry.rest().iter().any(|b| matches!(b.body, Body::Fence(_))))
        {
            return false;
        }
        let words = entries
            .iter()
            .map(Entry::text)
            .collect::<Vec<_>>()
            .join(if label == Label::Owner { ", " } else { "; " });
        for entry in entries {
            reader.ledger.mark(entry.line, entry.end_line, "fact");
        }
        if label == Label::DependsOn {
            self.waits(reader, words);
        } else if !self.out.fields.take(label, &words) {
            self.out.fields.details.push(words);
        }
        true
    }

    /// Files, links and notes are named, not done.
    fn names_things(&self, entries: &[Entry]) -> bool {
        const THINGS: &[&str] = &[
            "files",
            "file",
            "notes",
            "note",
            "links",
            "resources",
            "references",
            "see also",
            "archivos",
            "arquivos",
            "fichiers",
            "dateien",
            "ファイル",
            "文件",
            "файлы",
            "example",
            "examples",
            "refer to",
        ];
        let announced = self.lead.as_ref().is_some_and(|lead| {
            let key = text::key(&lead.words);
            THINGS.iter().any(|word| text::has_words(&key, word))
        });
        let links = entries
            .iter()
            .filter(|entry| matches!(entry.lines(), [line] if line.only_link))
            .count();
        !has_box(entries) && (announced || links == entries.len())
    }

    fn facts_from(&mut self, reader: &mut Reader, entries: &[Entry]) {
        let value = entries.iter().map(Entry::text).collect::<Vec<_>>().join("; ");
        let name = self
            .lead
            .as_ref()
            .map_or_else(|| self.place.title.clone(), |lead| lead.words.clone());
        let line = entries.first().map_or(1, |entry| entry.line);
        reader.fact(line, &name, &value);
        for entry in entries {
            reader.ledger.mark(entry.line, entry.end_line, "fact");
        }
    }

    /// A list in a part that is told and not done: claims and facts, the rest is kept as text.
    fn told(&mut self, reader: &mut Reader, entries: &[Entry], place: &Place) {
        for entry in entries {
            let Some(line) = entry.lines().first() else {
                continue;
            };
            match (text::leading_glyph(&line.text), &labels::read(line)[..]) {
                (Some((_, true, _)), _) => reader.claim(entry.line, &entry.text()),
                (_, [Labelled { name, value, .. }]) if !value.is_empty() => {
                    reader.fact(entry.line, name, value)
                }
                _ => {}
            }
            let below = Place {
                group: Some(entry.text()),
                ..place.clone()
            };
            let more = read(reader, entry.rest(), &below);
            self.out.items.extend(more.items);
        }
    }
}
