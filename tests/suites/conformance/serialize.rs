//! The feature `serde`: PDUs as JSON under the standard's names, codes and enums both ways.

use crate::examples::dumps;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json, to_value};
use smpp_core::codes::{
    CommandStatus, DataCoding, EsmClass, Finality, MessageState, NetworkErrorCode, RegisteredDelivery,
    RetryClass, Ton,
};
use smpp_core::lint::{self, Severity};
use smpp_core::pdu::{BindTransceiver, IssuedBy, PDUS, PduKind, SubmitSm, SubmitSmResp, UnsuccessSme};
use smpp_core::timestamp::DateTime;
use smpp_core::{CommandId, Encode, Pdu, RawPdu, Rules, Tag, Tlv, Tlvs, Version};
use smpp_tests::{generate, hex};
use std::collections::BTreeSet;
use std::fmt::Debug;

/// A value of `dumps.toml` in JSON.
fn expected(name: &str, value: &toml::Value) -> Value {
    let entries = |names: &[&str], values: &[toml::Value]| {
        let pairs = names.iter().zip(values).map(|(name, value)| ((*name).to_owned(), expected(name, value)));
        Value::Object(pairs.collect())
    };
    match value {
        _ if name == "password" => "***".into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Array(values) => match (name, values.first()) {
            ("dest_address", Some(toml::Value::Integer(2))) => entries(&["dest_flag", "dl_name"], values),
            ("dest_address", Some(toml::Value::Integer(_))) => {
                entries(&["dest_flag", "dest_addr_ton", "dest_addr_npi", "destination_addr"], values)
            }
            ("unsuccess_sme", Some(toml::Value::Integer(_))) => {
                entries(&["dest_addr_ton", "dest_addr_npi", "destination_addr", "error_status_code"], values)
            }
            _ => values.iter().map(|value| expected(name, value)).collect(),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_dump_has_the_values_of_its_source() {
    for dump in dumps() {
        let octets = hex::octets(&dump.octets);
        let raw = RawPdu::parse(&octets).unwrap();
        let shown = to_value(raw).unwrap();
        assert_eq!(shown["command_length"], octets.len());
        assert_eq!(shown["command_id"], raw.command_id.0);
        assert_eq!(shown["error"], Value::Null);
        let pdu = &shown["pdu"][&dump.pdu];
        assert_eq!(pdu, &to_value(Pdu::decode(&raw).unwrap()).unwrap()[&dump.pdu]);

        let lengths: BTreeSet<_> = raw.fields().filter_map(|field| field.unwrap().0.length_name()).collect();
        let fields: Vec<_> =
            dump.fields.iter().filter(|(name, _)| !lengths.contains(name.as_str())).collect();
        for (name, value) in &fields {
            assert_eq!(pdu[name], expected(name, value), "{}.{name} of {}", dump.pdu, dump.octets);
        }
        assert_eq!(pdu.as_object().unwrap().len(), fields.len() + 1, "{pdu}");

        let tlvs = pdu["tlvs"].as_array().unwrap();
        assert_eq!(tlvs.len(), dump.tlvs.len());
        for (shown, (tag, name, value)) in tlvs.iter().zip(&dump.tlvs) {
            let name = if name.is_empty() { Value::Null } else { name.as_str().into() };
            assert_eq!((&shown["tag"], &shown["name"]), (&json!(tag), &name));
            match &shown["value"] {
                Value::Number(number) => assert_eq!(number.as_u64(), u64::from_str_radix(value, 16).ok()),
                Value::String(text) if text == value => {}
                Value::String(text) => {
                    let octets = hex::octets(value);
                    assert_eq!(text.as_bytes(), octets.strip_suffix(b"\0").unwrap_or(&octets), "{shown}");
                }
                Value::Object(_) => {}
                other => panic!("{other}"),
            }
        }
    }
}

/// A new PDU type is serialized without any code of its own.
#[test]
fn every_pdu_has_its_fields_in_wire_order() {
    for def in PDUS {
        let octets = generate::valid(&mut generate::Source::Seed(7), def, def.until);
        let raw = RawPdu::parse(&octets).unwrap();
        let text = serde_json::to_string(&Pdu::decode(&raw).unwrap()).unwrap();
        let mut rest =
            text.strip_prefix(&format!("{{\"{}\":{{", def.name)).unwrap_or_else(|| panic!("{text}"));
        for field in def.fields {
            let at = rest
                .find(&format!("\"{}\":", field.name))
                .unwrap_or_else(|| panic!("{}: {text}", field.name));
            rest = &rest[at..];
        }
        assert!(rest.contains("\"tlvs\":["), "{text}");
    }
}

#[test]
fn passwords_and_bodies_that_may_contain_one_are_not_shown() {
    let bind =
        BindTransceiver { system_id: "esme".into(), password: "secret08".into(), ..Default::default() };
    assert_eq!(to_value(bind).unwrap()["password"], "***");
    let mut out = [0; 64];
    let len = bind.encode(1, Rules::V34, &mut out).unwrap().len;
    let vendors = RawPdu { command_id: CommandId(0x0100_0001), ..RawPdu::parse(&out[..len]).unwrap() };
    let unknown = json!({"unknown": {"command_id": 0x0100_0001, "body_len": len - 16}});
    assert_eq!(to_value(vendors).unwrap()["pdu"], unknown);
    // Cut after the password.
    let cut = RawPdu { body: &out[16..30], ..RawPdu::parse(&out[..len]).unwrap() };
    let shown = to_value(cut).unwrap();
    assert_eq!(shown["pdu"], Value::Null);
    assert!(
        shown["error"].as_str().unwrap().starts_with("bind_transceiver.system_type at octet 30"),
        "{shown}"
    );
    assert!(!shown.to_string().contains("secret"));
}

#[test]
fn values_have_the_form_that_the_docs_name() {
    let unsuccess_sme = [UnsuccessSme { destination_addr: b"467\xE9".into(), ..UnsuccessSme::default() }];
    assert_eq!(to_value(unsuccess_sme[0]).unwrap()["destination_addr"], "467\u{E9}");
    assert_eq!(
        to_value(SubmitSmResp { body_omitted: true, ..Default::default() }).unwrap(),
        json!({"tlvs": []})
    );
    let submit_sm = SubmitSm { short_message: b"\x00\xFF", esm_class: EsmClass(0x40), ..SubmitSm::default() };
    let shown = to_value(submit_sm).unwrap();
    assert_eq!((&shown["short_message"], &shown["esm_class"]), (&json!("00ff"), &json!(0x40)));

    let network_error_code = NetworkErrorCode { network: 3.into(), code: 27 };
    let list = [
        Tlv::network_error_code(network_error_code),
        Tlv::receipted_message_id("7f".into()),
        Tlv::message_payload(b"\xAB"),
        Tlv::alert_on_message_delivery(None),
        Tlv::raw(Tag(0x1401), b"\x01"),
        Tlv::raw(Tag::MESSAGE_STATE, b"\x01\x02"),
    ];
    let expected = json!([
        {"tag": 0x0423, "name": "network_error_code", "value": {"network": 3, "code": 27}},
        {"tag": 0x001E, "name": "receipted_message_id", "value": "7f"},
        {"tag": 0x0424, "name": "message_payload", "value": "ab"},
        {"tag": 0x130C, "name": "alert_on_message_delivery", "value": null},
        {"tag": 0x1401, "name": null, "value": "01"},
        {"tag": 0x0427, "name": "message_state", "value": "0102"},
    ]);
    assert_eq!(to_value(Tlvs::from(&list)).unwrap(), expected);

    let at = DateTime::new(2026, 11, 22, 10, 11, 0).map(|at| at.with_utc_offset_quarters(Some(8)));
    assert_eq!(to_value(at).unwrap(), "2026-11-22T10:11:00+02:00");

    let mut found = Vec::new();
    let raw = RawPdu { command_id: CommandId(7777), command_status: 0.into(), sequence_number: 1, body: b"" };
    lint::check(&raw, Version::V34, |finding| found.push(to_value(finding).unwrap()));
    assert_eq!(found[0]["lint"], "unknown_command_id");
    assert_eq!(found[0]["severity"], "error");
    assert_eq!(found[0]["status"], "ESME_RINVCMDID");
}

/// Reads each of the JSON values as the code; `None` must be refused.
fn reads<T: DeserializeOwned + PartialEq + Debug>(cases: &[(Value, Option<T>)]) {
    for (given, code) in cases {
        assert_eq!(serde_json::from_value::<T>(given.clone()).ok().as_ref(), code.as_ref(), "{given}");
    }
}

#[test]
fn codes_are_numbers_and_are_read_from_numbers_and_names() {
    assert_eq!(to_value(CommandStatus::ESME_RTHROTTLED).unwrap(), 0x58);
    assert_eq!(to_value(CommandId::SUBMIT_SM_RESP).unwrap(), 0x8000_0004_u32);
    reads(&[
        (json!(0x58), Some(CommandStatus::ESME_RTHROTTLED)),
        (json!("ESME_RTHROTTLED"), Some(CommandStatus::ESME_RTHROTTLED)),
        (json!("0x58"), Some(CommandStatus::ESME_RTHROTTLED)),
        (json!(0x450), Some(CommandStatus(0x450))),
        (json!("throttled"), None),
        (json!(-1), None),
        (json!(0x1_0000_0000_u64), None),
    ]);
    reads(&[(json!("submit_sm"), Some(CommandId::SUBMIT_SM)), (json!(4), Some(CommandId::SUBMIT_SM))]);
    reads(&[(json!("message_payload"), Some(Tag::MESSAGE_PAYLOAD)), (json!(0x1_0000), None)]);
    reads(&[
        (json!("INTERNATIONAL"), Some(Ton::INTERNATIONAL)),
        (json!(255), Some(Ton(255))),
        (json!(256), None),
    ]);
    reads(&[(json!("UCS2"), Some(DataCoding::UCS2)), (json!(8), Some(DataCoding::UCS2))]);
    // Bits have no name.
    reads(&[
        (json!(0x44), Some(EsmClass(0x44))),
        (json!("0x44"), Some(EsmClass(0x44))),
        (json!("UDHI"), None),
    ]);
    reads(&[(json!(1), Some(RegisteredDelivery(1)))]);
}

/// An enum by its name, and back.
fn named<T: Serialize + DeserializeOwned + PartialEq + Debug>(cases: &[(T, &str)]) {
    for (value, name) in cases {
        assert_eq!(to_value(value).unwrap(), *name);
        assert_eq!(serde_json::from_value::<T>(json!(name)).unwrap(), *value);
    }
    assert!(serde_json::from_value::<T>(json!("neither")).is_err());
    assert!(serde_json::from_value::<T>(json!(0)).is_err());
}

#[test]
fn enums_are_names() {
    named(&[(Version::V33, "3.3"), (Version::V34, "3.4"), (Version::V50, "5.0")]);
    named(&[(Severity::Note, "note"), (Severity::Warning, "warning"), (Severity::Error, "error")]);
    named(&[(PduKind::OneWay, "one_way")]);
    named(&[(IssuedBy::Smsc, "smsc")]);
    named(&[(CommandStatus::ESME_RTHROTTLED.retry_class(), "retry_later"), (RetryClass::Session, "session")]);
    named(&[(MessageState::ENROUTE.finality(), "pending"), (Finality::Final, "final")]);
}
