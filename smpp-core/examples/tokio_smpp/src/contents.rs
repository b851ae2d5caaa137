//! What a message PDU carries, read the same way from submit_sm, deliver_sm and data_sm.

use crate::message::Address;
use crate::pdu::OwnedPdu;
use smpp_core::CommandId;
use smpp_core::codes::{DataCoding, EsmClass};
use smpp_core::message::text::DataCodings;
use smpp_core::pdu::{DataSm, DeliverSm, SubmitSm};

/// The message in a PDU.
pub(crate) struct Contents<'p> {
    pub(crate) source: Address,
    pub(crate) destination: Address,
    esm_class: EsmClass,
    data_coding: DataCoding,
    /// The short_message, or else the message_payload.
    octets: &'p [u8],
}

macro_rules! contents {
    ($pdu:expr, $short_message:expr) => {{
        let (pdu, short_message): (_, &[u8]) = ($pdu, $short_message);
        let payload = || pdu.tlvs.message_payload().ok().flatten().unwrap_or_default();
        Contents {
            source: pdu.source().into(),
            destination: pdu.destination().into(),
            esm_class: pdu.esm_class,
            data_coding: pdu.data_coding,
            octets: if short_message.is_empty() { payload() } else { short_message },
        }
    }};
}

impl OwnedPdu {
    /// The message in this PDU; `None` if it carries none.
    pub(crate) fn contents(&self) -> Option<Contents<'_>> {
        Some(match self.command_id() {
            CommandId::SUBMIT_SM => {
                let pdu: SubmitSm<'_> = self.decode().ok()?;
                contents!(pdu, pdu.short_message)
            }
            CommandId::DELIVER_SM => {
                let pdu: DeliverSm<'_> = self.decode().ok()?;
                contents!(pdu, pdu.short_message)
            }
            _ => contents!(self.decode::<DataSm<'_>>().ok()?, &[]),
        })
    }
}

impl Contents<'_> {
    /// The text, if the message is one.
    pub(crate) fn text(&self, data_codings: &DataCodings) -> Option<String> {
        let chars = data_codings.chars(self.esm_class, self.data_coding, self.octets).ok()??;
        Some(chars.collect())
    }
}
