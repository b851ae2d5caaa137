//! The programs `esme` and `smsc`: usage, errors, and an exchange with each other.

use crate::kit::{OK, Smsc, octets, run, summary};
use smpp_core::codes::EsmClass;
use smpp_core::pdu::{
    BindReceiver, BindTransceiver, BindTransceiverResp, BindTransmitter, DeliverSm, SubmitSm, SubmitSmResp,
    Unbind, UnbindResp,
};
use smpp_core::{CommandId, CommandStatus, RawPdu};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Output;
use std::thread;
use std::time::{Duration, Instant};

/// esme with an account, an address and a text. `more` comes after.
fn esme(server: SocketAddr, more: &[&str]) -> Output {
    let server = server.to_string();
    let fixed = ["--connect", &server, "--system-id", "acct", "--password", "secret", "--json"];
    let message = ["--from", "Shop", "--to", "+15555550100", "--text", "Hello, 5 €"];
    let all: Vec<&str> = fixed.iter().chain(&message).chain(more).copied().collect();
    run("esme", &all)
}

/// The only line of standard error. The status must be 1.
fn complaint(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!((output.status.code(), text.lines().count()), (Some(1), 1), "{text}");
    text
}

/// A server that runs a script on its only connection.
fn scripted(script: impl FnOnce(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || script(listener.accept().unwrap().0));
    address
}

/// Reads one PDU: its command_id and sequence_number.
fn read(stream: &mut TcpStream) -> Option<(CommandId, u32)> {
    let octets = read_octets(stream)?;
    let pdu = RawPdu::parse(&octets).unwrap();
    Some((pdu.command_id, pdu.sequence_number))
}

fn read_octets(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut octets = vec![0; 4];
    stream.read_exact(&mut octets).ok()?;
    let length = u32::from_be_bytes(octets.clone().try_into().unwrap());
    octets.resize(length as usize, 0);
    stream.read_exact(&mut octets[4..]).ok()?;
    Some(octets)
}

fn receipt(id: &str, number: u32) -> Vec<u8> {
    let text = format!(
        "id:{id} sub:001 dlvrd:001 submit date:2611221011 done date:2611221012 stat:DELIVRD err:000 text:"
    );
    let deliver_sm =
        DeliverSm { esm_class: EsmClass(4), short_message: text.as_bytes(), ..DeliverSm::default() };
    octets(&deliver_sm, OK, number)
}

#[test]
fn wrong_usage_is_status_2_and_help_is_0() {
    let good = ["--connect", "127.0.0.1:9", "--system-id", "a", "--password", "b"];
    let and = |more: &[&'static str]| good.iter().chain(more).copied().collect::<Vec<_>>();
    let wrong = [
        vec![],
        and(&[]),
        and(&["--from", "a", "--to", "b", "--text", "c", "--bind", "tx", "--receipts"]),
        and(&["--from", "a", "--to", "b", "--text", "c", "--window", "0"]),
        and(&["--from", "a", "--to", "b", "--text", "c", "--timeout", "0"]),
        and(&["--from", "a", "--to", "b", "--text", "c", "--version", "3.5"]),
        vec!["--connect", "nowhere", "--system-id", "a", "--password", "b", "--bind", "rx"],
        vec!["--connect", "127.0.0.1:0", "--system-id", "a", "--password", "b", "--bind", "rx"],
        vec![
            "--outbind-listen",
            "127.0.0.1:0",
            "--version",
            "3.3",
            "--system-id",
            "a",
            "--password",
            "b",
            "--bind",
            "rx",
        ],
        vec!["--outbind-listen", "nowhere", "--system-id", "a", "--password", "b", "--bind", "rx"],
        vec!["--connect", "127.0.0.1:9", "--system-id", "a", "--password", "123456789", "--bind", "rx"],
    ];
    for args in &wrong {
        assert_eq!(run("esme", args).status.code(), Some(2), "{args:?}");
    }
    for args in [
        vec![],
        vec!["--listen", "127.0.0.1:0", "--reject", "1.5"],
        vec!["--listen", "127.0.0.1:0", "--keep", "0"],
        vec!["--listen", "127.0.0.1:99999"],
        vec!["--listen", "nowhere"],
        vec!["--listen", "127.0.0.1:0", "--outbind", "nowhere"],
    ] {
        assert_eq!(run("smsc", &args).status.code(), Some(2), "{args:?}");
    }
    for args in
        [["--listen", "nowhere", "--connect", "127.0.0.1:9"], ["--listen", "127.0.0.1:0", "--connect", ":9"]]
    {
        assert_eq!(run("proxy", &args).status.code(), Some(2), "{args:?}");
    }
    for name in ["esme", "smsc"] {
        let help = run(name, &["--help"]);
        assert!(help.status.success() && String::from_utf8_lossy(&help.stdout).contains("Exit status"));
    }
}

#[test]
fn no_server() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert!(complaint(&esme(closed, &[])).contains("refused"));
    // A port in use.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let output = run("smsc", &["--listen", &taken.local_addr().unwrap().to_string()]);
    assert!(complaint(&output).contains("in use"));
}

#[test]
fn a_silent_server_costs_the_timeout() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let start = Instant::now();
    let text = complaint(&esme(silent.local_addr().unwrap(), &["--timeout", "0.5"]));
    assert!(text.contains("not answered"), "{text}");
    assert!((Duration::from_millis(450)..Duration::from_secs(5)).contains(&start.elapsed()));
}

#[test]
fn a_server_that_goes_silent_after_the_bind() {
    let server = scripted(|mut stream| {
        let (_, number) = read(&mut stream).unwrap();
        stream.write_all(&octets(&BindTransceiverResp::default(), OK, number)).unwrap();
        while read(&mut stream).is_some() {}
    });
    let output = esme(server, &["--timeout", "0.5", "--count", "3"]);
    assert!(complaint(&output).contains("submit_sm was not answered"));
    assert_eq!(
        (summary(&output)["parts"].as_u64(), summary(&output)["accepted"].as_u64()),
        (Some(3), Some(0))
    );
}

#[test]
fn servers_that_break_the_connection_or_the_framing() {
    let inside = scripted(|mut stream| {
        let (_, number) = read(&mut stream).unwrap();
        let resp = octets(&BindTransceiverResp::default(), OK, number);
        stream.write_all(&resp[..10]).unwrap();
    });
    assert!(complaint(&esme(inside, &[])).contains("inside a PDU"));
    let at_once = scripted(|mut stream| {
        read(&mut stream).unwrap();
    });
    assert!(complaint(&esme(at_once, &[])).contains("the connection has ended"));
    let garbage = scripted(|mut stream| {
        read(&mut stream).unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        while read(&mut stream).is_some() {}
    });
    assert!(complaint(&esme(garbage, &[])).contains("the peer speaks HTTP, not SMPP"));
}

#[test]
fn a_wrong_password_is_named_and_the_connection_stays_open() {
    let smsc = Smsc::start(&["--system-id", "acct", "--password", "other"]);
    assert!(complaint(&esme(smsc.address(), &[])).contains("ESME_RINVPASWD"));
    let smsc = Smsc::start(&["--system-id", "other"]);
    assert!(complaint(&esme(smsc.address(), &[])).contains("ESME_RINVSYSID"));

    let mut stream = TcpStream::connect(smsc.address()).unwrap();
    for (system_id, status) in [("nobody", CommandStatus::ESME_RINVSYSID), ("other", OK)] {
        let bind = BindTransceiver {
            system_id: system_id.into(),
            interface_version: 0x34.into(),
            ..Default::default()
        };
        stream.write_all(&octets(&bind, OK, 7)).unwrap();
        let mut head = [0; 16];
        stream.read_exact(&mut head).unwrap();
        assert_eq!(head[8..12], status.0.to_be_bytes());
        let length = u32::from_be_bytes(head[..4].try_into().unwrap());
        stream.read_exact(&mut vec![0; length as usize - 16]).unwrap();
    }
}

#[test]
fn an_exchange_with_receipts() {
    let smsc = Smsc::start(&["--system-id", "acct", "--password", "secret", "--receipt-delay", "20"]);
    let text = "Precio: 5 €. ".repeat(13);
    let output = esme(smsc.address(), &["--require-delivered", "--count", "50", "--window", "7"]);
    assert!(output.status.success(), "{output:?}");
    let summary = summary(&output);
    let wanted = serde_json::json!({
        "sent": 50, "parts": 50, "accepted": 50, "rejected": 0, "receipts": 50, "by_state": { "delivered": 50 },
    });
    for (key, value) in wanted.as_object().unwrap() {
        assert_eq!(&summary[key], value, "{key}");
    }
    assert!(summary["seconds"].as_f64() > Some(0.0) && summary["per_second"].as_f64() > Some(0.0));

    let server = smsc.address().to_string();
    let long = [
        "--connect",
        &server,
        "--system-id",
        "acct",
        "--password",
        "secret",
        "--from",
        "Shop",
        "--to",
        "1234",
    ];
    let output = run("esme", &[&long[..], &["--text", &text, "--receipts", "--version", "5.0"]].concat());
    assert!(output.status.success(), "{output:?}");
    assert!(
        String::from_utf8_lossy(&output.stdout).starts_with("1 message in 2 parts: 2 accepted"),
        "{output:?}"
    );

    let objects = smsc.end();
    assert_eq!(objects.len(), 52);
    assert_eq!(objects[0]["text"], "Hello, 5 €");
    assert_eq!(objects[51]["text"].as_str().map(|part| text.ends_with(part)), Some(true));
}

#[test]
fn cuts_where_the_user_says() {
    let smsc = Smsc::start(&[]);
    let server = smsc.address().to_string();
    let account = ["--connect", &server, "--system-id", "acct", "--password", "secret", "--json"];
    let message =
        ["--from", "Shop", "--to", "1234", "--text", "Ring bell twice", "--max-short-message", "14"];
    for (boundary, parts) in [("character", 2), ("word", 3)] {
        let output = run("esme", &[&account[..], &message, &["--boundary", boundary]].concat());
        assert_eq!(summary(&output)["parts"], parts, "{output:?}");
    }
    let texts: Vec<_> = smsc.end().iter().map(|object| object["text"].to_string()).collect();
    assert_eq!(texts.join(""), "\"Ring bel\"\"l twice\"\"Ring \"\"bell \"\"twice\"");
}

#[test]
fn limits_of_the_server() {
    let smsc = Smsc::start(&["--reject", "0.5", "--seed", "3"]);
    let first = esme(smsc.address(), &["--count", "100"]);
    assert!(complaint(&first).contains("ESME_RSUBMITFAIL"));
    let again = Smsc::start(&["--reject", "0.5", "--seed", "3"]);
    let second = esme(again.address(), &["--count", "100"]);
    assert_eq!(summary(&first)["rejected"], summary(&second)["rejected"]);
    let rejected = summary(&first)["rejected"].as_u64().unwrap();
    assert!((20..80).contains(&rejected), "{rejected}");

    let keeps = Smsc::start(&["--keep", "5", "--receipt-delay", "60000"]);
    let output = esme(keeps.address(), &["--count", "8", "--timeout", "0.5"]);
    assert!(complaint(&output).contains("ESME_RMSGQFUL (3)"));
    // Final messages make room, whatever the window is: new messages wait for it.
    for (keep, count, window) in [("5", "50", "1"), ("1", "50", "10"), ("20", "150", "100")] {
        let keeps = Smsc::start(&["--keep", keep]);
        let output = esme(keeps.address(), &["--count", count, "--window", window, "--receipts"]);
        assert!(output.status.success(), "{keep} {count} {window}: {output:?}");
    }
    // Nobody accepts the receipts: those of the oldest messages are lost, and new messages are accepted.
    let keeps = Smsc::start(&["--keep", "2"]);
    let submit = SubmitSm {
        destination_addr: "15555550100".into(),
        registered_delivery: 1.into(),
        ..SubmitSm::default()
    };
    let mut stream = TcpStream::connect(keeps.address()).unwrap();
    stream.write_all(&octets(&BindTransmitter::default(), OK, 1)).unwrap();
    read(&mut stream).unwrap();
    for number in 2..7 {
        stream.write_all(&octets(&submit, OK, number)).unwrap();
    }
    let mut status = || RawPdu::parse(&read_octets(&mut stream).unwrap()).unwrap().command_status;
    assert_eq!([status(), status(), status(), status(), status()], [OK; 5]);
    stream.write_all(&octets(&Unbind::default(), OK, 7)).unwrap();
    assert_eq!(read(&mut stream).unwrap().0, CommandId::UNBIND_RESP);
    let mut stream = TcpStream::connect(keeps.address()).unwrap();
    stream.write_all(&octets(&BindReceiver::default(), OK, 1)).unwrap();
    read(&mut stream).unwrap();
    for id in ["id:00000004 ", "id:00000005 "] {
        let deliver_sm = String::from_utf8_lossy(&read_octets(&mut stream).unwrap()).into_owned();
        assert!(deliver_sm.contains(id), "{deliver_sm}");
    }

    let slow = Smsc::start(&["--throttle", "5"]);
    // A part that is refused temporarily is sent again, and counts once.
    let output = esme(slow.address(), &["--count", "8", "--window", "8"]);
    assert!(output.status.success(), "{output:?}");
    let counts = |key: &str| summary(&output)[key].as_u64().unwrap();
    assert_eq!(["parts", "accepted", "rejected"].map(counts), [8, 8, 0]);
    assert_eq!(slow.end().len(), 8);
    let slow = Smsc::start(&["--throttle", "5"]);
    assert!(esme(slow.address(), &["--count", "6", "--window", "8", "--rate", "4"]).status.success());

    let fails = Smsc::start(&["--undeliverable", "1"]);
    assert!(esme(fails.address(), &["--receipts"]).status.success());
    let output = esme(fails.address(), &["--require-delivered"]);
    assert!(complaint(&output).contains("0 of 1 parts were delivered"));
    assert_eq!(summary(&output)["by_state"]["undeliverable"], 1);
}

#[test]
fn receipts_that_come_early_and_twice_count_once() {
    let server = scripted(|mut stream| {
        let mut resp = Vec::new();
        while let Some((command_id, number)) = read(&mut stream) {
            resp.clear();
            match command_id {
                CommandId::BIND_TRANSCEIVER => resp = octets(&BindTransceiverResp::default(), OK, number),
                CommandId::SUBMIT_SM => {
                    let id = format!("id{number}");
                    resp.extend(receipt(&id, 1));
                    resp.extend(receipt(&id, 2));
                    resp.extend(octets(
                        &SubmitSmResp { message_id: id.as_str().into(), ..Default::default() },
                        OK,
                        number,
                    ));
                    resp.extend(receipt(&id, 3));
                }
                CommandId::UNBIND => resp = octets(&UnbindResp::default(), OK, number),
                _ => {}
            }
            // An octet at a time.
            for octet in &resp {
                stream.write_all(&[*octet]).unwrap();
            }
        }
    });
    let output = esme(server, &["--count", "3", "--receipts"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(summary(&output)["receipts"], 3);
}

#[test]
fn receipts_that_never_come_are_missed() {
    let server = scripted(|mut stream| {
        while let Some((command_id, number)) = read(&mut stream) {
            let resp = match command_id {
                CommandId::BIND_TRANSCEIVER => octets(&BindTransceiverResp::default(), OK, number),
                CommandId::SUBMIT_SM => {
                    octets(&SubmitSmResp { message_id: "1".into(), ..Default::default() }, OK, number)
                }
                _ => octets(&UnbindResp::default(), OK, number),
            };
            stream.write_all(&resp).unwrap();
        }
    });
    let output = esme(server, &["--receipts", "--timeout", "0.5"]);
    assert!(complaint(&output).contains("0 of 1 receipts"));
}

#[test]
fn receipts_wait_for_a_receiver_of_the_account() {
    let smsc = Smsc::start(&[]);
    let server = smsc.address().to_string();
    // The transmitter requests receipts without esme, which does not allow that.
    let mut stream = TcpStream::connect(smsc.address()).unwrap();
    let bind =
        BindTransmitter { system_id: "acct".into(), interface_version: 0x34.into(), ..Default::default() };
    stream.write_all(&octets(&bind, OK, 1)).unwrap();
    let submit_sm = SubmitSm {
        source_addr: "Shop".into(),
        destination_addr: "15555550100".into(),
        registered_delivery: 1.into(),
        short_message: b"Hello",
        ..Default::default()
    };
    stream.write_all(&octets(&submit_sm, OK, 2)).unwrap();
    assert_eq!(read(&mut stream), Some((CommandId::BIND_TRANSMITTER_RESP, 1)));
    assert_eq!(read(&mut stream), Some((CommandId::SUBMIT_SM_RESP, 2)));
    let account = ["--connect", &server, "--system-id", "acct", "--password", "x"];
    let output = run("esme", &[&account[..], &["--bind", "rx", "--timeout", "5"]].concat());
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("from 15555550100: id:00000001 sub:001 dlvrd:001"), "{text}");
    let other =
        ["--connect", &server, "--system-id", "other", "--password", "x", "--bind", "rx", "--timeout", "0.3"];
    assert_eq!(run("esme", &other).status.code(), Some(1));
}

#[test]
fn messages_are_queried_replaced_and_cancelled_from_memory() {
    let smsc = Smsc::start(&["--receipt-delay", "60000"]);
    let mut stream = TcpStream::connect(smsc.address()).unwrap();
    let mut ask = |request: &[u8]| {
        stream.write_all(request).unwrap();
        read_octets(&mut stream).unwrap()
    };
    let bind =
        BindTransceiver { system_id: "acct".into(), interface_version: 0x34.into(), ..Default::default() };
    ask(&octets(&bind, OK, 1));
    let submit_sm = SubmitSm {
        source_addr: "Shop".into(),
        destination_addr: "15555550100".into(),
        registered_delivery: 1.into(),
        short_message: b"Hello",
        ..Default::default()
    };
    let resp = ask(&octets(&submit_sm, OK, 2));
    let message_id = RawPdu::parse(&resp).unwrap().decode::<SubmitSmResp<'_>>().unwrap().message_id;
    let query_sm = smpp_core::pdu::QuerySm { message_id, source_addr: "Shop".into(), ..Default::default() };
    let of_another = smpp_core::pdu::QuerySm { source_addr: "Shed".into(), ..query_sm };
    let replace_sm = smpp_core::pdu::ReplaceSm {
        message_id,
        source_addr: "Shop".into(),
        registered_delivery: 1.into(),
        short_message: b"Goodbye",
        ..Default::default()
    };
    let cancel_sm = smpp_core::pdu::CancelSm { message_id, source_addr: "Shop".into(), ..Default::default() };
    let mut status = |request: &[u8]| RawPdu::parse(&ask(request)).unwrap().command_status;
    assert_eq!(status(&octets(&query_sm, OK, 3)), OK);
    assert_eq!(status(&octets(&of_another, OK, 4)), CommandStatus::ESME_RQUERYFAIL);
    assert_eq!(status(&octets(&replace_sm, OK, 5)), OK);
    assert_eq!(status(&octets(&cancel_sm, OK, 6)), OK);
    // The message has ended, and its receipt has the new text.
    let receipt = read_octets(&mut stream).unwrap();
    let deliver_sm = RawPdu::parse(&receipt).unwrap().decode::<DeliverSm<'_>>().unwrap();
    let text = String::from_utf8_lossy(deliver_sm.short_message);
    assert!(text.contains("stat:DELETED err:001 Text:Goodbye"), "{text}");
    for (request, refusal) in [
        (octets(&replace_sm, OK, 7), CommandStatus::ESME_RREPLACEFAIL),
        (octets(&cancel_sm, OK, 8), CommandStatus::ESME_RCANCELFAIL),
    ] {
        stream.write_all(&request).unwrap();
        assert_eq!(RawPdu::parse(&read_octets(&mut stream).unwrap()).unwrap().command_status, refusal);
    }
}

/// A negative number is a wrong value, not an unknown option.
#[test]
fn negative_numbers_are_named_as_wrong_values() {
    let esme =
        ["--connect", "127.0.0.1:9", "--system-id", "a", "--password", "b", "--from", "1", "--to", "2"];
    let cases = [
        ("esme", "--timeout", "expected a number of seconds"),
        ("esme", "--enquire-link", "expected a number of seconds"),
        ("esme", "--window", "-1 is not in 1..=65534"),
        ("smsc", "--reject", "expected a number from 0.0 to 1.0"),
        ("smsc", "--receipt-delay", "expected a number of milliseconds"),
    ];
    for (program, option, why) in cases {
        let mut args = if program == "esme" { esme.to_vec() } else { vec!["--listen", "127.0.0.1:0"] };
        args.extend([option, "-1"]);
        let output = run(program, &args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(&format!("invalid value '-1' for '{option}")), "{said}");
        assert!(said.contains(why), "{said}");
    }
}
