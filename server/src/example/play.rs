//! The play: a day in the life of the example, so that every state can be seen in it.

use std::sync::Arc;

use app::{
    api::error::ApiError,
    backend::{
        AcceptRisk, ActOnDeployment, Checks, Deployments, Gates, RecordManualResult, SignGate, UploadedFile,
        Waive,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Caller,
    deployment::{DeploymentAct, DeploymentState},
    ids::{DeploymentId, ItemId},
    item::Outcome,
    role::Role,
};

use super::{
    Cast,
    checks::{self, Answer},
};
use crate::{
    clock::Manual,
    state::{Server, new_id},
    usecases::{errors::OrApi, ground},
};

/// A picture that a tester might attach: response times over the rehearsed way back.
const PICTURE: &[u8] = include_bytes!("back-on-3.1.png");

/// Plays the example's day up to now. In the end phase 1 needs a new signature, phase 2 is signed, phase 3 is under way
/// with something in every state, and phase 4 has not begun.
pub async fn play(server: &Server, cast: &Cast, id: DeploymentId) -> Result<(), ApiError> {
    let stage = Stage {
        server,
        cast,
        id,
        now: server.clock.now(),
    };
    stage.before().await?;
    stage.configuration().await?;
    stage.deployment().await
}

struct Stage<'a> {
    server: &'a Server,
    cast: &'a Cast,
    id: DeploymentId,
    now: DateTime<Utc>,
}

impl Stage<'_> {
    async fn before(&self) -> Result<(), ApiError> {
        let (lead, qa, ops) = (&self.cast.lead, &self.cast.qa, &self.cast.ops);
        self.steer(lead, 1500, DeploymentAct::Prepare, DeploymentState::Draft)
            .await?;
        self.tick(
            ops,
            1440,
            "Change reviewed by a second developer",
            Outcome::Passed,
            "",
        )
        .await?;
        self.tick(
            ops,
            1430,
            "Build 3.2 is tagged and its image is in the registry",
            Outcome::Passed,
            "",
        )
        .await?;
        self.tick(
            ops,
            1410,
            "Database migration reviewed: adds one column, locks nothing",
            Outcome::Passed,
            "",
        )
        .await?;
        self.tick(
            qa,
            1300,
            "Checkout with one article",
            Outcome::Passed,
            "Bought a teapot. Total was there at once.",
        )
        .await?;
        self.tick(
            qa,
            1290,
            "Checkout with a voucher",
            Outcome::Failed,
            "Voucher of 100 % leads to an empty page.",
        )
        .await?;
        self.tick(
            qa,
            1200,
            "Checkout with a voucher",
            Outcome::Passed,
            "Fixed in build 3.2-2 and tried again.",
        )
        .await?;
        let back = "Rollback tested on staging: back on 3.1 in 4 minutes";
        self.tick_with(
            qa,
            1180,
            back,
            Outcome::Passed,
            "See the picture.",
            Some("back-on-3.1.png"),
        )
        .await?;
        let (risk, reason) = (
            "Prices of vouchers are still asked for one by one",
            "Few orders use more than one.",
        );
        self.at(1170)
            .accept_risk(
                &self.cast.tech_lead,
                AcceptRisk {
                    key: new_id(),
                    deployment: self.id,
                    risk: risk.to_owned(),
                    reason: reason.to_owned(),
                },
            )
            .await?;
        self.sign(1150, 1, "").await
    }

    async fn configuration(&self) -> Result<(), ApiError> {
        let ops = &self.cast.ops;
        self.tick(
            ops,
            130,
            "Feature switch single_price_call is off in production",
            Outcome::Passed,
            "",
        )
        .await?;
        self.tick(
            ops,
            125,
            "Rate limit of the price service raised to 200 per second",
            Outcome::Passed,
            "",
        )
        .await?;
        self.tick(
            ops,
            120,
            "On-call is told: who, when, how to reach them",
            Outcome::Passed,
            "Grace, until 08:00.",
        )
        .await?;
        self.sign(110, 2, "On-call stays reachable until tomorrow 08:00.")
            .await
    }

    async fn deployment(&self) -> Result<(), ApiError> {
        let (lead, qa, ops) = (&self.cast.lead, &self.cast.qa, &self.cast.ops);
        self.steer(lead, 95, DeploymentAct::Start, DeploymentState::Preparing)
            .await?;
        self.tick(ops, 90, "Migration applied", Outcome::Passed, "")
            .await?;
        self.tick(ops, 85, "Three of three instances run 3.2", Outcome::Passed, "")
            .await?;
        let switch = "Feature switch turned on for all customers";
        self.tick(
            ops,
            60,
            switch,
            Outcome::Blocked,
            "Waits for the price service, which answers 503.",
        )
        .await?;
        let (shop, prices) = ("http://shop.example/health", "http://prices.example/health");
        let (shop_item, price_item) = (
            self.item("Shop answers").await?,
            self.item("Price service answers").await?,
        );
        checks::define(&self.at(80), lead, shop_item, shop).await?;
        checks::define(&self.at(80), lead, price_item, prices).await?;
        let answers = [
            (shop_item, shop, 200, 62, 47),
            (price_item, prices, 200, 41, 70),
            (price_item, prices, 503, 1204, 4),
            (price_item, prices, 503, 1187, 2),
        ];
        for (item, url, status, latency_ms, minutes_ago) in answers {
            let at = self.ago(minutes_ago);
            checks::record(
                self.server,
                lead,
                item,
                &Answer {
                    url,
                    status,
                    latency_ms,
                    at,
                },
            )
            .await?;
        }
        self.tick(
            qa,
            30,
            "Checkout in production with a test card",
            Outcome::Passed,
            "Order 10021, refunded.",
        )
        .await?;
        self.waive(
            40,
            "Load test with 50 customers at once",
            "The change removes calls; the load test ran last week.",
        )
        .await?;
        // What was signed yesterday did not stay so: phase 1 needs a new signature.
        let voucher = "A customer reports the empty page again, with a voucher of 100 %.";
        self.tick(qa, 12, "Checkout with a voucher", Outcome::Failed, voucher)
            .await
    }

    async fn tick(
        &self,
        by: &Caller,
        minutes_ago: i64,
        text: &str,
        outcome: Outcome,
        note: &str,
    ) -> Result<(), ApiError> {
        self.tick_with(by, minutes_ago, text, outcome, note, None).await
    }

    async fn tick_with(
        &self,
        by: &Caller,
        minutes_ago: i64,
        text: &str,
        outcome: Outcome,
        note: &str,
        picture: Option<&str>,
    ) -> Result<(), ApiError> {
        let item = self.item(text).await?;
        let mut conn = self.server.pool.acquire().await.api()?;
        let seen_version = store::items::item(&mut conn, item)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?
            .version;
        drop(conn);
        let files = picture.map(|name| UploadedFile {
            name: name.to_owned(),
            bytes: PICTURE.to_vec(),
        });
        let cmd = RecordManualResult {
            key: new_id(),
            item,
            outcome,
            note: note.to_owned(),
            seen_version,
        };
        self.at(minutes_ago)
            .record_manual_result(by, cmd, files.into_iter().collect())
            .await
    }

    async fn sign(&self, minutes_ago: i64, ordinal: u32, condition: &str) -> Result<(), ApiError> {
        let (then, by) = (self.at(minutes_ago), &self.cast.tech_lead);
        let page = then.sign_page(by, self.id, ordinal).await?;
        let decision = if condition.is_empty() {
            "approve"
        } else {
            "approve_with_condition"
        };
        let cmd = SignGate {
            key: new_id(),
            gate: page.gate,
            role: Role::TechLead,
            decision: decision.to_owned(),
            meaning: "approved".to_owned(),
            condition: condition.to_owned(),
            refusal: String::new(),
            points: page.points.into_iter().map(|point| point.key).collect(),
            seen: page.view_hash,
            password: self.cast.password.clone(),
        };
        then.sign(by, cmd).await.map(|_| ())
    }

    async fn waive(&self, minutes_ago: i64, text: &str, reason: &str) -> Result<(), ApiError> {
        let cmd = Waive {
            key: new_id(),
            item: self.item(text).await?,
            reason: reason.to_owned(),
            until: (self.now + TimeDelta::days(14)).format("%Y-%m-%d").to_string(),
            password: self.cast.password.clone(),
        };
        self.at(minutes_ago).waive(&self.cast.tech_lead, cmd).await
    }

    async fn steer(
        &self,
        by: &Caller,
        minutes_ago: i64,
        act: DeploymentAct,
        seen: DeploymentState,
    ) -> Result<(), ApiError> {
        let cmd = ActOnDeployment {
            key: new_id(),
            deployment: self.id,
            act,
            reason: String::new(),
            seen,
        };
        self.at(minutes_ago).act_on_deployment(by, cmd).await
    }

    /// The server as it was so many minutes ago.
    fn at(&self, minutes_ago: i64) -> Server {
        Server {
            clock: Arc::new(Manual::at(self.ago(minutes_ago))),
            ..self.server.clone()
        }
    }

    fn ago(&self, minutes: i64) -> DateTime<Utc> {
        self.now - TimeDelta::minutes(minutes)
    }

    /// The item of the document with this text.
    async fn item(&self, text: &str) -> Result<ItemId, ApiError> {
        let mut conn = self.server.pool.acquire().await.api()?;
        let ground = ground::load_one(&mut conn, self.id, self.now).await?;
        ground
            .items
            .iter()
            .find(|item| item.text == text)
            .map(|item| item.id)
            .ok_or_else(|| {
                tracing::error!(text, "the example's document has no such item");
                ApiError::Broken {
                    reference: "example document".to_owned(),
                }
            })
    }
}
