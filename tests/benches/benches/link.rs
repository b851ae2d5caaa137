//! The cost of a link: messages and their responses through two links, beside the same through two sessions whose
//! caller keeps the buffers and the order of calls.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use smpp_core::link::Link;
use smpp_core::pdu::{BindTransceiver, SubmitSm, SubmitSmResp};
use smpp_core::session::{Config, Event, Recv, Session, Side, Slot};
use smpp_core::{CommandStatus, Instant};
use std::hint::black_box;

const OK: CommandStatus = CommandStatus::ESME_ROK;
const WINDOW: usize = 32;
/// The room that an answer and a request need.
const ANSWER: usize = 128;
const REQUEST: usize = 384;

type Window = [Slot<u32>; WINDOW];
type Octets = [u8; 4096];

fn submit_sm() -> SubmitSm<'static> {
    SubmitSm {
        source_addr: "46700000001".into(),
        destination_addr: "46700000002".into(),
        registered_delivery: 1.into(),
        short_message: b"Hello from the bench",
        ..SubmitSm::default()
    }
}

fn submit_sm_resp() -> SubmitSmResp<'static> {
    SubmitSmResp { message_id: "0123456789".into(), ..SubmitSmResp::default() }
}

fn bind() -> BindTransceiver<'static> {
    BindTransceiver { system_id: "ESME".into(), ..BindTransceiver::default() }
}

/// One end of a connection.
trait End {
    fn new(side: Side) -> Self;
    fn bind(&mut self, now: Instant);
    /// Handles the input, and sends what it may. Returns the number of responses.
    fn turn(&mut self, now: Instant) -> usize;
    /// The room to read to, and the octets to write.
    fn io(&mut self, now: Instant) -> (&mut [u8], &[u8]);
    fn filled(&mut self, count: usize);
    fn wrote(&mut self, count: usize);
}

/// A session, and a caller that does everything else.
struct Raw {
    session: Session<Window>,
    side: Side,
    input: Octets,
    filled: usize,
    output: Octets,
    waiting: usize,
}

impl End for Raw {
    fn new(side: Side) -> Self {
        let config = Config { max_pdu: 4096, ..Config::default() };
        let session = Session::new(Instant::ZERO, side, 1, &config, [Slot::EMPTY; WINDOW]);
        Self { session, side, input: [0; 4096], filled: 0, output: [0; 4096], waiting: 0 }
    }

    fn bind(&mut self, now: Instant) {
        self.waiting = self.session.bind(now, &bind(), &mut self.output).expect("written").len;
    }

    fn turn(&mut self, now: Instant) -> usize {
        let Self { session, input, filled, output, waiting, .. } = self;
        let (mut used_up, mut responses) = (0, 0);
        while output.len() - *waiting >= ANSWER {
            match session.recv(now, &input[used_up..*filled]) {
                Recv::Event { used, event } => {
                    used_up += used;
                    let out = &mut output[*waiting..];
                    match event {
                        Event::Request { token, .. } => {
                            *waiting +=
                                session.answer(now, token, OK, &submit_sm_resp(), out).expect("written").len;
                        }
                        Event::Bind { token, .. } => {
                            *waiting +=
                                session.accept_bind(now, token, "SMSC", &[], out).expect("written").len;
                        }
                        Event::Response { .. } => responses += 1,
                        _ => {}
                    }
                }
                Recv::NeedMore { .. } | Recv::Blocked => break,
                Recv::Fatal(reason) => panic!("{reason:?}"),
            }
        }
        input.copy_within(used_up..*filled, 0);
        *filled -= used_up;
        session.handle_timeout(now);
        while let Some(event) = session.poll_event() {
            black_box(&event);
        }
        while self.side == Side::Esme
            && session.state().is_bound()
            && session.window_free() > 0
            && output.len() / 2 >= *waiting + REQUEST
        {
            let out = &mut output[*waiting..];
            *waiting += session.prepare(now, &submit_sm(), out).expect("written").keep(7).len;
        }
        while let Some(len) = session.poll_transmit(now, &mut output[*waiting..]) {
            *waiting += len;
        }
        responses
    }

    fn io(&mut self, _: Instant) -> (&mut [u8], &[u8]) {
        black_box(self.session.poll_timeout());
        (&mut self.input[self.filled..], &self.output[..self.waiting])
    }

    fn filled(&mut self, count: usize) {
        self.filled += count;
    }

    fn wrote(&mut self, count: usize) {
        self.output.copy_within(count..self.waiting, 0);
        self.waiting -= count;
    }
}

impl End for Link<Window, Octets, Octets> {
    fn new(side: Side) -> Self {
        let session = Session::new(Instant::ZERO, side, 1, &Config::default(), [Slot::EMPTY; WINDOW]);
        Link::new(session, [0; 4096], [0; 4096])
    }

    fn bind(&mut self, now: Instant) {
        self.at(now).bind(&bind()).expect("written");
    }

    fn turn(&mut self, now: Instant) -> usize {
        let mut responses = 0;
        while let Some((event, mut turn)) = self.next(now) {
            match event {
                Event::Request { token, .. } => turn.answer(token, OK, &submit_sm_resp()).expect("written"),
                Event::Bind { token, .. } => turn.accept_bind(token, "SMSC", &[]).expect("written"),
                Event::Response { .. } => responses += 1,
                _ => {}
            }
        }
        let mut turn = self.at(now);
        while turn.session().side() == Side::Esme && turn.can_send() {
            turn.prepare(&submit_sm()).expect("written").keep(7);
        }
        responses
    }

    fn io(&mut self, now: Instant) -> (&mut [u8], &[u8]) {
        let io = Link::io(self, now);
        black_box(io.wake);
        (io.read.expect("room"), io.write)
    }

    fn filled(&mut self, count: usize) {
        Link::filled(self, count);
    }

    fn wrote(&mut self, count: usize) {
        Link::wrote(self, count);
    }
}

/// Copies from one end to the other. Returns the number of octets.
fn copy(write: &[u8], read: &mut [u8]) -> usize {
    let count = write.len().min(read.len());
    read[..count].copy_from_slice(&write[..count]);
    count
}

/// One turn of both ends: requests go one way, and responses the other way. Returns the number of responses.
fn exchange<E: End>(now: Instant, esme: &mut E, smsc: &mut E) -> usize {
    let responses = esme.turn(now);
    smsc.turn(now);
    let (esme_io, smsc_io) = (esme.io(now), smsc.io(now));
    let there = copy(esme_io.1, smsc_io.0);
    let back = copy(smsc_io.1, esme_io.0);
    for (end, written, read) in [(esme, there, back), (smsc, back, there)] {
        if written > 0 {
            end.wrote(written);
        }
        if read > 0 {
            end.filled(read);
        }
    }
    responses
}

fn measure<E: End>(c: &mut Criterion, name: &str) {
    let mut group = c.benchmark_group(format!("session: {WINDOW} messages through a connection"));
    group.throughput(Throughput::Elements(WINDOW as u64));
    let (mut esme, mut smsc) = (E::new(Side::Esme), E::new(Side::Smsc));
    let now = Instant::ZERO;
    esme.bind(now);
    // Two turns are a round trip.
    let mut round_trip = move || {
        let (esme, smsc) = (black_box(&mut esme), black_box(&mut smsc));
        exchange(now, esme, smsc) + exchange(now, esme, smsc)
    };
    while round_trip() < WINDOW {}
    group.bench_function(name, |b| {
        b.iter(|| assert_eq!(round_trip(), WINDOW));
    });
    group.finish();
}

fn link(c: &mut Criterion) {
    measure::<Raw>(c, "session");
    measure::<Link<Window, Octets, Octets>>(c, "with Link");
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(std::time::Duration::from_millis(300))
        .measurement_time(std::time::Duration::from_secs(1));
    targets = link
}
criterion_main!(benches);
