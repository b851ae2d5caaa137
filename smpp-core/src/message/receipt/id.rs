//! Message ids are texts. Some message centres answer a submission with one spelling of a number and send receipts
//! with another: hexadecimal here, decimal there, zeros in front, letters in the other case.

/// In which bases an id may be a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum IdBase {
    /// Decimal digits.
    Decimal,
    /// Hexadecimal digits in either case, perhaps after `0x`.
    Hexadecimal,
    /// Either: decimal digits are read both ways.
    Either,
}

/// Digits of an id that are compared across bases, at most: twice what a `message_id` can hold.
const MAX_DIGITS: usize = 128;
/// 128 hexadecimal digits, 32 bits each.
const LIMBS: usize = 16;

/// Whether two ids are the same, letter case and zeros in front aside, or are the same number when each is read in its
/// base. Exact equality is plain `==`.
///
/// Numbers may be of any size that a message id has: up to 128 digits are compared across bases.
///
/// ```
/// use smpp_core::message::receipt::{IdBase, ids_match};
/// assert!(ids_match(b"1891273321", IdBase::Decimal, b"70BA8A69", IdBase::Hexadecimal));
/// assert!(ids_match(b"00a1eedf", IdBase::Hexadecimal, b"A1EEDF", IdBase::Hexadecimal));
/// assert!(ids_match(b"812FC7470000001B", IdBase::Either, b"9308878062554710043", IdBase::Either));
/// assert!(!ids_match(b"10", IdBase::Decimal, b"11", IdBase::Decimal));
/// ```
pub fn ids_match(a: &[u8], a_base: IdBase, b: &[u8], b_base: IdBase) -> bool {
    if a.eq_ignore_ascii_case(b) {
        return true;
    }
    let (a, b) = (Digits::of(a), Digits::of(b));
    let both = |base: fn(IdBase) -> bool| base(a_base) && base(b_base);
    let decimal = |base| !matches!(base, IdBase::Hexadecimal);
    let hexadecimal = |base| !matches!(base, IdBase::Decimal);
    // The same digits in the same base: `007` and `7`, `0x0A` and `a`.
    let same_digits = a.digits.eq_ignore_ascii_case(b.digits)
        && ((both(decimal) && a.is_decimal() && b.is_decimal())
            || (both(hexadecimal) && a.is_hexadecimal() && b.is_hexadecimal()));
    same_digits
        || (decimal(a_base) && hexadecimal(b_base) && same_number(&a, &b))
        || (hexadecimal(a_base) && decimal(b_base) && same_number(&b, &a))
}

/// An id without what does not change its number.
struct Digits<'a> {
    digits: &'a [u8],
    marked_hexadecimal: bool,
    any: bool,
}

impl<'a> Digits<'a> {
    fn of(id: &'a [u8]) -> Self {
        let (mut digits, marked_hexadecimal) = match id {
            [b'0', b'x' | b'X', digits @ ..] => (digits, true),
            digits => (digits, false),
        };
        let any = !digits.is_empty();
        while let [b'0', rest @ ..] = digits {
            digits = rest;
        }
        Self { digits, marked_hexadecimal, any }
    }

    fn is_decimal(&self) -> bool {
        self.any && !self.marked_hexadecimal && self.digits.iter().all(u8::is_ascii_digit)
    }

    fn is_hexadecimal(&self) -> bool {
        self.any && self.digits.iter().all(u8::is_ascii_hexdigit)
    }
}

fn same_number(decimal: &Digits<'_>, hexadecimal: &Digits<'_>) -> bool {
    // A number has at least as many decimal digits as hexadecimal ones, and at most a quarter more and one.
    let (long, short) = (decimal.digits.len(), hexadecimal.digits.len());
    let plausible = short <= long && long <= short.saturating_add(short / 4).saturating_add(1);
    plausible
        && decimal.is_decimal()
        && hexadecimal.is_hexadecimal()
        && number(decimal.digits, 10)
            .is_some_and(|number| Some(number) == self::number(hexadecimal.digits, 16))
}

/// A hash that ids have in common when they are the same digits, letter case, zeros in front and `0x` aside.
pub(crate) fn id_hash(id: &[u8]) -> u32 {
    let digits = Digits::of(id);
    Hash::NEW.with(if digits.is_hexadecimal() { digits.digits } else { id }).0
}

/// The [`id_hash`] that an id has in hexadecimal digits when `id` has it in decimal ones, and the other way round, as
/// far as `base` allows it to be read so.
pub(crate) fn other_hashes(id: &[u8], base: IdBase) -> [Option<u32>; 2] {
    let digits = Digits::of(id);
    let decimal = base != IdBase::Hexadecimal && digits.is_decimal();
    let hexadecimal = base != IdBase::Decimal && digits.is_hexadecimal();
    let number = |is: bool, base| if is { number(digits.digits, base) } else { None };
    [number(decimal, 10).map(in_hexadecimal), number(hexadecimal, 16).map(in_decimal)]
}

/// FNV-1a of lower-case letters and digits.
struct Hash(u32);

impl Hash {
    const NEW: Self = Self(0x811C_9DC5);

    fn with(self, octets: &[u8]) -> Self {
        octets.iter().fold(self, |hash, octet| hash.and(octet.to_ascii_lowercase()))
    }

    fn and(self, octet: u8) -> Self {
        Self((self.0 ^ u32::from(octet)).wrapping_mul(0x0100_0193))
    }
}

/// The hash of the digits of a number, the highest first, without zeros in front. They come in groups of `count`, each
/// from a number below 2^32, the highest group first.
fn hash_of_digits(groups: impl Iterator<Item = u32>, base: u32, count: u32) -> u32 {
    let (mut hash, mut begun) = (Hash::NEW, false);
    for group in groups {
        let mut weight = base.wrapping_pow(count.wrapping_sub(1));
        while let Some(digit) = group.checked_div(weight) {
            let digit = digit.checked_rem(base).unwrap_or(0);
            begun |= digit != 0;
            if begun {
                let octet = char::from_digit(digit, base).and_then(|c| u8::try_from(c).ok());
                hash = hash.and(octet.unwrap_or(0));
            }
            weight = weight.checked_div(base).unwrap_or(0);
        }
    }
    hash.0
}

fn in_hexadecimal(limbs: [u32; LIMBS]) -> u32 {
    hash_of_digits(limbs.into_iter().rev(), 16, 8)
}

fn in_decimal(mut limbs: [u32; LIMBS]) -> u32 {
    // Nine decimal digits a group: 2^512 has 155.
    let mut groups = [0_u32; 18];
    let mut left = &mut limbs[..];
    for group in &mut groups {
        while let [below @ .., 0] = left {
            left = below;
        }
        if left.is_empty() {
            break;
        }
        let mut rest = 0_u64;
        for limb in left.iter_mut().rev() {
            let number = rest << 32 | u64::from(*limb);
            // Below 2^32, as the rest before was below the divisor.
            *limb = u32::try_from(number / 1_000_000_000).unwrap_or(0);
            rest = number % 1_000_000_000;
        }
        *group = u32::try_from(rest).unwrap_or(0);
    }
    hash_of_digits(groups.into_iter().rev(), 10, 9)
}

/// The number in limbs of 32 bits, the least significant first; `None` when there are too many digits.
fn number(digits: &[u8], base: u8) -> Option<[u32; LIMBS]> {
    if digits.len() > MAX_DIGITS {
        return None;
    }
    let mut limbs = [0_u32; LIMBS];
    // Eight digits fill a limb at most: those above are zero.
    let mut places = 7_usize;
    for digit in digits {
        let mut carry = u64::from(char::from(*digit).to_digit(u32::from(base))?);
        places = places.wrapping_add(1);
        for limb in limbs.iter_mut().take(places / 8) {
            // At most 2^32 times 16: no overflow.
            let sum = u64::from(*limb).wrapping_mul(u64::from(base)).wrapping_add(carry);
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
    }

    #[test]
    fn very_long_ids() {
        let same = [b'9'; 129];
        assert!(ids_match(&same, Decimal, &same, Decimal));
        assert!(!ids_match(&same, Decimal, &[b'F'; 110], Hexadecimal));
        // 16^128 - 1 is the largest number that is compared.
        assert_eq!(number(&[b'F'; 128], 16), Some([u32::MAX; LIMBS]));
    }

    #[test]
    fn the_same_number_has_the_same_hash() {
        use std::format;
        let mut number = 1_u128;
        for step in 0..500_u128 {
            number = number.wrapping_mul(0x2545_F491_4F6C_DD1D).wrapping_add(step) >> (step % 120);
            let (decimal, hexadecimal) = (format!("{number}"), format!("{number:X}"));
            let from_decimal = other_hashes(decimal.as_bytes(), Decimal);
            assert_eq!(from_decimal, [Some(id_hash(hexadecimal.as_bytes())), None], "{number}");
            let from_hexadecimal = other_hashes(hexadecimal.as_bytes(), Hexadecimal);
            assert_eq!(from_hexadecimal, [None, Some(id_hash(decimal.as_bytes()))], "{number}");
            let padded = format!("0x000{}", hexadecimal.to_lowercase());
            assert_eq!(id_hash(padded.as_bytes()), id_hash(hexadecimal.as_bytes()));
        }
        assert_eq!(other_hashes(b"xyz", Either), [None; 2]);
        assert_eq!(other_hashes(b"0xff", Either), [None, Some(id_hash(b"255"))]);
        assert_ne!(id_hash(b"0m1"), id_hash(b"m1"));
        // 64 hexadecimal digits, as many as an id has.
        let most = b"115792089237316195423570985008687907853269984665640564039457584007913129639935";
        assert_eq!(other_hashes(&[b'F'; 64], Either), [None, Some(id_hash(most))]);
        assert_eq!(other_hashes(most, Either)[0], Some(id_hash(&[b'f'; 64])));
    }
}
