//! Requests, and the end of a session.

use crate::error::{Result, outcome, smpp_error};
use crate::handle::{Slots, open, smpp_link};
use crate::message::{smpp_bind, smpp_message};
use crate::pointer::{Place, octets, read, smpp_bytes};
use smpp_core::link::{Queued, Turn};
use smpp_core::pdu::{BindReceiver, BindTransceiver, BindTransmitter};
use smpp_core::{CommandId, CommandStatus, Instant, RawPdu, Request, Tag, Tlvs, Version};

/// Sends something and stores its number.
///
/// # Safety
/// `link` is NULL or a link, and `sequence_number` is NULL or has room for a number.
unsafe fn send(
    link: *mut smpp_link,
    now_ms: u64,
    sequence_number: *mut u32,
    send: impl FnOnce(&mut Turn<'_, Slots>) -> Result<Queued>,
) -> Result<()> {
    // SAFETY: the caller guarantees it.
    let handle = unsafe { open(link) }?;
    // SAFETY: the caller guarantees it.
    let place = unsafe { Place::optional(sequence_number) }?;
    let queued = send(&mut handle.link.at(Instant::from_millis(now_ms)))?;
    if let Some(place) = place {
        place.put(queued.sequence_number);
    }
    Ok(())
}

/// Sends a message. Version 3.3 has no TLVs, so a text in message_payload would be lost.
fn prepare_message<P: Request>(
    turn: &mut Turn<'_, Slots>,
    request: &P,
    tlvs: &Tlvs<'_>,
    value: u64,
) -> Result<Queued> {
    if turn.session().version() < Version::V34 && tlvs.get(Tag::MESSAGE_PAYLOAD).is_some() {
        return Err(smpp_error::BadField);
    }
    prepare(turn, request, value)
}

fn prepare<P: Request + ?Sized>(turn: &mut Turn<'_, Slots>, request: &P, value: u64) -> Result<Queued> {
    let prepared = turn.prepare(request)?;
    let queued = Queued { sequence_number: prepared.sequence_number(), omitted: prepared.omitted() };
    prepared.keep(value);
    Ok(queued)
}

/// Binds. command_id in *bind is SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER or SMPP_BIND_TRANSCEIVER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_bind(
    link: *mut smpp_link,
    now_ms: u64,
    bind: *const smpp_bind,
) -> smpp_error {
    let run = || {
        // SAFETY: the caller passes NULL or a bind.
        let given = unsafe { read(bind) }?;
        // SAFETY: the caller passes octets in the struct.
        let bind = unsafe { given.to_pdu() }?;
        let send_bind = |turn: &mut Turn<'_, Slots>| {
            let BindTransceiver {
                system_id, password, system_type, addr_ton, addr_npi, address_range, ..
            } = bind;
            Ok(match CommandId(given.command_id) {
                CommandId::BIND_TRANSCEIVER => turn.bind(&bind)?,
                CommandId::BIND_TRANSMITTER => turn.bind(&BindTransmitter {
                    system_id,
                    password,
                    system_type,
                    addr_ton,
                    addr_npi,
                    address_range,
                    ..BindTransmitter::default()
                })?,
                CommandId::BIND_RECEIVER => turn.bind(&BindReceiver {
                    system_id,
                    password,
                    system_type,
                    addr_ton,
                    addr_npi,
                    address_range,
                    ..BindReceiver::default()
                })?,
                _ => return Err(smpp_error::BadField),
            })
        };
        // SAFETY: the caller passes NULL or a link, and NULL needs no room.
        unsafe { send(link, now_ms, core::ptr::null_mut(), send_bind) }
    };
    outcome(run())
}

/// Sends submit_sm. The event with the outcome has the value. sequence_number may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_submit_sm(
    link: *mut smpp_link,
    now_ms: u64,
    message: *const smpp_message,
    value: u64,
    sequence_number: *mut u32,
) -> smpp_error {
    let run = || {
        // SAFETY: the caller passes NULL or a message.
        let message = unsafe { read(message) }?;
        // SAFETY: the caller passes octets in the struct.
        let pdu = unsafe { message.to_submit_sm() }?;
        // SAFETY: the caller passes NULL or a link, and NULL or room for a number.
        unsafe { send(link, now_ms, sequence_number, |turn| prepare_message(turn, &pdu, &pdu.tlvs, value)) }
    };
    outcome(run())
}

/// Sends deliver_sm. The event with the outcome has the value. sequence_number may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_deliver_sm(
    link: *mut smpp_link,
    now_ms: u64,
    message: *const smpp_message,
    value: u64,
    sequence_number: *mut u32,
) -> smpp_error {
    let run = || {
        // SAFETY: the caller passes NULL or a message.
        let message = unsafe { read(message) }?;
        // SAFETY: the caller passes octets in the struct.
        let pdu = unsafe { message.to_deliver_sm() }?;
        // SAFETY: the caller passes NULL or a link, and NULL or room for a number.
        unsafe { send(link, now_ms, sequence_number, |turn| prepare_message(turn, &pdu, &pdu.tlvs, value)) }
    };
    outcome(run())
}

/// Sends any other request, whose body you write yourself. The event with the outcome has the value. sequence_number
/// may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_request_raw(
    link: *mut smpp_link,
    now_ms: u64,
    command_id: u32,
    body: smpp_bytes,
    value: u64,
    sequence_number: *mut u32,
) -> smpp_error {
    let run = || {
        let pdu = RawPdu {
            command_id: CommandId(command_id),
            command_status: CommandStatus::ESME_ROK,
            sequence_number: 0,
            // SAFETY: the caller passes octets.
            body: unsafe { octets(body) }?,
        };
        // SAFETY: the caller passes NULL or a link, and NULL or room for a number.
        unsafe { send(link, now_ms, sequence_number, |turn| prepare(turn, &pdu, value)) }
    };
    outcome(run())
}

/// Whether a request can be sent now: the session is bound and not ending, and window and output have room.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_can_send(link: *mut smpp_link) -> bool {
    // SAFETY: the caller passes NULL or a link.
    unsafe { open(link) }.is_ok_and(|handle| handle.link.at(Instant::ZERO).can_send())
}

/// Ends a bound session with unbind, sent once the requests of both sides are answered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_unbind(link: *mut smpp_link, now_ms: u64) -> smpp_error {
    let unbind = || {
        // SAFETY: the caller passes NULL or a link.
        let handle = unsafe { open(link) }?;
        Ok(handle.link.at(Instant::from_millis(now_ms)).unbind()?)
    };
    outcome(unbind())
}

/// Ends the session as its state requires: with an unbind if it is bound, and otherwise once the output is written. It
/// works in every state, and a second call is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_shutdown(link: *mut smpp_link, now_ms: u64) -> smpp_error {
    // SAFETY: the caller passes NULL or a link.
    outcome(unsafe { open(link) }.map(|handle| handle.link.at(Instant::from_millis(now_ms)).shutdown()))
}

/// Ends the session at once, without unbind. Output that is not written yet is dropped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_close(link: *mut smpp_link, now_ms: u64) -> smpp_error {
    // SAFETY: the caller passes NULL or a link.
    outcome(unsafe { open(link) }.map(|handle| handle.link.at(Instant::from_millis(now_ms)).close()))
}

/// Asks for a round of the loop at this time: wake_ms will be no later. For timers of your own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_wake_at(link: *mut smpp_link, at_ms: u64) -> smpp_error {
    let wake_at = || {
        // SAFETY: the caller passes NULL or a link.
        let handle = unsafe { open(link) }?;
        handle.link.at(Instant::ZERO).wake_at(Instant::from_millis(at_ms));
        Ok(())
    };
    outcome(wake_at())
}
