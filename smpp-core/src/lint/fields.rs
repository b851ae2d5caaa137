//! Lints about mandatory fields: bounds, values, addresses, times.

use super::facts::contradicts;
use super::{Facts, Found, Severity};
use crate::codes::{CommandId, CommandStatus, MessageType, Npi, Ton, Version};
use crate::count::sum;
use crate::field::FieldKind;
use crate::pdu::Value;
use crate::timestamp::Timestamp;
use crate::wire::Fault;

pub(super) fn field_too_long(facts: &Facts<'_>, found: &mut Found<'_>) {
    facts.each_fault(Fault::TooLong, &mut |_, _, name, at, status| found.add_at(at, Some(name), status));
}

/// Finds integers above their bound, and codes and bits that the version reserves.
pub(super) fn value_out_of_range(facts: &Facts<'_>, found: &mut Found<'_>) {
    facts.each_fault(Fault::Reserved, &mut |def, value, name, at, status| {
        // A response that reports a failure has no state.
        let no_state = def.kind == FieldKind::MessageState && *value == Value::Integer(0);
        if !no_state || facts.pdu.command_status.is_ok() {
            found.add_at(at, Some(name), status);
        }
    });
}

/// Message centres pass such values on, and phones understand them.
pub(super) fn data_coding_of_gsm(facts: &Facts<'_>, found: &mut Found<'_>) {
    let Some(coding) = facts.known.data_coding else { return };
    let reserved = facts.version >= Version::V34 && coding.is_reserved();
    let wrong = reserved && coding.is_meaningful_in(facts.version);
    found.field_if(wrong, FieldKind::DataCoding, CommandStatus::ESME_RINVDCS);
}

pub(super) fn no_destination(facts: &Facts<'_>, found: &mut Found<'_>) {
    facts.each_fault(Fault::Missing, &mut |_, _, name, at, status| found.add_at(at, Some(name), status));
}

pub(super) fn address_not_printable(facts: &Facts<'_>, found: &mut Found<'_>) {
    facts.each_fault(Fault::NotPrintable, &mut |_, _, name, at, status| found.add_at(at, Some(name), status));
}

pub(super) fn address_contradicts_ton(facts: &Facts<'_>, found: &mut Found<'_>) {
    // On the wire, TON and NPI come before their address.
    let (mut ton, mut npi) = (Ton::UNKNOWN, Npi::UNKNOWN);
    for (def, value) in facts.pdu.fields().flatten() {
        match (def.kind, value) {
            (FieldKind::Ton, Value::Integer(octet)) => ton = Ton(octet),
            (FieldKind::Npi, Value::Integer(octet)) => npi = Npi(octet),
            (
                FieldKind::SourceAddr | FieldKind::DestinationAddr | FieldKind::EsmeAddr,
                Value::Text(address),
            ) if facts.error.is_none() && contradicts(ton, npi, address.as_bytes()) => {
                found.add(Some(def.name), def.status());
            }
            _ => {}
        }
        value.each_entry(|entry| {
            if entry.address.is_some_and(|(ton, npi)| contradicts(ton, npi, entry.text)) {
                found.add_at(sum(facts.offset_of(Some(def.name)), entry.at), Some(entry.name), entry.status);
            }
        });
    }
}

pub(super) fn receipt_type_in_submit(facts: &Facts<'_>, found: &mut Found<'_>) {
    let class = facts.known.esm_class.filter(|_| facts.is_submission());
    let wrong = class.is_some_and(|class| class.message_type().is_of_smsc());
    found.field_if(wrong, FieldKind::EsmClass, CommandStatus::ESME_RINVESMCLASS);
}

/// The message type, if an ESME marks a message as anything but normal without requesting a receipt.
fn marked_without_request(facts: &Facts<'_>) -> Option<MessageType> {
    let class = facts.known.esm_class?;
    let marked = facts.is_submission() && facts.known.registered_delivery == Some(0);
    Some(class.message_type()).filter(|kind| marked && *kind != MessageType::NORMAL)
}

/// The message types that an SME may send: they answer a message or end a conversation.
fn is_acknowledgement(kind: MessageType) -> bool {
    kind.name().is_some() && !kind.is_of_smsc() && kind != MessageType::NORMAL
}

/// A client that marks a submit_sm as a receipt usually wants to request one, which is done with
/// `registered_delivery`. For the message types that an SME may send, this is only a note.
pub(super) fn receipt_not_requested(facts: &Facts<'_>, found: &mut Found<'_>) {
    let is_note = found.lint.severity == Severity::Note;
    let wrong = marked_without_request(facts).is_some_and(|kind| is_acknowledgement(kind) == is_note);
    found.field_if(wrong, FieldKind::RegisteredDelivery, CommandStatus::ESME_RINVREGDLVFLG);
}

pub(super) fn priority_in_esm_class(facts: &Facts<'_>, found: &mut Found<'_>) {
    let kind = facts.known.esm_class.map(|class| class.message_type());
    let wrong = facts.is_submission() && kind.is_some_and(is_acknowledgement);
    found.field_if(wrong, FieldKind::EsmClass, CommandStatus::ESME_RINVESMCLASS);
}

pub(super) fn time_format(facts: &Facts<'_>, found: &mut Found<'_>) {
    facts.each_fault(Fault::NoTime, &mut |def, _, name, at, status| {
        // final_date is in a response, so there is no status to answer with.
        let is_final_date = def.kind == FieldKind::FinalDate;
        found.add_at(at, Some(name), if is_final_date { CommandStatus::ESME_ROK } else { status });
    });
    facts.each_tlv(found, CommandStatus::ESME_RINVTLVVAL, |tlv| tlv.has_fault(facts.version, Fault::NoTime));
}

/// schedule_delivery_time and validity_period, where they can be parsed.
fn times(facts: &Facts<'_>) -> [Option<Timestamp>; 2] {
    [facts.known.schedule, facts.known.validity].map(|text| text.and_then(|text| Timestamp::parse(text).ok()))
}

/// An absolute and a relative time can be compared only if the current time is known.
pub(super) fn validity_before_schedule(facts: &Facts<'_>, found: &mut Found<'_>) {
    let [Some(schedule), Some(validity)] = times(facts) else { return };
    let same_kind = matches!(schedule, Timestamp::Relative(_)) == matches!(validity, Timestamp::Relative(_));
    let Some(now) = facts.now.or(if same_kind { Some(0) } else { None }) else { return };
    if let (Some(schedule), Some(validity)) = (schedule.unix_seconds(now), validity.unix_seconds(now)) {
        found.field_if(validity < schedule, FieldKind::ValidityPeriod, CommandStatus::ESME_RINVEXPIRY);
    }
}

/// Whether a time in an ESME's message has passed. `false` for a time without an offset from UTC.
fn is_over(facts: &Facts<'_>, time: Option<Timestamp>) -> bool {
    let Some(Timestamp::Absolute(at)) = time.filter(|_| !facts.is(&[CommandId::DELIVER_SM])) else {
        return false;
    };
    at.utc_offset_quarters().is_some() && facts.now.is_some_and(|now| at.unix_seconds() < now)
}

pub(super) fn schedule_before_now(facts: &Facts<'_>, found: &mut Found<'_>) {
    let [schedule, _] = times(facts);
    found.field_if(is_over(facts, schedule), FieldKind::ScheduleDeliveryTime, CommandStatus::ESME_RINVSCHED);
}

pub(super) fn validity_before_now(facts: &Facts<'_>, found: &mut Found<'_>) {
    let [_, validity] = times(facts);
    found.field_if(is_over(facts, validity), FieldKind::ValidityPeriod, CommandStatus::ESME_RINVEXPIRY);
}
