//! Setters that check: what a version does not take is refused when it is set, by name.

use crate::codes::{
    CommandId, DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, RegisteredDelivery, Ton, Version,
};
use crate::error::EncodeError;
use crate::field_def::FieldDef;
use crate::timestamp::Timestamp;
use crate::tlv::Tlvs;
use crate::wire::{EncodeErrorKind, Field, FieldKind};

/// A PDU under construction for a version. Each field has a setter under its own name, which refuses every value that
/// [`lint`](crate::lint) warns of or calls an error, whatever the other fields hold: one that is too long, that has a NUL inside, that is out of range
/// or no time; an address that is not printable ASCII; an empty destination where the PDU needs one, and an empty
/// `dest_address`. Entries of lists and TLVs are held to the same. A TLV must be one that the PDU may carry, once unless it
/// may repeat, with a length that it can have.
///
/// Three things are left to [`lint`](crate::lint), because no setter sees them: what was never set (a destination, a TLV that must be there), values that
/// contradict each other (the UDH indicator without a header, an address that does not go with its type of number,
/// `sar_*` TLVs that are incomplete or number a part above their total), and a PDU that the version does not have, which encoding under
/// the version refuses. Public fields and struct-update syntax stay the short way; encoding checks only the bounds of fields then.
///
/// ```
/// use smpp_core::pdu::SubmitSm;
/// use smpp_core::{EncodeErrorKind, Version};
/// let submit_sm = SubmitSm::checked(Version::V34)
///     .destination_addr("46700000002")?
///     .validity_period("000007000000000R")?
///     .short_message(b"Hello".as_slice())?
///     .build();
/// assert_eq!(submit_sm.short_message, b"Hello");
///
/// let error = SubmitSm::checked(Version::V34).priority_flag(4).unwrap_err();
/// assert_eq!((error.kind(), error.field()), (EncodeErrorKind::Reserved, Some("priority_flag")));
/// assert_eq!(error.to_string(), "submit_sm.priority_flag: a value that this version reserves");
/// assert!(SubmitSm::checked(Version::V50).priority_flag(4).is_ok());
/// # Ok::<(), smpp_core::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Checked<T> {
    pub(super) pdu: T,
    version: Version,
}

impl<T> Checked<T> {
    /// The PDU.
    pub fn build(self) -> T {
        self.pdu
    }

    pub(super) fn new(version: Version) -> Self
    where
        T: Default,
    {
        Self { pdu: T::default(), version }
    }

    /// Refuses what the version does not take.
    pub(super) fn field<'a>(
        &self,
        value: &impl Field<'a>,
        def: &'static FieldDef,
    ) -> Result<(), EncodeError> {
        let text = value.text();
        let is_list = matches!(def.kind, FieldKind::DestAddresses);
        let is_empty = if is_list { value.measure() == 0 } else { text.is_some_and(<[u8]>::is_empty) };
        let kind = if value.measure() > usize::from(def.max_in(self.version)) {
            EncodeErrorKind::TooLong
        } else if let Some(fault) = value.entry_fault() {
            fault
        } else if text.is_some_and(|text| text.contains(&0)) {
            EncodeErrorKind::EmbeddedNul
        } else if value.integer().is_some_and(|octet| {
            is_out_of_range(def, octet, self.version) || is_receipt_of_an_esme(def, octet)
        }) {
            EncodeErrorKind::Reserved
        } else if text.is_some_and(|text| !is_time(def.name, text)) {
            EncodeErrorKind::NoTime
        } else if is_empty && (is_list || needs_value(def)) {
            EncodeErrorKind::Missing
        } else if is_address(def.name) && text.is_some_and(|text| !is_printable(text)) {
            EncodeErrorKind::NotPrintable
        } else {
            return Ok(());
        };
        Err(EncodeError::new(kind, Some(def)))
    }

    pub(super) fn optional(&self, tlvs: &Tlvs<'_>, command_id: CommandId) -> Result<(), EncodeError> {
        tlvs.check(self.version, command_id)
    }
}

/// Whether an `esm_class` says that a message of an ESME is a receipt, which only a message centre sends.
fn is_receipt_of_an_esme(def: &FieldDef, octet: u8) -> bool {
    def.name == "esm_class"
        && matches!(def.pdu, "submit_sm" | "submit_multi")
        && EsmClass(octet).message_type().is_of_smsc()
}

/// Whether a message goes nowhere when the field is empty.
fn needs_value(def: &FieldDef) -> bool {
    def.name == "destination_addr" && matches!(def.pdu, "submit_sm" | "data_sm")
}

/// Whether a field holds an address, or many.
pub(crate) fn is_address(field: &str) -> bool {
    matches!(field, "source_addr" | "destination_addr" | "esme_addr" | "address_range")
}

/// Whether all of an address is printable ASCII.
pub(crate) fn is_printable(address: &[u8]) -> bool {
    address.iter().all(|octet| matches!(octet, 0x20..=0x7E))
}

/// Whether an integer is above the bound of its field, or is a code or has bits that the version keeps reserved.
pub(crate) fn is_out_of_range(def: &FieldDef, octet: u8, version: Version) -> bool {
    u16::from(octet) > def.max_in(version) || is_reserved(def.name, octet, version)
}

fn is_reserved(field: &str, octet: u8, version: Version) -> bool {
    match field {
        "source_addr_ton" | "dest_addr_ton" | "addr_ton" | "esme_addr_ton" => Ton(octet).name().is_none(),
        "source_addr_npi" | "dest_addr_npi" | "addr_npi" | "esme_addr_npi" => Npi(octet).name().is_none(),
        "esm_class" => EsmClass(octet).message_type().name().is_none(),
        "registered_delivery" => {
            let bits = RegisteredDelivery(octet);
            octet & 0xE0 != 0 || (bits.smsc_receipt().0 == 3 && version < Version::V50)
        }
        "data_coding" => !DataCoding(octet).is_meaningful_in(version),
        "message_state" => MessageState(octet).is_reserved_in(version),
        "interface_version" => InterfaceVersion(octet).is_reserved(),
        _ => false,
    }
}

/// Whether a text may stand in a field; for those that hold no time any may. Only schedule_delivery_time and validity_period
/// may be relative, and only final_date may be the 12 characters of a message centre's local time (3.4).
pub(crate) fn is_time(field: &str, text: &[u8]) -> bool {
    let (relative, short) = match field {
        "schedule_delivery_time" | "validity_period" => (true, false),
        "final_date" => (false, true),
        "broadcast_end_time" => (false, false),
        _ => return true,
    };
    match Timestamp::parse(text) {
        // Tenths and the offset from UTC are 0 in a span.
        Ok(Timestamp::Relative(span)) => relative && span.keeps_ranges() && text.get(12..15) == Some(b"000"),
        Ok(Timestamp::Absolute(_)) => short || text.len() == 16,
        Err(_) => text.is_empty(),
    }
}
