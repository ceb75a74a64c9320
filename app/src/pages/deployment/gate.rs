//! The gate of a phase: who has to sign, who has signed, and the way to the signing page.

use domain::{
    gate::{PhaseState, Requirement},
    role::Role,
    signoff::Decision,
};
use leptos::prelude::*;

use super::item::came_back;
use crate::{
    backend::{DeploymentHead, PhaseBoard, SignatureRow},
    components::{Choice, Field, Icon, PostForm, When, role_choices, role_name},
};

/// So many rows of roles the form offers beyond those there are.
const SPARE_ROWS: usize = 2;

pub fn gate(phase: &PhaseBoard, head: &DeploymentHead) -> AnyView {
    let gate = &phase.gate;
    let sign = format!("/deployments/{}/phases/{}/sign", head.id, phase.ordinal);
    let state = match phase.state {
        PhaseState::Signed => "The gate is open.".to_owned(),
        _ if gate.requirements.is_empty() => "No role is asked to sign, so this gate cannot open.".to_owned(),
        _ if gate.missing.is_empty() => {
            "All signatures are there; something else keeps the gate shut.".to_owned()
        }
        _ => format!("Still to sign: {}.", requirements_words(&gate.missing)),
    };
    view! {
        <section class="gate" aria-label=format!("Gate of phase {}", phase.ordinal)>
            <header>
                <h3>
                    <Icon name=if gate.open { "signed" } else { "ready" } />
                    " Gate"
                </h3>
                <p class="small">
                    {format!("Signed by {}. ", requirements_words(&gate.requirements))} <span class="quiet">{state}</span>
                </p>
                <a class="button mini" href=sign>
                    {if gate.open { "See what was signed" } else { "See what is signed" }}
                </a>
            </header>
            {signatures(&gate.signatures)} {change(phase, head)}
        </section>
    }
    .into_any()
}

/// "1 Tech Lead and 2 QA"
pub fn requirements_words(requirements: &[Requirement]) -> String {
    let words: Vec<String> = requirements
        .iter()
        .map(|one| format!("{} {}", one.count, role_name(one.role)))
        .collect();
    match words.as_slice() {
        [] => "nobody".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Every signature ever given here; those that ended stay, with the reason.
pub fn signatures(signatures: &[SignatureRow]) -> Option<AnyView> {
    (!signatures.is_empty()).then(|| {
        view! {
            <ul class="signatures">
                {signatures
                    .iter()
                    .map(|signature| {
                        let (state, icon, word) = signature_look(signature);
                        view! {
                            <li>
                                <span class="state" data-state=state>
                                    <Icon name=icon />
                                    " "
                                    {word}
                                </span>
                                <span>
                                    <b>{signature.name.clone()}</b>
                                    {format!(", {}, {}", signature.role_name, signature.meaning.title().to_lowercase())}
                                    {signature.words.clone().map(|words| view! { <span class="quiet">{format!(" “{words}”")}</span> })}
                                    {signature
                                        .ended
                                        .clone()
                                        .map(|(at, why)| {
                                            view! {
                                                <span class="quiet">
                                                    " Ended " <When at /> {format!(": {why}")}
                                                </span>
                                            }
                                        })}
                                </span>
                                <span class="when">
                                    <When at=signature.signed_at />
                                </span>
                                <a class="small" href=format!("/signoffs/{}", signature.id)>
                                    "Receipt"
                                    <span class="vh">{format!(" of {}", signature.name)}</span>
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
        .into_any()
    })
}

/// State, icon and word of a signature.
pub fn signature_look(signature: &SignatureRow) -> (&'static str, &'static str, &'static str) {
    match (signature.ended.is_some(), signature.decision) {
        (true, _) => ("resign", "resign", "No longer valid"),
        (false, Decision::Approve) => ("signed", "signed", "Approved"),
        (false, Decision::ApproveWithCondition) => ("signed", "signed", "Approved with a condition"),
        (false, Decision::Refuse) => ("fail", "fail", "Does not approve"),
    }
}

fn change(phase: &PhaseBoard, head: &DeploymentHead) -> Option<AnyView> {
    if !head.rights.edit || head.archived || head.state.is_closed() {
        return None;
    }
    let id = format!("gate-{}", phase.gate.id);
    let open = came_back(&id);
    let (gate_id, question) = (phase.gate.id.to_string(), phase.gate.question.clone());
    let mut rows: Vec<(String, String)> = phase
        .gate
        .requirements
        .iter()
        .map(|requirement| (requirement.role.key().to_owned(), requirement.count.to_string()))
        .collect();
    rows.extend(std::iter::repeat_n(
        (Role::TechLead.key().to_owned(), "0".to_owned()),
        SPARE_ROWS,
    ));
    Some(
        view! {
            <details class="more change no-print" open=open>
                <summary>
                    <Icon name="chevron" />
                    " Change the question or who signs"
                </summary>
                <PostForm action="gates/change_gate" id=id class="stack">
                    <input type="hidden" name="cmd[gate]" value=gate_id />
                    <Field label="The question a signature answers" name="cmd[question]" value=question required=true maxlength=500 />
                    <fieldset class="roles">
                        <legend>"Who signs, and how many of each. A row with 0 is left out."</legend>
                        {rows
                            .into_iter()
                            .enumerate()
                            .map(|(index, (role, count))| role_row(index, role, count))
                            .collect_view()}
                    </fieldset>
                    <Field
                        label="Your password"
                        name="cmd[password]"
                        kind="password"
                        autocomplete="current-password"
                        hint="Changing who signs asks again who you are. Standing signatures of this phase fall."
                        required=true
                    />
                    <p class="actions"><button class="button">"Save the gate"</button></p>
                </PostForm>
            </details>
        }
        .into_any(),
    )
}

fn role_row(index: usize, role: String, count: String) -> AnyView {
    let options = role_choices(&Role::SIGNING);
    let (role_name, count_name) = (format!("cmd[roles][{index}]"), format!("cmd[counts][{index}]"));
    view! {
        <div class="pair">
            <Choice label=format!("Role {}", index + 1) name=role_name options=options value=role />
            <Field label="How many" name=count_name value=count inputmode="numeric" class="few" maxlength=2 />
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_read_as_a_sentence() {
        let of = |role, count| Requirement { role, count };
        assert_eq!(requirements_words(&[]), "nobody");
        assert_eq!(requirements_words(&[of(Role::TechLead, 1)]), "1 Tech Lead");
        let all = [of(Role::Lead, 1), of(Role::TechLead, 1), of(Role::Qa, 2)];
        assert_eq!(requirements_words(&all), "1 Lead, 1 Tech Lead and 2 QA");
    }
}
