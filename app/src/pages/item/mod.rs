//! The page of one item: how it stands and why, everything ever reported about it, and every act on it.

pub mod attempts;
pub mod files;
mod waiver;

pub use self::attempts::outcome_look;
use domain::{checklist::ItemKind, ids::ItemId, item::Mark};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{self, backend, caller},
    components::{
        ActKey, Age, Area, Crumbs, Field, Frame, Icon, ItemState, PostForm, answer::answer, call_roles, load,
    },
    pages::{
        address::in_path,
        deployment::{
            head::{copy_link, name},
            item::{came_back, command, expected, run_form, tick_fields, undo_form},
        },
    },
};

#[component]
pub fn ItemPage() -> impl IntoView {
    let id = in_path::<ItemId>("id");
    load(async move { backend()?.item(&caller()?, id?).await }, |page| {
        call_roles(&page.head.role_names);
        let title = format!(
            "{} - {} - Countersign",
            page.item.standing.mark.word(),
            page.item.text
        );
        view! {
            <Title text=title />
            <Frame class="item-page" nav="board" live=format!("deployment/{}", page.head.id) at=format!("item/{}", page.item.id)>
                {heading(&page)}
                <div class="item-columns">
                    <div class="main">
                        {said(&page)} {tick(&page)} {attempts::attempts(&page)} {files::files(&page)}
                    </div>
                    <aside class="side" aria-label="Other acts">
                        {waiver::waivers(&page)} {edit(&page)}
                    </aside>
                </div>
            </Frame>
        }
    })
}

fn heading(page: &backend::ItemPage) -> AnyView {
    let (head, item) = (&page.head, &page.item);
    let now = head.now;
    let mut steps = vec![
        ("/".to_owned(), "Deployments".to_owned()),
        (format!("/deployments/{}", head.id), name(head)),
        (
            format!("/deployments/{}?phase={}", head.id, page.phase_ordinal),
            format!("{} {}", page.phase_ordinal, page.phase),
        ),
    ];
    if let Some(task) = &page.task {
        steps.push((
            format!(
                "/deployments/{}?phase={}#item-{}",
                head.id, page.phase_ordinal, item.id
            ),
            task.clone(),
        ));
    }
    let kind = match (item.automated, item.kind) {
        (true, _) => "Automated check",
        (false, ItemKind::Check) => "Manual check",
        (false, ItemKind::Step) => "Step",
    };
    let line = page
        .source_line
        .map(|line| format!(", line {line} of the document"))
        .unwrap_or_default();
    let (standing, state, since) = (item.standing.clone(), item.standing.mark.key(), item.standing.at);
    view! {
        <div class="head">
            <Crumbs steps />
            <div class="line">
                <h1 tabindex="-1">{item.text.clone()}</h1>
                <div class="actions">{copy_link(format!("/items/{}", item.id))}</div>
            </div>
            <p class="stands" data-item=item.id.to_string() data-state=state>
                <ItemState standing />
                <span class="quiet small">
                    {since.map(|at| view! { <Age at now /> })} {item.by.clone().map(|by| format!(" by {by}"))}
                    {since.map(|_| ". ")} {kind} {line}
                </span>
            </p>
        </div>
    }
    .into_any()
}

fn said(page: &backend::ItemPage) -> AnyView {
    let item = &page.item;
    let claim = item.claimed.map(|ticked| {
        if ticked {
            "The document has this ticked. That is a claim: it was taken over as not done."
        } else {
            "The document has an empty box here."
        }
    });
    let define =
        (page.head.rights.edit && item.items.is_empty() && !page.head.state.is_closed()).then(|| {
            let words = if item.automated {
                "Change the check"
            } else {
                "Let a machine check this"
            };
            view! {
                <p class="actions">
                    <a class="button" href=format!("/checks/{}", item.id)>{words}</a>
                </p>
            }
        });
    view! {
        <section class="said" aria-label="What it says">
            {expected(item)} {command(item)} {claim.map(|words| view! { <p class="small quiet">{words}</p> })} {define}
        </section>
    }
    .into_any()
}

/// The acts that report something: pass, fail, block, run, take back.
fn tick(page: &backend::ItemPage) -> AnyView {
    let (head, item) = (&page.head, &page.item);
    let run = (item.automated && item.items.is_empty() && head.rights.tick && head.state.is_live())
        .then(|| running(page));
    let undo = item.may_undo.then(|| {
        view! {
            <div class="undo" id="undo">
                {undo_form(item, "button")}
                <p class="small quiet">"Taking it back is a new act; the attempt stays below."</p>
            </div>
        }
    });
    let by_hand = item.may_tick.then(|| tick_form(item));
    let cannot = (!item.may_tick && run.is_none()).then(|| {
        let words = if !item.items.is_empty() {
            "This follows from the items below it; report those."
        } else if !head.state.is_live() {
            "This deployment is not live, so nothing can be reported."
        } else {
            "Lead, Tech Lead, QA, Ops and Dev of this deployment can report this; Product where it owns the task."
        };
        view! { <p class="small quiet">{words}</p> }
    });
    view! {
        <section class="report" id="report" aria-labelledby="report-h">
            <h2 id="report-h">"Report"</h2>
            {run} {by_hand} {undo} {cannot}
            {page
                .item
                .items
                .iter()
                .map(|below| {
                    let standing = below.standing.clone();
                    view! {
                        <p class="below">
                            <ItemState standing />
                            " "
                            <a href=format!("/items/{}", below.id)>{below.text.clone()}</a>
                        </p>
                    }
                })
                .collect_view()}
        </section>
    }
    .into_any()
}

fn running(page: &backend::ItemPage) -> AnyView {
    let Some(run) = &page.open_run else {
        return run_form(page.item.id, "item", "Run now", "button primary");
    };
    let now = page.head.now;
    let (id, run_id) = (format!("cancel-{}", run.id), run.id.to_string());
    let asked = run
        .asked_by
        .clone()
        .map(|by| format!(", asked for by {by}"))
        .unwrap_or_default();
    let since = run.started_at.unwrap_or(run.queued_at);
    view! {
        <div class="note" data-state="running">
            <svg class="icon spin" aria-hidden="true">
                <use href="#running" />
            </svg>
            <div>
                <p>
                    {if run.running { "Running since " } else { "Queued " }} <Age at=since now /> {asked} "."
                </p>
                <PostForm action="checks/cancel_run" id=id>
                    <input type="hidden" name="cmd[run]" value=run_id />
                    <button class="button mini">"Cancel the run"</button>
                </PostForm>
            </div>
        </div>
    }
    .into_any()
}

fn tick_form(item: &backend::ItemBoard) -> AnyView {
    let id = format!("report-{}", item.id);
    let fields = tick_fields(item);
    let pass = if item.kind == ItemKind::Step {
        " Done"
    } else {
        " Pass"
    };
    let quiet = item.standing.mark == Mark::Pass;
    view! {
        <PostForm action="checks/record_with_files" id=id class="stack" multipart=true enhance="tick">
            {fields}
            <Area
                label="What did you see?"
                name="cmd[note]"
                hint="Needed for Fail and Blocked. Optional otherwise."
                rows=3
                maxlength=4000
            />
            <div class="field">
                <label for="tick-files">"Pictures or files"</label>
                <p class="hint" id="tick-files-h">"Up to 10 MiB. Kept with a hash, never changed."</p>
                <input id="tick-files" type="file" name="files" multiple=true aria-describedby="tick-files-h" />
            </div>
            <p class="actions">
                <button class=if quiet { "button" } else { "button primary" } name="cmd[outcome]" value="passed" data-key="x" data-becomes="pass">
                    <Icon name="pass" />
                    {pass}
                </button>
                <button class="button" name="cmd[outcome]" value="failed" data-key="f" data-becomes="fail">
                    <Icon name="fail" />
                    " Fail"
                </button>
                <button class="button" name="cmd[outcome]" value="blocked" data-key="b" data-becomes="blocked">
                    <Icon name="blocked" />
                    " Blocked"
                </button>
            </p>
        </PostForm>
    }
    .into_any()
}

/// Changing or removing the line itself.
fn edit(page: &backend::ItemPage) -> Option<AnyView> {
    let (head, item) = (&page.head, &page.item);
    if !head.rights.edit || head.archived || head.state.is_closed() {
        return None;
    }
    let change = format!("change-{}", item.id);
    let remove = format!("remove-{}", item.id);
    let open = came_back(&change) || came_back(&remove);
    let (id, deployment, text, version) = (
        item.id.to_string(),
        head.id.to_string(),
        item.text.clone(),
        item.version,
    );
    let again = id.clone();
    Some(
        view! {
            <details class="more section" id="edit" open=open>
                <summary>
                    <Icon name="chevron" />
                    " "
                    <h2>"Change the line"</h2>
                </summary>
                <PostForm action="deployments/change_item" id=change class="stack">
                    <input type="hidden" name="cmd[item]" value=id />
                    <input type="hidden" name="cmd[seen_version]" value=version />
                    <Field label="Text" name="cmd[text]" value=text required=true maxlength=1000 />
                    <p class="small quiet">"A new text makes a new revision, and asks for new signatures where it was signed."</p>
                    <p class="actions"><button class="button">"Save the text"</button></p>
                </PostForm>
                <PostForm action="deployments/remove_item" id=remove class="stack">
                    <input type="hidden" name="cmd[item]" value=again />
                    <input type="hidden" name="cmd[seen_version]" value=version />
                    <input type="hidden" name="deployment" value=deployment />
                    <p class="actions"><button class="button">"Remove from the checklist"</button></p>
                </PostForm>
            </details>
        }
        .into_any(),
    )
}

/// True where this page answers a form of the given door.
fn answered(action: &str) -> bool {
    answer().is_some_and(|answer| answer.action == action)
}

/// A hidden key and item, for acts that need no more.
fn act_fields(item: ItemId) -> AnyView {
    view! {
        <ActKey />
        <input type="hidden" name="cmd[item]" value=item.to_string() />
    }
    .into_any()
}
