//! The checklist while it is being read: what was found so far, what every line became, and ids that are still provisional.

use super::ImportRefused;
use super::fence::SectionRole;
use super::ledger::Ledger;
use super::limits::MAX_PARTS;
use super::topic::Topic;
use crate::checklist::{Checklist, Claim, Fact, Finding, Severity};

pub struct Reader {
    pub out: Checklist,
    pub ledger: Ledger,
    /// Words about what a task waits for, resolved once all tasks are known.
    pub waits: Vec<Wait>,
    /// Who is responsible for what, by the key of the activity: told apart from the work it assigns.
    pub assigned: Vec<(String, String)>,
    /// Group rows of run sheets, by the provisional id of the first task below each.
    pub group_rows: Vec<GroupRow>,
    made: usize,
}

/// "depends on Task 2": who waits, and the words.
pub struct Wait {
    pub holder: Waiting,
    pub words: String,
}

/// What waits, by its provisional id.
pub enum Waiting {
    Task(String),
    Phase(String),
    Document,
}

/// A row of a run sheet that names what the rows below it belong to.
pub struct GroupRow {
    pub line: u32,
    pub words: String,
    pub first_task: String,
}

/// Where in the document the reading stands.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Headings above, outermost first.
    pub headings: Vec<String>,
    pub topic: Topic,
    pub role: SectionRole,
    pub group: Option<String>,
    pub holder: Holder,
    /// A name for what is read here, where the place has one (a procedure, a scenario).
    pub title: String,
    /// Minutes that the place's heading promises or allows.
    pub within_min: Option<i64>,
    /// The provisional id of the task this stands in.
    pub task: Option<String>,
}

/// Who takes what is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holder {
    Task,
    Phase,
    #[default]
    Nobody,
}

impl Reader {
    pub fn new(ledger: Ledger) -> Self {
        Reader {
            out: Checklist::default(),
            ledger,
            waits: Vec::new(),
            assigned: Vec::new(),
            group_rows: Vec::new(),
            made: 0,
        }
    }

    /// A provisional id; the final one depends on where the part ends up.
    pub fn id(&mut self) -> String {
        self.made += 1;
        format!("#{}", self.made)
    }

    pub fn claim(&mut self, line: u32, text: &str) {
        if !text.trim().is_empty() {
            self.ledger.mark(line, line, "claim");
            self.out.claims.push(Claim {
                line,
                text: text.trim().to_owned(),
            });
        }
    }

    pub fn fact(&mut self, line: u32, name: &str, value: &str) {
        self.ledger.mark(line, line, "fact");
        self.out.facts.push(Fact {
            line,
            name: name.to_owned(),
            value: value.to_owned(),
        });
    }

    pub fn note(&mut self, rule: &str, line: u32, message: String) {
        self.out.findings.push(Finding {
            rule: rule.to_owned(),
            severity: Severity::Warning,
            line,
            message,
            suppressed: None,
        });
    }

    /// Refused when more was found than one deployment can carry.
    pub fn within_limits(&self) -> Result<(), ImportRefused> {
        if self.made > MAX_PARTS {
            Err(ImportRefused::TooMany {
                what: "tasks and items".to_owned(),
            })
        } else {
            Ok(())
        }
    }
}
