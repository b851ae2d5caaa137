//! Text for the host, buffered so that each line is one call.

use super::semihosting::Console;
use core::fmt::{self, Write};
use heapless::Vec;

/// Writes text, numbers and hexadecimal octets.
pub struct Output {
    console: Console,
    pending: Vec<u8, 256>,
}

impl Output {
    /// An output that is not open yet.
    pub const CLOSED: Self = Self { console: Console::CLOSED, pending: Vec::new() };

    /// Opens it to the host's standard output.
    pub fn open(&mut self) {
        self.console = Console::open();
    }

    /// Writes these octets. Not inlined, nor is `flush`, so that the size of the image shows the crates.
    #[inline(never)]
    pub fn octets(&mut self, octets: &[u8]) -> &mut Self {
        for &octet in octets {
            if self.pending.push(octet).is_err() {
                self.flush();
                // There is room now: flushing has emptied it.
                let _ = self.pending.push(octet);
            }
        }
        self
    }

    /// Writes this text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.octets(text.as_bytes())
    }

    /// Writes this number in decimal.
    pub fn number(&mut self, number: usize) -> &mut Self {
        let mut digits = Vec::<u8, 20>::new();
        let mut rest = number;
        loop {
            // A remainder by ten fits in an octet, and twenty digits hold any number.
            let _ = digits.push(b'0'.wrapping_add((rest % 10) as u8));
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        for &digit in digits.iter().rev() {
            self.octets(&[digit]);
        }
        self
    }

    /// Writes these octets as two hexadecimal digits each.
    pub fn hex(&mut self, octets: &[u8]) -> &mut Self {
        for &octet in octets {
            self.octets(&[hex_digit(octet >> 4), hex_digit(octet & 0x0F)]);
        }
        self
    }

    /// Writes the `Display` of a value.
    pub fn show(&mut self, what: impl fmt::Display) -> &mut Self {
        // Writing here never fails, so only `what` itself could, and the text would show it.
        let _ = write!(self, "{what}");
        self
    }

    /// Ends the line.
    pub fn end(&mut self) {
        self.octets(b"\n");
    }

    /// Writes a complete line.
    pub fn line(&mut self, text: &str) {
        self.text(text).end();
    }

    /// Writes what is buffered.
    #[inline(never)]
    pub fn flush(&mut self) {
        self.console.write(&self.pending);
        self.pending.clear();
    }
}

impl fmt::Write for Output {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text(text);
        Ok(())
    }
}

/// The digit for a value of 0 to 15.
const fn hex_digit(value: u8) -> u8 {
    if value < 10 { b'0'.wrapping_add(value) } else { b'a'.wrapping_add(value).wrapping_sub(10) }
}
