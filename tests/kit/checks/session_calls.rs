//! A session under any calls in any order, and any octets from its peer. Every value comes back exactly once, memory
//! is bounded, the session uses only octets that exist, and it always ends.

use crate::generate::{self, Source};
use crate::model::is_control;
use smpp_core::pdu::{GenericNack, PDUS, SubmitSm};
use smpp_core::session::{
    Config, Event, Prepared, Recv, Returned, Session, SessionError, Side, Slot, Token, WhenPendingFull,
};
use smpp_core::{CommandId, CommandStatus, Duration, Instant, RawPdu};

/// The commands of most sessions, so that runs get far.
const COMMON: [CommandId; 8] = [
    CommandId::BIND_TRANSCEIVER,
    CommandId::BIND_RECEIVER,
    CommandId::BIND_TRANSCEIVER_RESP,
    CommandId::SUBMIT_SM,
    CommandId::DELIVER_SM,
    CommandId::DATA_SM,
    CommandId::ENQUIRE_LINK,
    CommandId::GENERIC_NACK,
];

const WINDOW: usize = 4;
const MAX_PDU: u32 = 400;
const MAX_PENDING: u32 = 3;

type Link = Session<[Slot<u32>; WINDOW]>;

/// Calls and input as the octets choose.
pub fn check_calls(data: &[u8]) {
    run(&mut Source::Octets(data), usize::MAX);
}

/// Calls and input from a seed, for this many steps. Returns how many of our requests were answered, so that a test can
/// see how far runs get.
pub fn check_seed(seed: u64, steps: usize) -> usize {
    run(&mut Source::Seed(seed), steps)
}

fn run(source: &mut Source<'_>, steps: usize) -> usize {
    Run::new(source).go(source, steps)
}

/// A complete, valid PDU, usually of a common type.
fn any_valid(source: &mut Source<'_>) -> Vec<u8> {
    let def = if source.once_in(4) {
        source.pick(PDUS)
    } else {
        source.pick(&COMMON).def().expect("every version's list has it")
    };
    let version = generate::version_of(source, def);
    generate::valid(source, def, version)
}

struct Run {
    link: Link,
    now: u64,
    /// Octets from the peer that have not been read.
    input: Vec<u8>,
    /// Sequence numbers and commands that we sent, newest last.
    sent: Vec<(CommandId, u32)>,
    tokens: Vec<Token>,
    /// Tokens that were rejected as expired.
    dead: Vec<Token>,
    given: u32,
    /// How often each value came back.
    back: Vec<u32>,
    answered: usize,
    closed: bool,
}

impl Run {
    fn new(source: &mut Source<'_>) -> Self {
        let choices = source.octet();
        let config = Config {
            max_pdu: MAX_PDU,
            max_command_length: 20_000,
            max_pending: MAX_PENDING,
            when_pending_full: if choices & 1 == 0 {
                WhenPendingFull::Refuse
            } else {
                WhenPendingFull::Block
            },
            inactivity_timeout: (choices & 2 != 0).then(|| Duration::from_secs(100)),
            first_sequence_number: if choices & 4 == 0 { 1 } else { 0x7FFF_FFFE },
            ..Config::default()
        };
        let side = if choices & 8 == 0 { Side::Esme } else { Side::Smsc };
        let slots = [Slot::EMPTY; WINDOW];
        Self {
            link: Session::new(Instant::ZERO, side, 7, &config, slots),
            now: 0,
            input: Vec::new(),
            sent: Vec::new(),
            tokens: Vec::new(),
            dead: Vec::new(),
            given: 0,
            back: Vec::new(),
            answered: 0,
            closed: false,
        }
    }

    fn now(&self) -> Instant {
        Instant::from_millis(self.now)
    }

    fn go(mut self, source: &mut Source<'_>, steps: usize) -> usize {
        for _ in 0..steps {
            if source.is_spent() {
                break;
            }
            match source.below(12) {
                0..=2 => self.peer_sends(source),
                3 | 4 => self.send(source),
                5 | 6 => self.answer(source),
                7 => {
                    let most = if source.once_in(12) { 40_000 } else { 256 };
                    self.now += source.below(most) as u64;
                }
                8 => self.transmit(16 * source.below(2)),
                9 => self.link.handle_timeout(self.now()),
                10 if source.once_in(20) => {
                    if let Err(error) = self.link.unbind(self.now()) {
                        assert!(!error.to_string().is_empty());
                    }
                }
                _ => self.events(),
            }
            self.receive();
            self.check();
        }
        self.end()
    }

    /// Octets arrive: an answer to one of our requests, a PDU of any type, a broken one, or half of one.
    fn peer_sends(&mut self, source: &mut Source<'_>) {
        let mut octets = match source.below(4) {
            0 => generate::any(source),
            1 | 2 if !self.sent.is_empty() => {
                let newest = &self.sent[self.sent.len().saturating_sub(WINDOW)..];
                let (command, number) = *source.pick(newest);
                let id = if source.once_in(5) { CommandId::GENERIC_NACK } else { command.response() };
                let status = if source.once_in(4) { u32::from(source.octet()) } else { 0 };
                let body: &[u8] = if status == 0 { b"id\0" } else { b"" };
                generate::framed(id.0, status, number, body)
            }
            _ => any_valid(source),
        };
        if source.once_in(250) {
            octets.truncate(source.below(octets.len()));
        }
        self.input.extend(octets);
    }

    fn receive(&mut self) {
        loop {
            let now = self.now();
            let used = match self.link.recv(now, &self.input) {
                Recv::Event { used, event } => {
                    assert!(used <= self.input.len());
                    self.answered += usize::from(matches!(event, Event::Response { .. }));
                    let accepted = matches!(event, Event::Request { .. });
                    let (value, token) = opened(event);
                    self.back.extend(value);
                    self.tokens.extend(token);
                    assert!(!accepted || self.link.pending() <= MAX_PENDING, "accepted beyond max_pending");
                    used
                }
                Recv::NeedMore { total } => {
                    assert!(total > self.input.len() && total <= MAX_PDU as usize);
                    return;
                }
                Recv::Blocked => return,
                Recv::Fatal(reason) => {
                    assert_eq!(self.link.close_reason(), Some(reason));
                    self.input.clear();
                    return;
                }
            };
            assert!(used > 0, "an event that takes nothing could come for ever");
            self.input.drain(..used);
        }
    }

    fn send(&mut self, source: &mut Source<'_>) {
        let value = self.given;
        let mut out = [0; 512];
        let room = if source.once_in(6) { source.below(40) } else { out.len() };
        let before =
            (self.link.in_flight(), self.link.window_free(), self.link.state(), self.link.counters());
        let (now, out_room) = (self.now(), &mut out[..room]);
        let keep = |prepared: Prepared<'_, _>| prepared.keep(value);
        let (sent, id, kept) = if source.once_in(8) {
            let id = CommandId(0x0100_0000 + source.below(6) as u32);
            let raw =
                RawPdu { command_id: id, command_status: CommandStatus(0), sequence_number: 0, body: b"any" };
            (self.link.prepare(now, &raw, out_room).map(keep), id, true)
        } else if source.once_in(3) {
            let pdu = SubmitSm { short_message: b"text", ..SubmitSm::default() };
            (self.link.prepare(now, &pdu, out_room).map(keep), CommandId::SUBMIT_SM, true)
        } else {
            let octets = any_valid(source);
            let raw = RawPdu::parse(&octets).expect("made whole");
            if is_control(raw.command_id) {
                (self.link.send(now, &raw, out_room), raw.command_id, false)
            } else {
                (self.link.prepare(now, &raw, out_room).map(keep), raw.command_id, true)
            }
        };
        match sent {
            Ok(sent) => {
                assert!((16..=room).contains(&sent.len));
                assert!((1..=0x7FFF_FFFF).contains(&sent.sequence_number));
                let raw = RawPdu::parse(&out[..sent.len]).expect("what was written is whole");
                assert_eq!((raw.command_id, raw.sequence_number), (id, sent.sequence_number));
                self.sent.push((id, sent.sequence_number));
                self.given += u32::from(kept);
            }
            Err(_) => {
                let after =
                    (self.link.in_flight(), self.link.window_free(), self.link.state(), self.link.counters());
                assert_eq!(format!("{after:?}"), format!("{before:?}"), "nothing changed");
            }
        }
    }

    fn answer(&mut self, source: &mut Source<'_>) {
        let again = !self.dead.is_empty() && source.once_in(4);
        let from = if again { &mut self.dead } else { &mut self.tokens };
        if from.is_empty() {
            return;
        }
        let token = from.swap_remove(source.below(from.len()));
        let mut out = [0; 64];
        let now = self.now();
        let status = CommandStatus(if source.once_in(2) { 0 } else { u32::from(source.octet()) });
        let done = match source.below(5) {
            0 => {
                let done = self.link.abandon(token);
                assert!(!(again && done.is_ok()), "a dead token lives again");
                return done.err().into_iter().for_each(|returned| self.keep(returned));
            }
            1 => self.link.refuse(now, token, status, &mut out),
            2 => self.link.answer(now, token, status, &GenericNack::default(), &mut out),
            3 => {
                let id = if source.once_in(6) { CommandId::DATA_SM } else { token.command_id() };
                let response = RawPdu {
                    command_id: id.response(),
                    command_status: status,
                    sequence_number: 0,
                    body: b"id\0",
                };
                let number = token.sequence_number();
                let done = self.link.answer(now, token, status, &response, &mut out);
                if let Ok(sent) = &done {
                    assert_eq!(sent.sequence_number, number);
                }
                done
            }
            _ => self.link.answer_default(now, token, &mut out),
        };
        assert!(!(again && done.is_ok()), "a dead token lives again");
        match done {
            Ok(sent) => {
                let raw = RawPdu::parse(&out[..sent.len]).expect("what was written is whole");
                assert!(raw.command_id.is_response());
                assert_eq!(raw.sequence_number, sent.sequence_number);
            }
            Err(returned) => self.keep(returned),
        }
    }

    /// After a wrong response a token is still good; one that expired is never good again.
    fn keep(&mut self, returned: Returned) {
        match returned.error {
            SessionError::TokenExpired => self.dead.push(returned.token),
            SessionError::Closed => {}
            _ => self.tokens.push(returned.token),
        }
    }

    fn transmit(&mut self, room: usize) {
        let mut out = [0; 64];
        // At most the PDUs that have a slot: automatic answers, enquire_link, unbind and its response, one
        // generic_nack.
        for _ in 0..16 {
            match self.link.poll_transmit(self.now(), &mut out[..room]) {
                Some(len) => assert_eq!(RawPdu::parse(&out[..len]).map(|pdu| pdu.body.len()), Ok(0)),
                None => return,
            }
        }
        panic!("poll_transmit does not end");
    }

    fn events(&mut self) {
        for _ in 0..WINDOW + 8 {
            let Some(event) = self.link.poll_event() else { return };
            assert!(!self.closed, "an event after Closed");
            self.closed = matches!(event, Event::Closed { .. });
            let (value, token) = opened(event);
            assert!(token.is_none());
            self.back.extend(value);
        }
        panic!("poll_event does not end");
    }

    fn check(&self) {
        assert_eq!(self.link.in_flight() + self.link.window_free(), WINDOW);
        assert!(!self.link.must_close() || self.link.close_reason().is_some());
        assert!(self.link.pending() as usize <= self.tokens.len(), "pending {}", self.link.pending());
        let out = self.given as usize - self.back.len();
        assert_eq!(out, self.link.in_flight(), "each value is in flight or came back");
        if let Some(at) = self.link.poll_timeout() {
            assert!(at.as_millis() < self.now + 50 * 24 * 3600 * 1000);
        }
    }

    /// From now on the driver only calls `handle_timeout` when asked to.
    fn wait_for_the_end(&mut self) {
        let leaves = self.link.unbind(self.now()).is_ok();
        let settings = Config::default();
        let within = settings.drain_timeout.as_millis() * 2 + settings.response_timeout.as_millis() * 5;
        let until = self.now + within;
        while let Some(at) = self.link.poll_timeout().filter(|at| at.as_millis() <= until) {
            let before = self.link.poll_timeout();
            self.now = self.now.max(at.as_millis());
            self.link.handle_timeout(self.now());
            self.events();
            assert!(
                self.link.poll_timeout() != before || self.now > at.as_millis(),
                "the same deadline again"
            );
        }
        assert!(!leaves || self.link.must_close(), "{:?} for ever", self.link.state());
    }

    /// The connection ends: everything comes back, once.
    fn end(mut self) -> usize {
        self.receive();
        if self.given.is_multiple_of(2) {
            self.wait_for_the_end();
        }
        self.link.transport_closed(self.now());
        self.events();
        assert!(self.closed, "Closed is the last event");
        self.back.sort_unstable();
        assert_eq!(self.back, (0..self.given).collect::<Vec<_>>());
        assert_eq!((self.link.in_flight(), self.link.poll_timeout()), (0, None));
        self.answered
    }
}

/// The value and the token of an event.
fn opened(event: Event<'_, u32>) -> (Option<u32>, Option<Token>) {
    match event {
        Event::Bind { token, .. } | Event::Request { token, .. } | Event::Disallowed { token, .. } => {
            (None, Some(token))
        }
        Event::Response { value, .. }
        | Event::Nacked { value, .. }
        | Event::Mismatched { value, .. }
        | Event::OversizedResponse { value, .. }
        | Event::TimedOut { value, .. }
        | Event::Failed { value, .. } => (Some(value), None),
        _ => (None, None),
    }
}
