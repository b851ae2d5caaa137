//! PDUs in two layers: [`RawPdu`] and typed structs.
//!
//! [`RawPdu`] is the header and body of any framed PDU, unchecked. A typed struct such as [`SubmitSm`] borrows from the body and has the standard's field names. Both encode back to the octets they were decoded from. Decoding rejects a broken structure but accepts any values; to check values, use [`lint`](crate::lint).
//!
//! To send a PDU, fill in its public fields and take the rest from `Default`. Or start with
//! [`SubmitSm::checked`], whose setters reject values that the version does not allow.

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

use crate::codes::{CommandId, CommandStatus, InterfaceVersion, Version};
use crate::error::{DecodeError, EncodeError};
use crate::field::FieldDef;
use crate::rules::Rules;
use crate::wire::HEADER_LEN;
use crate::wire::{EncodeErrorKind, Writer};

/// The role of a PDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum PduKind {
    /// A request, which has a response.
    Request,
    /// The response to a request.
    Response,
    /// A request without a response: outbind and alert_notification.
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
    /// Both sides.
    Both,
}

/// The declaration of a PDU: an entry of [`PDUS`].
#[derive(Debug)]
#[non_exhaustive]
pub struct PduDef {
    /// The standard's name.
    pub name: &'static str,
    /// Its `command_id`.
    pub command_id: CommandId,
    /// Request, response or one-way.
    pub kind: PduKind,
    /// The side that sends it.
    pub sender: Sender,
    /// The first version that has it.
    pub since: Version,
    /// The last version that has it.
    pub until: Version,
    /// The mandatory fields in wire order. A length or count belongs to the field after it.
    pub fields: &'static [FieldDef],
}

impl PduDef {
    /// Whether the version has this PDU.
    pub fn in_version(&self, version: Version) -> bool {
        (self.since..=self.until).contains(&version)
    }

    /// Whether the layout is known from a single public source. True for the PDUs that only 3.3 has.
    pub fn is_unverified(&self) -> bool {
        self.until == Version::V33
    }
}

/// The result of encoding a PDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Encoded {
    /// Number of octets written, equal to `command_length`.
    pub len: usize,
    /// Number of TLVs left out because the version does not have them. Always 0 without [`Rules::omitting`].
    pub omitted: u16,
}

/// A PDU that can be encoded: the typed structs, [`RawPdu`] and [`Pdu`].
pub trait Encode {
    /// Its `command_id`.
    fn command_id(&self) -> CommandId;

    /// Length of the body in octets, including TLVs that the rules may leave out.
    fn body_len(&self) -> usize;

    /// Writes the body under `rules` and returns how many TLVs were left out.
    ///
    /// # Errors
    /// Names the field and what is wrong with it; see [`EncodeErrorKind`].
    fn encode_body(&self, out: &mut Writer<'_>, rules: Rules) -> Result<u16, EncodeError>;

    /// Length of the whole PDU in octets.
    fn encoded_len(&self) -> usize {
        self.body_len().saturating_add(HEADER_LEN)
    }

    /// Writes the whole PDU to the front of `out`, with `command_status` 0.
    ///
    /// # Errors
    /// As [`Encode::encode_body`]. Ignore the contents of `out` then.
    fn encode(&self, sequence_number: u32, rules: Rules, out: &mut [u8]) -> Result<Encoded, EncodeError> {
        self.encode_with(CommandStatus::ESME_ROK, sequence_number, rules, out)
    }

    /// Writes the whole PDU to the front of `out`.
    ///
    /// # Errors
    /// As [`Encode::encode_body`]. Ignore the contents of `out` then.
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

/// A typed PDU that can be decoded from a body.
pub trait Body<'a>: Encode + Sized {
    /// Its `command_id`.
    const COMMAND_ID: CommandId;

    /// Decodes the octets after the header. Everything after the mandatory fields becomes the optional part,
    /// valid TLVs or not.
    ///
    /// # Errors
    /// The structure of the mandatory fields is broken. The error has the offset, the field and the status to
    /// answer.
    fn decode_body(body: &'a [u8]) -> Result<Self, DecodeError>;
}

pub(crate) mod sealed {
    /// Keeps other crates from implementing the traits that say what a PDU is for: sessions rely on them.
    pub trait Sealed {}
}

/// Requests that a session sends with a value of the caller: all but the binds and unbind. See
/// [`Session::prepare`](crate::session::Session::prepare).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request that a session keeps a value for",
    note = "binds, unbind, outbind and alert_notification go through `Session::send`"
)]
pub trait Request: Encode + sealed::Sealed {}

/// PDUs that a session sends without a value of the caller: the binds, unbind, and the one-way PDUs outbind and
/// alert_notification. See [`Session::send`](crate::session::Session::send).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a bind nor unbind, outbind or alert_notification",
    note = "other requests go through `Session::prepare`, which keeps a value until the response"
)]
pub trait ControlPdu: Encode + sealed::Sealed {}

/// Requests that have a response; outbind and alert_notification do not.
pub trait Operation: Encode + sealed::Sealed {
    /// The response to this request.
    type Response<'r>: Response + Body<'r>;

    /// The same type with the lifetime `'static`, used as the type parameter of a
    /// [`Token`](crate::session::Token).
    type Static: Operation;
}

/// The three binds.
pub trait Bind: Operation + ControlPdu + Copy {
    /// The same bind with another `interface_version`.
    #[must_use]
    fn with_interface_version(self, interface_version: InterfaceVersion) -> Self;
}

/// PDUs that answer a request.
pub trait Response: Encode + sealed::Sealed {}
