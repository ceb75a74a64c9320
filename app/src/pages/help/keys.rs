//! The keyboard.

use leptos::prelude::*;

#[component]
pub fn Keys() -> impl IntoView {
    let rows: [(&[&str], &str); 11] = [
        (&["Ctrl", "K"], "search and go to"),
        (&["?"], "this help"),
        (&["/"], "filter the list"),
        (&["j", "k"], "next and previous row"),
        (&["Enter"], "open the row"),
        (&["x"], "pass the item"),
        (&["f"], "fail the item"),
        (&["b"], "block the item"),
        (&["w"], "waive the item"),
        (&["r"], "run the check again"),
        (&["e", "n"], "evidence, note"),
    ];
    view! {
        <section class="part" aria-labelledby="keyboard">
            <h2 id="keyboard">"Keyboard"</h2>
            <p>"Single keys act only outside fields, and every act has a visible control too. No key signs."</p>
            <dl class="pairs wide keys">
                {rows
                    .into_iter()
                    .map(|(keys, does)| {
                        view! {
                            <div>
                                <dt>{keys.iter().map(|key| view! { <kbd>{*key}</kbd> " " }).collect_view()}</dt>
                                <dd>{does}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </section>
    }
}
