//! Verifying the audit chains: every event again from its columns, link by link, up to the kept end. Names the first row
//! that does not hold.

use std::fmt;

use domain::audit::{Broken, Chain, Link, verify_next};
use sqlx::PgConnection;
use store::audit::Extent;

/// Rows read at once: verifying a long chain takes time, not memory.
const STRETCH: i64 = 500;

/// What verifying a chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many events hold.
    pub events: u64,
    pub broken: Option<FirstBroken>,
}

/// The first row that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstBroken {
    pub chain: Chain,
    pub seq: i64,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Row(Broken),
    /// The row is not one that this program can have written.
    Unreadable(String),
    /// The chain's kept end is another one than its last row: rows were cut off, or the end was moved.
    End {
        kept: i64,
    },
    /// Nothing keeps the chain's end, so that rows could be cut off unnoticed.
    NoEnd,
    /// There are rows after the chain's kept end.
    Beyond {
        kept: i64,
    },
}

impl fmt::Display for FirstBroken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, event {}: ", self.chain, self.seq)?;
        match &self.what {
            What::Row(broken) => broken.fmt(f),
            What::Unreadable(why) => write!(f, "it cannot be read ({why})"),
            What::End { kept } => write!(f, "the chain should end with event {kept}, and does not"),
            What::NoEnd => write!(f, "the row that keeps the chain's end is gone"),
            What::Beyond { kept } => write!(f, "the chain should end with event {kept}, and there are more"),
        }
    }
}

/// Verifies one chain.
///
/// # Errors
/// When the database does not answer.
pub async fn chain(conn: &mut PgConnection, chain: Chain) -> store::Result<Verified> {
    let extent = store::audit::extent_of(conn, chain).await?;
    stretch(conn, extent).await
}

/// Up to the end that was looked up first: events that are added meanwhile come after it.
async fn stretch(conn: &mut PgConnection, extent: Extent) -> store::Result<Verified> {
    let Extent { chain, kept, last } = extent;
    let mut end = Link::START;
    let broken = |end: Link, seq, what| Verified {
        events: end.seq.unsigned_abs(),
        broken: Some(FirstBroken { chain, seq, what }),
    };
    let Some(kept) = kept else {
        return Ok(broken(end, last, What::NoEnd));
    };
    while end.seq < kept.seq {
        let rows = store::audit::stretch(conn, chain, end.seq, STRETCH.min(kept.seq - end.seq)).await?;
        if rows.is_empty() {
            break;
        }
        for (seq, row) in rows {
            let row = match row {
                Ok(row) => row,
                Err(why) => return Ok(broken(end, seq, What::Unreadable(why.to_string()))),
            };
            match verify_next(end, &row) {
                Ok(next) => end = next,
                Err(why) => return Ok(broken(end, seq, What::Row(why))),
            }
        }
    }
    if end != kept {
        return Ok(broken(end, end.seq, What::End { kept: kept.seq }));
    }
    if last > kept.seq {
        return Ok(broken(end, kept.seq + 1, What::Beyond { kept: kept.seq }));
    }
    Ok(Verified {
        events: end.seq.unsigned_abs(),
        broken: None,
    })
}

/// Verifies every chain; what was found of each.
///
/// # Errors
/// As [`chain`].
pub async fn all(conn: &mut PgConnection) -> store::Result<Vec<(Chain, Verified)>> {
    let mut found = Vec::new();
    for extent in store::audit::extents(conn).await? {
        found.push((extent.chain, stretch(conn, extent).await?));
    }
    Ok(found)
}
