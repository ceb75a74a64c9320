//! Links of the chain: every event's hash covers its content and the hash before it.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::Event;
use crate::{
    actor::Actor,
    canonical::{self, Hash, NotCanonical},
    ids::{DeploymentId, RequestId},
};

/// The version line of every event's hash.
pub const CHAIN_VERSION: &str = "countersign.audit.v1";

/// Which chain an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Chain {
    Administration,
    Deployment(DeploymentId),
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Administration => f.write_str("administration"),
            Self::Deployment(id) => write!(f, "deployment {id}"),
        }
    }
}

/// The end of a chain: the number and hash of its last event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub seq: i64,
    pub hash: Hash,
}

impl Link {
    /// Before the first event.
    pub const START: Link = Link {
        seq: 0,
        hash: Hash::ZERO,
    };
}

/// An event in its place: what the database keeps and the verifier reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Chained {
    pub chain: Chain,
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor: Actor,
    pub request: RequestId,
    pub event: Event,
    /// The event as it was hashed. Kept as bytes, so that a later program need not print it the same way.
    pub canonical: Vec<u8>,
    pub previous: Hash,
    pub hash: Hash,
}

/// What the hash covers. Times are UTC with microseconds, as the database keeps them.
#[derive(Serialize)]
struct Envelope<'a> {
    chain: Chain,
    seq: i64,
    at: String,
    actor: &'a Actor,
    request: RequestId,
    event: &'a Event,
    previous: Hash,
}

/// The next event of a chain.
///
/// # Errors
/// When the event holds a fractional number; event types have none.
pub fn link(
    chain: Chain,
    end: Link,
    at: DateTime<Utc>,
    actor: Actor,
    request: RequestId,
    event: Event,
) -> Result<Chained, NotCanonical> {
    let seq = end.seq + 1;
    let canonical = canonical::bytes(&Envelope {
        chain,
        seq,
        at: at.to_rfc3339_opts(SecondsFormat::Micros, true),
        actor: &actor,
        request,
        event: &event,
        previous: end.hash,
    })?;
    let hash = canonical::hash_bytes(CHAIN_VERSION, &canonical);
    Ok(Chained {
        chain,
        seq,
        at,
        actor,
        request,
        event,
        canonical,
        previous: end.hash,
        hash,
    })
}

/// What is wrong with the first bad row of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The number does not follow: rows are missing, doubled or swapped.
    Sequence { expected: i64, found: i64 },
    /// The link to the row before does not fit.
    Previous,
    /// The columns say something else than the bytes that were hashed.
    Content,
    /// The bytes do not give the hash.
    Hash,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sequence { expected, found } => write!(f, "event {expected} should follow, found {found}"),
            Self::Previous => f.write_str("it does not link to the event before it"),
            Self::Content => f.write_str("its columns differ from what was hashed"),
            Self::Hash => f.write_str("its content does not give its hash"),
        }
    }
}

/// Checks one row against the end of the chain so far; the new end when it holds.
///
/// # Errors
/// What is wrong with the row.
pub fn verify_next(end: Link, row: &Chained) -> Result<Link, Broken> {
    if row.seq != end.seq + 1 {
        return Err(Broken::Sequence {
            expected: end.seq + 1,
            found: row.seq,
        });
    }
    if row.previous != end.hash {
        return Err(Broken::Previous);
    }
    let rebuilt = link(
        row.chain,
        end,
        row.at,
        row.actor.clone(),
        row.request,
        row.event.clone(),
    )
    .map_err(|_| Broken::Content)?;
    if rebuilt.canonical != row.canonical {
        return Err(Broken::Content);
    }
    if rebuilt.hash != row.hash {
        return Err(Broken::Hash);
    }
    Ok(Link {
        seq: row.seq,
        hash: row.hash,
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::PersonId;

    fn chain_of(count: u128) -> Vec<Chained> {
        let mut end = Link::START;
        (0..count)
            .map(|n| {
                let row = link(
                    Chain::Administration,
                    end,
                    DateTime::from_timestamp(1_790_000_000, 123_000).unwrap(),
                    Actor::Person {
                        id: PersonId(Uuid::from_u128(n)),
                        name: format!("Person {n}"),
                    },
                    RequestId(Uuid::from_u128(n)),
                    Event::SignedIn,
                )
                .unwrap();
                end = Link {
                    seq: row.seq,
                    hash: row.hash,
                };
                row
            })
            .collect()
    }

    fn verify(rows: &[Chained]) -> Result<Link, (usize, Broken)> {
        rows.iter()
            .enumerate()
            .try_fold(Link::START, |end, (index, row)| {
                verify_next(end, row).map_err(|broken| (index, broken))
            })
    }

    #[test]
    fn an_untouched_chain_verifies() {
        let rows = chain_of(20);
        assert_eq!(
            verify(&rows).unwrap(),
            Link {
                seq: 20,
                hash: rows[19].hash
            }
        );
    }

    #[test]
    fn every_kind_of_tampering_is_found_at_its_row() {
        type Tamper = fn(&mut Vec<Chained>);
        let cases: [(&str, Tamper, usize); 8] = [
            ("time", |rows| rows[3].at += chrono::Duration::microseconds(1), 3),
            ("actor", |rows| rows[4].actor = rows[5].actor.clone(), 4),
            ("event", |rows| rows[5].event = Event::SignedOut, 5),
            ("hash", |rows| rows[6].hash = Hash::ZERO, 6),
            ("bytes", |rows| rows[7].canonical[10] ^= 1, 7),
            ("deleted", |rows| drop(rows.remove(8)), 8),
            ("swapped", |rows| rows.swap(9, 10), 9),
            (
                "doubled",
                |rows| {
                    let row = rows[11].clone();
                    rows.insert(12, row);
                },
                12,
            ),
        ];
        for (name, tamper, place) in cases {
            let mut rows = chain_of(20);
            tamper(&mut rows);
            assert_eq!(verify(&rows).unwrap_err().0, place, "{name}");
        }
    }

    #[test]
    fn the_golden_vector_of_version_one_stays() {
        assert_eq!(
            String::from_utf8(chain_of(1)[0].canonical.clone()).unwrap(),
            concat!(
                r#"{"actor":{"id":"00000000-0000-0000-0000-000000000000","kind":"person","name":"Person 0"},"#,
                r#""at":"2026-09-21T14:13:20.000123Z","chain":{"kind":"administration"},"event":{"act":"signed_in"},"#,
                r#""previous":"0000000000000000000000000000000000000000000000000000000000000000","#,
                r#""request":"00000000-0000-0000-0000-000000000000","seq":1}"#
            )
        );
    }
}
