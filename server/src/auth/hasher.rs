//! Password hashing: argon2id at the OWASP minimum (19 MiB, two passes), away from the threads that serve pages.
//! As many at once as there are cores, a short queue, then a refusal: a flood of sign-ins cannot eat the memory.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use app::api::error::ApiError;
use argon2::{
    Argon2, PasswordHasher, PasswordVerifier,
    password_hash::{Error as HashError, phc::PasswordHash},
};
use domain::password::MAX_BYTES;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// How many may wait for a core.
const QUEUE: usize = 64;
/// What a refused visitor is asked to wait.
const RETRY_SECONDS: u32 = 5;
/// Verified in place of a hash that does not exist, so that unknown people take as long as known ones. With the parameters
/// of our own hashes and an outcome of zeros, which no password has; made once here, for making one takes 19 MiB.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Y291bnRlcnNpZ24gZGVjb3k$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes and verifies passwords.
pub struct Hasher {
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
}

impl Hasher {
    /// With as many permits as the machine has cores.
    #[must_use]
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            permits: Arc::new(Semaphore::new(cores)),
            waiting: AtomicUsize::new(0),
        }
    }

    /// The hash to keep, as a PHC string.
    ///
    /// # Errors
    /// Refused with `TooMany` while too many others wait.
    pub async fn hash(&self, password: &str) -> Result<String, ApiError> {
        let password = normalised(password);
        self.aside(move || hash_now(&password)).await?.map_err(|error| {
            tracing::error!(%error, "a password could not be hashed");
            ApiError::Broken {
                reference: "password hash".to_owned(),
            }
        })
    }

    /// Whether the password is the one that was hashed. `None` for somebody unknown: takes as long, and is false.
    ///
    /// # Errors
    /// Refused with `TooMany` while too many others wait.
    pub async fn verify(&self, hash: Option<&str>, password: &str) -> Result<bool, ApiError> {
        if password.len() > MAX_BYTES {
            return Ok(false);
        }
        let known = hash.is_some();
        let hash = hash.unwrap_or(DECOY).to_owned();
        let password = normalised(password);
        let matches = self.aside(move || verify_now(&hash, &password)).await?;
        Ok(matches && known)
    }

    /// Runs on a blocking thread. The permit moves along: a client that hangs up does not make room for the next.
    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let permit = {
            let _waiting = Waiting::begin(&self.waiting)?;
            Arc::clone(&self.permits)
                .acquire_owned()
                .await
                .expect("the semaphore is never closed")
        };
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(|error| {
            tracing::error!(%error, "hashing a password ended early");
            ApiError::Broken {
                reference: "password hash".to_owned(),
            }
        })
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

/// A place in the queue, given back when dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(count: &'a AtomicUsize) -> Result<Self, ApiError> {
        if count.fetch_add(1, Ordering::AcqRel) >= QUEUE {
            count.fetch_sub(1, Ordering::AcqRel);
            return Err(ApiError::TooMany {
                seconds: RETRY_SECONDS,
            });
        }
        Ok(Self(count))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn normalised(password: &str) -> String {
    password.nfc().collect()
}

fn hash_now(password: &str) -> Result<String, HashError> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

fn verify_now(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_hash_in_either_unicode_form() {
        let hasher = Hasher::new();
        let hash = hasher.hash("caf\u{e9} au lait, encore").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(
            hasher
                .verify(Some(&hash), "cafe\u{301} au lait, encore")
                .await
                .unwrap()
        );
        assert!(!hasher.verify(Some(&hash), "cafe au lait, encore").await.unwrap());
    }

    /// Else the time of an answer would tell who has an account.
    #[test]
    fn the_decoy_costs_what_a_hash_of_ours_costs() {
        let made = hash_now("a password of somebody").unwrap();
        let (ours, decoy) = (
            PasswordHash::new(&made).unwrap(),
            PasswordHash::new(DECOY).unwrap(),
        );
        assert_eq!((ours.algorithm, ours.version), (decoy.algorithm, decoy.version));
        assert_eq!(ours.params, decoy.params);
        let length = |hash: &PasswordHash| hash.hash.as_ref().map(|output| output.len());
        assert_eq!(length(&ours), length(&decoy));
        assert!(!verify_now(DECOY, "a password of somebody"));
    }

    #[tokio::test]
    async fn a_full_queue_refuses_and_empties_again() {
        let hasher = Hasher {
            permits: Arc::new(Semaphore::new(0)),
            ..Hasher::new()
        };
        {
            let places: Vec<_> = (0..QUEUE)
                .map(|_| Waiting::begin(&hasher.waiting).unwrap())
                .collect();
            let refused = hasher.verify(None, "x").await;
            assert_eq!(
                refused,
                Err(ApiError::TooMany {
                    seconds: RETRY_SECONDS
                })
            );
            drop(places);
        }
        assert!(Waiting::begin(&hasher.waiting).is_ok());
    }
}
