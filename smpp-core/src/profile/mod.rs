//! Providers as data: what `data_coding` 0 means, what receipts look like, what error codes mean and which
//! senders are allowed.
//!
//! # Writing a profile for your provider
//!
//! A profile is a plain struct. Start from [`Profile::GENERIC`], read the provider's document once, and change
//! the fields where it differs:
//!
//! | the document | the field | default |
//! | --- | --- | --- |
//! | versions | `version` | 3.4 |
//! | "data coding 0 is …", packed or unpacked septets | `data_codings` | GSM 7-bit, unpacked |
//! | the accepted values of `data_coding` | `allowed` | 0 to 4, 6 to 8 |
//! | maximum length of a short_message in octets | `max_short_message` | 254 |
//! | "unsupported characters are replaced" | `replaces_characters` | no |
//! | senders: digits, letters, marks | `senders` | 20 digits, 11 characters |
//! | connections per account | `sessions_per_account` | no limit |
//! | the format of receipts, to write them | `receipts` | Appendix B |
//! | its time zone, in quarter hours ahead of UTC | `clock_quarters` | unknown |
//! | ids in hexadecimal or decimal, in responses and in receipts | `submit_ids`, `receipt_ids` | unknown; matched as one base until ids show the opposite |
//! | "one receipt for a long message", or for its last part | `receipts_for` | a receipt for each part |
//! | submit_multi: one id for all destinations, and one receipt for each | `receipts_by_destination` | no |
//! | `stat` words with a different meaning | `stat_words` | none |
//! | whether ACCEPTD and UNKNOWN are final, unmarked receipts, "trust the text, not the TLV" | `receipt_rules` | an end that a later receipt replaces; no; TLVs first |
//! | its own TLVs in receipts | `vendor_tlvs` | none |
//! | its table of `err` codes | `errors` | none |
//!
//! Receipts of every known shape are read without a profile; see [`receipt`](crate::message::receipt).
//!
//! ```
//! use smpp_core::codes::{DataCoding, EsmClass, MessageState, Ton};
//! use smpp_core::message::correlate::{Config, Correlator, Outcome, Part};
//! use smpp_core::message::receipt::{IdBase, Receipt};
//! use smpp_core::message::text::{Charset, DataCodings};
//! use smpp_core::pdu::DeliverSm;
//! use smpp_core::profile::{
//!     Class, ErrorCode, Profile, SenderRules, VendorForm, VendorMeaning, VendorTlv, VendorValue,
//! };
//! use smpp_core::tlv::{Tag, Tlv};
//! use smpp_core::Instant;
//!
//! static ACME: Profile = Profile {
//!     name: "acme",
//!     // "Our default alphabet is Latin-1, and we take UCS2."
//!     data_codings: DataCodings { default: Charset::Latin1, ia5: Charset::Ia5 },
//!     allowed: &[DataCoding::DEFAULT, DataCoding::UCS2],
//!     // "Senders: up to 15 digits, or up to 11 letters, digits and hyphens."
//!     senders: SenderRules { max_digits: 15, max_letters: 11, punctuation: "-" },
//!     // "Two sessions for each account." "Receipts are in Central European Time."
//!     sessions_per_account: Some(2),
//!     clock_quarters: Some(4),
//!     // "submit_sm_resp has the id in hexadecimal, the receipt in decimal."
//!     submit_ids: IdBase::Hexadecimal,
//!     receipt_ids: IdBase::Decimal,
//!     // "stat: BARRED; ACCEPTD when the operator has accepted the message", which does not end it.
//!     stat_words: &[("BARRED", MessageState::REJECTED), ("ACCEPTD", MessageState::ENROUTE)],
//!     // "TLV 0x1450: MCC and MNC, a C-Octet String."
//!     vendor_tlvs: &[VendorTlv {
//!         tag: Tag(0x1450),
//!         name: "mccmnc",
//!         meaning: VendorMeaning::Operator,
//!         form: VendorForm::Text,
//!     }],
//!     // "err 034: the subscriber is barred."
//!     errors: &[ErrorCode { code: 34, meaning: "subscriber barred", class: Class::Blocked }],
//!     ..Profile::GENERIC
//! };
//!
//! // Its senders.
//! assert_eq!(ACME.senders.check("My-Shop")?.ton, Ton::ALPHANUMERIC);
//! // Its receipts.
//! let tlvs = [Tlv::raw(Tag(0x1450), b"99901\0")];
//! let deliver_sm = DeliverSm {
//!     esm_class: EsmClass(0x04),
//!     short_message: b"id:1891273321 stat:BARRED err:034",
//!     tlvs: (&tlvs).into(),
//!     ..DeliverSm::default()
//! };
//! let receipt = Receipt::from_deliver_sm_of(&ACME, &deliver_sm, &mut []);
//! assert_eq!(receipt.state().unwrap().value, MessageState::REJECTED);
//! assert_eq!(receipt.known_error().unwrap().class, Class::Blocked);
//! assert_eq!(receipt.vendor(VendorMeaning::Operator), Some(VendorValue::Text(b"99901")));
//! // Its ids.
//! assert!(ACME.same_id(b"70BA8A69", b"1891273321"));
//! let mut orders = Correlator::<u32, 100>::new(Config::of(&ACME, 0x5EED));
//! let _ = orders.accepted(Instant::ZERO, b"70BA8A69", 1234, Part::ONLY);
//! assert!(matches!(orders.receipt(Instant::ZERO, &receipt).outcome, Outcome::Told(news) if news.value == 1234));
//! # Ok::<(), smpp_core::profile::SenderError>(())
//! ```
//!
//! [`Profile::ALL`] and [`Profile::named`] contain the profiles of this crate. Keep your own where your program can find it. To use it with `--profile` in the example programs, add it to `Profile::ALL`.

mod built_in;
mod mensatek;
mod sender;
mod vendor;

pub use sender::{Sender, SenderError, SenderRules};
pub use vendor::{VendorForm, VendorMeaning, VendorTlv, VendorValue};

use crate::codes::{DataCoding, MessageState, Version};
use crate::message::correlate::{IdRule, ReceiptsFor};
use crate::message::receipt::{
    IdBase, ReceiptForm, ReceiptRules, is_standard_word, message_state, spellings,
};
use crate::message::segment::Segmenter;
use crate::message::text::DataCodings;
use smpp_gsm7::transliteration::NEAREST;

/// The rules of a provider, from its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The name in lower case, as used by `--profile`.
    pub name: &'static str,
    /// The version to bind with.
    pub version: Version,
    /// The meaning of `data_coding` 0 and 1, and whether septets are packed.
    pub data_codings: DataCodings,
    /// The accepted values of `data_coding`.
    pub allowed: &'static [DataCoding],
    /// The format of receipts.
    pub receipts: ReceiptForm,
    /// Additional or different `stat` words, compared case-insensitively.
    pub stat_words: &'static [(&'static str, MessageState)],
    /// Which states end a message, and which messages count as receipts.
    pub receipt_rules: ReceiptRules,
    /// The time zone of receipts in quarter hours ahead of UTC; `None` if the document does not say. Applied to
    /// dates of a [`Receipt`](crate::message::receipt::Receipt) that have no offset.
    pub clock_quarters: Option<i8>,
    /// The base of the ids in submit_sm_resp.
    pub submit_ids: IdBase,
    /// The base of the ids in receipts.
    pub receipt_ids: IdBase,
    /// For which parts of a long message receipts are sent.
    pub receipts_for: ReceiptsFor,
    /// Whether receipts are matched by id and destination. Needed where a submit_multi has a single id and a
    /// receipt for each destination.
    pub receipts_by_destination: bool,
    /// The provider's own TLVs in receipts. If two have the same meaning, the first one wins.
    pub vendor_tlvs: &'static [VendorTlv],
    /// The allowed senders.
    pub senders: SenderRules,
    /// The meaning of `err` in a receipt.
    pub errors: &'static [ErrorCode],
    /// Maximum number of sessions per account at a time; `None` for no limit.
    pub sessions_per_account: Option<u8>,
    /// Whether the provider replaces unsupported characters with the nearest one instead of rejecting the
    /// message.
    pub replaces_characters: bool,
    /// Maximum length of one short_message in octets.
    pub max_short_message: u8,
}

/// What a result means for the sender: what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Class {
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

impl Class {
    /// The state that a receipt with this class reports.
    pub const fn message_state(self) -> MessageState {
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
    pub class: Class,
}

impl Profile {
    /// The profiles in this crate.
    pub const ALL: [&'static Self; 3] = [&Self::GENERIC, &Self::KANNEL, &Self::MENSATEK];

    /// Finds a profile by name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|profile| profile.name == name)
    }

    /// How to cut texts for this provider: in its alphabet for `data_coding` 0, or in UCS2 if that lacks a character,
    /// within its length limit, and replacing characters if the provider does.
    ///
    /// ```
    /// use smpp_core::message::text::{Charset, DataCodings};
    /// use smpp_core::profile::Profile;
    ///
    /// let codings = DataCodings { default: Charset::Latin1, ia5: Charset::Ia5 };
    /// let latin1 = Profile { data_codings: codings, max_short_message: 140, ..Profile::GENERIC };
    /// assert_eq!(latin1.segmenter().plan("déjà vu")?.charset(), Some(Charset::Latin1));
    /// assert_eq!(latin1.segmenter().plan("5 €")?.charset(), Some(Charset::Ucs2));
    /// # Ok::<(), smpp_core::message::segment::SegmentError>(())
    /// ```
    pub fn segmenter(&self) -> Segmenter {
        Segmenter {
            charset: self.data_codings.default,
            transliteration: self.replaces_characters.then_some(&NEAREST),
            max_octets: self.max_short_message.into(),
            ..Segmenter::DEFAULT
        }
    }

    /// Looks up the `err` of a receipt: decimal digits, with or without leading zeros.
    pub fn error(&self, err: &[u8]) -> Option<&'static ErrorCode> {
        let number = err.iter().try_fold(0_u16, |number, octet| {
            let digit = octet.checked_sub(b'0').filter(|digit| *digit < 10)?;
            number.checked_mul(10)?.checked_add(u16::from(digit))
        })?;
        if err.is_empty() { None } else { self.error_number(number.into()) }
    }

    /// Looks up the `err` of a receipt with the given state. Providers write 0 both for messages under way and
    /// for delivered ones, so 0 is ignored for a message that has ended.
    ///
    /// ```
    /// use smpp_core::codes::MessageState;
    /// use smpp_core::profile::{Class, Profile};
    /// let profile = Profile::MENSATEK;
    /// assert_eq!(profile.error_in(Some(MessageState::ENROUTE), b"000").unwrap().class, Class::Pending);
    /// assert_eq!(profile.error_in(Some(MessageState::DELIVERED), b"000"), None);
    /// assert_eq!(profile.error_in(Some(MessageState::EXPIRED), b"053").unwrap().class, Class::Expired);
    /// ```
    pub fn error_in(&self, state: Option<MessageState>, err: &[u8]) -> Option<&'static ErrorCode> {
        let over = state.is_some_and(MessageState::is_final);
        self.error(err).filter(|error| error.code != 0 || !over)
    }

    /// Looks up an error by number.
    pub fn error_number(&self, number: u64) -> Option<&'static ErrorCode> {
        self.errors.iter().find(|error| u64::from(error.code) == number)
    }

    /// The state for a `stat` word: the profile's own words first, then those of [`message_state`]. Both are
    /// compared in the same way.
    pub fn message_state(&self, word: &[u8]) -> Option<MessageState> {
        self.own_state(word).or_else(|| message_state(word))
    }

    fn own_state(&self, word: &[u8]) -> Option<MessageState> {
        let known = |word: &[u8]| {
            self.stat_words.iter().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(word))
        };
        spellings(word).into_iter().find_map(known).map(|(_, state)| *state)
    }

    /// Whether a `stat` word is enough to recognise a receipt that nothing else marks: it is written as in
    /// Appendix B, or the profile lists it.
    pub(crate) fn is_receipt_word(&self, word: &[u8]) -> bool {
        self.own_state(word).is_some() || is_standard_word(word)
    }

    /// Whether the id of a submit_sm_resp and the id of a receipt are the same, in the bases that the profile
    /// names. See [`IdRule::same`].
    pub fn same_id(&self, submitted: &[u8], in_receipt: &[u8]) -> bool {
        IdRule::of(self).same(submitted, in_receipt)
    }
}
