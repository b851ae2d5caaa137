//! What is wrong with octets, and what was probably intended.

use super::part::Octets;
use crate::error::DecodeError;
use crate::message::udh::UdhErrorKind;
use crate::wire::DecodeErrorKind;
use core::fmt;

/// Why octets cannot be read, and what was probably intended. `Display` says what is wrong.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Problem {
    pub(super) offset: usize,
    pub(super) trouble: Trouble,
    pub(super) hint: Option<Hint>,
}

#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) enum Trouble {
    /// The octets end inside the header.
    HeaderEnds,
    /// `command_length`; the length of the PDU, including missing octets; and the number of missing octets.
    Length(u32, usize, usize),
    Decode(DecodeError),
    Udh(UdhErrorKind),
    NotTlv,
    /// The octets in the place of `command_status` are not a status.
    Shifted,
}

#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) enum Hint {
    /// All octets decode if `command_length` is set to this length.
    AllDecode(usize),
    /// This many octets are still to come, or the length is wrong.
    Incomplete(usize),
    /// The sequence number is where the status should be.
    StatusMissing(u32),
    /// The NUL comes after the end of the PDU, at this offset.
    NulAt(usize),
    NoNul,
    /// A length, and the number of octets that are present.
    Announced(usize, usize),
    /// No octets are left for this field and for this many fields after it.
    FieldsMissing(usize),
    DestFlag(u8),
    /// The header may lack a number: this one may be the first octet of the text.
    NumberMissing(u8),
    CountsItself,
    /// The octets would be the end of the message if it had this length.
    BehindMessage(usize),
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
        match self.trouble {
            Trouble::HeaderEnds => f.write_str("the PDU ends inside its header of 16 octets"),
            Trouble::Length(length @ 0..16, ..) => {
                write!(f, "command_length is {length}, but a header alone has 16 octets")
            }
            Trouble::Length(length, there, 0) => {
                write!(f, "command_length is {length}, but the PDU has {}", Octets(there))
            }
            Trouble::Length(length, there, missing) => {
                write!(
                    f,
                    "command_length is {length}, but with the {missing} that are missing the PDU has "
                )?;
                write!(f, "{}", Octets(there))
            }
            Trouble::Decode(error) => f.write_str(match error.kind() {
                DecodeErrorKind::Truncated => "the PDU ends before this field is complete",
                DecodeErrorKind::NoTerminator => "no terminating NUL within the PDU",
                DecodeErrorKind::LengthPastEnd => "its length exceeds the rest of the PDU",
                DecodeErrorKind::NoLength => "the PDU ends before it",
                DecodeErrorKind::UnknownDestFlag => "dest_flag is neither 1 nor 2",
                _ => "cannot be read",
            }),
            Trouble::Udh(kind) => f.write_str(match kind {
                UdhErrorKind::LengthPastEnd => "the user data header is longer than the message",
                UdhErrorKind::LengthCountsItself => "the length counts its own octet",
                UdhErrorKind::Truncated => "an element needs an identifier and a length",
                UdhErrorKind::ElementPastEnd(_) => "the element is longer than the header",
                UdhErrorKind::ElementLength(_) => "this element cannot have this length",
                UdhErrorKind::NoSegments => "the number of parts is 0",
                UdhErrorKind::SegmentNumber => "the part number is 0 or above the number of parts",
                _ => "not a user data header",
            }),
            Trouble::Shifted => f.write_str("not a status: the header is shifted"),
            Trouble::NotTlv => f.write_str("not a TLV"),
        }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::AllDecode(length) => write!(f, "with command_length {length} all octets decode"),
            Self::Incomplete(missing) => write!(f, "{} missing, or the length is wrong", Octets(missing)),
            Self::StatusMissing(number) => {
                write!(f, "command_status seems to be missing here: this is sequence_number {number}")
            }
            Self::NulAt(at) => write!(f, "its NUL is octet {at}, after the end that command_length states"),
            Self::NoNul => f.write_str("a C-Octet String ends with 00"),
            Self::Announced(length, there) => write!(f, "{length} announced, {} present", Octets(there)),
            Self::FieldsMissing(0) => f.write_str("nothing is left for the last field"),
            Self::FieldsMissing(count) => {
                let s = if count == 1 { "" } else { "s" };
                write!(f, "nothing is left for this field and {count} field{s} after it")
            }
            Self::DestFlag(flag) => {
                write!(f, "{flag} instead of 1 (the address of an SME) or 2 (a distribution list)")
            }
            Self::NumberMissing(number) => {
                write!(
                    f,
                    "the header may lack a number, so that {number:#04x}, the first octet of the text, is read as the part"
                )
            }
            Self::CountsItself => f.write_str("it should be one less"),
            Self::BehindMessage(length) => {
                write!(f, "if sm_length were {length}, this would be the end of short_message")
            }
        }
    }
}
