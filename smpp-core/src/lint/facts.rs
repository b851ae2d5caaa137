//! The input of the lints: a PDU, looked over once.

use super::signs::{Sign, Signs};
use super::{Context, Found};
use crate::codes::{CommandId, CommandStatus, DataCoding, EsmClass, MessageType, Npi, Ton, Version};
use crate::count::{left, sum};
use crate::error::DecodeError;
use crate::field::{FieldDef, FieldFormat, FieldKind};
use crate::message::text::{Charset, DataCodings};
use crate::pdu::{Encode, PduDef, RawPdu, Value, has_fault, kind_fault, needs_value};
use crate::tlv::{Tag, Tlv, Tlvs};
use crate::wire::Fault;

pub(super) struct Facts<'a> {
    pub(super) pdu: &'a RawPdu<'a>,
    pub(super) version: Version,
    pub(super) now: Option<i64>,
    pub(super) codings: DataCodings,
    pub(super) def: Option<&'static PduDef>,
    /// The optional part; empty if the mandatory fields cannot be decoded.
    pub(super) tlvs: Tlvs<'a>,
    pub(super) error: Option<DecodeError>,
    /// The fields that several lints need.
    pub(super) known: Known<'a>,
    pub(super) payload: Option<&'a [u8]>,
    pub(super) signs: Signs,
}

/// The fields that several lints need; each is `None` if the PDU has no such field or does not decode.
#[derive(Default)]
pub(super) struct Known<'a> {
    pub(super) esm_class: Option<EsmClass>,
    pub(super) registered_delivery: Option<u8>,
    pub(super) data_coding: Option<DataCoding>,
    pub(super) short_message: Option<&'a [u8]>,
    pub(super) schedule: Option<&'a [u8]>,
    pub(super) validity: Option<&'a [u8]>,
}

impl<'a> Facts<'a> {
    #[inline]
    pub(super) fn of(pdu: &'a RawPdu<'a>, context: Context) -> Self {
        let Context { version, now, codings } = context;
        let mut facts = Self {
            pdu,
            version,
            now,
            codings,
            def: pdu.def(),
            tlvs: Tlvs::EMPTY,
            error: None,
            known: Known::default(),
            payload: None,
            signs: Signs::NONE,
        };
        facts.look_at_header();
        facts.look_at_fields();
        if !facts.tlvs.is_empty() {
            facts.look_at_tlvs();
        }
        facts.look_at_message();
        facts
    }

    fn look_at_header(&mut self) {
        let pdu = self.pdu;
        let (status, number) = (pdu.command_status, pdu.sequence_number);
        self.signs.add_if(!status.is_ok(), Sign::Status);
        self.signs.add_if(!matches!(number, 1..=0x7FFF_FFFF), Sign::SequenceNumber);
        self.signs.add_if(pdu.body_omitted(), Sign::NoBody);
        self.signs.add_if(pdu.command_id == CommandId::DATA_SM, Sign::DataSm);
        self.signs.add_if(are_required(pdu.command_id), Sign::Required);
        match self.def {
            None => self.signs.add(Sign::UnknownId),
            Some(def) => {
                self.signs.add_if(!def.in_version(self.version), Sign::OtherVersion);
                self.signs.add_if(def.is_unverified(), Sign::Unverified);
            }
        }
    }

    fn look_at_fields(&mut self) {
        let mut walk = self.pdu.fields_of(self.def);
        // On the wire, TON and NPI come before their address.
        let mut before = (Ton::UNKNOWN, Npi::UNKNOWN);
        for field in walk.by_ref() {
            match field {
                Ok((def, value)) => self.look_at_field(def, &value, &mut before),
                Err(error) => self.error = Some(error),
            }
        }
        if self.error.is_some() {
            self.signs.add(Sign::Undecodable);
            self.known = Known::default();
        } else if self.def.is_some() {
            self.tlvs = walk.rest();
        }
    }

    #[inline]
    fn look_at_field(&mut self, def: &'static FieldDef, value: &Value<'a>, (ton, npi): &mut (Ton, Npi)) {
        let known = &mut self.known;
        match *value {
            Value::Integer(octet) => {
                match def.kind {
                    FieldKind::Ton => *ton = Ton(octet),
                    FieldKind::Npi => *npi = Npi(octet),
                    FieldKind::EsmClass => known.esm_class = Some(EsmClass(octet)),
                    FieldKind::RegisteredDelivery => known.registered_delivery = Some(octet),
                    FieldKind::DataCoding => known.data_coding = Some(DataCoding(octet)),
                    _ => {}
                }
                // Most integers are 0, which is legal in every field but message_state.
                if octet == 0 && def.kind != FieldKind::MessageState {
                    return;
                }
                self.signs.add_if(u16::from(octet) > def.max_in(self.version), Sign::Reserved);
            }
            Value::Text(text) => {
                let text = text.as_bytes();
                match def.kind {
                    FieldKind::ScheduleDeliveryTime => known.schedule = Some(text),
                    FieldKind::ValidityPeriod => known.validity = Some(text),
                    _ => {}
                }
                // Most texts are empty.
                if text.is_empty() {
                    self.signs.add_if(needs_value(def), Sign::Missing);
                    return;
                }
                match def.kind {
                    FieldKind::ScheduleDeliveryTime | FieldKind::ValidityPeriod => {
                        self.signs.add(Sign::Time);
                    }
                    FieldKind::SourceAddr | FieldKind::DestinationAddr | FieldKind::EsmeAddr => {
                        self.signs.add_if(contradicts(*ton, *npi, text), Sign::Address);
                    }
                    _ => {}
                }
            }
            Value::Octets(octets) if def.kind == FieldKind::ShortMessage => {
                known.short_message = Some(octets);
            }
            Value::DestAddresses(_) | Value::UnsuccessSmes(_) | Value::MessageIds(_) => {
                // The lints look at the entries of a list.
                const ENTRIES: Signs = Signs::of(&[
                    Sign::TooLong,
                    Sign::Reserved,
                    Sign::Missing,
                    Sign::NotPrintable,
                    Sign::NoTime,
                    Sign::Address,
                ]);
                self.signs.add_all(ENTRIES);
                return;
            }
            Value::Password(_) | Value::Octets(_) => {}
        }
        let is_integer = matches!(value, Value::Integer(_));
        let exceeds = value.measure() > usize::from(def.max_in(self.version));
        self.signs.add_if(exceeds && !is_integer, Sign::TooLong);
        match kind_fault(def.kind, value, self.version) {
            None => {}
            Some(Fault::NoTime) => self.signs.add(Sign::NoTime),
            Some(Fault::NotPrintable) => self.signs.add(Sign::NotPrintable),
            Some(_) => self.signs.add(Sign::Reserved),
        }
    }

    fn look_at_tlvs(&mut self) {
        let mut tlvs = self.tlvs.iter();
        // A bit for each of 64 groups of tags.
        let mut groups = 0_u64;
        for tlv in tlvs.by_ref() {
            let group = 1 << (tlv.tag().0 & 63);
            self.signs.add_if(groups & group != 0, Sign::TlvRepeated);
            groups |= group;
            self.signs.add_all(self.signs_of_tlv(&tlv));
            if tlv.tag() == Tag::MESSAGE_PAYLOAD {
                self.payload = self.payload.or_else(|| Some(tlv.slice()));
            }
        }
        self.signs.add_if(!tlvs.rest().is_empty(), Sign::Trailing);
    }

    /// The signs of a TLV.
    fn signs_of_tlv(&self, tlv: &Tlv<'_>) -> Signs {
        let (mut signs, version) = (Signs::of(&[Sign::Tlv]), self.version);
        match tlv.tag() {
            Tag::MESSAGE_PAYLOAD => signs.add(Sign::Payload),
            Tag::RECEIPTED_MESSAGE_ID | Tag::MESSAGE_STATE => signs.add(Sign::Receipt),
            Tag::SAR_MSG_REF_NUM | Tag::SAR_TOTAL_SEGMENTS | Tag::SAR_SEGMENT_SEQNUM => signs.add(Sign::Sar),
            _ => {}
        }
        match tlv.tag().def() {
            None => signs.add_if(!tlv.tag().is_vendor(), Sign::TlvUnknown),
            Some(def) => {
                signs.add_if(!def.passes(self.pdu.command_id, version), Sign::TlvNotAllowed);
                let text = tlv.value().text();
                signs.add_if(text.is_some_and(|text| !text.terminated()), Sign::TlvUnterminated);
                for (fault, sign) in [
                    (Fault::TlvLength, Sign::TlvLength),
                    (Fault::Reserved, Sign::TlvReserved),
                    (Fault::NoTime, Sign::TlvNoTime),
                    (Fault::EmbeddedNul, Sign::TlvNul),
                ] {
                    signs.add_if(tlv.has_fault(version, fault), sign);
                }
            }
        }
        signs
    }

    fn look_at_message(&mut self) {
        let class = self.known.esm_class.unwrap_or_default();
        self.signs.add_if(class.udhi(), Sign::Udhi);
        self.signs
            .add_if(class.message_type() != MessageType::NORMAL && self.is_submission(), Sign::MessageType);
        let coding = self.known.data_coding;
        self.signs.add_if(coding.is_some_and(|coding| coding != DataCoding::DEFAULT), Sign::DataCoding);
        let Some((_, octets)) = self.user_data() else { return };
        self.signs.add_if(matches!(octets, [5 | 6, ..]), Sign::Element);
        match coding.and_then(|coding| self.codings.charset_in(self.version, coding)) {
            Some(Charset::Gsm7(_)) => self.signs.add(Sign::Gsm7),
            Some(Charset::Ia5 | Charset::Latin1) => self.signs.add(Sign::Latin1),
            Some(Charset::Ucs2) => self.signs.add(Sign::Ucs2),
            _ => {}
        }
    }

    pub(super) fn is(&self, ids: &[CommandId]) -> bool {
        ids.contains(&self.pdu.command_id)
    }

    /// Whether an ESME submits a message with the PDU.
    pub(super) fn is_submission(&self) -> bool {
        self.is(&[CommandId::SUBMIT_SM, CommandId::SUBMIT_MULTI])
    }

    /// The offset of a field of the header or the body, or of the first TLV with the name. For what is missing, the
    /// length of the PDU.
    #[cold]
    pub(super) fn offset_of(&self, name: Option<&str>) -> usize {
        let Some(name) = name else { return self.pdu.encoded_len() };
        let header = ["command_length", "command_id", "command_status", "sequence_number"];
        if let Some((at, _)) = [0, 4, 8, 12].into_iter().zip(header).find(|(_, known)| name == *known) {
            return at;
        }
        let mut fields = self.pdu.fields();
        let mut at = fields.offset();
        while let Some(field) = fields.next() {
            let is_read = field.is_ok();
            let Some(def) = field.map_or_else(|error| error.field_def(), |(def, _)| Some(def)) else { break };
            if def.length_name() == Some(name) {
                return at;
            }
            if def.name == name {
                // A list starts with its count; an octet string follows its length.
                let is_message = def.format() == FieldFormat::OctetString && is_read;
                return sum(at, usize::from(is_message));
            }
            at = fields.offset();
        }
        for tlv in self.tlvs {
            if tlv.tag().name() == Some(name) {
                return at;
            }
            at = sum(at, tlv.encoded_len());
        }
        self.pdu.encoded_len()
    }

    /// Calls `visit` with each field that has a fault by itself or in a list entry, and with the name, offset and status
    /// of what is wrong. In a PDU that does not decode, fields are checked only for their bounds and codes, but list
    /// entries for every fault.
    pub(super) fn each_fault(
        &self,
        fault: Fault,
        visit: &mut dyn FnMut(&FieldDef, &Value<'_>, &'static str, usize, CommandStatus),
    ) {
        for (def, value) in self.pdu.fields().flatten() {
            let checked = self.error.is_none() || matches!(fault, Fault::TooLong | Fault::Reserved);
            if checked && has_fault(def, &value, self.version, fault) {
                // An empty list is reported by the name of its count.
                let count = def.length_name().filter(|_| fault == Fault::Missing);
                let name = count.unwrap_or(def.name);
                visit(def, &value, name, self.offset_of(Some(name)), def.status());
            }
            value.each_entry(|entry| {
                entry.check(|is, name, at, status| {
                    if is == fault {
                        visit(def, &value, name, sum(self.offset_of(Some(def.name)), at), status);
                    }
                });
            });
        }
    }

    /// Adds the TLVs for which `wrong` is true.
    pub(super) fn each_tlv(
        &self,
        found: &mut Found<'_>,
        status: CommandStatus,
        wrong: impl Fn(&Tlv<'_>) -> bool,
    ) {
        let mut from_end = self.tlvs.encoded_len();
        for tlv in self.tlvs {
            if wrong(&tlv) {
                found.add_at(left(self.pdu.encoded_len(), from_end), tlv.tag().name(), status);
            }
            from_end = left(from_end, tlv.encoded_len());
        }
    }

    pub(super) fn has(&self, tag: Tag) -> bool {
        self.tlvs.get(tag).is_some()
    }

    /// The declaration of the field of a kind; `None` if the PDU has no such field or does not decode.
    pub(super) fn def_of(&self, kind: FieldKind) -> Option<&'static FieldDef> {
        let fields = self.def.filter(|_| self.error.is_none())?.fields;
        fields.iter().find(|def| def.kind == kind)
    }

    /// short_message and message_payload, if present: the name of the field and its octets.
    pub(super) fn messages(&self) -> [Option<(&'static str, &'a [u8])>; 2] {
        let short = self.known.short_message.map(|octets| ("short_message", octets));
        let payload = self.payload.map(|octets| ("message_payload", octets));
        [short, payload]
    }

    /// The user data and the name of its field: short_message, or message_payload if short_message is empty.
    pub(super) fn user_data(&self) -> Option<(&'static str, &'a [u8])> {
        let [short, payload] = self.messages();
        short.filter(|(_, octets)| !octets.is_empty()).or(payload).or(short)
    }
}

/// Whether TON or NPI does not match an address.
pub(super) fn contradicts(ton: Ton, npi: Npi, address: &[u8]) -> bool {
    let digits = address.strip_prefix(b"+").unwrap_or(address);
    let is_number = || digits.iter().all(u8::is_ascii_digit);
    let wants_number = matches!(ton, Ton::INTERNATIONAL | Ton::NATIONAL | Ton::SUBSCRIBER_NUMBER);
    let numbered_word = ton == Ton::ALPHANUMERIC && npi == Npi::ISDN;
    let plus_twice = ton == Ton::INTERNATIONAL && digits.len() < address.len();
    !address.is_empty() && (numbered_word || plus_twice || (wants_number && !is_number()))
}

/// Whether 5.0 requires a TLV in the PDU.
pub(super) const fn are_required(command_id: CommandId) -> bool {
    matches!(command_id, CommandId::BROADCAST_SM | CommandId::QUERY_BROADCAST_SM_RESP)
}
