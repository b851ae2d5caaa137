//! Checked setters, which reject values that a version does not allow.

use super::Value;
use crate::codes::{
    CommandId, DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, RegisteredDelivery, Ton, Version,
};
use crate::error::EncodeError;
use crate::field::{FieldDef, FieldKind};
use crate::timestamp::Timestamp;
use crate::wire::Fault;

/// Builds a PDU for one version. Each field has a setter with its name. A setter rejects a value if
/// [`lint`](crate::lint) would report a warning or an error for that value alone: a value that is too long,
/// contains a NUL, or is out of range or reserved; an invalid time; an address that is not printable ASCII; an empty
/// destination where the PDU needs one; or an empty `dest_address`. The same holds for list entries and TLVs. A
/// TLV is also rejected if the version does not have it, if neither the version nor 5.0 lets the PDU carry it, if
/// it appears twice but may not repeat, or if its value has a wrong length.
///
/// Setters cannot see three kinds of mistakes:
///
/// - values that were never set: a destination, a mandatory TLV. Use [`lint`](crate::lint).
/// - values that contradict each other: the UDH indicator without a header, an address that does not match its
///   type of number, `sar_*` TLVs that are incomplete or whose number exceeds the total. Use [`lint`](crate::lint).
/// - a PDU that the version does not have. Encoding rejects it.
///
/// Filling the public fields with struct update syntax is shorter. Encoding then checks lengths, NULs inside
/// strings, and whether the version has the PDU and its TLVs, but not the values of codes, integers and times.
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
    pub(super) version: Version,
}

impl<T> Checked<T> {
    /// Returns the PDU.
    pub fn build(self) -> T {
        self.pdu
    }

    pub(super) fn new(version: Version) -> Self
    where
        T: Default,
    {
        Self { pdu: T::default(), version }
    }

    /// Rejects a value that the version does not allow.
    pub(super) fn field(&self, def: &'static FieldDef, value: Value<'_>) -> Result<(), EncodeError> {
        let mut first = FAULTS.into_iter().find(|fault| has_fault(def, &value, self.version, *fault));
        value.each_entry(|entry| entry.check(|fault, _, _, _| first = first.or(Some(fault))));
        let reserved = is_receipt_of_an_esme(def, &value).then_some(Fault::Reserved);
        first.or(reserved).map_or(Ok(()), |fault| Err(EncodeError::of_field(fault, &def.rule)))
    }
}

/// The faults of a value by itself, in the order in which a setter looks for them.
const FAULTS: [Fault; 6] =
    [Fault::TooLong, Fault::EmbeddedNul, Fault::Reserved, Fault::NoTime, Fault::Missing, Fault::NotPrintable];

/// Whether a value, apart from the entries of a list, has a fault.
pub(crate) fn has_fault(def: &FieldDef, value: &Value<'_>, version: Version, fault: Fault) -> bool {
    let is_integer = matches!(value, Value::Integer(_));
    let exceeds = value.measure() > usize::from(def.max_in(version));
    match fault {
        Fault::Reserved if is_integer && exceeds => true,
        Fault::Reserved | Fault::NoTime | Fault::NotPrintable => {
            kind_fault(def.kind, value, version) == Some(fault)
        }
        Fault::TooLong => !is_integer && exceeds,
        Fault::EmbeddedNul => value.text().is_some_and(|text| text.contains(&0)),
        Fault::Missing if def.kind == FieldKind::DestAddress => value.measure() == 0,
        Fault::Missing => needs_value(def) && value.text() == Some(&[]),
        _ => false,
    }
}

/// Whether an `esm_class` marks an ESME's message as a receipt or an intermediate notification, which only a message
/// centre may send.
pub(crate) fn is_receipt_of_an_esme(def: &FieldDef, value: &Value<'_>) -> bool {
    def.kind == FieldKind::EsmClass
        && matches!(def.command_id(), CommandId::SUBMIT_SM | CommandId::SUBMIT_MULTI)
        && matches!(value, Value::Integer(octet) if EsmClass(*octet).message_type().is_of_smsc())
}

/// Whether the message has no destination when the field is empty.
pub(crate) fn needs_value(def: &FieldDef) -> bool {
    def.kind == FieldKind::DestinationAddr
        && matches!(def.command_id(), CommandId::SUBMIT_SM | CommandId::DATA_SM)
}

/// Whether an address consists of printable ASCII.
pub(crate) fn is_printable(address: &[u8]) -> bool {
    address.iter().all(|octet| matches!(octet, 0x20..=0x7E))
}

/// What is wrong with a value within its bound: a code or bits that the version reserves, a time that is not valid
/// for the field, or an address that is not printable.
pub(crate) fn kind_fault(kind: FieldKind, value: &Value<'_>, version: Version) -> Option<Fault> {
    let octet = if let Value::Integer(octet) = value { *octet } else { 0 };
    let text = value.text().unwrap_or_default();
    let (fits, fault) = match kind {
        FieldKind::Ton => (Ton(octet).name().is_some(), Fault::Reserved),
        FieldKind::Npi => (Npi(octet).name().is_some(), Fault::Reserved),
        FieldKind::EsmClass => (EsmClass(octet).message_type().name().is_some(), Fault::Reserved),
        FieldKind::RegisteredDelivery => {
            let success_only = RegisteredDelivery(octet).smsc_receipt().0 == 3;
            (octet & 0xE0 == 0 && (!success_only || version >= Version::V50), Fault::Reserved)
        }
        FieldKind::DataCoding => (DataCoding(octet).is_meaningful_in(version), Fault::Reserved),
        FieldKind::MessageState => (!MessageState(octet).is_reserved_in(version), Fault::Reserved),
        FieldKind::InterfaceVersion => (!InterfaceVersion(octet).is_reserved(), Fault::Reserved),
        FieldKind::ScheduleDeliveryTime | FieldKind::ValidityPeriod => {
            (is_span(text) || is_absolute_time(text), Fault::NoTime)
        }
        FieldKind::FinalDate => (is_local_time(text) || is_absolute_time(text), Fault::NoTime),
        FieldKind::AddressRange
        | FieldKind::SourceAddr
        | FieldKind::DestinationAddr
        | FieldKind::EsmeAddr => (is_printable(text), Fault::NotPrintable),
        FieldKind::PriorityFlag
        | FieldKind::ReplaceIfPresentFlag
        | FieldKind::ProtocolId
        | FieldKind::SmDefaultMsgId
        | FieldKind::SmLength
        | FieldKind::ErrorCode
        | FieldKind::NumMsgs
        | FieldKind::SystemId
        | FieldKind::Password
        | FieldKind::SystemType
        | FieldKind::ServiceType
        | FieldKind::ShortMessage
        | FieldKind::MessageId
        | FieldKind::DestAddress
        | FieldKind::UnsuccessSme
        | FieldKind::ParamName
        | FieldKind::ParamValue => return None,
    };
    (!fits).then_some(fault)
}

/// A relative time, with tenths and UTC offset 0.
fn is_span(text: &[u8]) -> bool {
    let Ok(Timestamp::Relative(span)) = Timestamp::parse(text) else { return false };
    span.keeps_ranges() && text.get(12..15) == Some(b"000")
}

/// An absolute time of 16 characters, or 12 characters in the message centre's local time.
fn is_local_time(text: &[u8]) -> bool {
    matches!(Timestamp::parse(text), Ok(Timestamp::Absolute(_)))
}

/// An absolute time of 16 characters, or empty.
pub(crate) fn is_absolute_time(text: &[u8]) -> bool {
    text.is_empty() || (text.len() == 16 && matches!(Timestamp::parse(text), Ok(Timestamp::Absolute(_))))
}
