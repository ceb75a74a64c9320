//! Slows guessing down without locking anybody out: refused passwords are counted per account and address together, and
//! per address. A stranger elsewhere cannot use up the tries of the account's owner.

use std::net::IpAddr;

use app::api::error::ApiError;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

/// Counts begin anew after so long.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Wrong passwords for one account from one address in a window.
const PER_ACCOUNT: i32 = 5;
/// Wrong passwords from one address in a window, whatever the account: an office shares one.
const PER_ADDRESS: i32 = 60;

/// A try that was counted. Right passwords give it back.
#[derive(Debug)]
#[must_use]
pub struct Try {
    account: [u8; 8],
    address: [u8; 8],
    window_start: DateTime<Utc>,
}

impl Try {
    /// Counts a try before the password is looked at, so that many at once are many.
    ///
    /// # Errors
    /// Refused with `TooMany` when there were too many in this window.
    pub async fn begin(
        conn: &mut PgConnection,
        account: &str,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<Self, ApiError>, store::Error> {
        let window_start = start_of(now);
        let address = network(address);
        let tried = Self {
            account: key("account", account, &address),
            address: key("address", "", &address),
            window_start,
        };
        let counts =
            store::sign_in_attempts::count(conn, &[tried.account, tried.address], window_start).await?;
        let too_many = counts.first().is_some_and(|count| *count > PER_ACCOUNT)
            || counts.get(1).is_some_and(|count| *count > PER_ADDRESS);
        if too_many {
            let wait = (window_start + WINDOW - now).num_seconds().max(1);
            return Ok(Err(ApiError::TooMany {
                seconds: u32::try_from(wait).unwrap_or(u32::MAX),
            }));
        }
        Ok(Ok(tried))
    }

    /// The password was right.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn succeeded(self, conn: &mut PgConnection) -> Result<(), store::Error> {
        store::sign_in_attempts::forget(conn, self.account).await?;
        store::sign_in_attempts::take_back(conn, self.address, self.window_start).await
    }
}

/// Windows that began before this count no more.
#[must_use]
pub fn spent_before(now: DateTime<Utc>) -> DateTime<Utc> {
    start_of(now)
}

fn start_of(now: DateTime<Utc>) -> DateTime<Utc> {
    let past = now.timestamp().rem_euclid(WINDOW.num_seconds());
    DateTime::from_timestamp(now.timestamp() - past, 0).unwrap_or(now)
}

/// Who has one IPv6 address has all of its network.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(address) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

fn key(kind: &str, account: &str, address: &str) -> [u8; 8] {
    let digest = Sha256::new()
        .chain_update(format!("{kind}\n{}\n", account.len()))
        .chain_update(account)
        .chain_update(address)
        .finalize();
    let mut key = [0; 8];
    key.copy_from_slice(&digest[..8]);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_one_owner_is_one_address() {
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:2"));
        assert_ne!(network("2001:db8:0:1::1"), network("2001:db8::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }

    #[test]
    fn keys_of_different_things_differ() {
        assert_ne!(key("account", "ab", "c"), key("account", "a", "bc"));
        assert_ne!(key("account", "", "1"), key("address", "", "1"));
    }

    #[test]
    fn windows_begin_on_the_quarter_hour() {
        let now: DateTime<Utc> = "2026-11-18T14:52:07.5Z".parse().unwrap();
        assert_eq!(
            start_of(now),
            "2026-11-18T14:45:00Z".parse::<DateTime<Utc>>().unwrap()
        );
    }
}
