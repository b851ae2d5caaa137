//! PDUs printed by others: we read what their sources say, and write what we read.

use serde::Deserialize;
use smpp_core::frame::{Frame, Framer};
use smpp_core::pdu::{Counted, DestAddress, UnknownPdu, UnsuccessSme, Value};
use smpp_core::{
    COctetString, CommandId, CommandStatus, DecodeErrorKind, Encode, Header, Pdu, RawPdu, Rules, Tag, Tlv,
    Version, lint,
};
use smpp_tests::checks::pdu::check_pdu;
use smpp_tests::hex;

#[derive(Deserialize)]
struct Dumps {
    dump: Vec<Dump>,
}

#[derive(Deserialize)]
pub(crate) struct Dump {
    pub(crate) pdu: String,
    source: String,
    pub(crate) octets: String,
    header: [u32; 4],
    #[serde(default)]
    body_omitted: bool,
    #[serde(default)]
    pub(crate) fields: Vec<(String, toml::Value)>,
    #[serde(default)]
    pub(crate) tlvs: Vec<(u16, String, String)>,
}

pub(crate) fn dumps() -> Vec<Dump> {
    toml::from_str::<Dumps>(include_str!("../../data/vectors/dumps.toml")).unwrap().dump
}

/// A value in the notation of `dumps.toml`.
fn shown(value: &Value<'_>) -> toml::Value {
    let text = |text: &COctetString<'_>| toml::Value::from(text.as_str().expect("no dump has other octets"));
    match value {
        Value::Integer(octet) => i64::from(*octet).into(),
        Value::Text(value) => text(value),
        Value::Password(password) => text(&password.reveal()),
        Value::Octets(octets) => hex::text(octets).into(),
        Value::DestAddresses(list) => {
            list.iter().map(|entry| dest_address(&entry)).collect::<Vec<_>>().into()
        }
        Value::UnsuccessSmes(list) => list
            .iter()
            .map(|entry| {
                toml::Value::from(vec![
                    toml::Value::from(i64::from(entry.dest_addr_ton.0)),
                    i64::from(entry.dest_addr_npi.0).into(),
                    text(&entry.destination_addr),
                    i64::from(entry.error_status_code.0).into(),
                ])
            })
            .collect::<Vec<_>>()
            .into(),
        Value::MessageIds(list) => list.iter().map(|entry| text(&entry)).collect::<Vec<_>>().into(),
        other => panic!("{other:?}"),
    }
}

fn dest_address(entry: &DestAddress<'_>) -> toml::Value {
    let text = |text: &COctetString<'_>| toml::Value::from(text.as_str().unwrap());
    match entry {
        DestAddress::Sme { dest_addr_ton, dest_addr_npi, destination_addr } => vec![
            toml::Value::from(1),
            i64::from(dest_addr_ton.0).into(),
            i64::from(dest_addr_npi.0).into(),
            text(destination_addr),
        ]
        .into(),
        DestAddress::DistributionList { dl_name } => vec![toml::Value::from(2), text(dl_name)].into(),
    }
}

#[test]
fn dumps_hold_the_values_that_their_sources_print() {
    let dumps = dumps();
    assert_eq!(dumps.len(), 147);
    for dump in &dumps {
        let octets = hex::octets(&dump.octets);
        let place = format!("{} of {}: {}", dump.pdu, dump.source, dump.octets);
        let [command_length, command_id, command_status, sequence_number] = dump.header;
        let header = Header {
            command_length,
            command_id: CommandId(command_id),
            command_status: CommandStatus(command_status),
            sequence_number,
        };
        let raw = RawPdu::parse(&octets).unwrap();
        assert_eq!(Header::parse(&octets), Some(header), "{place}");
        assert_eq!(raw.header(), header, "{place}");
        assert_eq!(raw.command_id.name(), Some(&*dump.pdu), "{place}");

        // Our table joins a length or count with the field after it.
        let mut ours = Vec::new();
        for field in raw.fields() {
            let (def, value) = field.unwrap_or_else(|error| panic!("{place}: {error}"));
            if let Some(name) = def.length_name() {
                ours.push((name, toml::Value::from(value.measure() as i64)));
            }
            ours.push((def.name, shown(&value)));
        }
        let theirs: Vec<_> = dump.fields.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        assert_eq!(ours, theirs, "{place}");
        let has_fields = raw.def().is_some_and(|def| !def.fields.is_empty());
        assert_eq!(raw.body_omitted() && has_fields, dump.body_omitted, "{place}");

        let tlvs = raw.tlvs().unwrap();
        let ours: Vec<_> = tlvs.iter().map(|tlv| (tlv.tag(), hex::text(tlv.octets()))).collect();
        let theirs: Vec<_> = dump.tlvs.iter().map(|(tag, _, value)| (Tag(*tag), value.clone())).collect();
        assert_eq!(ours, theirs, "{place}");
        for (tag, name, _) in dump.tlvs.iter().filter(|(_, name, _)| !name.is_empty()) {
            assert_eq!(Tag(*tag).def().map(|def| def.name), Some(&**name), "{place}");
        }
        assert_eq!(tlvs.trailing(), b"", "{place}");

        let mut out = vec![0; octets.len()];
        assert_eq!(raw.encode(&mut out).map(|done| done.len), Ok(octets.len()), "{place}");
        assert_eq!(out, octets, "{place}");
        out.fill(0xAA);
        let typed = Pdu::decode(&raw).unwrap();
        assert_eq!(typed.command_id(), raw.command_id);
        let done = typed.encode_with(raw.command_status, raw.sequence_number, Rules::AS_IS, &mut out);
        assert_eq!(done.map(|done| done.len), Ok(octets.len()), "{place}");
        assert_eq!(out, octets, "{place}");
        check_pdu(&octets);
    }
}

/// All dumps as one stream: the framer finds the same PDUs.
#[test]
fn dumps_in_one_stream() {
    let pdus: Vec<_> = dumps().iter().map(|dump| hex::octets(&dump.octets)).collect();
    let stream = pdus.concat();
    let mut framer = Framer::new(1 << 16);
    let mut at = 0;
    for octets in &pdus {
        let step = framer.next(&stream[at..]).unwrap();
        assert_eq!(step.frame, Frame::Pdu(RawPdu::parse(octets).unwrap()));
        at += step.used;
    }
    assert_eq!(at, stream.len());
}

#[derive(Deserialize)]
struct Malformed {
    malformed: Vec<Bad>,
}

#[derive(Deserialize)]
struct Bad {
    octets: String,
    reaction: String,
    peer: String,
    #[serde(default)]
    differs: String,
    #[serde(default)]
    handed_over: String,
    #[serde(default)]
    field: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    offset: usize,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    total: usize,
    #[serde(default)]
    trailing: String,
    #[serde(default)]
    rest: String,
    #[serde(default)]
    rules: Vec<(String, String)>,
}

fn malformed() -> Vec<Bad> {
    toml::from_str::<Malformed>(include_str!("../../data/vectors/malformed.toml")).unwrap().malformed
}

#[test]
fn malformed_pdus_give_the_stated_reaction() {
    let all = malformed();
    assert_eq!(all.len(), 12);
    for bad in all {
        let octets = hex::octets(&bad.octets);
        let place = &bad.octets;
        match RawPdu::parse(&octets) {
            Ok(_) => assert_eq!(bad.handed_over, "", "{place}"),
            Err(error) => {
                assert_eq!(error.kind(), DecodeErrorKind::CommandLength, "{place}");
                assert_eq!((error.offset(), error.field()), (0, None), "{place}");
                assert_eq!(error.command_status().name(), Some(&*bad.handed_over), "{place}");
            }
        }
        let step = Framer::new(4096).next(&octets);
        if bad.reaction == "framing lost" {
            assert!(step.is_err(), "{place}: {step:?}");
            assert_eq!(bad.handed_over, "ESME_RINVCMDLEN");
            continue;
        }
        let step = step.unwrap();
        let Frame::Pdu(raw) = step.frame else {
            assert_eq!(bad.reaction, "incomplete", "{place}");
            assert_eq!(step.frame, Frame::NeedMore { total: bad.total }, "{place}");
            assert!(!bad.differs.is_empty(), "{place}");
            continue;
        };
        assert_eq!(hex::text(&octets[step.used..]), bad.rest, "{place}");
        check_pdu(&octets[..step.used]);
        match &*bad.reaction {
            "unknown command" => {
                assert!(raw.def().is_none(), "{place}");
                assert_eq!(Pdu::decode(&raw), Ok(Pdu::Unknown(UnknownPdu::new(raw).unwrap())), "{place}");
            }
            "trailing" => {
                let tlvs = Pdu::decode(&raw).unwrap().tlvs();
                assert_eq!(hex::text(tlvs.trailing()), bad.trailing, "{place}");
                // If a peer gives another status, the reason is noted.
                assert_eq!(
                    bad.peer.starts_with("ESME_") && bad.rest.is_empty(),
                    !bad.differs.is_empty(),
                    "{place}"
                );
            }
            "decode error" => {
                let error = Pdu::decode(&raw).unwrap_err();
                assert_eq!(error.field(), Some(&*bad.field), "{place}");
                assert_eq!(format!("{:?}", error.kind()), bad.kind, "{place}");
                assert_eq!(error.offset(), bad.offset, "{place}");
                assert_eq!(error.command_status().name(), Some(&*bad.answer), "{place}");
            }
            other => panic!("{place}: {other}"),
        }
    }
}

/// The answer of a strict receiver to each, as found by `lint`: an error for anything broken in the mandatory fields
/// or after them.
#[test]
fn malformed_pdus_have_the_stated_findings() {
    let (mut streams, mut unknown) = (0, 0);
    for bad in malformed() {
        let octets = hex::octets(&bad.octets);
        let Ok((raw, _)) = RawPdu::split(&octets) else {
            assert!(bad.rules.is_empty(), "{}", bad.octets);
            continue;
        };
        let mut found = Vec::new();
        lint::check(&raw, Version::V34, |finding| {
            if finding.lint.severity == lint::Severity::Error {
                found.push((finding.lint.id.to_owned(), finding.status.to_string()));
            }
        });
        assert_eq!(found, bad.rules, "{}", bad.octets);
        streams += usize::from(found.iter().any(|(_, status)| status == "ESME_RINVTLVSTREAM"));
        unknown += usize::from(found.iter().any(|(_, status)| status == "ESME_RINVCMDID"));
    }
    assert_eq!((streams, unknown), (4, 2));
}

/// The three submit_sm on a gateway's page about esm_class, as printed: command_status and service_type are missing,
/// command_length is 29 or 37, and sm_length counts neither octets nor septets.
pub const PRINTED: [&str; 3] = [
    "0000001D 00000004 00000001 00 00 736F7572636500 00 00 36353433323100 00 00 00 00 00 00 00 00 00 07 C8329BFD06DDDF72",
    "00000025 00000004 00000002 00 00 736F7572636500 00 00 36353433323100 40 00 00 00 00 00 00 00 00 0C 0500030201C8329BFD06DDDF72",
    "0000001D 00000004 00000003 00 00 736F7572636500 00 00 36353433323100 20 00 00 00 00 01 00 00 00 07 C8329BFD06DDDF72",
];

#[test]
fn printed_esm_class_pdus_name_the_octet() {
    for (number, printed) in (1..).zip(PRINTED) {
        let octets = hex::octets(printed);
        let (raw, rest) = RawPdu::split(&octets).unwrap();
        assert!(!rest.is_empty(), "command_length is less than what is printed");
        // The header is shifted by four octets: the sequence number is read as the status, and so on.
        assert_eq!(raw.command_status, CommandStatus(number));
        assert_eq!(raw.sequence_number.to_be_bytes(), *b"\0\0so");
        let error = raw.decode::<smpp_core::pdu::SubmitSm<'_>>().unwrap_err();
        check_pdu(&octets[..octets.len() - rest.len()]);
        if number == 2 {
            // Eight more octets: source_addr ends, and the PDU ends a few fields later.
            assert_eq!((error.kind(), error.field()), (DecodeErrorKind::Truncated, Some("validity_period")));
            assert_eq!(error.offset(), 37);
        } else {
            assert_eq!((error.kind(), error.field()), (DecodeErrorKind::NoTerminator, Some("source_addr")));
            assert_eq!(error.offset(), 23);
            assert_eq!(
                error.to_string(),
                "submit_sm.source_addr at octet 23: no terminating NUL within the PDU (answer with ESME_RINVSRCADR)"
            );
        }
    }
}

/// The same with command_status, service_type, lengths and the part number corrected.
#[test]
fn corrected_esm_class_pdus_round_trip() {
    let text = "C8329BFD06DDDF72";
    for (sequence_number, esm_class, registered, message) in [
        (1, 0x00, 0, text.to_owned()),
        (2, 0x40, 0, format!("050003020201{text}")),
        (3, 0x20, 1, text.to_owned()),
    ] {
        let message = hex::octets(&message);
        let mut octets = hex::octets("0000000000000004 00000000");
        octets.extend_from_slice(&u32::to_be_bytes(sequence_number));
        octets.extend_from_slice(b"\0\0\0source\0\0\x00654321\0");
        octets.extend_from_slice(&[esm_class, 0, 0, 0, 0, registered, 0, 0, 0, message.len() as u8]);
        octets.extend_from_slice(&message);
        let length = octets.len() as u32;
        octets[..4].copy_from_slice(&length.to_be_bytes());

        let raw = RawPdu::parse(&octets).unwrap();
        let pdu: smpp_core::pdu::SubmitSm<'_> = raw.decode().unwrap();
        assert_eq!((pdu.source_addr, pdu.destination_addr), ("source".into(), "654321".into()));
        assert_eq!((pdu.esm_class.0, pdu.registered_delivery.0), (esm_class, registered));
        assert_eq!(pdu.short_message, message);
        assert_eq!(pdu.esm_class.udhi(), sequence_number == 2);
        for rules in [Rules::V33, Rules::V34, Rules::V50, Rules::AS_IS] {
            let mut out = vec![0; octets.len()];
            assert_eq!(pdu.encode(sequence_number, rules, &mut out).unwrap().len, octets.len());
            assert_eq!(out, octets);
        }
        check_pdu(&octets);
    }
}

/// Building the PDU from the values in the source gives the same octets.
#[test]
fn a_dump_built_from_values() {
    let dump = dumps().into_iter().find(|dump| dump.pdu == "submit_multi").unwrap();
    let octets = hex::octets(&dump.octets);
    let read: smpp_core::pdu::SubmitMulti<'_> = RawPdu::parse(&octets).unwrap().decode().unwrap();
    let entries: Vec<_> = read.dest_address.iter().collect();
    let tlvs: Vec<Tlv<'_>> = read.tlvs.iter().collect();
    let built = smpp_core::pdu::SubmitMulti {
        service_type: read.service_type,
        source_addr_ton: read.source_addr_ton,
        source_addr_npi: read.source_addr_npi,
        source_addr: read.source_addr,
        dest_address: Counted::from(&entries[..]),
        data_coding: read.data_coding,
        short_message: read.short_message,
        tlvs: (&tlvs[..]).into(),
        ..Default::default()
    };
    let mut out = vec![0; octets.len()];
    built.encode(dump.header[3], Rules::V34, &mut out).unwrap();
    assert_eq!(out, octets);
    assert_eq!(Counted::<UnsuccessSme<'_>>::EMPTY.len(), 0);
}
