//! The clock: the one place where the program asks for the time.
//!
//! Days are UTC. Tests and reproducible runs fix the clock; nothing else in the program reads it. CPU seconds are told beside results and
//! decide nothing.

use model::date::Day;

/// Where the time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The system's.
    System,
    /// Always this second of Unix time.
    Fixed(i64),
}

impl Clock {
    /// Unix time in seconds.
    #[must_use]
    pub fn now_unix(self) -> i64 {
        match self {
            Self::System => std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX)),
            Self::Fixed(unix) => unix,
        }
    }

    /// Today, UTC.
    #[must_use]
    pub fn today(self) -> Day {
        let days = self.now_unix().div_euclid(86_400);
        let day = i32::try_from(days).ok().and_then(Day::from_epoch);
        // A clock beyond the calendar is broken; the epoch is then as wrong as any other day and easy to see.
        day.or_else(|| Day::from_epoch(0)).expect("1970-01-01 is a day")
    }
}

/// CPU seconds of this process so far, all threads together; nothing where the system does not tell.
#[must_use]
pub(crate) fn cpu_seconds() -> Option<f64> {
    #[cfg(unix)]
    {
        let spent = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        #[expect(clippy::cast_precision_loss, reason = "seconds of one run, to a thousandth")]
        Some(spent.tv_sec as f64 + spent.tv_nsec as f64 * 1e-9)
    }
    #[cfg(not(unix))]
    None
}
