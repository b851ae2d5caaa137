//! The conventions in which providers differ: which receipts to trust, words, TLVs and error codes.

use super::fact::FactSource;
use super::id::integer;
use super::lexer::{is_standard_word, spellings, trim_nuls};
use crate::codes::{Finality, MessageState, Version};
use crate::message::text::{Charset, DataCodings};
use crate::tlv::{Tag, Tlv};

/// How a provider writes receipts, for [`Receipt::from_deliver_sm`](super::Receipt::from_deliver_sm). The
/// profiles of providers convert into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ReceiptDialect {
    /// The version that defines the numbers of `message_state`.
    pub version: Version,
    /// The meaning of `data_coding` 0 and 1, and whether septets are packed.
    pub data_codings: DataCodings,
    /// Additional or different words of `stat`, compared case-insensitively.
    pub state_words: &'static [(&'static str, MessageState)],
    /// Which states end a message, and which messages count as receipts.
    pub rules: ReceiptRules,
    /// The time zone of dates without an offset, in quarter hours ahead of UTC; `None` if unknown.
    pub clock_quarters: Option<i8>,
    /// Vendor TLVs in receipts.
    pub vendor_tlvs: &'static [VendorTlv],
    /// The meanings of `err`.
    pub errors: &'static [ErrorCode],
}

impl Default for ReceiptDialect {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl ReceiptDialect {
    /// The words of the standard and of most message centres, and nothing else.
    pub const DEFAULT: Self = Self {
        version: Version::V34,
        data_codings: DataCodings { default: Charset::GSM7, ia5: Charset::Ia5 },
        state_words: &[],
        rules: ReceiptRules::DEFAULT,
        clock_quarters: None,
        vendor_tlvs: &[],
        errors: &[],
    };

    /// Looks up the `err` of a receipt: decimal digits, with or without leading zeros. Providers write 0 both for
    /// messages under way and for delivered ones, so 0 is ignored for a message that has ended.
    ///
    /// ```
    /// use smpp_core::codes::MessageState;
    /// use smpp_core::message::receipt::{ErrorClass, ErrorCode, ReceiptDialect};
    /// const ERRORS: &[ErrorCode] = &[
    ///     ErrorCode { code: 0, meaning: "not sent yet", class: ErrorClass::Pending },
    ///     ErrorCode { code: 53, meaning: "the phone was off", class: ErrorClass::Expired },
    /// ];
    /// let acme = ReceiptDialect { errors: ERRORS, ..ReceiptDialect::DEFAULT };
    /// assert_eq!(acme.error(Some(MessageState::ENROUTE), b"000"), Some(&ERRORS[0]));
    /// assert_eq!(acme.error(Some(MessageState::DELIVERED), b"000"), None);
    /// assert_eq!(acme.error(Some(MessageState::EXPIRED), b"053"), Some(&ERRORS[1]));
    /// ```
    pub fn error(&self, state: Option<MessageState>, err: &[u8]) -> Option<&'static ErrorCode> {
        self.first_error(state, integer(err, 10))
    }

    /// The first of the numbers that the provider defines, unless it is 0 and the message has ended.
    pub(super) fn first_error(
        &self,
        state: Option<MessageState>,
        numbers: impl IntoIterator<Item = u64>,
    ) -> Option<&'static ErrorCode> {
        let has_ended = state.is_some_and(MessageState::is_final_by_standard);
        let of = |number| self.errors.iter().find(|error| u64::from(error.code) == number);
        numbers.into_iter().find_map(of).filter(|error| error.code != 0 || !has_ended)
    }

    /// The state for a `stat` word: the provider's own words first, then those of [`MessageState::from_stat`]. Both are
    /// compared in the same way.
    pub fn state(&self, word: &[u8]) -> Option<MessageState> {
        state_of(self.state_words, word)
    }

    /// Whether a `stat` word is enough to recognise a receipt that nothing else marks: it is written as in
    /// Appendix B, or the provider lists it.
    pub(super) fn is_receipt_word(&self, word: &[u8]) -> bool {
        own_state(self.state_words, word).is_some() || is_standard_word(word)
    }
}

type StateWords = [(&'static str, MessageState)];

pub(super) fn state_of(own: &StateWords, word: &[u8]) -> Option<MessageState> {
    own_state(own, word).or_else(|| MessageState::from_stat(word))
}

fn own_state(own: &StateWords, word: &[u8]) -> Option<MessageState> {
    if own.is_empty() {
        return None;
    }
    let known = |word: &[u8]| own.iter().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(word));
    spellings(word).into_iter().find_map(known).map(|(_, state)| *state)
}

/// Which states end a message, and which messages are trusted. A [`ReceiptDialect`] has the rules of its
/// provider; you can change them in [`Receipt::dialect`](super::Receipt::dialect).
///
/// ```
/// use smpp_core::codes::{EsmClass, Finality};
/// use smpp_core::message::receipt::{Receipt, ReceiptDialect, ReceiptRules};
/// use smpp_core::pdu::DeliverSm;
///
/// // "ACCEPTD means that the operator has the message"; DELIVRD or UNDELIV follows.
/// let rules = ReceiptRules { accepted: Finality::Pending, ..ReceiptRules::DEFAULT };
/// let acme = ReceiptDialect { rules, ..ReceiptDialect::DEFAULT };
/// let pdu = DeliverSm {
///     esm_class: EsmClass(0x04),
///     short_message: b"id:7 stat:ACCEPTD err:000",
///     ..DeliverSm::default()
/// };
/// assert_eq!(Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []).finality(), Finality::Provisional);
/// assert_eq!(Receipt::from_deliver_sm(&pdu, acme, &mut []).finality(), Finality::Pending);
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
    /// [`ReceiptDialect::state_words`].
    ///
    /// If set, the text of a receipt marked only by its TLVs is also trusted.
    pub trust_unmarked: bool,
    /// Which source comes first if several have a value. A meaningful state always comes before an undefined
    /// one, and TLVs come before a text that a subscriber may have written.
    pub first: FactSource,
}

impl ReceiptRules {
    /// ACCEPTED and UNKNOWN are provisional, only marked receipts are trusted, and TLVs of the standard come
    /// first.
    pub const DEFAULT: Self = Self {
        accepted: Finality::Provisional,
        unknown: Finality::Provisional,
        trust_unmarked: false,
        first: FactSource::Tlv,
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

/// The class of a result, which tells the sender what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ErrorClass {
    /// The message arrived.
    Delivered,
    /// The message is under way.
    Pending,
    /// A temporary failure: the provider may still deliver it, or another attempt may succeed.
    Temporary,
    /// The message will never reach this number.
    Permanent,
    /// The message expired.
    Expired,
    /// The number, sender or message is barred. Sending it again unchanged will not help.
    Blocked,
    /// The message was withdrawn before it was sent. The number is not at fault.
    Cancelled,
    /// A problem with the account, such as credit or permissions.
    Account,
    /// Ask the provider.
    Support,
}

impl ErrorClass {
    /// The state that a receipt with this class reports.
    pub const fn state(self) -> MessageState {
        match self {
            Self::Delivered => MessageState::DELIVERED,
            Self::Pending | Self::Temporary => MessageState::ENROUTE,
            Self::Permanent | Self::Support => MessageState::UNDELIVERABLE,
            Self::Expired => MessageState::EXPIRED,
            Self::Cancelled => MessageState::DELETED,
            Self::Blocked | Self::Account => MessageState::REJECTED,
        }
    }

    /// The name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Pending => "pending",
            Self::Temporary => "temporary",
            Self::Permanent => "permanent",
            Self::Expired => "expired",
            Self::Blocked => "blocked",
            Self::Cancelled => "cancelled",
            Self::Account => "account",
            Self::Support => "support",
        }
    }
}

/// One value of `err` in a provider's receipts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ErrorCode {
    /// The number. Receipts may add leading zeros.
    pub code: u16,
    /// The meaning in a few words.
    pub meaning: &'static str,
    /// The class of the result.
    pub class: ErrorClass,
}

/// A vendor TLV: its tag, meaning and format.
///
/// ```
/// use smpp_core::message::receipt::{VendorFormat, VendorMeaning, VendorTlv};
/// use smpp_core::tlv::Tag;
/// // "0x1403: error code, four digits."
/// const ERROR: VendorTlv =
///     VendorTlv { tag: Tag(0x1403), name: "error_code", meaning: VendorMeaning::Error, format: VendorFormat::Text };
/// assert!(ERROR.tag.is_vendor());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct VendorTlv {
    /// The tag, usually 0x1400 to 0x3FFF.
    pub tag: Tag,
    /// Its name in the provider's document.
    pub name: &'static str,
    /// The meaning.
    pub meaning: VendorMeaning,
    /// The format of the value.
    pub format: VendorFormat,
}

/// The meaning of a vendor TLV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum VendorMeaning {
    /// The id of the message, like `receipted_message_id`.
    MessageId,
    /// The state of the message: a `stat` word, or an integer with the number of a `message_state`.
    MessageState,
    /// Why it failed, like `err`.
    Error,
    /// The operator that served the number: country code (MCC), network code (MNC), or both.
    Operator,
    /// What the message cost.
    Price,
    /// Anything else.
    Other,
}

/// The format of a vendor TLV's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum VendorFormat {
    /// Characters. Trailing NULs are dropped.
    Text,
    /// An integer of 1 to 8 octets, big-endian.
    Integer,
}

/// The value of a vendor TLV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum VendorValue<'a> {
    /// Characters, without trailing NULs.
    Text(&'a [u8]),
    /// An integer.
    Integer(u64),
    /// Octets that are not an integer: none, or more than eight.
    Odd(&'a [u8]),
}

impl VendorTlv {
    /// Reads the value of a TLV with this tag.
    pub(super) fn read<'a>(&self, tlv: &Tlv<'a>) -> VendorValue<'a> {
        let octets = tlv.octets();
        match self.format {
            VendorFormat::Integer if matches!(octets.len(), 1..=8) => {
                VendorValue::Integer(octets.iter().fold(0, |number, octet| number << 8 | u64::from(*octet)))
            }
            VendorFormat::Integer => VendorValue::Odd(tlv.slice()),
            VendorFormat::Text => VendorValue::Text(trim_nuls(tlv.slice())),
        }
    }
}
