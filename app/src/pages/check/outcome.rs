//! What the last try of this check showed. It was measured once and is recorded nowhere.

use leptos::prelude::*;

use crate::{
    backend::{DefineCheck, Done, Tried},
    components::{
        Icon,
        answer::{Outcome, answer},
    },
    pages::item::attempts::{outcome as measured, verdict_look},
};

/// Whether the page answers a try at this door.
pub fn came_from(door: &str) -> bool {
    tried(door).is_some()
}

fn tried(door: &str) -> Option<Tried> {
    let answer = answer().filter(|answer| answer.action == door)?;
    let Outcome::Done(Done {
        shown: Some(shown), ..
    }) = &answer.outcome
    else {
        return None;
    };
    serde_json::from_value(shown.clone()).ok()
}

/// The form as it was typed for one of these doors, for a try or for a refused one; or as it is saved.
pub fn typed_now(saved: &DefineCheck, doors: &[&str]) -> DefineCheck {
    let Some(answer) = answer().filter(|answer| doors.contains(&answer.action.as_str())) else {
        return saved.clone();
    };
    let one = |name: &str| {
        answer
            .value(&format!("cmd[{name}]"))
            .unwrap_or_default()
            .to_owned()
    };
    let many = |name: &str| -> Vec<String> {
        let prefix = format!("cmd[{name}][");
        answer
            .fields
            .iter()
            .filter(|(field, _)| field.starts_with(&prefix))
            .map(|(_, value)| value.clone())
            .collect()
    };
    DefineCheck {
        item: saved.item.clone(),
        seen_version: saved.seen_version,
        probe: one("probe"),
        method: one("method"),
        url: one("url"),
        headers: one("headers"),
        body: one("body"),
        follow_redirects: one("follow_redirects"),
        host: one("host"),
        port: one("port"),
        send: one("send"),
        expect_banner: one("expect_banner"),
        connection: one("connection"),
        statement: one("statement"),
        timeout_s: one("timeout_s"),
        fresh_min: one("fresh_min"),
        fields: many("fields"),
        operators: many("operators"),
        values: many("values"),
    }
}

/// What a try at this door showed, or why it was refused.
pub fn outcome(door: &str, environment: &str) -> AnyView {
    let Some(tried) = tried(door) else {
        let refused = answer()
            .filter(|answer| answer.action == door)
            .and_then(|answer| match answer.outcome {
                Outcome::Refused(error) => Some(error),
                Outcome::Done(_) => None,
            });
        return view! {
            <section class="tried" aria-labelledby="tried-h">
                <h2 id="tried-h">"Try it"</h2>
                {match refused {
                    Some(error) => {
                        view! {
                            <div class="refusal" role="alert" id="check-refusal" tabindex="-1">
                                <Icon name="fail" />
                                <div>
                                    <p>{error.to_string()}</p>
                                    <ul>{error.details().iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view()}</ul>
                                </div>
                            </div>
                        }
                            .into_any()
                    }
                    None => {
                        view! {
                            <p class="small quiet">
                                {format!(
                                    "Press “Try it” to measure once in {environment}. The answer, the extracted values and the verdict appear here.",
                                )}
                            </p>
                        }
                            .into_any()
                    }
                }}
            </section>
        }
        .into_any();
    };
    let (state, icon, word) = verdict_look(tried.judgement.verdict);
    let took = tried.measurement.timings.total_ms;
    view! {
        <section class="tried" data-state=state aria-labelledby="tried-h">
            <h2 id="tried-h">{format!("Tried in {environment}")}</h2>
            <p>
                <span class="state big">
                    <Icon name=icon />
                    " "
                    {word}
                </span>
                <span class="quiet small">{format!(" in {took} ms")}</span>
            </p>
            <p class="sentence">{tried.sentence.clone()}</p>
            {measured(&tried.measurement, Some(&tried.judgement))}
        </section>
    }
    .into_any()
}
