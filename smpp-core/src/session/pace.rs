//! How fast to send, and when to try again: advice from the peer and two small helpers without a clock.

use crate::codes::{CommandId, CommandStatus, CongestionState, Version};
use crate::instant::{Duration, Instant};
use crate::pdu::RawPdu;
use crate::tlv::{Tag, Tlvs};
use crate::wire::c_octet_string;

/// The peer is at its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Pause {
    /// How it said so.
    pub cause: PauseCause,
    /// How long to send nothing new, as practice has it.
    pub span: Duration,
}

/// How a peer says that it is at its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum PauseCause {
    /// ESME_RTHROTTLED: too fast. The message was not taken.
    Throttled,
    /// ESME_RMSGQFUL: the queue is full. The message was not taken.
    QueueFull,
    /// congestion_state (5.0) from 91 to 100. The message was taken.
    Congested(CongestionState),
}

/// Where a sender should hold congestion_state: 80 to 90 (v5.0 section 4.8.4.18).
const CONGESTION_GOAL: u8 = 90;

/// The advice in a response, if any.
pub(super) fn advice(pdu: &RawPdu<'_>, version: Version) -> Option<Pause> {
    let (cause, seconds) = match pdu.command_status {
        CommandStatus::ESME_RTHROTTLED => (PauseCause::Throttled, 1),
        CommandStatus::ESME_RMSGQFUL => (PauseCause::QueueFull, 10),
        _ if version < Version::V50 => return None,
        _ => {
            // Values above 100 are reserved and say nothing.
            let state = congestion_state(pdu).filter(|state| state.band().is_some())?;
            let over = state.0.checked_sub(CONGESTION_GOAL).filter(|over| *over > 0)?;
            // 0.1 s for each step over the goal: 1 s at 100.
            let span = Duration::from_millis(u64::from(over).saturating_mul(100));
            return Some(Pause { cause: PauseCause::Congested(state), span });
        }
    };
    Some(Pause { cause, span: Duration::from_secs(seconds) })
}

/// congestion_state of a response, which any response of 5.0 may carry (v5.0 section 4.8.4.18). What stands before the TLVs
/// is stepped over by hand, so that no decoder is linked for it; none when the body is not that of the response.
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
        // message_id, and of each unsuccess_sme: ton, npi, destination_addr, error_status_code.
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

/// What stands behind a C-Octet String.
pub(super) fn after_nul(octets: &[u8]) -> Option<&[u8]> {
    c_octet_string(octets).ok().map(|(rest, _)| rest)
}

/// Paces messages: so many a second, with up to `burst` saved up while nothing is sent.
///
/// The rate is exact from 1 to 1,000,000 messages a second, provided that you call at least every 10 ms, or as soon as
/// [`ready_at`](Pacer::ready_at) says, and send until [`take`](Pacer::take) says no. At any one moment it gives out `burst` messages at most, or those that fell due since the
/// last call where that is more: ten milliseconds' worth at most.
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
/// With the class of a status it decides what becomes of a message that was refused:
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
///         // ESME_RTHROTTLED, say: later, and slower.
///         RetryClass::RetryLater => {
///             queue.push(message);
///             pacer.pause(now, Duration::from_secs(1));
///         }
///         // ESME_RINVBNDSTS, say: the session is at fault, not the message.
///         RetryClass::Session => {
///             queue.push(message);
///             bind_again = true;
///         }
///         // ESME_RINVDSTADR, say: it would be refused again.
///         _ => lost.push(message),
///     }
/// }
/// assert_eq!((queue, lost, bind_again), (vec![2, 4], vec![3], true));
/// assert_eq!(pacer.ready_at(), Instant::from_millis(6000));
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Pacer {
    /// Messages a second, which is also what a millisecond adds to `saved`.
    per_second: u32,
    burst: u32,
    /// What may be sent, in thousandths of a message, as of `since`.
    saved: u64,
    /// Up to when `saved` was counted; in the future during a pause.
    since: Instant,
    /// The latest time that a call gave.
    latest: Instant,
}

/// A message, as [`Pacer`] counts.
const MESSAGE: u64 = 1000;

/// How much that fell due since the last call may go out at once, in milliseconds.
const CATCH_UP: u64 = 10;

impl Pacer {
    /// A pacer with a whole burst saved up. `per_second` is 1 to 1,000,000 and `burst` at least 1; other values are put
    /// into range.
    pub fn new(now: Instant, per_second: u32, burst: u32) -> Self {
        let burst = burst.max(1);
        let saved = u64::from(burst).saturating_mul(MESSAGE);
        Self { per_second: per_second.clamp(1, 1_000_000), burst, saved, since: now, latest: now }
    }

    /// Takes the right to send one message, if there is one. An earlier `now` counts as the latest seen.
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

    /// When the next message may go; not after the latest time seen when one may go now.
    pub fn ready_at(&self) -> Instant {
        let missing = MESSAGE.saturating_sub(self.saved);
        let millis = missing.saturating_add(self.rate()).saturating_sub(1).checked_div(self.rate());
        after(self.since, millis.unwrap_or(0))
    }

    /// Sends at another rate from `now` on: 1 to 1,000,000 messages a second, put into range as by [`Pacer::new`]. What is
    /// saved up stays.
    pub fn set_rate(&mut self, now: Instant, per_second: u32) {
        self.latest = self.latest.max(now);
        self.count_to(self.latest);
        self.per_second = per_second.clamp(1, 1_000_000);
    }

    /// Gives out nothing for a while: for [`Pause::span`]. One message may go at its end, and no burst.
    pub fn pause(&mut self, now: Instant, span: Duration) {
        self.latest = self.latest.max(now);
        self.count_to(after(self.latest, span.as_millis()));
        self.saved = self.saved.min(MESSAGE);
    }

    /// Adds what fell due up to a point in time, as far as it may be saved up: a burst, or what fell due since the last
    /// call. Fractions of a message are kept, and so is the fraction of a millisecond by which a caller who sleeps until
    /// [`Pacer::ready_at`] is late; the rate would fall short otherwise.
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

/// So many milliseconds later; saturates at the far end of time.
const fn after(at: Instant, millis: u64) -> Instant {
    Instant::from_millis(at.as_millis().saturating_add(millis))
}

/// Waits between attempts to connect: each twice the one before, up to a limit, and each with a random part that the caller
/// draws, so that many clients do not come back at the same moment.
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
    /// Waits `first`, then up to `limit`, which no wait exceeds. The standard suggests about 5 s (v5.0 section 2.7). A peer
    /// that answers ESME_RALYBND still has the old session: a limit above its idle timer gets through. A `first` of zero
    /// tries again at once, and waits from the second time on.
    pub const fn new(first: Duration, limit: Duration) -> Self {
        Self { first, limit, next: first }
    }

    /// The next wait: the base and, by `chance` of 0 to 255, up to a quarter more, rounded up to whole milliseconds. What would go over
    /// the limit is taken off the limit instead, so that waits differ there too. Zero only when `first` or the limit is.
    pub fn next(&mut self, chance: u8) -> Duration {
        let limit = self.limit.as_millis();
        let base = self.next.as_millis().min(limit);
        self.next = Duration::from_millis(base.saturating_mul(2).max(1).min(limit));
        let quarter = base.div_ceil(4);
        // chance / 255 of the quarter, rounded, in parts so that nothing overflows.
        let rest = (quarter % 255).saturating_mul(u64::from(chance)).saturating_add(127) / 255;
        let more = (quarter / 255).saturating_mul(u64::from(chance)).saturating_add(rest);
        let room = limit.saturating_sub(base);
        let wait = match more.checked_sub(room) {
            Some(over) => limit.saturating_sub(over),
            None => base.saturating_add(more),
        };
        Duration::from_millis(wait.max(base.min(1)))
    }

    /// A bind was accepted: the next wait is the first again.
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
