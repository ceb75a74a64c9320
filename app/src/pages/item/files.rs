//! Evidence of an item: its files, and the form to add some.

use leptos::prelude::*;

use super::{act_fields, answered};
use crate::{
    backend::{EvidenceRow, ItemPage},
    components::{Icon, PostForm, When},
};

pub fn files(page: &ItemPage) -> AnyView {
    let count = page.evidence.len();
    let id = page.item.id;
    let may = page.head.rights.tick && page.head.state.is_live();
    let fields = act_fields(id);
    view! {
        <section aria-labelledby="evidence-h" id="evidence">
            <h2 id="evidence-h">"Evidence " <span class="count">{count}</span></h2>
            {if count == 0 {
                view! { <p class="quiet small">"No files yet. A picture or a log lets others see what you saw."</p> }.into_any()
            } else {
                table(&page.evidence, false)
            }}
            {may
                .then(|| {
                    view! {
                        <details class="more" open=answered("checks/add_evidence")>
                            <summary>
                                <Icon name="plus" />
                                " Add a file"
                            </summary>
                            <PostForm action="checks/add_evidence" id="add-evidence" class="stack" multipart=true>
                                {fields}
                                <div class="field">
                                    <label for="evidence-files">"Files"</label>
                                    <p class="hint" id="evidence-files-h">
                                        "Pictures, logs, reports; 10 MiB together. Stored with its SHA-256, never changed."
                                    </p>
                                    <input
                                        id="evidence-files"
                                        type="file"
                                        name="files"
                                        multiple=true
                                        required=true
                                        aria-describedby="evidence-files-h"
                                    />
                                </div>
                                <p class="actions"><button class="button">"Add as evidence"</button></p>
                            </PostForm>
                        </details>
                    }
                })}
        </section>
    }
    .into_any()
}

/// Files with type, size, hash, and who captured them when; `of` names the item each belongs to.
pub fn table(evidence: &[EvidenceRow], of: bool) -> AnyView {
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Files">
            <table class="list files">
                <caption class="vh">"Files"</caption>
                <thead>
                    <tr>
                        <th scope="col">"File"</th>
                        {of.then(|| view! { <th scope="col">"Item"</th> })}
                        <th scope="col">"Type"</th>
                        <th scope="col" class="end">"Size"</th>
                        <th scope="col">"SHA-256"</th>
                        <th scope="col">"Captured"</th>
                    </tr>
                </thead>
                <tbody>
                    {evidence
                        .iter()
                        .map(|row| {
                            let hash = row.sha256.to_string();
                            let picture = row.media_type.starts_with("image/");
                            view! {
                                <tr data-row="">
                                    <th scope="row">
                                        <a class="name" href=format!("/evidence/{}", row.id)>{row.name.clone()}</a>
                                        {picture.then(|| view! { <img class="thumb" src=format!("/evidence/{}", row.id) alt="" loading="lazy" /> })}
                                    </th>
                                    {of
                                        .then(|| {
                                            view! {
                                                <td><a href=format!("/items/{}", row.item)>{row.item_text.clone()}</a></td>
                                            }
                                        })}
                                    <td>{row.media_type.clone()}</td>
                                    <td class="end nowrap">{size(row.size_bytes)}</td>
                                    <td><code class="hash">{hash}</code></td>
                                    <td>{row.by.clone()} ", " <When at=row.at /></td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// "12 kB", "3.4 MB"
fn size(bytes: u32) -> String {
    match bytes {
        ..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", f64::from(bytes) / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_rounded_up_and_have_units() {
        let cases = [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1 kB"),
            (12_001, "13 kB"),
            (3_440_000, "3.4 MB"),
        ];
        for (bytes, words) in cases {
            assert_eq!(size(bytes), words);
        }
    }
}
