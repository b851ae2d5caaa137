//! Iterates over the characters of all fragments of a message.

use super::fragment::TextCoding;
use crate::charset::{PackedSeptets, gsm7_character};
use crate::count::before;
use crate::error::DecodeTextErrorKind;
use crate::ucs2::{self, Ucs2Chars};
use crate::{Charset, CharsetChars};

/// The characters of all fragments. Consecutive fragments in the same alphabet are read as one text, so that
/// sequences cut between fragments stay whole: an escape and its code, a surrogate pair, or the octets of a unit.
pub(super) struct Joined<'r, I, F> {
    fragments: I,
    /// The text of those fragments.
    rest: &'r [u8],
    charset_of: F,
    /// The alphabet of the current fragments.
    charset: Charset,
    /// The rest of the current fragments, unless they are packed or UTF-16.
    chars: CharsetChars<'r>,
    /// The rest of the current fragments if they are UTF-16.
    ucs2: Ucs2Chars<'r>,
    /// The rest of the current fragment if it is packed. Each has its own fill bits.
    septets: PackedSeptets<'r>,
}

impl<'r, I, F> Joined<'r, I, F>
where
    I: Iterator<Item = (TextCoding, &'r [u8])> + Clone,
    F: Fn(u8) -> Option<Charset>,
{
    pub(super) fn new(fragments: I, text: &'r [u8], charset_of: F) -> Self {
        let charset = Charset::Ia5;
        let (chars, septets) = (charset.chars(&[]), PackedSeptets::new(&[], 0));
        Self { fragments, rest: text, charset_of, charset, chars, ucs2: ucs2::chars(&[]), septets }
    }

    /// Moves to the next fragment, if it satisfies the condition.
    fn next_fragment(&mut self, fits: impl Fn(Charset, &[u8]) -> bool) -> Option<(Charset, &'r [u8])> {
        let mut fragments = self.fragments.clone();
        let (coding, text) = fragments.next()?;
        let charset = coding.charset(&self.charset_of).filter(|charset| fits(*charset, text))?;
        self.fragments = fragments;
        self.rest = self.rest.get(text.len()..).unwrap_or_default();
        if matches!(charset, Charset::Gsm7Packed(_)) {
            self.septets = PackedSeptets::new(text, coding.header.into());
        }
        Some((charset, text))
    }

    /// Moves to the next fragments in one alphabet. If each begins with a byte order mark, only to the first.
    fn next_run(&mut self) -> Option<()> {
        let run = self.rest;
        let (charset, first) = self.next_fragment(|_, _| true)?;
        self.charset = charset;
        if matches!(charset, Charset::Gsm7Packed(_)) {
            return Some(());
        }
        let has_mark =
            |text: &[u8]| charset == Charset::Ucs2 && matches!(text, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..]);
        let mut is_marked = has_mark(first);
        while let Some((_, text)) =
            self.next_fragment(|next, text| next == charset && !(is_marked && has_mark(text)))
        {
            is_marked &= text.is_empty();
        }
        let text = run.get(..before(run, self.rest)).unwrap_or_default();
        match charset {
            Charset::Ucs2 => self.ucs2 = ucs2::chars(text),
            _ => self.chars = charset.chars(text),
        }
        Some(())
    }

    /// The next character of UTF-16. The second half of a surrogate pair may follow the byte order mark of the next
    /// fragment.
    fn utf16_character(&mut self) -> Option<char> {
        let error = match self.ucs2.next()? {
            Ok(c) => return Some(c),
            Err(error) => error,
        };
        while self.ucs2.rest.is_empty() && self.charset == Charset::Ucs2 && self.next_run().is_some() {}
        let mut after = self.ucs2.clone();
        let second = after.next().and_then(Result::err);
        let halves = [Some(error), second].into_iter().map_while(|half| match half?.kind() {
            DecodeTextErrorKind::LoneSurrogate(half) => Some(half),
            _ => None,
        });
        let pair = char::decode_utf16(halves).next().and_then(Result::ok);
        if pair.is_some() {
            self.ucs2 = after;
        }
        Some(pair.unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// The next septet of consecutive packed fragments in the same alphabet.
    fn septet(&mut self) -> Option<u8> {
        let charset = self.charset;
        loop {
            let septet = self.septets.next();
            if septet.is_some() {
                return septet;
            }
            self.next_fragment(|next, _| next == charset)?;
        }
    }
}

impl<'r, I, F> Iterator for Joined<'r, I, F>
where
    I: Iterator<Item = (TextCoding, &'r [u8])> + Clone,
    F: Fn(u8) -> Option<Charset>,
{
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            let c = match self.charset {
                Charset::Gsm7Packed(alphabet) => gsm7_character(alphabet, || self.septet())
                    .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)),
                Charset::Ucs2 => self.utf16_character(),
                _ => self.chars.next(),
            };
            if c.is_some() {
                return c;
            }
            self.next_run()?;
        }
    }
}
