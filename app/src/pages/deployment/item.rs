//! The line of an item: its state, what it says, and the acts on it. Passed items fold into one line per list.

use domain::{
    checklist::ItemKind,
    ids::ItemId,
    item::{Mark, Why},
};
use leptos::prelude::*;

use crate::{
    backend::{DeploymentHead, ItemBoard},
    components::{self, ActKey, Age, Icon, ItemState, PostForm, age, answer, role_name, span, typed, utc},
};

/// True when the form with this id was refused and is shown again: what hides it has to stand open.
pub fn came_back(id: &str) -> bool {
    answer::answer().is_some_and(|answer| {
        answer.form.as_deref() == Some(id) && matches!(answer.outcome, answer::Outcome::Refused(_))
    })
}

/// A list of items: what is open in the order of the document, then the passed ones in one line.
pub fn items(items: &[ItemBoard], head: &DeploymentHead) -> AnyView {
    let (passed, open): (Vec<&ItemBoard>, Vec<&ItemBoard>) = items
        .iter()
        .partition(|item| item.standing.mark == Mark::Pass && !came_back(&tick_id(item.id)));
    view! {
        <ul class="items">
            {open.into_iter().map(|item| row(item, head)).collect_view()}
            {(!passed.is_empty()).then(|| folded(&passed, head))}
        </ul>
    }
    .into_any()
}

fn row(item: &ItemBoard, head: &DeploymentHead) -> AnyView {
    let id = item.id;
    let now = head.now;
    let (standing, state, since) = (item.standing.clone(), item.standing.mark.key(), item.standing.at);
    let who = item.by.clone().unwrap_or_default();
    let waived_until = item
        .waiver
        .as_ref()
        .map(|waiver| format!("until {}", waiver.until.format("%-d %b")));
    view! {
        <li class="item" id=format!("item-{id}") data-row="" data-item=id.to_string() data-state=state>
            <div class="fact">
                <ItemState standing />
                <span class="what">
                    <a href=format!("/items/{id}")>{item.text.clone()}</a>
                </span>
                <span class="who">{who}</span>
                <span class="age">
                    {match waived_until {
                        Some(until) => until.into_any(),
                        None => since.map(|at| view! { <Age at now /> }).into_any(),
                    }}
                </span>
                {why(item, head).map(|why| view! { <span class="why">{why}</span> })} {acts(item, head)}
            </div>
            {(!item.items.is_empty()).then(|| view! { <div class="nested">{items(&item.items, head)}</div> })}
        </li>
    }
    .into_any()
}

/// The second line: why it stands as it does, or what it expects.
fn why(item: &ItemBoard, head: &DeploymentHead) -> Option<String> {
    let kind = match (item.automated, item.kind) {
        (true, _) => "Automated check",
        (false, ItemKind::Check) => "Manual check",
        (false, ItemKind::Step) => "Step",
    };
    let expects = item.sentence.clone().or_else(|| {
        item.expectations
            .first()
            .map(|expectation| format!("Expected: {}", expectation.text))
    });
    let words = match (item.standing.mark, item.standing.why) {
        (Mark::Waived, _) => item.waiver.as_ref().map(|waiver| {
            format!(
                "“{}” {}, {}. The check itself has not passed.",
                waiver.reason,
                waiver.by,
                role_name(waiver.role)
            )
        })?,
        (_, Why::Stale) => {
            let was = item.standing.at.map(|at| age(at, head.now)).unwrap_or_default();
            let fresh = item
                .fresh_for_s
                .map(|seconds| {
                    format!(
                        " (fresh for {})",
                        span(chrono::Duration::seconds(i64::from(seconds)))
                    )
                })
                .unwrap_or_default();
            format!("Last result {was}; too old to count{fresh}.")
        }
        (_, Why::RolledUp) => return None,
        (Mark::Fail | Mark::Blocked, _) | (Mark::Unknown, Why::Errored | Why::Inconclusive | Why::Undone) => {
            item.note.clone().or(expects).unwrap_or_else(|| kind.to_owned())
        }
        _ => match expects {
            Some(expects) => format!("{kind}. {expects}"),
            None => kind.to_owned(),
        },
    };
    Some(words)
}

pub fn tick_id(item: ItemId) -> String {
    format!("tick-{item}")
}

fn acts(item: &ItemBoard, head: &DeploymentHead) -> AnyView {
    if !item.items.is_empty() {
        return ().into_any();
    }
    let runs = item.automated
        && !matches!(item.standing.mark, Mark::Running | Mark::Waived)
        && head.rights.tick
        && head.state.is_live();
    let run = runs.then(|| run_form(item.id, "row", "Run", "button mini"));
    if !item.may_tick || item.standing.mark == Mark::Waived {
        return view! { <span class="actions">{run} <a class="button mini bare" href=format!("/items/{}", item.id)>"Open"</a></span> }
            .into_any();
    }
    let id = tick_id(item.id);
    let open = came_back(&id);
    let fields = tick_fields(item);
    let inside = inside(item);
    let noun = if item.kind == ItemKind::Step {
        "Done"
    } else {
        "Pass"
    };
    view! {
        {run.map(|run| view! { <span class="actions run">{run}</span> })}
        <PostForm action="checks/record_manual_result" id=id.clone() class="tick-form" enhance="tick">
            {fields}
            {(!runs)
                .then(|| {
                    view! {
                        <span class="actions">
                            <button class="button mini" name="cmd[outcome]" value="passed" data-key="x" data-becomes="pass">
                                <Icon name="pass" />
                                {format!(" {noun}")}
                            </button>
                        </span>
                    }
                })}
            <details class="unfold" open=open>
                <summary>
                    <Icon name="chevron" />
                    <span class="vh">"Fail, block, note, details"</span>
                </summary>
                {inside}
                <div class="field">
                    <label for=format!("{id}-note")>"What did you see?"</label>
                    <textarea id=format!("{id}-note") name="cmd[note]" rows="2" maxlength="4000" data-key="n">
                        {typed("cmd[note]", "")}
                    </textarea>
                    <p class="hint">"Needed for Fail and Blocked. Optional otherwise."</p>
                </div>
                <p class="actions">
                    {runs
                        .then(|| {
                            view! {
                                <button class="button mini" name="cmd[outcome]" value="passed" data-key="x" data-becomes="pass">
                                    <Icon name="pass" />
                                    {format!(" {noun} by hand")}
                                </button>
                            }
                        })} <button class="button mini" name="cmd[outcome]" value="failed" data-key="f" data-becomes="fail">
                        <Icon name="fail" />
                        " Fail"
                    </button> <button class="button mini" name="cmd[outcome]" value="blocked" data-key="b" data-becomes="blocked">
                        <Icon name="blocked" />
                        " Blocked"
                    </button>
                </p>
            </details>
        </PostForm>
    }
    .into_any()
}

/// The hidden fields of a tick: the act's key, the item, and the version that was seen.
pub fn tick_fields(item: &ItemBoard) -> AnyView {
    view! {
        <ActKey />
        <input type="hidden" name="cmd[item]" value=item.id.to_string() />
        <input type="hidden" name="cmd[seen_version]" value=item.version />
    }
    .into_any()
}

fn inside(item: &ItemBoard) -> AnyView {
    let id = item.id;
    let attempts = match item.attempts {
        0 => "Never reported".to_owned(),
        1 => "1 attempt".to_owned(),
        many => format!("{many} attempts, all kept"),
    };
    let evidence = if item.evidence == 1 {
        "1 file".to_owned()
    } else {
        format!("{} files", item.evidence)
    };
    view! {
        {expected(item)} {command(item)}
        <p class="actions links small">
            <a href=format!("/items/{id}")>{attempts}</a>
            <a href=format!("/items/{id}#evidence") data-key="e">{format!("Evidence: {evidence}")}</a>
            {item.may_waive.then(|| view! { <a href=format!("/items/{id}#waive") data-key="w">"Waive"</a> })}
        </p>
    }
    .into_any()
}

/// Expected, and what came instead where that is known.
pub fn expected(item: &ItemBoard) -> AnyView {
    let got = item.note.clone().filter(|_| {
        matches!(item.standing.mark, Mark::Fail | Mark::Blocked | Mark::Unknown) && item.standing.at.is_some()
    });
    let wanted: Vec<String> = match &item.sentence {
        Some(sentence) => vec![sentence.clone()],
        None => item
            .expectations
            .iter()
            .map(|expectation| expectation.text.clone())
            .collect(),
    };
    if wanted.is_empty() && got.is_none() {
        return ().into_any();
    }
    view! {
        <dl class="compare">
            {(!wanted.is_empty())
                .then(|| {
                    view! {
                        <div>
                            <dt>"Expected"</dt>
                            {wanted.into_iter().map(|words| view! { <dd>{words}</dd> }).collect_view()}
                        </div>
                    }
                })}
            {got
                .map(|got| {
                    let by = item.by.clone().unwrap_or_default();
                    let at = item.standing.at.map(utc).unwrap_or_default();
                    view! {
                        <div>
                            <dt>{format!("Seen by {by}, {at}")}</dt>
                            <dd class="bad">{got}</dd>
                        </div>
                    }
                })}
        </dl>
    }
    .into_any()
}

/// The item's command, with the effect that somebody gave it.
pub fn command(item: &ItemBoard) -> Option<AnyView> {
    let mut command = item.command.clone()?;
    command.effect = item.effect.unwrap_or(command.effect);
    Some(components::command(&command))
}

pub fn run_form(item: ItemId, place: &str, words: &'static str, class: &'static str) -> AnyView {
    let id = format!("run-{place}-{item}");
    view! {
        <PostForm action="checks/run_check" id=id>
            <ActKey />
            <input type="hidden" name="cmd[item]" value=item.to_string() />
            <button class=class data-key="r">
                <Icon name="retry" />
                " "
                {words}
            </button>
        </PostForm>
    }
    .into_any()
}

/// Taking the latest result back: a new act, in place.
pub fn undo_form(item: &ItemBoard, class: &'static str) -> AnyView {
    let id = format!("undo-{}", item.id);
    let fields = tick_fields(item);
    view! {
        <PostForm action="checks/undo_result" id=id>
            {fields} <button class=class>"Undo"</button>
        </PostForm>
    }
    .into_any()
}

/// Passed things are quiet: one line with the age of the oldest.
fn folded(passed: &[&ItemBoard], head: &DeploymentHead) -> AnyView {
    let now = head.now;
    let oldest = passed.iter().filter_map(|item| item.standing.at).min();
    let open = passed.iter().any(|item| came_back(&format!("undo-{}", item.id)));
    view! {
        <li class="item passed">
            <details class="more" open=open>
                <summary>
                    <Icon name="chevron" />
                    <span class="state" data-state="pass">
                        <Icon name="pass" />
                        {format!(" {} passed", passed.len())}
                    </span>
                    {oldest.map(|oldest| format!(" oldest {}", age(oldest, now)))}
                </summary>
                <ul>
                    {passed
                        .iter()
                        .map(|item| {
                            let id = item.id;
                            view! {
                                <li id=format!("item-{id}") data-row="" data-item=id.to_string() data-state="pass">
                                    <a href=format!("/items/{id}")>{item.text.clone()}</a>
                                    <span>
                                        {item.by.clone()} " " {item.standing.at.map(|at| view! { <Age at now /> })}
                                    </span>
                                    {item.may_undo.then(|| undo_form(item, "button mini bare"))}
                                </li>
                                {(!item.items.is_empty()).then(|| view! { <li class="nested">{items(&item.items, head)}</li> })}
                            }
                        })
                        .collect_view()}
                </ul>
            </details>
        </li>
    }
    .into_any()
}
