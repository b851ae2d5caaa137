//! Errors when reading and writing TPDUs: what is wrong, in which field, and where.

use crate::error::error_kinds;
use core::fmt;

/// Declares the fields of all TPDUs by their names in the standard.
macro_rules! fields {
    ($($Field:ident $name:literal;)*) => {
        /// A field of a TPDU.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        pub(super) enum Field {
            $($Field,)*
        }

        impl Field {
            const fn name(self) -> &'static str {
                match self {
                    $(Self::$Field => $name,)*
                }
            }
        }
    };
}
fields! {
    MessageType "TP-MTI";
    MessageReference "TP-MR";
    OriginatingAddress "TP-OA";
    DestinationAddress "TP-DA";
    RecipientAddress "TP-RA";
    ProtocolIdentifier "TP-PID";
    DataCodingScheme "TP-DCS";
    ServiceCentreTimeStamp "TP-SCTS";
    ValidityPeriod "TP-VP";
    DischargeTime "TP-DT";
    Status "TP-ST";
    FailureCause "TP-FCS";
    ParameterIndicator "TP-PI";
    CommandType "TP-CT";
    MessageNumber "TP-MN";
    CommandDataLength "TP-CDL";
    UserDataLength "TP-UDL";
}

/// A TPDU could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DecodeTpduError {
    kind: DecodeTpduErrorKind,
    offset: usize,
    field: Field,
}

error_kinds! {
    /// Kinds of errors when reading a TPDU.
    #[derive(Debug, Hash)]
    pub enum DecodeTpduErrorKind {
        /// The TPDU ends before or inside the field.
        Truncated => "the TPDU ends before the end of the field";
        /// The length in this field counts more octets than the TPDU has left.
        LengthPastEnd => "it counts more octets than are left";
        /// The address has more than 20 semi-octets, which the standard does not allow.
        AddressTooLong => "an address has at most 20 semi-octets";
        /// The TPDU is not of the type that was to be decoded.
        WrongType => "the TPDU is of another type";
        /// The mobile sent the reserved type, 3.
        ReservedType => "a mobile does not send this type";
    }
}

impl DecodeTpduError {
    #[cold]
    pub(super) const fn new(kind: DecodeTpduErrorKind, field: Field, offset: usize) -> Self {
        Self { kind, offset, field }
    }

    /// The kind of error.
    pub const fn kind(&self) -> DecodeTpduErrorKind {
        self.kind
    }

    /// Number of octets of the TPDU before the field at fault.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The standard's name of the field at fault, such as `TP-UDL`.
    pub const fn field(&self) -> &'static str {
        self.field.name()
    }
}

impl fmt::Display for DecodeTpduError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at octet {}: {}", self.field(), self.offset, self.kind)
    }
}

impl core::error::Error for DecodeTpduError {}

/// A TPDU could not be written. After an error, ignore the contents of the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct EncodeTpduError {
    kind: EncodeTpduErrorKind,
    field: Option<Field>,
}

error_kinds! {
    /// Kinds of errors when writing a TPDU.
    #[derive(Debug, Hash)]
    pub enum EncodeTpduErrorKind {
        /// The buffer is too small.
        BufferTooSmall {
            /// Length of the TPDU in octets.
            needed: usize,
        } => "the TPDU needs {needed} octets";
        /// TP-UDL does not match the number of octets of the user data.
        UserDataLength => "it does not match the octets of the user data";
        /// The data coding scheme of the user data is not the one in the parameters.
        CodingMismatch => "it differs from the scheme of the user data";
        /// A reader would take the field, or what is in its place, for another field: a failure cause below 0x80, a
        /// parameter indicator of several octets without a failure cause before it, or trailing octets without a parameter
        /// indicator before them.
        Ambiguous => "it would be read as another field";
        /// The length would be more than 255: septets or octets of user data, or octets of command data.
        TooLong => "the length would be more than 255";
        /// The septets of the segment are not packed. Use
        /// [`Segmenter::MODEM`](crate::segment::Segmenter::MODEM).
        NotPacked => "the septets of the segment are not packed";
    }
}

impl EncodeTpduError {
    #[cold]
    pub(super) const fn new(kind: EncodeTpduErrorKind, field: Field) -> Self {
        Self { kind, field: Some(field) }
    }

    #[cold]
    pub(super) const fn too_small(needed: usize) -> Self {
        Self { kind: EncodeTpduErrorKind::BufferTooSmall { needed }, field: None }
    }

    /// The kind of error.
    pub const fn kind(&self) -> EncodeTpduErrorKind {
        self.kind
    }

    /// The standard's name of the field at fault; `None` if the buffer is too small.
    pub fn field(&self) -> Option<&'static str> {
        Some(self.field?.name())
    }
}

impl fmt::Display for EncodeTpduError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field() {
            write!(f, "{field}: ")?;
        }
        self.kind.fmt(f)
    }
}

impl core::error::Error for EncodeTpduError {}
