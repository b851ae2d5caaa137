//! A message and its receipt.

use crate::delivery::{Delivery, unix_now};
use crate::life::{Life, err_of};
use smpp_core::codes::{
    DataCoding, EsmClass, MessageState, MessageType, Npi, PriorityFlag, ProtocolId, RegisteredDelivery, Ton,
};
use smpp_core::gsm7::transliteration::NEAREST;
use smpp_core::gsm7::{Alphabet, Encoder};
use smpp_core::message::receipt::NewReceipt;
use smpp_core::message::text::Charset;
use smpp_core::message::udh::Udh;
use smpp_core::pdu::{self, DeliverSm};
use smpp_core::profile::Profile;
use smpp_core::timestamp::DateTime;
use smpp_core::{COctetString, CommandId, Instant, Version};
use std::sync::Arc;

/// Maximum number of characters of a message that its receipt quotes.
const QUOTED: usize = 20;

/// An address with its type and plan.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Address {
    ton: Ton,
    npi: Npi,
    octets: Box<[u8]>,
}

impl Address {
    pub(crate) fn new(address: pdu::Address<'_>) -> Self {
        Self { ton: address.ton, npi: address.npi, octets: address.addr.as_bytes().into() }
    }

    pub(crate) fn borrowed(&self) -> pdu::Address<'_> {
        pdu::Address { ton: self.ton, npi: self.npi, addr: self.text() }
    }

    pub(crate) fn text(&self) -> COctetString<'_> {
        COctetString::new(&self.octets)
    }
}

pub(crate) struct Message {
    /// The PDU it was submitted in.
    pub(crate) command_id: CommandId,
    /// The provider to imitate.
    pub(crate) profile: Option<&'static Profile>,
    /// The `system_id` of the account.
    pub(crate) account: Arc<[u8]>,
    /// The session that submitted it.
    pub(crate) session: u32,
    pub(crate) service_type: Box<[u8]>,
    pub(crate) source: Address,
    /// The destination, or those of submit_multi, or none for a broadcast.
    pub(crate) destinations: Vec<Address>,
    pub(crate) esm_class: EsmClass,
    pub(crate) protocol_id: ProtocolId,
    pub(crate) priority_flag: PriorityFlag,
    pub(crate) registered_delivery: RegisteredDelivery,
    pub(crate) data_coding: DataCoding,
    /// UDH and text.
    pub(crate) body: Box<[u8]>,
    /// The areas of a broadcast.
    pub(crate) areas: Vec<Box<[u8]>>,
    /// When to deliver it; `None` for immediately.
    pub(crate) scheduled: Option<Instant>,
    /// When it expires.
    pub(crate) expires: Option<Instant>,
    pub(crate) state: MessageState,
    /// The state it reaches without interference.
    pub(crate) fate: MessageState,
    /// The states selected by its number, if a provider is imitated.
    pub(crate) life: Life,
    /// When it was submitted, as Unix time in seconds.
    pub(crate) submitted: i64,
    /// When it reached its final state.
    pub(crate) done: Option<i64>,
    /// Whether the response with its id is on its way to the ESME.
    pub(crate) released: bool,
    /// When it next changes state by itself, and to which state.
    pub(crate) due: Option<(Instant, MessageState)>,
    /// Number of receipts that no ESME has accepted or refused for good.
    pub(crate) receipts_left: usize,
}

impl Message {
    /// Creates a message without an address and without octets.
    pub(crate) fn new(
        command_id: CommandId,
        account: &Arc<[u8]>,
        session: u32,
        profile: Option<&'static Profile>,
    ) -> Self {
        Self {
            command_id,
            profile,
            account: account.clone(),
            session,
            service_type: Box::default(),
            source: Address::default(),
            destinations: Vec::new(),
            esm_class: EsmClass::default(),
            protocol_id: ProtocolId::DEFAULT,
            priority_flag: PriorityFlag::LEVEL_0,
            registered_delivery: RegisteredDelivery::default(),
            data_coding: DataCoding::DEFAULT,
            body: Box::default(),
            areas: Vec::new(),
            scheduled: None,
            expires: None,
            state: MessageState::ENROUTE,
            fate: MessageState::DELIVERED,
            life: Life::DELIVERED,
            submitted: unix_now(),
            done: None,
            released: false,
            due: None,
            receipts_left: 0,
        }
    }

    /// Approximate memory in octets: the message, the data it owns, and its index entries.
    pub(crate) fn octets(&self) -> usize {
        const PLACE: usize = 32;
        let lists = self.areas.iter().map(|area| area.len().saturating_add(PLACE));
        let to =
            |to: &Address| to.octets.len().saturating_add(size_of::<Address>()).saturating_add(2 * PLACE);
        let fixed = size_of::<Self>().saturating_add(4 * PLACE);
        let own = [self.body.len(), self.service_type.len(), self.source.octets.len(), fixed];
        own.into_iter().chain(lists).chain(self.destinations.iter().map(to)).fold(0, usize::saturating_add)
    }

    /// The amount of work when it ends.
    pub(crate) fn work(&self) -> usize {
        self.destinations.len().max(1)
    }

    /// Whether the ESME requested a receipt for the state.
    pub(crate) fn wants_receipt(&self) -> bool {
        let asked = self.registered_delivery.smsc_receipt();
        if self.state == MessageState::DELIVERED { asked.on_success() } else { asked.on_failure() }
    }

    /// Whether the ESME requested intermediate notifications.
    pub(crate) fn wants_intermediate(&self) -> bool {
        self.registered_delivery.intermediate_notification() && !self.state.is_final_by_standard()
    }

    /// The `err` of a receipt for the current state.
    fn err(&self) -> u16 {
        [self.life.end, self.life.passing]
            .iter()
            .find(|stage| stage.state == self.state)
            .map_or_else(|| err_of(self.profile.unwrap_or(&Profile::GENERIC), self.state), |stage| stage.err)
    }

    /// The `error_code` for a query.
    pub(crate) fn error_code(&self) -> u8 {
        u8::try_from(self.err()).unwrap_or(u8::MAX)
    }

    /// The text, if the octets are text. A provider that replaces characters reads octets that are not septets
    /// as Latin-1 and replaces them with the nearest GSM 7-bit character.
    pub(crate) fn text(&self) -> Option<String> {
        self.text_up_to(usize::MAX)
    }

    /// The first `most` characters of the text.
    fn text_up_to(&self, most: usize) -> Option<String> {
        let profile = self.profile.unwrap_or(&Profile::GENERIC);
        let codings = profile.data_codings;
        if profile.replaces_characters
            && let Some(charset @ Charset::Gsm7(alphabet)) = codings.charset(self.data_coding)
        {
            let octets = match self.esm_class.udhi() {
                true => Udh::split(&self.body).ok()?.1,
                false => &self.body[..],
            };
            let replaced = |octet: &u8| nearest(alphabet, char::from(*octet));
            // A character takes at most two octets here.
            let octets = octets.get(..most.saturating_mul(2)).unwrap_or(octets);
            let runs = octets.chunk_by(|a, b| a.is_ascii() && b.is_ascii());
            let text = runs.map(|run| match run {
                [octet] if !octet.is_ascii() => replaced(octet),
                septets => charset.chars(septets).collect(),
            });
            return Some(text.collect::<String>().chars().take(most).collect());
        }
        let chars = codings.chars(self.esm_class, self.data_coding, &self.body);
        chars.ok().flatten().map(|chars| chars.take(most).collect())
    }

    /// Calls `send` with the receipt, or with the intermediate notification, for one destination.
    pub(crate) fn with_receipt<R>(
        &self,
        id: &str,
        delivery: Delivery,
        version: Version,
        send: impl FnOnce(&DeliverSm<'_>) -> R,
    ) -> Option<R> {
        let profile = self.profile.unwrap_or(&Profile::GENERIC);
        // A notification may wait for a receiver until after the message has ended.
        let (state, err, done, message_type) = if !delivery.at_end {
            let passing = self.life.passing;
            (passing.state, passing.err, None, MessageType::INTERMEDIATE_NOTIFICATION)
        } else {
            (self.state, self.err(), self.done, MessageType::SMSC_DELIVERY_RECEIPT)
        };
        let date = |seconds| {
            let utc = DateTime::from_unix_seconds(seconds)?;
            profile.utc_offset_quarters.map_or(Some(utc), |quarters| utc.at_utc_offset_quarters(quarters))
        };
        // Receipts are in GSM 7-bit, whatever the message was. Unsupported characters become question marks, or
        // the nearest ones if the provider replaces characters.
        let start = self.text_up_to(QUOTED).unwrap_or_default();
        let mut quoted = [0; 2 * QUOTED];
        let encoder = Encoder::new(Alphabet::DEFAULT).replacing('?');
        let encoder = if profile.replaces_characters { encoder.transliterating(&NEAREST) } else { encoder };
        let encoded = encoder.encode_prefix(&start, &mut quoted);
        let quoted = quoted.get(..encoded.map_or(0, |done| done.septets)).unwrap_or_default();
        let err = format!("{err:03}");
        let receipt = NewReceipt {
            id: id.as_bytes(),
            dlvrd: u16::from(state == MessageState::DELIVERED),
            done_date: date(done.unwrap_or(self.submitted))?,
            state,
            err: err.as_bytes(),
            text: quoted,
            ..NewReceipt::delivered_at(date(self.submitted)?)
        };
        let mut out = [0; 254];
        // A short_message of 3.3 has at most 140 octets, so quote only as much of the text as fits.
        let room = out.get_mut(..if version == Version::V33 { 140 } else { 254 })?;
        let len = (0..=QUOTED).rev().find_map(|count| {
            let text = Charset::GSM7.first_characters(quoted, count);
            NewReceipt { text, ..receipt }.write(profile.receipt_format, room).ok()
        })?;
        let from = self.destinations.get(delivery.destination)?;
        let tlvs = receipt.tlvs(version);
        let deliver_sm = DeliverSm {
            service_type: COctetString::new(&self.service_type),
            esm_class: EsmClass::default().with_message_type(message_type),
            short_message: out.get(..len)?,
            tlvs: (&tlvs).into(),
            ..DeliverSm::default()
        };
        Some(send(&deliver_sm.with_source(from.borrowed()).with_destination(self.source.borrowed())))
    }
}

/// The characters of an alphabet that are nearest to one it lacks.
fn nearest(alphabet: Alphabet, c: char) -> String {
    let mut septets = [0; 8];
    let encoder = Encoder::new(alphabet).replacing('?').transliterating(&NEAREST);
    let encoded = encoder.encode(c.encode_utf8(&mut [0; 4]), &mut septets);
    let septets = septets.get(..encoded.map_or(0, |done| done.septets)).unwrap_or_default();
    Charset::Gsm7(alphabet).chars(septets).collect()
}
