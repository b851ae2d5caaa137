//! The words for states in receipts, and how words are looked up.

use super::lexer::trim;
use crate::codes::MessageState;
use crate::count::forward;
use crate::wire::{SMALL, has};
use core::mem;

impl MessageState {
    /// The state for a word of `stat`, in upper or lower case; `None` if the word is unknown.
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
        // A spelling of the same length as the one before is the same.
        let mut tried = usize::MAX;
        let is_new = |spelling: &&[u8]| mem::replace(&mut tried, spelling.len()) != spelling.len();
        spellings(word).filter(is_new).find_map(find)
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

/// Added to the number of a state for the word of [`MessageState::stat`]; the other words have the number itself.
const STANDARD: u8 = 10;

/// The words for states in every spelling, those of vendors among them, each followed by the number of its state. Words
/// with the same first letter are together, the most frequent one first, and words with more letters in common are next to
/// each other.
const WORDS: &[u8] = b"ACCEPTD\x10ACCEPTED\x06ACCEPTE\x06ACCEPT\x06ACCEPD\x06ACCPTD\x06ACKED\x06\
    BUFFERED\x01BUFFERD\x01BUFFRED\x01BLOCKED\x08BLACKLISTED\x08\
    CANCELLED\x04CANCELED\x04\
    DELIVRD\x0CDELIVRED\x02DELIVERED\x02DELIVERD\x02DELIVER\x02DELIVERRED\x02DELIV\x02DELETD\x04DELETE\x04\
    DELETED\x0EDLIVRD\x02DLVRD\x02DLV\x02DND_REJECTED\x08\
    EXPIRED\x0DEXPIRE\x03EXPIRD\x03EXP-MSG-Q-EXD\x03ERROR\x05EN_ROUTE\x01ENROUT\x01ENROUTED\x01ENROUTE\x0B\
    FAILED\x05FAIL\x05\
    NOTDELIVERED\x05NOT_DELIVERED\x05NOCRED\x08\
    PENDING\x01\
    QUEUED\x01\
    REJECTD\x12REJECTED\x08REJECTE\x08REJECT\x08REJECTTED\x08REJCTD\x08REFUSED\x08RETRY\x01\
    SCHEDLD\x0ASCHEDULED\0SCHEDUL\0SCHEDULD\0SUCCESS\x02SUBMITTED\x01SUBMITD\x01SYSERR\x05SENT\x01SKIPED\x09\
    SKIPPED\x13\
    UNDELIV\x0FUNDELIVERABLE\x05UNDELIVERED\x05UNDELIVERD\x05UNDELIVRD\x05UNDELIVE\x05UNDELIVRED\x05\
    UNDELIVRBLE\x05UNDELIVD\x05UNDELIVER\x05UNDELI\x05UNDEL\x05UNDLVRD\x05UNDLV\x05UNKNWN\x07UNKNOW\x07\
    UNKNOWN\x11UNKN\x07";

/// The words of [`MessageState::stat`] by the numbers of their states.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
const STANDARD_WORDS: [[u8; 7]; STANDARD as usize] = {
    let (mut words, mut at) = ([[0; 7]; STANDARD as usize], 0);
    while at < WORDS.len() {
        if STANDARD <= WORDS[at] && WORDS[at] < b' ' {
            let mut letter = 0;
            while letter < 7 {
                words[(WORDS[at] - STANDARD) as usize][letter] = WORDS[at - 7 + letter];
                letter += 1;
            }
        }
        at += 1;
    }
    words
};

/// The words, each without the letters that it shares with the one before.
const SHORT: Words = words!(WORDS);

/// Where the words with each first letter start.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
const STARTS: [usize; 27] = {
    let Words(list) = SHORT;
    let (mut starts, mut letter, mut at) = ([list.len(); 27], 0, 0);
    while at < list.len() {
        let is_start = at == 0 || (list[at - 1] >= END && (list[at - 1] - END).is_multiple_of(8));
        while is_start && letter + b'A' <= list[at] {
            starts[letter as usize] = at;
            letter += 1;
        }
        at += 1;
    }
    starts
};

/// The number of a word's state, and [`STANDARD`] in addition if it is a word of [`MessageState::stat`].
fn number(word: &[u8]) -> Option<u8> {
    if SMALL {
        return SHORT.find(word, false);
    }
    // Most words are among these, and words of one length are compared faster.
    if let Some((number, _)) = (STANDARD..).zip(&STANDARD_WORDS).find(|(_, known)| same_word(*known, word)) {
        return Some(number);
    }
    let letter = usize::from((word.first()? & !0x20).checked_sub(b'A')?);
    Words(SHORT.0.get(*STARTS.get(letter)?..*STARTS.get(forward(letter, 1))?)?).find(word, false)
}

/// The state of a word.
fn find(word: &[u8]) -> Option<MessageState> {
    number(word).map(|number| MessageState(number.checked_sub(STANDARD).unwrap_or(number)))
}

/// Words in upper case with tags below [`TAGS`], as [`shortened`] writes them.
#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) &'static [u8]);

/// Makes [`Words`] from a list of words, each followed by a tag.
macro_rules! words {
    ($list:expr) => {{
        const LEN: usize = $crate::message::receipt::words::shortened::<{ $list.len() }>($list).1;
        const SHORT: [u8; LEN] = $crate::message::receipt::words::shortened($list).0;
        $crate::message::receipt::words::Words(&SHORT)
    }};
}
pub(super) use words;

/// The number of tags.
const TAGS: u8 = 20;
/// The octets from here on are not letters.
const END: u8 = b'_' + 1;

/// A list of words without the letters, at most seven, that a word shares with the word before it; and its length. After
/// each word comes [`END`] plus eight times the tag plus how many letters the next word shares with this one.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "only the compiler evaluates it"
)]
pub(super) const fn shortened<const N: usize>(list: &[u8]) -> ([u8; N], usize) {
    let (mut short, mut len, mut start, mut at) = ([0; N], 0, 0, 0);
    while at < list.len() {
        let mut octet = list[at];
        if octet < TAGS {
            let next = at + 1;
            let mut shared = 0;
            while shared < 7 && next + shared < list.len() && list[start + shared] == list[next + shared] {
                shared += 1;
            }
            octet = END + 8 * octet + shared as u8;
            (start, at) = (next, next + shared);
        } else {
            assert!(octet < END);
            at += 1;
        }
        if len < N {
            short[len] = octet;
        }
        len += 1;
    }
    (short, len)
}

impl Words {
    /// The tag of a word, in upper or lower case. If `short`, the first letters of a listed word are enough.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn find(self, word: &[u8], short: bool) -> Option<u8> {
        // The length of the word in the list so far, and how many of its first letters are those of `word`.
        let (mut len, mut same) = (0_usize, 0_usize);
        for octet in self.0 {
            let Some(end) = octet.checked_sub(END) else {
                let is_same =
                    len == same && word.get(len).is_some_and(|own| own.to_ascii_uppercase() == *octet);
                len = forward(len, 1);
                if is_same {
                    same = len;
                }
                continue;
            };
            if same == word.len() && (short || len == same) {
                return Some(end >> 3);
            }
            len = usize::from(end & 7);
            same = same.min(len);
        }
        None
    }
}

/// The forms in which a word may be known: complete, without quotes, up to a colon or bracket, and without final digits.
/// Each is part of the one before.
pub(super) const fn spellings(word: &[u8]) -> Spellings<'_> {
    Spellings { word, shortened: 0 }
}

pub(super) struct Spellings<'a> {
    word: &'a [u8],
    shortened: u8,
}

impl<'a> Iterator for Spellings<'a> {
    type Item = &'a [u8];

    #[cfg_attr(not(target_os = "none"), inline)]
    fn next(&mut self) -> Option<&'a [u8]> {
        self.word = match self.shortened {
            0 => self.word,
            1 => trim(self.word, b"([{<", b")]}>,;|."),
            2 => before_addition(self.word),
            3 => without_number(self.word),
            _ => return None,
        };
        self.shortened = self.shortened.wrapping_add(1);
        Some(self.word)
    }
}

/// The octets up to a colon or bracket.
fn before_addition(word: &[u8]) -> &[u8] {
    let end = word.iter().position(|octet| has(b":([{<", *octet));
    trim(word.get(..end.unwrap_or(word.len())).unwrap_or(word), b"", b",;|.")
}

/// The letters before a number. Empty if anything else follows the letters: this accepts `UNDELIV-27` and
/// `UNDELIV-0x1B`, but not `DELIVRD-FAILED`.
fn without_number(name: &[u8]) -> &[u8] {
    let letters = name.iter().position(|octet| !octet.is_ascii_alphabetic()).unwrap_or(name.len());
    let (stem, rest) = name.split_at_checked(letters).unwrap_or((name, &[]));
    let mut seen_digit = false;
    let is_number = rest.iter().all(|octet| {
        seen_digit |= octet.is_ascii_digit();
        !octet.is_ascii_alphabetic() || (seen_digit && (octet.is_ascii_hexdigit() || *octet == b'x'))
    });
    if is_number { stem } else { &[] }
}

/// Whether a word is one of the seven of Appendix B in capitals. In lower case, most are ordinary words.
pub(super) fn is_standard_word(word: &[u8]) -> bool {
    let is_one = |word: &[u8]| {
        let state = number(word).and_then(|number| number.checked_sub(STANDARD));
        // DELIVERED to REJECTED.
        matches!(state, Some(2..=8)) && word.iter().all(u8::is_ascii_uppercase)
    };
    spellings(word).any(is_one)
}

/// Whether two words are the same, ignoring case. On small targets, all comparisons share this one function.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline)]
pub(super) fn same_word(a: &[u8], b: &[u8]) -> bool {
    a.eq_ignore_ascii_case(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_by_its_letters() {
        let mut standard = 0;
        for entry in WORDS.split_inclusive(|octet| *octet < b' ') {
            let (number, word) = entry.split_last().unwrap();
            let state = MessageState(*number % STANDARD);
            standard += u8::from(*number >= STANDARD);
            assert_eq!(*number >= STANDARD, state.stat().unwrap() == word);
            assert_eq!(find(word), Some(state), "{}", word.escape_ascii());
            assert_eq!(find(&word.to_ascii_lowercase()), Some(state));
        }
        assert_eq!(standard, STANDARD);
        assert_eq!(
            (find(b""), find(b" "), find(b"fail failed"), find(b"_"), find(b"{")),
            (None, None, None, None, None)
        );
        assert!(
            !is_standard_word(b"ENROUTE") && !is_standard_word(b"rejectd") && is_standard_word(b"REJECTD")
        );
    }

    #[test]
    fn every_state_has_a_word_that_reads_back() {
        for state in MessageState::NAMED {
            assert_eq!(MessageState::from_stat(state.stat().unwrap()), Some(*state));
        }
        assert_eq!((MessageState(10).stat(), MessageState(77).stat()), (None, None));
    }

    #[test]
    fn a_shortened_list_has_the_same_words() {
        const EXAMPLE: &[u8] = b"ALPHA\x01ALP\x13ALE\0BE\x03ALPHABETA\x02ALPHABETICAL\x04";
        assert_eq!(shortened(EXAMPLE), (*b"ALPHA\x6B\xFAE\x60BE\x78ALPHABETA\x77TICAL\x80", 28));
        for (list, short) in [(EXAMPLE, words!(EXAMPLE)), (WORDS, SHORT)] {
            for entry in list.split_inclusive(|octet| *octet < b' ') {
                let word = entry.split_last().unwrap().1;
                for len in 0..=word.len() {
                    for ending in ["", "D", "X", "ed", "\0", "\x02", "\u{80}", "A", "aa"] {
                        let word = [&word[..len], ending.as_bytes()].concat();
                        for is_short in [false, word.len() == 3] {
                            let is = |known: &[u8]| known.eq_ignore_ascii_case(&word);
                            let expected = list.split_inclusive(|octet| *octet < b' ').find_map(|entry| {
                                let (tag, known) = entry.split_last()?;
                                (is(known) || (is_short && known.get(..3).is_some_and(is))).then_some(*tag)
                            });
                            assert_eq!(short.find(&word, is_short), expected, "{}", word.escape_ascii());
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn words_of_vendors() {
        assert_eq!(MessageState::from_stat(b"FAILED:Mob. Abst.|nt ext"), Some(MessageState::UNDELIVERABLE));
        assert_eq!(MessageState::from_stat(b"Buffred"), Some(MessageState::ENROUTE));
        assert_eq!(MessageState::from_stat(b""), None);
        assert_eq!(MessageState::from_stat(b"0"), None);
    }
}
