//! `defmt::Format` of the crates, linked for the target with a global logger. Each line holds a PDU. The program logs
//! every value that it leads to, and prints the number of frames that the logger got, and the frames themselves in
//! hexadecimal. `decode` makes lines of them on the host, as the tool of a debug probe does.
#![no_std]
#![no_main]

#[path = "../measured.rs"]
mod measured;

use core::sync::atomic::{AtomicU8, AtomicUsize, Ordering::Relaxed};
use measured::Output;
use smpp_core::frame::Framer;
use smpp_core::lint;
use smpp_core::message::receipt::{Receipt, ReceiptDialect, ReceiptFormat};
use smpp_core::message::segment::Segmenter;
use smpp_core::message::text::Charset;
use smpp_core::message::udh::Udh;
use smpp_core::pdu::{BindTransceiver, BindTransceiverResp, DeliverSm, SubmitSm};
use smpp_core::session::{Backoff, Pacer};
use smpp_core::session::{Config, Recv, Session, Side, Slot, State};
use smpp_core::timestamp::Timestamp;
use smpp_core::{CommandStatus, Duration, Encode, Instant, Pdu, RawPdu, Rules, Version};
use smpp_gsm7::{Alphabet, Decoder, Encoder, Fill, Language, Padding, pack, ucs2};

/// Keeps what is logged until it is printed.
#[defmt::global_logger]
struct Memory;

/// Room for the frames of one line.
const LOG_OCTETS: usize = 8 * 1024;

static LOG: [AtomicU8; LOG_OCTETS] = [const { AtomicU8::new(0) }; LOG_OCTETS];
/// Octets logged, of which the first are in `LOG`.
static OCTETS: AtomicUsize = AtomicUsize::new(0);
static FRAMES: AtomicUsize = AtomicUsize::new(0);

/// Adds without an atomic addition, which a Cortex-M0 lacks: there is one thread, and no interrupt counts.
fn count(counter: &AtomicUsize, more: usize) {
    counter.store(counter.load(Relaxed).wrapping_add(more), Relaxed);
}

// SAFETY: there is one thread and no interrupt handler logs, so acquire and release cannot overlap.
unsafe impl defmt::Logger for Memory {
    fn acquire() {
        count(&FRAMES, 1);
    }

    unsafe fn flush() {}

    unsafe fn release() {}

    unsafe fn write(octets: &[u8]) {
        for (slot, octet) in LOG.iter().skip(OCTETS.load(Relaxed)).zip(octets) {
            slot.store(*octet, Relaxed);
        }
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
        FRAMES.store(0, Relaxed);
        OCTETS.store(0, Relaxed);
        codec(octets);
        messages(octets);
        session(octets);
        esme(octets);
        septets(octets);
        let logged = OCTETS.load(Relaxed);
        out.number(FRAMES.load(Relaxed)).text(" frames");
        out.text(if logged <= LOG_OCTETS { ", all kept" } else { ", too many octets" }).end();
        out.text("# log ");
        LOG.iter().take(logged).for_each(|octet| _ = out.hex(&[octet.load(Relaxed)]));
        out.end();
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
    defmt::info!("{}", raw.dump());
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

/// The events of a bound ESME that has sent a submit_sm as number 2.
fn esme(octets: &[u8]) {
    let (now, config) = (Instant::ZERO, Config::default());
    let mut link = Session::<[Slot<u8>; 2]>::new(now, Side::Esme, 2, &config, [Slot::EMPTY; 2]);
    let (mut room, mut resp) = ([0; 128], [0; 32]);
    let bind =
        BindTransceiver { system_id: "meter7".into(), password: "secret08".into(), ..Default::default() };
    defmt::debug!("{} {}", bind, link.bind(now, &bind, &mut room));
    let accepted =
        BindTransceiverResp::default().encode_with(CommandStatus::ESME_ROK, 1, Rules::V34, &mut resp);
    let accepted = accepted.ok().and_then(|done| resp.get(..done.len)).unwrap_or_default();
    if let Recv::Event { event, .. } = link.recv(now, accepted) {
        defmt::info!("{}", event);
    }
    match link.prepare(now, &SubmitSm::default(), &mut room) {
        Ok(prepared) => defmt::debug!("{}", prepared.keep(7)),
        Err(error) => defmt::warn!("{}", error),
    }
    if let Recv::Event { event, .. } = link.recv(now, octets) {
        defmt::info!("{}", event);
    }
    link.handle_timeout(now + config.response_timeout);
    link.transport_closed(now + config.response_timeout);
    while let Some(event) = link.poll_event() {
        defmt::info!("{}", event);
    }
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
