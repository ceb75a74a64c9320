//! Takes over a fresh page into the one shown, without disturbing the reader: what is being typed, opened or focused stays.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement, Node};

use super::document;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Somebody else changed something: what the last form said stays, and so does everything typed.
    Live,
    /// The reader acted: the fresh page is what they asked for.
    Act,
}

/// Makes `old` like `new`.
pub fn element(old: &Element, new: &Element, mode: Mode) {
    if old.is_equal_node(Some(new)) || keeps(old) {
        return;
    }
    if mode == Mode::Live && is_busy(old) {
        return;
    }
    attributes(old, new);
    if old.tag_name() == "TEXTAREA" {
        if mode == Mode::Act {
            old.set_text_content(new.text_content().as_deref());
        }
        return;
    }
    children(old, new, mode);
}

/// Parts that have a life of their own.
fn keeps(old: &Element) -> bool {
    old.tag_name() == "LEPTOS-ISLAND"
}

/// A form that somebody is filling in.
fn is_busy(old: &Element) -> bool {
    if old.tag_name() != "FORM" {
        return false;
    }
    let focused = document().active_element().is_some_and(|active| {
        old.contains(Some(&active)) && matches!(active.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    });
    focused || has_been_typed_in(old)
}

fn has_been_typed_in(form: &Element) -> bool {
    let Ok(fields) = form.query_selector_all("input, textarea") else {
        return false;
    };
    (0..fields.length())
        .filter_map(|index| fields.item(index))
        .any(|field| {
            if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
                match input.type_().as_str() {
                    "hidden" | "submit" => false,
                    "checkbox" | "radio" => input.checked() != input.default_checked(),
                    _ => input.value() != input.default_value(),
                }
            } else {
                field
                    .dyn_ref::<HtmlTextAreaElement>()
                    .is_some_and(|area| Ok(area.value()) != area.default_value())
            }
        })
}

fn attributes(old: &Element, new: &Element) {
    let open = old.tag_name() == "DETAILS" && old.has_attribute("open");
    let names = old.get_attribute_names();
    for name in names.iter().filter_map(|name| name.as_string()) {
        if !new.has_attribute(&name) {
            let _ = old.remove_attribute(&name);
        }
    }
    for name in new
        .get_attribute_names()
        .iter()
        .filter_map(|name| name.as_string())
    {
        let value = new.get_attribute(&name).unwrap_or_default();
        if old.get_attribute(&name).as_deref() != Some(value.as_str()) {
            let _ = old.set_attribute(&name, &value);
        }
    }
    if open {
        let _ = old.set_attribute("open", "");
    }
    if let (Some(old), Some(new)) = (
        old.dyn_ref::<HtmlInputElement>(),
        new.dyn_ref::<HtmlInputElement>(),
    ) {
        old.set_value(&new.default_value());
        old.set_checked(new.default_checked());
    }
}

fn children(old: &Element, new: &Element, mode: Mode) {
    let mut cursor = old.first_child();
    let mut fresh = new.first_child();
    while let Some(wanted) = fresh {
        fresh = wanted.next_sibling();
        while mode == Mode::Live && cursor.as_ref().is_some_and(says) && !says(&wanted) {
            cursor = cursor.and_then(|kept| kept.next_sibling());
        }
        match take(old, cursor.as_ref(), &wanted) {
            Some(found) => {
                if cursor
                    .as_ref()
                    .is_some_and(|cursor| cursor.is_same_node(Some(&found)))
                {
                    cursor = found.next_sibling();
                } else {
                    let _ = old.insert_before(&found, cursor.as_ref());
                }
                one(&found, &wanted, mode);
            }
            None => {
                if let Ok(copy) = document().import_node_with_deep(&wanted, true) {
                    let _ = old.insert_before(&copy, cursor.as_ref());
                }
            }
        }
    }
    while let Some(left) = cursor {
        cursor = left.next_sibling();
        if !(mode == Mode::Live && says(&left)) {
            let _ = old.remove_child(&left);
        }
    }
}

/// What the last form said.
fn says(node: &Node) -> bool {
    node.dyn_ref::<Element>().is_some_and(|element| {
        element.class_list().contains("said") || element.class_list().contains("refusal")
    })
}

/// The old node that should become the wanted one: the one with its id, else the next of its kind.
fn take(old: &Element, cursor: Option<&Node>, wanted: &Node) -> Option<Node> {
    let Some(wanted) = wanted.dyn_ref::<Element>() else {
        return cursor
            .filter(|node| node.node_type() == wanted.node_type())
            .cloned();
    };
    if !wanted.id().is_empty() {
        let mut sibling = cursor.cloned().or_else(|| old.first_child());
        while let Some(node) = sibling {
            if node
                .dyn_ref::<Element>()
                .is_some_and(|element| element.id() == wanted.id())
            {
                return Some(node);
            }
            sibling = node.next_sibling();
        }
        return None;
    }
    cursor
        .filter(|node| {
            node.dyn_ref::<Element>()
                .is_some_and(|element| element.tag_name() == wanted.tag_name() && element.id().is_empty())
        })
        .cloned()
}

fn one(old: &Node, new: &Node, mode: Mode) {
    match (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) {
        (Some(old), Some(new)) => element(old, new, mode),
        _ => {
            if old.node_value() != new.node_value() {
                old.set_node_value(new.node_value().as_deref());
            }
        }
    }
}
