//! Sends requests, and the PDUs that the session writes on its own.

use super::body::read_bind;
use super::error::SessionError;
use super::event::{CloseReason, Sent};
use super::phase::Phase;
use super::table::{self, Command};
use super::timers::{NEVER, low};
use super::vendor::RequestCode;
use super::{Control, Role, Session, Side, Stall, Window};
use crate::codes::{CommandId, CommandStatus};
use crate::count::{Counter, sum};
use crate::debug::shows;
use crate::pdu::{Bind, ControlPdu, Encode, Encoded, RawPdu, Request};
use crate::rules::Rules;
use crate::stored::Stored;
use crate::wire::HEADER_LEN;
use smpp_gsm7::Instant;

/// A request that has been written but does not count as sent yet. [`keep`](Self::keep) stores the caller's value
/// for it. If you drop this instead, ignore the contents of `out`: no `sequence_number` and no slot is used.
#[must_use = "the request counts as sent once `keep` has stored its value"]
pub struct Prepared<'s, W: Window, R: Role = Side> {
    session: &'s mut Session<W, R>,
    code: RequestCode,
    command_id: CommandId,
    sent: Sent,
}

shows!([W: Window, R: Role] Prepared<'_, W, R>, "Prepared", |prepared| {
    command_id: prepared.command_id,
    sent: prepared.sent,
});

impl<V, W: Window<Value = V>, R: Role> Prepared<'_, W, R> {
    /// The `sequence_number` of the request.
    pub const fn sequence_number(&self) -> u32 {
        self.sent.sequence_number
    }

    /// Number of TLVs that are left out; see [`Sent::omitted`].
    pub const fn omitted(&self) -> u16 {
        self.sent.omitted
    }

    /// Stores `value` until the outcome of the request is known. Cannot fail.
    #[must_use = "the octets must reach the peer"]
    #[inline(always)]
    pub fn keep(self, value: V) -> Sent {
        // Taken apart, so that the parts stay in registers instead of being assembled again.
        let Self { session, code, command_id, sent } = self;
        session.keep(code, command_id, sent.sequence_number, value);
        sent
    }
}

impl<V, W: Window<Value = V>, R: Role> Session<W, R> {
    fn keep(&mut self, code: RequestCode, command_id: CommandId, number: u32, value: V) {
        let times = (self.now.get(), self.settings.response.after(self.peer_clock()));
        self.flights.insert(self.window.slots_mut(), number, (code, command_id), times, value);
        self.numbers.commit(number);
        self.wrote(command_id);
    }

    /// Writes a request to the front of `out`. The request counts as sent once [`Prepared::keep`] has stored a
    /// value for it. The event with the outcome returns the value. The PDU may borrow from that value.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::pdu::{EnquireLink, SubmitSm};
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// # use smpp_core::{CommandStatus, Encode, Rules, pdu::{BindTransceiver, BindTransceiverResp}};
    ///
    /// let now = Instant::ZERO;
    /// let mut session = Session::new(now, Side::Esme, 1, &Config::default(), [Slot::EMPTY; 4]);
    /// let mut out = [0; 128];
    /// # let bind = session.bind(now, &BindTransceiver::default(), &mut out)?;
    /// # let resp = BindTransceiverResp::default().encode(bind.sequence_number, Rules::V34, &mut out).unwrap();
    /// # let _ = session.recv(now, &out[..resp.len]);
    /// # assert!(session.state().is_bound());
    /// let message = String::from("Hello");
    /// let submit_sm = SubmitSm { short_message: message.as_bytes(), ..SubmitSm::default() };
    /// let sent = session.prepare(now, &submit_sm, &mut out)?.keep(message);
    /// assert_eq!((sent.sequence_number, session.in_flight()), (2, 1));
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    ///
    /// A [`RawPdu`] keeps its body and gets a `sequence_number` of this session. Its `command_id` may be a
    /// vendor's, which no version of the standard has: the expected response then has the same `command_id`
    /// plus the response bit, 0x8000_0000. Vendor requests may be sent at any time until the session starts to end,
    /// even before a bind, and at most four different vendor `command_id`s may be in flight at once. `command_id` 0
    /// is not allowed, because its response could not be distinguished from generic_nack.
    ///
    /// ```
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// use smpp_core::{CommandId, Instant, RawPdu};
    ///
    /// let now = Instant::ZERO;
    /// let mut session = Session::new(now, Side::Esme, 1, &Config::default(), [Slot::EMPTY; 4]);
    /// let request = RawPdu {
    ///     command_id: CommandId(0x0100_0001), command_status: 0.into(), sequence_number: 0, body: b"hello",
    /// };
    /// let mut out = [0; 32];
    /// let sent = session.prepare(now, &request, &mut out)?.keep("greeting");
    /// assert_eq!(&out[..sent.len], b"\0\0\0\x15\x01\0\0\x01\0\0\0\0\0\0\0\x01hello");
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    ///
    /// Binds, unbind, outbind and alert_notification need no value: see [`Session::send`].
    ///
    /// ```compile_fail,E0277
    /// # use smpp_core::{Instant, session::{Config, Session, Side, Slot}};
    /// # let mut session = Session::new(Instant::ZERO, Side::Smsc, 1, &Config::default(), [Slot::<u32>::EMPTY; 4]);
    /// session.prepare(Instant::ZERO, &smpp_core::pdu::Outbind::default(), &mut [0; 64]);
    /// ```
    ///
    /// # Errors
    /// No slot is free, the state or version does not allow the request, the request takes no value (see
    /// [`Session::send`]), or it cannot be encoded. The session is unchanged. If [`SessionError::is_temporary`]
    /// returns `true`, try again later.
    pub fn prepare<P: Request + ?Sized>(
        &mut self,
        now: Instant,
        request: &P,
        out: &mut [u8],
    ) -> Result<Prepared<'_, W, R>, SessionError> {
        let mut prepared = self.track(now, request.command_id())?;
        let encoded = request.encode(prepared.sent.sequence_number, prepared.session.rules(), out)?;
        (prepared.sent.len, prepared.sent.omitted) = (encoded.len, encoded.omitted);
        Ok(prepared)
    }

    /// Registers a request that you write yourself. Put [`Prepared::sequence_number`] into its header. The length in
    /// [`Sent`] is 0.
    ///
    /// ```
    /// use smpp_core::CommandId;
    /// # use smpp_core::{Instant, session::{Config, Session, Side, Slot}};
    /// # let now = Instant::ZERO;
    /// # let mut session = Session::new(now, Side::Esme, 1, &Config::default(), [Slot::EMPTY; 4]);
    /// // A vendor's PDU, which may be sent before the bind.
    /// let prepared = session.track(now, CommandId(0x0100_0001))?;
    /// let mut pdu = *b"\0\0\0\x10\x01\0\0\x01\0\0\0\0\0\0\0\0";
    /// pdu[12..].copy_from_slice(&prepared.sequence_number().to_be_bytes());
    /// let sent = prepared.keep("greeting");
    /// assert_eq!((sent.len, pdu[15]), (0, 1));
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    ///
    /// # Errors
    /// The same errors as [`Session::prepare`], except [`SessionError::Encode`].
    pub fn track(&mut self, now: Instant, command_id: CommandId) -> Result<Prepared<'_, W, R>, SessionError> {
        self.tick(now);
        let (code, sequence_number) = self.check_request(command_id)?;
        Ok(Prepared { session: self, code, command_id, sent: Sent { len: 0, sequence_number, omitted: 0 } })
    }

    /// Writes a bind, unbind, outbind or alert_notification to the front of `out`. They need no value: the
    /// session knows that a bind or unbind is in flight, and the other two have no response.
    ///
    /// A bind is sent as it is. If you do not set its `interface_version`, it is 0, which asks for 3.3;
    /// [`Session::bind`] fills in the version of the session. An unbind is written immediately, so requests in
    /// flight may remain unanswered; [`Session::unbind`] waits for them.
    ///
    /// ```
    /// use smpp_core::pdu::BindTransceiver;
    /// # use smpp_core::{Instant, session::{Config, Session, Side, Slot}};
    /// # let now = Instant::ZERO;
    /// # let mut session = Session::new(now, Side::Esme, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// // "Bind with interface_version 0x00."
    /// let bind = BindTransceiver { system_id: "ESME".into(), ..BindTransceiver::default() };
    /// let mut out = [0; 64];
    /// let sent = session.send(now, &bind, &mut out)?;
    /// assert_eq!(out[16..sent.len], *b"ESME\0\0\0\0\0\0\0");
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    ///
    /// # Errors
    /// A bind or unbind is already in flight, the state or version does not allow the PDU, the PDU needs a value,
    /// or it cannot be encoded. The session is unchanged.
    pub fn send<P: ControlPdu + ?Sized>(
        &mut self,
        now: Instant,
        pdu: &P,
        out: &mut [u8],
    ) -> Result<Sent, SessionError> {
        self.tick(now);
        let (command, sequence_number) = self.check_control(pdu.command_id())?;
        let Encoded { len, omitted } = pdu.encode(sequence_number, self.rules(), out)?;
        self.start(command, sequence_number, out.get(HEADER_LEN..len).unwrap_or_default())?;
        Ok(Sent { len, sequence_number, omitted })
    }

    /// Writes a bind to the front of `out`, with the `interface_version` of this session:
    /// [`Config::version`](super::Config::version) unless [`Config::fixed_version`](super::Config::fixed_version) is
    /// set. The `interface_version` in the PDU is ignored. To send another value, as some providers require, use
    /// [`Session::send`].
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::pdu::BindTransceiver;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    ///
    /// let now = Instant::ZERO;
    /// let mut session = Session::new(now, Side::Esme, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// let bind = BindTransceiver { system_id: "ESME".into(), password: "secret08".into(), ..Default::default() };
    /// let mut out = [0; 64];
    /// let sent = session.bind(now, &bind, &mut out)?;
    /// assert_eq!(out[16..sent.len], *b"ESME\0secret08\0\0\x34\0\0\0");
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    ///
    /// # Errors
    /// The same errors as [`Session::send`]. The session is unchanged.
    pub fn bind<P: Bind>(&mut self, now: Instant, bind: &P, out: &mut [u8]) -> Result<Sent, SessionError> {
        let interface_version = self.settings.own_version().interface_version();
        self.send(now, &bind.with_interface_version(interface_version), out)
    }

    /// Ends the session with an unbind. From now on no requests can be sent. The session waits for the responses to
    /// requests in flight and for the caller's answers, for at most
    /// [`Config::drain_timeout`](super::Config::drain_timeout). Then [`Session::poll_transmit`] writes the unbind, and
    /// [`Event::Unbound`](super::Event::Unbound) reports the answer.
    ///
    /// Writing the unbind and waiting for its answer may each take
    /// [`Config::response_timeout`](super::Config::response_timeout); after that the session closes. If the
    /// peer sends unbind before ours is written, ours is not sent.
    ///
    /// ```
    /// use smpp_core::session::{SessionError, State};
    /// # use smpp_core::{Instant, session::{Config, Session, Side, Slot}};
    /// # let now = Instant::ZERO;
    /// # let mut session = Session::new(now, Side::Esme, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// // Nothing is bound yet.
    /// assert_eq!(session.unbind(now), Err(SessionError::NotAllowed(State::Open)));
    /// ```
    ///
    /// # Errors
    /// The session is not bound, is closed, or is already unbinding.
    pub fn unbind(&mut self, now: Instant) -> Result<(), SessionError> {
        self.tick(now);
        self.check_state(Command::UNBIND)?;
        self.enter(Phase::Draining);
        self.drain();
        Ok(())
    }

    /// Ends the session as its state requires: with [`unbind`](Session::unbind) if it is bound, and otherwise by
    /// closing, because a session that is not bound has nothing to unbind. Output already written still goes out: see
    /// [`wants_close`](Session::wants_close) and [`must_close`](Session::must_close). Does nothing if the session is
    /// already ending or has ended.
    ///
    /// ```
    /// # use smpp_core::{Instant, session::{Config, Session, Side, Slot}};
    /// # let now = Instant::ZERO;
    /// # let mut session = Session::new(now, Side::Esme, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// session.shutdown(now);
    /// session.shutdown(now); // harmless
    /// assert!(session.wants_close());
    /// ```
    pub fn shutdown(&mut self, now: Instant) {
        if self.unbind(now).is_err() && !self.is_leaving() {
            self.close(CloseReason::TransportClosed);
            // The last answers may still be unwritten, such as the refusal of a bind.
            self.enter(Phase::Closing);
        }
    }

    /// Whether the session is ending or has ended.
    pub(crate) const fn is_leaving(&self) -> bool {
        self.phase.is_leaving()
    }

    fn check_open(&self) -> Result<(), SessionError> {
        if self.reason.is_some() {
            Err(SessionError::Closed)
        } else if self.phase.is_leaving() {
            Err(SessionError::Unbinding)
        } else {
            Ok(())
        }
    }

    /// Whether this side may send messages: the session is bound for them, and neither side is leaving.
    pub(crate) fn takes_messages(&self) -> bool {
        self.check_open().is_ok() && self.state.takes_messages_from(self.side())
    }

    fn check_state(&self, command: Command) -> Result<(), SessionError> {
        self.check_open()?;
        // Only an answer sends generic_nack, with the number of the peer's request.
        if command != Command::GENERIC_NACK && command.may_send(self.version, self.side(), self.state) {
            Ok(())
        } else {
            Err(SessionError::NotAllowed(self.state))
        }
    }

    /// Checks a request that uses a slot, and returns its code and `sequence_number`.
    fn check_request(&self, command_id: CommandId) -> Result<(RequestCode, u32), SessionError> {
        let code = match Command::of(command_id) {
            Some(command) => {
                self.check_state(command)?;
                if command.is_control() {
                    return Err(SessionError::NoValue);
                }
                Some(RequestCode::of(command))
            }
            None => {
                self.check_open()?;
                // The response to 0 would be a generic_nack.
                if command_id.is_response() || command_id.0 == 0 {
                    return Err(SessionError::NotAllowed(self.state));
                }
                self.flights.vendors.code(command_id)
            }
        };
        let code = code.filter(|_| self.flights.free() > 0).ok_or(SessionError::WindowFull)?;
        Ok((code, self.free_number()?))
    }

    /// Checks a PDU that uses no slot, and returns its `sequence_number`.
    fn check_control(&self, command_id: CommandId) -> Result<(Command, u32), SessionError> {
        let command = match Command::of(command_id) {
            Some(command) if command.is_control() => command,
            None if command_id.is_response() => return Err(SessionError::NotAllowed(self.state)),
            _ => return Err(SessionError::NeedsValue),
        };
        self.check_state(command)?;
        Ok((command, self.free_number()?))
    }

    /// Notes that a bind, unbind or one-way PDU was written, unless the bind is forbidden.
    fn start(&mut self, command: Command, sequence_number: u32, body: &[u8]) -> Result<(), SessionError> {
        let command_id = command.id();
        if command.is_bind() {
            // If the body ends before the version, assume our own version.
            let (announced, _) = read_bind(body);
            let version = self.settings.negotiated(announced.unwrap_or(self.settings.version));
            if self.settings.forbids_bind(command_id, version) {
                return Err(SessionError::NotAllowed(self.state));
            }
            self.version = version;
            self.state = table::next(self.state, command_id, true);
            self.enter(Phase::Active);
        } else if command == Command::UNBIND {
            self.enter(Phase::UnbindSent);
        } else if command == Command::OUTBIND {
            self.outbound();
        }
        if !command.is_one_way() {
            let due = self.settings.response.after(self.peer_clock());
            self.control = Some(Control { due: Stored::new(due), sequence_number, command });
        }
        self.numbers.commit(sequence_number);
        self.wrote(command_id);
        Ok(())
    }

    /// Counts a PDU that was written: `request`, or an answer to it.
    #[inline(never)]
    pub(super) fn wrote(&mut self, request: CommandId) {
        self.note_activity(request);
        self.counters.change(|counters| counters.sent.increment());
    }

    /// Writes one PDU of the session's own to the front of `out` and returns its length, always 16 octets. These
    /// PDUs are answers to enquire_link and unbind, the session's own enquire_link and unbind, and the generic_nack
    /// before a fatal end. Returns `None` if there is nothing to write or `out` has fewer than 16 octets.
    ///
    /// ```
    /// # use smpp_core::{Instant, session::{Config, Session, Side, Slot}};
    /// # let now = Instant::ZERO;
    /// # let mut session = Session::new(now, Side::Smsc, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// let enquire_link = b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x07";
    /// let _ = session.recv(now, enquire_link);
    /// let mut out = [0; 16];
    /// assert_eq!(session.poll_transmit(now, &mut out), Some(16));
    /// assert_eq!(out, *b"\0\0\0\x10\x80\0\0\x15\0\0\0\0\0\0\0\x07");
    /// assert_eq!(session.poll_transmit(now, &mut out), None);
    /// ```
    #[must_use = "the octets must reach the peer"]
    pub fn poll_transmit(&mut self, now: Instant, out: &mut [u8]) -> Option<usize> {
        self.tick(now);
        if out.len() < HEADER_LEN {
            return None;
        }
        let pdu = self.next_automatic()?;
        let encoded = pdu.encode_with(pdu.command_status, pdu.sequence_number, Rules::AS_IS, out).ok()?;
        self.wrote(pdu.command_id.request());
        Some(encoded.len)
    }

    /// Whether [`Session::poll_transmit`] has something to write.
    ///
    /// ```
    /// # use smpp_core::{Instant, session::{Config, Session, Side, Slot}};
    /// # let now = Instant::ZERO;
    /// # let mut session = Session::new(now, Side::Smsc, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// let _ = session.recv(now, b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x07");
    /// assert!(session.wants_transmit());
    /// ```
    #[cfg_attr(target_os = "none", inline(never))]
    pub fn wants_transmit(&self) -> bool {
        self.unanswered > 0
            || self.nack
            || self.enquire.is_queued()
            || matches!(self.phase, Phase::UnbindQueued | Phase::UnbindRespQueued)
    }

    /// A `sequence_number` that no request in flight uses.
    #[inline(never)]
    fn free_number(&self) -> Result<u32, SessionError> {
        // In addition to the window: a bind or unbind, and an enquire_link.
        let most = sum(self.flights.refused_in_a_row(), 2);
        let number = self.numbers.peek(most, |number| {
            !self.flights.takes(self.window.slots(), number)
                || self.control.as_ref().is_some_and(|control| control.sequence_number == number)
                || self.enquire.has_number(number)
        });
        number.ok_or(SessionError::WindowFull)
    }

    fn next_automatic(&mut self) -> Option<RawPdu<'static>> {
        let bare = |command_id, status, sequence_number| {
            Some(RawPdu { command_id, command_status: status, sequence_number, body: &[] })
        };
        let ok = CommandStatus::ESME_ROK;
        if self.unanswered > 0 {
            self.unanswered.decrement();
            // The oldest answer leaves; the others move up.
            let mut number = 0;
            for place in self.answers.iter_mut().rev() {
                core::mem::swap(place, &mut number);
            }
            if self.stall == Stall::NoPlace {
                self.stalled(Stall::None);
            }
            return bare(CommandId::ENQUIRE_LINK_RESP, ok, number);
        }
        if core::mem::take(&mut self.nack) {
            return bare(CommandId::GENERIC_NACK, CommandStatus::ESME_RINVCMDLEN, self.last_number);
        }
        if self.enquire.is_queued() {
            let number = self.free_number().ok()?;
            self.numbers.commit(number);
            self.enquire.sequence_number = number;
            return bare(CommandId::ENQUIRE_LINK, ok, number);
        }
        match self.phase {
            Phase::UnbindQueued => {
                let due = self.settings.response.after(self.peer_clock());
                let control = self.control.as_mut()?;
                control.due.set(due);
                let number = control.sequence_number;
                self.enter(Phase::UnbindSent);
                bare(CommandId::UNBIND, ok, number)
            }
            Phase::UnbindRespQueued => {
                self.state = table::next(self.state, CommandId::UNBIND_RESP, true);
                self.pending.clear();
                self.enter(Phase::UnbindRespSent);
                bare(CommandId::UNBIND_RESP, ok, self.last_number)
            }
            _ => None,
        }
    }

    /// Queues our unbind. It has its number from now on, so a peer may answer it even before it is written.
    pub(super) fn queue_unbind(&mut self) {
        let Ok(sequence_number) = self.free_number() else { return };
        self.numbers.commit(sequence_number);
        self.control = Some(Control { due: Stored::new(NEVER), sequence_number, command: Command::UNBIND });
        self.enter(Phase::UnbindQueued);
    }

    /// Queues an enquire_link. The time for its answer starts now, whether or not there is room to write it.
    pub(super) fn queue_enquire_link(&mut self) {
        self.enquire.clock.set(self.settings.response.after(self.peer_clock()));
        self.enquire.sent = low(self.now.get());
        self.enquire.sequence_number = 0;
    }
}
