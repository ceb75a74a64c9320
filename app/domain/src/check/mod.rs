//! Checks: what must hold (`rule`, `spec`), what was seen (`measurement`), what follows (`verdict`, `judge`).
//! Measuring itself is the business of the probes; nothing here waits, draws a number or asks the time.

#[cfg(not(target_arch = "wasm32"))]
mod compare;
#[cfg(not(target_arch = "wasm32"))]
mod contain;
#[cfg(not(target_arch = "wasm32"))]
mod judge;
mod lookup;
mod measurement;
#[cfg(not(target_arch = "wasm32"))]
mod redact;
mod rule;
mod sentence;
mod spec;
#[cfg(not(target_arch = "wasm32"))]
mod typed;
#[cfg(not(target_arch = "wasm32"))]
mod typed_limits;
#[cfg(not(target_arch = "wasm32"))]
mod validate;
mod variables;
mod verdict;

#[cfg(not(target_arch = "wasm32"))]
pub use judge::{Judgement, RuleResult, judge};
pub use lookup::Seen;
pub use measurement::{Body, ErrorClass, Excerpt, Gap, Measurement, ProbeError, Timings};
#[cfg(not(target_arch = "wasm32"))]
pub use redact::Redactor;
pub use rule::{Operator, ProbeKind, Rule};
pub use sentence::{duration_words, rule_sentence, rules_sentence, spec_sentence};
pub use spec::{CheckSpec, HttpMethod, HttpSpec, ProbeSpec, SqlSpec, TcpSpec};
#[cfg(not(target_arch = "wasm32"))]
pub use validate::SpecRefused;
pub use variables::{Unresolved, Variables, placeholders, resolve};
pub use verdict::Verdict;
