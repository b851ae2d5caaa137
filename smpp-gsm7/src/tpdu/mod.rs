//! Reads and writes TPDUs without loss: the transfer protocol data units (3GPP TS 23.040 clause 9.2) that a modem
//! exchanges in PDU mode.
//!
//! There are six types, two for each number (TP-MTI). Only the direction distinguishes the two, and it is not in
//! the octets.
//!
//! | TP-MTI | from the service centre | from the mobile |
//! |---|---|---|
//! | 0 | [`SmsDeliver`] | [`SmsDeliverReport`] |
//! | 1 | [`SmsSubmitReport`] | [`SmsSubmit`] |
//! | 2 | [`SmsStatusReport`] | [`SmsCommand`] |
//! | 3 | read as [`SmsDeliver`] | – |
//!
//! [`Tpdu::decode`] reads any of them; each type has its own `decode` too. Messages that were received (status 0 and 1
//! of `AT+CMGL`) are from the service centre, and those stored for sending (2 and 3) are from the mobile.
//! [`at`](crate::at) reads the lines that contain them.
//!
//! ```
//! use smpp_gsm7::tpdu::{Direction, Tpdu};
//!
//! let octets = b"\x04\x0B\x91\x64\x07\x00\x00\x00\xF1\0\0\x62\x11\x72\x01\x11\0\x80\x02\xE8\x34";
//! let tpdu = Tpdu::decode(Direction::ScToMs, octets)?;
//! let Tpdu::Deliver(deliver) = tpdu else { panic!() };
//! assert_eq!(deliver.user_data.chars().unwrap().collect::<String>(), "hi");
//!
//! let error = Tpdu::decode(Direction::ScToMs, &octets[..20]).unwrap_err();
//! assert_eq!(error.to_string(), "TP-UDL at octet 18: it counts more octets than are left");
//! # Ok::<(), smpp_gsm7::tpdu::DecodeTpduError>(())
//! ```
//!
//! # Without loss
//!
//! A decoded TPDU encodes to the same octets: reserved bits, fill, impossible dates and octets after the last field are
//! kept as received. The only errors are a wrong or reserved type, a length that exceeds the TPDU, an address of more
//! than 20 semi-octets and a TPDU that ends too early. Errors name the field and its position. A TPDU that was built
//! and encoded decodes to the same values, except for bits of the first octet and of TP-PI that follow from other
//! fields: encoding sets them, and writes an empty TP-PI as one octet. Values for which this is impossible are not
//! encoded.
//!
//! # Text
//!
//! [`UserData`] reads text: GSM 7-bit with fill bits and the national tables of a header, and UCS2.
//! [`UserData::fragment`] prepares a fragment of a long message for the
//! [`Reassembler`](crate::reassemble::Reassembler). To write a text, cut it with
//! [`Segmenter::MODEM`](crate::segment::Segmenter::MODEM) and make an [`SmsSubmit`] from each segment.

mod address;
mod date_time;
mod dcs;
mod error;
mod first_octet;
mod messages;
mod octets;
mod parameters;
mod protocol_identifier;
mod reports;
mod status;
mod time;
mod user_data;
mod validity;

pub use address::{Address, AddressError, AddressErrorKind, NumberingPlan, TypeOfAddress, TypeOfNumber};
pub use date_time::DateTime;
pub use dcs::{Coding, CodingGroup, DataCodingScheme, MessageWaiting, WaitingKind};
pub use error::{DecodeTpduError, DecodeTpduErrorKind, EncodeTpduError, EncodeTpduErrorKind};
pub use first_octet::FirstOctet;
pub use messages::{SmsCommand, SmsDeliver, SmsSubmit};
pub use parameters::Parameters;
pub use protocol_identifier::ProtocolIdentifier;
pub use reports::{SmsDeliverReport, SmsStatusReport, SmsSubmitReport};
pub use status::{CommandType, FailureCause, Status, StatusClass};
pub use time::Timestamp;
pub use user_data::{MAX_LENGTH, UserData, UserDataChars};
pub use validity::{Enhanced, ValidityPeriod};

use error::Field;
use octets::Reader;

/// Declares a type of TPDU with `decode` and `encode`, and a `Debug` that lists the fields. The derive would contain a
/// branch that panics, as there can be more than five fields. `read` must name the fields in the order of the TPDU, because
/// they are evaluated in that order.
macro_rules! tpdu_type {
    (
        $(#[$meta:meta])*
        pub struct $Name:ident<'a> [TP-MTI $type:pat] {
            $( $(#[$field_meta:meta])* pub $field:ident: $Type:ty, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        pub struct $Name<'a> {
            $( $(#[$field_meta])* pub $field: $Type, )*
        }

        impl<'a> $Name<'a> {
            /// Reads a TPDU. `octets` starts with its first octet, not with the address of a service centre.
            ///
            /// # Errors
            /// The TPDU is of another type, ends too early, or has a length or an address that is too long.
            pub fn decode(octets: &'a [u8]) -> Result<Self, super::DecodeTpduError> {
                let mut reader = Reader::new(octets);
                let first = FirstOctet(reader.octet(Field::MessageType)?);
                if !matches!(first.message_type_indicator(), $type) {
                    return Err(DecodeTpduError::new(DecodeTpduErrorKind::WrongType, Field::MessageType, 0));
                }
                Self::read(first, &mut reader)
            }

            /// Writes the TPDU to the front of `out` and returns the number of octets.
            ///
            /// # Errors
            /// The buffer is too small, or a field is too long or contradicts another one: see
            /// [`EncodeTpduErrorKind`](crate::tpdu::EncodeTpduErrorKind).
            pub fn encode(&self, out: &mut [u8]) -> Result<usize, EncodeTpduError> {
                let mut writer = Writer::new(out);
                self.write(&mut writer)?;
                writer.finish().map_err(EncodeTpduError::too_small)
            }
        }

        crate::debug::debug_fields!($Name<'_> { $($field)* });
    };
}
use tpdu_type;

/// Who sent a TPDU. This distinguishes types with the same number.
///
/// ```
/// use smpp_gsm7::tpdu::{Direction, Tpdu};
/// // The same first octet is an SMS-DELIVER from the service centre, and an SMS-DELIVER-REPORT from the mobile.
/// assert_eq!(Tpdu::decode(Direction::MsToSc, &[0x00, 0x00])?.name(), "SMS-DELIVER-REPORT");
/// # Ok::<(), smpp_gsm7::tpdu::DecodeTpduError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Direction {
    /// From the service centre to the mobile.
    ScToMs,
    /// From the mobile to the service centre.
    MsToSc,
}

/// A TPDU of any type.
///
/// ```
/// use smpp_gsm7::tpdu::{Direction, Tpdu};
/// let octets = b"\x04\x0B\x91\x64\x07\x00\x00\x00\xF1\x00\x00\x62\x11\x72\x01\x11\x00\x80\x02\xE8\x34";
/// match Tpdu::decode(Direction::ScToMs, octets)? {
///     Tpdu::Deliver(deliver) => assert_eq!(deliver.user_data.chars().unwrap().collect::<String>(), "hi"),
///     other => panic!("not a message: {}", other.name()),
/// }
/// # Ok::<(), smpp_gsm7::tpdu::DecodeTpduError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Tpdu<'a> {
    /// SMS-DELIVER, from the service centre.
    Deliver(SmsDeliver<'a>),
    /// SMS-DELIVER-REPORT, from the mobile.
    DeliverReport(SmsDeliverReport<'a>),
    /// SMS-SUBMIT, from the mobile.
    Submit(SmsSubmit<'a>),
    /// SMS-SUBMIT-REPORT, from the service centre.
    SubmitReport(SmsSubmitReport<'a>),
    /// SMS-STATUS-REPORT, from the service centre.
    StatusReport(SmsStatusReport<'a>),
    /// SMS-COMMAND, from the mobile.
    Command(SmsCommand<'a>),
}

impl<'a> Tpdu<'a> {
    /// Reads a TPDU. `octets` starts with its first octet, not with the address of a service centre.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::{Direction, Tpdu};
    /// let octets = b"\x04\x0B\x91\x64\x07\x00\x00\x00\xF1\x00\x00\x62\x11\x72\x01\x11\x00\x80\x02\xE8\x34";
    /// assert_eq!(Tpdu::decode(Direction::ScToMs, octets)?.name(), "SMS-DELIVER");
    /// // Ends within the time stamp.
    /// let error = Tpdu::decode(Direction::ScToMs, &octets[..15]).unwrap_err();
    /// assert_eq!(error.field(), "TP-SCTS");
    /// # Ok::<(), smpp_gsm7::tpdu::DecodeTpduError>(())
    /// ```
    ///
    /// # Errors
    /// The TPDU ends too early, has a length or an address that is too long, or is of type 3 and from the mobile.
    pub fn decode(direction: Direction, octets: &'a [u8]) -> Result<Self, DecodeTpduError> {
        let mut reader = Reader::new(octets);
        let first = FirstOctet(reader.octet(Field::MessageType)?);
        let reader = &mut reader;
        Ok(match (direction, first.message_type_indicator()) {
            (Direction::ScToMs, 1) => Self::SubmitReport(SmsSubmitReport::read(first, reader)?),
            (Direction::ScToMs, 2) => Self::StatusReport(SmsStatusReport::read(first, reader)?),
            (Direction::ScToMs, _) => Self::Deliver(SmsDeliver::read(first, reader)?),
            (Direction::MsToSc, 0) => Self::DeliverReport(SmsDeliverReport::read(first, reader)?),
            (Direction::MsToSc, 1) => Self::Submit(SmsSubmit::read(first, reader)?),
            (Direction::MsToSc, 2) => Self::Command(SmsCommand::read(first, reader)?),
            (Direction::MsToSc, _) => {
                return Err(DecodeTpduError::new(DecodeTpduErrorKind::ReservedType, Field::MessageType, 0));
            }
        })
    }

    /// Writes the TPDU to the front of `out` and returns the number of octets.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::{Direction, Tpdu};
    /// let octets = b"\x04\x0B\x91\x64\x07\x00\x00\x00\xF1\x00\x00\x62\x11\x72\x01\x11\x00\x80\x02\xE8\x34";
    /// let tpdu = Tpdu::decode(Direction::ScToMs, octets)?;
    /// let mut out = [0; 180];
    /// let written = tpdu.encode(&mut out)?;
    /// assert_eq!(&out[..written], octets);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The buffer is too small, or a field is too long or contradicts another one: see
    /// [`EncodeTpduErrorKind`].
    pub fn encode(&self, out: &mut [u8]) -> Result<usize, EncodeTpduError> {
        match self {
            Self::Deliver(tpdu) => tpdu.encode(out),
            Self::DeliverReport(tpdu) => tpdu.encode(out),
            Self::Submit(tpdu) => tpdu.encode(out),
            Self::SubmitReport(tpdu) => tpdu.encode(out),
            Self::StatusReport(tpdu) => tpdu.encode(out),
            Self::Command(tpdu) => tpdu.encode(out),
        }
    }

    /// The direction in which this type is sent.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::{Direction, Tpdu};
    /// let report = Tpdu::decode(Direction::MsToSc, &[0x00, 0x00])?;
    /// assert_eq!(report.direction(), Direction::MsToSc);
    /// # Ok::<(), smpp_gsm7::tpdu::DecodeTpduError>(())
    /// ```
    pub const fn direction(&self) -> Direction {
        match self {
            Self::Deliver(_) | Self::SubmitReport(_) | Self::StatusReport(_) => Direction::ScToMs,
            Self::DeliverReport(_) | Self::Submit(_) | Self::Command(_) => Direction::MsToSc,
        }
    }

    /// The standard's name of the type, such as `SMS-DELIVER`.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::{Direction, Tpdu};
    /// assert_eq!(Tpdu::decode(Direction::MsToSc, &[0x00, 0x00])?.name(), "SMS-DELIVER-REPORT");
    /// # Ok::<(), smpp_gsm7::tpdu::DecodeTpduError>(())
    /// ```
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Deliver(_) => "SMS-DELIVER",
            Self::DeliverReport(_) => "SMS-DELIVER-REPORT",
            Self::Submit(_) => "SMS-SUBMIT",
            Self::SubmitReport(_) => "SMS-SUBMIT-REPORT",
            Self::StatusReport(_) => "SMS-STATUS-REPORT",
            Self::Command(_) => "SMS-COMMAND",
        }
    }

    /// The first octet as received.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::{Direction, Tpdu};
    /// let report = Tpdu::decode(Direction::MsToSc, &[0x40, 0x00])?;
    /// assert_eq!(report.first_octet().0, 0x40);
    /// # Ok::<(), smpp_gsm7::tpdu::DecodeTpduError>(())
    /// ```
    pub const fn first_octet(&self) -> FirstOctet {
        match self {
            Self::Deliver(tpdu) => tpdu.first_octet,
            Self::DeliverReport(tpdu) => tpdu.first_octet,
            Self::Submit(tpdu) => tpdu.first_octet,
            Self::SubmitReport(tpdu) => tpdu.first_octet,
            Self::StatusReport(tpdu) => tpdu.first_octet,
            Self::Command(tpdu) => tpdu.first_octet,
        }
    }

    /// The user data; `None` if there is none. Command data is not user data.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::{Direction, Tpdu};
    /// // A report without its optional parameters has no user data.
    /// let report = Tpdu::decode(Direction::MsToSc, &[0x00, 0x00])?;
    /// assert_eq!(report.user_data(), None);
    /// # Ok::<(), smpp_gsm7::tpdu::DecodeTpduError>(())
    /// ```
    pub fn user_data(&self) -> Option<UserData<'a>> {
        match self {
            Self::Deliver(tpdu) => Some(tpdu.user_data),
            Self::Submit(tpdu) => Some(tpdu.user_data),
            Self::DeliverReport(tpdu) => tpdu.parameters?.user_data,
            Self::SubmitReport(tpdu) => tpdu.parameters.user_data,
            Self::StatusReport(tpdu) => tpdu.parameters?.user_data,
            Self::Command(_) => None,
        }
    }
}
