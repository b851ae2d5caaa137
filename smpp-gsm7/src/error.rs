//! Errors: what is wrong, and where in the caller's input.

use core::fmt;

/// Declares an error with a kind and an offset.
#[doc(hidden)]
#[macro_export]
macro_rules! error_at {
    ($(#[$doc:meta])* $Name:ident: $Kind:ident, $(#[$offset_doc:meta])* offset) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        pub struct $Name {
            kind: $Kind,
            offset: usize,
        }

        impl $Name {
            #[cold]
            pub(crate) const fn at(kind: $Kind, offset: usize) -> Self {
                Self { kind, offset }
            }

            /// The kind of error.
            pub const fn kind(&self) -> $Kind {
                self.kind
            }

            $(#[$offset_doc])*
            pub const fn offset(&self) -> usize {
                self.offset
            }
        }

        impl core::error::Error for $Name {}
    };
}
pub(crate) use error_at;

error_at! {
    /// A text could not be encoded.
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    EncodeTextError: EncodeTextErrorKind,
    /// Number of octets of the UTF-8 text before the character that could not be written. If the output of
    /// [`encode_packed`](crate::Encoder::encode_packed) is too small, that character can be up to 320 septets before
    /// the offset.
    offset
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

/// Like the derive, but shows a character as its code point: the `Debug` of `char` contains branches that panic, and
/// the linker cannot remove them.
impl fmt::Debug for EncodeTextErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmappable(c) => write!(f, "Unmappable(U+{:04X})", u32::from(*c)),
            Self::BufferTooSmall { needed } => write!(f, "BufferTooSmall {{ needed: {needed} }}"),
        }
    }
}

impl fmt::Display for EncodeTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            EncodeTextErrorKind::Unmappable(c) => write!(f, "the alphabet has no {}", Named(c))?,
            EncodeTextErrorKind::BufferTooSmall { needed } => write!(f, "the text needs {needed} octets")?,
        }
        write!(f, ", octet {} of the text", self.offset)
    }
}

error_at! {
    /// A text could not be decoded.
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    DecodeTextError: DecodeTextErrorKind,
    /// Number of whole octets of the input before the error. For an escape sequence, the error is at the escape; for
    /// a packed septet, it is in the octet where the septet starts.
    offset
}

/// Kinds of errors when decoding. A [`Decoder`](crate::Decoder) that is not strict returns only the first two.
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
    /// In UCS2, half of a surrogate pair (a unit from 0xD800 to 0xDFFF) without the other half, for example because the
    /// pair was split between two segments.
    LoneSurrogate(u16),
    /// In UCS2, one octet is left over at the end.
    OddOctet,
}

impl fmt::Display for DecodeTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            DecodeTextErrorKind::BufferTooSmall { needed } => write!(f, "the text needs {needed} octets")?,
            DecodeTextErrorKind::TooFewOctets => f.write_str("fewer octets than the septets need")?,
            DecodeTextErrorKind::NotASeptet(octet) => write!(f, "0x{octet:02X} is not a septet")?,
            DecodeTextErrorKind::UnknownEscape(code) => {
                write!(f, "the single-shift table has no character at 0x{code:02X}")?;
            }
            DecodeTextErrorKind::DoubleEscape => f.write_str("an escape follows an escape")?,
            DecodeTextErrorKind::EscapeAtEnd => f.write_str("the text ends with an escape")?,
            DecodeTextErrorKind::Unassigned(code) => {
                write!(f, "the locking-shift table has no character at 0x{code:02X}")?;
            }
            DecodeTextErrorKind::LoneSurrogate(unit) => {
                write!(f, "surrogate 0x{unit:04X} without its other half")?;
            }
            DecodeTextErrorKind::OddOctet => f.write_str("one octet is left over")?,
        }
        write!(f, ", octet {}", self.offset)
    }
}

error_at! {
    /// Septets could not be packed, or octets could not be unpacked.
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    PackError: PackErrorKind,
    /// Number of octets of the input before the error; 0 if it concerns the whole input.
    offset
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
    pub(crate) const fn too_small(needed: usize) -> Self {
        Self::at(PackErrorKind::BufferTooSmall { needed }, 0)
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PackErrorKind::BufferTooSmall { needed } => write!(f, "the output needs {needed} octets"),
            PackErrorKind::TooFewOctets => f.write_str("fewer octets than the septets need"),
            PackErrorKind::NotASeptet(octet) => {
                write!(f, "0x{octet:02X} is not a septet, octet {}", self.offset)
            }
        }
    }
}

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
