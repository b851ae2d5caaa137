//! UTF-16 big-endian, which is what data coding 8, "UCS2", means in practice.
//!
//! UCS2 itself has no characters above U+FFFF. Senders encode them as UTF-16 surrogate pairs (two units each)
//! anyway, and receivers understand them. A pair must stay in one segment of a long message.
//!
//! Some senders add a byte order mark. When reading, FE FF or FF FE at the start is not part of the text, and
//! FF FE means little-endian. When writing, no mark is added.

use crate::count::{before, forward};
use crate::error::{DecodeTextError, DecodeTextErrorKind, EncodeTextError, EncodeTextErrorKind};
use crate::utf8::Writer;

/// Length of a text in 16-bit units of two octets each.
///
/// ```
/// assert_eq!(smpp_gsm7::ucs2::units("日本"), 2);
/// assert_eq!(smpp_gsm7::ucs2::units("🙂"), 2);
/// ```
pub fn units(text: &str) -> usize {
    measure_prefix(text, usize::MAX).units
}

/// Writes a whole text and returns the number of octets.
///
/// ```
/// use smpp_gsm7::ucs2;
///
/// let mut octets = [0; 140];
/// let n = ucs2::encode("é日", &mut octets).unwrap();
/// assert_eq!(octets[..n], [0x00, 0xE9, 0x65, 0xE5]);
/// ```
///
/// # Errors
/// The output is too small.
pub fn encode(text: &str, out: &mut [u8]) -> Result<usize, EncodeTextError> {
    let done = encode_prefix(text, out);
    if done.read < text.len() {
        let needed = octets(units(text));
        return Err(EncodeTextError::at(EncodeTextErrorKind::BufferTooSmall { needed }, done.read));
    }
    Ok(octets(done.units))
}

const fn octets(units: usize) -> usize {
    forward(units, units)
}

/// Writes as many whole characters as fit into the output. Surrogate pairs are not split.
///
/// ```
/// use smpp_gsm7::ucs2;
/// let mut out = [0; 4];
/// // The emoji needs two units, and only one is left.
/// let prefix = ucs2::encode_prefix("a😀", &mut out);
/// assert_eq!((prefix.read, prefix.units, &out[..2]), (1, 1, &[0x00, b'a'][..]));
/// ```
pub fn encode_prefix(text: &str, out: &mut [u8]) -> Prefix {
    let mut slots = out.as_chunks_mut::<2>().0.iter_mut();
    prefix(text, slots.len(), |units| {
        units.iter().zip(slots.by_ref()).for_each(|(unit, slot)| *slot = unit.to_be_bytes());
    })
}

/// Returns what [`encode_prefix`] would return for an output of `room` units, without writing anything.
///
/// ```
/// use smpp_gsm7::ucs2;
/// let prefix = ucs2::measure_prefix("日本語", 2);
/// assert_eq!((prefix.read, prefix.units), ("日本".len(), 2));
/// ```
pub fn measure_prefix(text: &str, room: usize) -> Prefix {
    prefix(text, room, |_| {})
}

/// Passes on the units of each character that fits into `room` units with those before it.
fn prefix(text: &str, room: usize, mut put: impl FnMut(&[u16])) -> Prefix {
    let mut done = Prefix::default();
    for c in text.chars() {
        let mut pair = [0; 2];
        let units = c.encode_utf16(&mut pair);
        let taken = forward(done.units, units.len());
        if taken > room {
            break;
        }
        put(units);
        done = Prefix { read: forward(done.read, c.len_utf8()), units: taken };
    }
    done
}

/// How much of a text was encoded.
///
/// ```
/// use smpp_gsm7::ucs2;
/// let text = "Grüße 😀";
/// let prefix = ucs2::measure_prefix(text, 6);
/// assert_eq!((&text[..prefix.read], prefix.units), ("Grüße ", 6));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Prefix {
    /// Octets of the UTF-8 text that were read, always whole characters.
    pub read: usize,
    /// 16-bit units produced.
    pub units: usize,
}

/// Iterates over the characters of UTF-16 octets, big-endian unless a byte order mark says otherwise. Invalid
/// units are returned as errors, and the iterator continues after them.
///
/// ```
/// use smpp_gsm7::{DecodeTextErrorKind, ucs2};
///
/// let mut chars = ucs2::chars(&[0x00, 0x41, 0xD8, 0x3D, 0x00, 0x42]);
/// assert_eq!(chars.next(), Some(Ok('A')));
/// let error = chars.next().and_then(Result::err);
/// assert_eq!(error.map(|error| (error.kind(), error.offset())), Some((DecodeTextErrorKind::LoneSurrogate(0xD83D), 2)));
/// assert_eq!(chars.next(), Some(Ok('B')));
/// assert_eq!(chars.next(), None);
///
/// // A byte order mark gives the byte order and is not part of the text.
/// assert!(ucs2::chars(&[0xFF, 0xFE, 0x41, 0x00]).eq([Ok('A')]));
/// assert!(ucs2::chars(&[0xFE, 0xFF, 0x00, 0x41]).eq([Ok('A')]));
/// ```
pub const fn chars(octets: &[u8]) -> Ucs2Chars<'_> {
    match octets {
        [0xFF, 0xFE, rest @ ..] => Ucs2Chars { octets, rest, is_little_endian: true },
        [0xFE, 0xFF, rest @ ..] | rest => Ucs2Chars { octets, rest, is_little_endian: false },
    }
}

/// Decodes octets to UTF-8 in `out`. Three octets per unit are always enough. To replace invalid units instead of
/// failing, use [`Charset::chars`](crate::Charset::chars).
///
/// ```
/// use smpp_gsm7::ucs2;
///
/// let mut text = [0; 32];
/// assert_eq!(ucs2::decode(&[0x00, 0xE9, 0x65, 0xE5], &mut text), Ok("é日"));
/// assert_eq!(ucs2::decode(&[0xDC, 0x00], &mut text).unwrap_err().offset(), 0);
/// ```
///
/// # Errors
/// A lone surrogate, an odd last octet, or an output that is too small.
pub fn decode<'o>(octets: &[u8], out: &'o mut [u8]) -> Result<&'o str, DecodeTextError> {
    let mut text = Writer::new(out);
    let mut chars = chars(octets);
    loop {
        let at = before(octets, chars.rest);
        let Some(c) = chars.next() else { return text.finish() };
        text.char(c?, at);
    }
}

/// Combines a surrogate pair.
fn joined(high: u16, low: u16) -> char {
    let bits = u32::from(high & 0x3FF) << 10 | u32::from(low & 0x3FF);
    char::from_u32(bits.wrapping_add(0x1_0000)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Iterator over the characters of UTF-16 octets, from [`chars`].
///
/// ```
/// use smpp_gsm7::ucs2;
/// let text: Result<String, _> = ucs2::chars(&[0x65, 0xE5, 0x67, 0x2C]).collect();
/// assert_eq!(text?, "日本");
/// # Ok::<(), smpp_gsm7::DecodeTextError>(())
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Ucs2Chars<'o> {
    octets: &'o [u8],
    pub(crate) rest: &'o [u8],
    is_little_endian: bool,
}

impl Ucs2Chars<'_> {
    #[inline]
    const fn unit(&self, octets: [u8; 2]) -> u16 {
        if self.is_little_endian { u16::from_le_bytes(octets) } else { u16::from_be_bytes(octets) }
    }
}

impl Iterator for Ucs2Chars<'_> {
    type Item = Result<char, DecodeTextError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (c, rest) = match self.rest {
            [] => return None,
            [_] => (Err(DecodeTextErrorKind::OddOctet), &[][..]),
            [a, b, rest @ ..] => match (self.unit([*a, *b]), rest) {
                (high @ 0xD800..=0xDBFF, [c, d, rest @ ..])
                    if matches!(self.unit([*c, *d]), 0xDC00..=0xDFFF) =>
                {
                    (Ok(joined(high, self.unit([*c, *d]))), rest)
                }
                (unit, rest) => {
                    let lone = DecodeTextErrorKind::LoneSurrogate(unit);
                    (char::from_u32(u32::from(unit)).ok_or(lone), rest)
                }
            },
        };
        let at = before(self.octets, self.rest);
        self.rest = rest;
        Some(c.map_err(|kind| DecodeTextError::at(kind, at)))
    }
}

impl core::iter::FusedIterator for Ucs2Chars<'_> {}
