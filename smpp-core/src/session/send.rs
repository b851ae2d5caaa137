//! Requests that go out, and what the session sends by itself.

use super::asked::asked;
use super::error::{Returned, SessionError};
use super::event::Sent;
use super::phase::Phase;
use super::table::{self, Command};
use super::timers::{NEVER, low};
use super::{Control, Session, Stall, Window};
use crate::codes::{CommandId, CommandStatus};
use crate::instant::Instant;
use crate::pdu::{Encode, Encoded, RawPdu, Request};
use crate::rules::Rules;
use crate::wire::HEADER_LEN;

impl<V, W: Window<Value = V>> Session<W> {
    /// Writes a request to the front of `out` and keeps `value` until its outcome. A [`RawPdu`] goes out with its body as it
    /// is and a `sequence_number` of this session.
    ///
    /// unbind leaves at once this way, and requests in flight may stay unanswered; [`Session::unbind`] waits for them.
    ///
    /// # Errors
    /// What was wrong, and the value. Nothing changed then.
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

    /// Takes a request into the books whose octets the caller writes itself, with the `sequence_number` returned.
    ///
    /// # Errors
    /// What was wrong, and the value. Nothing changed then.
    pub fn track(&mut self, now: Instant, command_id: CommandId, value: V) -> Result<u32, Returned<V>> {
        self.tick(now);
        let (command, sequence_number) = match self.check_request(command_id) {
            Ok(checked) => checked,
            Err(error) => return Err(Returned::new(error, value)),
        };
        self.start(command, sequence_number, value, &[])?;
        Ok(sequence_number)
    }

    /// Writes a vendor's request, one whose `command_id` no version of the standard has, to the front of `out` and keeps
    /// `value` until its outcome. The body goes out as it is, with a `sequence_number` of this session. The response is
    /// the PDU with the same `command_id` and the response bit, 0x8000_0000.
    ///
    /// A `command_id` of 0 is none: its response could not be told from generic_nack. Vendor requests may be sent in every connected state, before a bind too. Up to four different `command_id`s of
    /// vendors may be in flight at once.
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
    /// What was wrong, and the value. Nothing changed then.
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

    /// Takes a vendor's request into the books whose octets the caller writes itself, with the `sequence_number` returned:
    /// [`Session::track`] for what [`Session::send_vendor`] sends.
    ///
    /// # Errors
    /// What was wrong, and the value. Nothing changed then.
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
    /// What was wrong. Nothing changed then.
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

    /// Ends the session in order: no more requests go out, the responses in flight and the replies that the caller owes are
    /// waited for ([`Config::drain_timeout`](super::Config::drain_timeout) at most), then unbind leaves through
    /// [`Session::poll_transmit`]. [`Event::Unbound`](super::Event::Unbound) tells of the answer.
    ///
    /// Writing the unbind and its answer may take [`Config::response_timeout`](super::Config::response_timeout) each; then
    /// the session closes without them. If the peer sends unbind before ours was written, ours is not sent.
    ///
    /// # Errors
    /// Not bound, closed, or unbinding already.
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
            // generic_nack leaves by `nack` only, with the number of a request of the peer.
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

    /// The `sequence_number` for a vendor's request.
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

    /// The request is written: remembers it.
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
            // A body that ends before it, or that the caller writes itself, leaves it ours.
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

    /// Puts a request into the window: one of the standard, or that of a vendor.
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

    /// A PDU was written: `request`, or an answer to it.
    #[inline(never)]
    pub(super) fn wrote(&mut self, request: CommandId) {
        self.note_activity(request);
        self.counters.sent = self.counters.sent.saturating_add(1);
    }

    /// Writes one of the PDUs that the session sends by itself to the front of `out` and returns its 16 octets: answers to
    /// enquire_link and unbind, its own enquire_link and unbind, generic_nack before the end. None when there is nothing to
    /// write, or less than 16 octets of room.
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
            // The oldest leaves; the others move up by one.
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

    /// Our unbind may leave. It has its number from here on: a peer that answers before it was written, has answered.
    pub(super) fn queue_unbind(&mut self) {
        let Some(sequence_number) = self.free_number() else { return };
        self.numbers.commit(sequence_number);
        self.control = Some(Control { value: None, due: NEVER, sequence_number, command: Command::UNBIND });
        self.enter(Phase::UnbindQueued);
    }

    /// The session asks whether the peer is there: the answer is due from now on, whether or not there is room to write.
    pub(super) fn queue_enquire_link(&mut self) {
        self.enquire.due = self.settings.response.after(self.peer_clock());
        self.enquire.sent = low(self.now);
        self.enquire.sequence_number = 0;
    }
}
