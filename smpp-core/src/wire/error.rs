//! Kinds of errors in octets, without the field.

use smpp_gsm7::error_kinds;

error_kinds! {
    /// Why octets could not be decoded. [`DecodeError`](crate::DecodeError) adds the field and the offset.
    #[derive(Debug, Hash)]
    pub enum DecodeErrorKind {
        /// The PDU ends before or inside the field.
        Truncated => "the PDU ends inside the field";
        /// A C-Octet String has no NUL before the end of the PDU.
        NoTerminator => "no terminating NUL within the PDU";
        /// A length field exceeds the octets left in the PDU.
        LengthPastEnd => "its length exceeds the rest of the PDU";
        /// The PDU ends before the length or count field of an octet string or list.
        NoLength => "the PDU ends before it";
        /// `dest_flag` is neither 1 (SME address) nor 2 (distribution list), so the size of the entry is unknown.
        UnknownDestFlag => "dest_flag is neither 1 nor 2";
        /// The value of a TLV has a length that its type does not allow.
        TlvLength => "this TLV cannot have this length";
        /// The PDU's `command_id` is not that of the type to decode.
        OtherCommand => "the command_id is not that of the type to decode";
        /// `command_length` is below 16 or does not match the number of octets.
        CommandLength => "command_length is below 16 or does not match the octets";
    }
}

/// Declares [`EncodeErrorKind`], and [`Fault`], which is the same in one octet.
macro_rules! encode_error_kinds {
    ($( $(#[$doc:meta])* $Kind:ident, $text:literal; )*) => {
        /// Why a value could not be encoded.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum EncodeErrorKind {
            /// The caller's buffer is too small.
            BufferTooSmall {
                /// Length of a buffer that is large enough for the whole PDU, in octets.
                needed: usize,
            },
            $( $(#[$doc])* $Kind, )*
        }

        /// An [`EncodeErrorKind`] without the length that is needed, which only the whole PDU knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Fault {
            BufferTooSmall,
            $( $Kind, )*
        }

        impl Fault {
            pub(crate) const fn kind(self, needed: usize) -> EncodeErrorKind {
                match self {
                    Self::BufferTooSmall => EncodeErrorKind::BufferTooSmall { needed },
                    $( Self::$Kind => EncodeErrorKind::$Kind, )*
                }
            }

            /// The kind in words.
            pub(crate) const fn text(self) -> &'static str {
                match self {
                    Self::BufferTooSmall => "the buffer is too small",
                    $( Self::$Kind => $text, )*
                }
            }
        }
    };
}
encode_error_kinds! {
    /// A C-Octet String contains a NUL, which would end the field early.
    EmbeddedNul, "a NUL inside a C-Octet String";
    /// The value is too long for the field in this version.
    TooLong, "longer than this version allows";
    /// The length or count field cannot express the size: an octet string has more than 255 octets, a list has more
    /// than 255 entries, a TLV has more than 65,535 octets, or the PDU has 4 GiB or more.
    TooMany, "too long for its length or count field";
    /// The PDU does not exist in this version.
    PduNotInVersion, "this PDU does not exist in this version";
    /// The TLV does not exist in this version. 3.3 has no TLVs.
    TlvNotInVersion, "does not exist in this version";
    /// The TLV does not allow a value of this length. Encoding reports this only for a text that is too long;
    /// [`Checked`](crate::pdu::Checked) reports it for any value.
    TlvLength, "cannot have this length";
    /// The version reserves the value. Only reported by [`Checked`](crate::pdu::Checked).
    Reserved, "a value that this version reserves";
    /// The text is not a valid time for the field. Only reported by [`Checked`](crate::pdu::Checked).
    NoTime, "not a valid time, or a part of it is out of range";
    /// A field that the PDU needs is empty. Only reported by [`Checked`](crate::pdu::Checked).
    Missing, "required, but empty";
    /// An address contains octets that are not printable ASCII. Only reported by
    /// [`Checked`](crate::pdu::Checked).
    NotPrintable, "an address that is not printable ASCII";
    /// The PDU may not carry the TLV. Only reported by [`Checked`](crate::pdu::Checked).
    TlvNotAllowed, "is not allowed in this PDU";
    /// The TLV appears twice but may not repeat. Only reported by [`Checked`](crate::pdu::Checked).
    TlvRepeated, "appears twice";
    /// A response is marked as a header without a body, but a field or a TLV is set.
    BodyOmitted, "a response without a body cannot carry fields or TLVs";
    /// The optional part ends with octets that are not a TLV. [`Rules::AS_IS`](crate::Rules::AS_IS) allows them.
    TrailingOctets, "the optional part ends with octets that are not a TLV";
}

/// An error in a leaf parser, and how many octets were left, from which the offset follows.
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
