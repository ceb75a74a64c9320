//! A file dropped on an area that takes one: it goes into the file input there, as if it had been chosen.

use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, HtmlInputElement};

use super::page;

/// Shows that a file can be dropped here.
const HOVERED: &str = "data-dropping";

pub fn over(event: DragEvent) {
    if let Some(area) = area(&event) {
        event.prevent_default();
        let _ = area.set_attribute(HOVERED, "");
    }
}

pub fn left(event: DragEvent) {
    if let Some(area) = area(&event) {
        let _ = area.remove_attribute(HOVERED);
    }
}

pub fn dropped(event: DragEvent) {
    let Some(area) = area(&event) else { return };
    let _ = area.remove_attribute(HOVERED);
    let files = event.data_transfer().and_then(|data| data.files());
    // Text that is dragged into the field goes where it always goes.
    let Some(files) = files.filter(|files| files.length() > 0) else {
        return;
    };
    event.prevent_default();
    let input = area.query_selector("input[type=file]").ok().flatten();
    if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        input.set_files(Some(&files));
        let _ = input.focus();
        let name = files.get(0).map(|file| file.name()).unwrap_or_default();
        page::announce(&format!("{name} is chosen."));
    }
}

fn area(event: &DragEvent) -> Option<Element> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    page::closest(&target, "[data-drop]")
}
