//! Sign-offs: what a signer sees, the hash that binds the signature to it, and who may sign.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    canonical::{self, Hash, NotCanonical},
    gate::{Blocker, Requirement},
    ids::{DeploymentId, EvidenceId, GateId, ItemId, PersonId, ResultId, WaiverId},
    item::{Mark, Outcome},
    role::Role,
    role_names::RoleNames,
};

/// The version line of the hash; a change of [`SigningView`] makes a new one.
pub const VIEW_VERSION: &str = "countersign.signing-view.v1";

/// What the signature means. A fixed list, printed with the name and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    Reviewed,
    Approved,
    Responsible,
    Witnessed,
}

impl Meaning {
    pub const ALL: [Meaning; 4] = [Self::Reviewed, Self::Approved, Self::Responsible, Self::Witnessed];

    pub fn title(self) -> &'static str {
        match self {
            Self::Reviewed => "Reviewed",
            Self::Approved => "Approved",
            Self::Responsible => "Responsible",
            Self::Witnessed => "Witnessed",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Reviewed => "reviewed",
            Self::Approved => "approved",
            Self::Responsible => "responsible",
            Self::Witnessed => "witnessed",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|meaning| meaning.key() == key)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approve,
    ApproveWithCondition,
    Refuse,
}

impl Decision {
    pub fn key(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::ApproveWithCondition => "approve_with_condition",
            Self::Refuse => "refuse",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Approve, Self::ApproveWithCondition, Self::Refuse]
            .into_iter()
            .find(|d| d.key() == key)
    }

    pub fn approves(self) -> bool {
        self != Self::Refuse
    }

    /// A condition and a refusal say something; a plain approval need not.
    pub fn needs_words(self) -> bool {
        self != Self::Approve
    }
}

/// Exactly what the page shows a signer. Its hash is what is signed; it is kept whole with the signature.
/// It holds no age and no colour: only what was recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SigningView {
    pub deployment: DeploymentId,
    pub title: String,
    pub service: String,
    pub version: String,
    pub environment: String,
    pub commit: Option<String>,
    pub image: Option<String>,
    pub checklist_revision: u32,
    pub gate: GateId,
    pub phase_ordinal: u32,
    pub phase_title: String,
    pub question: String,
    pub requirements: Vec<Requirement>,
    pub items: Vec<SigningItem>,
    pub accepted_risks: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SigningItem {
    pub item: ItemId,
    pub text: String,
    /// The task it stands in.
    pub task: Option<String>,
    /// For an automated check: its specification, as a sentence.
    pub expectation: Option<String>,
    pub mark: Mark,
    pub result: Option<SigningResult>,
    pub waiver: Option<SigningWaiver>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SigningResult {
    pub id: ResultId,
    pub outcome: Outcome,
    pub by: String,
    pub note: Option<String>,
    pub at: DateTime<Utc>,
    pub evidence: Vec<SigningEvidence>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SigningEvidence {
    pub id: EvidenceId,
    pub name: String,
    pub sha256: Hash,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SigningWaiver {
    pub id: WaiverId,
    pub by: String,
    pub role: Role,
    pub reason: String,
    pub until: DateTime<Utc>,
}

impl SigningView {
    /// The hash over the canonical bytes of the view.
    ///
    /// # Errors
    /// Never for values of these types; the type system cannot say so.
    pub fn hash(&self) -> Result<Hash, NotCanonical> {
        canonical::hash(VIEW_VERSION, self)
    }

    /// The points a signer has to tick one by one: waivers and accepted risks, named by a key that the form carries.
    pub fn open_points(&self) -> Vec<OpenPoint> {
        let waivers = self.items.iter().filter_map(|item| {
            item.waiver.as_ref().map(|waiver| OpenPoint {
                key: waiver.id.to_string(),
                text: format!(
                    "Waived: {}, by {} ({}), \"{}\", until {}",
                    item.text,
                    waiver.by,
                    waiver.role,
                    waiver.reason,
                    waiver.until.format("%-d %b %Y")
                ),
            })
        });
        let risks = self
            .accepted_risks
            .iter()
            .enumerate()
            .map(|(index, risk)| OpenPoint {
                key: format!("risk-{index}"),
                text: format!("Accepted risk: {risk}"),
            });
        waivers.chain(risks).collect()
    }

    /// What differs from an earlier view, as sentences: for a signer whose page went out of date.
    pub fn changes_since(&self, earlier: &SigningView) -> Vec<String> {
        let mut changes = Vec::new();
        for item in &self.items {
            match earlier.items.iter().find(|before| before.item == item.item) {
                None => changes.push(format!("\"{}\" was added", item.text)),
                Some(before) if before == item => {}
                Some(before) if before.mark != item.mark => changes.push(format!(
                    "\"{}\" was {} and is now {}",
                    item.text,
                    before.mark.word().to_lowercase(),
                    item.mark.word().to_lowercase()
                )),
                Some(before) if before.text != item.text => {
                    changes.push(format!("\"{}\" now reads \"{}\"", before.text, item.text));
                }
                Some(before) if before.expectation != item.expectation => {
                    changes.push(format!("\"{}\" now expects something else", item.text));
                }
                Some(_) => changes.push(format!("\"{}\" has a newer result or waiver", item.text)),
            }
        }
        for before in &earlier.items {
            if !self.items.iter().any(|item| item.item == before.item) {
                changes.push(format!("\"{}\" was removed", before.text));
            }
        }
        if self.requirements != earlier.requirements || self.question != earlier.question {
            changes.push("the gate's question or its signers changed".to_owned());
        }
        if (&self.version, &self.commit, &self.image) != (&earlier.version, &earlier.commit, &earlier.image) {
            changes.push("the version, commit or image changed".to_owned());
        }
        if self.accepted_risks != earlier.accepted_risks {
            changes.push("the accepted risks changed".to_owned());
        }
        changes
    }
}

/// A point that a signer ticks by itself before signing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenPoint {
    pub key: String,
    pub text: String,
}

/// Why a signature was not taken. Each says what to do next.
#[derive(Clone, Debug, PartialEq, Error, Serialize, Deserialize)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum SignOffRefused {
    #[error("This deployment is not live, so nothing can be signed.")]
    NotLive,
    #[error("{} in the way. Fix, waive or accept first: the list is on the deployment page.", stand(.blockers.len()))]
    Blocked { blockers: Vec<Blocker> },
    #[error("{}", only(role.title()))]
    LacksRole { role: Role },
    #[error("{}", not_asked(role.title()))]
    RoleNotAsked { role: Role },
    #[error("You have signed this gate already. One person signs once, in one role.")]
    AlreadySigned,
    #[error("You created this deployment, so someone else must sign.")]
    Author,
    #[error("Evidence changed since you opened this page. Review what changed, then sign.")]
    Changed { changes: Vec<String> },
    #[error("Choose what you state: approve, approve with a condition, or refuse.")]
    NoDecision,
    #[error("Say it in a few words: a condition or a refusal needs its reason.")]
    NeedsWords,
    #[error("Tick each waiver and accepted risk to show that you have seen it. {missing} left.")]
    PointsOpen { missing: u32 },
}

impl SignOffRefused {
    /// The refusal in the words of a team that has names of its own for the roles.
    pub fn words(&self, names: &RoleNames) -> String {
        match self {
            Self::LacksRole { role } => only(names.of(*role)),
            Self::RoleNotAsked { role } => not_asked(names.of(*role)),
            other => other.to_string(),
        }
    }
}

fn only(role: &str) -> String {
    format!("Only {role} of this deployment can sign here. You can add a note or ask them.")
}

fn not_asked(role: &str) -> String {
    format!("This gate does not ask for {role}.")
}

fn stand(count: usize) -> String {
    if count == 1 {
        "1 thing stands".to_owned()
    } else {
        format!("{count} things stand")
    }
}

/// What a signer sent.
#[derive(Clone, Debug)]
pub struct Statement<'a> {
    pub role: Role,
    pub decision: Decision,
    pub words: &'a str,
    /// The keys of the open points that were ticked.
    pub seen_points: &'a [String],
    /// The hash of the view that the signer's page showed.
    pub seen: Hash,
}

/// What the decision to take a signature rests on, read under the lock of the gate row.
#[derive(Clone, Debug)]
pub struct SignFacts<'a> {
    pub live: bool,
    pub blockers: &'a [Blocker],
    pub signer: PersonId,
    pub author: PersonId,
    /// Roles the signer holds in this deployment.
    pub roles: &'a [Role],
    pub signatures: &'a [crate::gate::Signature],
    pub view: &'a SigningView,
    /// The view of the signer's page, where it is still known.
    pub earlier: Option<&'a SigningView>,
}

/// Judges whether the signature can be taken. A refusal (`Decision::Refuse`) may be given over open items.
///
/// # Errors
/// Refused as [`SignOffRefused`] says.
pub fn judge(statement: &Statement<'_>, facts: &SignFacts<'_>) -> Result<(), SignOffRefused> {
    if !facts.live {
        return Err(SignOffRefused::NotLive);
    }
    if !facts
        .view
        .requirements
        .iter()
        .any(|requirement| requirement.role == statement.role)
    {
        return Err(SignOffRefused::RoleNotAsked { role: statement.role });
    }
    if !facts.roles.contains(&statement.role) {
        return Err(SignOffRefused::LacksRole { role: statement.role });
    }
    if facts.signer == facts.author {
        return Err(SignOffRefused::Author);
    }
    if facts
        .signatures
        .iter()
        .any(|signature| signature.person == facts.signer && signature.stands)
    {
        return Err(SignOffRefused::AlreadySigned);
    }
    let current = facts
        .view
        .hash()
        .map_err(|_| SignOffRefused::Changed { changes: Vec::new() })?;
    if current != statement.seen {
        let changes = facts
            .earlier
            .map(|earlier| facts.view.changes_since(earlier))
            .unwrap_or_default();
        return Err(SignOffRefused::Changed { changes });
    }
    let stopping: Vec<_> = facts
        .blockers
        .iter()
        .filter(|blocker| blocker.stops_signing())
        .cloned()
        .collect();
    if statement.decision.approves() && !stopping.is_empty() {
        return Err(SignOffRefused::Blocked { blockers: stopping });
    }
    if statement.decision.needs_words() && statement.words.trim().is_empty() {
        return Err(SignOffRefused::NeedsWords);
    }
    let points = facts.view.open_points();
    let missing = points
        .iter()
        .filter(|point| !statement.seen_points.contains(&point.key))
        .count();
    if statement.decision.approves() && missing > 0 {
        return Err(SignOffRefused::PointsOpen {
            missing: u32::try_from(missing).unwrap_or(u32::MAX),
        });
    }
    Ok(())
}

/// True when a change of an item's mark takes the ground from under the signatures of its phase.
/// The same outcome measured again does not.
pub fn voids(before: Mark, after: Mark) -> bool {
    before != after && !(before == Mark::Running || after == Mark::Running)
}

#[cfg(test)]
#[path = "signoff_tests.rs"]
mod tests;
