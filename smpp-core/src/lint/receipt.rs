//! Lints about receipts.

use super::message::text;
use super::{Facts, Found};
use crate::codes::{CommandId, CommandStatus, MessageState};
use crate::message::receipt::{IdBase, ReceiptText, ids_match, is_cut, unquoted};
use crate::tlv::Tag;

/// Enough for a short_message in UCS2 converted to UTF-8: two octets become three.
const SCRATCH: usize = 384;

pub(super) fn receipt_contradicts_tlv(facts: &Facts<'_>, found: &mut Found<'_>) {
    let id = facts.tlvs.receipted_message_id().ok().flatten();
    // Reserved values are not compared; they have their own finding.
    let state = facts.tlvs.message_state().ok().flatten();
    let state = state.filter(|state| !state.is_reserved_in(facts.version));
    let has_tlv = facts.is(&[CommandId::DELIVER_SM, CommandId::DATA_SM]) && (id.is_some() || state.is_some());
    let Some((_, octets, _)) = text(facts).filter(|_| has_tlv) else { return };
    let data_coding = facts.known.data_coding.unwrap_or_default();
    let mut scratch = [0; SCRATCH];
    let read = ReceiptText::parse_any(octets, data_coding, &mut scratch);
    // Octets after a NUL have their own lint.
    let id = id.and_then(|id| id.as_bytes().split(|octet| *octet == 0).next());
    if let (Some(written), Some(in_tlv)) = (read.id, id) {
        let other = is_other_id(written, in_tlv) && is_other_id(unquoted(written), in_tlv);
        found.tag_if(other, Tag::RECEIPTED_MESSAGE_ID, CommandStatus::ESME_ROK);
    }
    if let (Some(word), Some(in_tlv)) = (read.stat, state) {
        found.tag_if(is_other_state(word, in_tlv), Tag::MESSAGE_STATE, CommandStatus::ESME_ROK);
    }
}

/// Compares ids, ignoring base, case and leading zeros.
fn is_other_id(written: &[u8], in_tlv: &[u8]) -> bool {
    let same = ids_match(written, IdBase::Either, in_tlv, IdBase::Either);
    !written.is_empty() && !in_tlv.is_empty() && !same && !is_cut(written, in_tlv)
}

/// Compares a word with a state. A word of the standard must match the state; a word such as `FAILED` must only
/// agree on whether the message arrived. Unknown words are ignored.
fn is_other_state(word: &[u8], in_tlv: MessageState) -> bool {
    let Some(written) = MessageState::from_stat(word) else { return false };
    if written.stat().is_some_and(|exact| exact.eq_ignore_ascii_case(word)) {
        written != in_tlv
    } else {
        (written == MessageState::DELIVERED) != (in_tlv == MessageState::DELIVERED)
    }
}
