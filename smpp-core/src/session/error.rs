//! Errors of session calls. A call that fails writes nothing and leaves the session unchanged.

use super::table::State;
use super::token::Token;
use crate::error::EncodeError;
use core::fmt;

/// Why a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SessionError {
    /// Every slot of the window is in use, or four different vendor `command_id`s are in flight and this would
    /// be the fifth. Wait for a response.
    WindowFull,
    /// A bind or an unbind is already waiting for its response.
    Busy,
    /// This side may not send the PDU in this state, or the version does not have it. Also returned for ESME_ROK in
    /// answer to a bind that the session has refused, unless the reason was
    /// [`Refusal::BadBind`](super::Refusal::BadBind) and its docs allow it, and to an unbind that a bound session has
    /// refused and does not act on ([`Refusal::Tail`](super::Refusal::Tail)).
    NotAllowed(State),
    /// An unbind was requested, sent or received: no more requests can be sent.
    Unbinding,
    /// outbind and alert_notification have no response: use [`Session::notify`](super::Session::notify).
    OneWay,
    /// [`Session::notify`](super::Session::notify) is for outbind and alert_notification only.
    NotOneWay,
    /// The response is not the one for the token's request.
    WrongResponse,
    /// The request was larger than [`Config::max_pdu`](super::Config::max_pdu). Its body was skipped, so it
    /// cannot be answered with ESME_ROK.
    Unread,
    /// [`Session::send_vendor`](super::Session::send_vendor) is only for requests that no version of the standard has.
    NotVendor,
    /// The token was issued by another session.
    ForeignToken,
    /// The token expired (see [`Config::owed_timeout`](super::Config::owed_timeout)), or unbind_resp was
    /// already sent.
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
            Self::Busy => "a bind or unbind is waiting for its response",
            Self::NotAllowed(state) => return write!(f, "this side may not send the PDU in state {state}"),
            Self::Unbinding => "the session is unbinding",
            Self::OneWay => "the PDU has no response: use notify",
            Self::NotOneWay => "the PDU has a response: use send",
            Self::WrongResponse => "the response does not match the request",
            Self::Unread => "the request was too large to read: only an error status can answer it",
            Self::NotVendor => "the command_id is not a vendor's request: use send",
            Self::ForeignToken => "the token belongs to another session",
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

/// An error together with what the caller passed in: the value of a request, or a [`Token`](super::Token).
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Returned<T> {
    /// The error.
    pub error: SessionError,
    /// What the caller passed in.
    pub back: T,
}

impl<T> Returned<T> {
    pub(super) const fn new(error: SessionError, back: T) -> Self {
        Self { error, back }
    }
}

impl<T> Returned<Token<T>> {
    /// Drops the type of the token's request, so that errors for different requests have one type.
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

/// Lets `?` be used where the returned value is not needed.
impl<T> From<Returned<T>> for SessionError {
    fn from(returned: Returned<T>) -> Self {
        returned.error
    }
}
