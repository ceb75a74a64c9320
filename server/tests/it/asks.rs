//! Asking whoever something waits for: who reads it where, and when it is over.

use app::backend::{Ask, BoardQuery, Deployments};
use domain::{audit::Event, item::Outcome, role::Role};
use server::state::new_id;
use sqlx::PgPool;

use crate::support::{World, status};

const SMOKE: &str = "Smoke test on staging";

async fn about_item(world: &World, text: &str) -> Ask {
    Ask {
        key: new_id(),
        deployment: world.deployment,
        item: world.item(text).await.id.to_string(),
        gate: String::new(),
    }
}

async fn asked(world: &World, caller: &domain::actor::Caller) -> Vec<String> {
    let board = world.server.board(caller, BoardQuery::default()).await.unwrap();
    let queue = world.server.queue(caller).await.unwrap();
    assert_eq!(board.asked, queue.asked);
    board.asked.into_iter().map(|ask| ask.what).collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_ask_stands_on_the_board_until_it_is_answered(pool: PgPool) {
    let world = World::new(pool).await;
    let ask = about_item(&world, SMOKE).await;
    let names = world.server.ask(&world.lead, ask.clone()).await.unwrap();
    assert_eq!(names, ["Quinn QA"], "whoever owns the task");
    assert_eq!(
        world.server.ask(&world.lead, ask).await.unwrap(),
        names,
        "sent twice it is one ask"
    );
    assert_eq!(asked(&world, &world.qa).await, [SMOKE]);
    assert!(asked(&world, &world.lead).await.is_empty() && asked(&world, &world.stranger).await.is_empty());
    let events = world.events().await;
    assert!(
        events
            .iter()
            .any(|event| matches!(event, Event::Asked { about, .. } if about == SMOKE))
    );
    let readiness = world.page(&world.lead).await.readiness.unwrap();
    assert!(
        readiness
            .obstacles
            .iter()
            .any(|obstacle| obstacle.asked == Some(world.now()))
    );

    let own = about_item(&world, SMOKE).await;
    let again = about_item(&world, SMOKE).await;
    let before = world.written().await;
    assert_eq!(
        status(&world.server.ask(&world.ops, again).await),
        422,
        "a moment later is too soon"
    );
    world.later(6);
    assert_eq!(
        status(&world.server.ask(&world.qa, own).await),
        422,
        "nobody asks themselves"
    );
    assert_eq!(world.written().await, before);
    let again = about_item(&world, SMOKE).await;
    world.server.ask(&world.ops, again).await.unwrap();
    let board = world
        .server
        .board(&world.qa, BoardQuery::default())
        .await
        .unwrap();
    assert_eq!(
        (board.asked.len(), board.asked[0].reminded_at),
        (1, Some(world.now()))
    );

    world.later(1);
    world.tick(SMOKE, Outcome::Passed).await;
    assert!(asked(&world, &world.qa).await.is_empty(), "a result answers it");
    let late = about_item(&world, SMOKE).await;
    assert_eq!(
        status(&world.server.ask(&world.lead, late).await),
        409,
        "nothing waits any more"
    );
    world.assert_chains_hold().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_signs_next_is_asked_to_sign(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    let page = world.page(&world.qa).await;
    let readiness = page.readiness.unwrap();
    assert!(readiness.waits_for_signature && readiness.asked.is_none());
    let theirs = world.page(&world.tech_lead).await.readiness.unwrap();
    assert!(
        theirs.may_sign && !theirs.waits_for_signature,
        "who signs asks nobody"
    );
    let ask = Ask {
        key: new_id(),
        deployment: world.deployment,
        item: String::new(),
        gate: readiness.gate.to_string(),
    };
    world.later(1);
    assert_eq!(world.server.ask(&world.qa, ask).await.unwrap(), ["Tom Tech"]);
    assert_eq!(
        asked(&world, &world.tech_lead).await,
        ["Sign phase 1, Preparation"]
    );
    world.later(1);
    world.sign(&world.tech_lead, Role::TechLead, 1).await.unwrap();
    assert!(asked(&world, &world.tech_lead).await.is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_asks_about_what_is_not_theirs(pool: PgPool) {
    let world = World::new(pool).await;
    let before = world.written().await;
    let ask = about_item(&world, SMOKE).await;
    assert_eq!(status(&world.server.ask(&world.stranger, ask).await), 404);
    let mut odd = about_item(&world, SMOKE).await;
    odd.item = "nonsense".into();
    assert_eq!(status(&world.server.ask(&world.qa, odd).await), 404);
    assert_eq!(world.written().await, before);
    // Whoever lost their place in the deployment no longer reads what was asked there.
    let ask = about_item(&world, SMOKE).await;
    world.server.ask(&world.lead, ask).await.unwrap();
    for table in ["deployment_roles", "team_members"] {
        let statement = sqlx::AssertSqlSafe(format!("DELETE FROM {table} WHERE person_id = $1"));
        sqlx::query(statement)
            .bind(world.qa.person.0)
            .execute(&world.server.pool)
            .await
            .unwrap();
    }
    assert!(asked(&world, &world.qa).await.is_empty());
}
