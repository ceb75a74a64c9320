//! Asking for a page and putting it in place of the one shown.

use std::cell::Cell;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, Request, RequestInit, Response};

use super::{document, morph, window};

thread_local! {
    /// A page is on its way; a further change then asks once more when it has come.
    static FETCHING: Cell<bool> = const { Cell::new(false) };
    static AGAIN: Cell<bool> = const { Cell::new(false) };
}

/// Sends a request with the reader's cookies.
pub async fn send(address: &str, init: &RequestInit) -> Result<Response, JsValue> {
    let request = Request::new_with_str_and_init(address, init)?;
    JsFuture::from(window().fetch_with_request(&request))
        .await?
        .dyn_into()
}

/// Asks for the page shown and takes over what changed in it.
pub async fn refresh() {
    if FETCHING.replace(true) {
        AGAIN.set(true);
        return;
    }
    loop {
        let here = window().location().pathname().unwrap_or_default()
            + &window().location().search().unwrap_or_default();
        let _ = show(&here, morph::Mode::Live).await;
        if !AGAIN.replace(false) {
            break;
        }
    }
    FETCHING.set(false);
}

/// Fetches an address of this page and puts its content in place.
pub async fn show(address: &str, mode: morph::Mode) -> Result<(), JsValue> {
    let init = RequestInit::new();
    init.set_method("GET");
    let response = send(address, &init).await?;
    if response.redirected() && mode == morph::Mode::Live {
        // Signed out, or gone: the browser follows by itself.
        window().location().reload()?;
        return Ok(());
    }
    let html = JsFuture::from(response.text()?)
        .await?
        .as_string()
        .unwrap_or_default();
    let fresh = parse(&html)?;
    let (Some(old), Some(new)) = (
        document().get_element_by_id("main"),
        fresh.get_element_by_id("main"),
    ) else {
        window().location().assign(address)?;
        return Ok(());
    };
    morph::element(&old, &new, mode);
    document().set_title(&fresh.title());
    super::times::localise();
    Ok(())
}

/// Puts the reader where the answer is: at a refusal, else where they were.
pub fn focus_answer() {
    let found = document()
        .query_selector("#main .refusal, #main .said")
        .ok()
        .flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.set_tab_index(-1);
        let _ = element.focus();
    }
}

/// One sentence for those who hear the page.
pub fn announce(sentence: &str) {
    if let Some(status) = document().get_element_by_id("status") {
        status.set_text_content(Some(sentence));
    }
}

/// Takes the token of an answer out of the address, so that a reload does not show it again.
pub fn forget_answer(address: &str) {
    let Ok(url) = web_sys::Url::new_with_base(address, &super::origin()) else {
        return;
    };
    url.search_params().delete("answer");
    let plain = url.pathname() + &url.search() + &url.hash();
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&plain));
    }
}

/// The same for a page that the browser opened by itself. A refusal stays in the address: a reload shows it again, filled in.
pub fn forget_what_was_said() {
    if document().query_selector("#main .said").ok().flatten().is_some()
        && let Ok(address) = window().location().href()
    {
        forget_answer(&address);
    }
}

pub fn closest(element: &Element, selector: &str) -> Option<Element> {
    element.closest(selector).ok().flatten()
}

/// A document from text. The page's policy demands that this one place is named.
fn parse(html: &str) -> Result<Document, JsValue> {
    let trusted = trusted(html)?;
    let parser = js_sys::Reflect::get(&window(), &"DOMParser".into())?;
    let parser =
        js_sys::Reflect::construct::<fn() -> JsValue>(parser.unchecked_ref(), &js_sys::Array::new())?;
    let method: js_sys::Function = js_sys::Reflect::get(&parser, &"parseFromString".into())?.dyn_into()?;
    method.call2(&parser, &trusted, &"text/html".into())?.dyn_into()
}

/// The text as a `TrustedHTML`, in browsers that ask for one. It comes from our own server and its scripts do not run.
fn trusted(html: &str) -> Result<JsValue, JsValue> {
    thread_local! {
        static POLICY: std::cell::RefCell<Option<JsValue>> = const { std::cell::RefCell::new(None) };
    }
    let factory = js_sys::Reflect::get(&window(), &"trustedTypes".into())?;
    if factory.is_undefined() {
        return Ok(html.into());
    }
    let known = POLICY.with_borrow(Clone::clone);
    let policy = match known {
        Some(policy) => policy,
        None => {
            let rules = js_sys::Object::new();
            let pass = wasm_bindgen::closure::Closure::<dyn Fn(String) -> String>::new(|html| html);
            js_sys::Reflect::set(&rules, &"createHTML".into(), pass.as_ref())?;
            pass.forget();
            let create: js_sys::Function =
                js_sys::Reflect::get(&factory, &"createPolicy".into())?.dyn_into()?;
            let policy = create.call2(&factory, &"countersign".into(), &rules)?;
            POLICY.set(Some(policy.clone()));
            policy
        }
    };
    let create: js_sys::Function = js_sys::Reflect::get(&policy, &"createHTML".into())?.dyn_into()?;
    create.call1(&policy, &html.into())
}
