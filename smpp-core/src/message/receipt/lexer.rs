//! The words of a receipt's text: blanks, separators, and keys in every spelling.

use super::state::{message_state, unquoted};
use crate::count::{forward, left};
use crate::wire::SMALL;

/// Separators that some message centres put between fields, with or without a blank: `id:1;stat:DELIVRD`.
pub(super) const SEPARATORS: &[u8] = b",;|&";

/// The blanks of a text: white space, and the separator if its fields have one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Blanks {
    /// NUL, which is a blank anyway, if there is no separator.
    separator: u8,
}

impl Blanks {
    pub(super) const PLAIN: Self = Self { separator: 0 };

    pub(super) const fn with(separator: u8) -> Self {
        Self { separator }
    }

    /// Length of a blank at the start: ASCII white space, NUL, the no-break space of Latin-1, and Unicode
    /// spaces in UTF-8. 0 if there is none.
    const fn len(self, octets: &[u8]) -> usize {
        match octets {
            [0 | 0x09..=0x0D | b' ' | 0xA0, ..] => 1,
            [first, ..] if *first == self.separator => 1,
            [0xC2, 0xA0, ..] => 2,
            [0xE2, 0x80, 0x80..=0x8A | 0xA8 | 0xA9 | 0xAF, ..] | [0xE2, 0x81, 0x9F, ..] => 3,
            [0xE3, 0x80, 0x80, ..] => 3,
            _ => 0,
        }
    }

    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn trim_start(self, mut octets: &[u8]) -> &[u8] {
        loop {
            match octets.get(self.len(octets)..) {
                Some(rest) if rest.len() < octets.len() => octets = rest,
                _ => return octets,
            }
        }
    }

    pub(super) fn trim_end(self, mut octets: &[u8]) -> &[u8] {
        loop {
            octets = match octets {
                [before @ .., 0xC2, 0xA0] => before,
                [before @ .., 0 | 0x09..=0x0D | b' ' | 0xA0] => before,
                [before @ .., last] if *last == self.separator => before,
                [before @ .., a, b, c] if self.len(&[*a, *b, *c]) == 3 => before,
                _ => return octets,
            }
        }
    }

    /// The octets up to the first blank, and the rest.
    pub(super) fn word(self, octets: &[u8]) -> (&[u8], &[u8]) {
        let mut rest = octets;
        while let [first, after @ ..] = rest {
            // Most octets are printable ASCII.
            let ends =
                if matches!(first, 0x21..=0x7E) { *first == self.separator } else { self.len(rest) != 0 };
            if ends {
                break;
            }
            rest = after;
        }
        (up_to(octets, rest), rest)
    }

    /// Skips words as long as they meet a condition, and returns the rest.
    pub(super) fn skip_words<'a>(
        self,
        mut octets: &'a [u8],
        mut is: impl FnMut(&'a [u8]) -> bool,
    ) -> &'a [u8] {
        loop {
            let (word, rest) = self.word(self.trim_start(octets));
            if word.is_empty() || !is(word) {
                return octets;
            }
            octets = rest;
        }
    }
}

/// The octets before the rest of them.
pub(super) fn up_to<'a>(octets: &'a [u8], rest: &[u8]) -> &'a [u8] {
    octets.get(..left(octets.len(), rest.len())).unwrap_or(octets)
}

pub(super) fn trim_nuls(mut octets: &[u8]) -> &[u8] {
    while let [before @ .., 0] = octets {
        octets = before;
    }
    octets
}

/// The fields of Appendix B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum FieldKey {
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

impl FieldKey {
    pub(super) const fn is_in(self, keys: Keys) -> bool {
        keys & self as u8 != 0
    }
}

/// The positions of a key and its delimiter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) key: FieldKey,
    pub(super) start: usize,
    /// A colon or an equals sign.
    pub(super) delimiter: u8,
    /// After the delimiter.
    pub(super) value: usize,
}

/// Whether octets contain a key with its delimiter. A value that is to be read back must not.
pub(super) fn has_key(octets: &[u8]) -> bool {
    next_hit(octets, 0, None).is_some()
}

/// The next key with a delimiter, at or after an offset. `within` is the key of the value that starts there.
pub(super) fn next_hit(octets: &[u8], from: usize, within: Option<FieldKey>) -> Option<Hit> {
    let mut at = from;
    loop {
        let place = forward(at, delimiter_like(octets.get(at..)?)?);
        at = forward(place, 1);
        if let Some(delimiter @ (b':' | b'=')) = octets.get(place)
            && let Some((key, start)) = key_at_end(octets.get(from..place)?, within)
        {
            return Some(Hit { key, start: forward(from, start), delimiter: *delimiter, value: at });
        }
    }
}

/// Finds the first octet that is one of `:;<=`, with or without the top bit, eight octets at a time.
#[cfg_attr(target_os = "none", inline(never))]
fn delimiter_like(octets: &[u8]) -> Option<usize> {
    let is_like = |octet: &u8| matches!(octet & 0x7F, b':'..=b'=');
    if SMALL {
        return octets.iter().position(is_like);
    }
    let (words, tail) = octets.as_chunks::<8>();
    let mut at = 0_usize;
    for word in words {
        let found = delimiter_marks(u64::from_le_bytes(*word) & u64::from_ne_bytes([0x7F; 8]));
        if found != 0 {
            return Some(forward(at, (found.trailing_zeros() >> 3) as usize));
        }
        at = forward(at, 8);
    }
    tail.iter().position(is_like).map(|more| forward(at, more))
}

/// Sets the top bit of each octet that is one of `:;<=`. Octets above 0x7F spoil the bits above them.
pub(super) const fn delimiter_marks(word: u64) -> u64 {
    // These set the top bit of octets from `:` on, and of those behind `=`.
    const FROM_COLON: u64 = u64::from_ne_bytes([0x80 - b':'; 8]);
    const BEHIND_EQUALS: u64 = u64::from_ne_bytes([0x80 - b'>'; 8]);
    (word.wrapping_add(FROM_COLON) ^ word.wrapping_add(BEHIND_EQUALS)) & u64::from_ne_bytes([0x80; 8])
}

/// The key at the end of octets, and where it starts.
fn key_at_end(octets: &[u8], within: Option<FieldKey>) -> Option<(FieldKey, usize)> {
    // `stat :DELIVRD`.
    let octets = strip_up_to(3, octets, |octet| matches!(octet, b' ' | b'\t' | 0xA0 | 0xC2));
    let (key, before) = match octets.last()? | 0x20 {
        b'd' => match strip(octets, b"dlvrd").or_else(|| strip(octets, b"delivrd")) {
            Some(before) => (FieldKey::Dlvrd, before),
            None => (FieldKey::Id, strip(octets, b"id")?),
        },
        b'b' => (FieldKey::Sub, strip(octets, b"sub")?),
        b'e' => {
            let before = strip_up_to(4, strip(octets, b"date")?, is_gap);
            match strip(before, b"done") {
                Some(before) => (FieldKey::DoneDate, before),
                None => (FieldKey::SubmitDate, strip(before, b"submit")?),
            }
        }
        b't' => match strip(octets, b"stat") {
            Some(before) => (FieldKey::Stat, before),
            // SMGP gateways leave out a letter.
            None => (FieldKey::Text, strip(octets, b"text").or_else(|| strip(octets, b"txt"))?),
        },
        b'r' => (FieldKey::Err, strip(octets, b"err")?),
        _ => return None,
    };
    if is_end_of_name(before) && !(within == Some(FieldKey::Stat) && is_state(before)) {
        return None;
    }
    Some((key, before.len()))
}

/// Whether the octets before a key make it the end of another name: `resubmit date:`, `msg_id:`. A number before
/// the key does not, with or without punctuation: `…1930donedate:`, `4790000000-id:`.
fn is_end_of_name(before: &[u8]) -> bool {
    let mark = |octet: &u8| matches!(octet, b'_' | b'-' | 0x11);
    match before {
        [.., b'a'..=b'z' | b'A'..=b'Z'] => true,
        [all @ .., last] if mark(last) => {
            // No name is longer.
            let from = left(all.len(), 32);
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

/// Strips a word from the end, in any case.
fn strip<'a>(octets: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let (before, end) = octets.split_at_checked(octets.len().checked_sub(word.len())?)?;
    same_word(end, word).then_some(before)
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

/// Whether two words are the same in any letter case: once for all words where little code counts.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline)]
pub(super) fn same_word(a: &[u8], b: &[u8]) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Whether octets up to the next key are a ten-octet binary id from an SMGP gateway: binary octets other than
/// blanks are among the others, not only at the end, and are not quotes around text.
pub(super) fn is_binary_id(chunk: &[u8]) -> bool {
    let (id, rest) = chunk.split_at_checked(10).unwrap_or((chunk, &[]));
    let graphic = |octet: &u8| octet.is_ascii_graphic();
    let Some(last) = id.iter().rposition(graphic) else { return false };
    let is_text = || {
        let word = match Blanks::PLAIN.trim_end(id) {
            [word @ .., end] if SEPARATORS.contains(end) => word,
            word => word,
        };
        unquoted(word).len() < word.len()
    };
    let is_binary = |word: &[u8]| word.iter().any(|octet| matches!(octet, 0..=0x1F | 0x80..));
    let before = id.get(..last).unwrap_or_default();
    let text = Blanks::PLAIN.skip_words(before, |word| !is_binary(word));
    id.len() == 10 && matches!(rest, [] | [b' ']) && !Blanks::PLAIN.trim_start(text).is_empty() && !is_text()
}

/// Whether a word is a state as used by gateways in China, such as `ID:0076` or `MK:0012`.
pub(super) fn is_code(word: &[u8]) -> bool {
    let [a, b, b':', digits @ ..] = word else { return false };
    let is_name = a.is_ascii_uppercase() && b.is_ascii_uppercase();
    is_name && digits.len() == 4 && digits.iter().all(u8::is_ascii_digit)
}

/// Splits a word such as `mccmnc:61202` into name and value. Names start with a letter.
pub(super) fn split_name(word: &[u8]) -> Option<(&[u8], &[u8])> {
    let ends =
        |octet: &u8| !matches!(octet, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | 0x11);
    let (name, rest) = word.split_at_checked(word.iter().position(ends)?)?;
    match (name, rest) {
        ([b'a'..=b'z' | b'A'..=b'Z', ..], [b':', value @ ..]) => Some((name, value)),
        _ => None,
    }
}
