//! Addresses with their type of number and numbering plan, which PDUs have in separate fields.

use crate::codes::{Npi, Ton};
use crate::wire::COctetString;

/// An address with its type of number (TON, v3.4 section 5.2.5) and numbering plan (NPI, v3.4 section 5.2.6).
///
/// PDUs have a field for each of the three. `with_source` and `with_destination` set them together, and `source` and
/// `destination` read them, in all PDUs that have such an address; see [`SubmitSm`](crate::pdu::SubmitSm).
///
/// A text converts into an address, with the values that most message centres expect:
///
/// | the text | TON | NPI |
/// | --- | --- | --- |
/// | a number with `+`, or of at least 8 digits | [`INTERNATIONAL`](Ton::INTERNATIONAL), without the `+` | [`ISDN`](Npi::ISDN) |
/// | another number, such as a short code | [`NETWORK_SPECIFIC`](Ton::NETWORK_SPECIFIC) | [`UNKNOWN`](Npi::UNKNOWN) |
/// | empty: the message centre chooses the sender | [`UNKNOWN`](Ton::UNKNOWN) | [`UNKNOWN`](Npi::UNKNOWN) |
/// | anything else: a name | [`ALPHANUMERIC`](Ton::ALPHANUMERIC) | [`UNKNOWN`](Npi::UNKNOWN) |
///
/// For other values, such as those of a national number, fill in the fields. If your provider's document has rules for
/// senders, check them with [`SenderRules`](crate::profile::SenderRules), which returns the address.
///
/// ```
/// use smpp_core::pdu::{Address, SubmitSm};
/// use smpp_core::codes::{Npi, Ton};
///
/// let submit_sm = SubmitSm::default().with_source("Shop").with_destination("+46700000001");
/// assert_eq!(submit_sm.source(), Address::alphanumeric("Shop"));
/// assert_eq!((submit_sm.dest_addr_ton, submit_sm.dest_addr_npi), (Ton::INTERNATIONAL, Npi::ISDN));
/// assert_eq!(submit_sm.destination_addr, "46700000001");
///
/// let national = Address { ton: Ton::NATIONAL, npi: Npi::ISDN, addr: "0700000001".into() };
/// assert_eq!(submit_sm.with_destination(national).destination(), national);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Address<'a> {
    /// Type of number.
    pub ton: Ton,
    /// Numbering plan.
    pub npi: Npi,
    /// The number or name: up to 20 octets, or up to 64 in data_sm and alert_notification.
    pub addr: COctetString<'a>,
}

impl<'a> Address<'a> {
    /// From this length on, a number without a plus sign counts as international.
    const INTERNATIONAL_DIGITS: usize = 8;

    /// A number with its country code, of up to 15 digits. A plus sign is left out.
    pub const fn international(number: &'a str) -> Self {
        let digits = match number.as_bytes() {
            [b'+', digits @ ..] => digits,
            digits => digits,
        };
        Self { ton: Ton::INTERNATIONAL, npi: Npi::ISDN, addr: COctetString::new(digits) }
    }

    /// A number that only some networks know.
    pub const fn short_code(number: &'a str) -> Self {
        Self { ton: Ton::NETWORK_SPECIFIC, npi: Npi::UNKNOWN, addr: COctetString::new(number.as_bytes()) }
    }

    /// A name as the sender. GSM allows 11 characters.
    pub const fn alphanumeric(name: &'a str) -> Self {
        Self { ton: Ton::ALPHANUMERIC, npi: Npi::UNKNOWN, addr: COctetString::new(name.as_bytes()) }
    }
}

impl<'a> From<&'a str> for Address<'a> {
    fn from(text: &'a str) -> Self {
        let digits = text.strip_prefix('+').unwrap_or(text);
        if text.is_empty() {
            Self::default()
        } else if digits.is_empty() || !digits.bytes().all(|octet| octet.is_ascii_digit()) {
            Self::alphanumeric(text)
        } else if digits.len() < text.len() || digits.len() >= Self::INTERNATIONAL_DIGITS {
            Self::international(text)
        } else {
            Self::short_code(text)
        }
    }
}

/// Makes the methods that set and read the three fields of an address together. The argument is the field with the TON;
/// for any other field, nothing is made.
macro_rules! address {
    ($Name:ident source_addr_ton) => {
        address!(@ $Name source with_source: source_addr_ton source_addr_npi source_addr);
    };
    ($Name:ident dest_addr_ton) => {
        address!(@ $Name destination with_destination: dest_addr_ton dest_addr_npi destination_addr);
    };
    ($Name:ident esme_addr_ton) => {
        address!(@ $Name esme with_esme: esme_addr_ton esme_addr_npi esme_addr);
    };
    ($Name:ident $other:ident) => {};
    (@ $Name:ident $get:ident $set:ident: $ton:ident $npi:ident $addr:ident) => {
        impl<'a> $Name<'a> {
            #[doc = concat!("`", stringify!($addr), "` with its type of number and numbering plan.")]
            pub const fn $get(&self) -> Address<'a> {
                Address { ton: self.$ton, npi: self.$npi, addr: self.$addr }
            }

            #[doc = concat!("A copy with another `", stringify!($addr), "`, `", stringify!($ton), "` and `")]
            #[doc = concat!(stringify!($npi), "`. A text converts into an [`Address`].")]
            #[must_use]
            pub fn $set(self, address: impl Into<Address<'a>>) -> Self {
                let Address { ton: $ton, npi: $npi, addr: $addr } = address.into();
                Self { $ton, $npi, $addr, ..self }
            }
        }
    };
}
pub(super) use address;
