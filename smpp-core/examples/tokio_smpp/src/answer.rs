//! Answers that other tasks give to requests of the peer.

use crate::pdu::OwnedPdu;
use smpp_core::session::Token;
use smpp_core::{CommandId, CommandStatus, EncodeError, Response, Rules};
use std::fmt;
use tokio::sync::mpsc;

/// An answer on its way to the task of the connection.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) token: Token,
    pub(crate) verdict: Verdict,
}

/// What to answer.
#[derive(Debug)]
pub(crate) enum Verdict {
    Reply(CommandStatus, OwnedPdu),
    Refuse(CommandStatus),
    /// The standard's answer; from an ESME to a message, a temporary refusal.
    Default,
    /// Accepts a bind, in the name of this message centre.
    AcceptBind(String),
}

/// Sends answers to the task of a connection. At most one for each token, so the queue is as short as the list of
/// requests that wait for an answer.
pub(crate) type Answers = mpsc::UnboundedSender<Answer>;

/// The right to answer one request. Dropping it answers with a temporary error, so that the peer sends the request
/// again.
#[derive(Debug)]
pub(crate) struct Responder {
    token: Option<Token>,
    answers: Answers,
}

impl Responder {
    pub(crate) fn new(token: Token, answers: &Answers) -> Self {
        Self { token: Some(token), answers: answers.clone() }
    }

    /// Accepts the request with a response.
    pub(crate) fn reply<P: Response + ?Sized>(self, response: &P, rules: Rules) -> Result<(), AnswerError> {
        let response = OwnedPdu::encode(response, rules)?;
        self.answer(Verdict::Reply(CommandStatus::ESME_ROK, response))
    }

    pub(crate) fn answer(mut self, verdict: Verdict) -> Result<(), AnswerError> {
        let Some(token) = self.token.take() else { return Err(AnswerError::Closed) };
        self.answers.send(Answer { token, verdict }).map_err(|_| AnswerError::Closed)
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        if let Some(token) = self.token.take() {
            let is_message = matches!(
                token.command_id(),
                CommandId::SUBMIT_SM | CommandId::SUBMIT_MULTI | CommandId::DATA_SM | CommandId::BROADCAST_SM
            );
            // For a message to a message centre, the standard's answer would be that it knows no such request.
            let verdict = if is_message && token.proposed() == CommandStatus::ESME_RINVCMDID {
                Verdict::Refuse(CommandStatus::ESME_RSYSERR)
            } else {
                Verdict::Default
            };
            // Without a connection there is nobody to answer.
            let _ = self.answers.send(Answer { token, verdict });
        }
    }
}

/// Why an answer was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerError {
    /// The connection has ended. The peer does not know whether the request arrived, and a message centre usually sends
    /// it again.
    Closed,
    /// The response cannot be encoded, for example because the id is too long. The peer gets a temporary error.
    Encode(EncodeError),
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("the connection has ended"),
            Self::Encode(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for AnswerError {}

impl From<EncodeError> for AnswerError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}
