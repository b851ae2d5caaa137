//! Whether a message is a receipt, and which kind.

use crate::codes::{EsmClass, MessageType};
use crate::pdu::Sender;

/// What a message is, as far as receipts go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ReceiptKind {
    /// A delivery receipt of the message centre: `esm_class` type 0x04, or type 0 with an id and a known state in TLVs. Its
    /// state need not be final: some centres report ENROUTE this way; see
    /// [`Receipt::finality`](super::Receipt::finality).
    Receipt,
    /// An intermediate notification (0x20).
    Intermediate,
    /// A delivery acknowledgement of an SME (0x08).
    DeliveryAcknowledgement,
    /// A manual or user acknowledgement of an SME (0x10).
    UserAcknowledgement,
    /// `esm_class` type 0, and a text that looks like a receipt. Any subscriber can write such a text, so it ends no
    /// message unless [`ReceiptRules::trust_unmarked`](super::ReceiptRules::trust_unmarked) is set.
    Unmarked,
    /// No receipt.
    None,
}

impl ReceiptKind {
    /// What `esm_class` marks, by who sends it (v3.4 section 5.2.12): receipts and notifications come from the message
    /// centre only, acknowledgements from either. [`ReceiptKind::None`] when it marks nothing.
    pub fn marked(esm_class: EsmClass, sender: Sender) -> Self {
        let from_centre = sender != Sender::Esme;
        match esm_class.message_type() {
            MessageType::SMSC_DELIVERY_RECEIPT if from_centre => Self::Receipt,
            MessageType::DELIVERY_ACKNOWLEDGEMENT => Self::DeliveryAcknowledgement,
            MessageType::USER_ACKNOWLEDGEMENT => Self::UserAcknowledgement,
            // With the receipt bit beside (0x24) it is still what it says first: not the end.
            MessageType::INTERMEDIATE_NOTIFICATION | MessageType(0x24) if from_centre => Self::Intermediate,
            _ => Self::None,
        }
    }
}
