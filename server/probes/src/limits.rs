//! How much a measurement may take: bytes, rows and time. The defaults are the product's promise; tests set smaller ones.

use std::time::Duration;

/// The limits of one measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For each address tried, name look-up aside.
    pub connect: Duration,
    /// For the whole measurement, whatever the check says.
    pub total: Duration,
    /// Of a body, decoded; the rest is counted, not kept.
    pub body_kept: usize,
    /// Of a body, as sent and as decoded; beyond it the connection is cut.
    pub body_read: u64,
    /// Of a response's head.
    pub head: usize,
    pub headers: usize,
    /// Of what is stored for people to read.
    pub excerpt: usize,
    pub redirects: usize,
    pub rows: usize,
    /// Of one row as JSON.
    pub row_bytes: usize,
    /// Of one value that is stored or judged.
    pub cell_bytes: usize,
    /// Of all that a database may send in one measurement.
    pub database_bytes: usize,
    /// Of what a port says first.
    pub banner: usize,
}

impl Limits {
    pub const CONNECT: Duration = Duration::from_secs(5);
    pub const TOTAL: Duration = Duration::from_secs(60);
    pub const BODY_KEPT: usize = 1024 * 1024;
    pub const BODY_READ: u64 = 10 * 1024 * 1024;
    pub const HEAD: usize = 64 * 1024;
    pub const HEADERS: usize = 256;
    pub const EXCERPT: usize = 64 * 1024;
    pub const REDIRECTS: usize = 3;
    pub const ROWS: usize = 1000;
    pub const ROW_BYTES: usize = 256 * 1024;
    pub const CELL_BYTES: usize = 64 * 1024;
    pub const DATABASE_BYTES: usize = 16 * 1024 * 1024;
    pub const BANNER: usize = 4096;

    /// How long a check with this time limit may take.
    pub fn total_for(&self, timeout_ms: u32) -> Duration {
        self.total.min(Duration::from_millis(timeout_ms.into()))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Self::CONNECT,
            total: Self::TOTAL,
            body_kept: Self::BODY_KEPT,
            body_read: Self::BODY_READ,
            head: Self::HEAD,
            headers: Self::HEADERS,
            excerpt: Self::EXCERPT,
            redirects: Self::REDIRECTS,
            rows: Self::ROWS,
            row_bytes: Self::ROW_BYTES,
            cell_bytes: Self::CELL_BYTES,
            database_bytes: Self::DATABASE_BYTES,
            banner: Self::BANNER,
        }
    }
}
