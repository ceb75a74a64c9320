//! The front door: connections, routes, headers.

mod answers;
mod audit_file;
mod files;
mod forms;
mod headers;
mod health;
mod identify;
mod if_match;
pub mod listen;
#[cfg(test)]
mod listen_tests;
mod live;
mod pages;
mod palette;
mod panics;
mod patience;
mod same_origin;
mod session;

use std::{sync::Arc, time::Duration};

use app::backend::Backend;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, CompressionLevel},
    timeout::TimeoutLayer,
};

use crate::state::Server;

/// No answer takes longer; streams apart.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// The largest body of any route; smaller limits are each route's own.
const BODY_BYTES: usize = 70 * 1024 * 1024;

/// What every route may reach.
#[derive(Clone)]
pub struct Site {
    pub server: Server,
    pub backend: Arc<dyn Backend>,
    pub leptos: LeptosOptions,
    /// Cancelled when the server stops: streams end.
    pub shutdown: CancellationToken,
}

impl Site {
    #[must_use]
    pub fn new(server: Server, shutdown: CancellationToken) -> Self {
        Self {
            backend: Arc::new(server.clone()),
            leptos: LeptosOptions::builder()
                .output_name("countersign")
                .site_pkg_dir("pkg")
                .build(),
            server,
            shutdown,
        }
    }
}

/// The route table, on one screen. Every route but health, files of the product and the theme knows its caller.
pub fn router(site: Site) -> Router {
    // Pages are rendered on tokio. A second call finds it set, which is as good.
    let _ = any_spawner::Executor::init_tokio();
    let secure = site.server.settings.secure_cookies;
    let timed = Router::new()
        .route(
            "/api/{*function}",
            post(pages::server_function).layer(from_fn_with_state(site.clone(), forms::post_redirect_get)),
        )
        .route("/audit/export", post(audit_file::export))
        .route("/palette", get(palette::entries))
        .route("/evidence/{id}", get(files::evidence))
        .route("/import/{id}/export.md", get(files::import))
        .route("/import/{id}/export.csv", get(files::import))
        .route("/templates/{id}/export.md", get(files::template))
        .route("/templates/{id}/export.csv", get(files::template))
        .route("/deployments/{id}/export.md", get(files::deployment))
        .route("/deployments/{id}/export.csv", get(files::deployment))
        .route("/deployments/{id}/summary.md", get(files::summary_markdown))
        .route(
            "/deployments/{id}/summary/{version}/summary.md",
            get(files::summary_version_markdown),
        )
        .fallback(pages::page)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            ANSWER_WITHIN,
        ));
    let known = Router::new()
        .route("/live", get(live::stream))
        .merge(timed)
        .layer(from_fn_with_state(site.clone(), identify::identify))
        .layer(session::layer(&site.server));
    Router::new()
        .merge(known)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/theme", post(pages::choose_theme))
        .route("/keys", post(pages::choose_keys))
        .layer(from_fn(same_origin::require))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn(pages::assets_first))
        .layer(CatchPanicLayer::custom(panics::answer))
        .layer(from_fn_with_state(secure, headers::protect))
        .with_state(site)
}
