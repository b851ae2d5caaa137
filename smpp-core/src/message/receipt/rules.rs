//! What a receipt is worth: which states end a message, and which messages are believed.

use super::fact::Source;
use crate::codes::{Finality, MessageState};

/// What a receipt is worth. A [`Profile`](crate::profile::Profile) has the rules of its provider; a caller can change
/// them in [`Receipt::rules`](super::Receipt::rules).
///
/// ```
/// use smpp_core::codes::{EsmClass, Finality};
/// use smpp_core::message::receipt::{Receipt, ReceiptRules};
/// use smpp_core::pdu::DeliverSm;
/// use smpp_core::profile::Profile;
///
/// // "ACCEPTD means that the operator has the message", with DELIVRD or UNDELIV to follow.
/// static ACME: Profile = Profile {
///     name: "acme",
///     receipt_rules: ReceiptRules { accepted: Finality::Pending, ..ReceiptRules::DEFAULT },
///     ..Profile::GENERIC
/// };
/// let pdu = DeliverSm {
///     esm_class: EsmClass(0x04),
///     short_message: b"id:7 stat:ACCEPTD err:000",
///     ..DeliverSm::default()
/// };
/// assert_eq!(Receipt::from_deliver_sm(&pdu, &mut []).finality(), Finality::Provisional);
/// assert_eq!(Receipt::from_deliver_sm_of(&ACME, &pdu, &mut []).finality(), Finality::Pending);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ReceiptRules {
    /// What ACCEPTED is worth.
    pub accepted: Finality,
    /// What UNKNOWN is worth.
    pub unknown: Finality,
    /// Whether a message that nothing but its text marks as a receipt is believed: one that is
    /// [`ReceiptKind::Unmarked`](super::ReceiptKind::Unmarked). Any subscriber can send such a text: set it only for a
    /// message centre that never marks receipts and delivers no messages of subscribers.
    ///
    /// The text still needs an id, and as its state a word of Appendix B in capitals, or one of
    /// [`Profile::stat_words`](crate::profile::Profile::stat_words).
    ///
    /// The text of a receipt that only its TLVs mark is believed as well then.
    pub trust_unmarked: bool,
    /// Which source goes first where several say something. A state that means nothing goes behind one that does, and a
    /// text that may be a subscriber's behind TLVs, whatever this says.
    pub first: Source,
}

impl ReceiptRules {
    /// ACCEPTED and UNKNOWN are provisional, only what is marked is believed, and the TLVs of the standard go first.
    pub const DEFAULT: Self = Self {
        accepted: Finality::Provisional,
        unknown: Finality::Provisional,
        trust_unmarked: false,
        first: Source::Tlv,
    };

    /// What a state is worth by these rules.
    pub const fn finality(&self, state: MessageState) -> Finality {
        match state {
            MessageState::ACCEPTED => self.accepted,
            MessageState::UNKNOWN => self.unknown,
            state => state.finality(),
        }
    }
}

impl Default for ReceiptRules {
    fn default() -> Self {
        Self::DEFAULT
    }
}
