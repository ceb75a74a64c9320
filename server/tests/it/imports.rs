//! Drafts and templates.

use app::{
    api::error::ApiError,
    backend::{
        CorrectImport, DefineCheck, Imports, OfDraft, OfImport, OfTemplate, SaveTemplate, UndoCorrection,
        UploadedDocument,
    },
};
use domain::{actor::Caller, ids::ImportId, role::Role};
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
    assert!(
        stage
            .server
            .imports(&other, None)
            .await
            .unwrap()
            .drafts
            .is_empty()
    );
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

const MEASURED: &str = "# Checkout

## Phase 1: Before

### Task 1: Try it

```bash
# Health
curl -s https://{{HOST}}/health
# Expected: 200 OK

# Database
psql -c \"SELECT count(*) FROM orders\"
# Expected: growing as expected
```

## Contacts

- **Team Lead:** [Name] - [Phone]
- **DevOps:** [Name] - [Phone]
";

async fn read(stage: &Stage, by: &Caller, text: &str) -> ImportId {
    let upload = UploadedDocument {
        name: "checkout.md".into(),
        bytes: text.as_bytes().to_vec(),
    };
    stage.server.start_import(by, upload).await.unwrap()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_last_correction_is_taken_back_until_none_is_left(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let id = stage.draft(&lead).await;
    let fresh = stage.server.import(&lead, id).await.unwrap();
    assert_eq!(fresh.undo, None);
    let item = fresh.checklist.phases[0].tasks[0].items[0].id.clone();
    for (seen, (target, part, value)) in [
        (item.as_str(), "remove", ""),
        ("", "title", "New"),
        ("p2", "add_item", "Tell support"),
    ]
    .into_iter()
    .enumerate()
    {
        let seen = i32::try_from(seen).unwrap() + 1;
        stage
            .server
            .correct_import(&lead, correction(id, target, part, value, seen))
            .await
            .unwrap();
    }
    let undo = |seen_version| UndoCorrection {
        import: id,
        seen_version,
    };
    let page = stage.server.import(&lead, id).await.unwrap();
    assert_eq!(page.undo.as_deref(), Some("added \"Tell support\""));
    let stale = stage.server.undo_correction(&lead, undo(1)).await;
    assert!(matches!(stale, Err(ApiError::Conflict { .. })), "{stale:?}");
    for seen in [4, 5, 6] {
        stage.server.undo_correction(&lead, undo(seen)).await.unwrap();
    }
    let page = stage.server.import(&lead, id).await.unwrap();
    assert_eq!((page.checklist, page.undo), (fresh.checklist, None));
    assert_eq!(
        stage
            .server
            .undo_correction(&lead, undo(7))
            .await
            .unwrap_err()
            .status(),
        422
    );
    let other = stage.person("Theo Lead", &[Role::TechLead]).await;
    assert_eq!(
        stage.server.undo_correction(&other, undo(7)).await,
        Err(ApiError::NotFound)
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_empty_contact_is_filled_or_left_out(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let id = read(&stage, &lead, MEASURED).await;
    assert_eq!(stage.server.import(&lead, id).await.unwrap().counts.need_you, 2);
    stage
        .server
        .correct_import(&lead, correction(id, "0", "contact", "Lea, 020 7946 0000", 1))
        .await
        .unwrap();
    stage
        .server
        .correct_import(&lead, correction(id, "1", "drop_contact", "", 2))
        .await
        .unwrap();
    let page = stage.server.import(&lead, id).await.unwrap();
    let contacts: Vec<_> = page.checklist.contacts.iter().map(|c| c.value.as_str()).collect();
    assert_eq!((contacts, page.counts.need_you), (vec!["Lea, 020 7946 0000"], 0));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_a_check_that_somebody_accepted_is_measured_by_a_machine(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let automated = async |import: ImportId| -> Vec<String> {
        let deployment = stage
            .server
            .create_deployment(&lead, stage.wanted(&format!("import:{import}")))
            .await
            .unwrap();
        sqlx::query_scalar(
            "SELECT text FROM items WHERE deployment_id = $1 AND spec IS NOT NULL ORDER BY ordinal",
        )
        .bind(deployment.0)
        .fetch_all(&stage.server.pool)
        .await
        .unwrap()
    };
    let id = read(&stage, &lead, MEASURED).await;
    assert_eq!(automated(id).await, Vec::<String>::new());
    stage
        .server
        .correct_import(&lead, correction(id, "", "accept_all", "", 1))
        .await
        .unwrap();
    assert_eq!(automated(id).await.len(), 1);

    // The other one lacks a database and a rule: whoever completes it gets it measured.
    let page = stage.server.import(&lead, id).await.unwrap();
    let vague = page
        .checklist
        .all_items()
        .find(|item| item.accepted.is_none() && item.check.is_some())
        .unwrap()
        .id
        .clone();
    let editor = stage.server.draft_check(&lead, id, &vague, "").await.unwrap();
    assert_eq!(
        (editor.form.probe.as_str(), editor.environments.len()),
        ("sql", 1)
    );
    let cmd = DefineCheck {
        connection: "orders".into(),
        fields: vec!["value".into()],
        operators: vec!["greater".into()],
        values: vec!["0".into()],
        ..editor.form
    };
    stage
        .server
        .define_draft_check(&lead, id, cmd.clone())
        .await
        .unwrap();
    assert_eq!(automated(id).await.len(), 2);
    let by_hand = DefineCheck {
        probe: "manual".into(),
        seen_version: 3,
        ..cmd
    };
    stage.server.define_draft_check(&lead, id, by_hand).await.unwrap();
    assert_eq!(automated(id).await.len(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_draft_is_tried_only_where_the_environment_allows_it(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let id = read(&stage, &lead, MEASURED).await;
    let page = stage.server.import(&lead, id).await.unwrap();
    let item = page.checklist.all_items().next().unwrap().id.clone();
    let cmd = |url: &str| DefineCheck {
        item: item.clone(),
        seen_version: 1,
        probe: "http".into(),
        url: url.into(),
        timeout_s: "5".into(),
        fields: vec!["status".into()],
        operators: vec!["equals".into()],
        values: vec!["200".into()],
        ..DefineCheck::default()
    };
    let draft = || OfDraft {
        import: id,
        environment: stage.environment.to_string(),
    };
    let other = stage.person("Theo Lead", &[Role::TechLead]).await;
    let before = stage.acts().await;
    // Nothing is allowed there: the guard says no before anything is sent, and that is what the try shows.
    let tried = stage
        .server
        .try_draft_check(&lead, draft(), cmd("http://127.0.0.1:9/health"))
        .await
        .unwrap();
    assert_ne!(tried.judgement.verdict, domain::check::Verdict::Passed);
    assert!(tried.measurement.error.is_some(), "{:?}", tried.measurement);
    // A placeholder without a value is named.
    let unfilled = stage
        .server
        .try_draft_check(&lead, draft(), cmd("https://{{HOST}}/"))
        .await;
    assert!(unfilled.unwrap_err().to_string().contains("HOST"));
    let nowhere = OfDraft {
        import: id,
        environment: String::new(),
    };
    let refused = stage
        .server
        .try_draft_check(&lead, nowhere, cmd("http://127.0.0.1:9/"))
        .await;
    assert_eq!(refused.unwrap_err().status(), 422);
    let refused = stage
        .server
        .try_draft_check(&other, draft(), cmd("http://127.0.0.1:9/"))
        .await;
    assert_eq!(refused.err(), Some(ApiError::NotFound));
    assert_eq!((stage.acts().await, stage.count("results").await), (before, 0));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_draft_is_compared_with_what_its_reader_may_see(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let alone = stage.draft(&lead).await;
    let page = stage.server.compare_import(&lead, alone, "").await.unwrap();
    assert_eq!((page.options, page.difference), (Vec::new(), None));

    let deployment = stage.deployment(&lead).await;
    let save = SaveTemplate {
        import: alone,
        team: stage.team,
        name: "Hotfix".into(),
    };
    let template = stage.server.save_template(&lead, save).await.unwrap();
    let changed = read(
        &stage,
        &lead,
        &CHECKLIST.replace("Look at the error rate", "Look at the queue"),
    )
    .await;
    for with in [format!("deployment:{deployment}"), format!("template:{template}")] {
        let page = stage.server.compare_import(&lead, changed, &with).await.unwrap();
        assert_eq!((page.options.len(), page.with.as_str()), (2, with.as_str()));
        let difference = page.difference.unwrap();
        assert_eq!(
            difference.sentences(9),
            [
                "Added to \"After\": \"Look at the queue\".",
                "Removed from \"After\": \"Look at the error rate\"."
            ],
        );
        let same = stage.server.compare_import(&lead, alone, &with).await.unwrap();
        assert!(same.difference.unwrap().is_empty());
    }
    // What is not the reader's to see is neither offered nor compared with.
    let stranger = stage.stranger("Sid Stranger").await;
    stage.service_of(&stranger).await;
    let own = read(&stage, &stranger, CHECKLIST).await;
    let page = stage
        .server
        .compare_import(&stranger, own, &format!("deployment:{deployment}"))
        .await
        .unwrap();
    assert!(page.options.is_empty() && page.difference.is_none(), "{page:?}");
}
