//! The palette: Ctrl-K opens a native dialog with what can be done here, where one can go, and what is found for the words
//! that are typed. The server says what there is; choosing goes there, presses the page's own control, or copies an address.

use std::cell::{Cell, RefCell};

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent, RequestInit};

use super::{after, document, on, page, window};

/// Between the last key and the question to the server.
const PAUSE_MS: i32 = 120;
const LIST: &str = "palette-list";

thread_local! {
    static OPEN: RefCell<Option<Palette>> = const { RefCell::new(None) };
    /// Only the answer to the newest question is shown.
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

#[derive(Clone)]
struct Palette {
    dialog: HtmlDialogElement,
    input: HtmlInputElement,
    list: Element,
    entries: Vec<Entry>,
    chosen: usize,
}

#[derive(Clone)]
struct Entry {
    group: String,
    words: String,
    hint: String,
    does: Does,
}

#[derive(Clone)]
enum Does {
    To(String),
    Press(String),
    Copy(String),
}

/// Opens it, once; pressed again it closes.
pub fn toggle() {
    let open = OPEN.with_borrow(|open| open.as_ref().map(|palette| palette.dialog.clone()));
    match open {
        Some(dialog) => dialog.close(),
        None => drop(show()),
    }
}

fn show() -> Result<(), JsValue> {
    let document = document();
    let dialog: HtmlDialogElement = document.create_element("dialog")?.dyn_into()?;
    dialog.set_class_name("palette");
    dialog.set_attribute("aria-label", "Go to, run, sign, copy")?;
    let input: HtmlInputElement = document.create_element("input")?.dyn_into()?;
    input.set_class_name("ask");
    for (name, value) in [
        ("type", "text"),
        ("role", "combobox"),
        ("aria-label", "Where to, or what to do"),
        ("aria-expanded", "true"),
        ("aria-controls", LIST),
        ("aria-autocomplete", "list"),
        ("autocomplete", "off"),
        ("spellcheck", "false"),
        ("placeholder", "Go to, run, sign, copy link, or search"),
    ] {
        input.set_attribute(name, value)?;
    }
    let list = document.create_element("ul")?;
    list.set_id(LIST);
    list.set_attribute("role", "listbox")?;
    list.set_attribute("aria-label", "What there is")?;
    dialog.append_with_node_2(&input, &list)?;
    document
        .body()
        .ok_or(JsValue::NULL)?
        .append_with_node_1(&dialog)?;

    on(&input, "input", |_: Event| ask_soon());
    on(&dialog, "keydown", pressed);
    on(&list, "click", clicked);
    // However it ends: the browser gives the focus back to where it was.
    on(&dialog, "close", |_: Event| {
        if let Some(palette) = OPEN.take() {
            palette.dialog.remove();
        }
    });
    OPEN.set(Some(Palette {
        dialog: dialog.clone(),
        input,
        list,
        entries: Vec::new(),
        chosen: 0,
    }));
    dialog.show_modal()?;
    ask();
    Ok(())
}

fn ask_soon() {
    let asked = ASKED.get() + 1;
    ASKED.set(asked);
    after(PAUSE_MS, move || {
        if ASKED.get() == asked {
            ask();
        }
    });
}

fn ask() {
    let asked = ASKED.get() + 1;
    ASKED.set(asked);
    let Some(text) = OPEN.with_borrow(|open| open.as_ref().map(|palette| palette.input.value())) else {
        return;
    };
    spawn_local(async move {
        let entries = fetch(&text).await;
        if ASKED.get() == asked {
            fill(entries.as_deref());
        }
    });
}

async fn fetch(text: &str) -> Result<Vec<Entry>, JsValue> {
    let location = window().location();
    let at = location.pathname()? + &location.search()?;
    let encoded = |text: &str| js_sys::encode_uri_component(text).as_string().unwrap_or_default();
    let init = RequestInit::new();
    init.set_method("GET");
    let address = format!("/palette?at={}&q={}", encoded(&at), encoded(text));
    let response = page::send(&address, &init).await?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let answer: js_sys::Array = JsFuture::from(response.json()?).await?.dyn_into()?;
    Ok(answer.iter().filter_map(|entry| read(&entry)).collect())
}

/// An entry that this page can do something with.
fn read(entry: &JsValue) -> Option<Entry> {
    let text = |name: &str| js_sys::Reflect::get(entry, &name.into()).ok()?.as_string();
    let does = match (text("to"), text("press"), text("copy")) {
        (Some(to), ..) => Does::To(to),
        (_, Some(id), _) => {
            document().get_element_by_id(&id)?;
            Does::Press(id)
        }
        (.., Some(address)) => Does::Copy(address),
        _ => return None,
    };
    Some(Entry {
        group: text("group")?,
        words: text("words")?,
        hint: text("hint").unwrap_or_default(),
        does,
    })
}

/// `None` when the server did not answer: what was shown before stays away, and the reason is said.
fn fill(entries: Result<&[Entry], &JsValue>) {
    let filled = OPEN.with_borrow_mut(|open| {
        let palette = open.as_mut()?;
        palette.list.set_text_content(None);
        palette.chosen = 0;
        palette.entries = entries.unwrap_or_default().to_vec();
        let document = document();
        let line = |role: &str, words: &str| -> Option<Element> {
            let line = document.create_element("li").ok()?;
            line.set_attribute("role", role).ok()?;
            line.set_text_content(Some(words));
            palette.list.append_with_node_1(&line).ok()?;
            Some(line)
        };
        if entries.is_err() {
            line(
                "presentation",
                "The server could not be reached. Close this with Esc and try again.",
            )?;
        } else if palette.entries.is_empty() {
            line("presentation", "Nothing fits these words.")?;
        }
        let mut group = "";
        for (index, entry) in palette.entries.iter().enumerate() {
            if entry.group != group {
                group = &entry.group;
                line("presentation", group)?;
            }
            let option = line("option", "")?;
            option.set_id(&format!("palette-{index}"));
            for (class, words) in [("", &entry.words), ("hint", &entry.hint)] {
                let part = document.create_element("span").ok()?;
                part.set_class_name(class);
                part.set_text_content(Some(words));
                option.append_with_node_1(&part).ok()?;
            }
        }
        mark(palette);
        Some(())
    });
    let _ = filled;
}

/// Shows which entry Enter takes.
fn mark(palette: &Palette) {
    for index in 0..palette.entries.len() {
        let Some(option) = document().get_element_by_id(&format!("palette-{index}")) else {
            continue;
        };
        let chosen = index == palette.chosen;
        let _ = option.set_attribute("aria-selected", if chosen { "true" } else { "false" });
        if chosen {
            let _ = palette.input.set_attribute("aria-activedescendant", &option.id());
            option.scroll_into_view_with_bool(false);
        }
    }
}

fn pressed(event: KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "Enter" => {
            event.prevent_default();
            choose();
            return;
        }
        _ => return,
    };
    event.prevent_default();
    OPEN.with_borrow_mut(|open| {
        if let Some(palette) = open {
            let count = palette.entries.len();
            if count > 0 {
                palette.chosen = (palette.chosen + count).wrapping_add_signed(step) % count;
                mark(palette);
            }
        }
    });
}

fn clicked(event: Event) {
    let option = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|element| page::closest(&element, "[role=option]"));
    let index = option.and_then(|option| option.id().strip_prefix("palette-")?.parse().ok());
    if let Some(index) = index {
        OPEN.with_borrow_mut(|open| {
            if let Some(palette) = open {
                palette.chosen = index;
            }
        });
        choose();
    }
}

fn choose() {
    let chosen = OPEN.with_borrow(|open| {
        let palette = open.as_ref()?;
        Some((
            palette.dialog.clone(),
            palette.entries.get(palette.chosen)?.does.clone(),
        ))
    });
    let Some((dialog, does)) = chosen else { return };
    dialog.close();
    match does {
        Does::To(address) => drop(window().location().assign(&address)),
        Does::Press(id) => {
            let control = document()
                .get_element_by_id(&id)
                .and_then(|form| form.query_selector("button").ok().flatten())
                .and_then(|button| button.dyn_into::<HtmlElement>().ok());
            if let Some(control) = control {
                control.click();
            }
        }
        Does::Copy(address) => super::copy(&address),
    }
}
