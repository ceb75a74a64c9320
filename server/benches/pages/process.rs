//! The server's process as the system sees it: its start, its memory, its processor time.

use std::time::{Duration, Instant};

use crate::{
    database::Database,
    load::{Connection, Encoding, page_request},
    program::{Folder, Program},
};

/// Linux gives processor time to programs in hundredths of a second.
const TICKS_PER_SECOND: u64 = 100;

/// Starts the server and asks for its sign-in page; how long that took.
pub async fn started(database: &Database, folder: &Folder) -> (Program, Duration) {
    let began = Instant::now();
    let program = Program::start(database.url(), &folder.0).await;
    let mut connection = Connection::open(program.addr).await;
    let (status, _) = connection
        .send(page_request(program.addr, "/sign-in", "", Encoding::Plain))
        .await;
    assert_eq!(status, 200);
    (program, began.elapsed())
}

pub struct Process {
    pid: u32,
}

impl Process {
    pub fn of(program: &Program) -> Self {
        Self { pid: program.pid() }
    }

    /// User and system time so far.
    pub fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid)).expect("the process runs");
        // The name in parentheses may hold anything; fields are counted after it.
        let after = stat.rsplit_once(')').expect("a name").1;
        let fields: Vec<&str> = after.split_whitespace().collect();
        let ticks: u64 = fields[11..=12]
            .iter()
            .map(|field| field.parse::<u64>().expect("a number"))
            .sum();
        Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND)
    }

    pub fn memory_mb(&self) -> f64 {
        self.status("VmRSS:")
    }

    pub fn peak_memory_mb(&self) -> f64 {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid)).expect("the process runs");
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .expect("Linux says so");
        let kib: f64 = line
            .split_whitespace()
            .next()
            .and_then(|kib| kib.parse().ok())
            .expect("a number");
        kib * 1024.0 / 1_000_000.0
    }
}
