//! Lints about the header and about the PDU as a whole.

use super::{Facts, Found};
use crate::codes::CommandStatus;
use crate::pdu::{PduDef, PduKind};

pub(super) fn unknown_command_id(facts: &Facts<'_>, found: &mut Found<'_>) {
    found.add_if(facts.def.is_none(), "command_id", CommandStatus::ESME_RINVCMDID);
}

/// Does not report a refusal without a body: it answers a request from a peer whose version has the PDU.
pub(super) fn pdu_not_in_version(facts: &Facts<'_>, found: &mut Found<'_>) {
    let refusal = facts.pdu.body_omitted() && !facts.pdu.command_status.is_ok();
    let other_version = facts.def.is_some_and(|def| !def.in_version(facts.version));
    found.add_if(!refusal && other_version, "command_id", CommandStatus::ESME_RINVCMDID);
}

pub(super) fn unverified_layout(facts: &Facts<'_>, found: &mut Found<'_>) {
    found.add_if(facts.def.is_some_and(PduDef::is_unverified), "command_id", CommandStatus::ESME_ROK);
}

fn is_request(facts: &Facts<'_>) -> bool {
    facts.def.is_some_and(|def| def.kind != PduKind::Response)
}

pub(super) fn status_in_request(facts: &Facts<'_>, found: &mut Found<'_>) {
    let wrong = is_request(facts) && !facts.pdu.command_status.is_ok();
    found.add_if(wrong, "command_status", CommandStatus::ESME_ROK);
}

pub(super) fn sequence_number_range(facts: &Facts<'_>, found: &mut Found<'_>) {
    let nack = facts.pdu.command_id.0 == 0x8000_0000;
    let legal =
        matches!(facts.pdu.sequence_number, 1..=0x7FFF_FFFF) || (nack && facts.pdu.sequence_number == 0);
    found.add_if(!legal, "sequence_number", CommandStatus::ESME_ROK);
}

/// A sender that omits `command_status` shifts everything by four octets: the sequence number is read as the
/// status, and the first four octets of the body as the sequence number.
pub(super) fn header_shifted(facts: &Facts<'_>, found: &mut Found<'_>) {
    let status = facts.pdu.command_status.0;
    let text = facts.pdu.sequence_number.to_be_bytes();
    let two_letters = text.iter().filter(|octet| octet.is_ascii_graphic()).nth(1).is_some();
    let is_text = two_letters && text.iter().all(|octet| *octet <= 6 || octet.is_ascii_graphic());
    let shifted = is_request(facts) && matches!(status, 1..=0xFFFF) && is_text;
    found.add_if(shifted, "command_status", CommandStatus::ESME_RINVCMDLEN);
}

pub(super) fn body_missing(facts: &Facts<'_>, found: &mut Found<'_>) {
    let has_fields = facts.def.is_some_and(|def| !def.fields.is_empty());
    if has_fields && facts.pdu.body_omitted() && facts.pdu.command_status.is_ok() {
        found.add(None, CommandStatus::ESME_RINVCMDLEN);
    }
}

pub(super) fn undecodable(facts: &Facts<'_>, found: &mut Found<'_>) {
    if let Some(error) = facts.error {
        found.add_at(error.offset(), error.field(), error.command_status());
    }
}
