//! Fences in their place: hands each to the fence reading with what stands around it, and puts what comes back where it belongs.

use super::body::Gathered;
use super::fence::{self, FenceContext, FenceInput, FenceReading};
use super::outline::Fence;
use super::reader::{Place, Reader};
use super::topic::Topic;
use super::{contacts, labels, text};
use crate::checklist::{CheckDraft, Item, ItemMode, Snippet, SnippetRole};

/// Reads a fence that stands on its own under a heading or a paragraph.
pub fn read(
    reader: &mut Reader,
    block: (u32, u32),
    fence: &Fence,
    place: &Place,
    lead_in: Option<&str>,
    into: &mut Gathered,
) {
    if reader.within_limits().is_err() {
        // The document is refused at the end: reading more of it would only take longer.
        return;
    }
    warn_unclosed(reader, block.0, fence);
    if place.topic == Topic::Contacts && contacts::in_fence(reader, fence) {
        snippet(reader, block, fence, SnippetRole::Text, Vec::new());
        return;
    }
    let input = input(fence, place, lead_in);
    let reading = fence::read(&input);
    mark(reader, block, fence, &reading.spans, fallback(reading.role));
    let FenceReading {
        role,
        items,
        groups,
        targets,
        alerts,
        variables,
        message,
        procedure_steps,
        ..
    } = reading;
    let mut ids = Vec::new();
    if role == SnippetRole::ExpectedOutput
        && let Some(item) = printing(reader, into)
    {
        fence::expect(item, &input);
        ids.push(item.id.clone());
    }
    for item in items {
        into.items
            .push(named(reader, item, place.group.as_deref(), &mut ids));
    }
    for (group, items) in groups {
        for item in items {
            into.items.push(named(reader, item, Some(&group), &mut ids));
        }
    }
    reader.out.targets.extend(targets);
    reader.out.alerts.extend(alerts);
    reader.out.environment_variables.extend(variables);
    reader.out.messages.extend(message);
    into.procedure_steps.extend(procedure_steps);
    snippet(reader, block, fence, role, ids);
}

/// The item whose command prints what the next fence shows: the last one of the fence just before it.
fn printing<'a>(reader: &Reader, into: &'a mut Gathered) -> Option<&'a mut Item> {
    let before = reader.out.snippets.last()?.items.last()?;
    into.items
        .last_mut()
        .filter(|item| item.id == *before && item.command.is_some())
}

/// Reads a fence under an item: how to do it, or how to verify it.
pub fn attach(
    reader: &mut Reader,
    block: (u32, u32),
    fence: &Fence,
    place: &Place,
    item: &mut Item,
    by_verb: bool,
) {
    if reader.within_limits().is_err() {
        return;
    }
    warn_unclosed(reader, block.0, fence);
    let attached = fence::attach(&item.text, &input(fence, place, Some(&item.text)));
    mark(reader, block, fence, &attached.spans, fallback(attached.role));
    if !by_verb {
        item.kind = attached.kind;
    }
    // A second fence under the same item must not overwrite the first: it becomes an item below it.
    if item.command.is_none() {
        item.command = attached.command;
        item.check = match (item.check.take(), attached.check) {
            // What the lines before the fence expected is expected of its command.
            (Some(said), Some(mut found)) => {
                found.expectations.extend(said.expectations);
                Some(found)
            }
            (said, found) => found.or(said),
        };
    } else if attached.command.is_some() || attached.check.is_some() {
        let text = attached.command.as_ref().map_or_else(
            || item.text.clone(),
            |command| command.text.lines().next().unwrap_or_default().to_owned(),
        );
        let id = reader.id();
        item.items.push(Item {
            id,
            line: fence.first_line,
            text,
            kind: attached.kind,
            mode: mode(attached.check.as_ref()),
            command: attached.command,
            check: attached.check,
            ..Item::default()
        });
    }
    item.details.extend(attached.details);
    item.mode = mode(item.check.as_ref());
    let mut ids = vec![item.id.clone()];
    for extra in attached.extra_items {
        let extra = named(reader, extra, None, &mut ids);
        item.items.push(extra);
    }
    reader.out.environment_variables.extend(attached.variables);
    snippet(reader, block, fence, attached.role, ids);
}

fn mode(check: Option<&CheckDraft>) -> ItemMode {
    check.map_or(ItemMode::Manual, fence::mode)
}

fn input<'a>(fence: &'a Fence, place: &'a Place, lead_in: Option<&'a str>) -> FenceInput<'a> {
    FenceInput {
        info: &fence.info,
        text: &fence.text,
        first_line: fence.first_line,
        context: FenceContext {
            headings: place.headings.iter().map(String::as_str).collect(),
            lead_in,
            section: place.role,
        },
    }
}

/// Gives an item of a fence, and all below it, their provisional ids.
fn named(reader: &mut Reader, mut item: Item, group: Option<&str>, ids: &mut Vec<String>) -> Item {
    item.id = reader.id();
    ids.push(item.id.clone());
    if item.group.is_none() {
        item.group = group.map(str::to_owned);
    }
    if item.owners.is_empty() {
        item.owners = text::mentions(&item.text);
        item.owner_text = (!item.owners.is_empty()).then(|| item.owners.join(", "));
    }
    item.items = std::mem::take(&mut item.items)
        .into_iter()
        .map(|nested| named(reader, nested, None, ids))
        .collect();
    item
}

fn mark(
    reader: &mut Reader,
    block: (u32, u32),
    fence: &Fence,
    spans: &[(u32, &'static str)],
    rest: &'static str,
) {
    reader.ledger.mark(block.0, block.1, rest);
    let last = fence.first_line + fence.text.lines().count() as u32;
    for (line, kind) in spans
        .iter()
        .filter(|(line, _)| (fence.first_line..last).contains(line))
    {
        reader.ledger.mark(*line, *line, kind);
    }
}

fn fallback(role: SnippetRole) -> &'static str {
    match role {
        SnippetRole::Checks
        | SnippetRole::Steps
        | SnippetRole::Session
        | SnippetRole::Program
        | SnippetRole::Mixed => "command",
        SnippetRole::ExpectedOutput | SnippetRole::LogPattern => "expectation",
        SnippetRole::Targets => "target",
        SnippetRole::Alerts => "alert",
        SnippetRole::Message => "message",
        SnippetRole::Config => "variable",
        SnippetRole::Checklist => "item",
        SnippetRole::Text => "prose",
    }
}

fn snippet(reader: &mut Reader, block: (u32, u32), fence: &Fence, role: SnippetRole, items: Vec<String>) {
    let language = fence
        .info
        .split([' ', '{', ','])
        .next()
        .unwrap_or_default()
        .to_owned();
    reader.out.snippets.push(Snippet {
        line: block.0,
        language,
        lines: fence.text.lines().count() as u32,
        role,
        items,
    });
}

fn warn_unclosed(reader: &mut Reader, line: u32, fence: &Fence) {
    if !fence.closed {
        reader.note("unclosed-fence", line, format!("The fence that opens at line {line} is never closed: everything after it was read as its text."));
    }
}

/// `Role: value` lines of a plain fence.
pub fn labelled_lines(fence: &Fence) -> Option<Vec<(u32, String, String)>> {
    let mut found = Vec::new();
    for (line, words) in (fence.first_line..)
        .zip(fence.text.lines())
        .filter(|(_, words)| !words.trim().is_empty())
    {
        let (name, value) = words.split_once(':')?;
        if name.trim().chars().count() > 60
            || !name.chars().any(char::is_alphabetic)
            || labels::meaning(name) == labels::Label::Steps
        {
            return None;
        }
        found.push((line, name.trim().to_owned(), value.trim().to_owned()));
    }
    (!found.is_empty()).then_some(found)
}
