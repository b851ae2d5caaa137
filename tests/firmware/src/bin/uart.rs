//! An ESME on a board whose modem is a UART: binds, sends a text in two segments, waits for their receipts and for a long
//! message, and unbinds. If the session ends before that, it binds again after a while, as often as it was told to.
//!
//! The command line has the number of attempts. The exit status is 0 if all was done, otherwise 1.
#![no_std]
#![no_main]

#[path = "../board.rs"]
mod board;
#[allow(dead_code, reason = "what other programs need besides")]
#[path = "../output.rs"]
mod output;
#[allow(dead_code, reason = "what other programs need besides")]
#[path = "../semihosting.rs"]
mod semihosting;
#[path = "../stack.rs"]
mod stack;
#[path = "../vectors.rs"]
mod vectors;

use core::mem::MaybeUninit;
use cortex_m_rt::entry;
use output::Output;
use panic_never as _;
use smpp_core::codes::{RegisteredDelivery, SmscReceipt};
use smpp_core::link::{Link, Turn};
use smpp_core::message::reassemble::{Inserted, MessageSlot, Reassembler};
use smpp_core::message::receipt::{Receipt, ReceiptDialect};
use smpp_core::message::segment::{MAX_USER_DATA, SegmentTlvs, Segmenter};
use smpp_core::message::text::DataCodings;
use smpp_core::pdu::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::{Backoff, CloseReason, Config, Disallowed, Event, Session, Side, Slot};
use smpp_core::{CommandId, CommandStatus, Duration, Instant};

/// The largest PDU that this board accepts.
const MAX_PDU: usize = 512;
/// Two segments in GSM 7-bit; the euro sign takes two septets.
const TEXT: &str = "Meter 7 of 12 in the cellar of the house by the lake reports a balance of 22.50 € and a reading of \
                    4711 cubic metres of water since the first day of the month, which is more than in all months before.";
const SEGMENTS: u8 = 2;

type Window = [Slot<u8>; 2];
type BoardLink = Link<Window, [u8; MAX_PDU], [u8; MAX_PDU]>;
type Messages = Reassembler<[MessageSlot<3, 480>; 1]>;

/// The clock of the board, which wraps, as a clock that does not.
struct Clock {
    seen: u32,
    now: u64,
}

impl Clock {
    fn now(&mut self) -> Instant {
        let seen = board::milliseconds();
        self.now = self.now.wrapping_add(seen.wrapping_sub(self.seen).into());
        self.seen = seen;
        Instant::from_millis(self.now)
    }
}

/// What was done so far, over all sessions.
#[derive(Default)]
struct Done {
    sent: u8,
    accepted: u8,
    receipts: u8,
    has_message: bool,
}

impl Done {
    fn all(&self) -> bool {
        self.accepted >= SEGMENTS && self.receipts >= SEGMENTS && self.has_message
    }
}

#[entry]
fn main() -> ! {
    static mut LINK: MaybeUninit<BoardLink> = MaybeUninit::uninit();
    static mut MESSAGES: MaybeUninit<Messages> = MaybeUninit::uninit();
    static mut OUT: Output = Output::CLOSED;
    OUT.open();
    board::start();
    let mut clock = Clock { seen: 0, now: 0 };
    let mut done = Done::default();
    let messages = MESSAGES.write(Reassembler::new([MessageSlot::EMPTY], Duration::from_secs(60), 0x5EED));
    let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(2));
    let attempts = attempts();
    for tag in 1..=attempts {
        let link = LINK.write(link(clock.now(), tag));
        let reason = run(link, &mut clock, &mut done, messages, &mut backoff, OUT);
        OUT.text("closed: ").show(reason).end();
        OUT.flush();
        // A real board hangs up and dials again here. What is left of the old connection is read away.
        let again = clock.now() + backoff.next(0);
        while clock.now() < again {
            board::receive(&mut [0; 32]);
            board::sleep();
        }
        if done.all() {
            OUT.text("# stack ").number(stack::peak()).end();
            OUT.flush();
            semihosting::exit(0);
        }
    }
    semihosting::exit(1)
}

/// The number of attempts: the last word of the command line, one digit.
fn attempts() -> u32 {
    let mut line = [0; 64];
    let digit =
        semihosting::command_line(&mut line).and_then(|line| line.iter().rev().find(|octet| **octet > b' '));
    digit.map_or(1, |digit| u32::from(digit & 0x0F))
}

#[inline(never)]
fn link(now: Instant, tag: u32) -> BoardLink {
    let second = Duration::from_secs(1);
    let config = Config {
        max_pending: 4,
        response_timeout: Duration::from_secs(3),
        session_init_timeout: Some(second),
        enquire_link_interval: Some(second),
        pdu_timeout: Some(Duration::from_millis(500)),
        drain_timeout: second,
        ..Config::default()
    };
    let session = Session::new(now, Side::Esme, tag, &config, [Slot::EMPTY; 2]);
    Link::new(session, [0; MAX_PDU], [0; MAX_PDU])
}

/// One session, from its bind to its last octet.
fn run(
    link: &mut BoardLink,
    clock: &mut Clock,
    done: &mut Done,
    messages: &mut Messages,
    backoff: &mut Backoff,
    out: &mut Output,
) -> CloseReason {
    let bind = BindTransceiver {
        system_id: "board".into(),
        password: "secret".into(),
        ..BindTransceiver::default()
    };
    if let Err(error) = link.at(clock.now()).bind(&bind) {
        out.show(error).end();
    }
    // What was sent in an earlier session and not accepted is sent again.
    done.sent = done.accepted;
    while !link.is_done() {
        let now = clock.now();
        while let Some((event, turn)) = link.next(now) {
            handle(event, turn, done, messages, backoff, out);
        }
        let mut turn = link.at(now);
        if turn.can_send() && done.sent < SEGMENTS {
            submit(&mut turn, done, out);
        } else if done.all() && turn.session().state().is_bound() {
            _ = turn.unbind();
        }
        out.flush();
        let io = link.io(now);
        let (written, wake) = (board::send(io.write), io.wake);
        let read = io.read.map_or(0, board::receive);
        if written > 0 {
            link.wrote(written);
        }
        if read > 0 {
            link.filled(read);
        } else if written == 0 && wake.is_none_or(|wake| wake > now) {
            board::sleep();
        }
    }
    link.session().close_reason().unwrap_or(CloseReason::TransportClosed)
}

/// Sends the next segment of the text.
fn submit(turn: &mut Turn<'_, Window>, done: &mut Done, out: &mut Output) {
    let Ok(plan) = (Segmenter { reference: 7, ..Segmenter::DEFAULT }).plan(TEXT) else { return };
    let mut segments = plan.segments();
    let mut room = [0; MAX_USER_DATA];
    while let Ok(Some(segment)) = segments.next_into(&mut room) {
        if segment.number <= done.sent {
            continue;
        }
        let mut tlvs = SegmentTlvs::default();
        let submit_sm = SubmitSm {
            source_addr: "15555550100".into(),
            destination_addr: "15555550101".into(),
            registered_delivery: RegisteredDelivery(0).with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE),
            ..SubmitSm::from_segment(&segment, &mut tlvs)
        };
        match turn.prepare(&submit_sm) {
            Ok(prepared) => {
                prepared.keep(segment.number);
                done.sent = segment.number;
            }
            Err(error) => out.show(error).end(),
        }
        return;
    }
}

fn handle(
    event: Event<'_, u8>,
    mut turn: Turn<'_, Window>,
    done: &mut Done,
    messages: &mut Messages,
    backoff: &mut Backoff,
    out: &mut Output,
) {
    match event {
        Event::Bound { .. } => {
            backoff.reset();
            out.text("bound").end();
        }
        Event::BindRefused { pdu, .. } => {
            out.text("refused: ").show(pdu.command_status).end();
            turn.close();
        }
        Event::Response { value, pdu, .. } => match pdu.decode::<SubmitSmResp<'_>>() {
            Ok(resp) if pdu.command_status == CommandStatus::ESME_ROK => {
                done.accepted = done.accepted.wrapping_add(1);
                out.text("segment ")
                    .number(value.into())
                    .text(" is ")
                    .octets(resp.message_id.as_bytes())
                    .end();
            }
            _ => out.text("segment ").number(value.into()).text(": ").show(pdu.command_status).end(),
        },
        Event::Request { token, pdu } if pdu.command_id == CommandId::DELIVER_SM => {
            match turn.decode_or_refuse::<DeliverSm<'_>>(token, &pdu) {
                Ok((deliver_sm, token)) => {
                    delivered(turn.now(), &deliver_sm, done, messages, out);
                    _ = turn.answer(token, CommandStatus::ESME_ROK, &DeliverSmResp::default());
                }
                Err(undecoded) => out.text("not a deliver_sm: ").show(undecoded.error.command_status()).end(),
            }
        }
        Event::Disallowed { token, cause: Disallowed::Oversized { command_length }, .. } => {
            out.text("too large: ").number(command_length as usize).end();
            _ = turn.answer_default(token);
        }
        Event::Request { token, .. } | Event::Disallowed { token, .. } => _ = turn.answer_default(token),
        Event::EnquireLink { .. } => out.text("enquire_link").end(),
        Event::TimedOut { value, .. } | Event::Failed { value, .. } => {
            out.text("segment ").number(value.into()).text(" has no answer").end();
            // It is sent again. The message centre may have it twice then, but never not at all.
            done.sent = done.accepted;
        }
        _ => {}
    }
}

/// A receipt, a part of a long message, or a message.
fn delivered(
    now: Instant,
    deliver_sm: &DeliverSm<'_>,
    done: &mut Done,
    messages: &mut Messages,
    out: &mut Output,
) {
    let mut scratch = [0; 256];
    let receipt = Receipt::from_deliver_sm(deliver_sm, ReceiptDialect::DEFAULT, &mut scratch);
    if let (true, Some(id), Some(state)) = (receipt.is_final(), receipt.message_id(), receipt.state()) {
        done.receipts = done.receipts.wrapping_add(1);
        return out.text("receipt: ").octets(id.value).text(" ").show(state.value).end();
    }
    let Ok(Some(fragment)) = deliver_sm.fragment() else {
        return out.text("message of ").number(deliver_sm.short_message.len()).end();
    };
    match messages.insert(now, &fragment) {
        Ok((Inserted::Complete(message), _)) => {
            done.has_message = true;
            let codings = DataCodings::default();
            if let Some(characters) = message.chars(|coding| codings.charset(coding.into())) {
                out.text("message: ");
                characters.for_each(|character| _ = out.show(character));
                out.end();
            }
        }
        Ok(_) => out.text("segment of a message").end(),
        Err(error) => out.show(error).end(),
    }
}
