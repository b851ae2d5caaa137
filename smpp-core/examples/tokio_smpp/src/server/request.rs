//! Requests of an ESME.

use crate::answer::{AnswerError, Responder, Verdict};
use crate::message::Address;
use crate::pdu::OwnedPdu;
use futures_core::Stream;
use smpp_core::message::text::DataCodings;
use smpp_core::pdu::{DataSmResp, SubmitMultiResp, SubmitSm, SubmitSmResp};
use smpp_core::{CommandId, CommandStatus, Response, Rules};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::{mpsc, watch};

/// The stream of requests of a session. Dropping it ends the session.
#[derive(Debug)]
pub struct Requests {
    pub(crate) requests: mpsc::Receiver<Request>,
    pub(crate) stop: Arc<watch::Sender<bool>>,
}

impl Requests {
    /// Waits for the next request. Returns `None` once the session has ended and everything was taken.
    ///
    /// Cancel safe: if the future is dropped, nothing is lost.
    pub async fn next(&mut self) -> Option<Request> {
        self.requests.recv().await
    }
}

impl Stream for Requests {
    type Item = Request;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Request>> {
        self.requests.poll_recv(context)
    }
}

impl Drop for Requests {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// A request that waits for its answer. Its body is well-formed. If it is dropped, the ESME gets a temporary error for
/// a message, and ESME_RINVCMDID for anything else.
#[derive(Debug)]
pub struct Request {
    pdu: OwnedPdu,
    responder: Responder,
    rules: Rules,
    data_codings: DataCodings,
}

impl Request {
    pub(crate) fn new(pdu: OwnedPdu, responder: Responder, rules: Rules, data_codings: DataCodings) -> Self {
        Self { pdu, responder, rules, data_codings }
    }

    /// The PDU.
    pub fn pdu(&self) -> &OwnedPdu {
        &self.pdu
    }

    /// The type of the request.
    pub fn command_id(&self) -> CommandId {
        self.pdu.command_id()
    }

    /// The request, if it is a submit_sm.
    pub fn submit_sm(&self) -> Option<SubmitSm<'_>> {
        self.pdu.decode().ok()
    }

    /// The sender of a submit_sm or data_sm.
    pub fn source(&self) -> Address {
        self.pdu.contents().map(|contents| contents.source).unwrap_or_default()
    }

    /// The recipient of a submit_sm or data_sm.
    pub fn destination(&self) -> Address {
        self.pdu.contents().map(|contents| contents.destination).unwrap_or_default()
    }

    /// The text, if the request is a submit_sm or data_sm with one.
    pub fn text(&self) -> Option<String> {
        self.pdu.contents()?.text(&self.data_codings)
    }

    /// Accepts a submit_sm, submit_multi or data_sm, and gives it an id of up to 64 octets (8 in a session of 3.3). The
    /// ESME then forgets the message, so store it first.
    ///
    /// Any other request is answered with ESME_RINVCMDID: use [`reply`](Self::reply) for those.
    ///
    /// # Errors
    /// The connection is gone, or the id is too long.
    pub fn accept(self, message_id: &str) -> Result<(), AnswerError> {
        let message_id = message_id.into();
        match self.command_id() {
            CommandId::SUBMIT_SM => self.reply(&SubmitSmResp { message_id, ..SubmitSmResp::default() }),
            CommandId::DATA_SM => self.reply(&DataSmResp { message_id, ..DataSmResp::default() }),
            CommandId::SUBMIT_MULTI => {
                self.reply(&SubmitMultiResp { message_id, ..SubmitMultiResp::default() })
            }
            _ => self.responder.answer(Verdict::Default),
        }
    }

    /// Accepts the request with a response, which must be the one for this request.
    ///
    /// # Errors
    /// The connection is gone, or the response cannot be encoded in the version of the session.
    pub fn reply<P: Response + ?Sized>(self, response: &P) -> Result<(), AnswerError> {
        self.responder.reply(response, self.rules)
    }

    /// Refuses the request.
    ///
    /// # Errors
    /// The connection is gone.
    pub fn refuse(self, status: CommandStatus) -> Result<(), AnswerError> {
        self.responder.answer(Verdict::Refuse(status))
    }
}
