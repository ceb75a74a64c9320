//! The board: which deployment needs me now?

use app::{
    api::error::ApiError,
    backend::{Board, BoardQuery},
};
use chrono::TimeDelta;
use domain::{actor::Caller, deployment::DeploymentState};
use store::board::{Filter, Reach};

use super::rows::deployment_rows;
use crate::{
    state::Server,
    usecases::{
        asks,
        errors::OrApi,
        paging::{offset, paging},
        text,
    },
};

const PER_PAGE: u32 = 30;
/// Closed deployments below those under way.
const CLOSED_SHOWN: i64 = 12;
const CLOSED_FOR: TimeDelta = TimeDelta::days(30);

pub async fn board(server: &Server, caller: &Caller, query: BoardQuery) -> Result<Board, ApiError> {
    let now = server.clock.now();
    let words = text::clean_line(&query.text);
    let words: String = words.chars().take(100).collect();
    let reach = if matches!(query.scope.as_str(), "live" | "all" | "done") {
        Reach::Visible
    } else {
        Reach::Mine
    };
    let filter = Filter {
        live_only: query.scope == "live",
        ..Filter::of(caller, reach, &words)
    };
    let (limit, skipped) = (i64::from(PER_PAGE), offset(query.page, PER_PAGE));

    let mut conn = server.pool.acquire().await.api()?;
    let (open, closed, total) = match query.scope.as_str() {
        "done" => {
            let (closed, total) = store::board::closed(&mut conn, &filter, None, limit, skipped)
                .await
                .api()?;
            (Vec::new(), closed, total)
        }
        scope => {
            let (open, total) = store::board::open(&mut conn, &filter, limit, skipped)
                .await
                .api()?;
            let closed = if scope == "live" || query.page > 1 {
                Vec::new()
            } else {
                let since = Some(now - CLOSED_FOR);
                store::board::closed(&mut conn, &filter, since, CLOSED_SHOWN, 0)
                    .await
                    .api()?
                    .0
            };
            (open, closed, total)
        }
    };
    let ids: Vec<_> = open.iter().chain(&closed).copied().collect();
    let rows = deployment_rows(&mut conn, caller, &ids, now).await?;
    let empty = rows.is_empty() && words.is_empty() && nothing_to_see(&mut conn, caller).await?;
    let first_steps = if empty && caller.admin {
        first_steps(store::board::first_steps(&mut conn).await.api()?)
    } else {
        Vec::new()
    };
    let may_create = caller.admin || store::board::may_create(&mut conn, caller.person).await.api()?;
    let asked = asks::of_caller(&mut conn, caller, now).await?;
    drop(conn);

    let mut board = Board {
        needs_you: Vec::new(),
        live: Vec::new(),
        later: Vec::new(),
        done: Vec::new(),
        paging: paging(query.page, PER_PAGE, i64::try_from(total).unwrap_or(i64::MAX)),
        empty,
        may_create,
        asked,
        query,
        first_steps,
        now,
    };
    for row in rows {
        let section = match row.state {
            state if state.is_closed() => &mut board.done,
            _ if row.next.is_some() => &mut board.needs_you,
            DeploymentState::Draft => &mut board.later,
            _ => &mut board.live,
        };
        section.push(row);
    }
    Ok(board)
}

/// True when no list would show anything, whatever was asked for.
async fn nothing_to_see(conn: &mut sqlx::PgConnection, caller: &Caller) -> Result<bool, ApiError> {
    let filter = Filter::of(caller, Reach::Visible, "");
    let (open, _) = store::board::open(conn, &filter, 1, 0).await.api()?;
    if !open.is_empty() {
        return Ok(false);
    }
    let (closed, _) = store::board::closed(conn, &filter, None, 1, 0).await.api()?;
    Ok(closed.is_empty())
}

fn first_steps(done: [bool; 5]) -> Vec<(String, String, bool)> {
    let steps = [
        ("Name a service and the team that owns it", "/services"),
        ("Name an environment", "/admin/environments"),
        ("Import a checklist", "/import"),
        (
            "Allow a target, so that checks can reach it",
            "/admin/environments",
        ),
        (
            "Invite somebody: the author of a deployment cannot sign it",
            "/admin/people",
        ),
    ];
    steps
        .into_iter()
        .zip(done)
        .map(|((label, address), done)| (label.to_owned(), address.to_owned(), done))
        .collect()
}
