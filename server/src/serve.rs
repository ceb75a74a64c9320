//! The server's life: database, schema, keys, listeners, and their end in the opposite order.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};
use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use url::Url;

use crate::{
    auth::{Hasher, Seal},
    clock::{Clock, SystemClock},
    config::{Config, Database},
    http::{self, Site, listen},
    migrate,
    notify::{self, Changes},
    postgres::watch,
    runner::Runner,
    state::{Server, Settings},
    usecases,
};

/// Connections to the database. Work waits for one rather than opening more than the database can use.
const CONNECTIONS: u32 = 24;
/// A request waits so long for a connection, then says that the database does not answer.
const CONNECTION_WITHIN: Duration = Duration::from_secs(5);
/// Where the key that seals secrets is kept, in the data folder.
const KEY_FILE: &str = "secret.key";

/// Serves until told to stop.
///
/// # Errors
/// When the database, the schema, the key or the address cannot be had; the sentence says what to do.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let data = config.storage.data_folder()?;
    let mut database = config.storage.open().await?;
    let stop = CancellationToken::new();
    let mut private = database.private.take();
    let served = {
        let serving = serve(&config, &data, &database, stop.clone());
        tokio::pin!(serving);
        // Without its database the server serves nothing, but it answers: not ready, and why.
        tokio::select! {
            served = &mut serving => served,
            given_up = watch::keep_running(&mut private) => {
                stop.cancel();
                let _ = serving.await;
                Err(given_up.into())
            }
        }
    };
    if let Some(private) = private {
        private.stop().await?;
    }
    served
}

async fn serve(
    config: &Config,
    data: &std::path::Path,
    database: &Database,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    std::fs::create_dir_all(data)
        .with_context(|| format!("the data folder {} cannot be made", data.display()))?;
    migrate::run(&database.owner_url, &database.app_url).await?;
    let listener = TcpListener::bind(config.addr).await.with_context(|| {
        format!(
            "cannot listen on {}. Choose another address with --addr",
            config.addr
        )
    })?;
    let address = listener.local_addr()?;
    let pool = connect(&database.app_url).await?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let mut own_addresses = vec![address];
    own_addresses.extend(addresses_of(&database.app_url).await);
    let server = Server {
        pool: pool.clone(),
        clock: Arc::clone(&clock),
        settings: Settings {
            base_url: Url::parse(&config.base_url()).context("the base URL is none")?,
            secure_cookies: config.secure(),
            single_role: database.single_role,
            own_addresses,
        },
        seal: Arc::new(
            Seal::from_file(&data.join(KEY_FILE)).context("the key that seals secrets cannot be used")?,
        ),
        hasher: Arc::new(Hasher::new()),
        changes: Changes::new(),
        shown: Default::default(),
    };
    if database.single_role {
        tracing::warn!(
            "there is one database role only, so PostgreSQL does not keep this program from changing history; \
             give a second one with --owner-database-url"
        );
    }
    let tasks = TaskTracker::new();
    usecases::example::clear_after_crash(&server)
        .await
        .context("an example that was left half-made cannot be taken away")?;
    notify::start(pool.clone(), clock, server.changes.clone(), &tasks, stop.clone());
    Runner::start(server.clone(), &tasks, stop.clone());
    tasks.spawn(end_on_signal(stop.clone()));
    println!("Countersign is ready at {}", config.base_url());
    let served = listen::serve(
        listener,
        http::router(Site::new(server, stop.clone())),
        stop.clone(),
        config.limits(),
    )
    .await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    pool.close().await;
    served.context("the listener failed")
}

/// The pool of the daily work.
///
/// # Errors
/// When the database does not answer.
pub async fn connect(url: &SecretString) -> anyhow::Result<PgPool> {
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(CONNECTION_WITHIN)
        .connect(url.expose_secret())
        .await
        .context("the database does not answer")
}

/// Where the database is reached, as far as it is reached by network.
async fn addresses_of(url: &SecretString) -> Vec<std::net::SocketAddr> {
    let Ok(url) = Url::parse(url.expose_secret()) else {
        return Vec::new();
    };
    let (Some(host), port) = (url.host_str(), url.port().unwrap_or(5432)) else {
        return Vec::new();
    };
    tokio::net::lookup_host((host, port))
        .await
        .map(Iterator::collect)
        .unwrap_or_default()
}

async fn end_on_signal(stop: CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        tracing::error!("signals cannot be heard; end the server with kill -9");
        return;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        () = stop.cancelled() => return,
    }
    tracing::info!("stopping");
    stop.cancel();
}
