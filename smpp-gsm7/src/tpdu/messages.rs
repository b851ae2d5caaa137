//! SMS-DELIVER and SMS-SUBMIT: messages, and SMS-COMMAND.

use super::address::Address;
use super::error::{DecodeTpduError, EncodeTpduError, EncodeTpduErrorKind, Field};
use super::first_octet::FirstOctet;
use super::octets::{Reader, Writer};
use super::protocol_identifier::ProtocolIdentifier;
use super::status::CommandType;
use super::time::Timestamp;
use super::user_data::UserData;
use super::validity::ValidityPeriod;
use super::{DataCodingScheme, DecodeTpduErrorKind, tpdu_type};

tpdu_type! {
    /// SMS-DELIVER: a message to the mobile (3GPP TS 23.040 9.2.2.1).
    ///
    /// ```
    /// use smpp_gsm7::tpdu::SmsDeliver;
    /// let octets = b"\x04\x0B\x91\x64\x07\x00\x00\x00\xF1\0\0\x62\x11\x72\x01\x11\0\x80\x0A\xE8\x32\x9B\xFD\x46\x97\xD9\xEC\x37";
    /// let deliver = SmsDeliver::decode(octets)?;
    /// assert_eq!(deliver.originating_address.to_string(), "+46700000001");
    /// assert_eq!(deliver.service_centre_time_stamp.date_time().unwrap().to_string(), "2026-11-27T10:11:00+02:00");
    /// assert_eq!(deliver.user_data.chars().unwrap().collect::<String>(), "hellohello");
    ///
    /// let mut out = [0; 64];
    /// let written = deliver.encode(&mut out)?;
    /// assert_eq!(out[..written], octets[..]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct SmsDeliver<'a> [TP-MTI 0 | 3] {
        /// TP-MTI, TP-MMS, TP-LP, TP-SRI, TP-UDHI and TP-RP. A receiver reads the reserved type 3 as SMS-DELIVER; the
        /// number is kept.
        pub first_octet: FirstOctet,
        /// TP-OA.
        pub originating_address: Address,
        /// TP-PID.
        pub protocol_identifier: ProtocolIdentifier,
        /// TP-SCTS.
        pub service_centre_time_stamp: Timestamp,
        /// TP-DCS, TP-UDL and TP-UD.
        pub user_data: UserData<'a>,
        /// Octets after the user data, which the standard does not define.
        pub trailing: &'a [u8],
    }
}

impl<'a> SmsDeliver<'a> {
    /// Creates a message with TP-MMS set: no more messages wait at the service centre.
    pub const fn new(
        originating_address: Address,
        service_centre_time_stamp: Timestamp,
        user_data: UserData<'a>,
    ) -> Self {
        Self {
            first_octet: FirstOctet(0x04),
            originating_address,
            protocol_identifier: ProtocolIdentifier::DEFAULT,
            service_centre_time_stamp,
            user_data,
            trailing: &[],
        }
    }

    pub(super) fn read(first: FirstOctet, reader: &mut Reader<'a>) -> Result<Self, DecodeTpduError> {
        let originating_address = Address::read(reader, Field::OriginatingAddress)?;
        let protocol_identifier = ProtocolIdentifier(reader.octet(Field::ProtocolIdentifier)?);
        let coding = DataCodingScheme(reader.octet(Field::DataCodingScheme)?);
        Ok(Self {
            first_octet: first,
            originating_address,
            protocol_identifier,
            service_centre_time_stamp: Timestamp(reader.array(Field::ServiceCentreTimeStamp)?),
            user_data: UserData::read(first.user_data_header_indicator(), coding, reader)?,
            trailing: reader.rest(),
        })
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) -> Result<(), EncodeTpduError> {
        let first = self.first_octet.with_user_data_header_indicator(self.user_data.has_header);
        let mti = if first.message_type_indicator() == 3 { 3 } else { 0 };
        out.octet(first.with_type(mti).0);
        self.originating_address.write(out);
        out.put(&[self.protocol_identifier.0, self.user_data.coding.0]);
        out.put(&self.service_centre_time_stamp.0);
        self.user_data.write(out)?;
        out.put(self.trailing);
        Ok(())
    }
}

tpdu_type! {
    /// SMS-SUBMIT: a message from the mobile (3GPP TS 23.040 9.2.2.2).
    ///
    /// ```
    /// use smpp_gsm7::Duration;
    /// use smpp_gsm7::segment::{MAX_USER_DATA, Segmenter};
    /// use smpp_gsm7::tpdu::{SmsSubmit, UserData, ValidityPeriod};
    ///
    /// // One TPDU for each segment of a text.
    /// let plan = Segmenter::MODEM.plan("hellohello")?;
    /// let (mut segments, mut buffer, mut out) = (plan.segments(), [0; MAX_USER_DATA], [0; 175]);
    /// while let Some(segment) = segments.next_into(&mut buffer)? {
    ///     let submit = SmsSubmit {
    ///         validity_period: Some(ValidityPeriod::relative(Duration::from_secs(3600))),
    ///         ..SmsSubmit::new("+46700000001".parse()?, UserData::from_segment(&segment)?)
    ///     };
    ///     let written = submit.encode(&mut out)?;
    ///     assert_eq!(out[..written], *b"\x11\0\x0B\x91\x64\x07\0\0\0\xF1\0\0\x0B\x0A\xE8\x32\x9B\xFD\x46\x97\xD9\xEC\x37");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct SmsSubmit<'a> [TP-MTI 1] {
        /// TP-MTI, TP-RD, TP-VPF, TP-SRR, TP-UDHI and TP-RP.
        pub first_octet: FirstOctet,
        /// TP-MR. A modem replaces it with its own.
        pub message_reference: u8,
        /// TP-DA.
        pub destination_address: Address,
        /// TP-PID.
        pub protocol_identifier: ProtocolIdentifier,
        /// TP-VP. With `None`, the service centre uses its default. TP-VPF is written to match.
        pub validity_period: Option<ValidityPeriod>,
        /// TP-DCS, TP-UDL and TP-UD.
        pub user_data: UserData<'a>,
        /// Octets after the user data, which the standard does not define.
        pub trailing: &'a [u8],
    }
}

impl<'a> SmsSubmit<'a> {
    /// Creates a message with the service centre's default validity period. It requests no status report.
    pub const fn new(destination_address: Address, user_data: UserData<'a>) -> Self {
        Self {
            first_octet: FirstOctet(0x01),
            message_reference: 0,
            destination_address,
            protocol_identifier: ProtocolIdentifier::DEFAULT,
            validity_period: None,
            user_data,
            trailing: &[],
        }
    }

    pub(super) fn read(first: FirstOctet, reader: &mut Reader<'a>) -> Result<Self, DecodeTpduError> {
        let message_reference = reader.octet(Field::MessageReference)?;
        let destination_address = Address::read(reader, Field::DestinationAddress)?;
        let protocol_identifier = ProtocolIdentifier(reader.octet(Field::ProtocolIdentifier)?);
        let coding = DataCodingScheme(reader.octet(Field::DataCodingScheme)?);
        Ok(Self {
            first_octet: first,
            message_reference,
            destination_address,
            protocol_identifier,
            validity_period: ValidityPeriod::read(first.validity_period_format(), reader)?,
            user_data: UserData::read(first.user_data_header_indicator(), coding, reader)?,
            trailing: reader.rest(),
        })
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) -> Result<(), EncodeTpduError> {
        let format = self.validity_period.map_or(0, |period| period.format());
        let first = self.first_octet.with_type(1).with_validity_period_format(format);
        out.octet(first.with_user_data_header_indicator(self.user_data.has_header).0);
        out.octet(self.message_reference);
        self.destination_address.write(out);
        out.put(&[self.protocol_identifier.0, self.user_data.coding.0]);
        if let Some(period) = &self.validity_period {
            period.write(out);
        }
        self.user_data.write(out)?;
        out.put(self.trailing);
        Ok(())
    }
}

tpdu_type! {
    /// SMS-COMMAND: a command from the mobile about a message that it submitted (3GPP TS 23.040 9.2.2.4).
    pub struct SmsCommand<'a> [TP-MTI 2] {
        /// TP-MTI, TP-SRR and TP-UDHI.
        pub first_octet: FirstOctet,
        /// TP-MR.
        pub message_reference: u8,
        /// TP-PID.
        pub protocol_identifier: ProtocolIdentifier,
        /// TP-CT.
        pub command_type: CommandType,
        /// TP-MN: the reference of the message that the command is about.
        pub message_number: u8,
        /// TP-DA.
        pub destination_address: Address,
        /// TP-CD, at most 255 octets.
        pub command_data: &'a [u8],
        /// Octets after the command data, which the standard does not define.
        pub trailing: &'a [u8],
    }
}

impl<'a> SmsCommand<'a> {
    /// Creates a command about a message that was submitted to this address with this reference.
    pub const fn new(command_type: CommandType, message_number: u8, destination_address: Address) -> Self {
        Self {
            first_octet: FirstOctet(0x02),
            message_reference: 0,
            protocol_identifier: ProtocolIdentifier::DEFAULT,
            command_type,
            message_number,
            destination_address,
            command_data: &[],
            trailing: &[],
        }
    }

    pub(super) fn read(first: FirstOctet, reader: &mut Reader<'a>) -> Result<Self, DecodeTpduError> {
        Ok(Self {
            first_octet: first,
            message_reference: reader.octet(Field::MessageReference)?,
            protocol_identifier: ProtocolIdentifier(reader.octet(Field::ProtocolIdentifier)?),
            command_type: CommandType(reader.octet(Field::CommandType)?),
            message_number: reader.octet(Field::MessageNumber)?,
            destination_address: Address::read(reader, Field::DestinationAddress)?,
            command_data: reader.counted(Field::CommandDataLength, usize::from)?.1,
            trailing: reader.rest(),
        })
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) -> Result<(), EncodeTpduError> {
        let too_long = |_| EncodeTpduError::new(EncodeTpduErrorKind::TooLong, Field::CommandDataLength);
        let length = u8::try_from(self.command_data.len()).map_err(too_long)?;
        out.put(&[self.first_octet.with_type(2).0, self.message_reference, self.protocol_identifier.0]);
        out.put(&[self.command_type.0, self.message_number]);
        self.destination_address.write(out);
        out.octet(length);
        out.put(self.command_data);
        out.put(self.trailing);
        Ok(())
    }
}
