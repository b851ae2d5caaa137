//! The conventions in which providers differ: which receipts to trust, and which words, TLVs and error codes
//! they contain.

use super::id::{IdBase, ids_match, integer};
use super::lexer::trim_nuls;
use super::words::{is_standard_word, spellings};
use crate::codes::{ErrorNetwork, Finality, MessageState, NetworkErrorCode, Version};
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
    pub utc_offset_quarters: Option<i8>,
    /// Vendor TLVs in receipts.
    pub vendor_tlvs: &'static [VendorTlv],
    /// The meanings of `err`.
    pub errors: &'static [ErrorCode],
}

impl ReceiptDialect {
    /// The words of the standard and of most message centres, and nothing else.
    pub const DEFAULT: Self = Self {
        version: Version::V34,
        data_codings: DataCodings { default: Charset::GSM7, ia5: Charset::Ia5 },
        state_words: &[],
        rules: ReceiptRules::DEFAULT,
        utc_offset_quarters: None,
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

pub(super) type StateWords = [(&'static str, MessageState)];

pub(super) fn state_of(own: &StateWords, word: &[u8]) -> Option<MessageState> {
    own_state(own, word).or_else(|| MessageState::from_stat(word))
}

fn own_state(own: &StateWords, word: &[u8]) -> Option<MessageState> {
    if own.is_empty() {
        return None;
    }
    let known = |word: &[u8]| own.iter().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(word));
    spellings(word).find_map(known).map(|(_, state)| *state)
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
    /// Whether to trust messages that only their text identifies as receipts
    /// ([`ReceiptKind::Unmarked`](super::ReceiptKind::Unmarked)). Any subscriber can send such a text, so set
    /// this only for a message centre that never marks receipts and delivers no messages from subscribers.
    ///
    /// The message still needs an id and a state. In the text, the state must be a word of Appendix B in capitals or
    /// one of [`ReceiptDialect::state_words`].
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

/// The part of a receipt that contains a [`Fact`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum FactSource {
    /// A TLV of the standard.
    Tlv,
    /// A vendor TLV declared in the dialect.
    VendorTlv(Tag),
    /// The text.
    Text,
}

impl FactSource {
    /// Compares two sources. On small targets, all facts share this one function.
    #[cfg_attr(target_os = "none", inline(never))]
    fn is(self, other: Self) -> bool {
        self == other
    }
}

/// A fact from a receipt (the id, state or error), its source, and the value in another source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Fact<T> {
    /// The value in the source with the highest priority.
    pub value: T,
    /// That source.
    pub source: FactSource,
    /// The value in another source: the first that differs, or else the first that is equal. `None` if no other
    /// source has a value.
    pub other: Option<T>,
}

impl<T: Copy + PartialEq> Fact<T> {
    /// Combines the sources in their order, except that `first` is moved to the front and meaningless values to
    /// the end.
    pub(super) fn of<I: Iterator<Item = (FactSource, T)>>(
        sources: impl Fn() -> I,
        first: FactSource,
        means_something: impl Fn(FactSource, T) -> bool,
    ) -> Option<Self> {
        // Two passes in a loop: first the value, then that of another source. Together with plain loops rather than
        // iterator methods, this takes 2 KB less on a Cortex-M3.
        let mut found: Option<(FactSource, T)> = None;
        loop {
            let (mut best, mut least) = (None, u8::MAX);
            let mut sources = sources();
            #[expect(
                clippy::while_let_on_iterator,
                reason = "`for` moves the iterator to another place on the stack"
            )]
            while let Some((place, another)) = sources.next() {
                let rank = match found {
                    None => u8::from(!means_something(place, another)) << 1 | u8::from(!place.is(first)),
                    Some((source, _)) if place.is(source) => u8::MAX,
                    // What differs comes before what is equal.
                    Some((_, value)) => u8::from(another == value),
                };
                if rank < least {
                    (best, least) = (Some((place, another)), rank);
                }
            }
            let Some((source, value)) = found else {
                found = Some(best?);
                continue;
            };
            return Some(Self { value, source, other: best.map(|(_, other)| other) });
        }
    }

    /// The fact with its values read as another type.
    pub(super) fn read<U>(self, read: impl Fn(T) -> U) -> Fact<U> {
        let Self { value, source, other } = self;
        Fact { value: read(value), source, other: other.map(read) }
    }
}

/// The class of an `err` code, which tells the sender what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ErrorClass {
    /// The message arrived.
    Delivered,
    /// The message is under way.
    Pending,
    /// A temporary failure: the provider may still deliver the message, or another attempt may succeed.
    Temporary,
    /// The message will never reach this number.
    Permanent,
    /// The message expired.
    Expired,
    /// The number, sender or message is barred. Sending the message again unchanged will not help.
    Blocked,
    /// The message was withdrawn before it was sent. The number is not at fault.
    Cancelled,
    /// A problem with the account, such as credit or permissions.
    Account,
    /// The code does not say what to do: ask the provider.
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
    /// The TLV's name in the provider's document.
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
    /// The id of the message, like `receipted_message_id`. Characters only: an integer does not count as an id.
    MessageId,
    /// The state of the message: a `stat` word, or an integer with the number of a `message_state`.
    MessageState,
    /// Why the message failed, like `err`.
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
    Octets(&'a [u8]),
}

impl VendorTlv {
    /// Reads the value of a TLV with this tag.
    pub(super) fn read<'a>(&self, tlv: &Tlv<'a>) -> VendorValue<'a> {
        let octets = tlv.octets();
        match self.format {
            VendorFormat::Integer if matches!(octets.len(), 1..=8) => {
                VendorValue::Integer(octets.iter().fold(0, |number, octet| number << 8 | u64::from(*octet)))
            }
            VendorFormat::Integer => VendorValue::Octets(tlv.slice()),
            VendorFormat::Text => VendorValue::Text(trim_nuls(tlv.slice())),
        }
    }
}

/// The reason for a failure, as given in a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ErrorValue<'a> {
    /// The TLV `network_error_code`: the error of a network, not necessarily the provider's. A value read from a
    /// receipt never has a network that is a printable character: such octets are [`Text`](Self::Text) or
    /// [`Octets`](Self::Octets).
    Network(NetworkErrorCode),
    /// An integer in a vendor TLV.
    Integer(u64),
    /// `err` in the text, or characters in a vendor TLV, or characters that some message centres put into
    /// `network_error_code` instead of the standard's format.
    Text(&'a [u8]),
    /// The octets of a `network_error_code` that is neither in the standard's format nor characters.
    Octets(&'a [u8]),
}

/// Whether the three octets of a `network_error_code` are in the standard's format. No network number is a
/// printable character, so printable octets are characters of an error.
pub(super) const fn is_network_error(error: &NetworkErrorCode) -> bool {
    !is_printable(error.network.0)
}

const fn is_printable(octet: u8) -> bool {
    matches!(octet, b' '..=b'~')
}

/// Interprets `network_error_code`. In the standard, it is a network and a code of 16 bits. Message centres also send
/// the network and a code of 24 bits or three digits, characters such as `104` or `E01` with blanks or NULs around
/// them, and other things. A single octet counts as a character only if it is a digit; otherwise it could be a number.
pub(super) fn network_error<'a>(tlv: &Tlv<'a>) -> ErrorValue<'a> {
    let network = |network: u8, code: u16| {
        ErrorValue::Network(NetworkErrorCode { network: ErrorNetwork(network), code })
    };
    let code = |digits: &[u8]| integer(digits, 10).and_then(|code| u16::try_from(code).ok());
    // A value built from a type has no slice.
    if tlv.slice().is_empty()
        && let [first, high, low] = *tlv.octets()
    {
        return match integer(without_padding(&[first, high, low]), 10) {
            Some(number) => ErrorValue::Integer(number),
            None => network(first, u16::from_be_bytes([high, low])),
        };
    }
    let octets = tlv.slice();
    let text = without_padding(octets);
    match *octets {
        [first, high, low] if !is_printable(first) => network(first, u16::from_be_bytes([high, low])),
        [first @ 1..=8, 0, high, low] => network(first, u16::from_be_bytes([high, low])),
        [first @ 1..=8, a, b, c] => {
            code(&[a, b, c]).map_or(ErrorValue::Octets(octets), |code| network(first, code))
        }
        _ if matches!(text, [b'0'..=b'9'] | [_, _, ..]) && text.iter().all(|octet| is_printable(*octet)) => {
            ErrorValue::Text(text)
        }
        _ => ErrorValue::Octets(octets),
    }
}

/// Removes blanks on both sides and NULs at the end.
fn without_padding(mut octets: &[u8]) -> &[u8] {
    while let [b' ', rest @ ..] | [rest @ .., 0 | b' '] = octets {
        octets = rest;
    }
    octets
}

impl ErrorValue<'_> {
    /// The error as a number, if it consists of decimal digits or is a number in a TLV. Three characters in a
    /// `network_error_code` that are not digits, such as `E01`, are not a number.
    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Network(error) => is_network_error(error).then_some(error.code.into()),
            Self::Integer(number) => Some(*number),
            Self::Text(digits) => integer(digits, 10),
            Self::Octets(_) => None,
        }
    }

    /// Whether both are the same number, in decimal or hexadecimal digits, or the same word.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let is = |text: &[u8], wanted: u64| {
            let hexadecimal = match text {
                [b'0', b'x' | b'X', digits @ ..] => digits,
                digits => digits,
            };
            integer(text, 10) == Some(wanted) || integer(hexadecimal, 16) == Some(wanted)
        };
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => ids_match(a, IdBase::Either, b, IdBase::Either),
            (Self::Octets(a), Self::Octets(b)) => a == b,
            (Self::Text(text), number) | (number, Self::Text(text)) => {
                number.number().is_some_and(|number| is(text, number))
            }
            (a, b) => a.number().is_some() && a.number() == b.number(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorValue::{Integer, Network, Text};

    #[test]
    fn errors_agree_as_numbers_or_words() {
        let network = |code| Network(NetworkErrorCode { network: 3.into(), code });
        assert!(Text(b"027").agrees(&network(27)) && network(27).agrees(&Text(b"27")));
        assert!(Text(b"00B").agrees(&Integer(11)) && !Text(b"00B").agrees(&Integer(0)));
        assert!(Text(b"0x1B").agrees(&network(27)) && Integer(27).agrees(&Text(b"0X1b")));
        assert!(!Text(b"0x").agrees(&Integer(0)) && !Text(b"0x1B").agrees(&Integer(28)));
        assert!(Text(b"000").agrees(&Text(b"0")) && Text(b"e_net").agrees(&Text(b"E_NET")));
        assert!(network(1).agrees(&Integer(1)) && !Integer(1).agrees(&Integer(2)));
        assert!(!Text(b"").agrees(&Integer(0)) && !Text(b"99999999999999999999").agrees(&Integer(0)));
        assert_eq!([Text(b"0x1").number(), Text(b"12").number()], [None, Some(12)]);
    }

    #[test]
    fn what_differs_is_seen_first() {
        let a = (FactSource::Tlv, 1);
        let b = (FactSource::VendorTlv(Tag(0x1400)), 1);
        let c = (FactSource::Text, 2);
        let of = |list: &[(FactSource, i32)], first| {
            Fact::of(|| list.iter().copied(), first, |_, value| value != 0)
        };
        assert_eq!(
            of(&[a, b, c], FactSource::Tlv),
            Some(Fact { value: 1, source: FactSource::Tlv, other: Some(2) })
        );
        assert_eq!(
            of(&[a, b, c], FactSource::Text),
            Some(Fact { value: 2, source: FactSource::Text, other: Some(1) })
        );
        assert_eq!(
            of(&[a, b], FactSource::Text),
            Some(Fact { value: 1, source: FactSource::Tlv, other: Some(1) })
        );
        assert_eq!(of(&[b, c], b.0), Some(Fact { value: 1, source: b.0, other: Some(2) }));
        assert_eq!(of(&[c], FactSource::Tlv), Some(Fact { value: 2, source: FactSource::Text, other: None }));
        assert_eq!(of(&[], FactSource::Tlv), None);
        // Meaningless values come last, even if their source is named.
        let zero = (FactSource::Tlv, 0);
        assert_eq!(
            of(&[zero, c], FactSource::Tlv),
            Some(Fact { value: 2, source: FactSource::Text, other: Some(0) })
        );
        assert_eq!(of(&[zero, b, c], FactSource::Text).map(|fact| fact.source), Some(FactSource::Text));
        assert_eq!(of(&[zero, b, c], FactSource::Tlv).map(|fact| fact.source), Some(b.0));
        assert_eq!(
            of(&[zero], FactSource::Text),
            Some(Fact { value: 0, source: FactSource::Tlv, other: None })
        );
    }
}
