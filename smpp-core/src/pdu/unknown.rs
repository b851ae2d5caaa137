//! A PDU whose `command_id` no version has.

use super::RawPdu;

/// A PDU whose `command_id` no version of the standard has, for example a vendor's. It cannot be created from
/// any other PDU, so [`Pdu::Unknown`](super::Pdu::Unknown) never hides a PDU that has a type.
///
/// ```
/// use smpp_core::pdu::UnknownPdu;
/// use smpp_core::{CommandId, RawPdu};
///
/// let vendors = RawPdu {
///     command_id: CommandId(0x0100_0001), command_status: 0.into(), sequence_number: 7, body: b"hello",
/// };
/// assert_eq!(UnknownPdu::new(vendors).unwrap().raw().body, b"hello");
/// assert_eq!(UnknownPdu::new(RawPdu { command_id: CommandId::SUBMIT_SM, ..vendors }), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct UnknownPdu<'a>(RawPdu<'a>);

impl<'a> UnknownPdu<'a> {
    /// Wraps an unknown PDU; `None` if a version of the standard has its `command_id`.
    pub fn new(raw: RawPdu<'a>) -> Option<Self> {
        raw.def().is_none().then_some(Self(raw))
    }

    /// The PDU as received.
    pub const fn raw(&self) -> &RawPdu<'a> {
        &self.0
    }

    /// For ids already compared with the whole registry.
    pub(crate) const fn not_in_list(raw: RawPdu<'a>) -> Self {
        Self(raw)
    }
}
