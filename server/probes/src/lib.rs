//! Probes measure the world within limits: they connect, ask, and say what they saw. They judge, store and retry nothing.
//! A target that fails is a measurement; every connection leaves through `guard`.

mod context;
pub mod guard;
pub mod http;
pub mod limits;
pub mod sql;
mod stream;
pub mod tcp;
mod text;
pub mod tls;

use std::panic::AssertUnwindSafe;

use domain::check::{CheckSpec, ErrorClass, Measurement, ProbeSpec};
use futures::FutureExt;

pub use context::ProbeContext;
pub use limits::Limits;

/// Measures what a check asks for. The check's placeholders are filled, its time limit and ours are kept,
/// and a fault of our own is a measurement too: one that did not get through.
///
/// Dropping the future stops the work, on the target's side too where the protocol can say so.
pub async fn run(check: &CheckSpec, context: &ProbeContext) -> Measurement {
    let kind = check.probe.kind();
    if let Err(refused) = check.validate() {
        return Measurement::errored(
            kind,
            ErrorClass::Unusable,
            format!("The check cannot run: {refused}"),
        );
    }
    if let Some(name) = domain::check::placeholders(check).into_iter().next() {
        return Measurement::errored(
            kind,
            ErrorClass::Unusable,
            format!("Nothing was filled in for {{{{{name}}}}}."),
        );
    }
    let total = context.limits.total_for(check.timeout_ms);
    let measuring = async {
        match &check.probe {
            ProbeSpec::Http(spec) => http::measure(spec, context, total).await,
            ProbeSpec::Tcp(spec) => tcp::measure(spec, context, total).await,
            ProbeSpec::Sql(spec) => sql::measure(spec, context, total).await,
        }
    };
    AssertUnwindSafe(measuring)
        .catch_unwind()
        .await
        .unwrap_or_else(|_| {
            tracing::error!(?kind, "a probe panicked");
            Measurement::errored(
                kind,
                ErrorClass::Internal,
                "The check stopped because of a fault in Countersign itself.",
            )
        })
}
