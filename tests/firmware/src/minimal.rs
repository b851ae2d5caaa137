//! What `esme`, `esme_link` and `dialects` share: settings, PDUs, and what a deliver_sm says.
#![allow(dead_code, reason = "no program needs all of it")]

use super::measured::Output;
use smpp_core::codes::{MessageState, MessageType, RegisteredDelivery, SmscReceipt};
use smpp_core::message::receipt::{Receipt, ReceiptDialect, ReceiptText};
use smpp_core::pdu::{BindTransceiver, DeliverSm, SubmitSm, SubmitSmResp};
use smpp_core::session::{Config, Esme, Event, Session, Slot};
use smpp_core::{CommandStatus, Duration, Instant, RawPdu};

/// The largest PDU that this board accepts.
pub const MAX_PDU: usize = 512;

pub type Window = [Slot<u8>; 4];

/// Not inlined, so that the session is made in its place and not copied there.
#[inline(never)]
pub fn session() -> Session<Window, Esme> {
    let config = Config {
        max_pdu: MAX_PDU as u32,
        max_pending: 4,
        inactivity_timeout: Some(Duration::from_secs(300)),
        ..Config::default()
    };
    Session::new(Instant::ZERO, Esme, 1, &config, [Slot::EMPTY; 4])
}

pub fn bind() -> BindTransceiver<'static> {
    BindTransceiver { system_id: "board".into(), password: "secret".into(), ..BindTransceiver::default() }
}

/// A message in the message centre's default alphabet that requests a receipt.
pub fn submit_sm() -> SubmitSm<'static> {
    SubmitSm {
        source_addr: "15555550100".into(),
        destination_addr: "15555550101".into(),
        registered_delivery: RegisteredDelivery(0).with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE),
        short_message: b"Hello from the board",
        ..SubmitSm::default()
    }
}

/// Reports a receipt, or another message. Returns the status to answer. Not inlined, so that the decoded PDU has left
/// the stack when the answer is written.
#[inline(never)]
pub fn delivered<R: ReceiptReader>(
    pdu: &RawPdu<'_>,
    scratch: &mut R::Scratch,
    out: &mut Output,
) -> CommandStatus {
    // Matched by reference, so that there is one on the stack.
    let decoded = decode(pdu);
    let deliver_sm = match &decoded {
        Ok(deliver_sm) => deliver_sm,
        Err(status) => return *status,
    };
    if !R::report(deliver_sm, scratch, out) {
        let (from, text) = (deliver_sm.source_addr.as_bytes(), deliver_sm.short_message);
        out.octets(from).text(" says ").octets(text).end();
    }
    CommandStatus::ESME_ROK
}

/// Not inlined, so that the fields are not on the stack twice.
#[inline(never)]
fn decode<'a>(pdu: &RawPdu<'a>) -> Result<DeliverSm<'a>, CommandStatus> {
    pdu.decode().map_err(|error| error.command_status())
}

/// How a program reads receipts.
pub trait ReceiptReader {
    /// Room for texts that are converted before they are read.
    type Scratch: 'static;
    const SCRATCH: Self::Scratch;

    /// Reports a receipt; `false` if it is not one.
    fn report(deliver_sm: &DeliverSm<'_>, scratch: &mut Self::Scratch, out: &mut Output) -> bool;
}

/// Receipts of Appendix B or by TLV.
pub struct AppendixB;

impl ReceiptReader for AppendixB {
    type Scratch = ();
    const SCRATCH: () = ();

    fn report(deliver_sm: &DeliverSm<'_>, (): &mut (), out: &mut Output) -> bool {
        let Some((id, state)) = appendix_b(deliver_sm) else { return false };
        report(id, state, out);
        true
    }
}

/// Receipts of every form.
pub struct AnyDialect;

impl ReceiptReader for AnyDialect {
    type Scratch = [u8; 384];
    const SCRATCH: [u8; 384] = [0; 384];

    fn report(deliver_sm: &DeliverSm<'_>, scratch: &mut [u8; 384], out: &mut Output) -> bool {
        let receipt = Receipt::from_deliver_sm(deliver_sm, ReceiptDialect::DEFAULT, scratch);
        let Some((id, state)) = facts(&receipt) else { return false };
        report(id, state, out);
        true
    }
}

/// Not inlined, so that what is compared is not on the stack beside the receipt when it is made.
#[inline(never)]
fn facts<'a>(receipt: &Receipt<'a>) -> Option<(&'a [u8], MessageState)> {
    let (id, state) = (receipt.message_id()?, receipt.state()?);
    receipt.is_trusted().then_some((id.value, state.value))
}

fn report(id: &[u8], state: MessageState, out: &mut Output) {
    out.octets(id).text(" has message_state ").hex(&[state.0]).end();
}

/// The id and state of a receipt, from its TLVs or its text.
fn appendix_b<'a>(deliver_sm: &DeliverSm<'a>) -> Option<(&'a [u8], MessageState)> {
    if deliver_sm.esm_class.message_type() != MessageType::SMSC_DELIVERY_RECEIPT {
        return None;
    }
    let (id, state) = (deliver_sm.tlvs.receipted_message_id(), deliver_sm.tlvs.message_state());
    if let (Ok(Some(id)), Ok(Some(state))) = (id, state) {
        return Some((id.as_bytes(), state));
    }
    let text = ReceiptText::parse_appendix_b(deliver_sm.short_message)?;
    let (id, stat) = text.id.zip(text.stat)?;
    let is = |state: &&MessageState| state.stat().is_some_and(|word| word.eq_ignore_ascii_case(stat));
    MessageState::NAMED.iter().find(is).map(|state| (id, *state))
}

/// Events that need no answer.
pub fn other(event: Event<'_, u8>, out: &mut Output) {
    match event {
        Event::Response { pdu, .. } => {
            if let Ok(resp) = pdu.decode::<SubmitSmResp<'_>>() {
                out.text("accepted as ").octets(resp.message_id.as_bytes()).end();
            }
        }
        Event::BindRefused { pdu, .. } => {
            out.text("refused ").hex(&pdu.command_status.0.to_be_bytes()).end();
        }
        Event::TimedOut { value, .. } | Event::Failed { value, .. } => out.text("lost ").hex(&[value]).end(),
        Event::Closed { .. } => out.text("closed").end(),
        _ => {}
    }
}
