//! Help: words, states, keys, and what a signature proves.

mod keys;
mod rules;
mod states;

use leptos::prelude::*;
use leptos_meta::Title;

use self::{keys::Keys, rules::Rules, states::States};
use crate::components::Frame;

#[component]
pub fn HelpPage() -> impl IntoView {
    view! {
        <Title text="Help - Countersign" />
        <Frame class="help-page">
            <div class="head">
                <h1 tabindex="-1">"Help"</h1>
                <p class="quiet">
                    <a href="#states">"States"</a> ", " <a href="#signatures">"signatures"</a> ", " <a href="#imports">"imports"</a> ", "
                    <a href="#roles">"roles"</a> ", " <a href="#words">"words"</a> ", " <a href="#keyboard">"keyboard"</a> ", "
                    <a href="#findings">"findings"</a>
                </p>
            </div>
            <States />
            <Signatures />
            <Imports />
            <Roles />
            <Words />
            <Keys />
            <Rules />
        </Frame>
    }
}

#[component]
fn Signatures() -> impl IntoView {
    view! {
        <section class="part" aria-labelledby="signatures">
            <h2 id="signatures">"What a signature proves, and what not"</h2>
            <p>
                "It records that somebody signed in with this account, gave its password again, and chose this statement while the server showed exactly "
                "the evidence with this fingerprint. When evidence changes afterwards, the phase says that it needs a new signature."
            </p>
            <ul class="bullets">
                <li>"It proves that the record was not changed since, as long as the hash chain verifies."</li>
                <li>
                    "It does not prove who sat at the keyboard, and it is no qualified electronic signature. "
                    "Whoever has full control of the server and of its database could write a new chain; copies kept elsewhere would show it."
                </li>
                <li>"It does not say that the evidence is true. It says that a named person looked at it and answered for it."</li>
                <li>"It is never undone: it is withdrawn by a new act with a reason, and both stay visible."</li>
            </ul>
        </section>
    }
}

#[component]
fn Imports() -> impl IntoView {
    view! {
        <section class="part" aria-labelledby="imports">
            <h2 id="imports">"What an import does"</h2>
            <p>
                "It reads your document and proposes phases, tasks and items. Nothing in a document is ever run, sent or signed. A tick in the text is a claim: "
                "it is kept, shown, and not counted. What looks like a password or a token is masked before anything is stored."
            </p>
        </section>
    }
}

#[component]
fn Roles() -> impl IntoView {
    let rows = [
        (
            "Lead, Tech Lead",
            "Everything in a deployment: import, create, start, edit, finish, roll back. A Tech Lead also waives what they do not own.",
        ),
        (
            "QA Lead, QA",
            "Tick, note, attach evidence, run checks. A QA Lead also waives manual checks that are not their own.",
        ),
        (
            "Ops, Dev",
            "Tick, note, attach evidence, run checks; edit their own tasks.",
        ),
        ("Product", "Tick their own items; publish the summary."),
        ("Stakeholder", "Reads the summary."),
        ("Auditor", "Reads everything, signs nothing."),
        (
            "Instance admin",
            "People, teams, services, environments. Never signs by being admin.",
        ),
    ];
    view! {
        <section class="part" aria-labelledby="roles">
            <h2 id="roles">"Roles"</h2>
            <p>"Roles are held per deployment, at first those of its service. Each gate names the roles that sign it; one person signs in one role."</p>
            <dl class="pairs wide">
                {rows.into_iter().map(|(role, may)| view! { <div><dt>{role}</dt><dd>{may}</dd></div> }).collect_view()}
            </dl>
        </section>
    }
}

#[component]
fn Words() -> impl IntoView {
    let rows = [
        (
            "Deployment",
            "One version of one service going to one environment, with its own checklist.",
        ),
        (
            "Phase, task, item",
            "A deployment has phases, a phase has tasks, a task has items. An item is a step (do) or a check (verify).",
        ),
        (
            "Gate",
            "Stands after a phase: its items settled, its question answered by the roles it names.",
        ),
        (
            "T0",
            "The moment a deployment starts. Times before and after are written T-2:00, T+0:40.",
        ),
        (
            "Evidence",
            "What a result rests on: a note, a file, a measurement. Hashed, never changed.",
        ),
        (
            "Waiver",
            "Recorded permission to go on without an item: who, why, until when. The item keeps its own result.",
        ),
        ("Claim", "What a document says of itself. Shown, never counted."),
        (
            "Fresh for",
            "How long a passed check counts. After that it is unknown until it is run again.",
        ),
    ];
    view! {
        <section class="part" aria-labelledby="words">
            <h2 id="words">"Words"</h2>
            <dl class="pairs wide">
                {rows.into_iter().map(|(word, means)| view! { <div><dt>{word}</dt><dd>{means}</dd></div> }).collect_view()}
            </dl>
        </section>
    }
}
