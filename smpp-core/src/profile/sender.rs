//! The senders a provider allows, and the TON and NPI to send with them.

use crate::codes::{Npi, Ton};
use crate::count::{left, sum};
use crate::wire::COctetString;
use smpp_gsm7::{error_at, error_kinds};

/// The senders a provider allows: numbers and names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
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
pub struct SourceAddress<'a> {
    /// Value for `source_addr_ton`.
    pub ton: Ton,
    /// Value for `source_addr_npi`.
    pub npi: Npi,
    /// Value for `source_addr`. A number has no plus sign.
    pub addr: COctetString<'a>,
}

error_at! {
    /// Why a sender is not allowed, and where.
    SenderError: SenderErrorKind => "sender, octet {offset}: {kind}",
    /// Number of octets before the first character that is not allowed or is one too many.
    offset
}

error_kinds! {
    /// Kinds of errors in a sender.
    #[derive(Debug, Hash)]
    pub enum SenderErrorKind {
        /// The sender is empty.
        Empty => "it is empty";
        /// The sender is too long.
        TooLong {
            /// The maximum number of digits or characters.
            max: u8,
        } => "longer than {max}";
        /// A name contains a character that is not allowed.
        Character => "a character that is not allowed";
    }
}

impl SenderRules {
    /// Numbers of up to 20 digits, and names of up to 11 characters with common punctuation.
    pub const GENERIC: Self = Self { max_digits: 20, max_letters: 11, punctuation: " _-.&+'" };

    /// From this length on, a number without a plus sign counts as international.
    const INTERNATIONAL_DIGITS: usize = 8;

    /// Checks a sender: a number in international form (with `+`, or with at least eight digits), a short code (any
    /// other number), or a name.
    ///
    /// ```
    /// use smpp_core::codes::Ton;
    /// use smpp_core::profile::{Profile, SenderError, SenderErrorKind};
    /// let rules = Profile::MENSATEK.senders;
    /// assert_eq!(rules.check("+34600000000")?.addr, "34600000000");
    /// assert_eq!(rules.check("My_Sender")?.ton, Ton::ALPHANUMERIC);
    /// let error = rules.check("My sender").unwrap_err();
    /// assert_eq!((error.kind(), error.offset()), (SenderErrorKind::Character, 2));
    /// let error = rules.check("1234567890123456").unwrap_err();
    /// assert_eq!(error.kind(), SenderErrorKind::TooLong { max: 15 });
    /// # Ok::<(), SenderError>(())
    /// ```
    ///
    /// # Errors
    /// The sender is empty or too long, or has a character that is not allowed.
    pub fn check<'a>(&self, sender: &'a str) -> Result<SourceAddress<'a>, SenderError> {
        let digits = sender.strip_prefix('+').unwrap_or(sender);
        let is_number = !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit());
        let allowed = |c: char| {
            is_number || c.is_ascii_alphanumeric() || self.punctuation.chars().any(|known| known == c)
        };
        let (text, max) = if is_number { (digits, self.max_digits) } else { (sender, self.max_letters) };
        let prefix = left(sender.len(), text.len());
        let (kind, offset) = if sender.is_empty() {
            (SenderErrorKind::Empty, 0)
        } else if let Some((offset, _)) = text.char_indices().find(|(_, c)| !allowed(*c)) {
            (SenderErrorKind::Character, offset)
        } else if text.len() > usize::from(max) {
            (SenderErrorKind::TooLong { max }, sum(prefix, max.into()))
        } else {
            let (ton, npi) = match is_number {
                true if prefix > 0 || digits.len() >= Self::INTERNATIONAL_DIGITS => {
                    (Ton::INTERNATIONAL, Npi::ISDN)
                }
                true => (Ton::NETWORK_SPECIFIC, Npi::UNKNOWN),
                false => (Ton::ALPHANUMERIC, Npi::UNKNOWN),
            };
            return Ok(SourceAddress { ton, npi, addr: text.into() });
        };
        Err(SenderError::at(kind, offset))
    }
}
