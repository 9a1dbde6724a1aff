//! Time as the client sees it, so that tests need not wait.

use std::fmt::Debug;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

/// Gives the time and waits.
pub trait Clock: Debug + Send + Sync {
    /// Now.
    fn now(&self) -> SystemTime;
    /// Waits.
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The clock on the wall.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// A point in time as written in records: RFC 3339, whole seconds, UTC.
#[must_use]
pub fn written(time: SystemTime) -> String {
    chrono::DateTime::<chrono::Utc>::from(time).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// The instant that an RFC 3339 text means, or `None` for another text.
#[must_use]
pub fn instant(text: &str) -> Option<SystemTime> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(SystemTime::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_digits_of_a_second_and_an_offset_are_one_instant() {
        let text = "2026-03-19T09:30:00.1234567+01:00";
        assert_eq!(written(instant(text).unwrap()), "2026-03-19T08:30:00Z");
        assert!(instant("yesterday").is_none());
    }
}
