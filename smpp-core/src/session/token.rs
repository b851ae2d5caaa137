//! Tokens: permission to answer one request.

use super::pending::Generation;
use crate::codes::{CommandId, CommandStatus};
use crate::debug::shows;
use crate::pdu::{GenericNack, Operation, Response};
use core::marker::PhantomData;

/// Permission to answer one of the peer's requests once. A token cannot be cloned, and every way of answering
/// consumes it. You can keep it, or send it to another thread, while you prepare the answer.
///
/// [`Session::decode_or_refuse`](super::Session::decode_or_refuse) turns it into a token of the request's type,
/// such as `Token<SubmitSm<'static>>`. [`Session::answer`](super::Session::answer) then takes only the response to
/// that request, or generic_nack; any other response does not compile. With a plain `Token`, for collections of tokens,
/// proxies and vendor requests, `answer` checks the response at run time.
///
/// A dropped token counts as pending until [`Config::pending_timeout`](super::Config::pending_timeout). Pass it to
/// [`Session::abandon`](super::Session::abandon) instead.
///
/// ```compile_fail,E0277
/// use smpp_core::pdu::{DataSmResp, SubmitSm};
/// use smpp_core::session::{Session, Slot, Token};
/// use smpp_core::{CommandStatus, Instant};
///
/// fn answer(session: &mut Session<[Slot<u32>; 4]>, token: Token<SubmitSm<'static>>, out: &mut [u8]) {
///     // The response to a submit_sm is a submit_sm_resp.
///     let _ = session.answer(Instant::ZERO, token, CommandStatus::ESME_ROK, &DataSmResp::default(), out);
/// }
/// ```
#[derive(PartialEq, Eq)]
#[must_use = "the peer waits for an answer"]
pub struct Token<T = AnyRequest> {
    pub(crate) grant: Grant,
    request: PhantomData<fn() -> T>,
}

/// Marks a [`Token`] for a request of any type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum AnyRequest {}

/// Implemented by the responses that answer a request `T`: the response of its
/// [`Operation`](crate::pdu::Operation) and generic_nack, or any response for [`AnyRequest`].
#[diagnostic::on_unimplemented(message = "`{Self}` is not the response to `{T}`")]
pub trait Answers<T>: Response {}

impl<P: Response + ?Sized> Answers<AnyRequest> for P {}
impl<T: Operation> Answers<T> for GenericNack<'_> {}

/// What a token allows.
#[derive(PartialEq, Eq)]
pub(crate) struct Grant {
    pub(super) command_id: CommandId,
    pub(super) sequence_number: u32,
    pub(super) session: u32,
    pub(super) proposed: CommandStatus,
    pub(super) generation: Generation,
    /// Whether the default answer is a generic_nack.
    pub(super) nack: bool,
    /// Whether this is the bind that the session waits for.
    pub(super) bind: bool,
    /// Whether the body was skipped because it was too large. Such a request cannot be answered with ESME_ROK.
    pub(super) unread: bool,
}

impl<T> Token<T> {
    pub(crate) const fn new(grant: Grant) -> Self {
        Self { grant, request: PhantomData }
    }

    /// Drops the type of the token's request.
    pub fn untyped(self) -> Token {
        Token::new(self.grant)
    }

    /// The `command_id` of the request.
    pub const fn command_id(&self) -> CommandId {
        self.grant.command_id
    }

    /// The `sequence_number` of the request, as received.
    pub const fn sequence_number(&self) -> u32 {
        self.grant.sequence_number
    }

    /// The status that [`Session::answer_default`](super::Session::answer_default) sends:
    ///
    /// - for [`Event::Bind`](super::Event::Bind): ESME_RBINDFAIL
    /// - for [`Event::Request`](super::Event::Request): ESME_RINVCMDID (not supported here)
    /// - for [`Event::Disallowed`](super::Event::Disallowed): the
    ///   [status of the cause](super::Disallowed::command_status)
    ///
    /// An ESME that receives deliver_sm or data_sm sends ESME_RX_T_APPN instead, if the request is allowed or exceeds
    /// [`Config::max_pending`](super::Config::max_pending), so that the message centre sends it again.
    pub const fn proposed(&self) -> CommandStatus {
        self.grant.proposed
    }
}

shows!([T] Token<T>, "Token", |token| {
    command_id: token.grant.command_id,
    sequence_number: token.grant.sequence_number,
    session: token.grant.session,
    proposed: token.grant.proposed,
    generation: token.grant.generation,
    nack: token.grant.nack,
    bind: token.grant.bind,
    unread: token.grant.unread,
});
