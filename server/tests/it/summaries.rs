//! Summaries: what is published stays, what is shared ends.

use app::{
    api::error::ApiError,
    backend::{EditSummary, MakeShareLink, PublishSummary, RevokeShareLink, Summaries},
};
use chrono::TimeDelta;
use domain::{actor::Caller, ids::DeploymentId, role::Role, summary::SummaryStatus};
use server::state::new_id;
use sqlx::PgPool;

use crate::stage::{PASSWORD, Stage};

async fn publish(stage: &Stage, by: &Caller, id: DeploymentId) -> Result<u32, ApiError> {
    let seen = stage.server.summary(by, id).await?.draft_hash;
    stage
        .server
        .publish_summary(
            by,
            PublishSummary {
                key: new_id(),
                deployment: id,
                seen,
            },
        )
        .await
}

fn notes(deployment: DeploymentId, what_changed: &str, seen_version: i32) -> EditSummary {
    EditSummary {
        deployment,
        what_changed: what_changed.into(),
        if_it_fails: String::new(),
        seen_version,
    }
}

fn share(deployment: DeploymentId, days: u32, password: &str) -> MakeShareLink {
    MakeShareLink {
        key: new_id(),
        deployment,
        days,
        note: "for the board".into(),
        password: password.into(),
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_published_summary_stays_as_it_was(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let id = stage.deployment(&lead).await;
    let draft = stage.server.summary(&lead, id).await.unwrap();
    assert_eq!(draft.draft.status, SummaryStatus::NotStarted);
    assert_eq!(
        draft.draft.status_line,
        "Not started. Planned for 18 Nov 2026 14:00 UTC."
    );
    let stale = PublishSummary {
        key: new_id(),
        deployment: id,
        seen: draft.draft_hash,
    };
    stage
        .server
        .edit_summary(&lead, notes(id, "Quotes work again.", 0))
        .await
        .unwrap();
    assert!(matches!(
        stage.server.edit_summary(&lead, notes(id, "Mine", 0)).await,
        Err(ApiError::Conflict { .. })
    ));
    assert!(matches!(
        stage.server.publish_summary(&lead, stale).await,
        Err(ApiError::Conflict { .. })
    ));
    assert_eq!(stage.count("summaries").await, 0);

    assert_eq!(publish(&stage, &lead, id).await, Ok(1));
    stage.later(TimeDelta::hours(1));
    let version = stage.server.summary_version(&lead, id, 1).await.unwrap();
    assert!(!version.newer_facts, "time alone changes nothing");
    stage
        .server
        .edit_summary(&lead, notes(id, "Quotes work again, everywhere.", 1))
        .await
        .unwrap();
    let version = stage.server.summary_version(&lead, id, 1).await.unwrap();
    assert!(version.newer_facts);
    assert!(
        version.summary.sections[0]
            .sentences
            .iter()
            .any(|sentence| sentence.text == "Quotes work again.")
    );
    assert_eq!(version.content_hash, version.summary.hash().unwrap());
    assert_eq!(publish(&stage, &lead, id).await, Ok(2));
    assert_eq!(stage.acts().await.last().unwrap(), "summary_published");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_reads_a_summary_does_not_publish_it(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let qa = stage.person("Quentin QA", &[Role::Qa]).await;
    let stranger = stage.stranger("Sid Stranger").await;
    let id = stage.deployment(&lead).await;
    assert!(matches!(
        publish(&stage, &qa, id).await,
        Err(ApiError::Forbidden { .. })
    ));
    assert!(matches!(
        stage.server.make_share_link(&qa, share(id, 7, PASSWORD)).await,
        Err(ApiError::Forbidden { .. })
    ));
    assert_eq!(
        stage.server.summary(&stranger, id).await.err(),
        Some(ApiError::NotFound)
    );
    assert_eq!(
        (stage.count("summaries").await, stage.count("share_links").await),
        (0, 0)
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_share_link_opens_one_summary_until_its_end(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let id = stage.deployment(&lead).await;
    let early = stage.server.make_share_link(&lead, share(id, 7, PASSWORD)).await;
    assert!(matches!(early, Err(ApiError::Refused { .. })), "{early:?}");
    publish(&stage, &lead, id).await.unwrap();
    for refused in [share(id, 365, PASSWORD), share(id, 7, "wrong")] {
        assert!(matches!(
            stage.server.make_share_link(&lead, refused).await,
            Err(ApiError::Refused { .. })
        ));
    }
    assert_eq!(stage.count("share_links").await, 0);

    let token = |link: String| {
        link.strip_prefix("https://sign.example.org/s/")
            .unwrap()
            .to_owned()
    };
    let first = token(
        stage
            .server
            .make_share_link(&lead, share(id, 1, PASSWORD))
            .await
            .unwrap(),
    );
    let second = token(
        stage
            .server
            .make_share_link(&lead, share(id, 7, PASSWORD))
            .await
            .unwrap(),
    );
    assert_eq!(stage.server.shared_summary(&first).await.unwrap().version, 1);
    let mut forged = first.clone();
    forged.replace_range(forged.len() - 1.., if first.ends_with('A') { "B" } else { "A" });
    assert_eq!(
        stage.server.shared_summary(&forged).await.err(),
        Some(ApiError::NotFound)
    );
    stage.later(TimeDelta::days(1));
    assert_eq!(
        stage.server.shared_summary(&first).await.err(),
        Some(ApiError::NotFound),
        "its day is over"
    );
    let links = stage.server.summary(&lead, id).await.unwrap().links;
    assert!(links[1].last_used_at.is_some() && links[0].last_used_at.is_none());
    stage
        .server
        .revoke_share_link(&lead, RevokeShareLink { link: links[0].id })
        .await
        .unwrap();
    assert_eq!(
        stage.server.shared_summary(&second).await.err(),
        Some(ApiError::NotFound)
    );
    let acts = stage.acts().await;
    assert_eq!(acts.iter().filter(|act| act.starts_with("share_link")).count(), 3);
    let kept: Vec<Vec<u8>> = sqlx::query_scalar("SELECT token_hash FROM share_links")
        .fetch_all(&stage.server.pool)
        .await
        .unwrap();
    assert!(
        kept.iter()
            .all(|hash| hash.len() == 32 && !second.as_bytes().windows(32).any(|part| part == hash))
    );
}
