//! What a session tells its caller.

use super::pace::Pause;
use super::token::Token;
use crate::codes::{CommandId, CommandStatus};
use crate::header::Header;
use crate::instant::Duration;
use crate::pdu::RawPdu;

/// What [`Session::recv`](super::Session::recv) made of the front of the input.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use]
pub enum Recv<'i, V> {
    /// One event. Drop `used` octets from the front of the input, then look again.
    Event {
        /// Octets taken.
        used: usize,
        /// What they meant.
        event: Event<'i, V>,
    },
    /// The input must reach `total` octets, counted from its start, before there is more to say. Never above
    /// [`Config::max_pdu`](super::Config::max_pdu).
    NeedMore {
        /// Octets that the input must hold.
        total: usize,
    },
    /// The PDU at the front needs an answer, and there is no place for it: write what
    /// [`Session::poll_transmit`](super::Session::poll_transmit) gives (or answer what is owed, with
    /// [`WhenOwedFull::Block`](super::WhenOwedFull::Block)), then look again.
    Blocked,
    /// The session is closed. Write what [`Session::poll_transmit`](super::Session::poll_transmit) still gives, close the
    /// connection, and take the rest from [`Session::poll_event`](super::Session::poll_event).
    Fatal(CloseReason),
}

/// Everything that can happen. An event borrows the input, never the session. `V` is the caller's value of a request:
/// it comes back exactly once, in one of the events that carry `value`.
///
/// | event | carries | from |
/// | --- | --- | --- |
/// | `Bind` | `token`, `pdu` | `recv` |
/// | `Bound` | `value`, `pdu`, `pause` | `recv` |
/// | `BindRefused` | `value`, `pdu`, `pause` | `recv` |
/// | `Request` | `token`, `pdu` | `recv` |
/// | `Refused` | `token`, `pdu`, `refusal` | `recv` |
/// | `OneWay` | `pdu` | `recv` |
/// | `Unexpected` | `pdu` | `recv` |
/// | `Response` | `value`, `request`, `pdu`, `round_trip`, `pause` | `recv` |
/// | `Nacked` | `value`, `request`, `pdu`, `pause` | `recv` |
/// | `Mismatched` | `value`, `request`, `pdu` | `recv` |
/// | `Unmatched` | `pdu`, `issued` | `recv` |
/// | `EnquireLink` | `pdu` | `recv` |
/// | `LinkAlive` | `pdu`, `round_trip`, `pause` | `recv` |
/// | `Unbind` | `pdu` | `recv` |
/// | `Unbound` | `value`, `pdu` | `recv` |
/// | `Oversized` | `header`, `token` | `recv` |
/// | `OversizedResponse` | `value`, `request`, `header` | `recv` |
/// | `Skipped` | nothing | `recv` |
/// | `TimedOut` | `value`, `request`, `sequence_number` | `poll_event` |
/// | `Failed` | `value`, `request`, `sequence_number`, `reason` | `poll_event` |
/// | `OwedExpired` | `count` | `poll_event` |
/// | `Closed` | `reason` | `poll_event` |
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
#[must_use]
pub enum Event<'i, V> {
    /// A bind for the caller to judge; [`bind_info`](super::bind_info) reads it. The state changes with the answer: `reply` with
    /// ESME_ROK binds, any other status leaves the session OPEN.
    Bind {
        /// To answer with.
        token: Token,
        /// bind_transmitter, bind_receiver or bind_transceiver.
        pdu: RawPdu<'i>,
    },
    /// Our bind was accepted; the session's version is settled.
    Bound {
        /// The caller's value of the bind.
        value: V,
        /// The bind response.
        pdu: RawPdu<'i>,
        /// The peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// Our bind was refused, by its response or by generic_nack. The session is OPEN again.
    BindRefused {
        /// The caller's value of the bind.
        value: V,
        /// The answer.
        pdu: RawPdu<'i>,
        /// The peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// A request that the standard allows here.
    Request {
        /// To answer with.
        token: Token,
        /// The request.
        pdu: RawPdu<'i>,
    },
    /// A request that the standard refuses: `answer_default` answers as it says, and the caller may answer otherwise.
    Refused {
        /// To answer with; [`Token::proposed`] is what the standard answers.
        token: Token,
        /// The request.
        pdu: RawPdu<'i>,
        /// What is wrong with it.
        refusal: Refusal,
    },
    /// outbind or alert_notification: nothing is answered.
    OneWay {
        /// The PDU.
        pdu: RawPdu<'i>,
    },
    /// outbind or alert_notification where it has no place: nothing is answered.
    Unexpected {
        /// The PDU.
        pdu: RawPdu<'i>,
    },
    /// The response to a request, whatever its status.
    Response {
        /// The caller's value of the request.
        value: V,
        /// What was requested.
        request: CommandId,
        /// The response.
        pdu: RawPdu<'i>,
        /// Time since the request was sent, modulo 2^32 ms (49 days).
        round_trip: Duration,
        /// The peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// generic_nack in answer to a request.
    Nacked {
        /// The caller's value of the request.
        value: V,
        /// What was requested.
        request: CommandId,
        /// The generic_nack.
        pdu: RawPdu<'i>,
        /// The peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// A response with the number of a request, but of another kind: that request failed.
    Mismatched {
        /// The caller's value of the request.
        value: V,
        /// What was requested.
        request: CommandId,
        /// The response.
        pdu: RawPdu<'i>,
    },
    /// A response that nobody waits for. Nothing is answered.
    Unmatched {
        /// The response.
        pdu: RawPdu<'i>,
        /// Whether we ever sent that number: late or a duplicate if so, made up if not.
        issued: bool,
    },
    /// enquire_link: answered through `poll_transmit`.
    EnquireLink {
        /// The request.
        pdu: RawPdu<'i>,
    },
    /// The session's own enquire_link was answered.
    LinkAlive {
        /// The answer.
        pdu: RawPdu<'i>,
        /// Time since it was due to be sent.
        round_trip: Duration,
        /// The peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// unbind: answered through `poll_transmit` once the caller owes no reply, or after
    /// [`Config::drain_timeout`](super::Config::drain_timeout). If [`Session::unbind`](super::Session::unbind) waits to send
    /// ours, it no longer does: the peer's ends the session.
    Unbind {
        /// The request.
        pdu: RawPdu<'i>,
    },
    /// Our unbind was answered.
    Unbound {
        /// The caller's value of the unbind; none when [`Session::unbind`](super::Session::unbind) sent it.
        value: Option<V>,
        /// The answer.
        pdu: RawPdu<'i>,
    },
    /// A PDU larger than [`Config::max_pdu`](super::Config::max_pdu). Its body is skipped as it arrives, and the session goes on.
    Oversized {
        /// Its header.
        header: Header,
        /// For a request, to answer with: generic_nack ESME_RINVCMDLEN is the default, and ESME_ROK is refused.
        token: Option<Token>,
    },
    /// The response to a request is larger than [`Config::max_pdu`](super::Config::max_pdu).
    OversizedResponse {
        /// The caller's value of the request.
        value: V,
        /// What was requested.
        request: CommandId,
        /// The header of the response.
        header: Header,
    },
    /// Octets of an oversized PDU, dropped.
    Skipped,
    /// No response within [`Config::response_timeout`](super::Config::response_timeout).
    TimedOut {
        /// The caller's value of the request.
        value: V,
        /// What was requested.
        request: CommandId,
        /// Its number: a late response comes as [`Event::Unmatched`] with it.
        sequence_number: u32,
    },
    /// The session closed before the response came.
    Failed {
        /// The caller's value of the request.
        value: V,
        /// What was requested.
        request: CommandId,
        /// Its number.
        sequence_number: u32,
        /// Why the session closed.
        reason: CloseReason,
    },
    /// Requests that the caller did not answer within [`Config::owed_timeout`](super::Config::owed_timeout): their tokens are of no
    /// more use.
    OwedExpired {
        /// How many.
        count: u32,
    },
    /// The session is closed, and nothing is left in it. Always the last event.
    Closed {
        /// Why.
        reason: CloseReason,
    },
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Refusal {
    /// The version does not have the `command_id`.
    UnknownCommand,
    /// Not in this state, or not from this side.
    WrongState,
    /// A bind while one is pending or accepted.
    AlreadyBound,
    /// The body of a bind cannot be read: the status says where. While it is to be answered, the session works with the
    /// version that it asks for, or with 3.3 where the body ends before that. With
    /// [`Config::strict_version`](super::Config::strict_version), a bind_transceiver without a version is answered with
    /// generic_nack, as 3.3 has no bind_transceiver_resp, and cannot be accepted.
    BadBind(CommandStatus),
    /// Something other than TLVs follows the header of an enquire_link or an unbind, and
    /// [`Config::strict_tails`](super::Config::strict_tails) asks for nothing else.
    Tail,
    /// The peer has sent unbind, and sends requests still.
    AfterUnbind,
    /// The caller owes as many replies as it may.
    TooManyOwed,
}

/// Why a session closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CloseReason {
    /// After unbind and its response.
    Unbound,
    /// The connection ended, between two PDUs.
    TransportClosed,
    /// The connection ended inside a PDU.
    ClosedInsidePdu,
    /// A `command_length` that cannot be: generic_nack ESME_RINVCMDLEN was made ready.
    FramingLost {
        /// As it came.
        command_length: u32,
    },
    /// No bind within [`Config::session_init_timeout`](super::Config::session_init_timeout).
    SessionInitTimeout,
    /// The bind was not answered.
    BindTimedOut,
    /// The unbind was not answered.
    UnbindTimedOut,
    /// An enquire_link was not answered.
    LinkDead,
    /// A PDU stayed incomplete for [`Config::pdu_timeout`](super::Config::pdu_timeout).
    IncompletePdu,
    /// Answers, our unbind or our unbind_resp could not be written, or the connection stayed open after unbind_resp, for
    /// as long as [`Config::response_timeout`](super::Config::response_timeout).
    PeerNotReading,
    /// [`Config::inactivity_timeout`](super::Config::inactivity_timeout).
    Inactive,
}

impl core::fmt::Display for CloseReason {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Unbound => "unbound",
            Self::TransportClosed => "the connection was closed",
            Self::ClosedInsidePdu => "the connection was closed inside a PDU",
            Self::FramingLost { command_length } => {
                return write!(f, "command_length {command_length} cannot be: framing is lost");
            }
            Self::SessionInitTimeout => "no bind in time",
            Self::BindTimedOut => "the bind was not answered in time",
            Self::UnbindTimedOut => "the unbind was not answered in time",
            Self::LinkDead => "enquire_link was not answered in time",
            Self::IncompletePdu => "a PDU stayed incomplete",
            Self::PeerNotReading => "the peer does not read our answers",
            Self::Inactive => "no transaction for too long",
        })
    }
}

impl core::error::Error for CloseReason {}

/// What was written to the front of `out`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "the octets must reach the peer"]
pub struct Sent {
    /// Octets written.
    pub len: usize,
    /// The `sequence_number` in them.
    pub sequence_number: u32,
    /// TLVs left out because the session's version does not have them; see [`Config::omit_tlvs`](super::Config::omit_tlvs).
    pub omitted: u16,
}
