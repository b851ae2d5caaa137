//! Octets in hexadecimal.

use super::pdu::{PduError, PduErrorKind};
use crate::count::before;
use crate::writer::Writer;

/// Decodes pairs of digits into the front of `out`; there may be blanks between pairs.
pub(super) fn decode<'o>(digits: &[u8], out: &'o mut [u8]) -> Result<&'o [u8], PduError> {
    let (mut writer, mut high) = (Writer::new(out), None);
    let mut rest = digits;
    while let [digit, after @ ..] = rest {
        let at = before(digits, rest);
        rest = after;
        let value = match digit {
            b'0'..=b'9' => digit & 0x0F,
            // The low four bits of the letters are 1 to 6.
            b'A'..=b'F' | b'a'..=b'f' => (digit & 0x0F).wrapping_add(9),
            b' ' | b'\t' => continue,
            _ => return Err(PduError::at(PduErrorKind::NotHexadecimal, at)),
        };
        match high.take() {
            Some(first) => writer.octet(first << 4 | value),
            None => high = Some(value),
        }
    }
    if high.is_some() {
        return Err(PduError::at(PduErrorKind::HalfOctet, digits.len()));
    }
    let len = writer.finish().map_err(PduError::too_small)?;
    Ok(out.get(..len).unwrap_or_default())
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
