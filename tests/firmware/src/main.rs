//! Reads a file of jobs from the host, one per line, runs them with the two crates, and prints the results.
//!
//! A job is a word that names it and its arguments: `name argument ...`. Empty lines and lines that start with `#` are
//! ignored. Each job is echoed after `> `, followed by its own lines. The names are in [`jobs::JOBS`].
//!
//! It links with `panic-never`: if a branch could panic, anywhere, it does not link. The jobs call everything that the
//! crates make public, except for some `Debug` implementations: those of core for a `char`, for a `str` and for a derived
//! struct of more than five fields keep a branch that panics and that no linker can remove. What a program prints in
//! operation (PDUs, TLVs, events, receipts, parts, every error) has a `Debug` without it. The
//! `Debug` of `Session`, `Slot`, the tables of definitions, profiles, findings of lint, and what holds an `Encoder` or
//! borrows its text has that branch.
#![no_std]
#![no_main]

mod jobs;
mod output;
mod semihosting;
mod stack;
mod vectors;

use cortex_m_rt::{ExceptionFrame, entry, exception};
use output::Output;
#[cfg(feature = "panic-never")]
use panic_never as _;

/// Room for the file of jobs.
const INPUT_OCTETS: usize = 16 * 1024;

/// The exit statuses that the script knows.
mod status {
    pub const DONE: usize = 0;
    pub const UNKNOWN_JOB: usize = 3;
    pub const NO_INPUT: usize = 4;
    pub const FAULT: usize = 5;
    #[cfg(not(feature = "panic-never"))]
    pub const PANIC: usize = 6;
}

#[entry]
fn main() -> ! {
    // A static, so that the stack figure shows the crates and not a buffer; `entry` makes it a reference.
    static mut INPUT: [u8; INPUT_OCTETS] = [0; INPUT_OCTETS];
    let mut out = Output::CLOSED;
    out.open();
    let mut line = [0; 128];
    let Some(input) = input_name(&mut line).and_then(|name| semihosting::read_file(name, INPUT)) else {
        out.line("cannot read the file of jobs");
        out.flush();
        semihosting::exit(status::NO_INPUT)
    };
    let mut jobs = jobs::Jobs::new();
    let mut result = status::DONE;
    for line in input.split(|&octet| octet == b'\n') {
        if line.is_empty() || line.starts_with(b"#") {
            continue;
        }
        out.text("> ").octets(line).end();
        if !jobs.run(line, &mut out) {
            out.line("no job has this name");
            result = status::UNKNOWN_JOB;
        }
        out.flush();
    }
    out.text("# stack ").hex(&(stack::peak() as u32).to_be_bytes()).end();
    out.flush();
    semihosting::exit(result)
}

/// The second word of the command line, with the NUL after it: the name of the file.
fn input_name(line: &mut [u8]) -> Option<&[u8]> {
    let line = semihosting::command_line(line)?;
    let space = line.iter().position(|&octet| octet == b' ')?;
    line.get(space.checked_add(1)?..)
}

/// A fault is a bug in this program, such as a stack overflow: report it and end.
#[exception]
unsafe fn HardFault(_frame: &ExceptionFrame) -> ! {
    semihosting::exit(status::FAULT)
}

/// Only for finding what prevents linking; see `--find` of the script.
#[cfg(not(feature = "panic-never"))]
#[panic_handler]
fn panicked(_: &core::panic::PanicInfo<'_>) -> ! {
    semihosting::exit(status::PANIC)
}
