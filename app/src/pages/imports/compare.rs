//! The fifth step: the draft beside a template, the last deployment of a service, or the deployment that it is for.

use std::sync::Arc;

use domain::comparison::{Changed, Difference, Line, Moved, PartKind, WORDS};
use leptos::prelude::*;

use super::wizard::{Step, step_href};
use crate::{
    backend::{self, ComparePage},
    components::{Choice, Disclose, Icon},
};

/// More lines of one sort than this are counted.
const MOST_SHOWN: usize = 200;

#[component]
pub fn Compare(model: Arc<backend::ImportPage>, compared: ComparePage) -> impl IntoView {
    let next = if model.into.is_some() {
        "Next: Apply"
    } else {
        "Next: Create"
    };
    view! {
        {model.into.is_none().then(|| choose(&model, &compared))}
        {match &compared.difference {
            Some(difference) => differences(difference),
            None => nothing_to_compare(&compared),
        }}
        <div class="dock">
            <p class="quiet">"Comparing changes nothing."</p>
            <div class="actions">
                <a class="button" href=step_href(model.id, Step::Checks)>"Back"</a>
                <a class="button primary" href=step_href(model.id, Step::Create)>{next}</a>
            </div>
        </div>
    }
}

fn choose(model: &backend::ImportPage, compared: &ComparePage) -> Option<AnyView> {
    if compared.options.is_empty() {
        return None;
    }
    let mut options = compared.options.clone();
    if compared.with.is_empty() {
        options.insert(0, (String::new(), "Choose".to_owned()));
    }
    Some(
        view! {
            <form method="get" action=format!("/import/{}", model.id) class="row-form gap" id="with">
                <input type="hidden" name="step" value="compare" />
                <Choice label="Compare with" name="with" options value=compared.with.clone() />
                <button class="button">"Compare"</button>
            </form>
        }
        .into_any(),
    )
}

fn nothing_to_compare(compared: &ComparePage) -> AnyView {
    let words = if compared.options.is_empty() {
        "There is nothing to compare with yet: no template, and no earlier deployment that you can see. Go on; \
         the next version of this document can be compared with what you create now."
    } else {
        "Choose a template or the last deployment of a service to see what this document adds, drops, changes or moves."
    };
    view! { <p class="empty">{words}</p> }.into_any()
}

/// What differs, or that nothing does.
pub fn differences(found: &Difference) -> AnyView {
    if found.is_empty() {
        return view! {
            <div class="note gap">
                <Icon name="file" />
                <p>{format!("Nothing differs: all {} lines are the same, in the same order.", found.same)}</p>
            </div>
        }
        .into_any();
    }
    let whole = |lines: &[Line]| lines.iter().map(|line| 1 + line.with).sum::<usize>();
    let figures = [
        ("Added", whole(&found.added)),
        ("Removed", whole(&found.removed)),
        ("Changed", found.changed.len()),
        ("Moved", found.moved.len()),
        ("As they were", found.same),
    ];
    view! {
        <dl class="facts gap">
            {figures
                .into_iter()
                .map(|(name, figure)| view! { <div><dt>{name}</dt><dd class="num">{figure}</dd></div> })
                .collect_view()}
        </dl>
        <div class="difference">
            {part("Changed", found.changed.iter().map(changed).collect())}
            {part("Added", found.added.iter().map(came_or_went).collect())}
            {part("Removed", found.removed.iter().map(came_or_went).collect())}
            {part("Moved", found.moved.iter().map(moved).collect())}
        </div>
    }
    .into_any()
}

fn part(title: &'static str, mut lines: Vec<AnyView>) -> Option<AnyView> {
    let all = lines.len();
    if all == 0 {
        return None;
    }
    lines.truncate(MOST_SHOWN);
    let more = (all > MOST_SHOWN).then(|| format!("And {} more.", all - MOST_SHOWN));
    Some(
        view! {
            <Disclose words=format!("{title} ({all})") open=true class="part">
                <ul class=format!("diff {}", title.to_lowercase())>{lines}</ul>
                {more.map(|more| view! { <p class="quiet small">{more}</p> })}
            </Disclose>
        }
        .into_any(),
    )
}

fn came_or_went(line: &Line) -> AnyView {
    let with = match line.with {
        0 => None,
        1 => Some("with 1 line below it".to_owned()),
        many => Some(format!("with {many} lines below it")),
    };
    view! {
        <li>
            {place(line.kind, &line.place)} <b>{line.text.clone()}</b>
            {with.map(|with| view! { <span class="quiet">" " {with}</span> })}
        </li>
    }
    .into_any()
}

fn changed(changed: &Changed) -> AnyView {
    let words = changed.fields.iter().any(|(name, ..)| *name == WORDS);
    view! {
        <li>
            {place(changed.line.kind, &changed.line.place)}
            {(!words).then(|| view! { <b>{changed.line.text.clone()}</b> })}
            {changed
                .fields
                .iter()
                .map(|(name, was, is)| {
                    view! {
                        <div class="was-is">
                            {(*name != WORDS).then(|| view! { <span class="quiet small">{*name}</span> })}
                            <p>
                                <span class="vh">"Before: "</span>
                                {said(was.clone()).map(|was| view! { <del>{was}</del> })}
                                {was.is_none().then(|| view! { <span class="quiet">"not said"</span> })}
                            </p>
                            <p>
                                <span class="vh">"Now: "</span>
                                {said(is.clone()).map(|is| view! { <ins>{is}</ins> })}
                                {is.is_none().then(|| view! { <span class="quiet">"not said"</span> })}
                            </p>
                        </div>
                    }
                })
                .collect_view()}
        </li>
    }
    .into_any()
}

fn said(words: Option<String>) -> Option<String> {
    words.filter(|words| !words.is_empty())
}

fn moved(moved: &Moved) -> AnyView {
    let from = moved.from.as_ref().map(|from| path(from));
    let to = path(&moved.line.place);
    view! {
        <li>
            <b>{moved.line.text.clone()}</b>
            <span class="sub quiet">
                {match from {
                    Some(from) => format!("from {from} to {to}"),
                    None => format!("to another place in {to}"),
                }}
            </span>
        </li>
    }
    .into_any()
}

fn place(kind: PartKind, place: &[String]) -> AnyView {
    let kind = match kind {
        PartKind::Phase => "Phase",
        PartKind::Task => "Task",
        PartKind::Item => "Item",
    };
    let inside = (!place.is_empty()).then(|| format!(" in {}", path(place)));
    view! { <span class="kind">{kind} {inside}</span> }.into_any()
}

fn path(place: &[String]) -> String {
    if place.is_empty() {
        "the checklist".to_owned()
    } else {
        place.join(" › ")
    }
}
