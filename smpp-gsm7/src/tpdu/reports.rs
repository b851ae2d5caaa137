//! SMS-STATUS-REPORT, SMS-DELIVER-REPORT and SMS-SUBMIT-REPORT.

use super::address::Address;
use super::error::{DecodeTpduError, EncodeTpduError, EncodeTpduErrorKind, Field};
use super::first_octet::FirstOctet;
use super::octets::{Reader, Writer};
use super::parameters::Parameters;
use super::status::{FailureCause, Status};
use super::time::Timestamp;
use super::{DecodeTpduErrorKind, tpdu_type};

tpdu_type! {
    /// SMS-STATUS-REPORT: what became of a message that the mobile submitted, or the result of a command (3GPP TS
    /// 23.040 9.2.2.3).
    ///
    /// ```
    /// use smpp_gsm7::tpdu::{SmsStatusReport, StatusClass};
    /// let octets = b"\x06\x2A\x0B\x91\x64\x07\0\0\0\xF1\x62\x11\x72\x01\x11\0\x80\x62\x11\x72\x01\x11\x50\x80\0";
    /// let report = SmsStatusReport::decode(octets)?;
    /// assert_eq!((report.message_reference, report.status.class()), (42, StatusClass::Completed));
    /// assert_eq!(report.parameters, None);
    /// # Ok::<(), smpp_gsm7::tpdu::DecodeTpduError>(())
    /// ```
    pub struct SmsStatusReport<'a> [TP-MTI 2] {
        /// TP-MTI, TP-UDHI, TP-MMS, TP-LP and TP-SRQ.
        pub first_octet: FirstOctet,
        /// TP-MR: the reference of the SMS-SUBMIT or SMS-COMMAND.
        pub message_reference: u8,
        /// TP-RA.
        pub recipient_address: Address,
        /// TP-SCTS: when the service centre received the message.
        pub service_centre_time_stamp: Timestamp,
        /// TP-DT: when the message was delivered, when delivery was last attempted, or when the service centre
        /// discarded the message.
        pub discharge_time: Timestamp,
        /// TP-ST.
        pub status: Status,
        /// TP-PI and the fields that it announces. `None` if the report ends before TP-PI.
        pub parameters: Option<Parameters<'a>>,
        /// Octets after the fields that the standard defines.
        pub trailing: &'a [u8],
    }
}

impl<'a> SmsStatusReport<'a> {
    /// Creates a report on an SMS-SUBMIT. The report has TP-MMS set: no more messages wait at the service centre.
    pub const fn new(
        message_reference: u8,
        recipient_address: Address,
        service_centre_time_stamp: Timestamp,
        discharge_time: Timestamp,
        status: Status,
    ) -> Self {
        Self {
            first_octet: FirstOctet(0x06),
            message_reference,
            recipient_address,
            service_centre_time_stamp,
            discharge_time,
            status,
            parameters: None,
            trailing: &[],
        }
    }

    pub(super) fn read(first: FirstOctet, reader: &mut Reader<'a>) -> Result<Self, DecodeTpduError> {
        Ok(Self {
            first_octet: first,
            message_reference: reader.octet(Field::MessageReference)?,
            recipient_address: Address::read(reader, Field::RecipientAddress)?,
            service_centre_time_stamp: Timestamp(reader.array(Field::ServiceCentreTimeStamp)?),
            discharge_time: Timestamp(reader.array(Field::DischargeTime)?),
            status: Status(reader.octet(Field::Status)?),
            parameters: optional(first, reader)?,
            trailing: reader.rest(),
        })
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) -> Result<(), EncodeTpduError> {
        out.octet(first_of(self.first_octet, self.parameters).with_type(2).0);
        out.octet(self.message_reference);
        self.recipient_address.write(out);
        out.put(&self.service_centre_time_stamp.0);
        out.put(&self.discharge_time.0);
        out.octet(self.status.0);
        write_optional(&self.parameters, self.trailing, out)
    }
}

tpdu_type! {
    /// SMS-DELIVER-REPORT: the mobile accepts or refuses an SMS-DELIVER or SMS-STATUS-REPORT (3GPP TS 23.040 9.2.2.1a).
    ///
    /// Only the layer below says whether a report accepts (RP-ACK) or refuses (RP-ERROR). This type decides by the
    /// second octet: a value of 0x80 or more is read as a failure cause. A parameter indicator has its highest bit set
    /// only if another octet of it follows, and the standard defines no such octet. A report that would be read
    /// differently is not written.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::{FailureCause, SmsDeliverReport};
    /// assert_eq!(SmsDeliverReport::decode(&[0x00, 0x00])?.failure_cause, None);
    /// let refused = SmsDeliverReport::decode(&[0x00, 0xD3, 0x00])?;
    /// assert_eq!(refused.failure_cause, Some(FailureCause::MEMORY_CAPACITY_EXCEEDED));
    /// # Ok::<(), smpp_gsm7::tpdu::DecodeTpduError>(())
    /// ```
    pub struct SmsDeliverReport<'a> [TP-MTI 0] {
        /// TP-MTI and TP-UDHI.
        pub first_octet: FirstOctet,
        /// TP-FCS, 0x80 or more, if the report refuses.
        pub failure_cause: Option<FailureCause>,
        /// TP-PI and the fields that it announces. `None` if the report ends before TP-PI, as those of some mobiles do.
        pub parameters: Option<Parameters<'a>>,
        /// Octets after the fields that the standard defines.
        pub trailing: &'a [u8],
    }
}

impl<'a> SmsDeliverReport<'a> {
    /// Creates a report that accepts, or that refuses with a cause.
    pub const fn new(failure_cause: Option<FailureCause>) -> Self {
        Self {
            first_octet: FirstOctet(0x00),
            failure_cause,
            parameters: Some(Parameters::EMPTY),
            trailing: &[],
        }
    }

    pub(super) fn read(first: FirstOctet, reader: &mut Reader<'a>) -> Result<Self, DecodeTpduError> {
        Ok(Self {
            first_octet: first,
            failure_cause: cause(reader)?,
            parameters: optional(first, reader)?,
            trailing: reader.rest(),
        })
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) -> Result<(), EncodeTpduError> {
        out.octet(first_of(self.first_octet, self.parameters).with_type(0).0);
        write_cause(self.failure_cause, self.parameters.as_ref(), out)?;
        write_optional(&self.parameters, self.trailing, out)
    }
}

tpdu_type! {
    /// SMS-SUBMIT-REPORT: the service centre accepts or refuses an SMS-SUBMIT or SMS-COMMAND (3GPP TS 23.040 9.2.2.2a).
    /// After `AT+CSMS=1`, a modem may include it in the response to `AT+CMGS`.
    ///
    /// Whether it accepts or refuses is read in the same way as for [`SmsDeliverReport`].
    pub struct SmsSubmitReport<'a> [TP-MTI 1] {
        /// TP-MTI and TP-UDHI.
        pub first_octet: FirstOctet,
        /// TP-FCS, 0x80 or more, if the report refuses.
        pub failure_cause: Option<FailureCause>,
        /// TP-PI and the fields that it announces. In the octets, TP-SCTS comes between TP-PI and those fields.
        pub parameters: Parameters<'a>,
        /// TP-SCTS: when the service centre received the message.
        pub service_centre_time_stamp: Timestamp,
        /// Octets after the fields that the standard defines.
        pub trailing: &'a [u8],
    }
}

impl<'a> SmsSubmitReport<'a> {
    /// Creates a report that accepts, or that refuses with a cause.
    pub const fn new(failure_cause: Option<FailureCause>, service_centre_time_stamp: Timestamp) -> Self {
        Self {
            first_octet: FirstOctet(0x01),
            failure_cause,
            parameters: Parameters::EMPTY,
            service_centre_time_stamp,
            trailing: &[],
        }
    }

    pub(super) fn read(first: FirstOctet, reader: &mut Reader<'a>) -> Result<Self, DecodeTpduError> {
        let failure_cause = cause(reader)?;
        let indicator = Parameters::read_indicator(reader)?;
        Ok(Self {
            first_octet: first,
            failure_cause,
            service_centre_time_stamp: Timestamp(reader.array(Field::ServiceCentreTimeStamp)?),
            parameters: Parameters::read_fields(indicator, first, reader)?,
            trailing: reader.rest(),
        })
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) -> Result<(), EncodeTpduError> {
        out.octet(first_of(self.first_octet, Some(self.parameters)).with_type(1).0);
        write_cause(self.failure_cause, Some(&self.parameters), out)?;
        self.parameters.write_indicator(out);
        out.put(&self.service_centre_time_stamp.0);
        self.parameters.write_fields(out)?;
        out.put(self.trailing);
        Ok(())
    }
}

/// TP-FCS, if the next octet is one.
fn cause(reader: &mut Reader<'_>) -> Result<Option<FailureCause>, DecodeTpduError> {
    match reader.peek() {
        Some(0x80..=0xFF) => Ok(Some(FailureCause(reader.octet(Field::FailureCause)?))),
        _ => Ok(None),
    }
}

const fn ambiguous(field: Field) -> EncodeTpduError {
    EncodeTpduError::new(EncodeTpduErrorKind::Ambiguous, field)
}

/// Writes TP-FCS. Only its highest bit distinguishes it from the first octet of TP-PI.
fn write_cause(
    cause: Option<FailureCause>,
    parameters: Option<&Parameters<'_>>,
    out: &mut Writer<'_>,
) -> Result<(), EncodeTpduError> {
    match cause {
        Some(FailureCause(octet @ 0x80..)) => out.octet(octet),
        Some(_) => return Err(ambiguous(Field::FailureCause)),
        None if parameters.is_some_and(Parameters::is_extended) => {
            return Err(ambiguous(Field::ParameterIndicator));
        }
        None => {}
    }
    Ok(())
}

/// TP-PI and its fields, unless the report ends before them.
fn optional<'a>(
    first: FirstOctet,
    reader: &mut Reader<'a>,
) -> Result<Option<Parameters<'a>>, DecodeTpduError> {
    if reader.is_empty() {
        return Ok(None);
    }
    let indicator = Parameters::read_indicator(reader)?;
    Parameters::read_fields(indicator, first, reader).map(Some)
}

/// The first octet, with TP-UDHI if there is user data.
fn first_of(first: FirstOctet, parameters: Option<Parameters<'_>>) -> FirstOctet {
    let user_data = parameters.and_then(|parameters| parameters.user_data);
    user_data.map_or(first, |data| first.with_user_data_header_indicator(data.has_header))
}

fn write_optional(
    parameters: &Option<Parameters<'_>>,
    trailing: &[u8],
    out: &mut Writer<'_>,
) -> Result<(), EncodeTpduError> {
    match parameters {
        Some(parameters) => {
            parameters.write_indicator(out);
            parameters.write_fields(out)?;
        }
        None if !trailing.is_empty() => return Err(ambiguous(Field::ParameterIndicator)),
        None => {}
    }
    out.put(trailing);
    Ok(())
}
