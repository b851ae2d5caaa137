//! `inspect pdu`: prints every field, TLV and finding of PDUs given in hexadecimal.

use crate::error_object;
use crate::lines::Objects;
use crate::notation;
use crate::octets::{hex, latin1, unhex};
use crate::pcap::may_show_password_as_text;
use crate::rows::{BOLD, paint};
use crate::version::version;
use clap::Args;
use serde_json::{Map, Value, json};
use smpp_core::explain::{Explain, split_first};
use smpp_core::frame::Framer;
use smpp_core::pdu::{Counted, DestAddress, UnsuccessSme, Value as Field};
use smpp_core::{COctetString, Encode, HEADER_LEN, Header, Pdu, RawPdu, Rules, Tlv, Version, lint};
use std::io::{self, Write};

#[derive(Args)]
pub(crate) struct Options {
    /// Version to check against [default: 3.4, or the PDU's own version if 3.4 does not have it]
    #[arg(long, value_parser = version())]
    version: Option<Version>,
    /// Current time in Unix seconds; also reports times that have passed
    #[arg(long, value_name = "SECONDS", allow_hyphen_values = true)]
    now: Option<i64>,
    /// Show passwords instead of ***
    #[arg(long)]
    show_passwords: bool,
}

/// Explains the PDUs of a block to people. Returns whether all of them decode.
pub(crate) fn view(block: &[u8], options: &Options, mut out: &mut dyn Write) -> io::Result<bool> {
    let pieces = match notation::pieces(&String::from_utf8_lossy(block)) {
        Ok(pieces) => pieces,
        Err(error) => {
            crate::output::warn(error);
            return Ok(false);
        }
    };
    let mut good = true;
    for piece in pieces {
        let mut rest = &piece[..];
        while !rest.is_empty() {
            let octets;
            (octets, rest) = split_first(rest);
            let raw = RawPdu::parse(octets);
            let version = options.version.unwrap_or_else(|| raw.as_ref().map_or(Version::V34, usual_version));
            let context = lint::Context { version, now: options.now, ..lint::Context::default() };
            let explain = Explain::new(octets).with_context(context);
            let explain = if options.show_passwords { explain.show_passwords() } else { explain };
            title(octets, &mut out)?;
            paint(&explain, true, "", &mut out)?;
            if let Some(meant) = explain.as_intended() {
                writeln!(out, "\nThis may be what was meant:")?;
                paint(&meant, true, "", &mut out)?;
            }
            writeln!(out)?;
            good &= raw.is_ok_and(|raw| Pdu::decode(&raw).is_ok());
        }
    }
    Ok(good)
}

/// A line about a PDU as a whole.
fn title(octets: &[u8], out: &mut impl Write) -> io::Result<()> {
    match Header::parse(octets) {
        Some(Header { command_id, sequence_number, .. }) => {
            let len = octets.len();
            writeln!(out, "{BOLD}{command_id}{BOLD:#}, {len} octets, sequence_number {sequence_number}")
        }
        None => writeln!(out, "{} octets, not even a header", octets.len()),
    }
}

/// Prints the PDUs in one line of hexadecimal digits. After a framing error or an incomplete PDU, the rest of
/// the line is dropped.
pub(crate) fn explain_all(line: &[u8], options: &Options, out: &mut Objects<'_>) -> io::Result<()> {
    let octets = match unhex(line) {
        Ok(octets) => octets,
        Err(at) => return out.put(&error_object("not a pair of hexadecimal digits", at, None, None)),
    };
    let mut rest = &octets[..];
    while !rest.is_empty() {
        match whole_pdu(rest) {
            Ok((raw, after)) => {
                explain(&raw, options, out)?;
                rest = after;
            }
            Err(object) => return out.put(&object),
        }
    }
    Ok(())
}

fn whole_pdu(octets: &[u8]) -> Result<(RawPdu<'_>, &[u8]), Value> {
    RawPdu::split(octets).map_err(|error| {
        let header = Header::parse(octets);
        let credible =
            header.is_some_and(|h| (16..=Framer::DEFAULT_MAX_COMMAND_LENGTH).contains(&h.command_length));
        let what = match header {
            Some(Header { command_length, .. }) if credible => {
                format!(
                    "incomplete PDU: command_length is {command_length}, {} octets are there",
                    octets.len()
                )
            }
            Some(Header { command_length, .. }) => {
                format!("framing lost: command_length {command_length} is invalid")
            }
            None => format!("incomplete PDU: {} octets do not form a header", octets.len()),
        };
        let status = Some(error.command_status().to_string());
        error_object(what, error.offset(), Some("command_length"), status)
    })
}

/// Prints a PDU. A large one may have millions of TLVs, each with a finding, so nothing is kept.
fn explain(raw: &RawPdu<'_>, options: &Options, out: &mut Objects<'_>) -> io::Result<()> {
    let version = options.version.unwrap_or_else(|| usual_version(raw));
    let context = lint::Context { version, now: options.now, ..lint::Context::default() };
    let findings =
        |put: &mut dyn FnMut(&Value)| lint::check(raw, context, |finding| put(&finding_object(&finding)));
    let pdu = match Pdu::decode(raw) {
        Ok(pdu) => pdu,
        Err(error) => {
            let status = Some(error.command_status().to_string());
            let object = error_object(error, error.offset(), error.field(), status);
            // A problem in the header, for example, may be the reason.
            let mut has_findings = false;
            lint::check(raw, context, |_| has_findings = true);
            return if has_findings {
                out.put_with_list(&object, "findings", findings)
            } else {
                out.put(&object)
            };
        }
    };
    let mut object = out.open();
    object.field("command", &json!(raw.command_id.name()))?;
    object.field("command_id", &json!(raw.command_id.0))?;
    object.field("command_length", &json!(raw.header().command_length))?;
    object.field("command_status", &json!(raw.command_status.0))?;
    object.field("sequence_number", &json!(raw.sequence_number))?;
    if let Pdu::Unknown(_) = pdu {
        object.field("body", &json!(hex(raw.body)))?;
    }
    object.field("fields", &fields(raw, options.show_passwords))?;
    object.list("tlvs", |put| pdu.tlvs().iter().for_each(|tlv| put(&tlv_object(&tlv))))?;
    object.field("trailing", &json!(hex(pdu.tlvs().trailing())))?;
    object.list("findings", findings)?;
    object.field("reencoded", &json!(reencoded(raw, pdu)))?;
    object.close()?;
    out.end()
}

/// 3.4, unless only another version has the PDU.
fn usual_version(raw: &RawPdu<'_>) -> Version {
    raw.def().map_or(Version::V34, |def| Version::V34.clamp(def.since, def.until))
}

fn finding_object(finding: &lint::Finding) -> Value {
    json!({
        "rule": finding.lint.id,
        "field": finding.field,
        "severity": finding.lint.severity.to_string(),
        "status": finding.status.to_string(),
        "message": finding.lint.summary,
    })
}

/// Field names and values in wire order, including lengths and counts.
pub(crate) fn fields(raw: &RawPdu<'_>, show_passwords: bool) -> Value {
    let mut fields = Map::new();
    let hides_text = !show_passwords && may_show_password_as_text(raw);
    for (def, value) in raw.fields().flatten() {
        let value = match value {
            Field::Integer(octet) => json!(octet),
            Field::Text(_) if hides_text => json!("***"),
            Field::Text(string) => json!(latin1(string.as_bytes())),
            Field::Password(password) if show_passwords => json!(latin1(password.reveal().as_bytes())),
            Field::Password(_) => json!("***"),
            Field::Octets(octets) => {
                fields.insert(def.length_name().unwrap_or_default().into(), json!(octets.len()));
                json!(hex(octets))
            }
            Field::DestAddresses(list) => {
                fields.insert(def.length_name().unwrap_or_default().into(), json!(list.len()));
                list.iter().map(|entry| dest_address(&entry)).collect()
            }
            Field::UnsuccessSmes(list) => {
                fields.insert(def.length_name().unwrap_or_default().into(), json!(list.len()));
                list.iter().map(|entry| unsuccess_sme(&entry)).collect()
            }
            Field::MessageIds(list) => {
                fields.insert(def.length_name().unwrap_or_default().into(), json!(list.len()));
                list.iter().map(|id| latin1(id.as_bytes())).collect()
            }
            _ => Value::Null,
        };
        fields.insert(def.name.into(), value);
    }
    Value::Object(fields)
}

fn dest_address(entry: &DestAddress<'_>) -> Value {
    match entry {
        DestAddress::Sme { dest_addr_ton, dest_addr_npi, destination_addr } => json!({
            "dest_flag": 1,
            "dest_addr_ton": dest_addr_ton.0,
            "dest_addr_npi": dest_addr_npi.0,
            "destination_addr": latin1(destination_addr.as_bytes()),
        }),
        DestAddress::DistributionList { dl_name } => {
            json!({ "dest_flag": 2, "dl_name": latin1(dl_name.as_bytes()) })
        }
    }
}

fn unsuccess_sme(entry: &UnsuccessSme<'_>) -> Value {
    json!({
        "dest_addr_ton": entry.dest_addr_ton.0,
        "dest_addr_npi": entry.dest_addr_npi.0,
        "destination_addr": latin1(entry.destination_addr.as_bytes()),
        "error_status_code": entry.error_status_code.0,
    })
}

pub(crate) fn tlv_object(tlv: &Tlv<'_>) -> Value {
    let name = tlv.tag().def().map(|def| def.name);
    json!({ "tag": tlv.tag().0, "name": name, "value": hex(tlv.octets()) })
}

/// Whether the typed PDU encodes to the same octets after its lists and TLVs were rebuilt.
fn reencoded(raw: &RawPdu<'_>, pdu: Pdu<'_>) -> bool {
    let tlvs: Vec<Tlv<'_>> = pdu.tlvs().iter().map(|tlv| tlv.value().tlv()).collect();
    let trailing = pdu.tlvs().trailing();
    let (destinations, refused, ids): (Vec<DestAddress<'_>>, Vec<UnsuccessSme<'_>>, Vec<COctetString<'_>>);
    let mut rebuilt = pdu.with_tlvs(tlvs.as_slice().into());
    match &mut rebuilt {
        Pdu::SubmitMulti(pdu) => {
            destinations = pdu.dest_address.iter().collect();
            pdu.dest_address = destinations.as_slice().into();
        }
        Pdu::QueryMsgDetailsResp(pdu) => {
            destinations = pdu.dest_address.iter().collect();
            pdu.dest_address = Counted::from(destinations.as_slice());
        }
        Pdu::SubmitMultiResp(pdu) => {
            refused = pdu.unsuccess_sme.iter().collect();
            pdu.unsuccess_sme = refused.as_slice().into();
        }
        Pdu::QueryLastMsgsResp(pdu) => {
            ids = pdu.message_id.iter().collect();
            pdu.message_id = ids.as_slice().into();
        }
        _ => {}
    }
    let mut out = vec![0; raw.encoded_len()];
    let Ok(done) = rebuilt.encode_with(raw.command_status, raw.sequence_number, Rules::AS_IS, &mut out)
    else {
        return false;
    };
    // Octets that are not a TLV have no typed form and are copied.
    let body = out.get(HEADER_LEN..done.len).unwrap_or_default();
    [body, trailing].concat() == raw.body && rebuilt.command_id() == raw.command_id
}
