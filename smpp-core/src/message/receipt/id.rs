//! Message ids are texts, but some message centres use different spellings of a number in the response and in
//! receipts: hexadecimal and decimal, with or without leading zeros, in upper or lower case, with quotes or spaces.

use crate::count::sum;

/// The base of an id, if the id is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum IdBase {
    /// Decimal digits.
    Decimal,
    /// Hexadecimal digits in either case, optionally with `0x`.
    Hexadecimal,
    /// Either base. An id of decimal digits is read both ways.
    Either,
}

/// Maximum number of digits compared across bases: twice the length of a `message_id`.
const MAX_DIGITS: usize = 128;
/// Limbs of 32 bits that hold 128 hexadecimal digits.
pub(crate) const LIMBS: usize = 16;

/// Whether two ids are the same number, each read in its base, or the same text apart from case. The quotes of
/// `'78'`, `"78"`, `` `78` `` and `“78”`, and spaces around an id, are ignored. For exact equality, use `==`.
///
/// If the two bases differ, the numbers are compared: `77` in hexadecimal is not `77` in decimal. The texts are
/// compared only if one of the ids is not a number in its base.
///
/// Numbers of up to 128 digits are compared across bases; a message id has at most 64.
///
/// ```
/// use smpp_core::message::receipt::{IdBase, ids_match};
/// assert!(ids_match(b"1891273321", IdBase::Decimal, b"70BA8A69", IdBase::Hexadecimal));
/// assert!(ids_match(b"00a1eedf", IdBase::Hexadecimal, b"A1EEDF", IdBase::Hexadecimal));
/// assert!(ids_match(b"812FC7470000001B", IdBase::Either, b"9308878062554710043", IdBase::Either));
/// assert!(ids_match(b"'78'", IdBase::Decimal, b"78", IdBase::Decimal));
/// assert!(!ids_match(b"10", IdBase::Decimal, b"11", IdBase::Decimal));
/// assert!(!ids_match(b"77", IdBase::Decimal, b"77", IdBase::Hexadecimal));
/// ```
pub fn ids_match(a: &[u8], a_base: IdBase, b: &[u8], b_base: IdBase) -> bool {
    let is_same_text = bare(a).eq_ignore_ascii_case(bare(b));
    if is_same_text && a_base == b_base {
        return true;
    }
    let (a, b) = (Digits::of(a), Digits::of(b));
    let ((a_decimal, a_hexadecimal), (b_decimal, b_hexadecimal)) = (a.bases(a_base), b.bases(b_base));
    let are_numbers = (a_decimal || a_hexadecimal) && (b_decimal || b_hexadecimal);
    let share_a_base = (a_decimal && b_decimal) || (a_hexadecimal && b_hexadecimal);
    (is_same_text && !are_numbers)
        // `007` and `7`, `0x0A` and `a`.
        || (share_a_base && a.digits.eq_ignore_ascii_case(b.digits))
        || (a_decimal && b_hexadecimal && same_number(a.digits, b.digits))
        || (a_hexadecimal && b_decimal && same_number(b.digits, a.digits))
}

/// Length of the id in the text of v3.4 Appendix B. Some message centres cut longer ids.
const APPENDIX_B_ID: usize = 10;

/// Whether the first id is the second one, cut to the length in Appendix B.
pub(crate) fn is_cut(id: &[u8], whole: &[u8]) -> bool {
    id.len() == APPENDIX_B_ID && (whole.starts_with(id) || whole.ends_with(id))
}

/// Strips spaces and quotes around an id, unless the id has nothing else. Quotes are those of ASCII, and
/// typographic ones in UTF-8; other octets may be a binary id.
pub(crate) fn bare(id: &[u8]) -> &[u8] {
    let bare = match trim_spaces(id) {
        [b'\'' | b'"' | b'`', inner @ .., b'\'' | b'"' | b'`']
        | [0xC2, 0xAB | 0xBB, inner @ .., 0xC2, 0xAB | 0xBB]
        | [0xE2, 0x80, 0x98..=0x9F | 0xB9 | 0xBA, inner @ .., 0xE2, 0x80, 0x98..=0x9F | 0xB9 | 0xBA] => {
            trim_spaces(inner)
        }
        plain => plain,
    };
    if bare.is_empty() { id } else { bare }
}

fn trim_spaces(mut octets: &[u8]) -> &[u8] {
    while let [b' ', rest @ ..] | [rest @ .., b' '] = octets {
        octets = rest;
    }
    octets
}

/// An id without the parts that do not affect its number.
pub(crate) struct Digits<'a> {
    /// Without quotes, `0x` and leading zeros.
    pub(crate) digits: &'a [u8],
    marked_hexadecimal: bool,
    any: bool,
}

impl<'a> Digits<'a> {
    pub(crate) fn of(id: &'a [u8]) -> Self {
        let (mut digits, marked_hexadecimal) = match bare(id) {
            [b'0', b'x' | b'X', digits @ ..] => (digits, true),
            digits => (digits, false),
        };
        let any = !digits.is_empty();
        while let [b'0', rest @ ..] = digits {
            digits = rest;
        }
        Self { digits, marked_hexadecimal, any }
    }

    pub(crate) fn is_decimal(&self) -> bool {
        self.any && !self.marked_hexadecimal && self.digits.iter().all(u8::is_ascii_digit)
    }

    pub(crate) fn is_hexadecimal(&self) -> bool {
        self.any && self.digits.iter().all(u8::is_ascii_hexdigit)
    }

    /// Whether the id is a decimal number, and whether it is a hexadecimal number. `base` can rule one of them out.
    fn bases(&self, base: IdBase) -> (bool, bool) {
        (base != IdBase::Hexadecimal && self.is_decimal(), base != IdBase::Decimal && self.is_hexadecimal())
    }
}

fn same_number(decimal: &[u8], hexadecimal: &[u8]) -> bool {
    // A number has at least as many decimal digits as hexadecimal ones, and at most a quarter more plus one.
    let (long, short) = (decimal.len(), hexadecimal.len());
    let plausible = short <= long && long <= sum(sum(short, short / 4), 1);
    plausible && number(decimal, 10).is_some_and(|decimal| Some(decimal) == number(hexadecimal, 16))
}

/// Parses digits; `None` if there are none or the number exceeds 64 bits.
pub(super) fn integer(digits: &[u8], base: u32) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, octet| {
        let digit = char::from(*octet).to_digit(16).filter(|digit| *digit < base)?;
        number.checked_mul(base.into())?.checked_add(digit.into())
    })
}

/// Converts digits to limbs of 32 bits, least significant first; `None` if there are too many digits.
pub(crate) fn number(digits: &[u8], base: u8) -> Option<[u32; LIMBS]> {
    if digits.len() > MAX_DIGITS {
        return None;
    }
    let mut limbs = [0_u32; LIMBS];
    // Up to eight digits fit into one limb, so higher limbs are zero.
    let mut places = 7_usize;
    for digit in digits {
        let mut carry = u64::from(char::from(*digit).to_digit(u32::from(base))?);
        places = sum(places, 1);
        for limb in limbs.iter_mut().take(places / 8) {
            // At most 2^32 times 16, so no overflow.
            let sum = u64::from(*limb).checked_mul(u64::from(base))?.checked_add(carry)?;
            *limb = u32::try_from(sum & 0xFFFF_FFFF).ok()?;
            carry = sum >> 32;
        }
    }
    Some(limbs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use IdBase::{Decimal, Either, Hexadecimal};

    #[test]
    fn ids_that_were_reported() {
        for (decimal, hexadecimal) in [
            (&b"1891273321"[..], &b"70BA8A69"[..]),
            (b"0489708364", b"1d305b4c"),
            (b"9308878062554710043", b"812FC7470000001B"),
            (b"340282366920938463463374607431768211455", b"0xffffffffffffffffffffffffffffffff"),
            (b"16", b"10"),
            (b"0", b"0x00"),
        ] {
            assert!(ids_match(decimal, Decimal, hexadecimal, Hexadecimal));
            assert!(ids_match(hexadecimal, Hexadecimal, decimal, Decimal));
            assert!(ids_match(decimal, Either, hexadecimal, Either));
            if decimal != b"0" {
                assert!(!ids_match(decimal, Decimal, hexadecimal, Decimal));
                assert!(!ids_match(decimal, Hexadecimal, hexadecimal, Hexadecimal));
            }
        }
    }

    #[test]
    fn case_and_zeros() {
        assert!(ids_match(b"01085081361298653000111", Decimal, b"1085081361298653000111", Decimal));
        assert!(ids_match(b"x1eedf843", Decimal, b"X1EEDF843", Hexadecimal));
        assert!(!ids_match(b"0m1", Either, b"m1", Either));
        assert!(!ids_match(b"", Either, b"0", Either));
        assert!(ids_match(b"", Either, b"", Either));
        assert!(!ids_match(b"123", Decimal, b"124", Decimal));
        assert!(!ids_match(b"7F", Decimal, b"127", Decimal));
        assert!(!ids_match(b"0x", Hexadecimal, b"0", Hexadecimal));
        // Equal digits in two bases are two different numbers, except for single digits. Ids that are not
        // numbers are texts.
        for (id, same) in
            [(&b"77"[..], false), (b"1000", false), (b"007", true), (b"0", true), (b"ABC", true)]
        {
            assert_eq!(ids_match(id, Hexadecimal, id, Decimal), same);
            assert_eq!(ids_match(id, Decimal, id, Hexadecimal), same);
            for base in [Decimal, Hexadecimal, Either] {
                assert!(ids_match(id, base, id, base) && ids_match(id, base, id, Either));
            }
        }
        assert!(!ids_match(&[b'1'; 200], Hexadecimal, &[b'1'; 200], Decimal));
    }

    #[test]
    fn very_long_ids() {
        let same = [b'9'; 129];
        assert!(ids_match(&same, Decimal, &same, Decimal));
        assert!(!ids_match(&same, Decimal, &[b'F'; 110], Hexadecimal));
        // 16^128 - 1 is the largest number that is compared.
        assert_eq!(number(&[b'F'; 128], 16), Some([u32::MAX; LIMBS]));
    }
}
