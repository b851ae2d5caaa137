//! Answers to the peer's requests.

use crate::error::{Result, outcome, smpp_error};
use crate::handle::{Slots, open, smpp_link};
use crate::pointer::{octets, smpp_bytes, string};
use core::ffi::c_char;
use smpp_core::link::Turn;
use smpp_core::pdu::{DataSmResp, DeliverSmResp, SubmitSmResp};
use smpp_core::session::{Returned, SessionError, Token};
use smpp_core::{COctetString, CommandId, CommandStatus, Instant, RawPdu, Tlv};

/// Answers with the token of this number. After an error, the token can be used again unless it has expired or the
/// session is closed.
///
/// # Safety
/// `link` is NULL or a link.
unsafe fn settle(
    link: *mut smpp_link,
    now_ms: u64,
    number: u64,
    answer: impl FnOnce(&mut Turn<'_, Slots>, Token) -> core::result::Result<(), Returned>,
) -> Result<()> {
    // SAFETY: the caller guarantees it.
    let handle = unsafe { open(link) }?;
    let mut turn = handle.link.at(Instant::from_millis(now_ms));
    let Some((place, token)) = handle.waiting.take(number) else { return Err(smpp_error::TokenExpired) };
    let Err(returned) = answer(&mut turn, token) else { return Ok(()) };
    let error = returned.error;
    if !matches!(error, SessionError::TokenExpired | SessionError::Closed) {
        *place = Some((number, returned.token));
    }
    Err(error.into())
}

/// Accepts a bind. system_id names the message centre.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_accept_bind(
    link: *mut smpp_link,
    now_ms: u64,
    token: u64,
    system_id: *const c_char,
) -> smpp_error {
    let run = || {
        // SAFETY: the caller passes NULL or a C string.
        let system_id = COctetString::new(unsafe { string(system_id) });
        // SAFETY: the caller passes NULL or a link.
        let version = unsafe { open(link) }?.version.interface_version();
        let accept = |turn: &mut Turn<'_, Slots>, token| {
            turn.accept_bind(token, system_id, &[Tlv::sc_interface_version(version)])
        };
        // SAFETY: the caller passes NULL or a link.
        unsafe { settle(link, now_ms, token, accept) }
    };
    outcome(run())
}

/// Accepts submit_sm, deliver_sm or data_sm. message_id is the id that a message centre gives the message; NULL in an
/// ESME.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_answer(
    link: *mut smpp_link,
    now_ms: u64,
    token: u64,
    message_id: *const c_char,
) -> smpp_error {
    // SAFETY: the caller passes NULL or a C string.
    let message_id = COctetString::new(unsafe { string(message_id) });
    let ok = CommandStatus::ESME_ROK;
    let answer = |turn: &mut Turn<'_, Slots>, token: Token| match token.command_id() {
        CommandId::SUBMIT_SM => turn.answer(token, ok, &SubmitSmResp { message_id, ..Default::default() }),
        CommandId::DELIVER_SM => turn.answer(token, ok, &DeliverSmResp { message_id, ..Default::default() }),
        CommandId::DATA_SM => turn.answer(token, ok, &DataSmResp { message_id, ..Default::default() }),
        _ => Err(Returned { error: SessionError::WrongResponse, token }),
    };
    // SAFETY: the caller passes NULL or a link.
    outcome(unsafe { settle(link, now_ms, token, answer) })
}

/// Refuses a request with a command_status other than SMPP_ESME_ROK.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_refuse(
    link: *mut smpp_link,
    now_ms: u64,
    token: u64,
    command_status: u32,
) -> smpp_error {
    let refuse = |turn: &mut Turn<'_, Slots>, token| {
        if command_status == CommandStatus::ESME_ROK.0 {
            return Err(Returned { error: SessionError::WrongResponse, token });
        }
        turn.refuse(token, CommandStatus(command_status))
    };
    // SAFETY: the caller passes NULL or a link.
    outcome(unsafe { settle(link, now_ms, token, refuse) })
}

/// Answers any request with the response to it, whose body you write yourself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_answer_raw(
    link: *mut smpp_link,
    now_ms: u64,
    token: u64,
    command_status: u32,
    body: smpp_bytes,
) -> smpp_error {
    let answer = || {
        // SAFETY: the caller passes octets.
        let body = unsafe { octets(body) }?;
        let answer = |turn: &mut Turn<'_, Slots>, token: Token| {
            let (status, command_id) = (CommandStatus(command_status), token.command_id().response());
            let response = RawPdu { command_id, command_status: status, sequence_number: 0, body };
            turn.answer(token, status, &response)
        };
        // SAFETY: the caller passes NULL or a link.
        unsafe { settle(link, now_ms, token, answer) }
    };
    outcome(answer())
}
