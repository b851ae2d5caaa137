//! The memory of each part, in octets, as this target lays it out.
#![no_std]
#![no_main]

#[path = "../measured.rs"]
mod measured;

use measured::Output;
use smpp_core::frame::Accumulator;
use smpp_core::link::Link;
use smpp_core::message::correlate::{Correlator, IdSlot};
use smpp_core::message::reassemble::{MessageSlot, Reassembler};
use smpp_core::message::segment::{Plan, Segmenter};
use smpp_core::session::{Backoff, Config, Pacer, Session, Slot};

struct Parts;

impl measured::Program for Parts {
    type Buffers = ();
    const BUFFERS: () = ();

    fn new((): &'static mut ()) -> Self {
        Self
    }

    fn line(&mut self, _: &[u8], out: &mut Output) {
        type Window = [Slot<u8>; 4];
        type Messages = [MessageSlot<3, 480>; 4];
        for (name, octets) in [
            ("Session, 4 slots of u8", size_of::<Session<Window>>()),
            ("Slot<u8>", size_of::<Slot<u8>>()),
            ("Link without buffers, 4 slots of u8", size_of::<Link<Window, &mut [u8], &mut [u8]>>()),
            ("Config", size_of::<Config>()),
            ("Accumulator<512>", size_of::<Accumulator<512>>()),
            ("Segmenter", size_of::<Segmenter>()),
            ("Plan", size_of::<Plan<'_>>()),
            ("Reassembler, 4 messages of 3 segments and 480 octets", size_of::<Reassembler<Messages>>()),
            ("Correlator, 32 ids", size_of::<Correlator<[IdSlot<u8>; 32]>>()),
            ("Backoff", size_of::<Backoff>()),
            ("Pacer", size_of::<Pacer>()),
        ] {
            out.text(name).text(": ").number(octets).end();
        }
    }
}

measured::main!(Parts);
