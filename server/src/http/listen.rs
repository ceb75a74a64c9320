//! The accept loop: connections with a limit on everything a client can hold on to.
//! Our own, because `axum::serve` has no header timeout and waits without end for open streams.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::patience::Patience;

/// A request's head must arrive within this; an idle connection is closed after as long.
pub const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// A client that takes none of its answer for this long is cut off.
pub const READ_WITHIN: Duration = Duration::from_secs(30);
/// The most bytes of a request's head.
const HEAD_BYTES: usize = 64 * 1024;
/// How many requests one HTTP/2 connection may have open.
const STREAMS: u32 = 100;
/// Pause after the system refused a connection, as when it is out of file descriptors.
const BREATHE: Duration = Duration::from_millis(100);

/// How much clients may hold, and how long we wait for them at the end.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections in all; further ones wait in the system's queue.
    pub connections: usize,
    /// Connections from one address (one /64 network for IPv6); further ones are closed at once.
    pub per_address: usize,
    /// How long a request's head may take, and how long a connection may idle: [`HEAD_WITHIN`].
    pub head: Duration,
    /// How long a client may take nothing of its answer: [`READ_WITHIN`].
    pub read: Duration,
    /// How long open requests may take to finish after the shutdown began.
    pub drain: Duration,
}

/// Serves until `shutdown` is cancelled, then lets open requests finish within [`Limits::drain`] and cuts the rest.
///
/// Streams without an end of their own must watch the same token. Handlers find the client's address as
/// `ConnectInfo<SocketAddr>`.
///
/// # Errors
/// When the listener has no address, which means that it is none.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: CancellationToken,
    limits: Limits,
) -> io::Result<()> {
    tracing::debug!(address = %listener.local_addr()?, "listening");
    let seats = Arc::new(Semaphore::new(limits.connections));
    let by_address = PerAddress::new(limits.per_address);
    let graceful = GracefulShutdown::new();
    let cut = CancellationToken::new();
    let builder = builder(limits.head);
    let router = router.with_state::<()>(());

    loop {
        let next = async {
            let seat = Arc::clone(&seats)
                .acquire_owned()
                .await
                .expect("the semaphore is never closed");
            (listener.accept().await, seat)
        };
        let (accepted, seat) = tokio::select! {
            () = shutdown.cancelled() => break,
            next = next => next,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                if !is_the_clients(&error) {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(BREATHE).await;
                }
                continue;
            }
        };
        // Small answers leave at once; a refusal costs nothing but that.
        let _ = stream.set_nodelay(true);
        let Some(place) = by_address.enter(peer.ip()) else {
            tracing::debug!(%peer, "too many connections from this address");
            continue;
        };
        let connection = connection(&builder, Patience::new(stream, limits.read), peer, router.clone());
        let watched = graceful.watch(connection);
        let cut = cut.clone();
        tokio::spawn(async move {
            let _held = (seat, place);
            tokio::select! {
                () = cut.cancelled() => {}
                // How a client's connection ends is its own affair: resets and timeouts are everyday.
                ended = watched => if let Err(error) = ended {
                    tracing::debug!(%peer, error = %error, "a connection ended early");
                },
            }
        });
    }

    drop(listener);
    if tokio::time::timeout(limits.drain, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests did not finish in time and were cut off");
        cut.cancel();
    }
    Ok(())
}

fn builder(head: Duration) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_buf_size(HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEAD_BYTES as u32)
        .keep_alive_interval(head)
        .keep_alive_timeout(head);
    builder
}

fn connection(
    builder: &auto::Builder<TokioExecutor>,
    stream: Patience,
    peer: SocketAddr,
    router: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error: std::fmt::Display> + Send + 'static {
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let router = router.clone();
        async move {
            Ok::<_, Infallible>(
                router
                    .oneshot(request)
                    .await
                    .unwrap_or_else(|never| match never {}),
            )
        }
    });
    builder
        .serve_connection(TokioIo::new(stream), service)
        .into_owned()
}

/// Errors of one connection that died while it waited in the queue.
fn is_the_clients(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
    )
}

/// Counts connections by address.
#[derive(Debug, Clone)]
struct PerAddress {
    most: usize,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl PerAddress {
    fn new(most: usize) -> Self {
        Self {
            most,
            open: Arc::default(),
        }
    }

    /// A place for one more connection, given back when dropped; `None` when the address has enough.
    fn enter(&self, address: IpAddr) -> Option<Place> {
        let address = network(address);
        let mut open = self.open.lock().expect("nobody panics while counting");
        let count = open.entry(address).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Place {
            address,
            open: Arc::clone(&self.open),
        })
    }
}

struct Place {
    address: IpAddr,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().expect("nobody panics while counting");
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

/// One subscriber of IPv6 has a whole /64: counted singly, its addresses would be no limit.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_places_and_gets_them_back() {
        let counts = PerAddress::new(2);
        let address: IpAddr = "192.0.2.1".parse().unwrap();
        let first = counts.enter(address);
        let second = counts.enter(address);
        assert!(first.is_some() && second.is_some());
        assert!(counts.enter(address).is_none());
        assert!(counts.enter("192.0.2.2".parse().unwrap()).is_some());
        drop(first);
        assert!(counts.enter(address).is_some());
        drop(second);
        assert!(counts.open.lock().unwrap().is_empty());
    }

    #[test]
    fn addresses_of_one_ipv6_network_and_mapped_ones_count_together() {
        let net = |a: &str| network(a.parse().unwrap());
        assert_eq!(net("2001:db8:1:2::1"), net("2001:db8:1:2:ffff::9"));
        assert_ne!(net("2001:db8:1:2::1"), net("2001:db8:1:3::1"));
        assert_eq!(net("::ffff:192.0.2.7"), net("192.0.2.7"));
    }
}
