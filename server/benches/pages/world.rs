//! What is measured: deployments made as people make them, and many others beside them, made by statement.

use std::fmt::Write as _;

use domain::ids::DeploymentId;

use crate::house::{self, Crew};

/// Items of the page that is measured.
pub const ITEMS: usize = 100;

/// Four phases of two tasks each; `items` in all, every tenth of them with a box below it ticked by the document.
pub fn checklist(items: usize) -> String {
    let mut text = String::from("# Release of the checkout\n");
    let tasks = 8.min(items);
    let mut left = items;
    for task in 0..tasks {
        if task % 2 == 0 {
            let _ = write!(text, "\n## Phase {}: Stage {}\n", task / 2 + 1, task / 2 + 1);
        }
        let _ = write!(
            text,
            "\n### Task {}: Verify part {}\n\n**Owner:** QA\n\n",
            task % 2 + 1,
            task + 1
        );
        let here = left.div_ceil(tasks - task);
        left -= here;
        for item in 0..here {
            let tick = if item % 10 == 9 { 'x' } else { ' ' };
            let _ = writeln!(
                text,
                "- [{tick}] Page {item} of part {} shows what was ordered",
                task + 1
            );
        }
    }
    text
}

pub async fn deployment(crew: &Crew, checklist: &str) -> DeploymentId {
    house::deployment(
        &crew.house.server,
        &crew.lead,
        crew.service,
        crew.environment,
        checklist,
    )
    .await
}

/// Fills up to so many other deployments, each with a phase, its gate and three items, all with the same people.
pub async fn fill(crew: &Crew, up_to: i64) {
    let pool = &crew.house.server.pool;
    let there: i64 = sqlx::query_scalar("SELECT count(*) FROM deployments WHERE origin = 'bench'")
        .fetch_one(pool)
        .await
        .expect("a number");
    sqlx::raw_sql(
        "CREATE TABLE IF NOT EXISTS bench_other (n bigint PRIMARY KEY, deployment uuid, phase uuid)",
    )
    .execute(pool)
    .await
    .expect("a table");
    let mut tx = pool.begin().await.expect("a transaction");
    let statements = [
        "INSERT INTO bench_other SELECT n, gen_random_uuid(), gen_random_uuid()
         FROM generate_series($1 + 1, $2) n WHERE $3::uuid IS NOT NULL",
        "INSERT INTO deployments (id, service_id, environment_id, title, version, state, author_id, checklist, origin,
                                  created_at, changed_at)
         SELECT b.deployment, d.service_id, d.environment_id, 'Release ' || b.n, '1.' || b.n, 'preparing', d.author_id,
                d.checklist, 'bench', d.created_at, d.changed_at
         FROM bench_other b, deployments d WHERE b.n > $1 AND b.n <= $2 AND d.id = $3",
        "INSERT INTO deployment_roles (deployment_id, person_id, role)
         SELECT b.deployment, r.person_id, r.role FROM bench_other b, deployment_roles r
         WHERE b.n > $1 AND b.n <= $2 AND r.deployment_id = $3",
        "INSERT INTO phases (id, deployment_id, ordinal, title)
         SELECT b.phase, b.deployment, 1, 'All' FROM bench_other b WHERE b.n > $1 AND b.n <= $2 AND $3::uuid IS NOT NULL",
        "INSERT INTO gates (id, deployment_id, phase_id, question)
         SELECT gen_random_uuid(), b.deployment, b.phase, 'Can we go on?' FROM bench_other b
         WHERE b.n > $1 AND b.n <= $2 AND $3::uuid IS NOT NULL",
        "INSERT INTO items (id, deployment_id, phase_id, ordinal, text, kind)
         SELECT gen_random_uuid(), b.deployment, b.phase, i, 'Item ' || i, 'check' FROM bench_other b, generate_series(1, 3) i
         WHERE b.n > $1 AND b.n <= $2 AND $3::uuid IS NOT NULL",
    ];
    for statement in statements {
        sqlx::query(statement)
            .bind(there)
            .bind(up_to)
            .bind(crew.deployment.0)
            .execute(&mut *tx)
            .await
            .expect(statement);
    }
    tx.commit().await.expect("a commit");
    sqlx::raw_sql("VACUUM ANALYZE")
        .execute(pool)
        .await
        .expect("statistics");
}
