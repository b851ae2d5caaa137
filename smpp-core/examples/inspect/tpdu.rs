//! `inspect tpdu`: prints every field of TPDUs, as modems send and receive them.

use crate::error_object;
use crate::lines::Objects;
use crate::notation;
use crate::octets::{hex, unhex};
use crate::rows::BOLD;
use crate::screen::shown;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};
use smpp_core::gsm7::at::Pdu;
use smpp_core::gsm7::tpdu::{
    Address, DataCodingScheme, Direction, FailureCause, FirstOctet, Parameters, ProtocolIdentifier,
    StatusClass, Timestamp, Tpdu, UserData, ValidityPeriod,
};
use std::io::{self, Write};

#[derive(Args)]
pub(crate) struct Options {
    /// Who sent the TPDU: the service centre (sc) or the mobile (ms)
    #[arg(long, value_enum, default_value = "sc")]
    from: From,
    /// The octets start with the address of the service centre, as those of a modem do
    #[arg(long)]
    smsc: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum From {
    Sc,
    Ms,
}

/// Prints the object for one line of hexadecimal digits. An empty line has none.
pub(crate) fn explain(line: &[u8], options: &Options, out: &mut Objects<'_>) -> io::Result<()> {
    match unhex(line) {
        Ok(octets) if octets.is_empty() => Ok(()),
        Ok(octets) => out.put(&read(&octets, options)),
        Err(at) => out.put(&error_object("not a pair of hexadecimal digits", at, None, None)),
    }
}

/// Explains the TPDUs of a block to people. Returns whether all of them decode.
pub(crate) fn view(block: &[u8], options: &Options, out: &mut dyn Write) -> io::Result<bool> {
    let mut good = true;
    for line in String::from_utf8_lossy(block).lines() {
        // Digits and white space are not a dump, however they are grouped.
        let digits = unhex(line.as_bytes());
        let octets = match digits.or_else(|_| notation::pieces(line).map(|pieces| pieces.concat())) {
            Ok(octets) => octets,
            Err(error) => {
                crate::output::warn(error);
                return Ok(false);
            }
        };
        if octets.is_empty() {
            continue;
        }
        let object = read(&octets, options);
        good &= object.get("error").is_none();
        for (name, value) in object.as_object().into_iter().flatten() {
            put(name, value, "", out)?;
        }
        writeln!(out)?;
    }
    Ok(good)
}

/// A line for a value, or one for each value in it. Null and empty values have none.
fn put(name: &str, value: &Value, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let deeper = format!("{indent}  ");
    match value {
        Value::Null => Ok(()),
        Value::Object(values) => {
            writeln!(out, "{indent}{BOLD}{name}{BOLD:#}")?;
            values.iter().try_for_each(|(name, value)| put(name, value, &deeper, out))
        }
        Value::Array(values) => values.iter().try_for_each(|value| put(name, value, indent, out)),
        Value::String(text) if text.is_empty() => Ok(()),
        Value::String(text) => writeln!(out, "{indent}{BOLD}{name:14}{BOLD:#}  {}", shown(text.chars())),
        value => writeln!(out, "{indent}{BOLD}{name:14}{BOLD:#}  {value}"),
    }
}

/// The object of a TPDU, or of an error.
fn read(octets: &[u8], options: &Options) -> Value {
    let pdu = if options.smsc {
        match Pdu::from_octets(octets) {
            Ok(pdu) => pdu,
            Err(error) => return error_object(error, error.offset(), Some("SCA"), None),
        }
    } else {
        Pdu { service_centre: None, tpdu: octets }
    };
    let direction = match options.from {
        From::Sc => Direction::ScToMs,
        From::Ms => Direction::MsToSc,
    };
    match Tpdu::decode(direction, pdu.tpdu) {
        Ok(tpdu) => object(&pdu, &tpdu),
        Err(error) => {
            let before = octets.len().saturating_sub(pdu.tpdu.len());
            let offset = error.offset().saturating_add(before);
            error_object(error, offset, Some(error.field()), None)
        }
    }
}

/// The object of a TPDU: its fields as they are, then what they mean. Fields that its type does not have are null.
fn object(pdu: &Pdu<'_>, tpdu: &Tpdu<'_>) -> Value {
    let mut encoded = vec![0; pdu.tpdu.len()];
    let reencoded = tpdu.encode(&mut encoded) == Ok(pdu.tpdu.len()) && encoded == pdu.tpdu;
    let mut object = Map::new();
    object.insert("tpdu".into(), json!(tpdu.name()));
    object.insert("service_centre".into(), json!(pdu.service_centre.map(|address| address.to_string())));
    object.insert("length".into(), json!(pdu.length()));
    let (fields, means) = fields(tpdu);
    object.insert("fields".into(), Value::Object(fields));
    for name in [
        "address",
        "protocol",
        "coding",
        "validity",
        "time",
        "discharge_time",
        "status",
        "failure_cause",
        "command",
    ] {
        object.insert(name.into(), means.get(name).cloned().unwrap_or_default());
    }
    let user_data = tpdu.user_data();
    let header = user_data.and_then(|data| data.header());
    let elements = header.map(|header| {
        let element = |element: smpp_core::gsm7::udh::Element<'_>| {
            json!({ "iei": element.iei, "meaning": element.meaning(), "data": hex(element.data) })
        };
        header.elements().map(element).collect::<Vec<_>>()
    });
    object.insert("header".into(), json!(elements));
    let concatenation = header
        .and_then(|header| header.concatenation())
        .map(|place| json!({ "reference": place.reference, "total": place.total, "number": place.number }));
    object.insert("concatenation".into(), json!(concatenation));
    let text = user_data.and_then(|data| data.chars()).map(Iterator::collect::<String>);
    object.insert("text".into(), json!(text));
    object.insert("trailing".into(), json!(hex(trailing(tpdu))));
    object.insert("reencoded".into(), json!(reencoded));
    Value::Object(object)
}

const fn trailing<'a>(tpdu: &Tpdu<'a>) -> &'a [u8] {
    match tpdu {
        Tpdu::Deliver(tpdu) => tpdu.trailing,
        Tpdu::DeliverReport(tpdu) => tpdu.trailing,
        Tpdu::Submit(tpdu) => tpdu.trailing,
        Tpdu::SubmitReport(tpdu) => tpdu.trailing,
        Tpdu::StatusReport(tpdu) => tpdu.trailing,
        Tpdu::Command(tpdu) => tpdu.trailing,
    }
}

/// Fields by the standard's names, in wire order, and what they mean.
#[derive(Default)]
struct Shown {
    fields: Map<String, Value>,
    means: Map<String, Value>,
}

impl Shown {
    fn field(&mut self, name: &str, value: impl Into<Value>) {
        self.fields.insert(name.into(), value.into());
    }

    fn means(&mut self, name: &str, value: Value) {
        self.means.insert(name.into(), value);
    }

    /// The type, and the flags that it has.
    fn first(&mut self, first: FirstOctet, flags: &[(&str, u8)]) {
        self.field("TP-MTI", first.message_type_indicator());
        for (name, mask) in flags {
            self.field(name, u8::from(first.0 & mask != 0));
        }
    }

    fn address(&mut self, name: &str, address: &Address) {
        let kind = address.type_of_address();
        let octets = [&[address.semi_octets(), kind.0], address.octets()].concat();
        self.field(name, hex(&octets));
        let value = json!({
            "ton": kind.type_of_number() as u8, "npi": kind.numbering_plan().0, "text": address.to_string(),
            "well_formed": address.is_well_formed(),
        });
        self.means("address", value);
    }

    fn protocol(&mut self, protocol: ProtocolIdentifier) {
        self.field("TP-PID", protocol.0);
        self.means("protocol", json!(protocol.meaning()));
    }

    fn coding(&mut self, coding: DataCodingScheme) {
        self.field("TP-DCS", coding.0);
        self.means("coding", json!(coding.to_string()));
    }

    fn time(&mut self, name: &str, meaning: &str, stamp: &Timestamp) {
        self.field(name, hex(&stamp.0));
        self.means(meaning, json!(stamp.date_time().map(|at| at.to_string())));
    }

    fn validity(&mut self, period: Option<ValidityPeriod>) {
        let Some(period) = period else { return };
        let until = match period {
            ValidityPeriod::Relative(octet) => {
                self.field("TP-VP", octet);
                None
            }
            ValidityPeriod::Absolute(stamp) => {
                self.field("TP-VP", hex(&stamp.0));
                stamp.date_time().map(|at| at.to_string())
            }
            ValidityPeriod::Enhanced(octets) => {
                self.field("TP-VP", hex(&octets));
                None
            }
        };
        let seconds = period.duration().map(|period| period.as_millis() / 1000);
        self.means("validity", json!({ "seconds": seconds, "until": until }));
    }

    fn cause(&mut self, cause: Option<FailureCause>) {
        let Some(cause) = cause else { return };
        self.field("TP-FCS", cause.0);
        self.means("failure_cause", json!(cause.meaning()));
    }

    fn parameters(&mut self, parameters: &Parameters<'_>, between: impl FnOnce(&mut Self)) {
        self.field("TP-PI", hex(parameters.indicator));
        between(self);
        if let Some(protocol) = parameters.protocol_identifier {
            self.protocol(protocol);
        }
        if let Some(coding) = parameters.data_coding_scheme {
            self.coding(coding);
        }
        if let Some(data) = &parameters.user_data {
            self.user_data(data);
        }
    }

    fn user_data(&mut self, data: &UserData<'_>) {
        self.field("TP-UDL", data.length);
        self.field("TP-UD", hex(data.octets));
    }
}

fn fields(tpdu: &Tpdu<'_>) -> (Map<String, Value>, Map<String, Value>) {
    let mut shown = Shown::default();
    let first = tpdu.first_octet();
    match tpdu {
        Tpdu::Deliver(deliver) => {
            let flags =
                [("TP-MMS", 0x04), ("TP-LP", 0x08), ("TP-SRI", 0x20), ("TP-UDHI", 0x40), ("TP-RP", 0x80)];
            shown.first(first, &flags);
            shown.address("TP-OA", &deliver.originating_address);
            shown.protocol(deliver.protocol_identifier);
            shown.coding(deliver.user_data.coding);
            shown.time("TP-SCTS", "time", &deliver.service_centre_time_stamp);
            shown.user_data(&deliver.user_data);
        }
        Tpdu::Submit(submit) => {
            shown.first(first, &[("TP-RD", 0x04)]);
            shown.field("TP-VPF", first.validity_period_format());
            shown.first(first, &[("TP-SRR", 0x20), ("TP-UDHI", 0x40), ("TP-RP", 0x80)]);
            shown.field("TP-MR", submit.message_reference);
            shown.address("TP-DA", &submit.destination_address);
            shown.protocol(submit.protocol_identifier);
            shown.coding(submit.user_data.coding);
            shown.validity(submit.validity_period);
            shown.user_data(&submit.user_data);
        }
        Tpdu::StatusReport(report) => {
            let flags = [("TP-MMS", 0x04), ("TP-LP", 0x08), ("TP-SRQ", 0x20), ("TP-UDHI", 0x40)];
            shown.first(first, &flags);
            shown.field("TP-MR", report.message_reference);
            shown.address("TP-RA", &report.recipient_address);
            shown.time("TP-SCTS", "time", &report.service_centre_time_stamp);
            shown.time("TP-DT", "discharge_time", &report.discharge_time);
            shown.field("TP-ST", report.status.0);
            let class = match report.status.class() {
                StatusClass::Completed => "completed",
                StatusClass::Pending => "pending",
                StatusClass::PermanentError => "permanent error",
                StatusClass::TemporaryError => "temporary error",
            };
            shown.means("status", json!({ "class": class, "meaning": report.status.meaning() }));
            if let Some(parameters) = &report.parameters {
                shown.parameters(parameters, |_| {});
            }
        }
        Tpdu::DeliverReport(report) => {
            shown.first(first, &[("TP-UDHI", 0x40)]);
            shown.cause(report.failure_cause);
            if let Some(parameters) = &report.parameters {
                shown.parameters(parameters, |_| {});
            }
        }
        Tpdu::SubmitReport(report) => {
            shown.first(first, &[("TP-UDHI", 0x40)]);
            shown.cause(report.failure_cause);
            let stamp = &report.service_centre_time_stamp;
            shown.parameters(&report.parameters, |shown| shown.time("TP-SCTS", "time", stamp));
        }
        Tpdu::Command(command) => {
            shown.first(first, &[("TP-SRR", 0x20), ("TP-UDHI", 0x40)]);
            shown.field("TP-MR", command.message_reference);
            shown.protocol(command.protocol_identifier);
            shown.field("TP-CT", command.command_type.0);
            shown.means("command", json!(command.command_type.meaning()));
            shown.field("TP-MN", command.message_number);
            shown.address("TP-DA", &command.destination_address);
            shown.field("TP-CDL", command.command_data.len());
            shown.field("TP-CD", hex(command.command_data));
        }
    }
    (shown.fields, shown.means)
}
