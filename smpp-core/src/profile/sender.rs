//! Which senders a provider takes, and the TON and NPI that go with them.

use crate::codes::{Npi, Ton};
use crate::wire::COctetString;
use core::fmt;

/// The senders that a provider takes: numbers and names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderRules {
    /// Digits of a number, at most.
    pub max_digits: u8,
    /// Characters of a name, at most. GSM allows 11.
    pub max_letters: u8,
    /// What a name may hold beside letters and digits.
    pub punctuation: &'static str,
}

/// A sender that may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Sender<'a> {
    /// For `source_addr_ton`.
    pub ton: Ton,
    /// For `source_addr_npi`.
    pub npi: Npi,
    /// For `source_addr`: a number without its plus sign.
    pub addr: COctetString<'a>,
}

/// Why a sender cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SenderError {
    /// There is nothing.
    Empty,
    /// More digits or characters than the provider takes.
    TooLong {
        /// How many it takes.
        max: u8,
    },
    /// A character that a name may not hold, and where: octets from the start.
    Character {
        /// Octets before it.
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
    /// Numbers of up to 20 digits, names of up to 11 characters with the usual marks.
    pub const GENERIC: Self = Self { max_digits: 20, max_letters: 11, punctuation: " _-.&+'" };

    /// The shortest number that is taken as international when it has no plus sign.
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
    /// What is wrong with it.
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
