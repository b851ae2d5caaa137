//! Setters that check: what a version does not take is refused when it is set, by name.

use crate::codes::{
    DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, RegisteredDelivery, Ton, Version,
};
use crate::error::EncodeError;
use crate::field_def::FieldDef;
use crate::timestamp::Timestamp;
use crate::tlv::Tlvs;
use crate::wire::{EncodeErrorKind, Field};

/// A PDU under construction for a version. Each field has a setter under its own name that refuses four
/// faults: too long, a NUL inside, a value out of range, no time. That goes for the entries of lists and for TLVs, too, whose
/// length must be one that the TLV can have. Everything else is left to [`lint`](crate::lint): an empty or unprintable
/// address, an empty list, a TLV that the PDU may not carry, fields that contradict each other. Public fields and struct-update syntax stay the short way; encoding checks the bounds then,
/// and leaves the meaning to you.
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
        let kind = if value.measure() > usize::from(def.max_in(self.version)) {
            EncodeErrorKind::TooLong
        } else if let Some(fault) = value.entry_fault() {
            fault
        } else if text.is_some_and(|text| text.contains(&0)) {
            EncodeErrorKind::EmbeddedNul
        } else if value.integer().is_some_and(|octet| is_out_of_range(def, octet, self.version)) {
            EncodeErrorKind::Reserved
        } else if text.is_some_and(|text| !is_time(def.name, text)) {
            EncodeErrorKind::NoTime
        } else {
            return Ok(());
        };
        Err(EncodeError::new(kind, Some(def)))
    }

    pub(super) fn optional(&self, tlvs: &Tlvs<'_>) -> Result<(), EncodeError> {
        tlvs.check(self.version)
    }
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
