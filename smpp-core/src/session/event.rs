//! Events that a session reports to its caller.

use super::pause::Pause;
use super::table::Disallowed;
use super::token::Token;
use crate::codes::CommandId;
use crate::header::Header;
use crate::pdu::RawPdu;
use smpp_gsm7::{Duration, error_kinds};

/// Result of [`Session::recv`](super::Session::recv).
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use]
pub enum Recv<'i, V> {
    /// One event. Remove `used` octets from the front of the input, then call `recv` again.
    Event {
        /// Octets consumed.
        used: usize,
        /// The event.
        event: Event<'i, V>,
    },
    /// More input is needed: call `recv` again when the input holds `total` octets, counted from its start.
    /// `total` never exceeds [`Config::max_pdu`](super::Config::max_pdu).
    NeedMore {
        /// Octets that the input must hold.
        total: usize,
    },
    /// The next PDU needs an answer, and there is no room for one. Write the output of
    /// [`Session::poll_transmit`](super::Session::poll_transmit) (or, with
    /// [`WhenPendingFull::Block`](super::WhenPendingFull::Block), answer a pending request), then call `recv` again.
    Blocked,
    /// The session is closed. Write the remaining output of
    /// [`Session::poll_transmit`](super::Session::poll_transmit), close the connection, and take the remaining
    /// events from [`Session::poll_event`](super::Session::poll_event).
    Fatal(CloseReason),
}

/// An event of a session. Events borrow the input, not the session. `V` is the type of the values that
/// [`Prepared::keep`](super::Prepared::keep) stores. Exactly one event returns each value, in its field `value`.
///
/// | event | carries | from |
/// | --- | --- | --- |
/// | `Bind` | `token`, `pdu` | `recv` |
/// | `Bound` | `pdu`, `pause` | `recv` |
/// | `BindRefused` | `pdu`, `pause` | `recv` |
/// | `Request` | `token`, `pdu` | `recv` |
/// | `Disallowed` | `token`, `pdu`, `cause` | `recv` |
/// | `OneWay` | `pdu` | `recv` |
/// | `Unexpected` | `pdu` | `recv` |
/// | `Response` | `value`, `request`, `pdu`, `round_trip`, `pause` | `recv` |
/// | `Nacked` | `value`, `request`, `pdu`, `pause` | `recv` |
/// | `Mismatched` | `value`, `request`, `pdu` | `recv` |
/// | `Unmatched` | `pdu`, `issued` | `recv` |
/// | `EnquireLink` | `pdu` | `recv` |
/// | `LinkAlive` | `pdu`, `round_trip`, `pause` | `recv` |
/// | `Unbind` | `pdu` | `recv` |
/// | `Unbound` | `pdu` | `recv` |
/// | `Oversized` | `header` | `recv` |
/// | `OversizedResponse` | `value`, `request`, `header` | `recv` |
/// | `Skipped` | nothing | `recv` |
/// | `TimedOut` | `value`, `request`, `sequence_number` | `poll_event` |
/// | `Failed` | `value`, `request`, `sequence_number`, `reason` | `poll_event` |
/// | `PendingExpired` | `count` | `poll_event` |
/// | `Closed` | `reason` | `poll_event` |
///
/// On a target without an operating system, `Debug` shows the event, the value and, in hexadecimal, the `command_id`,
/// `command_status` and `sequence_number` of the PDU, because all names and fields would take 43 KB of flash.
/// [`RawPdu::dump`] shows everything in a PDU.
#[cfg_attr(not(target_os = "none"), derive(Debug))]
#[non_exhaustive]
#[must_use]
pub enum Event<'i, V> {
    /// The peer wants to bind; [`bind_info`](super::bind_info) reads the request. Answering with ESME_ROK binds
    /// the session. Any other status returns it to OPEN. A bind that cannot be decoded does not come here:
    /// it is [`Disallowed`](Self::Disallowed) with the cause [`BadBind`](super::Disallowed::BadBind).
    Bind {
        /// Answers the bind.
        token: Token,
        /// bind_transmitter, bind_receiver or bind_transceiver.
        pdu: RawPdu<'i>,
    },
    /// The peer accepted our bind. The session's version is now settled.
    Bound {
        /// The bind response.
        pdu: RawPdu<'i>,
        /// Set if the peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// The peer refused our bind, with its response or with generic_nack. The session is OPEN again. Also
    /// reported if the answer is a response of another type, or is larger than
    /// [`Config::max_pdu`](super::Config::max_pdu).
    BindRefused {
        /// The answer, without its body if it was too large.
        pdu: RawPdu<'i>,
        /// Set if the peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// A request that the standard allows in this state.
    Request {
        /// Answers the request.
        token: Token,
        /// The request.
        pdu: RawPdu<'i>,
    },
    /// A request that the standard does not allow, that exceeds [`Config::max_pending`](super::Config::max_pending),
    /// or that is too large to be read. `answer_default` writes the default answer; you may choose another one.
    Disallowed {
        /// Answers the request. [`Token::proposed`] is the default status.
        token: Token,
        /// The request; without its body if it is [too large](Disallowed::Oversized).
        pdu: RawPdu<'i>,
        /// Why it is not allowed.
        cause: Disallowed,
    },
    /// The peer sent outbind or alert_notification, which have no response.
    OneWay {
        /// The PDU.
        pdu: RawPdu<'i>,
    },
    /// The peer sent outbind or alert_notification in a state or direction in which the standard does not allow it.
    /// The session does not answer.
    Unexpected {
        /// The PDU.
        pdu: RawPdu<'i>,
    },
    /// The response to a request, with any status.
    Response {
        /// The value stored with the request.
        value: V,
        /// The request that it answers.
        request: CommandId,
        /// The response.
        pdu: RawPdu<'i>,
        /// Time since the request was sent, modulo 2^32 ms (49 days).
        round_trip: Duration,
        /// Set if the peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// A generic_nack that answers a request.
    Nacked {
        /// The value stored with the request.
        value: V,
        /// The request that it answers.
        request: CommandId,
        /// The generic_nack.
        pdu: RawPdu<'i>,
        /// Set if the peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// A response with the `sequence_number` of a request, but of a different type. It is unknown whether the
    /// peer accepted the request.
    Mismatched {
        /// The value stored with the request.
        value: V,
        /// The request whose number the response has.
        request: CommandId,
        /// The response.
        pdu: RawPdu<'i>,
    },
    /// A response that matches no request in flight. The session does not answer it.
    Unmatched {
        /// The response.
        pdu: RawPdu<'i>,
        /// Whether the session ever sent this number. If so, the response is late, a duplicate, of the wrong type for
        /// our unbind or the session's own enquire_link, or a generic_nack for our outbind or alert_notification. If
        /// not, the peer made the number up, or sent a generic_nack with number 0 because it could not read the header
        /// of a PDU.
        issued: bool,
    },
    /// The peer sent enquire_link. `poll_transmit` writes the answer.
    EnquireLink {
        /// The request.
        pdu: RawPdu<'i>,
    },
    /// The peer answered the session's own enquire_link, with enquire_link_resp or generic_nack.
    LinkAlive {
        /// The answer.
        pdu: RawPdu<'i>,
        /// Time since the session queued the enquire_link, modulo 2^32 ms (49 days).
        round_trip: Duration,
        /// Set if the peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// The peer sent unbind. `poll_transmit` writes the answer once no request is pending, or after
    /// [`Config::drain_timeout`](super::Config::drain_timeout). If [`Session::unbind`](super::Session::unbind)
    /// was called and our unbind is not written yet, it is not sent: the peer's unbind ends the session.
    Unbind {
        /// The request.
        pdu: RawPdu<'i>,
    },
    /// The peer answered our unbind, with unbind_resp or generic_nack.
    Unbound {
        /// The answer.
        pdu: RawPdu<'i>,
    },
    /// A PDU that needs no answer and is larger than [`Config::max_pdu`](super::Config::max_pdu): outbind,
    /// alert_notification, or a response that matches no value. The session skips its body as it arrives and continues.
    Oversized {
        /// Its header.
        header: Header,
    },
    /// A response larger than [`Config::max_pdu`](super::Config::max_pdu).
    OversizedResponse {
        /// The value stored with the request.
        value: V,
        /// The request that it answers.
        request: CommandId,
        /// The header of the response.
        header: Header,
    },
    /// Octets of an oversized PDU were dropped. A [`Link`](crate::link::Link) does not return this event.
    Skipped,
    /// No response within [`Config::response_timeout`](super::Config::response_timeout).
    TimedOut {
        /// The value stored with the request.
        value: V,
        /// The request that timed out.
        request: CommandId,
        /// The number of the request. A late response is reported as [`Event::Unmatched`] with this number.
        sequence_number: u32,
    },
    /// The session closed before the response arrived.
    Failed {
        /// The value stored with the request.
        value: V,
        /// The request that failed.
        request: CommandId,
        /// The number of the request.
        sequence_number: u32,
        /// Why the session closed.
        reason: CloseReason,
    },
    /// The caller did not answer these requests within [`Config::pending_timeout`](super::Config::pending_timeout).
    /// Their tokens can no longer be used.
    PendingExpired {
        /// The number of requests.
        count: u32,
    },
    /// The session is closed. Always the last event.
    Closed {
        /// Why.
        reason: CloseReason,
    },
}

/// Lists the names of the events: as an enum, whose derive sends one octet for each of them, and in one string.
#[cfg(any(feature = "defmt", target_os = "none"))]
macro_rules! names {
    ($($Name:ident)*) => {
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[derive(Clone, Copy)]
        enum EventName { $($Name,)* }

        /// One string and where each name starts: a table of strings takes twice as much flash.
        #[cfg(target_os = "none")]
        const NAMES: &str = concat!($(stringify!($Name)),*);

        impl<V> Event<'_, V> {
            const fn name(&self) -> EventName {
                match self { $( Self::$Name { .. } => EventName::$Name, )* }
            }
        }
    };
}
#[cfg(any(feature = "defmt", target_os = "none"))]
names! {
    Bind Bound BindRefused Request Disallowed OneWay Unexpected Response Nacked Mismatched Unmatched EnquireLink LinkAlive
    Unbind Unbound Oversized OversizedResponse Skipped TimedOut Failed PendingExpired Closed
}

#[cfg(target_os = "none")]
const STARTS: [u8; 23] =
    [0, 4, 9, 20, 27, 37, 43, 53, 61, 67, 77, 86, 97, 106, 112, 119, 128, 145, 152, 160, 166, 180, 186];

#[cfg(any(feature = "defmt", target_os = "none"))]
impl<'i, V> Event<'i, V> {
    /// What a log shows of an event: the caller's value, the PDU, and the length, number or count of an event without a PDU.
    const fn shown(&self) -> (Option<&V>, Option<&RawPdu<'i>>, Option<&u32>) {
        match self {
            Self::Response { value, pdu, .. }
            | Self::Nacked { value, pdu, .. }
            | Self::Mismatched { value, pdu, .. } => (Some(value), Some(pdu), None),
            Self::TimedOut { value, sequence_number: number, .. }
            | Self::Failed { value, sequence_number: number, .. }
            | Self::OversizedResponse { value, header: Header { command_length: number, .. }, .. } => {
                (Some(value), None, Some(number))
            }
            Self::Oversized { header: Header { command_length: number, .. } }
            | Self::PendingExpired { count: number } => (None, None, Some(number)),
            Self::Bind { pdu, .. }
            | Self::Bound { pdu, .. }
            | Self::BindRefused { pdu, .. }
            | Self::Request { pdu, .. }
            | Self::Disallowed { pdu, .. }
            | Self::OneWay { pdu }
            | Self::Unexpected { pdu }
            | Self::Unmatched { pdu, .. }
            | Self::EnquireLink { pdu }
            | Self::LinkAlive { pdu, .. }
            | Self::Unbind { pdu }
            | Self::Unbound { pdu } => (None, Some(pdu), None),
            Self::Skipped | Self::Closed { .. } => (None, None, None),
        }
    }
}

/// The name of the event, the caller's value, and in hexadecimal the `command_id`, `command_status` and
/// `sequence_number` of the PDU, or the length, number or count that the event has instead.
#[cfg(target_os = "none")]
impl<V: core::fmt::Debug> core::fmt::Debug for Event<'_, V> {
    #[inline(never)]
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if let Some([start, end]) = STARTS.get(self.name() as usize..).and_then(<[u8]>::first_chunk) {
            f.write_str(NAMES.get(usize::from(*start)..usize::from(*end)).unwrap_or_default())?;
        }
        let (value, pdu, number) = self.shown();
        if let Some(value) = value {
            write!(f, " {:?}", *value)?;
        }
        let header;
        let numbers = match pdu {
            Some(pdu) => {
                header = [pdu.command_id.0, pdu.command_status.0, pdu.sequence_number];
                &header[..]
            }
            None => number.map_or(&[][..], core::slice::from_ref),
        };
        numbers.iter().try_for_each(|number| {
            f.write_str(" ")?;
            core::fmt::LowerHex::fmt(number, f)
        })
    }
}

/// The event, the caller's value and the numbers of the PDU, on one line and without a table of names. To see
/// everything, log the fields.
#[cfg(feature = "defmt")]
impl<V: defmt::Format> defmt::Format for Event<'_, V> {
    #[inline(never)]
    fn format(&self, f: defmt::Formatter<'_>) {
        let (value, pdu, number) = self.shown();
        defmt::write!(f, "{}", self.name());
        if let Some(value) = value {
            defmt::write!(f, " {}", value);
        }
        if let Some(pdu) = pdu {
            defmt::write!(f, ": {}", pdu);
        }
        match (self, number) {
            (Self::Failed { reason, .. } | Self::Closed { reason }, _) => defmt::write!(f, ": {}", reason),
            (Self::TimedOut { .. }, Some(number)) => defmt::write!(f, ": sequence_number {=u32}", *number),
            (Self::PendingExpired { .. }, Some(count)) => defmt::write!(f, ": {=u32}", *count),
            (_, Some(octets)) => defmt::write!(f, ": {=u32} octets", *octets),
            (_, None) => {}
        }
    }
}

error_kinds! {
    /// Why a session closed.
    #[derive(Debug, Hash)]
    pub enum CloseReason {
        /// unbind was sent or received, and answered.
        Unbound => "unbound";
        /// The connection ended between two PDUs, or [`Session::shutdown`](super::Session::shutdown) ended a session that
        /// was not bound.
        TransportClosed => "the connection has ended";
        /// The connection ended inside a PDU.
        ClosedInsidePdu => "the connection has ended inside a PDU";
        /// The peer sent an impossible `command_length`. A generic_nack with ESME_RINVCMDLEN is ready to be
        /// written.
        FramingLost {
            /// The length the peer sent.
            command_length: u32,
        } => "command_length {command_length} is invalid: framing is lost";
        /// No bind was sent or received within [`Config::session_init_timeout`](super::Config::session_init_timeout).
        SessionInitTimeout => "no bind in time";
        /// The peer did not answer the bind.
        BindTimedOut => "the bind was not answered in time";
        /// The peer did not answer the unbind.
        UnbindTimedOut => "the unbind was not answered in time";
        /// The peer did not answer an enquire_link.
        LinkDead => "enquire_link was not answered in time";
        /// A PDU stayed incomplete for [`Config::pdu_timeout`](super::Config::pdu_timeout).
        IncompletePdu => "a PDU stayed incomplete";
        /// For [`Config::response_timeout`](super::Config::response_timeout), an answer, our unbind or our
        /// unbind_resp could not be written, or the connection stayed open after our unbind_resp.
        PeerNotReading => "the peer does not read our answers";
        /// No transaction within [`Config::inactivity_timeout`](super::Config::inactivity_timeout), with
        /// [`OnInactivity::Close`](super::OnInactivity::Close).
        Inactive => "no transaction for too long";
    }
}

impl core::error::Error for CloseReason {}

/// A PDU written to the front of `out`. You must send these octets: the session treats the PDU as sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "the octets at the front of `out` are to be sent"]
pub struct Sent {
    /// Number of octets written.
    pub len: usize,
    /// The PDU's `sequence_number`.
    pub sequence_number: u32,
    /// Number of TLVs left out because the session's version does not have them; see
    /// [`Config::omit_tlvs`](super::Config::omit_tlvs).
    pub omitted: u16,
}
