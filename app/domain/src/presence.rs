//! Who looks at a deployment now, in words: initials with the role, at most five, and who is about to sign.

use crate::{
    ids::{ItemId, PersonId},
    role::Role,
    role_names::RoleNames,
};

/// More people than this are counted instead of named.
pub const NAMED: usize = 5;

/// What of a deployment somebody looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Deployment,
    Item(ItemId),
    /// The signing page of the phase with this number.
    Signing(u32),
}

impl Place {
    /// The form in addresses and in the database.
    pub fn key(self) -> String {
        match self {
            Self::Deployment => String::new(),
            Self::Item(id) => format!("item/{id}"),
            Self::Signing(ordinal) => format!("sign/{ordinal}"),
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        match key.split_once('/') {
            None => key.is_empty().then_some(Self::Deployment),
            Some(("item", id)) => id.parse().ok().map(Self::Item),
            Some(("sign", ordinal)) => ordinal.parse().ok().filter(|n| *n < 1_000_000).map(Self::Signing),
            Some(_) => None,
        }
    }
}

/// Somebody who is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Here {
    pub person: PersonId,
    pub name: String,
    /// The first of their roles in the deployment.
    pub role: Option<Role>,
    pub place: Place,
}

/// "QT" for "Quinn Tester", "A" for "Ada", by graphemes that are letters.
pub fn initials(name: &str) -> String {
    let letters: Vec<char> = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .collect();
    match letters.as_slice() {
        [] => "?".to_owned(),
        [only] => only.to_uppercase().collect(),
        [first, .., last] => first.to_uppercase().chain(last.to_uppercase()).collect(),
    }
}

/// "QT, QA" or only the initials where somebody has no role here.
pub fn label(here: &Here, names: &RoleNames) -> String {
    match here.role {
        Some(role) => format!("{}, {}", initials(&here.name), names.of(role)),
        None => initials(&here.name),
    }
}

/// "Tech Lead is reviewing phase 2." for each who has a signing page open, except the reader.
pub fn reviewing(here: &[Here], reader: PersonId, names: &RoleNames) -> Vec<String> {
    here.iter()
        .filter(|here| here.person != reader)
        .filter_map(|here| match here.place {
            Place::Signing(ordinal) => {
                let who = here.role.map_or(here.name.as_str(), |role| names.of(role));
                Some(format!("{who} is reviewing phase {ordinal}."))
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        for (name, letters) in [
            ("Quinn Tester", "QT"),
            ("ada", "A"),
            ("Jean-Luc de la Fontaine", "JF"),
            ("Ödön Łukasz", "ÖŁ"),
            ("(Ops) 24/7", "O2"),
            ("…", "?"),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }

    #[test]
    fn places_lead_back_to_themselves() {
        let item = ItemId(Uuid::from_u128(7));
        for place in [Place::Deployment, Place::Item(item), Place::Signing(2)] {
            assert_eq!(Place::from_key(&place.key()), Some(place));
        }
        for odd in [
            "sign/",
            "sign/-1",
            "sign/1/2",
            "item/7",
            "elsewhere",
            "/",
            "sign/99999999",
        ] {
            assert_eq!(Place::from_key(odd), None, "{odd}");
        }
    }

    #[test]
    fn whoever_signs_is_named_by_role_to_the_others() {
        let here = |number, role, place| Here {
            person: PersonId(Uuid::from_u128(number)),
            name: "Tom Tech".into(),
            role,
            place,
        };
        let all = [
            here(1, Some(Role::TechLead), Place::Signing(2)),
            here(2, None, Place::Signing(3)),
            here(3, Some(Role::Qa), Place::Deployment),
        ];
        let names = RoleNames::default();
        let reader = PersonId(Uuid::from_u128(3));
        assert_eq!(
            reviewing(&all, reader, &names),
            [
                "Tech Lead is reviewing phase 2.",
                "Tom Tech is reviewing phase 3."
            ]
        );
        assert_eq!(
            reviewing(&all, PersonId(Uuid::from_u128(1)), &names).len(),
            1,
            "nobody is told of themselves"
        );
        assert_eq!(
            (label(&all[0], &names), label(&all[1], &names)),
            ("TT, Tech Lead".into(), "TT".into())
        );
    }
}
