//! How a session ends: one phase and one clock for each side's unbind.

use super::{Millis, Model, Waiting};
use smpp_core::CommandId as Id;
use smpp_core::session::{CloseReason, State};

/// The progress of our unbind. Each phase except `Sent` says when it ends; `Sent` ends with the response timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ours {
    Stay,
    /// Waits for the responses to requests in flight, and for answers to pending requests.
    Draining {
        until: Millis,
    },
    /// Waits to be written.
    Queued {
        until: Millis,
    },
    Sent,
    /// Only closing is left.
    Answered {
        until: Millis,
    },
}

/// The progress of the peer's unbind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Theirs {
    Stay,
    /// unbind_resp waits for answers to pending requests.
    Withheld {
        until: Millis,
    },
    /// unbind_resp waits to be written.
    Queued {
        until: Millis,
    },
    /// Only closing is left, unless our unbind is still unanswered: then the clock starts again when it is answered.
    Sent {
        until: Millis,
    },
}

impl Model {
    pub(super) fn is_leaving(&self) -> bool {
        self.ours != Ours::Stay || self.theirs != Theirs::Stay
    }

    /// Our unbind waits to be written from now on, and has its number.
    pub(super) fn queue_unbind(&mut self) {
        let mut number = self.next_number;
        while self.numbers.contains(&number) {
            number = Self::after(number);
        }
        self.give_out(number);
        self.unbind = Some(self.waiting(number, Id::UNBIND, None));
        self.ours = Ours::Queued { until: self.respond_until() };
    }

    pub(super) fn drain_until(&self) -> Millis {
        self.now + Millis::from(self.config.drain_timeout.as_millis())
    }

    pub(super) fn respond_until(&self) -> Millis {
        self.now + self.response_timeout()
    }

    /// What follows from the change that was just made.
    pub(super) fn go_on(&mut self) {
        if self.closed.is_some() {
            return;
        }
        let owes = !self.tokens.is_empty();
        if matches!(self.ours, Ours::Draining { .. }) && self.window.is_empty() && !owes {
            self.queue_unbind();
        }
        if matches!(self.theirs, Theirs::Withheld { .. }) && !owes {
            self.theirs = Theirs::Queued { until: self.respond_until() };
        }
        if !self.is_full() || self.is_leaving() {
            self.run_on();
        }
    }

    /// The peer has sent unbind. If ours was not written, it never is.
    pub(super) fn asked_to_unbind(&mut self, number: u32) {
        self.their_number = number;
        self.theirs = Theirs::Withheld { until: self.drain_until() };
        if self.ours != Ours::Sent {
            self.ours = Ours::Stay;
            if let Some(Waiting { number, .. }) = self.unbind.take() {
                // It is not specified whether a number that was assigned but never written counts as sent.
                self.numbers.remove(&number);
                self.skipped.insert(number);
            }
        }
    }

    /// Our unbind was answered, positively or not.
    pub(super) fn unbound(&mut self) {
        self.state = State::Unbound;
        self.tokens.clear();
        self.ours = Ours::Answered { until: self.respond_until() };
    }

    pub(super) fn close(&mut self, reason: CloseReason) {
        let pending = self.state == State::BindPending;
        self.version_is_known = !pending || reason == CloseReason::BindTimedOut;
        if pending {
            self.version = self.our_version();
        }
        self.closed = Some(reason);
        self.state = State::Closed;
        self.ours = Ours::Stay;
        self.theirs = Theirs::Stay;
        self.enquire = None;
        self.tokens.clear();
        self.answers.clear();
        self.stands_since = None;
        // Only a generic_nack is worth waiting for.
        let lingers = matches!(reason, CloseReason::FramingLost { .. });
        self.must_close = !lingers;
        self.give_up = lingers.then(|| self.respond_until());
    }

    /// The connection ends.
    pub fn hang_up(&mut self) {
        if self.closed.is_none() {
            self.close(match self.state {
                State::Unbound => CloseReason::Unbound,
                _ if self.is_incomplete() => CloseReason::ClosedInsidePdu,
                _ => CloseReason::TransportClosed,
            });
        }
        self.give_in();
    }

    /// Nothing can be written any more.
    pub(super) fn give_in(&mut self) {
        self.must_close = true;
        self.give_up = None;
        self.nack = None;
        self.answers.clear();
    }
}
