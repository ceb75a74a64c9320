//! The frame of every page: skip link, top bar, one status region, main, footer.

use domain::actor::Caller;
use leptos::prelude::*;

use super::{
    answer::{Outcome, answer},
    icon::Icon,
};
use crate::{islands::live::Live, shell::Theme};

/// The frame around a page's content. `live` names what the page listens to: "deployment/<id>", "board", "queue".
#[component]
pub fn Frame(
    #[prop(into, optional)] class: String,
    /// Which entry of the main navigation this page belongs to.
    #[prop(optional)]
    nav: &'static str,
    #[prop(into, optional)] live: Option<String>,
    /// What of it the page is about, for others who look at it: "sign/2", "item/<id>".
    #[prop(into, optional)]
    at: String,
    children: Children,
) -> impl IntoView {
    let caller = use_context::<Option<Caller>>().flatten();
    view! {
        <a class="skip vh" href="#main">"Skip to content"</a>
        <TopBar caller=caller.clone() nav />
        <div role="status" class="vh" id="status"></div>
        {live.map(|topic| view! { <Live topic at /> }.into_any())}
        <main id="main" class=format!("wrap {class}")>
            <Said />
            {children()}
        </main>
        <Footer />
    }
    // Pages hold frames: with its whole type spelled out the compiler's depth limit would be reached.
    .into_any()
}

#[component]
fn TopBar(caller: Option<Caller>, nav: &'static str) -> impl IntoView {
    let entry = move |key: &'static str, href: &'static str, words: &'static str| {
        view! {
            <li>
                <a href=href aria-current=(key == nav).then_some("page")>{words}</a>
            </li>
        }
        .into_any()
    };
    let signed_in = caller.is_some();
    let oversees = caller
        .as_ref()
        .is_some_and(|caller| caller.admin || caller.auditor);
    let admin = caller.as_ref().is_some_and(|caller| caller.admin);
    view! {
        <header class="topbar">
            <div class="wrap">
                <a class="brand" href="/">
                    <Icon name="mark" />
                    " Countersign"
                </a>
                {signed_in
                    .then(|| {
                        view! {
                            <nav aria-label="Main">
                                <ul>
                                    {entry("board", "/", "Deployments")} {entry("queue", "/q", "My queue")}
                                    {entry("templates", "/templates", "Templates")}
                                    {entry("services", "/services", "Services")}
                                    {oversees.then(|| entry("audit", "/audit", "Audit"))}
                                    {admin.then(|| entry("admin", "/admin", "Admin"))}
                                </ul>
                            </nav>
                            <a class="find" href="/search">
                                <Icon name="search" />
                                <span class="words">"Search"</span>
                                <kbd>"Ctrl K"</kbd>
                            </a>
                        }
                    })}
                <a class="help" href="/help">
                    <Icon name="help" />
                    <span class="vh">"Help"</span>
                </a>
                {caller
                    .map(|caller| {
                        view! {
                            <a class="me" href="/account">
                                <Icon name="person" />
                                <span class="words">{caller.name}</span>
                                <span class="vh">", your account"</span>
                            </a>
                        }
                    })}
            </div>
        </header>
    }
    .into_any()
}

/// What the last form has to say: a sentence, and a link that is shown only here.
#[component]
fn Said() -> impl IntoView {
    let Some(Outcome::Done(done)) = answer().map(|answer| answer.outcome) else {
        return ().into_any();
    };
    // An outcome that the page shows itself needs no words here.
    if done.say.is_none() && done.link.is_none() {
        return ().into_any();
    }
    view! {
        <div class="said note" role="status">
            <Icon name="pass" />
            <div>
                {done.say.map(|say| view! { <p>{say}</p> })}
                {done
                    .link
                    .map(|link| {
                        view! {
                            <p>
                                <label class="small quiet" for="once">"Copy this link now; it is shown only once."</label>
                                <input id="once" class="mono once" readonly=true value=link data-select="" />
                            </p>
                        }
                    })}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Footer() -> impl IntoView {
    let theme = use_context::<Theme>().unwrap_or_default();
    let choice = move |key: &'static str, words: &'static str, chosen: bool| {
        view! {
            <button class="bare" name="theme" value=key aria-pressed=if chosen { "true" } else { "false" }>
                {words}
            </button>
        }
    };
    view! {
        <footer class="foot no-print">
            <div class="wrap">
                <form method="post" action="/theme" class="theme" aria-label="Colours">
                    <span class="quiet small">"Colours"</span>
                    {choice("system", "System", theme == Theme::System)}
                    {choice("light", "Light", theme == Theme::Light)} {choice("dark", "Dark", theme == Theme::Dark)}
                </form>
            </div>
        </footer>
    }
    .into_any()
}

/// The way back: address and words of each step.
#[component]
pub fn Crumbs(steps: Vec<(String, String)>) -> impl IntoView {
    view! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>
                {steps
                    .into_iter()
                    .map(|(href, words)| view! { <li><a href=href>{words}</a></li> })
                    .collect_view()}
            </ol>
        </nav>
    }
}

/// Links to the pages of a list; they keep the rest of the query.
#[component]
pub fn Pages(paging: crate::backend::Paging, #[prop(into)] href: String) -> impl IntoView {
    if paging.pages <= 1 {
        return ().into_any();
    }
    let address = move |page: u32| {
        let joint = if href.contains('?') { '&' } else { '?' };
        format!("{href}{joint}page={page}")
    };
    let previous = (paging.page > 1).then(|| address(paging.page - 1));
    let next = (paging.page < paging.pages).then(|| address(paging.page + 1));
    view! {
        <nav class="pages" aria-label="Pages">
            {previous.map(|href| view! { <a class="button mini" rel="prev" href=href>"Newer"</a> })}
            <span class="quiet small">{format!("Page {} of {}, {} in all", paging.page, paging.pages, paging.total)}</span>
            {next.map(|href| view! { <a class="button mini" rel="next" href=href>"Older"</a> })}
        </nav>
    }
    .into_any()
}
