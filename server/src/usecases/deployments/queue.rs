//! The QA queue: what the caller can settle, one item after the other, most urgent first.

use app::{
    api::error::ApiError,
    backend::{QueueItem, QueuePage},
};
use chrono::NaiveTime;
use domain::{actor::Caller, readiness::next_to_sign};

use crate::{
    state::Server,
    usecases::{access::Access, asks, boards::Painter, errors::OrApi, ground},
};

/// So many deployments are looked through, and so many items shown.
const DEPLOYMENTS: i64 = 20;
const ITEMS: usize = 200;

pub async fn queue(server: &Server, caller: &Caller) -> Result<QueuePage, ApiError> {
    let now = server.clock.now();
    let mut conn = server.pool.acquire().await.api()?;
    let ids = store::board::to_settle(&mut conn, caller.person, DEPLOYMENTS)
        .await
        .api()?;
    let heads = store::deployments::heads(&mut conn, &ids, caller.person)
        .await
        .api()?;
    let grounds = ground::load(&mut conn, &ids, now).await?;
    let details = store::items::details(&mut conn, &ids).await.api()?;
    let waivers = store::waivers::of_deployments(&mut conn, &ids).await.api()?;
    let midnight = now.date_naive().and_time(NaiveTime::MIN).and_utc();
    let settled_today = store::results::count_by(&mut conn, caller.person, midnight, &ids)
        .await
        .api()?;
    let asked = asks::of_caller(&mut conn, caller, now).await?;
    drop(conn);

    // Sorted by: not the phase that is next, urgency of the mark; then in the order of deployments and checklists.
    let mut found: Vec<((bool, domain::item::Mark), QueueItem)> = Vec::new();
    for head in heads {
        let Some(ground) = grounds.get(&head.id) else {
            continue;
        };
        let access = Access::of(head, caller);
        let painter = Painter::new(ground, &access, caller, now, &details, &waivers);
        let next = next_to_sign(&ground.readings);
        for (index, phase) in ground.phases.iter().enumerate() {
            for leaf in ground.leaves(phase.id) {
                let Some(item) = painter
                    .item(leaf)
                    .filter(|item| item.may_tick && !item.standing.mark.is_settled())
                else {
                    continue;
                };
                let task = leaf.task.and_then(|id| ground.task(id));
                let place = (next != Some(index), item.standing.mark);
                found.push((
                    place,
                    QueueItem {
                        deployment: access.head.id,
                        deployment_title: access.head.title.clone(),
                        version: access.head.version.clone(),
                        environment: access.head.environment_name.clone(),
                        phase: phase.title.clone(),
                        task: task.map(|task| task.title.clone()),
                        purpose: task.and_then(|task| task.purpose.clone()),
                        latest: leaf.latest.as_ref().map(|latest| (latest.outcome, latest.at)),
                        item,
                    },
                ));
            }
        }
    }
    found.sort_by_key(|(place, _)| *place);
    Ok(QueuePage {
        items: found.into_iter().take(ITEMS).map(|(_, item)| item).collect(),
        asked,
        settled_today,
        now,
    })
}
