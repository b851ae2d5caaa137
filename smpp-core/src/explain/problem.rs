//! What is wrong with octets, and what was probably intended.

use super::part::Quantity;
use crate::message::udh::UdhErrorKind;
use crate::wire::DecodeErrorKind;
use core::fmt;
use smpp_gsm7::error_kinds;

/// Why octets cannot be read, and what was probably intended. `Display` says what is wrong.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Problem {
    pub(super) offset: usize,
    pub(super) trouble: Trouble,
    pub(super) hint: Option<Hint>,
}

impl Problem {
    /// The offset of the error in octets, counted from the start of the PDU.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What was probably intended, or what would correct the error. `None` if that is not clear.
    pub fn hint(&self) -> Option<impl fmt::Display + use<>> {
        self.hint
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.trouble, f)
    }
}

error_kinds! {
    #[derive(Debug)]
    pub(super) enum Trouble {
        /// The octets end inside the header.
        HeaderEnds => "the PDU ends inside its header of 16 octets";
        /// `command_length` is less than the length of a header.
        LengthBelowHeader(length: u32) => "command_length is {length}, but a header alone has 16 octets";
        /// `command_length` is not the length of the PDU.
        Length { length: u32, there: Quantity, } => "command_length is {length}, but the PDU has {there}";
        /// Even with the missing octets added, the PDU does not have the length in `command_length`.
        LengthOfShifted { length: u32, missing: usize, there: Quantity, }
            => "command_length is {length}, but with the {missing} that are missing the PDU has {there}";
        /// The PDU ends inside the field.
        FieldEnds => "the PDU ends before this field is complete";
        /// The field cannot be read for another reason.
        Decode(kind: DecodeErrorKind) => "{kind}";
        /// The user data header is invalid.
        Udh(kind: UdhErrorKind) => "{kind}";
        /// The octets after the last TLV are not one.
        NotTlv => "not a TLV";
        /// The octets in the place of `command_status` are not a status.
        Shifted => "not a status: the header is shifted";
    }
}

error_kinds! {
    #[derive(Debug)]
    pub(super) enum Hint {
        /// All octets decode if `command_length` is set to this length.
        AllDecode(length: usize) => "with command_length {length} all octets decode";
        /// This many octets are still to come, or the length is wrong.
        Incomplete(missing: Quantity) => "{missing} missing, or the length is wrong";
        /// The sequence number is where the status should be.
        StatusMissing(number: u32) => "command_status seems to be missing here: this is sequence_number {number}";
        /// The NUL comes after the end of the PDU, at this offset.
        NulAt(at: usize) => "its NUL is octet {at}, after the end that command_length states";
        /// There is no NUL.
        NoNul => "a C-Octet String ends with 00";
        /// A length, and the octets that are present.
        Announced { length: u8, there: Quantity, } => "{length} announced, {there} present";
        /// No octets are left for the last field.
        LastMissing => "nothing is left for the last field";
        /// No octets are left for this field and for these fields after it.
        FieldsMissing(others: Quantity) => "nothing is left for this field and {others} after it";
        /// The flag of a destination is this one.
        DestFlag(flag: u8) => "{flag} instead of 1 (the address of an SME) or 2 (a distribution list)";
        /// The header may lack a number: this one may be the first octet of the text.
        NumberMissing(number: u8)
            => "the header may lack a number, so that {number:#04x}, the first octet of the text, is read as the part";
        /// The length of the user data header counts its own octet.
        CountsItself => "it should be one less";
        /// The octets would be the end of the message if it had this length.
        BehindMessage(length: usize) => "if sm_length were {length}, this would be the end of short_message";
    }
}

impl Hint {
    /// For octets that start with a length that exceeds them.
    pub(super) fn announced(octets: &[u8]) -> Option<Self> {
        let (length, rest) = octets.split_first()?;
        Some(Self::Announced { length: *length, there: Quantity::octets(rest.len()) })
    }
}
