//! Asking whoever something waits for: whom, how often, and in which words.

use chrono::{DateTime, Duration, Utc};
use thiserror::Error;

use crate::{ids::PersonId, role::Role};

/// Between two asks about the same thing.
pub const PAUSE: Duration = Duration::minutes(5);
/// An ask that nobody answered fades.
pub const LASTS: Duration = Duration::days(7);

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A result of an item, by its owner where it has one.
    Result { owner: Option<PersonId> },
    /// A signature in a role.
    Signature { role: Role },
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AskRefused {
    #[error("You are the one this waits for.")]
    Yourself,
    #[error("There is nobody to ask yet: {who}. Set an owner or give the role first.")]
    Nobody { who: String },
    #[error("Asked {minutes} min ago. Leave a few minutes for an answer, then remind.")]
    TooSoon { minutes: i64 },
}

/// The people to ask: the owner; without one those who set owners; for a signature those who hold the role and may sign.
///
/// # Errors
/// Refused when there is nobody but the asker, or nobody at all.
pub fn whom(
    wanted: Wanted,
    holders: &[(PersonId, Vec<Role>)],
    author: PersonId,
    asker: PersonId,
) -> Result<Vec<PersonId>, AskRefused> {
    let with = |roles: &[Role]| -> Vec<PersonId> {
        holders
            .iter()
            .filter(|(_, held)| held.iter().any(|role| roles.contains(role)))
            .map(|(person, _)| *person)
            .collect()
    };
    let (found, who) = match wanted {
        Wanted::Result { owner: Some(owner) } => (vec![owner], String::new()),
        Wanted::Result { owner: None } => (
            with(&[Role::Lead, Role::TechLead]),
            "it has no owner, and nobody leads".to_owned(),
        ),
        Wanted::Signature { role } => {
            let mut able = with(&[role]);
            able.retain(|person| *person != author);
            (able, "nobody who may sign holds that role".to_owned())
        }
    };
    if found.is_empty() {
        return Err(AskRefused::Nobody { who });
    }
    let others: Vec<PersonId> = found.into_iter().filter(|person| *person != asker).collect();
    if others.is_empty() {
        return Err(AskRefused::Yourself);
    }
    Ok(others)
}

/// Whether it may be asked now, given when it last was.
///
/// # Errors
/// Refused when it was asked a moment ago.
pub fn may_ask(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), AskRefused> {
    match last.map(|last| now - last) {
        Some(age) if age < PAUSE => Err(AskRefused::TooSoon {
            minutes: age.num_minutes().max(0),
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    #[test]
    fn the_owner_is_asked_and_nobody_asks_themselves() {
        let (lead, tech, qa) = (person(1), person(2), person(3));
        let holders = [
            (lead, vec![Role::Lead]),
            (tech, vec![Role::TechLead, Role::Dev]),
            (qa, vec![Role::Qa]),
        ];
        let ask = |wanted, asker| whom(wanted, &holders, lead, asker);
        let owned = Wanted::Result { owner: Some(qa) };
        assert_eq!(ask(owned, lead), Ok(vec![qa]));
        assert_eq!(ask(owned, qa), Err(AskRefused::Yourself));
        assert_eq!(ask(Wanted::Result { owner: None }, qa), Ok(vec![lead, tech]));
        assert_eq!(
            ask(Wanted::Signature { role: Role::TechLead }, qa),
            Ok(vec![tech])
        );
        assert!(matches!(
            ask(Wanted::Signature { role: Role::Product }, qa),
            Err(AskRefused::Nobody { .. })
        ));
        // The author cannot sign, so asking them would be in vain.
        assert!(matches!(
            ask(Wanted::Signature { role: Role::Lead }, qa),
            Err(AskRefused::Nobody { .. })
        ));
    }

    #[test]
    fn reminding_waits_a_few_minutes() {
        let now: DateTime<Utc> = "2026-11-18T13:00:00Z".parse().unwrap();
        assert_eq!(may_ask(None, now), Ok(()));
        assert_eq!(
            may_ask(Some(now - Duration::minutes(2)), now),
            Err(AskRefused::TooSoon { minutes: 2 })
        );
        assert_eq!(may_ask(Some(now - PAUSE), now), Ok(()));
    }
}
