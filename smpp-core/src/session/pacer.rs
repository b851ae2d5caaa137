//! Limits how fast to send.

use core::ops::Add;
use smpp_gsm7::{Duration, Instant};

/// Limits the sending rate to a number of messages per second. While nothing is sent, up to `burst` messages
/// are saved up. A message centre can limit what arrives in the same way: it answers ESME_RTHROTTLED if
/// [`take`](Pacer::take) returns `false`.
///
/// The rate is exact from 1 to 1,000,000 messages per second if you call at least every 10 ms, or as soon as
/// [`ready_at`](Pacer::ready_at) is reached, and send until [`take`](Pacer::take) returns `false`. It never allows
/// more than `burst` messages at once, with one exception: after a gap between calls it allows the messages that
/// fell due in the gap, up to 10 ms of it.
///
/// ```
/// use smpp_core::session::Pacer;
/// use smpp_core::{Duration, Instant};
/// let mut pacer = Pacer::new(Instant::ZERO, 10, 2);
/// assert!(pacer.take(Instant::ZERO) && pacer.take(Instant::ZERO));
/// assert!(!pacer.take(Instant::ZERO));
/// assert_eq!(pacer.ready_at(), Instant::from_millis(100));
/// assert!(pacer.take(Instant::from_millis(100)));
/// ```
///
/// The retry class of a status says what to do with a rejected message, and when to pause the pacer:
///
/// ```
/// use smpp_core::codes::{CommandStatus, RetryClass};
/// use smpp_core::session::Pacer;
/// use smpp_core::{Duration, Instant};
/// let (now, mut pacer) = (Instant::from_millis(5000), Pacer::new(Instant::ZERO, 10, 1));
/// let (mut queue, mut lost, mut bind_again) = (Vec::new(), Vec::new(), false);
/// for (message, status) in [(1, 0x00), (2, 0x58), (3, 0x0B), (4, 0x04)] {
///     match CommandStatus(status).retry_class() {
///         RetryClass::Ok => {}
///         // For example ESME_RTHROTTLED: retry later, and slower.
///         RetryClass::RetryLater => {
///             queue.push(message);
///             pacer.pause(now, Duration::from_secs(1));
///         }
///         // For example ESME_RINVBNDSTS: the session is at fault, not the message.
///         RetryClass::Session => {
///             queue.push(message);
///             bind_again = true;
///         }
///         // For example ESME_RINVDSTADR: a retry would be rejected too.
///         _ => lost.push(message),
///     }
/// }
/// assert_eq!((queue, lost, bind_again), (vec![2, 4], vec![3], true));
/// assert_eq!(pacer.ready_at(), Instant::from_millis(6000));
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Pacer {
    /// Messages per second, which is also what each millisecond adds to `saved`.
    per_second: u64,
    burst: u32,
    /// What may be sent at `since`, in thousandths of a message.
    saved: u64,
    /// The time up to which `saved` is counted; in the future during a pause.
    since: Instant,
    /// The latest time passed to any call.
    latest: Instant,
}

/// One message, in the units of `saved`.
const MESSAGE: u64 = 1000;

/// How much of what fell due since the last call may go out at once, in milliseconds.
const CATCH_UP: u64 = 10;

impl Pacer {
    /// Creates a pacer with a full burst saved up. `per_second` is clamped to 1..=1,000,000 and `burst` to at
    /// least 1.
    pub fn new(now: Instant, per_second: u32, burst: u32) -> Self {
        let burst = burst.max(1);
        let saved = u64::from(burst).saturating_mul(MESSAGE);
        Self { per_second: rate(per_second), burst, saved, since: now, latest: now }
    }

    /// Returns `true` if one message may be sent now, and counts it as sent. If `now` is earlier than a time
    /// passed before, the latest time counts.
    #[must_use = "a message that was refused must wait"]
    pub fn take(&mut self, now: Instant) -> bool {
        self.advance(now);
        match self.saved.checked_sub(MESSAGE) {
            Some(left) if self.since <= self.latest => {
                self.saved = left;
                true
            }
            _ => false,
        }
    }

    /// When the next message may be sent. If one may be sent now, this is not later than the latest time seen.
    pub fn ready_at(&self) -> Instant {
        let missing = MESSAGE.saturating_sub(self.saved);
        let millis = missing.saturating_add(self.per_second).saturating_sub(1).checked_div(self.per_second);
        self.since.add(Duration::from_millis(millis.unwrap_or(0)))
    }

    /// Changes the rate from `now` on, in messages per second, clamped as in [`Pacer::new`]. Saved-up messages
    /// are kept.
    pub fn set_rate(&mut self, now: Instant, per_second: u32) {
        self.advance(now);
        self.per_second = rate(per_second);
    }

    /// Allows no message for `duration`, typically [`Pause::duration`](super::Pause::duration). After that, at most one
    /// message may be sent immediately, and no burst.
    pub fn pause(&mut self, now: Instant, duration: Duration) {
        self.latest = self.latest.max(now);
        self.count_to(self.latest.add(duration));
        self.saved = self.saved.min(MESSAGE);
    }

    /// Adds the messages that fell due up to `now`, at most a burst or, if that is more, what fell due within
    /// [`CATCH_UP`]. Fractions of a message are kept, and so is the fraction of a millisecond by which a caller that
    /// sleeps until [`Pacer::ready_at`] wakes late. Otherwise the rate would be too low.
    fn count_to(&mut self, now: Instant) {
        let millis = now.saturating_since(self.since).as_millis();
        if millis == 0 {
            return;
        }
        let fraction = self.saved.checked_rem(MESSAGE).unwrap_or(0);
        let due = fraction.saturating_add(millis.min(CATCH_UP).saturating_mul(self.per_second));
        let late = self.per_second.min(MESSAGE).saturating_sub(1);
        let most = due.max(u64::from(self.burst).saturating_mul(MESSAGE).saturating_add(late));
        self.saved = self.saved.saturating_add(millis.saturating_mul(self.per_second)).min(most);
        self.since = now;
    }

    fn advance(&mut self, now: Instant) {
        self.latest = self.latest.max(now);
        self.count_to(self.latest);
    }
}

/// Messages per second, within the limits.
fn rate(per_second: u32) -> u64 {
    per_second.clamp(1, 1_000_000).into()
}
