//! The sandbox of a provider: every result of Mensatek through a real socket, and its refusals.

use crate::kit::{Smsc, run, summary};
use serde_json::Value;
use smpp_core::codes::{MessageState, Ton};
use smpp_core::message::receipt::ErrorClass;
use smpp_core::pdu::{BindTransceiver, SubmitSm};
use smpp_core::profile::Profile;
use smpp_core::{CommandStatus, Encode, RawPdu, Rules};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Output;
use std::thread;

const PROFILE: [&str; 2] = ["--profile", "mensatek"];

/// Sends one message with the profile and requests all reports about it.
fn send(server: SocketAddr, account: &str, to: &str, more: &[&str]) -> Output {
    let server = server.to_string();
    let fixed = ["--connect", &server, "--system-id", account, "--password", "secret", "--from", "My_Sender"];
    let asked = ["--to", to, "--text", "Hello", "--receipts", "--intermediate", "--json"];
    run("esme", &[&fixed[..], &asked, &PROFILE, more].concat())
}

/// The entry of `by_err` for an err and a state, and the only state in `by_state`.
fn told(output: &Output, err: &str, state: MessageState) -> (Value, String) {
    assert!(output.status.success(), "{output:?}");
    let summary = summary(output);
    let is_it = |entry: &&Value| entry["err"] == err && entry["state"] == name(state);
    let entry = summary["by_err"].as_array().unwrap().iter().find(is_it);
    let states = summary["by_state"].as_object().unwrap();
    assert_eq!(states.len(), 1, "{summary}");
    (entry.unwrap_or(&Value::Null).clone(), states.keys().next().unwrap().clone())
}

fn name(state: MessageState) -> String {
    state.name().unwrap().to_lowercase()
}

#[test]
fn every_result_of_the_table() {
    let smsc = Smsc::start(&PROFILE);
    let server = smsc.address();
    // One session per account: each run has its own.
    thread::scope(|scope| {
        for (lane, errors) in Profile::MENSATEK.errors.chunks(12).enumerate() {
            scope.spawn(move || {
                for error in errors {
                    let err = format!("{:03}", error.code);
                    let to = format!("+3460000{}{err}", 9);
                    let output = send(server, &format!("lane{lane}"), &to, &[]);
                    let state = error.class.state();
                    let (entry, last) = told(&output, &err, state);
                    assert_eq!(entry["class"], error.class.name(), "{err}: {entry}");
                    assert_eq!(entry["meaning"], error.meaning);
                    assert_eq!(
                        last,
                        name(if state.is_final_by_standard() { state } else { MessageState::DELIVERED })
                    );
                    assert_eq!(entry["count"], 1, "{err}: {entry}");
                }
            });
        }
    });
    assert_eq!(smsc.end().len(), Profile::MENSATEK.errors.len());
}

#[test]
fn every_state() {
    let smsc = Smsc::start(&PROFILE);
    for (digit, state) in MessageState::NAMED.iter().map(|state| (state.0, *state)) {
        // After ACCEPTED or UNKNOWN, esme waits for something better.
        let output = send(smsc.address(), "states", &format!("+346000800{digit}"), &["--timeout", "1"]);
        assert!(output.status.success(), "{output:?}");
        let summary = summary(&output);
        let entries = summary["by_err"].as_array().unwrap();
        assert!(entries.iter().any(|entry| entry["state"] == name(state)), "{digit}: {summary}");
        let last = if state.is_final_by_standard() { state } else { MessageState::DELIVERED };
        assert_eq!(summary["by_state"][name(last)], 1, "{digit}: {summary}");
    }
    let output = send(smsc.address(), "states", "+34600000000", &["--require-delivered"]);
    assert_eq!(told(&output, "000", MessageState::DELIVERED).1, "delivered");
    // A result that the table does not have.
    assert_eq!(
        told(&send(smsc.address(), "states", "+34600009999", &[]), "000", MessageState::DELIVERED).1,
        "delivered"
    );
}

#[test]
fn a_sender_that_is_not_taken_is_not_sent() {
    let smsc = Smsc::start(&PROFILE);
    for (from, reason) in [("My sender", "octet 2"), ("1234567890123456", "longer than 15"), ("", "empty")] {
        let server = smsc.address().to_string();
        let fixed = ["--connect", &server, "--system-id", "a", "--password", "b", "--to", "1", "--text", "c"];
        let output = run("esme", &[&fixed[..], &["--from", from, "--json"], &PROFILE].concat());
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains("mensatek: --from") && text.contains(reason), "{text}");
        assert_eq!(summary(&output)["parts"], 0);
    }
    assert!(smsc.end().is_empty());
}

#[test]
fn characters_are_replaced() {
    let smsc = Smsc::start(&PROFILE);
    let server = smsc.address().to_string();
    let fixed = ["--connect", &server, "--system-id", "a", "--password", "b", "--from", "+34600000000"];
    for text in ["Avui plou, \u{201C}poc\u{201D}", "\u{1F600}"] {
        let output = run("esme", &[&fixed[..], &["--to", "+34600000001", "--text", text], &PROFILE].concat());
        assert!(output.status.success(), "{output:?}");
    }
    let objects = smsc.end();
    assert_eq!((&objects[0]["data_coding"], &objects[0]["text"]), (&0.into(), &"Avui plou, \"poc\"".into()));
    assert_eq!(objects[1]["data_coding"], 8);
}

/// From the provider's document: accents that GSM 7-bit lacks become the nearest character, with data_coding 0 and 1.
#[test]
fn the_sandbox_replaces_characters_itself() {
    let smsc = Smsc::start(&PROFILE);
    let mut stream = TcpStream::connect(smsc.address()).unwrap();
    let bind =
        BindTransceiver { system_id: "latin".into(), interface_version: 0x34.into(), ..Default::default() };
    assert_eq!(ask(&mut stream, &bind), CommandStatus::ESME_ROK);
    for data_coding in [0, 1] {
        let sm = SubmitSm {
            source_addr_ton: Ton::ALPHANUMERIC,
            source_addr: "My_Sender".into(),
            destination_addr: "34600000000".into(),
            // Latin-1: á is not a septet, e and \x05 (é) are.
            short_message: b"M\xE1s caf\x05, \x1Be\xAB\xB4",
            data_coding: data_coding.into(),
            ..SubmitSm::default()
        };
        assert_eq!(ask(&mut stream, &sm), CommandStatus::ESME_ROK);
    }
    for object in smsc.end() {
        assert_eq!(object["text"], "Mas café, €\"'");
    }
}

#[test]
fn an_unknown_profile_is_wrong_usage() {
    for (program, args) in [
        ("esme", vec!["--connect", "127.0.0.1:9", "--system-id", "a", "--password", "b", "--bind", "rx"]),
        ("smsc", vec!["--listen", "127.0.0.1:0"]),
        ("inspect", vec!["receipt"]),
    ] {
        let output = run(program, &[&args[..], &["--profile", "nobody"]].concat());
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains("generic, kannel, mensatek"), "{text}");
    }
}

fn octets(pdu: &impl Encode) -> Vec<u8> {
    let mut out = vec![0; 512];
    let len = pdu.encode(1, Rules::V34, &mut out).unwrap().len;
    out.truncate(len);
    out
}

fn ask(stream: &mut TcpStream, pdu: &impl Encode) -> CommandStatus {
    stream.write_all(&octets(pdu)).unwrap();
    let mut resp = vec![0; 16];
    stream.read_exact(&mut resp).unwrap();
    let length = u32::from_be_bytes(resp[..4].try_into().unwrap());
    resp.resize(length as usize, 0);
    stream.read_exact(&mut resp[16..]).unwrap();
    RawPdu::parse(&resp).unwrap().command_status
}

#[test]
fn one_session_for_an_account_and_what_a_message_may_be() {
    let smsc = Smsc::start(&PROFILE);
    let bind =
        BindTransceiver { system_id: "acct".into(), interface_version: 0x34.into(), ..Default::default() };
    let mut first = TcpStream::connect(smsc.address()).unwrap();
    assert_eq!(ask(&mut first, &bind), CommandStatus::ESME_ROK);
    let mut second = TcpStream::connect(smsc.address()).unwrap();
    assert_eq!(ask(&mut second, &bind), CommandStatus::ESME_RALYBND);
    let other = BindTransceiver { system_id: "other".into(), ..bind };
    assert_eq!(ask(&mut second, &other), CommandStatus::ESME_ROK);

    let sm = SubmitSm {
        source_addr_ton: Ton::ALPHANUMERIC,
        source_addr: "My_Sender".into(),
        destination_addr: "34600000000".into(),
        short_message: b"Hi",
        ..SubmitSm::default()
    };
    assert_eq!(ask(&mut first, &sm), CommandStatus::ESME_ROK);
    assert_eq!(ask(&mut first, &SubmitSm { data_coding: 1.into(), ..sm }), CommandStatus::ESME_ROK);
    assert_eq!(ask(&mut first, &SubmitSm { data_coding: 3.into(), ..sm }), CommandStatus::ESME_RSUBMITFAIL);
    let spaced = SubmitSm { source_addr: "My Sender".into(), ..sm };
    assert_eq!(ask(&mut first, &spaced), CommandStatus::ESME_RINVSRCADR);

    assert_eq!(ask(&mut first, &smpp_core::pdu::Unbind::default()), CommandStatus::ESME_ROK);
    let mut third = TcpStream::connect(smsc.address()).unwrap();
    assert_eq!(ask(&mut third, &bind), CommandStatus::ESME_ROK);
}

/// This provider's table has no results for credit and permissions.
#[test]
fn each_class_has_a_result() {
    for class in [
        ErrorClass::Delivered,
        ErrorClass::Pending,
        ErrorClass::Temporary,
        ErrorClass::Permanent,
        ErrorClass::Expired,
        ErrorClass::Blocked,
        ErrorClass::Cancelled,
        ErrorClass::Support,
    ] {
        assert!(Profile::MENSATEK.errors.iter().any(|error| error.class == class), "{class:?}");
    }
}
