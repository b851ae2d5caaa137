//! The time that sessions are given.

use smpp_core::Instant;
use std::future::pending;
use std::hash::{BuildHasher, RandomState};

/// Measures the time since a client or a server started.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock(tokio::time::Instant);

impl Clock {
    pub(crate) fn start() -> Self {
        Self(tokio::time::Instant::now())
    }

    pub(crate) fn now(self) -> Instant {
        Instant::ZERO + self.0.elapsed().into()
    }

    /// Sleeps until a point in time, or forever.
    pub(crate) async fn sleep_until(self, then: Option<Instant>) {
        match then {
            Some(then) => tokio::time::sleep(then.saturating_since(self.now()).into()).await,
            None => pending().await,
        }
    }
}

/// A random number, from the generator that seeds the hash maps of the standard library.
pub(crate) fn random() -> u64 {
    RandomState::new().hash_one(0)
}

/// A random octet, for [`Backoff::next`](smpp_core::session::Backoff::next).
pub(crate) fn chance() -> u8 {
    random().to_le_bytes()[0]
}
