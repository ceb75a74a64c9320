//! All files of a deployment.

use domain::ids::DeploymentId;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{backend, caller},
    components::{Frame, load},
    pages::{
        address::in_path,
        deployment::head::{Tab, head, name},
        item::files::table,
    },
};

#[component]
pub fn EvidencePage() -> impl IntoView {
    let id = in_path::<DeploymentId>("id");
    load(
        async move { backend()?.evidence_list(&caller()?, id?).await },
        |page| {
            let count = page.evidence.len();
            let title = format!(
                "{count} {} - Evidence of {} - Countersign",
                if count == 1 { "file" } else { "files" },
                name(&page.head)
            );
            view! {
                <Title text=title />
                <Frame class="deployment" nav="board" live=format!("deployment/{}", page.head.id)>
                    {head(&page.head, Tab::Evidence, ().into_any())}
                    <p class="aside quiet">
                        "Every file anybody attached, with the hash it was stored under. Nothing here can be changed or removed. \
                         Compare a downloaded file with "
                        <code>"sha256sum"</code>
                        "."
                    </p>
                    {if count == 0 {
                        view! {
                            <div class="empty">
                                <h2>"No evidence yet"</h2>
                                <p>"Pictures and logs come with a result, from the queue or from the page of an item."</p>
                                <p class="actions"><a class="button" href="/q">"Go to my queue"</a></p>
                            </div>
                        }
                            .into_any()
                    } else {
                        table(&page.evidence, true)
                    }}
                </Frame>
            }
        },
    )
}
