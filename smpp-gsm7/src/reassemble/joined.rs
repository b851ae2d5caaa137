//! Iterates over the characters of all parts of a message.

use super::message::StoredPart;
use crate::charset::PackedSeptets;
use crate::{Alphabet, Charset, Decoder, tables};
use core::slice;

const BYTE_ORDER_MARK: u16 = 0xFEFF;
const SWAPPED_MARK: u16 = 0xFFFE;

/// The characters of all parts. Consecutive parts in the same alphabet are read as one text, so that sequences cut
/// between parts stay whole: an escape and its code, a surrogate pair, or the octets of a unit.
#[derive(Clone)]
pub(super) struct Joined<'r, F> {
    parts: slice::Iter<'r, Option<StoredPart>>,
    octets: &'r [u8],
    charset_of: F,
    /// The alphabet of the current parts.
    charset: Charset,
    /// The rest of the current part.
    units: PartUnits<'r>,
    utf16: Utf16,
}

/// The octets of a text, or their septets.
#[derive(Clone, Debug)]
enum PartUnits<'r> {
    Octets(slice::Iter<'r, u8>),
    Packed(PackedSeptets<'r>),
}

/// State while reading 16-bit units.
#[derive(Clone, Copy, Debug, Default)]
struct Utf16 {
    is_little_endian: bool,
    /// All parts so far began with a byte order mark, so the next one may as well.
    is_marked: bool,
    /// The next octet is the first of a part.
    is_at_start: bool,
    /// A unit that was read too far.
    pending: Option<Utf16Unit>,
}

#[derive(Clone, Copy, Debug)]
enum Utf16Unit {
    Whole(u16),
    /// A single octet was left over.
    Half,
}

impl<'r, F: Fn(u8) -> Option<Charset>> Joined<'r, F> {
    pub(super) fn new(parts: &'r [Option<StoredPart>], octets: &'r [u8], charset_of: F) -> Self {
        let units = PartUnits::Octets(slice::Iter::default());
        Self {
            parts: parts.iter(),
            octets,
            charset_of,
            charset: Charset::Ia5,
            units,
            utf16: Utf16::default(),
        }
    }

    /// Moves to the next part, if it satisfies the condition.
    fn next_part(&mut self, is_asked_for: impl Fn(Charset) -> bool) -> Option<()> {
        let mut parts = self.parts.clone();
        let part = parts.find_map(Option::as_ref)?.part(self.octets);
        let charset = part.charset(&self.charset_of).filter(|charset| is_asked_for(*charset))?;
        self.units = match charset {
            Charset::Gsm7Packed(_) => PartUnits::Packed(PackedSeptets::new(part.text, part.header)),
            _ => PartUnits::Octets(part.text.iter()),
        };
        self.charset = charset;
        self.parts = parts;
        self.utf16.is_at_start = true;
        Some(())
    }

    /// The next octet or septet of consecutive parts in the same alphabet.
    fn octet(&mut self) -> Option<u8> {
        let charset = self.charset;
        loop {
            let octet = match &mut self.units {
                PartUnits::Octets(octets) => octets.next().copied(),
                PartUnits::Packed(septets) => septets.next(),
            };
            if octet.is_some() {
                return octet;
            }
            self.next_part(|next| next == charset)?;
        }
    }

    /// The next character of consecutive parts in the same alphabet; `Some(None)` if it is invalid.
    fn character(&mut self) -> Option<Option<char>> {
        match self.charset {
            Charset::Gsm7(alphabet) | Charset::Gsm7Packed(alphabet) => self.gsm7(alphabet),
            Charset::Ucs2 => self.ucs2(),
            charset => Some(charset.chars(&[self.octet()?]).next()),
        }
    }

    fn gsm7(&mut self, alphabet: Alphabet) -> Option<Option<char>> {
        let first = self.octet()?;
        let second = if first == tables::ESCAPE { self.octet() } else { None };
        let decoder = Decoder::new(alphabet);
        let c = match second {
            Some(second) => decoder.chars(&[first, second]).next(),
            None => decoder.chars(&[first]).next(),
        };
        Some(c.and_then(Result::ok))
    }

    fn ucs2(&mut self) -> Option<Option<char>> {
        let Utf16Unit::Whole(first) = self.unit()? else { return Some(None) };
        if !matches!(first, 0xD800..=0xDBFF) {
            return Some(char::from_u32(first.into()));
        }
        match self.unit() {
            Some(Utf16Unit::Whole(second @ 0xDC00..=0xDFFF)) => {
                Some(char::decode_utf16([first, second]).next().and_then(Result::ok))
            }
            other => {
                self.utf16.pending = other;
                Some(None)
            }
        }
    }

    /// The next 16-bit unit, skipping byte order marks.
    fn unit(&mut self) -> Option<Utf16Unit> {
        if let Some(unit) = self.utf16.pending.take() {
            return Some(unit);
        }
        loop {
            let first = self.octet()?;
            let may_be_mark = self.utf16.is_at_start && self.utf16.is_marked;
            let Some(second) = self.octet() else { return Some(Utf16Unit::Half) };
            self.utf16.is_at_start = false;
            let octets = [first, second];
            let little = self.utf16.is_little_endian;
            let unit = if little { u16::from_le_bytes(octets) } else { u16::from_be_bytes(octets) };
            match unit {
                BYTE_ORDER_MARK if may_be_mark => {}
                SWAPPED_MARK if may_be_mark => self.utf16.is_little_endian = !little,
                unit => {
                    self.utf16.is_marked &= !may_be_mark;
                    return Some(Utf16Unit::Whole(unit));
                }
            }
        }
    }
}

impl<F: Fn(u8) -> Option<Charset>> Iterator for Joined<'_, F> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            if let Some(c) = self.character() {
                return Some(c.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            // The first part, or the first in another alphabet.
            self.utf16 = Utf16 { is_marked: true, ..Utf16::default() };
            self.next_part(|_| true)?;
        }
    }
}
