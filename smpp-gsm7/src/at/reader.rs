//! Cuts what the modem sends into lines, and distinguishes PDUs from other lines.

use super::{CTRL_Z, Header, Line};
use crate::count::advance;
use crate::error::error_kinds;

/// Buffer size in octets that holds any line of PDU mode. The longest is a PDU in hexadecimal without blanks.
pub const MAX_LINE: usize = 2 * super::MAX_PDU;

/// Cuts the octets of a modem into lines, in the caller's buffer: an array or a mutable slice. A line that does not fit
/// is dropped and reported.
///
/// The line after a [header](Line::Header) is its [PDU](Line::Pdu) or [page](Line::Page), unless it is a line of
/// another kind: after the header of an empty location, `+CMGR: 0,,0`, the modem says `OK`.
///
/// A line ends with CR, LF or both, in any order; blank lines are skipped. An echo of a PDU ends with
/// [`CTRL_Z`](super::CTRL_Z). The prompt `> ` has no line end and is returned as a line of its own.
///
/// ```
/// use smpp_gsm7::at::{Line, LineReader};
/// let mut reader = LineReader::new([0; 16]);
/// let mut lines = 0;
/// // The modem's octets, in pieces as they arrive.
/// for mut piece in [&b"AT+CMGS=22\r\r"[..], b"\n> ", b"\r\n+CM", b"GS: 7\r\n\r\nOK\r\n"] {
///     while let Some(line) = reader.next(&mut piece) {
///         let expected = [
///             Line::Other(b"AT+CMGS=22"),
///             Line::Prompt,
///             Line::Sent { reference: 7, report: None },
///             Line::Ok,
///         ];
///         assert_eq!(line?, expected[lines]);
///         lines += 1;
///     }
/// }
/// assert_eq!(lines, 4);
/// # Ok::<(), smpp_gsm7::at::LineError>(())
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct LineReader<B> {
    buffer: B,
    /// Octets of the line so far.
    len: usize,
    /// The line is longer than the buffer; the rest of it is dropped.
    is_too_long: bool,
    /// The line was returned.
    is_done: bool,
    /// The header on the previous line, if it announced a PDU.
    header: Option<Header>,
}

error_kinds! {
    /// A line could not be read.
    #[derive(Debug, Hash)]
    pub enum LineError {
        /// The line is longer than the buffer. It was dropped; the next one can be read.
        TooLong {
            /// Length of the buffer in octets.
            max: usize,
        } => "a line of more than {max} octets was dropped";
    }
}

impl core::error::Error for LineError {}

impl<B: AsRef<[u8]> + AsMut<[u8]>> LineReader<B> {
    /// Creates a reader at the start of a line. With a buffer of [`MAX_LINE`] octets, no line of PDU mode is too long.
    pub const fn new(buffer: B) -> Self {
        Self { buffer, len: 0, is_too_long: false, is_done: false, header: None }
    }

    /// Takes octets from the front of `input` until a line is complete, and returns it. `None` if all octets were taken
    /// and the line is not complete: call it again with the next octets.
    ///
    /// # Errors
    /// The line was longer than the buffer.
    pub fn next(&mut self, input: &mut &[u8]) -> Option<Result<Line<'_>, LineError>> {
        if !self.fill(input) {
            return None;
        }
        let header = self.header.take();
        if self.is_too_long {
            return Some(Err(LineError::TooLong { max: self.buffer.as_ref().len() }));
        }
        let line = self.buffer.as_ref().get(..self.len).unwrap_or_default();
        let line = Line::parse(line).after(header);
        self.header = line.announced();
        Some(Ok(line))
    }

    /// Takes octets until the line is complete.
    fn fill(&mut self, input: &mut &[u8]) -> bool {
        if self.is_done {
            (self.len, self.is_too_long, self.is_done) = (0, false, false);
        }
        while let Some((octet, rest)) = input.split_first() {
            *input = rest;
            if !matches!(octet, b'\r' | b'\n' | &CTRL_Z) {
                self.push(*octet);
                if self.line() != b"> " {
                    continue;
                }
            } else if self.line().trim_ascii().is_empty() && !self.is_too_long {
                self.len = 0;
                continue;
            }
            self.is_done = true;
            return true;
        }
        false
    }

    /// Drops an incomplete line and the header before it, for example after a timeout.
    pub const fn clear(&mut self) {
        (self.len, self.is_too_long, self.is_done, self.header) = (0, false, false, None);
    }

    fn line(&self) -> &[u8] {
        self.buffer.as_ref().get(..self.len).unwrap_or_default()
    }

    fn push(&mut self, octet: u8) {
        match self.buffer.as_mut().get_mut(self.len) {
            Some(slot) => {
                *slot = octet;
                advance(&mut self.len, 1);
            }
            None => self.is_too_long = true,
        }
    }
}
