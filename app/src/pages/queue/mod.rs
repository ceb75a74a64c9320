//! The QA queue, made for a phone: one item per screen, the verdicts under the thumb. On a wide screen the list stands beside it.

use domain::checklist::ItemKind;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{QueueItem, QueuePage as Model, backend, caller},
    components::{Area, Frame, Icon, ItemState, PostForm, age, answer, load},
    pages::{
        address::in_query,
        deployment::{
            company::asked_of_you,
            item::{command, tick_fields},
        },
    },
};

#[component]
pub fn QueuePage() -> impl IntoView {
    let at = in_query("at");
    load(async move { backend()?.queue(&caller()?).await }, move |page| {
        let place = place(&page, &at);
        let title = match page.items.len() {
            0 => "Nothing waits for you - My queue - Countersign".to_owned(),
            1 => "1 item waits - My queue - Countersign".to_owned(),
            many => format!("{many} items wait - My queue - Countersign"),
        };
        view! {
            <Title text=title />
            <Frame class="qa" nav="queue" live="queue">
                {asked_of_you(&page.asked, page.now)}
                {match page.items.get(place) {
                    Some(item) => one(&page, item, place),
                    None => nothing(&page),
                }}
            </Frame>
        }
    })
}

/// The item asked for: the one whose form came back, or the one at `?at=N`, counted from 1, or the first. Settled items leave
/// the queue, so the same address shows the next one.
fn place(page: &Model, at: &str) -> usize {
    let back = answer::answer()
        .and_then(|answer| answer.form)
        .and_then(|form| page.items.iter().position(|entry| form == form_id(entry)));
    back.unwrap_or_else(|| {
        let asked = at.parse::<usize>().unwrap_or(1).saturating_sub(1);
        asked.min(page.items.len().saturating_sub(1))
    })
}

fn form_id(entry: &QueueItem) -> String {
    format!("qa-{}", entry.item.id)
}

fn nothing(page: &Model) -> AnyView {
    let today = match page.settled_today {
        0 => String::new(),
        1 => " You settled 1 item today.".to_owned(),
        many => format!(" You settled {many} items today."),
    };
    view! {
        <div class="head"><h1 tabindex="-1">"My queue"</h1></div>
        <div class="empty">
            <h2>"Nothing waits for you"</h2>
            <p>
                {format!(
                    "Items appear here as soon as a deployment you have a role in is being prepared.{today}",
                )}
            </p>
            <p class="actions"><a class="button" href="/">"See the deployments"</a></p>
        </div>
    }
    .into_any()
}

fn one(page: &Model, entry: &QueueItem, place: usize) -> AnyView {
    let count = page.items.len();
    let done = page.settled_today;
    let whole = count + done as usize;
    view! {
        <div class="qa-split">
            {list(page, place)}
            <div class="qa-item" data-item=entry.item.id.to_string() data-state=entry.item.standing.mark.key()>
                <nav class="qa-top" aria-label="Queue">
                    {step(place.checked_sub(1), "back", "[", "Earlier item")}
                    <p>
                        <b>{format!("{} of {count}", place + 1)}</b>
                        <span class="quiet">{format!("{done} done today")}</span>
                    </p>
                    {step(Some(place + 1).filter(|next| *next < count), "chevron", "]", "Later item")}
                    <progress class="progress" max=whole value=done aria-label="Settled today">
                        {format!("{done} of {whole}")}
                    </progress>
                </nav>
                {card(page, entry)}
            </div>
        </div>
    }
    .into_any()
}

/// To another item of the queue; a place that stays where there is none, so that the thumb does not miss.
fn step(to: Option<usize>, icon: &'static str, key: &'static str, words: &'static str) -> AnyView {
    match to {
        Some(to) => view! {
            <a class="step" href=format!("/q?at={}", to + 1) data-key=key>
                <Icon name=icon />
                <span class="vh">{words}</span>
            </a>
        }
        .into_any(),
        None => view! { <span class="step"></span> }.into_any(),
    }
}

fn card(page: &Model, entry: &QueueItem) -> AnyView {
    let item = &entry.item;
    let kind = match item.kind {
        ItemKind::Step => "Step",
        ItemKind::Check => "Manual check",
    };
    let pass = if item.kind == ItemKind::Step {
        " Done"
    } else {
        " Pass"
    };
    let standing = item.standing.clone();
    let last = match &entry.latest {
        Some((_, at)) => format!("{}, in {}", age(*at, page.now), entry.environment),
        None => format!("in {}", entry.environment),
    };
    let expected: Vec<String> = item
        .expectations
        .iter()
        .map(|expectation| expectation.text.clone())
        .collect();
    let expected = if expected.is_empty() {
        item.sentence.clone().into_iter().collect()
    } else {
        expected
    };
    let fields = tick_fields(item);
    let command = command(item);
    let note = item.note.clone();
    let (id, item_id) = (form_id(entry), item.id);
    let (deployment, title) = (
        entry.deployment,
        format!("{} {}", entry.deployment_title, entry.version),
    );
    let (phase, task, purpose, text) = (
        entry.phase.clone(),
        entry.task.clone(),
        entry.purpose.clone(),
        item.text.clone(),
    );
    let file = format!("{id}-file");
    let photo = format!("{id}-photo");
    view! {
        <PostForm action="checks/record_with_files" id=id multipart=true enhance="tick">
            {fields}
            <p class="crumb">
                <a href=format!("/deployments/{deployment}")>{title}</a>
                <span>{kind}</span>
            </p>
            <p class="crumb">
                <span>{phase} {task.map(|task| format!(", {task}"))}</span>
            </p>
            <h1 tabindex="-1">{text}</h1>
            <p class="last">
                <ItemState standing />
                <span class="quiet">" " {last} {note.map(|note| format!(": {note}"))}</span>
            </p>
            {purpose
                .map(|purpose| {
                    view! {
                        <h2>"Why"</h2>
                        <p>{purpose}</p>
                    }
                })} {command}
            {(!expected.is_empty())
                .then(|| {
                    view! {
                        <h2>"Expected"</h2>
                        <div class="expect">
                            {expected.into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}
                        </div>
                    }
                })}
            <Area
                label="What did you see?"
                name="cmd[note]"
                hint="Needed for Fail and Blocked. Optional otherwise."
                rows=2
                maxlength=4000
            />
            <div class="attach">
                <div class="pick">
                    <label for=photo.clone()>
                        <Icon name="camera" />
                        " Photo"
                    </label>
                    <input id=photo type="file" accept="image/*" capture="environment" name="photo" />
                </div>
                <div class="pick">
                    <label for=file.clone()>
                        <Icon name="file" />
                        " Files"
                    </label>
                    <input id=file type="file" name="files" multiple=true />
                </div>
            </div>
            <p class="small">
                <a href=format!("/items/{item_id}")>"All attempts, evidence, waiver"</a>
            </p>
            <div class="verdicts">
                <button name="cmd[outcome]" value="passed" data-state="pass" data-key="x" data-becomes="pass">
                    <Icon name="pass" />
                    {pass}
                </button>
                <button name="cmd[outcome]" value="failed" data-state="fail" data-key="f" data-becomes="fail">
                    <Icon name="fail" />
                    " Fail"
                </button>
                <button name="cmd[outcome]" value="blocked" data-state="blocked" data-key="b" data-becomes="blocked">
                    <Icon name="blocked" />
                    " Blocked"
                </button>
            </div>
        </PostForm>
    }
    .into_any()
}

/// The whole queue, by deployment.
fn list(page: &Model, place: usize) -> AnyView {
    let mut part = None;
    let entries = page
        .items
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let begins = part != Some(entry.deployment);
            part = Some(entry.deployment);
            let standing = entry.item.standing.clone();
            view! {
                {begins
                    .then(|| {
                        view! {
                            <li class="from">{format!("{} {}, {}", entry.deployment_title, entry.version, entry.environment)}</li>
                        }
                    })}
                <li data-row="">
                    <a href=format!("/q?at={}", index + 1) aria-current=(index == place).then_some("true")>
                        <ItemState standing />
                        <span>{entry.item.text.clone()}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="queue" aria-label="All items of the queue">
            <h2>"My queue"</h2>
            <ol>{entries}</ol>
        </nav>
    }
    .into_any()
}
