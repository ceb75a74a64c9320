//! A team's own names for roles: where they are read, and that a signature keeps the one it was printed with.

use app::backend::{Deployments, Gates, NameRoles, OfDeployment, Summaries, Teams};
use domain::role::Role;
use sqlx::PgPool;

use crate::support::{World, status};

async fn team(world: &World) -> domain::ids::TeamId {
    world
        .server
        .service(&world.admin, world.service)
        .await
        .unwrap()
        .team
}

async fn name(world: &World, pairs: &[(Role, &str)]) -> Result<(), app::api::error::ApiError> {
    let cmd = NameRoles {
        team: team(world).await,
        roles: pairs.iter().map(|(role, _)| *role).collect(),
        names: pairs.iter().map(|(_, name)| (*name).to_owned()).collect(),
    };
    world.server.name_roles(&world.admin, cmd).await
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_signature_keeps_the_name_it_was_printed_with(pool: PgPool) {
    let world = World::new(pool).await;
    name(
        &world,
        &[(Role::TechLead, " Release  captain "), (Role::Ops, "SRE")],
    )
    .await
    .unwrap();
    world.settle_first_phase().await;
    let page = world.page(&world.qa).await;
    let readiness = page.readiness.unwrap();
    assert!(
        readiness.then.contains("Release captain signs"),
        "{}",
        readiness.then
    );
    assert_eq!(page.head.role_names.of(Role::Ops), "SRE");
    assert_eq!(page.head.role_names.of(Role::Qa), "QA", "others keep their names");
    let cannot = world
        .server
        .sign_page(&world.qa, world.deployment, 1)
        .await
        .unwrap()
        .cannot;
    assert!(cannot.unwrap().contains("Only Release captain"));

    let id = world.sign(&world.tech_lead, Role::TechLead, 1).await.unwrap();
    // The team thinks of another word.
    name(&world, &[(Role::TechLead, "Architect")]).await.unwrap();
    let receipt = world.server.receipt(&world.lead, id).await.unwrap();
    assert_eq!(receipt.signature.role_name, "Release captain");
    assert_eq!(
        receipt.signature.role,
        Role::TechLead,
        "and the rights of its role"
    );
    assert!(receipt.holds);
    let summary = world.server.summary(&world.lead, world.deployment).await.unwrap();
    let said = format!("{:?}", summary.draft.sections);
    assert!(said.contains("Tom Tech (Release captain)"), "{said}");
    assert_eq!(
        world.page(&world.qa).await.head.role_names.of(Role::TechLead),
        "Architect"
    );
    world.assert_chains_hold().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn names_are_a_teams_own_and_never_ambiguous(pool: PgPool) {
    let world = World::new(pool).await;
    let before = world.written().await;
    let ambiguous = name(&world, &[(Role::Ops, "SRE"), (Role::Dev, "sre")]).await;
    assert_eq!(status(&ambiguous), 422);
    assert_eq!(status(&name(&world, &[(Role::Dev, &"x".repeat(41))]).await), 422);
    let cmd = NameRoles {
        team: team(&world).await,
        roles: vec![Role::Lead],
        names: vec!["Boss".into()],
    };
    assert_eq!(status(&world.server.name_roles(&world.lead, cmd).await), 403);
    assert_eq!(world.written().await, before);

    name(&world, &[(Role::Lead, "Boss")]).await.unwrap();
    let archive = OfDeployment {
        deployment: world.deployment,
    };
    let refused = world.server.archive_deployment(&world.qa, archive).await;
    assert!(
        refused.unwrap_err().to_string().contains("Boss"),
        "who may, in the team's words"
    );
    name(&world, &[(Role::Lead, "")]).await.unwrap();
    let page = world.server.team(&world.admin, team(&world).await).await.unwrap();
    assert_eq!(page.role_names, Default::default());
}
