//! Downloads are reads: closed to those who are not signed in, not there for those who may not see, harmless in their names.

use std::sync::Arc;

use app::backend::{Imports, SaveTemplate, Teams, UploadedDocument};
use server::clock::SystemClock;
use sqlx::PgPool;

use crate::house::{Crew, House};

const CHECKLIST: &str = "# Fixes\n\n## Phase 1: Before\n\n- [x] =Smoke test on staging\n";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn checklists_are_given_to_those_who_may_read_them(pool: PgPool) {
    let crew = Crew::around(House::on(pool, Arc::new(SystemClock)), CHECKLIST).await;
    let server = &crew.house.server;
    let team = server.teams(&crew.admin).await.unwrap().teams[0].id;
    let upload = || UploadedDocument {
        name: "fixes.md".into(),
        bytes: CHECKLIST.as_bytes().to_vec(),
    };
    let draft = server.start_import(&crew.admin, upload()).await.unwrap();
    let save = SaveTemplate {
        import: server.start_import(&crew.admin, upload()).await.unwrap(),
        team,
        name: "Fixes".into(),
    };
    let template = server.save_template(&crew.admin, save).await.unwrap();
    crew.house.person("Sam Stranger", false).await;
    let (admin, stranger) = (
        crew.house.sign_in(&crew.admin.name).await,
        crew.house.sign_in("Sam Stranger").await,
    );
    for page in [
        format!("/import/{draft}"),
        format!("/templates/{template}"),
        format!("/deployments/{}", crew.deployment),
    ] {
        for ending in ["md", "csv"] {
            let address = format!("{page}/export.{ending}");
            let given = crew.house.get(&address, Some(&admin)).await;
            assert_eq!(given.status, 200, "{address}: {}", given.body);
            // The document's tick stays a claim; a table does not run what a cell says.
            let line = if ending == "md" {
                "- [x] "
            } else {
                "'=Smoke test on staging"
            };
            assert!(given.body.contains(line), "{address}: {}", given.body);
            assert_eq!(crew.house.get(&address, None).await.status, 401, "{address}");
            assert_eq!(
                crew.house.get(&address, Some(&stranger)).await.status,
                404,
                "{address}"
            );
        }
    }
    for address in [
        "/import/none/export.md",
        "/templates/none/export.csv",
        "/deployments/none/export.md",
    ] {
        assert_eq!(
            crew.house.get(address, Some(&admin)).await.status,
            404,
            "{address}"
        );
    }
}
