//! Converts between octets and characters, according to `data_coding` (v3.4 section 5.2.19; 3GPP TS 23.038
//! clause 4).

use crate::codes::{DataCoding, EsmClass, SchemeAlphabet, Version};
use crate::message::split_header;
use crate::message::udh::UdhError;
use core::fmt;
use smpp_gsm7::{
    Alphabet, Decoder, EncodeErrorKind, Encoder, Fill, Language, Padding, septet_count, tables, ucs2,
};

/// A character encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// UTF-16. Written big-endian; read as big-endian unless the text starts with a byte order mark (FE FF or
    /// FF FE), which is not part of the text.
    Ucs2,
}

/// The meaning of `data_coding` values at one message centre.
///
/// ```
/// use smpp_core::codes::{DataCoding, EsmClass};
/// use smpp_core::message::text::{Charset, DataCodings};
/// let codings = DataCodings::default();
/// assert_eq!(codings.charset(DataCoding(0x00)), Some(Charset::GSM7));
/// assert_eq!(codings.charset(DataCoding(0xF5)), None); // octets
///
/// // A message centre whose default alphabet is Latin-1.
/// let codings = DataCodings { default: Charset::Latin1, ..codings };
/// let chars = codings.chars(EsmClass(0), DataCoding(0), b"caf\xE9")?;
/// assert_eq!(chars.unwrap().collect::<String>(), "café");
/// # Ok::<(), smpp_core::message::udh::UdhError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataCodings {
    /// The message centre's default alphabet, for `data_coding` 0. The protocol does not announce it; most use
    /// unpacked GSM 7-bit.
    pub default: Charset,
    /// The meaning of `data_coding` 1: IA5 in the standard, GSM 7-bit at some message centres.
    pub ia5: Charset,
}

impl Default for DataCodings {
    fn default() -> Self {
        Self { default: Charset::GSM7, ia5: Charset::Ia5 }
    }
}

impl DataCodings {
    /// The character encoding of a text. `None` for binary data, compressed text, and the Japanese and Korean
    /// character sets, for which this crate has no tables.
    ///
    /// Values from 0x0F on are GSM data coding schemes; see [`DataCoding::scheme`]. Their GSM 7-bit is packed
    /// if the default alphabet is.
    ///
    /// This applies to 3.4 and 5.0; for 3.3 see [`DataCodings::charset_in`].
    pub const fn charset(&self, data_coding: DataCoding) -> Option<Charset> {
        self.charset_in(Version::V34, data_coding)
    }

    /// Like [`DataCodings::charset`], for a specific version. In 3.3 all values except 0 are GSM data coding
    /// schemes; see [`DataCoding::scheme_in`].
    pub const fn charset_in(&self, version: Version, data_coding: DataCoding) -> Option<Charset> {
        let gsm7 = match self.default {
            Charset::Gsm7(_) | Charset::Gsm7Packed(_) => self.default,
            _ => Charset::GSM7,
        };
        if data_coding.0 == DataCoding::DEFAULT.0 {
            return Some(self.default);
        }
        let Some(scheme) = data_coding.scheme_in(version) else {
            return match data_coding {
                DataCoding::IA5 => Some(self.ia5),
                DataCoding::LATIN_1 => Some(Charset::Latin1),
                DataCoding::CYRILLIC => Some(Charset::Cyrillic),
                DataCoding::HEBREW => Some(Charset::Hebrew),
                DataCoding::UCS2 => Some(Charset::Ucs2),
                _ => None,
            };
        };
        match scheme.alphabet() {
            _ if scheme.is_compressed() => None,
            SchemeAlphabet::Gsm7 => Some(gsm7),
            SchemeAlphabet::Octets => None,
            SchemeAlphabet::Ucs2 => Some(Charset::Ucs2),
        }
    }

    /// The characters of a message. If `esm_class` announces a header, it is skipped, and the national tables
    /// it names are used. `None` if the message is not text. Invalid characters become U+FFFD.
    ///
    /// # Errors
    /// The end of the header cannot be determined.
    pub fn chars<'a>(
        &self,
        esm_class: EsmClass,
        data_coding: DataCoding,
        user_data: &'a [u8],
    ) -> Result<Option<Chars<'a>>, UdhError> {
        let (header, text) = split_header(esm_class, user_data)?;
        let Some(charset) = self.charset(data_coding) else { return Ok(None) };
        let Some(header) = header else { return Ok(Some(charset.chars(text))) };
        let (locking, single) = header.languages();
        Ok(Some(charset.shifted(locking, single).chars_after(text, header.len())))
    }
}

impl Charset {
    /// Unpacked GSM 7-bit with the default tables.
    pub const GSM7: Self = Self::Gsm7(Alphabet::DEFAULT);
    /// Packed GSM 7-bit with the default tables.
    pub const GSM7_PACKED: Self = Self::Gsm7Packed(Alphabet::DEFAULT);

    /// Uses the tables that a header names. Affects only GSM 7-bit.
    pub(super) fn shifted(self, locking: Option<Language>, single: Option<Language>) -> Self {
        let alphabet = || Alphabet::from_languages(locking, single);
        match self {
            Self::Gsm7(_) if locking.or(single).is_some() => Self::Gsm7(alphabet()),
            Self::Gsm7Packed(_) if locking.or(single).is_some() => Self::Gsm7Packed(alphabet()),
            other => other,
        }
    }

    /// Decodes octets. Invalid input becomes U+FFFD: lone surrogates, and octets that the character set does
    /// not have.
    pub fn chars(self, octets: &[u8]) -> Chars<'_> {
        self.chars_after(octets, 0)
    }

    /// Decodes octets that follow a user data header of `header` octets, including its length octet. The length
    /// only matters for the fill bits of packed text.
    pub fn chars_after(self, octets: &[u8], header: usize) -> Chars<'_> {
        Chars(match self {
            Self::Gsm7(alphabet) => Inner::Gsm7(Decoder::new(alphabet).chars(octets)),
            Self::Gsm7Packed(alphabet) => Inner::Packed(PackedChars {
                decoder: Decoder::new(alphabet),
                septets: Septets::new(octets, header),
            }),
            Self::Ia5 => Inner::Octets(octets, ia5),
            Self::Latin1 => Inner::Octets(octets, latin1),
            Self::Cyrillic => Inner::Octets(octets, cyrillic),
            Self::Hebrew => Inner::Octets(octets, hebrew),
            Self::Ucs2 => Inner::Ucs2(ucs2::chars(octets)),
        })
    }

    /// Encodes a text to the front of `out` and returns the number of octets. For GSM 7-bit it works like a
    /// strict [`Encoder`]: it drops a leading byte order mark, and replaces characters by canonically
    /// equivalent ones.
    ///
    /// ```
    /// use smpp_core::message::text::Charset;
    /// let mut out = [0; 16];
    /// assert_eq!(Charset::Cyrillic.encode("Да", &mut out), Ok(2));
    /// assert_eq!(out[..2], [0xB4, 0xD0]);
    /// let error = Charset::Latin1.encode("5 €", &mut out).unwrap_err();
    /// assert_eq!((error.kind, error.offset), (smpp_core::message::text::TextErrorKind::Unmappable('€'), 2));
    /// ```
    ///
    /// # Errors
    /// The character set lacks a character, or the buffer is too small.
    pub fn encode(self, text: &str, out: &mut [u8]) -> Result<usize, TextError> {
        let lower = |error: smpp_gsm7::EncodeError| TextError {
            kind: match error.kind {
                EncodeErrorKind::Unmappable(c) => TextErrorKind::Unmappable(c),
                _ => TextErrorKind::NoRoom,
            },
            offset: error.octet(),
        };
        let to_octet: fn(char) -> Option<u8> = match self {
            Self::Gsm7(alphabet) => {
                return Encoder::new(alphabet).encode(text, out).map(|done| done.septets).map_err(lower);
            }
            Self::Gsm7Packed(alphabet) => {
                return Encoder::new(alphabet)
                    .encode_packed(text, Fill::NONE, Padding::Zero, out)
                    .map(|done| done.octets)
                    .map_err(lower);
            }
            Self::Ucs2 => return ucs2::encode(text, out).map_err(lower),
            Self::Ia5 => |c| u8::try_from(c).ok().filter(u8::is_ascii),
            Self::Latin1 => |c| u8::try_from(c).ok(),
            Self::Cyrillic => |c| octet_of(c, cyrillic),
            Self::Hebrew => |c| octet_of(c, hebrew),
        };
        let mut slots = out.iter_mut();
        let mut written = 0_usize;
        for (offset, c) in text.char_indices() {
            let octet = to_octet(c).ok_or(TextError { kind: TextErrorKind::Unmappable(c), offset })?;
            *slots.next().ok_or(TextError { kind: TextErrorKind::NoRoom, offset })? = octet;
            written = written.wrapping_add(1);
        }
        Ok(written)
    }
}

/// The octets of the first `count` characters, or all octets if there are fewer. Never cuts a character. A
/// leading byte order mark is kept and not counted.
pub fn first_characters(charset: Charset, octets: &[u8], count: usize) -> &[u8] {
    let len = match charset {
        Charset::Ia5 | Charset::Latin1 | Charset::Cyrillic | Charset::Hebrew => count,
        Charset::Gsm7(_) => {
            let mut chars = octets;
            for _ in 0..count {
                chars = match chars {
                    [tables::ESCAPE, _, rest @ ..] | [_, rest @ ..] => rest,
                    [] => chars,
                };
            }
            octets.len().wrapping_sub(chars.len())
        }
        Charset::Ucs2 => {
            let (mut chars, is_little_endian) = match octets {
                [0xFF, 0xFE, rest @ ..] => (rest, true),
                [0xFE, 0xFF, rest @ ..] => (rest, false),
                rest => (rest, false),
            };
            let high = |a: u8, b: u8| if is_little_endian { b } else { a };
            for _ in 0..count {
                chars = match chars {
                    [a, b, c, d, rest @ ..]
                        if matches!((high(*a, *b), high(*c, *d)), (0xD8..=0xDB, 0xDC..=0xDF)) =>
                    {
                        rest
                    }
                    [_, _, rest @ ..] => rest,
                    _ => &[],
                };
            }
            octets.len().wrapping_sub(chars.len())
        }
        // Septets do not start at octets, but groups of eight septets do: every seven octets.
        Charset::Gsm7Packed(_) => (count / 8).saturating_mul(7),
    };
    octets.get(..len).unwrap_or(octets)
}

/// Iterator over the characters of octets, from [`Charset::chars`].
#[derive(Clone, Debug)]
pub struct Chars<'a>(Inner<'a>);

#[derive(Clone, Debug)]
enum Inner<'a> {
    Gsm7(smpp_gsm7::Chars<'a>),
    Packed(PackedChars<'a>),
    Octets(&'a [u8], fn(u8) -> Option<char>),
    Ucs2(ucs2::Chars<'a>),
}

impl Iterator for Chars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let c = match &mut self.0 {
            Inner::Gsm7(chars) => chars.next()?.ok(),
            Inner::Packed(chars) => chars.next()?,
            Inner::Octets(octets, to_char) => {
                let (first, rest) = octets.split_first()?;
                *octets = rest;
                to_char(*first)
            }
            Inner::Ucs2(chars) => chars.next()?.ok(),
        };
        Some(c.unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

#[derive(Clone, Debug)]
struct PackedChars<'a> {
    decoder: Decoder,
    septets: Septets<'a>,
}

impl PackedChars<'_> {
    /// The next character; `Some(None)` if it is invalid.
    fn next(&mut self) -> Option<Option<char>> {
        let first = self.septets.next()?;
        let pair = if first == tables::ESCAPE { self.septets.next() } else { None };
        let c = match pair {
            Some(second) => self.decoder.chars(&[first, second]).next(),
            None => self.decoder.chars(&[first]).next(),
        };
        Some(c.and_then(Result::ok))
    }
}

/// The septets of packed octets.
#[derive(Clone, Debug)]
pub(super) struct Septets<'a> {
    octets: &'a [u8],
    bit: usize,
    left: usize,
}

impl<'a> Septets<'a> {
    /// Unpacks octets that follow a header of `header` octets, from which the number of fill bits follows.
    pub(super) fn new(octets: &'a [u8], header: usize) -> Self {
        let fill = Fill::after_header(header);
        Self { octets, bit: usize::from(fill.bits()), left: septet_count(octets, fill, Padding::Zero) }
    }
}

impl Iterator for Septets<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        self.left = self.left.checked_sub(1)?;
        let at = self.bit / 8;
        let low = *self.octets.get(at)?;
        let high = self.octets.get(at.wrapping_add(1)).copied().unwrap_or(0);
        let [septet, _] = (u16::from_le_bytes([low, high]) >> (self.bit % 8) & 0x7F).to_le_bytes();
        self.bit = self.bit.wrapping_add(7);
        Some(septet)
    }
}

fn ia5(octet: u8) -> Option<char> {
    octet.is_ascii().then_some(char::from(octet))
}

fn latin1(octet: u8) -> Option<char> {
    Some(char::from(octet))
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

/// Why a text could not be encoded, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct TextError {
    /// The kind of error.
    pub kind: TextErrorKind,
    /// Number of octets of the UTF-8 text before the error.
    pub offset: usize,
}

/// Kinds of errors when encoding a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TextErrorKind {
    /// The character set lacks this character.
    Unmappable(char),
    /// The buffer is too small.
    NoRoom,
}

/// Like the derive, but shows a character as its code point: the linker cannot prove that the escapes in `core`
/// do not panic.
impl fmt::Debug for TextErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmappable(c) => write!(f, "Unmappable(U+{:04X})", u32::from(*c)),
            Self::NoRoom => f.write_str("NoRoom"),
        }
    }
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TextErrorKind::Unmappable(c) if c.is_control() => {
                write!(f, "no code for U+{:04X}, octet {}", u32::from(c), self.offset)
            }
            TextErrorKind::Unmappable(c) => write!(f, "no code for '{c}', octet {}", self.offset),
            TextErrorKind::NoRoom => write!(f, "the buffer is too small, octet {}", self.offset),
        }
    }
}

impl core::error::Error for TextError {}

#[cfg(test)]
mod tests {
    use super::*;

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
        let codings = DataCodings { default: charset, ..DataCodings::default() };
        let chars = codings.chars(EsmClass(0x40), DataCoding(0), part).unwrap().unwrap();
        assert!(chars.eq("H2".chars()), "fill bits");
    }

    #[test]
    fn lone_surrogates_and_odd_octets_do_not_stop() {
        let chars = Charset::Ucs2.chars(b"\0A\xD8\x3D\0B\xD8\x3D\xDE\x42\x05");
        assert!(chars.eq("A\u{FFFD}B🙂\u{FFFD}".chars()));
    }

    #[test]
    fn national_tables_come_from_the_header() {
        let codings = DataCodings::default();
        let turkish = b"\x03\x24\x01\x01\x1Bs";
        let chars = codings.chars(EsmClass(0x40), DataCoding(0), turkish).unwrap().unwrap();
        assert!(chars.eq("ş".chars()));
    }

    #[test]
    fn first_characters_are_whole() {
        assert_eq!(first_characters(Charset::GSM7, b"ab\x1Becd", 3), b"ab\x1Be");
        assert_eq!(first_characters(Charset::Ucs2, b"\xD8\x3D\xDE\x42\0A", 1), b"\xD8\x3D\xDE\x42");
        assert_eq!(first_characters(Charset::Latin1, b"abc", 20), b"abc");
        assert_eq!(
            first_characters(Charset::Ucs2, b"\xFE\xFF\xD8\x3D\xDE\x42\0A", 1),
            b"\xFE\xFF\xD8\x3D\xDE\x42"
        );
        assert_eq!(
            first_characters(Charset::Ucs2, b"\xFF\xFE\x3D\xD8\x42\xDEA\0", 1),
            b"\xFF\xFE\x3D\xD8\x42\xDE"
        );
        assert_eq!(first_characters(Charset::Ucs2, b"\xFF\xFEA\0B\0", 1), b"\xFF\xFEA\0");
    }

    #[test]
    fn data_codings_of_gsm() {
        let codings = DataCodings::default();
        for (data_coding, charset) in [
            (0x10, Some(Charset::GSM7)),
            (0x14, None),
            (0x18, Some(Charset::Ucs2)),
            (0x28, None),
            (0x48, Some(Charset::Ucs2)),
            (0xC8, Some(Charset::GSM7)),
            (0xE8, Some(Charset::Ucs2)),
            (0xF0, Some(Charset::GSM7)),
            (0xF4, None),
        ] {
            assert_eq!(codings.charset(DataCoding(data_coding)), charset, "{data_coding:#x}");
        }
    }
}
