//! Which receipt is on its way, and what time it is.

use std::time::SystemTime;

/// The number behind a message_id.
pub(crate) type Id = u32;

/// A receipt on its way: of which message, about which of its destinations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Delivery {
    pub(crate) id: Id,
    pub(crate) destination: usize,
    /// The receipt at the end, not a notification on the way.
    pub(crate) at_end: bool,
}

/// Seconds of Unix time.
pub(crate) fn unix_now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.ok().and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or(0)
}
