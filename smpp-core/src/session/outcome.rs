//! The final outcome of a request.

use super::event::Event;
use super::pause::Pause;
use crate::codes::CommandStatus;
use crate::pdu::{RawPdu, SubmitSmResp};
use core::fmt;

/// The final outcome of a request; see [`Event::into_outcome`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Outcome<'i> {
    /// The peer accepted the request: the status of its response is ESME_ROK.
    Answered {
        /// The response.
        pdu: RawPdu<'i>,
        /// Set if the peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// The peer rejected the request, with another status or with generic_nack.
    Refused {
        /// The status. See [`CommandStatus::retry_class`] to decide whether to send the request again.
        status: CommandStatus,
        /// The response or the generic_nack.
        pdu: RawPdu<'i>,
        /// Set if the peer asks us to slow down.
        pause: Option<Pause>,
    },
    /// It is unknown whether the peer accepted the request: no response came in time, the session closed first,
    /// or the response was too large or of the wrong type. Sending the request again may deliver it twice; not
    /// sending it may lose it.
    ///
    /// A response may still come after a timeout, as [`Event::Unmatched`]. To recognise it, match
    /// [`Event::TimedOut`] first and remember its `sequence_number`.
    Unknown,
}

/// For logs: `accepted with id 70BA8A69`, `refused with ESME_RTHROTTLED` or `unknown`.
impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered { pdu, .. } => match pdu.decode::<SubmitSmResp<'_>>() {
                Ok(response) if !response.message_id.as_bytes().is_empty() => {
                    write!(f, "accepted with id {}", response.message_id)
                }
                _ => f.write_str("accepted"),
            },
            Self::Refused { status, .. } => write!(f, "refused with {status}"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl<'i, V> Event<'i, V> {
    /// Splits an event that ends a request into the request's value and its outcome. Any other event is returned
    /// unchanged. Each value passed to [`Prepared::keep`](super::Prepared::keep) is returned here exactly once,
    /// so a program that calls this on every event loses no request.
    ///
    /// ```
    /// use smpp_core::codes::RetryClass;
    /// use smpp_core::session::{Event, Outcome};
    ///
    /// /// Returns a message to send again: one that the peer refused for the moment.
    /// fn again(event: Event<'_, String>) -> Option<String> {
    ///     match event.into_outcome() {
    ///         Ok((_, Outcome::Answered { .. })) => None,
    ///         Ok((message, Outcome::Refused { status, .. })) => {
    ///             (status.retry_class() == RetryClass::RetryLater).then_some(message)
    ///         }
    ///         Ok((message, Outcome::Unknown)) => {
    ///             println!("{message}: sending it again may deliver it twice");
    ///             None
    ///         }
    ///         // Other events, such as a request of the peer.
    ///         Err(_) => None,
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// The event does not end a request.
    pub fn into_outcome(self) -> Result<(V, Outcome<'i>), Self> {
        Ok(match self {
            Self::Response { value, pdu, pause, .. } if pdu.command_status.is_ok() => {
                (value, Outcome::Answered { pdu, pause })
            }
            Self::Response { value, pdu, pause, .. } | Self::Nacked { value, pdu, pause, .. } => {
                (value, Outcome::Refused { status: pdu.command_status, pdu, pause })
            }
            Self::Mismatched { value, .. }
            | Self::OversizedResponse { value, .. }
            | Self::TimedOut { value, .. }
            | Self::Failed { value, .. } => (value, Outcome::Unknown),
            // Listed one by one, so that a new event with a value cannot be missed here.
            other @ (Self::Bind { .. }
            | Self::Bound { .. }
            | Self::BindRefused { .. }
            | Self::Request { .. }
            | Self::Disallowed { .. }
            | Self::OneWay { .. }
            | Self::Unexpected { .. }
            | Self::Unmatched { .. }
            | Self::EnquireLink { .. }
            | Self::LinkAlive { .. }
            | Self::Unbind { .. }
            | Self::Unbound { .. }
            | Self::Oversized { .. }
            | Self::Skipped
            | Self::PendingExpired { .. }
            | Self::Closed { .. }) => return Err(other),
        })
    }
}
