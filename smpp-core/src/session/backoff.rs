//! When to connect again.

use smpp_gsm7::Duration;

/// Computes how long to wait between attempts to connect. Each wait is twice the previous one, up to a limit,
/// plus a random part that the caller supplies, so that many clients do not reconnect at the same moment.
///
/// ```
/// use smpp_core::session::Backoff;
/// use smpp_core::Duration;
/// let mut backoff = Backoff::new(Duration::from_secs(5), Duration::from_secs(60));
/// assert_eq!(backoff.next(0), Duration::from_secs(5));
/// assert_eq!(backoff.next(0), Duration::from_secs(10));
/// backoff.reset();
/// assert_eq!(backoff.next(0), Duration::from_secs(5));
/// ```
///
/// Stop if the peer refuses the bind for good:
/// [`CommandStatus::bind_retry_class`](crate::CommandStatus::bind_retry_class) then returns
/// [`RetryClass::Permanent`](crate::codes::RetryClass::Permanent).
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Backoff {
    first: Duration,
    limit: Duration,
    next: Duration,
}

impl Backoff {
    /// The first wait is `first`; no wait exceeds `limit`. The standard suggests waits of about 5 s (v5.0 section
    /// 2.8.1). A peer that answers ESME_RALYBND still has the old session, so choose a limit above the peer's
    /// inactivity timeout. If `first` is zero, the first retry is immediate and only later ones wait.
    pub const fn new(first: Duration, limit: Duration) -> Self {
        Self { first, limit, next: first }
    }

    /// The next wait, in whole milliseconds: `first`, doubled for each earlier wait, plus up to a quarter of
    /// that. Pass a random octet as `chance`: 0 adds nothing, 255 the whole quarter. Near the limit, the part
    /// that exceeds the limit is subtracted from the limit instead, so that waits differ there too. Returns
    /// zero only if `first` or `limit` is zero.
    pub fn next(&mut self, chance: u8) -> Duration {
        let limit = self.limit.as_millis();
        let base = self.next.as_millis().min(limit);
        self.next = Duration::from_millis(base.saturating_mul(2).max(1).min(limit));
        let quarter = base.div_ceil(4);
        // chance / 255 of the quarter, rounded; computed in parts to avoid overflow.
        let rest = (quarter % 255).saturating_mul(u64::from(chance)).saturating_add(127) / 255;
        let more = (quarter / 255).saturating_mul(u64::from(chance)).saturating_add(rest);
        let room = limit.saturating_sub(base);
        let wait = match more.checked_sub(room) {
            Some(over) => limit.saturating_sub(over),
            None => base.saturating_add(more),
        };
        Duration::from_millis(wait.max(base.min(1)))
    }

    /// Call this after a bind was accepted: the next wait is `first` again.
    pub const fn reset(&mut self) {
        self.next = self.first;
    }
}
