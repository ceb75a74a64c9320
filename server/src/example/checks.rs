//! Automated checks of the example. Their addresses exist nowhere, so what they saw is part of the play; it is judged by
//! the same function as everything that is really measured.

use app::api::error::ApiError;
use chrono::{DateTime, Utc};
use domain::{
    actor::{Actor, Caller, SystemPart},
    audit::{Chain, Event},
    check::{
        CheckSpec, HttpMethod, HttpSpec, Measurement, Operator, ProbeKind, ProbeSpec, Rule, judge,
        spec_sentence,
    },
    ids::{ItemId, ResultId, RunId},
    item::Outcome,
};
use store::results::{NewResult, Source};

use crate::{
    clock::Manual,
    state::{Server, new_id},
    usecases::{act::Act, errors::OrApi, item_act, voids},
};

/// What an address answered, and when.
pub struct Answer<'a> {
    pub url: &'a str,
    pub status: u16,
    pub latency_ms: u32,
    pub at: DateTime<Utc>,
}

/// Makes the item an automated check that wants status 200, as the document proposes.
pub async fn define(server: &Server, by: &Caller, item: ItemId, url: &str) -> Result<(), ApiError> {
    let mut act = Act::begin(server, by).await?;
    let held = item_act::hold(&mut act, by, item, None).await?;
    let spec = spec(url);
    store::items::set_spec(&mut act.tx, item, held.item.version, Some(&spec))
        .await
        .api()?;
    let (text, sentence) = (held.item.text.clone(), Some(spec_sentence(&spec)));
    act.log(
        Chain::Deployment(held.item.deployment),
        Event::CheckDefined { item, text, sentence },
    );
    act.announce(held.item.deployment);
    act.commit().await
}

/// Records what the address answered, as the runner would.
pub async fn record(server: &Server, by: &Caller, item: ItemId, answer: &Answer<'_>) -> Result<(), ApiError> {
    let then = Server {
        clock: std::sync::Arc::new(Manual::at(answer.at)),
        ..server.clone()
    };
    let runner = Actor::System {
        part: SystemPart::Runner,
    };
    let mut act = Act::begin_as(&then, runner, by.request).await?;
    let held = item_act::hold(&mut act, by, item, None).await?;
    let spec = spec(answer.url);
    let mut measurement = Measurement::new(ProbeKind::Http);
    measurement.set("status", answer.status);
    measurement.set("latency_ms", answer.latency_ms);
    measurement.fact(
        "example",
        "This address is made up; the answer is part of the example.",
    );
    let judgement = judge(&spec.rules, &measurement);
    let (run, result): (RunId, ResultId) = (new_id(), new_id());
    let deployment = held.item.deployment;
    store::example::finished_run(&mut act.tx, run, deployment, item, &spec, by.person, answer.at)
        .await
        .api()?;
    let outcome = Outcome::from(judgement.verdict);
    let before = held.mark(answer.at);
    let note = judgement.reason.clone();
    let new = NewResult {
        id: result,
        deployment,
        item,
        attempt: held.item.attempts + 1,
        outcome,
        note: Some(&note),
        source: Source::Run {
            run,
            spec: Some(&spec),
            measurement: &measurement,
            judgement: &judgement,
        },
        at: answer.at,
    };
    store::results::add(&mut act.tx, &new, held.item.version)
        .await
        .api()?;
    let facts = domain::item::ItemFacts {
        latest: Some((outcome, answer.at)),
        ..item_act::facts(&held.item)
    };
    let to = domain::item::standing(&facts, answer.at).mark;
    let text = held.item.text.clone();
    act.log(
        Chain::Deployment(deployment),
        Event::ResultRecorded {
            item,
            text: text.clone(),
            result,
            outcome,
            note: Some(note),
            from: before,
            to,
        },
    );
    voids::item_marked(&mut act, held.gate(), item, &text, to).await?;
    act.announce(deployment);
    act.commit().await
}

fn spec(url: &str) -> CheckSpec {
    let http = HttpSpec {
        method: HttpMethod::Get,
        url: url.to_owned(),
        headers: Vec::new(),
        body: None,
        follow_redirects: false,
    };
    let rule = Rule {
        field: "status".to_owned(),
        operator: Operator::Equals,
        value: serde_json::json!(200),
        rules: Vec::new(),
    };
    CheckSpec::new(ProbeSpec::Http(http), vec![rule])
}
