//! Roles held per deployment, and what each may do. Instance administration is no role of a deployment.

use std::fmt;

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Lead,
    TechLead,
    QaLead,
    Qa,
    Ops,
    Dev,
    Product,
    Stakeholder,
    Auditor,
}

impl Role {
    pub const ALL: [Role; 9] = [
        Role::Lead,
        Role::TechLead,
        Role::QaLead,
        Role::Qa,
        Role::Ops,
        Role::Dev,
        Role::Product,
        Role::Stakeholder,
        Role::Auditor,
    ];

    /// The roles a gate may ask for: those of people who can see the evidence.
    pub const SIGNING: [Role; 7] = [
        Role::Lead,
        Role::TechLead,
        Role::QaLead,
        Role::Qa,
        Role::Ops,
        Role::Dev,
        Role::Product,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Role::Lead => "Lead",
            Role::TechLead => "Tech Lead",
            Role::QaLead => "QA Lead",
            Role::Qa => "QA",
            Role::Ops => "Ops",
            Role::Dev => "Dev",
            Role::Product => "Product",
            Role::Stakeholder => "Stakeholder",
            Role::Auditor => "Auditor",
        }
    }

    /// The name used in URLs, forms and the database.
    pub fn key(self) -> &'static str {
        match self {
            Role::Lead => "lead",
            Role::TechLead => "tech_lead",
            Role::QaLead => "qa_lead",
            Role::Qa => "qa",
            Role::Ops => "ops",
            Role::Dev => "dev",
            Role::Product => "product",
            Role::Stakeholder => "stakeholder",
            Role::Auditor => "auditor",
        }
    }

    pub fn from_key(key: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.key() == key)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// What a person may do with one deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Deployment, evidence, history.
    Read,
    ReadSummary,
    /// Tick, note, attach evidence, run checks.
    Tick,
    /// Checklist, owners, windows, checks.
    Edit,
    /// Create, start, finish, roll back, cancel, import.
    Steer,
    Waive,
    Publish,
    ReadAudit,
}

/// Whether the right covers everything, only what the person owns, only manual checks of others, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    None,
    Own,
    OthersManual,
    Others,
    All,
}

/// The table of rights: one role, one right.
pub fn extent(role: Role, right: Right) -> Extent {
    use Extent::{All, None, Others, OthersManual, Own};
    use Role::{Auditor, Dev, Lead, Ops, Product, Qa, QaLead, Stakeholder, TechLead};
    match (right, role) {
        (Right::ReadSummary, _) => All,
        (Right::Read, Stakeholder) => None,
        (Right::Read, _) => All,
        (Right::Tick, Lead | TechLead | QaLead | Qa | Ops | Dev) => All,
        (Right::Tick, Product) => Own,
        (Right::Edit, Lead | TechLead) => All,
        (Right::Edit, Ops | Dev) => Own,
        (Right::Steer, Lead | TechLead) => All,
        (Right::Waive, TechLead) => Others,
        (Right::Waive, QaLead) => OthersManual,
        (Right::Publish, Lead | TechLead | Product) => All,
        (Right::ReadAudit, Lead | TechLead | Auditor) => All,
        _ => None,
    }
}

/// What the right is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object {
    /// The person owns the item or its task.
    pub own: bool,
    pub manual: bool,
}

impl Object {
    /// The deployment as a whole.
    pub const WHOLE: Object = Object {
        own: false,
        manual: false,
    };
}

/// True when any of the roles carries the right for the object.
pub fn may(roles: &[Role], right: Right, object: Object) -> bool {
    roles.iter().any(|role| match extent(*role, right) {
        Extent::None => false,
        Extent::Own => object.own,
        Extent::OthersManual => !object.own && object.manual,
        Extent::Others => !object.own,
        Extent::All => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Object = Object {
        own: true,
        manual: true,
    };
    const FOREIGN_MANUAL: Object = Object {
        own: false,
        manual: true,
    };

    #[test]
    fn nobody_waives_what_they_own() {
        for role in Role::ALL {
            assert!(!may(&[role], Right::Waive, OWN), "{role}");
        }
    }

    #[test]
    fn a_qa_lead_waives_manual_checks_only() {
        assert!(may(&[Role::QaLead], Right::Waive, FOREIGN_MANUAL));
        assert!(!may(
            &[Role::QaLead],
            Right::Waive,
            Object {
                own: false,
                manual: false
            }
        ));
    }

    #[test]
    fn a_stakeholder_reads_the_summary_and_nothing_else() {
        assert!(may(&[Role::Stakeholder], Right::ReadSummary, Object::WHOLE));
        for right in [
            Right::Read,
            Right::Tick,
            Right::Edit,
            Right::Steer,
            Right::Waive,
            Right::Publish,
            Right::ReadAudit,
        ] {
            assert!(!may(&[Role::Stakeholder], right, OWN), "{right:?}");
        }
    }

    #[test]
    fn product_ticks_only_its_own_items() {
        assert!(may(&[Role::Product], Right::Tick, OWN));
        assert!(!may(&[Role::Product], Right::Tick, FOREIGN_MANUAL));
    }

    #[test]
    fn keys_lead_back_to_their_role() {
        for role in Role::ALL {
            assert_eq!(Role::from_key(role.key()), Some(role));
        }
    }
}
