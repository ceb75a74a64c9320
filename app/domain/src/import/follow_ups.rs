//! What is to be done after the deployment, with the time the document allows for it.

use super::body::{self, Gathered};
use super::outline::Entry;
use super::reader::{Place, Reader};
use super::{items, window};
use crate::checklist::{Anchor, FollowUp, Window};

pub fn list(reader: &mut Reader, entries: &[Entry], place: &Place, into: &mut Gathered) {
    for entry in entries {
        let mut words = entry.text();
        let boxed = entry.ticked.is_some() || super::text::leading_box(&words).is_some();
        if boxed && let Some(item) = items::entry_item(reader, entry, false, place, place.group.as_deref()) {
            words.clone_from(&item.text);
            into.items.push(item);
        }
        if words.is_empty() {
            continue;
        }
        reader.ledger.mark(entry.line, entry.end_line, "follow_up");
        let within_min = within(&words).or(place.within_min);
        reader.out.follow_ups.push(FollowUp {
            line: entry.line,
            text: words,
            group: place.group.clone(),
            within_min,
        });
        if !boxed {
            let inner = body::read(
                reader,
                entry.rest(),
                &Place {
                    holder: super::reader::Holder::Nobody,
                    ..place.clone()
                },
            );
            into.items.extend(inner.items);
        }
    }
}

/// "(1 week post-deployment)", "within 24 hours": the minutes a text allows.
fn within(words: &str) -> Option<i64> {
    let (_, inside) = words.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    limit(inside)
}

/// The latest minute after T0 that a stated time allows.
pub fn limit(stated: &str) -> Option<i64> {
    let stated = window::read(stated)?;
    // An hour of the clock is not counted from the start.
    let window = stated.window.filter(|window| window.anchor != Anchor::Clock);
    match (window, stated.duration) {
        (Some(Window { to_min: Some(to), .. }), _) if to > 0 => Some(to),
        (
            Some(Window {
                from_min: Some(from), ..
            }),
            _,
        ) if from > 0 => Some(from),
        (None, Some(duration)) => Some(duration.max),
        _ => None,
    }
}
