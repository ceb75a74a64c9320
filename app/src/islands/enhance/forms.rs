//! Forms sent in place. The server's answer says where to go: on the same page only what changed is taken over.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, FormData, HtmlElement, HtmlFormElement, RequestInit, SubmitEvent, UrlSearchParams};

use super::{morph::Mode, page, window};

/// Tells the server to answer with the address to go to instead of a redirect, so that it is asked for once.
const ENHANCED: &str = "countersign-enhanced";

pub fn submitted(event: SubmitEvent) {
    let Some(form) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlFormElement>().ok())
    else {
        return;
    };
    if form.method() != "post"
        || !form
            .get_attribute("action")
            .is_some_and(|action| action.starts_with("/api/"))
    {
        return;
    }
    event.prevent_default();
    // A double click sends once.
    if form.get_attribute("aria-busy").as_deref() == Some("true") {
        return;
    }
    let submitter = event.submitter();
    let _ = form.set_attribute("aria-busy", "true");
    let shown_at_once = optimistic(&form, submitter.as_ref());
    spawn_local(async move {
        let outcome = post(&form, submitter.as_ref()).await;
        let _ = form.remove_attribute("aria-busy");
        if let Err(said) = outcome {
            if let Some(shown) = shown_at_once {
                shown.revert();
            }
            not_sent(
                &form,
                said.as_string()
                    .filter(|said| !said.is_empty() && !said.starts_with('<')),
            );
        }
    });
}

async fn post(form: &HtmlFormElement, submitter: Option<&HtmlElement>) -> Result<(), JsValue> {
    let data = FormData::new_with_form(form)?;
    // The button that was pressed says something too.
    if let Some(button) = submitter
        && let (Some(name), Some(value)) = (button.get_attribute("name"), button.get_attribute("value"))
    {
        data.append_with_str(&name, &value)?;
    }
    let init = RequestInit::new();
    init.set_method("POST");
    let headers = web_sys::Headers::new()?;
    headers.set("accept", "text/html")?;
    headers.set(ENHANCED, "1")?;
    if form.enctype() == "multipart/form-data" {
        init.set_body(&data);
    } else {
        init.set_body(pairs(&data)?.as_ref());
    }
    init.set_headers(&headers);
    // A form may have two doors: its own, and that of a button.
    let action = submitter
        .and_then(|button| button.get_attribute("formaction"))
        .or_else(|| form.get_attribute("action"))
        .unwrap_or_default();
    let response = page::send(&action, &init).await?;
    let text = JsFuture::from(response.text()?)
        .await?
        .as_string()
        .unwrap_or_default();
    let to = js_sys::JSON::parse(&text)
        .and_then(|answer| js_sys::Reflect::get(&answer, &"to".into()))
        .ok()
        .and_then(|to| to.as_string());
    match to {
        Some(to) => go(&to).await,
        // No page could be made of the answer: it says in words what became of the form.
        None => Err(text.into()),
    }
}

/// To the same page in place, to another one as the browser does it.
async fn go(to: &str) -> Result<(), JsValue> {
    let url = web_sys::Url::new_with_base(to, &super::origin())?;
    if url.pathname() != window().location().pathname()? {
        return window().location().assign(to);
    }
    page::show(&(url.pathname() + &url.search()), Mode::Act).await?;
    page::forget_answer(to);
    page::focus_answer();
    Ok(())
}

fn pairs(data: &FormData) -> Result<UrlSearchParams, JsValue> {
    let pairs = UrlSearchParams::new()?;
    for entry in data.entries() {
        let entry: js_sys::Array = entry?.dyn_into()?;
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
            pairs.append(&name, &value);
        }
    }
    Ok(pairs)
}

/// What was shown before the server has answered.
struct Shown {
    row: Element,
    before: Option<String>,
}

impl Shown {
    fn revert(self) {
        let _ = match self.before {
            Some(before) => self.row.set_attribute("data-state", &before),
            None => self.row.remove_attribute("data-state"),
        };
        let _ = self.row.remove_attribute("data-saving");
    }
}

/// A tick is shown at once, with a thin ring until it is saved. The button says what the row becomes.
fn optimistic(form: &HtmlFormElement, submitter: Option<&HtmlElement>) -> Option<Shown> {
    if form.get_attribute("data-enhance").as_deref() != Some("tick") {
        return None;
    }
    let becomes = submitter?.get_attribute("data-becomes")?;
    let row = page::closest(form, "[data-item]")?;
    let before = row.get_attribute("data-state");
    let _ = row.set_attribute("data-state", &becomes);
    let _ = row.set_attribute("data-saving", "");
    Some(Shown { row, before })
}

/// The server could not be reached, or could only say so. The form keeps what was typed, and its key.
fn not_sent(form: &HtmlFormElement, said: Option<String>) {
    let once = form.query_selector("[name='cmd[key]']").ok().flatten().is_some();
    let sentence = said.as_deref().unwrap_or(if once {
        "No answer came, so nobody knows yet whether this was saved. What you typed is still here; send it again: it takes \
         effect once."
    } else {
        "No answer came, so nobody knows yet whether this was saved. What you typed is still here; reload the page before you \
         send it again."
    });
    page::announce(sentence);
    let document = super::document();
    if let Ok(Some(old)) = form.query_selector(".refusal") {
        old.remove();
    }
    if let Ok(bar) = document.create_element("p") {
        bar.set_class_name("refusal");
        let _ = bar.set_attribute("role", "alert");
        bar.set_text_content(Some(sentence));
        let _ = form.prepend_with_node_1(&bar);
    }
}
