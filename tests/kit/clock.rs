//! How long a test has worked, whatever else the machine does.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The time that this thread has spent on a processor. On systems other than Linux, the time since the first call.
pub fn busy() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|stat| stat.split_ascii_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}
