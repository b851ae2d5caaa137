//! A session and its naive model do the same, step by step, whatever is asked of them.

use crate::model::{Model, Received, Told};
use crate::pair::{Seen, bind_octets, pdu_octets};
use smpp_core::session::{
    Config, OnInactivity, Recv, Session, SessionError, Side, Slot, State, Token, WhenOwedFull,
};
use smpp_core::{CommandId as Id, CommandStatus as Status, Duration, Instant, RawPdu, Version};
use std::collections::BTreeSet;

const WINDOW: usize = 3;

/// Commands that both sides try, in any state.
const COMMANDS: [Id; 16] = [
    Id::SUBMIT_SM,
    Id::DELIVER_SM,
    Id::BIND_TRANSCEIVER,
    Id::ENQUIRE_LINK,
    Id::UNBIND,
    Id::DATA_SM,
    Id::BIND_TRANSMITTER,
    Id::BIND_RECEIVER,
    Id::OUTBIND,
    Id::ALERT_NOTIFICATION,
    Id::QUERY_SM,
    Id::CANCEL_SM,
    Id::BROADCAST_SM,
    Id::PARAM_RETRIEVE,
    Id(0x777),
    Id::GENERIC_NACK,
];

/// The input of the property, drawn octet by octet; zeros when it is used up.
struct Draw<'d>(&'d [u8]);

impl Draw<'_> {
    fn octet(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn below(&mut self, bound: u8) -> u8 {
        self.octet() % bound
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::from(self.octet()) % from.len()]
    }

    fn config(&mut self) -> Config {
        let span = |octet: u8| (octet & 3 > 0).then(|| Duration::from_millis(u64::from(octet) * 7 + 1));
        Config {
            version: self.pick(&[Version::V34, Version::V33, Version::V50]),
            absent_version: self.pick(&[Version::V34, Version::V33]),
            max_pdu: self.pick(&[64, 1000]),
            hard_max: 2000,
            max_owed: u32::from(self.below(4)),
            when_owed_full: self.pick(&[WhenOwedFull::Refuse, WhenOwedFull::Block]),
            first_sequence_number: self.pick(&[1, 0x7FFF_FFFD, 5]),
            response_timeout: Duration::from_millis(u64::from(self.octet()) * 7 + 1),
            session_init_timeout: span(self.octet()),
            enquire_link_interval: span(self.octet()),
            inactivity_timeout: span(self.octet()),
            on_inactivity: self.pick(&[OnInactivity::Unbind, OnInactivity::Close]),
            pdu_timeout: span(self.octet()),
            drain_timeout: Duration::from_millis(u64::from(self.octet()) * 7 + 1),
            owed_timeout: None,
            ..Config::default()
        }
    }
}

/// A token that the caller holds.
struct Held {
    token: Token,
    bind: bool,
}

struct Run<'d> {
    draw: Draw<'d>,
    session: Session<[Slot<u32>; WINDOW]>,
    model: Model,
    now: u64,
    /// Arrived and not yet taken.
    inbox: Vec<u8>,
    held: Vec<Held>,
    /// Numbers of our requests, the newest last.
    numbers: Vec<u32>,
    next_value: u32,
    /// Values that have not come back.
    out: BTreeSet<u32>,
}

impl Run<'_> {
    fn at(&self) -> Instant {
        Instant::from_millis(self.now)
    }

    /// An event of the session, held against that of the model.
    fn met(&mut self, seen: Seen, expected: Told) {
        let proposed = seen.token.as_ref().map(Token::proposed);
        let met = Told { kind: seen.kind, value: seen.value, proposed, detail: expected.detail.clone() };
        assert_eq!(met, expected, "{seen:?}");
        if let Some(detail) = expected.detail {
            assert_eq!(seen.detail, detail, "{}", seen.kind);
        }
        if let Some(value) = seen.value {
            assert!(self.out.remove(&value), "value {value} came back twice");
        }
        if let Some(token) = seen.token {
            let bind = seen.kind == "Bind" || seen.detail.starts_with("BadBind");
            self.held.push(Held { token, bind });
        }
    }

    /// Most of what can happen happens to a bound session: gets there the straight way.
    fn bind(&mut self, side: Side) {
        let bind = self.draw.pick(&[Id::BIND_TRANSCEIVER, Id::BIND_TRANSMITTER, Id::BIND_RECEIVER]);
        let octets = bind_octets(bind, 0x50);
        let now = self.at();
        match side {
            Side::Esme => {
                let raw = RawPdu::parse(&octets).expect("made just before");
                let number =
                    self.session.send(now, &raw, u32::MAX, &mut [0; 64]).expect("OPEN").sequence_number;
                assert_eq!(self.model.send(bind, raw.body, u32::MAX), Ok(number));
                self.out.insert(u32::MAX);
                self.inbox = pdu_octets(bind.response(), 0, number, b"smsc\0\x02\x10\0\x01\x50");
                self.read(1);
            }
            Side::Smsc => {
                self.inbox = octets;
                self.read(1);
                let Held { token, .. } = self.held.pop().expect("the bind");
                self.session.refuse(now, token, Status::ESME_ROK, &mut [0; 16]).map(drop).expect("pending");
                assert_eq!(self.model.answer(bind.response(), Some(Status::ESME_ROK), true), Ok(()));
            }
        }
        assert!(self.session.state().is_bound());
    }

    fn request(&mut self) -> Vec<u8> {
        let command = self.draw.pick(&COMMANDS);
        let is_bind = [Id::BIND_TRANSCEIVER, Id::BIND_TRANSMITTER, Id::BIND_RECEIVER].contains(&command);
        match self.draw.below(8) {
            0 => pdu_octets(command, 0, 0, &[1; 5]),
            _ if is_bind => bind_octets(command, self.draw.pick(&[0x34, 0x33, 0x50, 0])),
            _ => pdu_octets(command, 0, 0, &[0; 20]),
        }
    }

    fn send(&mut self) {
        let octets = self.request();
        let raw = RawPdu::parse(&octets).expect("made just before");
        let value = self.next_value;
        let mut out = [0; 128];
        let now = self.at();
        let (sent, expected) = if self.draw.below(4) == 0 {
            let sent = self.session.track(now, raw.command_id, value).map_err(|returned| {
                assert_eq!(returned.back, value);
                returned.error
            });
            (sent, self.model.send(raw.command_id, &[], value))
        } else {
            let sent = self.session.send(now, &raw, value, &mut out).map_err(|returned| {
                assert_eq!(returned.back, value);
                returned.error
            });
            let sent = sent.map(|sent| {
                let written = RawPdu::parse(&out[..sent.len]).expect("a whole PDU");
                assert_eq!((written.command_id, written.body), (raw.command_id, raw.body));
                assert_eq!(written.sequence_number, sent.sequence_number);
                sent.sequence_number
            });
            (sent, self.model.send(raw.command_id, raw.body, value))
        };
        assert_eq!(sent, expected, "{}", raw.command_id);
        if let Ok(number) = sent {
            assert!((1..=0x7FFF_FFFF).contains(&number));
            self.numbers.push(number);
            self.out.insert(value);
            self.next_value += 1;
        }
    }

    fn notify(&mut self) {
        let command = self.draw.pick(&[Id::OUTBIND, Id::ALERT_NOTIFICATION, Id::SUBMIT_SM]);
        let raw = RawPdu { command_id: command, command_status: Status(0), sequence_number: 0, body: &[] };
        let sent = self.session.notify(self.at(), &raw, &mut [0; 64]).map(|sent| sent.sequence_number);
        assert_eq!(sent, self.model.notify(command));
    }

    /// Something arrives: a request, a response to what we sent or to nothing, half a PDU, or anything.
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

    /// Takes what has arrived, `most` PDUs at the most.
    fn read(&mut self, most: u8) {
        let mut start = 0;
        for _ in 0..most {
            let input = &self.inbox[start..];
            let expected = self.model.recv(input);
            let received = self.session.recv(Instant::from_millis(self.now), input);
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
        if self.held.is_empty() {
            return;
        }
        let at = usize::from(self.draw.octet()) % self.held.len();
        let Held { token, bind } = self.held.swap_remove(at);
        let now = self.at();
        let (command, number) = (token.command_id(), token.sequence_number());
        let status = self.draw.pick(&[Status::ESME_ROK, Status::ESME_ROK, Status::ESME_RSYSERR]);
        let mut out = [0; 64];
        let known = command.def().is_some();
        let matching = if known { command.response() } else { Id::GENERIC_NACK };
        let (answered, response, status) = match self.draw.below(6) {
            0 => (self.session.abandon(token).map(|()| 0), matching, None),
            1 => {
                let sent = self.session.nack(now, token, status, &mut out);
                (sent.map(|sent| sent.len), Id::GENERIC_NACK, Some(status))
            }
            2 => {
                let sent = self.session.refuse(now, token, status, &mut out);
                (sent.map(|sent| sent.len), matching, Some(status))
            }
            3 => {
                let status = token.proposed();
                let sent = self.session.answer_default(now, token, &mut out);
                // The model need not know whether it is a generic_nack: the octets say.
                let id = u32::from_be_bytes([out[4], out[5], out[6], out[7]]);
                (sent.map(|sent| sent.len), Id(id), Some(status))
            }
            4 => {
                // The wrong response changes nothing, and the token comes back.
                let wrong = RawPdu {
                    command_id: Id(0x8000_0999),
                    command_status: status,
                    sequence_number: 0,
                    body: &[],
                };
                let returned = self.session.reply(now, token, status, &wrong, &mut out).unwrap_err();
                assert_eq!(returned.error, SessionError::WrongResponse);
                self.held.push(Held { token: returned.back, bind });
                return;
            }
            _ => {
                let response = RawPdu {
                    command_id: command.response(),
                    command_status: status,
                    sequence_number: 0,
                    body: b"x\0",
                };
                let sent = self.session.reply(now, token, status, &response, &mut out);
                (sent.map(|sent| sent.len), command.response(), Some(status))
            }
        };
        let answered = answered.map_err(|returned| returned.error);
        let expected = self.model.answer(response, status, bind);
        assert_eq!(answered.as_ref().map(drop), expected.as_ref().copied());
        if let (Ok(len), Some(status)) = (answered, status) {
            let written = RawPdu::parse(&out[..len]).expect("a whole PDU");
            let header = (written.command_id, written.command_status, written.sequence_number);
            assert_eq!(header, (response, status, number));
        }
    }

    fn transmit(&mut self, most: u8) {
        for _ in 0..most {
            let mut out = [0; 16];
            assert_eq!(
                self.session.poll_transmit(self.at(), &mut out[..15]),
                None,
                "16 octets of room or none"
            );
            let len = self.session.poll_transmit(self.at(), &mut out);
            let expected = self.model.transmit();
            let written = len.map(|len| {
                let pdu = RawPdu::parse(&out[..len]).expect("a whole PDU");
                (pdu.command_id, pdu.command_status, pdu.sequence_number)
            });
            assert_eq!(written, expected);
            let Some((command, _, number)) = written else { return };
            if !command.is_response() {
                self.numbers.push(number);
            }
        }
    }

    fn events(&mut self) {
        loop {
            match (self.session.poll_event(), self.model.event()) {
                (Some(event), Some(expected)) => self.met(Seen::new(event), expected),
                (None, None) => return,
                (event, expected) => panic!("{event:?}, but {expected:?}"),
            }
        }
    }

    fn step(&mut self) {
        match self.draw.below(12) {
            0 | 1 => self.send(),
            2..=4 => {
                self.arrive();
                self.read(8);
            }
            5 => self.arrive(),
            6 => self.answer(),
            7 => {
                let most = self.draw.below(12);
                self.transmit(most);
            }
            8 => {
                // To the next deadline, just before it, or somewhere.
                let next = self.session.poll_timeout().map_or(self.now, Instant::as_millis);
                self.now = match self.draw.below(4) {
                    0 => next,
                    1 => next.saturating_sub(1),
                    2 => self.now.saturating_sub(50),
                    _ => self.now + u64::from(self.draw.octet()) * 3,
                };
                self.model.tick(self.now);
                self.session.handle_timeout(self.at());
                self.model.handle_timeout();
                self.events();
            }
            9 => self.read(8),
            10 => match self.draw.below(4) {
                0 => assert_eq!(self.session.unbind(self.at()), self.model.unbind()),
                1 => self.notify(),
                _ => self.events(),
            },
            _ if self.draw.below(24) == 0 => {
                self.session.transport_closed(self.at());
                self.model.hang_up();
            }
            _ => self.now += u64::from(self.draw.below(16)),
        }
        // Tells the time and nothing else.
        assert_eq!(self.session.poll_transmit(self.at(), &mut []), None);
        self.model.tick(self.now);
    }

    fn compare(&self) {
        let (session, model) = (&self.session, &self.model);
        assert_eq!(session.state(), model.state);
        assert_eq!(session.version(), model.version);
        assert_eq!(session.in_flight(), model.in_flight());
        assert_eq!(session.window_free(), WINDOW - model.in_flight());
        assert_eq!(session.owed(), model.owed);
        assert_eq!(session.close_reason(), model.closed);
        assert_eq!(session.wants_transmit(), model.wants_transmit());
        assert_eq!(session.wants_close(), model.wants_close());
        assert_eq!(session.poll_timeout().map(Instant::as_millis), model.timeout());
        let counters = session.counters();
        assert_eq!((counters.sent, counters.received), (model.sent, model.received));
        let misses = (counters.refused, counters.late, counters.timed_out);
        assert_eq!(misses, (model.refused, model.late, model.timed_out));
        let (trips, count) = (&model.round_trips, model.round_trips.len());
        assert_eq!(counters.round_trips() as usize, count);
        let [least, most, mean] =
            [counters.round_trip_least(), counters.round_trip_most(), counters.round_trip_mean()]
                .map(|span| span.map(Duration::as_millis));
        assert_eq!((least, most), (trips.iter().min().copied(), trips.iter().max().copied()));
        assert_eq!(mean, trips.iter().sum::<u64>().checked_div(count as u64));
    }
}

/// Draws settings, most often a bind, and operations from `data`; after each one, session and model must agree in everything that can be
/// seen. In the end every value has come back exactly once.
pub fn check_session(data: &[u8]) {
    let mut draw = Draw(data);
    let side = draw.pick(&[Side::Smsc, Side::Esme]);
    let config = draw.config();
    let now = 1000;
    let window = [const { Slot::new() }; WINDOW];
    let mut run = Run {
        draw,
        session: Session::new(Instant::from_millis(now), side, 7, &config, window),
        model: Model::new(now, side, &config, WINDOW),
        now,
        inbox: Vec::new(),
        held: Vec::new(),
        numbers: Vec::new(),
        next_value: 0,
        out: BTreeSet::new(),
    };
    if run.draw.below(4) > 0 {
        run.bind(side);
        run.compare();
    }
    while !run.draw.0.is_empty() {
        run.step();
        run.compare();
    }
    run.session.transport_closed(run.at());
    run.model.hang_up();
    run.events();
    run.compare();
    assert_eq!(run.session.state(), State::Closed);
    assert!(run.out.is_empty(), "values that never came back: {:?}", run.out);
}
