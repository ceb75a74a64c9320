//! Suppressing a finding, always with a reason that stays visible:
//! `<!-- countersign: ignore rule-id: reason -->` on the line before, or directly before or below a heading for its section.

use std::collections::HashMap;

use super::layout::Section;
use super::rule::{Find, Group, Hit, LintRule};
use super::rules;
use super::view::View;
use crate::checklist::{Finding, Severity};

/// A comment that asks for silence, and the lines it covers.
pub struct Suppression<'a> {
    pub line: u32,
    pub rule: &'a str,
    pub reason: &'a str,
    pub from: u32,
    pub to: u32,
}

pub const RULES: [LintRule; 2] = [
    LintRule {
        id: "ignore-without-reason",
        group: Group::Suppression,
        severity: Severity::Warning,
        says: "A comment asks to ignore a rule and gives no reason. It suppresses nothing.",
        why: "A finding may be accepted, but whoever signs must be able to read why. Write `<!-- countersign: ignore rule-id: reason -->`.",
        example: "# Deploy\n\n## Deployment\n\n<!-- countersign: ignore computed-twice -->\n\n- [ ] Run it\n",
        near_miss: "# Deploy\n\n## Deployment\n\n<!-- countersign: ignore computed-twice: both images carry their own stamp -->\n\n- [ ] Run it\n",
        find: Find::Rule(without_reason),
    },
    LintRule {
        id: "ignore-unknown-rule",
        group: Group::Suppression,
        severity: Severity::Warning,
        says: "A comment asks to ignore a rule that does not exist.",
        why: "A misspelt name suppresses nothing, and nobody would notice.",
        example: "# Deploy\n\n<!-- countersign: ignore computed-twise: both carry a stamp -->\n\n- [ ] Run it\n",
        near_miss: "# Deploy\n\n<!-- ignore this section for now -->\n\n- [ ] Run it\n",
        find: Find::Rule(unknown_rule),
    },
];

fn without_reason(view: &View<'_>) -> Vec<Hit> {
    view.suppressions
        .iter()
        .filter(|asked| asked.reason.is_empty())
        .map(|asked| {
            Hit::new(
                asked.line,
                format!(
                    "Line {} ignores {} without a reason, so it suppresses nothing. Say why after a colon.",
                    asked.line,
                    if asked.rule.is_empty() {
                        "no rule"
                    } else {
                        asked.rule
                    }
                ),
            )
        })
        .collect()
}

fn unknown_rule(view: &View<'_>) -> Vec<Hit> {
    view.suppressions
        .iter()
        .filter(|asked| !asked.rule.is_empty() && rules().all(|rule| rule.id != asked.rule))
        .map(|asked| {
            Hit::new(
                asked.line,
                format!(
                    "No rule is called {}: line {} suppresses nothing.",
                    asked.rule, asked.line
                ),
            )
        })
        .collect()
}

/// Marks the findings that a comment with a reason covers. They stay in the list.
pub fn apply(view: &View<'_>, findings: &mut [Finding]) {
    let mut by_rule: HashMap<&str, Vec<&Suppression<'_>>> = HashMap::new();
    for asked in view.suppressions.iter().filter(|asked| !asked.reason.is_empty()) {
        by_rule.entry(asked.rule).or_default().push(asked);
    }
    for finding in findings
        .iter_mut()
        .filter(|finding| !finding.rule.starts_with("ignore-"))
    {
        finding.suppressed = by_rule.get(finding.rule.as_str()).and_then(|asked| {
            asked
                .iter()
                .find(|asked| (asked.from..=asked.to).contains(&finding.line))
                .map(|asked| asked.reason.to_owned())
        });
    }
}

/// Finds the comments of a document. Inside a fence a comment is text.
pub fn read<'a>(lines: &[&'a str], fenced: &[bool], sections: &[Section<'_>]) -> Vec<Suppression<'a>> {
    lines
        .iter()
        .enumerate()
        .filter(|(at, _)| !fenced[*at])
        .filter_map(|(at, line)| {
            let (before, rest) = line.split_once("<!--")?;
            let (comment, _) = rest.split_once("-->")?;
            let asked = comment.trim().strip_prefix("countersign:")?.trim();
            let asked = asked.strip_prefix("ignore")?.trim();
            let (rule, reason) = asked.split_once(':').unwrap_or((asked, ""));
            let (from, to) = covered(lines, fenced, sections, at, !before.trim().is_empty());
            Some(Suppression {
                line: at as u32 + 1,
                rule: rule.trim(),
                reason: reason.trim(),
                from,
                to,
            })
        })
        .collect()
}

/// The lines a comment speaks for: a section where it stands at a heading, else its own line, or the next line with what hangs on it.
fn covered(lines: &[&str], fenced: &[bool], sections: &[Section<'_>], at: usize, beside: bool) -> (u32, u32) {
    let own = at as u32 + 1;
    if beside {
        return (own, own);
    }
    let is_comment = |line: &str| line.trim_start().starts_with("<!-- countersign:");
    let heading = |line: u32| {
        sections
            .binary_search_by_key(&line, |section| section.line)
            .ok()
            .map(|index| (sections[index].line, sections[index].last_line))
    };
    let next =
        (at + 1..lines.len()).find(|next| !lines[*next].trim().is_empty() && !is_comment(lines[*next]));
    let above = (0..at)
        .rev()
        .find(|above| !lines[*above].trim().is_empty() && !is_comment(lines[*above]));
    let section = above
        .and_then(|above| heading(above as u32 + 1))
        .or_else(|| next.and_then(|next| heading(next as u32 + 1)));
    if let Some((from, to)) = section {
        // What is said of the document as a whole stands at its first line.
        return if above.is_none() { (1, to) } else { (from, to) };
    }
    let Some(next) = next else { return (own, own) };
    (next as u32 + 1, last_of_block(lines, fenced, next) as u32 + 1)
}

/// The last line of what begins here: a fence, a table, a paragraph, or a list entry with what is indented below it.
fn last_of_block(lines: &[&str], fenced: &[bool], from: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let begins = lines[from].trim_start();
    let entry = begins.starts_with(['-', '*', '+']) || begins.starts_with(|c: char| c.is_ascii_digit());
    let depth = indent(lines[from]);
    let ends = |at: &usize| {
        let line = lines[*at];
        if fenced[from] {
            !fenced[*at]
        } else if entry {
            !fenced[*at] && indent(line) <= depth && !line.trim().is_empty()
        } else {
            line.trim().is_empty()
        }
    };
    (from + 1..lines.len())
        .find(ends)
        .map_or(lines.len(), |end| end)
        .saturating_sub(1)
        .max(from)
}
