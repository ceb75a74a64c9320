//! Who is who in a deployment: what each sees, who owns, who steers.

use app::backend::{BoardQuery, DeploymentRole, Deployments, SetOwners};
use domain::role::Role;
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{World, status};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_not_yours_is_not_there(pool: PgPool) {
    let world = World::new(pool).await;
    let id = world.deployment;
    let server = &world.server;
    assert_eq!(status(&server.deployment(&world.stranger, id).await), 404);
    assert_eq!(status(&server.timeline(&world.stranger, id).await), 404);
    assert_eq!(status(&server.people_page(&world.stranger, id).await), 404);
    assert_eq!(
        status(
            &server
                .deployment(&world.qa, domain::ids::DeploymentId(Uuid::new_v4()))
                .await
        ),
        404
    );
    assert!(
        server
            .search(&world.stranger, "quote")
            .await
            .unwrap()
            .deployments
            .is_empty()
    );
    assert!(
        server
            .search(&world.stranger, "smoke")
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let board = server
        .board(&world.stranger, BoardQuery::default())
        .await
        .unwrap();
    assert!(board.empty && board.live.is_empty());
    // A stakeholder reads the summary, and nothing else.
    let role = DeploymentRole {
        deployment: id,
        person: world.stranger.person,
        role: Role::Stakeholder,
    };
    server.give_role(&world.lead, role).await.unwrap();
    assert_eq!(status(&server.deployment(&world.stranger, id).await), 404);
    assert!(
        server
            .board(&world.stranger, BoardQuery::default())
            .await
            .unwrap()
            .empty
    );
    // Admins read.
    server.deployment(&world.admin, id).await.unwrap();
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn owners_are_people_of_the_deployment(pool: PgPool) {
    let world = World::new(pool).await;
    let tasks: Vec<_> = world
        .page(&world.lead)
        .await
        .phases
        .iter()
        .flat_map(|phase| &phase.tasks)
        .map(|task| task.id)
        .collect();
    let set = |person: String| SetOwners {
        deployment: world.deployment,
        tasks: tasks.clone(),
        person,
    };
    let before = world.written().await;
    assert_eq!(
        status(
            &world
                .server
                .set_owners(&world.lead, set(world.stranger.person.to_string()))
                .await
        ),
        422
    );
    assert_eq!(world.written().await, before);
    world
        .server
        .set_owners(&world.lead, set(world.ops.person.to_string()))
        .await
        .unwrap();
    let page = world.page(&world.lead).await;
    assert!(
        page.phases
            .iter()
            .flat_map(|phase| &phase.tasks)
            .all(|task| { task.owner.as_ref().is_some_and(|owner| owner.name == "Olu Ops") })
    );
    // Whoever owns something does not waive it.
    world
        .server
        .set_owners(&world.lead, set(world.tech_lead.person.to_string()))
        .await
        .unwrap();
    assert!(
        !world
            .item_for(&world.tech_lead, "Deploy the image")
            .await
            .may_waive
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn somebody_can_always_steer(pool: PgPool) {
    let world = World::new(pool).await;
    let role = |caller: &domain::actor::Caller, role| DeploymentRole {
        deployment: world.deployment,
        person: caller.person,
        role,
    };
    world
        .server
        .take_role(&world.lead, role(&world.tech_lead, Role::TechLead))
        .await
        .unwrap();
    let before = world.written().await;
    assert_eq!(
        status(
            &world
                .server
                .take_role(&world.lead, role(&world.lead, Role::Lead))
                .await
        ),
        422
    );
    assert_eq!(
        status(
            &world
                .server
                .give_role(&world.qa, role(&world.qa, Role::Lead))
                .await
        ),
        403
    );
    assert_eq!(world.written().await, before);
    let people = world
        .server
        .people_page(&world.lead, world.deployment)
        .await
        .unwrap();
    assert_eq!(people.unfilled, [Role::TechLead]);
}
