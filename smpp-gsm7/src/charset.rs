//! Converts between octets and characters in the encodings that short messages use.

use crate::count::{advance, before};
use crate::decode::Gsm7Chars;
use crate::pack::Unpacker;
use crate::ucs2::Ucs2Chars;
use crate::{
    Alphabet, Decoder, EncodeTextError, EncodeTextErrorKind, Encoder, Fill, Language, Padding, septet_count,
    tables, ucs2,
};

/// A character encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Charset {
    /// GSM 7-bit, unpacked: one septet per octet.
    Gsm7(Alphabet),
    /// GSM 7-bit, packed: eight septets in seven octets.
    Gsm7Packed(Alphabet),
    /// IA5: ASCII.
    Ia5,
    /// ISO-8859-1.
    Latin1,
    /// ISO-8859-5.
    Cyrillic,
    /// ISO-8859-8.
    Hebrew,
    /// UTF-16. Written big-endian; no byte order mark is added. Read in the byte order of a mark at the start (FE FF or
    /// FF FE), which is not part of the text; without a mark, big-endian.
    Ucs2,
}

impl Charset {
    /// Unpacked GSM 7-bit with the default tables.
    pub const GSM7: Self = Self::Gsm7(Alphabet::DEFAULT);
    /// Packed GSM 7-bit with the default tables.
    pub const GSM7_PACKED: Self = Self::Gsm7Packed(Alphabet::DEFAULT);

    /// The same encoding with the national tables that a header names; see
    /// [`Udh::languages`](crate::udh::Udh::languages). If it names only one, the other is the default table. If it
    /// names neither, nothing changes. Affects only GSM 7-bit.
    ///
    /// Links all tables; see [`Language::tables`].
    #[must_use]
    pub fn with_languages(self, locking: Option<Language>, single: Option<Language>) -> Self {
        let alphabet = || Alphabet::from_languages(locking, single);
        match self {
            _ if locking.or(single).is_none() => self,
            Self::Gsm7(_) => Self::Gsm7(alphabet()),
            Self::Gsm7Packed(_) => Self::Gsm7Packed(alphabet()),
            other => other,
        }
    }

    /// Decodes octets. Invalid input becomes U+FFFD: lone surrogates and an odd last octet in UCS2, and octets that the
    /// character set does not have. GSM 7-bit is decoded as by a new [`Decoder`]. Packed text is taken to have
    /// [`septet_count`] septets, which loses a final `@` that ends at an octet boundary; if you know the number, use
    /// [`Decoder::decode_packed`].
    pub fn chars(self, octets: &[u8]) -> CharsetChars<'_> {
        self.chars_after(octets, 0)
    }

    /// Decodes octets that follow a user data header of `header` octets, including its length octet. The header
    /// only matters for packed text, where it determines the fill bits.
    pub fn chars_after(self, octets: &[u8], header: usize) -> CharsetChars<'_> {
        CharsetChars(match self {
            Self::Gsm7(alphabet) => Inner::Gsm7(Decoder::new(alphabet).chars(octets)),
            Self::Gsm7Packed(alphabet) => Inner::Packed(alphabet, PackedSeptets::new(octets, header)),
            Self::Ucs2 => Inner::Ucs2(ucs2::chars(octets)),
            _ => Inner::Octets(octets, self),
        })
    }

    /// Encodes a text into the front of `out` and returns the number of octets. For GSM 7-bit it works like a
    /// strict [`Encoder`]: it drops a leading byte order mark, and replaces characters with canonically
    /// equivalent ones. Packed text starts at the first bit, without fill bits, and its last octet is padded with zero
    /// bits.
    ///
    /// ```
    /// use smpp_gsm7::{Charset, EncodeTextErrorKind};
    /// let mut out = [0; 16];
    /// assert_eq!(Charset::Cyrillic.encode("Да", &mut out), Ok(2));
    /// assert_eq!(out[..2], [0xB4, 0xD0]);
    /// let error = Charset::Latin1.encode("5 €", &mut out).unwrap_err();
    /// assert_eq!((error.kind(), error.offset()), (EncodeTextErrorKind::Unmappable('€'), 2));
    /// ```
    ///
    /// # Errors
    /// The character set lacks a character, or the buffer is too small.
    pub fn encode(self, text: &str, out: &mut [u8]) -> Result<usize, EncodeTextError> {
        let Some(to_octet) = self.to_octet() else {
            return match self {
                Self::Gsm7(alphabet) => Ok(Encoder::new(alphabet).encode(text, out)?.septets),
                Self::Gsm7Packed(alphabet) => {
                    let encoder = Encoder::new(alphabet);
                    Ok(encoder.encode_packed(text, Fill::NONE, Padding::Zero, out)?.written)
                }
                _ => ucs2::encode(text, out),
            };
        };
        let (mut slots, mut needed, mut full_at) = (out.iter_mut(), 0, None);
        for (offset, c) in text.char_indices() {
            let lacks = || EncodeTextError::at(EncodeTextErrorKind::Unmappable(c), offset);
            let octet = to_octet(c).ok_or_else(lacks)?;
            advance(&mut needed, 1);
            match slots.next() {
                Some(slot) => *slot = octet,
                None => full_at = full_at.or(Some(offset)),
            }
        }
        let too_small = |offset| EncodeTextError::at(EncodeTextErrorKind::BufferTooSmall { needed }, offset);
        full_at.map_or(Ok(needed), |offset| Err(too_small(offset)))
    }

    /// The character of an octet in a character set with one octet per character.
    fn to_char(self, octet: u8) -> Option<char> {
        match self {
            Self::Ia5 => octet.is_ascii().then_some(char::from(octet)),
            Self::Cyrillic => cyrillic(octet),
            Self::Hebrew => hebrew(octet),
            _ => Some(char::from(octet)),
        }
    }

    /// The octet of a character in a character set with one octet per character; `None` for GSM 7-bit and UCS2.
    pub(crate) fn to_octet(self) -> Option<fn(char) -> Option<u8>> {
        Some(match self {
            Self::Gsm7(_) | Self::Gsm7Packed(_) | Self::Ucs2 => return None,
            Self::Ia5 => |c| u8::try_from(c).ok().filter(u8::is_ascii),
            Self::Latin1 => |c| u8::try_from(c).ok(),
            Self::Cyrillic => |c| octet_of(c, cyrillic),
            Self::Hebrew => |c| octet_of(c, hebrew),
        })
    }

    /// The octets of the first `count` characters, or all octets if there are fewer. Never cuts a character. A
    /// leading byte order mark is kept and not counted.
    ///
    /// Packed text can only be cut where a character starts at an octet boundary, which happens no more than once in seven
    /// octets. So the result can have fewer characters, or none.
    ///
    /// Delivery receipts quote the first 20 characters of a message in this way.
    ///
    /// ```
    /// use smpp_gsm7::Charset;
    /// assert_eq!(Charset::GSM7.first_characters(b"5 \x1Be each", 3), b"5 \x1Be"); // 5 €
    /// ```
    pub fn first_characters(self, octets: &[u8], count: usize) -> &[u8] {
        let mut chars = self.chars(octets);
        let mut rest = chars.rest().unwrap_or(octets);
        for _ in 0..count {
            if chars.next().is_none() {
                return octets;
            }
            rest = chars.rest().unwrap_or(rest);
        }
        if chars.next().is_none() {
            return octets;
        }
        octets.get(..before(octets, rest)).unwrap_or(octets)
    }
}

/// Iterator over the characters of octets, from [`Charset::chars`].
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CharsetChars<'a>(Inner<'a>);

impl<'a> CharsetChars<'a> {
    /// The octets after the characters so far; `None` if the next character starts within an octet.
    const fn rest(&self) -> Option<&'a [u8]> {
        match &self.0 {
            Inner::Packed(_, septets) => septets.unpacker.aligned_rest(),
            Inner::Octets(rest, _)
            | Inner::Gsm7(Gsm7Chars { rest, .. })
            | Inner::Ucs2(Ucs2Chars { rest, .. }) => Some(rest),
        }
    }
}

#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
enum Inner<'a> {
    Gsm7(Gsm7Chars<'a>),
    Packed(Alphabet, PackedSeptets<'a>),
    Octets(&'a [u8], Charset),
    Ucs2(Ucs2Chars<'a>),
}

impl Iterator for CharsetChars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let c = match &mut self.0 {
            Inner::Gsm7(chars) => chars.next()?.ok(),
            Inner::Packed(alphabet, septets) => gsm7_character(*alphabet, || septets.next())?,
            Inner::Octets(octets, charset) => {
                let (first, rest) = octets.split_first()?;
                *octets = rest;
                charset.to_char(*first)
            }
            Inner::Ucs2(chars) => chars.next()?.ok(),
        };
        Some(c.unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

/// The character of the next septet, or of the next two after an escape; `Some(None)` if it is invalid.
pub(crate) fn gsm7_character(
    alphabet: Alphabet,
    mut next: impl FnMut() -> Option<u8>,
) -> Option<Option<char>> {
    let first = next()?;
    let second = if first == tables::ESCAPE { next() } else { None };
    let decoder = Decoder::new(alphabet);
    let c = match second {
        Some(second) => decoder.chars(&[first, second]).next(),
        None => decoder.chars(&[first]).next(),
    };
    Some(c.and_then(Result::ok))
}

/// The septets of packed octets.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct PackedSeptets<'a> {
    pub(crate) unpacker: Unpacker<'a>,
    pub(crate) left: usize,
}

impl<'a> PackedSeptets<'a> {
    /// Unpacks octets that follow a header of `header` octets, from which the number of fill bits follows.
    pub(crate) fn new(octets: &'a [u8], header: usize) -> Self {
        let fill = Fill::after_header(header);
        Self { unpacker: Unpacker::new(octets, fill), left: septet_count(octets, fill, Padding::Zero) }
    }
}

impl Iterator for PackedSeptets<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        self.left = self.left.checked_sub(1)?;
        Some(self.unpacker.one())
    }
}

fn cyrillic(octet: u8) -> Option<char> {
    match octet {
        0x00..=0xA0 | 0xAD => Some(char::from(octet)),
        0xF0 => Some('№'),
        0xFD => Some('§'),
        _ => char::from_u32(u32::from(octet).wrapping_add(0x360)),
    }
}

fn hebrew(octet: u8) -> Option<char> {
    match octet {
        0xA1 | 0xBF..=0xDE | 0xFB | 0xFC | 0xFF => None,
        0xAA => Some('×'),
        0xBA => Some('÷'),
        0xDF => Some('\u{2017}'),
        0xE0..=0xFA => char::from_u32(u32::from(octet).wrapping_add(0x4F0)),
        0xFD => Some('\u{200E}'),
        0xFE => Some('\u{200F}'),
        0x00..=0xBE => Some(char::from(octet)),
    }
}

fn octet_of(c: char, to_char: fn(u8) -> Option<char>) -> Option<u8> {
    if c.is_ascii() {
        return u8::try_from(c).ok();
    }
    (0x80..=0xFF).find(|octet| to_char(*octet) == Some(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::udh::Udh;

    #[test]
    fn every_octet_of_the_single_octet_sets_round_trips() {
        for (charset, characters) in
            [(Charset::Ia5, 128), (Charset::Latin1, 256), (Charset::Cyrillic, 256), (Charset::Hebrew, 220)]
        {
            let mut found = 0;
            for octet in 0..=255 {
                let c = charset.chars(&[octet]).next().unwrap();
                if c == char::REPLACEMENT_CHARACTER {
                    continue;
                }
                found += 1;
                let mut text = [0; 4];
                let mut out = [0];
                assert_eq!(charset.encode(c.encode_utf8(&mut text), &mut out), Ok(1));
                assert_eq!(out, [octet]);
            }
            assert_eq!(found, characters, "{charset:?}");
        }
        assert!(Charset::Cyrillic.chars(b"\xBF\xE0\xD8\xD2\xD5\xE2").eq("Привет".chars()));
        assert!(Charset::Hebrew.chars(b"\xF9\xEC\xE5\xED").eq("שלום".chars()));
    }

    #[test]
    fn packed_text_after_a_header_and_with_escapes() {
        let charset = Charset::GSM7_PACKED;
        let mut out = [0; 32];
        let len = charset.encode("a€{b}", &mut out).unwrap();
        assert_eq!(len, 7);
        assert!(charset.chars(&out[..len]).eq("a€{b}".chars()));
        // One fill bit after the six octets of a concatenation header.
        let part = b"\x05\x00\x03\x01\x02\x01\x90\x32";
        let (udh, text) = Udh::split(part).unwrap();
        assert!(charset.chars_after(text, udh.len()).eq("H2".chars()), "fill bits");
    }

    #[test]
    fn lone_surrogates_and_odd_octets_do_not_stop() {
        let chars = Charset::Ucs2.chars(b"\0A\xD8\x3D\0B\xD8\x3D\xDE\x42\x05");
        assert!(chars.eq("A\u{FFFD}B🙂\u{FFFD}".chars()));
    }

    #[test]
    fn first_characters_are_whole() {
        assert_eq!(Charset::GSM7.first_characters(b"ab\x1Becd", 3), b"ab\x1Be");
        assert_eq!(Charset::Ucs2.first_characters(b"\xD8\x3D\xDE\x42\0A", 1), b"\xD8\x3D\xDE\x42");
        assert_eq!(Charset::Latin1.first_characters(b"abc", 20), b"abc");
        assert_eq!(
            Charset::Ucs2.first_characters(b"\xFE\xFF\xD8\x3D\xDE\x42\0A", 1),
            b"\xFE\xFF\xD8\x3D\xDE\x42"
        );
        assert_eq!(
            Charset::Ucs2.first_characters(b"\xFF\xFE\x3D\xD8\x42\xDEA\0", 1),
            b"\xFF\xFE\x3D\xD8\x42\xDE"
        );
        assert_eq!(Charset::Ucs2.first_characters(b"\xFF\xFEA\0B\0", 1), b"\xFF\xFEA\0");
    }

    #[test]
    fn first_characters_of_packed_text() {
        // The escape sequence takes the eighth and the ninth septet of the second text.
        for (text, lens) in [
            (
                "abcdefghijklmnopqrs",
                &[(0, 0), (7, 0), (8, 7), (15, 7), (16, 14), (18, 14), (19, 17), (20, 17)][..],
            ),
            ("abcdefg€ijklmno", &[(7, 0), (8, 0), (14, 0), (15, 14), (16, 14)]),
            ("€bcdefgh", &[(6, 0), (7, 7), (8, 8)]),
        ] {
            let mut out = [0; 32];
            let len = Charset::GSM7_PACKED.encode(text, &mut out).unwrap();
            for (count, expected) in lens {
                let first = Charset::GSM7_PACKED.first_characters(&out[..len], *count);
                assert_eq!(first.len(), *expected, "{text} {count}");
            }
        }
    }
}
