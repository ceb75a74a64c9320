//! The palette: where one can go from here, what one can do here, and what was found. It offers what the pages offer; each
//! entry leads to a page or presses a control of the page, so nothing is done here.

use app::{
    api::error::ApiError,
    backend::{DeploymentPage, Deployments},
};
use domain::{actor::Caller, ids::DeploymentId};
use serde::Serialize;

use crate::state::Server;

/// Of each kind that was searched for.
const FOUND: usize = 8;
/// Shorter words find too much.
const SEARCHED_FROM: usize = 2;

/// One line of the palette.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub group: &'static str,
    pub words: String,
    pub hint: String,
    #[serde(flatten)]
    pub does: Does,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// Goes to an address.
    To(String),
    /// Presses the control of the page with this id; where the page has none, the entry is not shown.
    Press(String),
    /// Copies an address.
    Copy(String),
}

/// What the palette offers on the page at `at`, for what was typed.
///
/// # Errors
/// Refused when the database does not answer.
pub async fn entries(server: &Server, caller: &Caller, at: &str, text: &str) -> Result<Vec<Entry>, ApiError> {
    let mut entries = Vec::new();
    if let Some(id) = deployment_at(at) {
        match server.deployment(caller, id).await {
            Ok(page) => entries.extend(here(&page)),
            // Gone, or not theirs: the palette says no more than the page does.
            Err(ApiError::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    if at.starts_with('/') && !at.starts_with("//") {
        entries.push(entry(
            "Here",
            "Copy the link to this page",
            Does::Copy(at.to_owned()),
        ));
    }
    entries.extend(everywhere(caller));
    let words: Vec<String> = text
        .to_lowercase()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    entries.retain(|entry| {
        let said = format!("{} {} {}", entry.group, entry.words, entry.hint).to_lowercase();
        words.iter().all(|word| said.contains(word))
    });
    if text.trim().chars().count() >= SEARCHED_FROM {
        entries.extend(found(server, caller, text).await?);
    }
    Ok(entries)
}

fn entry(group: &'static str, words: impl Into<String>, does: Does) -> Entry {
    Entry {
        group,
        words: words.into(),
        hint: String::new(),
        does,
    }
}

fn deployment_at(at: &str) -> Option<DeploymentId> {
    let rest = at.strip_prefix("/deployments/")?;
    rest.split(['/', '?', '#']).next()?.parse().ok()
}

/// What can be done with the deployment one looks at, and its pages.
fn here(page: &DeploymentPage) -> Vec<Entry> {
    let head = &page.head;
    let base = format!("/deployments/{}", head.id);
    let mut entries = Vec::new();
    if let Some(readiness) = &page.readiness {
        let sign = format!("{base}/phases/{}/sign", readiness.ordinal);
        let words = if readiness.may_sign {
            format!("Review and sign phase {}", readiness.ordinal)
        } else {
            format!("See what is signed in phase {}", readiness.ordinal)
        };
        entries.push(entry("Here", words, Does::To(sign)));
    }
    if head.rights.tick && head.state.is_live() {
        for phase in &page.phases {
            let words = format!("Run all checks of phase {}", phase.ordinal);
            entries.push(entry(
                "Here",
                words,
                Does::Press(format!("run-phase-{}", phase.id)),
            ));
        }
    }
    for phase in &page.phases {
        let words = format!("Phase {}: {}", phase.ordinal, phase.title);
        let mut line = entry("Here", words, Does::To(format!("{base}?phase={}", phase.ordinal)));
        line.hint = phase.state.word().to_owned();
        entries.push(line);
    }
    let pages = [
        ("Timeline", "timeline", true),
        ("Evidence", "evidence", true),
        ("Summary", "summary", true),
        ("People", "people", true),
        ("History", "history", head.rights.read_audit),
    ];
    entries.extend(
        pages
            .into_iter()
            .filter(|(_, _, may)| *may)
            .map(|(words, path, _)| entry("Here", words, Does::To(format!("{base}/{path}")))),
    );
    entries
}

fn everywhere(caller: &Caller) -> Vec<Entry> {
    let oversees = caller.admin || caller.auditor;
    [
        ("Deployments", "/", true),
        ("My queue", "/q", true),
        ("Import a checklist", "/import", true),
        ("New deployment", "/deployments/new", true),
        ("Templates", "/templates", true),
        ("Services", "/services", true),
        ("Teams", "/teams", true),
        ("Environments", "/environments", true),
        ("Audit trail", "/audit", oversees),
        ("Admin", "/admin", caller.admin),
        ("People", "/admin/people", caller.admin),
        ("Your account", "/account", true),
        ("Help and keys", "/help", true),
    ]
    .into_iter()
    .filter(|(_, _, may)| *may)
    .map(|(words, to, _)| entry("Go to", words, Does::To(to.to_owned())))
    .collect()
}

async fn found(server: &Server, caller: &Caller, text: &str) -> Result<Vec<Entry>, ApiError> {
    let found = server.search(caller, text).await?;
    let deployments = found.deployments.into_iter().take(FOUND).map(|row| Entry {
        group: "Found",
        words: format!("{} {}", row.title, row.version),
        hint: format!("{}, {}", row.environment, row.state.title()),
        does: Does::To(format!("/deployments/{}", row.id)),
    });
    let line = |(words, hint, to)| Entry {
        group: "Found",
        words,
        hint,
        does: Does::To(to),
    };
    let items = found.items.into_iter().take(FOUND).map(line);
    let others = found
        .others
        .into_iter()
        .take(FOUND)
        .map(|(kind, name, to)| line((name, kind, to)));
    Ok(deployments.chain(items).chain(others).collect())
}
