//! PDUs, in two layers made from one list.
//!
//! [`RawPdu`] shows any well-framed octets and judges nothing. A typed struct, such as [`SubmitSm`], borrows them under
//! the standard's names. What was decoded encodes back to the same octets. Decoding is strict about structure and
//! tolerant of meaning; the checks are in [`lint`](crate::lint). To send one, fill the public fields and leave the rest to
//! `Default`, or start with [`SubmitSm::checked`], whose setters refuse what the version does not take.

mod bind;
mod broadcast;
mod checked;
mod counted;
mod data;
mod declare;
mod deliver;
mod dump;
mod manage;
mod raw;
mod registry;
mod session;
mod submit;
mod unknown;
mod v33;

pub use bind::*;
pub use broadcast::*;
pub use checked::Checked;
pub(crate) use checked::{is_absolute_time, is_out_of_range, is_printable, is_time};
#[cfg(feature = "arbitrary")]
pub(crate) use checked::{is_address, is_receipt_of_an_esme, needs_value};
#[cfg(feature = "arbitrary")]
pub(crate) use counted::Item;
pub use counted::{Counted, CountedIter, DestAddress, Entry, UnsuccessSme};
pub use data::*;
pub use deliver::*;
pub use dump::{Dump, Fields, Value};
pub use manage::*;
pub use raw::RawPdu;
pub use registry::{PDUS, Pdu};
pub use session::*;
pub use submit::*;
pub use unknown::UnknownPdu;
pub use v33::*;

use crate::codes::{CommandId, CommandStatus, Version};
use crate::error::{DecodeError, EncodeError};
use crate::field::FieldDef;
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
        let mut writer = Writer::at(out, HEADER_LEN);
        let done = self.encode_body(&mut writer, rules).and_then(|omitted| {
            let len = writer.head(self.command_id(), command_status, sequence_number);
            len.map(|len| Encoded { len, omitted }).map_err(|kind| EncodeError::new(kind, None))
        });
        match done {
            Err(error) if error.kind() == EncodeErrorKind::BufferTooSmall => {
                Err(error.with_needed(self.encoded_len()))
            }
            done => done,
        }
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

/// Requests that have a response. Outbind and alert_notification have none.
pub trait Operation: Request {
    /// The PDU that answers it.
    type Response<'r>: Response + Body<'r>;

    /// The same type with the lifetime `'static`: what names the request in a [`Token`](crate::session::Token).
    type Static: Operation;
}

/// PDUs that answer a request.
pub trait Response: Encode {}
