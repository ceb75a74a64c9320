//! The keyboard.

use leptos::prelude::*;

#[component]
pub fn Keys() -> impl IntoView {
    let rows: [(&[&str], &str); 16] = [
        (&["Ctrl", "K"], "go to, run, sign, copy link, search"),
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
        (&["[", "]"], "earlier and later phase"),
        (&["s"], "the signing page"),
        (&["g b", "g q"], "board, my queue"),
        (&["g t", "g a"], "timeline, audit trail"),
        (&["Esc"], "close, or out of a field"),
    ];
    view! {
        <section class="part" aria-labelledby="keyboard">
            <h2 id="keyboard">"Keyboard"</h2>
            <p>
                "Single keys act only outside fields, and every act has a visible control too. No key signs. "
                <a href="/account#keyboard">"Switch single keys off"</a> "."
            </p>
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
