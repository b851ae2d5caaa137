//! What `pdus` does, with rusmpp-core: a line is a PDU, which is decoded with its TLVs typed, and encoded again.
#![no_std]
#![no_main]

#[path = "../measured.rs"]
mod measured;

use measured::Output;
use rusmpp_core::command::borrowed::Command;
use rusmpp_core::decode::borrowed::DecodeWithLength;
use rusmpp_core::encode::{Encode, Length};

struct Pdus {
    room: &'static mut [u8],
}

impl measured::Program for Pdus {
    type Buffers = [u8; 512];
    const BUFFERS: Self::Buffers = [0; 512];

    fn new(room: &'static mut Self::Buffers) -> Self {
        Self { room }
    }

    fn line(&mut self, octets: &[u8], out: &mut Output) {
        match rebuilt(octets, self.room) {
            Some(len) => out.hex(self.room.get(..len).unwrap_or_default()).end(),
            None => out.text("no PDU").end(),
        }
    }
}

fn rebuilt(octets: &[u8], room: &mut [u8]) -> Option<usize> {
    // It counts without `command_length`.
    let (_, body) = octets.split_first_chunk::<4>()?;
    let (command, _) = Command::<8>::decode(body, body.len()).ok()?;
    let (head, room) = room.split_first_chunk_mut::<4>()?;
    let len = command.length().wrapping_add(4);
    *head = (len as u32).to_be_bytes();
    if command.length() > room.len() {
        return None;
    }
    command.encode(room);
    Some(len)
}

measured::main!(Pdus);
