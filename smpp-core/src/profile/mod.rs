//! Describes providers as data: the meaning of `data_coding` 0, the format of receipts, the meaning of error codes
//! and the allowed senders.
//!
//! # Writing a profile for your provider
//!
//! A profile is a plain struct. Start from [`Profile::GENERIC`], and change the fields that differ in the
//! provider's document:
//!
//! | the document | the field | default |
//! | --- | --- | --- |
//! | versions | `version` | 3.4 |
//! | "data coding 0 is …", packed or unpacked septets | `data_codings` | GSM 7-bit, unpacked |
//! | the accepted values of `data_coding` | `accepted_data_codings` | 0 to 4, 6 to 8 |
//! | maximum length of a short_message in octets | `max_short_message` | 254 |
//! | "unsupported characters are replaced" | `replaces_characters` | no |
//! | senders: digits, letters, punctuation | `senders` | 20 digits, 11 characters |
//! | connections per account | `sessions_per_account` | no limit |
//! | the format of receipts, to write them | `receipt_format` | Appendix B |
//! | the time zone of dates in receipts, in quarter hours ahead of UTC | `utc_offset_quarters` | unknown |
//! | ids in hexadecimal or decimal, in responses and in receipts | `submit_ids`, `receipt_ids` | unknown; both are assumed to have the same base until ids prove otherwise |
//! | "one receipt for a long message", or for its last part | `receipts_for` | a receipt for each part |
//! | submit_multi: one id for all destinations, and one receipt for each | `receipts_by_destination` | no |
//! | `stat` words with a different meaning | `state_words` | none |
//! | whether ACCEPTD and UNKNOWN are final, unmarked receipts, "trust the text, not the TLV" | `receipt_rules` | provisional; not trusted; TLVs first |
//! | its own TLVs in receipts | `vendor_tlvs` | none |
//! | its table of `err` codes | `errors` | none |
//!
//! Receipts in every known format are read without a profile; see [`receipt`](crate::message::receipt).
//!
//! ```
//! use smpp_core::codes::{DataCoding, EsmClass, MessageState, Ton};
//! use smpp_core::message::correlate::{Correlation, Correlator, IdSlot, PartNumber};
//! use smpp_core::message::receipt::{
//!     ErrorClass, ErrorCode, IdBase, Receipt, VendorFormat, VendorMeaning, VendorTlv, VendorValue,
//! };
//! use smpp_core::message::text::{Charset, DataCodings};
//! use smpp_core::pdu::DeliverSm;
//! use smpp_core::profile::{Profile, SenderRules};
//! use smpp_core::tlv::{Tag, Tlv};
//! use smpp_core::Instant;
//!
//! static ACME: Profile = Profile {
//!     name: "acme",
//!     // "Our default alphabet is Latin-1, and we take UCS2."
//!     data_codings: DataCodings { default: Charset::Latin1, ia5: Charset::Ia5 },
//!     accepted_data_codings: &[DataCoding::DEFAULT, DataCoding::UCS2],
//!     // "Senders: up to 15 digits, or up to 11 letters, digits and hyphens."
//!     senders: SenderRules { max_digits: 15, max_letters: 11, punctuation: "-" },
//!     // "Two sessions for each account." "Receipts are in Central European Time."
//!     sessions_per_account: Some(2),
//!     utc_offset_quarters: Some(4),
//!     // "submit_sm_resp has the id in hexadecimal, the receipt in decimal."
//!     submit_ids: IdBase::Hexadecimal,
//!     receipt_ids: IdBase::Decimal,
//!     // "stat: BARRED; ACCEPTD when the operator has accepted the message", which does not end it.
//!     state_words: &[("BARRED", MessageState::REJECTED), ("ACCEPTD", MessageState::ENROUTE)],
//!     // "TLV 0x1450: MCC and MNC, a C-Octet String."
//!     vendor_tlvs: &[VendorTlv {
//!         tag: Tag(0x1450),
//!         name: "mccmnc",
//!         meaning: VendorMeaning::Operator,
//!         format: VendorFormat::Text,
//!     }],
//!     // "err 034: the subscriber is barred."
//!     errors: &[ErrorCode { code: 34, meaning: "subscriber barred", class: ErrorClass::Blocked }],
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
//! let receipt = Receipt::from_deliver_sm(&deliver_sm, &ACME, &mut []);
//! assert_eq!(receipt.state().unwrap().value, MessageState::REJECTED);
//! assert_eq!(receipt.known_error().unwrap().class, ErrorClass::Blocked);
//! assert_eq!(receipt.vendor(VendorMeaning::Operator), Some(VendorValue::Text(b"99901")));
//! // Its ids.
//! assert!(ACME.id_rule().same(b"70BA8A69", b"1891273321"));
//! let mut orders = Correlator::new(ACME.correlator_config(0x5EED), [IdSlot::EMPTY; 100]);
//! let _ = orders.begin(Instant::ZERO, 1234, 1);
//! let _ = orders.accepted(Instant::ZERO, b"70BA8A69", 1234, PartNumber::ONLY);
//! let received = orders.receipt(Instant::ZERO, &receipt).on_dropped(drop);
//! assert!(matches!(received, Correlation::Updated(update) if update.value == 1234));
//! # Ok::<(), smpp_core::profile::SenderError>(())
//! ```
//!
//! [`Profile::ALL`] lists the profiles of this crate, and [`Profile::named`] finds one by name. Keep your own where
//! your program can find it. To use it with `--profile` in the example programs, add it to `Profile::ALL`.

mod built_in;
mod mensatek;
mod sender;

pub use sender::{SenderError, SenderErrorKind, SenderRules};

use crate::codes::{DataCoding, MessageState, Version};
use crate::message::correlate::{CorrelatorConfig, IdRule, ReceiptsFor};
use crate::message::receipt::{ErrorCode, IdBase, ReceiptDialect, ReceiptFormat, ReceiptRules, VendorTlv};
use crate::message::segment::Segmenter;
use crate::message::text::DataCodings;
use smpp_gsm7::transliteration::NEAREST;

/// The rules of a provider, from its document.
///
/// ```
/// use smpp_core::profile::Profile;
/// use smpp_core::Version;
/// let mine = Profile { name: "mine", version: Version::V50, max_short_message: 140, ..Profile::GENERIC };
/// assert_eq!(mine.segmenter().max_octets, 140);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Profile {
    /// The name in lower case, for [`Profile::named`] and for `--profile` in the example programs.
    pub name: &'static str,
    /// The version to bind with.
    pub version: Version,
    /// The meaning of `data_coding` 0 and 1, and whether septets are packed.
    pub data_codings: DataCodings,
    /// The accepted values of `data_coding`.
    pub accepted_data_codings: &'static [DataCoding],
    /// The format in which the provider writes receipts.
    pub receipt_format: ReceiptFormat,
    /// Additional or different `stat` words, compared case-insensitively.
    pub state_words: &'static [(&'static str, MessageState)],
    /// Which states end a message, and which messages count as receipts.
    pub receipt_rules: ReceiptRules,
    /// The time zone of receipts, in quarter hours ahead of UTC. `None` if unknown. It applies to dates without an
    /// offset in a [`Receipt`](crate::message::receipt::Receipt).
    pub utc_offset_quarters: Option<i8>,
    /// The base of the ids in submit_sm_resp.
    pub submit_ids: IdBase,
    /// The base of the ids in receipts.
    pub receipt_ids: IdBase,
    /// The parts of a long message for which receipts are sent.
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
    /// Maximum number of simultaneous sessions per account; `None` for no limit.
    pub sessions_per_account: Option<u8>,
    /// Whether the provider replaces each unsupported character with the nearest supported one instead of
    /// rejecting the message.
    pub replaces_characters: bool,
    /// Maximum length of one short_message in octets.
    pub max_short_message: u8,
}

impl Profile {
    /// The profiles in this crate.
    pub const ALL: [&'static Self; 3] = [&Self::GENERIC, &Self::KANNEL, &Self::MENSATEK];

    /// Finds a profile by name.
    ///
    /// ```
    /// use smpp_core::profile::Profile;
    /// assert_eq!(Profile::named("kannel"), Some(&Profile::KANNEL));
    /// assert_eq!(Profile::named("nobody"), None);
    /// ```
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|profile| profile.name == name)
    }

    /// How to cut texts for this provider: in the provider's alphabet for `data_coding` 0, or in UCS2 if that
    /// alphabet lacks a character, and within the provider's length limit. Replaces characters if the provider
    /// does.
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

    /// How the provider writes receipts, for
    /// [`Receipt::from_deliver_sm`](crate::message::receipt::Receipt::from_deliver_sm).
    ///
    /// ```
    /// use smpp_core::profile::Profile;
    /// let dialect = Profile::MENSATEK.receipt_dialect();
    /// assert_eq!(dialect.version, Profile::MENSATEK.version);
    /// ```
    pub const fn receipt_dialect(&self) -> ReceiptDialect {
        ReceiptDialect {
            version: self.version,
            data_codings: self.data_codings,
            state_words: self.state_words,
            rules: self.receipt_rules,
            utc_offset_quarters: self.utc_offset_quarters,
            vendor_tlvs: self.vendor_tlvs,
            errors: self.errors,
        }
    }

    /// How to compare the ids of submit_sm_resp and receipts.
    ///
    /// ```
    /// use smpp_core::message::correlate::IdRule;
    /// use smpp_core::message::receipt::IdBase;
    /// use smpp_core::profile::Profile;
    /// let profile = Profile { submit_ids: IdBase::Hexadecimal, receipt_ids: IdBase::Decimal, ..Profile::GENERIC };
    /// let IdRule::Bases { submitted, in_receipt } = profile.id_rule() else { panic!() };
    /// assert_eq!((submitted, in_receipt), (IdBase::Hexadecimal, IdBase::Decimal));
    /// ```
    pub const fn id_rule(&self) -> IdRule {
        IdRule::Bases { submitted: self.submit_ids, in_receipt: self.receipt_ids }
    }

    /// The settings of a [`Correlator`](crate::message::correlate::Correlator).
    ///
    /// ```
    /// use smpp_core::message::correlate::{Correlator, IdSlot};
    /// use smpp_core::profile::Profile;
    /// let config = Profile::KANNEL.correlator_config(0x5EED);
    /// let correlator = Correlator::new(config, [IdSlot::<u64>::EMPTY; 32]);
    /// assert_eq!(correlator.id_rule(), Profile::KANNEL.id_rule());
    /// ```
    pub const fn correlator_config(&self, seed: u64) -> CorrelatorConfig {
        CorrelatorConfig {
            ids: self.id_rule(),
            receipts_for: self.receipts_for,
            by_destination: self.receipts_by_destination,
            ..CorrelatorConfig::new(seed)
        }
    }
}

impl From<&Profile> for ReceiptDialect {
    fn from(profile: &Profile) -> Self {
        profile.receipt_dialect()
    }
}
