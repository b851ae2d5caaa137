//! Providers as data: what each one means by `data_coding` 0, how its receipts look, what its error codes say, which
//! senders it takes.
//!
//! # To write one for your provider
//!
//! A profile is a plain struct. Start from [`Profile::GENERIC`], go through the provider's document once, and change what
//! it says otherwise:
//!
//! | the document | the field | when it says nothing |
//! | --- | --- | --- |
//! | versions | `version` | 3.4 |
//! | "data coding 0 is …", packed or a septet an octet | `data_codings` | GSM 7-bit, unpacked |
//! | the values of `data_coding` that it takes | `allowed` | 0 to 4, 6 to 8 |
//! | octets of a short_message | `max_short_message` | 254 |
//! | "characters that we lack are replaced" | `replaces_characters` | no |
//! | senders: digits, letters, marks | `senders` | 20 digits, 11 characters |
//! | connections of an account | `sessions_per_account` | no limit |
//! | the text of a receipt, when you write receipts | `receipts` | Appendix B |
//! | its clock: quarters of an hour ahead of UTC | `clock_quarters` | not known |
//! | ids in hexadecimal or decimal, in answers and in receipts | `submit_ids`, `receipt_ids` | not known; matched as one base until ids show the opposite |
//! | "one receipt for a long message", or for its last part | `receipts_for` | a receipt for each part |
//! | submit_multi: one id for all destinations, and a receipt for each | `receipts_by_destination` | no |
//! | words of `stat` that mean something else here | `stat_words` | none |
//! | whether ACCEPTD and UNKNOWN are the end, receipts that nothing marks, "trust the text, not the TLV" | `receipt_rules` | an end that a later receipt replaces; no; TLVs first |
//! | TLVs of its own in receipts | `vendor_tlvs` | none |
//! | its table of `err` | `errors` | none |
//!
//! Receipts need nothing of it to be read: every shape is, see [`receipt`](crate::message::receipt).
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
//!     // "stat: BARRED; ACCEPTD when the operator has taken the message", which is not its end.
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
//! [`Profile::ALL`] and [`Profile::named`] know the profiles of this crate; keep yours where your program can find it.
//! To have the example programs know it under `--profile`, add it to that list.

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
use crate::message::segment::{Encoding, Split};
use crate::message::text::{Charset, DataCodings};
use smpp_gsm7::Encoder;
use smpp_gsm7::transliteration::NEAREST;

/// What a provider's document says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name, lower case, as programs take it.
    pub name: &'static str,
    /// The version to bind with.
    pub version: Version,
    /// What `data_coding` 0 and 1 mean, septets packed or one in an octet.
    pub data_codings: DataCodings,
    /// The values of `data_coding` that are taken.
    pub allowed: &'static [DataCoding],
    /// How receipts are laid out.
    pub receipts: ReceiptForm,
    /// Words of `stat` beside those that everybody uses, compared in any letter case.
    pub stat_words: &'static [(&'static str, MessageState)],
    /// Which states in a receipt end a message, and which messages are believed to be receipts.
    pub receipt_rules: ReceiptRules,
    /// Quarter hours that the clock of receipts is ahead of UTC; `None` when the document does not say. Dates of
    /// [`Receipt`](crate::message::receipt::Receipt) that have no offset get this one.
    pub clock_quarters: Option<i8>,
    /// The base of the ids in submit_sm_resp.
    pub submit_ids: IdBase,
    /// The base of the ids in receipts.
    pub receipt_ids: IdBase,
    /// For which parts of a long message receipts come.
    pub receipts_for: ReceiptsFor,
    /// Whether receipts are told apart by id and destination: a submit_multi has one id and a receipt for each
    /// destination.
    pub receipts_by_destination: bool,
    /// TLVs of its own in receipts; where two say the same, the first one goes first.
    pub vendor_tlvs: &'static [VendorTlv],
    /// Which senders it takes.
    pub senders: SenderRules,
    /// What `err` in a receipt means.
    pub errors: &'static [ErrorCode],
    /// Sessions that an account may have at a time; `None` for no limit.
    pub sessions_per_account: Option<u8>,
    /// Whether characters that the alphabet lacks are replaced by the nearest one instead of refused.
    pub replaces_characters: bool,
    /// Octets of one short_message, at most.
    pub max_short_message: u8,
}

/// What a result means for whoever sent the message: what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Class {
    /// It arrived.
    Delivered,
    /// It is under way.
    Pending,
    /// It failed for now; the provider, or another try, may succeed.
    Temporary,
    /// It will not arrive at this number.
    Permanent,
    /// Its time ran out.
    Expired,
    /// The number, the sender or the message is barred: sending it again as it is changes nothing.
    Blocked,
    /// It was withdrawn before it went out: the number is as good as before.
    Cancelled,
    /// The account is at fault: credit, rights.
    Account,
    /// Ask the provider.
    Support,
}

impl Class {
    /// The state that goes with the class in a receipt.
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

/// One value of `err` in the receipts of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ErrorCode {
    /// The number; receipts may write it with zeros in front.
    pub code: u16,
    /// What it means, in a few words.
    pub meaning: &'static str,
    /// What follows from it.
    pub class: Class,
}

impl Profile {
    /// The profiles that come with this crate.
    pub const ALL: [&'static Self; 3] = [&Self::GENERIC, &Self::KANNEL, &Self::MENSATEK];

    /// The profile of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|profile| profile.name == name)
    }

    /// How to cut texts for it: in its alphabet under `data_coding` 0, packed when it wants septets so, with the nearest
    /// character where it replaces what it lacks, in no more octets than it takes. Where `data_coding` 0 is another
    /// alphabet than GSM 7-bit, that has no number there, and every text goes in UCS2.
    ///
    /// ```
    /// use smpp_core::message::segment::{Encoding, Split};
    /// use smpp_core::message::text::{Charset, DataCodings};
    /// use smpp_core::profile::Profile;
    ///
    /// let codings = DataCodings { default: Charset::Latin1, ia5: Charset::Ia5 };
    /// let latin1 = Profile { data_codings: codings, max_short_message: 140, ..Profile::GENERIC };
    /// assert_eq!(latin1.split().plan("a@b")?.encoding(), Some(Encoding::Ucs2));
    /// assert_eq!(Profile::GENERIC.split().plan("a@b")?.encoding(), Some(Encoding::Gsm7));
    /// # Ok::<(), smpp_core::message::segment::SplitError>(())
    /// ```
    pub fn split(&self) -> Split {
        let (encoding, encoder, packed) = match self.data_codings.default {
            Charset::Gsm7(alphabet) => (Encoding::Auto, Encoder::new(alphabet), false),
            Charset::Gsm7Packed(alphabet) => (Encoding::Auto, Encoder::new(alphabet), true),
            _ => (Encoding::Ucs2, Encoder::default(), false),
        };
        let encoder = if self.replaces_characters { encoder.transliterating(&NEAREST) } else { encoder };
        Split {
            encoding,
            encoder,
            packed,
            max_short_message: self.max_short_message.into(),
            ..Split::DEFAULT
        }
    }

    /// What `err` of a receipt means here: decimal digits, zeros in front or not.
    pub fn error(&self, err: &[u8]) -> Option<&'static ErrorCode> {
        let number = err.iter().try_fold(0_u16, |number, octet| {
            let digit = octet.checked_sub(b'0').filter(|digit| *digit < 10)?;
            number.checked_mul(10)?.checked_add(u16::from(digit))
        })?;
        if err.is_empty() { None } else { self.error_number(number.into()) }
    }

    /// What `err` means in a receipt that says this state. Providers write 0 for messages that are under way and for
    /// those that arrived: after the end it says nothing.
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

    /// What the number of an error means here.
    pub fn error_number(&self, number: u64) -> Option<&'static ErrorCode> {
        self.errors.iter().find(|error| u64::from(error.code) == number)
    }

    /// The state that a word of `stat` means here: one of the profile's own words, or else of those that
    /// [`message_state`] knows. Both are read as it reads them.
    pub fn message_state(&self, word: &[u8]) -> Option<MessageState> {
        self.own_state(word).or_else(|| message_state(word))
    }

    fn own_state(&self, word: &[u8]) -> Option<MessageState> {
        let known = |word: &[u8]| {
            self.stat_words.iter().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(word))
        };
        spellings(word).into_iter().find_map(known).map(|(_, state)| *state)
    }

    /// Whether a word of `stat` tells a receipt where nothing else marks one: it is written as in Appendix B, or the
    /// profile has it.
    pub(crate) fn is_receipt_word(&self, word: &[u8]) -> bool {
        self.own_state(word).is_some() || is_standard_word(word)
    }

    /// Whether the id of a submit_sm_resp and that of a receipt are of one message, by the bases that the profile names:
    /// see [`IdRule::same`].
    pub fn same_id(&self, submitted: &[u8], in_receipt: &[u8]) -> bool {
        IdRule::of(self).same(submitted, in_receipt)
    }
}
