//! Sending requests, and the PDUs that the session sends by itself.

use super::asked::asked;
use super::error::{Returned, SessionError};
use super::event::Sent;
use super::phase::Phase;
use super::table::{self, Command};
use super::timers::{NEVER, low};
use super::{Control, Session, Stall, Window};
use crate::codes::{CommandId, CommandStatus};
use crate::instant::Instant;
use crate::pdu::{Bind, Encode, Encoded, RawPdu, Request};
use crate::rules::Rules;
use crate::wire::HEADER_LEN;

impl<V, W: Window<Value = V>> Session<W> {
    /// Writes a request to the front of `out` and keeps `value` until the outcome is known. A [`RawPdu`] keeps
    /// its body and gets a `sequence_number` of this session.
    ///
    /// An unbind sent this way goes out at once, and requests in flight may remain unanswered.
    /// [`Session::unbind`] waits for them.
    ///
    /// # Errors
    /// Returns the error and the value. The session is unchanged.
    pub fn send<P: Request + ?Sized>(
        &mut self,
        now: Instant,
        request: &P,
        value: V,
        out: &mut [u8],
    ) -> Result<Sent, Returned<V>> {
        self.tick(now);
        let checked = self.check_request(request.command_id());
        let (command, sequence_number) = match checked {
            Ok(checked) => checked,
            Err(error) => return Err(Returned::new(error, value)),
        };
        let Encoded { len, omitted } = match request.encode(sequence_number, self.rules(), out) {
            Ok(encoded) => encoded,
            Err(error) => return Err(Returned::new(error.into(), value)),
        };
        let body = out.get(HEADER_LEN..len).unwrap_or(&[]);
        self.start(command, sequence_number, value, body)?;
        Ok(Sent { len, sequence_number, omitted })
    }

    /// Sends a bind with the `interface_version` of this session, [`Config::version`](super::Config::version) unless
    /// [`Config::fixed_version`](super::Config::fixed_version) is set. Whatever the PDU says is replaced, because a bind that
    /// leaves the field at its default, 0, asks for 3.3. To send another octet, as some providers require, use
    /// [`send`](Self::send).
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::pdu::BindTransceiver;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    ///
    /// let now = Instant::ZERO;
    /// let mut session = Session::new(now, Side::Esme, 1, &Config::default(), [const { Slot::new() }; 4]);
    /// let bind = BindTransceiver { system_id: "ESME".into(), password: "secret08".into(), ..Default::default() };
    /// let mut out = [0; 64];
    /// let sent = session.bind(now, &bind, "bind", &mut out).map_err(|returned| returned.error)?;
    /// assert_eq!(out[16..sent.len], *b"ESME\0secret08\0\0\x34\0\0\0");
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    ///
    /// # Errors
    /// Returns the error and the value. The session is unchanged.
    pub fn bind<P: Bind>(
        &mut self,
        now: Instant,
        bind: &P,
        value: V,
        out: &mut [u8],
    ) -> Result<Sent, Returned<V>> {
        let interface_version = self.settings.own_version().interface_version();
        self.send(now, &bind.with_interface_version(interface_version), value, out)
    }

    /// Registers a request that the caller writes itself, with the returned `sequence_number`.
    ///
    /// # Errors
    /// Returns the error and the value. The session is unchanged.
    pub fn track(&mut self, now: Instant, command_id: CommandId, value: V) -> Result<u32, Returned<V>> {
        self.tick(now);
        let (command, sequence_number) = match self.check_request(command_id) {
            Ok(checked) => checked,
            Err(error) => return Err(Returned::new(error, value)),
        };
        self.start(command, sequence_number, value, &[])?;
        Ok(sequence_number)
    }

    /// Writes a vendor's request, whose `command_id` no version of the standard has, to the front of `out` and
    /// keeps `value` until the outcome is known. The body is sent as it is, with a `sequence_number` of this
    /// session. The expected response has the same `command_id` plus the response bit, 0x8000_0000.
    ///
    /// `command_id` 0 is not allowed: its response could not be distinguished from generic_nack. Vendor
    /// requests may be sent in every connected state, even before a bind. At most four different vendor
    /// `command_id`s may be in flight at once.
    ///
    /// ```
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// use smpp_core::{CommandId, Instant, RawPdu};
    ///
    /// let now = Instant::ZERO;
    /// let mut session = Session::new(now, Side::Esme, 1, &Config::default(), [const { Slot::new() }; 4]);
    /// let request = RawPdu {
    ///     command_id: CommandId(0x0100_0001), command_status: 0.into(), sequence_number: 0, body: b"hello",
    /// };
    /// let mut out = [0; 32];
    /// let sent = session.send_vendor(now, &request, "greeting", &mut out)?;
    /// assert_eq!(&out[..sent.len], b"\0\0\0\x15\x01\0\0\x01\0\0\0\0\0\0\0\x01hello");
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    ///
    /// # Errors
    /// Returns the error and the value. The session is unchanged.
    pub fn send_vendor(
        &mut self,
        now: Instant,
        request: &RawPdu<'_>,
        value: V,
        out: &mut [u8],
    ) -> Result<Sent, Returned<V>> {
        self.tick(now);
        let written = self.check_vendor(request.command_id).and_then(|sequence_number| {
            let encoded = request.encode_with(CommandStatus::ESME_ROK, sequence_number, Rules::AS_IS, out)?;
            Ok(Sent { len: encoded.len, sequence_number, omitted: 0 })
        });
        match written {
            Ok(sent) => {
                self.insert(Err(request.command_id), sent.sequence_number, value)?;
                Ok(sent)
            }
            Err(error) => Err(Returned::new(error, value)),
        }
    }

    /// Registers a vendor's request that the caller writes itself, with the returned `sequence_number`. It is
    /// to [`Session::send_vendor`] what [`Session::track`] is to [`Session::send`].
    ///
    /// # Errors
    /// Returns the error and the value. The session is unchanged.
    pub fn track_vendor(
        &mut self,
        now: Instant,
        command_id: CommandId,
        value: V,
    ) -> Result<u32, Returned<V>> {
        self.tick(now);
        match self.check_vendor(command_id) {
            Ok(sequence_number) => {
                self.insert(Err(command_id), sequence_number, value)?;
                Ok(sequence_number)
            }
            Err(error) => Err(Returned::new(error, value)),
        }
    }

    /// Writes outbind or alert_notification, which have no response.
    ///
    /// # Errors
    /// The session is unchanged.
    pub fn notify<P: Request + ?Sized>(
        &mut self,
        now: Instant,
        pdu: &P,
        out: &mut [u8],
    ) -> Result<Sent, SessionError> {
        self.tick(now);
        let command = self.check_state(pdu.command_id())?;
        if !command.is_one_way() {
            return Err(SessionError::NotOneWay);
        }
        let sequence_number = self.free_number().ok_or(SessionError::WindowFull)?;
        let Encoded { len, omitted } = pdu.encode(sequence_number, self.rules(), out)?;
        self.numbers.commit(sequence_number);
        if command == Command::OUTBIND {
            self.outbound();
        }
        self.wrote(pdu.command_id());
        Ok(Sent { len, sequence_number, omitted })
    }

    /// Ends the session in order. From now on no requests can be sent. The session waits for responses in
    /// flight and for the caller's replies, for at most
    /// [`Config::drain_timeout`](super::Config::drain_timeout). Then [`Session::poll_transmit`] writes the
    /// unbind, and [`Event::Unbound`](super::Event::Unbound) reports the answer.
    ///
    /// Writing the unbind and waiting for its answer may each take
    /// [`Config::response_timeout`](super::Config::response_timeout); after that the session closes. If the
    /// peer sends unbind before ours is written, ours is not sent.
    ///
    /// # Errors
    /// The session is not bound, is closed, or is already unbinding.
    pub fn unbind(&mut self, now: Instant) -> Result<(), SessionError> {
        self.tick(now);
        self.check_state(CommandId::UNBIND)?;
        self.enter(Phase::Draining);
        self.drain();
        Ok(())
    }

    fn check_state(&self, command_id: CommandId) -> Result<Command, SessionError> {
        if self.reason.is_some() {
            return Err(SessionError::Closed);
        }
        if self.phase.is_leaving() {
            return Err(SessionError::Unbinding);
        }
        match Command::of(command_id) {
            // Only `nack` sends generic_nack, with the number of the peer's request.
            Some(command)
                if command != Command::GENERIC_NACK
                    && command.may_send(self.version, self.side, self.state) =>
            {
                Ok(command)
            }
            _ => Err(SessionError::NotAllowed(self.state)),
        }
    }

    fn check_request(&self, command_id: CommandId) -> Result<(Command, u32), SessionError> {
        let command = self.check_state(command_id)?;
        if command.is_one_way() {
            return Err(SessionError::OneWay);
        }
        if command.is_bind() || command == Command::UNBIND {
            if self.control.is_some() {
                return Err(SessionError::Busy);
            }
        } else if self.flights.is_full() {
            return Err(SessionError::WindowFull);
        }
        let number = self.free_number().ok_or(SessionError::WindowFull)?;
        Ok((command, number))
    }

    /// Checks a vendor's request and returns its `sequence_number`.
    fn check_vendor(&self, command_id: CommandId) -> Result<u32, SessionError> {
        // The response to 0 would be a generic_nack.
        if command_id.is_response() || command_id.0 == 0 || Command::of(command_id).is_some() {
            Err(SessionError::NotVendor)
        } else if self.reason.is_some() {
            Err(SessionError::Closed)
        } else if self.phase.is_leaving() {
            Err(SessionError::Unbinding)
        } else if self.flights.is_full() || !self.flights.takes_vendor(command_id) {
            Err(SessionError::WindowFull)
        } else {
            self.free_number().ok_or(SessionError::WindowFull)
        }
    }

    /// Registers a request that was written.
    fn start(
        &mut self,
        command: Command,
        sequence_number: u32,
        value: V,
        body: &[u8],
    ) -> Result<(), Returned<V>> {
        let due = self.settings.response.after(self.peer_clock());
        if command.is_bind() {
            let command_id = command.id();
            // If the body ends before the version, or the caller writes it, assume our own version.
            let said = asked(body).map_or_else(|unread| unread.version, Some);
            let said = said.unwrap_or(self.settings.version);
            let version = self.settings.negotiated(said);
            if self.settings.forbids_bind(command_id, version) {
                return Err(Returned::new(SessionError::NotAllowed(self.state), value));
            }
            self.version = version;
            self.state = table::next(self.state, command_id, true);
            self.enter(Phase::Active);
            self.control = Some(Control { value: Some(value), due, sequence_number, command });
        } else if command == Command::UNBIND {
            self.enter(Phase::UnbindSent);
            self.control = Some(Control { value: Some(value), due, sequence_number, command });
        } else {
            return self.insert(Ok(command), sequence_number, value);
        }
        self.numbers.commit(sequence_number);
        self.wrote(command.id());
        Ok(())
    }

    /// Puts a request into the window, of the standard or of a vendor.
    fn insert(
        &mut self,
        request: Result<Command, CommandId>,
        sequence_number: u32,
        value: V,
    ) -> Result<(), Returned<V>> {
        let times = (self.now, self.settings.response.after(self.peer_clock()));
        let room = self.flights.insert(self.window.slots_mut(), sequence_number, request, times, value);
        room.map_err(|value| Returned::new(SessionError::WindowFull, value))?;
        self.numbers.commit(sequence_number);
        self.wrote(request.map_or_else(|vendor| vendor, Command::id));
        Ok(())
    }

    /// Counts a PDU that was written: `request`, or an answer to it.
    #[inline(never)]
    pub(super) fn wrote(&mut self, request: CommandId) {
        self.note_activity(request);
        self.counters.sent = self.counters.sent.saturating_add(1);
    }

    /// Writes one PDU that the session sends by itself to the front of `out` and returns its length, always 16
    /// octets. These are answers to enquire_link and unbind, the session's own enquire_link and unbind, and the
    /// generic_nack before a fatal end. Returns `None` if there is nothing to write or `out` has less than 16
    /// octets.
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
    pub fn wants_transmit(&self) -> bool {
        !self.answers.is_empty()
            || self.nack
            || self.enquire.is_queued()
            || matches!(self.phase, Phase::UnbindQueued | Phase::UnbindRespQueued)
    }

    fn next_automatic(&mut self) -> Option<RawPdu<'static>> {
        let bare = |command_id, status, sequence_number| {
            Some(RawPdu { command_id, command_status: status, sequence_number, body: &[] })
        };
        let ok = CommandStatus::ESME_ROK;
        if let Some(mut number) = self.answers.pop() {
            // The oldest answer leaves; the others move up.
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
            let number = self.free_number()?;
            self.numbers.commit(number);
            self.enquire.sequence_number = number;
            return bare(CommandId::ENQUIRE_LINK, ok, number);
        }
        match self.phase {
            Phase::UnbindQueued => {
                let due = self.settings.response.after(self.peer_clock());
                let control = self.control.as_mut()?;
                control.due = due;
                let number = control.sequence_number;
                self.enter(Phase::UnbindSent);
                bare(CommandId::UNBIND, ok, number)
            }
            Phase::UnbindRespQueued => {
                self.state = table::next(self.state, CommandId::UNBIND_RESP, true);
                self.owed.clear();
                self.enter(Phase::UnbindRespSent);
                bare(CommandId::UNBIND_RESP, ok, self.last_number)
            }
            _ => None,
        }
    }

    /// Queues our unbind. It has its number from now on, so a peer may answer it even before it is written.
    pub(super) fn queue_unbind(&mut self) {
        let Some(sequence_number) = self.free_number() else { return };
        self.numbers.commit(sequence_number);
        self.control = Some(Control { value: None, due: NEVER, sequence_number, command: Command::UNBIND });
        self.enter(Phase::UnbindQueued);
    }

    /// Queues an enquire_link. Its answer is due from now on, whether or not there is room to write it.
    pub(super) fn queue_enquire_link(&mut self) {
        self.enquire.due = self.settings.response.after(self.peer_clock());
        self.enquire.sent = low(self.now);
        self.enquire.sequence_number = 0;
    }
}
