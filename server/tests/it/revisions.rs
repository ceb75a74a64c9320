//! A newer version of its document in a live deployment: shown first, then done; what did not change keeps what it has.

use app::{
    api::error::ApiError,
    backend::{
        AddItem, ApplyImport, ComparePage, CorrectImport, Deployments, Gates, Imports, UploadedDocument,
    },
};
use domain::{
    actor::Caller,
    audit::Event,
    checklist::ItemKind,
    deployment::{DeploymentAct, DeploymentState},
    gate::PhaseState,
    ids::ImportId,
    item::{Mark, Outcome},
    role::Role,
};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{CHECKLIST, World, status};

async fn newer(world: &World, text: &str) -> ImportId {
    let upload = UploadedDocument {
        name: "checklist-v2.md".into(),
        bytes: text.as_bytes().to_vec(),
    };
    world
        .server
        .start_newer_version(&world.lead, world.deployment, upload)
        .await
        .expect("a draft")
}

async fn shown(world: &World, import: ImportId) -> ComparePage {
    world
        .server
        .compare_import(&world.lead, import, "")
        .await
        .expect("the comparison")
}

/// The form that the page of this comparison would send.
fn form(import: ImportId, page: &ComparePage) -> ApplyImport {
    let revision = page.revision.as_ref().expect("it is for a deployment");
    ApplyImport {
        key: Uuid::new_v4(),
        import,
        seen_version: 1,
        seen_revision: revision.revision,
        signatures: revision.falls.iter().map(|fall| fall.id).collect(),
    }
}

async fn apply(world: &World, text: &str) -> Result<(), ApiError> {
    let import = newer(world, text).await;
    let form = form(import, &shown(world, import).await);
    world.server.apply_import(&world.lead, form).await.map(drop)
}

async fn states(world: &World) -> Vec<(String, PhaseState)> {
    let phases = world.page(&world.lead).await.phases;
    phases
        .into_iter()
        .map(|phase| (phase.title, phase.state))
        .collect()
}

async fn signed(pool: PgPool) -> World {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    world.tick("Deploy the image", Outcome::Passed).await;
    world
        .sign(&world.tech_lead, Role::TechLead, 1)
        .await
        .expect("a signature");
    world
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_change_in_a_signed_phase_shows_the_signature_it_voids_and_then_voids_it(pool: PgPool) {
    let world = signed(pool).await;
    let text = CHECKLIST
        .replace(
            "- [ ] Backup is restorable\n",
            "- [ ] Backup is restorable within 30 minutes\n- [ ] Flags are off\n",
        )
        .replace("- [x] Release notes reviewed\n", "");
    let import = newer(&world, &text).await;
    let page = shown(&world, import).await;
    let difference = page.difference.clone().expect("a difference");
    let revision = page.revision.clone().expect("it is for a deployment");
    assert_eq!(
        difference.sentences(9),
        [
            "Added to \"Verify staging\": \"Flags are off\".",
            "\"Backup is restorable\" now reads \"Backup is restorable within 30 minutes\".",
            "Removed from \"Verify staging\": \"Release notes reviewed\".",
        ]
    );
    assert_eq!(
        revision
            .falls
            .iter()
            .map(|fall| (fall.phase_ordinal, fall.name.as_str(), fall.role))
            .collect::<Vec<_>>(),
        [(1, "Tom Tech", Role::TechLead)]
    );
    assert_eq!(revision.results, ["Backup is restorable within 30 minutes"]);
    // Looking changes nothing.
    assert_eq!(states(&world).await[0].1, PhaseState::Signed);
    assert_eq!(world.page(&world.lead).await.head.checklist_revision, 1);

    world
        .server
        .apply_import(&world.lead, form(import, &page))
        .await
        .expect("it applies");
    let after = world.page(&world.lead).await;
    assert_eq!(after.head.checklist_revision, 2);
    assert_eq!(after.head.origin, "checklist-v2.md");
    assert_eq!(after.phases[0].state, PhaseState::NeedsResign);
    let marks = [
        ("Smoke test on staging", Mark::Pass),
        ("Backup is restorable within 30 minutes", Mark::Unknown),
        ("Flags are off", Mark::Unknown),
        ("Deploy the image", Mark::Pass),
    ];
    for (text, mark) in marks {
        assert_eq!(world.mark(text).await, mark, "{text}");
    }
    let events = world.events().await;
    let revised = events.iter().find_map(|event| match event {
        Event::ChecklistRevised {
            document,
            revision,
            added,
            removed,
            changed,
            moved,
            ..
        } => Some((document.clone(), *revision, *added, *removed, *changed, *moved)),
        _ => None,
    });
    assert_eq!(revised, Some(("checklist-v2.md".to_owned(), 2, 1, 1, 1, 0)));
    assert!(
        events
            .iter()
            .any(|event| matches!(event, Event::SignOffVoided { .. }))
    );
    assert!(
        events.iter().any(
            |event| matches!(event, Event::ItemRemoved { text, .. } if text == "Release notes reviewed")
        )
    );
    world.assert_chains_hold().await;

    // Settled and signed again, it is as any other revision.
    world
        .tick("Backup is restorable within 30 minutes", Outcome::Passed)
        .await;
    world.tick("Flags are off", Outcome::Passed).await;
    world
        .sign(&world.tech_lead, Role::TechLead, 1)
        .await
        .expect("a new signature");
    assert_eq!(states(&world).await[0].1, PhaseState::Signed);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_no_signature_covers_voids_none(pool: PgPool) {
    let world = signed(pool).await;
    // A new owner in the signed phase, a new item in the other one.
    let text = CHECKLIST.replace("**Owner:** QA", "**Owner:** QA Lead").replace(
        "- [ ] Deploy the image\n",
        "- [ ] Deploy the image\n- [ ] Warm the cache\n",
    );
    let import = newer(&world, &text).await;
    let page = shown(&world, import).await;
    assert!(
        page.revision
            .as_ref()
            .expect("it is for a deployment")
            .falls
            .is_empty()
    );
    world
        .server
        .apply_import(&world.lead, form(import, &page))
        .await
        .expect("it applies");
    assert_eq!(states(&world).await[0].1, PhaseState::Signed);
    assert_eq!(world.mark("Deploy the image").await, Mark::Pass);
    assert_eq!(world.mark("Warm the cache").await, Mark::Unknown);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn phases_and_tasks_come_go_move_and_keep_their_rows(pool: PgPool) {
    let world = signed(pool).await;
    let quote = world.item("Quote endpoint answers").await;
    let text = "# Quote fixes

## Phase 1: Production

### Task 1: Announce

- [ ] Tell the support team

### Task 2: Deploy
**Owner:** DevOps

- [ ] Quote endpoint answers
- [ ] Deploy the image

## Phase 2: Watching

- [ ] Smoke test on staging
";
    apply(&world, text).await.expect("it applies");
    let after = world.page(&world.lead).await;
    let titles: Vec<_> = after
        .phases
        .iter()
        .map(|phase| (phase.ordinal, phase.title.as_str()))
        .collect();
    assert_eq!(titles, [(1, "Production"), (2, "Watching")]);
    let tasks: Vec<_> = after.phases[0]
        .tasks
        .iter()
        .map(|task| task.title.as_str())
        .collect();
    assert_eq!(tasks, ["Announce", "Deploy"]);
    let items: Vec<_> = after.phases[0].tasks[1]
        .items
        .iter()
        .map(|item| item.text.as_str())
        .collect();
    assert_eq!(items, ["Quote endpoint answers", "Deploy the image"]);
    // The same item with the same result, wherever it stands now.
    assert_eq!(world.item("Quote endpoint answers").await.id, quote.id);
    assert_eq!(world.mark("Smoke test on staging").await, Mark::Pass);
    // The signature of the phase that went fell with it, and can still be read.
    let fallen: Vec<Uuid> = sqlx::query_scalar("SELECT signoff_id FROM signoff_ends")
        .fetch_all(&world.server.pool)
        .await
        .expect("the ends");
    assert_eq!(fallen.len(), 1);
    let receipt = world
        .server
        .receipt(&world.lead, domain::ids::SignOffId(fallen[0]))
        .await
        .expect("the receipt");
    assert_eq!(receipt.phase, "Preparation");
    assert!(receipt.holds);
    // And again: places are given anew each time.
    apply(&world, CHECKLIST).await.expect("back to the first version");
    apply(&world, text).await.expect("and once more");
    assert_eq!(world.page(&world.lead).await.head.checklist_revision, 4);
    world.assert_chains_hold().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_is_done_that_was_not_shown(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    let text = CHECKLIST.replace("Smoke test on staging", "Smoke test on staging, by hand");
    let import = newer(&world, &text).await;
    let stale = form(import, &shown(&world, import).await);
    // Somebody signs meanwhile: that signature was not among those shown.
    world
        .sign(&world.tech_lead, Role::TechLead, 1)
        .await
        .expect("a signature");
    let before = world.written().await;
    let refused = world.server.apply_import(&world.lead, stale).await;
    assert!(
        matches!(&refused, Err(ApiError::Conflict { changes, .. }) if changes.len() == 1 && changes[0].contains("Tom Tech")),
        "{refused:?}"
    );
    assert_eq!(world.written().await, before);

    // Somebody edits the checklist meanwhile.
    let stale = form(import, &shown(&world, import).await);
    let phase = world.page(&world.lead).await.phases[1].id;
    let cmd = AddItem {
        key: Uuid::new_v4(),
        deployment: world.deployment,
        phase,
        task: String::new(),
        text: "Look at the queue".into(),
        kind: ItemKind::Check,
    };
    world.server.add_item(&world.lead, cmd).await.expect("an item");
    assert_eq!(status(&world.server.apply_import(&world.lead, stale).await), 409);
    // The draft is corrected in another window.
    let stale = form(import, &shown(&world, import).await);
    let cmd = CorrectImport {
        import,
        target: String::new(),
        part: "title".into(),
        value: "Other words".into(),
        seen_version: 1,
    };
    world
        .server
        .correct_import(&world.lead, cmd)
        .await
        .expect("a correction");
    assert_eq!(status(&world.server.apply_import(&world.lead, stale).await), 409);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_sent_twice_applies_once_and_the_same_document_changes_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    let same = newer(&world, CHECKLIST).await;
    let page = shown(&world, same).await;
    assert!(page.revision.as_ref().expect("it is for a deployment").nothing);
    assert_eq!(
        status(&world.server.apply_import(&world.lead, form(same, &page)).await),
        422
    );

    let import = newer(
        &world,
        &CHECKLIST.replace("Deploy the image", "Deploy the new image"),
    )
    .await;
    let form = form(import, &shown(&world, import).await);
    for _ in 0..2 {
        world
            .server
            .apply_import(&world.lead, form.clone())
            .await
            .expect("it applies");
    }
    assert_eq!(world.page(&world.lead).await.head.checklist_revision, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_those_who_edit_the_checklist_may_replace_it(pool: PgPool) {
    let world = World::new(pool).await;
    let before = world.written().await;
    let start = async |caller: &Caller| {
        let upload = UploadedDocument {
            name: "x.md".into(),
            bytes: b"- [ ] a".to_vec(),
        };
        status(
            &world
                .server
                .start_newer_version(caller, world.deployment, upload)
                .await,
        )
    };
    assert_eq!(start(&world.qa).await, 403);
    assert_eq!(start(&world.stranger).await, 404);
    assert_eq!(
        status(
            &world
                .server
                .imports(&world.stranger, Some(world.deployment))
                .await
        ),
        404
    );
    let import = newer(&world, &CHECKLIST.replace("Deploy", "Ship")).await;
    let form = form(import, &shown(&world, import).await);
    for other in [&world.tech_lead, &world.qa, &world.stranger] {
        assert_eq!(status(&world.server.apply_import(other, form.clone()).await), 404);
    }
    assert_eq!(world.written().await, before);
    // A closed deployment stays as it was, and says so before the act.
    world
        .act(DeploymentAct::Cancel, DeploymentState::Preparing)
        .await
        .expect("it is cancelled");
    let page = shown(&world, import).await;
    assert!(page.revision.expect("it is for a deployment").refused.is_some());
    assert_eq!(status(&world.server.apply_import(&world.lead, form).await), 422);
}
