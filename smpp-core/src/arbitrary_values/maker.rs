//! Makes one PDU: draws the value of each field from the input, within the bounds of the table of fields.

use super::field::Stock;
use super::lists::Lists;
use super::property::Property;
use super::stock::{self, DIGITS, HEADED, LETTERS, NOT_PRINTABLE, OCTETS, RECEIPTS, TEXT, TIMES, WITH_NUL};
use crate::codes::{CommandId, DataCoding, EsmClass, Npi, Ton, Version};
use crate::field::{FieldDef, FieldFormat, FieldKind};
use crate::message::text::{Charset, DataCodings};
use crate::message::udh::Udh;
use crate::pdu::{
    Counted, Field, Value, has_fault, is_absolute_time, is_printable, is_receipt_of_an_esme, needs_value,
};
use crate::tlv::{Tag, Tlvs};
use crate::wire::Fault;
use arbitrary::{Arbitrary, Unstructured};

/// What the message of a PDU contains, so that the fields that describe it match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// Any octets in `short_message`, or a PDU without a message.
    Plain,
    /// A user data header first, and the UDH indicator.
    Header,
    /// `message_payload`, and an empty `short_message`.
    Payload,
    /// A delivery receipt, and the message type that says so.
    Receipt,
}

/// The plans that a PDU can follow in a version.
pub(super) fn plans(id: CommandId, fields: &[FieldDef], version: Version) -> impl Iterator<Item = Plan> {
    let has = |kind| fields.iter().any(|def| def.kind == kind);
    let (class, short) = (has(FieldKind::EsmClass), has(FieldKind::ShortMessage));
    let payload = Tag::MESSAGE_PAYLOAD.def().is_some_and(|def| def.allowed(id, version));
    let receipts = matches!(id, CommandId::DELIVER_SM | CommandId::DATA_SM);
    [Plan::Plain, Plan::Header, Plan::Payload, Plan::Receipt].into_iter().filter(move |plan| match plan {
        Plan::Plain => true,
        Plan::Header => class && (short || payload),
        Plan::Payload => payload && (short || class),
        Plan::Receipt => receipts,
    })
}

/// A PDU that a [`Maker`] makes.
pub(crate) trait Make<'a>: Sized {
    /// Whether a version has the PDU.
    fn is_in(version: Version) -> bool;

    fn make(maker: &mut Maker<'_, 'a>) -> Self;
}

/// What to break, and what was broken.
#[derive(Clone, Copy)]
pub(super) struct Breaking {
    pub(super) property: Property,
    /// The mandatory field to blame.
    pub(super) field: Option<&'static FieldDef>,
    /// The TLV to blame.
    pub(super) tag: Option<Tag>,
    /// Whether the PDU that was made breaks the property.
    pub(super) done: bool,
}

/// Draws values from the input. Once the input is used up, it makes the first choice every time.
pub(crate) struct Maker<'u, 'a> {
    input: &'u mut Unstructured<'a>,
    version: Version,
    id: CommandId,
    fields: &'static [FieldDef],
    plan: Plan,
    pub(super) breaking: Option<Breaking>,
    // Earlier choices that later fields depend on.
    ton: Ton,
    charset: Option<Charset>,
    scheduled: bool,
}

impl<'u, 'a> Maker<'u, 'a> {
    pub(super) fn new(input: &'u mut Unstructured<'a>, version: Version, property: Option<Property>) -> Self {
        Self {
            input,
            version,
            id: CommandId::GENERIC_NACK,
            fields: &[],
            plan: Plan::Plain,
            breaking: property.map(|property| Breaking { property, field: None, tag: None, done: false }),
            ton: Ton::UNKNOWN,
            charset: None,
            scheduled: false,
        }
    }

    pub(crate) fn input(&mut self) -> &mut Unstructured<'a> {
        self.input
    }

    pub(crate) const fn version(&self) -> Version {
        self.version
    }

    fn octet(&mut self) -> u8 {
        self.input.arbitrary().unwrap_or(0)
    }

    /// A number below a bound; 0 if the bound is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let drawn = if bound <= 256 {
            usize::from(self.octet())
        } else {
            usize::from(self.octet()) << 8 | usize::from(self.octet())
        };
        drawn.checked_rem(bound).unwrap_or(0)
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.below(of).saturating_add(1) == of
    }

    fn choose<T>(&mut self, of: &'static [T]) -> Option<&'static T> {
        let at = self.below(of.len());
        of.get(at)
    }

    /// A length within bounds: often a bound, or a length next to one.
    fn length(&mut self, least: usize, most: usize) -> usize {
        let span = most.saturating_sub(least);
        let more = match self.below(8) {
            0 => 0,
            1 => 1,
            2 => span,
            3 => span.saturating_sub(1),
            4 | 5 => self.below(12),
            _ => self.below(span.saturating_add(1)),
        };
        least.saturating_add(more.min(span))
    }

    /// The requested number of octets: from the input if they are legal, otherwise from the stock.
    fn take(&mut self, len: usize, stock: &'static [u8], legal: impl Fn(&[u8]) -> bool) -> &'a [u8] {
        match self.input.peek_bytes(len).filter(|octets| legal(octets)) {
            Some(_) => self.input.bytes(len).unwrap_or(&[]),
            None => {
                let start = self.below(64);
                stock::cut(stock, start, len)
            }
        }
    }

    /// Begins a PDU: what its message is, and what to break.
    pub(crate) fn begin(&mut self, id: CommandId, fields: &'static [FieldDef]) {
        (self.id, self.fields) = (id, fields);
        (self.ton, self.charset, self.scheduled) = (Ton::UNKNOWN, None, false);
        let wanted = match self.below(8) {
            0..=2 => Plan::Plain,
            3 | 4 => Plan::Header,
            5 => Plan::Payload,
            _ => Plan::Receipt,
        };
        let fitting = plans(id, fields, self.version).find(|plan| *plan == wanted);
        // A data_sm must have a message.
        let fallback = if id == CommandId::DATA_SM { Plan::Payload } else { Plan::Plain };
        self.plan = fitting.filter(|plan| *plan != Plan::Plain).unwrap_or(fallback);
        let Some(Breaking { property, .. }) = self.breaking else { return };
        // These properties need a message in the field, and the broken lists of TLVs are made for this plan.
        self.plan = Plan::Plain;
        let breakable = |def: &&'static FieldDef| can_break(property, def, fields, self.version);
        let count = fields.iter().filter(breakable).count();
        let at = usize::from(self.input.arbitrary::<u8>().unwrap_or(0)).checked_rem(count).unwrap_or(0);
        let field = fields.iter().filter(breakable).nth(at);
        self.breaking = Some(Breaking { property, field, tag: None, done: field.is_some() });
    }

    /// What to break in a field.
    fn broken(&self, def: &FieldDef) -> Option<Property> {
        let breaking = self.breaking?;
        breaking.field.filter(|field| field.name == def.name).map(|_| breaking.property)
    }

    /// Whether a response goes without its body.
    pub(crate) fn omits_body(&mut self) -> bool {
        match &mut self.breaking {
            Some(breaking) => {
                breaking.done |= breaking.property == Property::OmittedBodyEmpty;
                breaking.property == Property::OmittedBodyEmpty
            }
            None => self.one_in(16),
        }
    }

    /// The optional part of a response without its body.
    pub(crate) fn tlvs_without_body(&self) -> Tlvs<'a> {
        if self.breaking.is_some() { Tlvs::from_octets(&stock::VENDOR_TLV) } else { Tlvs::EMPTY }
    }

    /// The value of an integer.
    pub(crate) fn integer(&mut self, def: &FieldDef) -> u8 {
        let version = self.version;
        let legal = |octet: &u8| {
            !is_out_of_range(def, *octet, version) && !is_receipt_of_an_esme(def, &Value::Integer(*octet))
        };
        // The bits other than the message type are those of a plain message.
        let plain = |octet: &u8| def.kind != FieldKind::EsmClass || octet & !0x3C == 0;
        match self.broken(def) {
            Some(Property::DefinedValue) => {
                return self.one_of(|octet| plain(octet) && is_out_of_range(def, *octet, version));
            }
            Some(Property::NotReceipt) => {
                return self
                    .one_of(|octet| plain(octet) && is_receipt_of_an_esme(def, &Value::Integer(*octet)));
            }
            _ => {}
        }
        match def.kind {
            FieldKind::EsmClass => self.esm_class(),
            FieldKind::Ton => {
                let usual = self.one_in(2);
                self.ton = if usual { Ton::INTERNATIONAL } else { Ton(self.one_of(legal)) };
                self.ton.0
            }
            // Alphanumeric addresses have no numbering plan; most numbers use ISDN.
            FieldKind::Npi if self.ton == Ton::ALPHANUMERIC => Npi::UNKNOWN.0,
            FieldKind::Npi if self.one_in(2) => Npi::ISDN.0,
            FieldKind::DataCoding => {
                let plan = self.plan;
                let charset = |octet: u8| DataCodings::default().charset_in(version, DataCoding(octet));
                let octet = self.one_of(|octet| {
                    let fits = match plan {
                        Plan::Plain => true,
                        // Alphabets that allow a header; for a payload, those that allow any length.
                        Plan::Header => matches!(octet, 0 | 4 | 8),
                        Plan::Payload => matches!(octet, 0 | 2 | 4),
                        Plan::Receipt => *octet == 0,
                    };
                    fits && legal(octet)
                });
                self.charset = charset(octet);
                octet
            }
            _ => self.one_of(legal),
        }
    }

    /// A legal octet: the drawn one, or one chosen by it.
    fn one_of(&mut self, legal: impl Fn(&u8) -> bool) -> u8 {
        let octet = self.octet();
        if legal(&octet) {
            return octet;
        }
        let fitting = || (0..=u8::MAX).filter(|octet| legal(octet));
        let at = usize::from(octet).checked_rem(fitting().count()).unwrap_or(0);
        fitting().nth(at).unwrap_or(0)
    }

    fn esm_class(&mut self) -> u8 {
        const MODE_AND_REPLY_PATH: u8 = 0x83;
        const UDHI: u8 = 0x40;
        const RECEIPT: u8 = 0x04;
        let base = self.octet() & MODE_AND_REPLY_PATH;
        let says_more = self.plan == Plan::Plain && self.id == CommandId::DELIVER_SM && self.one_in(4);
        match self.plan {
            Plan::Header => base | UDHI,
            Plan::Receipt => base | RECEIPT,
            // Message types that one SME sends to another.
            _ if says_more => {
                let kind = self.one_of(|octet| {
                    let kind = EsmClass(*octet).message_type();
                    octet & !0x3C == 0 && kind.name().is_some() && !kind.is_of_smsc()
                });
                base | kind
            }
            Plan::Plain | Plan::Payload => base,
        }
    }

    /// The octets of a C-Octet String.
    pub(crate) fn text(&mut self, def: &FieldDef) -> &'a [u8] {
        let most = usize::from(def.max_in(self.version)).saturating_sub(1);
        let broken = self.broken(def);
        match broken {
            Some(Property::Bound) => {
                let more = self.below(16).saturating_add(1);
                return stock::cut(&DIGITS, 0, most.saturating_add(more));
            }
            Some(Property::NoNul) => return self.choose(&WITH_NUL).copied().unwrap_or(&[]),
            Some(Property::Printable) => return self.choose(&NOT_PRINTABLE).copied().unwrap_or(&[]),
            Some(Property::Destination) => return &[],
            Some(Property::Time) => return self.time(|text| !is_time(def, text)),
            _ => {}
        }
        if !is_time(def, b"x") {
            // After a schedule the validity period is empty, so that the two cannot contradict each other.
            let none = def.kind == FieldKind::ValidityPeriod && self.scheduled && broken.is_none();
            let time = self.time(|text| {
                let may_be = if text.is_empty() { broken.is_none() } else { !none };
                may_be && is_time(def, text)
            });
            self.scheduled |= def.kind == FieldKind::ScheduleDeliveryTime && !time.is_empty();
            return time;
        }
        let least = usize::from(needs_value(def) || broken.is_some());
        let len = self.length(least, most);
        if !is_address(def) {
            return self.take(len, &TEXT, |octets| !octets.contains(&0));
        }
        if self.ton == Ton::ALPHANUMERIC {
            self.take(len, &LETTERS, is_printable)
        } else {
            self.take(len, &DIGITS, |octets| octets.iter().all(u8::is_ascii_digit))
        }
    }

    fn time(&mut self, fits: impl Fn(&[u8]) -> bool) -> &'a [u8] {
        let at = usize::from(self.octet());
        let taken = self.input.peek_bytes(16).filter(|text| fits(text) && is_absolute_time(text));
        match taken {
            Some(_) => self.input.bytes(16).unwrap_or(&[]),
            None => {
                let fitting = TIMES.iter().map(|time| time.as_bytes()).filter(|text| fits(text));
                fitting.cycle().nth(at).unwrap_or(&[])
            }
        }
    }

    /// The octets of an octet string.
    pub(crate) fn octets(&mut self, def: &FieldDef) -> &'a [u8] {
        let most = usize::from(def.max_in(self.version));
        let broken = self.broken(def);
        if broken == Some(Property::Bound) {
            return stock::cut(&TEXT, 0, most.saturating_add(1));
        }
        match self.plan {
            Plan::Payload => &[],
            Plan::Receipt => self.choose(&RECEIPTS).map_or(&[], |text| text.as_bytes()),
            Plan::Header => {
                let Some((least, stock)) = self.choose(&HEADED) else { return &[] };
                let len = self.length(*least, most);
                let len = self.whole_characters(len, *least);
                let taken = self
                    .input
                    .peek_bytes(len)
                    .filter(|octets| Udh::split(octets).is_ok_and(|(udh, _)| udh.check().is_ok()));
                match taken {
                    Some(_) => self.input.bytes(len).unwrap_or(&[]),
                    None => stock::cut(stock, 0, len),
                }
            }
            Plan::Plain => {
                let len = self.length(usize::from(broken.is_some()), most);
                let len = if broken.is_some() { len } else { self.whole_characters(len, 0) };
                let is_text = matches!(self.charset, Some(Charset::Ia5 | Charset::Latin1));
                let shows = |octet: &u8| !is_text || matches!(octet, 0x20..=0x7E | 0xA0..);
                let stock: &'static [u8] = if is_text { &TEXT } else { &OCTETS };
                self.take(len, stock, |octets| octets.iter().all(shows))
            }
        }
    }

    /// A length that leaves no half unit of UCS2 after a header.
    fn whole_characters(&self, len: usize, header: usize) -> usize {
        let odd = len.saturating_sub(header) & 1;
        if self.charset == Some(Charset::Ucs2) { len.saturating_sub(odd) } else { len }
    }

    /// The entries of a list: as many as the input holds, or some from the stock.
    pub(crate) fn list<T: Stock<'a>>(&mut self, def: &FieldDef) -> Counted<'a, T> {
        let most = usize::from(def.max_in(self.version));
        let stock = T::stock();
        match self.broken(def) {
            Some(Property::Bound) => {
                return stock.get(..most.saturating_add(1)).unwrap_or(stock).into();
            }
            Some(Property::Destination) => return Counted::EMPTY,
            _ => {}
        }
        if self.one_in(4)
            && let Ok(list) = Counted::arbitrary(self.input)
            && (1..=most).contains(&list.len())
            && !has_faults(&list.value())
        {
            return list;
        }
        let least = usize::from(def.kind == FieldKind::DestAddress || self.broken(def).is_some());
        let len = self.length(least, most);
        let start = self.below(stock.len().saturating_sub(len));
        stock.get(start..).and_then(|rest| rest.get(..len)).unwrap_or(&[]).into()
    }

    /// The optional part.
    pub(crate) fn tlvs(&mut self, lists: &'static Lists) -> Tlvs<'a> {
        let pool = lists.pool(self.id, self.fields, self.version);
        let property = self.breaking.map(|breaking| breaking.property);
        if property == Some(Property::TlvStream) {
            let octets = self.choose(&stock::TRAILING).copied().unwrap_or(&[]);
            self.broke(None);
            return Tlvs::from_octets(octets);
        }
        let broken = || pool.broken.iter().filter(|(breaks, ..)| Some(*breaks) == property);
        let at = self.below(broken().count());
        if let Some((_, tag, list)) = broken().nth(at) {
            self.broke(Some(*tag));
            return list[..].into();
        }
        if self.version == Version::V33 || self.breaking.is_some_and(|breaking| breaking.field.is_some()) {
            return Tlvs::EMPTY;
        }
        if self.plan == Plan::Plain
            && let Some(tlvs) = self.tlvs_of_input()
        {
            return tlvs;
        }
        let fitting = || pool.valid.iter().filter(|(plan, _)| *plan == self.plan);
        let count = fitting().count();
        let at = usize::from(self.input.arbitrary::<u16>().unwrap_or(0)).checked_rem(count).unwrap_or(0);
        fitting().nth(at).map_or(Tlvs::EMPTY, |(_, list)| list[..].into())
    }

    /// The rest of the input as TLVs, if the PDU may carry them.
    fn tlvs_of_input(&self) -> Option<Tlvs<'a>> {
        let rest = self.input.peek_bytes(self.input.len())?;
        let len = rest.len().saturating_sub(Tlvs::from_octets(rest).trailing().len());
        let tlvs = Tlvs::from_octets(rest.get(..len).filter(|octets| !octets.is_empty())?);
        let known = tlvs.iter().all(|tlv| tlv.tag().def().is_some());
        (known && tlvs.check(self.version, self.id).is_ok()).then_some(tlvs)
    }

    fn broke(&mut self, tag: Option<Tag>) {
        if let Some(breaking) = &mut self.breaking {
            (breaking.tag, breaking.done) = (tag, true);
        }
    }
}

/// Whether a version reserves an integer.
fn is_out_of_range(def: &FieldDef, octet: u8, version: Version) -> bool {
    has_fault(def, &Value::Integer(octet), version, Fault::Reserved)
}

/// Whether a text is a valid time for the field. Always true for a field that holds no time.
fn is_time(def: &FieldDef, text: &[u8]) -> bool {
    !has_fault(def, &Value::Text(text.into()), Version::V50, Fault::NoTime)
}

/// Whether a field holds an address, or a pattern for addresses.
fn is_address(def: &FieldDef) -> bool {
    has_fault(def, &Value::Text(b"\x01".into()), Version::V50, Fault::NotPrintable)
}

/// Whether a list has an entry that a version does not allow.
fn has_faults(list: &Value<'_>) -> bool {
    let mut any = false;
    list.each_entry(|entry| entry.check(|_, _, _, _| any = true));
    any
}

/// Whether a mandatory field can break a property.
fn can_break(property: Property, def: &FieldDef, fields: &[FieldDef], version: Version) -> bool {
    let is_text = matches!(def.format(), FieldFormat::COctetString | FieldFormat::Password);
    let is_list = matches!(
        def.format(),
        FieldFormat::DestAddresses | FieldFormat::UnsuccessSmes | FieldFormat::MessageIds
    );
    let is_integer = def.format() == FieldFormat::Integer;
    // A response that ends there is a response without its body, which is legal.
    let is_first = fields.first().is_some_and(|first| first.name == def.name);
    match property {
        Property::Bound => !is_integer,
        Property::NoNul | Property::Terminator => is_text,
        Property::DefinedValue => {
            is_integer && (0..=u8::MAX).any(|octet| is_out_of_range(def, octet, version))
        }
        Property::NotReceipt => {
            is_integer && (0..=u8::MAX).any(|octet| is_receipt_of_an_esme(def, &Value::Integer(octet)))
        }
        Property::Time => !is_time(def, b"x"),
        Property::Printable => is_address(def),
        Property::Destination => def.kind == FieldKind::DestAddress || needs_value(def),
        Property::Whole => is_integer && !is_first,
        Property::LengthPresent => (is_list || def.format() == FieldFormat::OctetString) && !is_first,
        Property::LengthWithin => def.format() == FieldFormat::OctetString,
        Property::DestFlag => def.format() == FieldFormat::DestAddresses,
        _ => false,
    }
}

/// Cuts the octets or changes one of them to break a property, and returns the new length.
pub(super) fn break_octets(property: Property, field: Option<&FieldDef>, octets: &mut [u8]) -> usize {
    let whole = octets.len();
    let Some(field) = field.filter(|_| property.decode_error().is_some()) else { return whole };
    let Ok(raw) = crate::RawPdu::parse(octets) else { return whole };
    let mut fields = raw.fields();
    let (start, end) = loop {
        let start = fields.offset();
        match fields.next() {
            Some(Ok((def, _))) if def.name == field.name => break (start, fields.offset()),
            Some(Ok(_)) => {}
            _ => return whole,
        }
    };
    match property {
        // The first entry begins with its flag.
        Property::DestFlag => {
            if let Some(flag) = octets.get_mut(start.saturating_add(1)) {
                *flag = 3;
            }
            whole
        }
        // A PDU without the NUL, or without the last octet.
        Property::Terminator | Property::LengthWithin => end.saturating_sub(1),
        _ => start,
    }
}
