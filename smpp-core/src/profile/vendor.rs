//! TLVs that a provider adds to receipts.

use crate::codes::MessageState;
use crate::tlv::{Tag, Tlv};

/// A TLV of a provider's own: its tag, what it says, and how.
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
    /// Its tag, mostly one from 0x1400 to 0x3FFF.
    pub tag: Tag,
    /// Its name in the provider's document.
    pub name: &'static str,
    /// What it says.
    pub meaning: VendorMeaning,
    /// How its value is written.
    pub form: VendorForm,
}

/// What a vendor's TLV says of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum VendorMeaning {
    /// The id of the message, as `receipted_message_id`.
    MessageId,
    /// Its state: a word as in `stat`, or as an integer the number of a `message_state`.
    MessageState,
    /// Why it failed, as `err`.
    Error,
    /// The operator that served the number: country code and network code (MCC and MNC), or either.
    Operator,
    /// What the message cost.
    Price,
    /// Anything else.
    Other,
}

/// How the value of a vendor's TLV is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum VendorForm {
    /// Characters. NULs at the end are dropped.
    Text,
    /// An integer of 1 to 8 octets, big-endian.
    Integer,
}

/// The value of a vendor's TLV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum VendorValue<'a> {
    /// Characters, without NULs at the end.
    Text(&'a [u8]),
    /// An integer.
    Integer(u64),
    /// Octets that are no integer: none, or more than eight.
    Odd(&'a [u8]),
}

impl VendorTlv {
    /// The value of a TLV that has this tag.
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
    /// The number of a `message_state`.
    pub(crate) fn state_number(self) -> Option<MessageState> {
        match self {
            Self::Integer(number) => u8::try_from(number).ok().map(MessageState),
            Self::Text(_) | Self::Odd(_) => None,
        }
    }
}
