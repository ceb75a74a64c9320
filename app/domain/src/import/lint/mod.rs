//! The linter: where a document contradicts itself or leaves out what a deployment needs, said as a tech lead would say it.
//! Rules read the imported checklist and its text; they change nothing. False alarms are defects: when in doubt, no finding.

mod checks;
mod claims;
mod consistency;
mod counts;
mod criteria;
mod danger;
mod layout;
mod log_checks;
mod names;
mod people;
mod placeholders;
mod reading;
mod requests;
mod reversal;
mod rule;
mod shell_text;
mod stage;
mod suppress;
mod thresholds;
mod time;
mod timetable;
mod view;
mod way_back;
mod words;

pub use rule::{Group, LintRule};

use crate::checklist::{Checklist, Finding, Severity};
use rule::Hit;
use view::View;

/// The most findings that are kept; one more says how many there were.
pub const MAX_FINDINGS: usize = 500;

/// Every rule, by group, in the order in which they are explained to people.
pub const RULES: [&[LintRule]; 10] = [
    &claims::RULES,
    &people::RULES,
    &criteria::RULES,
    &checks::RULES,
    &danger::RULES,
    &reversal::RULES,
    &time::RULES,
    &consistency::RULES,
    &reading::RULES,
    &suppress::RULES,
];

/// All rules in one row.
pub fn rules() -> impl Iterator<Item = &'static LintRule> {
    RULES.into_iter().flatten()
}

/// What the rules say of a document, in the order of its lines. `text` is the text that was read, secrets masked.
/// Findings that the reading itself left in the checklist are kept; those of an earlier linting are made anew.
pub fn lint(checklist: &Checklist, text: &str) -> Vec<Finding> {
    let view = View::new(checklist, text);
    let read = checklist
        .findings
        .iter()
        .filter(|finding| rules().any(|rule| rule.is_found_by_reading() && rule.id == finding.rule));
    let mut findings: Vec<Finding> = read.cloned().collect();
    for rule in rules() {
        let hits = rule.apply(&view).into_iter();
        findings.extend(hits.map(|Hit { line, message }| Finding {
            rule: rule.id.to_owned(),
            severity: rule.severity,
            line,
            message,
            suppressed: None,
        }));
    }
    suppress::apply(&view, &mut findings);
    capped(findings)
}

/// In document order; where there are too many, the gravest stay.
fn capped(mut findings: Vec<Finding>) -> Vec<Finding> {
    if findings.len() > MAX_FINDINGS {
        findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.line));
        let more = findings.len() - MAX_FINDINGS;
        let line = findings[MAX_FINDINGS].line;
        findings.truncate(MAX_FINDINGS);
        findings.push(Finding {
            rule: "more-findings".to_owned(),
            severity: Severity::Note,
            line,
            message: format!(
                "{more} more {} left out of this list: correct these first and import again.",
                if more == 1 { "finding was" } else { "findings were" }
            ),
            suppressed: None,
        });
    }
    findings.sort_by_key(|finding| finding.line);
    findings
}
