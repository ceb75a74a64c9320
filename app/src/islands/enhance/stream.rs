//! The stream of changes. It says that something changed and carries no data; the page is asked for again.
//! Open only while the page is visible: HTTP/1.1 allows a browser six connections to one server, and tabs are many.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, EventSource, VisibilityState};

use super::{after, document, every, on, page, window};

/// Changes that come together are shown together.
const GATHER_MS: i32 = 60;
/// Without any event for so long the page says that it may be out of date.
const SILENT_MS: f64 = 35_000.0;
const LOOK_MS: i32 = 5_000;

struct Stream {
    address: String,
    source: Option<EventSource>,
    heard: f64,
    gathering: bool,
}

pub fn open(topic: &str, at: &str, paused: RwSignal<Option<String>>) {
    let encoded = |text: &str| js_sys::encode_uri_component(text).as_string().unwrap_or_default();
    let address = format!("/live?topic={}&at={}", encoded(topic), encoded(at));
    let stream = Rc::new(RefCell::new(Stream {
        address,
        source: None,
        heard: js_sys::Date::now(),
        gathering: false,
    }));
    connect(&stream);
    let on_visible = Rc::clone(&stream);
    on(&document(), "visibilitychange", move |_: Event| {
        if document().visibility_state() == VisibilityState::Visible {
            connect(&on_visible);
            changed(&on_visible);
        } else if let Some(source) = on_visible.borrow_mut().source.take() {
            source.close();
        }
    });
    let on_leave = Rc::clone(&stream);
    on(&window(), "pagehide", move |_: Event| {
        if let Some(source) = on_leave.borrow_mut().source.take() {
            source.close();
        }
    });
    every(LOOK_MS, move || {
        let (open, silent) = {
            let stream = stream.borrow();
            (stream.source.is_some(), js_sys::Date::now() - stream.heard)
        };
        if open && silent > SILENT_MS {
            let since = js_sys::Date::new(&(js_sys::Date::now() - silent).into());
            let words = format!(
                "Live updates paused, showing {:02}:{:02}",
                since.get_hours(),
                since.get_minutes()
            );
            paused.set(Some(words));
        } else if paused.get_untracked().is_some() && silent < SILENT_MS {
            paused.set(None);
        }
    });
}

fn connect(stream: &Rc<RefCell<Stream>>) {
    if stream.borrow().source.is_some() {
        return;
    }
    let Ok(source) = EventSource::new(&stream.borrow().address) else {
        return;
    };
    let heard = Rc::clone(stream);
    on(&source, "changed", move |_: Event| changed(&heard));
    let heard = Rc::clone(stream);
    on(&source, "still", move |_: Event| {
        heard.borrow_mut().heard = js_sys::Date::now()
    });
    on(&source, "ended", |_: Event| drop(window().location().reload()));
    stream.borrow_mut().source = Some(source);
}

fn changed(stream: &Rc<RefCell<Stream>>) {
    let mut state = stream.borrow_mut();
    state.heard = js_sys::Date::now();
    if std::mem::replace(&mut state.gathering, true) {
        return;
    }
    let stream = Rc::clone(stream);
    after(GATHER_MS, move || {
        stream.borrow_mut().gathering = false;
        spawn_local(page::refresh());
    });
}
