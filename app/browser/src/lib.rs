//! The browser's entry: wakes the islands of the page. Nothing else belongs here.

#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    app::islands::wake();
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
