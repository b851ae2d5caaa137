//! Timers and closing.

use super::config::Switch;
use super::event::{CloseReason, Event};
use super::phase::Phase;
use super::timers::{LONGEST_STEP, Millis, NEVER, Span, Timer};
use super::window::Flight;
use super::{Role, Session, Side, Stall, State, Window};
use crate::codes::CommandId;
use crate::count::Counter;
use smpp_gsm7::Instant;

impl<V, W: Window<Value = V>, R: Role> Session<W, R> {
    /// Advances the time. Time never goes back: an earlier `now` counts as the latest one seen.
    /// Expires tokens, whichever call advances it.
    #[inline(never)]
    pub(super) fn tick(&mut self, now: Instant) -> Millis {
        let (base, before) = (self.base.get(), self.now.get());
        let step = now.as_millis().saturating_sub(base).saturating_sub(before);
        let now = before.saturating_add(step.min(LONGEST_STEP));
        self.base.set(base.saturating_add(step.saturating_sub(LONGEST_STEP)));
        self.now.set(now);
        if self.pending.count() > 0 && self.pending.due(self.settings.pending) <= now {
            self.expire_tokens();
        }
        now
    }

    #[cold]
    #[inline(never)]
    fn expire_tokens(&mut self) {
        self.pending.expire(self.now.get(), self.settings.pending);
        if self.side() == Side::Smsc && self.state == State::BindPending && !self.pending.is_bind_live() {
            self.reopen();
        }
        self.settled();
    }

    /// Whether the peer's clock is stopped: [`WhenPendingFull::Block`] holds back input, and responses wait
    /// behind it. Without [`Config::pending_timeout`] nothing would bound that, so the clock keeps running.
    pub(super) fn holds_back(&self) -> bool {
        self.stall == Stall::Pending && self.settings.pending != Span::NONE
    }

    /// The clock that measures how long the peer takes to answer.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn peer_clock(&self) -> Millis {
        let now = if self.holds_back() { self.stall_clock } else { self.now };
        now.get().saturating_sub(self.held.get())
    }

    /// Records a stall and starts its clock.
    pub(super) fn stalled(&mut self, stall: Stall) {
        if self.stall != stall {
            self.stall_as(stall);
        }
    }

    #[inline(never)]
    fn stall_as(&mut self, stall: Stall) {
        if self.holds_back() {
            let stalled_for = self.now.get().saturating_sub(self.stall_clock.get());
            self.held.set(self.held.get().saturating_add(stalled_for));
        }
        self.stall = stall;
        // Later changes of a timeout do not move a deadline.
        let now = self.now.get();
        self.stall_clock.set(match stall {
            Stall::None => NEVER,
            Stall::Incomplete => self.settings.pdu.after(now),
            Stall::NoPlace => self.settings.response.after(now),
            Stall::Pending => now,
        });
    }

    /// When to call [`Session::handle_timeout`] next; `None` if no timer is running. Exact, except
    /// that it may be earlier than the time at which a token expires. May be in the past until `handle_timeout` is
    /// called and [`Session::poll_event`] then returns `None`.
    ///
    /// ```
    /// # use smpp_core::{Instant, session::{Config, Session, Side, Slot}};
    /// let session = Session::new(Instant::ZERO, Side::Smsc, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// // session_init_timeout
    /// assert_eq!(session.poll_timeout(), Some(Instant::from_millis(30_000)));
    /// ```
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let due = self.flights.next_due(self.window.slots()).filter(|_| self.reason.is_none());
        let flight = due.map_or(NEVER, |due| self.by_peer_clock(due));
        let next = Timer::ALL.iter().fold(flight, |next, timer| next.min(self.deadline(*timer)));
        if next == NEVER { None } else { self.base.get().checked_add(next).map(Instant::from_millis) }
    }

    /// Runs the timers that are due at `now`. Early and repeated calls are harmless. After a long gap each
    /// timer fires once. Call it after [`Session::recv`], then take the resulting events from
    /// [`Session::poll_event`].
    ///
    /// ```
    /// # use smpp_core::{Instant, session::{CloseReason, Config, Session, Side, Slot}};
    /// let mut session = Session::new(Instant::ZERO, Side::Smsc, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// session.handle_timeout(Instant::from_millis(29_999));
    /// assert_eq!(session.close_reason(), None);
    /// session.handle_timeout(Instant::from_millis(30_000));
    /// assert_eq!(session.close_reason(), Some(CloseReason::SessionInitTimeout));
    /// ```
    #[cfg_attr(target_os = "none", inline(never))]
    pub fn handle_timeout(&mut self, now: Instant) {
        let now = self.tick(now);
        if !self.holds_back() {
            self.due.set(self.peer_clock());
        }
        for timer in Timer::ALL {
            if self.deadline(timer) <= now {
                self.fire(timer);
            }
        }
    }

    fn deadline(&self, timer: Timer) -> Millis {
        let settings = &self.settings;
        if self.reason.is_some() && timer != Timer::Phase {
            return NEVER;
        }
        match timer {
            Timer::EnquireLinkResp if self.enquire.is_idle() => NEVER,
            Timer::EnquireLinkResp => self.by_peer_clock(self.enquire.clock.get()),
            Timer::Control => {
                self.control.as_ref().map_or(NEVER, |control| self.by_peer_clock(control.due.get()))
            }
            Timer::Stall => match self.stall {
                Stall::Pending => NEVER,
                _ => self.stall_clock.get(),
            },
            Timer::Phase if self.phase == Phase::Active => NEVER,
            Timer::Phase => self.phase_clock.get(),
            Timer::Inactivity if self.is_quiet() => {
                self.by_peer_clock(settings.inactivity.after(self.phase_clock.get()))
            }
            Timer::EnquireLink if self.is_quiet() && self.enquire.is_idle() => {
                self.by_peer_clock(settings.enquire_link.after(self.enquire.clock.get()))
            }
            Timer::Inactivity | Timer::EnquireLink => NEVER,
            Timer::Pending => self.pending.due(settings.pending),
        }
    }

    /// Converts a deadline on the peer's clock to session time; [`NEVER`] while the peer's clock is stopped.
    #[cfg_attr(target_os = "none", inline(never))]
    fn by_peer_clock(&self, due: Millis) -> Millis {
        if self.holds_back() { NEVER } else { due.saturating_add(self.held.get()) }
    }

    /// Whether the session is bound and neither side is leaving.
    fn is_quiet(&self) -> bool {
        self.state.is_bound() && self.phase == Phase::Active
    }

    fn fire(&mut self, timer: Timer) {
        let reason = match timer {
            Timer::EnquireLinkResp => CloseReason::LinkDead,
            Timer::Control if self.state == State::BindPending => CloseReason::BindTimedOut,
            Timer::Control => CloseReason::UnbindTimedOut,
            Timer::Stall if self.stall == Stall::Incomplete => CloseReason::IncompletePdu,
            Timer::Stall => CloseReason::PeerNotReading,
            Timer::Phase => match self.phase {
                Phase::Draining => return self.queue_unbind(),
                Phase::PeerDraining => return self.enter(Phase::UnbindRespQueued),
                Phase::Closing => return self.give_up(),
                Phase::AwaitingBind => CloseReason::SessionInitTimeout,
                Phase::UnbindAnswered => CloseReason::Unbound,
                _ => CloseReason::PeerNotReading,
            },
            Timer::Inactivity if self.settings.is_on(Switch::CloseWhenInactive) => CloseReason::Inactive,
            Timer::Inactivity => {
                self.enter(Phase::Draining);
                return self.drain();
            }
            Timer::EnquireLink => return self.queue_enquire_link(),
            // `tick` has already expired them.
            Timer::Pending => return,
        };
        self.close(reason);
    }

    /// Returns the next event caused by a timer or by closing, or `None` if there are no more.
    ///
    /// ```
    /// use smpp_core::session::Event;
    /// # use smpp_core::{Instant, session::{Config, Session, Side, Slot}};
    /// # let mut session = Session::new(Instant::ZERO, Side::Smsc, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// session.handle_timeout(Instant::from_millis(30_000));
    /// assert!(matches!(session.poll_event(), Some(Event::Closed { .. })));
    /// assert!(session.poll_event().is_none());
    /// ```
    #[must_use]
    #[cfg_attr(target_os = "none", inline(never))]
    pub fn poll_event(&mut self) -> Option<Event<'static, V>> {
        if let Some(count) = self.pending.take_expired() {
            return Some(Event::PendingExpired { count });
        }
        let slots = self.window.slots_mut();
        let Some(reason) = self.reason else {
            self.flights.next_due(slots).filter(|due| *due <= self.due.get())?;
            let Flight { value, request, sequence_number, .. } = self.flights.take_oldest(slots)?;
            self.counters.change(|counters| counters.timed_out.increment());
            self.drain();
            if request == CommandId::ENQUIRE_LINK {
                self.close(CloseReason::LinkDead);
            }
            return Some(Event::TimedOut { value, request, sequence_number });
        };
        // A bind or unbind in flight has no value to return.
        self.control = None;
        if let Some(Flight { value, request, sequence_number, .. }) = self.flights.take_oldest(slots) {
            return Some(Event::Failed { value, request, sequence_number, reason });
        }
        let is_first = !core::mem::replace(&mut self.closed_reported, true);
        is_first.then_some(Event::Closed { reason })
    }
}
