//! Icons from the sprite; always beside words, so hidden from screen readers.

use leptos::prelude::*;

#[component]
pub fn Icon(#[prop(into)] name: String) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=format!("#{name}") />
        </svg>
    }
}

/// All shapes, once per document: inline, so that they take the colours around them.
#[component]
pub fn Sprite() -> impl IntoView {
    view! { <svg class="sprite" aria-hidden="true" inner_html=include_str!("icons.svg.html")></svg> }
}
