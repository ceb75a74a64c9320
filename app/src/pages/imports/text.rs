//! Repaired text, each run before and after. What cannot be repaired for certain is for a person to choose.

use std::sync::Arc;

use domain::{
    checklist::{Repair, RepairRun},
    correction,
};
use leptos::prelude::*;

use super::{
    decide::{Correction, Draft},
    wizard::{Step, step_href},
};
use crate::{
    backend,
    components::{Disclose, Icon, PostForm, typed},
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
                    {(!open.is_empty()).then(|| view! { <Open model=model.clone() repair=repair.clone() runs=open /> })}
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

/// Runs that lost something on the way: nobody but the author knows what stood there. The same characters are decided
/// together, or line by line.
#[component]
fn Open(model: Arc<backend::ImportPage>, repair: Repair, runs: Vec<(usize, RepairRun)>) -> impl IntoView {
    let mut same: Vec<Vec<(usize, RepairRun)>> = Vec::new();
    for (at, run) in runs {
        match same.iter_mut().find(|group| group[0].1.from == run.from) {
            Some(group) => group.push((at, run)),
            None => same.push(vec![(at, run)]),
        }
    }
    view! {
        <section class="part" aria-labelledby="choose">
            <h2 id="choose">"Cannot be sure: choose"</h2>
            <ol class="runs">
                {same
                    .into_iter()
                    .map(|group| view! { <Same model=model.clone() repair=repair.clone() group /> })
                    .collect_view()}
            </ol>
        </section>
    }
}

#[component]
fn Same(model: Arc<backend::ImportPage>, repair: Repair, group: Vec<(usize, RepairRun)>) -> impl IntoView {
    let (first, many) = (group[0].clone(), group.len());
    let proposals = correction::proposals(&repair, &first.1);
    let one_by_one = group.clone();
    let forms: Vec<String> = group.iter().map(|(at, _)| format!("repair-{at}")).collect();
    view! {
        <li>
            {group.iter().take(3).map(|(_, run)| context(&model, run)).collect_view()}
            {(many > 3).then(|| view! { <p class="quiet small">{format!("and {} more lines", many - 3)}</p> })}
            <Choices model=model.clone() at=first.0 run=first.1 proposals=proposals.clone() many />
            {(many > 1)
                .then(|| {
                    view! {
                        <Disclose words="Line by line" form=forms.join(" ")>
                            <ol class="runs">
                                {one_by_one
                                    .into_iter()
                                    .map(|(at, run)| {
                                        view! {
                                            <li>
                                                {context(&model, &run)}
                                                <Choices model=model.clone() at run proposals=proposals.clone() many=1 />
                                            </li>
                                        }
                                    })
                                    .collect_view()}
                            </ol>
                        </Disclose>
                    }
                })}
        </li>
    }
}

/// The line of the document around a run.
fn context(model: &backend::ImportPage, run: &RepairRun) -> AnyView {
    let line = usize::try_from(run.line)
        .ok()
        .and_then(|line| model.lines.get(line.checked_sub(1)?))
        .cloned();
    let href = format!("{}#line-{}", step_href(model.id, Step::Source), run.line);
    view! {
        <p class="mono anywhere">
            <a class="ln" href=href>{run.line}</a>
            {line}
        </p>
    }
    .into_any()
}

/// What may have stood there, what a person types, or what is there now.
#[component]
fn Choices(
    model: Arc<backend::ImportPage>,
    at: usize,
    run: RepairRun,
    proposals: Vec<String>,
    many: usize,
) -> impl IntoView {
    let draft = Draft::of(&model);
    let part = if many > 1 { "repair_same" } else { "repair" };
    let whole = |words: &str| match many {
        1 => words.to_owned(),
        many => format!("{words} for all {many}"),
    };
    let (use_typed, keep) = (whole("Use this"), whole("Keep as it is"));
    view! {
        <div class="choices">
            {proposals
                .into_iter()
                .enumerate()
                .map(|(place, proposal)| {
                    let words = whole(&format!("Use {proposal}"));
                    view! {
                        <PostForm action="imports/correct_import" id=format!("{part}-{at}-{place}")>
                            <Correction draft target=at.to_string() part />
                            <input type="hidden" name="cmd[value]" value=proposal />
                            <button class="button mini">{words}</button>
                        </PostForm>
                    }
                })
                .collect_view()}
            <PostForm action="imports/correct_import" id=format!("{part}-{at}") class="row-form">
                <Correction draft target=at.to_string() part />
                <Replacement at part run />
                <button class="button mini">{use_typed}</button>
            </PostForm>
            <Keep draft at part words=keep />
        </div>
    }
}

/// Takes a run as it came.
#[component]
fn Keep(draft: Draft, at: usize, part: &'static str, #[prop(into)] words: String) -> impl IntoView {
    view! {
        <PostForm action="imports/correct_import" id=format!("keep-{part}-{at}")>
            <Correction draft target=at.to_string() part />
            <input type="hidden" name="cmd[value]" value="keep" />
            <button class="button mini">{words}</button>
        </PostForm>
    }
}

#[component]
fn Replacement(at: usize, part: &'static str, run: RepairRun) -> impl IntoView {
    let id = format!("run-{part}-{at}");
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
                                        {(!as_it_came).then(|| view! { <Keep draft at part="repair" words="Take back" /> })}
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
