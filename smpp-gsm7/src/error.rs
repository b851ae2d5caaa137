//! Errors: what is wrong, and where in the caller's input.

use core::fmt;

/// Declares an enum of errors, each with the text that `Display` writes. The text can show the value of the variant.
/// `Debug as Display` is for kinds with a `char`: its `Debug` contains branches that panic, and the linker cannot remove
/// them.
#[doc(hidden)]
#[macro_export]
macro_rules! error_kinds {
    ($(#[$meta:meta])* $vis:vis enum $Name:ident $(, $Debug:ident as Display)? { $(
        $(#[$doc:meta])*
        $Kind:ident $(($value:ident: $Value:ty))? $({ $($(#[$field_doc:meta])* $field:ident: $Field:ty,)* })?
            => $text:literal $(, $argument:expr)?;
    )* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        $vis enum $Name { $(
            $(#[$doc])*
            $Kind $(($Value))? $({ $($(#[$field_doc])* $field: $Field,)* })?,
        )* }

        impl core::fmt::Display for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {
                    $( Self::$Kind $(($value))? $({ $($field),* })? => write!(f, $text $(, $argument)?), )*
                }
            }
        }

        $(impl core::fmt::$Debug for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(self, f)
            }
        })?
    };
}
pub(crate) use error_kinds;

/// Declares an error with a kind and an offset, and the text in which `Display` shows both, unless that is written
/// elsewhere.
#[doc(hidden)]
#[macro_export]
macro_rules! error_at {
    ($(#[$doc:meta])* $Name:ident: $Kind:ident $(=> $text:literal)?, $(#[$offset_doc:meta])* offset) => {
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

        $(impl core::fmt::Display for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, $text, kind = self.kind, offset = self.offset)
            }
        })?

        impl core::error::Error for $Name {}
    };
}
pub(crate) use error_at;

error_at! {
    /// A text could not be encoded.
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    EncodeTextError: EncodeTextErrorKind => "{kind}, octet {offset} of the text",
    /// Number of octets of the UTF-8 text before the character that could not be written. If only the padding of
    /// packed text did not fit, the length of the text.
    offset
}

error_kinds! {
    /// Kinds of errors when encoding a text.
    #[derive(Hash)]
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    pub enum EncodeTextErrorKind, Debug as Display {
        /// The alphabet lacks this character.
        Unmappable(c: char) => "the alphabet has no {}", Named(*c);
        /// The output is too small for the text.
        BufferTooSmall {
            /// Octets that the whole text takes.
            needed: usize,
        } => "the text needs {needed} octets";
    }
}

error_at! {
    /// A text could not be decoded.
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    DecodeTextError: DecodeTextErrorKind => "{kind}, octet {offset}",
    /// Number of whole octets of the input before the error. For an escape sequence, the error is at the escape; for
    /// a packed septet, it is in the octet where the septet starts.
    offset
}

error_kinds! {
    /// Kinds of errors when decoding. A [`Decoder`](crate::Decoder) that is not strict returns only the first two.
    #[derive(Debug, Hash)]
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    pub enum DecodeTextErrorKind {
        /// The output is too small.
        BufferTooSmall {
            /// Octets of UTF-8 that the whole text takes.
            needed: usize,
        } => "the text needs {needed} octets";
        /// There are fewer packed octets than the number of septets needs.
        TooFewOctets => "fewer octets than the septets need";
        /// An octet above 0x7F instead of an unpacked septet.
        NotASeptet(octet: u8) => "0x{octet:02X} is not a septet";
        /// An escape and a code that the single-shift table does not have.
        UnknownEscape(code: u8) => "the single-shift table has no character at 0x{code:02X}";
        /// Two consecutive escapes, which the standard reserves for another table.
        DoubleEscape => "an escape follows an escape";
        /// The septets end with an escape.
        EscapeAtEnd => "the text ends with an escape";
        /// A code without a character in the locking-shift table.
        Unassigned(code: u8) => "the locking-shift table has no character at 0x{code:02X}";
        /// In UCS2, half of a surrogate pair (a unit from 0xD800 to 0xDFFF) without the other half, for example because the
        /// pair was split between two segments.
        LoneSurrogate(unit: u16) => "surrogate 0x{unit:04X} without its other half";
        /// In UCS2, one octet is left over at the end.
        OddOctet => "one octet is left over";
    }
}

error_at! {
    /// Septets could not be packed, or octets could not be unpacked.
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    PackError: PackErrorKind => "{kind}, octet {offset}",
    /// Number of octets of the input before the error; 0 if it concerns the whole input.
    offset
}

error_kinds! {
    /// Kinds of errors when packing and unpacking.
    #[derive(Debug, Hash)]
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    pub enum PackErrorKind {
        /// The output is too small.
        BufferTooSmall {
            /// Octets that the output must have.
            needed: usize,
        } => "the output needs {needed} octets";
        /// There are fewer octets than the number of septets needs.
        TooFewOctets => "fewer octets than the septets need";
        /// An octet above 0x7F among the septets.
        NotASeptet(octet: u8) => "0x{octet:02X} is not a septet";
    }
}

impl PackError {
    #[cold]
    pub(crate) const fn too_small(needed: usize) -> Self {
        Self::at(PackErrorKind::BufferTooSmall { needed }, 0)
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
