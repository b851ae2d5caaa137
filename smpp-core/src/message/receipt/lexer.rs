//! The words of a receipt's text: blanks, separators, keys and states in every spelling, and quotes.

use crate::codes::MessageState;
use crate::count::{forward, left};
use crate::wire::{SMALL, first_marked, has};
use core::mem;

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
            [0 | 0x09..=0x0D | b' ' | 0xA0, rest @ ..]
            | [0xC2, 0xA0, rest @ ..]
            | [0xE2, 0x80, 0x80..=0x8A | 0xA8 | 0xA9 | 0xAF, rest @ ..]
            | [0xE2, 0x81, 0x9F, rest @ ..]
            | [0xE3, 0x80, 0x80, rest @ ..] => Some(rest),
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

    pub(super) fn trim_end(self, mut octets: &[u8]) -> &[u8] {
        let is_blank = |octets: &[u8]| self.strip(octets).is_some_and(<[u8]>::is_empty);
        loop {
            octets = match octets {
                [before @ .., a, b] if is_blank(&[*a, *b]) => before,
                [before @ .., last] if is_blank(&[*last]) => before,
                [before @ .., a, b, c] if is_blank(&[*a, *b, *c]) => before,
                _ => return octets,
            }
        }
    }

    /// The octets up to the first blank, and the rest.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn word(self, octets: &[u8]) -> (&[u8], &[u8]) {
        let mut rest = octets;
        while let [_, after @ ..] = rest
            && self.strip(rest).is_none()
        {
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
            let start = self.trim_start(octets);
            // Where speed counts, the first octet is not looked at again.
            let (word, rest) = if SMALL {
                self.word(start)
            } else {
                let (_, rest) = self.word(start.get(1..).unwrap_or_default());
                (up_to(start, rest), rest)
            };
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

/// Finds the first octet that is one of `:;<=`, with or without the top bit.
#[cfg_attr(target_os = "none", inline(never))]
fn delimiter_like(octets: &[u8]) -> Option<usize> {
    let marks = |word| delimiter_marks(word & u64::from_ne_bytes([0x7F; 8]));
    first_marked(octets, marks, |octet| matches!(octet & 0x7F, b':'..=b'='))
}

/// Sets the top bit of each octet that is one of `:;<=`. Octets above 0x7F spoil the bits above them.
pub(super) const fn delimiter_marks(word: u64) -> u64 {
    // These set the top bit of octets from `:` on, and of those after `=`.
    const FROM_COLON: u64 = u64::from_ne_bytes([0x80 - b':'; 8]);
    const BEHIND_EQUALS: u64 = u64::from_ne_bytes([0x80 - b'>'; 8]);
    (word.wrapping_add(FROM_COLON) ^ word.wrapping_add(BEHIND_EQUALS)) & u64::from_ne_bytes([0x80; 8])
}

/// The key at the end of octets, and where it starts.
fn key_at_end(octets: &[u8], within: Option<FieldKey>) -> Option<(FieldKey, usize)> {
    // `stat :DELIVRD`.
    let octets = strip_up_to(3, octets, |octet| matches!(octet, b' ' | b'\t' | 0xA0 | 0xC2));
    let (key, before) = ending(octets)?;
    if is_end_of_name(before) && !(within == Some(FieldKey::Stat) && is_state(before)) {
        return None;
    }
    Some((key, before.len()))
}

/// The key with which octets end, and the octets before it.
#[inline]
fn ending(octets: &[u8]) -> Option<(FieldKey, &[u8])> {
    if SMALL {
        let key = |(key, word): (&FieldKey, _)| Some((*key, strip(octets, word)?));
        let (key, before) = ENDINGS.0.iter().zip(ENDINGS.1.split(|octet| *octet == b' ')).find_map(key)?;
        return if key == FieldKey::DoneDate { date(before) } else { Some((key, before)) };
    }
    Some(match octets.last()? | 0x20 {
        b'd' => match strip(octets, b"dlvrd").or_else(|| strip(octets, b"delivrd")) {
            Some(before) => (FieldKey::Dlvrd, before),
            None => (FieldKey::Id, strip(octets, b"id")?),
        },
        b'b' => (FieldKey::Sub, strip(octets, b"sub")?),
        b'e' => return date(strip(octets, b"date")?),
        b't' => match strip(octets, b"stat") {
            Some(before) => (FieldKey::Stat, before),
            None => (FieldKey::Text, strip(octets, b"text").or_else(|| strip(octets, b"txt"))?),
        },
        b'r' => (FieldKey::Err, strip(octets, b"err")?),
        _ => return None,
    })
}

/// The ends of the keys in every spelling; both date keys end with `date`. SMGP gateways leave out a letter of `text`.
const ENDINGS: ([FieldKey; 9], &[u8]) = (
    [
        FieldKey::Dlvrd,
        FieldKey::Dlvrd,
        FieldKey::Id,
        FieldKey::Sub,
        FieldKey::DoneDate,
        FieldKey::Stat,
        FieldKey::Text,
        FieldKey::Text,
        FieldKey::Err,
    ],
    b"dlvrd delivrd id sub date stat text txt err",
);

/// The key that ends with `date`, by the octets before that.
fn date(before: &[u8]) -> Option<(FieldKey, &[u8])> {
    let before = strip_up_to(4, before, is_gap);
    match strip(before, b"done") {
        Some(before) => Some((FieldKey::DoneDate, before)),
        None => Some((FieldKey::SubmitDate, strip(before, b"submit")?)),
    }
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

/// Whether two words are the same, ignoring case. On small targets, all comparisons share this one function.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline)]
pub(super) fn same_word(a: &[u8], b: &[u8]) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Whether octets up to the next key are a ten-octet binary id from an SMGP gateway. Such an id has binary
/// octets other than blanks before its last printable octet, and they are not quotes around a text.
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
    let [b'a'..=b'z' | b'A'..=b'Z', ..] = word else { return None };
    let (name, rest) = word.split_at_checked(word.iter().position(ends)?)?;
    Some((name, rest.strip_prefix(b":")?))
}

/// The words for states in receipts.
impl MessageState {
    /// The state for a word of `stat`, in any case; `None` if the word is unknown.
    ///
    /// Quotes and brackets around the word are ignored. So are additions by some message centres: an error after a
    /// colon, in brackets or in digits, or punctuation at the end.
    ///
    /// ```
    /// use smpp_core::codes::MessageState;
    /// assert_eq!(MessageState::from_stat(b"DELIVRD"), Some(MessageState::DELIVERED));
    /// for word in ["'delivered'", "\"DELIVRD\"", "“DELIVRD”", "«DELIVRD»"] {
    ///     assert_eq!(MessageState::from_stat(word.as_bytes()), Some(MessageState::DELIVERED));
    /// }
    /// for word in [&b"UNDELIV(27)"[..], b"UNDELIV-27", b"UNDELIV:absent", b"UNDELIV,"] {
    ///     assert_eq!(MessageState::from_stat(word), Some(MessageState::UNDELIVERABLE));
    /// }
    /// assert_eq!(MessageState::from_stat(b"BADSTAT"), None);
    /// ```
    pub fn from_stat(word: &[u8]) -> Option<Self> {
        // Each spelling is part of the one before, so a spelling of the same length is the same.
        let mut tried = word.len();
        let is_new = |spelling: &&[u8]| mem::replace(&mut tried, spelling.len()) != spelling.len();
        find(word).or_else(|| spellings(word).into_iter().filter(is_new).find_map(find))
    }

    /// The seven-character word for a state: from Appendix B or, for states that it does not list, the one in
    /// common use. `None` if no state has the number.
    pub const fn stat(self) -> Option<&'static [u8; 7]> {
        match STANDARD_WORDS.split_at_checked(self.0 as usize) {
            Some((_, [word, ..])) => Some(word),
            _ => None,
        }
    }
}

/// The words of the states, by their numbers.
const STANDARD_WORDS: &[[u8; 7]] =
    b"SCHEDLDENROUTEDELIVRDEXPIREDDELETEDUNDELIVACCEPTDUNKNOWNREJECTDSKIPPED".as_chunks().0;

/// The words of [`MessageState::stat`] in other spellings, and those of vendors: in each row, words with the same first
/// letter, separated by blanks.
const OTHER_WORDS: &[(MessageState, &[u8])] = &[
    (MessageState::DELIVERED, b"delivered deliverd delivred deliver deliverred dlivrd dlvrd deliv"),
    (MessageState::DELIVERED, b"dlv"),
    (MessageState::DELIVERED, b"success"),
    (MessageState::UNDELIVERABLE, b"undeliverable undelivered undeliverd undelivrd undlvrd undel"),
    (MessageState::UNDELIVERABLE, b"undeli undelive undelivred undelivrble undelivd undeliver undlv"),
    (MessageState::UNDELIVERABLE, b"failed fail"),
    (MessageState::UNDELIVERABLE, b"syserr"),
    (MessageState::UNDELIVERABLE, b"error"),
    (MessageState::UNDELIVERABLE, b"notdelivered not_delivered"),
    (MessageState::EXPIRED, b"expird expire exp-msg-q-exd"),
    (MessageState::REJECTED, b"rejected rejctd reject rejecte rejectted refused"),
    (MessageState::REJECTED, b"nocred"),
    (MessageState::REJECTED, b"dnd_rejected"),
    (MessageState::REJECTED, b"blocked blacklisted"),
    (MessageState::ACCEPTED, b"accepted accptd accepd accept accepte acked"),
    (MessageState::UNKNOWN, b"unknwn unknow unkn"),
    (MessageState::DELETED, b"deletd delete"),
    (MessageState::DELETED, b"cancelled canceled"),
    (MessageState::ENROUTE, b"en_route enrout enrouted"),
    (MessageState::ENROUTE, b"buffered buffred bufferd"),
    (MessageState::ENROUTE, b"sent submitted submitd"),
    (MessageState::ENROUTE, b"queued"),
    (MessageState::ENROUTE, b"pending"),
    (MessageState::ENROUTE, b"retry"),
    (MessageState::SCHEDULED, b"scheduled schedul scheduld"),
    (MessageState::SKIPPED, b"skiped"),
];

/// The state of a word, if it is one of [`MessageState::stat`].
fn find_standard(word: &[u8]) -> Option<MessageState> {
    let mut words = STANDARD_WORDS.iter().zip(0..);
    words.find(|(known, _)| same_word(*known, word)).map(|(_, number)| MessageState(number))
}

/// The state of a word.
fn find(word: &[u8]) -> Option<MessageState> {
    find_standard(word).or_else(|| {
        let letter = word.first()? | 0x20;
        let mut rows = OTHER_WORDS.iter().filter(|(_, words)| words.first() == Some(&letter));
        let has = |words: &[u8]| words.split(|octet| *octet == b' ').any(|known| same_word(known, word));
        rows.find(|(_, words)| has(words)).map(|(state, _)| *state)
    })
}

/// The forms in which a word may be known: complete, without quotes, up to a colon or bracket, and without
/// final digits. The last one is empty unless a number follows the letters: it accepts `UNDELIV-27` and
/// `UNDELIV-0x1B`, but not `DELIVRD-FAILED`.
pub(super) fn spellings(word: &[u8]) -> [&[u8]; 4] {
    let bare = trim(word, b"([{<", b")]}>,;|.");
    let end = bare.iter().position(|octet| matches!(octet, b':' | b'(' | b'[' | b'{' | b'<'));
    let name = trim(bare.get(..end.unwrap_or(bare.len())).unwrap_or(bare), b"", b",;|.");
    let letters = name.iter().position(|octet| !octet.is_ascii_alphabetic()).unwrap_or(name.len());
    let (stem, rest) = name.split_at_checked(letters).unwrap_or((name, &[]));
    let mut seen_digit = false;
    let is_number = rest.iter().all(|octet| {
        seen_digit |= octet.is_ascii_digit();
        !octet.is_ascii_alphabetic() || (seen_digit && (octet.is_ascii_hexdigit() || *octet == b'x'))
    });
    [word, bare, name, if is_number { stem } else { &[] }]
}

/// Strips blanks and quotes on both sides, and the given octets at the start and at the end.
#[cfg_attr(target_os = "none", inline(never))]
fn trim<'a>(mut octets: &'a [u8], before: &[u8], behind: &[u8]) -> &'a [u8] {
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
pub(super) const fn is_quote(octet: u8) -> bool {
    matches!(octet, b' ' | b'\'' | b'"' | b'`' | 0x80..=0xC2 | 0xE2 | 0xE3 | 0xEF)
}

/// Removes the quotes around a value of printable ASCII: some message centres write `id:'78'` where the
/// submit_sm_resp has `78`.
pub(crate) fn unquoted(value: &[u8]) -> &[u8] {
    let is_quoted = matches!(value, [first, .., last] if is_quote(*first) && is_quote(*last));
    let inner = trim(value, b"", b"");
    if is_quoted && inner.iter().all(|octet| matches!(octet, b' '..=b'~')) { inner } else { value }
}

/// Whether a word is one of the seven of Appendix B in capitals. In lower case, most are ordinary words.
pub(super) fn is_standard_word(word: &[u8]) -> bool {
    let capitals = spellings(word).into_iter().filter(|word| word.iter().all(u8::is_ascii_uppercase));
    let mut states = capitals.filter_map(find_standard);
    states.any(|state| {
        !matches!(state, MessageState::ENROUTE | MessageState::SCHEDULED | MessageState::SKIPPED)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_by_its_letters() {
        for &(state, words) in OTHER_WORDS {
            for word in words.split(|octet| *octet == b' ') {
                assert_eq!(word.first(), words.first());
                assert_eq!(find(word), Some(state), "{}", word.escape_ascii());
                assert_eq!(find(&word.to_ascii_uppercase()), Some(state));
            }
        }
        assert_eq!((find(b""), find(b" "), find(b"fail failed")), (None, None, None));
        assert!(
            !is_standard_word(b"ENROUTE") && !is_standard_word(b"rejectd") && is_standard_word(b"REJECTD")
        );
    }

    #[test]
    fn every_state_has_a_word_that_reads_back() {
        for state in MessageState::NAMED {
            assert_eq!(MessageState::from_stat(state.stat().unwrap()), Some(*state));
        }
        assert_eq!(MessageState(77).stat(), None);
    }

    #[test]
    fn words_of_vendors() {
        assert_eq!(MessageState::from_stat(b"FAILED:Mob. Abst.|nt ext"), Some(MessageState::UNDELIVERABLE));
        assert_eq!(MessageState::from_stat(b"Buffred"), Some(MessageState::ENROUTE));
        assert_eq!(MessageState::from_stat(b""), None);
        assert_eq!(MessageState::from_stat(b"0"), None);
    }
}
