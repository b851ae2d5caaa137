//! What a receipt's text consists of: blanks, separators, quotes, keys and words.

use super::words::same_word;
use crate::codes::MessageState;
use crate::count::{back, forward, left};
use crate::wire::{SMALL, first_in_text, has};
use core::num::NonZeroU32;

/// Separators that some message centres put between fields, with or without a blank: `id:1;stat:DELIVRD`.
pub(super) const SEPARATORS: &[u8] = b",;|&";

/// The blanks of a text: white space, and the separator if its fields have one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Blanks {
    /// The separator between fields, which counts as a blank. NUL if there is none, since NUL is always a blank.
    separator: u8,
}

impl Blanks {
    pub(super) const PLAIN: Self = Self { separator: 0 };

    pub(super) const fn with(separator: u8) -> Self {
        Self { separator }
    }

    /// The octets after a blank at the start: ASCII white space, NUL, the no-break space of Latin-1, or a Unicode
    /// space in UTF-8. `None` if they do not start with one.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(super) const fn strip(self, octets: &[u8]) -> Option<&[u8]> {
        match octets {
            [first, rest @ ..] if *first == self.separator => Some(rest),
            // Most octets are printable ASCII.
            [0x21..=0x7E, ..] => None,
            [0 | 0x09..=0x0D | b' ' | 0xA0, rest @ ..] | [0xC2, 0xA0, rest @ ..] => Some(rest),
            [first @ (0xE2 | 0xE3), second, third, rest @ ..] => {
                match (*first, u16::from_be_bytes([*second, *third])) {
                    (0xE2, 0x80_80..=0x80_8A | 0x80_A8 | 0x80_A9 | 0x80_AF | 0x81_9F) | (0xE3, 0x80_80) => {
                        Some(rest)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(super) fn trim_start(self, mut octets: &[u8]) -> &[u8] {
        while let Some(rest) = self.strip(octets) {
            octets = rest;
        }
        octets
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    pub(super) fn trim_end(self, mut octets: &[u8]) -> &[u8] {
        let mut len = 3_usize;
        while let Some(before) = len.checked_sub(1) {
            octets = match octets.split_at_checked(back(octets.len(), len)) {
                Some((before, end)) if self.strip(end).is_some_and(<[u8]>::is_empty) => {
                    len = 3;
                    before
                }
                _ => {
                    len = before;
                    octets
                }
            };
        }
        octets
    }

    /// Skips blanks and takes the next word, which is empty at the end. `rest` is what follows it.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(super) fn next_word<'a>(self, rest: &mut &'a [u8]) -> &'a [u8] {
        let start = self.trim_start(rest);
        *rest = self.after_word(start);
        up_to(start, rest)
    }

    /// The octets from the first blank on.
    fn after_word(self, mut octets: &[u8]) -> &[u8] {
        while let [_, rest @ ..] = octets
            && self.strip(octets).is_none()
        {
            octets = rest;
        }
        octets
    }

    /// Skips words as long as they meet a condition, and returns the rest.
    pub(super) fn skip_words<'a>(
        self,
        mut octets: &'a [u8],
        mut is: impl FnMut(&'a [u8]) -> bool,
    ) -> &'a [u8] {
        loop {
            let before = octets;
            let word = self.next_word(&mut octets);
            if word.is_empty() || !is(word) {
                return before;
            }
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

/// Strips blanks and quotes on both sides, and the given octets at the start and at the end.
#[cfg_attr(target_os = "none", inline(never))]
pub(super) fn trim<'a>(mut octets: &'a [u8], before: &[u8], behind: &[u8]) -> &'a [u8] {
    while let [first, rest @ ..] = octets
        && goes(*first, before)
    {
        octets = rest;
    }
    while let [rest @ .., last] = octets
        && goes(*last, behind)
    {
        octets = rest;
    }
    octets
}

#[cfg_attr(target_os = "none", inline(never))]
fn goes(octet: u8, others: &[u8]) -> bool {
    is_quote(octet) || has(others, octet)
}

/// Whether an octet is a blank, or part of a quotation mark in ASCII, UTF-8, Latin-1 or Windows-1252, such as
/// `"`, `“`, `„`, `‘`, `«`, `‹` or `「`.
#[cfg_attr(target_os = "none", inline(never))]
pub(super) fn is_quote(octet: u8) -> bool {
    matches!(octet, b' ' | b'\'' | b'"' | b'`' | 0x80..=0xC2 | 0xE2 | 0xE3 | 0xEF)
}

/// Removes the quotes around a value of printable ASCII: some message centres write `id:'78'` where the
/// submit_sm_resp has `78`.
pub(crate) fn unquoted(value: &[u8]) -> &[u8] {
    let is_quoted = matches!(value, [first, .., last] if is_quote(*first) && is_quote(*last));
    let inner = trim(value, b"", b"");
    if is_quoted && inner.iter().all(|octet| matches!(octet, b' '..=b'~')) { inner } else { value }
}

/// A field of Appendix B: one bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FieldKey(pub(super) Keys);

/// A set of keys, one bit each.
pub(super) type Keys = u8;

impl FieldKey {
    pub(super) const ID: Self = Self(0x01);
    pub(super) const SUB: Self = Self(0x02);
    pub(super) const DLVRD: Self = Self(0x04);
    pub(super) const SUBMIT_DATE: Self = Self(0x08);
    pub(super) const DONE_DATE: Self = Self(0x10);
    pub(super) const STAT: Self = Self(0x20);
    pub(super) const ERR: Self = Self(0x40);
    pub(super) const TEXT: Self = Self(0x80);

    pub(super) const fn is_in(self, keys: Keys) -> bool {
        keys & self.0 != 0
    }

    pub(super) const fn is_date(self) -> bool {
        self.is_in(Self::SUBMIT_DATE.0 | Self::DONE_DATE.0)
    }
}

/// A key and its delimiter in a text. Two machine words, which are passed in registers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) start: usize,
    /// The key, its length with the delimiter, and the delimiter: a colon or an equals sign.
    what: NonZeroU32,
}

impl Hit {
    /// A text without a key.
    pub(super) const fn text(start: usize) -> Self {
        const TEXT: NonZeroU32 = NonZeroU32::new(FieldKey::TEXT.0 as u32).unwrap();
        Self { start, what: TEXT }
    }

    fn new(key: FieldKey, start: usize, value: usize, delimiter: u8) -> Option<Self> {
        let [len, ..] = back(value, start).to_le_bytes();
        let what = NonZeroU32::new(u32::from_le_bytes([key.0, len, delimiter, 0]))?;
        Some(Self { start, what })
    }

    pub(super) const fn key(self) -> FieldKey {
        let [key, ..] = self.what.get().to_le_bytes();
        FieldKey(key)
    }

    /// The position after the delimiter.
    pub(super) fn value(self) -> usize {
        let [_, len, ..] = self.what.get().to_le_bytes();
        forward(self.start, len.into())
    }

    /// Whether there is a key.
    pub(super) const fn is_marked(self) -> bool {
        self.delimiter() != 0
    }

    pub(super) const fn delimiter(self) -> u8 {
        let [_, _, delimiter, _] = self.what.get().to_le_bytes();
        delimiter
    }
}

/// Whether octets contain a key with its delimiter. A value that is to be read back must not.
pub(super) fn has_key(octets: &[u8]) -> bool {
    next_hit(octets, 0, false).is_some()
}

/// The next key with a delimiter, at or after an offset, at which the value of `stat` may start.
pub(super) fn next_hit(octets: &[u8], from: usize, in_stat: bool) -> Option<Hit> {
    let mut at = from;
    loop {
        let place = forward(at, delimiter_like(octets.get(at..)?)?);
        at = forward(place, 1);
        if let Some(delimiter @ (b':' | b'=')) = octets.get(place)
            && let Some((key, before)) = key_at_end(octets.get(from..place)?, in_stat)
        {
            return Hit::new(key, forward(from, before), at, *delimiter);
        }
    }
}

/// Finds the first octet that is one of `:;<=`, with or without the top bit.
#[cfg_attr(target_os = "none", inline(never))]
fn delimiter_like(octets: &[u8]) -> Option<usize> {
    let marks = |word| delimiter_marks(word & u64::from_ne_bytes([0x7F; 8]));
    first_in_text(octets, marks, |octet| matches!(octet & 0x7F, b':'..=b'='))
}

/// Sets the top bit of each octet that is one of `:;<=`. Octets above 0x7F spoil the bits above them.
pub(super) const fn delimiter_marks(word: u64) -> u64 {
    // These set the top bit of octets from `:` on, and of those after `=`.
    const FROM_COLON: u64 = u64::from_ne_bytes([0x80 - b':'; 8]);
    const BEHIND_EQUALS: u64 = u64::from_ne_bytes([0x80 - b'>'; 8]);
    (word.wrapping_add(FROM_COLON) ^ word.wrapping_add(BEHIND_EQUALS)) & u64::from_ne_bytes([0x80; 8])
}

/// The key at the end of octets, and where it starts.
fn key_at_end(octets: &[u8], in_stat: bool) -> Option<(FieldKey, usize)> {
    // `stat :DELIVRD`.
    let octets = strip_up_to(3, octets, b" \t\xA0\xC2");
    let (key, before) = ending(octets)?;
    if is_end_of_name(before) && !(in_stat && is_state(before)) {
        return None;
    }
    Some((key, before.len()))
}

/// The key with which octets end, and the octets before it.
#[inline]
fn ending(octets: &[u8]) -> Option<(FieldKey, &[u8])> {
    if SMALL { ending_by_list(octets) } else { ending_by_letter(octets) }
}

#[inline]
fn ending_by_letter(octets: &[u8]) -> Option<(FieldKey, &[u8])> {
    Some(match octets.last()? | 0x20 {
        b'd' => match strip(octets, b"dlvrd").or_else(|| strip(octets, b"delivrd")) {
            Some(before) => (FieldKey::DLVRD, before),
            None => (FieldKey::ID, strip(octets, b"id")?),
        },
        b'b' => (FieldKey::SUB, strip(octets, b"sub")?),
        b'e' => {
            let before = strip_up_to(4, strip(octets, b"date")?, GAP);
            match strip(before, b"done") {
                Some(before) => (FieldKey::DONE_DATE, before),
                None => (FieldKey::SUBMIT_DATE, strip(before, b"submit")?),
            }
        }
        b't' => match strip(octets, b"stat") {
            Some(before) => (FieldKey::STAT, before),
            None => (FieldKey::TEXT, strip(octets, b"text").or_else(|| strip(octets, b"txt"))?),
        },
        b'r' => (FieldKey::ERR, strip(octets, b"err")?),
        _ => return None,
    })
}

/// The same with less code, and slower.
fn ending_by_list(octets: &[u8]) -> Option<(FieldKey, &[u8])> {
    let (key, before) = last_word(KEYS, octets)?;
    let (key, before) =
        if key == DATE { last_word(DATES, strip_up_to(4, before, GAP))? } else { (key, before) };
    Some((FieldKey(1 << (key & 7)), before))
}

/// The ends of the keys in every spelling, after their bits; both date keys end with `date`. SMGP gateways leave out
/// a letter of `text`.
const KEYS: &[u8] = b"\x02DLVRD\x02DELIVRD\0ID\x01SUB\x08DATE\x05STAT\x07TEXT\x07TXT\x06ERR";
/// What comes before `date`.
const DATES: &[u8] = b"\x04DONE\x03SUBMIT";
/// The number of `date` among the keys.
const DATE: u8 = 8;

/// The word with which octets end, as the octet below a blank before it, and the octets before the word.
#[cfg_attr(target_os = "none", inline(never))]
fn last_word<'a>(words: &[u8], octets: &'a [u8]) -> Option<(u8, &'a [u8])> {
    let mut before = Some(octets);
    for octet in words.iter().rev() {
        before = match before {
            Some(before) if *octet < b' ' => return Some((*octet, before)),
            _ if *octet < b' ' => Some(octets),
            Some([before @ .., last]) if last.to_ascii_uppercase() == *octet => Some(before),
            _ => None,
        };
    }
    None
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
    before.len() <= 32 && word.iter().all(is_part) && MessageState::from_stat(word).is_some()
}

/// Strips a word from the end, in upper or lower case. `word` is in lower case.
#[cfg_attr(not(target_os = "none"), inline(always))]
fn strip<'a>(octets: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let (before, end) = octets.split_at_checked(octets.len().checked_sub(word.len())?)?;
    is_key(end, word).then_some(before)
}

/// Whether the octets are a key, in upper or lower case. `key` is in lower case.
#[cfg_attr(not(target_os = "none"), inline(always))]
pub(super) fn is_key(octets: &[u8], key: &[u8]) -> bool {
    if SMALL {
        return same_word(octets, key);
    }
    // Without a branch per octet: the compiler makes it one comparison.
    let differ = octets.iter().zip(key).fold(0, |differ, (octet, key)| {
        let case = if key.is_ascii_lowercase() { 0x20 } else { 0 };
        differ | ((octet | case) ^ key)
    });
    octets.len() == key.len() && differ == 0
}

/// What some message centres put between `submit` and `date`: blanks, line ends, punctuation. 0x11 is `_` in
/// GSM 7-bit.
const GAP: &[u8] = b" _-.\t\r\n\x11\xA0\xC2";

/// Strips some octets from the end, but not more than `most`.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
fn strip_up_to<'a>(most: u8, mut octets: &'a [u8], some: &[u8]) -> &'a [u8] {
    for _ in 0..most {
        match octets {
            [before @ .., last] if has(some, *last) => octets = before,
            _ => break,
        }
    }
    octets
}

/// Whether octets up to the next key are a ten-octet binary id from an SMGP gateway. Such an id has binary
/// octets other than blanks before its last printable octet, and they are not quotes around a text.
pub(super) fn is_binary_id(chunk: &[u8]) -> bool {
    let Some((id, [] | [b' '])) = chunk.split_first_chunk::<10>() else { return false };
    let Some(last) = id.iter().rposition(u8::is_ascii_graphic) else { return false };
    let is_text = || {
        let word = match Blanks::PLAIN.trim_end(id) {
            [word @ .., end] if SEPARATORS.contains(end) => word,
            word => word,
        };
        unquoted(word).len() < word.len()
    };
    let mut before = id.get(..last).unwrap_or_default();
    loop {
        before = match (Blanks::PLAIN.strip(before), before) {
            (Some(rest), _) | (None, [0x20..=0x7F, rest @ ..]) => rest,
            (None, []) => return false,
            (None, _) => return !is_text(),
        };
    }
}

/// Whether a word is a state as used by gateways in China, such as `ID:0076` or `MK:0012`.
pub(super) fn is_code(word: &[u8]) -> bool {
    let [a, b, b':', digits @ ..] = word else { return false };
    let is_name = a.is_ascii_uppercase() && b.is_ascii_uppercase();
    is_name && digits.len() == 4 && digits.iter().all(u8::is_ascii_digit)
}

/// The name in a word such as `mccmnc:61202`. Names start with a letter.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
pub(super) fn name_of(word: &[u8]) -> Option<&[u8]> {
    let ends =
        |octet: &u8| !matches!(octet, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | 0x11);
    let [b'a'..=b'z' | b'A'..=b'Z', ..] = word else { return None };
    let (name, rest) = word.split_at_checked(word.iter().position(ends)?)?;
    rest.starts_with(b":").then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_versions_for_small_targets_give_the_same() {
        let mut octets = [0; 12];
        let pieces: [&[u8]; 18] = [
            b"id",
            b"ID",
            b"dlvrd",
            b"Date",
            b"submit",
            b"done",
            b"text",
            b"txt",
            b"Stat",
            b"err",
            b"sub",
            b" ",
            b"_",
            b"\xC2",
            b"\xA0",
            b"\xE2\x80\x83",
            b"",
            b"x",
        ];
        let mut found = 0;
        for a in pieces {
            for b in pieces {
                for c in pieces {
                    let joined = [a, b, c].concat();
                    let len = joined.len().min(octets.len());
                    octets[..len].copy_from_slice(&joined[..len]);
                    let octets = &octets[..len];
                    let key = ending_by_letter(octets);
                    found += u32::from(key.is_some());
                    assert_eq!(ending_by_list(octets), key, "{}", octets.escape_ascii());
                }
            }
        }
        assert!(found > 1000, "{found}");
    }
}
