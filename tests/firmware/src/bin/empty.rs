//! The size of a program without the crates: it reads a file of hexadecimal lines and prints them again. The other
//! measured programs add the crates to it; the difference is theirs.
#![no_std]
#![no_main]

#[path = "../measured.rs"]
mod measured;

struct Echo;

impl measured::Program for Echo {
    type Buffers = ();
    const BUFFERS: () = ();

    fn new((): &'static mut ()) -> Self {
        Self
    }

    fn line(&mut self, octets: &[u8], out: &mut measured::Output) {
        out.hex(octets).end();
    }
}

measured::main!(Echo);
