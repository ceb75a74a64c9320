//! Typed ids: one kind of thing cannot be passed for another. Made by the server (UUID version 7), never here.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    PersonId, TeamId, ServiceId, EnvironmentId, TargetId, ConnectionId, TemplateId, ImportId, DeploymentId, PhaseId,
    TaskId, ItemId, GateId,
    /// One execution of an automated check in the queue.
    RunId,
    /// One recorded outcome of an item; results are never changed.
    ResultId,
    EvidenceId, WaiverId, SignOffId, InvitationId, SummaryId, ShareLinkId, SessionRef, RequestId,
}
