//! Fences of our own writing, with the traits of those that people write: what each is, and what stands in it.

mod commands;
mod lists;
mod other_teams;

use domain::checklist::{Item, ItemKind};
use domain::import::fence::{FenceContext, FenceInput, SectionRole};

fn fence<'a>(info: &'a str, text: &'a str, heading: &'a str, section: SectionRole) -> FenceInput<'a> {
    FenceInput {
        info,
        text,
        first_line: 10,
        context: FenceContext {
            headings: vec!["Plan", heading],
            lead_in: None,
            section,
        },
    }
}

fn led<'a>(text: &'a str, lead_in: &'a str, section: SectionRole) -> FenceInput<'a> {
    FenceInput {
        info: "",
        text,
        first_line: 10,
        context: FenceContext {
            headings: vec!["Plan"],
            lead_in: Some(lead_in),
            section,
        },
    }
}

/// Kind, line and words of each item, nested ones below.
fn outline(items: &[Item]) -> Vec<String> {
    let mut lines = Vec::new();
    for item in items {
        let kind = if item.kind == ItemKind::Check {
            "check"
        } else {
            "step"
        };
        lines.push(format!("{kind} {} {}", item.line, item.text));
        lines.extend(outline(&item.items).into_iter().map(|line| format!("  {line}")));
    }
    lines
}
