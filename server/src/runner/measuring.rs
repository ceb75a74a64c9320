//! One measurement: the environment's list and connections, the guard that knows our own doors, and the probe. Whatever
//! goes wrong on the way is a measurement that did not get through, never an answer.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use domain::{
    check::{CheckSpec, ErrorClass, Measurement, ProbeSpec},
    ids::EnvironmentId,
};
use probes::{
    Limits, ProbeContext,
    guard::{AllowEntry, AllowList, Guard, Own, OwnDatabase, SystemNames},
    sql::SqlConnection,
    tls::Trust,
};

use crate::{state::Server, usecases::environments};

/// Measures a check whose placeholders are filled.
pub async fn measure(server: &Server, environment: EnvironmentId, spec: &CheckSpec) -> Measurement {
    match context(server, environment, spec, server.clock.now()).await {
        Ok(context) => probes::run(spec, &context).await,
        Err(why) => {
            tracing::warn!(why, environment = %environment, "a check could not be measured");
            Measurement::errored(spec.probe.kind(), ErrorClass::Internal, why)
        }
    }
}

async fn context(
    server: &Server,
    environment: EnvironmentId,
    spec: &CheckSpec,
    now: DateTime<Utc>,
) -> Result<ProbeContext, String> {
    let unread = |_: store::Error| "What the environment allows could not be read.".to_owned();
    let mut conn = server
        .pool
        .acquire()
        .await
        .map_err(|error| unread(error.into()))?;
    let targets = store::environments::targets(&mut conn, environment)
        .await
        .map_err(unread)?;
    let connections = match &spec.probe {
        ProbeSpec::Sql(_) => store::environments::connections(&mut conn, environment)
            .await
            .map_err(unread)?,
        ProbeSpec::Http(_) | ProbeSpec::Tcp(_) => Vec::new(),
    };
    // Not every role may ask; then address and name have to do.
    let cluster = store::cluster::identifier(&mut conn).await.ok();
    drop(conn);

    let entries = targets
        .iter()
        // A line that cannot be read allows nothing.
        .filter_map(|target| AllowEntry::new(&target.host, target.port_from..=target.port_to).ok());
    let allow = AllowList::new(entries);
    let mut opened = BTreeMap::new();
    if let ProbeSpec::Sql(sql) = &spec.probe
        && let Some(connection) = connections
            .iter()
            .find(|connection| connection.name == sql.connection)
    {
        let url = environments::open(&server.seal, environment, connection).map_err(|_| {
            format!(
                "The connection {} cannot be opened: it was sealed with another key. Save it again.",
                sql.connection
            )
        })?;
        let connection = SqlConnection::from_url(&url)
            .map_err(|why| format!("The connection {} cannot be used: {why}", sql.connection))?;
        opened.insert(sql.connection.clone(), connection);
    }
    let names = SystemNames::new().map_err(|why| format!("Names cannot be looked up here: {why}"))?;
    let trust = Trust::new(&[]).map_err(|why| format!("Encryption cannot be set up: {why}"))?;
    Ok(ProbeContext {
        guard: Guard::new(Arc::new(names), own(server, cluster)),
        allow,
        connections: opened,
        limits: Limits::default(),
        trust,
        now,
    })
}

/// Our own doors. The database's address is refused as such; other databases on the same machine are nobody's business
/// but their allow-list's.
fn own(server: &Server, cluster: Option<String>) -> Own {
    let options = server.pool.connect_options();
    let port = options.get_port();
    Own {
        listen: server
            .settings
            .own_addresses
            .iter()
            .filter(|address| address.port() != port)
            .copied()
            .collect(),
        database: options.get_database().map(|name| OwnDatabase {
            host: options.get_host().to_owned(),
            port,
            name: name.to_owned(),
            cluster,
        }),
    }
}
