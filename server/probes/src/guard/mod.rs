//! The one way out. Every connection the product opens to a place that people can choose is opened here:
//! the target is held against the environment's allow-list, and the address that was checked is the one dialled.

mod address;
mod allow;
mod host;
mod names;
mod own;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use domain::check::{ErrorClass, ProbeError};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

pub use address::{Place, place};
pub use allow::{AllowEntry, AllowList, EntryRefused};
pub use host::{Host, HostRefused};
pub use names::{NameFailed, Names, SystemNames};
pub use own::{Own, OwnDatabase};

/// How many of a name's addresses are tried, one after the other.
const MAX_TRIES: usize = 4;

/// Holds what is true for every environment: who knows names, and what is never reached.
#[derive(Clone)]
pub struct Guard {
    names: Arc<dyn Names>,
    own: Arc<Own>,
}

/// What a connection is for. Only the SQL probe may come near the machine the own database runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// Bytes of the check's choosing.
    Any,
    /// PostgreSQL's protocol, to this database.
    Database { name: &'a str },
}

/// A connection, and how it came to be.
#[derive(Debug)]
pub struct Dialled {
    pub stream: TcpStream,
    pub address: SocketAddr,
    pub name_ms: u64,
    pub connect_ms: u64,
}

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DialFailed {
    #[error("Refused by policy: {0}")]
    Refused(String),
    #[error("{0}")]
    Name(#[from] NameFailed),
    #[error("Nothing listens at {0}: the connection was refused.")]
    Closed(String),
    #[error("{place} did not answer within {ms} ms.")]
    TimedOut { place: String, ms: u128 },
    #[error("{place} cannot be reached: {why}.")]
    Unreachable { place: String, why: String },
}

impl DialFailed {
    pub const fn class(&self) -> ErrorClass {
        match self {
            Self::Refused(_) => ErrorClass::RefusedByPolicy,
            Self::Name(_) => ErrorClass::Name,
            Self::Closed(_) => ErrorClass::Closed,
            Self::TimedOut { .. } => ErrorClass::TimedOut,
            Self::Unreachable { .. } => ErrorClass::Unreachable,
        }
    }
}

impl From<DialFailed> for ProbeError {
    fn from(failed: DialFailed) -> Self {
        Self {
            class: failed.class(),
            message: failed.to_string(),
        }
    }
}

impl Guard {
    pub fn new(names: Arc<dyn Names>, own: Own) -> Self {
        Self {
            names,
            own: Arc::new(own),
        }
    }

    pub fn own(&self) -> &Own {
        &self.own
    }

    /// Reads a target's host as a check wrote it.
    ///
    /// # Errors
    /// Refused in every notation but the usual one.
    pub fn host(text: &str) -> Result<Host, DialFailed> {
        Host::parse(text)
            .map_err(|why| DialFailed::Refused(format!("the host “{}” {why}.", text.escape_debug())))
    }

    /// The addresses a check may dial for this target: each of them allowed, or none.
    ///
    /// # Errors
    /// Refused when the target is not on the list, or when any address behind it is not.
    pub async fn addresses(
        &self,
        allow: &AllowList,
        host: &Host,
        port: u16,
        purpose: Purpose<'_>,
    ) -> Result<Vec<SocketAddr>, DialFailed> {
        if port == 0 {
            return Err(DialFailed::Refused("port 0 leads nowhere.".to_owned()));
        }
        let found = match host {
            Host::Address(address) => vec![*address],
            _ if host.is_localhost() => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            // Nobody is asked about a name that no answer could open.
            Host::Name(_) if !allow.names(host, port) && !allow.has_network_for(port) => {
                return Err(DialFailed::Refused(format!(
                    "{host} port {port} is not on this environment's allow-list."
                )));
            }
            Host::Name(name) => self.names.look_up(name).await?,
        };
        let mut allowed = Vec::with_capacity(found.len());
        let mut refusal = None;
        for address in found {
            let target = SocketAddr::new(address::plain(address), port);
            match self.judge(allow, host, target, purpose).await {
                Ok(()) => allowed.push(target),
                // The two loopbacks are one place; the list may name either.
                Err(why) if host.is_localhost() => refusal = refusal.or(Some(why)),
                Err(why) => return Err(why),
            }
        }
        match (allowed.is_empty(), refusal) {
            (false, _) => Ok(allowed),
            (true, Some(why)) => Err(why),
            (true, None) => Err(NameFailed::NoAddress(host.to_string()).into()),
        }
    }

    async fn judge(
        &self,
        allow: &AllowList,
        host: &Host,
        target: SocketAddr,
        purpose: Purpose<'_>,
    ) -> Result<(), DialFailed> {
        let (address, port) = (target.ip(), target.port());
        let leads = match host {
            Host::Name(name) => format!("{name} leads to {address}"),
            Host::Address(_) => format!("the target is {address}"),
        };
        let refused = |why: String| Err(DialFailed::Refused(why));
        let kind = place(address);
        if let Place::Never(what) = kind {
            return refused(format!("{leads}, {what}, which checks never reach."));
        }
        if self.own.listens_at(target) {
            return refused(format!("{leads} port {port}, where Countersign itself listens."));
        }
        if self.is_own_database(target, purpose).await? {
            return refused(format!(
                "{leads} port {port}, the database Countersign itself lives in."
            ));
        }
        if allow.covers(address, port) || (kind == Place::Public && allow.names(host, port)) {
            return Ok(());
        }
        let bits = if address.is_ipv4() { 32 } else { 128 };
        match kind {
            Place::Private(what) => refused(format!(
                "{leads}, {what}. An administrator can open it with the allow-list entry {address}/{bits} port {port}."
            )),
            _ => refused(format!(
                "{host} port {port} is not on this environment's allow-list."
            )),
        }
    }

    async fn is_own_database(&self, target: SocketAddr, purpose: Purpose<'_>) -> Result<bool, DialFailed> {
        let Some(own) = self.own.database.as_ref().filter(|own| own.port == target.port()) else {
            return Ok(false);
        };
        if matches!(purpose, Purpose::Database { name } if name != own.name) {
            return Ok(false);
        }
        let ours: Vec<IpAddr> = match Host::parse(&own.host) {
            Ok(Host::Address(address)) => vec![address::plain(address)],
            Ok(host @ Host::Name(_)) if host.is_localhost() => vec![Ipv4Addr::LOCALHOST.into()],
            // Unknown is treated as a hit: better no check than one on our own data.
            Ok(Host::Name(name)) => match self.names.look_up(&name).await {
                Ok(found) => found.into_iter().map(address::plain).collect(),
                Err(_) => return Ok(true),
            },
            Err(_) => vec![Ipv4Addr::LOCALHOST.into()],
        };
        let same_machine =
            || ours.iter().any(|ip| own::is_this_machine(*ip)) && own::is_this_machine(target.ip());
        Ok(ours.contains(&target.ip()) || same_machine())
    }

    /// Opens a connection to an allowed address of the target. The only `connect` of the product.
    ///
    /// # Errors
    /// Refused by policy before anything is sent, or failed on the way.
    pub async fn dial(
        &self,
        allow: &AllowList,
        host: &Host,
        port: u16,
        purpose: Purpose<'_>,
        connect_limit: Duration,
    ) -> Result<Dialled, DialFailed> {
        let begun = Instant::now();
        let place = format!("{host}:{port}");
        let addresses = timeout(connect_limit, self.addresses(allow, host, port, purpose))
            .await
            .unwrap_or_else(|_| {
                let why = format!("no answer within {} ms", connect_limit.as_millis());
                Err(NameFailed::NotAnswered {
                    name: host.to_string(),
                    why,
                }
                .into())
            })?;
        let name_ms = ms_since(begun);
        let mut last = None;
        for address in addresses.into_iter().take(MAX_TRIES) {
            let tried = Instant::now();
            let failed = match timeout(connect_limit, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => match reached(&stream, address) {
                    Ok(()) => {
                        return Ok(Dialled {
                            stream,
                            address,
                            name_ms,
                            connect_ms: ms_since(tried),
                        });
                    }
                    Err(why) => DialFailed::Unreachable {
                        place: place.clone(),
                        why: why.to_owned(),
                    },
                },
                Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                    DialFailed::Closed(address.to_string())
                }
                Ok(Err(error)) => DialFailed::Unreachable {
                    place: place.clone(),
                    why: error.to_string(),
                },
                Err(_) => DialFailed::TimedOut {
                    place: place.clone(),
                    ms: connect_limit.as_millis(),
                },
            };
            // "Nothing listens" is only true where it is true of every address.
            last = Some(match (last, failed) {
                (
                    Some(earlier @ (DialFailed::TimedOut { .. } | DialFailed::Unreachable { .. })),
                    DialFailed::Closed(_),
                ) => earlier,
                (_, failed) => failed,
            });
        }
        Err(last.unwrap_or_else(|| NameFailed::NoAddress(host.to_string()).into()))
    }
}

/// A free local port can connect to itself, and then an echo looks like a service.
fn reached(stream: &TcpStream, address: SocketAddr) -> Result<(), &'static str> {
    let (peer, local) = match (stream.peer_addr(), stream.local_addr()) {
        (Ok(peer), Ok(local)) => (peer, local),
        _ => return Err("the connection was gone at once"),
    };
    if peer == local {
        return Err("the connection went back to itself");
    }
    if (peer.ip(), peer.port()) != (address.ip(), address.port()) {
        return Err("the connection went to another address than the one that was checked");
    }
    Ok(())
}

/// Milliseconds since a moment, by the monotonic clock.
pub(crate) fn ms_since(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)
}
