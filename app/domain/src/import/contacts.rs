//! Contacts: who to reach, as a role and a way to reach them. Nobody is created or written to because a document names them.

use super::body::Gathered;
use super::labels::{self, Labelled};
use super::outline::{Entry, Fence};
use super::reader::{Place, Reader};
use super::{fences, items, text};
use crate::checklist::Contact;

pub fn list(reader: &mut Reader, entries: &[Entry], place: &Place, into: &mut Gathered) {
    for entry in entries {
        if entry.ticked.is_some() {
            into.items.extend(items::entry_item(
                reader,
                entry,
                false,
                place,
                place.group.as_deref(),
            ));
            continue;
        }
        match entry.lines().first().map(labels::read).as_deref() {
            Some([Labelled { name, value, .. }]) => labelled(reader, entry.line, name, value),
            _ => line(reader, entry.line, &entry.text(), place),
        }
        reader.ledger.mark(entry.line, entry.end_line, "contact");
    }
}

pub fn labelled(reader: &mut Reader, line: u32, role: &str, value: &str) {
    reader.ledger.mark(line, line, "contact");
    let placeholder = text::is_placeholder(value);
    reader.out.contacts.push(Contact {
        line,
        role: role.to_owned(),
        value: value.to_owned(),
        placeholder,
    });
}

/// Words without a label: "Role: value" still, or words under the line that announced them.
pub fn line(reader: &mut Reader, line: u32, words: &str, place: &Place) {
    if words.trim().is_empty() {
        return;
    }
    match words
        .split_once([':', '：'])
        .or_else(|| words.split_once(" - "))
        .or_else(|| words.split_once(" – "))
        .or_else(|| words.split_once(" — "))
    {
        Some((role, value)) if role.chars().count() <= 60 && !role.contains("http") => {
            labelled(reader, line, role.trim(), value.trim())
        }
        _ => {
            let role = place
                .group
                .clone()
                .or_else(|| place.headings.last().cloned())
                .unwrap_or_default();
            labelled(reader, line, &role, words);
        }
    }
}

/// Contacts written as lines of a plain fence.
pub fn in_fence(reader: &mut Reader, fence: &Fence) -> bool {
    if !matches!(
        fence.info.as_str(),
        "" | "text" | "txt" | "plain" | "yaml" | "yml"
    ) {
        return false;
    }
    let Some(lines) = fences::labelled_lines(fence) else {
        return false;
    };
    for (line, role, value) in lines {
        labelled(reader, line, &role, &value);
    }
    true
}
