//! What is sent.

use super::closing::{Ours, Theirs};
use super::incoming::asked;
use super::{LAST, Model, VENDOR_KINDS, Waiting, is_bind, is_one_way, is_vendor};
use smpp_core::session::{SessionError, State, table::may_send, table::next};
use smpp_core::{CommandId as Id, CommandStatus as Status, Version};

impl Model {
    pub(super) fn after(number: u32) -> u32 {
        if number == LAST { 1 } else { number + 1 }
    }

    /// Whether four requests in flight share the place in the table that this number would have.
    fn is_crowded(&self, number: u32) -> bool {
        let places = u32::try_from(self.slots).expect("capped").checked_ilog2().map_or(1, |log| 1 << log);
        let same = self.window.iter().filter(|waiting| waiting.number % places == number % places);
        same.count() >= 4
    }

    /// A request got a number: the next free one. None is skipped without need.
    pub(super) fn give_out(&mut self, number: u32) {
        assert!((1..=LAST).contains(&number), "{number}");
        assert!(!self.numbers.contains(&number), "{number} is in flight");
        let mut next = self.next_number;
        while next != number {
            if !self.numbers.contains(&next) {
                assert!(self.is_crowded(next), "{next} was passed over for {number}");
                self.skipped.insert(next);
            }
            next = Self::after(next);
        }
        self.given_out.insert(number);
        self.skipped.remove(&number);
        self.numbers.insert(number);
        self.next_number = Self::after(number);
    }

    /// A request or response was written: it counts as activity.
    pub(super) fn transacted(&mut self, request: Id) {
        if request != Id::ENQUIRE_LINK {
            self.last_transaction = self.running();
        }
    }

    pub(super) fn waiting(&self, number: u32, command: Id, value: Option<u32>) -> Waiting {
        let due = self.running() + self.response_timeout();
        Waiting { number, command, sent: self.now, due, value, over: false }
    }

    /// No request times out before an earlier one.
    fn hold_slot(&mut self, mut waiting: Waiting) {
        waiting.due = self.window.back().map_or(waiting.due, |last| waiting.due.max(last.due));
        // With no time at all it is over as soon as somebody looks.
        waiting.over = waiting.due <= self.looked;
        self.window.push_back(waiting);
    }

    fn may(&self, command: Id) -> Result<(), SessionError> {
        if self.closed.is_some() {
            Err(SessionError::Closed)
        } else if self.is_leaving() {
            Err(SessionError::Unbinding)
        } else if command.is_response() || !may_send(self.version, self.side, self.state, command) {
            Err(SessionError::NotAllowed(self.state))
        } else {
            Ok(())
        }
    }

    /// Whether a request with this body may be sent.
    pub fn may_request(&self, command: Id, body: &[u8]) -> Result<(), SessionError> {
        self.may(command)?;
        if is_one_way(command) {
            return Err(SessionError::OneWay);
        }
        if self.too_old_for(command, self.said(body)) {
            return Err(SessionError::NotAllowed(self.state));
        }
        let holds_slot = !is_bind(command) && command != Id::UNBIND;
        if holds_slot && self.window_free() == 0 { Err(SessionError::WindowFull) } else { Ok(()) }
    }

    /// The version that a bind leads to.
    pub(super) fn said(&self, body: &[u8]) -> Version {
        self.negotiated(asked(body).map_or(self.config.version, |said| said.version()))
    }

    /// The request was sent with this number.
    pub fn requested(&mut self, command: Id, body: &[u8], value: u32, number: u32) {
        self.give_out(number);
        self.sent += 1;
        self.transacted(command);
        let waiting = self.waiting(number, command, Some(value));
        if is_bind(command) {
            self.version = self.said(body);
            self.state = next(self.state, command, true);
            self.bind = Some(waiting);
        } else if command == Id::UNBIND {
            self.ours = Ours::Sent;
            self.unbind = Some(waiting);
        } else {
            self.hold_slot(waiting);
        }
        self.go_on();
    }

    /// Whether a request that no version has may be sent. The error is one of these.
    pub fn may_request_vendor(&self, command: Id) -> Result<(), Vec<SessionError>> {
        let mut wrong = Vec::new();
        if self.closed.is_some() {
            wrong.push(SessionError::Closed);
        }
        if self.is_leaving() {
            wrong.push(SessionError::Unbinding);
        }
        if self.state == State::Unbound {
            wrong.push(SessionError::NotAllowed(self.state));
        }
        if !is_vendor(command) {
            wrong.push(SessionError::NotVendor);
        }
        let mut kinds: Vec<_> =
            self.window.iter().map(|waiting| waiting.command).filter(|kind| is_vendor(*kind)).collect();
        kinds.sort_unstable_by_key(|kind| kind.0);
        kinds.dedup();
        let one_more = !kinds.contains(&command) && kinds.len() == VENDOR_KINDS;
        if self.window_free() == 0 || one_more {
            wrong.push(SessionError::WindowFull);
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// Whether a one-way PDU may be sent.
    pub fn may_notify(&self, command: Id) -> Result<(), SessionError> {
        self.may(command)?;
        if is_one_way(command) { Ok(()) } else { Err(SessionError::NotOneWay) }
    }

    /// It was sent with this number.
    pub fn notified(&mut self, command: Id, number: u32) {
        self.give_out(number);
        // Nothing answers it.
        self.numbers.remove(&number);
        self.sent += 1;
        self.transacted(command);
        if command == Id::OUTBIND {
            self.state = next(self.state, command, true);
            self.init_since = self.now;
        }
    }

    /// An orderly end.
    pub fn unbind(&mut self) -> Result<(), SessionError> {
        self.may(Id::UNBIND)?;
        self.ours = Ours::Draining { until: self.drain_until() };
        self.go_on();
        Ok(())
    }

    /// What the session itself must write: command, status and number. An enquire_link has the number that the
    /// session chose.
    pub fn transmit(&mut self, said: Option<u32>) -> Option<(Id, Status, u32)> {
        let ok = Status::ESME_ROK;
        let written = if let Some(number) = self.answers.pop_front() {
            self.stall = self.stall.filter(|(stall, _)| *stall != super::Stall::NoPlace);
            (Id::ENQUIRE_LINK_RESP, ok, number)
        } else if let Some(number) = self.nack.take() {
            (Id::GENERIC_NACK, Status::ESME_RINVCMDLEN, number)
        } else if self.enquire.as_ref().is_some_and(|waiting| waiting.number == 0) {
            let number = said?;
            self.give_out(number);
            self.enquire.iter_mut().for_each(|waiting| waiting.number = number);
            (Id::ENQUIRE_LINK, ok, number)
        } else if matches!(self.ours, Ours::Queued { .. }) {
            let number = self.unbind.as_ref()?.number;
            self.unbind = Some(self.waiting(number, Id::UNBIND, None));
            self.ours = Ours::Sent;
            (Id::UNBIND, ok, number)
        } else if matches!(self.theirs, Theirs::Queued { .. }) {
            self.theirs = Theirs::Sent { until: self.respond_until() };
            self.state = State::Unbound;
            self.tokens.clear();
            (Id::UNBIND_RESP, ok, self.their_number)
        } else {
            return None;
        };
        self.sent += 1;
        self.go_on();
        Some(written)
    }
}
