//! One side of the simulation, with its caller.

use super::{Chance, Flood, Habits, INBOX, PIPES, STEP, WINDOW};
use crate::books::{Books, accepting, shows_a_fault};
use crate::pair::{End, Seen};
use smpp_core::pdu::EnquireLink;
use smpp_core::session::{Config, Returned, SessionError, Side, State, Token};
use smpp_core::{CommandId, CommandStatus, Instant, Request, Version};
use std::collections::BTreeMap;

/// One side with its caller.
pub(super) struct Actor {
    pub(super) end: End<WINDOW>,
    pub(super) books: Books,
    pub(super) tokens: Vec<Token>,
    /// Tokens that were rejected as expired.
    pub(super) dead: Vec<Token>,
    pub(super) habits: Habits,
    /// Whether a caller has a bad habit, or a session may block.
    pub(super) odd: bool,
    /// When `handle_timeout` is called next.
    pub(super) looks_at: u64,
    /// When the last alert_notification went out.
    pub(super) alerted: u64,
    /// When one side first wanted to leave.
    pub(super) leaves_since: Option<u64>,
    /// How long the connection may take to close from then on.
    pub(super) leaves_within: u64,
    /// When the session closed.
    pub(super) closed_since: Option<u64>,
    /// How often an expired token was used again.
    pub(super) tried_again: u64,
    /// By value: requests in flight, when they were sent, and their numbers.
    pub(super) out: BTreeMap<u32, (u64, u32)>,
    pub(super) next_value: u32,
    pub(super) version: Version,
    /// How long a request may be in flight.
    pub(super) response_timeout: u64,
    /// Whether whatever goes wrong is the caller's fault, not the link's.
    pub(super) smooth: bool,
    /// Whether its caller writes the session's own PDUs only when it must.
    pub(super) lazy: bool,
    /// Whether its caller sends enquire_link, too.
    pub(super) asks: bool,
    pub(super) flood: Flood,
    /// The size of its pipe.
    pub(super) pipe: usize,
    /// How often a request was held back.
    pub(super) blocked: u64,
    /// Answers that it wrote twice.
    pub(super) twice: u64,
    pub(super) hung_up: bool,
    /// It closed the connection before everything was written.
    pub(super) cut_short: bool,
    pub(super) told_closed: bool,
}

impl Actor {
    pub(super) fn new(now: Instant, side: Side, tag: u32, config: &Config) -> Self {
        let end = End::new(now, side, tag, config);
        Self {
            end,
            books: Books::default(),
            tokens: Vec::new(),
            dead: Vec::new(),
            habits: Habits::default(),
            odd: false,
            looks_at: 0,
            alerted: 0,
            leaves_since: None,
            leaves_within: leaves_within(config),
            closed_since: None,
            tried_again: 0,
            out: BTreeMap::new(),
            next_value: 0,
            version: config.version,
            response_timeout: config.response_timeout.as_millis(),
            smooth: false,
            lazy: false,
            asks: false,
            flood: Flood::No,
            pipe: PIPES[0],
            blocked: 0,
            twice: 0,
            hung_up: false,
            cut_short: false,
            told_closed: false,
        }
    }

    pub(super) fn has_room(&self) -> bool {
        self.end.outbox.len() < self.pipe
    }

    /// Sends enquire_link while there is room.
    pub(super) fn ask(&mut self, now: Instant) {
        let bound = self.end.session.state().is_bound();
        while bound && self.has_room() && self.end.session.window_free() > 0 {
            let before = self.next_value;
            self.send(now, &EnquireLink::default());
            if self.next_value == before {
                // It is unbinding.
                break;
            }
        }
    }

    pub(super) fn send<P: Request + ?Sized>(&mut self, now: Instant, request: &P) {
        let value = self.next_value;
        match self.writing(|end| end.send(now, request, value)) {
            Ok(number) => {
                self.next_value += 1;
                assert!(self.out.values().all(|(_, other)| *other != number), "{number} is in flight twice");
                assert!(self.out.insert(value, (now.as_millis(), number)).is_none());
            }
            Err(error) => {
                let fits = !matches!(error, SessionError::Encode(_));
                assert!(fits, "what is sent here is in order: {error}");
            }
        }
    }

    /// Writes, and checks what was written against the standard.
    pub(super) fn writing<R>(&mut self, write: impl FnOnce(&mut End<WINDOW>) -> R) -> R {
        let (from, session) = (self.end.outbox.len(), &self.end.session);
        let (version, side, state) = (session.version(), session.side(), session.state());
        let result = write(&mut self.end);
        self.books.wrote(&self.end.outbox[from..], version, side, state);
        result
    }

    /// Answers one request, or decides never to.
    pub(super) fn answer(&mut self, now: Instant, token: Token, chance: &mut Chance) {
        if self.habits.holds.contains(&(token.sequence_number() % 8)) {
            // Dropped: its slot is free again when it expires.
            return self.books.lost(&token);
        }
        if chance.one_in(30) {
            self.books.lost(&token);
            if chance.one_in(2) {
                let known = |error| matches!(error, SessionError::TokenExpired | SessionError::Closed);
                let given_up = self.end.session.abandon(token);
                assert!(given_up.is_ok() || given_up.is_err_and(|returned| known(returned.error)));
            }
            return;
        }
        let (bind, from) = (self.end.session.state() == State::BindPending, self.end.outbox.len());
        let response = accepting(&token, self.end.session.version(), self.version);
        let good = !chance.one_in(10);
        let refuse = bind && chance.one_in(4);
        let answered = self.writing(|end| match (good, refuse) {
            (false, _) => end.answer_default(now, token),
            (true, true) => end.refuse(now, token, CommandStatus::ESME_RBINDFAIL),
            (true, false) => end.answer(now, token, CommandStatus::ESME_ROK, &response.raw()),
        });
        let answered = match answered {
            // The link made the PDU too large, or turned it into a bind: it cannot be accepted.
            Err(returned) if returned.error == SessionError::Unread || is_stray_bind(&returned) => {
                self.writing(|end| end.answer_default(now, returned.token))
            }
            answered => answered,
        };
        match answered {
            // Once more, without the session.
            Ok(_) if chance.one_in(25) => {
                self.end.outbox.extend_from_within(from..);
                self.twice += 1;
            }
            Ok(_) => {}
            Err(returned) => {
                let known = matches!(returned.error, SessionError::TokenExpired | SessionError::Closed);
                assert!(known, "{returned}");
                self.books.lost(&returned.token);
                self.dead.push(returned.token);
            }
        }
    }

    /// An expired token never becomes valid again, however it is used and whatever came since.
    pub(super) fn try_dead(&mut self, now: Instant, chance: &mut Chance) {
        if self.dead.is_empty() {
            return;
        }
        let at = usize::try_from(chance.below(self.dead.len() as u64)).expect("an index");
        let token = self.dead.swap_remove(at);
        let response = accepting(&token, self.end.session.version(), self.version);
        let tried = match chance.below(4) {
            0 => self.end.session.abandon(token),
            1 => self.end.answer_default(now, token).map(drop),
            2 => self.end.refuse(now, token, CommandStatus::ESME_RSYSERR).map(drop),
            _ => self.end.answer(now, token, CommandStatus::ESME_ROK, &response.raw()).map(drop),
        };
        let returned = tried.expect_err("a dead token lives again");
        let dead = matches!(returned.error, SessionError::TokenExpired | SessionError::Closed);
        assert!(dead, "{returned}");
        self.dead.push(returned.token);
        self.tried_again += 1;
    }

    pub(super) fn look(&mut self, now: u64) {
        for seen in core::mem::take(&mut self.end.seen) {
            assert!(!self.told_closed, "{seen:?} after Closed");
            assert!(!(self.smooth && shows_a_fault(&seen)), "{seen:?}");
            self.books.arrived(&seen);
            let Seen { kind, value, token, .. } = seen;
            if let Some(value) = value {
                assert!(self.out.remove(&value).is_some(), "{kind}: value {value} came back twice");
            }
            self.tokens.extend(token);
            self.told_closed = kind == "Closed";
            if kind == "Unbind" {
                self.leaves_since = self.leaves_since.or(Some(now));
            }
        }
        assert!(self.end.inbox.len() <= INBOX, "what is not taken must not grow");
        let session = &self.end.session;
        assert_eq!(session.in_flight() + session.window_free(), WINDOW);
    }

    /// Once a side wants to leave, the session ends in time; then so does the connection.
    pub(super) fn check_end(&mut self, now: u64) {
        if self.habits.timeless || self.end.session.must_close() {
            return;
        }
        // Each phase may end as late as its caller looks.
        let late = 8 * (self.habits.late + STEP);
        if let Some(since) = self.leaves_since {
            let within = self.leaves_within + late;
            let state = self.end.session.state();
            assert!(now - since <= within, "{state} still, {now}: wanted to leave at {since}");
        }
        if self.end.session.close_reason().is_some() {
            let since = *self.closed_since.get_or_insert(now);
            assert!(now - since <= self.response_timeout + late, "closed since {since}, now {now}");
        }
    }

    /// Time has passed: no request is in flight for too long.
    pub(super) fn check_ages(&self, now: u64) {
        if self.odd {
            return;
        }
        if let Some((value, (sent, _))) = self.out.first_key_value() {
            assert!(now - sent < self.response_timeout, "value {value} is out since {sent}, now {now}");
        }
    }

    /// Its caller wants to leave.
    pub(super) fn leave(&mut self, now: Instant) {
        if self.end.session.unbind(now).is_ok() {
            self.leaves_since = self.leaves_since.or(Some(now.as_millis()));
        }
    }

    /// Ends its side of the connection.
    pub(super) fn hang_up(&mut self, now: Instant) {
        if self.habits.deaf_from.is_none() {
            self.end.read(now);
        }
        self.end.hang_up(now);
        self.look(now.as_millis());
        assert!(self.end.session.must_close() && self.end.session.wants_close());
        assert_eq!(self.end.session.poll_timeout(), None);
        self.cut_short = !self.end.outbox.is_empty();
        self.end.outbox.clear();
        assert!(self.told_closed && self.out.is_empty(), "values left: {:?}", self.out);
        assert_eq!(self.end.session.state(), State::Closed);
        self.hung_up = true;
    }
}

/// Whether ESME_ROK was refused for a bind that the session does not wait for.
fn is_stray_bind(returned: &Returned) -> bool {
    let bind = matches!(
        returned.token.command_id(),
        CommandId::BIND_RECEIVER | CommandId::BIND_TRANSMITTER | CommandId::BIND_TRANSCEIVER
    );
    bind && matches!(returned.error, SessionError::NotAllowed(_))
}

/// The longest time that a session needs to end once a side wants to leave, whoever answers. The longest path: our
/// unbind drains, waits for room, and is dropped for the peer's, whose answer waits for replies and for room and is
/// not read; or ours is written and finally answered, and the answer to the peer's waits for room and is not read.
/// Other ends of the session leave a response timer for what is still to be written.
fn leaves_within(config: &Config) -> u64 {
    2 * config.drain_timeout.as_millis() + 5 * config.response_timeout.as_millis()
}
