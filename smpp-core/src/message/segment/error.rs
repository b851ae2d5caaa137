//! Why a message is not cut.

use core::fmt;

/// Why a message was not cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SplitError {
    /// GSM 7-bit was asked for and lacks a character.
    Unmappable(smpp_gsm7::EncodeError),
    /// More than 255 parts.
    TooManyParts,
    /// The one message that was asked for has more octets than it may.
    TooLong {
        /// Octets that it may have.
        max: usize,
    },
    /// The buffer is too small for the part.
    NoRoom,
}

impl fmt::Display for SplitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmappable(error) => write!(f, "GSM 7-bit: {error}"),
            Self::TooManyParts => f.write_str("more than 255 parts"),
            Self::TooLong { max } => write!(f, "longer than the {max} octets of one message"),
            Self::NoRoom => f.write_str("the buffer is too small for the part"),
        }
    }
}

impl core::error::Error for SplitError {}
