//! Errors when cutting a message.

use crate::error::{EncodeTextError, EncodeTextErrorKind, Named, error_at, error_kinds};

error_at! {
    /// A message could not be cut into segments.
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    SegmentError: SegmentErrorKind => "{kind}, octet {offset} of the text",
    /// Number of octets of the text, or of the binary data, before the error.
    offset
}

error_kinds! {
    /// Kinds of errors when cutting a message.
    #[derive(Hash)]
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    pub enum SegmentErrorKind, Debug as Display {
        /// The encoding lacks this character, and UCS2 was not allowed.
        Unmappable(c: char) => "the alphabet has no {}", Named(*c);
        /// More segments than [`Segmenter::max_segments`](super::Segmenter::max_segments).
        TooManySegments {
            /// The limit.
            max: u8,
        } => "more segments than the limit of {max}";
        /// The message is to be sent in one piece but exceeds its limit.
        TooLong {
            /// The limit in octets.
            max: usize,
        } => "longer than the {max} octets of one message";
        /// The buffer is too small for the segment. Call again with a larger one; no segment is skipped.
        BufferTooSmall {
            /// Length of the segment in octets.
            needed: usize,
        } => "the segment needs {needed} octets";
        /// A port above 255 in an element with 8-bit ports. Use [`Width::Bits16`](crate::udh::Width::Bits16).
        PortTooHigh(port: u16) => "port {port} does not fit into a header with 8-bit ports";
        /// The limits leave no room for a character after the header of a segment.
        NoRoomForText => "no room for text after the header of a segment";
    }
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
