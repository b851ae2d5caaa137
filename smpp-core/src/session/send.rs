//! Requests that go out, and what the session sends by itself.

use super::error::{Returned, SessionError};
use super::event::Sent;
use super::recv::bind_info;
use super::table::{self, Command};
use super::timers::{Millis, low};
use super::{Control, OwnUnbind, PeerUnbind, Session, Stall, State, Window};
use crate::codes::{CommandId, CommandStatus, Version};
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
        let now = self.tick(now);
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
        self.start(now, command, sequence_number, value, body)?;
        Ok(Sent { len, sequence_number, omitted })
    }

    /// Takes a request into the books whose octets the caller writes itself, with the `sequence_number` returned.
    ///
    /// # Errors
    /// What was wrong, and the value. Nothing changed then.
    pub fn track(&mut self, now: Instant, command_id: CommandId, value: V) -> Result<u32, Returned<V>> {
        let now = self.tick(now);
        let (command, sequence_number) = match self.check_request(command_id) {
            Ok(checked) => checked,
            Err(error) => return Err(Returned::new(error, value)),
        };
        self.start(now, command, sequence_number, value, &[])?;
        Ok(sequence_number)
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
        let now = self.tick(now);
        let command = self.check_state(pdu.command_id())?;
        if !command.is_one_way() {
            return Err(SessionError::NotOneWay);
        }
        let sequence_number = self.free_number().ok_or(SessionError::WindowFull)?;
        let Encoded { len, omitted } = pdu.encode(sequence_number, self.rules(), out)?;
        self.numbers.commit(sequence_number);
        self.state = table::next(self.state, pdu.command_id(), true);
        self.phase_since = now;
        self.wrote(pdu.command_id());
        Ok(Sent { len, sequence_number, omitted })
    }

    /// Ends the session in order: no more requests go out, the responses in flight and the replies that the caller owes are
    /// waited for ([`Config::drain_timeout`](super::Config::drain_timeout) at most), then unbind leaves through
    /// [`Session::poll_transmit`]. [`Event::Unbound`](super::Event::Unbound) tells of the answer.
    ///
    /// # Errors
    /// Not bound, closed, or unbinding already.
    pub fn unbind(&mut self, now: Instant) -> Result<(), SessionError> {
        let now = self.tick(now);
        self.check_state(CommandId::UNBIND)?;
        self.own_unbind = OwnUnbind::Draining;
        self.phase_since = now;
        Ok(())
    }

    fn check_state(&self, command_id: CommandId) -> Result<Command, SessionError> {
        if self.reason.is_some() {
            return Err(SessionError::Closed);
        }
        if self.is_unbinding() {
            return Err(SessionError::Unbinding);
        }
        let strict = self.settings.strict_version
            && self.version == Version::V33
            && command_id == CommandId::BIND_TRANSCEIVER;
        match Command::of(command_id) {
            // generic_nack leaves by `nack` only, with the number of a request of the peer.
            Some(command)
                if command != Command::GENERIC_NACK
                    && !strict
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

    /// The request is written: remembers it.
    fn start(
        &mut self,
        now: Millis,
        command: Command,
        sequence_number: u32,
        value: V,
        body: &[u8],
    ) -> Result<(), Returned<V>> {
        let due = self.settings.response.after(now);
        if command.is_bind() {
            let command_id = command.id();
            let said = bind_info(&RawPdu { command_id, command_status: 0.into(), sequence_number, body });
            let said = said.map_or(self.settings.version, |bind| bind.interface_version.version());
            self.version = self.settings.negotiated(said);
            self.state = table::next(self.state, command_id, true);
            self.control = Some(Control { value: Some(value), due, sequence_number, command });
        } else if command == Command::UNBIND {
            self.own_unbind = OwnUnbind::Sent;
            self.control = Some(Control { value: Some(value), due, sequence_number, command });
        } else {
            let slots = self.window.slots_mut();
            let room = self.flights.insert(slots, sequence_number, command, (now, due), value);
            room.map_err(|value| Returned::new(SessionError::WindowFull, value))?;
        }
        self.numbers.commit(sequence_number);
        self.wrote(command.id());
        Ok(())
    }

    /// A PDU was written.
    pub(super) fn wrote(&mut self, command_id: CommandId) {
        if command_id.request() != CommandId::ENQUIRE_LINK {
            self.last_activity = self.now;
        }
        self.counters.sent = self.counters.sent.saturating_add(1);
    }

    /// Writes one of the PDUs that the session sends by itself to the front of `out` and returns its 16 octets: answers to
    /// enquire_link and unbind, its own enquire_link and unbind, generic_nack before the end. None when there is nothing to
    /// write, or less than 16 octets of room.
    pub fn poll_transmit(&mut self, now: Instant, out: &mut [u8]) -> Option<usize> {
        let now = self.tick(now);
        if out.len() < HEADER_LEN {
            return None;
        }
        let pdu = self.next_automatic(now)?;
        let encoded = pdu.encode_with(pdu.command_status, pdu.sequence_number, Rules::AS_IS, out).ok()?;
        self.wrote(pdu.command_id);
        Some(encoded.len)
    }

    /// Whether [`Session::poll_transmit`] has something to write.
    pub fn wants_transmit(&self) -> bool {
        !self.answers.is_empty()
            || self.nack
            || self.enquire.is_queued()
            || self.owes_unbind()
            || self.owes_unbind_resp()
    }

    /// Whether our unbind may leave.
    fn owes_unbind(&self) -> bool {
        match self.own_unbind {
            OwnUnbind::Queued => true,
            OwnUnbind::Draining => {
                self.flights.len() == 0 && self.owed.count() == 0 && self.peer_unbind == PeerUnbind::No
            }
            OwnUnbind::No | OwnUnbind::Sent => false,
        }
    }

    fn owes_unbind_resp(&self) -> bool {
        match self.peer_unbind {
            PeerUnbind::Released => true,
            PeerUnbind::Draining => self.owed.count() == 0,
            PeerUnbind::No | PeerUnbind::Answered => false,
        }
    }

    fn next_automatic(&mut self, now: Millis) -> Option<RawPdu<'static>> {
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
                self.stall = Stall::None;
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
        if self.owes_unbind() {
            if self.own_unbind == OwnUnbind::Draining {
                self.queue_unbind(now);
            }
            let number = self.control.as_ref()?.sequence_number;
            self.own_unbind = OwnUnbind::Sent;
            return bare(CommandId::UNBIND, ok, number);
        }
        if self.owes_unbind_resp() {
            self.peer_unbind = PeerUnbind::Answered;
            self.state = table::next(self.state, CommandId::UNBIND_RESP, true);
            self.owed.clear();
            return bare(CommandId::UNBIND_RESP, ok, self.last_number);
        }
        None
    }

    /// Our unbind is ready to leave: its answer is due from now on, whether or not there is room to write.
    pub(super) fn queue_unbind(&mut self, now: Millis) {
        let Some(sequence_number) = self.free_number() else { return };
        self.numbers.commit(sequence_number);
        let due = self.settings.response.after(now);
        self.control = Some(Control { value: None, due, sequence_number, command: Command::UNBIND });
        self.own_unbind = OwnUnbind::Queued;
    }

    /// The session asks whether the peer is there: the answer is due from now on, whether or not there is room to write.
    pub(super) fn queue_enquire_link(&mut self, now: Millis) {
        self.enquire.due = self.settings.response.after(now);
        self.enquire.sent = low(now);
        self.enquire.sequence_number = 0;
    }

    /// A bind that will not be answered: the session is OPEN, with time for another.
    pub(super) fn drop_bind(&mut self) {
        if self.state == State::BindPending {
            self.state = State::Open;
            self.phase_since = self.now;
        }
    }
}
