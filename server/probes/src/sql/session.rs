//! A fresh session with a database, over the guard's connection, and a way to stop what runs in it.
//! The driver is given the stream: no look-up, no retry, no pool of its own.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use domain::check::{ErrorClass, Measurement, ProbeError};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};
use tokio_postgres::{CancelToken, Client};

use super::SqlConnection;
use crate::ProbeContext;
use crate::guard::{Guard, Host, Purpose};
use crate::stream::{Capped, in_chain, is_too_many_bytes};
use crate::tls::Trust;

type Encrypted = tokio_rustls::client::TlsStream<Capped<TcpStream>>;

/// One session. Dropping it before `finished` also asks the server to stop what it is doing.
pub struct Session {
    pub client: Client,
    connection: JoinHandle<Result<(), tokio_postgres::Error>>,
    stop: Option<Stop>,
}

/// What is needed to tell the server to stop.
struct Stop {
    token: CancelToken,
    to: SqlConnection,
    host: Host,
    context: ProbeContext,
}

impl Session {
    /// Connects and signs in.
    ///
    /// # Errors
    /// Refused by policy, or not let in.
    pub async fn open(
        to: &SqlConnection,
        context: &ProbeContext,
        connect: Duration,
        measurement: &mut Measurement,
    ) -> Result<Self, ProbeError> {
        let host = Guard::host(&to.host)?;
        let purpose = Purpose::Database { name: &to.database };
        let dialled = match context
            .guard
            .dial(&context.allow, &host, to.port, purpose, connect)
            .await
        {
            Ok(dialled) => dialled,
            Err(failed) => {
                let mut error = ProbeError::from(failed);
                // The database is how we would find out, not what is asked about: a shut door leaves it open.
                if error.class == ErrorClass::Closed {
                    error.class = ErrorClass::Unreachable;
                }
                return Err(error);
            }
        };
        measurement.fact("address", dialled.address.to_string());
        measurement
            .timings
            .phases_ms
            .insert("name".into(), dialled.name_ms);
        measurement
            .timings
            .phases_ms
            .insert("connect".into(), dialled.connect_ms);
        let stream = Capped::new(dialled.stream, context.limits.database_bytes as u64);
        let connector = Connector {
            trust: context.trust.clone(),
            host: host.clone(),
        };
        let (client, connection) = to
            .settings()
            .connect_raw(stream, connector)
            .await
            .map_err(|error| explained(to, &error))?;
        let stop = Stop {
            token: client.cancel_token(),
            to: to.clone(),
            host,
            context: context.clone(),
        };
        let connection = tokio::spawn(connection);
        Ok(Self {
            client,
            connection,
            stop: Some(stop),
        })
    }

    /// What went wrong, for people. A statement only learns that its connection is gone; the connection knows why.
    pub async fn explained(&mut self, to: &SqlConnection, error: tokio_postgres::Error) -> ProbeError {
        if error.is_closed()
            && let Ok(Err(cause)) = (&mut self.connection).await
        {
            return explained(to, &cause);
        }
        explained(to, &error)
    }

    /// Nothing runs any more: closing is enough.
    pub fn finished(mut self) {
        self.stop = None;
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.connection.abort();
        // The server notices a closed connection only when it next writes; a query that sleeps would sleep on.
        if let (Some(stop), Ok(runtime)) = (self.stop.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(stop.send());
        }
    }
}

impl Stop {
    async fn send(self) {
        let limit = self.context.limits.connect;
        let sending = async {
            let purpose = Purpose::Database {
                name: &self.to.database,
            };
            let guard = &self.context.guard;
            let dialled = guard
                .dial(&self.context.allow, &self.host, self.to.port, purpose, limit)
                .await
                .ok()?;
            let connector = Connector {
                trust: self.context.trust.clone(),
                host: self.host.clone(),
            };
            self.token
                .cancel_query_raw(Capped::new(dialled.stream, 64 * 1024), connector)
                .await
                .ok()
        };
        if !matches!(timeout(limit, sending).await, Ok(Some(()))) {
            tracing::warn!(connection = ?self.to, "a statement could not be cancelled; the server's own limit ends it");
        }
    }
}

/// The server's own words stand in it: they are about the statement.
fn explained(to: &SqlConnection, error: &tokio_postgres::Error) -> ProbeError {
    if let Some(inner) = probe_error(error) {
        return inner;
    }
    let place = format!("{}:{}", to.host, to.port);
    let (class, message) = if let Some(said) = error.as_db_error() {
        let code = said.code();
        let refuses_us = code.code().starts_with("28")
            || *code == SqlState::INVALID_CATALOG_NAME
            || *code == SqlState::INSUFFICIENT_PRIVILEGE;
        if *code == SqlState::QUERY_CANCELED {
            (
                ErrorClass::TimedOut,
                "The statement took too long and was stopped.".to_owned(),
            )
        } else if refuses_us {
            (
                ErrorClass::Credentials,
                format!("The database does not let us: {}.", said.message()),
            )
        } else if code.code().starts_with("08")
            || code.code().starts_with("57")
            || code.code().starts_with("53")
        {
            (
                ErrorClass::Unreachable,
                format!("The database cannot answer now: {}.", said.message()),
            )
        } else {
            (
                ErrorClass::Rejected,
                format!("The database refused the statement: {}.", said.message()),
            )
        }
    } else if is_too_many_bytes(error) {
        (
            ErrorClass::TooLarge,
            "The database answered with more than may be read.".to_owned(),
        )
    } else if error.is_closed() {
        (
            ErrorClass::Unreachable,
            format!("The database at {place} closed the connection."),
        )
    } else {
        let source = std::error::Error::source(error)
            .map(|source| format!(" ({source})"))
            .unwrap_or_default();
        (
            ErrorClass::Protocol,
            format!("{place} does not answer as PostgreSQL does: {error}{source}."),
        )
    };
    ProbeError { class, message }
}

/// Our own refusal, where the driver carried it through as the cause of its error.
fn probe_error(error: &tokio_postgres::Error) -> Option<ProbeError> {
    let found = std::cell::RefCell::new(None);
    in_chain(error, |e| {
        let carried = e.downcast_ref::<Carried>();
        if let Some(carried) = carried {
            found.replace(Some(carried.0.clone()));
        }
        carried.is_some()
    });
    found.into_inner()
}

#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
struct Carried(ProbeError);

/// Encrypts the guard's connection the way every probe does.
struct Connector {
    trust: Trust,
    host: Host,
}

impl TlsConnect<Capped<TcpStream>> for Connector {
    type Stream = PgTls;
    type Error = Carried;
    type Future = Pin<Box<dyn Future<Output = Result<PgTls, Carried>> + Send>>;

    fn connect(self, stream: Capped<TcpStream>) -> Self::Future {
        Box::pin(async move {
            self.trust
                .handshake(&self.host, stream, &[])
                .await
                .map(PgTls)
                .map_err(Carried)
        })
    }
}

/// An encrypted stream as the driver wants it.
struct PgTls(Encrypted);

impl TlsStream for PgTls {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for PgTls {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for PgTls {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
