use std::net::IpAddr;
use std::sync::Arc;

use domain::check::{ErrorClass, Verdict, judge};
use probes::guard::{Guard, NameFailed, Names, Own};
use probes::run;

use crate::rig::{FakeNames, context, context_with, error_class, http};

struct PanickingNames;

#[async_trait::async_trait]
impl Names for PanickingNames {
    async fn look_up(&self, _: &str) -> Result<Vec<IpAddr>, NameFailed> {
        panic!("a fault of our own")
    }
}

#[tokio::test]
async fn a_panic_becomes_an_error_that_blocks() {
    let mut context = context_with(&[("shop.example", 80..=80)], FakeNames::knowing(&[]));
    context.guard = Guard::new(Arc::new(PanickingNames), Own::default());
    let check = http("http://shop.example/");
    let seen = run(&check, &context).await;
    assert_eq!(error_class(&seen), Some(ErrorClass::Internal));
    assert_eq!(judge(&check.rules, &seen).verdict, Verdict::Errored);
}

#[tokio::test]
async fn a_check_that_is_not_ready_is_not_run() {
    let unfilled = run(&http("{{base_url}}/health"), &context()).await;
    assert_eq!(error_class(&unfilled), Some(ErrorClass::Unusable));
    let mut without_rules = http("http://127.0.0.1:1/");
    without_rules.rules.clear();
    assert_eq!(
        error_class(&run(&without_rules, &context()).await),
        Some(ErrorClass::Unusable)
    );
    let mut endless = http("http://127.0.0.1:1/");
    endless.timeout_ms = u32::MAX;
    assert_eq!(
        error_class(&run(&endless, &context()).await),
        Some(ErrorClass::Unusable)
    );
}
