//! From rows to the boards that pages show: phases, tasks, items, signatures.

use std::collections::BTreeMap;

use app::backend::{
    GateBoard, ItemBoard, Obstacle, PersonChoice, PhaseBoard, Readiness, SignatureRow, TaskBoard, WaiverBoard,
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    check::spec_sentence,
    checklist::{Anchor, Window},
    ids::ItemId,
    item::{Standing, Tally},
    readiness,
    role::{Object, Right, Role},
    tick::{self, TickFacts},
};
use store::{
    attention::Asked,
    items::{self, Details},
    phases::Phase,
    signoffs::SignOff,
    tasks::Task,
    waivers::Waiver,
};

use super::{access::Access, ground::Ground};

/// What is needed to show items: their details and waivers, and who looks.
pub struct Painter<'a> {
    pub ground: &'a Ground,
    pub access: &'a Access,
    pub caller: &'a Caller,
    pub now: DateTime<Utc>,
    details: BTreeMap<ItemId, &'a Details>,
    /// The waiver in force of each item.
    waivers: BTreeMap<ItemId, &'a Waiver>,
}

impl<'a> Painter<'a> {
    pub fn new(
        ground: &'a Ground,
        access: &'a Access,
        caller: &'a Caller,
        now: DateTime<Utc>,
        details: &'a [Details],
        waivers: &'a [Waiver],
    ) -> Self {
        Self {
            ground,
            access,
            caller,
            now,
            details: details.iter().map(|details| (details.id, details)).collect(),
            waivers: waivers
                .iter()
                .filter(|waiver| waiver.ended_at.is_none() && now < waiver.until)
                .map(|waiver| (waiver.item, waiver))
                .collect(),
        }
    }

    pub fn phase(&self, index: usize) -> PhaseBoard {
        let phase = &self.ground.phases[index];
        let reading = &self.ground.readings[index];
        PhaseBoard {
            id: phase.id,
            ordinal: phase.ordinal,
            title: phase.title.clone(),
            stage: phase.stage.clone(),
            stated_time: phase.stated_time.clone(),
            window: phase.window.as_ref().and_then(window_words),
            state: reading.state,
            tally: reading.tally,
            tasks: self
                .ground
                .tasks
                .iter()
                .filter(|task| task.phase == phase.id)
                .map(|task| self.task(task))
                .collect(),
            items: self
                .ground
                .top_items(phase.id, None)
                .filter_map(|item| self.item(item))
                .collect(),
            gate: self.gate(phase, index),
        }
    }

    fn gate(&self, phase: &Phase, index: usize) -> GateBoard {
        let reading = &self.ground.readings[index];
        GateBoard {
            id: phase.gate,
            question: phase.question.clone(),
            requirements: phase.requirements.clone(),
            missing: reading.missing.clone(),
            signatures: self
                .ground
                .signoffs
                .iter()
                .filter(|s| s.gate == phase.gate)
                .map(signature_row)
                .collect(),
            open: reading.open,
        }
    }

    fn task(&self, task: &Task) -> TaskBoard {
        let items: Vec<ItemBoard> = self
            .ground
            .top_items(task.phase, Some(task.id))
            .filter_map(|item| self.item(item))
            .collect();
        let mut tally = Tally::default();
        count(&items, &mut tally);
        TaskBoard {
            id: task.id,
            number: task.number.clone(),
            title: task.title.clone(),
            owner_text: task.owner_text.clone(),
            owner: task
                .owner
                .clone()
                .map(|(id, name, email)| PersonChoice { id, name, email }),
            stated_time: task.stated_time.clone(),
            purpose: task.purpose.clone(),
            blocker: task.blocker.clone(),
            success: task.success.clone(),
            rollback: task.rollback.clone(),
            option: task.option.clone(),
            tally,
            items,
        }
    }

    /// `None` for an item that was added between two queries of this page.
    pub fn item(&self, item: &items::Standing) -> Option<ItemBoard> {
        let details = self.details.get(&item.id)?;
        let standing = self.ground.standing(item.id)?.clone();
        let below: Vec<ItemBoard> = self
            .ground
            .items_below(item.id)
            .filter_map(|item| self.item(item))
            .collect();
        let facts = self.tick_facts(item, !below.is_empty());
        let waiver = self.waivers.get(&item.id).map(|waiver| self.waiver(waiver));
        Some(ItemBoard {
            id: item.id,
            text: item.text.clone(),
            kind: details.kind,
            automated: item.automated,
            claimed: details.claimed,
            fresh_for_s: item.fresh_for_s,
            note: item.latest.as_ref().and_then(|latest| latest.note.clone()),
            by: item.latest.as_ref().map(|latest| author(latest.by.as_deref())),
            attempts: item.attempts,
            evidence: details.evidence,
            command: details.command.clone(),
            effect: details.command.as_ref().map(|command| command.effect),
            expectations: details.expectations.clone(),
            sentence: details.spec.as_ref().map(spec_sentence),
            may_tick: tick::may_tick(&facts) && !self.access.head.archived,
            may_waive: self.may_waive(item, &standing, !below.is_empty()),
            may_undo: tick::undo(&facts).is_ok() && !self.access.head.archived,
            version: details.version,
            waiver,
            standing,
            items: below,
        })
    }

    fn object(&self, item: &items::Standing) -> Object {
        let owner = item
            .task
            .and_then(|id| self.ground.task(id))
            .and_then(|task| task.owner.as_ref());
        Object {
            own: owner.is_some_and(|(id, _, _)| *id == self.caller.person),
            manual: !item.automated,
        }
    }

    fn tick_facts(&self, item: &items::Standing, has_items: bool) -> TickFacts {
        TickFacts {
            state: self.access.head.state,
            may: self.access.may(Right::Tick, self.object(item)),
            automated: item.automated,
            has_items,
            option_open: self.ground.option_open(item.task),
            latest: item.latest.as_ref().map(|latest| latest.outcome),
        }
    }

    fn may_waive(&self, item: &items::Standing, standing: &Standing, has_items: bool) -> bool {
        self.access.head.state.is_live()
            && !has_items
            && !standing.mark.is_settled()
            && !self.access.head.archived
            && self.access.may(Right::Waive, self.object(item))
    }

    pub fn waiver(&self, waiver: &Waiver) -> WaiverBoard {
        let in_force = waiver.ended_at.is_none() && self.now < waiver.until;
        let others = Object {
            own: false,
            manual: true,
        };
        WaiverBoard {
            id: waiver.id,
            by: waiver.person_name.clone(),
            role: waiver.role,
            reason: waiver.reason.clone(),
            until: waiver.until,
            may_withdraw: in_force
                && self.access.head.state.is_live()
                && (waiver.person == self.caller.person || self.access.may(Right::Waive, others)),
        }
    }

    /// The waivers in force of a phase's items, by item.
    pub fn waiver_in_force(&self, item: ItemId) -> Option<&Waiver> {
        self.waivers.get(&item).copied()
    }

    /// Can we go on, and if not, why: for the phase at `index`.
    pub fn readiness(&self, index: usize, asked: &[Asked]) -> Readiness {
        let (ground, reading) = (&self.ground.grounds[index], &self.ground.readings[index]);
        let phase = &self.ground.phases[index];
        let stopped = reading.blockers.iter().any(domain::gate::Blocker::stops_signing);
        let may_sign = self.access.head.state.is_live()
            && !stopped
            && cannot_sign(self.ground, index, self.access, self.caller).is_none();
        let mut obstacles = obstacles(self.ground, index, self.now);
        for obstacle in &mut obstacles {
            if let domain::gate::Blocker::Item { item, .. } = &obstacle.blocker {
                obstacle.asked = asked
                    .iter()
                    .find(|asked| asked.item == Some(*item))
                    .map(|asked| asked.first);
            }
        }
        Readiness {
            phase: phase.id,
            ordinal: phase.ordinal,
            title: phase.title.clone(),
            state: reading.state,
            obstacles,
            then: readiness::then(ground, reading),
            may_sign,
            gate: phase.gate,
            waits_for_signature: self.access.head.state.is_live()
                && !stopped
                && !may_sign
                && !reading.missing.is_empty(),
            asked: asked
                .iter()
                .find(|asked| asked.gate == Some(phase.gate))
                .map(|asked| asked.first),
            tally: reading.tally,
        }
    }
}

/// Why the caller cannot sign this gate at all, whatever stands in its way; said before any effort is made.
pub fn cannot_sign(ground: &Ground, index: usize, access: &Access, caller: &Caller) -> Option<String> {
    use domain::signoff::SignOffRefused as Refused;
    let phase = &ground.phases[index];
    let asked: Vec<_> = phase.requirements.iter().map(|r| r.role).collect();
    if !access.head.state.is_live() {
        return Some(Refused::NotLive.to_string());
    }
    if asked.is_empty() {
        let names = &access.head.role_names;
        return Some(format!(
            "This gate asks for no signature yet. {} or {} says who signs.",
            names.of(Role::Lead),
            names.of(Role::TechLead)
        ));
    }
    if !asked.iter().any(|role| access.roles.contains(role)) {
        let titles: Vec<_> = asked
            .iter()
            .map(|role| access.head.role_names.of(*role))
            .collect();
        return Some(format!(
            "Only {} of this deployment can sign here. You can add a note or ask them.",
            titles.join(" or ")
        ));
    }
    if caller.person == access.head.author {
        return Some(Refused::Author.to_string());
    }
    let signed = ground.grounds[index]
        .signatures
        .iter()
        .any(|s| s.stands && s.person == caller.person);
    signed.then(|| Refused::AlreadySigned.to_string())
}

/// What stands in the way of the phase at `index`.
pub fn obstacles(ground: &Ground, index: usize, now: DateTime<Utc>) -> Vec<Obstacle> {
    ground
        .obstacles(index, now)
        .into_iter()
        .map(|found| {
            let item = match &found.blocker {
                domain::gate::Blocker::Item { item, .. } => Some(*item),
                _ => None,
            };
            Obstacle {
                blocker: found.blocker,
                reason: found.reason,
                owner: found.owner,
                since: found.since,
                runnable: if found.runnable { item } else { None },
                asked: None,
            }
        })
        .collect()
}

/// The author of a result as pages print it.
pub fn author(person: Option<&str>) -> String {
    person.unwrap_or("The check runner").to_owned()
}

pub fn signature_row(signoff: &SignOff) -> SignatureRow {
    SignatureRow {
        id: signoff.id,
        name: signoff.full_name.clone(),
        role: signoff.role,
        role_name: signoff.role_name.clone(),
        decision: signoff.decision,
        meaning: signoff.meaning,
        words: signoff.words.clone(),
        signed_at: signoff.signed_at,
        ended: signoff.ended.as_ref().map(|end| {
            let how = if end.voided {
                "Needs a new signature"
            } else {
                "Withdrawn"
            };
            (end.at, format!("{how}: {}", end.cause))
        }),
    }
}

fn count(items: &[ItemBoard], tally: &mut Tally) {
    for item in items {
        if item.items.is_empty() {
            tally.add(item.standing.mark);
        } else {
            count(&item.items, tally);
        }
    }
}

/// "T0 to T+2 h", "T-48 h".
fn window_words((anchor, from, to): &(String, Option<i32>, Option<i32>)) -> Option<String> {
    let anchor = match anchor.as_str() {
        "now" => Anchor::Now,
        "previous" => Anchor::Previous,
        "clock" => Anchor::Clock,
        _ => Anchor::T0,
    };
    let window = Window::new(anchor, from.map(i64::from), to.map(i64::from));
    if window.anchor == Anchor::Clock {
        return None;
    }
    let point = |minutes: i64| {
        let zero = match window.anchor {
            Anchor::T0 => "T0",
            Anchor::Now => "now",
            Anchor::Previous => "end of the phase before",
            Anchor::Clock => "",
        };
        let short = if window.anchor == Anchor::T0 { "T" } else { zero };
        match minutes {
            0 => zero.to_owned(),
            m if m < 0 => format!("{short}-{}", span(-m)),
            m if window.anchor == Anchor::T0 => format!("{short}+{}", span(m)),
            m => format!("{} after {short}", span(m)),
        }
    };
    match (window.from_min, window.to_min) {
        (None, None) => None,
        (Some(from), Some(to)) if from == to => Some(point(from)),
        (Some(from), Some(to)) => Some(format!("{} to {}", point(from), point(to))),
        (Some(from), None) => Some(format!("from {}", point(from))),
        (None, Some(to)) => Some(format!("until {}", point(to))),
    }
}

fn span(minutes: i64) -> String {
    match minutes {
        m if m % 1440 == 0 && m >= 2880 => format!("{} days", m / 1440),
        m if m % 60 == 0 => format!("{} h", m / 60),
        m => format!("{m} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_read_as_on_a_plan() {
        let of = |anchor: &str, from, to| window_words(&(anchor.to_owned(), from, to));
        assert_eq!(of("t0", Some(0), Some(120)).as_deref(), Some("T0 to T+2 h"));
        assert_eq!(of("t0", Some(-2880), None).as_deref(), Some("from T-2 days"));
        assert_eq!(of("t0", Some(15), Some(15)).as_deref(), Some("T+15 min"));
        assert_eq!(
            of("previous", None, Some(30)).as_deref(),
            Some("until 30 min after end of the phase before")
        );
        assert_eq!(of("t0", None, None), None);
    }
}
