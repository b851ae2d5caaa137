//! What the programs share whose size is measured: a file of hexadecimal lines from the host, a line at a time, and lines
//! out. Nothing formats here, so that the crates' part is what is seen.
//!
//! The octets come from outside while the program runs, so that nothing is folded away.
#![allow(dead_code, reason = "no program needs all of it")]

#[path = "output.rs"]
mod output;
#[path = "semihosting.rs"]
mod semihosting;
#[path = "stack.rs"]
mod stack;

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
    const NEW: Self;

    fn line(&mut self, octets: &[u8], out: &mut Output);
}

/// Defines the entry point of a program.
macro_rules! main {
    ($Program:ty) => {
        #[cortex_m_rt::entry]
        fn main() -> ! {
            // A static, so that the stack figure shows the crates; `entry` makes it a reference.
            static mut INPUT: [u8; $crate::measured::INPUT_OCTETS] = [0; $crate::measured::INPUT_OCTETS];
            $crate::measured::run::<$Program>(INPUT)
        }
    };
}
pub(crate) use main;

pub fn run<P: Program>(input: &'static mut [u8]) -> ! {
    let mut program = P::NEW;
    let mut out = Output::new();
    let mut name = [0; 128];
    let Some(input) = input_name(&mut name).and_then(|name| semihosting::read_file(name, input)) else {
        semihosting::exit(4)
    };
    for line in input.split(|&octet| octet == b'\n') {
        let mut octets = [0; LINE_OCTETS];
        let (pairs, _) = line.as_chunks::<2>();
        let mut count = 0_usize;
        for (slot, &[high, low]) in octets.iter_mut().zip(pairs) {
            *slot = nibble(high) << 4 | nibble(low);
            count = count.wrapping_add(1);
        }
        program.line(octets.get(..count).unwrap_or_default(), &mut out);
        out.flush();
    }
    out.text("# stack ").number(stack::peak()).end();
    out.flush();
    semihosting::exit(0)
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
