//! Handling of input.

use super::body::{is_tlvs, read_bind, version_announced};
use super::config::Switch;
use super::event::{CloseReason, Event, Recv};
use super::pause::advice;
use super::phase::Phase;
use super::table::{self, Command, Disallowed};
use super::timers::since;
use super::token::{Grant, Token};
use super::window::Flight;
use super::{AUTOMATIC, Enquire, Role, Session, Side, Stall, State, Window};
use crate::codes::{CommandId, CommandStatus, Version};
use crate::count::Counter;
use crate::frame::{Frame, Framed};
use crate::header::Header;
use crate::pdu::RawPdu;
use smpp_gsm7::{Duration, Instant};

/// Why `next_frame` returned no frame; see the variants of [`Recv`].
pub(crate) enum NoFrame {
    NeedMore { total: usize },
    Blocked,
    Fatal(CloseReason),
}

impl<V, W: Window<Value = V>, R: Role> Session<W, R> {
    /// Takes one PDU from the front of `input` and reports what it means.
    ///
    /// ```
    /// use smpp_core::session::{Event, Recv};
    /// # use smpp_core::{Instant, session::{Config, Session, Side, Slot}};
    /// # let now = Instant::ZERO;
    /// # let mut session = Session::new(now, Side::Smsc, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// let input = b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01\0\0";
    /// match session.recv(now, input) {
    ///     Recv::Event { used, event: Event::EnquireLink { .. } } => assert_eq!(used, 16),
    ///     other => panic!("{other:?}"),
    /// }
    /// assert!(matches!(session.recv(now, &input[16..]), Recv::NeedMore { total: 4 }));
    /// ```
    pub fn recv<'i>(&mut self, now: Instant, input: &'i [u8]) -> Recv<'i, V> {
        match self.next_frame(now, input) {
            Ok(Framed { used, frame }) => Recv::Event { used, event: self.handle(&frame) },
            Err(NoFrame::NeedMore { total }) => Recv::NeedMore { total },
            Err(NoFrame::Blocked) => Recv::Blocked,
            Err(NoFrame::Fatal(reason)) => Recv::Fatal(reason),
        }
    }

    /// The first half of [`recv`](Self::recv): takes a frame, which [`handle`](Self::handle) turns into an event. In
    /// two steps, [`Link::next`](crate::link::Link::next) copies less.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn next_frame<'i>(&mut self, now: Instant, input: &'i [u8]) -> Result<Framed<'i>, NoFrame> {
        self.tick(now);
        if let Some(reason) = self.reason {
            return Err(NoFrame::Fatal(reason));
        }
        let framed = match self.framer.next(input) {
            Ok(framed) => framed,
            Err(lost) => {
                self.last_number = lost.sequence_number();
                let command_length = lost.command_length();
                return Err(NoFrame::Fatal(self.close(CloseReason::FramingLost { command_length })));
            }
        };
        match &framed.frame {
            Frame::Pdu(pdu) => {
                let obstacle = self.obstacle(pdu.command_id);
                if obstacle != Stall::None {
                    self.stalled(obstacle);
                    return Err(NoFrame::Blocked);
                }
                self.arrived(pdu.command_id);
            }
            Frame::NeedMore { total } => {
                if !input.is_empty() || self.framer.is_skipping() {
                    self.stalled(Stall::Incomplete);
                }
                return Err(NoFrame::NeedMore { total: *total });
            }
            Frame::Oversized(header) => {
                self.arrived(header.command_id);
                if self.framer.is_skipping() {
                    self.stalled(Stall::Incomplete);
                }
            }
            Frame::Skipped => {
                if !self.framer.is_skipping() {
                    self.stalled(Stall::None);
                }
            }
        }
        Ok(framed)
    }

    /// The caller does not read now. What is missing of a PDU has its full time once the caller reads again.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(crate) fn stop_reading(&mut self) {
        if self.stall == Stall::Incomplete {
            self.stalled(Stall::None);
        }
    }

    /// The second half of [`recv`](Self::recv).
    #[cfg_attr(not(target_os = "none"), inline(always))]
    #[cfg_attr(target_os = "none", inline(never))]
    pub(crate) fn handle<'i>(&mut self, frame: &Frame<'i>) -> Event<'i, V> {
        match *frame {
            Frame::Pdu(pdu) if pdu.command_id.is_response() => self.response(pdu),
            Frame::Pdu(pdu) => match Command::of(pdu.command_id) {
                Some(command) => self.request(command, pdu),
                None => self.disallowed(pdu, Disallowed::UnknownCommand),
            },
            Frame::Oversized(header) => self.oversized(header),
            Frame::Skipped | Frame::NeedMore { .. } => Event::Skipped,
        }
    }

    /// Why a PDU cannot be taken now; [`Stall::None`] if it can. Responses are always taken.
    fn obstacle(&self, command_id: CommandId) -> Stall {
        if command_id.is_response() {
            return Stall::None;
        }
        match Command::of(command_id) {
            Some(Command::ENQUIRE_LINK) if usize::from(self.unanswered) == AUTOMATIC => Stall::NoPlace,
            None | Some(Command::ENQUIRE_LINK) => Stall::None,
            // The others wait for the caller's answer.
            Some(command)
                if self.settings.is_on(Switch::BlockWhenFull)
                    && !self.phase.is_leaving()
                    && self.pending.count() >= self.settings.max_pending
                    && !command.is_control()
                    && command.accepted_by(self.version, self.side(), self.state).is_ok() =>
            {
                Stall::Pending
            }
            Some(_) => Stall::None,
        }
    }

    /// Called for each PDU. Responses count as a transaction only if they match a request; see
    /// [`Session::note_activity`].
    fn arrived(&mut self, command_id: CommandId) {
        self.stalled(Stall::None);
        if self.enquire.is_idle() {
            self.enquire.clock.set(self.peer_clock());
        }
        if !command_id.is_response() {
            self.note_activity(command_id);
        }
        self.counters.change(|counters| counters.received.increment());
    }

    /// Restarts the inactivity timer for a request, sent or received, and for its answer, unless it is
    /// enquire_link.
    #[inline(never)]
    pub(super) fn note_activity(&mut self, request: CommandId) {
        if request != CommandId::ENQUIRE_LINK && self.phase == Phase::Active {
            self.phase_clock.set(self.peer_clock());
        }
    }

    fn response<'i>(&mut self, pdu: RawPdu<'i>) -> Event<'i, V> {
        let number = pdu.sequence_number;
        let flight = self.flights.take(self.window.slots_mut(), number);
        let Some(Flight { value, request, sent, .. }) = flight else { return self.control_response(pdu) };
        self.note_activity(request);
        self.drain();
        let round_trip = since(self.now.get(), sent);
        self.counters.change(|counters| counters.round_trip(round_trip));
        let pause = advice(&pdu, self.version);
        if pdu.command_id == request.response() {
            let round_trip = Duration::from_millis(u64::from(round_trip));
            Event::Response { value, request, pdu, round_trip, pause }
        } else if pdu.command_id == CommandId::GENERIC_NACK {
            Event::Nacked { value, request, pdu, pause }
        } else {
            Event::Mismatched { value, request, pdu }
        }
    }

    /// Handles a response that matches no slot: to a bind, an unbind or an enquire_link, or to nothing.
    #[inline(never)]
    fn control_response<'i>(&mut self, pdu: RawPdu<'i>) -> Event<'i, V> {
        let number = pdu.sequence_number;
        if let Some(control) = self.control.take_if(|control| control.sequence_number == number) {
            let request = control.command.id();
            let matched = pdu.command_id == request.response();
            let accepted = matched && pdu.command_status == CommandStatus::ESME_ROK;
            let asked = self.version;
            self.settle_control(request, accepted);
            return match control.command {
                Command::UNBIND if matched || pdu.command_id == CommandId::GENERIC_NACK => {
                    Event::Unbound { pdu }
                }
                Command::UNBIND => Event::Unmatched { pdu, issued: true },
                _ if accepted => {
                    let announced = version_announced(&pdu).unwrap_or(self.settings.assumed_version);
                    self.version = self.settings.negotiated(asked.min(announced));
                    Event::Bound { pdu, pause: advice(&pdu, self.version) }
                }
                _ => Event::BindRefused { pdu, pause: advice(&pdu, asked) },
            };
        }
        if self.enquire.has_number(number) {
            let round_trip = Duration::from_millis(u64::from(since(self.now.get(), self.enquire.sent)));
            self.enquire = Enquire::none(self.peer_clock());
            return match pdu.command_id {
                CommandId::ENQUIRE_LINK_RESP | CommandId::GENERIC_NACK => {
                    Event::LinkAlive { pdu, round_trip, pause: advice(&pdu, self.version) }
                }
                _ => Event::Unmatched { pdu, issued: true },
            };
        }
        Event::Unmatched { pdu, issued: self.count_late(number) }
    }

    /// Counts a response that is late: its request is no longer in flight. Returns whether the session has issued this
    /// sequence_number.
    fn count_late(&mut self, number: u32) -> bool {
        let issued = self.numbers.issued(number);
        if issued {
            self.counters.change(|counters| counters.late.increment());
        }
        issued
    }

    /// Ends a bind or unbind that was answered. After a failed bind the session is OPEN again, with the full time
    /// for another bind. After unbind we leave, whatever the answer.
    fn settle_control(&mut self, request: CommandId, accepted: bool) {
        self.note_activity(request);
        self.state = table::next(self.state, request.response(), accepted);
        if self.state == State::Open {
            self.reopen();
        }
        if request != CommandId::UNBIND {
            return;
        }
        self.pending.clear();
        match self.phase {
            // The peer wants to leave as well. Answer it first.
            Phase::PeerDraining | Phase::UnbindRespQueued => self.drain(),
            Phase::UnbindRespSent => self.enter(Phase::UnbindRespSent),
            _ => self.enter(Phase::UnbindAnswered),
        }
    }

    fn request<'i>(&mut self, command: Command, pdu: RawPdu<'i>) -> Event<'i, V> {
        let mut allowed = command.accepted_by(self.version, self.side(), self.state);
        if self.phase.has_peer_unbound() && command != Command::ENQUIRE_LINK {
            allowed = Err(Disallowed::AfterUnbind);
        }
        match (allowed, command) {
            (Ok(()), Command::ENQUIRE_LINK | Command::UNBIND)
                if self.settings.is_on(Switch::StrictTails) && !is_tlvs(pdu.body) =>
            {
                self.disallowed(pdu, Disallowed::Tail)
            }
            (Ok(()), Command::ENQUIRE_LINK) => {
                // `obstacle` has checked that there is room.
                if let Some(place) = self.answers.get_mut(usize::from(self.unanswered)) {
                    *place = pdu.sequence_number;
                    self.unanswered.increment();
                }
                Event::EnquireLink { pdu }
            }
            (Ok(()), Command::UNBIND) => {
                self.last_number = pdu.sequence_number;
                if self.phase == Phase::UnbindQueued {
                    // Our unbind is not written yet. The peer's unbind ends the session.
                    self.control = None;
                }
                self.enter(Phase::PeerDraining);
                self.drain();
                Event::Unbind { pdu }
            }
            (Ok(()), Command::OUTBIND) => {
                self.outbound();
                Event::OneWay { pdu }
            }
            (Ok(()), Command::ALERT_NOTIFICATION) => Event::OneWay { pdu },
            (_, Command::OUTBIND | Command::ALERT_NOTIFICATION) => Event::Unexpected { pdu },
            (Ok(()), bind) if self.side() == Side::Smsc && bind.is_bind() => self.bind_arrived(pdu),
            (Ok(()), _) if self.pending.count() >= self.settings.max_pending => {
                self.disallowed(pdu, Disallowed::TooManyPending)
            }
            (Ok(()), _) => {
                let proposed = self.proposed(pdu.command_id, CommandStatus::ESME_RINVCMDID);
                Event::Request { token: Token::new(self.grant(&pdu, proposed)), pdu }
            }
            (Err(cause), _) => self.disallowed(pdu, cause),
        }
    }

    /// The status to propose for a request that the standard allows. An ESME asks the message centre to send the
    /// message again later, so that no receipt is lost.
    fn proposed(&self, command_id: CommandId, otherwise: CommandStatus) -> CommandStatus {
        match (self.side(), command_id) {
            (Side::Esme, CommandId::DELIVER_SM | CommandId::DATA_SM) => CommandStatus::ESME_RX_T_APPN,
            _ => otherwise,
        }
    }

    /// Called when outbind was sent or received. The ESME has the full time to bind.
    pub(super) fn outbound(&mut self) {
        self.state = table::next(self.state, CommandId::OUTBIND, true);
        self.enter(Phase::AwaitingBind);
    }

    /// Handles a bind that the state allows. From here on the session uses the lower version of the two sides, so
    /// that the response follows its rules. A bind whose body ends before the version counts as 3.3, whose rules
    /// every peer understands.
    #[cold]
    #[inline(never)]
    fn bind_arrived<'i>(&mut self, pdu: RawPdu<'i>) -> Event<'i, V> {
        let (announced, whole) = read_bind(pdu.body);
        let version = self.settings.negotiated(announced.unwrap_or(Version::V33));
        if self.settings.forbids_bind(pdu.command_id, version) {
            return match (announced, whole) {
                // The peer may not know bind_transceiver_resp.
                (None, Err(status)) => self.disallowed(pdu, Disallowed::BadBind(status)),
                _ => self.disallowed(pdu, Disallowed::UnknownCommand),
            };
        }
        self.version = version;
        self.state = table::next(self.state, pdu.command_id, true);
        self.enter(Phase::Active);
        let proposed = whole.err().unwrap_or(CommandStatus::ESME_RBINDFAIL);
        let token = Token::new(Grant { bind: true, ..self.grant(&pdu, proposed) });
        self.pending.mark_bind();
        match whole {
            Ok(()) => Event::Bind { token, pdu },
            Err(_) => {
                self.counters.change(|counters| counters.disallowed.increment());
                Event::Disallowed { token, pdu, cause: Disallowed::BadBind(proposed) }
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn disallowed<'i>(&mut self, pdu: RawPdu<'i>, cause: Disallowed) -> Event<'i, V> {
        self.counters.change(|counters| counters.disallowed.increment());
        let status = match cause {
            Disallowed::TooManyPending => self.proposed(pdu.command_id, cause.command_status()),
            cause => cause.command_status(),
        };
        let unread = matches!(cause, Disallowed::Oversized { .. });
        // A bad bind only gets here if its version may not have the command.
        let nack = unread || matches!(cause, Disallowed::UnknownCommand | Disallowed::BadBind(_));
        let token = Token::new(Grant { nack, unread, ..self.grant(&pdu, status) });
        Event::Disallowed { token, pdu, cause }
    }

    #[inline(never)]
    fn grant(&mut self, pdu: &RawPdu<'_>, proposed: CommandStatus) -> Grant {
        Grant {
            command_id: pdu.command_id,
            sequence_number: pdu.sequence_number,
            session: self.settings.tag,
            proposed,
            generation: self.pending.add(self.now.get()),
            nack: false,
            bind: false,
            unread: false,
        }
    }

    #[cold]
    #[inline(never)]
    fn oversized<'i>(&mut self, header: Header) -> Event<'i, V> {
        let Header { command_length, command_id, command_status, sequence_number } = header;
        let pdu = RawPdu { command_id, command_status, sequence_number, body: &[] };
        if !command_id.is_response() {
            if Command::of(command_id).is_some_and(Command::is_one_way) {
                return Event::Oversized { header };
            }
            return self.disallowed(pdu, Disallowed::Oversized { command_length });
        }
        let flight = self.flights.take(self.window.slots_mut(), sequence_number);
        if let Some(Flight { value, request, .. }) = flight {
            self.note_activity(request);
            self.drain();
            return Event::OversizedResponse { value, request, header };
        }
        if let Some(control) = self.control.take_if(|control| control.sequence_number == sequence_number) {
            let request = control.command.id();
            self.settle_control(request, false);
            if control.command.is_bind() {
                return Event::BindRefused { pdu, pause: None };
            }
        } else if self.enquire.has_number(sequence_number) {
            self.enquire = Enquire::none(self.peer_clock());
        } else {
            self.count_late(sequence_number);
        }
        Event::Oversized { header }
    }
}
