//! Two links over a wire, with small buffers and calls in any order: nothing is lost, and nothing waits forever.

use smpp_core::link::{Link, Turn};
use smpp_core::pdu::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::{
    Config, Event, Outcome, Returned, Session, SessionError, Side, Slot, Token, WhenPendingFull,
};
use smpp_core::{CommandId, CommandStatus, Duration, Instant};
use std::collections::BTreeSet;

type Window = Vec<Slot<u32>>;
type End = Link<Window, Vec<u8>, Vec<u8>>;

/// Choices, taken from the input. After its end, the driver only does what every driver does.
struct Choices<'d>(&'d [u8]);

impl Choices<'_> {
    fn take(&mut self) -> Option<usize> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(usize::from(*first))
    }

    fn or_zero(&mut self) -> usize {
        self.take().unwrap_or(0)
    }
}

/// A request that waits for its answer.
struct Waiting {
    token: Token,
    /// Whether the answer is ESME_ROK. What the link refuses or cannot read gets another status.
    accepts: bool,
}

/// How much a run did.
#[derive(Default)]
pub struct Run {
    /// Calls of both links.
    pub calls: usize,
    /// Requests that were answered.
    pub answered: usize,
}

/// One side, with what it has seen.
struct Peer {
    link: End,
    capacity: usize,
    /// Values that have not come back.
    open: BTreeSet<u32>,
    next_value: u32,
    answered: usize,
    /// Requests that wait for their answers.
    tokens: Vec<Waiting>,
    /// Calls of its link.
    calls: usize,
    /// Octets on the way to the other side.
    wire: Vec<u8>,
    /// The other side has closed its end of the wire.
    has_ended: bool,
    is_closed: bool,
}

impl Peer {
    fn new(side: Side, input: usize, output: usize, window: usize, max_pending: u32) -> Self {
        let config = Config {
            response_timeout: Duration::from_secs(3600),
            session_init_timeout: None,
            enquire_link_interval: None,
            inactivity_timeout: None,
            pdu_timeout: None,
            pending_timeout: None,
            max_pending,
            when_pending_full: WhenPendingFull::Block,
            ..Config::default()
        };
        let slots: Vec<_> = (0..window).map(|_| Slot::EMPTY).collect();
        let tag = if side == Side::Esme { 1 } else { 2 };
        let session = Session::new(Instant::ZERO, side, tag, &config, slots);
        Self {
            link: Link::new(session, vec![0; input], vec![0; output]),
            capacity: output,
            open: BTreeSet::new(),
            next_value: 0,
            answered: 0,
            tokens: Vec::new(),
            calls: 0,
            wire: Vec::new(),
            has_ended: false,
            is_closed: false,
        }
    }

    /// Handles the next event. Returns whether there was one.
    fn next(&mut self, now: Instant, is_late: bool) -> bool {
        self.calls += 1;
        let Some((event, mut turn)) = self.link.next(now) else { return false };
        assert!(!self.is_closed, "an event after Closed: {event:?}");
        match event {
            Event::Bind { token, .. } => turn.accept_bind(token, "SMSC", &[]).unwrap(),
            Event::Request { token, .. } if is_late => self.tokens.push(Waiting { token, accepts: true }),
            Event::Request { token, .. } => {
                self.tokens.extend(answer(&mut turn, Waiting { token, accepts: true }));
            }
            Event::Disallowed { token, .. } => {
                self.tokens.extend(answer(&mut turn, Waiting { token, accepts: false }));
            }
            Event::Closed { .. } => self.is_closed = true,
            event => {
                if let Ok((value, outcome)) = event.into_outcome() {
                    assert!(self.open.remove(&value), "{value} came back twice");
                    self.answered += 1;
                    assert!(
                        matches!(outcome, Outcome::Answered { .. } | Outcome::Refused { .. }),
                        "{value}: {outcome:?}"
                    );
                }
            }
        }
        true
    }

    fn send(&mut self, now: Instant, len: usize) {
        self.calls += 1;
        let mut turn = self.link.at(now);
        if !turn.session().state().is_bound() {
            return;
        }
        let (can_send, value) = (turn.can_send(), self.next_value);
        // A request that takes more than half of its output could stop both ends, even if the outputs have room for all
        // answers, as the documentation says.
        let len = len.min((self.capacity / 2).saturating_sub(49));
        let text = vec![b'x'; len];
        let prepared = if turn.session().side() == Side::Esme {
            turn.prepare(&SubmitSm { short_message: &text, ..SubmitSm::default() })
        } else {
            turn.prepare(&DeliverSm { short_message: &text, ..DeliverSm::default() })
        };
        match prepared {
            Ok(prepared) => {
                prepared.keep(value);
                self.next_value += 1;
                self.open.insert(value);
            }
            Err(error) => {
                assert!(error.is_temporary() || len + 49 > self.capacity, "{error:?}");
                assert!(!can_send || len + 49 > self.capacity / 2, "{error:?}");
            }
        }
    }

    fn answer_late(&mut self, now: Instant) -> bool {
        let Some(waiting) = self.tokens.pop() else { return false };
        self.calls += 1;
        let waiting = answer(&mut self.link.at(now), waiting);
        let is_answered = waiting.is_none();
        self.tokens.extend(waiting);
        is_answered
    }
}

/// Answers a request, or returns it if the output is full.
fn answer(turn: &mut Turn<'_, Window>, Waiting { token, accepts }: Waiting) -> Option<Waiting> {
    let ok = CommandStatus::ESME_ROK;
    let answered = match token.command_id() {
        CommandId::SUBMIT_SM if accepts => {
            turn.answer(token, ok, &SubmitSmResp { message_id: "1234".into(), ..SubmitSmResp::default() })
        }
        CommandId::DELIVER_SM if accepts => turn.answer(token, ok, &DeliverSmResp::default()),
        _ => turn.answer_default(token),
    };
    let Returned { error, token } = answered.err()?;
    assert_eq!(error, SessionError::OutputFull);
    Some(Waiting { token, accepts })
}

/// Moves up to `count` octets out of one side and up to `count` into the other. Returns whether anything moved.
fn transfer(now: Instant, from: &mut Peer, to: &mut Peer, count: usize) -> bool {
    from.calls += 1;
    to.calls += 1;
    let io = from.link.io(now);
    assert!(io.read.is_none_or(|read| !read.is_empty()));
    assert!(io.write.len() <= from.capacity);
    let written = io.write.len().min(count).min(200 - from.wire.len().min(200));
    from.wire.extend_from_slice(&io.write[..written]);
    if written > 0 {
        from.link.wrote(written);
    }
    let Some(read) = to.link.io(now).read else { return written > 0 };
    let filled = read.len().min(count).min(from.wire.len());
    read[..filled].copy_from_slice(&from.wire[..filled]);
    from.wire.drain(..filled);
    if filled > 0 {
        to.link.filled(filled);
    } else if from.link.is_done() && from.wire.is_empty() && !to.has_ended {
        to.has_ended = true;
        to.link.filled(0);
        return true;
    }
    written > 0 || filled > 0
}

/// Two links with buffers of 100 to 500 octets, calls in any order, answers at any time, and an end: every value
/// comes back once, every request is answered unless the connection was cut, and nothing waits forever. If both outputs
/// are too small for the answers, the links may stop each other.
pub fn check_link(data: &[u8]) -> Run {
    let mut choices = Choices(data);
    let mut size = || 100 + choices.or_zero() * 400 / 255;
    let sizes = [size(), size(), size(), size()];
    let window = 1 + choices.or_zero() % 40;
    let choice = choices.or_zero();
    let max_pending = 1 + choice as u32 % 4;
    let output = |size, bit| if choice & bit == 0 { size } else { enough(window).max(100) };
    let mut esme = Peer::new(Side::Esme, sizes[0], output(sizes[1], 0x40), window, max_pending);
    let mut smsc = Peer::new(Side::Smsc, sizes[2], output(sizes[3], 0x80), window, max_pending);
    let mut now = Instant::ZERO;
    let bind = BindTransceiver { system_id: "ESME".into(), ..BindTransceiver::default() };
    esme.link.at(now).bind(&bind).unwrap();
    while let Some(choice) = choices.take() {
        let (peer, other) = if choice & 1 == 0 { (&mut esme, &mut smsc) } else { (&mut smsc, &mut esme) };
        match choice >> 1 & 7 {
            0 | 1 => drop(peer.next(now, choice & 0x80 != 0)),
            2 => peer.send(now, (choice >> 4) * 5),
            3 | 4 => drop(transfer(now, peer, other, 1 + (choice >> 4) * 13)),
            5 => drop(peer.answer_late(now)),
            6 => now = now + Duration::from_millis(choice as u64 >> 4),
            _ => wakes_in_time(peer, now),
        }
    }
    // From here on, both sides are driven as the documentation says.
    settle(&mut now, &mut esme, &mut smsc);
    // Both sides may stop reading only if both outputs are too small.
    let wait = waits(&mut esme, now) && waits(&mut smsc, now);
    if wait && esme.capacity.max(smsc.capacity) < enough(window) {
        return Run { calls: esme.calls + smsc.calls, answered: esme.answered + smsc.answered };
    }
    for peer in [&esme, &smsc] {
        assert!(peer.open.is_empty(), "unanswered: {:?}", peer.open);
    }
    let _ = esme.link.at(now).unbind();
    settle(&mut now, &mut esme, &mut smsc);
    for peer in [&mut esme, &mut smsc] {
        assert!(peer.is_closed && peer.link.is_done(), "{:?}", peer.link);
    }
    Run { calls: esme.calls + smsc.calls, answered: esme.answered + smsc.answered }
}

/// How large an output must be so that its link never waits for room, as the documentation says.
fn enough(window: usize) -> usize {
    const SUBMIT_SM_RESP: usize = 21;
    (2 * (window + 1) * SUBMIT_SM_RESP * 4).div_ceil(3)
}

/// Whether the link is open but does not read now.
fn waits(peer: &mut Peer, now: Instant) -> bool {
    !peer.is_closed && peer.link.io(now).read.is_none()
}

/// If the link says that nothing is to be done before `wake`, then nothing is.
fn wakes_in_time(peer: &mut Peer, now: Instant) {
    let wake = peer.link.io(now).wake;
    if wake.is_none_or(|wake| wake > now) {
        assert!(!peer.next(now, false), "there was an event, but wake was {wake:?}");
    }
}

/// Drives both sides until nothing moves. Sleeps only as long as the links say.
fn settle(now: &mut Instant, esme: &mut Peer, smsc: &mut Peer) {
    for _ in 0..100_000 {
        let mut moved = false;
        for peer in [&mut *esme, &mut *smsc] {
            while peer.next(*now, false) {
                moved = true;
            }
            while peer.answer_late(*now) {
                moved = true;
            }
        }
        moved |= transfer(*now, esme, smsc, 1000);
        moved |= transfer(*now, smsc, esme, 1000);
        let wake = [esme.link.io(*now).wake, smsc.link.io(*now).wake].into_iter().flatten().min();
        match wake {
            _ if moved => {}
            Some(wake) if wake > *now && (esme.link.is_done() || smsc.link.is_done()) => *now = wake,
            // A later timer is not waited for while both links run: it could end a request, and hide that nobody
            // answered it.
            Some(wake) if wake <= *now => {}
            _ => return,
        }
        if esme.link.is_done() && smsc.link.is_done() {
            return;
        }
    }
    panic!("the links never come to rest: {:?} {:?}", esme.link, smsc.link);
}
