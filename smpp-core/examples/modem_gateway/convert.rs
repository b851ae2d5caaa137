//! Between TPDUs and the PDUs of SMPP: septets are packed on one side, and one to an octet on the other.

use smpp_core::codes::{
    DataCoding, EsmClass, MessageState, MessageType, Npi, RegisteredDelivery, SmscReceipt, Ton,
};
use smpp_core::gsm7::tpdu::{
    Address, DataCodingScheme, FirstOctet, MAX_LENGTH, NumberingPlan, SmsDeliver, SmsStatusReport, SmsSubmit,
    StatusClass, Timestamp, TypeOfAddress, TypeOfNumber, UserData,
};
use smpp_core::gsm7::udh::{self, Concatenation, Information, Udh, Width};
use smpp_core::gsm7::{Fill, Padding, header_septets, pack, unpack};
use smpp_core::message::receipt::{NewReceipt, ReceiptFormat};
use smpp_core::pdu::{DeliverSm, SubmitSm};
use smpp_core::timestamp::DateTime;
use std::error::Error;

/// Octets of source_addr, without its NUL.
const MOST_ADDRESS: usize = 20;

/// A deliver_sm whose fields are owned, so that it can wait for an ESME.
#[derive(Clone)]
pub(crate) struct Outgoing {
    from: Address,
    esm_class: EsmClass,
    data_coding: DataCoding,
    short_message: Vec<u8>,
}

impl Outgoing {
    /// Calls `send` with the deliver_sm.
    pub(crate) fn with<T>(&self, to: &str, send: impl FnOnce(&DeliverSm<'_>) -> T) -> T {
        let kind = self.from.type_of_address();
        let mut from: String = self.from.chars().collect();
        if from.len() > MOST_ADDRESS {
            // A name has at most 11 characters.
            from = from.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
        }
        send(&DeliverSm {
            source_addr_ton: Ton(kind.type_of_number() as u8),
            source_addr_npi: Npi(kind.numbering_plan().0),
            source_addr: from.as_str().into(),
            destination_addr: to.into(),
            esm_class: self.esm_class,
            data_coding: self.data_coding,
            short_message: &self.short_message,
            ..DeliverSm::default()
        })
    }

    /// A message from the network.
    pub(crate) fn from_deliver(deliver: &SmsDeliver<'_>) -> Result<Self, Box<dyn Error>> {
        let data = &deliver.user_data;
        let Ok((header, text)) = data.split() else {
            // The modem deletes the message once we take it, so pass the octets on unchanged.
            return Ok(Self {
                from: deliver.originating_address,
                esm_class: EsmClass(0),
                data_coding: DataCoding::OCTET,
                short_message: data.octets.to_vec(),
            });
        };
        let header = header.map_or(0, |udh| udh.len());
        let mut short_message = data.octets.get(..header).unwrap_or_default().to_vec();
        match data.text_septets() {
            Some(count) => {
                let mut septets = [0; MAX_LENGTH];
                short_message.extend_from_slice(unpack(
                    text,
                    Fill::after_header(header),
                    count,
                    &mut septets,
                )?);
            }
            None => short_message.extend_from_slice(text),
        }
        Ok(Self {
            from: deliver.originating_address,
            esm_class: EsmClass(0).with_udhi(header > 0),
            data_coding: DataCoding(data.coding.0),
            short_message,
        })
    }

    /// The receipt or the notification for a status report on the message with this id. `None` if the ESME did not ask
    /// for one about this state.
    pub(crate) fn from_report(
        report: &SmsStatusReport<'_>,
        id: &str,
        asked: RegisteredDelivery,
    ) -> Result<Option<Self>, Box<dyn Error>> {
        let date =
            |stamp: Timestamp| stamp.date_time().map(|at| DateTime::from(at.with_utc_offset_quarters(None)));
        let (submitted, done) = (date(report.service_centre_time_stamp), date(report.discharge_time));
        let submit_date = submitted.or(done).ok_or("a status report without a time")?;
        let state = match report.status.class() {
            StatusClass::Completed => MessageState::DELIVERED,
            StatusClass::Pending => MessageState::ENROUTE,
            _ if report.status.0 == 0x46 => MessageState::EXPIRED,
            StatusClass::PermanentError | StatusClass::TemporaryError => MessageState::UNDELIVERABLE,
        };
        let (message_type, is_wanted) = match state {
            MessageState::ENROUTE => {
                (MessageType::INTERMEDIATE_NOTIFICATION, asked.intermediate_notification())
            }
            MessageState::DELIVERED => {
                (MessageType::SMSC_DELIVERY_RECEIPT, asked.smsc_receipt().on_success())
            }
            _ => (MessageType::SMSC_DELIVERY_RECEIPT, asked.smsc_receipt().on_failure()),
        };
        if !is_wanted {
            return Ok(None);
        }
        let err = format!("{:03}", report.status.0);
        let receipt = NewReceipt {
            id: id.as_bytes(),
            dlvrd: u16::from(state == MessageState::DELIVERED),
            state,
            err: err.as_bytes(),
            submit_date,
            ..NewReceipt::delivered_at(done.unwrap_or(submit_date))
        };
        let mut short_message = vec![0; 200];
        let length = receipt.write(ReceiptFormat::APPENDIX_B, &mut short_message)?;
        short_message.truncate(length);
        Ok(Some(Self {
            from: report.recipient_address,
            esm_class: EsmClass(0).with_message_type(message_type),
            data_coding: DataCoding::DEFAULT,
            short_message,
        }))
    }
}

/// The TPDU for a submit_sm, and its destination.
pub(crate) fn submit_of(submit_sm: &SubmitSm<'_>) -> Result<(Vec<u8>, Address), Box<dyn Error>> {
    // The others are character sets of SMPP, which no phone reads.
    if !matches!(submit_sm.data_coding.0, 0x00 | 0x04 | 0x08 | 0x0F..) {
        return Err(format!("data_coding {} has no data coding scheme", submit_sm.data_coding.0).into());
    }
    let to = core::str::from_utf8(submit_sm.destination_addr.as_bytes())?;
    let is_international = submit_sm.dest_addr_ton == Ton::INTERNATIONAL;
    let kind = if is_international { TypeOfNumber::International } else { TypeOfNumber::Unknown };
    let address = Address::new(TypeOfAddress::new(kind, NumberingPlan::ISDN), to)?;
    let (coding, message) = (DataCodingScheme(submit_sm.data_coding.0), submit_sm.user_data());
    let mut octets = Vec::new();
    let text = if submit_sm.esm_class.udhi() {
        let (header, text) = Udh::split(message)?;
        octets.extend_from_slice(message.get(..header.len()).unwrap_or_default());
        text
    } else {
        // A phone joins parts by their headers.
        if let Some(part) = submit_sm.fragment()?.filter(|part| part.concatenation.total > 1) {
            let is_short = part.concatenation.reference <= 0xFF;
            let width = if is_short { Width::Bits8 } else { Width::Bits16 };
            let place = Information::Concatenation(Concatenation { width, ..part.concatenation });
            let mut header = [0; 8];
            let written = udh::write([place], &mut header)?;
            octets.extend_from_slice(header.get(..written).unwrap_or_default());
        }
        message
    };
    let header = octets.len();
    let length = if coding.counts_septets() {
        let mut packed = [0; 160];
        let written = pack(text, Fill::after_header(header), Padding::Zero, &mut packed)?;
        octets.extend_from_slice(packed.get(..written).unwrap_or_default());
        header_septets(header).saturating_add(text.len())
    } else {
        octets.extend_from_slice(text);
        octets.len()
    };
    if octets.len() > 140 {
        return Err("more than one message: split it".into());
    }
    let data = UserData { has_header: header > 0, coding, length: u8::try_from(length)?, octets: &octets };
    let asked = submit_sm.registered_delivery;
    let wants_report = asked.smsc_receipt() != SmscReceipt::NONE || asked.intermediate_notification();
    let first_octet = FirstOctet::default().with_status_report_request(wants_report);
    let mut tpdu = vec![0; 175];
    let written = SmsSubmit { first_octet, ..SmsSubmit::new(address, data) }.encode(&mut tpdu)?;
    tpdu.truncate(written);
    Ok((tpdu, address))
}
