//! Layer 1: a PDU as header and body, with any contents.

use super::{Body, ControlPdu, Encode, EncodeBody, Encoded, PduDef, Request, Response};
use crate::codes::{CommandId, CommandStatus};
use crate::count::sum;
use crate::error::{DecodeError, EncodeError};
use crate::header::Header;
use crate::rules::Rules;
use crate::wire::{DecodeErrorKind, HEADER_LEN, put_octets};

/// A framed PDU, known or unknown: the header's values and the body's octets, unchecked. Encoding copies the body as
/// it is, whatever the [`Rules`].
///
/// ```
/// use smpp_core::{CommandId, RawPdu};
/// let raw = RawPdu::parse(b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x07")?;
/// assert_eq!(raw.command_id, CommandId::ENQUIRE_LINK);
/// assert_eq!(raw.sequence_number, 7);
/// # Ok::<(), smpp_core::DecodeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct RawPdu<'a> {
    /// The type of the PDU.
    pub command_id: CommandId,
    /// The result in a response; 0 in a request.
    pub command_status: CommandStatus,
    /// Links a response to its request.
    pub sequence_number: u32,
    /// The octets after the header.
    pub body: &'a [u8],
}

impl<'a> RawPdu<'a> {
    /// Reads exactly one PDU: `command_length` must equal the length of `octets`. For a stream, use a
    /// [`Framer`](crate::frame::Framer).
    ///
    /// # Errors
    /// [`DecodeErrorKind::CommandLength`] if they differ, or if there are fewer than 16 octets.
    pub fn parse(octets: &'a [u8]) -> Result<Self, DecodeError> {
        let (pdu, rest) = Self::split(octets)?;
        if rest.is_empty() { Ok(pdu) } else { Err(Header::length_error()) }
    }

    /// Reads the first PDU and returns it with the remaining octets.
    ///
    /// # Errors
    /// [`DecodeErrorKind::CommandLength`] if the length is below 16 or exceeds `octets`.
    pub fn split(octets: &'a [u8]) -> Result<(Self, &'a [u8]), DecodeError> {
        let split = || {
            let length = u32::from_be_bytes(*octets.first_chunk()?);
            let (pdu, rest) = octets.split_at_checked(usize::try_from(length).ok()?)?;
            Some((Self::framed(pdu)?, rest))
        };
        split().ok_or_else(Header::length_error)
    }

    /// Takes apart the octets of one PDU, found by its `command_length`. `None` if there are fewer than 16.
    pub(crate) fn framed(pdu: &'a [u8]) -> Option<Self> {
        let (Header { command_id, command_status, sequence_number, .. }, body) = Header::split(pdu)?;
        Some(Self { command_id, command_status, sequence_number, body })
    }

    /// The header, with `command_length` computed from the body.
    pub fn header(&self) -> Header {
        let Self { command_id, command_status, sequence_number, .. } = *self;
        let command_length = u32::try_from(self.encoded_len()).unwrap_or(u32::MAX);
        Header { command_length, command_id, command_status, sequence_number }
    }

    /// Decodes the body as `T`.
    ///
    /// # Errors
    /// [`DecodeErrorKind::OtherCommand`] if this is a different PDU; otherwise the same errors as
    /// [`Body::decode_body`].
    pub fn decode<T: Body<'a>>(&self) -> Result<T, DecodeError> {
        if self.command_id == T::COMMAND_ID {
            T::decode_body(self.body)
        } else {
            Err(DecodeError::new(DecodeErrorKind::OtherCommand, 4))
        }
    }

    /// The declaration of the PDU; `None` if no version has the `command_id`.
    pub fn def(&self) -> Option<&'static PduDef> {
        self.command_id.def()
    }

    /// Writes the PDU with its own status and sequence number, octet for octet as received. To write it with
    /// others, use [`Encode::encode_with`].
    ///
    /// # Errors
    /// [`EncodeErrorKind::BufferTooSmall`](crate::EncodeErrorKind::BufferTooSmall), or
    /// [`EncodeErrorKind::TooMany`](crate::EncodeErrorKind::TooMany) if the PDU has 4 GiB or more.
    pub fn encode(&self, out: &mut [u8]) -> Result<Encoded, EncodeError> {
        self.encode_with(self.command_status, self.sequence_number, Rules::AS_IS, out)
    }

    /// Like [`encode`](Self::encode), but returns the octets in a new vector.
    ///
    /// # Errors
    /// The PDU has 4 GiB or more.
    #[cfg(feature = "alloc")]
    pub fn encode_to_vec(&self) -> Result<alloc::vec::Vec<u8>, EncodeError> {
        let mut octets = alloc::vec![0; self.encoded_len()];
        let Encoded { len, .. } = self.encode(&mut octets)?;
        octets.truncate(len);
        Ok(octets)
    }
}

impl Encode for RawPdu<'_> {
    fn command_id(&self) -> CommandId {
        self.command_id
    }
}

/// Writes the body as it is, under any rules.
impl EncodeBody for RawPdu<'_> {
    fn body_len(&self) -> usize {
        self.body.len()
    }

    fn encode_body(&self, out: &mut [u8], _rules: Rules) -> Result<Encoded, EncodeError> {
        match put_octets(out, HEADER_LEN, self.body) {
            Ok(len) => Ok(Encoded { len, omitted: 0 }),
            Err(fault) => Err(EncodeError::from(fault).with_needed(|| sum(HEADER_LEN, self.body.len()))),
        }
    }
}

impl Request for RawPdu<'_> {}
impl ControlPdu for RawPdu<'_> {}
impl Response for RawPdu<'_> {}
