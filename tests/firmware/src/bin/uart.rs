//! An ESME on a board whose modem is a UART: binds, sends a text in two segments, waits for their receipts and for a long
//! message, and unbinds. If the session ends before that, it binds again after a while, as often as the command line
//! allows.
//!
//! The command line has the number of attempts and, after it, what is wrong with the clock. The exit status is 0 if all was
//! done, otherwise 1.
#![no_std]
#![no_main]

#[path = "../arguments.rs"]
mod arguments;
#[path = "../board/mod.rs"]
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

use arguments::ClockFault;
use core::mem::MaybeUninit;
use output::Output;
use panic_never as _;
use smpp_core::codes::{RegisteredDelivery, SmscReceipt};
use smpp_core::link::{Link, Turn};
use smpp_core::message::reassemble::{Inserted, MessageSlot, Reassembler};
use smpp_core::message::receipt::{Receipt, ReceiptDialect};
use smpp_core::message::segment::{MAX_USER_DATA, SegmentTlvs, Segmenter};
use smpp_core::message::text::DataCodings;
use smpp_core::pdu::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::{Backoff, CloseReason, Config, Disallowed, Esme, Event, Outcome, Session, Slot};
use smpp_core::{CommandId, CommandStatus, Duration, Instant};

/// The largest PDU that this board accepts.
const MAX_PDU: usize = 512;
/// Two segments in GSM 7-bit; the euro sign takes two septets.
const TEXT: &str = "Meter 7 of 12 in the cellar of the house by the lake reports a balance of 22.50 € and a reading of \
                    4711 cubic metres of water since the first day of the month, which is more than in all months before.";
const SEGMENTS: u32 = 2;
/// A bit for each segment, by its number.
const ALL_SEGMENTS: u8 = 0b110;

type Window = [Slot<u8>; 2];
type BoardLink = Link<Window, [u8; MAX_PDU], [u8; MAX_PDU], Esme>;
type Messages = Reassembler<[MessageSlot<3, 480>; 1]>;

/// The clock of the board, as sessions count it.
struct Clock(board::Clock);

impl Clock {
    fn now(&mut self) -> Instant {
        Instant::from_millis(self.0.now())
    }
}

/// What was done so far, over all sessions.
#[derive(Default)]
struct Done {
    /// The segments to send, a bit for each.
    waiting: u8,
    accepted: u8,
    receipts: u32,
    has_message: bool,
    /// Still to come.
    fault: ClockFault,
}

impl Done {
    fn all(&self) -> bool {
        self.accepted == ALL_SEGMENTS && self.receipts >= SEGMENTS && self.has_message
    }
}

/// What takes much memory. It is static, so that the stack is small.
struct Buffers {
    link: MaybeUninit<BoardLink>,
    messages: MaybeUninit<Messages>,
    out: Output,
}

static mut BUFFERS: Buffers =
    Buffers { link: MaybeUninit::uninit(), messages: MaybeUninit::uninit(), out: Output::CLOSED };

#[board::entry]
fn main() -> ! {
    // SAFETY: this runs once, and nothing else names them.
    let Buffers { link: room, messages, out } = unsafe { &mut *(&raw mut BUFFERS) };
    out.open();
    board::start();
    let (attempts, fault) = arguments::read();
    let mut clock = Clock(board::Clock::ZERO);
    let mut done = Done { fault, ..Done::default() };
    let messages = messages.write(Reassembler::new([MessageSlot::EMPTY], Duration::from_secs(60), 0x5EED));
    let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(2));
    for tag in 1..=attempts {
        let link = room.write(link(clock.now(), tag));
        let reason = run(link, &mut clock, &mut done, messages, &mut backoff, out);
        out.text("closed: ").show(reason).end();
        out.flush();
        // A real board hangs up and dials again here. What is left of the old connection is read away.
        let again = clock.now() + backoff.next(0);
        while clock.now() < again {
            board::receive(&mut [0; 32]);
            board::sleep();
        }
        if done.all() {
            out.text("# stack ").number(stack::peak()).end();
            out.flush();
            semihosting::exit(0);
        }
    }
    semihosting::exit(1)
}

#[inline(never)]
fn link(now: Instant, tag: u32) -> BoardLink {
    let second = Duration::from_secs(1);
    let config = Config {
        max_pending: 4,
        response_timeout: Duration::from_secs(3),
        session_init_timeout: Some(second),
        enquire_link_interval: Some(second),
        pdu_timeout: Some(Duration::from_secs(2)),
        drain_timeout: second,
        ..Config::default()
    };
    let session = Session::new(now, Esme, tag, &config, [Slot::EMPTY; 2]);
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
    done.waiting = ALL_SEGMENTS & !done.accepted;
    while !link.is_done() {
        let now = clock.now();
        while let Some((event, turn)) = link.next(now) {
            handle(event, turn, done, messages, backoff, out);
        }
        let mut turn = link.at(now);
        if turn.can_send() && done.waiting != 0 {
            submit(&mut turn, done, out);
            core::mem::take(&mut done.fault).plant();
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
fn submit(turn: &mut Turn<'_, Window, Esme>, done: &mut Done, out: &mut Output) {
    let Ok(plan) = (Segmenter { reference: 7, ..Segmenter::DEFAULT }).plan(TEXT) else { return };
    let mut segments = plan.segments();
    let mut room = [0; MAX_USER_DATA];
    while let Ok(Some(segment)) = segments.next_into(&mut room) {
        let bit = 1 << (segment.number & 7);
        if done.waiting & bit == 0 {
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
                done.waiting &= !bit;
            }
            Err(error) => out.show(error).end(),
        }
        return;
    }
}

fn handle(
    event: Event<'_, u8>,
    mut turn: Turn<'_, Window, Esme>,
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
        event => {
            if let Ok((number, outcome)) = event.into_outcome() {
                ended(number, outcome, turn, done, out);
            }
        }
    }
}

/// The fate of a segment.
fn ended(
    number: u8,
    outcome: Outcome<'_>,
    mut turn: Turn<'_, Window, Esme>,
    done: &mut Done,
    out: &mut Output,
) {
    let bit = 1 << (number & 7);
    out.text("segment ").number(number.into());
    match outcome {
        Outcome::Answered { pdu, .. } => {
            done.accepted |= bit;
            match pdu.decode::<SubmitSmResp<'_>>() {
                Ok(resp) => out.text(" is ").octets(resp.message_id.as_bytes()).end(),
                Err(error) => out.text(" is accepted; ").show(error).end(),
            }
        }
        Outcome::Refused { status, .. } => {
            out.text(": ").show(status).end();
            _ = turn.unbind();
        }
        Outcome::Unknown => {
            out.text(" has no answer").end();
            // It is sent again. The message centre may then have it twice, but it is never lost.
            done.waiting |= bit;
        }
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
