//! What the caller did that could not be done. Nothing was written and nothing changed then.

use super::table::State;
use super::token::Token;
use crate::error::EncodeError;
use core::fmt;

/// Why a call did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SessionError {
    /// As many requests are in flight as the window has slots, or four vendors' `command_id`s are in flight and this would
    /// be the fifth: wait for a response.
    WindowFull,
    /// A bind, or an unbind, waits for its response already.
    Busy,
    /// This side may not send the PDU in this state, or the version does not have it. Also ESME_ROK for a bind that the
    /// session has refused, unless [`Refusal::BadBind`](super::Refusal::BadBind) is why and says otherwise, and for an
    /// unbind that a bound session has refused and does not act on ([`Refusal::Tail`](super::Refusal::Tail)).
    NotAllowed(State),
    /// An unbind was sent or received, or asked for: no more requests.
    Unbinding,
    /// outbind and alert_notification have no response: see [`Session::notify`](super::Session::notify).
    OneWay,
    /// [`Session::notify`](super::Session::notify) is for outbind and alert_notification only.
    NotOneWay,
    /// The response is not that of the token's request.
    WrongResponse,
    /// The request was larger than [`Config::max_pdu`](super::Config::max_pdu), so nobody has read it: it cannot be answered
    /// with ESME_ROK.
    Unread,
    /// [`Session::send_vendor`](super::Session::send_vendor) is for requests that no version of the standard has.
    NotVendor,
    /// The token is of another session.
    ForeignToken,
    /// The token ran out, see [`Config::owed_timeout`](super::Config::owed_timeout), or unbind_resp went out before.
    TokenExpired,
    /// The session is closed.
    Closed,
    /// The PDU could not be written.
    Encode(EncodeError),
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WindowFull => "the window is full",
            Self::Busy => "a bind or an unbind waits for its response",
            Self::NotAllowed(state) => return write!(f, "this side may not send the PDU in state {state}"),
            Self::Unbinding => "the session is unbinding",
            Self::OneWay => "the PDU has no response: use notify",
            Self::NotOneWay => "the PDU has a response: use send",
            Self::WrongResponse => "the response is not that of the request",
            Self::Unread => "the request was too large to be read: only an error can answer it",
            Self::NotVendor => "the command_id is not a vendor's request: use send",
            Self::ForeignToken => "the token is of another session",
            Self::TokenExpired => "the token has expired",
            Self::Closed => "the session is closed",
            Self::Encode(error) => return error.fmt(f),
        })
    }
}

impl core::error::Error for SessionError {}

impl From<EncodeError> for SessionError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

/// An error, and what the caller gave: the value of a request, or a [`Token`](super::Token).
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Returned<T> {
    /// What was wrong.
    pub error: SessionError,
    /// What comes back.
    pub back: T,
}

impl<T> Returned<T> {
    pub(super) const fn new(error: SessionError, back: T) -> Self {
        Self { error, back }
    }
}

impl<T> Returned<Token<T>> {
    /// The same with a token that has lost the type of its request, for where answers to several requests meet.
    pub fn untyped(self) -> Returned<Token> {
        Returned::new(self.error, self.back.untyped())
    }
}

impl<T> fmt::Display for Returned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<T: fmt::Debug> core::error::Error for Returned<T> {}

/// For `?`, where what came back is of no more use.
impl<T> From<Returned<T>> for SessionError {
    fn from(returned: Returned<T>) -> Self {
        returned.error
    }
}
