//! What is said about imported documents: every rule with its reason, what it catches and what it lets pass.

use domain::{
    checklist::Severity,
    import::lint::{self, LintRule},
};
use leptos::prelude::*;

#[component]
pub fn Rules() -> impl IntoView {
    view! {
        <section class="part" aria-labelledby="findings">
            <h2 id="findings">"What is said about a document"</h2>
            <p>
                "An import argues with the document where it contradicts itself. A finding stops nothing. One that is meant so is answered in the document, "
                "by a comment with a reason in the line before: "
                <code>"<!-- countersign: ignore rule-name: the reason -->"</code>
                ". It stays in the list, with the reason."
            </p>
            {lint::RULES
                .into_iter()
                .filter_map(|rules| rules.first().map(|first| (first.group.title(), rules)))
                .map(|(title, rules)| view! { <h3>{title}</h3> {rules.iter().map(rule).collect_view()} })
                .collect_view()}
        </section>
    }
}

fn rule(rule: &'static LintRule) -> impl IntoView {
    let severity = match rule.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Note => "Note",
    };
    view! {
        <details class="more" id=format!("rule-{}", rule.id)>
            <summary>
                <code>{rule.id}</code>
                " "
                <span class="quiet">{severity}</span>
                " "
                {rule.says}
            </summary>
            <p>{rule.why}</p>
            {sample("Caught", rule.example)}
            {sample("Let pass", rule.near_miss)}
        </details>
    }
}

fn sample(title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <p class="small quiet">{title}</p>
        <pre class="output" tabindex="0" role="group" aria-label=title>
            {text}
        </pre>
    }
}
