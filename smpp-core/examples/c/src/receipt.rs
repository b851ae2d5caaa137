//! Delivery receipts, read and written.

use crate::error::{Result, outcome, smpp_error};
use crate::handle::{open, smpp_link};
use crate::message::smpp_message;
use crate::pointer::{Place, read};
use core::ffi::c_char;
use smpp_core::codes::{EsmClass, MessageState, MessageType};
use smpp_core::message::receipt::{NewReceipt, Receipt, ReceiptDialect, ReceiptFormat, ReceiptKind};
use smpp_core::pdu::DeliverSm;
use smpp_core::timestamp::DateTime;
use smpp_core::{Instant, Tlvs};

/// Octets of the longest id and the NUL after it.
pub const SMPP_ID_SIZE: usize = 65;

/// A date. year is 0 if the date is unknown.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct smpp_date {
    /// The year, such as 2026.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

/// What a delivery receipt says.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct smpp_receipt {
    /// The id of the message, with a NUL at the end.
    pub id: [c_char; SMPP_ID_SIZE],
    /// message_state, such as SMPP_STATE_DELIVERED; 0xFF if there is none.
    pub state: u8,
    /// Set when a receipt is read: 1 if no further receipt is expected.
    pub is_final: u8,
    /// Set when a receipt is read: 0 if it is not marked as a receipt, so that any subscriber could have
    /// written it.
    pub is_trusted: u8,
    /// The error code; -1 if there is none or it is not a number. Written as 0 unless it is 0 to 999.
    pub error: i64,
    /// When the message was submitted.
    pub submit_date: smpp_date,
    /// When the message reached its state.
    pub done_date: smpp_date,
}

/// The number for no state.
const NO_STATE: u8 = 0xFF;

impl smpp_date {
    fn new(date: Option<DateTime>) -> Self {
        date.map_or_else(Self::default, |date| Self {
            year: date.year(),
            month: date.month(),
            day: date.day(),
            hour: date.hour(),
            minute: date.minute(),
            second: date.second(),
        })
    }

    fn to_date(self) -> Result<DateTime> {
        let Self { year, month, day, hour, minute, second } = self;
        DateTime::new(year, month, day, hour, minute, second).ok_or(smpp_error::BadField)
    }
}

/// Reads a receipt from a deliver_sm or data_sm, in any known format. SMPP_ERROR_NOT_RECEIPT if it is another message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_message_receipt(
    message: *const smpp_message,
    receipt: *mut smpp_receipt,
) -> smpp_error {
    let run = || {
        // SAFETY: the caller passes NULL or a message.
        let message = unsafe { read(message) }?;
        // SAFETY: the caller passes octets in the struct.
        let pdu = unsafe { message.to_deliver_sm() }?;
        // SAFETY: the caller passes NULL or room for a receipt.
        let place = unsafe { Place::new(receipt) }?;
        let mut scratch = [0; 384];
        let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut scratch);
        if receipt.kind == ReceiptKind::None {
            return Err(smpp_error::NotReceipt);
        }
        let mut id = [0; SMPP_ID_SIZE];
        let octets = receipt.message_id().map_or(&[][..], |id| id.value);
        // The last octet stays NUL.
        if octets.len() >= SMPP_ID_SIZE {
            return Err(smpp_error::BadPdu);
        }
        id.iter_mut().zip(octets).for_each(|(place, octet)| *place = c_char::from_ne_bytes([*octet]));
        let error = receipt.error().and_then(|error| error.value.number());
        place.put(smpp_receipt {
            id,
            state: receipt.state().map_or(NO_STATE, |state| state.value.0),
            is_final: receipt.is_final().into(),
            is_trusted: receipt.is_trusted().into(),
            error: error.and_then(|error| i64::try_from(error).ok()).unwrap_or(-1),
            submit_date: smpp_date::new(receipt.submit_date()),
            done_date: smpp_date::new(receipt.done_date()),
        });
        Ok(())
    };
    outcome(run())
}

/// Sends a receipt as deliver_sm. *message gives its addresses, which are those of the submit_sm swapped, and its
/// service_type; the rest of *message is not used. The event with the outcome has the value. sequence_number may be
/// NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_deliver_receipt(
    link: *mut smpp_link,
    now_ms: u64,
    message: *const smpp_message,
    receipt: *const smpp_receipt,
    value: u64,
    sequence_number: *mut u32,
) -> smpp_error {
    let run = || {
        // SAFETY: the caller passes NULL or a link.
        let handle = unsafe { open(link) }?;
        // SAFETY: the caller passes NULL or a message.
        let message = unsafe { read(message) }?;
        // SAFETY: the caller passes NULL or a receipt.
        let receipt = unsafe { read(receipt) }?;
        // SAFETY: the caller passes octets in the struct.
        let addressed = unsafe { message.to_deliver_sm() }?;
        // SAFETY: the caller passes NULL or room for a number.
        let place = unsafe { Place::optional(sequence_number) }?;
        let error = u16::try_from(receipt.error).ok().filter(|error| *error < 1000);
        let err = error.map_or(*b"000", digits);
        let id = receipt.id.map(|c| u8::from_ne_bytes(c.to_ne_bytes()));
        let id = id.split(|octet| *octet == 0).next().unwrap_or_default();
        let state = MessageState(receipt.state);
        let new = NewReceipt {
            id,
            state,
            dlvrd: u16::from(state == MessageState::DELIVERED),
            err: &err,
            submit_date: receipt.submit_date.to_date()?,
            ..NewReceipt::delivered_at(receipt.done_date.to_date()?)
        };
        let mut text = [0; 254];
        let len = new.write(ReceiptFormat::APPENDIX_B, &mut text).map_err(|_| smpp_error::BadField)?;
        let tlvs = new.tlvs(handle.link.session().version());
        let pdu = DeliverSm {
            esm_class: EsmClass(0).with_message_type(MessageType::SMSC_DELIVERY_RECEIPT),
            short_message: text.get(..len).unwrap_or_default(),
            data_coding: Default::default(),
            registered_delivery: Default::default(),
            tlvs: Tlvs::from(&tlvs),
            ..addressed
        };
        let mut turn = handle.link.at(Instant::from_millis(now_ms));
        let prepared = turn.prepare(&pdu)?;
        if let Some(place) = place {
            place.put(prepared.sequence_number());
        }
        prepared.keep(value);
        Ok(())
    };
    outcome(run())
}

/// Three digits of a number below 1,000.
fn digits(number: u16) -> [u8; 3] {
    [number / 100, number / 10 % 10, number % 10].map(|digit| match u8::try_from(digit) {
        Ok(digit @ 0..=9) => b'0' | digit,
        _ => b'0',
    })
}
