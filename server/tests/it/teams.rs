//! Teams, services and environments: read by their people, changed by admins.

use app::{
    api::error::ApiError,
    backend::{
        AllowTarget, CreateEnvironment, CreateService, CreateTeam, Environments, RemoveConnection,
        RemoveTarget, RenameTeam, SaveConnection, ServiceRole, SetVariable, TeamMember, Teams,
    },
};
use domain::role::Role;
use sqlx::PgPool;

use crate::stage::Stage;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_not_theirs_is_not_there(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let (member, stranger) = (
        stage.person("Mia Member", &[]).await,
        stage.stranger("Sid Stranger").await,
    );
    assert_eq!(
        stage
            .server
            .team(&member, stage.team)
            .await
            .unwrap()
            .members
            .len(),
        1
    );
    assert_eq!(
        stage.server.service(&member, stage.service).await.unwrap().name,
        "checkout"
    );
    assert_eq!(
        stage
            .server
            .environments(&member)
            .await
            .unwrap()
            .environments
            .len(),
        1
    );
    assert_eq!(
        stage.server.team(&stranger, stage.team).await,
        Err(ApiError::NotFound)
    );
    assert_eq!(
        stage.server.service(&stranger, stage.service).await,
        Err(ApiError::NotFound)
    );
    assert_eq!(
        stage.server.environment(&stranger, stage.environment).await,
        Err(ApiError::NotFound)
    );
    assert!(stage.server.teams(&stranger).await.unwrap().teams.is_empty());
    assert!(
        stage
            .server
            .services(&stranger)
            .await
            .unwrap()
            .services
            .is_empty()
    );
    assert!(
        stage
            .server
            .environments(&stranger)
            .await
            .unwrap()
            .environments
            .is_empty()
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_admins_change_them_and_each_change_is_in_the_trail(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let acts = stage.acts().await;
    let (team, service, environment, person) = (stage.team, stage.service, stage.environment, lead.person);
    let forbidden = [
        stage
            .server
            .create_team(&lead, CreateTeam { name: "x".into() })
            .await
            .err(),
        stage
            .server
            .rename_team(
                &lead,
                RenameTeam {
                    team,
                    name: "x".into(),
                },
            )
            .await
            .err(),
        stage
            .server
            .remove_team_member(&lead, TeamMember { team, person })
            .await
            .err(),
        stage
            .server
            .create_service(
                &lead,
                CreateService {
                    team,
                    name: "x".into(),
                    about: String::new(),
                },
            )
            .await
            .err(),
        stage
            .server
            .give_service_role(
                &lead,
                ServiceRole {
                    service,
                    person,
                    role: Role::TechLead,
                },
            )
            .await
            .err(),
        stage
            .server
            .set_variable(
                &lead,
                SetVariable {
                    environment,
                    name: "A".into(),
                    value: "b".into(),
                },
            )
            .await
            .err(),
    ];
    for refused in forbidden {
        assert!(matches!(refused, Some(ApiError::Forbidden { .. })), "{refused:?}");
    }
    assert_eq!(stage.acts().await, acts);
    stage
        .server
        .rename_team(
            &stage.admin,
            RenameTeam {
                team,
                name: "Billing".into(),
            },
        )
        .await
        .unwrap();
    let role = ServiceRole {
        service,
        person,
        role: Role::Lead,
    };
    stage
        .server
        .take_service_role(&stage.admin, role.clone())
        .await
        .unwrap();
    stage.server.take_service_role(&stage.admin, role).await.unwrap();
    assert_eq!(
        stage.acts().await[acts.len()..],
        ["team_renamed", "service_role_taken"]
    );
    let taken = stage
        .server
        .create_team(
            &stage.admin,
            CreateTeam {
                name: "Billing".into(),
            },
        )
        .await;
    assert!(
        matches!(&taken, Err(ApiError::Refused { field: Some(field), .. }) if field == "name"),
        "{taken:?}"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn checks_reach_only_what_is_on_the_list(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let environment = stage.environment;
    let allow = |host: &str, ports: &str| AllowTarget {
        environment,
        host: host.into(),
        ports: ports.into(),
        note: String::new(),
    };
    stage
        .server
        .allow_target(&stage.admin, allow("API.example.com", "443"))
        .await
        .unwrap();
    stage
        .server
        .allow_target(&stage.admin, allow("127.0.0.1/32", "8000-8100"))
        .await
        .unwrap();
    for (host, ports) in [
        ("0.0.0.0/0", "443"),
        ("10.1.2.3/8", "443"),
        ("http://x", "443"),
        ("x", "0"),
        ("api.example.com", "443"),
    ] {
        let refused = stage.server.allow_target(&stage.admin, allow(host, ports)).await;
        assert!(
            matches!(refused, Err(ApiError::Refused { .. })),
            "{host} {ports}: {refused:?}"
        );
    }
    let page = stage.server.environment(&stage.admin, environment).await.unwrap();
    let shown: Vec<_> = page
        .targets
        .iter()
        .map(|target| format!("{} {}", target.host, target.ports))
        .collect();
    assert_eq!(shown, ["127.0.0.1/32 8000-8100", "api.example.com 443"]);
    let other = CreateEnvironment {
        name: "production".into(),
        production: "on".into(),
    };
    let other = stage
        .server
        .create_environment(&stage.admin, other)
        .await
        .unwrap();
    let elsewhere = RemoveTarget {
        environment: other,
        target: page.targets[0].id,
    };
    assert_eq!(
        stage.server.remove_target(&stage.admin, elsewhere).await,
        Err(ApiError::NotFound)
    );
    let here = RemoveTarget {
        environment,
        target: page.targets[0].id,
    };
    stage.server.remove_target(&stage.admin, here).await.unwrap();
    assert_eq!(stage.acts().await.last().unwrap(), "target_removed");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_connection_is_sealed_and_bound_to_its_place(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let environment = stage.environment;
    let url = "postgres://reader:kept-secret@db.example.com/shop";
    let save = |url: &str| SaveConnection {
        environment,
        name: "shop".into(),
        url: url.into(),
    };
    assert!(
        stage
            .server
            .save_connection(&stage.admin, save("mysql://db/shop"))
            .await
            .is_err()
    );
    stage
        .server
        .save_connection(&stage.admin, save("postgres://db/old"))
        .await
        .unwrap();
    stage
        .server
        .save_connection(&stage.admin, save(url))
        .await
        .unwrap();
    let page = stage.server.environment(&stage.admin, environment).await.unwrap();
    assert_eq!(
        page.connections
            .iter()
            .map(|row| row.shown.as_str())
            .collect::<Vec<_>>(),
        ["db.example.com:5432/shop"]
    );
    let mut conn = stage.server.pool.acquire().await.unwrap();
    let rows = store::environments::connections(&mut conn, environment)
        .await
        .unwrap();
    assert!(!rows[0].sealed.windows(6).any(|window| window == b"secret"));
    let open = |environment| server::usecases::environments::open(&stage.server.seal, environment, &rows[0]);
    assert_eq!(open(environment).unwrap(), url);
    assert!(open(domain::ids::EnvironmentId(uuid::Uuid::nil())).is_err());
    let remove = RemoveConnection {
        environment,
        connection: page.connections[0].id,
    };
    stage
        .server
        .remove_connection(&stage.admin, remove)
        .await
        .unwrap();
    let trail: Vec<String> = sqlx::query_scalar("SELECT event::text FROM audit_events")
        .fetch_all(&stage.server.pool)
        .await
        .unwrap();
    assert!(!trail.iter().any(|event| event.contains("kept-secret")));
}
