//! Checklists written out: who may have them, and what is in them.

use app::{
    api::error::ApiError,
    backend::{AddItem, CorrectImport, Deployments, Imports, RemoveItem, SaveTemplate, UploadedDocument},
};
use domain::{
    actor::Caller,
    checklist::{Checklist, ItemKind},
    export::content,
    ids::ImportId,
    import::{Upload, read},
    role::Role,
};
use server::{
    state::{Server, new_id},
    usecases::exports::{Export, Form, of_deployment, of_import, of_template},
};
use sqlx::PgPool;

use crate::stage::{CHECKLIST, Stage};

fn imported(export: &Export) -> Checklist {
    read(Upload {
        name: "export.md",
        bytes: &export.bytes,
    })
    .unwrap()
    .checklist
}

fn text(export: &Export) -> &str {
    std::str::from_utf8(&export.bytes).unwrap()
}

fn texts(checklist: &Checklist) -> Vec<&str> {
    checklist.all_items().map(|item| item.text.as_str()).collect()
}

async fn brought(server: &Server, by: &Caller, name: &str, bytes: &[u8]) -> ImportId {
    let upload = UploadedDocument {
        name: name.into(),
        bytes: bytes.to_vec(),
    };
    server.start_import(by, upload).await.unwrap()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_untouched_draft_comes_back_byte_for_byte(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(
            "# Plan é\r\n\r\n- [ ] Look\r\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    for bytes in [
        CHECKLIST.as_bytes(),
        b"\xEF\xBB\xBF# Plan\r\n\r\n- [x] Look \r\n",
        "# Größe – plan\n\n- [ ] GrÃ¶ÃŸe prÃ¼fen â€“ now\n".as_bytes(),
        &wide,
    ] {
        let id = brought(&stage.server, &lead, "plan.md", bytes).await;
        let export = of_import(&stage.server, &lead, id, Form::Markdown).await.unwrap();
        assert_eq!(export.bytes, bytes);
    }
    let secret = b"# Plan\n\n- [ ] Run psql postgres://ops:hunter2!x@db/app\n";
    let id = brought(&stage.server, &lead, "plan.md", secret).await;
    let export = of_import(&stage.server, &lead, id, Form::Markdown).await.unwrap();
    assert!(text(&export).starts_with("# Plan\n\n- [ ] Run psql postgres://ops:{{secret:"));
    assert!(!text(&export).contains("hunter2"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_corrected_draft_imports_to_what_it_was_corrected_to(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let id = stage.draft(&lead).await;
    let correction = CorrectImport {
        import: id,
        target: "p1".into(),
        part: "title".into(),
        value: "Rollback plan: *all* of it (2 h)".into(),
        seen_version: 1,
    };
    stage.server.correct_import(&lead, correction).await.unwrap();
    let corrected = stage.server.import(&lead, id).await.unwrap().checklist;
    let export = of_import(&stage.server, &lead, id, Form::Markdown).await.unwrap();
    assert_eq!(content(&imported(&export)), content(&corrected));
    let table = of_import(&stage.server, &lead, id, Form::Csv).await.unwrap();
    assert!(text(&table).starts_with("\u{feff}id,title,description,stream,type,team,"));
    assert!(
        text(&table).contains("1,Try it,,Rollback plan: *all* of it (2 h),task,QA,"),
        "{}",
        text(&table)
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_table_becomes_tasks_and_comes_back(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let table = b"Task;Phase;Owner;Duration;Depends on;No\nStop;Down;Ops;01:30;;1\nStart;Up;Ops;15;1;2\n";
    let id = brought(&stage.server, &lead, "plan.csv", table).await;
    let page = stage.server.import(&lead, id).await.unwrap();
    assert_eq!((page.counts.phases, page.counts.tasks), (2, 2));
    let export = of_import(&stage.server, &lead, id, Form::Csv).await.unwrap();
    assert!(
        text(&export).contains("2,Start,,Up,task,Ops,15m,,,1\r\n"),
        "{}",
        text(&export)
    );
    let markdown = of_import(&stage.server, &lead, id, Form::Markdown).await.unwrap();
    assert_eq!(content(&imported(&markdown)), content(&page.checklist));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_deployment_gives_its_checklist_as_it_stands_and_no_result(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let id = stage.deployment(&lead).await;
    let created = read(Upload {
        name: "checkout.md",
        bytes: CHECKLIST.as_bytes(),
    })
    .unwrap()
    .checklist;
    let export = of_deployment(&stage.server, &lead, id, Form::Markdown)
        .await
        .unwrap();
    let expected = Checklist {
        title: "Quote fixes".into(),
        ..created
    };
    assert_eq!(content(&imported(&export)), content(&expected));
    assert!(
        text(&export)
            .contains("about: The checklist of the deployment Quote fixes 2.0.1, without its results")
    );

    let page = stage.server.deployment(&lead, id).await.unwrap();
    let phase = &page.phases[0];
    let add = AddItem {
        key: new_id(),
        deployment: id,
        phase: phase.id,
        task: phase.tasks[0].id.to_string(),
        text: "Call the shop".into(),
        kind: ItemKind::Step,
    };
    stage.server.add_item(&lead, add).await.unwrap();
    let gone = &phase.tasks[0].items[0];
    let remove = RemoveItem {
        item: gone.id,
        seen_version: gone.version,
    };
    stage.server.remove_item(&lead, remove).await.unwrap();
    let export = of_deployment(&stage.server, &lead, id, Form::Markdown)
        .await
        .unwrap();
    let found = imported(&export);
    assert_eq!(
        texts(&found),
        [
            "Reviewed by a second developer",
            "Call the shop",
            "Look at the error rate"
        ]
    );
    let ticked: Vec<_> = found
        .all_items()
        .filter(|item| item.claimed == Some(true))
        .collect();
    assert_eq!(ticked.len(), 1, "only what the document ticked itself");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_not_theirs_to_read_is_not_found(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let lead = stage.person("Lea Lead", &[Role::Lead]).await;
    let stranger = stage.stranger("Sam Stranger").await;
    let draft = stage.draft(&lead).await;
    let deployment = stage.deployment(&lead).await;
    let save = SaveTemplate {
        import: stage.draft(&lead).await,
        name: "Checkout".into(),
        team: stage.team,
    };
    let template = stage.server.save_template(&lead, save).await.unwrap();
    for form in [Form::Markdown, Form::Csv] {
        let refused = [
            of_import(&stage.server, &stranger, draft, form).await,
            of_deployment(&stage.server, &stranger, deployment, form).await,
            of_template(&stage.server, &stranger, template, None, form).await,
            of_template(&stage.server, &lead, template, Some(9), form).await,
        ];
        for refused in refused {
            assert!(matches!(refused, Err(ApiError::NotFound)), "{refused:?}");
        }
        let given = of_template(&stage.server, &lead, template, Some(1), form)
            .await
            .unwrap();
        assert_eq!(given.title, "Checkout version 1");
    }
}
