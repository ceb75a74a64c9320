//! What the linter says of a document: the worst first, each with its rule and its line. What somebody suppressed stays
//! visible, with the reason.

use std::sync::Arc;

use domain::{
    checklist::{Finding, Severity},
    ids::ImportId,
};
use leptos::prelude::*;

use super::wizard::{Step, step_href};
use crate::{
    backend,
    components::{Disclose, Icon},
};

/// Of a draft: open where something is worse than a note.
#[component]
pub fn Findings(model: Arc<backend::ImportPage>) -> impl IntoView {
    let findings = &model.checklist.findings;
    if findings.is_empty() {
        return ().into_any();
    }
    let worst = findings
        .iter()
        .any(|finding| finding.severity > Severity::Note && finding.suppressed.is_none());
    let words = match findings.len() {
        1 => "1 finding in the document".to_owned(),
        many => format!("{many} findings in the document"),
    };
    let list = findings_list(findings, (!model.lines.is_empty()).then_some(model.id));
    view! {
        <Disclose words=words open=worst class="gap">
            {list}
        </Disclose>
    }
    .into_any()
}

/// The findings, with links to the lines of a draft where there is one.
pub fn findings_list(findings: &[Finding], source: Option<ImportId>) -> AnyView {
    view! {
        <ul class="findings">
            {worst_first(findings)
                .into_iter()
                .map(|finding| {
                    let (state, word) = standing(&finding);
                    let accepted = finding.suppressed.map(|reason| format!(" Accepted in the document: {reason}"));
                    let rule = format!("/help#rule-{}", finding.rule);
                    let line = format!("Line {}", finding.line);
                    view! {
                        <li>
                            <span class="state" data-state=state>
                                <Icon name=state />
                                {word}
                            </span>
                            {match source {
                                Some(id) => {
                                    let href = format!("{}#line-{}", step_href(id, Step::Source), finding.line);
                                    view! { <a class="num" href=href>{line}</a> }.into_any()
                                }
                                None => view! { <span class="num">{line}</span> }.into_any(),
                            }}
                            <span>
                                {finding.message} {accepted} " "
                                <a class="quiet small" href=rule><code>{finding.rule}</code></a>
                            </span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}

fn worst_first(findings: &[Finding]) -> Vec<Finding> {
    let mut findings = findings.to_vec();
    findings.sort_by_key(|finding| {
        (
            finding.suppressed.is_some(),
            std::cmp::Reverse(finding.severity),
            finding.line,
        )
    });
    findings
}

fn standing(finding: &Finding) -> (&'static str, &'static str) {
    if finding.suppressed.is_some() {
        return ("unknown", "Accepted");
    }
    match finding.severity {
        Severity::Error => ("fail", "Error"),
        Severity::Warning => ("blocked", "Warning"),
        Severity::Note => ("unknown", "Note"),
    }
}
