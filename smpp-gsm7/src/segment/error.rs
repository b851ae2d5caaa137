//! Errors when cutting a message.

use crate::error::{EncodeTextError, EncodeTextErrorKind, Named, error_at};
use core::fmt;

error_at! {
    /// A message could not be cut into segments.
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    SegmentError: SegmentErrorKind,
    /// Number of octets of the text, or of the binary data, before the error.
    offset
}

/// Kinds of errors when cutting a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum SegmentErrorKind {
    /// The encoding lacks this character, and UCS2 was not allowed.
    Unmappable(char),
    /// More segments than [`Segmenter::max_segments`](super::Segmenter::max_segments).
    TooManySegments {
        /// The limit.
        max: u8,
    },
    /// The message is to be sent in one piece but exceeds its limit.
    TooLong {
        /// The limit in octets.
        max: usize,
    },
    /// The buffer is too small for the segment. Call again with a larger one; no segment is skipped.
    BufferTooSmall {
        /// Length of the segment in octets.
        needed: usize,
    },
    /// A port above 255 in an element with 8-bit ports. Use [`Width::Bits16`](crate::udh::Width::Bits16).
    PortTooHigh(u16),
    /// The limits leave no room for a character after the header of a segment.
    NoRoomForText,
}

impl From<EncodeTextError> for SegmentError {
    fn from(error: EncodeTextError) -> Self {
        let kind = match error.kind() {
            EncodeTextErrorKind::Unmappable(c) => SegmentErrorKind::Unmappable(c),
            EncodeTextErrorKind::BufferTooSmall { needed } => SegmentErrorKind::BufferTooSmall { needed },
        };
        Self::at(kind, error.offset())
    }
}

/// Like the derive, but shows a character as its code point: the `Debug` of `char` contains branches that panic, and
/// the linker cannot remove them.
impl fmt::Debug for SegmentErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmappable(c) => write!(f, "Unmappable(U+{:04X})", u32::from(*c)),
            Self::TooManySegments { max } => write!(f, "TooManySegments {{ max: {max} }}"),
            Self::TooLong { max } => write!(f, "TooLong {{ max: {max} }}"),
            Self::BufferTooSmall { needed } => write!(f, "BufferTooSmall {{ needed: {needed} }}"),
            Self::PortTooHigh(port) => write!(f, "PortTooHigh({port})"),
            Self::NoRoomForText => f.write_str("NoRoomForText"),
        }
    }
}

impl fmt::Display for SegmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            SegmentErrorKind::Unmappable(c) => {
                write!(f, "the alphabet has no {}, octet {} of the text", Named(c), self.offset)
            }
            SegmentErrorKind::TooManySegments { max: 1 } => f.write_str("longer than one message"),
            SegmentErrorKind::TooManySegments { max } => write!(f, "more than {max} segments"),
            SegmentErrorKind::TooLong { max } => write!(f, "longer than the {max} octets of one message"),
            SegmentErrorKind::BufferTooSmall { needed } => write!(f, "the segment needs {needed} octets"),
            SegmentErrorKind::PortTooHigh(port) => {
                write!(f, "port {port} does not fit into a header with 8-bit ports")
            }
            SegmentErrorKind::NoRoomForText => f.write_str("no room for text after the header of a segment"),
        }
    }
}
