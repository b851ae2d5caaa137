//! PDUs in two layers: [`RawPdu`], and a typed struct for each PDU of the standard.
//!
//! [`RawPdu`] is the header and body of any framed PDU, unchecked. A typed struct such as [`SubmitSm`] borrows from
//! the body and has the standard's field names. Under [`Rules::AS_IS`], both encode back to the octets they were
//! decoded from. Decoding rejects a broken structure but accepts any values; to check values, use
//! [`lint`](crate::lint).
//!
//! To send a PDU, fill in its public fields and take the rest from `Default`. Alternatively, start with
//! [`SubmitSm::checked`], whose setters reject values that the version does not allow.

mod address;
mod bind;
mod broadcast;
mod checked;
mod counted;
mod cursor;
mod data;
mod declare;
mod deliver;
mod field;
mod fields;
mod manage;
mod raw;
mod registry;
mod session;
mod submit;
#[cfg(all(test, target_pointer_width = "64"))]
mod tests;
mod unknown;
mod v33;
mod value;

pub use crate::field::{FieldDef, FieldFormat, FieldKind};
pub use address::Address;
pub use bind::*;
pub use broadcast::*;
pub use checked::Checked;
#[cfg(feature = "arbitrary")]
pub(crate) use checked::is_receipt_of_an_esme;
pub(crate) use checked::{has_fault, is_absolute_time, is_printable, kind_fault, needs_value};
#[cfg(any(feature = "arbitrary", feature = "serde"))]
pub(crate) use counted::Item;
pub use counted::{Counted, DestAddress, UnsuccessSme};
pub use data::*;
pub use deliver::*;
#[cfg(feature = "arbitrary")]
pub(crate) use field::Field;
pub use fields::Fields;
pub use manage::*;
pub use raw::RawPdu;
pub use registry::{PDUS, Pdu};
pub use session::*;
pub use submit::*;
pub use unknown::UnknownPdu;
pub use v33::*;
pub use value::Value;

use crate::codes::{CommandId, CommandStatus, InterfaceVersion, Version};
use crate::count::sum;
use crate::error::{DecodeError, EncodeError};
use crate::header::Header;
use crate::rules::Rules;
use crate::wire::{Fault, HEADER_LEN};

/// Whether a PDU is a request, a response or one-way.
///
/// ```
/// use smpp_core::CommandId;
/// use smpp_core::pdu::PduKind;
/// assert_eq!(CommandId::OUTBIND.def().unwrap().kind, PduKind::OneWay);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum PduKind {
    /// A request, which has a response.
    Request,
    /// The response to a request.
    Response,
    /// Expects no response: outbind and alert_notification.
    OneWay,
}

/// Which side issues a PDU (v3.4 section 2.3).
///
/// ```
/// use smpp_core::CommandId;
/// use smpp_core::pdu::IssuedBy;
/// assert_eq!(CommandId::DELIVER_SM.def().unwrap().issued_by, IssuedBy::Smsc);
/// assert_eq!(CommandId::ENQUIRE_LINK.def().unwrap().issued_by, IssuedBy::Both);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum IssuedBy {
    /// The ESME.
    Esme,
    /// The message centre.
    Smsc,
    /// Both sides.
    Both,
}

/// The declaration of a PDU: an entry of [`PDUS`].
///
/// ```
/// use smpp_core::CommandId;
/// let def = CommandId::QUERY_SM.def().unwrap();
/// assert_eq!(def.name, "query_sm");
/// let fields: Vec<_> = def.fields.iter().map(|field| field.name).collect();
/// assert_eq!(fields, ["message_id", "source_addr_ton", "source_addr_npi", "source_addr"]);
/// ```
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct PduDef {
    /// The standard's name for the PDU.
    pub name: &'static str,
    /// Its `command_id`.
    pub command_id: CommandId,
    /// Request, response or one-way.
    pub kind: PduKind,
    /// The side that sends the PDU.
    pub issued_by: IssuedBy,
    /// The first version that has the PDU. For bind_transceiver and its response this is 3.3, because some 3.3 providers
    /// offer them.
    pub since: Version,
    /// The last version that has the PDU.
    pub until: Version,
    /// The mandatory fields in wire order. A length or count belongs to the field after it.
    pub fields: &'static [FieldDef],
}

impl PduDef {
    /// Whether the version has this PDU.
    ///
    /// ```
    /// use smpp_core::{CommandId, Version};
    /// let def = CommandId::DATA_SM.def().unwrap();
    /// assert!(def.in_version(Version::V34) && !def.in_version(Version::V33));
    /// ```
    pub fn in_version(&self, version: Version) -> bool {
        (self.since..=self.until).contains(&version)
    }

    /// Whether only a single public source describes the layout. True for the PDUs that only 3.3 has.
    ///
    /// ```
    /// use smpp_core::CommandId;
    /// assert!(CommandId::PARAM_RETRIEVE.def().unwrap().is_unverified());
    /// ```
    pub fn is_unverified(&self) -> bool {
        self.until == Version::V33
    }
}

/// The result of encoding a PDU.
///
/// ```
/// use smpp_core::pdu::{Encoded, EnquireLink};
/// use smpp_core::{Encode, Rules};
/// let mut out = [0; 16];
/// assert_eq!(EnquireLink::default().encode(1, Rules::V34, &mut out)?, Encoded { len: 16, omitted: 0 });
/// # Ok::<(), smpp_core::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Encoded {
    /// Number of octets written, equal to `command_length`.
    pub len: usize,
    /// Number of TLVs left out because the version does not have them. Always 0 without [`Rules::omitting`].
    pub omitted: u16,
}

/// Measures and writes a body.
pub(crate) trait EncodeBody {
    /// Length of the body in octets, including TLVs that the rules may leave out.
    fn body_len(&self) -> usize;

    /// Writes the body under `rules`, after the space for the header. If `out` is too small, the error has the
    /// length that is needed.
    fn encode_body(&self, out: &mut [u8], rules: Rules) -> Result<Encoded, EncodeError>;
}

/// A PDU that can be encoded: the typed structs, [`RawPdu`] and [`Pdu`]. Other types cannot implement it. For a
/// vendor's own PDU, use [`RawPdu`].
///
/// ```
/// use smpp_core::pdu::SubmitSm;
/// use smpp_core::{CommandId, Encode, Rules};
/// let submit_sm = SubmitSm { short_message: b"Hello", ..SubmitSm::default() };
/// let mut out = [0; 64];
/// let done = submit_sm.encode(7, Rules::V34, &mut out)?;
/// assert_eq!((done.len, submit_sm.command_id()), (submit_sm.encoded_len(), CommandId::SUBMIT_SM));
/// # Ok::<(), smpp_core::EncodeError>(())
/// ```
#[expect(private_bounds, reason = "how a body is written is internal")]
pub trait Encode: EncodeBody {
    /// Its `command_id`.
    ///
    /// ```
    /// use smpp_core::{CommandId, Encode, pdu::Unbind};
    /// assert_eq!(Unbind::default().command_id(), CommandId::UNBIND);
    /// ```
    fn command_id(&self) -> CommandId;

    /// Length of the whole PDU in octets, including TLVs that the rules may leave out.
    ///
    /// ```
    /// use smpp_core::{Encode, pdu::SubmitSm};
    /// assert_eq!(SubmitSm::default().encoded_len(), 33);
    /// ```
    fn encoded_len(&self) -> usize {
        sum(HEADER_LEN, self.body_len())
    }

    /// Writes the whole PDU to the front of `out`, with `command_status` 0.
    ///
    /// ```
    /// use smpp_core::{Encode, Rules, pdu::EnquireLink};
    /// let mut out = [0; 16];
    /// EnquireLink::default().encode(1, Rules::V34, &mut out)?;
    /// assert_eq!(&out, b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// The same errors as [`Encode::encode_with`].
    fn encode(&self, sequence_number: u32, rules: Rules, out: &mut [u8]) -> Result<Encoded, EncodeError> {
        self.encode_with(CommandStatus::ESME_ROK, sequence_number, rules, out)
    }

    /// Writes the whole PDU to the front of `out`.
    ///
    /// ```
    /// use smpp_core::pdu::SubmitSmResp;
    /// use smpp_core::{CommandStatus, Encode, Rules};
    /// let mut out = [0; 17];
    /// SubmitSmResp::default().encode_with(CommandStatus::ESME_RTHROTTLED, 7, Rules::V34, &mut out)?;
    /// assert_eq!(out[8..12], [0, 0, 0, 0x58]);
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// The buffer is too small, or `rules` do not allow the PDU, a field or a TLV. The error names the field, or has the
    /// tag of the TLV. See [`EncodeErrorKind`](crate::EncodeErrorKind). After an error, ignore the contents of `out`.
    fn encode_with(
        &self,
        command_status: CommandStatus,
        sequence_number: u32,
        rules: Rules,
        out: &mut [u8],
    ) -> Result<Encoded, EncodeError> {
        let done = self.encode_body(out, rules)?;
        put_header(out, done, self.command_id(), command_status, sequence_number)
    }

    /// Like [`encode`](Self::encode), but returns the octets in a new vector.
    ///
    /// ```
    /// use smpp_core::pdu::EnquireLink;
    /// use smpp_core::{Encode, Rules};
    /// assert_eq!(EnquireLink::default().encode_to_vec(1, Rules::V34)?.len(), 16);
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// The same errors as [`Encode::encode_with`], except
    /// [`EncodeErrorKind::BufferTooSmall`](crate::EncodeErrorKind::BufferTooSmall).
    #[cfg(feature = "alloc")]
    fn encode_to_vec(&self, sequence_number: u32, rules: Rules) -> Result<alloc::vec::Vec<u8>, EncodeError> {
        let mut octets = alloc::vec![0; self.encoded_len()];
        let Encoded { len, .. } = self.encode(sequence_number, rules, &mut octets)?;
        octets.truncate(len);
        Ok(octets)
    }
}

/// Writes the header in front of the body.
#[cfg_attr(target_os = "none", inline(never))]
fn put_header(
    out: &mut [u8],
    done: Encoded,
    command_id: CommandId,
    command_status: CommandStatus,
    sequence_number: u32,
) -> Result<Encoded, EncodeError> {
    let too_small = || EncodeError::from(Fault::BufferTooSmall).with_needed(|| done.len);
    let header = out.first_chunk_mut::<HEADER_LEN>().ok_or_else(too_small)?;
    let command_length = u32::try_from(done.len).map_err(|_| Fault::TooMany)?;
    *header = Header { command_length, command_id, command_status, sequence_number }.octets();
    Ok(done)
}

/// A typed PDU that can be decoded from a body.
///
/// ```
/// use smpp_core::pdu::{Body, SubmitSmResp};
/// use smpp_core::{CommandId, DecodeError};
/// /// Works for any typed PDU.
/// fn name<'a, P: Body<'a>>() -> CommandId {
///     P::COMMAND_ID
/// }
/// assert_eq!(name::<SubmitSmResp<'_>>(), CommandId::SUBMIT_SM_RESP);
/// ```
pub trait Body<'a>: Encode + Sized {
    /// Its `command_id`.
    const COMMAND_ID: CommandId;

    /// Decodes the octets after the header. Everything after the mandatory fields becomes the optional part,
    /// valid TLVs or not.
    ///
    /// ```
    /// use smpp_core::pdu::{Body, SubmitSmResp};
    /// assert_eq!(SubmitSmResp::decode_body(b"17\0")?.message_id, "17");
    /// let error = SubmitSmResp::decode_body(b"17").unwrap_err();
    /// assert_eq!((error.field(), error.offset()), (Some("message_id"), 16));
    /// # Ok::<(), smpp_core::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// The structure of the mandatory fields is broken. The error has the offset, the field and the status to
    /// answer with.
    fn decode_body(body: &'a [u8]) -> Result<Self, DecodeError>;
}

/// Requests for which a session keeps a value from the caller: all requests with a response except the binds
/// and unbind. See [`Session::prepare`](crate::session::Session::prepare).
///
/// ```
/// use smpp_core::Request;
/// use smpp_core::pdu::{QuerySm, SubmitSm};
/// fn is_request(_: &impl Request) {}
/// is_request(&SubmitSm::default());
/// is_request(&QuerySm::default());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request that a session keeps a value for",
    note = "binds, unbind, outbind and alert_notification go through `Session::send`"
)]
pub trait Request: Encode {}

/// PDUs that a session sends without a value from the caller: the binds, unbind, and the one-way PDUs outbind and
/// alert_notification. See [`Session::send`](crate::session::Session::send).
///
/// ```
/// use smpp_core::pdu::{BindTransmitter, ControlPdu, Unbind};
/// fn is_control(_: &impl ControlPdu) {}
/// is_control(&BindTransmitter::default());
/// is_control(&Unbind::default());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a bind nor unbind, outbind or alert_notification",
    note = "other requests go through `Session::prepare`, which keeps a value until the response"
)]
pub trait ControlPdu: Encode {}

/// Requests that have a response; outbind and alert_notification do not.
///
/// ```
/// use smpp_core::pdu::{Operation, SubmitSm, SubmitSmResp};
/// fn response<'r, T: Operation>() -> T::Response<'r>
/// where
///     T::Response<'r>: Default,
/// {
///     Default::default()
/// }
/// assert_eq!(response::<SubmitSm<'_>>(), SubmitSmResp::default());
/// ```
pub trait Operation: Encode {
    /// The response to this request.
    type Response<'r>: Response + Body<'r>;

    /// The same type with the lifetime `'static`, used as the type parameter of a
    /// [`Token`](crate::session::Token).
    type Static: Operation;
}

/// The three binds.
///
/// ```
/// use smpp_core::pdu::{Bind, BindReceiver, BindTransceiver};
/// use smpp_core::Version;
/// /// Any bind, for 5.0.
/// fn for_v50<B: Bind>(bind: B) -> B {
///     bind.with_interface_version(Version::V50.interface_version())
/// }
/// assert_eq!(for_v50(BindReceiver::default()).interface_version.0, 0x50);
/// assert_eq!(for_v50(BindTransceiver::default()).interface_version.0, 0x50);
/// ```
pub trait Bind: Operation + ControlPdu + Copy {
    /// The same bind with another `interface_version`.
    ///
    /// ```
    /// use smpp_core::pdu::{Bind, BindTransceiver};
    /// let bind = BindTransceiver::default().with_interface_version(0x33.into());
    /// assert_eq!(bind.interface_version.0, 0x33);
    /// ```
    #[must_use]
    fn with_interface_version(self, interface_version: InterfaceVersion) -> Self;
}

/// PDUs that answer a request.
///
/// ```
/// use smpp_core::Response;
/// use smpp_core::pdu::{DeliverSmResp, GenericNack};
/// fn is_response(_: &impl Response) {}
/// is_response(&DeliverSmResp::default());
/// is_response(&GenericNack::default());
/// ```
pub trait Response: Encode {}
