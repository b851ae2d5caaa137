//! Time and deadlines.

use super::closing::{Ours, Theirs};
use super::{Millis, Model, Stall, Told, Waiting, told};
use smpp_core::session::{CloseReason, OnInactivity, State};
use smpp_core::{CommandId as Id, Duration};

/// What happens at a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    TimedOut,
    Close(CloseReason),
    /// Draining ends.
    Unbind,
    /// unbind_resp no longer waits.
    UnbindResp,
    Inactive,
    /// The session asks whether the peer is alive.
    Ask,
    /// Closed; nothing more will be written.
    GiveIn,
}

fn after(start: Millis, span: Option<Duration>) -> Option<Millis> {
    span.map(|span| start + Millis::from(span.as_millis()))
}

impl Model {
    /// The time on the clock that stops while the session is blocked.
    pub(super) fn running(&self) -> Millis {
        self.stands_since.unwrap_or(self.now) - self.stood
    }

    /// Blocking is configured.
    pub(super) fn stand_still(&mut self) {
        // Without a lifetime of tokens nothing would limit it.
        if self.config.pending_timeout.is_some() {
            self.stands_since = self.stands_since.or(Some(self.now));
        }
    }

    /// A slot is free again.
    pub(super) fn run_on(&mut self) {
        if let Some(since) = self.stands_since.take() {
            self.stood += self.now - since;
        }
    }

    pub(super) fn is_incomplete(&self) -> bool {
        matches!(self.stall, Some((Stall::Incomplete, _)))
    }

    /// The clock of a stall starts with it.
    pub(super) fn stalled(&mut self, stall: Stall) {
        if self.stall.is_some_and(|(before, _)| before == stall) {
            return;
        }
        let until = match stall {
            Stall::Incomplete => after(self.now, self.config.pdu_timeout),
            Stall::NoPlace => Some(self.respond_until()),
            Stall::Pending => None,
        };
        self.stall = Some((stall, until));
    }

    /// Every deadline except those of tokens.
    fn deadlines(&self) -> Vec<(Millis, Due)> {
        if self.closed.is_some() {
            return self.give_up.map(|at| (at, Due::GiveIn)).into_iter().collect();
        }
        let mut table = Vec::new();
        let mut add = |at: Option<Millis>, due| table.extend(at.map(|at| (at, due)));
        if self.stands_since.is_none() {
            let real = |due: Millis| Some(due + self.stood);
            let window = self.window.iter().filter(|waiting| !waiting.over);
            window.for_each(|waiting| add(real(waiting.due), Due::TimedOut));
            for (waiting, reason) in [
                (&self.bind, CloseReason::BindTimedOut),
                (&self.unbind, CloseReason::UnbindTimedOut),
                (&self.enquire, CloseReason::LinkDead),
            ] {
                let was_sent = reason != CloseReason::UnbindTimedOut || self.ours == Ours::Sent;
                let due = waiting.as_ref().filter(|_| was_sent).and_then(|waiting| real(waiting.due));
                add(due, Due::Close(reason));
            }
            if self.state.is_bound() && !self.is_leaving() {
                let inactive = match self.config.on_inactivity {
                    OnInactivity::Close => Due::Close(CloseReason::Inactive),
                    OnInactivity::Unbind => Due::Inactive,
                };
                let inactive_at = after(self.last_transaction, self.config.inactivity_timeout);
                add(inactive_at.and_then(real), inactive);
                let ask = after(self.last_pdu, self.config.enquire_link_interval);
                add(ask.filter(|_| self.enquire.is_none()).and_then(real), Due::Ask);
            }
        }
        if let Some((stall, until)) = self.stall {
            let incomplete = stall == Stall::Incomplete;
            let reason = if incomplete { CloseReason::IncompletePdu } else { CloseReason::PeerNotReading };
            add(until, Due::Close(reason));
        }
        if matches!(self.state, State::Open | State::Outbound) {
            let until = after(self.init_since, self.config.session_init_timeout);
            add(until, Due::Close(CloseReason::SessionInitTimeout));
        }
        match self.ours {
            Ours::Draining { until } => add(Some(until), Due::Unbind),
            Ours::Queued { until } => add(Some(until), Due::Close(CloseReason::PeerNotReading)),
            Ours::Answered { until } if self.theirs == Theirs::Stay => {
                add(Some(until), Due::Close(CloseReason::Unbound));
            }
            Ours::Stay | Ours::Sent | Ours::Answered { .. } => {}
        }
        match self.theirs {
            Theirs::Withheld { until } => add(Some(until), Due::UnbindResp),
            Theirs::Queued { until } => add(Some(until), Due::Close(CloseReason::PeerNotReading)),
            Theirs::Sent { until } if self.ours != Ours::Sent => {
                add(Some(until), Due::Close(CloseReason::PeerNotReading));
            }
            Theirs::Stay | Theirs::Sent { .. } => {}
        }
        table
    }

    /// The next time at which something happens, except for tokens.
    pub fn timeout(&self) -> Option<u64> {
        let next = self.deadlines().into_iter().map(|(at, _)| at).min()?;
        u64::try_from(next).ok()
    }

    /// Whether a request has timed out, or a token has expired, and has not been reported.
    pub fn has_news(&self) -> bool {
        self.expired > 0 || self.window.iter().any(|waiting| waiting.over)
    }

    /// Tokens may have expired just before the session closed. They have if its reason is not possible otherwise.
    pub fn may_have_expired(&mut self, reason: Option<CloseReason>) {
        let met = |(at, due): (Millis, Due)| at <= self.now && Some(due) == reason.map(Due::Close);
        if !self.deadlines().into_iter().any(met) {
            self.expire_those_in_doubt();
        }
    }

    /// Time passes. If several reasons to close are met at once, the session's choice counts.
    pub fn handle_timeout(&mut self, reason: Option<CloseReason>) {
        if self.stands_since.is_none() {
            self.looked = self.running();
        }
        let mut met: Vec<_> =
            self.deadlines().into_iter().filter(|(at, _)| *at <= self.now).map(|(_, due)| due).collect();
        // One look at the window is enough, however many requests have timed out.
        met.dedup();
        let reasons: Vec<_> = met
            .iter()
            .filter_map(|due| if let Due::Close(reason) = due { Some(*reason) } else { None })
            .collect();
        if let Some(first) = reasons.first() {
            let reason = reason.filter(|reason| reasons.contains(reason));
            return self.close(reason.unwrap_or(*first));
        }
        for due in met {
            match due {
                Due::TimedOut => {
                    let (now, stood) = (self.now, self.stood);
                    self.window.iter_mut().for_each(|waiting| waiting.over |= waiting.due + stood <= now);
                }
                Due::Unbind => self.queue_unbind(),
                Due::UnbindResp => self.theirs = Theirs::Queued { until: self.respond_until() },
                Due::Inactive => self.ours = Ours::Draining { until: self.drain_until() },
                Due::Ask if !self.is_leaving() => {
                    let due = self.running() + self.response_timeout();
                    let (number, command, sent) = (0, Id::ENQUIRE_LINK, self.now);
                    self.enquire = Some(Waiting { number, command, sent, due, value: None, over: false });
                }
                Due::Ask | Due::Close(_) => {}
                Due::GiveIn => self.give_in(),
            }
        }
        self.go_on();
    }

    /// The next event of time or of closing, except for tokens.
    pub fn event(&mut self) -> Option<Told> {
        let Some(reason) = self.closed else {
            let at = self.window.iter().position(|waiting| waiting.over)?;
            let Waiting { number, command, value, .. } = self.window.remove(at)?;
            self.numbers.remove(&number);
            self.timed_out += 1;
            if command == Id::ENQUIRE_LINK {
                self.close(CloseReason::LinkDead);
            }
            self.go_on();
            let (request, detail) = (Some(command), Some(number.to_string()));
            return Some(Told { value, request, detail, ..told("TimedOut") });
        };
        let detail = Some(format!("{reason:?}"));
        // The bind or unbind first, then the window in the order of sending.
        let next = self.bind.take().or_else(|| self.unbind.take()).or_else(|| self.window.pop_front());
        match next {
            Some(Waiting { value: None, .. }) => self.event(),
            Some(Waiting { value, command, .. }) => {
                Some(Told { value, request: Some(command), detail, ..told("Failed") })
            }
            None => {
                let first = !core::mem::replace(&mut self.closed_told, true);
                first.then(|| Told { detail, ..told("Closed") })
            }
        }
    }
}
