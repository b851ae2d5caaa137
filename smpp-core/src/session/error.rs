//! Errors of session calls. A call that fails with one of these leaves the session unchanged; what it wrote to `out`
//! does not count.

use super::table::State;
use super::token::{AnyRequest, Token};
use crate::error::EncodeError;
use core::fmt;
use smpp_gsm7::error_kinds;

error_kinds! {
    /// Why a call failed.
    #[derive(Debug)]
    pub enum SessionError {
        /// Every slot of the window is in use, or four other vendor `command_id`s are in flight already. Wait for a
        /// response.
        WindowFull => "the window is full";
        /// The output of a [`Link`](crate::link::Link) has no room left for the PDU. Write the output.
        OutputFull => "the output has no room for the PDU now";
        /// This side may not send the PDU in this state, or the version does not have it. Also returned if ESME_ROK is
        /// the answer to a bind that cannot be accepted (see [`Disallowed::AlreadyBound`](super::Disallowed::AlreadyBound)
        /// and [`Disallowed::BadBind`](super::Disallowed::BadBind)) or to an unbind that does not end the session (see
        /// [`Disallowed::Tail`](super::Disallowed::Tail)).
        NotAllowed(state: State) => "this side may not send the PDU in state {state}";
        /// An unbind was requested, sent or received: no more requests can be sent.
        Unbinding => "the session is unbinding";
        /// The PDU takes no value, because it is a bind, unbind, outbind or alert_notification. Use
        /// [`Session::send`](super::Session::send).
        NoValue => "the PDU needs no value: use send";
        /// The request needs a value, which is returned with its outcome. Use
        /// [`Session::prepare`](super::Session::prepare).
        NeedsValue => "the request needs a value: use prepare";
        /// The response is not the one for the token's request.
        WrongResponse => "the response does not match the request";
        /// The request was larger than [`Config::max_pdu`](super::Config::max_pdu). Its body was skipped, so it
        /// cannot be answered with ESME_ROK.
        Unread => "the request was too large to read: only an error status can answer it";
        /// The token was issued by another session.
        ForeignToken => "the token belongs to another session";
        /// The token expired (see [`Config::pending_timeout`](super::Config::pending_timeout)), unbind_resp was
        /// already sent, or the peer answered our unbind.
        TokenExpired => "the token has expired";
        /// The session is closed.
        Closed => "the session is closed";
        /// The PDU could not be written.
        Encode(error: EncodeError) => "{error}";
    }
}

impl SessionError {
    /// Whether the same call can succeed later, once the peer has answered or the output is written:
    /// [`WindowFull`](Self::WindowFull) and [`OutputFull`](Self::OutputFull). Waiting does not
    /// help with any other error except [`NotAllowed`](Self::NotAllowed), if a bind has not been accepted yet.
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::WindowFull | Self::OutputFull)
    }
}

impl core::error::Error for SessionError {}

impl From<EncodeError> for SessionError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

/// An error, and the [`Token`] that was passed. The token is still valid, unless it has expired or the session is
/// closed.
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "the peer waits for an answer"]
pub struct Returned<T = AnyRequest> {
    /// The error.
    pub error: SessionError,
    /// The token.
    pub token: Token<T>,
}

impl<T> Returned<T> {
    /// Drops the type of the token's request, so that errors for different requests have one type.
    pub fn untyped(self) -> Returned {
        Returned { error: self.error, token: self.token.untyped() }
    }
}

impl<T> fmt::Display for Returned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<T: fmt::Debug> core::error::Error for Returned<T> {}

/// Lets `?` be used where the token is not needed.
impl<T> From<Returned<T>> for SessionError {
    fn from(returned: Returned<T>) -> Self {
        returned.error
    }
}
