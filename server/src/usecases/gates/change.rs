//! Changing a gate: its question, and how many signatures it needs by which role.

use app::{api::error::ApiError, backend::ChangeGate};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    gate::Requirement,
    role::{Right, Role},
};

use crate::{
    state::Server,
    usecases::{
        access::deployment_access,
        act::Act,
        errors::OrApi,
        reauthenticate::reauthenticate,
        text,
        voids::{self, Gate},
    },
};

const QUESTION: usize = 500;
/// More signatures by one role than anybody collects.
const MOST: u32 = 9;

pub async fn change_gate(server: &Server, caller: &Caller, cmd: ChangeGate) -> Result<(), ApiError> {
    let question = text::line("question", "The question", &cmd.question, QUESTION)?;
    let requirements = requirements(&cmd)?;
    let deployment = {
        let mut conn = server.pool.acquire().await.api()?;
        let place = store::gates::place(&mut conn, cmd.gate)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        let access = deployment_access(&mut conn, caller, place.deployment).await?;
        access.changeable()?;
        access.need(Right::Edit)?;
        place.deployment
    };
    reauthenticate(server, caller, Some(deployment), "password", &cmd.password).await?;

    let mut act = Act::begin(server, caller).await?;
    store::gates::lock(&mut act.tx, cmd.gate).await.api()?;
    let access = deployment_access(&mut act.tx, caller, deployment).await?;
    access.need(Right::Edit)?;
    if access.head.state.is_closed() {
        return Err(ApiError::refused(
            "This deployment is closed; its gates stay as they were.",
        ));
    }
    let phases = store::phases::of_deployments(&mut act.tx, &[deployment])
        .await
        .api()?;
    let phase = phases
        .iter()
        .find(|phase| phase.gate == cmd.gate)
        .ok_or(ApiError::NotFound)?;
    if phase.question == question && phase.requirements == requirements {
        return Ok(());
    }
    let holders = store::deployments::role_holders(&mut act.tx, deployment)
        .await
        .api()?;
    for requirement in &requirements {
        let able = holders
            .iter()
            .filter(|holder| holder.roles.contains(&requirement.role) && holder.person != access.head.author)
            .count();
        let role = access.head.role_names.of(requirement.role);
        // Nobody yet is a gap that the page of people shows; fewer than asked for is a slip of the pen.
        if able > 0 && able < requirement.count as usize {
            return Err(ApiError::refused_field(
                "counts",
                format!(
                    "{} of {} cannot be reached: {able} can sign as {}. Ask for fewer, or give more people the role.",
                    requirement.count, role, role
                ),
            ));
        }
    }
    store::gates::set(&mut act.tx, cmd.gate, &question, &requirements)
        .await
        .api()?;
    act.log(
        Chain::Deployment(deployment),
        Event::GateChanged {
            gate: cmd.gate,
            phase: phase.title.clone(),
            question,
            requirements,
        },
    );
    let gate = Gate {
        deployment,
        gate: cmd.gate,
        phase: &phase.title,
    };
    voids::gate_edited(&mut act, gate, "the gate's question or its signers changed", None).await?;
    act.announce(deployment);
    act.commit().await
}

fn requirements(cmd: &ChangeGate) -> Result<Vec<Requirement>, ApiError> {
    let mut wanted: Vec<Requirement> = Vec::new();
    for (role, count) in cmd.roles.iter().zip(&cmd.counts) {
        let count = count.trim();
        if count.is_empty() {
            continue;
        }
        // Digits only: "1.5", "1e3", "+1" and full-width digits are slips, not numbers of people.
        let count = (count.len() <= 4 && count.bytes().all(|b| b.is_ascii_digit()))
            .then(|| count.parse::<u32>().ok())
            .flatten()
            .filter(|count| *count <= MOST)
            .ok_or_else(|| {
                ApiError::refused_field(
                    "counts",
                    format!("Write how many sign as {role}: a whole number from 0 to {MOST}."),
                )
            })?;
        if count == 0 {
            continue;
        }
        if !Role::SIGNING.contains(role) {
            return Err(ApiError::refused_field(
                "roles",
                format!("{role} does not sign gates."),
            ));
        }
        if wanted.iter().any(|known| known.role == *role) {
            return Err(ApiError::refused_field(
                "roles",
                format!("{role} is listed twice."),
            ));
        }
        wanted.push(Requirement { role: *role, count });
    }
    if wanted.is_empty() {
        return Err(ApiError::refused_field(
            "counts",
            "A gate needs at least one signature. Say who signs.",
        ));
    }
    wanted.sort_by_key(|requirement| requirement.role);
    Ok(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(counts: &[&str]) -> Result<Vec<Requirement>, ApiError> {
        requirements(&ChangeGate {
            gate: domain::ids::GateId(uuid::Uuid::nil()),
            question: String::new(),
            roles: vec![Role::TechLead, Role::Qa],
            counts: counts.iter().map(|&c| c.to_owned()).collect(),
            password: String::new(),
        })
    }

    #[test]
    fn odd_numbers_are_refused_calmly() {
        for odd in [
            "-1",
            "1.5",
            "1e3",
            "０",
            "2147483648",
            "9223372036854775808",
            "10",
            "+1",
            "x",
        ] {
            assert!(sent(&[odd, ""]).is_err(), "{odd}");
        }
        assert!(sent(&["0", ""]).is_err());
        assert_eq!(
            sent(&["01", " 2 "]).unwrap(),
            [
                Requirement {
                    role: Role::TechLead,
                    count: 1
                },
                Requirement {
                    role: Role::Qa,
                    count: 2
                },
            ]
        );
    }
}
