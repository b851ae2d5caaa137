//! Whether a message is a receipt, and of which kind.

use crate::codes::{EsmClass, MessageType};
use crate::pdu::IssuedBy;

/// The kind of a message, with regard to receipts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ReceiptKind {
    /// A delivery receipt from the message centre: `esm_class` type 0x04, or type 0 with an id and a known
    /// state in TLVs. The state is not necessarily final, because some message centres report ENROUTE this way;
    /// see [`Receipt::finality`](super::Receipt::finality).
    Receipt,
    /// An intermediate notification (0x20).
    Intermediate,
    /// A delivery acknowledgement from an SME (0x08).
    DeliveryAcknowledgement,
    /// A manual or user acknowledgement from an SME (0x10).
    UserAcknowledgement,
    /// `esm_class` type 0 with a text that looks like a receipt. Any subscriber can send such a text, so it
    /// does not end a message unless [`ReceiptRules::trust_unmarked`](super::ReceiptRules::trust_unmarked) is
    /// set.
    Unmarked,
    /// Not a receipt.
    None,
}

impl ReceiptKind {
    /// The kind that `esm_class` marks (v3.4 section 5.2.12). Only the message centre sends receipts and
    /// notifications; either side sends acknowledgements. [`ReceiptKind::None`] if nothing is marked.
    pub fn marked(esm_class: EsmClass, sender: IssuedBy) -> Self {
        let from_centre = sender != IssuedBy::Esme;
        match esm_class.message_type() {
            MessageType::SMSC_DELIVERY_RECEIPT if from_centre => Self::Receipt,
            MessageType::DELIVERY_ACKNOWLEDGEMENT => Self::DeliveryAcknowledgement,
            MessageType::USER_ACKNOWLEDGEMENT => Self::UserAcknowledgement,
            // If the receipt bit is also set (0x24), it is still a notification and does not end the message.
            MessageType::INTERMEDIATE_NOTIFICATION | MessageType(0x24) if from_centre => Self::Intermediate,
            _ => Self::None,
        }
    }
}
