//! Answers to the peer's requests.

use super::error::{Returned, SessionError};
use super::event::Sent;
use super::table;
use super::token::Token;
use super::{Session, Window};
use crate::codes::{CommandId, CommandStatus};
use crate::error::DecodeError;
use crate::instant::Instant;
use crate::pdu::{Body, Encode, Encoded, RawPdu, Response};

/// Why [`Session::decode_or_refuse`] gave no PDU.
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Undecoded {
    /// The body was bad, and the answer that says so was written.
    Refused {
        /// What was written.
        sent: Sent,
        /// What was bad.
        error: DecodeError,
    },
    /// The body was bad, and the answer could not be written.
    NotSent {
        /// Why, and the token.
        returned: Returned<Token>,
        /// What was bad.
        error: DecodeError,
    },
}

impl<V, W: Window<Value = V>> Session<W> {
    /// Writes the response to a request to the front of `out`. A [`RawPdu`] goes out with its body as it is and the
    /// `sequence_number` of the request. In the response to a bind, TLVs that the ESME's version does not have are left out.
    ///
    /// # Errors
    /// What was wrong, and the token. Nothing changed then.
    pub fn reply<P: Response + ?Sized>(
        &mut self,
        now: Instant,
        token: Token,
        status: CommandStatus,
        response: &P,
        out: &mut [u8],
    ) -> Result<Sent, Returned<Token>> {
        if response.command_id() != token.command_id.response() {
            return Err(Returned::new(SessionError::WrongResponse, token));
        }
        self.answer(now, token, status, response, out)
    }

    /// Writes the matching response without a body; generic_nack when no version has the request.
    ///
    /// # Errors
    /// What was wrong, and the token. Nothing changed then.
    pub fn refuse(
        &mut self,
        now: Instant,
        token: Token,
        status: CommandStatus,
        out: &mut [u8],
    ) -> Result<Sent, Returned<Token>> {
        let known = table::Command::of(token.command_id).is_some();
        let command_id = if known { token.command_id.response() } else { CommandId::GENERIC_NACK };
        self.bare(now, token, command_id, status, out)
    }

    /// Writes generic_nack, whatever the request was.
    ///
    /// # Errors
    /// What was wrong, and the token. Nothing changed then.
    pub fn nack(
        &mut self,
        now: Instant,
        token: Token,
        status: CommandStatus,
        out: &mut [u8],
    ) -> Result<Sent, Returned<Token>> {
        self.bare(now, token, CommandId::GENERIC_NACK, status, out)
    }

    /// Writes what the standard answers: [`Token::proposed`], in the matching response or in generic_nack.
    ///
    /// # Errors
    /// What was wrong, and the token. Nothing changed then.
    pub fn answer_default(
        &mut self,
        now: Instant,
        token: Token,
        out: &mut [u8],
    ) -> Result<Sent, Returned<Token>> {
        let status = token.proposed;
        if token.nack { self.nack(now, token, status, out) } else { self.refuse(now, token, status, out) }
    }

    /// Gives the place of a request back; the peer gets no answer.
    ///
    /// This call is told no time. If the session was blocked ([`WhenOwedFull::Block`](super::WhenOwedFull::Block)), the clocks
    /// that stood still go on from the latest time it has seen: call [`Session::handle_timeout`] first if that was long ago.
    ///
    /// # Errors
    /// The token is of another session, or has expired.
    pub fn abandon(&mut self, token: Token) -> Result<(), Returned<Token>> {
        if let Err(error) = self.check_token(&token) {
            return Err(Returned::new(error, token));
        }
        self.owed.settle(token.generation);
        if token.bind {
            self.reopen();
        }
        self.settled();
        Ok(())
    }

    /// Reads the body of a request, or answers what is wrong with it.
    ///
    /// # Errors
    /// The body was bad; see [`Undecoded`].
    pub fn decode_or_refuse<'i, T: Body<'i>>(
        &mut self,
        now: Instant,
        token: Token,
        pdu: &RawPdu<'i>,
        out: &mut [u8],
    ) -> Result<(Token, T), Undecoded> {
        match pdu.decode::<T>() {
            Ok(decoded) => Ok((token, decoded)),
            Err(error) => Err(match self.refuse(now, token, error.command_status(), out) {
                Ok(sent) => Undecoded::Refused { sent, error },
                Err(returned) => Undecoded::NotSent { returned, error },
            }),
        }
    }

    fn bare(
        &mut self,
        now: Instant,
        token: Token,
        command_id: CommandId,
        status: CommandStatus,
        out: &mut [u8],
    ) -> Result<Sent, Returned<Token>> {
        let sequence_number = token.sequence_number;
        let response = RawPdu { command_id, command_status: status, sequence_number, body: &[] };
        self.answer(now, token, status, &response, out)
    }

    fn answer<P: Encode + ?Sized>(
        &mut self,
        now: Instant,
        token: Token,
        status: CommandStatus,
        response: &P,
        out: &mut [u8],
    ) -> Result<Sent, Returned<Token>> {
        self.tick(now);
        let sequence_number = token.sequence_number;
        let rules = if token.bind { self.rules().omitting() } else { self.rules() };
        let written = self
            .check_answer(&token, status)
            .and_then(|()| Ok(response.encode_with(status, sequence_number, rules, out)?));
        match written {
            Ok(Encoded { len, omitted }) => {
                self.answered(&token, response.command_id(), status);
                Ok(Sent { len, sequence_number, omitted })
            }
            Err(error) => Err(Returned::new(error, token)),
        }
    }

    #[cfg_attr(target_os = "none", inline(never))]
    fn check_answer(&self, token: &Token, status: CommandStatus) -> Result<(), SessionError> {
        self.check_token(token).and_then(|()| self.check_yes(token, status))
    }

    /// The answer is written.
    #[cfg_attr(target_os = "none", inline(never))]
    fn answered(&mut self, token: &Token, command_id: CommandId, status: CommandStatus) {
        self.owed.settle(token.generation);
        self.wrote(token.command_id);
        if token.bind {
            self.state = table::next(self.state, command_id, status == CommandStatus::ESME_ROK);
            // Refused, by its response or by generic_nack.
            if !self.state.is_bound() {
                self.reopen();
            }
        }
        self.settled();
    }

    /// ESME_ROK is no answer to what nobody has read, nor to a bind that the session does not wait for.
    fn check_yes(&self, token: &Token, status: CommandStatus) -> Result<(), SessionError> {
        if status != CommandStatus::ESME_ROK {
            return Ok(());
        }
        let is_bind = table::Command::of(token.command_id).is_some_and(table::Command::is_bind);
        if token.unread {
            Err(SessionError::Unread)
        } else if is_bind && !token.bind {
            Err(SessionError::NotAllowed(self.state))
        } else {
            Ok(())
        }
    }

    fn check_token(&self, token: &Token) -> Result<(), SessionError> {
        if token.session != self.settings.tag {
            Err(SessionError::ForeignToken)
        } else if self.reason.is_some() {
            Err(SessionError::Closed)
        } else if !self.owed.is_live(token.generation) {
            Err(SessionError::TokenExpired)
        } else {
            Ok(())
        }
    }
}
