//! The program itself, started, killed and started again, and the people who go on sending their forms meanwhile.
#![allow(dead_code, reason = "the proofs and the benchmark each use their part")]

use std::{
    net::SocketAddr,
    path::Path,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::http::{Request, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::{Child, Command},
    sync::watch,
};

use crate::form::Form;

/// Far beyond any start: reached only when the program does not start at all.
const START_WITHIN: Duration = Duration::from_secs(60);

/// A running server, killed when dropped.
pub struct Program {
    child: Child,
    pub addr: SocketAddr,
}

impl Program {
    /// Starts a server on the database and waits until it says that it is ready.
    pub async fn start(database_url: &str, data: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port")
            .local_addr()
            .expect("an address");
        #[expect(
            clippy::disallowed_methods,
            reason = "what is tested is the program, and how it dies"
        )]
        let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args([
                "serve",
                "--addr",
                &free.to_string(),
                "--database-url",
                database_url,
                "--log",
                "error",
                "--data",
            ])
            .arg(data)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let ready = async {
            while let Some(line) = lines.next_line().await.expect("lines") {
                if line.contains("is ready at") {
                    return;
                }
            }
            panic!("the server ended before it was ready");
        };
        tokio::time::timeout(START_WITHIN, ready)
            .await
            .expect("the server starts");
        Self { child, addr: free }
    }

    pub fn pid(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// SIGKILL: no time for a last word.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it is ours to kill");
    }
}

/// Somebody with a browser that sends a form again until it is answered.
#[derive(Clone)]
pub struct Patient {
    client: Client<HttpConnector, Full<Bytes>>,
    /// Where the server is now; changes when it was started again.
    pub place: watch::Receiver<SocketAddr>,
    pub cookie: Option<String>,
    /// How often a form was sent again because nobody knew what had become of it.
    pub resent: Arc<AtomicUsize>,
}

impl Patient {
    pub fn new(place: watch::Receiver<SocketAddr>) -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            place,
            cookie: None,
            resent: Arc::default(),
        }
    }

    /// Sends the very same form until a server acknowledges or refuses it. Status, session begun, body.
    pub async fn post(&mut self, door: &str, form: &Form) -> (u16, Option<String>, String) {
        loop {
            let addr = *self.place.borrow_and_update();
            match self.try_post(addr, door, form).await {
                // Nobody knows whether it was done: wait for the next server, then send it again.
                Err(_) => {
                    self.resent.fetch_add(1, Ordering::Relaxed);
                    self.place
                        .changed()
                        .await
                        .expect("somebody starts the server again");
                }
                Ok((503, ..)) => tokio::task::yield_now().await,
                Ok(answer) => return answer,
            }
        }
    }

    async fn try_post(
        &self,
        addr: SocketAddr,
        door: &str,
        form: &Form,
    ) -> Result<(u16, Option<String>, String), Box<dyn std::error::Error + Send + Sync>> {
        let (kind, body) = form.body();
        let mut request = Request::post(format!("http://{addr}/api/{door}"))
            .header(header::CONTENT_TYPE, kind)
            .header(header::ACCEPT, "application/json");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let response = self.client.request(request.body(Full::new(body.into()))?).await?;
        let status = response.status().as_u16();
        let cookie = response
            .headers()
            .get(header::SET_COOKIE)
            .and_then(|value| value.to_str().ok()?.split(';').next())
            .map(str::to_owned);
        let body = response.into_body().collect().await?.to_bytes();
        Ok((status, cookie, String::from_utf8_lossy(&body).into_owned()))
    }
}

/// A folder that goes away with its owner.
pub struct Folder(pub std::path::PathBuf);

impl Folder {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("countersign-proof-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&path).expect("a folder for scratch");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
