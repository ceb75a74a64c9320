//! The one place that reads the time. Everything else takes it as an argument or asks a [`Clock`].

use std::sync::Mutex;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// A source of the present.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present, to the microsecond: what PostgreSQL stores, so that a time compares equal after a round trip.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        #[allow(clippy::disallowed_methods, reason = "this is the one source of time")]
        let now = Utc::now();
        now.trunc_subsecs(6)
    }
}

/// A clock that moves only when told to, for tests.
#[derive(Debug)]
pub struct Manual(Mutex<DateTime<Utc>>);

impl Manual {
    /// A clock standing at `at`.
    #[must_use]
    pub fn at(at: DateTime<Utc>) -> Self {
        Self(Mutex::new(at))
    }

    /// Moves the hands to `at`, forward or back.
    pub fn set(&self, at: DateTime<Utc>) {
        *self.hands() = at;
    }

    /// Moves the hands by `step`.
    pub fn advance(&self, step: TimeDelta) {
        *self.hands() += step;
    }

    fn hands(&self) -> std::sync::MutexGuard<'_, DateTime<Utc>> {
        self.0.lock().expect("nobody panics while holding the hands")
    }
}

impl Clock for Manual {
    fn now(&self) -> DateTime<Utc> {
        *self.hands()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let start: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().unwrap();
        let clock = Manual::at(start);
        assert_eq!(clock.now(), start);
        clock.advance(TimeDelta::minutes(5));
        assert_eq!(clock.now(), start + TimeDelta::minutes(5));
        clock.set(start);
        assert_eq!(clock.now(), start);
    }

    #[test]
    fn the_system_clock_keeps_what_the_database_keeps() {
        assert_eq!(SystemClock.now().timestamp_subsec_nanos() % 1000, 0);
    }
}
