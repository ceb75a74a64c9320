//! The keyboard: single keys outside fields, each the same as a visible control. No key signs.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use super::{document, page, palette, window};

thread_local! {
    /// `g` was pressed; the next key says where to go.
    static GOING: Cell<bool> = const { Cell::new(false) };
    /// The row that had the focus last. When it is settled and leaves the list, the next one stands in its place.
    static AT: Cell<Option<usize>> = const { Cell::new(None) };
}

pub fn pressed(event: KeyboardEvent) {
    let key = event.key();
    if (event.ctrl_key() || event.meta_key()) && key.eq_ignore_ascii_case("k") {
        event.prevent_default();
        palette::toggle();
        return;
    }
    if key == "Escape" {
        leave(&event);
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
        "Enter" => open(&event),
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

/// Single keys can be switched off in the account.
fn switched_off() -> bool {
    document()
        .document_element()
        .and_then(|root| root.get_attribute("data-keys"))
        .as_deref()
        == Some("off")
}

/// Out of a field, back to the row it stands in; what was typed stays.
fn leave(event: &KeyboardEvent) {
    if !in_field(event) {
        return;
    }
    let Some(field) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    match page::closest(&field, "[data-row]").and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        Some(row) => focus(&row),
        None => drop(field.blur()),
    }
}

/// Enter on a row itself opens what it is about; on a control inside it, the browser does what it always does.
fn open(event: &KeyboardEvent) {
    let row = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        .filter(|target| target.has_attribute("data-row"));
    if let Some(link) = row.and_then(|row| row.query_selector("a[href]").ok().flatten()) {
        event.prevent_default();
        activate(&link);
    }
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
    // A failure needs a word of why: without one the key leads to where it is written.
    if matches!(
        control.get_attribute("data-becomes").as_deref(),
        Some("fail" | "blocked")
    ) && let Some(note) = unwritten_note(control)
    {
        let _ = note.focus();
        return;
    }
    if let Some(control) = control.dyn_ref::<HtmlElement>() {
        match control.tag_name().as_str() {
            "INPUT" | "TEXTAREA" | "SELECT" => drop(control.focus()),
            _ => control.click(),
        }
    }
}

fn unwritten_note(control: &Element) -> Option<HtmlTextAreaElement> {
    page::closest(control, "form")?
        .query_selector("textarea[name='cmd[note]']")
        .ok()
        .flatten()?
        .dyn_into::<HtmlTextAreaElement>()
        .ok()
        .filter(|note| note.value().trim().is_empty())
}

/// Moves the focus to the next or previous row.
fn row(step: i32) {
    let Ok(rows) = document().query_selector_all("[data-row]") else {
        return;
    };
    // What is folded away is no stop.
    let rows: Vec<HtmlElement> = (0..rows.length())
        .filter_map(|index| rows.item(index)?.dyn_into::<HtmlElement>().ok())
        .filter(|row| row.offset_parent().is_some())
        .collect();
    let here = document()
        .active_element()
        .and_then(|active| page::closest(&active, "[data-row]"));
    let at = here.and_then(|here| rows.iter().position(|row| row.is_same_node(Some(&here))));
    let next = match (at, AT.get()) {
        (Some(at), _) => at.checked_add_signed(step as isize),
        (None, Some(before)) if step > 0 => Some(before.min(rows.len().saturating_sub(1))),
        (None, Some(before)) => Some(before.saturating_sub(1)),
        (None, None) => Some(0),
    };
    if let Some((next, row)) = next.and_then(|next| Some((next, rows.get(next)?))) {
        AT.set(Some(next));
        focus(row);
    }
}

fn focus(row: &HtmlElement) {
    row.set_tab_index(-1);
    let _ = row.focus();
}
