//! The usual use of GSM 7-bit: a text, with the extension table, to packed septets and back. A line is a text in
//! UTF-8.
#![no_std]
#![no_main]

#[path = "../measured.rs"]
mod measured;

use smpp_gsm7::{Alphabet, Decoder, Encoder, Fill, Padding};

struct Text;

impl measured::Program for Text {
    type Buffers = ();
    const BUFFERS: () = ();

    fn new((): &'static mut ()) -> Self {
        Self
    }

    fn line(&mut self, text: &[u8], out: &mut measured::Output) {
        let Ok(text) = core::str::from_utf8(text) else { return };
        let mut packed = [0; 140];
        let encoder = Encoder::new(Alphabet::DEFAULT);
        let Ok(done) = encoder.encode_packed(text, Fill::NONE, Padding::Zero, &mut packed) else { return };
        let packed = packed.get(..done.written).unwrap_or_default();
        out.hex(packed).end();
        let mut room = [0; 320];
        let decoder = Decoder::new(Alphabet::DEFAULT);
        if let Ok(text) = decoder.decode_packed(packed, Fill::NONE, done.septets, &mut room) {
            out.text(text).end();
        }
    }
}

measured::main!(Text);
