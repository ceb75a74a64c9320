//! One rule of the linter: its name, what it says and why, an example that it catches and a near miss that it lets pass.

use super::view::View;
use crate::checklist::Severity;

/// A documented rule. The texts are written for the people who read a finding and ask what it means.
pub struct LintRule {
    /// Kebab-case; stands in every finding, and in the comment that suppresses one.
    pub id: &'static str,
    pub group: Group,
    pub severity: Severity,
    pub says: &'static str,
    pub why: &'static str,
    /// A document that gets the finding.
    pub example: &'static str,
    /// A document much like it that does not.
    pub near_miss: &'static str,
    pub(super) find: Find,
}

#[derive(Clone, Copy)]
pub(super) enum Find {
    Rule(fn(&View<'_>) -> Vec<Hit>),
    /// The importer notices it while reading.
    Reading,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Claims,
    People,
    Criteria,
    Checks,
    Danger,
    Reversal,
    Time,
    Consistency,
    Reading,
    Suppression,
}

impl Group {
    /// The heading under which people find its rules.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Claims => "Claims",
            Self::People => "People",
            Self::Criteria => "Criteria",
            Self::Checks => "Checks",
            Self::Danger => "Danger",
            Self::Reversal => "The way back",
            Self::Time => "Time",
            Self::Consistency => "Consistency",
            Self::Reading => "Reading",
            Self::Suppression => "Suppressing a finding",
        }
    }
}

impl LintRule {
    pub(super) fn is_found_by_reading(&self) -> bool {
        matches!(self.find, Find::Reading)
    }

    pub(super) fn apply(&self, view: &View<'_>) -> Vec<Hit> {
        match self.find {
            Find::Rule(find) => find(view),
            Find::Reading => Vec::new(),
        }
    }
}

/// Where a rule found something, and its sentence.
pub(super) struct Hit {
    pub line: u32,
    pub message: String,
}

impl Hit {
    pub fn new(line: u32, message: impl Into<String>) -> Self {
        Hit {
            line,
            message: message.into(),
        }
    }
}
