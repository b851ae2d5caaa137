//! What the programs whose size is measured have in common: a file of hexadecimal lines from the host, a line at a time,
//! and lines out. Nothing formats here, so that the crates' part is what is seen.
//!
//! The octets come from outside while the program runs, so that nothing is folded away.
#![allow(dead_code, reason = "no program needs all of it")]

#[path = "output.rs"]
mod output;
#[path = "semihosting.rs"]
mod semihosting;
#[path = "stack.rs"]
mod stack;
#[path = "vectors.rs"]
mod vectors;

pub use output::Output;
#[cfg(feature = "panic-never")]
use panic_never as _;

/// For the program that logs: defmt makes no promise about panics.
#[cfg(not(feature = "panic-never"))]
#[panic_handler]
fn panicked(_: &core::panic::PanicInfo<'_>) -> ! {
    semihosting::exit(6)
}

/// Room for the file.
pub const INPUT_OCTETS: usize = 4 * 1024;
/// Room for the octets of one line.
const LINE_OCTETS: usize = 512;

/// A program: what it does with the octets of each line.
pub trait Program {
    /// What takes much memory. It is static, and zero or uninitialized at the start, so that no image contains it.
    type Buffers: 'static;
    const BUFFERS: Self::Buffers;

    fn new(buffers: &'static mut Self::Buffers) -> Self;

    fn line(&mut self, octets: &[u8], out: &mut Output);
}

/// The buffers of the harness. They are static, so that the stack figure shows the crates.
pub struct Buffers {
    pub input: [u8; INPUT_OCTETS],
    pub line: [u8; LINE_OCTETS],
    pub name: [u8; 128],
}

impl Buffers {
    pub const NEW: Self = Self { input: [0; INPUT_OCTETS], line: [0; LINE_OCTETS], name: [0; 128] };
}

/// Defines the entry point of a program.
macro_rules! main {
    ($Program:ty) => {
        #[cortex_m_rt::entry]
        fn main() -> ! {
            // `entry` makes them references.
            static mut BUFFERS: $crate::measured::Buffers = $crate::measured::Buffers::NEW;
            static mut OUT: $crate::measured::Output = $crate::measured::Output::CLOSED;
            static mut ROOM: <$Program as $crate::measured::Program>::Buffers =
                <$Program as $crate::measured::Program>::BUFFERS;
            let mut program = $crate::measured::made::<$Program>(ROOM);
            $crate::measured::run(&mut program, BUFFERS, OUT)
        }
    };
}
pub(crate) use main;

pub fn run(program: &mut impl Program, buffers: &'static mut Buffers, out: &mut Output) -> ! {
    let Buffers { input, line: octets, name } = buffers;
    out.open();
    let Some(input) = input_name(name).and_then(|name| semihosting::read_file(name, input)) else {
        semihosting::exit(4)
    };
    for line in input.split(|&octet| octet == b'\n') {
        let (pairs, _) = line.as_chunks::<2>();
        let mut count = 0_usize;
        for (slot, &[high, low]) in octets.iter_mut().zip(pairs) {
            *slot = nibble(high) << 4 | nibble(low);
            count = count.wrapping_add(1);
        }
        program.line(octets.get(..count).unwrap_or_default(), out);
        out.flush();
    }
    // In hexadecimal, which the programs can write anyway.
    out.text("# stack ").hex(&(stack::peak() as u32).to_be_bytes()).end();
    out.flush();
    semihosting::exit(0)
}

/// Not inlined, so that what is moved into the buffers leaves the stack.
#[inline(never)]
pub fn made<P: Program>(room: &'static mut P::Buffers) -> P {
    P::new(room)
}

/// The second word of the command line, with the NUL after it: the name of the file.
fn input_name(line: &mut [u8]) -> Option<&[u8]> {
    let line = semihosting::command_line(line)?;
    let space = line.iter().position(|&octet| octet == b' ')?;
    line.get(space.checked_add(1)?..)
}

/// The value of a hexadecimal digit in lower case.
const fn nibble(digit: u8) -> u8 {
    if digit < b'a' { digit & 0x0F } else { digit.wrapping_sub(b'a').wrapping_add(10) & 0x0F }
}
