//! Every door there is: walked through once with its own form, after every wrong way to knock at it was refused and wrote
//! nothing. What each leaves in the audit trail is the reviewed table in `doors`.

use std::collections::{BTreeMap, BTreeSet};

use leptos::server_fn::axum::server_fn_paths;
use sqlx::PgPool;

use crate::{
    doors::{DOORS, Leaves},
    of_deployments, of_people,
    walk::Walk,
};

#[test]
fn every_door_has_a_row_and_acts_by_post_alone() {
    let doors: BTreeSet<String> = server_fn_paths()
        .map(|(path, _)| path.trim_start_matches("/api/").to_owned())
        .collect();
    let rows: BTreeSet<String> = DOORS.iter().map(|(door, _)| (*door).to_owned()).collect();
    assert_eq!(rows.len(), DOORS.len(), "a door has two rows");
    assert_eq!(doors, rows, "the table in doors.rs and the server's doors differ");
    for (path, method) in server_fn_paths() {
        assert_eq!(method.as_str(), "POST", "{path}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_door_is_closed_in_every_wrong_way_and_leaves_its_acts(pool: PgPool) {
    let mut walk = Walk::new(pool);
    of_people::first_people(&mut walk).await;
    of_people::teams_and_services(&mut walk).await;
    of_people::people(&mut walk).await;
    of_people::environments(&mut walk).await;
    of_deployments::imports(&mut walk).await;
    of_deployments::deployment(&mut walk).await;
    of_deployments::checks(&mut walk).await;
    of_deployments::gates(&mut walk).await;
    of_deployments::summaries(&mut walk).await;
    of_deployments::ends(&mut walk).await;

    let reviewed: BTreeMap<String, BTreeSet<String>> = DOORS
        .iter()
        .map(|(door, leaves)| {
            let acts = match leaves {
                Leaves::Acts(acts) => acts.iter().map(|act| (*act).to_owned()).collect(),
                Leaves::Nothing(why) => {
                    assert!(!why.is_empty());
                    BTreeSet::new()
                }
            };
            ((*door).to_owned(), acts)
        })
        .collect();
    assert!(walk.faults.is_empty(), "{:#?}", walk.faults);
    let differing: Vec<_> = reviewed
        .iter()
        .filter(|(door, acts)| walk.left.get(*door) != Some(acts))
        .map(|(door, acts)| format!("{door}: reviewed {acts:?}, found {:?}", walk.left.get(door)))
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
    let mut conn = walk.house.server.pool.acquire().await.unwrap();
    for (chain, found) in server::verify::all(&mut conn).await.unwrap() {
        assert_eq!(found.broken, None, "{chain}");
    }
}
