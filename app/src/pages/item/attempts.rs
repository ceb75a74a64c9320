//! Every attempt, newest first. None is ever removed.

use domain::{
    check::{Judgement, Measurement, Verdict},
    item::Outcome,
};
use leptos::prelude::*;

use crate::{
    backend::{AttemptRow, ItemPage},
    components::{Age, Icon, utc},
};

pub fn attempts(page: &ItemPage) -> AnyView {
    let now = page.head.now;
    let count = page.attempts.len();
    view! {
        <section aria-labelledby="attempts-h" id="attempts">
            <h2 id="attempts-h">"Attempts " <span class="count">{count}</span></h2>
            {(count == 0)
                .then(|| view! { <p class="quiet small">"Never reported. Until it is, it counts as unknown."</p> })}
            <ol class="history">
                {page
                    .attempts
                    .iter()
                    .enumerate()
                    .map(|(index, attempt)| {
                        let (state, icon, word) = outcome_look(attempt.outcome);
                        view! {
                            <li data-state=state>
                                <p class="line">
                                    <span class="n">{attempt.attempt}</span>
                                    <span class="state" data-state=state>
                                        <Icon name=icon />
                                        " "
                                        {word}
                                    </span>
                                    <span>{attempt.by.clone()}</span>
                                    <span class="when quiet">
                                        <Age at=attempt.at now />
                                        {format!(", {}", utc(attempt.at))}
                                    </span>
                                </p>
                                {attempt.note.clone().map(|note| view! { <p class="note-of">{note}</p> })}
                                {measured(attempt, index == 0)}
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </section>
    }
    .into_any()
}

/// State, icon and word of an outcome.
pub fn outcome_look(outcome: Outcome) -> (&'static str, &'static str, &'static str) {
    match outcome {
        Outcome::Passed => ("pass", "pass", "Passed"),
        Outcome::Failed => ("fail", "fail", "Failed"),
        Outcome::Inconclusive => ("unknown", "unknown", "Inconclusive"),
        Outcome::Errored => ("unknown", "unknown", "Could not find out"),
        Outcome::Blocked => ("blocked", "blocked", "Blocked"),
        Outcome::Undone => ("none", "undo", "Taken back"),
    }
}

fn measured(attempt: &AttemptRow, open: bool) -> Option<AnyView> {
    let measurement = attempt.measurement.as_ref()?;
    let took = measurement.timings.total_ms;
    let inside = outcome(measurement, attempt.judgement.as_ref());
    Some(
        view! {
            <details class="more" open=open>
                <summary>
                    <Icon name="chevron" />
                    {format!(" What was measured, {took} ms")}
                </summary>
                {inside}
            </details>
        }
        .into_any(),
    )
}

/// What was seen and what was decided on it, rule by rule.
pub fn outcome(measurement: &Measurement, judgement: Option<&Judgement>) -> AnyView {
    let fields: Vec<(String, String)> = measurement
        .fields
        .iter()
        .map(|(name, value)| {
            (
                name.clone(),
                value.as_str().map_or_else(|| value.to_string(), str::to_owned),
            )
        })
        .chain(
            measurement
                .gaps
                .iter()
                .map(|(name, gap)| (name.clone(), gap.words())),
        )
        .chain(
            measurement
                .facts
                .iter()
                .map(|(name, fact)| (name.replace('_', " "), fact.clone())),
        )
        .collect();
    let excerpt = measurement.excerpt.as_ref().map(|excerpt| {
        let cut = excerpt
            .cut
            .then(|| format!("The beginning of {} bytes.", excerpt.bytes_total));
        view! {
            <pre class="output" tabindex="0" role="group" aria-label="What came back">
                {excerpt.text.clone()}
            </pre>
            {cut.map(|cut| view! { <p class="small quiet">{cut}</p> })}
        }
    });
    view! {
        {judgement.map(rules)}
        {(!fields.is_empty())
            .then(|| {
                view! {
                    <dl class="pairs measured">
                        {fields
                            .into_iter()
                            .map(|(name, value)| {
                                view! {
                                    <div>
                                        <dt>{name}</dt>
                                        <dd>{value}</dd>
                                    </div>
                                }
                            })
                            .collect_view()}
                    </dl>
                }
            })}
        {excerpt}
    }
    .into_any()
}

fn rules(judgement: &Judgement) -> AnyView {
    view! {
        <p>{judgement.reason.clone()}</p>
        {(!judgement.details.is_empty())
            .then(|| {
                view! {
                    <ul class="rules">
                        {judgement
                            .details
                            .iter()
                            .map(|detail| {
                                let (state, icon, word) = verdict_look(detail.verdict);
                                view! {
                                    <li>
                                        <span class="state" data-state=state>
                                            <Icon name=icon />
                                            " "
                                            {word}
                                        </span>
                                        <span>
                                            <b>{detail.rule.clone()}</b>
                                            <span class="reason">{detail.reason.clone()}</span>
                                        </span>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                }
            })}
    }
    .into_any()
}

/// State, icon and word of a verdict.
pub fn verdict_look(verdict: Verdict) -> (&'static str, &'static str, &'static str) {
    outcome_look(Outcome::from(verdict))
}
