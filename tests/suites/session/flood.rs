//! Two peers that flood each other with enquire_link over pipes that soon fill up.

use smpp_core::pdu::{BindTransceiver, BindTransceiverResp, EnquireLink};
use smpp_core::session::{CloseReason, Config, Event, Recv, Session, Side, Slot, State};
use smpp_core::{CommandStatus, Instant};
use std::collections::VecDeque;

/// How many octets a direction holds.
const PIPE: usize = 100;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Flood {
    No,
    BeforeAnswers,
    AfterAnswers,
}

struct Peer {
    session: Session<[Slot<()>; 32]>,
    input: Vec<u8>,
    /// What it wrote and the peer has not read.
    pipe: VecDeque<u8>,
    answered: u32,
    closed: Option<CloseReason>,
}

impl Peer {
    fn new(side: Side, tag: u32) -> Self {
        let config = Config { enquire_link_interval: None, max_pdu: 300, ..Config::default() };
        let session = Session::new(Instant::ZERO, side, tag, &config, [Slot::EMPTY; 32]);
        Self { session, input: Vec::new(), pipe: VecDeque::new(), answered: 0, closed: None }
    }

    fn room(&self) -> usize {
        PIPE - self.pipe.len()
    }

    fn turn(&mut self, now: Instant, other: &mut Self, flood: Flood) {
        let mut out = [0; 300];
        // One and a half PDUs: input that cannot be taken stays in the pipe.
        while self.input.len() < 24 && !other.pipe.is_empty() {
            self.input.extend(other.pipe.pop_front());
        }
        loop {
            match self.session.recv(now, &self.input) {
                Recv::Event { used, event } => {
                    match event {
                        Event::Bind { token, .. } => {
                            let resp = BindTransceiverResp::default();
                            let sent =
                                self.session.answer(now, token, CommandStatus::ESME_ROK, &resp, &mut out);
                            self.pipe.extend(&out[..sent.unwrap().len]);
                        }
                        Event::Response { .. } => self.answered += 1,
                        _ => {}
                    }
                    self.input.drain(..used);
                }
                Recv::NeedMore { total } => {
                    let lacks = total.saturating_sub(self.input.len());
                    if lacks == 0 || other.pipe.is_empty() {
                        break;
                    }
                    for _ in 0..lacks {
                        self.input.extend(other.pipe.pop_front());
                    }
                }
                Recv::Blocked | Recv::Fatal(_) => break,
            }
        }
        self.session.handle_timeout(now);
        while let Some(event) = self.session.poll_event() {
            if let Event::Closed { reason } = event {
                self.closed = Some(reason);
            }
        }
        // A careless driver sends requests first and answers with the remaining room.
        if flood == Flood::BeforeAnswers {
            self.ask(now);
        }
        while self.room() >= 16 {
            let Some(len) = self.session.poll_transmit(now, &mut out) else { break };
            self.pipe.extend(&out[..len]);
        }
        if flood == Flood::AfterAnswers {
            self.ask(now);
        }
    }

    fn ask(&mut self, now: Instant) {
        let mut out = [0; 16];
        while self.session.state().is_bound() && self.room() >= 16 {
            let Ok(prepared) = self.session.prepare(now, &EnquireLink::default(), &mut out) else { break };
            let sent = prepared.keep(());
            self.pipe.extend(&out[..sent.len]);
        }
    }
}

/// Both flood for ten seconds, one turn each millisecond; then they go on without, for longer than every timer.
fn run(flood: Flood) -> [Peer; 2] {
    let (mut esme, mut smsc) = (Peer::new(Side::Esme, 1), Peer::new(Side::Smsc, 2));
    let mut out = [0; 300];
    let sent = esme.session.send(Instant::ZERO, &BindTransceiver::default(), &mut out).unwrap();
    esme.pipe.extend(&out[..sent.len]);
    for now in 1..110_000 {
        let (flood, now) = (if now < 10_000 { flood } else { Flood::No }, Instant::from_millis(now));
        esme.turn(now, &mut smsc, flood);
        smsc.turn(now, &mut esme, flood);
    }
    [esme, smsc]
}

#[test]
fn with_answers_first_both_floods_go_through() {
    for peer in run(Flood::AfterAnswers) {
        assert_eq!((peer.closed, peer.session.state()), (None, State::BoundTrx));
        assert_eq!((peer.session.in_flight(), peer.session.pending()), (0, 0));
        assert!(peer.answered > 1000, "{}", peer.answered);
    }
}

#[test]
fn with_pipes_full_of_requests_both_ends_close_in_time() {
    for peer in run(Flood::BeforeAnswers) {
        assert!(peer.closed.is_some() && peer.input.len() <= 300, "{:?}", peer.session.state());
        assert_eq!((peer.session.in_flight(), peer.session.pending()), (0, 0));
    }
}
