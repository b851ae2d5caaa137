//! What the octets of a row are: the name, the value, and what it means.

use super::facts::Stated;
use super::lines::write_chars;
use super::pad::pad;
use crate::codes::{
    CommandId, CommandStatus, DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, PriorityFlag,
    ProtocolId, RegisteredDelivery, ReplaceIfPresentFlag, Ton, Version, service_type,
};
use crate::count::sum;
use crate::field::{FieldDef, FieldKind};
use crate::message::receipt::{DateReading, ReceiptDate};
use crate::message::text::Charset;
use crate::message::udh::{Element, Information, Width};
use crate::pdu::Value;
use crate::timestamp::{Interval, Timestamp};
use crate::tlv::{Tag, Tlv, TlvValue};
use crate::wire::Hex;
use core::fmt;

/// The name of a row.
#[derive(Clone, Copy)]
pub(super) enum Name<'r> {
    /// The standard's name, or one of our own if the standard has none.
    Standard(&'static str),
    /// A tag without a name.
    Tag(Tag),
    /// A name in a receipt.
    Received(&'r [u8]),
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        pad(f, |f| match self {
            Self::Standard(name) => f.write_str(name),
            Self::Tag(tag) => write!(f, "{tag}"),
            Self::Received(name) => write!(f, "{}", name.escape_ascii()),
        })
    }
}

/// What the octets of a row are.
#[derive(Clone, Copy)]
pub(super) enum Part<'r> {
    /// A number, and what it means.
    Number(u32, &'static str),
    Id(CommandId),
    /// A status, and whether the PDU is a request, where 0 needs no explanation.
    Status(CommandStatus, bool),
    /// A mandatory field, or a part of a list entry.
    Value(FieldKind, Value<'r>),
    /// The length or count before a field.
    Length(&'static FieldDef, u8),
    Tlv(Tlv<'r>),
    /// Tag and length of a TLV whose value follows in other rows.
    TlvStart(Tag, usize),
    /// The length of a user data header.
    HeaderLength(u8),
    Element(Element<'r>),
    /// Text, or binary data, after a header of `header` octets.
    Text {
        charset: Option<Charset>,
        header: usize,
        octets: &'r [u8],
    },
    /// A field of a receipt's text, and what it means; `None` for a date.
    Received(&'r [u8], Option<&'static str>),
    /// Octets that are not a field, or the title of rows that follow.
    Octets(&'static str),
    /// Something that may be a password.
    Secret(&'static str),
    /// A missing field.
    Missing,
    /// A statement about a receipt.
    Stated(Stated<'r>),
}

/// Writes the value in the row of a part.
pub(super) fn write_value(part: &Part<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match *part {
        Part::Number(number, _) => write!(f, "{number}"),
        Part::Id(id) => write!(f, "{:#010x}", id.0),
        Part::Status(status, _) => write!(f, "{:#x}", status.0),
        Part::Length(_, number) | Part::HeaderLength(number) => {
            write!(f, "{number}")
        }
        Part::Value(kind, Value::Integer(octet)) if is_bits(kind) => write!(f, "{octet:#04x}"),
        Part::Value(_, value) => write!(f, "{value}"),
        Part::Tlv(tlv) => match (tlv.value().number(), tlv.value().text()) {
            (Some(number), _) => write!(f, "{number}"),
            (None, Some(text)) => write!(f, "{text:?}"),
            // The octets say it.
            (None, None) if tlv.octets().len() > 8 => Ok(()),
            (None, None) => write!(f, "{}", Hex(tlv.octets())),
        },
        Part::TlvStart(tag, _) => write!(f, "{:#06x}", tag.0),
        Part::Element(element) => write!(f, "{:#04x}", element.iei),
        Part::Text { charset: Some(charset), header, octets } => write_chars(charset, header, octets, f),
        Part::Received(octets, _) => write!(f, "\"{}\"", octets.escape_ascii()),
        Part::Secret(_) => f.write_str("***"),
        Part::Missing => f.write_str("missing"),
        Part::Stated(stated) => stated.write_value(f),
        // The octets say it.
        Part::Text { charset: None, .. } | Part::Octets(_) => Ok(()),
    }
}

/// Writes what the value means, or nothing.
pub(super) fn write_meaning(part: &Part<'_>, version: Version, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match *part {
        Part::Id(id) => match id.name() {
            Some(name) => f.write_str(name),
            None => f.write_str("no version has it"),
        },
        Part::Status(CommandStatus::ESME_ROK, true) => Ok(()),
        Part::Status(status, _) => match (status.name(), status.meaning()) {
            (Some(name), Some(meaning)) => write!(f, "{name}: {meaning}"),
            _ => f.write_str("not a status of the standard"),
        },
        Part::Value(kind, value) => write_field(kind, value, version, f),
        Part::Length(def, _) => match def.name {
            "short_message" => f.write_str("octets of short_message"),
            name => write!(f, "entries of {name}"),
        },
        Part::Tlv(tlv) => write_tlv(&tlv, f),
        Part::TlvStart(_, len) => write!(f, "TLV of {}", Quantity::octets(len)),
        Part::HeaderLength(len) => {
            write!(f, "user data header of {} after this one", Quantity::octets(len.into()))
        }
        Part::Element(element) => write_element(&element, f),
        Part::Text { charset, header, octets } => write_size(charset, header, octets, f),
        Part::Received(octets, None) => write_date(ReceiptDate(octets), f),
        Part::Number(_, what) | Part::Octets(what) | Part::Secret(what) | Part::Received(_, Some(what)) => {
            f.write_str(what)
        }
        Part::Stated(stated) => stated.write_meaning(f),
        Part::Missing => Ok(()),
    }
}

/// A number with its unit, which is in the plural unless the number is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Quantity(pub(super) usize, pub(super) &'static str);

impl Quantity {
    pub(super) const fn octets(number: usize) -> Self {
        Self(number, "octet")
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.0, self.1, if self.0 == 1 { "" } else { "s" })
    }
}

/// Fields of bits, and numbers that documents write in hexadecimal.
const fn is_bits(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::EsmClass | FieldKind::RegisteredDelivery | FieldKind::InterfaceVersion)
}

fn write_field(
    kind: FieldKind,
    value: Value<'_>,
    version: Version,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let meaning = match (kind, value) {
        (FieldKind::Ton, Value::Integer(octet)) => Ton(octet).meaning(),
        (FieldKind::Npi, Value::Integer(octet)) => Npi(octet).meaning(),
        (FieldKind::PriorityFlag, Value::Integer(octet)) => PriorityFlag(octet).meaning(),
        (FieldKind::ProtocolId, Value::Integer(octet)) => ProtocolId(octet).meaning(),
        (FieldKind::MessageState, Value::Integer(octet)) => MessageState(octet).meaning(),
        (FieldKind::ReplaceIfPresentFlag, Value::Integer(octet)) => ReplaceIfPresentFlag(octet).meaning(),
        (FieldKind::DataCoding, Value::Integer(octet)) => match DataCoding(octet).scheme_in(version) {
            Some(scheme) => return write!(f, "{scheme}"),
            None => DataCoding(octet).meaning(),
        },
        (FieldKind::InterfaceVersion, Value::Integer(octet)) => {
            return write!(f, "version {}", InterfaceVersion(octet).version());
        }
        (FieldKind::EsmClass, Value::Integer(0)) => Some("default mode, normal message"),
        (FieldKind::EsmClass, Value::Integer(octet)) => return write!(f, "{}", EsmClass(octet)),
        (FieldKind::RegisteredDelivery, Value::Integer(octet)) => {
            return write!(f, "{}", RegisteredDelivery(octet));
        }
        (FieldKind::ServiceType, Value::Text(text)) => service_type::meaning(text.as_bytes()),
        (
            FieldKind::ScheduleDeliveryTime | FieldKind::ValidityPeriod | FieldKind::FinalDate,
            Value::Text(text),
        ) => match Timestamp::parse(text.as_bytes()) {
            Ok(Timestamp::Absolute(at)) => return write!(f, "{at}"),
            Ok(Timestamp::Relative(interval)) => return write_interval(&interval, f),
            Err(_) => None,
        },
        _ => None,
    };
    f.write_str(meaning.unwrap_or_default())
}

/// `in 7 days`, `in 1 hour 30 minutes`.
fn write_interval(interval: &Interval, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Interval { years, months, days, hours, minutes, seconds } = *interval;
    if *interval == Interval::default() {
        return f.write_str("at once");
    }
    f.write_str("in")?;
    let parts = [
        (years, "year"),
        (months, "month"),
        (days, "day"),
        (hours, "hour"),
        (minutes, "minute"),
        (seconds, "second"),
    ];
    for (number, unit) in parts.into_iter().filter(|(number, _)| *number > 0) {
        write!(f, " {}", Quantity(number.into(), unit))?;
    }
    Ok(())
}

fn write_tlv(tlv: &Tlv<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match tlv.value() {
        TlvValue::Unknown(_) if tlv.tag().def().is_some() => {
            write!(f, "{}, which this TLV cannot have", Quantity::octets(tlv.value_len()))
        }
        TlvValue::Unknown(_) if tlv.tag().is_vendor() => {
            write!(f, "a vendor's TLV of {}", Quantity::octets(tlv.value_len()))
        }
        TlvValue::Unknown(_) => write!(f, "an unknown TLV of {}", Quantity::octets(tlv.value_len())),
        value => value.write_meaning(f),
    }
}

fn write_element(element: &Element<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match element.information() {
        Information::Concatenation(place) => {
            let bits = if place.width == Width::Bits8 { 8 } else { 16 };
            let (number, total, reference) = (place.number, place.total, place.reference);
            write!(f, "part {number} of {total}, reference {reference} ({bits} bits)")
        }
        Information::Ports(ports) => {
            write!(f, "to port {}, from port {}", ports.destination, ports.originator)
        }
        Information::SingleShift(language) | Information::LockingShift(language) => {
            write!(f, "{}: {}", element.meaning(), language.name().unwrap_or("unknown"))
        }
        _ => write!(f, "{}, {}", element.meaning(), Quantity::octets(element.data.len())),
    }
}

pub(super) const fn charset_name(charset: Option<Charset>) -> &'static str {
    match charset {
        Some(Charset::Gsm7(_)) => "GSM 7-bit",
        Some(Charset::Gsm7Packed(_)) => "GSM 7-bit, packed",
        Some(Charset::Ia5) => "ASCII",
        Some(Charset::Latin1) => "Latin-1",
        Some(Charset::Cyrillic) => "Cyrillic",
        Some(Charset::Hebrew) => "Hebrew",
        Some(Charset::Ucs2) => "UCS2",
        _ => "octets, not text",
    }
}

/// The size of a text in its alphabet.
fn write_size(
    charset: Option<Charset>,
    header: usize,
    octets: &[u8],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let name = charset_name(charset);
    match charset {
        _ if octets.is_empty() => Ok(()),
        Some(charset) => {
            let characters = charset.chars_after(octets, header).fold(0_usize, |count, _| sum(count, 1));
            let characters = Quantity(characters, "character");
            write!(f, "{name}, {characters} in {}", Quantity::octets(octets.len()))?;
            write_if_packed(charset, header, octets, f)
        }
        None => write!(f, "{name}: {}", Quantity::octets(octets.len())),
    }
}

/// If octets above 0x7F unpack to printable text, they are probably packed septets: writes that text.
fn write_if_packed(
    charset: Charset,
    header: usize,
    octets: &[u8],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let Charset::Gsm7(alphabet) = charset else { return Ok(()) };
    let packed = Charset::Gsm7Packed(alphabet);
    let is_plain = |c: char| c == ' ' || c.is_ascii_graphic();
    if octets.is_ascii() || !packed.chars_after(octets, header).all(is_plain) {
        return Ok(());
    }
    f.write_str("; packed, it would be ")?;
    write_chars(packed, header, octets, f)
}

fn write_date(date: ReceiptDate<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match date.read() {
        DateReading::Certain(at) => write!(f, "{at}"),
        DateReading::Ambiguous { short_year, other } => write!(f, "{short_year} or {other}"),
        DateReading::Absent => f.write_str("no date"),
        DateReading::Unreadable => f.write_str("not understood"),
    }
}
