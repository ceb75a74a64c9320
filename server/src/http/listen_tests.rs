//! The accept loop over real sockets: who is served, who is cut off, and how it ends.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::listen::{HEAD_WITHIN, Limits, READ_WITHIN, serve};

/// Limits that no test here runs into by accident.
const WIDE: Limits = Limits {
    connections: 100,
    per_address: 100,
    head: HEAD_WITHIN,
    read: READ_WITHIN,
    drain: Duration::from_secs(30),
};
/// Short enough to wait for.
const SHORT: Duration = Duration::from_millis(50);

struct Running {
    address: SocketAddr,
    shutdown: CancellationToken,
    ended: JoinHandle<std::io::Result<()>>,
}

impl Running {
    async fn with(router: Router, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let ended = tokio::spawn(serve(listener, router, shutdown.clone(), limits));
        Self {
            address,
            shutdown,
            ended,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn stop(self) {
        self.shutdown.cancel();
        self.ended.await.unwrap().unwrap();
    }
}

async fn ask(stream: &mut TcpStream, path: &str) {
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes())
        .await
        .unwrap();
}

/// Everything until the other side closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end like any other here.
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn handlers_know_the_address_of_their_client() {
    let router = Router::new().route(
        "/",
        get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() }),
    );
    let running = Running::with(router, WIDE).await;
    let mut stream = running.connect().await;
    ask(&mut stream, "/").await;
    assert!(
        rest(&mut stream)
            .await
            .ends_with(&stream.local_addr().unwrap().to_string())
    );
    running.stop().await;
}

#[tokio::test]
async fn half_a_head_is_not_waited_for() {
    let running = Running::with(Router::new(), Limits { head: SHORT, ..WIDE }).await;
    let mut stream = running.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: local").await.unwrap();
    assert!(!rest(&mut stream).await.contains("200 OK"));
    running.stop().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_off() {
    struct Dropped(Option<oneshot::Sender<()>>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            let _ = self.0.take().expect("dropped once").send(());
        }
    }
    let (dropped, seen) = oneshot::channel();
    let guard = Arc::new(Mutex::new(Some(Dropped(Some(dropped)))));
    let router = Router::new().route(
        "/endless",
        get(move || {
            let guard = guard.lock().unwrap().take().expect("asked once");
            async move {
                Body::from_stream(futures::stream::repeat_with(move || {
                    let _alive = &guard;
                    Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 64 * 1024]))
                }))
            }
        }),
    );
    let running = Running::with(router, Limits { read: SHORT, ..WIDE }).await;
    let mut stream = running.connect().await;
    ask(&mut stream, "/endless").await;
    seen.await.expect("the answer is given up");
    running.stop().await;
}

#[tokio::test]
async fn one_address_gets_no_more_than_its_connections() {
    let running = Running::with(
        Router::new(),
        Limits {
            per_address: 1,
            ..WIDE
        },
    )
    .await;
    let mut first = running.connect().await;
    first
        .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await
        .unwrap();
    let mut byte = [0];
    first.read_exact(&mut byte).await.unwrap();
    let mut second = running.connect().await;
    assert_eq!(rest(&mut second).await, "");
    drop(first);
    running.stop().await;
}

#[tokio::test]
async fn the_end_waits_for_requests_that_finish() {
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let router = Router::new().route("/slow", {
        let (begun, go_on) = (begun.clone(), go_on.clone());
        get(async move || {
            begun.notify_one();
            go_on.notified().await;
            "finished"
        })
    });
    let running = Running::with(router, WIDE).await;
    let mut stream = running.connect().await;
    ask(&mut stream, "/slow").await;
    begun.notified().await;
    running.shutdown.cancel();
    go_on.notify_one();
    assert!(rest(&mut stream).await.ends_with("finished"));
    running.stop().await;
}

#[tokio::test]
async fn the_end_cuts_off_what_never_finishes() {
    let begun = Arc::new(Notify::new());
    let router = Router::new().route("/never", {
        let begun = begun.clone();
        get(async move || {
            begun.notify_one();
            std::future::pending::<()>().await;
        })
    });
    let running = Running::with(router, Limits { drain: SHORT, ..WIDE }).await;
    let mut stream = running.connect().await;
    ask(&mut stream, "/never").await;
    begun.notified().await;
    running.stop().await;
    assert_eq!(rest(&mut stream).await, "");
}
