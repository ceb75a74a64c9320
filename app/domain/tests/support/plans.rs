//! Realistic documents of any size: the plan below, again and again with other names and numbers.

#![allow(dead_code)] // the benchmark and the tests use different parts of it

/// A page-long plan with every part that plans usually have.
pub const PAGE: &str = include_str!("../documents/release-page.md");

/// What people write between the steps: without it, two mebibytes would hold more parts than one deployment may have.
const PROSE: &str = "The window was agreed with support and with the team that owns pricing. Until it opens, nobody \
    needs to be awake who is not named above; while it is open, whoever leads the release says each step aloud before \
    it is done and waits for an answer. Figures are read from the dashboards of the region that is being changed, not \
    from the overview, because the overview is a minute late and hides a region that stands still. If two readings \
    differ, the slower one counts. What is decided in the call is written into the channel in one sentence, with the \
    time, so that those who come later can follow it.\n\n";

/// Plans one after the other, up to so many bytes.
pub fn of_bytes(bytes: usize) -> String {
    let mut out = String::with_capacity(bytes);
    for at in 1.. {
        let page = PAGE
            .replace("4.2", &format!("4.{at}"))
            .replace("orders", &format!("orders{at}"));
        let next = format!(
            "{page}
{PROSE}"
        );
        if out.len() + next.len() > bytes {
            break;
        }
        out.push_str(&next);
    }
    out
}
