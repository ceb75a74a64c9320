//! The first steps: what an empty board says, and the short list of what is done of setting up.

use leptos::prelude::*;

use crate::{
    backend::Board,
    components::{Icon, PostForm},
};

pub fn empty(board: &Board) -> AnyView {
    let acts = board.may_create.then(|| {
        view! {
            <p class="actions">
                <a class="button primary big" href="/import">
                    <Icon name="import" />
                    " Import a checklist"
                </a>
            </p>
            <PostForm action="imports/create_example" id="example">
                <button class="button big">"See an example"</button>
            </PostForm>
        }
    });
    let waiting = (!board.may_create).then(|| {
        view! {
            <p class="quiet">"A Lead or Tech Lead of a service creates deployments. Those you have a role in appear here."</p>
        }
    });
    view! {
        {progress(board)}
        <div class="empty first">
            <h2>"No deployments yet"</h2>
            <p>
                "Start from your own checklist: paste the Markdown you use today. Nothing runs until you say so."
            </p>
            <div class="actions">{acts}</div>
            {waiting}
        </div>
    }
    .into_any()
}

/// Gone once everything is done.
pub fn progress(board: &Board) -> Option<AnyView> {
    let steps = &board.first_steps;
    let open = steps.iter().filter(|(_, _, done)| !done).count();
    if open == 0 {
        return None;
    }
    let done = steps.len() - open;
    Some(
        view! {
            <section class="first-steps" aria-labelledby="first-h">
                <h2 id="first-h">
                    "First steps " <span class="count">{format!("{done} of {}", steps.len())}</span>
                </h2>
                <ol>
                    {steps
                        .iter()
                        .map(|(words, href, done)| {
                            let (state, icon) = if *done { ("pass", "pass") } else { ("none", "none") };
                            view! {
                                <li>
                                    <span class="state" data-state=state>
                                        <Icon name=icon />
                                        <span class="vh">{if *done { "Done: " } else { "To do: " }}</span>
                                    </span>
                                    <a href=href.clone()>{words.clone()}</a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ol>
            </section>
        }
        .into_any(),
    )
}
