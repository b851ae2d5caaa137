//! Rules about receipts.

use super::message::text;
use super::{Facts, Found};
use crate::codes::{CommandId, CommandStatus, DataCoding};
use crate::message::receipt::{IdBase, ReceiptText, ids_match, message_state};

/// UTF-8 of a short_message of UCS2: three octets for two.
const SCRATCH: usize = 384;

/// Ids may differ in base, case and zeros in front; words of `stat` that nobody knows contradict nothing.
pub(super) fn receipt_contradicts_tlv(facts: &Facts<'_>, found: &mut Found<'_>) {
    let id = facts.tlvs.receipted_message_id().ok().flatten();
    let state = facts.tlvs.message_state().ok().flatten().filter(|state| state.name().is_some());
    let told = facts.is(&[CommandId::DELIVER_SM, CommandId::DATA_SM]) && (id.is_some() || state.is_some());
    let Some((_, octets, _)) = text(facts).filter(|_| told) else { return };
    let data_coding = facts.integer("data_coding").map_or(DataCoding::DEFAULT, DataCoding);
    let mut scratch = [0; SCRATCH];
    let read = ReceiptText::parse_any(octets, data_coding, &mut scratch);
    let differs = |written: &[u8], told: &[u8]| {
        !written.is_empty() && !told.is_empty() && !ids_match(written, IdBase::Either, told, IdBase::Either)
    };
    // What follows a NUL is a matter of its own.
    let id = id.and_then(|id| id.as_bytes().split(|octet| *octet == 0).next());
    if let (Some(written), Some(told)) = (read.id, id)
        && differs(written, told)
    {
        found(Some("receipted_message_id"), CommandStatus::ESME_ROK);
    }
    if let (Some(written), Some(told)) = (read.stat.and_then(message_state), state)
        && written != told
    {
        found(Some("message_state"), CommandStatus::ESME_ROK);
    }
}
