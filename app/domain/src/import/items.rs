//! Items: boxes, numbered steps and bullets, with what hangs below them.

use super::expectation::{self, About};
use super::fences;
use super::labels::{self, Label, Labelled};
use super::outline::{Block, Body, Entry, Line};
use super::reader::{Place, Reader};
use super::{alerts, body, command, kinds, particulars, text, window};
use crate::checklist::{CheckDraft, Item, ItemKind};

/// Every entry of a list as an item.
pub fn list(reader: &mut Reader, entries: &[Entry], ordered: bool, place: &Place) -> Vec<Item> {
    let mut items: Vec<Item> = entries
        .iter()
        .filter_map(|entry| entry_item(reader, entry, ordered, place, place.group.as_deref()))
        .collect();
    particulars::owners_by_position(&mut items);
    items
}

/// One entry as an item. An entry without words gives none.
pub fn entry_item(
    reader: &mut Reader,
    entry: &Entry,
    ordered: bool,
    place: &Place,
    group: Option<&str>,
) -> Option<Item> {
    let lines = entry.lines();
    let first = lines.first();
    let (mut ticked, mut words) = (entry.ticked, first.map_or("", |line| line.text.as_str()));
    if ticked.is_none()
        && let Some((by_hand, rest)) = text::leading_box(words)
    {
        (ticked, words) = (Some(by_hand), rest);
    }
    let mut glyph = None;
    if ticked.is_none()
        && let Some((mark, _, rest)) = text::leading_glyph(words)
        && !rest.is_empty()
    {
        (glyph, words) = (Some(mark), rest);
    }
    if words.is_empty() && entry.blocks.is_empty() && ticked.is_none() {
        return None;
    }
    let claimed = ticked.or_else(|| glyph.filter(|glyph| text::claims_done(glyph)).map(|_| false));
    let boxed = ticked.is_some() || glyph.is_some();
    let mut item = make(reader, entry.line, words, boxed, ordered);
    item.claimed = claimed;
    item.glyph = glyph.map(str::to_owned);
    item.group = group.map(str::to_owned);
    reader
        .ledger
        .mark_as(entry.line, entry.end_line, "item", &item.id);
    if let Some(first) = first.filter(|first| is_code(first, words)) {
        run(&mut item, first.line, words);
    }
    let titled = first.is_some_and(is_titled);
    for line in lines.iter().skip(1) {
        continuation(reader, &mut item, line, titled);
    }
    below(reader, &mut item, entry.rest(), place);
    alerts::asked_for(reader, &item);
    Some(item)
}

/// A line of running text that is an item by its box or its glyph.
pub fn from_line(
    reader: &mut Reader,
    line: u32,
    words: &str,
    claimed: Option<bool>,
    glyph: Option<&str>,
    place: &Place,
) -> Item {
    let mut item = make(reader, line, words, true, false);
    item.claimed = claimed;
    item.glyph = glyph.map(str::to_owned);
    item.group.clone_from(&place.group);
    reader.ledger.mark_as(line, line, "item", &item.id);
    item
}

fn make(reader: &mut Reader, line: u32, words: &str, boxed: bool, ordered: bool) -> Item {
    // What stands at a time is done then, unless its words say otherwise.
    let timed = window::leading(words).map(|(_, rest)| rest.trim_start_matches([':', '-', '–', '—', ' ']));
    let said = timed.filter(|rest| !rest.is_empty()).unwrap_or(words);
    let said = behind_a_name(said);
    let kind = if boxed || (!ordered && timed.is_none()) {
        kinds::of_box(said)
    } else {
        kinds::of_line(said)
    };
    let mut item = Item {
        id: reader.id(),
        line,
        text: words.trim().to_owned(),
        kind,
        ..Item::default()
    };
    particulars::read(&mut item);
    item
}

/// "[SRE] Drain the pool", "DBA: take a backup": the instruction behind whom it is for.
fn behind_a_name(said: &str) -> &str {
    if kinds::begins_with_verb(said) {
        return said;
    }
    let behind = match said.strip_prefix('[') {
        Some(rest) => rest.split_once("] "),
        None => [": ", " → ", " – ", " — "]
            .iter()
            .find_map(|cut| said.split_once(cut)),
    };
    behind
        .filter(|(name, rest)| name.split_whitespace().count() <= 3 && kinds::begins_with_verb(rest))
        .map_or(said, |(_, rest)| rest)
}

/// Whether these words of a line are code and nothing else.
fn is_code(line: &Line, words: &str) -> bool {
    line.leading_code.as_ref().is_some_and(|code| {
        line.text
            .get(code.clone())
            .is_some_and(|code| code.trim() == words.trim_end_matches(['.', ';']).trim())
    }) && words.trim().contains(' ')
}

/// A bold beginning, which the lines below it explain.
fn is_titled(line: &Line) -> bool {
    line.bold.first().is_some_and(|range| {
        let decoration = line.text.len() - text::without_decoration(&line.text).len();
        let behind = line.text[range.end..].trim_start();
        range.start <= decoration && (behind.is_empty() || behind.starts_with(['(', '（', '—', '–', '-']))
    })
}

/// Words that are a command: the item says how.
fn run(item: &mut Item, line: u32, words: &str) {
    let found = command::command("bash", words.trim_end_matches(['.', ';']).trim(), line);
    item.command = Some(found);
}

/// A further line of the same paragraph: a label, or more words.
fn continuation(reader: &mut Reader, item: &mut Item, line: &Line, titled: bool) {
    let labels = labels::read(line);
    if item.command.is_none() && is_code(line, &line.text) {
        run(item, line.line, &line.text);
        reader.ledger.mark_as(line.line, line.line, "command", &item.id);
        return;
    }
    if labels.is_empty() && titled {
        item.details.push(line.text.clone());
        return;
    }
    if labels.is_empty() {
        item.text.push(' ');
        item.text.push_str(&line.text);
        return;
    }
    for label in &labels {
        if !take(reader, item, label, line.line) {
            item.details.push(line.text.clone());
        }
    }
}

/// A labelled line below an item: its owner, its time, or what it expects.
fn take(reader: &mut Reader, item: &mut Item, found: &Labelled, line: u32) -> bool {
    if found.value.is_empty() {
        return false;
    }
    match found.label {
        Label::Owner if item.owner_text.is_none() || item.owners == text::mentions(&item.text) => {
            item.owners = labels::owners(&found.value);
            item.owner_text = Some(found.value.clone());
        }
        Label::Time | Label::When if item.stated_time.is_none() => {
            item.estimate_min = window::read(&found.value).and_then(|stated| stated.duration);
            item.stated_time = Some(found.value.clone());
        }
        Label::Success => expect(item, line, &found.value),
        _ if is_expectation(&found.name) => expect(item, line, &found.value),
        _ => return false,
    }
    reader.ledger.mark_as(
        line,
        line,
        if is_expectation(&found.name) {
            "expectation"
        } else {
            "fact"
        },
        &item.id,
    );
    true
}

fn is_expectation(name: &str) -> bool {
    const EXPECT: &[&str] = &[
        "expect",
        "expected",
        "expected result",
        "expected output",
        "expected response",
        "should be",
        "esperado",
        "resultado esperado",
        "attendu",
        "erwartet",
        "期待結果",
        "期待値",
        "预期",
        "预期结果",
        "ожидается",
    ];
    EXPECT.contains(&text::key(name).as_str())
}

/// What a check expects, typed where the words can be.
pub fn expect(item: &mut Item, line: u32, words: &str) {
    item.kind = ItemKind::Check;
    let check = item.check.get_or_insert_with(CheckDraft::default);
    let about = About {
        probe: check.probe,
        item: &item.text,
        field: None,
    };
    check
        .expectations
        .extend(expectation::compile_parts(words, line, about));
}

/// What hangs below an entry: nested boxes, labelled lines, fences, notes.
fn below(reader: &mut Reader, item: &mut Item, blocks: &[Block], place: &Place) {
    let inner = Place {
        group: None,
        ..place.clone()
    };
    let by_verb = item.kind == ItemKind::Check && kinds::of_line(&item.text) == ItemKind::Check;
    for block in blocks {
        match &block.body {
            Body::List { ordered, entries } => nested(reader, item, *ordered, entries, &inner),
            Body::Fence(fence) => {
                fences::attach(reader, (block.line, block.end_line), fence, &inner, item, by_verb)
            }
            Body::Paragraph(lines) => {
                for line in lines {
                    let labels = labels::read(line);
                    let taken = labels
                        .iter()
                        .filter(|label| take(reader, item, label, line.line))
                        .count();
                    if labels.is_empty() || taken < labels.len() {
                        item.details.push(line.text.clone());
                    }
                }
            }
            Body::Table { headers, rows } => {
                let mut gathered = body::Gathered::default();
                super::tables::read(
                    reader,
                    block,
                    headers,
                    rows,
                    &inner,
                    Some(&item.text),
                    &mut gathered,
                );
                item.items.extend(gathered.items);
            }
            Body::Quote(quoted) => body::notes(quoted, &mut item.details),
            _ => {}
        }
    }
}

/// Boxes, numbered lines and entries with a fence are items of their own; other bullets are notes to the item above.
fn nested(reader: &mut Reader, item: &mut Item, ordered: bool, entries: &[Entry], place: &Place) {
    for entry in entries {
        let line = entry.lines().first();
        let labels = line.map(labels::read).unwrap_or_default();
        if entry.ticked.is_none()
            && let [label] = &labels[..]
            && entry.rest().is_empty()
            && take(reader, item, label, entry.line)
        {
            continue;
        }
        let has_more = super::sections::boxes(&entry.blocks) > 0
            || super::sections::any(&entry.blocks, &|block| matches!(block.body, Body::Fence(_)))
            || (ordered && item.claimed.is_none());
        let by_hand = line.is_some_and(|line| text::leading_box(&line.text).is_some());
        if entry.ticked.is_some() || by_hand || has_more {
            if let Some(inner) = entry_item(reader, entry, ordered, place, None) {
                item.items.push(inner);
            }
        } else {
            item.details.push(entry.text());
            body::notes(entry.rest(), &mut item.details);
        }
    }
}
