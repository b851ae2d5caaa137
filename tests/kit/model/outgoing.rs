//! What is sent.

use super::closing::{Ours, Theirs};
use super::incoming::asked;
use super::{LAST, Model, VENDOR_KINDS, Waiting, is_bind, is_control, is_vendor};
use smpp_core::session::{SessionError, State, table::may_send, table::next};
use smpp_core::{CommandId as Id, CommandStatus as Status, Version};
use std::collections::BTreeSet;

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

    /// Whether a request that has a value may be sent.
    pub fn may_request(&self, command: Id) -> Result<(), SessionError> {
        if !is_vendor(command) {
            self.may(command)?;
            if is_control(command) {
                return Err(SessionError::NoValue);
            }
        } else if self.closed.is_some() {
            return Err(SessionError::Closed);
        } else if self.is_leaving() {
            return Err(SessionError::Unbinding);
        }
        let is_one_more_kind = is_vendor(command) && {
            let waiting = self.window.iter().map(|waiting| waiting.command);
            let kinds: BTreeSet<_> = waiting.filter(|kind| is_vendor(*kind)).map(|kind| kind.0).collect();
            !kinds.contains(&command.0) && kinds.len() == VENDOR_KINDS
        };
        if self.window_free() == 0 || is_one_more_kind { Err(SessionError::WindowFull) } else { Ok(()) }
    }

    /// Whether a bind with this body, unbind or one-way PDU may be sent.
    pub fn may_control(&self, command: Id, body: &[u8]) -> Result<(), SessionError> {
        if !is_control(command) && (!command.is_response() || command == Id::GENERIC_NACK) {
            return Err(SessionError::NeedsValue);
        }
        self.may(command)?;
        if self.too_old_for(command, self.said(body)) {
            return Err(SessionError::NotAllowed(self.state));
        }
        Ok(())
    }

    /// The version that a bind leads to.
    pub(super) fn said(&self, body: &[u8]) -> Version {
        self.negotiated(asked(body).map_or(self.config.version, |said| said.version()))
    }

    /// The request was sent with this number.
    pub fn requested(&mut self, command: Id, value: u32, number: u32) {
        self.give_out(number);
        self.sent += 1;
        self.transacted(command);
        let waiting = self.waiting(number, command, Some(value));
        self.hold_slot(waiting);
        self.go_on();
    }

    /// The bind, unbind or one-way PDU was sent with this number.
    pub fn controlled(&mut self, command: Id, body: &[u8], number: u32) {
        self.give_out(number);
        self.sent += 1;
        self.transacted(command);
        let waiting = self.waiting(number, command, None);
        if is_bind(command) {
            self.version = self.said(body);
            self.state = next(self.state, command, true);
            self.bind = Some(waiting);
        } else if command == Id::UNBIND {
            self.ours = Ours::Sent;
            self.unbind = Some(waiting);
        } else {
            // Nothing answers it.
            self.numbers.remove(&number);
            if command == Id::OUTBIND {
                self.state = next(self.state, command, true);
                self.init_since = self.now;
            }
            return;
        }
        self.go_on();
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
