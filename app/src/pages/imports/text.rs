//! Repaired text, each run before and after. What cannot be repaired for certain is for a person to choose.

use std::sync::Arc;

use domain::checklist::RepairRun;
use leptos::prelude::*;

use super::{
    decide::{Correction, Draft},
    wizard::{Step, step_href},
};
use crate::{
    backend,
    components::{Icon, PostForm, typed},
};

#[component]
pub fn Text(model: Arc<backend::ImportPage>) -> impl IntoView {
    view! {
        {match &model.checklist.source.repair {
            None => view! {
                <div class="note gap" data-state="pass">
                    <Icon name="pass" />
                    <p>"The text is sound: no garbled characters were found, and nothing was changed."</p>
                </div>
            }
            .into_any(),
            Some(repair) => {
                let chain = repair.chain.join(", then ");
                let exact = repair.exact;
                let uncertain = repair.uncertain;
                let (sure, open): (Vec<_>, Vec<_>) =
                    repair.runs.iter().cloned().enumerate().partition(|(_, run)| run.exact);
                view! {
                    <p class="gap">
                        {format!("This text was saved in one encoding and read in another ({chain}). ")}
                        {format!("{exact} runs were repaired for certain; {uncertain} cannot be sure and stay as they are until you choose.")}
                    </p>
                    {(!open.is_empty()).then(|| view! { <Open model=model.clone() runs=open /> })}
                    {(!sure.is_empty()).then(|| view! { <Sure draft=Draft::of(&model) runs=sure /> })}
                }
                .into_any()
            }
        }}
        <div class="dock">
            <p class="quiet">"The document itself is never changed."</p>
            <div class="actions">
                <a class="button" href=step_href(model.id, Step::Source)>"Back"</a>
                <a class="button primary" href=step_href(model.id, Step::Structure)>"Next: Structure"</a>
            </div>
        </div>
    }
}

/// Runs that lost something on the way: nobody but the author knows what stood there.
#[component]
fn Open(model: Arc<backend::ImportPage>, runs: Vec<(usize, RepairRun)>) -> impl IntoView {
    view! {
        <section class="part" aria-labelledby="choose">
            <h2 id="choose">"Cannot be sure: choose"</h2>
            <ol class="runs">
                {runs
                    .into_iter()
                    .map(|(at, run)| view! { <OpenRun model=model.clone() at run /> })
                    .collect_view()}
            </ol>
        </section>
    }
}

#[component]
fn OpenRun(model: Arc<backend::ImportPage>, at: usize, run: RepairRun) -> impl IntoView {
    let line = usize::try_from(run.line)
        .ok()
        .and_then(|line| model.lines.get(line.checked_sub(1)?))
        .cloned();
    let draft = Draft::of(&model);
    view! {
        <li>
            <p class="mono anywhere">
                <span class="ln">{run.line}</span>
                {line}
            </p>
            <div class="choices">
                <PostForm action="imports/correct_import" id=format!("repair-{at}") class="row-form">
                    <Correction draft target=at.to_string() part="repair" />
                    <Replacement at run />
                    <button class="button mini">"Use this"</button>
                </PostForm>
                <Keep draft at words="Keep as it is" />
            </div>
        </li>
    }
}

/// Takes a run as it came.
#[component]
fn Keep(draft: Draft, at: usize, words: &'static str) -> impl IntoView {
    view! {
        <PostForm action="imports/correct_import" id=format!("keep-{at}")>
            <Correction draft target=at.to_string() part="repair" />
            <input type="hidden" name="cmd[value]" value="keep" />
            <button class="button mini">{words}</button>
        </PostForm>
    }
}

#[component]
fn Replacement(at: usize, run: RepairRun) -> impl IntoView {
    let id = format!("run-{at}");
    // Where the reader could not guess, the box is empty: taking over the garbled characters is the other button.
    let guess = if run.to == run.from { "" } else { run.to.as_str() };
    let value = typed("cmd[value]", guess);
    view! {
        <div class="field">
            <label for=id.clone()>"Instead of " <code>{run.from.clone()}</code></label>
            <input id=id name="cmd[value]" type="text" value=value required=true maxlength=100 />
        </div>
    }
}

#[component]
fn Sure(draft: Draft, runs: Vec<(usize, RepairRun)>) -> impl IntoView {
    view! {
        <section class="part" aria-labelledby="repaired">
            <h2 id="repaired">"Repaired"</h2>
            <table class="list repairs">
                <caption class="vh">"Repaired runs of characters"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Line"</th>
                        <th scope="col">"Before"</th>
                        <th scope="col">"After"</th>
                        <th scope="col"><span class="vh">"Act"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {runs
                        .into_iter()
                        .map(|(at, run)| {
                            let as_it_came = run.to == run.from;
                            view! {
                                <tr>
                                    <td class="num">{run.line}</td>
                                    <td class="mono anywhere">{run.from}</td>
                                    <td class="mono anywhere">{run.to}</td>
                                    <td class="end">
                                        {(!as_it_came).then(|| view! { <Keep draft at words="Take back" /> })}
                                        {as_it_came.then_some("kept as it came")}
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </section>
    }
}
