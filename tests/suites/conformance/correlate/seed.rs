//! Ids chosen to be slow to look up are not slow.

use super::*;
use std::collections::HashMap;
use std::time::{Duration as Time, Instant as Clock};

const MANY: usize = 20_000;
const EITHER: IdRule = IdRule::Bases { submitted: IdBase::Either, in_receipt: IdBase::Either };

/// FNV-1a, the hash of earlier versions.
fn fnv(hash: u32, octets: &[u8]) -> u32 {
    octets.iter().fold(hash, |hash, octet| (hash ^ u32::from(*octet)).wrapping_mul(0x0100_0193))
}

/// Two blocks of four characters, without capitals, that lead to the same hash, and that hash.
fn collision(hash: u32) -> ([[u8; 4]; 2], u32) {
    let characters: Vec<u8> = (0x21..0x7F).filter(|octet: &u8| !octet.is_ascii_uppercase()).collect();
    let mut seen = HashMap::new();
    for number in 0..characters.len().pow(4) {
        // Neighbours differ everywhere.
        let number = number.wrapping_mul(0x9E37_79B9);
        let block = [0, 1, 2, 3].map(|place| characters[number / 68_usize.pow(place) % 68]);
        let after = fnv(hash, &block);
        match seen.insert(after, block) {
            Some(other) if other != block => return ([other, block], after),
            _ => {}
        }
    }
    panic!("no two blocks collide")
}

/// 20,000 ids with the same FNV-1a hash: one of two blocks at each of 15 places.
fn ids_with_one_fnv() -> Vec<Vec<u8>> {
    let mut hash = 0x811C_9DC5;
    let blocks: Vec<_> = (0..15)
        .map(|_| {
            let (blocks, after) = collision(hash);
            hash = after;
            blocks
        })
        .collect();
    let id = |number: usize| (0..15).flat_map(|place| blocks[place][number >> place & 1]).collect();
    (0..MANY).map(id).collect()
}

/// One number in 20,000 spellings.
fn spellings_of_one_number() -> Vec<Vec<u8>> {
    let letter = |number: usize, place: usize| if number >> place & 1 == 0 { b'a' } else { b'A' };
    (0..MANY).map(|number| (0..15).map(|place| letter(number, place)).collect()).collect()
}

/// Random ids of the same lengths.
fn ordinary(like: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut digit = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        b"0123456789abcdef"[(state >> 40) as usize % 16]
    };
    like.iter().map(|id| id.iter().map(|_| digit()).collect()).collect()
}

/// The time for receipts before and after the responses, for `ids` in a table of that size.
fn time(rule: IdRule, ids: &[Vec<u8>]) -> Time {
    let run = || {
        let mut orders = Orders::<MANY>::new(config(rule));
        let start = Clock::now();
        let (before, after) = ids.split_at(ids.len() / 2);
        for id in before {
            orders.report(id, DELIVERED);
        }
        for (value, id) in (0..).zip(ids) {
            orders.accepted(id, value);
        }
        for id in after {
            orders.report(id, DELIVERED);
        }
        start.elapsed()
    };
    (0..2).map(|_| run()).min().unwrap()
}

#[test]
fn twenty_thousand_ids_with_one_unkeyed_hash_are_as_fast_as_any() {
    let chosen = ids_with_one_fnv();
    let hash = fnv(0x811C_9DC5, &chosen[0]);
    assert!(chosen.iter().all(|id| fnv(0x811C_9DC5, id) == hash));
    for rule in [IdRule::Exact, EITHER] {
        let (slow, usual) = (time(rule, &chosen), time(rule, &ordinary(&chosen)));
        assert!(slow < usual * 8, "{slow:?} and {usual:?}");
    }
}

/// They are one number, and would have the same hash with any seed.
#[test]
fn twenty_thousand_spellings_of_one_number_are_as_fast_as_any() {
    let chosen = spellings_of_one_number();
    let (slow, usual) = (time(IdRule::Exact, &chosen), time(IdRule::Exact, &ordinary(&chosen)));
    assert!(slow < usual * 8, "{slow:?} and {usual:?}");
    // Each round checks a few of the others.
    let (slow, usual) = (time(EITHER, &chosen), time(EITHER, &ordinary(&chosen)));
    assert!(slow < usual * 8, "{slow:?} and {usual:?}");
}

/// A table whose slots need all 16-bit numbers but one, or one more than there are.
fn full<const N: usize>() {
    let capacity = N.min(65_535);
    let mut orders = Orders::<N>::new(config(EITHER));
    let id = |number: usize| format!("{number:08X}").into_bytes();
    for number in 0..capacity {
        assert_eq!(orders.accepted(&id(number), number as u32), Correlation::Waiting);
        assert_eq!(orders.dropped, None, "{number}");
    }
    assert_eq!((orders.table.waiting(), orders.table.early()), (capacity, 0));
    // One more: the oldest is dropped.
    let expected = if capacity == 0 {
        Correlation::Ignored(smpp_core::message::correlate::IgnoredReason::Full)
    } else {
        Correlation::Waiting
    };
    assert_eq!(orders.accepted(&id(capacity), capacity as u32), expected);
    assert_eq!(orders.dropped.and_then(|dropped| dropped.value), (capacity > 0).then_some(0));
    // Everything left ends, and its slot is used again.
    for number in (1..=capacity).rev() {
        assert_eq!(news(orders.report(&id(number), DELIVERED)).0, number as u32);
    }
    assert_eq!(orders.table.waiting(), 0);
    for number in 0..capacity {
        assert_eq!(orders.accepted(&id(number + N + 1), 7), Correlation::Waiting);
        assert_eq!(orders.dropped, None);
    }
    let gone = std::iter::from_fn(|| orders.table.expire(at(u64::MAX))).count();
    assert_eq!((gone, orders.table.next_expiry()), (capacity, None));
}

#[test]
fn tables_of_every_size_hold_what_they_promise() {
    full::<0>();
    full::<1>();
    full::<2>();
    full::<65_534>();
    full::<65_535>();
    full::<65_536>();
    full::<65_537>();
}

/// The promise of the documentation.
#[test]
fn the_size_of_a_table() {
    let size = |octets: usize| octets as f64 / 1000.0;
    let table = size_of::<Correlator<[IdSlot<u32>; 1000]>>();
    assert!(size(table) <= 140.0, "{}", size(table));
    assert!(size(size_of::<Correlator<[IdSlot<[u64; 8]>; 1000]>>()) <= 140.0 + 64.0);
}

/// Debug output goes to logs, so it does not contain the seed.
#[test]
fn the_seed_is_not_shown() {
    let config = CorrelatorConfig::new(0xDEAD_BEEF_0BAD_F00D);
    let table = Correlator::new(config, [IdSlot::<u32>::EMPTY; 2]);
    for shown in
        [format!("{config:?}"), format!("{table:?}"), format!("{config:#x?}"), format!("{table:#x?}")]
    {
        for octets in [0xDEAD_BEEF_0BAD_F00D_u64, 0xDEAD_BEEF, 0x0BAD_F00D] {
            assert!(
                !shown.contains(&octets.to_string()) && !shown.contains(&format!("{octets:x}")),
                "{shown}"
            );
        }
    }
}

/// A thread of an application server has a small stack. The slots never pass over it.
#[test]
fn twenty_thousand_ids_are_made_in_place() {
    let make = || {
        let table = Correlator::new(config(EITHER), vec![IdSlot::<u64>::EMPTY; MANY]);
        assert_eq!(table.waiting(), 0);
        let boxed = vec![IdSlot::<u64>::EMPTY; MANY].into_boxed_slice();
        let mut table = Correlator::new(config(EITHER), boxed);
        let _ = table.begin(T0, 7, 1);
        table.accepted(T0, b"1", 7, PartNumber::ONLY).on_dropped(|dropped| panic!("{dropped:?}"))
    };
    let thread = std::thread::Builder::new().stack_size(64 << 10).spawn(make).unwrap();
    assert_eq!(thread.join().unwrap(), Correlation::Waiting);
}

/// A correlator empties the slots that it is given.
#[test]
fn slots_are_used_again() {
    let mut slots = [IdSlot::EMPTY; 2];
    for round in 0..3 {
        let mut table = Correlator::new(config(EITHER), &mut slots[..]);
        assert_eq!((table.waiting(), table.early(), table.next_expiry()), (0, 0, None));
        for id in [b"1", b"2"] {
            let _ = table.begin(T0, round, 1);
            let accepted = table.accepted(T0, id, round, PartNumber::ONLY);
            assert_eq!(accepted.on_dropped(|dropped| panic!("{dropped:?}")), Correlation::Waiting);
        }
        let _ = table.report(T0, b"1", DELIVERED, Finality::Final).on_dropped(drop);
    }
}
