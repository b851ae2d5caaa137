//! Lints about the optional part.

use super::{Facts, Found};
use crate::codes::{CommandId, CommandStatus, Version};
use crate::count::left;
use crate::pdu::Encode;
use crate::tlv::{TLVS, Tag};
use crate::wire::Fault;

pub(super) fn tlv_stream(facts: &Facts<'_>, found: &mut Found<'_>) {
    let trailing = facts.tlvs.trailing();
    if !trailing.is_empty() {
        let offset = left(facts.pdu.encoded_len(), trailing.len());
        found.add_at(offset, None, CommandStatus::ESME_RINVTLVSTREAM);
    }
}

pub(super) fn tlv_in_v33(facts: &Facts<'_>, found: &mut Found<'_>) {
    if let Some(first) = facts.tlvs.iter().next() {
        found.tag_if(facts.version == Version::V33, first.tag(), CommandStatus::ESME_RTLVNOTALLWD);
    }
}

pub(super) fn tlv_not_allowed(facts: &Facts<'_>, found: &mut Found<'_>) {
    facts.each_tlv(found, CommandStatus::ESME_RTLVNOTALLWD, |tlv| {
        tlv.tag().def().is_some_and(|def| !def.passes(facts.pdu.command_id, facts.version))
    });
}

pub(super) fn tlv_unknown(facts: &Facts<'_>, found: &mut Found<'_>) {
    facts.each_tlv(found, CommandStatus::ESME_RTLVNOTALLWD, |tlv| {
        tlv.tag().def().is_none() && !tlv.tag().is_vendor()
    });
}

pub(super) fn tlv_length(facts: &Facts<'_>, found: &mut Found<'_>) {
    facts.each_tlv(found, CommandStatus::ESME_RINVTLVLEN, |tlv| {
        tlv.has_fault(facts.version, Fault::TlvLength)
    });
}

pub(super) fn tlv_repeated(facts: &Facts<'_>, found: &mut Found<'_>) {
    for def in TLVS {
        let twice = facts.tlvs.iter().filter(|tlv| tlv.tag() == def.tag).nth(1).is_some();
        found.add_if(!def.may_repeat && twice, def.name, CommandStatus::ESME_RTLVNOTALLWD);
    }
}

pub(super) fn tlv_missing(facts: &Facts<'_>, found: &mut Found<'_>) {
    if facts.error.is_some() || facts.pdu.body_omitted() || !facts.pdu.command_status.is_ok() {
        return;
    }
    let required = TLVS.iter().filter(|def| def.required_in(Version::V50).contains(&facts.pdu.command_id));
    for def in required {
        found.add_if(!facts.has(def.tag), def.name, CommandStatus::ESME_RMISSINGTLV);
    }
}

pub(super) fn tlv_unterminated(facts: &Facts<'_>, found: &mut Found<'_>) {
    facts.each_tlv(found, CommandStatus::ESME_RINVTLVVAL, |tlv| {
        tlv.value().text().is_some_and(|text| !text.terminated())
    });
}

/// Some receivers stop at the first NUL, others read on. Mandatory fields cannot contain a NUL.
pub(super) fn nul_in_text(facts: &Facts<'_>, found: &mut Found<'_>) {
    facts.each_tlv(found, CommandStatus::ESME_RINVTLVVAL, |tlv| {
        tlv.has_fault(facts.version, Fault::EmbeddedNul)
    });
}

pub(super) fn tlv_value(facts: &Facts<'_>, found: &mut Found<'_>) {
    facts
        .each_tlv(found, CommandStatus::ESME_RINVTLVVAL, |tlv| tlv.has_fault(facts.version, Fault::Reserved));
}

pub(super) fn data_sm_without_payload(facts: &Facts<'_>, found: &mut Found<'_>) {
    let decoded = facts.is(&[CommandId::DATA_SM]) && facts.error.is_none();
    let wrong = decoded && !facts.has(Tag::MESSAGE_PAYLOAD);
    found.tag_if(wrong, Tag::MESSAGE_PAYLOAD, CommandStatus::ESME_RMISSINGTLV);
}
