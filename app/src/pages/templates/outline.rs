//! A checklist to read: phases, tasks, items, and what stands beside them.

use domain::checklist::{Checklist, Item, ItemKind, Phase, Task};
use leptos::prelude::*;

#[component]
pub fn Outline(checklist: Checklist) -> impl IntoView {
    let loose = checklist.items.clone();
    view! {
        <div class="outline">
            {checklist.phases.clone().into_iter().enumerate().map(|(at, phase)| one_phase(at + 1, phase)).collect_view()}
            {(!loose.is_empty())
                .then(|| {
                    view! {
                        <section>
                            <h2>"Outside of phases"</h2>
                            {items(loose)}
                        </section>
                    }
                })}
            {beside(&checklist)}
        </div>
    }
}

fn one_phase(at: usize, phase: Phase) -> AnyView {
    view! {
        <section>
            <h2>
                <span class="n">{at}</span>
                " "
                {phase.title}
                {phase.stated_time.map(|time| view! { <span class="version">{format!(" {time}")}</span> })}
            </h2>
            {(!phase.items.is_empty()).then(|| items(phase.items))}
            {phase.tasks.into_iter().map(one_task).collect_view()}
        </section>
    }
    .into_any()
}

fn one_task(task: Task) -> AnyView {
    let number = task.number.map(|number| format!("{number} ")).unwrap_or_default();
    let about: Vec<String> = [
        task.owner_text.map(|owner| format!("Owner: {owner}")),
        task.stated_time.map(|time| format!("Time: {time}")),
        task.purpose.map(|purpose| format!("Purpose: {purpose}")),
        task.blocker.map(|blocker| format!("Blocker: {blocker}")),
        task.option
            .map(|option| format!("One of several ways: {}", option.name)),
    ]
    .into_iter()
    .flatten()
    .collect();
    view! {
        <h3>{number}{task.title}</h3>
        {(!about.is_empty()).then(|| view! { <p class="quiet small">{about.join(". ")}</p> })}
        {(!task.items.is_empty()).then(|| items(task.items))}
    }
    .into_any()
}

fn items(list: Vec<Item>) -> AnyView {
    view! {
        <ul class="outline-items">
            {list
                .into_iter()
                .map(|item| {
                    let kind = match item.kind {
                        ItemKind::Step => "Step",
                        ItemKind::Check => "Check",
                    };
                    view! {
                        <li>
                            <span class="tag">{kind}</span>
                            <span>{item.text}</span>
                            {(!item.items.is_empty()).then(|| items(item.items))}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}

/// The lists that come with the phases.
fn beside(checklist: &Checklist) -> AnyView {
    let lists: Vec<(&'static str, Vec<String>)> = vec![
        (
            "Success criteria",
            checklist
                .success_criteria
                .iter()
                .map(|criterion| criterion.text.clone())
                .collect(),
        ),
        (
            "Rollback triggers",
            checklist
                .rollback_triggers
                .iter()
                .map(|trigger| trigger.text.clone())
                .collect(),
        ),
        (
            "Rollback procedures",
            checklist
                .rollback_procedures
                .iter()
                .map(|procedure| procedure.title.clone())
                .collect(),
        ),
        (
            "Alerts",
            checklist.alerts.iter().map(|alert| alert.text.clone()).collect(),
        ),
        (
            "Risks",
            checklist.risks.iter().map(|risk| risk.title.clone()).collect(),
        ),
        (
            "Contacts",
            checklist
                .contacts
                .iter()
                .map(|contact| format!("{}: {}", contact.role, contact.value))
                .collect(),
        ),
    ];
    lists
        .into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(heading, lines)| {
            view! {
                <section>
                    <h2>{heading}</h2>
                    <ul class="bullets">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                </section>
            }
        })
        .collect_view()
        .into_any()
}
