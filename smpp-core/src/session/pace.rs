//! How fast to send, and when to try again: advice from the peer and two small helpers without a clock.

use crate::codes::{CommandId, CommandStatus, CongestionState, Version};
use crate::instant::{Duration, Instant};
use crate::pdu::RawPdu;
use crate::tlv::Tlvs;

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
pub enum PauseCause {
    /// ESME_RTHROTTLED: too fast. The message was not taken.
    Throttled,
    /// ESME_RMSGQFUL: the queue is full. The message was not taken.
    QueueFull,
    /// congestion_state (5.0) above 90 of 100. The message was taken.
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
            let state = congestion_state(pdu)?;
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
    Tlvs::from_octets(tail).congestion_state().ok().flatten()
}

/// What stands behind a C-Octet String.
fn after_nul(octets: &[u8]) -> Option<&[u8]> {
    let nul = octets.iter().position(|octet| *octet == 0)?;
    octets.get(nul.checked_add(1)?..)
}

/// Messages a second, as a bucket of tokens: `burst` at once, then one every so often.
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
    /// When the bucket is full again, in microseconds.
    full_at: u64,
    /// Between two tokens, in microseconds.
    step: u64,
    /// What the whole bucket takes to fill, in microseconds.
    depth: u64,
    latest: Instant,
}

/// Microseconds in a millisecond.
const MICROS: u64 = 1000;

impl Pacer {
    /// A full bucket. `per_second` is 1 to 1,000,000 and `burst` at least 1; others are put into range.
    pub fn new(now: Instant, per_second: u32, burst: u32) -> Self {
        let step = 1_000_000_u64.checked_div(u64::from(per_second)).unwrap_or(1_000_000).max(1);
        let depth = step.saturating_mul(u64::from(burst.max(1)));
        Self { full_at: now.as_millis().saturating_mul(MICROS), step, depth, latest: now }
    }

    /// Takes a token if there is one. An earlier `now` counts as the latest seen.
    pub fn take(&mut self, now: Instant) -> bool {
        self.latest = self.latest.max(now);
        let ready = self.ready_at() <= self.latest;
        if ready {
            let now = self.latest.as_millis().saturating_mul(MICROS);
            self.full_at = self.full_at.max(now).saturating_add(self.step);
        }
        ready
    }

    /// When the next token is there; not after the latest time seen when there is one now.
    pub fn ready_at(&self) -> Instant {
        let ready = self.full_at.saturating_add(self.step).saturating_sub(self.depth);
        Instant::from_millis(ready.div_ceil(MICROS))
    }

    /// Gives out nothing for a while: for [`Pause::span`].
    pub fn pause(&mut self, now: Instant, span: Duration) {
        self.latest = self.latest.max(now);
        let until = self.latest.as_millis().saturating_add(span.as_millis()).saturating_mul(MICROS);
        let empty = until.saturating_add(self.depth).saturating_sub(self.step);
        self.full_at = self.full_at.max(empty);
    }
}

/// Waits between attempts to connect: each twice the one before, up to a limit, with a part of chance that the caller
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
    /// Waits `first`, then up to `limit`. The standard suggests about 5 s (v5.0 section 2.7). A peer that answers
    /// ESME_RALYBND still has the old session: a limit above its idle timer gets through.
    pub const fn new(first: Duration, limit: Duration) -> Self {
        Self { first, limit, next: first }
    }

    /// The next wait: the base and, by `chance` of 0 to 255, up to a quarter more.
    pub fn next(&mut self, chance: u8) -> Duration {
        let base = self.next.min(self.limit).as_millis();
        self.next = Duration::from_millis(base.saturating_mul(2)).min(self.limit);
        let more = (base >> 10).saturating_mul(u64::from(chance));
        Duration::from_millis(base.saturating_add(more))
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
    fn a_pacer_gives_its_rate_over_a_second_whatever_the_steps() {
        for (rate, burst) in [(1, 1), (7, 1), (100, 5), (1000, 1), (100, 1000)] {
            let mut pacer = Pacer::new(Instant::ZERO, rate, burst);
            let given = (0..10_000).filter(|ms| pacer.take(Instant::from_millis(*ms))).count();
            let most = (10 * rate + burst) as usize;
            assert!(given <= most && given + 1 >= (most - burst as usize), "{rate} {burst}: {given}");
        }
    }

    #[test]
    fn a_pause_gives_nothing_until_it_ends() {
        let mut pacer = Pacer::new(Instant::ZERO, 1000, 10);
        pacer.pause(Instant::ZERO, Duration::from_secs(1));
        assert!(!pacer.take(Instant::from_millis(999)));
        assert_eq!(pacer.ready_at(), Instant::from_millis(1000));
        assert!(pacer.take(Instant::from_millis(1000)));
    }

    #[test]
    fn an_earlier_now_gives_no_second_token() {
        let mut pacer = Pacer::new(Instant::from_millis(500), 1, 1);
        assert!(pacer.take(Instant::from_millis(500)));
        assert!(!pacer.take(Instant::ZERO));
    }

    #[test]
    fn waits_double_up_to_the_limit_and_chance_adds_at_most_a_quarter() {
        let mut backoff = Backoff::new(Duration::from_millis(1000), Duration::from_millis(3000));
        assert_eq!([0, 0, 0, 0].map(|c| backoff.next(c).as_millis()), [1000, 2000, 3000, 3000]);
        assert!((3001..=3750).contains(&backoff.next(255).as_millis()));
    }

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
        assert_eq!(advice(&resp(0, b"id\0\x04\x28\0\x01\x5A"), Version::V50), None);
    }
}
