//! Octets in hexadecimal.

use crate::count::{advance, before};

/// Why a line of hexadecimal cannot be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HexError {
    /// The octet at this index is neither a digit nor a blank.
    NotADigit(usize),
    /// An odd number of digits.
    HalfOctet,
}

/// Decodes pairs of digits into the front of `out`; there may be blanks between pairs. Returns the number of octets,
/// which can be more than `out` holds.
pub(super) fn decode(digits: &[u8], out: &mut [u8]) -> Result<usize, HexError> {
    let (mut slots, mut count, mut high) = (out.iter_mut(), 0, None);
    let mut rest = digits;
    while let [digit, after @ ..] = rest {
        let at = before(digits, rest);
        rest = after;
        let value = match digit {
            b'0'..=b'9' => digit & 0x0F,
            // The low four bits of the letters are 1 to 6.
            b'A'..=b'F' | b'a'..=b'f' => (digit & 0x0F).wrapping_add(9),
            b' ' | b'\t' => continue,
            _ => return Err(HexError::NotADigit(at)),
        };
        let Some(first) = high.take() else {
            high = Some(value);
            continue;
        };
        if let Some(slot) = slots.next() {
            *slot = first << 4 | value;
        }
        advance(&mut count, 1);
    }
    if high.is_some() { Err(HexError::HalfOctet) } else { Ok(count) }
}

/// The two digits of an octet, in capitals.
pub(super) const fn digits(octet: u8) -> [u8; 2] {
    [digit(octet >> 4), digit(octet & 0x0F)]
}

const fn digit(value: u8) -> u8 {
    match value {
        0..=9 => b'0' | value,
        _ => value.wrapping_add(b'A' - 10),
    }
}
