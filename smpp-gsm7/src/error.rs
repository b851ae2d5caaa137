//! What can go wrong, and where: small values that say the position in the caller's own terms.

use crate::utf8::count_chars;
use core::fmt;

/// A text could not be written as septets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct EncodeError {
    /// What is wrong.
    pub kind: EncodeErrorKind,
    octet: u32,
    character: u32,
}

/// Why a text could not be written as septets.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// Neither table of the alphabet has this character.
    Unmappable(char),
    /// The text goes on where the output ends.
    NoRoom,
}

/// The derive's, but for the character: its code point, as the escapes of `core` may panic for all that a linker knows.
impl fmt::Debug for EncodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmappable(c) => write!(f, "Unmappable(U+{:04X})", u32::from(*c)),
            Self::NoRoom => f.write_str("NoRoom"),
        }
    }
}

impl EncodeError {
    /// The error at the octet `octet` of `text`.
    #[cold]
    pub(crate) fn at(kind: EncodeErrorKind, text: &str, octet: usize) -> Self {
        let character = count_chars(text.as_bytes().get(..octet).unwrap_or_default());
        Self { kind, octet: saturate(octet), character: saturate(character) }
    }

    /// Octets of the UTF-8 text before the character that could not be written.
    pub const fn octet(&self) -> usize {
        self.octet as usize
    }

    /// Characters of the text before the one that could not be written.
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

/// Septets could not be read as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct DecodeError {
    /// What is wrong.
    pub kind: DecodeErrorKind,
    septet: u32,
    character: u32,
}

/// Why septets could not be read as text. All but the first two are findings of the strict mode only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The output is too small.
    NoRoom,
    /// The packed octets end before the given number of septets.
    TooFewOctets,
    /// An octet over 0x7F where an unpacked septet should be.
    NotASeptet(u8),
    /// An escape before a code that the single-shift table does not have.
    UnknownEscape(u8),
    /// Two escapes in a row, which the standard reserves for a further table.
    DoubleEscape,
    /// The septets end with an escape.
    EscapeAtEnd,
    /// A cell of the locking table that has no character.
    Unassigned(u8),
}

impl DecodeError {
    pub(crate) const fn at(kind: DecodeErrorKind, septet: usize, character: usize) -> Self {
        Self { kind, septet: saturate(septet), character: saturate(character) }
    }

    /// Septets before the wrong one; for an escape sequence, before its escape.
    pub const fn septet(&self) -> usize {
        self.septet as usize
    }

    /// Characters read before the wrong septet.
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

/// Septets could not be packed, or octets not unpacked.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum PackError {
    /// The output is smaller than the length functions say.
    NoRoom,
    /// The packed octets end before the given number of septets.
    TooFewOctets,
    /// An octet over 0x7F among the septets; the index of the first one.
    NotASeptet {
        /// Septets before it.
        at: u32,
    },
    /// The alphabet has no such character; measuring the text says where it stands.
    Unmappable(char),
    /// The number of a part is 0, or above the number of parts.
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

/// A character in a message: itself unless it is a control character, and its code point.
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

/// Positions beyond 4 Gi are of no use to anyone; errors stay small.
#[allow(clippy::cast_possible_truncation)]
pub(crate) const fn saturate(position: usize) -> u32 {
    if position > u32::MAX as usize { u32::MAX } else { position as u32 }
}
