//! A summary as one quiet page: a letter rather than a dashboard. The same for the draft, a version and the public link.

use domain::{
    canonical::Hash,
    summary::{Sentence, Summary, SummaryStatus},
};
use leptos::prelude::*;

use crate::components::{Icon, PhaseMark, When};

pub fn letter(summary: &Summary, hash: Hash, heading: AnyView) -> AnyView {
    let (state, icon, word) = look(summary.status);
    let as_of = summary.as_of;
    view! {
        {heading}
        <div class="verdict" data-state=state>
            <span class="state big">
                <Icon name=icon />
                " "
                {word}
            </span>
            <span>{summary.status_line.clone()}</span>
            <span class="quiet small">"As of " <When at=as_of /></span>
        </div>
        <dl class="account">
            {summary
                .sections
                .iter()
                .filter(|section| !section.sentences.is_empty())
                .map(|section| {
                    view! {
                        <div>
                            <dt>{section.title.clone()}</dt>
                            <dd>{section.sentences.iter().map(sentence).collect_view()}</dd>
                        </div>
                    }
                })
                .collect_view()} {phases(summary)}
        </dl>
        {sources(summary, hash)}
    }
    .into_any()
}

/// State, icon and word of the whole.
pub fn look(status: SummaryStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        SummaryStatus::NotStarted => ("none", "none", "Not started"),
        SummaryStatus::InProgress => ("running", "progress", "In progress"),
        SummaryStatus::NeedsAttention => ("fail", "fail", "Needs attention"),
        SummaryStatus::Healthy => ("pass", "pass", "Live and healthy"),
        SummaryStatus::Done => ("pass", "pass", "Done"),
        SummaryStatus::RolledBack => ("blocked", "undo", "Rolled back"),
        SummaryStatus::Cancelled => ("none", "none", "Cancelled"),
    }
}

fn sentence(sentence: &Sentence) -> AnyView {
    let stated = sentence.stated_by.clone();
    let bare = sentence.evidence.is_empty() && stated.is_none();
    view! {
        <p>
            {sentence.text.clone()}
            {sentence
                .evidence
                .iter()
                .map(|number| {
                    view! {
                        " "
                        <a class="ref" href=format!("#e{number}") aria-label=format!("Evidence {number}")>
                            {*number}
                        </a>
                    }
                })
                .collect_view()}
            {stated.map(|name| view! { <span class="quiet small">{format!(" (statement by {name})")}</span> })}
            {bare
                .then(|| {
                    view! {
                        <span class="state small" data-state="blocked">
                            <Icon name="blocked" />
                            " rests on nothing yet"
                        </span>
                    }
                })}
        </p>
    }
    .into_any()
}

/// Who answered for which phase, and where we are.
fn phases(summary: &Summary) -> Option<AnyView> {
    (!summary.phases.is_empty()).then(|| {
        view! {
            <div>
                <dt>"Phases"</dt>
                <dd>
                    <ol class="signers">
                        {summary
                            .phases
                            .iter()
                            .map(|phase| {
                                let state = phase.state;
                                view! {
                                    <li>
                                        <b>{phase.title.clone()}</b>
                                        <PhaseMark state />
                                        <span>{phase.answered.clone().unwrap_or_else(|| "nobody yet".to_owned())}</span>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ol>
                </dd>
            </div>
        }
        .into_any()
    })
}

/// What the numbers point to.
fn sources(summary: &Summary, hash: Hash) -> AnyView {
    view! {
        <section class="sources" aria-label="Evidence">
            {(!summary.evidence.is_empty())
                .then(|| {
                    view! {
                        <h2>"Evidence"</h2>
                        <ol>
                            {summary
                                .evidence
                                .iter()
                                .enumerate()
                                .map(|(index, line)| {
                                    view! {
                                        <li id=format!("e{}", index + 1)>
                                            {line.text.clone()}
                                            ", "
                                            <When at=line.at />
                                            {line
                                                .fingerprint
                                                .clone()
                                                .map(|print| {
                                                    view! {
                                                        " "
                                                        <code>{print}</code>
                                                    }
                                                })}
                                        </li>
                                    }
                                })
                                .collect_view()}
                        </ol>
                    }
                })}
            <p class="small" id="fingerprint">
                "Fingerprint of this account: "
                <code>{hash.fingerprint()}</code>
            </p>
        </section>
    }
    .into_any()
}
