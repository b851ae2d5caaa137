//! The ESME of `esme` and `dialects`, on a session of its own.

use super::measured::{self, Output};
use super::minimal::{self, MAX_PDU, ReceiptReader, Window};
use core::mem::MaybeUninit;
use smpp_core::frame::Accumulator;
use smpp_core::pdu::DeliverSmResp;
use smpp_core::session::{self, Event, Recv, Session, Token};
use smpp_core::{CommandId, CommandStatus, Duration, Instant};

/// An ESME that reads receipts in one of two ways.
pub struct Esme<R: ReceiptReader> {
    session: &'static mut Session<Window, session::Esme>,
    input: &'static mut Accumulator<MAX_PDU>,
    room: &'static mut [u8],
    scratch: &'static mut R::Scratch,
    now: Instant,
}

impl<R: ReceiptReader> measured::Program for Esme<R> {
    type Buffers = (MaybeUninit<Session<Window, session::Esme>>, Accumulator<MAX_PDU>, [u8; 192], R::Scratch);
    const BUFFERS: Self::Buffers = (MaybeUninit::uninit(), Accumulator::new(), [0; 192], R::SCRATCH);

    fn new((session, input, room, scratch): &'static mut Self::Buffers) -> Self {
        Self { session: session.write(minimal::session()), input, room, scratch, now: Instant::ZERO }
    }

    fn line(&mut self, octets: &[u8], out: &mut Output) {
        let Self { session, input, room, scratch, now } = self;
        if *now == Instant::ZERO
            && let Some(len) = bind(session, *now, room)
        {
            transmit(room, len, out);
        }
        *now = *now + Duration::from_secs(1);
        let mut rest = octets;
        loop {
            let taken = input.push(rest);
            rest = rest.get(taken..).unwrap_or_default();
            let (used, event) = match session.recv(*now, input.octets()) {
                Recv::Event { used, event } => (used, Some(event)),
                Recv::NeedMore { .. } if taken > 0 => continue,
                _ => {
                    timers(session, *now, room, out);
                    (0, session.poll_event())
                }
            };
            let Some(event) = event else { break };
            handle::<R>(session, *now, event, room, scratch, out);
            input.consume(used);
        }
        if session.wants_close() {
            session.transport_closed(*now);
        }
    }
}

fn handle<R: ReceiptReader>(
    session: &mut Session<Window, session::Esme>,
    now: Instant,
    event: Event<'_, u8>,
    room: &mut [u8],
    scratch: &mut R::Scratch,
    out: &mut Output,
) {
    let len = match event {
        Event::Bound { .. } => submit(session, now, room),
        Event::Request { token, pdu } if pdu.command_id == CommandId::DELIVER_SM => {
            let status = minimal::delivered::<R>(&pdu, scratch, out);
            answer(session, now, token, status, room)
        }
        Event::Request { token, .. } | Event::Disallowed { token, .. } => {
            session.answer_default(now, token, room).map_or(0, |sent| sent.len)
        }
        Event::LinkAlive { .. } => {
            _ = session.unbind(now);
            0
        }
        event => return minimal::other(event, out),
    };
    if len > 0 {
        transmit(room, len, out);
    }
}

/// Not inlined, nor are the next three, so that the PDU is on the stack only while it is written.
#[inline(never)]
fn bind(session: &mut Session<Window, session::Esme>, now: Instant, room: &mut [u8]) -> Option<usize> {
    session.bind(now, &minimal::bind(), room).ok().map(|sent| sent.len)
}

#[inline(never)]
fn submit(session: &mut Session<Window, session::Esme>, now: Instant, room: &mut [u8]) -> usize {
    session.prepare(now, &minimal::submit_sm(), room).map_or(0, |prepared| prepared.keep(1).len)
}

#[inline(never)]
fn answer(
    session: &mut Session<Window, session::Esme>,
    now: Instant,
    token: Token,
    status: CommandStatus,
    room: &mut [u8],
) -> usize {
    let answer = match status {
        CommandStatus::ESME_ROK => session.answer(now, token, status, &DeliverSmResp::default(), room),
        status => session.refuse(now, token, status, room),
    };
    answer.map_or(0, |sent| sent.len)
}

/// What the clock brings.
#[inline(never)]
fn timers(session: &mut Session<Window, session::Esme>, now: Instant, room: &mut [u8], out: &mut Output) {
    session.handle_timeout(now);
    while let Some(len) = session.poll_transmit(now, room) {
        transmit(room, len, out);
    }
}

fn transmit(room: &[u8], len: usize, out: &mut Output) {
    out.hex(room.get(..len).unwrap_or_default()).end();
}
