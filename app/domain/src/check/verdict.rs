//! The four verdicts. Only `Passed` opens a gate; there is no default.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The measurement satisfies every rule.
    Passed,
    /// The measurement contradicts a rule.
    Failed,
    /// Measured, but the rules cannot be decided on it (no data, NaN, a missing field).
    Inconclusive,
    /// Could not find out: the probe itself did not get through.
    Errored,
}
