//! What became of a request.

use smpp_core::CommandStatus;
use smpp_core::message::segment::SegmentError;
use smpp_core::session::SessionError;
use std::borrow::Cow;
use std::fmt;

/// The id that a message centre gave to a message.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(Box<[u8]>);

impl MessageId {
    pub(crate) fn new(octets: &[u8]) -> Self {
        Self(octets.into())
    }

    /// The octets of the id. Usually they are ASCII.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The id as text.
    pub fn to_str_lossy(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_str_lossy())
    }
}

impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_str_lossy(), f)
    }
}

/// A message that the peer accepted, in one or more segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub(crate) message_ids: Vec<MessageId>,
}

impl Accepted {
    /// The ids of the segments, in order. Store them before you forget the message: receipts name them.
    pub fn message_ids(&self) -> &[MessageId] {
        &self.message_ids
    }

    /// The ids of the segments, in order.
    pub fn into_message_ids(self) -> Vec<MessageId> {
        self.message_ids
    }
}

/// What became of a request that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The peer refused it, so it was not accepted. The client has already retried temporary refusals.
    Refused(CommandStatus),
    /// It is unknown whether it arrived: the connection ended, or no response came in time. Sending it again may
    /// deliver it twice; not sending it again may lose it.
    ///
    /// If the response comes after the timeout, the inbox says what became of the message:
    /// [`Notice::AcceptedLate`](crate::Notice::AcceptedLate) or [`Notice::RefusedLate`](crate::Notice::RefusedLate). If
    /// the connection has ended, no response will come, and receipts for the message have no key.
    Unknown,
    /// No octet of it was sent. It can be sent again safely.
    NeverSent(NeverSent),
}

/// Why a request was never sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NeverSent {
    /// The client or the session was shut down.
    Closed,
    /// No session took it in time: none was bound, their windows were full, or the rate did not allow it.
    TimedOut,
    /// The text cannot be cut into segments.
    Segments(SegmentError),
    /// The session does not allow the request, for example because it is too long for the version in use.
    Session(SessionError),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(status) => write!(f, "refused with {status}"),
            Self::Unknown => f.write_str("it is unknown whether it arrived"),
            Self::NeverSent(reason) => write!(f, "never sent: {reason}"),
        }
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for NeverSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("the session was shut down"),
            Self::TimedOut => f.write_str("no session took it in time"),
            Self::Segments(error) => error.fmt(f),
            Self::Session(error) => error.fmt(f),
        }
    }
}

/// A message that was not accepted, or not all of it.
///
/// The segments of a message are sent one after another, until one is not accepted. So a message of `total`
/// segments ends like this: the first ones were [accepted](Self::accepted), the next one has [failed](Self::failure),
/// and the rest was never sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAccepted {
    pub(crate) failure: Failure,
    pub(crate) accepted: Vec<MessageId>,
    pub(crate) total: usize,
}

impl NotAccepted {
    pub(crate) fn never_sent(reason: NeverSent) -> Self {
        Self { failure: Failure::NeverSent(reason), accepted: Vec::new(), total: 1 }
    }

    /// What became of the first segment that was not accepted.
    pub fn failure(&self) -> &Failure {
        &self.failure
    }

    /// The ids of the segments before it, which were accepted. Usually there are none.
    pub fn accepted(&self) -> &[MessageId] {
        &self.accepted
    }

    /// The number of segments of the message.
    pub fn total(&self) -> usize {
        self.total
    }
}

impl fmt::Display for NotAccepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.total > 1 {
            write!(f, "segment {} of {}: ", self.accepted.len().saturating_add(1), self.total)?;
        }
        self.failure.fmt(f)
    }
}

impl std::error::Error for NotAccepted {}
