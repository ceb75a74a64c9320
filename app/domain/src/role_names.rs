//! A team's own words for the roles. A name changes how a role is called, never what it may do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::role::Role;

/// What a team calls its roles; a role without a name of its own keeps the usual one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoleNames(BTreeMap<Role, String>);

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RoleNameRefused {
    #[error("\"{name}\" has {length} characters; a role's name has at most {most}.")]
    TooLong {
        name: String,
        length: usize,
        most: usize,
    },
    #[error("\"{name}\" is what this team calls {role} already. Two roles must not read the same.")]
    Taken { name: String, role: String },
}

impl RoleNames {
    /// The most characters of a name.
    pub const MOST: usize = 40;

    pub fn new(names: BTreeMap<Role, String>) -> Self {
        Self(names)
    }

    /// What the role is called here.
    pub fn of(&self, role: Role) -> &str {
        self.own(role).unwrap_or_else(|| role.title())
    }

    /// The team's own name, where it has one.
    pub fn own(&self, role: Role) -> Option<&str> {
        self.0.get(&role).map(String::as_str)
    }

    /// Names that are given for some roles; an empty one gives the role its usual name back. A name that only repeats the usual
    /// one is none.
    ///
    /// # Errors
    /// Refused when two roles would read the same, or a name is too long.
    pub fn given(named: impl IntoIterator<Item = (Role, String)>) -> Result<Self, RoleNameRefused> {
        let names: BTreeMap<Role, String> = named
            .into_iter()
            .filter(|(role, name)| !name.is_empty() && name != role.title())
            .collect();
        let names = Self(names);
        for role in Role::ALL {
            let name = names.of(role);
            let length = name.chars().count();
            if length > Self::MOST {
                return Err(RoleNameRefused::TooLong {
                    name: name.to_owned(),
                    length,
                    most: Self::MOST,
                });
            }
            let other = Role::ALL
                .into_iter()
                .find(|other| *other < role && names.of(*other).to_lowercase() == name.to_lowercase());
            if let Some(other) = other {
                return Err(RoleNameRefused::Taken {
                    name: name.to_owned(),
                    role: other.title().to_owned(),
                });
            }
        }
        Ok(names)
    }

    /// Roles with their names, as choices of a form.
    pub fn choices(&self, roles: &[Role]) -> Vec<(String, String)> {
        roles
            .iter()
            .map(|role| (role.key().to_owned(), self.of(*role).to_owned()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(pairs: &[(Role, &str)]) -> Result<RoleNames, RoleNameRefused> {
        RoleNames::given(pairs.iter().map(|(role, name)| (*role, (*name).to_owned())))
    }

    #[test]
    fn a_role_without_a_name_keeps_its_own() {
        let names = given(&[
            (Role::Lead, "Release captain"),
            (Role::Qa, ""),
            (Role::Ops, "Ops"),
        ])
        .unwrap();
        assert_eq!(
            (names.of(Role::Lead), names.of(Role::Qa)),
            ("Release captain", "QA")
        );
        assert_eq!(names.own(Role::Ops), None, "the usual name is no name of its own");
    }

    #[test]
    fn two_roles_never_read_the_same() {
        assert!(given(&[(Role::Ops, "SRE"), (Role::Dev, "sre")]).is_err());
        assert!(matches!(
            given(&[(Role::Ops, "tech lead")]),
            Err(RoleNameRefused::Taken { .. })
        ));
        let swapped = given(&[(Role::Lead, "Tech Lead"), (Role::TechLead, "Lead")]).unwrap();
        assert_eq!(swapped.of(Role::Lead), "Tech Lead");
        assert!(matches!(
            given(&[(Role::Dev, &"x".repeat(41))]),
            Err(RoleNameRefused::TooLong { .. })
        ));
    }

    #[test]
    fn names_are_kept_by_the_roles_key() {
        let names = given(&[(Role::TechLead, "Architect")]).unwrap();
        let json = serde_json::to_value(&names).unwrap();
        assert_eq!(json, serde_json::json!({"tech_lead": "Architect"}));
        assert_eq!(serde_json::from_value::<RoleNames>(json).unwrap(), names);
    }
}
