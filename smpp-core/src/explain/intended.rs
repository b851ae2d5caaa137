//! What the sender of a PDU that does not decode probably intended.

use crate::codes::{CommandStatus, Npi, Ton};
use crate::count::{left, sum};
use crate::field::FieldKind;
use crate::header::Header;
use crate::pdu::{RawPdu, Value, is_printable};
use crate::wire::HEADER_LEN;

/// Which parts a sender left out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) lacks_status: bool,
    /// The number of fields that are missing at the start of the body.
    pub(super) lacks_fields: usize,
}

impl Reading {
    pub(super) const AS_RECEIVED: Self = Self { lacks_status: false, lacks_fields: 0 };

    /// The number of octets that are missing.
    pub(super) const fn lacks(self) -> usize {
        sum(self.lacks_fields, if self.lacks_status { 4 } else { 0 })
    }

    /// The PDU, with its body starting where it does in this reading.
    pub(super) fn shifted(self, octets: &[u8]) -> Option<RawPdu<'_>> {
        let pdu = RawPdu::framed(octets)?;
        if !self.lacks_status {
            return Some(pdu);
        }
        // A zero is a status, not a sequence number.
        let (command_status, sequence_number) = (CommandStatus::ESME_ROK, pdu.command_status.0);
        if sequence_number == 0 {
            return None;
        }
        let body = octets.get(left(HEADER_LEN, 4)..)?;
        Some(RawPdu { command_status, sequence_number, body, ..pdu })
    }

    /// Whether the octets make sense in this reading: every field can be read, TON and NPI are known, texts are
    /// printable, and there is a destination, a system_id or a message_id.
    fn makes_sense(self, octets: &[u8]) -> bool {
        let Some(pdu) = self.shifted(octets) else { return false };
        let mut fields = pdu.fields().without_first(self.lacks_fields);
        let mut is_named = false;
        for field in fields.by_ref() {
            let Ok((def, value)) = field else { return false };
            let makes_sense = match (def.kind, value) {
                (FieldKind::Ton, Value::Integer(octet)) => Ton(octet).name().is_some(),
                (FieldKind::Npi, Value::Integer(octet)) => Npi(octet).name().is_some(),
                (_, Value::Text(text)) => is_printable(text.as_bytes()),
                _ => true,
            };
            if !makes_sense {
                return false;
            }
            let names =
                matches!(def.kind, FieldKind::DestinationAddr | FieldKind::SystemId | FieldKind::MessageId);
            is_named |= names && matches!(value, Value::Text(text) if !text.is_empty());
        }
        // A few octets, too few for a TLV, may be left over because a length is wrong.
        let rest = fields.rest();
        is_named && (rest.trailing().len() < 4 || rest.iter().next().is_some())
    }
}

/// For a PDU that does not decode as received: the first reading with missing parts that makes sense.
pub(super) fn reading(octets: &[u8]) -> Option<Reading> {
    let received = RawPdu::split(octets).map(|(pdu, _)| pdu).ok();
    if received.is_some_and(|pdu| pdu.tlvs().is_ok()) {
        return None;
    }
    Header::parse(octets)?.command_id.def()?;
    let readings = [(true, 0), (true, 1), (false, 1)];
    let mut readings =
        readings.into_iter().map(|(lacks_status, lacks_fields)| Reading { lacks_status, lacks_fields });
    readings.find(|reading| reading.makes_sense(octets))
}
