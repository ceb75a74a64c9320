//! Whether the process lives, and whether it can serve.

use std::time::Duration;

use axum::{extract::State, http::StatusCode};

use super::Site;

const WITHIN: Duration = Duration::from_secs(2);

pub async fn alive() -> &'static str {
    "alive\n"
}

/// Ready when the database answers.
pub async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    let asked = async {
        let mut conn = site.server.pool.acquire().await?;
        store::ping(&mut conn).await
    };
    match tokio::time::timeout(WITHIN, asked).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        Ok(Err(_)) | Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "not ready: the database does not answer\n",
        ),
    }
}
