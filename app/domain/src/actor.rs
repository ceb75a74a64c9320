//! Who acts: a person, or a part of the system. Systems never sign.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, RequestId, SessionRef};

/// The author of an audit event. The name is the one printed then; later renames do not change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    Person { id: PersonId, name: String },
    System { part: SystemPart },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemPart {
    Runner,
    Server,
    CommandLine,
}

impl Actor {
    /// The name as it is printed in sentences.
    pub fn name(&self) -> &str {
        match self {
            Self::Person { name, .. } => name,
            Self::System {
                part: SystemPart::Runner,
            } => "The check runner",
            Self::System {
                part: SystemPart::Server,
            } => "The server",
            Self::System {
                part: SystemPart::CommandLine,
            } => "The command line",
        }
    }
}

/// A signed-in person, their session and the request they act in. Passed down by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    /// Instance rights. They never include signing.
    pub admin: bool,
    pub auditor: bool,
    pub session: SessionRef,
    /// When the password was last given in this session.
    pub authenticated_at: DateTime<Utc>,
    pub request: RequestId,
}

impl Caller {
    pub fn actor(&self) -> Actor {
        Actor::Person {
            id: self.person,
            name: self.name.clone(),
        }
    }
}
