//! Matches receipts to the messages they are about.

use super::stats::count;
use smpp_core::Instant;
use smpp_core::codes::{Finality, MessageState};
use smpp_core::message::correlate::{
    Correlation, Correlator, CorrelatorConfig, IdRule, IdSlot, MAX_ID, PartNumber,
};
use smpp_core::message::receipt::{Receipt, ReceiptDialect};
use smpp_core::pdu::{DataSm, DataSmResp, DeliverSm, SubmitMultiResp, SubmitSmResp};
use smpp_core::{CommandId, RawPdu};
use std::net::SocketAddr;

/// Ids that are remembered for each message centre.
const MOST_IDS: usize = 65_535;
/// Message centres, each with its address and port, whose ids are kept apart.
const MOST_CENTRES: usize = 8;
/// Room for a text of a receipt converted to UTF-8.
const SCRATCH: usize = 1024;

/// A message that was submitted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Message {
    pub(super) connection: u32,
    pub(super) sequence_number: u32,
    pub(super) time: u64,
}

/// What a receipt is about.
#[derive(Clone, Copy)]
pub(super) struct Report {
    pub(super) id: [u8; 64],
    pub(super) id_length: usize,
    pub(super) state: Option<MessageState>,
    pub(super) outcome: Outcome,
}

#[derive(Clone, Copy)]
pub(super) enum Outcome {
    /// The message was found.
    Matched(Message),
    /// It repeats what is known, or contradicts it.
    Repeated(Message),
    /// No response with this id was seen.
    Alone,
    /// It has no usable id or state.
    Unreadable,
}

impl Outcome {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Matched(_) => "matched",
            Self::Repeated(_) => "repeated",
            Self::Alone => "unmatched",
            Self::Unreadable => "unreadable",
        }
    }
}

struct Centre {
    address: SocketAddr,
    messages: Correlator<&'static mut [IdSlot<Message>]>,
}

/// The messages of all message centres.
pub(super) struct Receipts {
    centres: Vec<Centre>,
    dialect: ReceiptDialect,
    ids: IdRule,
    seed: u64,
}

impl Receipts {
    pub(super) fn new(dialect: ReceiptDialect, ids: IdRule, seed: u64) -> Self {
        Self { centres: Vec::new(), dialect, ids, seed }
    }

    fn centre(&mut self, address: SocketAddr) -> Option<&mut Centre> {
        let place = match self.centres.iter().position(|centre| centre.address == address) {
            Some(place) => place,
            None if self.centres.len() < MOST_CENTRES => {
                // They live as long as the program.
                let slots = vec![IdSlot::EMPTY; MOST_IDS].leak();
                let config = CorrelatorConfig { ids: self.ids, ..CorrelatorConfig::new(self.seed) };
                self.centres.push(Centre { address, messages: Correlator::new(config, slots) });
                self.centres.len().saturating_sub(1)
            }
            None => MOST_CENTRES.saturating_sub(1),
        };
        self.centres.get_mut(place)
    }

    /// A message to this many destinations was accepted. Returns how many of its receipts were seen already.
    pub(super) fn accepted(
        &mut self,
        time: u64,
        address: SocketAddr,
        pdu: &RawPdu<'_>,
        message: Message,
        destinations: u8,
    ) -> u64 {
        let found = match pdu.command_id {
            CommandId::SUBMIT_SM_RESP => pdu.decode::<SubmitSmResp<'_>>().map(|pdu| (pdu.message_id, 0)),
            CommandId::DATA_SM_RESP => pdu.decode::<DataSmResp<'_>>().map(|pdu| (pdu.message_id, 0)),
            CommandId::SUBMIT_MULTI_RESP => {
                pdu.decode::<SubmitMultiResp<'_>>().map(|pdu| (pdu.message_id, pdu.unsuccess_sme.len()))
            }
            _ => return 0,
        };
        let (Ok((id, refused)), Some(centre)) = (found, self.centre(address)) else { return 0 };
        // The destinations share the id, as the parts of a long message may.
        let total = destinations.saturating_sub(u8::try_from(refused).unwrap_or(u8::MAX)).max(1);
        let _ = centre.messages.begin(instant(time), message, total);
        let is_matchable = (1..=MAX_ID).contains(&id.as_bytes().len());
        let mut seen = 0;
        for number in 1..=total {
            let part = PartNumber::new(number, total);
            let recorded = centre.messages.accepted(instant(time), id.as_bytes(), message, part);
            if is_matchable && matches!(recorded.on_dropped(drop), Correlation::Updated(_)) {
                count(&mut seen);
            }
        }
        seen
    }

    /// Takes a message from the message centre and what was read in it. `None` if it is not a receipt.
    pub(super) fn report(
        &mut self,
        time: u64,
        address: SocketAddr,
        pdu: &RawPdu<'_>,
        reading: &Reading,
    ) -> Option<Report> {
        let (now, dialect) = (instant(time), self.dialect);
        let messages = &mut self.centre(address)?.messages;
        let (told, recorded) = match reading {
            Reading::Nothing => return None,
            Reading::One(told) => {
                let finality = told.finality;
                (*told, messages.report(now, told.id.get(..told.id_length)?, told.state?, finality))
            }
            Reading::Several => {
                read_as(pdu, dialect, |receipt| (told(receipt), messages.receipt(now, receipt)))?
            }
        };
        let outcome = match recorded.on_dropped(drop) {
            Correlation::Updated(update) => Outcome::Matched(update.value),
            Correlation::Repeated { value, .. } | Correlation::Contradicted { value, .. } => {
                Outcome::Repeated(value)
            }
            Correlation::Ignored(_) => Outcome::Unreadable,
            _ => Outcome::Alone,
        };
        let Told { id, id_length, state, .. } = told;
        Some(Report { id, id_length, state, outcome })
    }
}

/// What was read in a message.
pub(super) enum Reading {
    /// Not a receipt.
    Nothing,
    /// A receipt with one id and a state.
    One(Told),
    /// A receipt with several ids, or without an id or a state. It is read again when it is matched.
    Several,
}

/// What a receipt says.
#[derive(Clone, Copy)]
pub(super) struct Told {
    id: [u8; 64],
    id_length: usize,
    state: Option<MessageState>,
    finality: Finality,
}

/// Reads a message. `None` if the PDU cannot be a receipt.
pub(super) fn read(pdu: &RawPdu<'_>, dialect: ReceiptDialect) -> Option<Reading> {
    matches!(pdu.command_id, CommandId::DELIVER_SM | CommandId::DATA_SM).then(|| {
        let reading = read_as(pdu, dialect, |receipt| {
            let told = told(receipt);
            let id = told.id.get(..told.id_length).unwrap_or_default();
            let is_one = !id.is_empty() && receipt.message_ids().all(|(_, other)| other == id);
            if is_one && told.state.is_some() { Reading::One(told) } else { Reading::Several }
        });
        reading.unwrap_or(Reading::Nothing)
    })
}

/// Hands a receipt to `read`. `None` if the PDU is not a receipt.
fn read_as<T>(pdu: &RawPdu<'_>, dialect: ReceiptDialect, read: impl FnOnce(&Receipt<'_>) -> T) -> Option<T> {
    let mut scratch = [0; SCRATCH];
    let receipt = match pdu.command_id {
        CommandId::DELIVER_SM => {
            let pdu = pdu.decode::<DeliverSm<'_>>().ok()?;
            Receipt::from_deliver_sm(&pdu, dialect, &mut scratch)
        }
        _ => {
            let pdu = pdu.decode::<DataSm<'_>>().ok()?;
            Receipt::from_data_sm(&pdu, dialect, &mut scratch)
        }
    };
    receipt.is_trusted().then(|| read(&receipt))
}

fn told(receipt: &Receipt<'_>) -> Told {
    let (mut id, mut id_length) = ([0; 64], 0_usize);
    if let Some(fact) = receipt.message_id() {
        for (to, from) in id.iter_mut().zip(fact.value) {
            *to = *from;
            id_length = id_length.saturating_add(1);
        }
    }
    let state = receipt.state().map(|state| state.value);
    Told { id, id_length, state, finality: receipt.finality() }
}

fn instant(nanoseconds: u64) -> Instant {
    Instant::from_millis(nanoseconds / 1_000_000)
}
