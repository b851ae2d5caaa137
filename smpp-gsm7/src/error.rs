//! Errors. They are small values that contain the position in the caller's input.

use crate::utf8::count_chars;
use core::fmt;

/// A text could not be encoded as septets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct EncodeError {
    /// The kind of error.
    pub kind: EncodeErrorKind,
    octet: u32,
    character: u32,
}

/// Kinds of errors when encoding a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// Neither table of the alphabet has this character.
    Unmappable(char),
    /// The output is too small for the text.
    NoRoom,
}

/// Like the derive, but shows a character as its code point: the linker cannot prove that the escapes in `core`
/// do not panic.
impl fmt::Debug for EncodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmappable(c) => write!(f, "Unmappable(U+{:04X})", u32::from(*c)),
            Self::NoRoom => f.write_str("NoRoom"),
        }
    }
}

impl EncodeError {
    /// Creates the error at octet `octet` of `text`.
    #[cold]
    pub(crate) fn at(kind: EncodeErrorKind, text: &str, octet: usize) -> Self {
        let character = count_chars(text.as_bytes().get(..octet).unwrap_or_default());
        Self { kind, octet: saturate(octet), character: saturate(character) }
    }

    /// Number of octets of the UTF-8 text before the character.
    pub const fn octet(&self) -> usize {
        self.octet as usize
    }

    /// Number of characters of the text before the character.
    pub const fn character(&self) -> usize {
        self.character as usize
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            EncodeErrorKind::Unmappable(c) => write!(f, "the alphabet has no {}", Named(c))?,
            EncodeErrorKind::NoRoom => f.write_str("no room left for the text")?,
        }
        write!(f, ", character {} of the text, octet {}", self.character, self.octet)
    }
}

impl core::error::Error for EncodeError {}

/// Septets could not be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct DecodeError {
    /// The kind of error.
    pub kind: DecodeErrorKind,
    septet: u32,
    character: u32,
}

/// Kinds of errors when decoding septets. All but the first two occur only in strict mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The output is too small.
    NoRoom,
    /// There are fewer packed octets than the number of septets needs.
    TooFewOctets,
    /// An octet above 0x7F instead of an unpacked septet.
    NotASeptet(u8),
    /// An escape and a code that the single-shift table does not have.
    UnknownEscape(u8),
    /// Two consecutive escapes, which the standard reserves for another table.
    DoubleEscape,
    /// The septets end with an escape.
    EscapeAtEnd,
    /// A code without a character in the locking-shift table.
    Unassigned(u8),
}

impl DecodeError {
    pub(crate) const fn at(kind: DecodeErrorKind, septet: usize, character: usize) -> Self {
        Self { kind, septet: saturate(septet), character: saturate(character) }
    }

    /// Number of septets before the error; for an escape sequence, before the escape.
    pub const fn septet(&self) -> usize {
        self.septet as usize
    }

    /// Number of characters before the error.
    pub const fn character(&self) -> usize {
        self.character as usize
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            DecodeErrorKind::NoRoom => f.write_str("no room left for the text")?,
            DecodeErrorKind::TooFewOctets => f.write_str("fewer octets than the septets need")?,
            DecodeErrorKind::NotASeptet(octet) => write!(f, "octet 0x{octet:02X} is no septet")?,
            DecodeErrorKind::UnknownEscape(code) => {
                write!(f, "the single-shift table has nothing at 0x{code:02X}")?;
            }
            DecodeErrorKind::DoubleEscape => f.write_str("an escape follows an escape")?,
            DecodeErrorKind::EscapeAtEnd => f.write_str("the text ends with an escape")?,
            DecodeErrorKind::Unassigned(code) => {
                write!(f, "the locking table has no character at 0x{code:02X}")?;
            }
        }
        write!(f, ", septet {}, character {} of the text", self.septet, self.character)
    }
}

impl core::error::Error for DecodeError {}

/// Septets could not be packed, or octets could not be unpacked.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum PackError {
    /// The output is smaller than the length functions require.
    NoRoom,
    /// There are fewer packed octets than the number of septets needs.
    TooFewOctets,
    /// An octet above 0x7F among the septets.
    NotASeptet {
        /// Its index.
        at: u32,
    },
    /// The alphabet lacks this character. To find its position, measure the text.
    Unmappable(char),
    /// The number of a part is 0 or exceeds the number of parts.
    PartNumber,
}

impl fmt::Debug for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRoom => f.write_str("NoRoom"),
            Self::TooFewOctets => f.write_str("TooFewOctets"),
            Self::NotASeptet { at } => f.debug_struct("NotASeptet").field("at", at).finish(),
            Self::Unmappable(c) => write!(f, "Unmappable(U+{:04X})", u32::from(*c)),
            Self::PartNumber => f.write_str("PartNumber"),
        }
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRoom => f.write_str("no room left for the octets"),
            Self::TooFewOctets => f.write_str("fewer octets than the septets need"),
            Self::NotASeptet { at } => write!(f, "the octet at {at} is no septet: it is over 0x7F"),
            Self::Unmappable(c) => write!(f, "the alphabet has no {}", Named(*c)),
            Self::PartNumber => f.write_str("no part has this number: 1 to the number of parts do"),
        }
    }
}

impl core::error::Error for PackError {}

/// Displays a character as itself, unless it is a control character, and its code point.
struct Named(char);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let point = u32::from(self.0);
        if self.0.is_control() {
            write!(f, "U+{point:04X}")
        } else {
            write!(f, "'{}' (U+{point:04X})", self.0)
        }
    }
}

/// Positions are cut to 32 bits to keep errors small.
#[allow(clippy::cast_possible_truncation)]
pub(crate) const fn saturate(position: usize) -> u32 {
    if position > u32::MAX as usize { u32::MAX } else { position as u32 }
}
