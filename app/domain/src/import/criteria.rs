//! Success criteria and rollback triggers. A box under them is an item as well, and the criterion names it.

use super::body::Gathered;
use super::outline::Entry;
use super::reader::{Place, Reader};
use super::{items, text};
use crate::checklist::{Criterion, Trigger};

pub fn list(reader: &mut Reader, entries: &[Entry], place: &Place, into: &mut Gathered) {
    for entry in entries {
        let (words, item) = read(reader, entry, place, into, "criterion");
        if let Some(words) = words {
            reader.out.success_criteria.push(Criterion {
                line: entry.line,
                text: words,
                group: group(place),
                item,
            });
        }
    }
}

pub fn triggers(reader: &mut Reader, entries: &[Entry], place: &Place, into: &mut Gathered) {
    for entry in entries {
        if let (Some(words), _) = read(reader, entry, place, into, "criterion") {
            reader.out.rollback_triggers.push(Trigger {
                line: entry.line,
                text: words,
            });
        }
    }
}

/// The words of an entry, and its item where it is a box.
fn read(
    reader: &mut Reader,
    entry: &Entry,
    place: &Place,
    into: &mut Gathered,
    kind: &'static str,
) -> (Option<String>, Option<String>) {
    let said = entry.text();
    let by_hand = text::leading_box(&said).is_some();
    if entry.ticked.is_some() || by_hand {
        let Some(item) = items::entry_item(reader, entry, false, place, group(place).as_deref()) else {
            return (None, None);
        };
        let read = (Some(item.text.clone()), Some(item.id.clone()));
        into.items.push(item);
        return read;
    }
    reader.ledger.mark(entry.line, entry.end_line, kind);
    let words = match text::leading_glyph(&said) {
        Some((_, _, rest)) if !rest.is_empty() => rest.to_owned(),
        _ => said,
    };
    // Boxes that hang below a plain entry are items all the same.
    for block in entry.rest() {
        if let super::outline::Body::List { ordered, entries } = &block.body
            && super::sections::boxes(std::slice::from_ref(block)) > 0
        {
            into.items.extend(items::list(reader, entries, *ordered, place));
        }
    }
    ((!words.trim().is_empty()).then_some(words), None)
}

fn group(place: &Place) -> Option<String> {
    place.group.clone()
}

/// One criterion on a line of its own.
pub fn line(reader: &mut Reader, line: u32, words: &str, place: &Place) {
    reader.ledger.mark(line, line, "criterion");
    reader.out.success_criteria.push(Criterion {
        line,
        text: words.trim().to_owned(),
        group: group(place),
        item: None,
    });
}

pub fn trigger(reader: &mut Reader, line: u32, words: &str) {
    reader.ledger.mark(line, line, "criterion");
    reader.out.rollback_triggers.push(Trigger {
        line,
        text: words.trim().to_owned(),
    });
}
