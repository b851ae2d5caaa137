//! The cost of a session on top of the codec, with windows of 1 to 10,000: a submit_sm and its response through two
//! sessions, the next deadline, and reading a full buffer.

use criterion::{Criterion, criterion_group, criterion_main};
use smpp_core::pdu::{BindTransceiver, BindTransceiverResp, DeliverSm, SubmitSm, SubmitSmResp};
use smpp_core::session::{Config, Event, Recv, Session, Side, Slot, Token};
use smpp_core::{CommandStatus, Duration, Encode, Instant, RawPdu, Rules};
use std::hint::black_box;

const WINDOWS: [usize; 5] = [1, 10, 100, 1000, 10_000];
const OK: CommandStatus = CommandStatus::ESME_ROK;

fn submit_sm() -> SubmitSm<'static> {
    SubmitSm {
        source_addr_ton: 1.into(),
        source_addr_npi: 1.into(),
        source_addr: "46700000001".into(),
        dest_addr_ton: 1.into(),
        dest_addr_npi: 1.into(),
        destination_addr: "46700000002".into(),
        registered_delivery: 1.into(),
        short_message: b"Hello from the bench",
        ..SubmitSm::default()
    }
}

fn submit_sm_resp() -> SubmitSmResp<'static> {
    SubmitSmResp { message_id: "0123456789".into(), ..SubmitSmResp::default() }
}

type Half = Session<&'static mut [Slot<u32>]>;

/// Two bound sessions with a full window, which is answered in random order.
struct Link {
    esme: Half,
    smsc: Half,
    tokens: Vec<Token>,
    now: u64,
    chance: u32,
    out: [u8; 512],
    back: [u8; 512],
}

impl Link {
    fn new(window: usize) -> Self {
        let config = Config {
            max_pending: 20_000,
            enquire_link_interval: None,
            pending_timeout: None,
            // The time to fill the window four times, if time passes at all.
            response_timeout: Duration::from_millis(4 * window as u64),
            ..Config::default()
        };
        let half = |side, tag| {
            let slots: Vec<_> = (0..window).map(|_| Slot::EMPTY).collect();
            Session::new(Instant::ZERO, side, tag, &config, slots.leak())
        };
        let (esme, smsc) = (half(Side::Esme, 1), half(Side::Smsc, 2));
        let (out, back) = ([0; 512], [0; 512]);
        let mut link = Self { esme, smsc, tokens: Vec::with_capacity(window), now: 0, chance: 1, out, back };
        link.bind();
        link
    }

    fn bind(&mut self) {
        let bind = BindTransceiver { interface_version: 0x34.into(), ..BindTransceiver::default() };
        let len = self.esme.send(Instant::ZERO, &bind, &mut self.out).expect("sent").len;
        let Recv::Event { event: Event::Bind { token, .. }, .. } =
            self.smsc.recv(Instant::ZERO, &self.out[..len])
        else {
            panic!("no bind")
        };
        let resp = BindTransceiverResp::default();
        let len = self.smsc.answer(Instant::ZERO, token, OK, &resp, &mut self.back).expect("written").len;
        let Recv::Event { event: Event::Bound { .. }, .. } = self.esme.recv(Instant::ZERO, &self.back[..len])
        else {
            panic!("not bound")
        };
    }

    fn now(&self) -> Instant {
        Instant::from_millis(self.now)
    }

    /// A request arrives; its token waits with the others.
    fn submit(&mut self) {
        let now = self.now();
        let len = self.esme.prepare(now, &submit_sm(), &mut self.out).expect("written").keep(7).len;
        let Recv::Event { event: Event::Request { token, .. }, .. } = self.smsc.recv(now, &self.out[..len])
        else {
            panic!("no request")
        };
        self.tokens.push(token);
    }

    /// Any of the waiting tokens.
    fn any(&mut self) -> Token {
        self.chance = self.chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let at = (u64::from(self.chance) * self.tokens.len() as u64) >> 32;
        self.tokens.swap_remove(at as usize)
    }

    fn answer(&mut self) {
        let (now, token) = (self.now(), self.any());
        let len = self.smsc.answer(now, token, OK, &submit_sm_resp(), &mut self.back).expect("written").len;
        let Recv::Event { event, .. } = self.esme.recv(now, &self.back[..len]) else { panic!("no event") };
        // With losses some come too late.
        assert!(matches!(event, Event::Response { .. } | Event::Unmatched { issued: true, .. }));
    }

    fn fill(&mut self) {
        while self.esme.window_free() > 0 {
            self.submit();
        }
    }

    /// A message through a window, a tenth of which is for losses: one in a hundred is never answered, and a few are
    /// answered too late.
    fn one_with_losses(&mut self, window: usize) {
        self.now += 1;
        let now = self.now();
        self.esme.handle_timeout(now);
        while let Some(event) = self.esme.poll_event() {
            black_box(&event);
        }
        if self.now.is_multiple_of(100) {
            let token = self.any();
            self.smsc.abandon(token).expect("it is pending");
        }
        self.answer();
        while self.tokens.len() < window * 9 / 10 {
            self.submit();
        }
    }
}

fn through_the_window(c: &mut Criterion) {
    let mut group = c.benchmark_group("session: submit_sm and its response");
    let (mut out, mut back) = ([0; 512], [0; 512]);
    group.bench_function("codec alone", |b| {
        b.iter(|| {
            let len = submit_sm().encode(1, Rules::V34, black_box(&mut out)).expect("encodes").len;
            let (request, _) = RawPdu::split(black_box(&out[..len])).expect("framed");
            let number = request.sequence_number;
            let len = submit_sm_resp()
                .encode_with(OK, number, Rules::V34, black_box(&mut back))
                .expect("encodes")
                .len;
            RawPdu::split(black_box(&back[..len])).expect("framed").0.sequence_number
        });
    });
    for window in WINDOWS {
        let mut link = Link::new(window);
        link.fill();
        group.bench_function(format!("window {window}"), |b| {
            b.iter(|| {
                link.answer();
                link.submit();
            });
        });
    }
    for window in [100, 1000, 10_000] {
        let mut link = Link::new(window);
        (0..window * 9 / 10).for_each(|_| link.submit());
        // Until as many are lost as time out.
        (0..window * 5).for_each(|_| link.one_with_losses(window));
        group.bench_function(format!("window {window}, one in 100 lost"), |b| {
            b.iter(|| link.one_with_losses(window));
        });
    }
    group.finish();
}

fn next_deadline(c: &mut Criterion) {
    let mut group = c.benchmark_group("session: poll_timeout");
    for window in WINDOWS {
        let mut link = Link::new(window);
        link.fill();
        group.bench_function(format!("window {window}"), |b| b.iter(|| black_box(&link.esme).poll_timeout()));
    }
    group.finish();
}

/// A PDU from the front of buffers of one PDU and of as many as fit in 64 KiB.
fn full_buffer(c: &mut Criterion) {
    let mut group = c.benchmark_group("session: a deliver_sm from a buffer");
    let deliver_sm = DeliverSm {
        esm_class: 4.into(),
        source_addr: "46700000002".into(),
        destination_addr: "46700000001".into(),
        short_message: b"id:0123456789 sub:001 dlvrd:001 submit date:2601011200 done date:2601011201 stat:DELIVRD err:000 text:Hello",
        ..DeliverSm::default()
    };
    let mut one = vec![0; 512];
    let len = deliver_sm.encode(1, Rules::V34, &mut one).expect("encodes").len;
    one.truncate(len);
    let many = one.repeat(65_536 / len);
    group.bench_function("codec alone", |b| {
        let mut rest = many.as_slice();
        b.iter(|| {
            let (pdu, after) = RawPdu::split(black_box(rest)).expect("framed");
            rest = if after.is_empty() { &many } else { after };
            pdu.sequence_number
        });
    });
    for (name, input) in [("1 PDU in it", &one), ("64 KiB of PDUs in it", &many)] {
        let mut link = Link::new(1);
        let mut at = 0;
        group.bench_function(name, |b| {
            b.iter(|| match link.esme.recv(Instant::ZERO, black_box(&input[at..])) {
                Recv::Event { used, event: Event::Request { token, .. } } => {
                    link.esme.abandon(token).expect("it is pending");
                    at = if at + used < input.len() { at + used } else { 0 };
                }
                other => panic!("{other:?}"),
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(std::time::Duration::from_millis(300))
        .measurement_time(std::time::Duration::from_secs(1));
    targets = through_the_window, next_deadline, full_buffer
}
criterion_main!(benches);
