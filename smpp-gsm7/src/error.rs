//! Errors. They are small values that contain the position in the caller's input.

use crate::utf8::count_chars;
use core::fmt;

/// A text could not be encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct EncodeTextError {
    kind: EncodeTextErrorKind,
    offset: u32,
    character: u32,
}

/// Kinds of errors when encoding a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum EncodeTextErrorKind {
    /// The alphabet lacks this character.
    Unmappable(char),
    /// The output is too small for the text.
    BufferTooSmall {
        /// Octets that the whole text takes.
        needed: usize,
    },
}

/// Like the derive, but shows a character as its code point: the linker cannot prove that the escapes in `core`
/// do not panic.
impl fmt::Debug for EncodeTextErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmappable(c) => write!(f, "Unmappable(U+{:04X})", u32::from(*c)),
            Self::BufferTooSmall { needed } => write!(f, "BufferTooSmall {{ needed: {needed} }}"),
        }
    }
}

impl EncodeTextError {
    /// Creates the error at octet `offset` of `text`.
    #[cold]
    pub(crate) fn at(kind: EncodeTextErrorKind, text: &str, offset: usize) -> Self {
        let character = count_chars(text.as_bytes().get(..offset).unwrap_or_default());
        Self { kind, offset: saturate(offset), character: saturate(character) }
    }

    /// The kind of error.
    pub const fn kind(&self) -> EncodeTextErrorKind {
        self.kind
    }

    /// Number of octets of the UTF-8 text before the character that could not be written.
    pub const fn offset(&self) -> usize {
        self.offset as usize
    }

    /// Number of characters before the one that could not be written.
    pub const fn character(&self) -> usize {
        self.character as usize
    }
}

impl fmt::Display for EncodeTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            EncodeTextErrorKind::Unmappable(c) => write!(f, "the alphabet has no {}", Named(c))?,
            EncodeTextErrorKind::BufferTooSmall { needed } => write!(f, "the text needs {needed} octets")?,
        }
        write!(f, ", character {} of the text, octet {}", self.character, self.offset)
    }
}

impl core::error::Error for EncodeTextError {}

/// Septets could not be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct DecodeTextError {
    kind: DecodeTextErrorKind,
    offset: u32,
    septet: u32,
    character: u32,
}

/// Kinds of errors when decoding septets. All but the first two occur only in strict mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum DecodeTextErrorKind {
    /// The output is too small.
    BufferTooSmall {
        /// Octets of UTF-8 that the whole text takes.
        needed: usize,
    },
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

impl DecodeTextError {
    pub(crate) const fn at(
        kind: DecodeTextErrorKind,
        offset: usize,
        septet: usize,
        character: usize,
    ) -> Self {
        Self { kind, offset: saturate(offset), septet: saturate(septet), character: saturate(character) }
    }

    /// The kind of error.
    pub const fn kind(&self) -> DecodeTextErrorKind {
        self.kind
    }

    /// Number of whole octets of the input before the error. A packed septet at fault starts in the octet after
    /// them.
    pub const fn offset(&self) -> usize {
        self.offset as usize
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

impl fmt::Display for DecodeTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            DecodeTextErrorKind::BufferTooSmall { needed } => write!(f, "the text needs {needed} octets")?,
            DecodeTextErrorKind::TooFewOctets => f.write_str("fewer octets than the septets need")?,
            DecodeTextErrorKind::NotASeptet(octet) => write!(f, "octet 0x{octet:02X} is not a septet")?,
            DecodeTextErrorKind::UnknownEscape(code) => {
                write!(f, "the single-shift table has nothing at 0x{code:02X}")?;
            }
            DecodeTextErrorKind::DoubleEscape => f.write_str("an escape follows an escape")?,
            DecodeTextErrorKind::EscapeAtEnd => f.write_str("the text ends with an escape")?,
            DecodeTextErrorKind::Unassigned(code) => {
                write!(f, "the locking table has no character at 0x{code:02X}")?;
            }
        }
        write!(f, ", septet {}, character {} of the text", self.septet, self.character)
    }
}

impl core::error::Error for DecodeTextError {}

/// Septets could not be packed, or octets could not be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct PackError {
    kind: PackErrorKind,
    offset: u32,
}

/// Kinds of errors when packing and unpacking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum PackErrorKind {
    /// The output is too small.
    BufferTooSmall {
        /// Octets that the output must have.
        needed: usize,
    },
    /// There are fewer octets than the number of septets needs.
    TooFewOctets,
    /// An octet above 0x7F among the septets.
    NotASeptet(u8),
}

impl PackError {
    #[cold]
    pub(crate) const fn at(kind: PackErrorKind, offset: usize) -> Self {
        Self { kind, offset: saturate(offset) }
    }

    #[cold]
    pub(crate) const fn too_small(needed: usize) -> Self {
        Self::at(PackErrorKind::BufferTooSmall { needed }, 0)
    }

    /// The kind of error.
    pub const fn kind(&self) -> PackErrorKind {
        self.kind
    }

    /// Number of octets of the input before the error; 0 if it concerns the whole input.
    pub const fn offset(&self) -> usize {
        self.offset as usize
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PackErrorKind::BufferTooSmall { needed } => write!(f, "the output needs {needed} octets"),
            PackErrorKind::TooFewOctets => f.write_str("fewer octets than the septets need"),
            PackErrorKind::NotASeptet(octet) => {
                write!(f, "octet 0x{octet:02X} is not a septet, octet {}", self.offset)
            }
        }
    }
}

impl core::error::Error for PackError {}

/// Displays a character as itself, unless it is a control character, and its code point.
pub(crate) struct Named(pub(crate) char);

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

/// Positions saturate at 32 bits, to keep errors small.
#[allow(clippy::cast_possible_truncation)]
const fn saturate(position: usize) -> u32 {
    if position > u32::MAX as usize { u32::MAX } else { position as u32 }
}
