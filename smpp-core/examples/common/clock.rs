//! The clock for sessions.

use smpp_core::{Duration, Instant};

/// Counts milliseconds since the program started.
#[derive(Clone, Copy)]
pub(crate) struct Clock(std::time::Instant);

impl Clock {
    pub(crate) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    pub(crate) fn now(&self) -> Instant {
        Instant::ZERO + Duration::from(self.0.elapsed())
    }
}
