//! Automated checks: defined, queued, measured by the runner, taken over, cancelled.

use app::backend::{
    AllowTarget, CancelRun, Checks, DefineCheck, Deployments, Environments, ItemBoard, RunCheck, RunPhase,
    SetVariable,
};
use domain::{
    audit::Event,
    deployment::{DeploymentAct, DeploymentState},
    gate::PhaseState,
    item::{Mark, Outcome, Why},
    role::Role,
};
use server::runner::Runner;
use sqlx::PgPool;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::support::{World, status};

const QUOTE: &str = "Quote endpoint answers";

/// A target that answers each request with the next status, the last one for ever. Returns its port.
async fn target(statuses: &'static [u16]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut answered = 0;
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let status = statuses[answered.min(statuses.len() - 1)];
            answered += 1;
            let answer =
                format!("HTTP/1.1 {status} Status\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    port
}

fn form(item: &ItemBoard, url: &str) -> DefineCheck {
    DefineCheck {
        item: item.id.to_string(),
        seen_version: item.version,
        probe: "http".into(),
        url: url.into(),
        timeout_s: "5".into(),
        fresh_min: "15".into(),
        fields: vec!["status".into()],
        operators: vec!["equals".into()],
        values: vec!["200".into()],
        ..DefineCheck::default()
    }
}

/// The quote check against a local target that its environment allows.
async fn defined(world: &World, statuses: &'static [u16]) -> ItemBoard {
    let port = target(statuses).await;
    let allow = AllowTarget {
        environment: world.environment,
        host: "127.0.0.1/32".into(),
        ports: port.to_string(),
        note: String::new(),
    };
    world.server.allow_target(&world.admin, allow).await.unwrap();
    let base = SetVariable {
        environment: world.environment,
        name: "base_url".into(),
        value: format!("http://127.0.0.1:{port}"),
    };
    world.server.set_variable(&world.admin, base).await.unwrap();
    let item = world.item(QUOTE).await;
    world
        .server
        .define_check(&world.lead, form(&item, "{{base_url}}/quote?v={{version}}"))
        .await
        .unwrap();
    world.item(QUOTE).await
}

async fn run(world: &World, item: &ItemBoard) {
    world
        .server
        .run_check(
            &world.qa,
            RunCheck {
                key: Uuid::new_v4(),
                item: item.id,
            },
        )
        .await
        .unwrap();
}

/// Runs the runner until the item has so many attempts.
async fn measured(world: &World, attempts: u32) -> ItemBoard {
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    Runner::start(world.server.clone(), &tasks, stop.clone());
    let item = loop {
        let item = world.item(QUOTE).await;
        if item.attempts >= attempts {
            break item;
        }
        tokio::task::yield_now().await;
    };
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    item
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_check_is_green_then_red_with_the_reason(pool: PgPool) {
    let world = World::new(pool).await;
    let item = defined(&world, &[200, 500]).await;
    assert!(item.automated && !item.may_tick);
    assert_eq!(
        status(&world.tick_as(&world.qa, QUOTE, Outcome::Passed, "").await),
        422,
        "a machine measures it"
    );
    run(&world, &item).await;
    assert_eq!(world.mark(QUOTE).await, Mark::Running);
    let green = measured(&world, 1).await;
    assert_eq!(
        (green.standing.mark, green.by.as_deref()),
        (Mark::Pass, Some("The check runner"))
    );
    run(&world, &item).await;
    let red = measured(&world, 2).await;
    assert_eq!(red.standing.mark, Mark::Fail);
    assert!(red.note.as_deref().unwrap().contains("500"), "{:?}", red.note);
    let page = world.server.item(&world.qa, item.id).await.unwrap();
    assert_eq!(page.attempts.len(), 2);
    assert!(
        page.attempts
            .iter()
            .all(|attempt| attempt.measurement.is_some() && attempt.judgement.is_some())
    );
    world.assert_chains_hold().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_the_list_does_not_allow_is_not_dialled_and_never_passes(pool: PgPool) {
    let world = World::new(pool).await;
    let port = target(&[200]).await;
    let item = world.item(QUOTE).await;
    world
        .server
        .define_check(&world.lead, form(&item, &format!("http://127.0.0.1:{port}/")))
        .await
        .unwrap();
    run(&world, &item).await;
    let seen = measured(&world, 1).await;
    assert_eq!(
        (seen.standing.mark, seen.standing.why),
        (Mark::Unknown, Why::Errored)
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_pass_grows_old(pool: PgPool) {
    let world = World::new(pool).await;
    let item = defined(&world, &[200]).await;
    run(&world, &item).await;
    measured(&world, 1).await;
    world.later(16);
    let stale = world.item(QUOTE).await;
    assert_eq!(
        (stale.standing.mark, stale.standing.why),
        (Mark::Unknown, Why::Stale)
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn one_run_at_a_time_and_none_for_what_cannot_run(pool: PgPool) {
    let world = World::new(pool).await;
    let manual = world.item("Deploy the image").await;
    let ask = |caller, item| {
        world.server.run_check(
            caller,
            RunCheck {
                key: Uuid::new_v4(),
                item,
            },
        )
    };
    let before = world.written().await;
    assert_eq!(status(&ask(&world.qa, manual.id).await), 422);
    assert_eq!(world.written().await, before);
    let item = defined(&world, &[200]).await;
    run(&world, &item).await;
    let before = world.written().await;
    assert_eq!(status(&ask(&world.ops, item.id).await), 409);
    assert_eq!(status(&ask(&world.stranger, item.id).await), 404);
    assert_eq!(world.written().await, before);

    let other = world.item("Smoke test on staging").await;
    world
        .server
        .define_check(&world.lead, form(&other, "http://{{nobody_knows}}/"))
        .await
        .unwrap();
    let refused = ask(&world.qa, other.id).await.unwrap_err();
    assert!(refused.to_string().contains("nobody_knows"), "{refused}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_cancelled_run_leaves_no_result(pool: PgPool) {
    let world = World::new(pool).await;
    let item = defined(&world, &[200]).await;
    run(&world, &item).await;
    let open = world
        .server
        .item(&world.qa, item.id)
        .await
        .unwrap()
        .open_run
        .unwrap();
    world
        .server
        .cancel_run(&world.qa, CancelRun { run: open.id })
        .await
        .unwrap();
    assert_eq!(
        status(
            &world
                .server
                .cancel_run(&world.qa, CancelRun { run: open.id })
                .await
        ),
        422
    );
    assert_eq!(world.mark(QUOTE).await, Mark::Unknown);
    let phase = world.page(&world.qa).await.phases[1].id;
    let queued = world
        .server
        .run_phase(
            &world.qa,
            RunPhase {
                key: Uuid::new_v4(),
                phase,
            },
        )
        .await
        .unwrap();
    assert_eq!(queued, 1);
    assert_eq!(
        measured(&world, 1).await.attempts,
        1,
        "only the second run was measured"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_dead_servers_run_is_taken_over_and_its_late_answer_dropped(pool: PgPool) {
    let world = World::new(pool).await;
    let item = defined(&world, &[200]).await;
    run(&world, &item).await;
    let mut conn = world.server.pool.acquire().await.unwrap();
    let (now, until) = (world.now(), world.now() + chrono::TimeDelta::seconds(30));
    let dead = store::runs::claim(&mut conn, Uuid::new_v4(), now, until, 16)
        .await
        .unwrap()
        .remove(0);
    assert!(
        store::runs::claim(&mut conn, Uuid::new_v4(), now, until, 16)
            .await
            .unwrap()
            .is_empty()
    );
    world.later(1);
    let taken = measured(&world, 1).await;
    assert_eq!(taken.standing.mark, Mark::Pass);
    let late = store::runs::finish(&mut conn, dead.id, dead.epoch, world.now()).await;
    assert!(matches!(late, Err(store::Error::Stale)), "{late:?}");
    assert_eq!(world.item(QUOTE).await.attempts, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_red_measurement_makes_the_signature_fall(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    world.sign(&world.tech_lead, Role::TechLead, 1).await.unwrap();
    let item = defined(&world, &[200, 200, 500]).await;
    world.tick("Deploy the image", Outcome::Passed).await;
    run(&world, &item).await;
    measured(&world, 1).await;
    world.sign(&world.tech_lead, Role::TechLead, 2).await.unwrap();
    world.later(20);
    run(&world, &item).await;
    measured(&world, 2).await;
    assert_eq!(
        world.page(&world.qa).await.phases[1].state,
        PhaseState::Signed,
        "green again, after it grew old"
    );
    run(&world, &item).await;
    measured(&world, 3).await;
    assert_eq!(
        world.page(&world.qa).await.phases[1].state,
        PhaseState::NeedsResign
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn defining_anew_takes_the_old_result_back(pool: PgPool) {
    let world = World::new(pool).await;
    world.tick(QUOTE, Outcome::Passed).await;
    let item = defined(&world, &[200]).await;
    assert_eq!(
        (item.standing.mark, item.standing.why),
        (Mark::Unknown, Why::Undone)
    );
    let editor = world.server.check_editor(&world.lead, item.id).await.unwrap();
    assert_eq!(
        (editor.form.probe.as_str(), editor.form.fields.as_slice()),
        ("http", ["status".to_owned()].as_slice())
    );
    let before = world.written().await;
    assert_eq!(
        status(
            &world
                .server
                .define_check(&world.qa, form(&item, "http://a/"))
                .await
        ),
        403
    );
    let mut empty = form(&item, "http://a/");
    empty.fields = Vec::new();
    assert_eq!(
        status(&world.server.define_check(&world.lead, empty).await),
        422,
        "without a rule it can never pass"
    );
    assert_eq!(world.written().await, before);
    let tried = world
        .server
        .try_check(&world.lead, form(&item, "{{base_url}}/"))
        .await
        .unwrap();
    assert_eq!(Outcome::from(tried.judgement.verdict), Outcome::Passed);
    assert_eq!(world.written().await, before, "a try is recorded nowhere");
    let manual = DefineCheck {
        probe: "manual".into(),
        ..form(&item, "")
    };
    world.server.define_check(&world.lead, manual).await.unwrap();
    assert!(world.item(QUOTE).await.may_tick);
    let defined = world
        .events()
        .await
        .iter()
        .filter(|event| matches!(event, Event::CheckDefined { .. }))
        .count();
    assert_eq!(defined, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn closing_cancels_what_runs(pool: PgPool) {
    let world = World::new(pool).await;
    let item = defined(&world, &[200]).await;
    run(&world, &item).await;
    world
        .act(DeploymentAct::Cancel, DeploymentState::Preparing)
        .await
        .unwrap();
    assert!(
        world
            .server
            .item(&world.qa, item.id)
            .await
            .unwrap()
            .open_run
            .is_none()
    );
    assert!(
        world
            .server
            .deployment(&world.lead, world.deployment)
            .await
            .unwrap()
            .acts
            .is_empty()
    );
}
