//! What a measurement may use: the way out, the environment's list and connections, trust, limits, and the time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::guard::{AllowList, Guard};
use crate::limits::Limits;
use crate::sql::SqlConnection;
use crate::tls::Trust;

/// Everything a probe is given besides the check. The caller fills it per run from the check's environment.
#[derive(Clone)]
pub struct ProbeContext {
    pub guard: Guard,
    pub allow: AllowList,
    /// The environment's databases, by name.
    pub connections: BTreeMap<String, SqlConnection>,
    pub limits: Limits,
    pub trust: Trust,
    /// When the run began; certificates are counted from here.
    pub now: DateTime<Utc>,
}
