//! Phases, tasks and items: what their words say. The same functions tell the writer which readings it must add.

use super::part::{Field, Mark, Part};
use crate::checklist::{CheckDraft, Expectation, Item, ItemKind, Offset, Phase, Task, TaskOption};
use crate::import::command::{self, Proposal};
use crate::import::expectation::{self, About};
use crate::import::fence;
use crate::import::{kinds, labels, text, window};

pub const OWNER: &str = "Owner";
pub const WHEN: &str = "When";
pub const PART: &str = "Part";
pub const CLAIM: &str = "Claim";
pub const NUMBER: &str = "Number";
pub const PURPOSE: &str = "Purpose";
pub const BLOCKER: &str = "Blocker";
pub const SUCCESS: &str = "Success";
pub const ROLLBACK: &str = "Rollback";
pub const REPEAT: &str = "Repeat";
pub const OPTION: &str = "Option";
pub const OPTION_OF: &str = "Option of";
pub const RECOMMENDED: &str = "Recommended";
pub const DEPENDS_ON: &str = "Depends on";
pub const NOTE: &str = "Note";
pub const EXPECT: &str = "Expect";
pub const GLYPH: &str = "Glyph";
/// The glyph field of words that begin with a mark that is none.
pub const NO_GLYPH: &str = "none";
const PHASE_FIELDS: &[&str] = &[PART, WHEN, CLAIM, NUMBER];
const TASK_FIELDS: &[&str] = &[
    OWNER,
    WHEN,
    NUMBER,
    PURPOSE,
    BLOCKER,
    SUCCESS,
    ROLLBACK,
    REPEAT,
    OPTION,
    OPTION_OF,
    RECOMMENDED,
    DEPENDS_ON,
];
const ITEM_FIELDS: &[&str] = &[OWNER, WHEN, EXPECT, GLYPH];

/// "Phase 2: Deploy": the number and the title behind the name of the kind. A heading without the name is a title.
pub fn numbered<'a>(words: &'a str, kind: &str) -> (Option<&'a str>, &'a str) {
    let said = words
        .strip_prefix(kind)
        .and_then(|rest| rest.split_once(':'))
        .and_then(|(number, title)| match number.strip_prefix(' ') {
            _ if number.is_empty() => Some((None, title)),
            Some(number) if is_plain_number(number) => Some((Some(number), title)),
            _ => None,
        });
    match said {
        Some((number, title)) => (number, title.strip_prefix(' ').unwrap_or(title)),
        None => (None, words),
    }
}

/// A number that can stand in a heading.
pub fn is_plain_number(number: &str) -> bool {
    !number.is_empty()
        && number
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
}

pub fn phase(part: &Part) -> Phase {
    let (number, title) = numbered(&part.words, "Phase");
    let stated = part.field(WHEN).and_then(window::read).unwrap_or_default();
    Phase {
        line: part.line,
        number: part.field(NUMBER).or(number).map(str::to_owned),
        title: title.to_owned(),
        stage: value(part, PART),
        stated_time: value(part, WHEN),
        window: stated.window,
        duration_min: stated.duration,
        claim: value(part, CLAIM),
        ..Phase::default()
    }
}

pub fn task(part: &Part) -> Task {
    let (number, title) = numbered(&part.words, "Task");
    let stated = part.field(WHEN).and_then(window::read).unwrap_or_default();
    Task {
        line: part.line,
        number: part.field(NUMBER).or(number).map(str::to_owned),
        title: title.to_owned(),
        owners: part.field(OWNER).map(labels::owners).unwrap_or_default(),
        owner_text: value(part, OWNER),
        stated_time: value(part, WHEN),
        estimate_min: stated.duration,
        offset: stated.window.and_then(|window| {
            Some(Offset {
                anchor: window.anchor,
                from_min: window.from_min?,
            })
        }),
        purpose: value(part, PURPOSE),
        blocker: value(part, BLOCKER),
        success: value(part, SUCCESS),
        rollback: value(part, ROLLBACK),
        repeat: value(part, REPEAT),
        option: part.field(OPTION).map(|name| TaskOption {
            group: part.field(OPTION_OF).unwrap_or_default().to_owned(),
            name: name.to_owned(),
            recommended: part.field(RECOMMENDED).is_some(),
        }),
        details: notes(part, TASK_FIELDS),
        ..Task::default()
    }
}

pub fn item(part: &Part) -> Item {
    let (glyph, words) = glyph(part);
    let claimed = match part.mark {
        Mark::Box(ticked) => Some(ticked),
        _ if part.field(GLYPH).is_some() => None,
        _ => glyph.filter(|glyph| text::claims_done(glyph)).map(|_| false),
    };
    let reading = part
        .fence
        .as_ref()
        .map(|fence| command::read(&fence.info, &fence.text, fence.line));
    let expected: Vec<&Field> = part.fields.iter().filter(|field| field.name == EXPECT).collect();
    let kind = match part.mark {
        _ if !expected.is_empty() => ItemKind::Check,
        Mark::Number => kinds::of_line(words),
        _ => kinds::of_box(words),
    };
    let said: Vec<&str> = expected.iter().map(|field| field.value.as_str()).collect();
    let proposal = reading.as_ref().map_or_else(Proposal::default, |reading| {
        command::propose(reading, &format!("{words}. {}", said.join(". ")), None)
    });
    let command = reading.map(|reading| reading.command);
    let about = About {
        probe: proposal.probe,
        item: words,
        field: proposal.field.as_deref(),
    };
    let expectations: Vec<Expectation> = expected
        .iter()
        .map(|field| Expectation {
            text: field.value.clone(),
            ..expectation::compile(&field.value, field.line, about)
        })
        .collect();
    let check =
        (!expectations.is_empty() || (kind == ItemKind::Check && command.is_some())).then_some(CheckDraft {
            probe: proposal.probe,
            spec: proposal.spec,
            expectations,
        });
    let stated = part.field(WHEN).and_then(window::read).unwrap_or_default();
    Item {
        line: part.line,
        text: words.to_owned(),
        kind,
        mode: check.as_ref().map(fence::mode).unwrap_or_default(),
        claimed,
        glyph: glyph.map(str::to_owned),
        group: part.group.clone(),
        owners: part.field(OWNER).map(labels::owners).unwrap_or_default(),
        owner_text: value(part, OWNER),
        stated_time: value(part, WHEN),
        estimate_min: stated.duration,
        details: notes(part, ITEM_FIELDS),
        command,
        check,
        ..Item::default()
    }
}

/// The mark in front of an entry without a box; a field says where there is another one, or none.
fn glyph(part: &Part) -> (Option<&str>, &str) {
    match part.field(GLYPH) {
        Some(NO_GLYPH) => (None, &part.words),
        Some(glyph) => (Some(glyph), &part.words),
        None if matches!(part.mark, Mark::Box(_)) => (None, &part.words),
        None => match text::leading_glyph(&part.words) {
            Some((glyph, _, rest)) if !rest.is_empty() => (Some(glyph), rest),
            _ => (None, &part.words),
        },
    }
}

/// Fields of the author's own, and notes.
fn notes(part: &Part, known: &[&str]) -> Vec<String> {
    part.fields
        .iter()
        .filter(|field| !known.contains(&field.name.as_str()))
        .map(|field| match field.name.as_str() {
            NOTE => field.value.clone(),
            name => format!("{name}: {}", field.value),
        })
        .collect()
}

/// Fields of a phase that are none of its own.
pub fn others(part: &Part) -> impl Iterator<Item = &Field> {
    part.fields
        .iter()
        .filter(|field| !PHASE_FIELDS.contains(&field.name.as_str()))
}

pub fn value(part: &Part, name: &str) -> Option<String> {
    part.field(name).map(str::to_owned)
}
