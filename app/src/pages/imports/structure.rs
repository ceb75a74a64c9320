//! Source and proposal in the same row; what needs a person stands out.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    decide::{AddPart, Decide, Draft},
    rows::{Fate, Note, Row, What},
    source::Secrets,
    wizard::{Step, step_href},
};
use crate::{backend, components::Icon, pages::address::in_query};

/// Which rows are shown: `?show=need`, `?show=whole`, or one part, `?part=2`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Need,
    Part(usize),
    Whole,
}

#[component]
pub fn Structure(model: Arc<backend::ImportPage>, rows: Vec<Row>) -> impl IntoView {
    let phases = model.checklist.phases.len();
    let part = in_query("part")
        .parse()
        .ok()
        .filter(|part| *part <= phases)
        .unwrap_or(phases.min(1));
    let shown = match in_query("show").as_str() {
        "need" => Shown::Need,
        "whole" => Shown::Whole,
        _ => Shown::Part(part),
    };
    let need = rows.iter().filter(|row| row.needs()).count();
    let visible: Vec<Row> = rows
        .iter()
        .filter(|row| match shown {
            Shown::Need => row.needs(),
            Shown::Part(part) => row.part == part,
            Shown::Whole => true,
        })
        .cloned()
        .collect();
    view! {
        <Intro model=model.clone() need proposals=rows.len() shown part />
        <Secrets model=model.clone() />
        {matches!(shown, Shown::Part(_)).then(|| view! { <Parts model=model.clone() rows=rows.clone() part /> })}
        {if visible.is_empty() {
            let words = if shown == Shown::Need { "Nothing needs you. Every line has a clear proposal." } else { "Nothing here." };
            view! { <p class="empty">{words}</p> }.into_any()
        } else {
            view! { <Pairings model=model.clone() rows=visible /> }.into_any()
        }}
        <AddPart model=model.clone() part />
        <div class="dock">
            <p>
                <b>{format!("{} phases, {} tasks, {} items. ", model.counts.phases, model.counts.tasks, model.counts.items)}</b>
                {match need {
                    0 => "Nothing needs you.".to_owned(),
                    1 => "1 line needs you.".to_owned(),
                    many => format!("{many} lines need you."),
                }}
            </p>
            <div class="actions">
                {(!model.lines.is_empty()).then(|| view! { <a class="button" href=step_href(model.id, Step::Text)>"Back"</a> })}
                <a class="button primary" href=step_href(model.id, Step::Checks)>"Next: Checks"</a>
            </div>
        </div>
    }
}

#[component]
fn Intro(
    model: Arc<backend::ImportPage>,
    need: usize,
    proposals: usize,
    shown: Shown,
    part: usize,
) -> impl IntoView {
    let clear = proposals.saturating_sub(need);
    let href = |query: String| format!("{}&{query}", step_href(model.id, Step::Structure));
    view! {
        <div class="intro">
            <p>
                {(!model.lines.is_empty()).then(|| format!("{} lines read, none lost. ", model.lines.len()))}
                {(need > 0).then(|| view! { <b>{if need == 1 { "1 line needs you".to_owned() } else { format!("{need} lines need you") }}</b> ", " })}
                {format!("{clear} proposals are clear. Nothing here runs, and no tick in the text counts.")}
            </p>
            <div class="segment" role="group" aria-label="Show">
                <a href=href("show=need".to_owned()) aria-current=(shown == Shown::Need).then_some("true")>
                    "Need you " <b class="num">{need}</b>
                </a>
                <a href=href(format!("part={part}")) aria-current=matches!(shown, Shown::Part(_)).then_some("true")>"One part"</a>
                <a href=href("show=whole".to_owned()) aria-current=(shown == Shown::Whole).then_some("true")>"Whole text"</a>
            </div>
        </div>
    }
}

/// The parts of the document: its phases, and what stands outside of them.
#[component]
fn Parts(model: Arc<backend::ImportPage>, rows: Vec<Row>, part: usize) -> impl IntoView {
    let outside = ("Outside of phases".to_owned(), 0);
    let phases = model
        .checklist
        .phases
        .iter()
        .enumerate()
        .map(|(at, phase)| (phase.title.clone(), at + 1));
    view! {
        <nav class="parts" aria-label="Parts of the document">
            <ol>
                {phases
                    .chain([outside])
                    .map(|(title, at)| {
                        let open = rows.iter().filter(|row| row.part == at && row.needs()).count();
                        let href = format!("{}&part={at}", step_href(model.id, Step::Structure));
                        view! {
                            <li>
                                <a href=href aria-current=(at == part).then_some("true")>
                                    {(at > 0).then(|| view! { <span class="num">{at}</span> " " })}
                                    {title}
                                    {(open > 0).then(|| view! { <span class="tag">{format!(" {open} need you")}</span> })}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </nav>
    }
}

#[component]
fn Pairings(model: Arc<backend::ImportPage>, rows: Vec<Row>) -> impl IntoView {
    view! {
        <div class="map">
            <table class="pairings">
                <caption class="vh">"Lines of the text and what is proposed for them"</caption>
                <colgroup>
                    <col class="c-src" />
                    <col class="c-prop" />
                    <col class="c-dec" />
                </colgroup>
                <thead>
                    <tr>
                        <th scope="col">"Source"</th>
                        <th scope="col">"Proposed"</th>
                        <th scope="col">"Your decision"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Pairing model=model.clone() row /> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Pairing(model: Arc<backend::ImportPage>, row: Row) -> impl IntoView {
    let indent = match row.depth {
        0 => "",
        1 => "in1",
        2 => "in2",
        _ => "in3",
    };
    let class = match (row.fate, row.needs()) {
        (Fate::Removed | Fate::RemovedWithParent, _) => "removed",
        (Fate::Kept, true) => "needs",
        (Fate::Kept, false) => "",
    };
    view! {
        <tr class=class>
            <td class="src" id=format!("row-{}", row.line)>{source_lines(&model, &row)}</td>
            <td class=indent>
                <span class="kind">{row.label.clone()}</span>
                <b class:title=row.what == What::Phase>{row.text.clone()}</b>
                {row.notes.iter().cloned().map(note).collect_view()}
            </td>
            <td>
                {row.needs().then(|| view! { <span class="open">"Needs you"</span> })}
                <Decide draft=Draft::of(&model) row />
            </td>
        </tr>
    }
}

/// The lines a row was read from, without empty ones at the end.
fn source_lines(model: &backend::ImportPage, row: &Row) -> AnyView {
    let lines = model.lines.as_slice();
    let href = |line: usize| format!("{}#line-{line}", step_href(model.id, Step::Source));
    let from = usize::try_from(row.line.saturating_sub(1))
        .unwrap_or(usize::MAX)
        .min(lines.len());
    let to = usize::try_from(row.last_line)
        .unwrap_or(usize::MAX)
        .clamp(from, lines.len());
    let shown = &lines[from..to];
    let kept = shown
        .iter()
        .rposition(|line| !line.trim().is_empty())
        .map_or(0, |last| last + 1);
    if row.added {
        return view! { <span class="ln">"+"</span> <code class="quiet">"added here"</code> }.into_any();
    }
    if lines.is_empty() {
        return view! { <span class="ln">{row.line}</span> <code class="quiet">"of the first document"</code> }.into_any();
    }
    if kept == 0 {
        return view! { <a class="ln" href=href(from + 1)>{row.line}</a> <code class="quiet">"as above"</code> }.into_any();
    }
    shown[..kept]
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let number = from + at + 1;
            view! { <a class="ln" href=href(number)>{number}</a> <code>{line.clone()}</code> }
        })
        .collect_view()
        .into_any()
}

fn note(note: Note) -> AnyView {
    match note {
        Note::Plain(words) => view! { <span class="sub">{words}</span> }.into_any(),
        Note::Claim(words) => view! { <span class="sub claim">{words}</span> }.into_any(),
        Note::Needs(words) | Note::Warning(words) => view! {
            <span class="sub warn" data-state="blocked">
                <Icon name="blocked" />
                <span>{words}</span>
            </span>
        }
        .into_any(),
        Note::Destroys(words) => view! {
            <span class="sub warn" data-state="fail">
                <Icon name="fail" />
                <span>{words}</span>
            </span>
        }
        .into_any(),
    }
}
