//! TLVs that a provider adds to receipts.

use crate::codes::MessageState;
use crate::tlv::{Tag, Tlv};

/// A vendor TLV: its tag, meaning and format.
///
/// ```
/// use smpp_core::profile::{VendorForm, VendorMeaning, VendorTlv};
/// use smpp_core::tlv::Tag;
/// // "0x1403: error code, four digits."
/// const ERROR: VendorTlv =
///     VendorTlv { tag: Tag(0x1403), name: "error_code", meaning: VendorMeaning::Error, form: VendorForm::Text };
/// assert!(ERROR.tag.is_vendor());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VendorTlv {
    /// The tag, usually 0x1400 to 0x3FFF.
    pub tag: Tag,
    /// Its name in the provider's document.
    pub name: &'static str,
    /// The meaning.
    pub meaning: VendorMeaning,
    /// The format of the value.
    pub form: VendorForm,
}

/// The meaning of a vendor TLV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum VendorMeaning {
    /// The id of the message, like `receipted_message_id`.
    MessageId,
    /// The state of the message: a `stat` word, or an integer with the number of a `message_state`.
    MessageState,
    /// Why it failed, like `err`.
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
pub enum VendorForm {
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
    Odd(&'a [u8]),
}

impl VendorTlv {
    /// Reads the value of a TLV with this tag.
    pub(crate) fn read<'a>(&self, tlv: &Tlv<'a>) -> VendorValue<'a> {
        let octets = tlv.octets();
        match self.form {
            VendorForm::Integer if matches!(octets.len(), 1..=8) => VendorValue::Integer(
                octets.iter().fold(0, |number, octet| number.wrapping_shl(8) | u64::from(*octet)),
            ),
            VendorForm::Integer => VendorValue::Odd(tlv.slice()),
            VendorForm::Text => {
                let mut text = tlv.slice();
                while let [before @ .., 0] = text {
                    text = before;
                }
                VendorValue::Text(text)
            }
        }
    }
}

impl VendorValue<'_> {
    /// The value as a `message_state`, if it is an integer.
    pub(crate) fn state_number(self) -> Option<MessageState> {
        match self {
            Self::Integer(number) => u8::try_from(number).ok().map(MessageState),
            Self::Text(_) | Self::Odd(_) => None,
        }
    }
}
