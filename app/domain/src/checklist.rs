//! The checklist: what an import yields, what a template stores, what a deployment starts from.
//! Its JSON is the format `countersign-checklist/1`; `None` is "not said" and is written as `null`, never left out.

use serde::{Deserialize, Serialize};

use crate::check::{CheckSpec, ProbeKind, ProbeSpec, Rule};

/// The name of the format, written into every document.
pub const FORMAT: &str = "countersign-checklist/1";

/// A whole imported document. Order in every list is the order of the document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checklist {
    pub format: String,
    pub source: Source,
    pub title: String,
    pub claims: Vec<Claim>,
    pub facts: Vec<Fact>,
    pub phases: Vec<Phase>,
    /// Items that stand in no phase.
    pub items: Vec<Item>,
    pub snippets: Vec<Snippet>,
    pub success_criteria: Vec<Criterion>,
    pub rollback_triggers: Vec<Trigger>,
    pub rollback_procedures: Vec<Procedure>,
    pub targets: Vec<Target>,
    pub alerts: Vec<Alert>,
    pub risks: Vec<Risk>,
    pub contacts: Vec<Contact>,
    pub timeline: Vec<TimelineRow>,
    pub environment_variables: Vec<EnvironmentVariable>,
    pub follow_ups: Vec<FollowUp>,
    pub messages: Vec<Message>,
    pub tables: Vec<Table>,
    pub secrets: Vec<SecretFound>,
    pub findings: Vec<Finding>,
    /// Every heading of the document and what it became.
    pub headings: Vec<HeadingFound>,
    /// Words that became nothing else: kept as text.
    pub notes: Vec<Note>,
    pub ledger: Vec<LedgerSpan>,
}

/// Where the text came from and what was done to read it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
    pub encoding: String,
    /// Whether the source began with a byte-order mark, which the text does not hold any more.
    pub bom: bool,
    pub repair: Option<Repair>,
}

/// An undone double encoding: which decodings were reversed, and every run of characters it touched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Repair {
    pub chain: Vec<String>,
    pub exact: u32,
    pub uncertain: u32,
    pub runs: Vec<RepairRun>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RepairRun {
    pub line: u32,
    pub from: String,
    pub to: String,
    pub exact: bool,
}

/// What the document says of itself. Kept, shown, never counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    pub line: u32,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    pub line: u32,
    pub name: String,
    pub value: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    pub id: String,
    pub line: u32,
    pub ordinal: u32,
    /// The number as written; it may restart in every part of the document.
    pub number: Option<String>,
    pub title: String,
    /// The part of the document the phase stands in, where phases restart.
    pub stage: Option<String>,
    pub stated_time: Option<String>,
    pub window: Option<Window>,
    pub duration_min: Option<Minutes>,
    pub claim: Option<String>,
    pub tasks: Vec<Task>,
    /// Items that stand under the phase, in no task.
    pub items: Vec<Item>,
}

/// A time window in minutes after its anchor; for the clock, after the midnight of its date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    pub anchor: Anchor,
    pub from_min: Option<i64>,
    pub to_min: Option<i64>,
    /// The day on which a clock window begins (`2026-03-01`), where the document names it beyond doubt.
    #[serde(default)]
    pub date: Option<String>,
    /// The zone of a clock window, as written (`CET`, `UTC+2`).
    #[serde(default)]
    pub zone: Option<String>,
}

impl Window {
    /// A window without a date of its own.
    pub fn new(anchor: Anchor, from_min: Option<i64>, to_min: Option<i64>) -> Self {
        Window {
            anchor,
            from_min,
            to_min,
            date: None,
            zone: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    Now,
    T0,
    Previous,
    Clock,
}

/// A length of time in whole minutes; a single value has `min == max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    pub min: i64,
    pub max: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offset {
    pub anchor: Anchor,
    pub from_min: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub id: String,
    pub line: u32,
    /// The number as written ("1", "2.3"): text, not a key, since numbering may restart.
    pub number: Option<String>,
    pub title: String,
    pub owner_text: Option<String>,
    pub owners: Vec<String>,
    pub stated_time: Option<String>,
    pub estimate_min: Option<Minutes>,
    pub offset: Option<Offset>,
    pub purpose: Option<String>,
    pub blocker: Option<String>,
    pub success: Option<String>,
    pub rollback: Option<String>,
    pub option: Option<TaskOption>,
    pub depends_on: Vec<String>,
    pub repeat: Option<String>,
    /// Words below the task that are none of the above: notes of the author's.
    pub details: Vec<String>,
    pub items: Vec<Item>,
}

/// One of several ways to do the same thing: exactly one of a group is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskOption {
    pub group: String,
    pub name: String,
    pub recommended: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub id: String,
    pub line: u32,
    pub text: String,
    pub kind: ItemKind,
    pub mode: ItemMode,
    /// `Some(true)` where a box was ticked, `Some(false)` for an open box or a mark used as a bullet.
    pub claimed: Option<bool>,
    /// The mark that stood in front of the line, where it was not a box (`✅`, `⏳`).
    pub glyph: Option<String>,
    /// The heading or bold line the item stands under, where that is neither a phase nor a task.
    pub group: Option<String>,
    pub owner_text: Option<String>,
    pub owners: Vec<String>,
    pub stated_time: Option<String>,
    pub estimate_min: Option<Minutes>,
    /// Lines below the item that are no items themselves.
    pub details: Vec<String>,
    pub command: Option<Command>,
    pub check: Option<CheckDraft>,
    /// The check that a person accepted for this item: only this is measured by a machine, never the proposal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<CheckSpec>,
    pub items: Vec<Item>,
}

/// A step is done; a check is verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    #[default]
    Step,
    Check,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemMode {
    #[default]
    Manual,
    Automated,
}

/// Text that would run. Never run because a document says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Command {
    pub line: u32,
    pub interpreter: String,
    pub text: String,
    pub effect: Effect,
    /// Why the effect is what it is, as a short sentence.
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Reads,
    #[default]
    Unknown,
    Changes,
    Destroys,
}

/// What an imported line proposes to verify: the probe it would need and what it expects.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckDraft {
    pub probe: Option<ProbeKind>,
    /// What the probe needs, by kind; placeholders stay as `{{NAME}}`.
    pub spec: Option<serde_json::Value>,
    pub expectations: Vec<Expectation>,
}

impl CheckDraft {
    /// The check as the document proposes it, where a probe of ours could measure it and a rule could judge it.
    pub fn proposed(&self) -> Option<CheckSpec> {
        let probe = ProbeSpec::from_draft(self.probe?, self.spec.as_ref()?)?;
        let rules: Vec<Rule> = self
            .expectations
            .iter()
            .filter(|expectation| expectation.compiled)
            .flat_map(|expectation| expectation.rules.clone())
            .collect();
        (!rules.is_empty()).then(|| CheckSpec::new(probe, rules))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Expectation {
    pub line: u32,
    pub text: String,
    /// False where no rule can state the words.
    pub compiled: bool,
    pub rules: Vec<Rule>,
    /// What the rules mean, or who judges the words where no rule does.
    pub sentence: Option<String>,
}

impl Expectation {
    /// No rule states the words, and nobody has said yet who judges them.
    pub fn asks(&self) -> bool {
        !self.compiled && self.sentence.is_none()
    }
}

/// A fence of the document and what it turned out to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snippet {
    pub line: u32,
    pub language: String,
    pub lines: u32,
    pub role: SnippetRole,
    pub items: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SnippetRole {
    Checks,
    Steps,
    Session,
    ExpectedOutput,
    LogPattern,
    Targets,
    Alerts,
    Message,
    Config,
    Checklist,
    Program,
    Text,
    Mixed,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    pub line: u32,
    pub text: String,
    pub group: Option<String>,
    /// The item that is this criterion, where the line was a box.
    pub item: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trigger {
    pub line: u32,
    pub text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Procedure {
    pub line: u32,
    pub title: String,
    pub task: Option<String>,
    /// The time the document promises the way back takes.
    pub objective_min: Option<i64>,
    pub steps: Vec<ProcedureStep>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProcedureStep {
    pub line: u32,
    pub text: String,
    pub command: Option<Command>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub line: u32,
    pub text: String,
    pub group: Option<String>,
    pub metric: Option<String>,
    pub statistic: Option<String>,
    pub comparator: Option<String>,
    pub value: Option<f64>,
    pub unit: Option<String>,
    pub item: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    pub line: u32,
    pub severity: Option<String>,
    pub text: String,
    pub metric: Option<String>,
    pub comparator: Option<String>,
    pub value: Option<f64>,
    pub unit: Option<String>,
    pub for_min: Option<i64>,
    pub absence: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    pub line: u32,
    pub kind: RiskKind,
    pub level: Option<String>,
    pub title: String,
    pub checks: Vec<String>,
    pub impact: Option<String>,
    pub mitigation: Option<String>,
    pub rollback: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskKind {
    Scenario,
    Risk,
    Limitation,
    KnownIssue,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    pub line: u32,
    pub role: String,
    pub value: String,
    /// True where nobody filled it in yet.
    pub placeholder: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimelineRow {
    pub line: u32,
    pub title: String,
    pub duration_text: Option<String>,
    pub duration_min: Option<Minutes>,
    pub start_text: Option<String>,
    pub end_text: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnvironmentVariable {
    pub line: u32,
    pub name: String,
    pub required: bool,
    pub secret: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FollowUp {
    pub line: u32,
    pub text: String,
    pub group: Option<String>,
    pub within_min: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub line: u32,
    pub audience: Option<String>,
    pub title: Option<String>,
    pub sections: Vec<MessageSection>,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageSection {
    pub title: String,
    pub lines: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub line: u32,
    pub title: Option<String>,
    pub headers: Vec<String>,
    pub rows: u32,
    /// A group row has one cell.
    pub cells: Vec<Vec<String>>,
}

/// A value that looked like a secret; the value itself is not kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecretFound {
    pub line: u32,
    pub name: String,
    pub kind: String,
}

/// What the linter says: which rule, how grave, where, in a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub rule: String,
    pub severity: Severity,
    pub line: u32,
    pub message: String,
    /// The reason the document gives for leaving this as it is; the finding stays in the list.
    #[serde(default)]
    pub suppressed: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Note,
    Warning,
    Error,
}

/// A heading, what it became in ledger words, and the part that bears it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadingFound {
    pub line: u32,
    pub level: u8,
    pub title: String,
    pub kind: String,
    pub id: Option<String>,
}

/// A line of the document that became nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub line: u32,
    pub text: String,
}

/// A span of source bytes and what it became; the spans join up to the whole source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerSpan {
    pub from: u64,
    pub to: u64,
    pub kind: String,
    pub id: Option<String>,
}

impl Checklist {
    /// Every item, nested ones too, in document order: phases (their own items first, then tasks), then loose items.
    pub fn all_items(&self) -> impl Iterator<Item = &Item> {
        let mut found = Vec::new();
        for phase in &self.phases {
            collect(&phase.items, &mut found);
            for task in &phase.tasks {
                collect(&task.items, &mut found);
            }
        }
        collect(&self.items, &mut found);
        found.into_iter()
    }
}

fn collect<'a>(items: &'a [Item], found: &mut Vec<&'a Item>) {
    for item in items {
        found.push(item);
        collect(&item.items, found);
    }
}
