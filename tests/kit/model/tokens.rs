//! Tokens: who may answer, and until when.

use super::{Millis, Model, Theirs, is_bind};
use smpp_core::session::{SessionError, State, WhenPendingFull, table::next};
use smpp_core::{CommandId as Id, CommandStatus as Status};

/// A token that was given out.
#[derive(Debug)]
pub(super) struct Issued {
    id: usize,
    at: Millis,
    command: Id,
    /// The token of the pending bind.
    pending: bool,
    /// The token of an oversized request, whose body nobody has read.
    unread: bool,
}

impl Model {
    /// The peer's requests that wait for the caller.
    pub fn pending(&self) -> u32 {
        u32::try_from(self.tokens.len()).expect("a count")
    }

    /// The maximum number.
    pub(super) fn is_full(&self) -> bool {
        let blocks = self.config.when_pending_full == WhenPendingFull::Block;
        let most = if blocks { self.config.max_pending.max(1) } else { self.config.max_pending };
        self.pending() >= most
    }

    pub(super) fn issue(&mut self, command: Id) {
        self.tokens.push(Issued { id: self.issued, at: self.now, command, pending: false, unread: false });
        self.issued += 1;
    }

    pub(super) fn issued_for_the_bind(&mut self) {
        self.tokens.last_mut().expect("just issued").pending = true;
    }

    pub(super) fn issued_unread(&mut self) {
        self.tokens.last_mut().expect("just issued").unread = true;
    }

    /// The name of the token that was issued last.
    pub fn newest(&self) -> usize {
        self.issued - 1
    }

    /// The lifetime of a token, if limited. Zero counts as a millisecond.
    fn span(&self) -> Option<Millis> {
        self.config.pending_timeout.map(|span| span.as_millis().max(1).into())
    }

    fn must_live(&self, token: &Issued) -> bool {
        self.span().is_none_or(|span| self.now - token.at < span)
    }

    fn may_live(&self, token: &Issued) -> bool {
        self.span().is_none_or(|span| self.now - token.at < 2 * span)
    }

    /// Whether the session may choose which tokens are alive.
    pub fn tokens_in_doubt(&self) -> bool {
        self.tokens.iter().any(|token| !self.must_live(token))
    }

    /// The latest time at which the oldest token expires.
    pub fn last_expiry(&self) -> Option<Millis> {
        Some(self.tokens.first()?.at + 2 * self.span()?)
    }

    /// How many the session counts. The missing ones have expired, the oldest first; none may expire too early
    /// or too late.
    pub fn observe_pending(&mut self, pending: u32) {
        let missing = self.pending().checked_sub(pending).expect("no token appears from nowhere");
        for _ in 0..missing {
            let token = self.tokens.remove(0);
            assert!(!self.must_live(&token), "{token:?} ran out early, now {}", self.now);
            self.expired += 1;
            if token.pending {
                self.open_again();
            }
        }
        if let Some(token) = self.tokens.first() {
            assert!(self.may_live(token), "{token:?} lives too long, now {}", self.now);
        }
        self.go_on();
    }

    pub(super) fn expire_those_in_doubt(&mut self) {
        let alive = self.tokens.iter().filter(|token| self.must_live(token)).count();
        self.observe_pending(u32::try_from(alive).expect("a count"));
    }

    /// Tokens that have expired since the last call.
    pub fn take_expired(&mut self) -> u32 {
        core::mem::take(&mut self.expired)
    }

    /// Whether the token can still be answered.
    pub fn is_alive(&self, id: usize) -> bool {
        self.tokens.iter().any(|token| token.id == id)
    }

    /// The caller tried to answer, or gave up the request (no status). `said` is the result.
    pub fn answered(
        &mut self,
        id: usize,
        response: Id,
        status: Option<Status>,
        said: Result<(), SessionError>,
    ) {
        if self.closed.is_some() {
            return assert_eq!(said, Err(SessionError::Closed));
        }
        let at = self.tokens.iter().position(|token| token.id == id);
        let token = at.map(|at| &self.tokens[at]);
        let accepts = status == Some(Status::ESME_ROK);
        let unread = accepts && token.is_none_or(|token| token.unread);
        let no_bind = accepts && token.is_none_or(|token| is_bind(token.command) && !token.pending);
        let goes_on = self.state.is_bound() && self.theirs == Theirs::Stay;
        let no_unbind =
            accepts && goes_on && token.is_none_or(|token| token.command == Id::UNBIND && !token.unread);
        match said {
            Ok(()) => {
                let token = token.expect("no dead token is good");
                assert!(self.may_live(token), "{token:?} lives too long, now {}", self.now);
                assert!(!unread && !no_bind && !no_unbind, "{token:?} was accepted");
                let Issued { command, pending, .. } = self.tokens.remove(at.expect("found"));
                if status.is_some() {
                    self.sent += 1;
                    self.transacted(command);
                }
                if pending {
                    self.bind_answered(response, status);
                }
                self.go_on();
            }
            Err(SessionError::TokenExpired) => {
                assert!(
                    token.is_none_or(|token| !self.must_live(token)),
                    "{token:?} is alive, now {}",
                    self.now
                );
            }
            Err(SessionError::Unread) => assert!(unread),
            Err(SessionError::NotAllowed(_)) => assert!(no_bind || no_unbind),
            Err(error) => panic!("{token:?}: {error}"),
        }
    }

    fn bind_answered(&mut self, response: Id, status: Option<Status>) {
        let after = status.map(|status| next(State::BindPending, response, status == Status::ESME_ROK));
        match after {
            Some(state) if state.is_bound() => self.state = state,
            _ => self.open_again(),
        }
    }
}
