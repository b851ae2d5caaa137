//! How fast to send and when to retry: advice from the peer, and two small helpers that take the time from the
//! caller.

use crate::codes::{CommandId, CommandStatus, CongestionState, Version};
use crate::instant::{Duration, Instant};
use crate::pdu::RawPdu;
use crate::tlv::{Tag, Tlvs};
use crate::wire::c_octet_string;

/// The peer is at its limit and asks to send less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Pause {
    /// How the peer reported it.
    pub cause: PauseCause,
    /// How long to send nothing new, following common practice.
    pub span: Duration,
}

/// How a peer reports that it is at its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum PauseCause {
    /// ESME_RTHROTTLED: sent too fast. The message was not accepted.
    Throttled,
    /// ESME_RMSGQFUL: the queue is full. The message was not accepted.
    QueueFull,
    /// congestion_state (5.0) from 91 to 100. The message was accepted.
    Congested(CongestionState),
}

/// Upper end of the range in which a sender should keep congestion_state: 80 to 90 (v5.0 section 4.8.4.18).
const CONGESTION_GOAL: u8 = 90;

/// The advice in a response, if any.
pub(super) fn advice(pdu: &RawPdu<'_>, version: Version) -> Option<Pause> {
    let (cause, seconds) = match pdu.command_status {
        CommandStatus::ESME_RTHROTTLED => (PauseCause::Throttled, 1),
        CommandStatus::ESME_RMSGQFUL => (PauseCause::QueueFull, 10),
        _ if version < Version::V50 => return None,
        _ => {
            // Values above 100 are reserved and ignored.
            let state = congestion_state(pdu).filter(|state| state.band().is_some())?;
            let over = state.0.checked_sub(CONGESTION_GOAL).filter(|over| *over > 0)?;
            // 0.1 s for each step above the goal, which gives 1 s at 100.
            let span = Duration::from_millis(u64::from(over).saturating_mul(100));
            return Some(Pause { cause: PauseCause::Congested(state), span });
        }
    };
    Some(Pause { cause, span: Duration::from_secs(seconds) })
}

/// Reads congestion_state from a response; in 5.0 any response may have one (v5.0 section 4.8.4.18). Returns
/// `None` if the body is not a valid response. The fields before the TLVs are skipped by hand, so that no
/// decoder is linked for this.
///
/// ```
/// use smpp_core::session::pace::congestion_state;
/// use smpp_core::{RawPdu, codes::CongestionState};
/// let enquire_link_resp = b"\0\0\0\x15\x80\0\0\x15\0\0\0\0\0\0\0\x01\x04\x28\0\x01\x5F";
/// assert_eq!(congestion_state(&RawPdu::parse(enquire_link_resp)?), Some(CongestionState(95)));
/// # Ok::<(), smpp_core::DecodeError>(())
/// ```
pub fn congestion_state(pdu: &RawPdu<'_>) -> Option<CongestionState> {
    let tail = match pdu.command_id {
        CommandId::BIND_TRANSMITTER_RESP
        | CommandId::BIND_RECEIVER_RESP
        | CommandId::BIND_TRANSCEIVER_RESP
        | CommandId::SUBMIT_SM_RESP
        | CommandId::DATA_SM_RESP
        | CommandId::DELIVER_SM_RESP
        | CommandId::BROADCAST_SM_RESP
        | CommandId::QUERY_BROADCAST_SM_RESP => after_nul(pdu.body)?,
        // message_id, final_date, message_state, error_code.
        CommandId::QUERY_SM_RESP => after_nul(after_nul(pdu.body)?)?.get(2..)?,
        // message_id, then ton, npi, destination_addr and error_status_code of each unsuccess_sme.
        CommandId::SUBMIT_MULTI_RESP => {
            let (no_unsuccess, mut rest) = after_nul(pdu.body)?.split_first()?;
            for _ in 0..*no_unsuccess {
                rest = after_nul(rest.get(2..)?)?.get(4..)?;
            }
            rest
        }
        CommandId::ENQUIRE_LINK_RESP
        | CommandId::UNBIND_RESP
        | CommandId::CANCEL_SM_RESP
        | CommandId::REPLACE_SM_RESP
        | CommandId::CANCEL_BROADCAST_SM_RESP
        | CommandId::GENERIC_NACK => pdu.body,
        _ => return None,
    };
    Tlvs::from_octets(tail).read(Tag::CONGESTION_STATE)
}

/// Returns the octets after a C-Octet String.
pub(super) fn after_nul(octets: &[u8]) -> Option<&[u8]> {
    c_octet_string(octets).ok().map(|(rest, _)| rest)
}

/// Limits the sending rate to a number of messages per second. Up to `burst` messages are saved up while
/// nothing is sent.
///
/// The rate is exact from 1 to 1,000,000 messages per second if you call at least every 10 ms, or as soon as
/// [`ready_at`](Pacer::ready_at) is reached, and send until [`take`](Pacer::take) returns `false`. At any
/// moment it allows at most `burst` messages, or the messages that fell due since the last call if that is
/// more, but no more than 10 ms worth.
///
/// ```
/// use smpp_core::session::pace::Pacer;
/// use smpp_core::{Duration, Instant};
/// let mut pacer = Pacer::new(Instant::ZERO, 10, 2);
/// assert!(pacer.take(Instant::ZERO) && pacer.take(Instant::ZERO));
/// assert!(!pacer.take(Instant::ZERO));
/// assert_eq!(pacer.ready_at(), Instant::from_millis(100));
/// assert!(pacer.take(Instant::from_millis(100)));
/// ```
///
/// Together with the retry class of a status, it decides what to do with a rejected message:
///
/// ```
/// use smpp_core::codes::{CommandStatus, RetryClass};
/// use smpp_core::session::pace::Pacer;
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
    per_second: u32,
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
        Self { per_second: per_second.clamp(1, 1_000_000), burst, saved, since: now, latest: now }
    }

    /// Takes permission to send one message; returns whether it was granted. An earlier `now` counts as the
    /// latest time seen.
    #[must_use = "a message that was refused must wait"]
    pub fn take(&mut self, now: Instant) -> bool {
        self.latest = self.latest.max(now);
        self.count_to(self.latest);
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
        let millis = missing.saturating_add(self.rate()).saturating_sub(1).checked_div(self.rate());
        after(self.since, millis.unwrap_or(0))
    }

    /// Changes the rate from `now` on, in messages per second, clamped as in [`Pacer::new`]. Saved-up messages
    /// are kept.
    pub fn set_rate(&mut self, now: Instant, per_second: u32) {
        self.latest = self.latest.max(now);
        self.count_to(self.latest);
        self.per_second = per_second.clamp(1, 1_000_000);
    }

    /// Allows nothing for a while, typically for [`Pause::span`]. Afterwards one message may go at once,
    /// without a burst.
    pub fn pause(&mut self, now: Instant, span: Duration) {
        self.latest = self.latest.max(now);
        self.count_to(after(self.latest, span.as_millis()));
        self.saved = self.saved.min(MESSAGE);
    }

    /// Adds the messages that fell due up to `at`, up to a burst or up to what fell due since the last call.
    /// Fractions of a message are kept, and so is the fraction of a millisecond by which a caller that sleeps
    /// until [`Pacer::ready_at`] wakes late. Otherwise the rate would be too low.
    fn count_to(&mut self, now: Instant) {
        let millis = now.saturating_since(self.since).as_millis();
        if millis == 0 {
            return;
        }
        let fraction = self.saved.checked_rem(MESSAGE).unwrap_or(0);
        let due = fraction.saturating_add(millis.min(CATCH_UP).saturating_mul(self.rate()));
        let late = self.rate().min(MESSAGE).saturating_sub(1);
        let most = due.max(u64::from(self.burst).saturating_mul(MESSAGE).saturating_add(late));
        self.saved = self.saved.saturating_add(millis.saturating_mul(self.rate())).min(most);
        self.since = now;
    }

    fn rate(&self) -> u64 {
        u64::from(self.per_second)
    }
}

/// Adds milliseconds to an instant, saturating at the maximum.
const fn after(at: Instant, millis: u64) -> Instant {
    Instant::from_millis(at.as_millis().saturating_add(millis))
}

/// Computes how long to wait between attempts to connect. Each wait is twice the previous one, up to a limit,
/// plus a random part that the caller supplies, so that many clients do not reconnect at the same moment.
///
/// ```
/// use smpp_core::session::pace::Backoff;
/// use smpp_core::Duration;
/// let mut backoff = Backoff::new(Duration::from_secs(5), Duration::from_secs(60));
/// assert_eq!(backoff.next(0), Duration::from_secs(5));
/// assert_eq!(backoff.next(0), Duration::from_secs(10));
/// backoff.reset();
/// assert_eq!(backoff.next(0), Duration::from_secs(5));
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Backoff {
    first: Duration,
    limit: Duration,
    next: Duration,
}

impl Backoff {
    /// The first wait is `first`; no wait exceeds `limit`. The standard suggests about 5 s (v5.0 section 2.7).
    /// A peer that answers ESME_RALYBND still has the old session, so choose a limit above the peer's idle
    /// timer. If `first` is zero, the first retry is immediate and only later ones wait.
    pub const fn new(first: Duration, limit: Duration) -> Self {
        Self { first, limit, next: first }
    }

    /// The next wait: the base plus up to a quarter, scaled by `chance` (0 to 255) and rounded up to whole
    /// milliseconds. Where the sum would exceed the limit, the random part is subtracted from the limit
    /// instead, so that waits differ there too. Zero only if `first` or the limit is.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_reads_status_and_congestion_state() {
        let resp = |status, body| RawPdu {
            command_id: CommandId::SUBMIT_SM_RESP,
            command_status: CommandStatus(status),
            sequence_number: 1,
            body,
        };
        assert_eq!(advice(&resp(0x58, b""), Version::V34).unwrap().cause, PauseCause::Throttled);
        assert_eq!(advice(&resp(0x14, b""), Version::V34).unwrap().cause, PauseCause::QueueFull);
        let congested = resp(0, b"id\0\x04\x28\0\x01\x5F");
        assert_eq!(advice(&congested, Version::V34), None);
        let pause = advice(&congested, Version::V50).unwrap();
        assert_eq!((pause.cause, pause.span.as_millis()), (PauseCause::Congested(CongestionState(95)), 500));
        for (state, millis) in [(0, 0), (90, 0), (91, 100), (100, 1000), (101, 0), (128, 0), (255, 0)] {
            let body = [b'i', 0, 4, 0x28, 0, 1, state];
            let pdu = RawPdu { body: &body, ..resp(0, b"") };
            let pause = advice(&pdu, Version::V50);
            assert_eq!(pause.map_or(0, |pause| pause.span.as_millis()), millis, "congestion_state {state}");
        }
    }
}
