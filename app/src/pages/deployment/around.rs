//! What stands around the phases: criteria, when and how to go back, alerts, risks, contacts, messages, and what the document
//! claims of itself.

use domain::checklist::{Alert, Checklist, Contact, Procedure, Risk};
use leptos::prelude::*;

use super::item::came_back;
use crate::{
    backend::{DeploymentHead, DeploymentPage},
    components::{ActKey, Area, Icon, PostForm},
    pages::imports::findings_list,
};

pub fn around(page: &DeploymentPage) -> AnyView {
    let list = &page.checklist;
    view! {
        <div class="around">
            {criteria(list)} {rollback(list)} {risks(page)} {alerts(&list.alerts)} {contacts(&list.contacts)} {messages(list)}
            {later(list)} {claims(list)} {findings(list)}
        </div>
    }
    .into_any()
}

/// One folded section; nothing at all where there is nothing to say.
fn section(
    id: &'static str,
    title: &'static str,
    count: usize,
    open: bool,
    inside: AnyView,
) -> Option<AnyView> {
    (count > 0).then(|| {
        view! {
            <details class="more section" id=id open=open>
                <summary>
                    <Icon name="chevron" />
                    " "
                    <h2>{title}</h2>
                    <span class="quiet">" " {count}</span>
                </summary>
                {inside}
            </details>
        }
        .into_any()
    })
}

fn lines(lines: impl Iterator<Item = String>) -> AnyView {
    view! { <ul class="lines">{lines.map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }.into_any()
}

fn criteria(list: &Checklist) -> Option<AnyView> {
    let inside = lines(
        list.success_criteria
            .iter()
            .map(|criterion| match &criterion.group {
                Some(group) => format!("{group}: {}", criterion.text),
                None => criterion.text.clone(),
            }),
    );
    section(
        "criteria",
        "Success criteria",
        list.success_criteria.len(),
        false,
        inside,
    )
}

fn rollback(list: &Checklist) -> Option<AnyView> {
    let count = list.rollback_triggers.len() + list.rollback_procedures.len();
    let triggers = list.rollback_triggers.iter().map(|trigger| trigger.text.clone());
    let inside = view! {
        {(!list.rollback_triggers.is_empty())
            .then(|| {
                view! {
                    <h3>"Go back if"</h3>
                    {lines(triggers)}
                }
            })}
        {list.rollback_procedures.iter().map(procedure).collect_view()}
    }
    .into_any();
    section("rollback", "Rollback", count, false, inside)
}

fn procedure(procedure: &Procedure) -> AnyView {
    let within = procedure
        .objective_min
        .map(|minutes| format!(", within {minutes} min"));
    view! {
        <h3>{procedure.title.clone()} {within}</h3>
        <ol class="lines numbered">
            {procedure
                .steps
                .iter()
                .map(|step| {
                    view! {
                        <li>
                            {step.text.clone()}
                            {step
                                .command
                                .clone()
                                .map(|command| {
                                    view! {
                                        <pre class="output" tabindex="0" role="group" aria-label="Command from the document">
                                            {command.text}
                                        </pre>
                                    }
                                })}
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
    .into_any()
}

fn risks(page: &DeploymentPage) -> Option<AnyView> {
    let list = &page.checklist;
    let open = list
        .risks
        .iter()
        .enumerate()
        .any(|(index, _)| came_back(&format!("risk-{index}")));
    let inside = list
        .risks
        .iter()
        .enumerate()
        .map(|(index, risk)| risk_entry(index, risk, page))
        .collect_view()
        .into_any();
    section(
        "risks",
        "Risks",
        list.risks.len(),
        open,
        view! { <ul class="risks">{inside}</ul> }.into_any(),
    )
}

fn risk_entry(index: usize, risk: &Risk, page: &DeploymentPage) -> AnyView {
    let accepted = page
        .accepted_risks
        .iter()
        .find(|(title, _, _)| *title == risk.title)
        .cloned();
    let said: Vec<(&'static str, String)> = [
        ("Impact", &risk.impact),
        ("Mitigation", &risk.mitigation),
        ("Way back", &risk.rollback),
    ]
    .into_iter()
    .filter_map(|(label, words)| words.clone().map(|words| (label, words)))
    .collect();
    let act = match accepted {
        Some((_, by, reason)) => view! {
            <p class="small">
                <span class="state" data-state="waived">
                    <Icon name="waived" />
                    " Accepted"
                </span>
                {format!(" by {by}: “{reason}”")}
            </p>
        }
        .into_any(),
        None => accept(index, risk, &page.head),
    };
    view! {
        <li>
            <p>
                <b>{risk.title.clone()}</b>
                {risk.level.clone().map(|level| view! { <span class="tag">" " {level}</span> })}
            </p>
            {(!risk.checks.is_empty()).then(|| lines(risk.checks.iter().cloned()))}
            {said
                .into_iter()
                .map(|(label, words)| view! { <p class="small">{format!("{label}: {words}")}</p> })
                .collect_view()} {act}
        </li>
    }
    .into_any()
}

fn accept(index: usize, risk: &Risk, head: &DeploymentHead) -> AnyView {
    if !head.rights.edit || !head.state.is_live() {
        return view! { <p class="small quiet">"Not accepted by anybody."</p> }.into_any();
    }
    let id = format!("risk-{index}");
    let open = came_back(&id);
    let (deployment, title) = (head.id.to_string(), risk.title.clone());
    view! {
        <details class="more" open=open>
            <summary>
                <Icon name="chevron" />
                " Accept this risk"
            </summary>
            <PostForm action="gates/accept_risk" id=id class="stack">
                <ActKey />
                <input type="hidden" name="cmd[deployment]" value=deployment />
                <input type="hidden" name="cmd[risk]" value=title />
                <Area
                    label="Why is it acceptable?"
                    name="cmd[reason]"
                    hint="Your name and reason are shown to everybody who signs, and in the summary."
                    required=true
                    maxlength=2000
                    rows=2
                />
                <p class="actions"><button class="button">"Accept the risk"</button></p>
            </PostForm>
        </details>
    }
    .into_any()
}

fn alerts(alerts: &[Alert]) -> Option<AnyView> {
    let inside = lines(alerts.iter().map(|alert| match &alert.severity {
        Some(severity) => format!("{severity}: {}", alert.text),
        None => alert.text.clone(),
    }));
    section("alerts", "Alerts", alerts.len(), false, inside)
}

fn contacts(contacts: &[Contact]) -> Option<AnyView> {
    let inside = view! {
        <dl class="pairs">
            {contacts
                .iter()
                .map(|contact| {
                    let value = if contact.placeholder { "Not filled in yet".to_owned() } else { contact.value.clone() };
                    view! {
                        <div>
                            <dt>{contact.role.clone()}</dt>
                            <dd class=contact.placeholder.then_some("quiet")>{value}</dd>
                        </div>
                    }
                })
                .collect_view()}
        </dl>
    }
    .into_any();
    section("contacts", "Contacts", contacts.len(), false, inside)
}

fn messages(list: &Checklist) -> Option<AnyView> {
    let inside = list
        .messages
        .iter()
        .map(|message| {
            let title = message
                .title
                .clone()
                .or_else(|| message.audience.clone())
                .unwrap_or_else(|| "Message".to_owned());
            view! {
                <h3>{title}</h3>
                <pre class="output" tabindex="0" role="group" aria-label="Message from the document">
                    {message.text.clone()}
                </pre>
            }
        })
        .collect_view()
        .into_any();
    section("messages", "Messages to send", list.messages.len(), false, inside)
}

fn later(list: &Checklist) -> Option<AnyView> {
    let inside = lines(list.follow_ups.iter().map(|follow| match &follow.group {
        Some(group) => format!("{group}: {}", follow.text),
        None => follow.text.clone(),
    }));
    section("follow-ups", "Afterwards", list.follow_ups.len(), false, inside)
}

/// Kept and shown, never counted.
fn claims(list: &Checklist) -> Option<AnyView> {
    let inside = view! {
        <p class="small quiet">"What the document says of itself. Kept as it was written; nothing of it counts as done."</p>
        {lines(list.claims.iter().map(|claim| format!("“{}” (line {})", claim.text, claim.line)))}
    }
    .into_any();
    section(
        "claims",
        "Claims of the document",
        list.claims.len(),
        false,
        inside,
    )
}

/// What the linter said of the text. Quiet: the document is not what is signed.
fn findings(list: &Checklist) -> Option<AnyView> {
    let inside = view! {
        <p class="small quiet">"What stood out when the document was read. Nothing here opens or shuts a gate."</p>
        {findings_list(&list.findings, None)}
    }
    .into_any();
    section(
        "findings",
        "Findings in the document",
        list.findings.len(),
        false,
        inside,
    )
}
