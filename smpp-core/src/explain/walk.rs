//! Walks the octets of a PDU and makes rows of them: header, fields, lists, TLVs, and what cannot be read.

use super::Explain;
use super::intended::Reading;
use super::message::Message;
use super::part::{Name, Part, Quantity};
use super::problem::{Hint, Problem, Trouble};
use super::row::Row;
use crate::codes::{CommandId, CommandStatus, DataCoding, EsmClass};
use crate::count::{advance, left, sum};
use crate::error::DecodeError;
use crate::field::{FieldDef, FieldFormat, FieldKind};
use crate::message::receipt::Receipt;
use crate::pdu::{DataSm, DeliverSm, PduDef, PduKind, RawPdu, Value};
use crate::tlv::{Tag, Tlvs};
use crate::wire::{COctetString, DecodeErrorKind, HEADER_LEN};

/// Enough for a receipt in UTF-16 or packed septets in any `short_message`, as UTF-8.
pub(super) const SCRATCH: usize = 384;

/// Makes the rows of a PDU and hands them out.
pub(super) struct Walk<'w> {
    pub(super) explain: Explain<'w>,
    visit: &'w mut dyn FnMut(Row<'_>),
    /// The offset of the next row.
    pub(super) at: usize,
    pub(super) esm_class: EsmClass,
    pub(super) data_coding: Option<DataCoding>,
    pub(super) receipt: Option<Receipt<'w>>,
    /// Whether octets that are not a field may contain a password.
    has_secret: bool,
    /// Whether any text may be the password, because something is missing before it.
    is_shifted: bool,
    /// The length of a message directly before the TLVs.
    message_len: Option<usize>,
}

impl<'w> Walk<'w> {
    pub(super) fn new(explain: &Explain<'w>, visit: &'w mut dyn FnMut(Row<'_>)) -> Self {
        Self {
            explain: *explain,
            visit,
            at: 0,
            esm_class: EsmClass(0),
            data_coding: None,
            receipt: None,
            has_secret: false,
            is_shifted: false,
            message_len: None,
        }
    }

    /// All octets: a header, a body, and what follows.
    pub(super) fn all(&mut self, scratch: &'w mut [u8]) {
        let octets = self.explain.octets;
        let Some(()) = self.header(octets) else { return };
        let reading = self.explain.reading;
        let received = RawPdu::split(octets);
        let pdu = match (reading, received) {
            (Reading::AS_RECEIVED, Ok((pdu, _))) => Some(pdu),
            _ => reading.shifted(octets),
        };
        let Some(pdu) = pdu else { return };
        if reading == Reading::AS_RECEIVED {
            self.receipt = read_receipt(&pdu, &self.explain, scratch);
        }
        self.body(&pdu);
        let after = octets.get(self.at..).unwrap_or_default();
        if !after.is_empty() {
            self.unread(after, "octets after the PDU", "after the end that command_length states", None);
        }
    }

    /// The header. `None` if it is incomplete.
    fn header(&mut self, octets: &'w [u8]) -> Option<()> {
        let reading = self.explain.reading;
        let (mut rest, mut id) = (octets, CommandId(0));
        for name in ["command_length", "command_id", "command_status", "sequence_number"] {
            if name == "command_status" && reading.lacks_status {
                self.missing(name);
                continue;
            }
            let Some((word, behind)) = rest.split_first_chunk::<4>() else {
                let problem = Problem { offset: self.at, trouble: Trouble::HeaderEnds, hint: None };
                self.row(rest, 0, Name::Standard(name), Part::Octets(""), Some(problem));
                return None;
            };
            let number = u32::from_be_bytes(*word);
            let is_request = id.def().is_some_and(|def| def.kind != PduKind::Response);
            let (part, trouble) = match name {
                "command_length" => (Part::Number(number, ""), self.length_problem(number)),
                "command_id" => {
                    id = CommandId(number);
                    (Part::Id(id), None)
                }
                "command_status" => {
                    let problem = self.status_problem(number);
                    let status = Part::Status(CommandStatus(number), is_request);
                    (if problem.is_some() { Part::Number(number, "") } else { status }, problem)
                }
                _ => (Part::Number(number, ""), None),
            };
            self.row(word, 0, Name::Standard(name), part, trouble);
            rest = behind;
        }
        Some(())
    }

    fn status_problem(&self, number: u32) -> Option<Problem> {
        let intended = self.explain.as_intended()?;
        let hint = Some(Hint::StatusMissing(number));
        intended.reading.lacks_status.then_some(Problem { offset: self.at, trouble: Trouble::Shifted, hint })
    }

    /// What is wrong with `command_length`.
    fn length_problem(&self, length: u32) -> Option<Problem> {
        let octets = self.explain.octets;
        let there = sum(octets.len(), self.explain.reading.lacks());
        if length as usize == there && length as usize >= HEADER_LEN {
            return None;
        }
        let whole = RawPdu::framed(octets).filter(|_| self.explain.reading.lacks() == 0);
        let decodes = whole.is_some_and(|pdu| {
            pdu.def().is_some() && pdu.tlvs().is_ok_and(|tlvs| tlvs.trailing().is_empty())
        });
        let hint = if decodes {
            Some(Hint::AllDecode(there))
        } else if length as usize > there {
            Some(Hint::Incomplete(Quantity::octets(left(length as usize, there))))
        } else {
            None
        };
        let there = Quantity::octets(there);
        let trouble = match (length, self.explain.reading.lacks()) {
            (0..16, _) => Trouble::LengthBelowHeader(length),
            (_, 0) => Trouble::Length { length, there },
            (_, missing) => Trouble::LengthOfShifted { length, missing, there },
        };
        Some(Problem { offset: 0, trouble, hint })
    }

    pub(super) fn body(&mut self, pdu: &RawPdu<'w>) {
        let Some(def) = pdu.def() else {
            if !pdu.body.is_empty() {
                let name = Name::Standard("body");
                self.row(pdu.body, 0, name, Part::Octets("of an unknown PDU"), None);
            }
            return;
        };
        let has_password = def.fields.iter().any(|def| def.format() == FieldFormat::Password);
        self.has_secret = has_password && !self.explain.show_passwords;
        let is_received = self.explain.reading == Reading::AS_RECEIVED;
        self.is_shifted = self.has_secret && is_received && pdu.may_show_password_as_text();
        let lacks = self.explain.reading.lacks_fields;
        def.fields.iter().take(lacks).for_each(|def| self.missing(def.name));
        let (mut fields, mut octets) = (pdu.fields().without_first(lacks), pdu.body);
        while let Some(field) = fields.next() {
            match field {
                Ok((def, value)) => {
                    let len = left(octets.len(), fields.octets_left());
                    let own = take(&mut octets, len);
                    self.field(def, value, own);
                }
                Err(error) => return self.fault(def, &error, octets),
            }
        }
        self.tlvs(fields.rest(), octets);
    }

    fn field(&mut self, def: &'static FieldDef, value: Value<'w>, mut octets: &'w [u8]) {
        match (def.kind, value) {
            (FieldKind::EsmClass, Value::Integer(octet)) => self.esm_class = EsmClass(octet),
            (FieldKind::DataCoding, Value::Integer(octet)) => self.data_coding = Some(DataCoding(octet)),
            _ => {}
        }
        self.message_len = None;
        if self.is_shifted && matches!(value, Value::Text(text) if !text.is_empty()) {
            return self.row(octets, 0, Name::Standard(def.name), Part::Secret(""), None);
        }
        if def.length_name().is_none() {
            return self.row(octets, 0, Name::Standard(def.name), Part::Value(def.kind, value), None);
        }
        self.length(def, &mut octets);
        if let Value::Octets(message) = value {
            self.message_len = Some(message.len());
            self.message(Message { name: Name::Standard(def.name), octets: message, level: 0 });
        } else {
            self.entries(def, &mut octets);
        }
    }

    /// The length or count before a field.
    fn length(&mut self, def: &'static FieldDef, octets: &mut &'w [u8]) {
        let own = take(octets, 1);
        if let ([number], Some(name)) = (own, def.length_name()) {
            self.row(own, 0, Name::Standard(name), Part::Length(def, *number), None);
        }
    }

    /// The entries of a list that can be read.
    fn entries(&mut self, def: &'static FieldDef, octets: &mut &'w [u8]) {
        let Some(list) = Value::list(def.format(), octets) else { return };
        list.each_entry(|entry| {
            if def.format() == FieldFormat::DestAddresses {
                let flag = match entry.address {
                    Some(_) => Part::Number(1, "the address of an SME"),
                    None => Part::Number(2, "the name of a distribution list"),
                };
                self.part(octets, 1, "dest_flag", flag);
            }
            if let Some((ton, npi)) = entry.address {
                self.part(octets, 1, "dest_addr_ton", Part::Value(FieldKind::Ton, Value::Integer(ton.0)));
                self.part(octets, 1, "dest_addr_npi", Part::Value(FieldKind::Npi, Value::Integer(npi.0)));
            }
            let text = Value::Text(COctetString::new(entry.text));
            self.part(octets, sum(entry.text.len(), 1), entry.name, Part::Value(def.kind, text));
            if def.format() == FieldFormat::UnsuccessSmes
                && let Some(status) = octets.first_chunk()
            {
                let status = CommandStatus(u32::from_be_bytes(*status));
                self.part(octets, 4, "error_status_code", Part::Status(status, false));
            }
        });
    }

    fn part(&mut self, octets: &mut &'w [u8], len: usize, name: &'static str, part: Part<'_>) {
        let own = take(octets, len);
        self.row(own, 1, Name::Standard(name), part, None);
    }

    /// The rows of a field that cannot be read, and of the rest of the PDU.
    fn fault(&mut self, pdu: &PduDef, error: &DecodeError, mut octets: &'w [u8]) {
        let Some(def) = error.field_def() else { return };
        let others = left(pdu.fields.len(), sum(usize::from(def.rule.index), 1));
        let hint = match error.kind() {
            DecodeErrorKind::NoTerminator => {
                let rest = self.explain.octets.get(error.offset()..).unwrap_or_default();
                let nul = rest.iter().position(|octet| *octet == 0);
                Some(nul.map_or(Hint::NoNul, |more| Hint::NulAt(sum(error.offset(), more))))
            }
            DecodeErrorKind::LengthPastEnd => Hint::announced(octets),
            DecodeErrorKind::Truncated | DecodeErrorKind::NoLength if others == 0 => Some(Hint::LastMissing),
            DecodeErrorKind::Truncated | DecodeErrorKind::NoLength => {
                Some(Hint::FieldsMissing(Quantity(others, "field")))
            }
            DecodeErrorKind::UnknownDestFlag => {
                let before = left(error.offset(), self.at);
                octets.get(before).map(|flag| Hint::DestFlag(*flag))
            }
            _ => None,
        };
        let trouble = match error.kind() {
            DecodeErrorKind::Truncated => Trouble::FieldEnds,
            kind => Trouble::Decode(kind),
        };
        if error.kind() != DecodeErrorKind::NoLength && def.length_name().is_some() {
            self.length(def, &mut octets);
            self.entries(def, &mut octets);
        }
        let problem = Problem { offset: error.offset(), trouble, hint };
        let name = error.field().unwrap_or(def.name);
        if def.format() == FieldFormat::COctetString && !self.has_secret && !octets.is_empty() {
            let text = Value::Text(COctetString::new(octets));
            return self.row(octets, 0, Name::Standard(name), Part::Value(def.kind, text), Some(problem));
        }
        self.unread(octets, name, "", Some(problem));
    }

    fn tlvs(&mut self, tlvs: Tlvs<'w>, mut octets: &'w [u8]) {
        for tlv in tlvs {
            let mut own = take(&mut octets, tlv.encoded_len());
            let name = tlv.tag().name().map_or_else(|| Name::Tag(tlv.tag()), Name::Standard);
            if tlv.tag() == Tag::MESSAGE_PAYLOAD && tlv.value_len() > 0 {
                let start = take(&mut own, 4);
                self.row(start, 0, name, Part::TlvStart(tlv.tag(), tlv.value_len()), None);
                self.message(Message { name: Name::Standard("text"), octets: own, level: 1 });
            } else {
                self.row(own, 0, name, Part::Tlv(tlv), None);
            }
            self.message_len = None;
        }
        if !octets.is_empty() {
            let before = self.message_len.map(|length| sum(length, octets.len()));
            let hint = before.filter(|length| *length < 256).map(Hint::BehindMessage);
            let problem = Problem { offset: self.at, trouble: Trouble::NotTlv, hint };
            self.unread(octets, "octets at the end", "", Some(problem));
        }
        if let Some(receipt) = self.receipt {
            self.facts(&receipt);
        }
    }

    /// Octets that are not a field. They may contain a password.
    fn unread(&mut self, octets: &'w [u8], name: &'static str, what: &'static str, problem: Option<Problem>) {
        let secret = self.has_secret && !octets.is_empty();
        let part = if secret { Part::Secret(what) } else { Part::Octets(what) };
        self.row(octets, 0, Name::Standard(name), part, problem);
    }

    fn missing(&mut self, name: &'static str) {
        self.row(&[], 0, Name::Standard(name), Part::Missing, None);
    }

    /// Hands out the next row.
    pub(super) fn row(
        &mut self,
        octets: &[u8],
        level: u8,
        name: Name<'_>,
        part: Part<'_>,
        problem: Option<Problem>,
    ) {
        let show = self.explain.show_passwords;
        let (part, is_hidden) = match part {
            Part::Value(_, Value::Password(password)) if show => {
                (Part::Value(FieldKind::Password, Value::Text(password.reveal())), false)
            }
            Part::Value(_, Value::Password(_)) | Part::Secret(_) => (part, true),
            part => (part, false),
        };
        let (offset, version) = (self.at, self.explain.context.version);
        advance(&mut self.at, octets.len());
        (self.visit)(Row { offset, octets, level, name, part, version, problem, findings: &[], is_hidden });
    }
}

/// Splits `len` octets off the front.
pub(super) fn take<'a>(octets: &mut &'a [u8], len: usize) -> &'a [u8] {
    let (own, rest) = octets.split_at_checked(len).unwrap_or((octets, &[]));
    *octets = rest;
    own
}

/// The receipt in a PDU from the message centre, if it is one or looks like one.
fn read_receipt<'w>(pdu: &RawPdu<'w>, explain: &Explain<'w>, scratch: &'w mut [u8]) -> Option<Receipt<'w>> {
    let receipt = if let Ok(pdu) = pdu.decode::<DeliverSm<'_>>() {
        Receipt::from_deliver_sm(&pdu, explain.dialect, scratch)
    } else if let Ok(pdu) = pdu.decode::<DataSm<'_>>() {
        Receipt::from_data_sm(&pdu, explain.dialect, scratch)
    } else {
        return None;
    };
    Some(receipt).filter(|receipt| receipt.kind != crate::message::receipt::ReceiptKind::None)
}
