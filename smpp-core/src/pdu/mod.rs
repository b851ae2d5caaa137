//! PDUs, in two layers made from one list.
//!
//! [`RawPdu`] shows any well-framed octets and judges nothing. A typed struct, such as [`SubmitSm`], borrows them under
//! the standard's names. What was decoded encodes back to the same octets. Decoding is strict about structure and
//! tolerant of meaning; the checks are in [`lint`](crate::lint). To send one, fill the public fields and leave the rest to
//! `Default`, or start with [`SubmitSm::checked`], whose setters refuse what the version does not take.

mod checked;
mod counted;
mod dump;
mod list;
mod make;
mod raw;
mod unknown;

pub use checked::Checked;
pub(crate) use checked::{is_out_of_range, is_printable, is_time};
pub use counted::{Counted, CountedIter, DestAddress, Entry, UnsuccessSme};
pub use dump::{Dump, Fields, Value};
pub use make::*;
pub use raw::RawPdu;
pub use unknown::UnknownPdu;

use crate::codes::{CommandId, CommandStatus, Version};
use crate::error::{DecodeError, EncodeError};
use crate::field_def::FieldDef;
use crate::header::Header;
use crate::rules::Rules;
use crate::wire::HEADER_LEN;
use crate::wire::{EncodeErrorKind, Writer};

/// What kind of PDU a `command_id` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum PduKind {
    /// A request that has a response.
    Request,
    /// Answers a request.
    Response,
    /// Sent without an answer: outbind and alert_notification.
    OneWay,
}

/// Which side sends a PDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Sender {
    /// The ESME.
    Esme,
    /// The message centre.
    Smsc,
    /// Either.
    Both,
}

/// What the list says of one PDU: an entry of [`PDUS`].
#[derive(Debug)]
pub struct PduDef {
    /// The standard's name.
    pub name: &'static str,
    /// Its `command_id`.
    pub command_id: CommandId,
    /// Request, response or neither.
    pub kind: PduKind,
    /// Who sends it.
    pub sender: Sender,
    /// The first version that has it.
    pub since: Version,
    /// The last version that has it.
    pub until: Version,
    /// Its mandatory fields in wire order; lengths and counts are part of the field they belong to.
    pub fields: &'static [FieldDef],
}

impl PduDef {
    /// Whether a version has the PDU.
    pub fn in_version(&self, version: Version) -> bool {
        (self.since..=self.until).contains(&version)
    }

    /// Whether the layout rests on one public source: true of the PDUs that only 3.3 has.
    pub fn is_unverified(&self) -> bool {
        self.until == Version::V33
    }
}

/// The outcome of encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Encoded {
    /// Octets written: the `command_length`.
    pub len: usize,
    /// TLVs left out because the version does not have them; only with [`Rules::omitting`].
    pub omitted: u16,
}

/// Anything that can be written as a PDU: the typed structs, [`RawPdu`] and [`Pdu`].
pub trait Encode {
    /// Its `command_id`.
    fn command_id(&self) -> CommandId;

    /// Octets of the body, before any TLV is left out.
    fn body_len(&self) -> usize;

    /// Writes the body under `rules`; returns how many TLVs were left out.
    ///
    /// # Errors
    /// The field and what is wrong with it; see [`EncodeErrorKind`].
    fn encode_body(&self, out: &mut Writer<'_>, rules: Rules) -> Result<u16, EncodeError>;

    /// Octets of the whole PDU.
    fn encoded_len(&self) -> usize {
        self.body_len().saturating_add(HEADER_LEN)
    }

    /// Writes the whole PDU to the start of `out`, with `command_status` 0.
    ///
    /// # Errors
    /// As [`Encode::encode_body`]. Nothing in `out` counts then.
    fn encode(&self, sequence_number: u32, rules: Rules, out: &mut [u8]) -> Result<Encoded, EncodeError> {
        self.encode_with(CommandStatus::ESME_ROK, sequence_number, rules, out)
    }

    /// Writes the whole PDU to the start of `out`.
    ///
    /// # Errors
    /// As [`Encode::encode_body`]. Nothing in `out` counts then.
    fn encode_with(
        &self,
        command_status: CommandStatus,
        sequence_number: u32,
        rules: Rules,
        out: &mut [u8],
    ) -> Result<Encoded, EncodeError> {
        let grow = |error: EncodeError| {
            if error.kind() == EncodeErrorKind::BufferTooSmall {
                error.with_needed(self.encoded_len())
            } else {
                error
            }
        };
        let plain = |kind| grow(EncodeError::new(kind, None));
        let Some((head, body)) = out.split_first_chunk_mut::<HEADER_LEN>() else {
            return Err(plain(EncodeErrorKind::BufferTooSmall));
        };
        let mut writer = Writer::new(body);
        let omitted = self.encode_body(&mut writer, rules).map_err(grow)?;
        let len = writer.written().saturating_add(HEADER_LEN);
        let command_length = u32::try_from(len).map_err(|_| plain(EncodeErrorKind::TooMany))?;
        let header =
            Header { command_length, command_id: self.command_id(), command_status, sequence_number };
        *head = header.octets();
        Ok(Encoded { len, omitted })
    }
}

/// A typed PDU that can be read from a body.
pub trait Body<'a>: Encode + Sized {
    /// Its `command_id`.
    const COMMAND_ID: CommandId;

    /// Reads the octets after the header. What follows the mandatory fields is the optional part, TLVs or not.
    ///
    /// # Errors
    /// When the structure of the mandatory fields is broken: offset, field and the status to answer.
    fn decode_body(body: &'a [u8]) -> Result<Self, DecodeError>;
}

/// PDUs that are sent as requests (or one-way), so that sending a response as one does not compile.
pub trait Request: Encode {}

/// PDUs that answer a request.
pub trait Response: Encode {}
