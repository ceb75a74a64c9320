//! The head of every page of a deployment: where we are, what it is, and its other pages.

use leptos::prelude::*;

use crate::{
    backend::DeploymentHead,
    components::{Crumbs, Icon, When, clock},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Phases,
    Timeline,
    Evidence,
    Summary,
    People,
    History,
}

impl Tab {
    const ALL: [Tab; 6] = [
        Self::Phases,
        Self::Timeline,
        Self::Evidence,
        Self::Summary,
        Self::People,
        Self::History,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::Phases => "Phases",
            Self::Timeline => "Timeline",
            Self::Evidence => "Evidence",
            Self::Summary => "Summary",
            Self::People => "People",
            Self::History => "History",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Phases => "",
            Self::Timeline => "/timeline",
            Self::Evidence => "/evidence",
            Self::Summary => "/summary",
            Self::People => "/people",
            Self::History => "/history",
        }
    }

    /// Where a pair of keys leads, such as `g t`.
    fn key(self) -> Option<&'static str> {
        (self == Self::Timeline).then_some("timeline")
    }
}

/// Breadcrumb, heading, facts and tabs. `acts` stands beside the heading.
pub fn head(head: &DeploymentHead, tab: Tab, acts: AnyView) -> AnyView {
    let id = head.id;
    let steps = match tab {
        Tab::Phases => vec![
            ("/".to_owned(), "Deployments".to_owned()),
            (format!("/services/{}", head.service), head.service_name.clone()),
        ],
        _ => vec![
            ("/".to_owned(), "Deployments".to_owned()),
            (format!("/deployments/{id}"), name(head)),
        ],
    };
    let heading = match tab {
        Tab::Phases => view! { <h1 tabindex="-1">{head.title.clone()} " " <span class="version">{head.version.clone()}</span></h1> }
            .into_any(),
        other => view! { <h1 tabindex="-1">{other.title()} " " <span class="version">{name(head)}</span></h1> }.into_any(),
    };
    view! {
        <div class="head">
            <Crumbs steps />
            <div class="line">
                {heading} <div class="actions">{acts} {copy_link(format!("/deployments/{id}{}", tab.path()))}</div>
            </div>
            {(tab == Tab::Phases).then(|| facts(head))}
            <nav class="tabs" aria-label="Deployment">
                <ul>
                    {Tab::ALL
                        .into_iter()
                        .filter(|entry| *entry != Tab::History || head.rights.read_audit)
                        .map(|entry| {
                            view! {
                                <li>
                                    <a
                                        href=format!("/deployments/{id}{}", entry.path())
                                        aria-current=(entry == tab).then_some("page")
                                        data-go=entry.key()
                                    >
                                        {entry.title()}
                                    </a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </nav>
        </div>
    }
    .into_any()
}

/// "Quote fixes 2.0.1-hotfix"
pub fn name(head: &DeploymentHead) -> String {
    format!("{} {}", head.title, head.version)
}

/// A link to this very page: the address to send to others. With script it copies itself.
pub fn copy_link(address: String) -> AnyView {
    view! {
        <a class="button" href=address.clone() data-copy=address>
            <Icon name="link" />
            " Copy link"
        </a>
    }
    .into_any()
}

fn facts(head: &DeploymentHead) -> AnyView {
    let env = if head.production { "production" } else { "other" };
    let t0 = head
        .t0
        .map(|t0| (t0, "T0"))
        .or_else(|| head.planned_t0.map(|t0| (t0, "T0 planned")));
    // A clock that has stopped says when it did, not how late it is.
    let until = head.closed_at.unwrap_or(head.now);
    view! {
        <dl class="facts">
            {fact("State", view! { <b>{head.state.title()}</b> }.into_any())}
            {fact("Environment", view! { <span class="env" data-env=env>{head.environment_name.clone()}</span> }.into_any())}
            {t0.map(|(t0, label)| fact(label, view! { <When at=t0 /> }.into_any()))}
            {t0.map(|(t0, _)| fact("Clock", clock(t0, until).into_any()))}
            {head.closed_at.map(|at| fact("Ended", view! { <When at /> }.into_any()))}
            {head.commit.clone().map(|commit| fact("Commit", view! { <code>{short(&commit)}</code> }.into_any()))}
            {head.image.clone().map(|image| fact("Image", view! { <code>{short(&image)}</code> }.into_any()))}
            {fact("Checklist", checklist(head))}
            {fact("Created by", head.author.clone().into_any())}
        </dl>
    }
    .into_any()
}

/// Which revision it is, and the way to the next one from a newer version of the document.
fn checklist(head: &DeploymentHead) -> AnyView {
    let follows = head.rights.edit && !head.archived && !head.state.is_closed();
    view! {
        {format!("revision {}", head.checklist_revision)}
        {follows.then(|| view! { " " <a class="small" href=format!("/import?into={}", head.id)>"Newer version of the document"</a> })}
    }
    .into_any()
}

fn fact(label: &'static str, value: AnyView) -> AnyView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

/// The beginning of a hash; the whole of it stands on the sign-off page.
fn short(hash: &str) -> String {
    match hash.split_once(':') {
        Some((kind, digest)) => format!("{kind}:{}", digest.chars().take(12).collect::<String>()),
        None => hash.chars().take(12).collect(),
    }
}
