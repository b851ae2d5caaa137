//! Answers to the peer's requests.

use super::error::{Returned, SessionError};
use super::event::Sent;
use super::table;
use super::token::{Answers, Grant, Token};
use super::{Role, Session, Side, Window};
use crate::codes::{CommandId, CommandStatus};
use crate::error::DecodeError;
use crate::pdu::{
    BindReceiverResp, BindTransceiverResp, BindTransmitterResp, Body, Encode, Encoded, Operation, RawPdu,
};
use crate::tlv::Tlvs;
use crate::wire::COctetString;
use smpp_gsm7::Instant;

/// Why [`Session::decode_or_refuse`] returned no PDU.
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Undecoded {
    /// Why the PDU could not be decoded.
    pub error: DecodeError,
    /// The answer that was written, or why none could be.
    pub answer: Result<Sent, Returned>,
}

impl<V, W: Window<Value = V>, R: Role> Session<W, R> {
    /// Writes the response to a request to the front of `out`. `response` is the request's response type or
    /// [`GenericNack`](crate::pdu::GenericNack). A [`RawPdu`] keeps its body and gets the `sequence_number` of the
    /// request. The response to a bind leaves out TLVs that the [version in use](Session::version) does not have.
    ///
    /// ```
    /// use smpp_core::CommandStatus;
    /// use smpp_core::pdu::BindReceiverResp;
    /// # use smpp_core::{Instant, session::{Config, Event, Recv, Session, Side, Slot}};
    /// # let now = Instant::ZERO;
    /// # let mut session = Session::new(now, Side::Smsc, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// let bind_receiver = b"\0\0\0\x17\0\0\0\x01\0\0\0\0\0\0\0\x01\0\0\0\x34\0\0\0";
    /// let Recv::Event { event: Event::Bind { token, .. }, .. } = session.recv(now, bind_receiver) else { panic!() };
    /// let resp = BindReceiverResp { system_id: "SMSC".into(), ..BindReceiverResp::default() };
    /// let mut out = [0; 64];
    /// let sent = session.answer(now, token, CommandStatus::ESME_ROK, &resp, &mut out)?;
    /// assert_eq!(&out[..sent.len], b"\0\0\0\x15\x80\0\0\x01\0\0\0\0\0\0\0\x01SMSC\0");
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    ///
    /// # Errors
    /// The token has expired or belongs to another session, the session is closed, or the response does not answer
    /// the request, is not allowed or cannot be encoded. Returns the error and the token. The session is unchanged.
    pub fn answer<T, P: Answers<T> + ?Sized>(
        &mut self,
        now: Instant,
        token: Token<T>,
        status: CommandStatus,
        response: &P,
        out: &mut [u8],
    ) -> Result<Sent, Returned<T>> {
        let sent = self.write_response(now, &token, status, response, out);
        sent.map_err(|error| Returned { error, token })
    }

    /// Refuses a request: writes the matching response without a body, or generic_nack if no version of SMPP has
    /// the request.
    ///
    /// ```
    /// use smpp_core::CommandStatus;
    /// # use smpp_core::{Instant, session::{Config, Event, Recv, Session, Side, Slot, State}};
    /// # let now = Instant::ZERO;
    /// # let mut session = Session::new(now, Side::Smsc, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// # let bind_receiver = b"\0\0\0\x17\0\0\0\x01\0\0\0\0\0\0\0\x01\0\0\0\x34\0\0\0";
    /// # let Recv::Event { event: Event::Bind { token, .. }, .. } = session.recv(now, bind_receiver) else { panic!() };
    /// let mut out = [0; 16];
    /// session.refuse(now, token, CommandStatus::ESME_RINVPASWD, &mut out)?;
    /// assert_eq!(out, *b"\0\0\0\x10\x80\0\0\x01\0\0\0\x0E\0\0\0\x01");
    /// assert_eq!(session.state(), State::Open); // the ESME may try again
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    ///
    /// # Errors
    /// The token has expired or belongs to another session, the session is closed, `status` is not allowed, or `out`
    /// is too small. Returns the error and the token. The session is unchanged.
    pub fn refuse<T>(
        &mut self,
        now: Instant,
        token: Token<T>,
        status: CommandStatus,
        out: &mut [u8],
    ) -> Result<Sent, Returned<T>> {
        let sent = self.write_bare(now, &token.grant, Some(status), out);
        sent.map_err(|error| Returned { error, token })
    }

    /// Writes the default answer: the status [`Token::proposed`], in the matching response or in generic_nack.
    ///
    /// ```
    /// use smpp_core::session::{Event, Recv};
    /// # use smpp_core::{Instant, session::{Config, Session, Side, Slot}};
    /// # let now = Instant::ZERO;
    /// # let mut session = Session::new(now, Side::Smsc, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// // No version has the command_id 0x777.
    /// let Recv::Event { event: Event::Disallowed { token, .. }, .. } =
    ///     session.recv(now, b"\0\0\0\x10\0\0\x07\x77\0\0\0\0\0\0\0\x05")
    /// else {
    ///     panic!()
    /// };
    /// let mut out = [0; 16];
    /// session.answer_default(now, token, &mut out)?;
    /// assert_eq!(out, *b"\0\0\0\x10\x80\0\0\0\0\0\0\x03\0\0\0\x05"); // generic_nack, ESME_RINVCMDID
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    ///
    /// # Errors
    /// The token has expired or belongs to another session, the session is closed, or `out` is too small. Returns the
    /// error and the token. The session is unchanged.
    pub fn answer_default<T>(
        &mut self,
        now: Instant,
        token: Token<T>,
        out: &mut [u8],
    ) -> Result<Sent, Returned<T>> {
        let sent = self.write_bare(now, &token.grant, None, out);
        sent.map_err(|error| Returned { error, token })
    }

    /// Gives up a token without answering. The peer gets no response.
    ///
    /// This method has no parameter `now`. If the session was blocked
    /// ([`WhenPendingFull::Block`](super::WhenPendingFull::Block)), the stopped clocks continue from the latest
    /// time that the session has seen. If that was long ago, call [`Session::handle_timeout`] first.
    ///
    /// ```
    /// # use smpp_core::{Instant, session::{Config, Event, Recv, Session, Side, Slot}};
    /// # let now = Instant::ZERO;
    /// # let mut session = Session::new(now, Side::Smsc, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// # let bind_receiver = b"\0\0\0\x17\0\0\0\x01\0\0\0\0\0\0\0\x01\0\0\0\x34\0\0\0";
    /// # let Recv::Event { event: Event::Bind { token, .. }, .. } = session.recv(now, bind_receiver) else { panic!() };
    /// // The task that should have answered is gone.
    /// session.abandon(token)?;
    /// assert_eq!(session.pending(), 0);
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    ///
    /// # Errors
    /// The token has expired or belongs to another session, or the session is closed. Returns the error and the token.
    pub fn abandon<T>(&mut self, token: Token<T>) -> Result<(), Returned<T>> {
        if let Err(error) = self.check_token(&token.grant) {
            return Err(Returned { error, token });
        }
        self.pending.settle(token.grant.generation);
        if self.answers_bind(&token.grant) {
            self.reopen();
        }
        self.settled();
        Ok(())
    }

    /// Decodes the body of a request. If it is invalid, answers with the status that names the fault; if the request is
    /// not a `T`, with ESME_RINVCMDID. The returned token has the type of the request, so that only the matching
    /// response or generic_nack compiles.
    ///
    /// ```
    /// use smpp_core::pdu::{SubmitSm, SubmitSmResp};
    /// use smpp_core::session::{Returned, Session, Slot, Token, Undecoded};
    /// use smpp_core::{CommandStatus, Instant, RawPdu};
    ///
    /// /// Answers a submit_sm and returns the length of the answer.
    /// fn submit_sm(
    ///     session: &mut Session<[Slot<u32>; 4]>, now: Instant, token: Token, pdu: &RawPdu<'_>, out: &mut [u8],
    /// ) -> usize {
    ///     let answer = match session.decode_or_refuse::<SubmitSm<'_>>(now, token, pdu, out) {
    ///         Ok((submit_sm, token)) => {
    ///             let message_id = submit_sm.destination_addr; // A real message centre assigns an id.
    ///             let resp = SubmitSmResp { message_id, ..SubmitSmResp::default() };
    ///             session.answer(now, token, CommandStatus::ESME_ROK, &resp, out).map_err(Returned::untyped)
    ///         }
    ///         Err(Undecoded { answer, .. }) => answer,
    ///     };
    ///     answer.map_or(0, |sent| sent.len)
    /// }
    /// ```
    ///
    /// # Errors
    /// The body is invalid, or the request is not a `T`; see [`Undecoded`].
    pub fn decode_or_refuse<'i, T: Operation + Body<'i>>(
        &mut self,
        now: Instant,
        token: Token,
        pdu: &RawPdu<'i>,
        out: &mut [u8],
    ) -> Result<(T, Token<T::Static>), Undecoded> {
        match pdu.decode::<T>() {
            Ok(decoded) => Ok((decoded, Token::new(token.grant))),
            Err(error) => {
                let answer = self.refuse(now, token, error.command_status(), out);
                Err(Undecoded { error, answer })
            }
        }
    }

    /// Accepts a bind with ESME_ROK. Works for all three binds. `system_id` identifies the message centre.
    ///
    /// `tlvs` should hold [`sc_interface_version`](crate::tlv::Tlv::sc_interface_version) with the version of this
    /// side, such as [`Version::V34.interface_version()`](crate::codes::Version::interface_version). Without it, an
    /// ESME may assume 3.3 and send no TLVs. TLVs that the [version in use](Session::version) does not have are left
    /// out.
    ///
    /// ```
    /// use smpp_core::session::State;
    /// use smpp_core::{Tlv, Version};
    /// # use smpp_core::{Instant, session::{Config, Event, Recv, Session, Side, Slot}};
    /// # let now = Instant::ZERO;
    /// # let mut session = Session::new(now, Side::Smsc, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// # let bind_receiver = b"\0\0\0\x17\0\0\0\x01\0\0\0\0\0\0\0\x01\0\0\0\x34\0\0\0";
    /// # let Recv::Event { event: Event::Bind { token, .. }, .. } = session.recv(now, bind_receiver) else { panic!() };
    /// let version = [Tlv::sc_interface_version(Version::V34.interface_version())];
    /// let _ = session.accept_bind(now, token, "SMSC", &version, &mut [0; 64])?;
    /// assert_eq!(session.state(), State::BoundRx);
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    ///
    /// # Errors
    /// The token has expired, belongs to another session or is not for a bind that can be accepted, the session is
    /// closed, or the response cannot be encoded. Returns the error and the token. The session is unchanged.
    pub fn accept_bind<'p>(
        &mut self,
        now: Instant,
        token: Token,
        system_id: impl Into<COctetString<'p>>,
        tlvs: impl Into<Tlvs<'p>>,
        out: &mut [u8],
    ) -> Result<Sent, Returned> {
        let sent = self.write_accept(now, &token, system_id.into(), tlvs.into(), out);
        sent.map_err(|error| Returned { error, token })
    }

    /// [`accept_bind`](Self::accept_bind), with a token that the caller keeps.
    pub(crate) fn write_accept<'p>(
        &mut self,
        now: Instant,
        token: &Token,
        system_id: COctetString<'p>,
        tlvs: Tlvs<'p>,
        out: &mut [u8],
    ) -> Result<Sent, SessionError> {
        let (ok, body_omitted) = (CommandStatus::ESME_ROK, false);
        let grant = &token.grant;
        match token.command_id() {
            CommandId::BIND_RECEIVER => {
                self.write_answer(now, grant, ok, &BindReceiverResp { system_id, tlvs, body_omitted }, out)
            }
            CommandId::BIND_TRANSMITTER => {
                self.write_answer(now, grant, ok, &BindTransmitterResp { system_id, tlvs, body_omitted }, out)
            }
            CommandId::BIND_TRANSCEIVER => {
                self.write_answer(now, grant, ok, &BindTransceiverResp { system_id, tlvs, body_omitted }, out)
            }
            _ => Err(SessionError::WrongResponse),
        }
    }

    /// [`answer`](Self::answer), with a token that the caller keeps.
    pub(crate) fn write_response<T, P: Answers<T> + ?Sized>(
        &mut self,
        now: Instant,
        token: &Token<T>,
        status: CommandStatus,
        response: &P,
        out: &mut [u8],
    ) -> Result<Sent, SessionError> {
        let is_response = response.command_id() == token.command_id().response();
        if is_response || response.command_id() == CommandId::GENERIC_NACK {
            self.write_answer(now, &token.grant, status, response, out)
        } else {
            Err(SessionError::WrongResponse)
        }
    }

    /// Writes an answer without a body, or the default answer if there is no `status`.
    pub(crate) fn write_bare(
        &mut self,
        now: Instant,
        grant: &Grant,
        status: Option<CommandStatus>,
        out: &mut [u8],
    ) -> Result<Sent, SessionError> {
        let Grant { command_id, sequence_number, .. } = *grant;
        let (nack, status) = match status {
            Some(status) => (table::Command::of(command_id).is_none(), status),
            None => (grant.nack, grant.proposed),
        };
        let command_id = if nack { CommandId::GENERIC_NACK } else { command_id.response() };
        let response = RawPdu { command_id, command_status: status, sequence_number, body: &[] };
        self.write_answer(now, grant, status, &response, out)
    }

    fn write_answer<P: Encode + ?Sized>(
        &mut self,
        now: Instant,
        grant: &Grant,
        status: CommandStatus,
        response: &P,
        out: &mut [u8],
    ) -> Result<Sent, SessionError> {
        self.tick(now);
        self.check_answer(grant, status)?;
        let sequence_number = grant.sequence_number;
        let rules = if self.answers_bind(grant) { self.rules().omitting() } else { self.rules() };
        let Encoded { len, omitted } = response.encode_with(status, sequence_number, rules, out)?;
        self.answered(grant, response.command_id(), status);
        Ok(Sent { len, sequence_number, omitted })
    }

    /// Updates the session after an answer was written.
    #[cfg_attr(target_os = "none", inline(never))]
    fn answered(&mut self, grant: &Grant, command_id: CommandId, status: CommandStatus) {
        self.pending.settle(grant.generation);
        self.wrote(grant.command_id);
        if self.answers_bind(grant) {
            self.state = table::next(self.state, command_id, status == CommandStatus::ESME_ROK);
            // Refused, by its response or by generic_nack.
            if !self.state.is_bound() {
                self.reopen();
            }
        }
        self.settled();
    }

    /// Rejects ESME_ROK for a request whose body was skipped, for a bind that the session is not waiting for, and
    /// for an unbind that does not end the session.
    #[cfg_attr(target_os = "none", inline(never))]
    fn check_answer(&self, grant: &Grant, status: CommandStatus) -> Result<(), SessionError> {
        self.check_token(grant)?;
        if status != CommandStatus::ESME_ROK {
            return Ok(());
        }
        let is_bind = table::Command::of(grant.command_id).is_some_and(table::Command::is_bind);
        let goes_on = self.state.is_bound() && !self.phase.has_peer_unbound();
        if grant.unread {
            Err(SessionError::Unread)
        } else if is_bind && !self.answers_bind(grant) || grant.command_id == CommandId::UNBIND && goes_on {
            Err(SessionError::NotAllowed(self.state))
        } else {
            Ok(())
        }
    }

    /// Whether this is the bind that the session waits to answer. Only a message centre does.
    fn answers_bind(&self, grant: &Grant) -> bool {
        self.side() == Side::Smsc && grant.bind
    }

    fn check_token(&self, grant: &Grant) -> Result<(), SessionError> {
        if grant.session != self.settings.tag {
            Err(SessionError::ForeignToken)
        } else if self.reason.is_some() {
            Err(SessionError::Closed)
        } else if !self.pending.is_live(grant.generation) {
            Err(SessionError::TokenExpired)
        } else {
            Ok(())
        }
    }
}
