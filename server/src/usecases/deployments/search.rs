//! Search: deployments, items, and the names of what lies around them.

use app::{api::error::ApiError, backend::SearchPage};
use domain::actor::Caller;
use store::board::{Filter, Reach};

use super::rows::deployment_rows;
use crate::{
    state::Server,
    usecases::{errors::OrApi, text},
};

const DEPLOYMENTS: i64 = 20;
const ITEMS: i64 = 50;
const OTHERS: i64 = 10;
const LONGEST: usize = 200;

pub async fn search(server: &Server, caller: &Caller, sought: &str) -> Result<SearchPage, ApiError> {
    let text: String = text::clean_line(sought).chars().take(LONGEST).collect();
    if text.is_empty() {
        return Ok(SearchPage {
            text,
            deployments: Vec::new(),
            items: Vec::new(),
            others: Vec::new(),
        });
    }
    let now = server.clock.now();
    let mut conn = server.pool.acquire().await.api()?;
    let filter = Filter::of(caller, Reach::Visible, &text);
    let (mut ids, _) = store::board::open(&mut conn, &filter, DEPLOYMENTS, 0)
        .await
        .api()?;
    ids.extend(
        store::board::closed(&mut conn, &filter, None, DEPLOYMENTS, 0)
            .await
            .api()?
            .0,
    );
    let deployments = deployment_rows(&mut conn, caller, &ids, now).await?;
    let items = store::search::items(&mut conn, caller, &text, ITEMS)
        .await
        .api()?;
    let others = store::search::others(&mut conn, caller, &text, OTHERS)
        .await
        .api()?;
    Ok(SearchPage {
        text,
        deployments,
        items: items
            .into_iter()
            .map(|found| {
                let address = format!("/deployments/{}#item-{}", found.deployment, found.item);
                (found.text, found.title, address)
            })
            .collect(),
        others,
    })
}
