//! Errors when reading and writing headers.

use crate::error::{error_at, error_kinds};

error_at! {
    /// What is wrong with a header, and where.
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    UdhError: UdhErrorKind => "user data header, octet {offset}: {kind}",
    /// Number of octets before the error, from the start of the user data. The length octet is octet 0.
    offset
}

error_kinds! {
    /// Kinds of errors in a header.
    #[derive(Debug, Hash)]
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    pub enum UdhErrorKind {
        /// There are no octets.
        Missing => "the header is missing";
        /// The header is longer than the user data.
        LengthPastEnd => "longer than the user data";
        /// The length octet is one too high, as if it counted itself.
        LengthCountsItself => "the length counts its own octet";
        /// One octet is left: an identifier without a length.
        Truncated => "an element identifier without a length";
        /// The element with this identifier exceeds the header.
        ElementPastEnd(iei: u8) => "element {iei:#04x} is longer than the header";
        /// The element with this identifier has a length that is not allowed.
        ElementLength(iei: u8) => "element {iei:#04x} cannot have this length";
        /// The number of segments is 0.
        NoSegments => "the number of parts is 0";
        /// The segment number is 0 or exceeds the number of segments.
        SegmentNumber => "the part number is 0 or above the number of parts";
    }
}

error_kinds! {
    /// Why a header could not be written.
    #[derive(Debug, Hash)]
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    pub enum UdhWriteError {
        /// The output is too small.
        BufferTooSmall {
            /// Length of the header in octets.
            needed: usize,
        } => "the header needs {needed} octets";
        /// The elements have more than 255 octets, the most that the length octet can express.
        TooLong => "a header has at most 255 octets of elements";
        /// This reference number or port does not fit into 8 bits. Use [`Width::Bits16`](super::Width::Bits16).
        NumberTooHigh(number: u16) => "{number} does not fit into 8 bits";
    }
}

impl core::error::Error for UdhWriteError {}
