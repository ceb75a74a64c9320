//! The program with a PostgreSQL of its own, which is killed under it.

use std::{net::SocketAddr, path::Path, process::Stdio, time::Duration};

use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    net::TcpListener,
    process::{Child, ChildStderr, Command},
};

use crate::program::Folder;

/// Far beyond what it takes: reached only when the program says nothing at all.
const AT_MOST: Duration = Duration::from_secs(90);

/// SIGKILL for the PostgreSQL in the folder.
pub fn kill_postgres(data: &Path) {
    let file = std::fs::read_to_string(data.join("postgres/cluster/postmaster.pid")).expect("it runs");
    let pid = file.lines().next().and_then(|line| line.trim().parse().ok());
    kill_process(pid.and_then(Pid::from_raw).expect("a process"), Signal::KILL).expect("it is ours to kill");
}

struct Server {
    child: Child,
    addr: SocketAddr,
    log: Lines<BufReader<ChildStderr>>,
}

impl Server {
    async fn start(data: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0")
            .await
            .unwrap()
            .local_addr()
            .unwrap();
        #[expect(
            clippy::disallowed_methods,
            reason = "what is tested is the program, and how it outlives its database"
        )]
        let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args(["serve", "--log", "warn", "--addr", &free.to_string(), "--data"])
            .arg(data)
            .env_remove("DATABASE_URL")
            .env_remove("COUNTERSIGN_OWNER_DATABASE_URL")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let log = BufReader::new(child.stderr.take().unwrap()).lines();
        let ready = async {
            while let Some(line) = said.next_line().await.unwrap() {
                if line.contains("is ready at") {
                    return;
                }
            }
            panic!("the server ended before it was ready");
        };
        tokio::time::timeout(AT_MOST, ready).await.expect("it starts");
        Self {
            child,
            addr: free,
            log,
        }
    }

    /// Reads its log up to a line with these words.
    async fn says(&mut self, words: &str) -> String {
        let reading = async {
            while let Some(line) = self.log.next_line().await.unwrap() {
                if line.contains(words) {
                    return line;
                }
            }
            panic!("it ended without saying {words:?}");
        };
        tokio::time::timeout(AT_MOST, reading).await.expect(words)
    }

    async fn get(&self, path: &str) -> (u16, String) {
        let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
        let url = format!("http://{}{path}", self.addr).parse().unwrap();
        let response = client.get(url).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    async fn ended(mut self) -> Option<i32> {
        tokio::time::timeout(AT_MOST, self.child.wait())
            .await
            .expect("it ends")
            .unwrap()
            .code()
    }
}

#[tokio::test]
async fn a_killed_postgres_is_noticed_and_started_again() {
    let data = Folder::new();
    let mut server = Server::start(&data.0).await;
    assert_eq!(server.get("/readyz").await.0, 200);
    kill_postgres(&data.0);
    server.says("the database is gone").await;
    server.says("PostgreSQL runs again").await;
    assert_eq!(server.get("/readyz").await, (200, "ready\n".to_owned()));
    assert_eq!(server.get("/setup").await.0, 200, "pages read the database again");
    let pid = Pid::from_raw(server.child.id().unwrap().cast_signed()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    assert_eq!(server.ended().await, Some(0), "told to stop, it stops cleanly");
    assert!(
        !data.0.join("postgres/cluster/postmaster.pid").exists(),
        "and PostgreSQL with it"
    );
}

#[tokio::test]
async fn a_postgres_that_does_not_come_back_ends_the_server() {
    let data = Folder::new();
    let mut server = Server::start(&data.0).await;
    let control = data.0.join("postgres/cluster/global/pg_control");
    std::fs::rename(&control, control.with_extension("aside")).unwrap();
    kill_postgres(&data.0);
    server.says("the database is gone").await;
    server.says("PostgreSQL did not start; trying again").await;
    let (status, words) = server.get("/readyz").await;
    assert_eq!(
        (status, words.as_str()),
        (503, "not ready: the database does not answer\n")
    );
    assert_eq!(server.get("/healthz").await.0, 200, "the process lives");
    server
        .says("PostgreSQL ended by itself, and did not start again in 4 tries")
        .await;
    assert_eq!(server.ended().await, Some(1));
}
