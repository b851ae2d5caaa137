//! Which states end a message, and which messages are trusted.

use super::fact::Source;
use crate::codes::{Finality, MessageState};

/// Which states end a message, and which messages are trusted. A [`Profile`](crate::profile::Profile) has the
/// rules of its provider; you can change them in [`Receipt::rules`](super::Receipt::rules).
///
/// ```
/// use smpp_core::codes::{EsmClass, Finality};
/// use smpp_core::message::receipt::{Receipt, ReceiptRules};
/// use smpp_core::pdu::DeliverSm;
/// use smpp_core::profile::Profile;
///
/// // "ACCEPTD means that the operator has the message"; DELIVRD or UNDELIV follows.
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
    /// The finality of ACCEPTED.
    pub accepted: Finality,
    /// The finality of UNKNOWN.
    pub unknown: Finality,
    /// Whether to trust messages that only their text identifies as a receipt
    /// ([`ReceiptKind::Unmarked`](super::ReceiptKind::Unmarked)). Any subscriber can send such a text, so set
    /// it only for a message centre that never marks receipts and delivers no messages from subscribers.
    ///
    /// The text still needs an id and, as its state, a word of Appendix B in capitals or one of
    /// [`Profile::stat_words`](crate::profile::Profile::stat_words).
    ///
    /// If set, the text of a receipt marked only by its TLVs is also trusted.
    pub trust_unmarked: bool,
    /// Which source comes first if several have a value. A meaningful state always comes before an undefined
    /// one, and TLVs come before a text that a subscriber may have written.
    pub first: Source,
}

impl ReceiptRules {
    /// ACCEPTED and UNKNOWN are provisional, only marked receipts are trusted, and TLVs of the standard come
    /// first.
    pub const DEFAULT: Self = Self {
        accepted: Finality::Provisional,
        unknown: Finality::Provisional,
        trust_unmarked: false,
        first: Source::Tlv,
    };

    /// The finality of a state according to these rules.
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
