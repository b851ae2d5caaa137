//! Iterates over the characters of all fragments of a message.

use super::message::FragmentText;
use crate::Charset;
use crate::charset::{PackedSeptets, gsm7_character};
use core::slice;

const BYTE_ORDER_MARK: u16 = 0xFEFF;
const SWAPPED_MARK: u16 = 0xFFFE;

/// The characters of all fragments. Consecutive fragments in the same alphabet are read as one text, so that
/// sequences cut between fragments stay whole: an escape and its code, a surrogate pair, or the octets of a unit.
#[derive(Clone)]
pub(super) struct Joined<'r, I, F> {
    fragments: I,
    charset_of: F,
    /// The alphabet of the current fragments.
    charset: Charset,
    /// The rest of the current fragment.
    units: Units<'r>,
    utf16: Utf16,
}

/// The octets of a text, or their septets.
#[derive(Clone, Debug)]
enum Units<'r> {
    Octets(slice::Iter<'r, u8>),
    Packed(PackedSeptets<'r>),
}

/// State while reading 16-bit units.
#[derive(Clone, Copy, Debug, Default)]
struct Utf16 {
    is_little_endian: bool,
    /// All fragments so far began with a byte order mark, so the next one may as well.
    is_marked: bool,
    /// The next octet is the first of a fragment.
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

impl<'r, I, F> Joined<'r, I, F>
where
    I: Iterator<Item = FragmentText<'r>> + Clone,
    F: Fn(u8) -> Option<Charset>,
{
    pub(super) fn new(fragments: I, charset_of: F) -> Self {
        let units = Units::Octets(slice::Iter::default());
        Self { fragments, charset_of, charset: Charset::Ia5, units, utf16: Utf16::default() }
    }

    /// Moves to the next fragment, if it satisfies the condition.
    fn next_fragment(&mut self, is_asked_for: impl Fn(Charset) -> bool) -> Option<()> {
        let mut fragments = self.fragments.clone();
        let fragment = fragments.next()?;
        let charset = fragment.charset(&self.charset_of).filter(|charset| is_asked_for(*charset))?;
        self.units = match charset {
            Charset::Gsm7Packed(_) => Units::Packed(PackedSeptets::new(fragment.text, fragment.header)),
            _ => Units::Octets(fragment.text.iter()),
        };
        self.charset = charset;
        self.fragments = fragments;
        self.utf16.is_at_start = true;
        Some(())
    }

    /// The next octet or septet of consecutive fragments in the same alphabet.
    fn octet(&mut self) -> Option<u8> {
        let charset = self.charset;
        loop {
            let octet = match &mut self.units {
                Units::Octets(octets) => octets.next().copied(),
                Units::Packed(septets) => septets.next(),
            };
            if octet.is_some() {
                return octet;
            }
            self.next_fragment(|next| next == charset)?;
        }
    }

    /// The next character of consecutive fragments in the same alphabet; `Some(None)` if it is invalid.
    fn character(&mut self) -> Option<Option<char>> {
        match self.charset {
            Charset::Gsm7(alphabet) | Charset::Gsm7Packed(alphabet) => {
                gsm7_character(alphabet, || self.octet())
            }
            Charset::Ucs2 => self.ucs2(),
            charset => Some(charset.chars(&[self.octet()?]).next()),
        }
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

impl<'r, I, F> Iterator for Joined<'r, I, F>
where
    I: Iterator<Item = FragmentText<'r>> + Clone,
    F: Fn(u8) -> Option<Charset>,
{
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            if let Some(c) = self.character() {
                return Some(c.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            // The first fragment, or the first in another alphabet.
            self.utf16 = Utf16 { is_marked: true, ..Utf16::default() };
            self.next_fragment(|_| true)?;
        }
    }
}
