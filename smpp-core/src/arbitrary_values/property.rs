//! The properties that an almost valid PDU can break, and the errors that report them.

use crate::wire::{DecodeErrorKind, EncodeErrorKind};

/// Declares the properties, with the errors and the lint that report each of them.
macro_rules! properties {
    ($(
        $(#[$doc:meta])*
        $Name:ident $(decode $decode:ident)? $(encode $encode:ident)? $(checked $checked:ident)? $(lint $lint:ident)?;
    )*) => {
        /// A property of valid PDUs that [`Broken`](super::Broken) can break. Each variant describes a PDU that
        /// breaks it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum Property {
            $( $(#[$doc])* $Name, )*
        }

        impl Property {
            /// All properties.
            pub const ALL: &'static [Self] = &[ $( Self::$Name, )* ];

            /// The error that decoding the octets returns. `None` if they decode.
            pub const fn decode_error(self) -> Option<DecodeErrorKind> {
                match self {
                    $( Self::$Name => named!(DecodeErrorKind $($decode)?), )*
                }
            }

            /// The error that encoding under the rules of the version returns. `None` if the PDU encodes.
            pub const fn encode_error(self) -> Option<EncodeErrorKind> {
                match self {
                    $( Self::$Name => named!(EncodeErrorKind $($encode)?), )*
                }
            }

            /// The error that a setter of [`Checked`](crate::pdu::Checked) returns. `None` if the setters accept every
            /// field.
            pub const fn checked_error(self) -> Option<EncodeErrorKind> {
                match self {
                    $( Self::$Name => named!(EncodeErrorKind $($checked)?), )*
                }
            }

            /// The id of the [`lint`](crate::lint) that reports it in every version. `None` if no lint does, for
            /// example because a value that cannot be written, such as a NUL inside a mandatory field, leaves no
            /// octets to check.
            pub const fn lint(self) -> Option<&'static str> {
                match self {
                    $( Self::$Name => lint_id!($($lint)?), )*
                }
            }
        }
    };
}

macro_rules! named {
    ($Kind:ident) => {
        None
    };
    ($Kind:ident $name:ident) => {
        Some($Kind::$name)
    };
}

macro_rules! lint_id {
    () => {
        None
    };
    ($name:ident) => {
        Some(stringify!($name))
    };
}

properties! {
    /// A mandatory text, octet string or list is longer than its bound.
    Bound encode TooLong checked TooLong lint field_too_long;
    /// A mandatory text holds a NUL.
    NoNul encode EmbeddedNul checked EmbeddedNul;
    /// A mandatory integer has a value that the version reserves.
    DefinedValue checked Reserved lint value_out_of_range;
    /// A submission is marked as a delivery receipt, which only a message centre sends.
    NotReceipt checked Reserved lint receipt_type_in_submit;
    /// A mandatory field for a time holds something that is not a valid time for that field.
    Time checked NoTime lint time_format;
    /// An address is not printable ASCII.
    Printable checked NotPrintable lint address_not_printable;
    /// The destination is missing.
    Destination checked Missing lint no_destination;
    /// The version does not have the PDU.
    PduInVersion encode PduNotInVersion lint pdu_not_in_version;
    /// A response that omits its body has TLVs.
    OmittedBodyEmpty encode BodyOmitted;
    /// The PDU carries a TLV that the version does not have.
    TlvInVersion encode TlvNotInVersion checked TlvNotInVersion;
    /// The PDU carries a TLV that is not allowed in it.
    TlvAllowed checked TlvNotAllowed lint tlv_not_allowed;
    /// A TLV appears twice.
    TlvOnce checked TlvRepeated lint tlv_repeated;
    /// The value of a TLV has the wrong length.
    TlvLength checked TlvLength lint tlv_length;
    /// The value of a TLV is reserved.
    TlvDefinedValue checked Reserved lint tlv_value;
    /// The text of a TLV holds a NUL.
    TlvNoNul encode EmbeddedNul checked EmbeddedNul lint nul_in_text;
    /// The value of a TLV for a time is not a valid time.
    TlvTime checked NoTime lint time_format;
    /// A TLV that the PDU must carry is missing.
    TlvPresent lint tlv_missing;
    /// The optional part ends with octets that do not form a TLV.
    TlvStream encode TrailingOctets checked TrailingOctets lint tlv_stream;
    /// The octets end before the NUL of a mandatory text.
    Terminator decode NoTerminator lint undecodable;
    /// The octets end before a mandatory integer.
    Whole decode Truncated lint undecodable;
    /// The octets end before the length of `short_message` or before the count of a list.
    LengthPresent decode NoLength lint undecodable;
    /// `sm_length` counts more octets than there are.
    LengthWithin decode LengthPastEnd lint undecodable;
    /// A `dest_flag` is neither 1 nor 2.
    DestFlag decode UnknownDestFlag lint undecodable;
}
