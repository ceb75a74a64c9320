//! Deployments from imports, templates and earlier deployments.

use app::{
    api::error::ApiError,
    backend::{Checks, Deployments, Imports, NewFrom, UploadedDocument},
};
use domain::{ids::DeploymentId, role::Role};
use sqlx::PgPool;

use crate::stage::Stage;

async fn texts(stage: &Stage, query: &str, id: DeploymentId) -> Vec<String> {
    sqlx::query_scalar(sqlx::AssertSqlSafe(query.to_owned()))
        .bind(id.0)
        .fetch_all(&stage.server.pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_import_becomes_a_deployment_and_enables_nothing(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let qa = stage.person("Quentin QA", &[Role::Qa]).await;
    let id = stage.deployment(&lead).await;
    let phases = texts(
        &stage,
        "SELECT title FROM phases WHERE deployment_id = $1 ORDER BY ordinal",
        id,
    )
    .await;
    assert_eq!(phases, ["Before", "After"]);
    let items = texts(
        &stage,
        "SELECT text FROM items WHERE deployment_id = $1 ORDER BY ordinal",
        id,
    )
    .await;
    assert_eq!(
        items,
        [
            "Smoke test on staging",
            "Reviewed by a second developer",
            "Look at the error rate"
        ]
    );
    let questions = texts(
        &stage,
        "SELECT question FROM gates WHERE deployment_id = $1 ORDER BY id",
        id,
    )
    .await;
    assert_eq!(questions[0], "Is \"Before\" complete and is it safe to go on?");
    let owners: Vec<uuid::Uuid> = sqlx::query_scalar("SELECT owner_id FROM tasks WHERE deployment_id = $1")
        .bind(id.0)
        .fetch_all(&stage.server.pool)
        .await
        .unwrap();
    assert_eq!(owners, [qa.person.0], "one person holds the role the text names");
    for nothing in [
        "results",
        "signoffs",
        "runs",
        "items WHERE spec IS NOT NULL",
        "tasks WHERE option_chosen",
    ] {
        assert_eq!(stage.count(nothing).await, 0, "{nothing}");
    }
    assert_eq!(
        stage
            .acts()
            .await
            .iter()
            .filter(|act| *act == "deployment_created")
            .count(),
        1
    );
    let roles = texts(
        &stage,
        "SELECT role FROM deployment_roles WHERE deployment_id = $1 ORDER BY role",
        id,
    )
    .await;
    assert_eq!(roles, ["lead", "qa"]);
    let claim = stage
        .server
        .deployment(&lead, id)
        .await
        .unwrap()
        .claim_against_truth;
    assert_eq!(
        claim.as_deref(),
        Some("The document ticks 1 of its items itself. 3 items are open.")
    );
    assert_eq!(
        stage.server.deployment(&qa, id).await.unwrap().head.version,
        "2.0.1"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_form_sent_twice_makes_one_deployment(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let wanted = stage.wanted(&format!("import:{}", stage.draft(&lead).await));
    let first = stage
        .server
        .create_deployment(&lead, wanted.clone())
        .await
        .unwrap();
    assert_eq!(
        stage
            .server
            .create_deployment(&lead, wanted.clone())
            .await
            .unwrap(),
        first
    );
    let mut other = wanted;
    other.title = "Something else".into();
    assert!(matches!(
        stage.server.create_deployment(&lead, other).await,
        Err(ApiError::Refused { .. })
    ));
    assert_eq!(stage.count("deployments").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_refused_creation_writes_nothing_and_the_key_is_free_again(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::TechLead]).await;
    let wanted = stage.wanted(&format!("import:{}", stage.draft(&lead).await));
    let acts = stage.acts().await;
    for (field, value) in [
        ("title", ""),
        ("version", " "),
        ("planned_t0", "2026-02-30T10:00"),
        ("environment", "x"),
        ("from", ""),
    ] {
        let mut wrong = wanted.clone();
        let slot = match field {
            "title" => &mut wrong.title,
            "version" => &mut wrong.version,
            "planned_t0" => &mut wrong.planned_t0,
            "environment" => &mut wrong.environment,
            _ => &mut wrong.from,
        };
        *slot = value.to_owned();
        let refused = stage.server.create_deployment(&lead, wrong).await.unwrap_err();
        assert!(
            matches!(&refused, ApiError::Refused { field: Some(about), .. } if about == field),
            "{field}: {refused:?}"
        );
    }
    assert_eq!((stage.count("deployments").await, stage.acts().await), (0, acts));
    stage.server.create_deployment(&lead, wanted).await.unwrap();
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_may_not_create_learns_no_more_than_they_knew(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let qa = stage.person("Quentin QA", &[Role::Qa]).await;
    let stranger = stage.stranger("Sid Stranger").await;
    let from = format!("import:{}", stage.draft(&lead).await);
    assert_eq!(
        stage.server.create_deployment(&qa, stage.wanted(&from)).await,
        Err(ApiError::NotFound),
        "another's draft"
    );
    let own = stage.deployment(&lead).await;
    let clone = format!("deployment:{own}");
    assert!(matches!(
        stage.server.create_deployment(&qa, stage.wanted(&clone)).await,
        Err(ApiError::Forbidden { .. })
    ));
    assert_eq!(
        stage
            .server
            .create_deployment(&stranger, stage.wanted(&clone))
            .await,
        Err(ApiError::NotFound)
    );
    assert_eq!(
        stage
            .server
            .new_deployment(&stranger, NewFrom::Deployment(own))
            .await,
        Err(ApiError::NotFound)
    );
    assert_eq!(stage.count("deployments").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_admin_begins_where_nobody_leads_and_leads_it(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let id = stage.deployment(&stage.admin).await;
    let roles = texts(
        &stage,
        "SELECT role FROM deployment_roles WHERE deployment_id = $1",
        id,
    )
    .await;
    assert_eq!(roles, ["lead"]);
    stage.person("Lea Lead", &[Role::Lead]).await;
    let again = stage.wanted(&format!("deployment:{id}"));
    assert!(matches!(
        stage.server.create_deployment(&stage.admin, again).await,
        Err(ApiError::Forbidden { .. })
    ));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_copy_has_the_checks_and_no_result(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let first = stage.deployment(&lead).await;
    let spec =
        r#"{"probe":{"kind":"tcp","host":"db","port":5432},"rules":[],"timeout_ms":1000,"freshness_s":60}"#;
    sqlx::query(
        "UPDATE items SET spec = $2::jsonb WHERE deployment_id = $1 AND text = 'Look at the error rate'",
    )
    .bind(first.0)
    .bind(spec)
    .execute(&stage.server.pool)
    .await
    .unwrap();
    sqlx::query(
        "UPDATE items SET removed_at = now() WHERE deployment_id = $1 AND text = 'Smoke test on staging'",
    )
    .bind(first.0)
    .execute(&stage.server.pool)
    .await
    .unwrap();
    let page = stage
        .server
        .new_deployment(&lead, NewFrom::Deployment(first))
        .await
        .unwrap();
    assert_eq!(
        page.described,
        "a copy of Quote fixes 2.0.1, 2 phases, 1 task, 2 items"
    );
    let second = stage
        .server
        .create_deployment(&lead, stage.wanted(&format!("deployment:{first}")))
        .await
        .unwrap();
    let items = texts(&stage, "SELECT text || coalesce(spec->'probe'->>'kind', '') FROM items WHERE deployment_id = $1 ORDER BY ordinal", second).await;
    assert_eq!(
        items,
        ["Reviewed by a second developer", "Look at the error ratetcp"]
    );
    assert_eq!(stage.count("results").await, 0);
    assert_eq!(
        texts(&stage, "SELECT origin FROM deployments WHERE id = $1", second).await,
        ["a copy of Quote fixes 2.0.1"]
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_a_document_would_measure_is_offered_and_not_enabled(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let document = "# Shop\n\n## Phase 1: After\n\n- [ ] Shop answers\n\n```bash\n\
        curl -s https://shop.example/health\n# Expected: HTTP 200\n```\n";
    let upload = UploadedDocument {
        name: "shop.md".into(),
        bytes: document.as_bytes().to_vec(),
    };
    let import = stage.server.start_import(&lead, upload).await.unwrap();
    let wanted = stage.wanted(&format!("import:{import}"));
    stage.server.create_deployment(&lead, wanted).await.unwrap();
    let item: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM items WHERE proposal IS NOT NULL AND spec IS NULL")
            .fetch_one(&stage.server.pool)
            .await
            .unwrap();
    let editor = stage
        .server
        .check_editor(&lead, domain::ids::ItemId(item))
        .await
        .unwrap();
    assert_eq!(
        (editor.form.probe.as_str(), editor.form.url.as_str()),
        ("http", "https://shop.example/health")
    );
    assert!(!editor.item.automated, "offered, not enabled");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_thousand_items_are_one_act(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let mut document = "# Long\n\n## Phase 1: All\n\n".to_owned();
    for number in 1..=2000 {
        document.push_str(&format!("- [ ] Item number {number}\n"));
    }
    let upload = UploadedDocument {
        name: "long.md".into(),
        bytes: document.into_bytes(),
    };
    let import = stage.server.start_import(&lead, upload).await.unwrap();
    stage
        .server
        .create_deployment(&lead, stage.wanted(&format!("import:{import}")))
        .await
        .unwrap();
    assert_eq!(stage.count("items").await, 2000);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn each_shared_seed_becomes_a_deployment(pool: PgPool) {
    let shared = std::env::var("COUNTERSIGN_SHARED").unwrap_or_else(|_| "../../shared".into());
    let Ok(seeds) = std::fs::read_dir(std::path::Path::new(&shared).join("seeds")) else {
        println!("skipped: no seeds in {shared}");
        return;
    };
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    for seed in seeds {
        let path = seed.unwrap().path();
        let upload = UploadedDocument {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            bytes: std::fs::read(&path).unwrap(),
        };
        let import = stage.server.start_import(&lead, upload).await.unwrap();
        let counts = stage.server.import(&lead, import).await.unwrap().counts;
        let id = stage
            .server
            .create_deployment(&lead, stage.wanted(&format!("import:{import}")))
            .await
            .unwrap();
        let made: i64 = sqlx::query_scalar("SELECT count(*) FROM items WHERE deployment_id = $1")
            .bind(id.0)
            .fetch_one(&stage.server.pool)
            .await
            .unwrap();
        assert_eq!(u32::try_from(made).unwrap(), counts.items, "{}", path.display());
    }
}
