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
                    let (state, word) = look(&finding);
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
                                {finding.message} " "
                                <a class="quiet small" href=rule><code>{finding.rule}</code></a>
                                {finding.suppressed.map(|reason| view! { <span class="sub quiet">"Suppressed in the document: " {reason}</span> })}
                            </span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}

/// Those that somebody suppressed come last.
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

fn look(finding: &Finding) -> (&'static str, &'static str) {
    match (finding.severity, &finding.suppressed) {
        (_, Some(_)) => ("waived", "Suppressed"),
        (Severity::Error, None) => ("fail", "Error"),
        (Severity::Warning, None) => ("blocked", "Warning"),
        (Severity::Note, None) => ("unknown", "Note"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_comes_first_and_the_suppressed_last() {
        let finding = |rule: &str, severity, line, suppressed: Option<&str>| Finding {
            rule: rule.to_owned(),
            severity,
            line,
            message: String::new(),
            suppressed: suppressed.map(str::to_owned),
        };
        let found = [
            finding("vague", Severity::Note, 1, None),
            finding("known", Severity::Error, 2, Some("agreed with Ops")),
            finding("later", Severity::Error, 9, None),
            finding("early", Severity::Error, 3, None),
            finding("empty", Severity::Warning, 4, None),
        ];
        let rules: Vec<_> = worst_first(&found)
            .into_iter()
            .map(|finding| finding.rule)
            .collect();
        assert_eq!(rules, ["early", "later", "empty", "vague", "known"]);
        assert_eq!(look(&found[1]).1, "Suppressed");
    }
}
