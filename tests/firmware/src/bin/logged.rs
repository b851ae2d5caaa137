//! `defmt::Format` of the crates, linked for the target with a global logger. Each line holds a PDU. The program logs
//! every value that it leads to, and prints the number of frames and octets that the logger got. Nothing decodes
//! them: the proof is that they link and that each value gives a frame.
#![no_std]
#![no_main]

#[path = "../measured.rs"]
mod measured;

use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use measured::Output;
use smpp_core::frame::Framer;
use smpp_core::lint;
use smpp_core::message::receipt::{Receipt, ReceiptDialect, ReceiptFormat};
use smpp_core::message::segment::Segmenter;
use smpp_core::message::text::Charset;
use smpp_core::message::udh::Udh;
use smpp_core::pdu::DeliverSm;
use smpp_core::session::{Backoff, Pacer};
use smpp_core::session::{Config, Recv, Session, Side, Slot, State};
use smpp_core::timestamp::Timestamp;
use smpp_core::{Duration, Encode, Instant, Pdu, RawPdu, Rules, Version};
use smpp_gsm7::{Alphabet, Decoder, Encoder, Fill, Language, Padding, pack, ucs2};

/// Counts what is logged.
#[defmt::global_logger]
struct Counter;

static FRAMES: AtomicUsize = AtomicUsize::new(0);
static OCTETS: AtomicUsize = AtomicUsize::new(0);

/// No atomic addition is needed with one thread and no interrupts, and a Cortex-M0 has none.
fn count(counter: &AtomicUsize, more: usize) {
    counter.store(counter.load(Relaxed).wrapping_add(more), Relaxed);
}

// SAFETY: there is one thread and no interrupt handler logs, so acquire and release cannot overlap.
unsafe impl defmt::Logger for Counter {
    fn acquire() {
        count(&FRAMES, 1);
    }

    unsafe fn flush() {}

    unsafe fn release() {}

    unsafe fn write(octets: &[u8]) {
        count(&OCTETS, octets.len());
    }
}

struct Logged;

impl measured::Program for Logged {
    type Buffers = ();
    const BUFFERS: () = ();

    fn new((): &'static mut ()) -> Self {
        Self
    }

    fn line(&mut self, octets: &[u8], out: &mut Output) {
        let before = (FRAMES.load(Relaxed), OCTETS.load(Relaxed));
        codec(octets);
        messages(octets);
        session(octets);
        septets(octets);
        let (frames, octets) = (FRAMES.load(Relaxed), OCTETS.load(Relaxed));
        out.number(frames.wrapping_sub(before.0)).text(" frames");
        out.text(if octets > before.1 { ", octets came" } else { ", no octets" }).end();
    }
}

fn codec(octets: &[u8]) {
    let mut framer = Framer::new(64);
    defmt::info!("{} {}", framer.next(octets), framer);
    let raw = match RawPdu::parse(octets) {
        Ok(raw) => raw,
        Err(error) => return defmt::warn!("{}", error),
    };
    defmt::info!("{} {} {} {}", raw, raw.header(), raw.command_id, raw.command_status);
    if let Some(def) = raw.def() {
        defmt::info!("{} {} {} {}", def.kind, def.issued_by, def.since, def.until);
    }
    match Pdu::decode(&raw) {
        Ok(pdu) => {
            defmt::info!("{} {}", pdu, pdu.tlvs());
            for tlv in pdu.tlvs() {
                defmt::info!("{} {} {}", tlv, tlv.tag(), tlv.value());
            }
            defmt::info!("{}", pdu.encode(1, Rules::V33, &mut [0; 128]));
        }
        Err(error) => defmt::warn!("{} {}", error, error.kind()),
    }
    for field in raw.fields() {
        if let Ok((_, value)) = field {
            defmt::info!("{}", value);
        }
    }
    lint::check(&raw, Version::V34, |finding| {
        defmt::info!("{=str} {} {}", finding.lint.id, finding.lint.severity, finding.status);
    });
}

fn messages(octets: &[u8]) {
    if let Ok(pdu) = RawPdu::parse(octets).and_then(|raw| raw.decode::<DeliverSm<'_>>()) {
        let mut scratch = [0; 128];
        let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut scratch);
        defmt::info!("{} {} {}", receipt.kind, receipt.message_state, receipt.network_error_code);
        defmt::info!("{} {}", receipt.text.submit_date, receipt.text.submit_date.map(|date| date.read()));
        if let Ok(Some(fragment)) = pdu.fragment() {
            defmt::info!("{} {}", fragment.key.source, fragment);
        }
        match Udh::split(pdu.short_message) {
            Ok((header, _)) => {
                for element in header.elements() {
                    defmt::info!("{} {}", element, element.information());
                }
                defmt::info!("{}", header.check());
            }
            Err(error) => defmt::warn!("{}", error),
        }
    }
    defmt::info!("{} {}", Timestamp::parse(b"261122101112304+"), Timestamp::parse(octets));
    let segmenter = Segmenter { ucs2_fallback: false, ..Segmenter::DEFAULT };
    defmt::info!("{} {} {}", segmenter.charset, segmenter.mode, segmenter.plan("ж").err());
    defmt::info!("{} {}", Charset::Ia5.encode("ж", &mut [0; 4]), ReceiptFormat::APPENDIX_B);
}

fn session(octets: &[u8]) {
    let config = Config::default();
    let now = Instant::from_millis(octets.len() as u64);
    let mut link = Session::<[Slot<u8>; 2]>::new(now, Side::Smsc, 1, &config, [Slot::EMPTY; 2]);
    defmt::info!("{} {} {} {}", config, link.side(), link.state(), now);
    match link.recv(now, octets) {
        Recv::Event { event, used } => defmt::info!("{} {}", event, used),
        other => defmt::info!("{}", other),
    }
    defmt::info!("{} {} {}", link.unbind(now), link.counters(), link.close_reason());
    link.transport_closed(now);
    while let Some(event) = link.poll_event() {
        defmt::info!("{}", event);
    }
    let backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(9));
    defmt::info!("{} {} {}", Pacer::new(now, 10, 1), backoff, State::ALL);
}

fn septets(octets: &[u8]) {
    let mut room = [0; 8];
    let encoder = Encoder::new(Alphabet::DEFAULT);
    defmt::info!("{} {}", encoder.encode("a€ж", &mut room), encoder.encode("€", &mut room));
    defmt::info!("{}", encoder.encode_packed("€", Fill::NONE, Padding::Zero, &mut room));
    defmt::info!("{}", Decoder::new(Alphabet::DEFAULT).strict().decode(octets, &mut room).err());
    defmt::info!("{} {} {}", pack(octets, Fill::NONE, Padding::Zero, &mut room), Fill::NONE, Padding::Zero);
    defmt::info!("{} {}", ucs2::decode(octets, &mut room).err(), ucs2::measure_prefix("ж", 1));
    defmt::info!("{} {} {}", Language::TURKISH, Fill::NONE, Alphabet::DEFAULT.code('€'));
}

measured::main!(Logged);
