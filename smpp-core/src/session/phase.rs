//! The phases in the life of a session. Exactly one is current. A bound session that neither side leaves may last
//! forever. Every other phase before the end has a deadline, its own or that of the bind or unbind that it waits for,
//! unless that timer is off.

use super::event::CloseReason;
use super::table::State;
use super::timers::Span;
use super::{Enquire, Role, Session, Stall, Window};

/// What the session as a whole is waiting for. The standard's state is kept separately: BOUND_TX and BOUND_TRX,
/// for example, are the same phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// OPEN or OUTBOUND, waiting for a bind.
    AwaitingBind,
    /// A bind is pending (with its own deadline) or accepted, and neither side is leaving.
    Active,
    /// We want to leave. We wait for responses to requests in flight, and for answers to pending requests.
    Draining,
    /// Our unbind waits to be written.
    UnbindQueued,
    /// Our unbind was written. Its response has its own deadline.
    UnbindSent,
    /// The peer wants to leave, and we wait for answers to pending requests. Our own unbind may also have been written.
    PeerDraining,
    /// Our unbind_resp waits to be written. Our own unbind may also have been written.
    UnbindRespQueued,
    /// Our unbind_resp was handed to the driver, which sends it and closes the connection.
    UnbindRespSent,
    /// Our unbind was answered, and the driver closes the connection.
    UnbindAnswered,
    /// CLOSED, with octets left to send.
    Closing,
    /// CLOSED; anything not sent yet is dropped.
    Closed,
}

impl Phase {
    /// Whether either side wants to leave. No more requests are sent then.
    pub(super) const fn is_leaving(self) -> bool {
        !matches!(self, Self::AwaitingBind | Self::Active)
    }

    /// Whether the peer has sent unbind.
    pub(super) const fn has_peer_unbound(self) -> bool {
        matches!(self, Self::PeerDraining | Self::UnbindRespQueued | Self::UnbindRespSent)
    }
}

impl<V, W: Window<Value = V>, R: Role> Session<W, R> {
    /// Ends the session. `poll_event` returns the requests in flight one by one.
    #[inline(never)]
    pub(super) fn close(&mut self, reason: CloseReason) -> CloseReason {
        if self.state == State::BindPending {
            self.version = self.settings.own_version();
        }
        self.reason = Some(reason);
        self.state = State::Closed;
        self.enquire = Enquire::none(0);
        self.pending.clear();
        if matches!(reason, CloseReason::FramingLost { .. }) {
            self.nack = true;
            self.enter(Phase::Closing);
        } else {
            self.give_up();
        }
        reason
    }

    /// Drops everything not yet written.
    #[inline(never)]
    pub(super) fn give_up(&mut self) {
        self.unanswered = 0;
        self.nack = false;
        self.enter(Phase::Closed);
    }

    /// Enters a phase and starts its clock.
    #[inline(never)]
    pub(super) fn enter(&mut self, phase: Phase) {
        let settings = &self.settings;
        let span = match phase {
            Phase::AwaitingBind => settings.session_init,
            Phase::Draining | Phase::PeerDraining => settings.drain,
            // Our own unbind is still unanswered and has its own deadline.
            Phase::UnbindRespSent if self.control.is_some() => Span::NONE,
            Phase::UnbindQueued
            | Phase::UnbindRespQueued
            | Phase::UnbindRespSent
            | Phase::UnbindAnswered
            | Phase::Closing => settings.response,
            Phase::Active | Phase::UnbindSent | Phase::Closed => Span::NONE,
        };
        self.phase = phase;
        self.phase_clock.set(match phase {
            Phase::Active => self.peer_clock(),
            _ => span.after(self.now.get()),
        });
        if phase.is_leaving() && self.stall == Stall::Pending {
            // A session that is leaving does not wait for answers the caller holds back.
            self.stalled(Stall::None);
        }
    }

    /// The caller has nobody to answer any more: the input no longer waits for answers.
    pub(crate) fn stop_waiting(&mut self) {
        if !self.phase.is_leaving() {
            self.enter(Phase::Draining);
        }
    }

    /// The pending bind failed: the session is OPEN again, with the full time for another bind.
    #[inline(never)]
    pub(super) fn reopen(&mut self) {
        self.state = State::Open;
        self.version = self.settings.own_version();
        self.enter(Phase::AwaitingBind);
    }

    /// Checks whether a session that is leaving can enter its next phase.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn drain(&mut self) {
        match self.phase {
            Phase::Draining if self.flights.len() == 0 && self.pending.count() == 0 => {
                self.queue_unbind();
            }
            Phase::PeerDraining if self.pending.count() == 0 => self.enter(Phase::UnbindRespQueued),
            _ => {}
        }
    }

    /// Called when an answer was sent or its token expired.
    #[inline(never)]
    pub(super) fn settled(&mut self) {
        if self.stall == Stall::Pending && self.pending.count() < self.settings.max_pending {
            self.stalled(Stall::None);
        }
        self.drain();
    }
}
