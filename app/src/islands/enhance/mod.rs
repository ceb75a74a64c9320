//! Speed for pages that work without it: forms sent in place, keys, counting ages, live refreshing.
//! One set of listeners on the document serves every page, since all pages declare what they have by data attributes.

mod drop;
mod forms;
mod keys;
mod morph;
mod page;
mod palette;
pub(super) mod stream;
mod times;

use wasm_bindgen::{JsCast, closure::Closure, convert::FromWasmAbi};
use web_sys::{Document, Event, EventTarget, HtmlElement, HtmlInputElement, Window};

pub fn listen() {
    let document = document();
    on(&document, "submit", forms::submitted);
    on(&document, "keydown", keys::pressed);
    on(&document, "focusin", |event: Event| {
        if let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
            && input.has_attribute("data-select")
        {
            input.select();
        }
    });
    on(&document, "click", copied);
    on(&document, "dragover", drop::over);
    on(&document, "dragleave", drop::left);
    on(&document, "drop", drop::dropped);
    times::keep_counting();
    page::forget_what_was_said();
    if let Some(root) = document
        .document_element()
        .and_then(|root| root.dyn_into::<HtmlElement>().ok())
    {
        // Tests and style sheets may want to know that the page is alive.
        let _ = root.dataset().set("hydrated", "true");
    }
}

fn copied(event: Event) {
    let button = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest("[data-copy]").ok().flatten());
    if let Some(text) = button.and_then(|button| button.get_attribute("data-copy")) {
        event.prevent_default();
        copy(&text);
    }
}

/// Copies a text; an address of this server becomes a whole one.
fn copy(text: &str) {
    let address = if text.starts_with('/') {
        origin() + text
    } else {
        text.to_owned()
    };
    let _ = window().navigator().clipboard().write_text(&address);
    page::announce("Copied.");
}

fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

fn document() -> Document {
    window().document().expect("a window has a document")
}

/// Listens for as long as the page lives.
fn on<E: FromWasmAbi + 'static>(target: &EventTarget, name: &str, heard: impl FnMut(E) + 'static) {
    let closure = Closure::<dyn FnMut(E)>::new(heard);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Calls once after so many milliseconds.
fn after(milliseconds: i32, act: impl FnOnce() + 'static) {
    let closure = Closure::once_into_js(act);
    let _ =
        window().set_timeout_with_callback_and_timeout_and_arguments_0(closure.unchecked_ref(), milliseconds);
}

/// Calls again and again.
fn every(milliseconds: i32, act: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(act);
    let _ = window().set_interval_with_callback_and_timeout_and_arguments_0(
        closure.as_ref().unchecked_ref(),
        milliseconds,
    );
    closure.forget();
}
