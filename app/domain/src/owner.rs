//! The words by which documents name owners, and the roles they mean. A name that means no role is left as words.

use crate::{ids::PersonId, role::Role};

/// The role that an owner's name means.
pub fn role_of(name: &str) -> Option<Role> {
    let words: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect::<String>()
        .split_whitespace()
        .filter(|word| {
            !matches!(
                *word,
                "the" | "team" | "on" | "duty" | "call" | "engineer" | "engineers"
            )
        })
        .collect::<Vec<_>>()
        .join(" ");
    Some(match words.as_str() {
        "lead" | "deployment lead" | "release lead" | "release manager" | "deployment manager" => Role::Lead,
        "tech lead" | "technical lead" | "engineering lead" | "dev lead" | "development lead"
        | "backend lead" => Role::TechLead,
        "qa lead" | "test lead" | "quality lead" => Role::QaLead,
        "qa" | "quality" | "quality assurance" | "test" | "testing" | "tester" | "testers" => Role::Qa,
        "ops" | "devops" | "sre" | "operations" | "infrastructure" | "infra" | "platform" | "dba" | "db"
        | "database" => Role::Ops,
        "dev" | "devs" | "developer" | "developers" | "development" | "engineering" | "backend"
        | "frontend" => Role::Dev,
        "product" | "product owner" | "product manager" | "po" | "pm" => Role::Product,
        _ => return None,
    })
}

/// The person who owns a task, where the text leaves no doubt: it names one role, and one person holds it.
pub fn owner(names: &[String], holders: &[(PersonId, Role)]) -> Option<PersonId> {
    let [name] = names else { return None };
    let role = role_of(name)?;
    let mut holding = holders
        .iter()
        .filter(|(_, held)| *held == role)
        .map(|(person, _)| *person);
    let first = holding.next()?;
    holding.all(|person| person == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn usual_names_mean_roles() {
        let cases = [
            ("QA", Some(Role::Qa)),
            ("the QA team", Some(Role::Qa)),
            ("DevOps  ", Some(Role::Ops)),
            ("DevOps Engineer", Some(Role::Ops)),
            ("Tech Lead", Some(Role::TechLead)),
            ("Deployment Lead", Some(Role::Lead)),
            ("on-call SRE", Some(Role::Ops)),
            ("[Name]", None),
            ("Ada", None),
            ("", None),
        ];
        for (name, role) in cases {
            assert_eq!(role_of(name), role, "{name:?}");
        }
    }

    #[test]
    fn an_owner_is_set_only_where_there_is_no_doubt() {
        let person = |n| PersonId(Uuid::from_u128(n));
        let one = [(person(1), Role::Qa), (person(2), Role::Ops)];
        let two = [(person(1), Role::Qa), (person(3), Role::Qa)];
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(owner(&names(&["QA"]), &one), Some(person(1)));
        assert_eq!(owner(&names(&["QA"]), &two), None);
        assert_eq!(owner(&names(&["QA", "Dev"]), &one), None);
        assert_eq!(owner(&names(&["Somebody"]), &one), None);
        assert_eq!(owner(&[], &one), None);
    }
}
