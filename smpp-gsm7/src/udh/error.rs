//! Errors when reading and writing headers.

use crate::error::error_at;
use core::fmt;

error_at! {
    /// What is wrong with a header, and where.
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    UdhError: UdhErrorKind,
    /// Number of octets before the error, from the start of the user data. The length octet is octet 0.
    offset
}

/// Kinds of errors in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum UdhErrorKind {
    /// There are no octets.
    Missing,
    /// The header is longer than the user data.
    LengthPastEnd,
    /// The length octet is one too high, as if it counted itself.
    LengthCountsItself,
    /// One octet is left: an identifier without a length.
    Truncated,
    /// The element with this identifier exceeds the header.
    ElementPastEnd(u8),
    /// The element with this identifier has a length that is not allowed.
    ElementLength(u8),
    /// The number of segments is 0.
    NoSegments,
    /// The segment number is 0 or exceeds the number of segments.
    SegmentNumber,
}

impl fmt::Display for UdhError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "user data header, octet {}: ", self.offset)?;
        match self.kind {
            UdhErrorKind::Missing => f.write_str("there is none"),
            UdhErrorKind::LengthPastEnd => f.write_str("longer than the user data"),
            UdhErrorKind::LengthCountsItself => f.write_str("the length counts its own octet"),
            UdhErrorKind::Truncated => f.write_str("an element identifier without a length"),
            UdhErrorKind::ElementPastEnd(iei) => write!(f, "element {iei:#04x} is longer than the header"),
            UdhErrorKind::ElementLength(iei) => write!(f, "element {iei:#04x} cannot have this length"),
            UdhErrorKind::NoSegments => f.write_str("the number of segments is 0"),
            UdhErrorKind::SegmentNumber => {
                f.write_str("the segment number is 0 or above the number of segments")
            }
        }
    }
}

/// Why a header could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum UdhWriteError {
    /// The output is too small.
    BufferTooSmall {
        /// Length of the header in octets.
        needed: usize,
    },
    /// The elements have more than 255 octets, the most that the length octet can express.
    TooLong,
    /// This reference number or port does not fit into 8 bits. Use [`Width::Bits16`](super::Width::Bits16).
    NumberTooHigh(u16),
}

impl fmt::Display for UdhWriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BufferTooSmall { needed } => write!(f, "the header needs {needed} octets"),
            Self::TooLong => f.write_str("a header has at most 255 octets of elements"),
            Self::NumberTooHigh(number) => write!(f, "{number} does not fit into 8 bits"),
        }
    }
}

impl core::error::Error for UdhWriteError {}
