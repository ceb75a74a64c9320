//! The form of a check: how it is measured, what must hold, how long it counts. One form, two buttons: try it, or save it.

use domain::check::{HttpMethod, Rule, rule_sentence};
use leptos::prelude::*;

use super::outcome::{came_from, typed_now};
use crate::{
    backend::{CheckEditorPage, DefineCheck},
    components::{Area, Choice, Field, Icon, PostForm, Tick},
};

/// The door that measures without saving.
pub(super) const TRY: &str = "checks/try_check";
/// Rows of rules offered beyond those there are.
const SPARE_ROWS: usize = 2;

pub fn form(page: &CheckEditorPage) -> AnyView {
    // A try comes back with what was typed: it is shown, and nothing of it is saved yet.
    let given = typed_now(&page.form, &[TRY, "checks/define_check"]);
    let databases = page.connections.clone();
    let (item, version) = (page.item.id.to_string(), page.item.version);
    view! {
        <PostForm action="checks/define_check" id="check" class="stack editor">
            <input type="hidden" name="cmd[item]" value=item />
            <input type="hidden" name="cmd[seen_version]" value=version />
            {came_from(TRY).then(not_saved)}
            {fields(&given, databases)}
            <p class="actions">
                <button class="button big" formaction="/api/checks/try_check">
                    <Icon name="retry" />
                    " Try it"
                </button>
                <button class="button primary big">"Save the check"</button>
            </p>
            <p class="small quiet">
                "A try measures once and records nothing. Saving a changed check asks for new signatures where it was signed."
            </p>
        </PostForm>
    }
    .into_any()
}

/// Said above a form that was tried.
pub fn not_saved() -> AnyView {
    view! {
        <p class="note">
            <Icon name="clock" />
            <span>"Tried, not saved. Save when it says what you mean; a green try is not needed for that."</span>
        </p>
    }
    .into_any()
}

/// Everything that a check is made of, as fields of a form.
pub fn fields(given: &DefineCheck, databases: Vec<String>) -> AnyView {
    view! { {probes(&given.probe)} {http(given)} {tcp(given)} {sql(given, databases)} {rules(given)} {limits(given)} }
        .into_any()
}

fn probes(chosen: &str) -> AnyView {
    let options = [
        ("manual", "By a person", "Somebody looks and reports."),
        (
            "http",
            "HTTP request",
            "Status, time, headers and body of an answer.",
        ),
        (
            "tcp",
            "TCP connection",
            "Whether a port answers, and what it says first.",
        ),
        (
            "sql",
            "SQL statement",
            "One reading statement on a saved database.",
        ),
    ];
    let chosen = if chosen.is_empty() { "manual" } else { chosen };
    view! {
        <fieldset class="probes">
            <legend>"How it is checked"</legend>
            {options
                .into_iter()
                .map(|(value, words, hint)| {
                    view! {
                        <label class="tick">
                            <input
                                type="radio"
                                name="cmd[probe]"
                                value=value
                                checked=crate::components::ticked("cmd[probe]", value, value == chosen)
                            />
                            <span>
                                <b>{words}</b>
                                <span class="reason">{hint}</span>
                            </span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
    .into_any()
}

fn http(given: &DefineCheck) -> AnyView {
    let methods = HttpMethod::ALL
        .map(|method| (method.as_str().to_owned(), method.as_str().to_owned()))
        .to_vec();
    let method = if given.method.is_empty() {
        "GET".to_owned()
    } else {
        given.method.clone()
    };
    view! {
        <fieldset class="probe" data-probe="http">
            <legend>"HTTP request"</legend>
            <div class="pair">
                <Choice label="Method" name="cmd[method]" options=methods value=method />
                <Field label="Address" name="cmd[url]" value=given.url.clone() inputmode="url" class="wide" placeholder="https://{{HOST}}/health" maxlength=2000 />
            </div>
            <Area label="Headers" name="cmd[headers]" value=given.headers.clone() hint="One per line: Name: value" rows=2 />
            <Area label="Body" name="cmd[body]" value=given.body.clone() hint="Sent as it stands. Anything but GET and HEAD may change the target." rows=3 />
            <Tick
                label="Follow redirects"
                name="cmd[follow_redirects]"
                checked=!given.follow_redirects.is_empty()
                hint="At most three, each of them allowed like the address itself."
            />
        </fieldset>
    }
    .into_any()
}

fn tcp(given: &DefineCheck) -> AnyView {
    view! {
        <fieldset class="probe" data-probe="tcp">
            <legend>"TCP connection"</legend>
            <div class="pair">
                <Field label="Host" name="cmd[host]" value=given.host.clone() class="wide" maxlength=253 />
                <Field label="Port" name="cmd[port]" value=given.port.clone() inputmode="numeric" class="few" maxlength=5 />
            </div>
            <Field
                label="Sent first"
                name="cmd[send]"
                value=given.send.clone()
                hint="Nothing, or one line such as PING\\r\\n, with line ends written as \\r and \\n."
                maxlength=4000
            />
            <Tick label="Wait for the first answer" name="cmd[expect_banner]" checked=!given.expect_banner.is_empty() />
        </fieldset>
    }
    .into_any()
}

fn sql(given: &DefineCheck, databases: Vec<String>) -> AnyView {
    let mut options = vec![(String::new(), "Choose a saved database".to_owned())];
    options.extend(databases.into_iter().map(|name| (name.clone(), name)));
    view! {
        <fieldset class="probe" data-probe="sql">
            <legend>"SQL statement"</legend>
            <Choice label="Database" name="cmd[connection]" options=options value=given.connection.clone() />
            <Area
                label="Statement"
                name="cmd[statement]"
                value=given.statement.clone()
                hint="One SELECT. It runs read-only, as a role that can only read; the first value is called value, the count rows."
                rows=3
            />
        </fieldset>
    }
    .into_any()
}

const OPERATORS: [(&str, &str); 16] = [
    ("equals", "is"),
    ("not_equals", "is not"),
    ("less", "is less than"),
    ("less_or_equal", "is at most"),
    ("greater", "is more than"),
    ("greater_or_equal", "is at least"),
    ("between", "is between"),
    ("contains", "contains"),
    ("contains_all", "contains all of"),
    ("set_equals", "is the set"),
    ("subset_json", "holds this JSON"),
    ("matches", "matches the pattern"),
    ("present", "is there"),
    ("absent", "is not there"),
    ("not_null", "is not null"),
    ("version_at_least", "is at least version"),
];

fn rules(given: &DefineCheck) -> AnyView {
    let mut rows: Vec<(String, String, String)> = given
        .fields
        .iter()
        .enumerate()
        .map(|(index, field)| {
            let part = |parts: &[String]| parts.get(index).cloned().unwrap_or_default();
            (field.clone(), part(&given.operators), part(&given.values))
        })
        .filter(|(field, _, _)| !field.is_empty())
        .collect();
    rows.extend(std::iter::repeat_n(
        (String::new(), "equals".to_owned(), String::new()),
        SPARE_ROWS,
    ));
    view! {
        <fieldset class="rules-form">
            <legend>"Passes when all of these hold"</legend>
            <p class="hint">
                "What is measured: "
                <code>"status"</code> ", " <code>"latency_ms"</code> ", " <code>"header.Content-Type"</code> ", "
                <code>"body"</code> ", " <code>"body./path/in/json"</code> ", " <code>"rows"</code> ", " <code>"value"</code>
                ". Rows without a field are left out."
            </p>
            <datalist id="measured">
                {["status", "latency_ms", "body", "body./status", "rows", "value"]
                    .into_iter()
                    .map(|field| view! { <option value=field></option> })
                    .collect_view()}
            </datalist>
            {rows.into_iter().enumerate().map(|(index, row)| rule(index, row)).collect_view()}
        </fieldset>
    }
    .into_any()
}

fn rule(index: usize, (field, operator, value): (String, String, String)) -> AnyView {
    if [DefineCheck::KEEP, DefineCheck::REMOVE].contains(&operator.as_str()) {
        return kept(index, field, operator, value);
    }
    let options = OPERATORS
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec();
    view! {
        <div class="rule" role="group" aria-label=format!("Rule {}", index + 1)>
            <Field label="Field" name=format!("cmd[fields][{index}]") value=field list="measured" maxlength=300 />
            <Choice label="Must" name=format!("cmd[operators][{index}]") options=options value=operator />
            <Field label="Value" name=format!("cmd[values][{index}]") value=value maxlength=4000 />
        </div>
    }
    .into_any()
}

/// A rule that three columns cannot say: shown as its sentence, and kept or removed as a whole.
fn kept(index: usize, field: String, operator: String, value: String) -> AnyView {
    let sentence =
        serde_json::from_str::<Rule>(&value).map_or_else(|_| field.clone(), |rule| rule_sentence(&rule));
    let options = vec![
        (DefineCheck::KEEP.to_owned(), "stays".to_owned()),
        (DefineCheck::REMOVE.to_owned(), "is removed when saved".to_owned()),
    ];
    view! {
        <div class="rule kept" role="group" aria-label=format!("Rule {}", index + 1)>
            <p>{sentence}</p>
            <input type="hidden" name=format!("cmd[fields][{index}]") value=field />
            <Choice label="This rule" name=format!("cmd[operators][{index}]") options=options value=operator />
            <input type="hidden" name=format!("cmd[values][{index}]") value=value />
        </div>
    }
    .into_any()
}

fn limits(given: &DefineCheck) -> AnyView {
    let or = |value: &String, usual: &str| {
        if value.is_empty() {
            usual.to_owned()
        } else {
            value.clone()
        }
    };
    view! {
        <fieldset class="limits">
            <legend>"Limits"</legend>
            <div class="pair">
                <Field label="Answer within, seconds" name="cmd[timeout_s]" value=or(&given.timeout_s, "10") inputmode="decimal" class="few" maxlength=6 />
                <Field label="A result counts for, minutes" name="cmd[fresh_min]" value=or(&given.fresh_min, "15") class="few" maxlength=12 />
            </div>
        </fieldset>
    }
    .into_any()
}
