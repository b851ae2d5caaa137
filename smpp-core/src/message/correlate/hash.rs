//! Hashes of ids, by octets and by number, so that different spellings of a number have the same hash.
//!
//! They are HalfSipHash with the caller's seed: without the seed, nobody can choose ids that collide.

use crate::message::receipt::{Digits, IdBase, LIMBS, bare, number};
use core::hash::{Hash, Hasher};
use smpp_gsm7::hash::{Keyed, Seed};

/// Hashes ids with the caller's seed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hashes {
    pub(super) seed: Seed,
}

impl Hashes {
    /// The hash of a destination that a slot stores. Numbers that differ only in the international prefix, `+`
    /// or `00`, are the same.
    pub(super) fn destination(self, address: &[u8]) -> u32 {
        let digits = match address {
            [b'+', digits @ ..] | [b'0', b'0', digits @ ..] => digits,
            digits => digits,
        };
        let mut hash = Keyed::new(self.seed);
        hash.write(digits);
        end(hash)
    }

    /// Hashes the octets of an id, without quotes around it, and a destination.
    pub(super) fn exact(self, id: &[u8], destination: u32) -> u32 {
        let mut hash = self.begin(destination);
        hash.write(bare(id));
        end(hash)
    }

    /// Hashes the digits of an id, lowest first, so that case, leading zeros, `0x` and quotes do not matter.
    pub(super) fn digits(self, id: &[u8], destination: u32) -> u32 {
        let digits = Digits::of(id);
        let mut hash = self.begin(destination);
        let octets = if digits.is_hexadecimal() { digits.digits } else { bare(id) };
        octets.iter().rev().for_each(|octet| hash.push(octet.to_ascii_lowercase()));
        end(hash)
    }

    /// The [`Hashes::digits`] of an id after conversion to this base from the other one.
    pub(super) fn converted(self, base: IdBase, id: &[u8], destination: u32) -> Option<u32> {
        let (digits, hash) = (Digits::of(id), self.begin(destination));
        match base {
            IdBase::Decimal if digits.is_hexadecimal() => {
                Some(hash_of_number(hash, number(digits.digits, 16)?, |number| (number / 10, number % 10)))
            }
            IdBase::Hexadecimal if digits.is_decimal() => {
                Some(hash_of_number(hash, number(digits.digits, 10)?, |number| (number / 16, number % 16)))
            }
            _ => None,
        }
    }

    /// Hashes the caller's value.
    pub(super) fn value(self, value: &impl Hash) -> u32 {
        let mut hash = Keyed::new(self.seed);
        value.hash(&mut hash);
        end(hash)
    }

    fn begin(self, destination: u32) -> Keyed {
        let mut hash = Keyed::new(self.seed);
        hash.write(&destination.to_le_bytes());
        hash
    }
}

/// Whether two ids differ at most in case, leading zeros, `0x` and quotes. Their [`Hashes::digits`] are then the
/// same.
pub(super) fn are_alike(a: &[u8], b: &[u8]) -> bool {
    let digits = |id| Some(Digits::of(id)).filter(Digits::is_hexadecimal);
    match (digits(a), digits(b)) {
        (Some(a), Some(b)) => a.digits.eq_ignore_ascii_case(b.digits),
        _ => bare(a).eq_ignore_ascii_case(bare(b)),
    }
}

fn end(hash: Keyed) -> u32 {
    let [low, _] = hash.end();
    low
}

/// Hashes the digits of a number, lowest first, without leading zeros. `divide` divides by the base, with the
/// remainder.
fn hash_of_number(mut hash: Keyed, mut limbs: [u32; LIMBS], divide: impl Fn(u64) -> (u64, u64)) -> u32 {
    let mut rest = &mut limbs[..];
    loop {
        while let [lower @ .., 0] = rest {
            rest = lower;
        }
        if rest.is_empty() {
            return end(hash);
        }
        let mut digit = 0;
        for limb in rest.iter_mut().rev() {
            let (quotient, remainder) = divide(digit << 32 | u64::from(*limb));
            // Below 2^32, because the previous remainder was below the base.
            *limb = u32::try_from(quotient).unwrap_or(0);
            digit = remainder;
        }
        let octet = usize::try_from(digit).ok().and_then(|digit| b"0123456789abcdef".get(digit));
        hash.push(octet.copied().unwrap_or(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    const HASHES: Hashes = Hashes { seed: Seed(0x0123_4567_89AB_CDEF) };

    #[test]
    fn the_same_number_has_the_same_hash() {
        let mut number = 1_u128;
        for step in 0..500_u128 {
            number = number.wrapping_mul(0x2545_F491_4F6C_DD1D).wrapping_add(step) >> (step % 120);
            let (decimal, hexadecimal) = (format!("{number}"), format!("{number:X}"));
            let (decimal, hexadecimal) = (decimal.as_bytes(), hexadecimal.as_bytes());
            for destination in [0, 7] {
                let digits = |id| HASHES.digits(id, destination);
                assert_eq!(
                    HASHES.converted(IdBase::Hexadecimal, decimal, destination),
                    Some(digits(hexadecimal)),
                    "{number}"
                );
                assert_eq!(
                    HASHES.converted(IdBase::Decimal, hexadecimal, destination),
                    Some(digits(decimal)),
                    "{number}"
                );
                let padded = format!("0x000{number:x}");
                assert_eq!(digits(padded.as_bytes()), digits(hexadecimal));
            }
        }
        assert_eq!(
            (HASHES.converted(IdBase::Decimal, b"xyz", 0), HASHES.converted(IdBase::Hexadecimal, b"xyz", 0)),
            (None, None)
        );
        assert_eq!(HASHES.converted(IdBase::Hexadecimal, b"0xff", 0), None);
        assert_eq!(HASHES.converted(IdBase::Decimal, b"0xff", 0), Some(HASHES.digits(b"255", 0)));
        assert_ne!(HASHES.digits(b"0m1", 0), HASHES.digits(b"m1", 0));
        // 64 hexadecimal digits, the length of an id.
        let most = b"115792089237316195423570985008687907853269984665640564039457584007913129639935";
        assert_eq!(HASHES.converted(IdBase::Decimal, &[b'F'; 64], 0), Some(HASHES.digits(most, 0)));
        assert_eq!(HASHES.converted(IdBase::Hexadecimal, most, 0), Some(HASHES.digits(&[b'f'; 64], 0)));
    }

    #[test]
    fn the_mark_of_international_numbers_does_not_count() {
        let [plain, plus, zeros, other] =
            [&b"46701"[..], b"+46701", b"0046701", b"46702"].map(|address| HASHES.destination(address));
        assert_eq!([plus, zeros], [plain; 2]);
        assert_ne!(other, plain);
        assert_ne!(HASHES.exact(b"1", plain), HASHES.exact(b"1", other));
        // All 64 octets of a data_sm address count.
        let (long, mut last) = ([b'1'; 64], [b'1'; 64]);
        last[63] = b'2';
        assert_ne!(HASHES.destination(&long), HASHES.destination(&last));
    }

    /// The largest number of hashes in one of `buckets` buckets.
    fn most_in_one(hashes: impl Iterator<Item = u32>, buckets: u32) -> usize {
        let mut counts = std::vec![0; usize::try_from(buckets).unwrap()];
        hashes.for_each(|hash| counts[usize::try_from(hash % buckets).unwrap()] += 1);
        counts.into_iter().max().unwrap()
    }

    /// With random hashes it is about 8.
    #[test]
    fn twenty_thousand_ids_of_any_pattern_spread() {
        const MANY: u32 = 20_000;
        type Pattern = (&'static str, fn(u32) -> std::string::String);
        let patterns: [Pattern; 7] = [
            ("decimal", |number| format!("{number}")),
            ("decimal of ten digits", |number| format!("{:010}", number + 1_891_273_321)),
            ("hexadecimal", |number| format!("{number:X}")),
            ("hexadecimal of sixteen digits", |number| format!("{:016x}", u64::from(number) << 32)),
            ("every 20,000th", |number| format!("{}", u64::from(number) * 20_000)),
            ("every 2^16th", |number| format!("{:X}", u64::from(number) << 16)),
            ("words", |number| format!("msg-{number}@centre")),
        ];
        for (what, id) in patterns {
            let exact = (0..MANY).map(|number| HASHES.exact(id(number).as_bytes(), 0));
            let most = most_in_one(exact, MANY);
            assert!(most <= 12, "{what}: {most}");
            let digits = (0..MANY).map(|number| HASHES.digits(id(number).as_bytes(), 0));
            assert!(most_in_one(digits, MANY) <= 12, "{what}");
        }
    }

    /// Ids that all fall into one bucket with one seed are spread with another.
    #[test]
    fn ids_that_were_chosen_for_another_seed_spread() {
        const BUCKETS: u32 = 500;
        let known = Hashes { seed: Seed(1) };
        let chosen = || {
            let all = (0_u32..).map(|number| format!("{number:08X}"));
            let same = move |id: &std::string::String| known.exact(id.as_bytes(), 0) % BUCKETS == 7;
            all.filter(same).take(500)
        };
        assert_eq!(most_in_one(chosen().map(|id| known.exact(id.as_bytes(), 0)), BUCKETS), 500);
        for seed in [0, 2, 1 << 32, u64::MAX] {
            let unknown = Hashes { seed: Seed(seed) };
            let most = most_in_one(chosen().map(|id| unknown.exact(id.as_bytes(), 0)), BUCKETS);
            assert!(most <= 12, "{seed}: {most}");
        }
    }

    /// Consecutive values, as orders have, and values that differ in the upper half, as pointers may.
    #[test]
    fn values_spread() {
        let hashes = Hashes { seed: Seed(3) };
        for shift in [0, 4, 16, 32, 48] {
            let mut counts = [0; 1000];
            for number in 0..1000_u64 {
                let hash = hashes.value(&(number << shift));
                counts[usize::try_from(hash % 1000).unwrap()] += 1;
            }
            let most = counts.into_iter().max().unwrap();
            assert!(most <= 10, "{shift}: {most}");
        }
    }
}
