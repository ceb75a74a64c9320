//! The keyboard: single keys outside fields, each the same as a visible control. No key signs.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::{document, page, window};

thread_local! {
    /// `g` was pressed; the next key says where to go.
    static GOING: Cell<bool> = const { Cell::new(false) };
}

const OFF: &str = "countersign-keys";

pub fn pressed(event: KeyboardEvent) {
    let key = event.key();
    if (event.ctrl_key() || event.meta_key()) && key.eq_ignore_ascii_case("k") {
        event.prevent_default();
        search();
        return;
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() || in_field(&event) || switched_off() {
        return;
    }
    if GOING.replace(false) {
        let to = match key.as_str() {
            "b" => Some("/"),
            "q" => Some("/q"),
            "a" => Some("/audit"),
            "t" => {
                click("[data-go='timeline']");
                None
            }
            _ => None,
        };
        if let Some(to) = to {
            let _ = window().location().assign(to);
        }
        return;
    }
    match key.as_str() {
        "g" => GOING.set(true),
        "?" => drop(window().location().assign("/help")),
        "/" => {
            event.prevent_default();
            search();
        }
        "j" => row(1),
        "k" => row(-1),
        key if key.chars().count() == 1 => act(key),
        _ => {}
    }
}

fn in_field(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        .is_some_and(|element| {
            matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                || element.is_content_editable()
        })
}

/// Single keys can be switched off on the help page.
fn switched_off() -> bool {
    window()
        .local_storage()
        .ok()
        .flatten()
        .and_then(|store| store.get_item(OFF).ok().flatten())
        .as_deref()
        == Some("off")
}

fn search() {
    let field = document()
        .query_selector("#main input[type=search]")
        .ok()
        .flatten();
    match field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        Some(field) => drop(field.focus()),
        None => drop(window().location().assign("/search")),
    }
}

/// The control with this key, in the row that has the focus, else on the page.
fn act(key: &str) {
    let escaped = key.replace(['\\', '"'], "");
    let selector = format!("[data-key=\"{escaped}\"]");
    let in_row = document()
        .active_element()
        .and_then(|active| page::closest(&active, "[data-row]"))
        .and_then(|row| row.query_selector(&selector).ok().flatten());
    match in_row {
        Some(control) => activate(&control),
        None => click(&format!("{selector}:not([data-row] *)")),
    }
}

fn click(selector: &str) {
    if let Ok(Some(control)) = document().query_selector(selector) {
        activate(&control);
    }
}

fn activate(control: &Element) {
    if let Some(details) = page::closest(control, "details") {
        let _ = details.set_attribute("open", "");
    }
    if let Some(control) = control.dyn_ref::<HtmlElement>() {
        match control.tag_name().as_str() {
            "INPUT" | "TEXTAREA" | "SELECT" => drop(control.focus()),
            _ => control.click(),
        }
    }
}

/// Moves the focus to the next or previous row.
fn row(step: i32) {
    let Ok(rows) = document().query_selector_all("[data-row]") else {
        return;
    };
    let rows: Vec<HtmlElement> = (0..rows.length())
        .filter_map(|index| rows.item(index)?.dyn_into::<HtmlElement>().ok())
        .collect();
    let here = document()
        .active_element()
        .and_then(|active| page::closest(&active, "[data-row]"));
    let at = here.and_then(|here| rows.iter().position(|row| row.is_same_node(Some(&here))));
    let next = match at {
        Some(at) => at.checked_add_signed(step as isize),
        None => Some(0),
    };
    if let Some(row) = next.and_then(|next| rows.get(next)) {
        row.set_tab_index(-1);
        let _ = row.focus();
    }
}
