//! A session and its naive model agree after every step, whatever the calls.

mod draw;
mod wide;

pub use wide::check_wide_session;

use crate::model::{Model, Received, Told, is_control};
use crate::pair::{Seen, bind_octets, pdu_octets};
use draw::{COMMANDS, STARTS, VENDOR};
use smpp_core::pdu::GenericNack;
use smpp_core::session::{Config, Recv, Sent, Session, SessionError, Side, Slot, State, Token};
use smpp_core::{CommandId as Id, CommandStatus as Status, Duration, Instant, RawPdu};
use std::collections::BTreeSet;

pub(super) use draw::Draw;

/// A token that the caller holds.
struct Held {
    token: Token,
    /// The model's name for it.
    id: usize,
}

pub(super) struct Run<'d, 's> {
    draw: Draw<'d>,
    session: Session<&'s mut [Slot<u32>]>,
    model: Model,
    now: u64,
    /// Octets that have arrived and have not been read.
    inbox: Vec<u8>,
    held: Vec<Held>,
    /// Tokens that were rejected as expired.
    dead: Vec<Held>,
    /// Numbers of our requests, newest last.
    numbers: Vec<u32>,
    next_value: u32,
    /// Values that have not come back.
    out: BTreeSet<u32>,
}

impl<'d, 's> Run<'d, 's> {
    pub(super) fn new(
        draw: Draw<'d>,
        now: u64,
        side: Side,
        config: &Config,
        slots: &'s mut [Slot<u32>],
    ) -> Self {
        let count = slots.len();
        Self {
            draw,
            session: Session::new(Instant::from_millis(now), side, 7, config, slots),
            model: Model::new(now, side, config, count),
            now,
            inbox: Vec::new(),
            held: Vec::new(),
            dead: Vec::new(),
            numbers: Vec::new(),
            next_value: 0,
            out: BTreeSet::new(),
        }
    }

    fn at(&mut self) -> Instant {
        self.model.tick(self.now);
        Instant::from_millis(self.now)
    }

    /// A call that fails need not have looked at the clock.
    fn tell_the_time(&mut self) {
        let now = self.at();
        assert_eq!(self.session.poll_transmit(now, &mut []), None);
    }

    /// The session chooses when tokens expire, so ask it before anything depends on that.
    fn ask_who_lives(&mut self) {
        let now = self.at();
        if self.model.tokens_in_doubt() {
            let expected = self.model.recv(&[]);
            match (self.session.recv(now, &[]), expected) {
                (Recv::NeedMore { total }, Received::NeedMore(expected)) => assert_eq!(total, expected),
                (Recv::Fatal(reason), Received::Fatal(expected)) => assert_eq!(reason, expected),
                (received, expected) => panic!("{received:?}, but {expected:?}"),
            }
            self.model.observe_pending(self.session.pending());
        }
    }

    /// Compares an event of the session with that of the model.
    fn met(&mut self, seen: Seen, expected: Told) {
        let Told { kind, value, request, proposed, detail } = expected;
        let met = (seen.kind, seen.value, seen.request, seen.token.as_ref().map(Token::proposed));
        assert_eq!(met, (kind, value, request, proposed), "{seen:?}");
        if let Some(detail) = detail {
            assert_eq!(seen.detail, detail, "{kind}");
        }
        if let Some(value) = seen.value {
            assert!(self.out.remove(&value), "value {value} came back twice");
        }
        if let Some(token) = seen.token {
            self.held.push(Held { token, id: self.model.newest() });
        }
    }

    /// Most things happen to a bound session, so bind directly if the settings allow it.
    pub(super) fn bind(&mut self, side: Side) {
        let bind = self.draw.pick(&[Id::BIND_TRANSCEIVER, Id::BIND_TRANSMITTER, Id::BIND_RECEIVER]);
        let octets = bind_octets(bind, 0x50);
        let now = self.at();
        match side {
            Side::Esme => {
                let raw = RawPdu::parse(&octets).expect("made just before");
                let sent = self.session.send(now, &raw, &mut [0; 64]);
                assert_eq!(
                    sent.as_ref().map(drop).map_err(|error| *error),
                    self.model.may_control(bind, raw.body)
                );
                let Ok(Sent { sequence_number: number, .. }) = sent else { return };
                self.model.controlled(bind, raw.body, number);
                self.inbox = pdu_octets(bind.response(), 0, number, b"smsc\0\x02\x10\0\x01\x50");
                self.read(1);
            }
            Side::Smsc => {
                self.inbox = octets;
                self.read(1);
                self.model.observe_pending(self.session.pending());
                let Held { token, id } = self.held.pop().expect("a bind has a token");
                self.give_answer(token, id, 2, Status::ESME_ROK);
            }
        }
    }

    fn request(&mut self) -> Vec<u8> {
        let command = self.draw.pick(&COMMANDS);
        let is_bind = [Id::BIND_TRANSCEIVER, Id::BIND_TRANSMITTER, Id::BIND_RECEIVER].contains(&command);
        match self.draw.below(8) {
            // A bad bind that gives its version, and one that does not.
            0 if is_bind => pdu_octets(command, 0, 0, self.draw.pick(&[b"\0\0\0\x33".as_slice(), &[1; 5]])),
            0 => pdu_octets(command, 0, 0, &[1; 5]),
            1 => pdu_octets(command, 0, 0, &[0; 80]),
            _ if is_bind => bind_octets(command, self.draw.pick(&[0x34, 0x33, 0x50, 0])),
            _ if [Id::ENQUIRE_LINK, Id::UNBIND].contains(&command) => pdu_octets(command, 0, 0, b""),
            _ => pdu_octets(command, 0, 0, &[0; 20]),
        }
    }

    fn send(&mut self) {
        self.ask_who_lives();
        let octets = self.request();
        let raw = RawPdu::parse(&octets).expect("made just before");
        let tracks = self.draw.below(4) == 0;
        if is_control(raw.command_id) && !tracks {
            self.send_control(&raw)
        } else {
            self.send_kept(&raw, tracks)
        }
    }

    /// With a value. Dropped once before it is sent.
    fn send_kept(&mut self, raw: &RawPdu<'_>, tracks: bool) {
        let (now, command) = (self.at(), raw.command_id);
        let mut numbers = [None; 2];
        for (number, keeps) in numbers.iter_mut().zip([false, true]) {
            let mut out = [0; 128];
            let prepared = if tracks {
                self.session.track(now, command)
            } else {
                self.session.prepare(now, raw, &mut out)
            };
            let expected = self.model.may_request(command);
            assert_eq!(prepared.as_ref().map(drop).map_err(|error| *error), expected, "{command}");
            let Ok(prepared) = prepared else { return self.tell_the_time() };
            *number = Some(prepared.sequence_number());
            if keeps {
                let sent = prepared.keep(self.next_value);
                assert_eq!(Some(sent.sequence_number), *number);
                assert!(tracks || written(&out[..sent.len], raw) == sent.sequence_number);
                self.sent(command, sent.sequence_number);
            }
        }
        assert_eq!(numbers[0], numbers[1], "what is dropped uses up no number");
    }

    fn sent(&mut self, command: Id, number: u32) {
        self.model.requested(command, self.next_value, number);
        self.numbers.push(number);
        self.out.insert(self.next_value);
        self.next_value += 1;
    }

    fn send_vendor(&mut self) {
        self.ask_who_lives();
        let command = self.draw.pick(&VENDOR);
        let body = self.draw.pick(&[b"anything".as_slice(), b""]);
        let raw = RawPdu { command_id: command, command_status: Status(0), sequence_number: 0, body };
        let tracks = self.draw.below(3) == 0;
        self.send_kept(&raw, tracks);
        self.tell_the_time();
    }

    /// Without a value.
    fn send_control(&mut self, raw: &RawPdu<'_>) {
        let (now, command) = (self.at(), raw.command_id);
        let mut out = [0; 128];
        let sent = self.session.send(now, raw, &mut out);
        let expected = self.model.may_control(command, raw.body);
        assert_eq!(sent.as_ref().map(drop).map_err(|error| *error), expected, "{command}");
        if let Ok(sent) = sent {
            assert_eq!(written(&out[..sent.len], raw), sent.sequence_number);
            self.model.controlled(command, raw.body, sent.sequence_number);
            self.numbers.push(sent.sequence_number);
        }
        self.tell_the_time();
    }

    fn notify(&mut self) {
        self.ask_who_lives();
        let command_id = self.draw.pick(&[Id::OUTBIND, Id::ALERT_NOTIFICATION, Id::SUBMIT_SM]);
        self.send_control(&RawPdu { command_id, command_status: Status(0), sequence_number: 0, body: &[] });
    }

    /// Something arrives: a request, a response to one of our requests or to none, half a PDU, or anything.
    fn arrive(&mut self) {
        match self.draw.below(8) {
            0..=2 => {
                let mut octets = self.request();
                let number = u32::from(self.draw.octet());
                octets[12..16].copy_from_slice(&number.to_be_bytes());
                self.inbox.extend(octets);
            }
            3..=5 => {
                let back = usize::from(self.draw.below(4));
                let number = self.numbers.iter().rev().nth(back).copied().unwrap_or(0);
                let command = self.draw.pick(&COMMANDS).response();
                let status = self.draw.pick(&[0, 0, 0, 0x58, 0x14, 8]);
                let body = self.draw.pick(&[
                    b"\0".as_slice(),
                    b"",
                    b"id\0\x02\x10\0\x01\x33",
                    &[b'x'; 70],
                    b"id\0\x04\x28\0\x01\x5D",
                ]);
                self.inbox.extend(pdu_octets(command, status, number, body));
            }
            6 => {
                let octets = self.request();
                let cut = usize::from(self.draw.octet()) % octets.len();
                self.inbox.extend_from_slice(&octets[..cut]);
            }
            _ => {
                let octets = [0, 0, 0, self.draw.octet(), self.draw.octet(), self.draw.octet()];
                self.inbox.extend_from_slice(&octets);
            }
        }
    }

    /// The peer answers all requests except those whose numbers share a place in the table.
    fn crowd(&mut self) {
        let rest = u32::from(self.draw.below(8));
        for at in 0..self.numbers.len().min(12) {
            let number = self.numbers[self.numbers.len() - 1 - at];
            if number % 8 != rest {
                self.inbox.extend(pdu_octets(Id::GENERIC_NACK, 3, number, b""));
            }
        }
        self.read(12);
    }

    /// Reads what has arrived, up to `most` PDUs.
    fn read(&mut self, most: u8) {
        self.ask_who_lives();
        let (now, mut start) = (self.at(), 0);
        for _ in 0..most {
            let input = &self.inbox[start..];
            let expected = self.model.recv(input);
            let received = self.session.recv(now, input);
            let (seen, expected) = match (received, expected) {
                (Recv::Event { used, event }, Received::Event(expected_used, told)) => {
                    assert_eq!(used, expected_used);
                    assert!(used > 0, "an event takes octets");
                    start += used;
                    (Seen::new(event), told)
                }
                (Recv::NeedMore { total }, Received::NeedMore(expected)) => {
                    assert_eq!(total, expected);
                    assert!(total > input.len());
                    break;
                }
                (Recv::Blocked, Received::Blocked) => break,
                (Recv::Fatal(reason), Received::Fatal(expected)) => {
                    assert_eq!(reason, expected);
                    break;
                }
                (received, expected) => panic!("{received:?}, but {expected:?}"),
            };
            self.met(seen, expected);
        }
        self.inbox.drain(..start);
    }

    fn answer(&mut self) {
        // An expired token never becomes valid again.
        let again = !self.dead.is_empty() && (self.held.is_empty() || self.draw.below(4) == 0);
        let from = if again { &mut self.dead } else { &mut self.held };
        if from.is_empty() {
            return;
        }
        let at = usize::from(self.draw.octet()) % from.len();
        let Held { token, id } = from.swap_remove(at);
        let (how, status) = (self.draw.below(6), self.draw.pick(&[0, 0, 8]));
        self.give_answer(token, id, how, Status(status));
    }

    fn give_answer(&mut self, token: Token, id: usize, how: u8, status: Status) {
        // Giving up takes no time argument, so the latest time counts.
        let now = if how == 0 { Instant::ZERO } else { self.at() };
        let (command, number) = (token.command_id(), token.sequence_number());
        let mut out = [0; 64];
        let known = command.def().is_some();
        let matching = if known { command.response() } else { Id::GENERIC_NACK };
        let with = |id: Id, status| RawPdu {
            command_id: id,
            command_status: status,
            sequence_number: 0,
            body: b"x\0",
        };
        let session = &mut self.session;
        let (answered, response, status) = match how {
            0 => (session.abandon(token).map(|()| 0), matching, None),
            1 => (
                session.answer(now, token, status, &GenericNack::default(), &mut out).map(|sent| sent.len),
                Id::GENERIC_NACK,
                Some(status),
            ),
            2 => (session.refuse(now, token, status, &mut out).map(|sent| sent.len), matching, Some(status)),
            3 => {
                let status = token.proposed();
                let sent = session.answer_default(now, token, &mut out);
                // The model need not know whether it is a generic_nack: the octets show it.
                let id = u32::from_be_bytes([out[4], out[5], out[6], out[7]]);
                (sent.map(|sent| sent.len), Id(id), Some(status))
            }
            4 => {
                // A wrong response changes nothing and returns the token.
                let wrong = with(Id(0x8000_0999), status);
                let sent = session.answer(now, token, status, &wrong, &mut out);
                (sent.map(|sent| sent.len), wrong.command_id, Some(status))
            }
            _ => {
                let response = with(command.response(), status);
                let sent = session.answer(now, token, status, &response, &mut out);
                (sent.map(|sent| sent.len), response.command_id, Some(status))
            }
        };
        let (said, back) = match answered {
            Ok(len) => (Ok(len), None),
            Err(returned) => (Err(returned.error), Some(returned.token)),
        };
        if said == Err(SessionError::WrongResponse) {
            assert_eq!(how, 4);
            self.tell_the_time();
        } else {
            assert!(how != 4 || said.is_err(), "the wrong response went out");
            self.model.answered(id, response, status, said.map(drop));
        }
        self.model.observe_pending(self.session.pending());
        if let Some(token) = back {
            let expired = said == Err(SessionError::TokenExpired);
            assert!(!(expired && self.model.is_alive(id)), "{token:?} expired and still counts");
            let keep = if expired { &mut self.dead } else { &mut self.held };
            return keep.push(Held { token, id });
        }
        if let (Ok(len), Some(status)) = (said, status) {
            let written = RawPdu::parse(&out[..len]).expect("a whole PDU");
            let header = (written.command_id, written.command_status, written.sequence_number);
            assert_eq!(header, (response, status, number));
        }
    }

    fn transmit(&mut self, most: u8) {
        self.ask_who_lives();
        let now = self.at();
        for _ in 0..most {
            let mut out = [0; 16];
            assert_eq!(self.session.poll_transmit(now, &mut out[..15]), None, "16 octets of room or none");
            let len = self.session.poll_transmit(now, &mut out);
            let written = len.map(|len| {
                let pdu = RawPdu::parse(&out[..len]).expect("a whole PDU");
                (pdu.command_id, pdu.command_status, pdu.sequence_number)
            });
            let said = written.map(|(_, _, number)| number);
            assert_eq!(written, self.model.transmit(said));
            let Some((command, _, number)) = written else { return };
            if !command.is_response() {
                self.numbers.push(number);
            }
        }
    }

    fn events(&mut self) {
        while let Some(event) = self.session.poll_event() {
            let seen = Seen::new(event);
            if seen.kind == "PendingExpired" {
                let expired = self.model.take_expired();
                // In the call that closed the session, tokens may have expired or not.
                assert!(expired > 0 || self.model.closed.is_some(), "nothing ran out");
                assert!(self.model.closed.is_some() || seen.detail == expired.to_string(), "{seen:?}");
                continue;
            }
            let Some(expected) = self.model.event() else { panic!("{seen:?} is not expected") };
            self.met(seen, expected);
        }
        assert_eq!(self.model.event(), None);
        assert!(self.model.take_expired() == 0 || self.model.closed.is_some(), "nobody was told of expiry");
    }

    /// Time passes. Nothing happens before the session's deadline; at the deadline something does.
    fn wait(&mut self) {
        let (deadline, other) = (self.session.poll_timeout().map(Instant::as_millis), self.model.timeout());
        let pending = self.session.pending();
        let now = self.at();
        self.session.handle_timeout(now);
        let closed = self.session.close_reason();
        if closed.is_none() {
            let latest = self.model.latest();
            let early = deadline.is_none_or(|deadline| latest < deadline);
            assert!(!early || self.session.pending() == pending, "a token ran out before poll_timeout");
            self.model.observe_pending(self.session.pending());
        } else if self.model.closed.is_none() && self.model.tokens_in_doubt() {
            self.model.may_have_expired(closed);
        }
        self.model.handle_timeout(closed);
        // At a deadline between one and two lifetimes of a token, the session may do no more than sort its tokens; the
        // next deadline is then later.
        let next = self.session.poll_timeout().map(Instant::as_millis);
        let same = deadline.is_some_and(|deadline| deadline < self.model.latest()) && next == deadline;
        let overdue = other.is_some_and(|other| other <= self.model.latest()) || self.model.has_news();
        assert!(!same || overdue || closed.is_some(), "the same deadline again, and nothing ran out");
    }

    fn step(&mut self) {
        match self.draw.below(13) {
            0 => self.send(),
            1 if self.draw.below(4) == 0 => self.send_vendor(),
            1 => self.send(),
            2..=4 => {
                self.arrive();
                self.read(8);
            }
            5 => self.arrive(),
            6 | 12 => self.answer(),
            7 => {
                let most = 1 + self.draw.below(12);
                self.transmit(most);
            }
            8 => {
                // To the next deadline, to just before it, or anywhere.
                let next = self.session.poll_timeout().map_or(self.now, Instant::as_millis);
                self.now = match self.draw.below(5) {
                    0 => next,
                    1 => next.saturating_sub(1),
                    2 => self.now.saturating_sub(50),
                    3 => next.saturating_add(1),
                    _ => self.now.saturating_add(u64::from(self.draw.octet()) * 3),
                };
                self.wait();
                self.events();
                let now = self.model.latest();
                let next = self.session.poll_timeout().map(Instant::as_millis);
                assert!(next.is_none_or(|next| next >= now), "{next:?} is past, now {now}");
            }
            9 => self.read(8),
            10 => match self.draw.below(6) {
                0 => {
                    self.ask_who_lives();
                    let now = self.at();
                    assert_eq!(self.session.unbind(now), self.model.unbind());
                }
                1 => self.notify(),
                2 => {
                    let timeout = self.draw.some_span();
                    self.session.set_response_timeout(timeout);
                    self.model.set_response_timeout(timeout);
                }
                3 => self.crowd(),
                _ => self.events(),
            },
            _ => match self.draw.below(24) {
                0 => {
                    let now = self.at();
                    self.session.transport_closed(now);
                    self.model.hang_up();
                }
                // Nobody called for a long time.
                1 => self.now = self.now.saturating_add(self.draw.pick(&[5000, 1 << 32, 1 << 47, 1 << 62])),
                most => self.now = self.now.saturating_add(most.into()),
            },
        }
    }

    pub(super) fn compare(&mut self) {
        self.model.observe_pending(self.session.pending());
        let (session, model) = (&self.session, &self.model);
        assert_eq!(session.state(), model.state);
        assert!(session.version() == model.version || !model.version_is_known, "{:?}", session.version());
        assert_eq!(session.in_flight(), model.in_flight());
        assert_eq!(session.window_free(), model.window_free());
        assert_eq!(session.pending(), model.pending());
        assert_eq!(session.close_reason(), model.closed);
        assert_eq!(session.wants_transmit(), model.wants_transmit());
        assert_eq!(session.wants_close(), model.wants_close());
        assert_eq!(session.must_close(), model.must_close);
        self.compare_timeout();
        let counters = session.counters();
        assert_eq!((counters.sent, counters.received), (model.sent, model.received));
        assert_eq!((counters.disallowed, counters.timed_out), (model.refused, model.timed_out));
        assert!((model.late..=model.late + model.perhaps_late).contains(&counters.late));
        if !model.measurable {
            return;
        }
        let (trips, count) = (&model.round_trips, model.round_trips.len());
        assert_eq!(counters.round_trips() as usize, count);
        let [least, most, mean] =
            [counters.round_trip_min(), counters.round_trip_max(), counters.round_trip_mean()]
                .map(|span| span.map(Duration::as_millis));
        assert_eq!((least, most), (trips.iter().min().copied(), trips.iter().max().copied()));
        assert_eq!(mean, trips.iter().sum::<u64>().checked_div(count as u64));
    }

    /// The next deadline is that of the model, or one for tokens that is no later than necessary. It may be one at
    /// which tokens are only sorted.
    fn compare_timeout(&self) {
        let (met, expected) = (self.session.poll_timeout().map(Instant::as_millis), self.model.timeout());
        if self.model.has_news() && self.model.closed.is_none() {
            // It may be in the past until the events were taken.
            return;
        }
        if expected.is_some_and(|expected| expected <= self.model.latest()) {
            // Overdue events are due now.
            return assert!(met.is_some_and(|met| met <= self.model.latest()), "{met:?}, but {expected:?}");
        }
        let Some(last) = self.model.last_expiry() else { return assert_eq!(met, expected) };
        let end = |at: Option<u64>| at.map_or(u128::MAX, u128::from);
        let latest = u128::from(self.model.latest());
        let (met, expected) = (end(met), end(expected));
        let last = if last > u64::MAX.into() { u128::MAX } else { last };
        assert!(
            met == expected.min(last) || (met < expected && (latest..=last).contains(&met)),
            "{met}, but {expected} or {latest} to {last}"
        );
    }
}

/// The number of a PDU that was written. Everything else must be as given.
fn written(octets: &[u8], given: &RawPdu<'_>) -> u32 {
    let written = RawPdu::parse(octets).expect("a whole PDU");
    assert_eq!((written.command_id, written.body), (given.command_id, given.body));
    assert_eq!(written.command_status, Status::ESME_ROK);
    written.sequence_number
}

/// Draws settings, usually a bind, and operations from `data`. After each one, session and model agree on everything
/// visible. At the end, every value has come back exactly once.
pub fn check_session(data: &[u8]) {
    let mut draw = Draw(data);
    let side = draw.pick(&[Side::Smsc, Side::Esme]);
    let config = draw.config();
    let now = if draw.below(3) == 0 { draw.pick(&STARTS) } else { 1000 };
    // The table has the largest power of two that is not above the slots: two places for three slots, four for six.
    let slots = draw.pick(&[3, 0, 1, 2, 6, 8, 3, 6]);
    let mut slots: Vec<_> = (0..slots).map(|_| Slot::EMPTY).collect();
    let mut run = Run::new(draw, now, side, &config, &mut slots);
    if run.draw.below(4) > 0 {
        run.bind(side);
        run.compare();
    }
    while !run.draw.0.is_empty() {
        run.step();
        run.compare();
    }
    run.finish();
}

impl Run<'_, '_> {
    fn finish(mut self) {
        self.ask_who_lives();
        let now = self.at();
        self.session.transport_closed(now);
        self.model.hang_up();
        self.events();
        self.compare();
        assert_eq!(self.session.state(), State::Closed);
        assert!(self.out.is_empty(), "values that never came back: {:?}", self.out);
    }
}
