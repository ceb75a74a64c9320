//! What a signature covers, as the signing page and the receipt both show it.

use domain::{
    canonical::Hash,
    gate::Blocker,
    item::{Mark, Tally},
    signoff::{SigningItem, SigningView},
};
use leptos::prelude::*;

use crate::{
    components::{Icon, MarkState, When, role_name, utc},
    pages::item::outcome_look,
};

/// The facts a signature is bound to. `evidence` says how many files lie behind the items.
pub fn pairs(view: &SigningView, hash: Hash, evidence: Option<String>) -> AnyView {
    let items = view.items.len();
    let items = if items == 1 {
        "1 item".to_owned()
    } else {
        format!("{items} items")
    };
    let set = [Some(items), evidence]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ");
    view! {
        <dl class="pairs">
            {pair("Deployment", format!("{} {}, {}", view.title, view.version, view.service).into_any())}
            {pair("Environment", view.environment.clone().into_any())}
            {view.commit.clone().map(|commit| pair("Commit", view! { <code>{commit}</code> }.into_any()))}
            {view.image.clone().map(|image| pair("Image", view! { <code>{image}</code> }.into_any()))}
            {pair("Checklist", format!("revision {}", view.checklist_revision).into_any())}
            {pair(
                "Evidence set",
                view! {
                    {set}
                    ", fingerprint "
                    <code class="print-strong">{hash.fingerprint()}</code>
                }
                    .into_any(),
            )}
        </dl>
    }
    .into_any()
}

pub fn pair(label: &'static str, value: AnyView) -> AnyView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

/// The counts in words; zeros are quiet, and are said.
pub fn sums(tally: Tally) -> AnyView {
    let counted = [
        (Mark::Pass, tally.pass, "passed"),
        (Mark::Waived, tally.waived, "waived"),
        (Mark::Fail, tally.fail, "failed"),
        (Mark::Unknown, tally.unknown, "unknown"),
        (Mark::Blocked, tally.blocked, "blocked"),
        (Mark::Running, tally.running, "running"),
    ];
    counted
        .into_iter()
        .filter(|(mark, count, _)| *count > 0 || matches!(mark, Mark::Fail | Mark::Unknown | Mark::Blocked))
        .map(|(mark, count, word)| {
            if count == 0 {
                view! { <span class="zero">{format!("0 {word}")}</span> }.into_any()
            } else {
                view! {
                    <span class="state" data-state=mark.key()>
                        <Icon name=mark.key() />
                        {format!(" {count} {word}")}
                    </span>
                }
                .into_any()
            }
        })
        .collect_view()
        .into_any()
}

/// Every item under the signature, by task: its state, its result with name and time, and the hashes of its files.
pub fn items(view: &SigningView) -> AnyView {
    let mut task = None;
    let rows = view
        .items
        .iter()
        .map(|item| {
            let begins = task != Some(&item.task);
            task = Some(&item.task);
            view! {
                {begins
                    .then(|| {
                        let title = item.task.clone().unwrap_or_else(|| "Not in a task".to_owned());
                        view! { <tr class="of-task"><th colspan="3" scope="colgroup">{title}</th></tr> }
                    })}
                {row(item)}
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Everything under this signature">
            <table class="list covered">
                <caption class="vh">"Everything under this signature"</caption>
                <thead>
                    <tr>
                        <th scope="col">"State"</th>
                        <th scope="col">"Item"</th>
                        <th scope="col">"Result"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(item: &SigningItem) -> AnyView {
    let mark = item.mark;
    let result = item.result.as_ref().map(|result| {
        let (_, _, word) = outcome_look(result.outcome);
        view! {
            <span>{format!("{word} by {}, ", result.by)} <When at=result.at /></span>
            {result.note.clone().map(|note| view! { <span class="reason">{format!("“{note}”")}</span> })}
            {result
                .evidence
                .iter()
                .map(|file| {
                    view! {
                        <span class="reason">
                            {file.name.clone()} " " <code>{file.sha256.fingerprint()}</code>
                        </span>
                    }
                })
                .collect_view()}
        }
    });
    let waiver = item.waiver.as_ref().map(|waiver| {
        let words = format!(
            "Waived by {}, {}: “{}”, until {}",
            waiver.by,
            role_name(waiver.role),
            waiver.reason,
            utc(waiver.until)
        );
        view! { <span class="reason">{words}</span> }
    });
    let nothing = (item.result.is_none() && item.waiver.is_none())
        .then(|| view! { <span class="quiet">"Never reported"</span> });
    view! {
        <tr>
            <td>
                <MarkState mark />
            </td>
            <th scope="row">
                <a href=format!("/items/{}", item.item)>{item.text.clone()}</a>
                {item.expectation.clone().map(|expectation| view! { <span class="reason">{expectation}</span> })}
            </th>
            <td>{result} {waiver} {nothing}</td>
        </tr>
    }
    .into_any()
}

/// A blocker as a sentence.
pub fn blocker_words(blocker: &Blocker) -> String {
    match blocker {
        Blocker::Item { text, mark, .. } => format!("{text}: {}", mark.word().to_lowercase()),
        Blocker::OptionNotChosen { group, names } => format!("{group}: choose {}", names.join(" or ")),
        Blocker::EarlierPhase { ordinal, title } => format!("Phase {ordinal}, {title}, is not signed"),
        Blocker::Refused { name, role, reason } => {
            format!("{name}, {}, does not approve: {reason}", role_name(*role))
        }
        Blocker::Signature { role, missing } => {
            format!("{missing} signature of {} to come", role_name(*role))
        }
        Blocker::NoItems => "This phase has no items".to_owned(),
    }
}
