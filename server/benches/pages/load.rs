//! People who ask for the same page again and again, each over a connection that stays open.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use axum::http::{Request, header};
use http_body_util::{BodyExt, Full};
use hyper::{body::Bytes, client::conn::http1::SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// One open connection.
pub struct Connection(SendRequest<Full<Bytes>>);

impl Connection {
    pub async fn open(addr: SocketAddr) -> Self {
        let stream = TcpStream::connect(addr).await.expect("the server listens");
        stream.set_nodelay(true).expect("a setting of the socket");
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .expect("HTTP");
        tokio::spawn(connection);
        Self(sender)
    }

    /// Status and size of the answer, read to its end.
    pub async fn send(&mut self, request: Request<Full<Bytes>>) -> (u16, Bytes) {
        self.0.ready().await.expect("the connection stays open");
        let response = self.0.send_request(request).await.expect("an answer");
        let status = response.status().as_u16();
        let body = response
            .into_body()
            .collect()
            .await
            .expect("a whole answer")
            .to_bytes();
        (status, body)
    }
}

pub fn page_request(addr: SocketAddr, page: &str, cookie: &str, encoding: Encoding) -> Request<Full<Bytes>> {
    let request = Request::get(page)
        .header(header::HOST, addr.to_string())
        .header(header::COOKIE, cookie)
        .header(header::ACCEPT, "text/html");
    let request = match encoding {
        Encoding::Plain => request,
        Encoding::Brotli => request.header(header::ACCEPT_ENCODING, "br"),
    };
    request.body(Full::default()).expect("a request")
}

#[derive(Clone, Copy)]
pub enum Encoding {
    Plain,
    Brotli,
}

/// One load: so many connections, for so long.
pub struct Load<'a> {
    addr: SocketAddr,
    page: &'a str,
    cookie: &'a str,
    encoding: Encoding,
    connections: usize,
    lasting: Duration,
}

impl<'a> Load<'a> {
    pub fn of(addr: SocketAddr, page: &'a str, cookie: &'a str) -> Self {
        Self {
            addr,
            page,
            cookie,
            encoding: Encoding::Plain,
            connections: 1,
            lasting: Duration::from_secs(1),
        }
    }

    pub fn connections(self, connections: usize) -> Self {
        Self { connections, ..self }
    }

    pub fn lasting(self, lasting: Duration) -> Self {
        Self { lasting, ..self }
    }

    pub fn accepting(self, encoding: Encoding) -> Self {
        Self { encoding, ..self }
    }

    pub async fn run(self) -> Measured {
        let began = Instant::now();
        let end = began + self.lasting;
        let people = (0..self.connections).map(|_| {
            let (addr, page, cookie, encoding) = (
                self.addr,
                self.page.to_owned(),
                self.cookie.to_owned(),
                self.encoding,
            );
            tokio::spawn(async move {
                let mut connection = Connection::open(addr).await;
                let (mut times, mut bytes, mut refused) = (Vec::new(), 0_usize, 0_usize);
                while Instant::now() < end {
                    let asked = Instant::now();
                    let (status, body) = connection
                        .send(page_request(addr, &page, &cookie, encoding))
                        .await;
                    times.push(asked.elapsed());
                    refused += usize::from(status != 200);
                    bytes += body.len();
                }
                (times, bytes, refused)
            })
        });
        let mut measured = Measured {
            times: Vec::new(),
            bytes: 0,
            refused: 0,
            took: Duration::ZERO,
        };
        for person in futures::future::join_all(people).await {
            let (times, bytes, refused) = person.expect("a load does not panic");
            measured.times.extend(times);
            measured.bytes += bytes;
            measured.refused += refused;
        }
        measured.took = began.elapsed();
        measured.times.sort();
        measured
    }
}

/// What a load saw.
pub struct Measured {
    times: Vec<Duration>,
    bytes: usize,
    /// Answers other than the page: a server that is asked for too much says so.
    refused: usize,
    took: Duration,
}

impl Measured {
    pub fn requests(&self) -> usize {
        self.times.len()
    }

    pub fn refused(&self) -> usize {
        self.refused
    }

    pub fn per_second(&self) -> f64 {
        self.requests() as f64 / self.took.as_secs_f64()
    }

    pub fn bytes_each(&self) -> usize {
        self.bytes / self.requests()
    }

    pub fn percentile(&self, percent: usize) -> Duration {
        self.times[(self.times.len() * percent / 100).min(self.times.len() - 1)]
    }
}
