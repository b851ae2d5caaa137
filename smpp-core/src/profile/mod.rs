//! Providers as data: what each one means by `data_coding` 0, how its receipts look, what its error codes say, which
//! senders it takes.
//!
//! A profile is a plain struct. To write one for your provider, start from [`Profile::GENERIC`], change what its document
//! says otherwise, and list its error codes:
//!
//! ```
//! use smpp_core::codes::DataCoding;
//! use smpp_core::message::receipt::IdBase;
//! use smpp_core::message::text::{Charset, DataCodings};
//! use smpp_core::profile::{Class, ErrorCode, Profile};
//!
//! static ACME: Profile = Profile {
//!     name: "acme",
//!     // "Our default alphabet is Latin-1, and we take UCS2."
//!     data_codings: DataCodings { default: Charset::Latin1, ia5: Charset::Ia5 },
//!     allowed: &[DataCoding::DEFAULT, DataCoding::UCS2],
//!     // "submit_sm_resp has the id in hexadecimal, the receipt in decimal."
//!     submit_ids: IdBase::Hexadecimal,
//!     receipt_ids: IdBase::Decimal,
//!     // "err 034: the subscriber is barred."
//!     errors: &[ErrorCode { code: 34, meaning: "subscriber barred", class: Class::Blocked }],
//!     ..Profile::GENERIC
//! };
//! assert!(ACME.same_id(b"70BA8A69", b"1891273321"));
//! assert_eq!(ACME.error(b"034").unwrap().class, Class::Blocked);
//! ```

mod built_in;
mod mensatek;
mod sender;

pub use sender::{Sender, SenderError, SenderRules};

use crate::codes::{DataCoding, MessageState, Version};
use crate::message::receipt::{IdBase, ReceiptForm, ids_match, message_state};
use crate::message::text::DataCodings;
use crate::tlv::Tag;

/// What a provider's document says.
#[derive(Clone, Copy, Debug)]
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
    /// Quarter hours that the clock of receipts is ahead of UTC; `None` when the document does not say.
    pub clock_quarters: Option<i8>,
    /// The base of the ids in submit_sm_resp.
    pub submit_ids: IdBase,
    /// The base of the ids in receipts.
    pub receipt_ids: IdBase,
    /// TLVs of its own, by name.
    pub vendor_tlvs: &'static [(Tag, &'static str)],
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

/// What a result means for whoever sent the message.
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
    /// The number or the sender is barred.
    Blocked,
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

    /// What `err` of a receipt means here: decimal digits, zeros in front or not.
    pub fn error(&self, err: &[u8]) -> Option<&'static ErrorCode> {
        let number = err.iter().try_fold(0_u16, |number, octet| {
            let digit = octet.checked_sub(b'0').filter(|digit| *digit < 10)?;
            number.checked_mul(10)?.checked_add(u16::from(digit))
        })?;
        if err.is_empty() { None } else { self.errors.iter().find(|error| error.code == number) }
    }

    /// The state that a word of `stat` means here.
    pub fn message_state(&self, word: &[u8]) -> Option<MessageState> {
        let own = self.stat_words.iter().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(word));
        own.map(|(_, state)| *state).or_else(|| message_state(word))
    }

    /// Whether the id of a submit_sm_resp and that of a receipt are of one message.
    pub fn same_id(&self, submitted: &[u8], in_receipt: &[u8]) -> bool {
        submitted == in_receipt || ids_match(submitted, self.submit_ids, in_receipt, self.receipt_ids)
    }
}
