//! What time brings, and what closing leaves.

use super::event::{CloseReason, Event};
use super::timers::{Millis, NEVER, Timer};
use super::window::Flight;
use super::{OwnUnbind, PeerUnbind, Session, Side, Stall, State, Window};
use crate::codes::CommandId;
use crate::instant::Instant;

impl<V, W: Window<Value = V>> Session<W> {
    /// When [`Session::handle_timeout`] has something to do, exactly; none while nothing is waited for. May lie in the past.
    pub fn poll_timeout(&self) -> Option<Instant> {
        if self.reason.is_some() {
            return None;
        }
        let flight = self.flights.next_due(self.window.slots()).unwrap_or(NEVER);
        let next = Timer::ALL.iter().fold(flight, |next, timer| next.min(self.deadline(*timer)));
        if next == NEVER { None } else { Some(Instant::from_millis(next)) }
    }

    /// Lets time pass. Early and repeated calls are harmless, and after a jump ahead each timer fires once. Call it after
    /// [`Session::recv`], then take what it brought from [`Session::poll_event`].
    pub fn handle_timeout(&mut self, now: Instant) {
        let now = self.tick(now);
        self.due = now;
        for timer in Timer::ALL {
            if self.reason.is_none() && self.deadline(timer) <= now {
                self.fire(timer, now);
            }
        }
    }

    fn deadline(&self, timer: Timer) -> Millis {
        let settings = &self.settings;
        match timer {
            Timer::EnquireLinkResp => self.enquire.due,
            Timer::Control => self.control.as_ref().map_or(NEVER, |control| control.due),
            Timer::Stall => match self.stall {
                Stall::Incomplete => settings.pdu.after(self.stall_since),
                Stall::NoPlace => settings.response.after(self.stall_since),
                Stall::None | Stall::Owed => NEVER,
            },
            Timer::Phase => match (self.state, self.own_unbind, self.peer_unbind) {
                (State::Open | State::Outbound, _, _) => settings.session_init.after(self.phase_since),
                (_, _, PeerUnbind::Draining) | (_, OwnUnbind::Draining, PeerUnbind::No) => {
                    settings.drain.after(self.phase_since)
                }
                _ => NEVER,
            },
            Timer::Inactivity if self.is_quiet() => settings.inactivity.after(self.last_activity),
            Timer::EnquireLink if self.is_quiet() && self.enquire.due == NEVER => {
                settings.enquire_link.after(self.last_pdu)
            }
            Timer::Inactivity | Timer::EnquireLink => NEVER,
            Timer::Owed => self.owed.due(settings.owed),
        }
    }

    /// Bound, and nobody is leaving.
    const fn is_quiet(&self) -> bool {
        self.state.is_bound() && !self.is_unbinding()
    }

    fn fire(&mut self, timer: Timer, now: Millis) {
        let reason = match timer {
            Timer::EnquireLinkResp => CloseReason::LinkDead,
            Timer::Control if self.state == State::BindPending => CloseReason::BindTimedOut,
            Timer::Control => CloseReason::UnbindTimedOut,
            Timer::Stall if self.stall == Stall::Incomplete => CloseReason::IncompletePdu,
            Timer::Stall => CloseReason::PeerNotReading,
            Timer::Phase if self.peer_unbind == PeerUnbind::Draining => {
                self.peer_unbind = PeerUnbind::Released;
                return;
            }
            Timer::Phase if self.own_unbind == OwnUnbind::Draining => return self.queue_unbind(now),
            Timer::Phase => CloseReason::SessionInitTimeout,
            Timer::Inactivity if self.settings.close_when_inactive => CloseReason::Inactive,
            Timer::Inactivity => {
                self.own_unbind = OwnUnbind::Draining;
                self.phase_since = now;
                return;
            }
            Timer::EnquireLink => return self.queue_enquire_link(now),
            Timer::Owed => {
                self.owed.expire(now, self.settings.owed);
                if self.side == Side::Smsc && !self.owed.is_bind_live() {
                    self.drop_bind();
                }
                return;
            }
        };
        self.close(reason);
    }

    /// What time and closing brought, one event a call. None when there is no more.
    pub fn poll_event(&mut self) -> Option<Event<'static, V>> {
        if let Some(count) = self.owed.take_expired() {
            return Some(Event::OwedExpired { count });
        }
        let slots = self.window.slots_mut();
        let Some(reason) = self.reason else {
            self.flights.next_due(slots).filter(|due| *due <= self.due)?;
            let Flight { value, request, sequence_number, .. } = self.flights.take_oldest(slots)?;
            self.counters.timed_out = self.counters.timed_out.saturating_add(1);
            if request == CommandId::ENQUIRE_LINK {
                self.close(CloseReason::LinkDead);
            }
            return Some(Event::TimedOut { value, request, sequence_number });
        };
        if let Some(control) = self.control.take() {
            let (request, sequence_number) = (control.command.id(), control.sequence_number);
            if let Some(value) = control.value {
                return Some(Event::Failed { value, request, sequence_number, reason });
            }
        }
        if let Some(flight) = self.flights.take_oldest(slots) {
            let Flight { value, request, sequence_number, .. } = flight;
            return Some(Event::Failed { value, request, sequence_number, reason });
        }
        if self.closed_told {
            return None;
        }
        self.closed_told = true;
        Some(Event::Closed { reason })
    }
}
