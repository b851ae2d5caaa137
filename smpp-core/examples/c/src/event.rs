//! Events of a link, as a struct.

use crate::error::{Result, outcome, smpp_error};
use crate::handle::{Slots, open, smpp_link};
use crate::pointer::{Place, smpp_bytes};
use crate::waiting::Waiting;
use smpp_core::link::Turn;
use smpp_core::pdu::{Body, DataSm, DeliverSm, Operation, SubmitSm};
use smpp_core::session::{CloseReason, Event, Pause, Token, Undecoded};
use smpp_core::{CommandId, Duration, Header, Instant, RawPdu};

/// The kind of an event.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum smpp_event_kind {
    /// Nothing more to do now.
    None = 0,
    /// The peer wants to bind: read it with smpp_event_bind(). Answer the token with smpp_link_accept_bind() or
    /// smpp_link_refuse().
    Bind,
    /// The peer accepted our bind. Requests can be sent.
    Bound,
    /// The peer refused our bind with command_status.
    BindRefused,
    /// submit_sm, deliver_sm or data_sm, as command_id says: read it with smpp_event_message(). Answer the token with
    /// smpp_link_answer() or smpp_link_refuse().
    Message,
    /// Another request. Answer the token with smpp_link_answer_raw() or smpp_link_refuse().
    Request,
    /// The link has refused a request with command_status: it cannot be read, is too large or is not allowed now, or
    /// too many wait for an answer.
    Refused,
    /// outbind or alert_notification. There is no answer.
    OneWay,
    /// The answer to our request with this value. command_status tells whether it was accepted; read the id with
    /// smpp_event_message_id().
    Response,
    /// It is unknown whether the peer accepted our request with this value: there was no answer in time, or none that
    /// can be read, or the session has closed. Sending it again may deliver it twice.
    NoResponse,
    /// A response that matches no request, or that comes after NO_RESPONSE.
    LateResponse,
    /// The peer sent enquire_link. The link answers it.
    EnquireLink,
    /// The peer answered our enquire_link.
    LinkAlive,
    /// The peer sent unbind. The link answers it once you have answered all requests.
    Unbind,
    /// The peer answered our unbind.
    Unbound,
    /// You did not answer some requests in time: count says how many. Their tokens can no longer be used.
    Expired,
    /// Something else from the peer that needs no answer.
    Ignored,
    /// The session is closed; close_reason says why. The last event.
    Closed,
}

/// Why a session closed.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum smpp_close_reason {
    /// It is not closed.
    None = 0,
    /// unbind was sent or received, and answered.
    Unbound,
    /// The connection ended.
    TransportClosed,
    /// The connection ended inside a PDU.
    ClosedInsidePdu,
    /// The peer sent an impossible command_length.
    FramingLost,
    /// No bind came in time.
    SessionInitTimeout,
    /// The peer did not answer the bind.
    BindTimedOut,
    /// The peer did not answer the unbind.
    UnbindTimedOut,
    /// The peer did not answer an enquire_link.
    LinkDead,
    /// A PDU stayed incomplete.
    IncompletePdu,
    /// The peer does not read.
    PeerNotReading,
    /// There were no messages for too long.
    Inactive,
    /// Another reason.
    Other,
}

impl From<CloseReason> for smpp_close_reason {
    fn from(reason: CloseReason) -> Self {
        match reason {
            CloseReason::Unbound => Self::Unbound,
            CloseReason::TransportClosed => Self::TransportClosed,
            CloseReason::ClosedInsidePdu => Self::ClosedInsidePdu,
            CloseReason::FramingLost { .. } => Self::FramingLost,
            CloseReason::SessionInitTimeout => Self::SessionInitTimeout,
            CloseReason::BindTimedOut => Self::BindTimedOut,
            CloseReason::UnbindTimedOut => Self::UnbindTimedOut,
            CloseReason::LinkDead => Self::LinkDead,
            CloseReason::IncompletePdu => Self::IncompletePdu,
            CloseReason::PeerNotReading => Self::PeerNotReading,
            CloseReason::Inactive => Self::Inactive,
            _ => Self::Other,
        }
    }
}

/// An event. Fields that an event does not have are 0. What body points to, and what you read from the event, is valid
/// until the next call of smpp_link_next(), smpp_link_io() or smpp_link_filled() for this link.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct smpp_event {
    /// The kind, which says which fields matter.
    pub kind: smpp_event_kind,
    /// The type of the PDU; in NO_RESPONSE, that of the request.
    pub command_id: u32,
    /// The status of a response, or the one with which the link has refused a request.
    pub command_status: u32,
    /// The number of the PDU; in NO_RESPONSE, that of the request.
    pub sequence_number: u32,
    /// Answers a request once.
    pub token: u64,
    /// What you passed with the request that now has its outcome.
    pub value: u64,
    /// The octets after the header.
    pub body: smpp_bytes,
    /// If not 0, the peer is at its limit: send nothing new for this long.
    pub pause_ms: u32,
    /// How long the peer took to answer.
    pub round_trip_ms: u32,
    /// How many requests, in EXPIRED.
    pub count: u32,
    /// Why the session closed, in CLOSED and NO_RESPONSE.
    pub close_reason: smpp_close_reason,
}

impl smpp_event {
    fn of(kind: smpp_event_kind) -> Self {
        Self {
            kind,
            command_id: 0,
            command_status: 0,
            sequence_number: 0,
            token: 0,
            value: 0,
            body: (&[][..]).into(),
            pause_ms: 0,
            round_trip_ms: 0,
            count: 0,
            close_reason: smpp_close_reason::None,
        }
    }

    fn pdu(kind: smpp_event_kind, pdu: &RawPdu<'_>) -> Self {
        Self { body: pdu.body.into(), ..Self::header(kind, pdu.header()) }
    }

    fn header(kind: smpp_event_kind, header: Header) -> Self {
        Self {
            command_id: header.command_id.0,
            command_status: header.command_status.0,
            sequence_number: header.sequence_number,
            ..Self::of(kind)
        }
    }

    fn no_response(value: u64, request: CommandId, sequence_number: u32) -> Self {
        Self { command_id: request.0, sequence_number, value, ..Self::of(smpp_event_kind::NoResponse) }
    }

    fn pausing(self, pause: Option<Pause>) -> Self {
        Self { pause_ms: pause.map_or(0, |pause| millis(pause.duration)), ..self }
    }
}

fn millis(span: Duration) -> u32 {
    u32::try_from(span.as_millis()).unwrap_or(u32::MAX)
}

/// Stores the next event in *event. Its kind is SMPP_EVENT_KIND_NONE if there is nothing more to do now. After each
/// read or write of the connection, and when wake_ms is reached, call it until it stores that kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_next(
    link: *mut smpp_link,
    now_ms: u64,
    event: *mut smpp_event,
) -> smpp_error {
    let next = || {
        // SAFETY: the caller passes NULL or a link.
        let handle = unsafe { open(link) }?;
        // SAFETY: the caller passes NULL or room for an event.
        let place = unsafe { Place::new(event) }?;
        place.put(match handle.link.next(Instant::from_millis(now_ms)) {
            Some((event, turn)) => translate(event, turn, &mut handle.waiting),
            None => smpp_event::of(smpp_event_kind::None),
        });
        Ok(())
    };
    outcome(next())
}

fn translate(event: Event<'_, u64>, turn: Turn<'_, Slots>, waiting: &mut Waiting) -> smpp_event {
    use smpp_event_kind as Kind;
    match event {
        Event::Bind { token, pdu } => {
            smpp_event { token: waiting.put(token), ..smpp_event::pdu(Kind::Bind, &pdu) }
        }
        Event::Bound { pdu, pause } => smpp_event::pdu(Kind::Bound, &pdu).pausing(pause),
        Event::BindRefused { pdu, pause } => smpp_event::pdu(Kind::BindRefused, &pdu).pausing(pause),
        Event::Request { token, pdu } => match pdu.command_id {
            CommandId::SUBMIT_SM => message::<SubmitSm<'_>>(turn, waiting, token, &pdu),
            CommandId::DELIVER_SM => message::<DeliverSm<'_>>(turn, waiting, token, &pdu),
            CommandId::DATA_SM => message::<DataSm<'_>>(turn, waiting, token, &pdu),
            _ => smpp_event { token: waiting.put(token), ..smpp_event::pdu(Kind::Request, &pdu) },
        },
        Event::Disallowed { token, pdu, .. } => {
            smpp_event { command_status: refuse(turn, token), ..smpp_event::pdu(Kind::Refused, &pdu) }
        }
        Event::Oversized { header } => smpp_event::header(Kind::Ignored, header),
        Event::OneWay { pdu } => smpp_event::pdu(Kind::OneWay, &pdu),
        Event::Response { value, pdu, round_trip, pause, .. } => {
            let event = smpp_event { value, ..smpp_event::pdu(Kind::Response, &pdu) };
            smpp_event { round_trip_ms: millis(round_trip), ..event.pausing(pause) }
        }
        Event::Nacked { value, pdu, pause, .. } => {
            smpp_event { value, ..smpp_event::pdu(Kind::Response, &pdu) }.pausing(pause)
        }
        Event::Mismatched { value, request, pdu } => {
            smpp_event::no_response(value, request, pdu.sequence_number)
        }
        Event::OversizedResponse { value, request, header } => {
            smpp_event::no_response(value, request, header.sequence_number)
        }
        Event::TimedOut { value, request, sequence_number } => {
            smpp_event::no_response(value, request, sequence_number)
        }
        Event::Failed { value, request, sequence_number, reason } => smpp_event {
            close_reason: reason.into(),
            ..smpp_event::no_response(value, request, sequence_number)
        },
        Event::Unmatched { pdu, .. } => smpp_event::pdu(Kind::LateResponse, &pdu),
        Event::EnquireLink { pdu } => smpp_event::pdu(Kind::EnquireLink, &pdu),
        Event::LinkAlive { pdu, round_trip, pause } => {
            let event = smpp_event::pdu(Kind::LinkAlive, &pdu).pausing(pause);
            smpp_event { round_trip_ms: millis(round_trip), ..event }
        }
        Event::Unbind { pdu } => smpp_event::pdu(Kind::Unbind, &pdu),
        Event::Unbound { pdu } => smpp_event::pdu(Kind::Unbound, &pdu),
        Event::PendingExpired { count } => smpp_event { count, ..smpp_event::of(Kind::Expired) },
        Event::Closed { reason } => {
            smpp_event { close_reason: reason.into(), ..smpp_event::of(Kind::Closed) }
        }
        Event::Unexpected { pdu } => smpp_event::pdu(Kind::Ignored, &pdu),
        // Event::Skipped, and what later versions add.
        _ => smpp_event::of(Kind::Ignored),
    }
}

/// A message that can be read. Any other one is refused.
fn message<'i, T: Operation + Body<'i>>(
    mut turn: Turn<'_, Slots>,
    waiting: &mut Waiting,
    token: Token,
    pdu: &RawPdu<'i>,
) -> smpp_event {
    match turn.decode_or_refuse::<T>(token, pdu) {
        Ok((_, token)) => smpp_event {
            token: waiting.put(token.untyped()),
            ..smpp_event::pdu(smpp_event_kind::Message, pdu)
        },
        Err(Undecoded { error, answer }) => {
            // There is room for this answer, or there would be no event.
            if let Err(returned) = answer {
                let _ = turn.abandon(returned.token);
            }
            let command_status = error.command_status().0;
            smpp_event { command_status, ..smpp_event::pdu(smpp_event_kind::Refused, pdu) }
        }
    }
}

/// Writes the default answer and returns its status.
fn refuse(mut turn: Turn<'_, Slots>, token: Token) -> u32 {
    let status = token.proposed();
    // As above.
    if let Err(returned) = turn.answer_default(token) {
        let _ = turn.abandon(returned.token);
    }
    status.0
}

/// The PDU of an event.
///
/// # Safety
/// `event` is NULL or an event whose octets are still valid.
pub(crate) unsafe fn pdu<'a>(event: *const smpp_event) -> Result<RawPdu<'a>> {
    if event.is_null() || !event.is_aligned() {
        return Err(smpp_error::NullPointer);
    }
    // SAFETY: the caller passes an event. The enum in it is not read, because C could have put any number there.
    let command_id = unsafe { (&raw const (*event).command_id).read() };
    // SAFETY: as above.
    let body = unsafe { (&raw const (*event).body).read() };
    Ok(RawPdu {
        command_id: CommandId(command_id),
        command_status: Default::default(),
        sequence_number: 0,
        // SAFETY: the caller guarantees that they are valid.
        body: unsafe { crate::pointer::octets(body) }?,
    })
}
