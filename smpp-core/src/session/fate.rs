//! What became of a request of ours.

use super::event::Event;
use super::pace::Pause;
use crate::codes::CommandStatus;
use crate::pdu::RawPdu;

/// What became of a request of ours: see [`Event::into_outcome`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Fate<'i> {
    /// The peer took it: its response says ESME_ROK.
    Answered {
        /// The response.
        pdu: RawPdu<'i>,
        /// The peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// The peer did not take it: its response has another status, or it is a generic_nack.
    Refused {
        /// Why. [`CommandStatus::retry_class`] says whether to send it again.
        status: CommandStatus,
        /// The response or the generic_nack.
        pdu: RawPdu<'i>,
        /// The peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// Nobody knows whether the peer took it: no response came in time, the session closed before one came, or what came was
    /// too large or the response to another request. Sending it again may deliver it twice; not sending it may lose it.
    Unknown,
}

impl<'i, V> Event<'i, V> {
    /// The value of a request that is over, and what became of it; any other event comes back as it is. Each value that
    /// you gave to [`Session::send`](super::Session::send) comes out here exactly once, so a program that asks every event
    /// loses no request.
    ///
    /// ```
    /// use smpp_core::session::{Event, Fate};
    ///
    /// /// Whether to send the message again.
    /// fn again(event: Event<'_, String>) -> Option<String> {
    ///     match event.into_outcome() {
    ///         Ok((message, Fate::Unknown)) => Some(message),
    ///         Ok((_, Fate::Answered { .. } | Fate::Refused { .. })) => None,
    ///         // A request of the peer, and so on.
    ///         Err(_) => None,
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// The event is about something else.
    pub fn into_outcome(self) -> Result<(V, Fate<'i>), Self> {
        Ok(match self {
            Self::Bound { value, pdu, pause } => (value, Fate::Answered { pdu, pause }),
            Self::Unbound { value: Some(value), pdu } => (value, Fate::answered(pdu, None)),
            Self::Response { value, pdu, pause, .. } => (value, Fate::answered(pdu, pause)),
            Self::BindRefused { value, pdu, pause } | Self::Nacked { value, pdu, pause, .. } => {
                (value, Fate::Refused { status: pdu.command_status, pdu, pause })
            }
            Self::Mismatched { value, .. }
            | Self::OversizedResponse { value, .. }
            | Self::TimedOut { value, .. }
            | Self::Failed { value, .. } => (value, Fate::Unknown),
            // Listed one by one, so that a new event with a value cannot be forgotten here.
            other @ (Self::Bind { .. }
            | Self::Request { .. }
            | Self::Refused { .. }
            | Self::OneWay { .. }
            | Self::Unexpected { .. }
            | Self::Unmatched { .. }
            | Self::EnquireLink { .. }
            | Self::LinkAlive { .. }
            | Self::Unbind { .. }
            | Self::Unbound { value: None, .. }
            | Self::Oversized { .. }
            | Self::Skipped
            | Self::OwedExpired { .. }
            | Self::Closed { .. }) => return Err(other),
        })
    }
}

impl<'i> Fate<'i> {
    /// By the status of a response. A generic_nack is never a yes.
    fn answered(pdu: RawPdu<'i>, pause: Option<Pause>) -> Self {
        let status = pdu.command_status;
        let took = status.is_ok() && pdu.command_id != crate::codes::CommandId::GENERIC_NACK;
        if took { Self::Answered { pdu, pause } } else { Self::Refused { status, pdu, pause } }
    }
}
