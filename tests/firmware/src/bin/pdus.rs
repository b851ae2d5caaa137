//! Every PDU and every TLV: a line is a PDU, which is decoded as the enum, with each TLV typed and rebuilt, and
//! encoded again.
#![no_std]
#![no_main]

#[path = "../measured.rs"]
mod measured;

use measured::Output;
use smpp_core::tlv::Tag;
use smpp_core::{Encode, Pdu, RawPdu, Rules, Tlv};

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
    let raw = RawPdu::parse(octets).ok()?;
    let pdu = Pdu::decode(&raw).ok()?;
    let mut tlvs = [Tlv::raw(Tag(0), &[]); 8];
    let mut count = 0_usize;
    for (place, tlv) in tlvs.iter_mut().zip(pdu.tlvs()) {
        *place = tlv.value().tlv();
        count = count.wrapping_add(1);
    }
    let pdu = pdu.with_tlvs(tlvs.get(..count).unwrap_or_default().into());
    let done = pdu.encode_with(raw.command_status, raw.sequence_number, Rules::AS_IS, room).ok()?;
    Some(done.len)
}

measured::main!(Pdus);
