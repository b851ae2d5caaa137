//! The 16 octets at the front of every PDU (v3.4 and v5.0 section 3.2).

use crate::codes::{CommandId, CommandStatus};
use crate::error::DecodeError;
use crate::wire::{DecodeErrorKind, HEADER_LEN};

/// The header of a PDU. Its values are not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Header {
    /// Length of the whole PDU in octets, including this field (v3.4 section 5.1.1, v5.0 section 4.7.4).
    pub command_length: u32,
    /// The type of the PDU (v3.4 section 5.1.2, v5.0 section 4.7.5).
    pub command_id: CommandId,
    /// The result in a response; 0 in a request (v3.4 section 5.1.3, v5.0 section 4.7.6).
    pub command_status: CommandStatus,
    /// Links a response to its request (v3.4 section 5.1.4, v5.0 section 4.7.24): 1 to 0x7FFFFFFF, or 0 in a
    /// generic_nack for a PDU whose header could not be read. Some peers send other values.
    pub sequence_number: u32,
}

impl Header {
    /// Reads the header at the front of `octets`, without checking its values. `None` if there are fewer than
    /// 16 octets.
    pub fn parse(octets: &[u8]) -> Option<Self> {
        Self::split(octets).map(|(header, _)| header)
    }

    /// Reads the header and returns it with the octets after it.
    pub(crate) fn split(octets: &[u8]) -> Option<(Self, &[u8])> {
        let (header, rest) = octets.split_first_chunk::<HEADER_LEN>()?;
        let ([length, id, status, sequence], _) = header.as_chunks::<4>() else { return None };
        let header = Self {
            command_length: u32::from_be_bytes(*length),
            command_id: CommandId(u32::from_be_bytes(*id)),
            command_status: CommandStatus(u32::from_be_bytes(*status)),
            sequence_number: u32::from_be_bytes(*sequence),
        };
        Some((header, rest))
    }

    /// Encodes the header.
    pub(crate) fn octets(&self) -> [u8; HEADER_LEN] {
        let words = [self.command_length, self.command_id.0, self.command_status.0, self.sequence_number];
        let mut octets = [0; HEADER_LEN];
        for (to, word) in octets.as_chunks_mut::<4>().0.iter_mut().zip(words) {
            *to = word.to_be_bytes();
        }
        octets
    }

    pub(crate) fn length_error() -> DecodeError {
        DecodeError::new(DecodeErrorKind::CommandLength, 0)
    }
}
