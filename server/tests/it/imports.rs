//! Drafts and templates.

use app::{
    api::error::ApiError,
    backend::{CorrectImport, Imports, OfImport, OfTemplate, SaveTemplate, UploadedDocument},
};
use domain::{ids::ImportId, role::Role};
use sqlx::PgPool;

use crate::stage::{CHECKLIST, Stage};

fn correction(import: ImportId, target: &str, part: &str, value: &str, seen_version: i32) -> CorrectImport {
    CorrectImport {
        import,
        target: target.into(),
        part: part.into(),
        value: value.into(),
        seen_version,
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_understood_is_corrected_step_by_step(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let id = stage.draft(&lead).await;
    let page = stage.server.import(&lead, id).await.unwrap();
    assert_eq!(
        (
            page.counts.phases,
            page.counts.tasks,
            page.counts.items,
            page.counts.claimed
        ),
        (2, 1, 3, 1)
    );
    assert_eq!(
        page.claim_against_truth.as_deref(),
        Some("The document ticks 1 of its items itself. 3 items are open.")
    );
    assert_eq!(page.lines.len(), CHECKLIST.lines().count());
    let item = page.checklist.phases[0].tasks[0].items[0].id.clone();

    stage
        .server
        .correct_import(&lead, correction(id, &item, "remove", "", 1))
        .await
        .unwrap();
    let stale = stage
        .server
        .correct_import(&lead, correction(id, "", "title", "New", 1))
        .await;
    assert!(matches!(stale, Err(ApiError::Conflict { .. })), "{stale:?}");
    stage
        .server
        .correct_import(&lead, correction(id, "", "title", "New", 2))
        .await
        .unwrap();
    let page = stage.server.import(&lead, id).await.unwrap();
    assert_eq!(
        (
            page.removed.as_slice(),
            page.checklist.title.as_str(),
            page.version
        ),
        ([item.clone()].as_slice(), "New", 3)
    );
    stage
        .server
        .correct_import(&lead, correction(id, &item, "restore", "", 3))
        .await
        .unwrap();
    assert!(stage.server.import(&lead, id).await.unwrap().removed.is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_draft_is_its_persons_alone(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let id = stage.draft(&lead).await;
    let other = stage.person("Theo Lead", &[Role::TechLead]).await;
    for foreign in [&other, &stage.admin] {
        assert_eq!(
            stage.server.import(foreign, id).await.err(),
            Some(ApiError::NotFound)
        );
        let corrected = stage
            .server
            .correct_import(foreign, correction(id, "", "title", "Mine", 1))
            .await;
        assert_eq!(corrected, Err(ApiError::NotFound));
        assert_eq!(
            stage
                .server
                .discard_import(foreign, OfImport { import: id })
                .await,
            Err(ApiError::NotFound)
        );
    }
    assert!(stage.server.imports(&other).await.unwrap().drafts.is_empty());
    stage
        .server
        .discard_import(&lead, OfImport { import: id })
        .await
        .unwrap();
    assert_eq!(stage.count("imports").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_no_text_is_refused_and_not_kept(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let large = vec![b'a'; 2 * 1024 * 1024 + 1];
    for (bytes, status) in [
        (Vec::new(), 422),
        (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), 422),
        (b"a\0b".to_vec(), 422),
        (large, 413),
    ] {
        let upload = UploadedDocument {
            name: "x.md".into(),
            bytes,
        };
        let refused = stage.server.start_import(&lead, upload).await.unwrap_err();
        assert_eq!(refused.status(), status, "{refused:?}");
    }
    let qa = stage.person("Quentin QA", &[Role::Qa]).await;
    let upload = UploadedDocument {
        name: "x.md".into(),
        bytes: b"- [ ] a".to_vec(),
    };
    assert!(matches!(
        stage.server.start_import(&qa, upload).await,
        Err(ApiError::Forbidden { .. })
    ));
    assert_eq!(stage.count("imports").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_template_grows_by_versions(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let save = |import| SaveTemplate {
        import,
        team: stage.team,
        name: "Hotfix".into(),
    };
    let id = stage
        .server
        .save_template(&lead, save(stage.draft(&lead).await))
        .await
        .unwrap();
    let draft = stage
        .server
        .edit_template(&lead, OfTemplate { template: id })
        .await
        .unwrap();
    let page = stage.server.import(&lead, draft).await.unwrap();
    let item = page.checklist.phases[1].items[0].id.clone();
    stage
        .server
        .correct_import(&lead, correction(draft, &item, "remove", "", 1))
        .await
        .unwrap();
    assert_eq!(stage.server.save_template(&lead, save(draft)).await.unwrap(), id);

    let page = stage.server.template(&lead, id, None).await.unwrap();
    assert_eq!((page.row.version, page.row.items, page.row.phases), (2, 2, 2));
    assert_eq!(
        page.changes,
        ["Removed from \"After\": \"Look at the error rate\"."]
    );
    assert_eq!(
        stage
            .server
            .template(&lead, id, Some(1))
            .await
            .unwrap()
            .checklist
            .all_items()
            .count(),
        3
    );
    assert_eq!(
        stage.server.template(&lead, id, Some(3)).await.err(),
        Some(ApiError::NotFound)
    );
    let deployment = stage
        .server
        .create_deployment(&lead, stage.wanted(&format!("template:{id}")))
        .await;
    assert!(deployment.is_ok(), "{deployment:?}");

    let stranger = stage.stranger("Sid Stranger").await;
    assert_eq!(
        stage.server.template(&stranger, id, None).await.err(),
        Some(ApiError::NotFound)
    );
    let archive = OfTemplate { template: id };
    assert_eq!(
        stage.server.archive_template(&stranger, archive.clone()).await,
        Err(ApiError::NotFound)
    );
    stage.server.archive_template(&lead, archive).await.unwrap();
    assert!(stage.server.templates(&lead).await.unwrap().templates.is_empty());
    let acts = stage.acts().await;
    assert_eq!(
        acts.iter()
            .filter(|act| act.starts_with("template_"))
            .collect::<Vec<_>>(),
        ["template_saved", "template_saved", "template_archived"]
    );
}
