//! A way to the database that loses what we want it to lose.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What is lost of the first transaction that writes what is looked for.
#[derive(Clone, Copy)]
pub enum Lose {
    Nothing = 0,
    /// The commit itself: it never reaches the database.
    Commit = 1,
    /// The answer: the commit is done, and nobody hears of it.
    Answer = 2,
}

pub struct Proxy {
    pub pool: PgPool,
    losing: Arc<AtomicU8>,
}

impl Proxy {
    /// Stands before the pool's database, and looks for a transaction that sends this text.
    pub async fn before(pool: &PgPool, text: &'static str) -> Self {
        let direct = pool.connect_options();
        let database = (direct.get_host().to_owned(), direct.get_port());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let losing = Arc::new(AtomicU8::new(Lose::Nothing as u8));
        let armed = Arc::clone(&losing);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect((database.0.as_str(), database.1))
                    .await
                    .unwrap();
                tokio::spawn(carry(client, server, text, Arc::clone(&armed)));
            }
        });
        let options = (*direct).clone().host("127.0.0.1").port(port);
        let pool = PgPoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await
            .unwrap();
        Self { pool, losing }
    }

    /// From now on, once.
    pub fn lose(&self, what: Lose) {
        self.losing.store(what as u8, Ordering::SeqCst);
    }

    /// Whether it was lost.
    pub fn lost(&self) -> bool {
        self.losing.load(Ordering::SeqCst) == Lose::Nothing as u8
    }
}

/// Carries both ways until either side ends, or until it is time to lose something.
async fn carry(mut client: TcpStream, mut server: TcpStream, text: &str, losing: Arc<AtomicU8>) {
    let (mut up, mut down) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut looked_for = false;
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let Some(sent) = some(&up, read) else { return };
                looked_for |= contains(sent, text);
                if looked_for && contains(sent, "COMMIT") {
                    match losing.swap(Lose::Nothing as u8, Ordering::SeqCst) {
                        lost if lost == Lose::Commit as u8 => return,
                        lost if lost == Lose::Answer as u8 => {
                            server.write_all(sent).await.unwrap();
                            let _ = server.read(&mut down).await;
                            return;
                        }
                        _ => {}
                    }
                }
                if server.write_all(sent).await.is_err() { return }
            }
            read = server.read(&mut down) => {
                let Some(sent) = some(&down, read) else { return };
                if client.write_all(sent).await.is_err() { return }
            }
        }
    }
}

fn some(buffer: &[u8], read: std::io::Result<usize>) -> Option<&[u8]> {
    match read {
        Ok(length) if length > 0 => Some(&buffer[..length]),
        _ => None,
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
