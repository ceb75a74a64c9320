//! The receipt of a signature: who, in which role, when, what it means, and the proof of what was signed. Prints on two pages.

use domain::ids::SignOffId;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{self, backend, caller},
    components::{ActKey, Area, Crumbs, Field, Frame, Icon, PostForm, When, call_roles, load},
    pages::{
        address::in_path,
        deployment::{
            gate_words,
            head::{copy_link, name},
            item::came_back,
            signature_look,
        },
        sign::view::{blocker_words, items, pair, pairs},
    },
};

#[component]
pub fn ReceiptPage() -> impl IntoView {
    let id = in_path::<SignOffId>("id");
    load(async move { backend()?.receipt(&caller()?, id?).await }, |page| {
        call_roles(&page.head.role_names);
        let title = format!(
            "Receipt of {} - {} - Countersign",
            page.signature.name,
            name(&page.head)
        );
        view! {
            <Title text=title />
            <Frame class="sign receipt" nav="board" live=format!("deployment/{}", page.head.id)>
                {heading(&page)} {verdict(&page)}
                <div class="deed">
                    {signature(&page)} {what(&page)} {proof(&page)} {onward(&page)} {withdraw(&page)}
                </div>
            </Frame>
        }
    })
}

fn heading(page: &backend::ReceiptPage) -> AnyView {
    let (head, ordinal) = (&page.head, page.phase_ordinal);
    let steps = vec![
        ("/".to_owned(), "Deployments".to_owned()),
        (format!("/deployments/{}", head.id), name(head)),
        (
            format!("/deployments/{}?phase={ordinal}", head.id),
            format!("Phase {ordinal}"),
        ),
    ];
    view! {
        <div class="head">
            <Crumbs steps />
            <div class="line">
                <h1 tabindex="-1">{format!("Sign-off record, phase {ordinal}: {}", page.phase)}</h1>
                <div class="actions">{copy_link(format!("/signoffs/{}", page.signature.id))}</div>
            </div>
        </div>
    }
    .into_any()
}

fn verdict(page: &backend::ReceiptPage) -> AnyView {
    let signature = &page.signature;
    let (state, icon, word) = signature_look(signature);
    let ended = signature.ended.clone().map(|(at, why)| {
        view! {
            <span class="small">"Ended " <When at /> {format!(": {why}. The record stays.")}</span>
        }
    });
    view! {
        <div class="verdict" data-state=state>
            <span class="state big">
                <Icon name=icon />
                " "
                {word}
            </span>
            <span>{format!("{}, {}", signature.name, signature.role_name)}</span>
            <span>
                <When at=signature.signed_at />
            </span>
            {ended}
        </div>
    }
    .into_any()
}

fn signature(page: &backend::ReceiptPage) -> AnyView {
    let signature = &page.signature;
    let exact = signature.signed_at.format("%-d %b %Y %H:%M:%S UTC").to_string();
    view! {
        <section class="clause" aria-labelledby="c-question">
            <h2 id="c-question">"The question"</h2>
            <div>
                <p class="ask">{page.view.question.clone()}</p>
            </div>
        </section>
        <section class="clause" aria-labelledby="c-signature">
            <h2 id="c-signature">"Signature"</h2>
            <dl class="pairs">
                {pair("Name", view! { <b>{signature.name.clone()}</b> {format!(" ({})", page.email)} }.into_any())}
                {pair("Role", signature.role_name.clone().into_any())}
                {pair("Meaning", signature.meaning.title().into_any())}
                {signature.words.clone().map(|words| pair("In their words", format!("“{words}”").into_any()))}
                {pair("Signed", view! { <time datetime=signature.signed_at.to_rfc3339()>{exact}</time> }.into_any())}
                {pair(
                    "Proved by",
                    view! { {page.authenticated_by.clone()} ", " <When at=page.authenticated_at /> }.into_any(),
                )}
            </dl>
        </section>
    }
    .into_any()
}

fn what(page: &backend::ReceiptPage) -> AnyView {
    let risks = page.view.accepted_risks.clone();
    view! {
        <section class="clause" aria-labelledby="c-what">
            <h2 id="c-what">"What was signed"</h2>
            <div>
                {pairs(&page.view, page.view_hash, None)}
                {(!risks.is_empty())
                    .then(|| {
                        view! {
                            <h3 class="small">"Accepted risks"</h3>
                            <ul class="lines">{risks.into_iter().map(|risk| view! { <li>{risk}</li> }).collect_view()}</ul>
                        }
                    })}
                <details class="more no-print">
                    <summary>
                        <Icon name="chevron" />
                        {format!(" All {} items, as they stood then", page.view.items.len())}
                    </summary>
                    {items(&page.view)}
                </details>
            </div>
        </section>
    }
    .into_any()
}

fn proof(page: &backend::ReceiptPage) -> AnyView {
    let (seq, hash) = page.audit;
    let (state, icon, words) = if page.holds {
        ("pass", "pass", " The kept record hashes to the signed value.")
    } else {
        (
            "fail",
            "fail",
            " The kept record does not hash to the signed value. Tell an auditor.",
        )
    };
    view! {
        <section class="clause" aria-labelledby="c-proof">
            <h2 id="c-proof">"Proof"</h2>
            <div>
                <p>
                    <span class="state" data-state=state>
                        <Icon name=icon />
                        {words}
                    </span>
                </p>
                <dl class="pairs">
                    {pair("SHA-256", view! { <code class="hash">{page.view_hash.to_string()}</code> }.into_any())}
                    {pair(
                        "Audit event",
                        view! { {format!("number {seq}, ")} <code class="hash">{hash.to_string()}</code> }.into_any(),
                    )}
                    {pair("Record", view! { <code>{page.signature.id.to_string()}</code> }.into_any())}
                </dl>
                <p class="small quiet">
                    "Whoever runs the server can check this with "
                    <code>"countersign verify"</code>
                    "; it names the first record that does not hold."
                </p>
            </div>
        </section>
    }
    .into_any()
}

/// What comes next, and what still keeps the gate shut.
fn onward(page: &backend::ReceiptPage) -> AnyView {
    let id = page.head.id;
    let open = page.still_missing.is_empty() && page.blockers.is_empty();
    let words = if open {
        match &page.next_phase {
            Some((ordinal, title)) => format!("The gate is open. Next: phase {ordinal}, {title}."),
            None => "The gate is open. This was the last phase.".to_owned(),
        }
    } else if page.blockers.is_empty() {
        format!("Still to sign: {}.", gate_words(&page.still_missing))
    } else {
        let blockers: Vec<String> = page.blockers.iter().map(blocker_words).collect();
        format!("The gate is shut. {}.", blockers.join("; "))
    };
    let href = match &page.next_phase {
        Some((ordinal, _)) if open => format!("/deployments/{id}?phase={ordinal}"),
        _ => format!("/deployments/{id}?phase={}", page.phase_ordinal),
    };
    view! {
        <section class="clause no-print" aria-labelledby="c-next">
            <h2 id="c-next">"Next"</h2>
            <div>
                <p>{words}</p>
                <p class="actions"><a class="button" href=href>"Go on"</a></p>
            </div>
        </section>
    }
    .into_any()
}

fn withdraw(page: &backend::ReceiptPage) -> Option<AnyView> {
    if !page.may_withdraw {
        return None;
    }
    let id = page.signature.id.to_string();
    Some(
        view! {
            <section class="clause no-print" aria-labelledby="c-withdraw">
                <h2 id="c-withdraw">"Withdraw"</h2>
                <details class="more" open=came_back("withdraw")>
                    <summary>
                        <Icon name="chevron" />
                        " Withdraw this signature"
                    </summary>
                    <PostForm action="gates/withdraw_signoff" id="withdraw" class="stack">
                        <ActKey />
                        <input type="hidden" name="cmd[signoff]" value=id />
                        <Area
                            label="Why do you withdraw it?"
                            name="cmd[reason]"
                            hint="A new act in your name. The signature stays on record, marked as withdrawn."
                            required=true
                            maxlength=2000
                            rows=2
                        />
                        <Field
                            label="Your password"
                            name="cmd[password]"
                            kind="password"
                            autocomplete="current-password"
                            required=true
                        />
                        <p class="actions"><button class="button">"Withdraw the signature"</button></p>
                    </PostForm>
                </details>
            </section>
        }
        .into_any(),
    )
}
