//! Results by hand and their evidence.

use app::backend::{AddEvidence, Checks, UndoResult, UploadedFile};
use domain::{
    audit::Event,
    deployment::{DeploymentAct, DeploymentState},
    item::{Mark, Outcome, Why},
};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{World, result, status};

const SMOKE: &str = "Smoke test on staging";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_tick_is_a_result_an_event_and_a_new_version(pool: PgPool) {
    let world = World::new(pool).await;
    assert_eq!(
        world.mark("Release notes reviewed").await,
        Mark::Unknown,
        "a claim of the document counts for nothing"
    );
    let before = world.item(SMOKE).await;
    world
        .tick_as(&world.qa, SMOKE, Outcome::Failed, "500 on /quote")
        .await
        .unwrap();
    let after = world.item(SMOKE).await;
    assert_eq!(
        (after.standing.mark, after.note.as_deref(), after.attempts),
        (Mark::Fail, Some("500 on /quote"), 1)
    );
    assert_eq!(after.by.as_deref(), Some("Quinn QA"));
    assert!(after.version > before.version);
    world.later(1);
    world.tick(SMOKE, Outcome::Passed).await;
    let page = world.server.item(&world.qa, after.id).await.unwrap();
    let outcomes: Vec<_> = page
        .attempts
        .iter()
        .map(|attempt| (attempt.attempt, attempt.outcome))
        .collect();
    assert_eq!(
        outcomes,
        [(2, Outcome::Passed), (1, Outcome::Failed)],
        "the failed attempt stays"
    );
    let Some(Event::ResultRecorded { from, to, .. }) = world.events().await.pop() else {
        panic!("no event")
    };
    assert_eq!((from, to), (Mark::Fail, Mark::Pass));
    world.assert_chains_hold().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn refusals_write_nothing(pool: PgPool) {
    let world = World::draft(pool).await;
    let item = world.item(SMOKE).await;
    let draft = result(item.id, item.version, Outcome::Passed, "");
    let before = world.written().await;
    assert_eq!(
        status(
            &world
                .server
                .record_manual_result(&world.qa, draft, Vec::new())
                .await
        ),
        422
    );
    assert_eq!(world.written().await, before);

    world
        .act(DeploymentAct::Prepare, DeploymentState::Draft)
        .await
        .unwrap();
    let before = world.written().await;
    let record = |caller, cmd| world.server.record_manual_result(caller, cmd, Vec::new());
    let failed = result(item.id, item.version, Outcome::Failed, "  ");
    assert_eq!(status(&record(&world.qa, failed).await), 422, "a fail says why");
    let errored = result(item.id, item.version, Outcome::Errored, "no");
    assert_eq!(
        status(&record(&world.qa, errored).await),
        422,
        "nobody records a fault by hand"
    );
    let passed = || result(item.id, item.version, Outcome::Passed, "");
    assert_eq!(
        status(&record(&world.stranger, passed()).await),
        404,
        "not theirs to know"
    );
    assert_eq!(
        status(&record(&world.admin, passed()).await),
        403,
        "admins read, and do not tick"
    );
    let old = result(item.id, item.version + 5, Outcome::Passed, "");
    assert_eq!(status(&record(&world.qa, old).await), 409);
    let long = result(item.id, item.version, Outcome::Passed, &"x".repeat(4001));
    assert_eq!(status(&record(&world.qa, long).await), 422);
    assert_eq!(world.written().await, before);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_two_ticks_at_once_one_is_told_what_the_other_did(pool: PgPool) {
    let world = World::new(pool).await;
    let item = world.item(SMOKE).await;
    let pass = result(item.id, item.version, Outcome::Passed, "");
    let fail = result(item.id, item.version, Outcome::Failed, "500");
    let (one, other) = tokio::join!(
        world.server.record_manual_result(&world.qa, pass, Vec::new()),
        world.server.record_manual_result(&world.ops, fail, Vec::new()),
    );
    let (mut won, mut lost): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 1));
    won.clear();
    let refused = lost.remove(0).unwrap_err();
    assert_eq!(refused.status(), 409);
    assert!(
        refused.details()[0].contains("recorded by"),
        "{:?}",
        refused.details()
    );
    assert_eq!(world.item(SMOKE).await.attempts, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_key_takes_effect_once_and_only_for_its_owner_and_content(pool: PgPool) {
    let world = World::new(pool).await;
    let item = world.item(SMOKE).await;
    let cmd = result(item.id, item.version, Outcome::Passed, "fine");
    let record = |caller, cmd| world.server.record_manual_result(caller, cmd, Vec::new());
    record(&world.qa, cmd.clone()).await.unwrap();
    let before = world.written().await;
    record(&world.qa, cmd.clone()).await.unwrap();
    assert_eq!(world.written().await, before, "sent twice, taken once");
    let mut other = cmd.clone();
    other.outcome = Outcome::Blocked;
    assert_eq!(status(&record(&world.qa, other).await), 422);
    assert_eq!(status(&record(&world.ops, cmd).await), 422);
    assert_eq!(world.written().await, before);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_result_is_taken_back_by_a_new_act(pool: PgPool) {
    let world = World::new(pool).await;
    let undo = |item: &app::backend::ItemBoard| UndoResult {
        key: Uuid::new_v4(),
        item: item.id,
        seen_version: item.version,
    };
    let untouched = world.item(SMOKE).await;
    assert!(!untouched.may_undo);
    assert_eq!(
        status(&world.server.undo_result(&world.qa, undo(&untouched)).await),
        422
    );
    world.tick(SMOKE, Outcome::Passed).await;
    let ticked = world.item(SMOKE).await;
    assert!(ticked.may_undo);
    world.server.undo_result(&world.qa, undo(&ticked)).await.unwrap();
    let undone = world.item(SMOKE).await;
    assert_eq!(
        (undone.standing.mark, undone.standing.why, undone.attempts),
        (Mark::Unknown, Why::Undone, 2)
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn evidence_is_hashed_sniffed_and_bounded(pool: PgPool) {
    let world = World::new(pool).await;
    let item = world.item(SMOKE).await;
    let picture = b"\x89PNG\r\n\x1a\n and so on".to_vec();
    let cmd = result(item.id, item.version, Outcome::Failed, "see the picture");
    let files = vec![UploadedFile {
        name: "../shot.html".into(),
        bytes: picture.clone(),
    }];
    world
        .server
        .record_manual_result(&world.qa, cmd, files)
        .await
        .unwrap();
    let listed = world
        .server
        .evidence_list(&world.tech_lead, world.deployment)
        .await
        .unwrap()
        .evidence;
    assert_eq!(
        (
            listed.len(),
            listed[0].name.as_str(),
            listed[0].media_type.as_str()
        ),
        (1, "shot.html", "image/png")
    );
    let file = world
        .server
        .evidence_file(&world.tech_lead, listed[0].id)
        .await
        .unwrap();
    assert_eq!((file.bytes, file.sha256), (picture, listed[0].sha256));
    assert_eq!(
        status(&world.server.evidence_file(&world.stranger, listed[0].id).await),
        404
    );

    let page = UploadedFile {
        name: "page.html".into(),
        bytes: b"<script>alert(1)</script>".to_vec(),
    };
    let add = |files| {
        world.server.add_evidence(
            &world.qa,
            AddEvidence {
                key: Uuid::new_v4(),
                item: item.id,
            },
            files,
        )
    };
    add(vec![page]).await.unwrap();
    let before = world.written().await;
    assert_eq!(
        status(
            &add(vec![UploadedFile {
                name: "none".into(),
                bytes: Vec::new()
            }])
            .await
        ),
        422
    );
    assert_eq!(status(&add(Vec::new()).await), 422);
    let large = UploadedFile {
        name: "large".into(),
        bytes: vec![1; 10 * 1024 * 1024 + 1],
    };
    assert_eq!(status(&add(vec![large]).await), 413);
    assert_eq!(world.written().await, before);
    let listed = world
        .server
        .evidence_list(&world.qa, world.deployment)
        .await
        .unwrap()
        .evidence;
    assert!(listed.iter().all(|evidence| evidence.media_type != "text/html"));
    assert_eq!(world.item(SMOKE).await.evidence, 2);
}
