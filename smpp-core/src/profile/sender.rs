//! The senders a provider allows, and the TON and NPI to send with them.

use crate::codes::Ton;
use crate::count::{left, sum};
use crate::pdu::Address;
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
    pub fn check<'a>(&self, sender: &'a str) -> Result<Address<'a>, SenderError> {
        let address = Address::from(sender);
        let is_number = address.ton != Ton::ALPHANUMERIC;
        let allowed = |c: char| {
            is_number || c.is_ascii_alphanumeric() || self.punctuation.chars().any(|known| known == c)
        };
        let max = if is_number { self.max_digits } else { self.max_letters };
        let (kind, offset) = if sender.is_empty() {
            (SenderErrorKind::Empty, 0)
        } else if let Some((offset, _)) = sender.char_indices().find(|(_, c)| !allowed(*c)) {
            (SenderErrorKind::Character, offset)
        } else if address.addr.len() > usize::from(max) {
            let plus = left(sender.len(), address.addr.len());
            (SenderErrorKind::TooLong { max }, sum(plus, max.into()))
        } else {
            return Ok(address);
        };
        Err(SenderError::at(kind, offset))
    }
}
