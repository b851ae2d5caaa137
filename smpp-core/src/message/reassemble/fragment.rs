//! A part of a message, taken from a PDU.

use super::address::Address;
use crate::codes::{DataCoding, EsmClass};
use crate::debug::debug_fields;
use crate::message::split_header;
use crate::message::udh::{UdhError, Width};
use crate::pdu::{DataSm, DeliverSm, SubmitSm};
use crate::tlv::Tlvs;
use smpp_gsm7::Language;

/// The kind of reference number that the parts of a message share. The same number in different kinds means
/// different messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ReferenceKind {
    /// In the user data header, with 8 bits.
    Udh8,
    /// In the user data header, with 16 bits.
    Udh16,
    /// In sar_msg_ref_num.
    Sar,
}

/// A part of a message as received.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fragment<'a> {
    /// The sender.
    pub source: Address<'a>,
    /// The recipient.
    pub destination: Address<'a>,
    /// The reference number shared by the parts.
    pub reference: u16,
    /// The kind of reference number.
    pub kind: ReferenceKind,
    /// The number of parts.
    pub total: u8,
    /// The number of this part, from 1.
    pub number: u8,
    /// The `data_coding` of the text.
    pub data_coding: DataCoding,
    /// The national table that replaces the default alphabet, if the header names one.
    pub locking: Option<Language>,
    /// The national table for escape sequences, if the header names one.
    pub single: Option<Language>,
    /// Length of the user data header in octets, including its length octet.
    pub header: u8,
    /// The text of the part.
    pub text: &'a [u8],
}
debug_fields!(Fragment<'_> { source destination reference kind total number data_coding locking single header text });

macro_rules! addresses {
    ($pdu:ident) => {
        (
            Address { ton: $pdu.source_addr_ton, npi: $pdu.source_addr_npi, address: $pdu.source_addr },
            Address { ton: $pdu.dest_addr_ton, npi: $pdu.dest_addr_npi, address: $pdu.destination_addr },
        )
    };
}

impl<'a> Fragment<'a> {
    /// The part in a deliver_sm, identified by its header or SAR TLVs. `Ok(None)` if the message is not part of
    /// a longer one. The text is taken from `short_message`, or from `message_payload` if `short_message` is
    /// empty.
    ///
    /// # Errors
    /// The end of the user data header cannot be determined.
    pub fn from_deliver_sm(pdu: &DeliverSm<'a>) -> Result<Option<Self>, UdhError> {
        Self::read(addresses!(pdu), pdu.esm_class, pdu.data_coding, pdu.short_message, &pdu.tlvs)
    }

    /// The part in a submit_sm, as in [`Fragment::from_deliver_sm`].
    ///
    /// # Errors
    /// The end of the user data header cannot be determined.
    pub fn from_submit_sm(pdu: &SubmitSm<'a>) -> Result<Option<Self>, UdhError> {
        Self::read(addresses!(pdu), pdu.esm_class, pdu.data_coding, pdu.short_message, &pdu.tlvs)
    }

    /// The part in a data_sm, as in [`Fragment::from_deliver_sm`].
    ///
    /// # Errors
    /// The end of the user data header cannot be determined.
    pub fn from_data_sm(pdu: &DataSm<'a>) -> Result<Option<Self>, UdhError> {
        Self::read(addresses!(pdu), pdu.esm_class, pdu.data_coding, &[], &pdu.tlvs)
    }

    fn read(
        (source, destination): (Address<'a>, Address<'a>),
        esm_class: EsmClass,
        data_coding: DataCoding,
        short_message: &'a [u8],
        tlvs: &Tlvs<'a>,
    ) -> Result<Option<Self>, UdhError> {
        let payload = || tlvs.message_payload().ok().flatten().unwrap_or_default();
        let body = if short_message.is_empty() { payload() } else { short_message };
        let (udh, text) = split_header(esm_class, body)?;
        let (kind, reference, total, number) = match udh.and_then(|udh| udh.concatenation()) {
            Some(part) => {
                let kind = match part.width {
                    Width::Bits8 => ReferenceKind::Udh8,
                    Width::Bits16 => ReferenceKind::Udh16,
                };
                (kind, part.reference, part.total, part.number)
            }
            None => {
                let Ok(Some(reference)) = tlvs.sar_msg_ref_num() else { return Ok(None) };
                let Ok(Some(total)) = tlvs.sar_total_segments() else { return Ok(None) };
                let Ok(Some(number)) = tlvs.sar_segment_seqnum() else { return Ok(None) };
                if number == 0 || number > total {
                    return Ok(None);
                }
                (ReferenceKind::Sar, reference, total, number)
            }
        };
        let header = udh.map_or(0, |udh| u8::try_from(udh.len()).unwrap_or(u8::MAX));
        let (locking, single) = udh.map_or((None, None), |udh| udh.languages());
        let part = Self {
            source,
            destination,
            reference,
            kind,
            total,
            number,
            data_coding,
            locking,
            single,
            header,
            text,
        };
        Ok(Some(part))
    }
}
