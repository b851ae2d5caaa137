//! Errors when splitting a message.

use core::fmt;

/// Why a message could not be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SplitError {
    /// GSM 7-bit was requested but lacks a character.
    Unmappable(smpp_gsm7::EncodeError),
    /// More than 255 parts.
    TooManyParts,
    /// The message should be sent in one piece but exceeds its limit.
    TooLong {
        /// The limit in octets.
        max: usize,
    },
    /// The buffer is too small for the part.
    NoRoom,
    /// A port above 255 in an element with 8-bit ports. Use [`Width::Bits16`](crate::message::udh::Width::Bits16)
    /// for 16 bits.
    Port(u16),
    /// The limits leave no room for a character after the header of a part.
    NoRoomForText,
}

impl fmt::Display for SplitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmappable(error) => write!(f, "GSM 7-bit: {error}"),
            Self::TooManyParts => f.write_str("more than 255 parts"),
            Self::TooLong { max } => write!(f, "longer than the {max} octets of one message"),
            Self::NoRoom => f.write_str("the buffer is too small for the part"),
            Self::Port(port) => write!(f, "port {port} takes 16 bits, and the header has 8"),
            Self::NoRoomForText => f.write_str("no room for text behind the header of a part"),
        }
    }
}

impl core::error::Error for SplitError {}
