//! A probe's surroundings for tests: a guard with names of our choosing, small limits, and servers on port 0.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::DateTime;
use domain::check::{CheckSpec, HttpSpec, Measurement, Operator, ProbeSpec, Rule};
use probes::guard::{AllowEntry, AllowList, Guard, NameFailed, Names, Own};
use probes::tls::Trust;
use probes::{Limits, ProbeContext};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Names as a test says they are. A list of answers is given out one by one; the last one stays.
#[derive(Default)]
pub struct FakeNames {
    answers: Mutex<BTreeMap<String, Vec<Vec<IpAddr>>>>,
    asked: AtomicUsize,
}

impl FakeNames {
    pub fn knowing(names: &[(&str, &[&str])]) -> Arc<Self> {
        let fake = Self::default();
        for (name, addresses) in names {
            let addresses = addresses.iter().map(|a| a.parse().unwrap()).collect();
            fake.answers
                .lock()
                .unwrap()
                .entry((*name).to_owned())
                .or_default()
                .push(addresses);
        }
        Arc::new(fake)
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Names for FakeNames {
    async fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, NameFailed> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut answers = self.answers.lock().unwrap();
        let Some(list) = answers.get_mut(name) else {
            return Err(NameFailed::NotFound(name.to_owned()));
        };
        Ok(if list.len() > 1 {
            list.remove(0)
        } else {
            list[0].clone()
        })
    }
}

/// Everything small, so that no test waits long for a limit.
pub fn limits() -> Limits {
    Limits {
        connect: Duration::from_millis(500),
        total: Duration::from_secs(20),
        body_kept: 4096,
        body_read: 64 * 1024,
        excerpt: 1024,
        ..Limits::default()
    }
}

/// A context whose list opens this machine's loopback, all ports.
pub fn context() -> ProbeContext {
    context_with(&[("127.0.0.0/8", 1..=65535)], FakeNames::knowing(&[]))
}

pub fn context_with(
    entries: &[(&str, std::ops::RangeInclusive<u16>)],
    names: Arc<FakeNames>,
) -> ProbeContext {
    ProbeContext {
        guard: Guard::new(names, Own::default()),
        allow: AllowList::new(
            entries
                .iter()
                .map(|(t, ports)| AllowEntry::new(t, ports.clone()).unwrap()),
        ),
        connections: BTreeMap::new(),
        limits: limits(),
        trust: Trust::new(&[]).unwrap(),
        now: DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
    }
}

pub fn rule(field: &str, operator: Operator, value: Value) -> Rule {
    Rule {
        field: field.into(),
        operator,
        value,
        rules: vec![],
    }
}

pub fn http(url: &str) -> CheckSpec {
    let spec = HttpSpec {
        method: Default::default(),
        url: url.into(),
        headers: vec![],
        body: None,
        follow_redirects: false,
    };
    let mut check = CheckSpec::new(
        ProbeSpec::Http(spec),
        vec![rule("status", Operator::Equals, json!(200))],
    );
    check.timeout_ms = 3000;
    check
}

pub fn following(url: &str) -> CheckSpec {
    let mut check = http(url);
    let ProbeSpec::Http(spec) = &mut check.probe else {
        unreachable!("made above")
    };
    spec.follow_redirects = true;
    check
}

/// A server that counts its connections and treats each the same way.
pub struct Server {
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// `serve` is given each connection, unread.
    pub async fn start<F, Fut>(serve: F) -> Self
    where
        F: Fn(TcpStream) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = connections.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream));
            }
        });
        Self {
            address,
            connections,
            requests: Arc::default(),
            task,
        }
    }

    /// Reads a request's head, then sends these bytes and closes.
    pub async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer: Arc<Vec<u8>> = Arc::new(answer.into());
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = requests.clone();
        let mut server = Self::start(move |mut stream| {
            let (answer, heard) = (answer.clone(), heard.clone());
            async move {
                let request = read_head(&mut stream).await;
                heard.lock().unwrap().push(request);
                let _ = stream.write_all(&answer).await;
                let _ = stream.shutdown().await;
            }
        })
        .await;
        server.requests = requests;
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads up to the empty line, and a body after it as far as a Content-Length says.
pub async fn read_head(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut heard = Vec::new();
    let mut buffer = [0; 1024];
    loop {
        if let Some(end) = heard.windows(4).position(|w| w == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&heard[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok())
                .unwrap_or(0);
            if heard.len() >= end + 4 + length {
                break;
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(count) => heard.extend_from_slice(&buffer[..count]),
        }
    }
    String::from_utf8_lossy(&heard).into_owned()
}

pub fn answer(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub fn error_class(measurement: &Measurement) -> Option<domain::check::ErrorClass> {
    measurement.error.as_ref().map(|error| error.class)
}

pub fn message(measurement: &Measurement) -> &str {
    measurement
        .error
        .as_ref()
        .map_or("", |error| error.message.as_str())
}
