//! What an act may assume stands in its form; a form that assumes nothing, or something else, changes nothing.

use std::sync::Arc;

use server::clock::SystemClock;
use sqlx::PgPool;

use crate::{
    form::Form,
    house::{Crew, House},
    signing::{CHECKLIST, tick},
};

const DOOR: &str = "checks/record_manual_result";

async fn results(pool: &PgPool) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM results")
        .fetch_one(pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_says_which_version_it_has_seen(pool: PgPool) {
    let crew = Crew::around(House::on(pool.clone(), Arc::new(SystemClock)), CHECKLIST).await;
    let qa = crew.house.sign_in(&crew.qa.name).await;
    let (fields, version) = tick(&crew, "passed").await;
    let with = |seen: Option<&str>| {
        let mut pairs: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        pairs.extend(seen.map(|seen| ("seen_version", seen)));
        Form::cmd(&pairs)
    };
    let current = version.to_string();
    let newer = (version + 1).to_string();
    for (seen, status) in [
        (None, 422),
        (Some(""), 422),
        (Some("three"), 422),
        (Some("1.5"), 422),
        (Some("99999999999"), 422),
        (Some("0"), 409),
        (Some("-1"), 409),
        (Some(newer.as_str()), 409),
    ] {
        let answer = crew.house.post(DOOR, Some(&qa), &with(seen)).await;
        assert_eq!(answer.status, status, "{seen:?}: {}", answer.body);
        assert!(
            answer.body.contains("message"),
            "it says so in words: {}",
            answer.body
        );
    }
    assert_eq!(results(&pool).await, 0);

    // Programs may send If-Match too; then it must say the same as the form.
    let quoted = format!("\"{current}\"");
    let weak = format!("W/{quoted}");
    for wrong in ["*", weak.as_str(), "\"0\"", "0", "\"a\", \"b\"", ""] {
        let answer = crew
            .house
            .post_with(DOOR, Some(&qa), &with(Some(&current)), ("if-match", wrong))
            .await;
        assert_eq!(answer.status, 412, "{wrong}: {}", answer.body);
    }
    let stale = crew
        .house
        .post_with(DOOR, Some(&qa), &with(Some("0")), ("if-match", "\"0\""))
        .await;
    assert_eq!(
        stale.status, 412,
        "header and form agree on what is no longer so: {}",
        stale.body
    );
    assert_eq!(results(&pool).await, 0);
    let done = crew
        .house
        .post_with(DOOR, Some(&qa), &with(Some(&current)), ("if-match", &quoted))
        .await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(results(&pool).await, 1);
}
