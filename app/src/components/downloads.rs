//! Links that save a checklist as a file.

use leptos::prelude::*;

/// Markdown that imports to the same content, and the work as a table. `of` is the address of the page it belongs to.
#[component]
pub fn Downloads(of: String, #[prop(optional)] version: Option<u32>) -> impl IntoView {
    let query = version
        .map(|version| format!("?version={version}"))
        .unwrap_or_default();
    view! {
        <p class="small">
            "Download the checklist as " <a href=format!("{of}/export.md{query}") download="">"Markdown"</a> " or as "
            <a href=format!("{of}/export.csv{query}") download="">"a table (CSV)"</a> "."
        </p>
    }
}
