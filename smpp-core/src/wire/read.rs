//! Leaf parsers with nom's signature, compatible with nom's combinators. nom's own `number`, `take` and
//! `take_until` keep a panic branch on Cortex-M and take several times as long.

use super::SMALL;
use super::error::{DecodeErrorKind, WireError};
use crate::count::forward;

pub(crate) type Parsed<'a, O> = nom::IResult<&'a [u8], O, WireError>;

/// Takes a fixed number of octets.
pub(crate) fn array<const N: usize>(input: &[u8]) -> Parsed<'_, [u8; N]> {
    match input.split_first_chunk() {
        Some((value, rest)) => Ok((rest, *value)),
        None => Err(WireError::at(input, DecodeErrorKind::Truncated)),
    }
}

/// Takes a number of two octets. Going through [`array`] would take more code.
pub(crate) fn be_u16(input: &[u8]) -> Parsed<'_, u16> {
    match input.split_first_chunk() {
        Some((value, rest)) => Ok((rest, u16::from_be_bytes(*value))),
        None => Err(WireError::at(input, DecodeErrorKind::Truncated)),
    }
}

/// Takes `count` octets.
pub(crate) fn octets(count: usize, input: &[u8]) -> Parsed<'_, &[u8]> {
    match input.split_at_checked(count) {
        Some((value, rest)) => Ok((rest, value)),
        None => Err(WireError::at(input, DecodeErrorKind::LengthPastEnd)),
    }
}

/// Takes a C-Octet String and returns it without its NUL. Searches the whole rest of the PDU for the NUL: a
/// text that exceeds its bound is an error for checks to find, not a broken structure.
#[cfg_attr(target_os = "none", inline(never))]
pub(crate) fn c_octet_string(input: &[u8]) -> Parsed<'_, &[u8]> {
    // Most strings in real PDUs are empty; that takes a single comparison.
    if let [0, rest @ ..] = input {
        return Ok((rest, &[]));
    }
    let nul = first_marked(input, zero_octets, |octet| *octet == 0);
    if let Some((value, [_nul, rest @ ..])) = nul.and_then(|at| input.split_at_checked(at)) {
        return Ok((rest, value));
    }
    let kind = if input.is_empty() { DecodeErrorKind::Truncated } else { DecodeErrorKind::NoTerminator };
    Err(WireError::at(input, kind))
}

/// Finds the first octet for which `is` is true, eight octets at a time. In each group of eight, `marks` sets the top
/// bit of the first such octet, and of no octet before it.
#[inline]
pub(crate) fn first_marked(
    octets: &[u8],
    marks: impl Fn(u64) -> u64,
    is: impl Fn(&u8) -> bool,
) -> Option<usize> {
    if SMALL {
        return octets.iter().position(is);
    }
    let (words, tail) = octets.as_chunks::<8>();
    let mut at = 0_usize;
    for word in words {
        let found = marks(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(forward(at, (found.trailing_zeros() >> 3) as usize));
        }
        at = forward(at, 8);
    }
    tail.iter().position(is).map(|more| forward(at, more))
}

/// From this length on, skipping blocks pays for the call.
const LONG: usize = 1024;

/// How many octets vector code searches at a time.
const BLOCK: usize = 64;

/// Like [`first_marked`], but faster in long texts.
#[inline]
pub(crate) fn first_in_text(
    octets: &[u8],
    marks: impl Fn(u64) -> u64,
    is: impl Fn(&u8) -> bool,
) -> Option<usize> {
    if SMALL || octets.len() < LONG {
        first_marked(octets, marks, is)
    } else {
        first_in_long(octets, marks, is)
    }
}

/// Searches the first block by words, because most searches end there. Then skips blocks that lack the octet.
#[inline(never)]
fn first_in_long(octets: &[u8], marks: impl Fn(u64) -> u64, is: impl Fn(&u8) -> bool) -> Option<usize> {
    let (near, far) = octets.split_at_checked(BLOCK)?;
    first_marked(near, &marks, &is).or_else(|| {
        let has_none = |block: &&[u8; BLOCK]| !block.iter().fold(false, |found, octet| found | is(octet));
        let blocks = far.as_chunks().0.iter().take_while(has_none);
        let skipped = blocks.fold(near.len(), |skipped, block| forward(skipped, block.len()));
        Some(forward(skipped, first_marked(octets.get(skipped..)?, &marks, &is)?))
    })
}

/// Whether an octet is among others. The search in `core` takes 150 octets of code.
#[expect(clippy::manual_contains, reason = "`contains` is that search")]
#[cfg_attr(target_os = "none", inline(never))]
pub(crate) fn has(octets: &[u8], octet: u8) -> bool {
    if SMALL { octets.iter().any(|other| *other == octet) } else { octets.contains(&octet) }
}

/// Whether octets are the same. The comparison in `core` takes 120 octets of code.
#[cfg_attr(target_os = "none", inline(never))]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    if SMALL { a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b) } else { a == b }
}

/// Sets the top bit of each zero octet. Bits above the lowest set one may be wrong because of a borrow; bits
/// below it never are.
pub(crate) const fn zero_octets(word: u64) -> u64 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    word.wrapping_sub(LOW) & !word & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_is_found_at_every_position() {
        for length in 0..40 {
            let mut octets = [b'x'; 41];
            assert!(c_octet_string(&octets[..length]).is_err());
            octets[length] = 0;
            let (rest, value) = c_octet_string(&octets).unwrap();
            assert_eq!((value.len(), rest.len()), (length, 40 - length));
        }
    }

    #[test]
    fn octet_is_found_in_texts_of_any_length() {
        let find = |octets: &[u8]| first_in_text(octets, zero_octets, |octet| *octet == 0);
        for length in [0, 1, 1023, 1024, 1025, 1087, 1088, 1089, 1200] {
            let mut octets = std::vec![b'x'; length];
            assert_eq!(find(&octets), None);
            for at in (0..length).rev() {
                octets[at] = 0;
                assert_eq!(find(&octets), Some(at), "of {length}");
            }
        }
    }

    #[test]
    fn octet_after_a_one_is_not_taken_for_a_nul() {
        let (_, value) = c_octet_string(&[1, 1, 1, 1, 1, 1, 1, 1, 0]).unwrap();
        assert_eq!(value, [1; 8]);
    }
}
