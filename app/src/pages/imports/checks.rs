//! The fourth step: what each item would be checked by. What asks for a definition comes first; nothing is measured by a
//! machine before a person accepts it.

use std::sync::Arc;

use domain::{
    check::{CheckSpec, ProbeKind, ProbeSpec, spec_sentence},
    checklist::{Checklist, Expectation, Item, ItemMode},
};
use leptos::prelude::*;

use super::{
    decide::{Correction, Draft, form_id},
    wizard::{Step, step_href},
};
use crate::{
    backend,
    components::{Icon, PostForm, command, encode},
};

/// How many items have words that no rule states and that nobody took over.
pub fn asking(checklist: &Checklist) -> usize {
    checklist.all_items().filter(|item| asks(item)).count()
}

fn asks(item: &Item) -> bool {
    item.accepted.is_none()
        && item
            .check
            .iter()
            .flat_map(|check| &check.expectations)
            .any(Expectation::asks)
}

/// An item that says how it is verified, or what to run.
fn is_shown(item: &Item) -> bool {
    item.command.is_some()
        || item.accepted.is_some()
        || item
            .check
            .as_ref()
            .is_some_and(|check| check.probe.is_some() || !check.expectations.is_empty())
}

/// Items under the task or phase that they stand in, in the order of the checklist.
fn groups(checklist: &Checklist) -> Vec<(String, Vec<Item>)> {
    let mut groups = Vec::new();
    let mut group = |title: String, items: &[Item]| {
        let mut found = Vec::new();
        shown(items, &mut found);
        if !found.is_empty() {
            groups.push((title, found));
        }
    };
    for phase in &checklist.phases {
        group(phase.title.clone(), &phase.items);
        for task in &phase.tasks {
            group(format!("{} › {}", phase.title, task.title), &task.items);
        }
    }
    group("Outside of phases".to_owned(), &checklist.items);
    groups
}

fn shown(items: &[Item], found: &mut Vec<Item>) {
    for item in items {
        if is_shown(item) {
            found.push(item.clone());
        }
        shown(&item.items, found);
    }
}

#[component]
pub fn Checks(model: Arc<backend::ImportPage>) -> impl IntoView {
    let groups = groups(&model.checklist);
    let of = |wanted: fn(&Item) -> bool| {
        groups
            .iter()
            .flat_map(|(_, items)| items)
            .filter(|item| wanted(item))
            .count()
    };
    let (accepted, complete, open) = (
        of(|item| item.accepted.is_some()),
        of(Item::is_acceptable),
        of(asks),
    );
    let silent = model.checklist.all_items().count() - of(|_| true);
    let (asking, settled) = apart(groups);
    let draft = Draft::of(&model);
    view! {
        <div class="intro">
            <p>
                {figures(accepted, complete, open)}
                {(silent > 0).then(|| format!(" {} what a person verifies.", says_only(silent)))}
                " A machine measures only what you accept; commands are never run from here."
            </p>
            {(complete > 0)
                .then(|| {
                    view! {
                        <PostForm action="imports/correct_import" id="accept-all">
                            <Correction draft target="" part="accept_all" />
                            <button class="button">{if complete == 1 { "Accept the complete check".to_owned() } else { format!("Accept all {complete} complete checks") }}</button>
                        </PostForm>
                    }
                })}
        </div>
        {(asking.is_empty() && settled.is_empty())
            .then(|| view! { <p class="empty">"No line says how it could be measured. A person verifies each; a check can be defined in the deployment at any time."</p> })}
        {(!asking.is_empty())
            .then(|| {
                view! {
                    <section class="part" aria-labelledby="asking">
                        <h2 id="asking">"Asks for a definition"</h2>
                        <p class="quiet small">"No rule states these words. Define what must hold, or leave it to a person."</p>
                        {group_lists(&model, asking)}
                    </section>
                }
            })}
        {(!settled.is_empty())
            .then(|| {
                view! {
                    <section class="part" aria-labelledby="settled">
                        <h2 id="settled">"Understood"</h2>
                        {group_lists(&model, settled)}
                    </section>
                }
            })}
        <div class="dock">
            <p>{figures(accepted, complete, open)}</p>
            <div class="actions">
                <a class="button" href=step_href(model.id, Step::Structure)>"Back"</a>
                <a class="button primary" href=step_href(model.id, Step::Compare)>"Next: Compare"</a>
            </div>
        </div>
    }
}

fn figures(accepted: usize, complete: usize, open: usize) -> AnyView {
    let asks = if open == 1 {
        "1 asks for a definition".to_owned()
    } else {
        format!("{open} ask for a definition")
    };
    view! {
        <b>{format!("{accepted} measured by a machine")}</b>
        {format!(", {complete} could be, {asks}.")}
    }
    .into_any()
}

fn says_only(count: usize) -> String {
    if count == 1 {
        "1 more item says only".to_owned()
    } else {
        format!("{count} more items say only")
    }
}

type Groups = Vec<(String, Vec<Item>)>;

/// What asks for a definition, and the rest; each under its task.
fn apart(groups: Groups) -> (Groups, Groups) {
    let (mut asking, mut settled) = (Vec::new(), Vec::new());
    for (title, items) in groups {
        let (open, rest): (Vec<_>, Vec<_>) = items.into_iter().partition(asks);
        for (items, into) in [(open, &mut asking), (rest, &mut settled)] {
            if !items.is_empty() {
                into.push((title.clone(), items));
            }
        }
    }
    (asking, settled)
}

fn group_lists(model: &Arc<backend::ImportPage>, groups: Groups) -> AnyView {
    groups
        .into_iter()
        .map(|(title, items)| {
            view! {
                <h3 class="group">{title}</h3>
                <ul class="draft-checks">
                    {items.iter().map(|item| entry(model, item)).collect_view()}
                </ul>
            }
        })
        .collect_view()
        .into_any()
}

fn entry(model: &Arc<backend::ImportPage>, item: &Item) -> AnyView {
    let expectations: Vec<_> = item
        .check
        .iter()
        .flat_map(|check| check.expectations.clone())
        .collect();
    // Where there are several, each says which of them asks.
    let several = expectations.len() > 1;
    let (state, word) = standing(item);
    let line = format!("{}#line-{}", step_href(model.id, Step::Source), item.line);
    view! {
        <li id=format!("check-{}", item.id.replace('.', "-")) data-row="">
            <div class="what">
                <p>
                    <b>{item.text.clone()}</b>
                    {(item.line > 0 && !model.lines.is_empty())
                        .then(|| view! { " " <a class="quiet small" href=line>{format!("line {}", item.line)}</a> })}
                </p>
                <p class="standing">
                    <span class="state" data-state=state>
                        <Icon name=state />
                        {word}
                    </span>
                </p>
                {item.accepted.as_ref().map(accepted)}
                {item.accepted.is_none().then(|| target(item)).flatten()}
                <ul class="expectations">
                    {expectations.into_iter().map(|words| expectation(words, several)).collect_view()}
                </ul>
                {item.command.as_ref().map(command)}
            </div>
            {item.items.is_empty().then(|| acts(model, item))}
        </li>
    }
    .into_any()
}

/// How the item stands, in the shapes and words of states: nothing here has passed.
fn standing(item: &Item) -> (&'static str, &'static str) {
    if item.accepted.is_some() {
        ("running", "Accepted: a machine measures it")
    } else if asks(item) {
        ("blocked", "Asks for a definition")
    } else if item.is_acceptable() {
        ("unknown", "Proposed: accept it, or a person does it")
    } else if item.mode == ItemMode::Automated && measurable(item) {
        (
            "unknown",
            "Proposed, and something is missing: complete it, or a person does it",
        )
    } else {
        ("unknown", "A person does it")
    }
}

fn measurable(item: &Item) -> bool {
    item.check
        .as_ref()
        .and_then(|check| ProbeSpec::from_draft(check.probe?, check.spec.as_ref()?))
        .is_some()
}

fn accepted(spec: &CheckSpec) -> AnyView {
    view! {
        <p class="target"><code>{address(&spec.probe)}</code></p>
        <p class="sentence">{spec_sentence(spec)}</p>
    }
    .into_any()
}

/// What the document would have measured.
fn target(item: &Item) -> Option<AnyView> {
    let check = item.check.as_ref()?;
    let kind = check.probe?;
    Some(match check.spec.as_ref().and_then(|spec| ProbeSpec::from_draft(kind, spec)) {
        Some(probe) => {
            let lacks = matches!(&probe, ProbeSpec::Sql(sql) if sql.connection.is_empty());
            view! {
                <p class="target"><code>{address(&probe)}</code></p>
                {lacks.then(|| view! { <p class="small quiet">"It does not say which database: choose one under “Edit and try”."</p> })}
            }
            .into_any()
        }
        None => view! { <p class="small quiet">{format!("{}: a person does it and reports.", kind_words(kind))}</p> }.into_any(),
    })
}

fn address(probe: &ProbeSpec) -> String {
    match probe {
        ProbeSpec::Http(http) => format!("{} {}", http.method.as_str(), http.url),
        ProbeSpec::Tcp(tcp) => format!("TCP {}:{}", tcp.host, tcp.port),
        ProbeSpec::Sql(sql) if sql.connection.is_empty() => sql.statement.clone(),
        ProbeSpec::Sql(sql) => format!("{}: {}", sql.connection, sql.statement),
    }
}

fn kind_words(kind: ProbeKind) -> &'static str {
    match kind {
        ProbeKind::Http => "An HTTP request that is not whole",
        ProbeKind::Tcp => "A connection that is not whole",
        ProbeKind::Sql => "A statement that is not whole",
        ProbeKind::Sequence => "Several requests in a row",
        ProbeKind::Load => "A load test",
        ProbeKind::Dns => "A name to be resolved",
        ProbeKind::Tls => "A certificate",
        ProbeKind::Redis => "Redis",
        ProbeKind::Websocket => "A WebSocket",
        ProbeKind::Smtp => "A mail server",
        ProbeKind::Metric => "A metric",
        ProbeKind::Log => "A log",
        ProbeKind::File => "A file",
        ProbeKind::Command => "A command",
        ProbeKind::Junit => "Test results",
        ProbeKind::External => "Something outside",
    }
}

fn expectation(expectation: Expectation, several: bool) -> AnyView {
    let asks = several && expectation.asks();
    let said = expectation.sentence;
    view! {
        <li>
            <q>{expectation.text}</q>
            {said.map(|sentence| view! { <span class="reason">{sentence}</span> })}
            {asks.then(|| view! { <span class="reason open">"asks for a definition"</span> })}
        </li>
    }
    .into_any()
}

fn acts(model: &Arc<backend::ImportPage>, item: &Item) -> AnyView {
    let draft = Draft::of(model);
    let edit = format!("{}&item={}", step_href(model.id, Step::Checks), encode(&item.id));
    let words = if asks(item) {
        "Define and try"
    } else {
        "Edit and try"
    };
    let accept = item
        .is_acceptable()
        .then(|| act(draft, item, "accept", "Accept as automated"));
    let by_hand = (item.accepted.is_some() || asks(item) || item.is_acceptable())
        .then(|| act(draft, item, "by_hand", "Keep manual"));
    view! {
        <div class="decide">
            {accept} <a class="button mini" href=edit aria-label=format!("{words}: {}", item.text)>{words}</a> {by_hand}
        </div>
    }
    .into_any()
}

/// One button that decides on an item.
fn act(draft: Draft, item: &Item, part: &'static str, words: &'static str) -> AnyView {
    let (id, label) = (item.id.clone(), format!("{words}: {}", item.text));
    view! {
        <PostForm action="imports/correct_import" id=form_id(part, &id)>
            <Correction draft target=id part />
            <button class="button mini" aria-label=label>{words}</button>
        </PostForm>
    }
    .into_any()
}

#[cfg(test)]
#[path = "checks_tests.rs"]
mod tests;
