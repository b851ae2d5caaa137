//! Octets in hexadecimal.

use core::fmt::Write;

/// Reads hexadecimal digits, ignoring white space.
///
/// # Panics
/// On any other character, and on an odd number of digits.
pub fn octets(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).unwrap_or_else(|| panic!("{c:?} is not a hexadecimal digit")) as u8)
        .collect();
    assert_eq!(digits.len() % 2, 0, "an odd number of digits");
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// Writes octets as lower-case hexadecimal digits.
pub fn text(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}
