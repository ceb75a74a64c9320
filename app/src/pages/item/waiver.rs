//! Waivers of an item: those there are, and the form to give one.

use chrono::Duration;
use domain::item::Mark;
use leptos::prelude::*;

use super::answered;
use crate::{
    backend::{ItemPage, WaiverBoard},
    components::{ActKey, Area, Field, Icon, PostForm, role_name, utc},
    pages::deployment::item::came_back,
};

pub fn waivers(page: &ItemPage) -> AnyView {
    let waivers = page.waivers.iter().map(waiver).collect_view();
    view! {
        <section id="waive" aria-labelledby="waive-h" class="waivers">
            <h2 id="waive-h">"Waiver"</h2>
            {waivers} {give(page)}
        </section>
    }
    .into_any()
}

fn waiver(waiver: &WaiverBoard) -> AnyView {
    let id = format!("unwaive-{}", waiver.id);
    let waiver_id = waiver.id.to_string();
    let open = came_back(&id);
    view! {
        <div class="waiver" data-state="waived">
            <p>
                <span class="state">
                    <Icon name="waived" />
                    " Waived"
                </span>
                {format!(" until {}", utc(waiver.until))}
            </p>
            <p>{format!("“{}”", waiver.reason)}</p>
            <p class="small quiet">{format!("{}, {}", waiver.by, role_name(waiver.role))}</p>
            {waiver
                .may_withdraw
                .then(|| {
                    view! {
                        <details class="more" open=open>
                            <summary>
                                <Icon name="chevron" />
                                " Withdraw this waiver"
                            </summary>
                            <PostForm action="gates/withdraw_waiver" id=id class="stack">
                                <ActKey />
                                <input type="hidden" name="cmd[waiver]" value=waiver_id />
                                <Area label="Why?" name="cmd[reason]" required=true maxlength=2000 rows=2 />
                                <p class="actions"><button class="button">"Withdraw the waiver"</button></p>
                            </PostForm>
                        </details>
                    }
                })}
        </div>
    }
    .into_any()
}

fn give(page: &ItemPage) -> AnyView {
    let item = &page.item;
    if item.standing.mark == Mark::Waived {
        return ().into_any();
    }
    if !item.may_waive {
        return view! {
            <p class="small quiet">
                "A Tech Lead can waive what somebody else owns; a QA Lead can waive manual checks of others. \
                 A waived check keeps its colour and its line."
            </p>
        }
        .into_any();
    }
    let item_id = item.id.to_string();
    let today = page.head.now.format("%Y-%m-%d").to_string();
    let week = (page.head.now + Duration::days(7)).format("%Y-%m-%d").to_string();
    let hint = format!("Until the end of that day, UTC; 90 days at most. Today is {today}.");
    view! {
        <details class="more" open=answered("gates/waive")>
            <summary data-key="w">
                <Icon name="waived" />
                " Waive this"
            </summary>
            <PostForm action="gates/waive" id="give-waiver" class="stack">
                <ActKey />
                <input type="hidden" name="cmd[item]" value=item_id />
                <Area
                    label="Why is it safe without this?"
                    name="cmd[reason]"
                    hint="Your name and reason appear in the summary."
                    required=true
                    maxlength=2000
                    rows=3
                />
                <Field label="Until" name="cmd[until]" kind="date" value=week hint=hint required=true />
                <Field
                    label="Your password"
                    name="cmd[password]"
                    kind="password"
                    autocomplete="current-password"
                    hint="A waiver asks again who you are."
                    required=true
                />
                <p class="actions"><button class="button">"Waive this item"</button></p>
            </PostForm>
        </details>
    }
    .into_any()
}
