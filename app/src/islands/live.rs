//! Live updates: hears "it changed" and asks for the page again through its own address.

use leptos::prelude::*;

/// The state of the connection, as the bar shows it. `topic` is what the page listens to, `at` what of it the page is about.
#[island]
pub fn Live(topic: String, at: String) -> impl IntoView {
    let paused = RwSignal::new(None::<String>);
    #[cfg(feature = "hydrate")]
    super::enhance::stream::open(&topic, &at, paused);
    #[cfg(not(feature = "hydrate"))]
    let _ = (&topic, &at);
    view! {
        <p class="bar live-bar no-print" hidden=move || paused.get().is_none()>
            {move || paused.get()}
        </p>
    }
}
