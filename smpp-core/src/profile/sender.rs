//! The senders a provider allows, and the TON and NPI to send with them.

use crate::codes::{Npi, Ton};
use crate::wire::COctetString;
use core::fmt;

/// The senders a provider allows: numbers and names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderRules {
    /// Maximum number of digits.
    pub max_digits: u8,
    /// Maximum number of characters in a name. GSM allows 11.
    pub max_letters: u8,
    /// Characters allowed in a name besides letters and digits.
    pub punctuation: &'static str,
}

/// A sender that the provider allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Sender<'a> {
    /// Value for `source_addr_ton`.
    pub ton: Ton,
    /// Value for `source_addr_npi`.
    pub npi: Npi,
    /// Value for `source_addr`. A number has no plus sign.
    pub addr: COctetString<'a>,
}

/// Why a sender is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SenderError {
    /// The sender is empty.
    Empty,
    /// The sender is too long.
    TooLong {
        /// The maximum number of digits or characters.
        max: u8,
    },
    /// A name contains a character that is not allowed.
    Character {
        /// Its position: the number of octets before it.
        at: usize,
    },
}

impl fmt::Display for SenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the sender is empty"),
            Self::TooLong { max } => write!(f, "the sender is longer than {max}"),
            Self::Character { at } => {
                write!(f, "the sender has a character at octet {at} that is not allowed")
            }
        }
    }
}

impl core::error::Error for SenderError {}

impl SenderRules {
    /// Numbers of up to 20 digits, and names of up to 11 characters with common punctuation.
    pub const GENERIC: Self = Self { max_digits: 20, max_letters: 11, punctuation: " _-.&+'" };

    /// From this length on, a number without a plus sign counts as international.
    const INTERNATIONAL_DIGITS: usize = 8;

    /// Checks a sender: a number in international form (with `+` or without), a short code, or a name.
    ///
    /// ```
    /// use smpp_core::codes::Ton;
    /// use smpp_core::profile::{Profile, SenderError};
    /// let rules = Profile::MENSATEK.senders;
    /// assert_eq!(rules.check("+34600000000")?.addr, "34600000000");
    /// assert_eq!(rules.check("My_Sender")?.ton, Ton::ALPHANUMERIC);
    /// assert_eq!(rules.check("My sender"), Err(SenderError::Character { at: 2 }));
    /// assert_eq!(rules.check("1234567890123456"), Err(SenderError::TooLong { max: 15 }));
    /// # Ok::<(), SenderError>(())
    /// ```
    ///
    /// # Errors
    /// Why the sender is not allowed.
    pub fn check<'a>(&self, sender: &'a str) -> Result<Sender<'a>, SenderError> {
        let digits = sender.strip_prefix('+').unwrap_or(sender);
        if sender.is_empty() {
            return Err(SenderError::Empty);
        }
        if !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit()) {
            if digits.len() > usize::from(self.max_digits) {
                return Err(SenderError::TooLong { max: self.max_digits });
            }
            let international = digits.len() < sender.len() || digits.len() >= Self::INTERNATIONAL_DIGITS;
            let (ton, npi) = if international {
                (Ton::INTERNATIONAL, Npi::ISDN)
            } else {
                (Ton::NETWORK_SPECIFIC, Npi::UNKNOWN)
            };
            return Ok(Sender { ton, npi, addr: digits.into() });
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || self.punctuation.chars().any(|known| known == c);
        if let Some((at, _)) = sender.char_indices().find(|(_, c)| !allowed(*c)) {
            return Err(SenderError::Character { at });
        }
        if sender.len() > usize::from(self.max_letters) {
            return Err(SenderError::TooLong { max: self.max_letters });
        }
        Ok(Sender { ton: Ton::ALPHANUMERIC, npi: Npi::UNKNOWN, addr: sender.into() })
    }
}
