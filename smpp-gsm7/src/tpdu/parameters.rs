//! TP-PI and the fields that it announces.

use super::dcs::DataCodingScheme;
use super::error::{DecodeTpduError, EncodeTpduError, EncodeTpduErrorKind, Field};
use super::first_octet::FirstOctet;
use super::octets::{Reader, Writer};
use super::protocol_identifier::ProtocolIdentifier;
use super::user_data::UserData;

const PID: u8 = 0x01;
const DCS: u8 = 0x02;
const UDL: u8 = 0x04;
const EXTENSION: u8 = 0x80;

/// The parameter indicator of a report (TP-PI, 3GPP TS 23.040 9.2.3.27) and the optional fields that it announces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Parameters<'a> {
    /// TP-PI as received: usually one octet, more if it is extended. Writing a report sets the bits that announce the
    /// fields below and further octets of TP-PI, and keeps the others, which the standard reserves. An empty slice is
    /// written as one octet.
    pub indicator: &'a [u8],
    /// TP-PID.
    pub protocol_identifier: Option<ProtocolIdentifier>,
    /// TP-DCS. Without it, user data is in GSM 7-bit.
    pub data_coding_scheme: Option<DataCodingScheme>,
    /// TP-UDL and TP-UD. Its `coding` must equal `data_coding_scheme`, or GSM 7-bit if that is `None`.
    pub user_data: Option<UserData<'a>>,
}

impl<'a> Parameters<'a> {
    /// No optional fields.
    pub const EMPTY: Self =
        Self { indicator: &[], protocol_identifier: None, data_coding_scheme: None, user_data: None };

    /// Whether TP-PI has more than one octet.
    pub(super) const fn is_extended(&self) -> bool {
        self.indicator.len() > 1
    }

    /// The octets of TP-PI.
    pub(super) fn read_indicator(reader: &mut Reader<'a>) -> Result<&'a [u8], DecodeTpduError> {
        let mut ahead = *reader;
        let mut count = 1_usize;
        let ends = |_| reader.ends(Field::ParameterIndicator);
        while ahead.octet(Field::ParameterIndicator).map_err(ends)? & EXTENSION != 0 {
            count = count.saturating_add(1);
        }
        reader.octets(count, Field::ParameterIndicator)
    }

    /// The fields that the indicator announces.
    pub(super) fn read_fields(
        indicator: &'a [u8],
        first: FirstOctet,
        reader: &mut Reader<'a>,
    ) -> Result<Self, DecodeTpduError> {
        let announced = indicator.first().copied().unwrap_or_default();
        let mut parameters = Self { indicator, ..Self::EMPTY };
        if announced & PID != 0 {
            let octet = reader.octet(Field::ProtocolIdentifier)?;
            parameters.protocol_identifier = Some(ProtocolIdentifier(octet));
        }
        if announced & DCS != 0 {
            parameters.data_coding_scheme = Some(DataCodingScheme(reader.octet(Field::DataCodingScheme)?));
        }
        if announced & UDL != 0 {
            let coding = parameters.data_coding_scheme.unwrap_or_default();
            let has_header = first.user_data_header_indicator();
            parameters.user_data = Some(UserData::read(has_header, coding, reader)?);
        }
        Ok(parameters)
    }

    pub(super) fn write_indicator(&self, out: &mut Writer<'_>) {
        let (first, more) = self.indicator.split_first().unwrap_or((&0, &[]));
        let flag = |is_there, bit| if is_there { bit } else { 0 };
        let announced = flag(self.protocol_identifier.is_some(), PID)
            | flag(self.data_coding_scheme.is_some(), DCS)
            | flag(self.user_data.is_some(), UDL)
            | flag(self.is_extended(), EXTENSION);
        out.octet(first & !(PID | DCS | UDL | EXTENSION) | announced);
        if let Some((last, middle)) = more.split_last() {
            middle.iter().for_each(|octet| out.octet(octet | EXTENSION));
            out.octet(last & !EXTENSION);
        }
    }

    pub(super) fn write_fields(&self, out: &mut Writer<'_>) -> Result<(), EncodeTpduError> {
        if let Some(ProtocolIdentifier(octet)) = self.protocol_identifier {
            out.octet(octet);
        }
        if let Some(DataCodingScheme(octet)) = self.data_coding_scheme {
            out.octet(octet);
        }
        let Some(user_data) = &self.user_data else { return Ok(()) };
        if user_data.coding != self.data_coding_scheme.unwrap_or_default() {
            return Err(EncodeTpduError::new(EncodeTpduErrorKind::CodingMismatch, Field::DataCodingScheme));
        }
        user_data.write(out)
    }
}
