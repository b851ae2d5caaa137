//! The ESME of `esme`, on a `Link`.
#![no_std]
#![no_main]

#[path = "../measured.rs"]
mod measured;
#[path = "../minimal.rs"]
mod minimal;

use core::mem::MaybeUninit;
use measured::Output;
use minimal::{MAX_PDU, Window};
use smpp_core::link::{Link, Turn};
use smpp_core::pdu::DeliverSmResp;
use smpp_core::session::{self, Event};
use smpp_core::{CommandId, CommandStatus, Duration, Instant};

type BoardLink = Link<Window, &'static mut [u8], &'static mut [u8], session::Esme>;

struct Esme {
    link: &'static mut BoardLink,
    now: Instant,
}

impl measured::Program for Esme {
    type Buffers = (MaybeUninit<BoardLink>, [u8; MAX_PDU], [u8; 384]);
    const BUFFERS: Self::Buffers = (MaybeUninit::uninit(), [0; MAX_PDU], [0; 384]);

    fn new((link, input, output): &'static mut Self::Buffers) -> Self {
        let link = link.write(Link::new(minimal::session(), &mut input[..], &mut output[..]));
        _ = link.at(Instant::ZERO).bind(&minimal::bind());
        Self { link, now: Instant::ZERO }
    }

    fn line(&mut self, octets: &[u8], out: &mut Output) {
        let Self { link, now } = self;
        *now = *now + Duration::from_secs(1);
        let mut rest = octets;
        loop {
            while let Some((event, turn)) = link.next(*now) {
                handle(event, turn, out);
            }
            let io = link.io(*now);
            let written = io.write.len();
            if written > 0 {
                out.hex(io.write).end();
            }
            let mut read = 0_usize;
            for (to, from) in io.read.into_iter().flatten().zip(rest) {
                *to = *from;
                read = read.wrapping_add(1);
            }
            rest = rest.get(read..).unwrap_or_default();
            if written > 0 {
                link.wrote(written);
            }
            if read > 0 {
                link.filled(read);
            } else if written == 0 {
                break;
            }
        }
    }
}

fn handle(event: Event<'_, u8>, mut turn: Turn<'_, Window, session::Esme>, out: &mut Output) {
    match event {
        Event::Bound { .. } => {
            if let Ok(prepared) = turn.prepare(&minimal::submit_sm()) {
                prepared.keep(1);
            }
        }
        Event::Request { token, pdu } if pdu.command_id == CommandId::DELIVER_SM => {
            let status = minimal::delivered::<minimal::AppendixB>(&pdu, &mut (), out);
            _ = match status {
                CommandStatus::ESME_ROK => turn.answer(token, status, &DeliverSmResp::default()),
                status => turn.refuse(token, status),
            };
        }
        Event::Request { token, .. } | Event::Disallowed { token, .. } => _ = turn.answer_default(token),
        Event::LinkAlive { .. } => _ = turn.unbind(),
        event => minimal::other(event, out),
    }
}

measured::main!(Esme);
