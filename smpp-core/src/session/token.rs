//! The right to answer one request.

use super::owed::Generation;
use crate::codes::{CommandId, CommandStatus};
use crate::pdu::Response;
use core::fmt;
use core::marker::PhantomData;

/// The right to answer one request of the peer, once: it cannot be cloned, and every way of answering consumes it. You can
/// keep it, or send it to another thread, while you prepare the answer.
///
/// [`Session::decode_or_refuse`](super::Session::decode_or_refuse) turns it into a token of the request's type, such as
/// `Token<SubmitSm<'static>>`. [`Session::reply`](super::Session::reply) then takes the response to that request, and another
/// one does not compile. A plain `Token`, for stores, proxies and vendor requests, checks the response when you call `reply`.
///
/// A token that is dropped holds its place until [`Config::owed_timeout`](super::Config::owed_timeout); give it to
/// [`Session::abandon`](super::Session::abandon) instead.
///
/// ```compile_fail,E0277
/// use smpp_core::pdu::{DataSmResp, SubmitSm};
/// use smpp_core::session::{Session, Slot, Token};
/// use smpp_core::{CommandStatus, Instant};
///
/// fn answer(session: &mut Session<[Slot<u32>; 4]>, token: Token<SubmitSm<'static>>, out: &mut [u8]) {
///     // The response to a submit_sm is a submit_sm_resp.
///     let _ = session.reply(Instant::ZERO, token, CommandStatus::ESME_ROK, &DataSmResp::default(), out);
/// }
/// ```
#[must_use = "the peer waits for an answer"]
pub struct Token<T = AnyRequest> {
    pub(super) grant: Grant,
    request: PhantomData<fn() -> T>,
}

/// The request of a [`Token`] that may be any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum AnyRequest {}

/// Responses that answer the request `T`: the response of its [`Operation`](crate::pdu::Operation), or any to [`AnyRequest`].
///
/// This trait is implemented for all PDUs; there is no need to implement it.
#[diagnostic::on_unimplemented(message = "`{Self}` is not the response to `{T}`")]
pub trait Answers<T>: Response {}

impl<P: Response + ?Sized> Answers<AnyRequest> for P {}

/// What a token grants.
#[derive(PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Grant {
    pub(super) command_id: CommandId,
    pub(super) sequence_number: u32,
    pub(super) session: u32,
    pub(super) proposed: CommandStatus,
    pub(super) generation: Generation,
    /// Whether the default answer is a generic_nack.
    pub(super) nack: bool,
    /// Whether this is the bind that the state waits for.
    pub(super) bind: bool,
    /// Whether the body was skipped because it was too large: nobody can say yes to it.
    pub(super) unread: bool,
}

/// As a token, of which this is all there is to see.
impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("Token");
        fields.field("command_id", &self.command_id).field("sequence_number", &self.sequence_number);
        fields.field("session", &self.session).field("proposed", &self.proposed);
        fields.field("generation", &self.generation).field("nack", &self.nack);
        fields.field("bind", &self.bind).field("unread", &self.unread).finish()
    }
}

impl<T> Token<T> {
    pub(super) const fn new(grant: Grant) -> Self {
        Self { grant, request: PhantomData }
    }

    /// The token without the type of its request.
    pub fn untyped(self) -> Token {
        Token::new(self.grant)
    }

    /// The `command_id` of the request.
    pub const fn command_id(&self) -> CommandId {
        self.grant.command_id
    }

    /// The `sequence_number` of the request, as it came.
    pub const fn sequence_number(&self) -> u32 {
        self.grant.sequence_number
    }

    /// What [`Session::answer_default`](super::Session::answer_default) answers: the verdict of the standard on a refused
    /// request, ESME_RINVCMDID (not supported here) for one that is in order. An ESME answers deliver_sm and data_sm
    /// with ESME_RX_T_APPN then, so that nothing is lost, and a message centre a bind with ESME_RBINDFAIL.
    pub const fn proposed(&self) -> CommandStatus {
        self.grant.proposed
    }
}

impl<T> PartialEq for Token<T> {
    fn eq(&self, other: &Self) -> bool {
        self.grant == other.grant
    }
}

impl<T> Eq for Token<T> {}

impl<T> fmt::Debug for Token<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.grant.fmt(f)
    }
}

#[cfg(feature = "defmt")]
impl<T> defmt::Format for Token<T> {
    fn format(&self, f: defmt::Formatter<'_>) {
        // Not `format` of the derive, which is there to be never called.
        defmt::write!(f, "{}", self.grant);
    }
}
