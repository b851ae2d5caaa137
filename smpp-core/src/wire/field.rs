//! The field kinds of mandatory parameters, one trait for all of them: the PDU list only names the type.

use super::error::{DecodeErrorKind, EncodeErrorKind, WireError};
use super::read::{Parsed, be_u8, c_octet_string, octets};
use super::string::{COctetString, Password};
use super::write::{Put, put_c_octet_string, put_octets, put_u8};

/// How a mandatory field is written (v3.4 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum FieldFormat {
    /// An unsigned integer of one octet.
    Integer,
    /// A C-Octet String: ends with a NUL.
    COctetString,
    /// A C-Octet String that is never shown.
    Password,
    /// An octet string behind a length field of one octet.
    OctetString,
    /// `dest_address` entries behind a count of one octet.
    DestAddresses,
    /// `unsuccess_sme` entries behind a count of one octet.
    UnsuccessSmes,
    /// `message_id` C-Octet Strings behind a count of one octet (3.3).
    MessageIds,
    /// The value of a TLV: octets, whose number the TLV says.
    TlvValue,
}

impl FieldFormat {
    /// The standard's name of the length or count in front of the field.
    pub const fn length_name(self) -> Option<&'static str> {
        match self {
            Self::OctetString => Some("sm_length"),
            Self::DestAddresses => Some("number_of_dests"),
            Self::UnsuccessSmes => Some("no_unsuccess"),
            Self::MessageIds => Some("num_msgs"),
            Self::Integer | Self::COctetString | Self::Password | Self::TlvValue => None,
        }
    }
}

/// The type of a mandatory field.
pub(crate) trait Field<'a>: Copy {
    const FORMAT: FieldFormat;

    fn decode(input: &'a [u8]) -> Parsed<'a, Self>;

    /// Writes the field at a place in `out`; the place behind it comes back.
    fn encode(&self, out: &mut [u8], at: usize) -> Put;

    /// What the field's bound counts: octets with the NUL for a C-Octet String, octets without the length for an
    /// octet string, entries for a list. 0 for an integer, which encoding does not judge.
    fn measure(&self) -> usize;

    /// The value of an integer.
    fn integer(&self) -> Option<u8> {
        None
    }

    /// The octets of a C-Octet String.
    fn text(&self) -> Option<&'a [u8]> {
        None
    }

    /// Whether each entry of a list keeps the bounds of an entry; what is no list has none.
    fn entries_fit(&self) -> bool {
        true
    }

    /// The first thing that is wrong with an entry of a list; what is no list has none.
    fn entry_fault(&self) -> Option<EncodeErrorKind> {
        None
    }

    /// Octets on the wire, NUL and length field included.
    fn encoded_len(&self) -> usize;
}

impl<'a> Field<'a> for u8 {
    const FORMAT: FieldFormat = FieldFormat::Integer;

    fn decode(input: &'a [u8]) -> Parsed<'a, Self> {
        be_u8(input)
    }

    fn encode(&self, out: &mut [u8], at: usize) -> Put {
        put_u8(out, at, *self)
    }

    fn measure(&self) -> usize {
        0
    }

    fn integer(&self) -> Option<u8> {
        Some(*self)
    }

    fn encoded_len(&self) -> usize {
        1
    }
}

impl<'a> Field<'a> for COctetString<'a> {
    const FORMAT: FieldFormat = FieldFormat::COctetString;

    fn decode(input: &'a [u8]) -> Parsed<'a, Self> {
        let (rest, text) = c_octet_string(input)?;
        Ok((rest, Self::new(text)))
    }

    fn encode(&self, out: &mut [u8], at: usize) -> Put {
        put_c_octet_string(out, at, self.as_bytes())
    }

    fn measure(&self) -> usize {
        self.encoded_len()
    }

    fn text(&self) -> Option<&'a [u8]> {
        Some(self.as_bytes())
    }

    fn encoded_len(&self) -> usize {
        self.len().saturating_add(1)
    }
}

impl<'a> Field<'a> for Password<'a> {
    const FORMAT: FieldFormat = FieldFormat::Password;

    fn decode(input: &'a [u8]) -> Parsed<'a, Self> {
        let (rest, text) = c_octet_string(input)?;
        Ok((rest, Self::new(text)))
    }

    fn encode(&self, out: &mut [u8], at: usize) -> Put {
        self.reveal().encode(out, at)
    }

    fn measure(&self) -> usize {
        self.reveal().measure()
    }

    fn text(&self) -> Option<&'a [u8]> {
        Some(self.reveal().as_bytes())
    }

    fn encoded_len(&self) -> usize {
        self.reveal().encoded_len()
    }
}

impl<'a> Field<'a> for &'a [u8] {
    const FORMAT: FieldFormat = FieldFormat::OctetString;

    fn decode(input: &'a [u8]) -> Parsed<'a, Self> {
        let [length, rest @ ..] = input else { return Err(WireError::at(input, DecodeErrorKind::NoLength)) };
        octets(usize::from(*length), rest)
    }

    fn encode(&self, out: &mut [u8], at: usize) -> Put {
        let length = u8::try_from(self.len()).map_err(|_| EncodeErrorKind::TooLong)?;
        let at = put_u8(out, at, length)?;
        put_octets(out, at, self)
    }

    fn measure(&self) -> usize {
        self.len()
    }

    fn encoded_len(&self) -> usize {
        self.len().saturating_add(1)
    }
}
