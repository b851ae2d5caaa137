//! One part, as a PDU brings it.

use super::address::Address;
use crate::codes::{DataCoding, EsmClass};
use crate::debug::debug_fields;
use crate::message::udh::{self, UdhError};
use crate::pdu::{DataSm, DeliverSm, SubmitSm};
use crate::tlv::Tlvs;
use smpp_gsm7::Language;

/// Which kind of reference the parts of a message share. Equal numbers of different kinds are different messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ReferenceKind {
    /// In the user data header, 8 bits.
    Udh8,
    /// In the user data header, 16 bits.
    Udh16,
    /// In sar_msg_ref_num.
    Sar,
}

/// One part as it came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fragment<'a> {
    /// Who sends the message.
    pub source: Address<'a>,
    /// Whom it is for.
    pub destination: Address<'a>,
    /// The number that the parts share.
    pub reference: u16,
    /// Where that number stands.
    pub kind: ReferenceKind,
    /// The number of parts.
    pub total: u8,
    /// The number of this part, from 1.
    pub number: u8,
    /// What the octets of the text mean.
    pub data_coding: DataCoding,
    /// The national table that the header names in place of the default alphabet.
    pub locking: Option<Language>,
    /// The national table that the header names for what follows an escape.
    pub single: Option<Language>,
    /// Octets of the user data header that stood in front of the text, its length octet included.
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
    /// The part that a deliver_sm carries, by its header or its SAR TLVs; `None` when it is a message of its own. The
    /// text is that of `short_message`, or of `message_payload` when that is empty.
    ///
    /// # Errors
    /// The user data header cannot be told from the text.
    pub fn from_deliver_sm(pdu: &DeliverSm<'a>) -> Result<Option<Self>, UdhError> {
        Self::read(addresses!(pdu), pdu.esm_class, pdu.data_coding, pdu.short_message, &pdu.tlvs)
    }

    /// The part that a submit_sm carries, as [`Fragment::from_deliver_sm`] has it.
    ///
    /// # Errors
    /// The user data header cannot be told from the text.
    pub fn from_submit_sm(pdu: &SubmitSm<'a>) -> Result<Option<Self>, UdhError> {
        Self::read(addresses!(pdu), pdu.esm_class, pdu.data_coding, pdu.short_message, &pdu.tlvs)
    }

    /// The part that a data_sm carries, as [`Fragment::from_deliver_sm`] has it.
    ///
    /// # Errors
    /// The user data header cannot be told from the text.
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
        let (udh, text) = udh::split(esm_class, body)?;
        let (kind, reference, total, number) = match udh.and_then(|udh| udh.concatenation()) {
            Some(part) => {
                let kind = if part.wide { ReferenceKind::Udh16 } else { ReferenceKind::Udh8 };
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
