//! Reading the arguments of a job.

use heapless::Vec;
use smpp_core::Version;

/// The maximum number of octets in a hexadecimal argument.
pub const MOST_OCTETS: usize = 512;

/// The first word and what follows the space after it.
pub fn word(line: &[u8]) -> (&[u8], &[u8]) {
    let mut parts = line.splitn(2, |&octet| octet == b' ');
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

/// Parses decimal digits; other octets give some number, too.
pub fn number(digits: &[u8]) -> usize {
    digits.iter().fold(0, |sum, digit| {
        usize::wrapping_mul(sum, 10).wrapping_add(usize::from(digit.wrapping_sub(b'0')))
    })
}

/// The rest of a line as text; empty if it is not UTF-8.
pub fn text(octets: &[u8]) -> &str {
    core::str::from_utf8(octets).unwrap_or_default()
}

/// Parses decimal digits, at most `u8::MAX`.
pub fn octet(digits: &[u8]) -> u8 {
    u8::try_from(number(digits)).unwrap_or(u8::MAX)
}

/// Parses decimal digits, at most `u16::MAX`.
pub fn short(digits: &[u8]) -> u16 {
    u16::try_from(number(digits)).unwrap_or(u16::MAX)
}

/// 3.3, 3.4 or 5.0; anything else is 3.4.
pub fn version(word: &[u8]) -> Version {
    match word {
        b"3.3" => Version::V33,
        b"5.0" => Version::V50,
        _ => Version::V34,
    }
}

/// Parses pairs of hexadecimal digits; `None` for anything else or too many.
pub fn hex(digits: &[u8]) -> Option<Vec<u8, MOST_OCTETS>> {
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let mut octets = Vec::new();
    for &[high, low] in pairs {
        octets.push(nibble(high)? << 4 | nibble(low)?).ok()?;
    }
    Some(octets)
}

/// The value of one hexadecimal digit.
const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit.wrapping_sub(b'0')),
        b'a'..=b'f' => Some(digit.wrapping_sub(b'a').wrapping_add(10)),
        _ => None,
    }
}
