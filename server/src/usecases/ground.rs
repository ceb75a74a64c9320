//! How deployments stand: their rows, read for all of them at once, and what follows from them.

use std::collections::{BTreeMap, BTreeSet};

use app::api::error::ApiError;
use chrono::{DateTime, Duration, Utc};
use domain::{
    gate::Signature,
    ids::{DeploymentId, GateId, ItemId, PhaseId, TaskId},
    item::{ItemFacts, Standing, Tally, roll_up, standing},
    readiness::{self, Choice, Leaf, Obstacle, PhaseGround, PhaseReading, Refusal},
};
use sqlx::PgConnection;
use store::{items, phases::Phase, signoffs::SignOff, tasks::Task};

use super::errors::OrApi;

/// The rows of one deployment and their reading. All lists are in the order of the checklist.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    pub phases: Vec<Phase>,
    pub tasks: Vec<Task>,
    pub items: Vec<items::Standing>,
    pub signoffs: Vec<SignOff>,
    /// One for each phase.
    pub grounds: Vec<PhaseGround>,
    pub readings: Vec<PhaseReading>,
    standings: BTreeMap<ItemId, Standing>,
    children: BTreeMap<ItemId, Vec<usize>>,
    places: BTreeMap<ItemId, usize>,
}

/// Reads deployments with four queries, however many and however long.
///
/// # Errors
/// Refused when the database does not answer.
pub async fn load(
    conn: &mut PgConnection,
    ids: &[DeploymentId],
    now: DateTime<Utc>,
) -> Result<BTreeMap<DeploymentId, Ground>, ApiError> {
    let mut found: BTreeMap<DeploymentId, Ground> = ids.iter().map(|id| (*id, Ground::default())).collect();
    if ids.is_empty() {
        return Ok(found);
    }
    for phase in store::phases::of_deployments(conn, ids).await.api()? {
        found.entry(phase.deployment).or_default().phases.push(phase);
    }
    for task in store::tasks::of_deployments(conn, ids).await.api()? {
        found.entry(task.deployment).or_default().tasks.push(task);
    }
    for item in store::items::standings(conn, ids).await.api()? {
        found.entry(item.deployment).or_default().items.push(item);
    }
    for signoff in store::signoffs::of_deployments(conn, ids).await.api()? {
        found
            .entry(signoff.deployment)
            .or_default()
            .signoffs
            .push(signoff);
    }
    for ground in found.values_mut() {
        ground.read(now);
    }
    Ok(found)
}

/// One deployment.
///
/// # Errors
/// As [`load`].
pub async fn load_one(
    conn: &mut PgConnection,
    id: DeploymentId,
    now: DateTime<Utc>,
) -> Result<Ground, ApiError> {
    Ok(load(conn, &[id], now).await?.remove(&id).unwrap_or_default())
}

/// What an item's standing follows from.
pub fn facts(item: &items::Standing) -> ItemFacts {
    ItemFacts {
        latest: item.latest.as_ref().map(|latest| (latest.outcome, latest.at)),
        running: item.running,
        fresh_for: item.fresh_for_s.map(|s| Duration::seconds(s.into())),
        waived_until: item.waived_until,
    }
}

impl Ground {
    fn read(&mut self, now: DateTime<Utc>) {
        for (index, item) in self.items.iter().enumerate() {
            self.places.insert(item.id, index);
            if let Some(parent) = item.parent {
                self.children.entry(parent).or_default().push(index);
            }
        }
        let roots: Vec<usize> = (0..self.items.len())
            .filter(|index| self.is_root(*index))
            .collect();
        let mut standings = BTreeMap::new();
        for root in roots {
            self.stand(root, now, &mut standings);
        }
        self.standings = standings;
        self.grounds = self.phases.iter().map(|phase| self.phase_ground(phase)).collect();
        self.readings = readiness::read(&self.grounds);
    }

    /// An item whose parent was removed stands for itself.
    fn is_root(&self, index: usize) -> bool {
        self.items[index]
            .parent
            .is_none_or(|parent| !self.places.contains_key(&parent))
    }

    fn stand(&self, index: usize, now: DateTime<Utc>, known: &mut BTreeMap<ItemId, Standing>) -> Standing {
        let item = &self.items[index];
        let below: Vec<Standing> = self
            .children_of(item.id)
            .iter()
            .map(|child| self.stand(*child, now, known))
            .collect();
        let stands = if below.is_empty() {
            standing(&facts(item), now)
        } else {
            roll_up(&below)
        };
        known.insert(item.id, stands.clone());
        stands
    }

    fn children_of(&self, item: ItemId) -> &[usize] {
        self.children.get(&item).map_or(&[], Vec::as_slice)
    }

    fn phase_ground(&self, phase: &Phase) -> PhaseGround {
        let signoffs: Vec<&SignOff> = self.signoffs.iter().filter(|s| s.gate == phase.gate).collect();
        PhaseGround {
            ordinal: phase.ordinal,
            title: phase.title.clone(),
            leaves: self.leaves(phase.id).map(|item| self.leaf(item)).collect(),
            choices: self.choices(phase.id),
            requirements: phase.requirements.clone(),
            names: phase.names.clone(),
            signatures: signatures(&signoffs),
            refusals: signoffs
                .iter()
                .filter(|s| s.ended.is_none() && !s.decision.approves())
                .map(|s| Refusal {
                    name: s.full_name.clone(),
                    role: s.role,
                    reason: s.words.clone().unwrap_or_default(),
                })
                .collect(),
            fell: signoffs.iter().any(|fallen| {
                fallen.ended.as_ref().is_some_and(|end| {
                    end.voided
                        && !signoffs
                            .iter()
                            .any(|s| s.ended.is_none() && s.role == fallen.role && s.signed_at >= end.at)
                })
            }),
        }
    }

    /// The items of a phase that count: without items below them, in no way that is not chosen.
    pub fn leaves(&self, phase: PhaseId) -> impl Iterator<Item = &items::Standing> {
        self.items.iter().filter(move |item| {
            item.phase == phase && self.children_of(item.id).is_empty() && !self.option_open(item.task)
        })
    }

    pub fn option_open(&self, task: Option<TaskId>) -> bool {
        task.and_then(|id| self.task(id))
            .and_then(|task| task.option.as_ref())
            .is_some_and(|(_, _, chosen)| !chosen)
    }

    pub fn task(&self, id: TaskId) -> Option<&Task> {
        self.tasks.iter().find(|task| task.id == id)
    }

    pub fn item(&self, id: ItemId) -> Option<&items::Standing> {
        self.places.get(&id).map(|index| &self.items[*index])
    }

    pub fn standing(&self, id: ItemId) -> Option<&Standing> {
        self.standings.get(&id)
    }

    /// The items directly in a task, or in the phase itself.
    pub fn top_items(&self, phase: PhaseId, task: Option<TaskId>) -> impl Iterator<Item = &items::Standing> {
        (0..self.items.len())
            .filter(|index| self.is_root(*index))
            .map(|index| &self.items[index])
            .filter(move |item| item.phase == phase && item.task == task)
    }

    pub fn items_below(&self, id: ItemId) -> impl Iterator<Item = &items::Standing> {
        self.children_of(id).iter().map(|index| &self.items[*index])
    }

    fn leaf(&self, item: &items::Standing) -> Leaf {
        let task = item.task.and_then(|id| self.task(id));
        let owner = task.and_then(|task| {
            task.owner
                .as_ref()
                .map(|(_, name, _)| name.clone())
                .or_else(|| task.owner_text.clone())
        });
        Leaf {
            item: item.id,
            text: item.text.clone(),
            owner,
            automated: item.automated,
            standing: self.standings[&item.id].clone(),
            note: item.latest.as_ref().and_then(|latest| latest.note.clone()),
            attempts: item.attempts,
            fresh_for: item.fresh_for_s.map(|s| Duration::seconds(s.into())),
        }
    }

    fn choices(&self, phase: PhaseId) -> Vec<Choice> {
        let mut choices: Vec<Choice> = Vec::new();
        let mut seen = BTreeSet::new();
        for (group, name, chosen) in self
            .tasks
            .iter()
            .filter(|task| task.phase == phase)
            .filter_map(|task| task.option.as_ref())
        {
            if seen.insert(group.clone()) {
                choices.push(Choice {
                    group: group.clone(),
                    names: Vec::new(),
                    chosen: false,
                });
            }
            if let Some(choice) = choices.iter_mut().find(|choice| choice.group == *group) {
                choice.names.push(name.clone());
                choice.chosen |= chosen;
            }
        }
        choices
    }

    /// The place of a gate's phase.
    pub fn index_of_gate(&self, gate: GateId) -> Option<usize> {
        self.phases.iter().position(|phase| phase.gate == gate)
    }

    pub fn index_of(&self, ordinal: u32) -> Option<usize> {
        self.phases.iter().position(|phase| phase.ordinal == ordinal)
    }

    pub fn obstacles(&self, index: usize, now: DateTime<Utc>) -> Vec<Obstacle> {
        readiness::obstacles(&self.grounds[index], &self.readings[index], now)
    }

    /// Over all phases.
    pub fn tally(&self) -> Tally {
        self.grounds
            .iter()
            .flat_map(|ground| &ground.leaves)
            .map(|leaf| leaf.standing.mark)
            .collect()
    }
}

fn signatures(signoffs: &[&SignOff]) -> Vec<Signature> {
    signoffs
        .iter()
        .map(|s| Signature {
            id: s.id,
            person: s.person,
            role: s.role,
            approves: s.decision.approves(),
            stands: s.ended.is_none(),
        })
        .collect()
}
