//! Octets as text.

use std::fmt::Write;

/// Lower-case hexadecimal digits.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::with_capacity(octets.len().saturating_mul(2)), |mut hex, octet| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{octet:02x}");
        hex
    })
}

/// Each octet as the character with its number, so that JSON can hold it.
pub(crate) fn latin1(octets: &[u8]) -> String {
    octets.iter().map(|octet| char::from(*octet)).collect()
}

/// The octets, or the position of the character that is not a digit (the end of the line if a digit is
/// missing).
pub(crate) fn unhex(line: &[u8]) -> Result<Vec<u8>, usize> {
    let (mut octets, mut high) = (Vec::new(), None);
    for (at, character) in String::from_utf8_lossy(line).chars().enumerate() {
        if character.is_whitespace() {
            continue;
        }
        let digit = character.to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(at)?;
        high = match high {
            None => Some(digit << 4),
            Some(high) => {
                octets.push(high | digit);
                None
            }
        };
    }
    if high.is_none() { Ok(octets) } else { Err(String::from_utf8_lossy(line).chars().count()) }
}
