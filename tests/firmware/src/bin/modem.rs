//! An ESME on a board with a modem: bind_transceiver, a submit_sm, its response, receipts and other messages,
//! enquire_link, unbind. It contains no error texts and no dump. A line holds the octets that the modem delivers at
//! once; each line takes a second.
#![no_std]
#![no_main]

#[path = "../measured.rs"]
mod measured;

use measured::Output;
use smpp_core::codes::{RegisteredDelivery, SmscReceipt};
use smpp_core::frame::Accumulator;
use smpp_core::message::receipt::{Receipt, ReceiptDialect};
use smpp_core::pdu::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::{Config, Esme, Event, Recv, Session, Slot};
use smpp_core::{CommandId, CommandStatus, Duration, Instant};
use smpp_gsm7::{Alphabet, Decoder, Encoder, Fill, Padding, septet_count};

/// The largest PDU that this board accepts.
const MAX_PDU: usize = 512;

type Link = Session<[Slot<u8>; 4], Esme>;

struct Modem {
    link: Option<Link>,
    input: &'static mut Accumulator<MAX_PDU>,
    now: Instant,
}

impl measured::Program for Modem {
    type Buffers = Accumulator<MAX_PDU>;
    const BUFFERS: Self::Buffers = Accumulator::new();

    fn new(input: &'static mut Self::Buffers) -> Self {
        Self { link: None, input, now: Instant::ZERO }
    }

    fn line(&mut self, octets: &[u8], out: &mut Output) {
        let Self { link, input, now } = self;
        let link = match link {
            Some(link) => link,
            None => {
                let link = link.insert(open(*now));
                bind(link, *now, out);
                link
            }
        };
        *now = *now + Duration::from_secs(1);
        let mut rest = octets;
        loop {
            let taken = input.push(rest);
            rest = rest.get(taken..).unwrap_or_default();
            let used = match link.recv(*now, input.octets()) {
                Recv::Event { used, event } => {
                    handle(link, *now, event, out);
                    used
                }
                Recv::NeedMore { .. } if !rest.is_empty() && taken > 0 => 0,
                _ => break,
            };
            input.consume(used);
        }
        link.handle_timeout(*now);
        let mut room = [0; 16];
        while let Some(len) = link.poll_transmit(*now, &mut room) {
            transmit(&room, len, out);
        }
        while let Some(event) = link.poll_event() {
            handle(link, *now, event, out);
        }
    }
}

fn open(now: Instant) -> Link {
    let config = Config { max_pdu: MAX_PDU as u32, max_pending: 4, ..Config::default() };
    Session::new(now, Esme, 1, &config, [Slot::EMPTY; 4])
}

fn bind(link: &mut Link, now: Instant, out: &mut Output) {
    let bind = BindTransceiver {
        system_id: "board".into(),
        password: "secret".into(),
        ..BindTransceiver::default()
    };
    let mut room = [0; 64];
    if let Ok(sent) = link.bind(now, &bind, &mut room) {
        transmit(&room, sent.len, out);
    }
}

/// A message that requests a receipt, packed as in the modem.
fn submit(link: &mut Link, now: Instant, text: &str, out: &mut Output) {
    let mut packed = [0; 140];
    let encoder = Encoder::new(Alphabet::DEFAULT);
    let Ok(done) = encoder.encode_packed(text, Fill::NONE, Padding::Zero, &mut packed) else { return };
    let submit_sm = SubmitSm {
        source_addr: "15555550100".into(),
        destination_addr: "15555550101".into(),
        registered_delivery: RegisteredDelivery(0).with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE),
        short_message: packed.get(..done.written).unwrap_or_default(),
        ..SubmitSm::default()
    };
    let mut room = [0; 256];
    if let Ok(prepared) = link.prepare(now, &submit_sm, &mut room) {
        let len = prepared.keep(1).len;
        transmit(&room, len, out);
    }
}

fn handle(link: &mut Link, now: Instant, event: Event<'_, u8>, out: &mut Output) {
    match event {
        Event::Bound { .. } => submit(link, now, "22.5 € {ok}", out),
        Event::Response { pdu, .. } => {
            if let Ok(resp) = pdu.decode::<SubmitSmResp<'_>>() {
                out.text("accepted as ").octets(resp.message_id.as_bytes()).end();
            }
        }
        Event::Request { token, pdu } if pdu.command_id == CommandId::DELIVER_SM => {
            let mut room = [0; 32];
            let sent = match pdu.decode::<DeliverSm<'_>>() {
                Ok(deliver_sm) => {
                    delivered(&deliver_sm, out);
                    link.answer(now, token, CommandStatus::ESME_ROK, &DeliverSmResp::default(), &mut room)
                }
                Err(error) => link.refuse(now, token, error.command_status(), &mut room),
            };
            if let Ok(sent) = sent {
                transmit(&room, sent.len, out);
            }
        }
        Event::Request { token, .. } | Event::Disallowed { token, .. } => {
            let mut room = [0; 16];
            if let Ok(sent) = link.answer_default(now, token, &mut room) {
                transmit(&room, sent.len, out);
            }
        }
        Event::LinkAlive { .. } => _ = link.unbind(now),
        Event::Unbound { .. } => link.transport_closed(now),
        Event::Closed { .. } => out.text("closed").end(),
        _ => {}
    }
}

/// A receipt or another message.
fn delivered(deliver_sm: &DeliverSm<'_>, out: &mut Output) {
    let mut scratch = [0; 256];
    let receipt = Receipt::from_deliver_sm(deliver_sm, ReceiptDialect::DEFAULT, &mut scratch);
    if let (true, Some(id), Some(state)) = (receipt.is_trusted(), receipt.message_id(), receipt.state()) {
        return out.octets(id.value).text(" has message_state ").hex(&[state.value.0]).end();
    }
    let packed = deliver_sm.short_message;
    let septets = septet_count(packed, Fill::NONE, Padding::Zero);
    let mut room = [0; 320];
    let decoder = Decoder::new(Alphabet::DEFAULT);
    if let Ok(text) = decoder.decode_packed(packed, Fill::NONE, septets, &mut room) {
        out.octets(deliver_sm.source_addr.as_bytes()).text(" says ").text(text).end();
    }
}

fn transmit(room: &[u8], len: usize, out: &mut Output) {
    out.hex(room.get(..len).unwrap_or_default()).end();
}

measured::main!(Modem);
