//! The walk through the doors of imports, deployments, checks, gates and summaries.

use app::backend::{Deployments, Gates, Summaries};
use server::state::new_id;
use uuid::Uuid;

use crate::{
    form::Form,
    house::PASSWORD,
    walk::{ADMIN, For, LEAD, QA, TECH, Walk},
};

const CHECKLIST: &[u8] = b"# Quote fixes

## Phase 1: Preparation

### Task 1: Verify staging

- [ ] Smoke test on staging
- [ ] Backup is restorable
- [ ] Release notes reviewed

## Phase 2: Production

### Option A: Switch the load balancer (recommended)

- [ ] Drain the old pool

### Option B: Switch the names

- [ ] Lower the time to live

### Task 3: Watch

- [ ] Quote endpoint answers

## Risks

| Risk | Likelihood | Impact | Mitigation |
|------|------------|--------|------------|
| The cache is cold | High | Low | Warm it first |
";

fn key() -> String {
    new_id::<Uuid>().to_string()
}

pub async fn imports(walk: &mut Walk) {
    let document = || Form::default().file("checkout.md", CHECKLIST);
    walk.enter("imports/start_import", LEAD, For::Everybody, document())
        .await;
    let import = walk.id("SELECT id FROM imports").await;
    let form = Form::cmd(&[
        ("import", &import),
        ("target", ""),
        ("part", "title"),
        ("value", "Quote fixes, corrected"),
        ("seen_version", "1"),
    ]);
    walk.enter("imports/correct_import", LEAD, For::Members, form)
        .await;
    draft_checks(walk, &import).await;
    let team = walk.id("SELECT id FROM teams").await;
    let form = Form::cmd(&[("import", &import), ("team", &team), ("name", "Quote fixes")]);
    walk.enter("imports/save_template", LEAD, For::Makers, form).await;
    let template = walk.id("SELECT id FROM templates").await;
    let of_template = Form::cmd(&[("template", &template)]);
    walk.enter("imports/edit_template", LEAD, For::Members, of_template.clone())
        .await;
    let draft = walk.id("SELECT id FROM imports WHERE name = 'Quote fixes'").await;
    walk.enter(
        "imports/discard_import",
        LEAD,
        For::Members,
        Form::cmd(&[("import", &draft)]),
    )
    .await;
    walk.enter("imports/archive_template", LEAD, For::Members, of_template)
        .await;

    let import = format!("import:{import}");
    let (service, environment) = (
        walk.id("SELECT id FROM services").await,
        walk.id("SELECT id FROM environments").await,
    );
    let form = Form::cmd(&[
        ("key", &key()),
        ("from", &import),
        ("service", &service),
        ("environment", &environment),
        ("title", "Quote fixes"),
        ("version", "2.0.1"),
    ]);
    walk.enter("imports/create_deployment", LEAD, For::Members, form)
        .await;
    walk.enter("imports/create_example", ADMIN, For::Everybody, Form::default())
        .await;
}

/// Defines a check of the draft, tries it, and takes both corrections back.
async fn draft_checks(walk: &mut Walk, import: &str) {
    let environment = walk.id("SELECT id FROM environments").await;
    let form = |seen: &str| {
        Form::cmd(&[
            ("item", "p1.t1.i1"),
            ("seen_version", seen),
            ("probe", "http"),
            ("url", "http://127.0.0.1:9/quote"),
            ("timeout_s", "5"),
            ("fields[0]", "status"),
            ("operators[0]", "equals"),
            ("values[0]", "200"),
        ])
        .and("draft[import]", import)
    };
    let tried = form("2").and("draft[environment]", &environment);
    walk.enter("imports/try_draft_check", LEAD, For::Members, tried)
        .await;
    walk.enter("imports/define_draft_check", LEAD, For::Members, form("2"))
        .await;
    let form = Form::cmd(&[("import", import), ("seen_version", "3")]);
    walk.enter("imports/undo_correction", LEAD, For::Members, form)
        .await;
}

/// A newer version of the document, with one line more and one that says something else.
const NEWER: &[u8] = b"# Quote fixes

## Phase 1: Preparation

### Task 1: Verify staging

- [ ] Smoke test on staging
- [ ] Backup is restorable within 30 minutes
- [ ] Release notes reviewed
- [ ] The support team knows

## Phase 2: Production

### Option A: Switch the load balancer (recommended)

- [ ] Drain the old pool

### Option B: Switch the names

- [ ] Lower the time to live

### Task 3: Watch

- [ ] Quote endpoint answers

## Risks

| Risk | Likelihood | Impact | Mitigation |
|------|------------|--------|------------|
| The cache is cold | High | Low | Warm it first |
";

/// The document's newer version becomes the next revision of the deployment's checklist.
async fn newer_version(walk: &mut Walk) {
    let deployment = walk.id(DEPLOYMENT).await;
    let form = Form::default().and("into", &deployment).file("newer.md", NEWER);
    walk.enter("imports/start_import", LEAD, For::Members, form).await;
    let import = walk
        .id("SELECT id FROM imports WHERE deployment_id IS NOT NULL")
        .await;
    let revision: i32 = sqlx::query_scalar("SELECT checklist_revision FROM deployments WHERE NOT example")
        .fetch_one(&walk.house.server.pool)
        .await
        .expect("the revision");
    let form = Form::cmd(&[
        ("key", &key()),
        ("import", &import),
        ("seen_version", "1"),
        ("seen_revision", &revision.to_string()),
    ]);
    walk.enter("imports/apply_import", LEAD, For::Members, form).await;
}

const DEPLOYMENT: &str = "SELECT id FROM deployments WHERE NOT example";

async fn act(walk: &mut Walk, act: &str, seen: &str) {
    let deployment = walk.id(DEPLOYMENT).await;
    let form = Form::cmd(&[
        ("key", &key()),
        ("deployment", &deployment),
        ("act", act),
        ("reason", "because of the walk"),
        ("seen", seen),
    ]);
    walk.enter("deployments/act_on_deployment", LEAD, For::Members, form)
        .await;
}

pub async fn deployment(walk: &mut Walk) {
    let deployment = walk.id(DEPLOYMENT).await;
    act(walk, "prepare", "draft").await;
    let form = Form::cmd(&[
        ("deployment", &deployment),
        ("field", "commit"),
        ("value", "9f3c21a"),
    ]);
    walk.enter("deployments/change_deployment", LEAD, For::Members, form)
        .await;
    let task = walk
        .id(
            "SELECT t.id FROM tasks t JOIN deployments d ON d.id = t.deployment_id
             WHERE NOT d.example AND t.title LIKE '%Verify staging%'",
        )
        .await;
    let qa = walk.caller(QA).await.person.to_string();
    let form = Form::cmd(&[("deployment", &deployment), ("tasks[0]", &task), ("person", &qa)]);
    walk.enter("deployments/set_owners", LEAD, For::Members, form)
        .await;
    for door in ["deployments/give_role", "deployments/take_role"] {
        let form = Form::cmd(&[("deployment", &deployment), ("person", &qa), ("role", "product")]);
        walk.enter(door, LEAD, For::Members, form).await;
    }
    let phase = walk
        .id("SELECT p.id FROM phases p JOIN deployments d ON d.id = p.deployment_id WHERE NOT d.example AND p.ordinal = 1")
        .await;
    let form = Form::cmd(&[
        ("key", &key()),
        ("deployment", &deployment),
        ("phase", &phase),
        ("task", &task),
        ("text", "Feature flags are off"),
        ("kind", "check"),
    ]);
    walk.enter("deployments/add_item", LEAD, For::Members, form).await;
    let (item, version) = walk.item("Feature flags are off").await;
    let form = Form::cmd(&[
        ("item", &item),
        ("text", "All feature flags are off"),
        ("seen_version", &version),
    ]);
    walk.enter("deployments/change_item", LEAD, For::Members, form)
        .await;
    let (item, version) = walk.item("All feature flags are off").await;
    let form = Form::cmd(&[("item", &item), ("seen_version", &version)]).and("deployment", &deployment);
    walk.enter("deployments/remove_item", LEAD, For::Members, form)
        .await;
    let option = walk
        .id(
            "SELECT t.id FROM tasks t JOIN deployments d ON d.id = t.deployment_id
             WHERE NOT d.example AND t.title LIKE '%load balancer%'",
        )
        .await;
    walk.enter(
        "deployments/choose_option",
        LEAD,
        For::Members,
        Form::cmd(&[("task", &option)]),
    )
    .await;
    newer_version(walk).await;
}

async fn tick(walk: &mut Walk, text: &str) {
    let (item, version) = walk.item(text).await;
    let form = Form::cmd(&[
        ("key", &key()),
        ("item", &item),
        ("outcome", "passed"),
        ("note", "seen by hand"),
        ("seen_version", &version),
    ]);
    walk.enter("checks/record_manual_result", QA, For::Members, form)
        .await;
}

pub async fn checks(walk: &mut Walk) {
    let deployment = walk.id(DEPLOYMENT).await;
    let (unreported, _) = walk.item("Backup is restorable").await;
    let form = Form::cmd(&[
        ("key", &key()),
        ("deployment", &deployment),
        ("item", &unreported),
    ]);
    walk.enter("deployments/ask", LEAD, For::Members, form).await;
    tick(walk, "Smoke test on staging").await;
    let (item, version) = walk.item("Smoke test on staging").await;
    let form = Form::cmd(&[("key", &key()), ("item", &item), ("seen_version", &version)]);
    walk.enter("checks/undo_result", QA, For::Members, form).await;
    let (item, version) = walk.item("Smoke test on staging").await;
    let form = Form::cmd(&[
        ("key", &key()),
        ("item", &item),
        ("outcome", "passed"),
        ("seen_version", &version),
    ])
    .file("steps.txt", b"all steps were done\n");
    walk.enter("checks/record_with_files", QA, For::Members, form)
        .await;
    let form = Form::cmd(&[("key", &key()), ("item", &item)]).file("log.txt", b"200 OK\n");
    walk.enter("checks/add_evidence", QA, For::Members, form).await;

    let (item, version) = walk.item("Quote endpoint answers").await;
    let form = Form::cmd(&[
        ("item", &item),
        ("seen_version", &version),
        ("probe", "http"),
        ("url", "http://127.0.0.1:9/quote"),
        ("timeout_s", "5"),
        ("fields[0]", "status"),
        ("operators[0]", "equals"),
        ("values[0]", "200"),
    ]);
    walk.enter("checks/try_check", LEAD, For::Members, form.clone())
        .await;
    walk.enter("checks/define_check", LEAD, For::Members, form).await;
    let form = Form::cmd(&[("key", &key()), ("item", &item)]);
    walk.enter("checks/run_check", QA, For::Members, form).await;
    let run = walk
        .id("SELECT r.id FROM runs r JOIN deployments d ON d.id = r.deployment_id WHERE NOT d.example")
        .await;
    walk.enter("checks/cancel_run", QA, For::Members, Form::cmd(&[("run", &run)]))
        .await;
    let phase = walk
        .id("SELECT p.id FROM phases p JOIN deployments d ON d.id = p.deployment_id WHERE NOT d.example AND p.ordinal = 2")
        .await;
    walk.enter(
        "checks/run_phase",
        QA,
        For::Members,
        Form::cmd(&[("key", &key()), ("phase", &phase)]),
    )
    .await;
}

pub async fn gates(walk: &mut Walk) {
    let (item, _) = walk.item("Backup is restorable within 30 minutes").await;
    let form = Form::cmd(&[
        ("key", &key()),
        ("item", &item),
        ("reason", "no data changes"),
        ("until", "2026-12-01"),
        ("password", PASSWORD),
    ]);
    walk.enter("gates/waive", TECH, For::Members, form).await;
    let waiver = walk
        .id("SELECT w.id FROM waivers w JOIN deployments d ON d.id = w.deployment_id WHERE NOT d.example")
        .await;
    let form = Form::cmd(&[
        ("key", &key()),
        ("waiver", &waiver),
        ("reason", "it does after all"),
    ]);
    walk.enter("gates/withdraw_waiver", TECH, For::Members, form)
        .await;
    tick(walk, "Backup is restorable within 30 minutes").await;
    tick(walk, "Release notes reviewed").await;
    tick(walk, "The support team knows").await;

    let lead = walk.caller(LEAD).await;
    let deployment = walk.id(DEPLOYMENT).await;
    let id = deployment.parse().unwrap();
    let page = walk.house.server.deployment(&lead, id).await.unwrap();
    let risk = page.checklist.risks[0].title.clone();
    let form = Form::cmd(&[
        ("key", &key()),
        ("deployment", &deployment),
        ("risk", &risk),
        ("reason", "it is short"),
    ]);
    walk.enter("gates/accept_risk", LEAD, For::Members, form).await;
    let gate = page.phases[0].gate.id.to_string();
    let form = Form::cmd(&[
        ("gate", &gate),
        ("question", "Is staging good enough?"),
        ("roles[0]", "tech_lead"),
        ("counts[0]", "1"),
        ("password", PASSWORD),
    ]);
    walk.enter("gates/change_gate", LEAD, For::Members, form).await;

    let tech = walk.caller(TECH).await;
    let page = walk.house.server.sign_page(&tech, id, 1).await.unwrap();
    assert_eq!(page.cannot, None);
    let (sent, seen) = (key(), page.view_hash.to_string());
    let names: Vec<String> = (0..page.points.len()).map(|at| format!("points[{at}]")).collect();
    let mut fields = vec![
        ("key", sent.as_str()),
        ("gate", &gate),
        ("role", "tech_lead"),
        ("decision", "approve"),
        ("meaning", "approved"),
        ("seen", &seen),
        ("password", PASSWORD),
    ];
    fields.extend(
        names
            .iter()
            .map(String::as_str)
            .zip(page.points.iter().map(|point| point.key.as_str())),
    );
    walk.enter("gates/sign", TECH, For::Members, Form::cmd(&fields))
        .await;
    let signoff = walk
        .id("SELECT s.id FROM signoffs s JOIN deployments d ON d.id = s.deployment_id WHERE NOT d.example")
        .await;
    let form = Form::cmd(&[
        ("key", &key()),
        ("signoff", &signoff),
        ("reason", "looked too early"),
        ("password", PASSWORD),
    ]);
    walk.enter("gates/withdraw_signoff", TECH, For::Members, form)
        .await;
}

pub async fn summaries(walk: &mut Walk) {
    let lead = walk.caller(LEAD).await;
    let deployment = walk.id(DEPLOYMENT).await;
    let id = deployment.parse().unwrap();
    let page = walk.house.server.summary(&lead, id).await.unwrap();
    let form = Form::cmd(&[
        ("deployment", &deployment),
        ("what_changed", "Quotes are rounded as the law wants it."),
        ("if_it_fails", "The old version comes back within ten minutes."),
        ("seen_version", &page.notes_version.to_string()),
    ]);
    walk.enter("summaries/edit_summary", LEAD, For::Members, form)
        .await;
    let seen = walk
        .house
        .server
        .summary(&lead, id)
        .await
        .unwrap()
        .draft_hash
        .to_string();
    let form = Form::cmd(&[("key", &key()), ("deployment", &deployment), ("seen", &seen)]);
    walk.enter("summaries/publish_summary", LEAD, For::Members, form)
        .await;
    let form = Form::cmd(&[
        ("key", &key()),
        ("deployment", &deployment),
        ("days", "7"),
        ("note", "for the customer"),
        ("password", PASSWORD),
    ]);
    walk.enter("summaries/make_share_link", LEAD, For::Members, form)
        .await;
    let link = walk.id("SELECT id FROM share_links").await;
    walk.enter(
        "summaries/revoke_share_link",
        LEAD,
        For::Members,
        Form::cmd(&[("link", &link)]),
    )
    .await;
}

pub async fn ends(walk: &mut Walk) {
    act(walk, "cancel", "preparing").await;
    let deployment = walk.id(DEPLOYMENT).await;
    walk.enter(
        "deployments/archive_deployment",
        LEAD,
        For::Members,
        Form::cmd(&[("deployment", &deployment)]),
    )
    .await;
}
