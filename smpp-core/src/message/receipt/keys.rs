//! The keys of receipts, in every spelling.

use super::state::message_state;
use super::words::same_word;
use crate::wire::{SMALL, zero_octets};

/// The fields of Appendix B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Key {
    Id = 0x01,
    Sub = 0x02,
    Dlvrd = 0x04,
    SubmitDate = 0x08,
    DoneDate = 0x10,
    Stat = 0x20,
    Err = 0x40,
    Text = 0x80,
}

/// A set of keys, one bit each.
pub(super) type Keys = u8;

impl Key {
    pub(super) const fn is_in(self, keys: Keys) -> bool {
        keys & self as u8 != 0
    }
}

/// The positions of a key and its colon.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) key: Key,
    pub(super) start: usize,
    /// Where the key's letters end. A blank may come before the colon.
    pub(super) end: usize,
    /// After the colon.
    pub(super) value: usize,
}

/// Whether octets contain a key with its colon. A value that is to be read back must not.
pub(super) fn has_key(octets: &[u8]) -> bool {
    next_hit(octets, 0, b':', None).is_some()
}

/// The next key with a colon, at or after an offset. `within` is the key of the value that starts there.
pub(super) fn next_hit(octets: &[u8], from: usize, delimiter: u8, within: Option<Key>) -> Option<Hit> {
    let mut at = from;
    loop {
        let colon = at.wrapping_add(position(octets.get(at..)?, delimiter)?);
        let before = octets.get(from..colon)?;
        if let Some((key, start, end)) = key_at_end(before, within) {
            let place = |offset: usize| from.wrapping_add(offset);
            return Some(Hit { key, start: place(start), end: place(end), value: colon.wrapping_add(1) });
        }
        at = colon.wrapping_add(1);
    }
}

/// The delimiter between keys and values: a colon, or an equals sign if keys use that. A key with a colon
/// directly after an equals sign is a value: `id=1 stat=ID:0076`, `route=STAT:3 stat=DELIVRD`. It is a field
/// after a prefix, as in `XMS=id:7 sub:001`, if another key with a colon comes before any with an equals sign.
pub(super) fn delimiter(octets: &[u8]) -> u8 {
    let Some(equals) = next_hit(octets, 0, b'=', None) else { return b':' };
    // If two of them come first: `id=5 stat=DELIVRD text=call id:7`.
    let second = next_hit(octets, equals.value, b'=', None).filter(|second| second.key != equals.key);
    let mut from = 0;
    while let Some(hit) = next_hit(octets, from, b':', None) {
        if !matches!(octets.get(hit.start.wrapping_sub(1)), Some(b'=' | b':')) {
            let begins = second.is_some_and(|second| second.start < hit.start);
            let is_colon = if from == 0 { !begins } else { hit.start < equals.start };
            return if is_colon { b':' } else { b'=' };
        }
        from = hit.value;
    }
    b'='
}

/// Finds an octet, eight octets at a time.
#[cfg_attr(target_os = "none", inline(never))]
pub(super) fn position(octets: &[u8], wanted: u8) -> Option<usize> {
    if SMALL {
        return octets.iter().position(|octet| *octet == wanted);
    }
    let pattern = u64::from_ne_bytes([wanted; 8]);
    let (words, tail) = octets.as_chunks::<8>();
    let mut at = 0_usize;
    for word in words {
        let found = zero_octets(u64::from_le_bytes(*word) ^ pattern);
        if found != 0 {
            return Some(at.wrapping_add((found.trailing_zeros() >> 3) as usize));
        }
        at = at.wrapping_add(8);
    }
    tail.iter().position(|octet| *octet == wanted).map(|more| at.wrapping_add(more))
}

/// The key at the end of octets, with its start and end.
fn key_at_end(octets: &[u8], within: Option<Key>) -> Option<(Key, usize, usize)> {
    // `stat :DELIVRD`.
    let octets = strip_up_to(3, octets, |octet| matches!(octet, b' ' | b'\t' | 0xA0 | 0xC2));
    let (key, before) = match octets.last()? | 0x20 {
        b'd' => match strip(octets, b"dlvrd").or_else(|| strip(octets, b"delivrd")) {
            Some(before) => (Key::Dlvrd, before),
            None => (Key::Id, strip(octets, b"id")?),
        },
        b'b' => (Key::Sub, strip(octets, b"sub")?),
        b'e' => {
            let before = strip_up_to(4, strip(octets, b"date")?, is_gap);
            match strip(before, b"done") {
                Some(before) => (Key::DoneDate, before),
                None => (Key::SubmitDate, strip(before, b"submit")?),
            }
        }
        b't' => match strip(octets, b"stat") {
            Some(before) => (Key::Stat, before),
            // SMGP gateways leave out a letter.
            None => (Key::Text, strip(octets, b"text").or_else(|| strip(octets, b"txt"))?),
        },
        b'r' => (Key::Err, strip(octets, b"err")?),
        _ => return None,
    };
    if is_end_of_name(before) && !(within == Some(Key::Stat) && is_state(before)) {
        return None;
    }
    Some((key, before.len(), octets.len()))
}

/// Whether the octets before a key make it the end of another name: `resubmit date:`, `msg_id:`. A number does
/// not, nor does a number and punctuation: `…1930donedate:`, `4790000000-id:`.
fn is_end_of_name(before: &[u8]) -> bool {
    let mark = |octet: &u8| matches!(octet, b'_' | b'-' | 0x11);
    match before {
        [.., b'a'..=b'z' | b'A'..=b'Z'] => true,
        [all @ .., last] if mark(last) => {
            // No name is longer.
            let from = all.len().saturating_sub(32);
            let name = |octet: &&u8| octet.is_ascii_alphanumeric() || mark(octet);
            let near = all.get(from..).unwrap_or(all);
            near.iter().rev().take_while(name).any(u8::is_ascii_alphabetic)
        }
        _ => false,
    }
}

/// `stat:DELIVRDerr:000`: no blank between a state and the next key.
fn is_state(before: &[u8]) -> bool {
    let word = before.trim_ascii_start();
    let is_part = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'_' | b'-');
    before.len() <= 32 && word.iter().all(is_part) && message_state(word).is_some()
}

/// Strips a word, given in lower case, from the end, in any case.
fn strip<'a, const N: usize>(octets: &'a [u8], word: &[u8; N]) -> Option<&'a [u8]> {
    if SMALL {
        return strip_any(octets, word);
    }
    let (before, end) = octets.split_last_chunk::<N>()?;
    let same = end.iter().zip(word).all(|(a, b)| a | 0x20 == *b);
    if same { Some(before) } else { None }
}

/// The common part for words of all lengths.
#[inline(never)]
fn strip_any<'a>(octets: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let (before, end) = octets.split_at_checked(octets.len().checked_sub(word.len())?)?;
    if same_word(end, word) { Some(before) } else { None }
}

/// What some message centres put between `submit` and `date`: blanks, line ends, punctuation. 0x11 is `_` in
/// GSM 7-bit.
const fn is_gap(octet: u8) -> bool {
    matches!(octet, b' ' | b'_' | b'-' | b'.' | b'\t' | b'\r' | b'\n' | 0x11 | 0xA0 | 0xC2)
}

fn strip_up_to(most: u8, mut octets: &[u8], is: fn(u8) -> bool) -> &[u8] {
    for _ in 0..most {
        match octets {
            [before @ .., last] if is(*last) => octets = before,
            _ => break,
        }
    }
    octets
}
