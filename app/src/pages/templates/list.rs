//! All templates the caller may use.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{TemplateRow, backend, caller},
    components::{Frame, Icon, When, load},
};

#[component]
pub fn TemplatesPage() -> impl IntoView {
    load(async { backend()?.templates(&caller()?).await }, |model| {
        let none = model.templates.is_empty();
        view! {
            <Title text="Templates - Countersign" />
            <Frame nav="templates">
                <div class="head">
                    <div class="line">
                        <h1 tabindex="-1">"Templates"</h1>
                        <a class="button" href="/import">
                            <Icon name="import" />
                            "Import a checklist"
                        </a>
                    </div>
                </div>
                {none
                    .then(|| {
                        view! {
                            <p class="empty">
                                "No templates yet. Import a checklist and keep it as a template: every deployment made from it gets its own copy."
                            </p>
                        }
                    })}
                {(!none).then(|| view! { <Table templates=model.templates /> })}
            </Frame>
        }
    })
}

#[component]
fn Table(templates: Vec<TemplateRow>) -> impl IntoView {
    view! {
        <table class="list stacked gap">
            <caption class="vh">"Templates"</caption>
            <thead>
                <tr>
                    <th scope="col">"Template"</th>
                    <th scope="col">"Team"</th>
                    <th scope="col">"Holds"</th>
                    <th scope="col">"Version"</th>
                    <th scope="col"><span class="vh">"Act"</span></th>
                </tr>
            </thead>
            <tbody>
                {templates
                    .into_iter()
                    .map(|template| {
                        let words = format!("Use {}", template.name);
                        view! {
                            <tr data-row="">
                                <th scope="row">
                                    <a class="name" href=format!("/templates/{}", template.id)>{template.name}</a>
                                </th>
                                <td data-label="Team">{template.team}</td>
                                <td data-label="Holds">{format!("{} phases, {} items", template.phases, template.items)}</td>
                                <td data-label="Version">
                                    {template.version}
                                    <span class="quiet sub">{template.saved_by} ", " <When at=template.saved_at /></span>
                                </td>
                                <td class="end">
                                    <a
                                        class="button mini"
                                        href=format!("/deployments/new?from=template:{}", template.id)
                                        aria-label=words
                                    >
                                        "Use"
                                    </a>
                                </td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
}
