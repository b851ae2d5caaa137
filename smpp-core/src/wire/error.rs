//! What can be wrong with octets, without saying yet in which field.

/// Why octets could not be read. The error that carries it also names the field and the octet offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The PDU ends before or inside the field.
    Truncated,
    /// A C-Octet String runs to the end of the PDU without its NUL.
    NoTerminator,
    /// A length field counts more octets than the PDU has left.
    LengthPastEnd,
    /// The PDU ends where the length or count field of an octet string or list should be.
    NoLength,
    /// `dest_flag` is neither 1 (SME address) nor 2 (distribution list), so the size of the entry is unknown.
    UnknownDestFlag,
    /// The value of a TLV has a length that its type does not allow.
    TlvLength,
    /// A typed decode was asked for a PDU with another `command_id`.
    OtherCommand,
    /// `command_length` is below 16 or larger than the octets given.
    CommandLength,
}

/// Why a value could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// The caller's buffer is too small; the error's `needed` says how many octets the whole PDU takes.
    BufferTooSmall,
    /// A C-Octet String holds a NUL: everything after it would be read as other fields, or not at all.
    EmbeddedNul,
    /// The value is longer than the field may be in this version.
    TooLong,
    /// The value does not fit the length or count field on the wire.
    TooMany,
    /// The PDU does not exist in this version.
    PduNotInVersion,
    /// The TLV does not exist in this version (3.3 has none at all).
    TlvNotInVersion,
    /// The value of a TLV has a length that the TLV cannot have. Encoding says so of a text of a typed constructor that is too
    /// long, [`Checked`](crate::pdu::Checked) of any.
    TlvLength,
    /// The version reserves the value; only [`Checked`](crate::pdu::Checked) says so.
    Reserved,
    /// Not a time that the field can hold, or a part of it is out of range; only [`Checked`](crate::pdu::Checked) says so.
    NoTime,
    /// Empty, where the PDU needs a value; only [`Checked`](crate::pdu::Checked) says so.
    Missing,
    /// Octets in an address that are not printable ASCII; only [`Checked`](crate::pdu::Checked) says so.
    NotPrintable,
    /// The PDU may not carry the TLV; only [`Checked`](crate::pdu::Checked) says so.
    TlvNotAllowed,
    /// The TLV is there twice, and may not be; only [`Checked`](crate::pdu::Checked) says so.
    TlvRepeated,
    /// A response is marked as header only, yet a field or a TLV is set.
    BodyOmitted,
    /// The optional part holds octets that are no TLV.
    TrailingOctets,
}

/// What a leaf parser found, and how many octets were left when it did: the offset follows from that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WireError {
    pub(crate) kind: DecodeErrorKind,
    pub(crate) left: usize,
}

impl WireError {
    pub(crate) fn at(left: &[u8], kind: DecodeErrorKind) -> nom::Err<Self> {
        nom::Err::Error(Self { kind, left: left.len() })
    }
}

impl nom::error::ParseError<&[u8]> for WireError {
    fn from_error_kind(input: &[u8], _kind: nom::error::ErrorKind) -> Self {
        Self { kind: DecodeErrorKind::Truncated, left: input.len() }
    }

    fn append(_input: &[u8], _kind: nom::error::ErrorKind, other: Self) -> Self {
        other
    }
}
