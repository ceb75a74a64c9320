//! What a newer version of its document makes of a deployment's checklist: which rows stay, go and come, which signatures
//! fall, and which results are taken back. Worked out alike for the page that shows it and for the act that does it.

use std::collections::{BTreeSet, HashMap, HashSet};

use app::api::error::ApiError;
use chrono::{DateTime, Utc};
use domain::{
    checklist::Checklist,
    comparison::{self, Difference, Pair, phase_of},
    ids::{DeploymentId, ItemId, PersonId, PhaseId, TaskId},
    role::Role,
};
use sqlx::PgConnection;
use store::{
    cloning::Original,
    creation::{NewItem, NewPhase, NewTask},
    phases::Phase,
    signoffs::SignOff,
};

use super::parts::{self, Parts, Row};
use crate::usecases::{
    creation::{Rows, from_checklist, question},
    errors::OrApi,
    ground::{self, Ground},
};

/// A deployment as it is, and its rows as they would be.
pub struct Next {
    original: Original,
    pub ground: Ground,
    before: Parts,
    after: Parts,
    pairs: Vec<Pair>,
    /// The rows as they would be; those that stay have the ids that they have.
    rows: Rows,
    around: bool,
}

impl Next {
    pub async fn load(
        conn: &mut PgConnection,
        deployment: DeploymentId,
        checklist: &Checklist,
        now: DateTime<Utc>,
    ) -> Result<Self, ApiError> {
        let original = store::cloning::read(conn, deployment)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        let holders: Vec<(PersonId, Role)> = store::deployments::role_holders(conn, deployment)
            .await
            .api()?
            .into_iter()
            .flat_map(|holder| holder.roles.into_iter().map(move |role| (holder.person, role)))
            .collect();
        let ground = ground::load_one(conn, deployment, now).await?;
        Ok(Self::of(original, ground, checklist, &holders))
    }

    fn of(original: Original, ground: Ground, checklist: &Checklist, holders: &[(PersonId, Role)]) -> Self {
        let before = parts::of_rows(&original.phases, &original.tasks, &original.items);
        let mut rows = from_checklist(checklist, holders);
        let fresh = parts::of_rows(&rows.phases, &rows.tasks, &rows.items);
        // Which line is which follows from the words alone; what stays with a line is taken over before the rest is compared.
        let pairs = comparison::pairs(&before.list, &fresh.list);
        take_over(&mut rows, &original, &before, &fresh, &pairs);
        let after = parts::of_rows(&rows.phases, &rows.tasks, &rows.items);
        let pairs = comparison::pairs(&before.list, &after.list);
        let around = around(&original.checklist) != around(checklist);
        Self {
            original,
            ground,
            before,
            after,
            pairs,
            rows,
            around,
        }
    }

    pub fn difference(&self) -> Difference {
        Difference::of(&self.before.list, &self.after.list, &self.pairs)
    }

    /// True where neither a line differs nor anything around the phases, such as a contact or a risk.
    pub fn is_nothing(&self) -> bool {
        !self.around && self.pairs.iter().all(Pair::is_same)
    }

    /// Phases in which something that a signature covers differs; those that go are among them.
    pub fn touched(&self) -> Vec<&Phase> {
        let touched: BTreeSet<PhaseId> = self
            .pairs
            .iter()
            .filter(|pair| pair.signed && !pair.is_same())
            .flat_map(|pair| {
                let old = pair
                    .before
                    .and_then(|at| phase(&self.before, at, &self.original.phases));
                let new = pair
                    .after
                    .and_then(|at| phase(&self.after, at, &self.rows.phases));
                [old, new]
            })
            .flatten()
            .collect();
        self.ground
            .phases
            .iter()
            .filter(|phase| touched.contains(&phase.id))
            .collect()
    }

    /// The standing signatures that would fall, with their phases.
    pub fn falls(&self) -> Vec<(&Phase, &SignOff)> {
        self.touched()
            .into_iter()
            .flat_map(|phase| {
                let given = self.ground.signoffs.iter();
                given
                    .filter(move |signoff| signoff.gate == phase.gate && signoff.ended.is_none())
                    .map(move |signoff| (phase, signoff))
            })
            .collect()
    }

    /// Items that stay and say something else: what was recorded for the old words does not count for the new ones.
    pub fn changed(&self) -> Vec<&NewItem> {
        self.pairs
            .iter()
            .filter(|pair| pair.before.is_some() && !pair.changed.is_empty())
            .filter_map(|pair| match self.after.rows[pair.after?] {
                Row::Item(at) => Some(&self.rows.items[at]),
                _ => None,
            })
            .collect()
    }

    /// The item as it reads now.
    pub fn reads(&self, id: ItemId) -> Option<&NewItem> {
        self.original.items.iter().find(|item| item.id == id)
    }

    pub fn added(&self) -> impl Iterator<Item = &NewItem> {
        let known: HashSet<ItemId> = self.original.items.iter().map(|item| item.id).collect();
        self.rows
            .items
            .iter()
            .filter(move |item| !known.contains(&item.id))
    }

    pub fn removed(&self) -> impl Iterator<Item = &NewItem> {
        let kept: HashSet<ItemId> = self.rows.items.iter().map(|item| item.id).collect();
        self.original
            .items
            .iter()
            .filter(move |item| !kept.contains(&item.id))
    }

    pub fn phases(&self) -> store::revision::Rows<NewPhase, PhaseId> {
        sorted(&self.original.phases, &self.rows.phases, |phase| phase.id)
    }

    pub fn tasks(&self) -> store::revision::Rows<NewTask, TaskId> {
        sorted(&self.original.tasks, &self.rows.tasks, |task| task.id)
    }

    pub fn items(&self) -> store::revision::Rows<NewItem, ItemId> {
        sorted(&self.original.items, &self.rows.items, |item| item.id)
    }
}

/// The phase that a part stands in.
fn phase(parts: &Parts, at: usize, phases: &[NewPhase]) -> Option<PhaseId> {
    match parts.rows[phase_of(&parts.list, at)] {
        Row::Phase(place) => Some(phases[place].id),
        Row::Task(_) | Row::Item(_) => None,
    }
}

fn sorted<R: Clone, I: Copy + Eq + std::hash::Hash>(
    before: &[R],
    after: &[R],
    id: fn(&R) -> I,
) -> store::revision::Rows<R, I> {
    let known: HashSet<I> = before.iter().map(id).collect();
    let there: HashSet<I> = after.iter().map(id).collect();
    let (kept, added) = after.iter().cloned().partition(|row| known.contains(&id(row)));
    store::revision::Rows {
        added,
        kept,
        removed: before.iter().map(id).filter(|id| !there.contains(id)).collect(),
    }
}

/// Gives the rows that stay the ids that they have, and what people decided in the deployment: the question of a gate, an
/// owner whom the document names as before, a check.
fn take_over(rows: &mut Rows, original: &Original, before: &Parts, fresh: &Parts, pairs: &[Pair]) {
    let (mut phases, mut tasks, mut items) = (HashMap::new(), HashMap::new(), HashMap::new());
    for pair in pairs {
        let (Some(then), Some(now)) = (pair.before, pair.after) else {
            continue;
        };
        match (before.rows[then], fresh.rows[now]) {
            (Row::Phase(old), Row::Phase(new)) => {
                let (old, new) = (&original.phases[old], &mut rows.phases[new]);
                phases.insert(new.id, old.id);
                if old.question != question(&old.title) {
                    new.question = old.question.clone();
                }
            }
            (Row::Task(old), Row::Task(new)) => {
                let (old, new) = (&original.tasks[old], &mut rows.tasks[new]);
                tasks.insert(new.id, old.id);
                if old.owner_text == new.owner_text {
                    new.owner = old.owner;
                }
            }
            (Row::Item(old), Row::Item(new)) => {
                let (old, new) = (&original.items[old], &mut rows.items[new]);
                items.insert(new.id, old.id);
                new.spec = new.spec.take().or_else(|| old.spec.clone());
                if new.spec.is_some() {
                    new.kind = old.kind;
                }
            }
            _ => {}
        }
    }
    let parents: HashSet<ItemId> = rows.items.iter().filter_map(|item| item.parent).collect();
    for phase in &mut rows.phases {
        phase.id = phases.get(&phase.id).copied().unwrap_or(phase.id);
    }
    for task in &mut rows.tasks {
        task.id = tasks.get(&task.id).copied().unwrap_or(task.id);
        task.phase = phases.get(&task.phase).copied().unwrap_or(task.phase);
    }
    for item in &mut rows.items {
        // What follows from the items below it is not measured by itself.
        if parents.contains(&item.id) {
            item.spec = None;
        }
        item.id = items.get(&item.id).copied().unwrap_or(item.id);
        item.phase = phases.get(&item.phase).copied().unwrap_or(item.phase);
        item.task = item.task.map(|task| tasks.get(&task).copied().unwrap_or(task));
        item.parent = item
            .parent
            .map(|parent| items.get(&parent).copied().unwrap_or(parent));
    }
}

/// What stands around the phases, apart from where it stands in the text.
fn around(checklist: &Checklist) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(checklist.success_criteria.iter().map(|part| part.text.clone()));
    said.extend(checklist.rollback_triggers.iter().map(|part| part.text.clone()));
    said.extend(checklist.rollback_procedures.iter().flat_map(|part| {
        let steps = part.steps.iter().map(|step| step.text.clone());
        std::iter::once(part.title.clone()).chain(steps)
    }));
    said.extend(checklist.alerts.iter().map(|part| part.text.clone()));
    said.extend(checklist.risks.iter().map(|part| part.title.clone()));
    said.extend(
        checklist
            .contacts
            .iter()
            .map(|part| format!("{}: {}", part.role, part.value)),
    );
    said.extend(checklist.messages.iter().map(|part| part.text.clone()));
    said.extend(checklist.follow_ups.iter().map(|part| part.text.clone()));
    said.extend(checklist.claims.iter().map(|part| part.text.clone()));
    said
}
