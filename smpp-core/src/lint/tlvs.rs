//! Lints about the optional part.

use super::{Facts, Found};
use crate::codes::{CommandId, CommandStatus, Version};
use crate::tlv::{TLVS, Tag};

pub(super) fn tlv_stream(facts: &Facts<'_>, found: &mut Found<'_>) {
    if !facts.tlvs.trailing().is_empty() {
        found(None, CommandStatus::ESME_RINVTLVSTREAM);
    }
}

pub(super) fn tlv_in_v33(facts: &Facts<'_>, found: &mut Found<'_>) {
    if facts.version == Version::V33
        && let Some(first) = facts.tlvs.iter().next()
    {
        found(first.tag().name(), CommandStatus::ESME_RTLVNOTALLWD);
    }
}

pub(super) fn tlv_not_allowed(facts: &Facts<'_>, found: &mut Found<'_>) {
    for tlv in facts.tlvs {
        if tlv.tag().def().is_some_and(|def| !def.passes(facts.pdu.command_id, facts.version)) {
            found(tlv.tag().name(), CommandStatus::ESME_RTLVNOTALLWD);
        }
    }
}

pub(super) fn tlv_unknown(facts: &Facts<'_>, found: &mut Found<'_>) {
    for tlv in facts.tlvs {
        if tlv.tag().def().is_none() && !tlv.tag().is_vendor() {
            found(None, CommandStatus::ESME_RTLVNOTALLWD);
        }
    }
}

pub(super) fn tlv_length(facts: &Facts<'_>, found: &mut Found<'_>) {
    for tlv in facts.tlvs {
        let Some(def) = tlv.tag().def() else { continue };
        // 5.0 extended some TLVs. TLVs that 3.4 does not have are checked against 5.0.
        if !def.fits(&tlv, facts.version.max(def.since)) {
            found(tlv.tag().name(), CommandStatus::ESME_RINVTLVLEN);
        }
    }
}

pub(super) fn tlv_repeated(facts: &Facts<'_>, found: &mut Found<'_>) {
    for def in TLVS {
        if !def.may_repeat && facts.tlvs.iter().filter(|tlv| tlv.tag() == def.tag).nth(1).is_some() {
            found(Some(def.name), CommandStatus::ESME_RTLVNOTALLWD);
        }
    }
}

pub(super) fn tlv_missing(facts: &Facts<'_>, found: &mut Found<'_>) {
    if facts.error.is_some() {
        return;
    }
    let required = TLVS.iter().filter(|def| def.required_in(Version::V50).contains(&facts.pdu.command_id));
    for def in required {
        let answered = !facts.pdu.body_omitted() && facts.pdu.command_status.is_ok();
        if answered && facts.tlvs.get(def.tag).is_none() {
            found(Some(def.name), CommandStatus::ESME_RMISSINGTLV);
        }
    }
}

pub(super) fn tlv_unterminated(facts: &Facts<'_>, found: &mut Found<'_>) {
    for tlv in facts.tlvs {
        if tlv.value().text().is_some_and(|text| !text.terminated()) {
            found(tlv.tag().name(), CommandStatus::ESME_RINVTLVVAL);
        }
    }
}

/// Some receivers stop at the first NUL, others read on. Mandatory fields cannot contain a NUL.
pub(super) fn nul_in_text(facts: &Facts<'_>, found: &mut Found<'_>) {
    for tlv in facts.tlvs {
        if tlv.value().text().is_some_and(|text| text.as_bytes().contains(&0)) {
            found(tlv.tag().name(), CommandStatus::ESME_RINVTLVVAL);
        }
    }
}

pub(super) fn tlv_value(facts: &Facts<'_>, found: &mut Found<'_>) {
    for tlv in facts.tlvs {
        if tlv.value().is_reserved(facts.version) {
            found(tlv.tag().name(), CommandStatus::ESME_RINVTLVVAL);
        }
    }
}

pub(super) fn data_sm_without_payload(facts: &Facts<'_>, found: &mut Found<'_>) {
    if facts.is(&[CommandId::DATA_SM])
        && facts.error.is_none()
        && facts.tlvs.get(Tag::MESSAGE_PAYLOAD).is_none()
    {
        found(Tag::MESSAGE_PAYLOAD.name(), CommandStatus::ESME_RMISSINGTLV);
    }
}
