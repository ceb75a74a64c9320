//! The board: which deployment needs me now? Rows, not cards; one line says state, cause, owner, age.

mod rows;
mod start;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos_meta::Title;

use self::rows::group;
use crate::{
    backend::{Board, BoardQuery, backend, caller},
    components::{Frame, Icon, Pages, encode, load},
    pages::{address::in_query, deployment::company::asked_of_you},
};

#[component]
pub fn BoardPage() -> impl IntoView {
    let query = BoardQuery {
        scope: in_query("show"),
        text: in_query("q"),
        page: in_query("page").parse().unwrap_or(1),
    };
    load(
        async move {
            let caller = caller()?;
            let backend = backend()?;
            backend.board(&caller, query).await
        },
        |board| {
            let title = match board.needs_you.len() {
                0 => "Deployments - Countersign".to_owned(),
                1 => "1 needs you - Deployments - Countersign".to_owned(),
                many => format!("{many} need you - Deployments - Countersign"),
            };
            view! {
                <Title text=title />
                <Frame class="board" nav="board" live="board">
                    {heading(&board)}
                    {if board.empty { start::empty(&board) } else { full(&board) }}
                </Frame>
            }
        },
    )
}

fn heading(board: &Board) -> AnyView {
    view! {
        <div class="head">
            <div class="line">
                <h1 tabindex="-1">"Deployments"</h1>
                {board
                    .may_create
                    .then(|| {
                        view! {
                            <div class="actions">
                                <a class="button" href="/import">
                                    <Icon name="import" />
                                    " Import a checklist"
                                </a>
                                <a class="button" href="/deployments/new">
                                    <Icon name="plus" />
                                    " New deployment"
                                </a>
                            </div>
                        }
                    })}
            </div>
        </div>
    }
    .into_any()
}

fn full(board: &Board) -> AnyView {
    let now = board.now;
    let nothing = board.needs_you.is_empty()
        && board.live.is_empty()
        && board.later.is_empty()
        && board.done.is_empty();
    let address = address(&board.query);
    view! {
        {start::progress(board)} {asked_of_you(&board.asked, now)} {filter(&board.query)}
        <div class="groups">
            {group("Needs you", &board.needs_you, now, true)} {group("Live", &board.live, now, true)}
            {group("Later", &board.later, now, true)} {done(board, now)}
            {nothing.then(|| nothing_found(&board.query))}
        </div>
        <Pages paging=board.paging href=address />
    }
    .into_any()
}

/// The done ones stand open where they were asked for, and folded elsewhere.
fn done(board: &Board, now: DateTime<Utc>) -> Option<AnyView> {
    if board.done.is_empty() {
        return None;
    }
    if board.query.scope == "done" {
        return group("Done", &board.done, now, true);
    }
    let count = board.done.len();
    Some(
        view! {
            <details class="more past">
                <summary>
                    <Icon name="chevron" />
                    " "
                    <b>"Done, last 30 days"</b>
                    {format!(" {count}")}
                </summary>
                {group("Done", &board.done, now, false)}
                <p class="small">
                    <a href="?show=done">"See all that are done"</a>
                </p>
            </details>
        }
        .into_any(),
    )
}

fn nothing_found(query: &BoardQuery) -> AnyView {
    let (words, href, act) = match (query.text.is_empty(), query.scope.as_str()) {
        (false, _) => (
            format!("Nothing matches “{}”.", query.text),
            "/?show=all".to_owned(),
            "See all deployments",
        ),
        (true, "done") => ("Nothing is done yet.".to_owned(), "/".to_owned(), "See mine"),
        (true, _) => (
            "You have no role in a deployment that is going on.".to_owned(),
            "/?show=all".to_owned(),
            "See all deployments",
        ),
    };
    view! {
        <div class="empty">
            <p>{words}</p>
            <p class="actions"><a class="button" href=href>{act}</a></p>
        </div>
    }
    .into_any()
}

fn filter(query: &BoardQuery) -> AnyView {
    let scope = if query.scope.is_empty() {
        "mine"
    } else {
        query.scope.as_str()
    };
    let text = query.text.clone();
    let choice = |key: &'static str, words: &'static str| {
        let href = match text.is_empty() {
            true => format!("?show={key}"),
            false => format!("?show={key}&q={}", encode(&text)),
        };
        view! { <a href=href aria-current=(scope == key).then_some("true")>{words}</a> }.into_any()
    };
    view! {
        <form class="filter" method="get" action="/" role="search" aria-label="Deployments">
            <div class="segment" role="group" aria-label="Which deployments">
                {choice("mine", "Mine")} {choice("live", "Live")} {choice("all", "All")} {choice("done", "Done")}
            </div>
            <input type="hidden" name="show" value=scope.to_owned() />
            <label class="vh" for="q">"Filter by name, service, version or commit"</label>
            <input id="q" type="search" name="q" value=query.text.clone() placeholder="Name, service, version or commit" />
            <button class="button">"Filter"</button>
        </form>
    }
    .into_any()
}

fn address(query: &BoardQuery) -> String {
    let mut parts = Vec::new();
    if !query.scope.is_empty() {
        parts.push(format!("show={}", encode(&query.scope)));
    }
    if !query.text.is_empty() {
        parts.push(format!("q={}", encode(&query.text)));
    }
    if parts.is_empty() {
        "/".to_owned()
    } else {
        format!("/?{}", parts.join("&"))
    }
}
