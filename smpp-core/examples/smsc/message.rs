//! One message, and the receipt that is written for it.

use crate::store::unix_now;
use smpp_core::codes::{DataCoding, EsmClass, MessageState, Npi, RegisteredDelivery, SmscReceipt, Ton};
use smpp_core::message::receipt::{NewReceipt, ReceiptForm};
use smpp_core::message::text::DataCodings;
use smpp_core::pdu::DeliverSm;
use smpp_core::timestamp::DateTime;
use smpp_core::{COctetString, CommandId, Instant};
use smpp_gsm7::{Alphabet, Encoder};
use std::sync::Arc;

/// An address with its type and plan.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) ton: Ton,
    pub(crate) npi: Npi,
    octets: Box<[u8]>,
}

impl Address {
    pub(crate) fn new(ton: Ton, npi: Npi, address: COctetString<'_>) -> Self {
        Self { ton, npi, octets: address.as_bytes().into() }
    }

    pub(crate) fn text(&self) -> COctetString<'_> {
        COctetString::new(&self.octets)
    }
}

pub(crate) struct Message {
    /// What it came in.
    pub(crate) command_id: CommandId,
    /// The `system_id` that it belongs to.
    pub(crate) account: Arc<[u8]>,
    /// The session that brought it.
    pub(crate) session: u32,
    pub(crate) service_type: Box<[u8]>,
    pub(crate) source: Address,
    /// One, or those of submit_multi, or none for a broadcast.
    pub(crate) destinations: Vec<Address>,
    pub(crate) esm_class: EsmClass,
    pub(crate) protocol_id: u8,
    pub(crate) priority_flag: u8,
    pub(crate) registered_delivery: RegisteredDelivery,
    pub(crate) data_coding: DataCoding,
    /// Header and text, wherever they stood.
    pub(crate) body: Box<[u8]>,
    /// The areas of a broadcast.
    pub(crate) areas: Vec<Box<[u8]>>,
    /// When it shall be delivered; at once without.
    pub(crate) scheduled: Option<Instant>,
    /// When it is of no more use.
    pub(crate) expires: Option<Instant>,
    pub(crate) state: MessageState,
    /// What it comes to when nobody interferes.
    pub(crate) fate: MessageState,
    /// When it was submitted, in seconds of Unix time.
    pub(crate) submitted: i64,
    /// When it reached its final state.
    pub(crate) done: Option<i64>,
    /// Whether its id is on its way to the ESME.
    pub(crate) released: bool,
    /// When it reaches a state by itself, and which.
    pub(crate) due: Option<(Instant, MessageState)>,
    /// Receipts that no ESME has taken yet.
    pub(crate) receipts_left: usize,
}

impl Message {
    /// A message without an address and without octets.
    pub(crate) fn new(command_id: CommandId, account: &Arc<[u8]>, session: u32) -> Self {
        Self {
            command_id,
            account: account.clone(),
            session,
            service_type: Box::default(),
            source: Address::default(),
            destinations: Vec::new(),
            esm_class: EsmClass::default(),
            protocol_id: 0,
            priority_flag: 0,
            registered_delivery: RegisteredDelivery::default(),
            data_coding: DataCoding::DEFAULT,
            body: Box::default(),
            areas: Vec::new(),
            scheduled: None,
            expires: None,
            state: MessageState::ENROUTE,
            fate: MessageState::DELIVERED,
            submitted: unix_now(),
            done: None,
            released: false,
            due: None,
            receipts_left: 0,
        }
    }

    /// Whether the ESME asked to hear of the state.
    pub(crate) fn wants_receipt(&self) -> bool {
        let delivered = self.state == MessageState::DELIVERED;
        match self.registered_delivery.smsc_receipt() {
            SmscReceipt::SUCCESS_OR_FAILURE => true,
            SmscReceipt::FAILURE => !delivered,
            SmscReceipt::SUCCESS => delivered,
            _ => false,
        }
    }

    /// `error_code` of a query and `err` of a receipt.
    pub(crate) fn error_code(&self) -> u8 {
        u8::from(self.state.is_final() && self.state != MessageState::DELIVERED)
    }

    /// The text, when the octets are text.
    pub(crate) fn text(&self) -> Option<String> {
        let chars = DataCodings::default().chars(self.esm_class, self.data_coding, &self.body);
        chars.ok().flatten().map(Iterator::collect)
    }

    /// Calls `send` with the receipt about one destination.
    pub(crate) fn with_receipt<R>(
        &self,
        id: &str,
        destination: usize,
        send: impl FnOnce(&DeliverSm<'_>) -> R,
    ) -> Option<R> {
        let date = |seconds| DateTime::from_unix_seconds(seconds);
        // Receipts are GSM 7-bit whatever the message was: what that lacks is a question mark.
        let start: String = self.text().unwrap_or_default().chars().take(20).collect();
        let mut quoted = [0; 40];
        let encoded = Encoder::new(Alphabet::DEFAULT).replacing('?').encode_prefix(&start, &mut quoted);
        let quoted = quoted.get(..encoded.map_or(0, |done| done.septets)).unwrap_or_default();
        let delivered = self.state == MessageState::DELIVERED;
        let receipt = NewReceipt {
            id: id.as_bytes(),
            dlvrd: u16::from(delivered),
            done_date: date(self.done.unwrap_or(self.submitted))?,
            state: self.state,
            err: if delivered { b"000" } else { b"001" },
            text: quoted,
            ..NewReceipt::delivered_at(date(self.submitted)?)
        };
        let mut out = [0; 254];
        let len = receipt.write(ReceiptForm::APPENDIX_B, &mut out).ok()?;
        let from = self.destinations.get(destination)?;
        let tlvs = receipt.tlvs();
        Some(send(&DeliverSm {
            service_type: COctetString::new(&self.service_type),
            source_addr_ton: from.ton,
            source_addr_npi: from.npi,
            source_addr: from.text(),
            dest_addr_ton: self.source.ton,
            dest_addr_npi: self.source.npi,
            destination_addr: self.source.text(),
            esm_class: EsmClass::default()
                .with_message_type(smpp_core::codes::MessageType::SMSC_DELIVERY_RECEIPT),
            short_message: out.get(..len)?,
            tlvs: (&tlvs).into(),
            ..DeliverSm::default()
        }))
    }
}
