//! The smallest use of GSM 7-bit: characters of the default alphabet to septets, packed, unpacked, and back. A line
//! holds characters in UCS2.
#![no_std]
#![no_main]

#[path = "../measured.rs"]
mod measured;

use smpp_gsm7::{Fill, Padding, pack, tables, unpack};

struct Septets;

impl measured::Program for Septets {
    type Buffers = ();
    const BUFFERS: () = ();

    fn new((): &'static mut ()) -> Self {
        Self
    }

    fn line(&mut self, units: &[u8], out: &mut measured::Output) {
        let mut septets = [0; 160];
        let mut count = 0_usize;
        for (slot, unit) in septets.iter_mut().zip(units.as_chunks().0) {
            let c = char::from_u32(u16::from_be_bytes(*unit).into()).unwrap_or('?');
            *slot = tables::DEFAULT.septet(c).unwrap_or(b'?');
            count = count.wrapping_add(1);
        }
        let septets = septets.get(..count).unwrap_or_default();
        let mut packed = [0; 140];
        let Ok(len) = pack(septets, Fill::NONE, Padding::Zero, &mut packed) else { return };
        let packed = packed.get(..len).unwrap_or_default();
        out.hex(packed).end();
        let mut septets = [0; 160];
        let Ok(septets) = unpack(packed, Fill::NONE, count, &mut septets) else { return };
        for septet in septets {
            out.hex(&u32::from(tables::DEFAULT.character(*septet).unwrap_or('?')).to_be_bytes());
        }
        out.end();
    }
}

measured::main!(Septets);
