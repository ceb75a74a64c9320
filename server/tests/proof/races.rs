//! One form sent many times at once.

use std::sync::Arc;

use server::clock::SystemClock;
use sqlx::PgPool;

use crate::{
    house::{Crew, House},
    signing::{CHECKLIST, approval},
};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn sixty_four_equal_forms_make_one_signature(pool: PgPool) {
    let crew = Crew::around(House::on(pool.clone(), Arc::new(SystemClock)), CHECKLIST).await;
    let (signer, form) = approval(&crew).await;
    let answers =
        futures::future::join_all((0..64).map(|_| crew.house.post("gates/sign", Some(&signer), &form))).await;
    let receipts: std::collections::BTreeSet<&str> =
        answers.iter().map(|answer| answer.body.as_str()).collect();
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    assert_eq!(
        receipts.len(),
        1,
        "everybody is led to the same receipt: {receipts:?}"
    );
    let kept: (i64, i64) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM signoffs), (SELECT count(*) FROM audit_events WHERE act = 'signed_off')",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(kept, (1, 1));
}
