//! From what the database said to what a person is told.

use app::api::error::ApiError;
use uuid::Uuid;

/// Nobody but the log learns what broke; the reference joins both.
pub fn api(error: store::Error) -> ApiError {
    match error {
        store::Error::Stale => {
            ApiError::conflict("Someone was faster: this page is out of date. Look at it again, then repeat.")
        }
        store::Error::Driver(error) if unavailable(&error) => {
            tracing::warn!(%error, "the database does not answer");
            ApiError::Unavailable
        }
        error => broken(&error),
    }
}

/// A fault of our own: logged once, with the reference that the person is shown.
pub fn broken(error: &dyn std::fmt::Display) -> ApiError {
    let reference = Uuid::new_v4().to_string();
    tracing::error!(%error, reference, "a use case broke");
    ApiError::Broken { reference }
}

/// Whether the database did not answer, or could not just now.
pub(super) fn unavailable(error: &sqlx::Error) -> bool {
    // Lost connections, a server that shuts down or refuses more, statements that it cancelled, a full disk, and deadlocks
    // that it resolved at our cost.
    const TRY_AGAIN: [&str; 11] = [
        "57014", "57P01", "57P02", "57P03", "53100", "53200", "53300", "58030", "40001", "40P01", "55P03",
    ];
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(database) => database
            .code()
            .is_some_and(|code| TRY_AGAIN.contains(&code.as_ref())),
        _ => false,
    }
}

/// `.api()?` turns the store's error into what a person is told.
pub trait OrApi<T> {
    /// # Errors
    /// As [`api`].
    fn api(self) -> Result<T, ApiError>;
}

impl<T> OrApi<T> for Result<T, store::Error> {
    fn api(self) -> Result<T, ApiError> {
        self.map_err(api)
    }
}

impl<T> OrApi<T> for Result<T, sqlx::Error> {
    fn api(self) -> Result<T, ApiError> {
        self.map_err(|error| api(store::Error::from(error)))
    }
}
