//! Options of `esme` and `smsc`: where the text comes from, TLVs, addresses, `--verbose`, `--trace`, `--retry`, messages
//! to clients, totals, and the end by a signal.

use crate::kit::{
    OK, Peer, Server, Smsc, esme, longer, octets, program, raw, run, scripted, start_esme, summary,
};
use smpp_core::pdu::{
    BindReceiver, BindTransceiver, BindTransceiverResp, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp,
};
use smpp_core::{CommandId, CommandStatus, RawPdu, Tag, Tlv, Version};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Runs esme against a new smsc. Returns its output, and the text of each message that the smsc accepted.
fn sends(text: &str, input: &[u8]) -> (Output, Vec<String>) {
    let smsc = Smsc::start(&[]);
    let mut command = program("esme");
    command.args(["--connect", &smsc.address().to_string(), "--system-id", "a", "--password", "b", "--json"]);
    command.args(["--from", "Shop", "--to", "+15555550100", "--text", text]);
    let mut process =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // An error means that esme did not read it.
    let _ = process.stdin.take().unwrap().write_all(input);
    let output = process.wait_with_output().unwrap();
    let texts = smsc.end().iter().map(|object| object["text"].as_str().unwrap().to_owned()).collect();
    (output, texts)
}

#[test]
fn a_text_can_come_from_standard_input() {
    for (input, text) in [
        ("Hello", "Hello"),
        ("Hello\n", "Hello"),
        ("Hello\r\n", "Hello"),
        ("Hello\n\n", "Hello\n"),
        ("two\nlines\n", "two\nlines"),
        ("", ""),
        ("\n", ""),
    ] {
        let (output, texts) = sends("-", input.as_bytes());
        assert!(output.status.success(), "{input:?}: {output:?}");
        assert_eq!(texts, [text], "{input:?}");
    }
    let (output, texts) = sends("-", b"\xff");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(texts.is_empty());
}

#[test]
fn an_empty_text_is_sent_with_a_warning_when_nobody_can_be_asked() {
    let (output, texts) = sends("", b"not this");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(texts, [""]);
    assert_eq!(errors(&output), "esme: the text is empty\n");
}

#[test]
fn tlvs_are_added_to_every_part() {
    let (address, server) = scripted(|mut peer| {
        peer.accept_bind();
        let parts: Vec<_> = (0..2)
            .map(|_| {
                let (header, body) = peer.hear().unwrap();
                let number = header.sequence_number;
                let pdu = RawPdu {
                    command_id: header.command_id,
                    command_status: OK,
                    sequence_number: number,
                    body: &body,
                };
                let tlvs: Vec<_> = pdu
                    .decode::<SubmitSm<'_>>()
                    .unwrap()
                    .tlvs
                    .iter()
                    .map(|tlv| (tlv.tag(), tlv.octets().to_vec()))
                    .collect();
                peer.say(&raw(CommandId::SUBMIT_SM_RESP.0, number, b"1\0"));
                tlvs
            })
            .collect();
        peer.accept_unbind();
        parts
    });
    let long = "x".repeat(161);
    let tlvs = ["--tlv", "0x1403=01ff", "--tlv", "user_message_reference=0007", "--tlv", "5123="];
    let output = esme(&[&["--connect", &address.to_string(), "--text", &long][..], &tlvs].concat());
    assert!(output.status.success(), "{output:?}");
    let expected =
        vec![(Tag(0x1403), vec![1, 0xff]), (Tag::USER_MESSAGE_REFERENCE, vec![0, 7]), (Tag(5123), vec![])];
    assert_eq!(server.join().unwrap(), [expected.clone(), expected]);
}

#[test]
fn wrong_tlvs_and_addresses_are_wrong_usage() {
    let connect = ["--connect", "127.0.0.1:1"];
    for tlv in ["", "=", "0x1403", "0x1403=f", "0x1403=zz", "nobody=00", "0x10000=00", "-1=00"] {
        let output = esme(&[&connect[..], &["--tlv", tlv]].concat());
        assert_eq!(output.status.code(), Some(2), "{tlv:?}: {output:?}");
    }
    let output = esme(&[&connect[..], &["--tlv", "0x1403=00", "--version", "3.3"]].concat());
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    for address in [
        "",
        "127.0.0.1",
        "smpp://",
        "smpp://:1",
        "smpp://host:99999",
        "smpps://host",
        "[::1]",
        ":1",
        "::1:2775",
    ] {
        let output = esme(&["--connect", address]);
        assert_eq!(output.status.code(), Some(2), "{address:?}: {output:?}");
    }
    // The password is not shown.
    for address in ["me:hidden@127.0.0.1:1", "smpp://me:hidden@127.0.0.1:1", "smpps://me:hidden@127.0.0.1:1"]
    {
        let output = esme(&["--connect", address]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(!errors(&output).contains("hidden"), "{output:?}");
    }
    for to in ["+46 70", "46 70", "Shop", "+46-70"] {
        let account = ["--system-id", "a", "--password", "b", "--from", "1", "--text", "x", "--to", to];
        let args = [&connect[..], &account].concat();
        let output = run("esme", &args);
        assert!(output.status.code() == Some(2) && errors(&output).contains("--to: "), "{to:?}: {output:?}");
        // It can be sent as it is: the error is that there is no server.
        let output = run("esme", &[&args[..], &["--to-ton", "5"]].concat());
        assert_eq!(output.status.code(), Some(1), "{to:?}: {output:?}");
    }
}

#[test]
fn an_address_may_be_a_url_with_or_without_a_port() {
    let smsc = Smsc::start(&[]);
    for end in ["", "/"] {
        let output = esme(&["--connect", &format!("smpp://{}{end}", smsc.address())]);
        assert!(output.status.success(), "{output:?}");
    }
    // A name that does not exist: the error shows the default port.
    let output = esme(&["--connect", "smpp://nobody.invalid", "--timeout", "2"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("nobody.invalid:2775"), "{output:?}");
}

#[test]
fn verbose_tells_each_id_and_each_receipt() {
    let smsc = Smsc::start(&[]);
    let long = "x".repeat(161);
    let more = ["--text", &long, "--receipts", "--verbose"];
    let output = esme(&[&["--connect", &smsc.address().to_string()][..], &more].concat());
    assert!(output.status.success(), "{output:?}");
    let errors = errors(&output);
    for line in [
        "esme: message 1, part 1 of 2: id 00000001",
        "esme: message 1, part 2 of 2: id 00000002",
        "esme: receipt from 15555550100: id 00000001, DELIVERED, err 000",
        "esme: receipt from 15555550100: id 00000002, DELIVERED, err 000",
    ] {
        assert!(errors.lines().any(|found| found == line), "{line}: {errors}");
    }
    assert_eq!(errors.lines().count(), 4, "{errors}");
}

#[test]
fn trace_shows_each_pdu_once_and_no_password() {
    let server = Server::record("smsc", &["--trace"]);
    let address = server.address.to_string();
    let output = esme(&["--connect", &address, "--receipts", "--trace", "--count", "3"]);
    assert!(output.status.success(), "{output:?}");
    for (errors, out, back) in [
        (errors(&output), "-> server  ", "<- server  "),
        (errors(&server.end()), "<- 127.0.0.1:", "-> 127.0.0.1:"),
    ] {
        let count = |arrow: &str, name: &str| {
            let is_it = |line: &&str| line.starts_with(arrow) && line.split_whitespace().last() == Some(name);
            errors.lines().filter(is_it).count()
        };
        for (name, expected) in [
            ("bind_transceiver", 1),
            ("submit_sm", 3),
            ("deliver_sm_resp", 3),
            ("unbind", 1),
            ("unbind_resp", 0),
            ("deliver_sm", 0),
        ] {
            assert_eq!(count(out, name), expected, "{name}: {errors}");
        }
        for (name, expected) in
            [("bind_transceiver_resp", 1), ("submit_sm_resp", 3), ("deliver_sm", 3), ("unbind_resp", 1)]
        {
            assert_eq!(count(back, name), expected, "{name}: {errors}");
        }
        assert!(!errors.contains("73 65 63 72 65 74") && !errors.contains("secret"), "{errors}");
    }
}

/// Garbage, a PDU that is too large to show, and half a PDU do not stop a trace or the server.
#[test]
fn trace_survives_whatever_arrives() {
    let server = Server::record("smsc", &["--trace"]);
    let bind = octets(&BindTransceiver { system_id: "a".into(), ..Default::default() }, OK, 1);
    let mut peer = Peer::connect(server.address);
    peer.ask(&bind).unwrap();
    let large = longer(raw(CommandId::SUBMIT_SM.0, 2, b""), &vec![0; 300_000]);
    peer.ask(&large).unwrap();
    peer.ask(&raw(CommandId::ENQUIRE_LINK.0, 3, b"")).unwrap();
    peer.say(&[0, 0, 0, 16, 0, 0]);
    drop(peer);
    let mut peer = Peer::connect(server.address);
    peer.say(b"GET / HTTP/1.1\r\n\r\n");
    assert!(peer.hear().is_none_or(|(header, _)| header.command_id == CommandId::GENERIC_NACK));
    drop(peer);
    let output = server.end();
    assert!(output.status.success(), "{output:?}");
    let errors = errors(&output);
    assert!(errors.contains("300016 octets: too large to show"), "{errors}");
    assert!(errors.lines().any(|line| line.ends_with("  enquire_link")), "{errors}");
}

#[test]
fn nothing_is_tried_again_unless_asked() {
    let start = Instant::now();
    let output = esme(&["--connect", "127.0.0.1:1"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!errors(&output).contains("again"), "{output:?}");
    // Nor when another attempt would end the same way.
    let server = Server::start("smsc", &["--password", "other"]);
    let output = esme(&["--connect", &server.address.to_string(), "--retry", "5"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("ESME_RINVPASWD") && !errors(&output).contains("again"), "{output:?}");
    assert!(start.elapsed() < Duration::from_secs(5));
}

/// An earlier session that the server still has, and a status that can mean anything.
#[test]
fn a_bind_that_may_be_accepted_later_is_tried_again() {
    for status in [0x05, 0x0D] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = start_esme(&["--connect", &listener.local_addr().unwrap().to_string(), "--retry", "1"]);
        let mut peer = Peer::new(listener.accept().unwrap().0);
        let (bind, _) = peer.hear().unwrap();
        let mut refusal = raw(CommandId::BIND_TRANSCEIVER_RESP.0, bind.sequence_number, b"");
        refusal[11] = status;
        peer.say(&refusal);
        let mut peer = Peer::new(listener.accept().unwrap().0);
        peer.accept_bind();
        peer.accept_submit("1");
        peer.accept_unbind();
        let output = client.wait_with_output().unwrap();
        assert!(output.status.success(), "{status}: {output:?}");
    }
}

/// A response to another request is not a refusal without an error.
#[test]
fn a_wrong_response_to_the_bind_is_named() {
    for (command_id, name) in [(0x8000_0002, "bind_transmitter_resp"), (0x8000_0000, "generic_nack")] {
        let (address, server) = scripted(move |mut peer| {
            let bind = peer.hear().unwrap().0;
            peer.say(&raw(command_id, bind.sequence_number, b""));
            while peer.hear().is_some() {}
        });
        let output = esme(&["--connect", &address.to_string()]);
        server.join().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(errors(&output).contains(&format!("the bind was answered with {name}")), "{output:?}");
    }
}

#[test]
fn a_server_that_starts_late_is_found() {
    // A port that nobody listens on yet.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = start_esme(&["--connect", &address.to_string(), "--retry", "3"]);
    thread::sleep(Duration::from_millis(300));
    let listener = TcpListener::bind(address).unwrap();
    let mut peer = Peer::new(listener.accept().unwrap().0);
    peer.accept_bind();
    peer.accept_submit("1");
    peer.accept_unbind();
    let output = client.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(summary(&output)["accepted"], 1);
}

/// A server that ends the session after the last answer ends a successful run.
#[test]
fn a_session_that_ends_when_everything_is_done_is_not_begun_again() {
    let (address, server) = scripted(|mut peer| {
        peer.accept_bind();
        let submit_sm = peer.hear().unwrap().0;
        let resp = SubmitSmResp { message_id: "1".into(), ..Default::default() };
        let unbind = raw(CommandId::UNBIND.0, 1, b"");
        peer.say(&[octets(&resp, OK, submit_sm.sequence_number), unbind].concat());
        while peer.hear().is_some() {}
    });
    let output = esme(&["--connect", &address.to_string(), "--retry", "1"]);
    server.join().unwrap();
    assert!(output.status.success() && !errors(&output).contains("again"), "{output:?}");
    // The same for a receiver that has its messages.
    let (address, server) = scripted(|mut peer| {
        peer.accept_bind();
        let unbind = raw(CommandId::UNBIND.0, 2, b"");
        peer.say(&[octets(&DeliverSm::default(), OK, 1), unbind].concat());
        while peer.hear().is_some() {}
    });
    let output = esme(&["--connect", &address.to_string(), "--bind", "rx", "--retry", "1"]);
    server.join().unwrap();
    assert!(output.status.success() && !errors(&output).contains("again"), "{output:?}");
}

/// A server that answers a bind in 3.4 with version 3.3 gets parts that fit into 3.3.
#[test]
fn texts_are_cut_for_the_version_of_the_server() {
    for (length, parts) in [(140, vec![140]), (141, vec![140, 13]), (160, vec![140, 32])] {
        let (address, server) = scripted(|mut peer| {
            let bind = peer.hear().unwrap().0;
            let tlv = [Tlv::sc_interface_version(Version::V33.interface_version())];
            let resp = BindTransceiverResp { tlvs: (&tlv).into(), ..Default::default() };
            peer.say(&octets(&resp, OK, bind.sequence_number));
            let mut lengths = Vec::new();
            while let Some((header, body)) = peer.hear() {
                let pdu = raw(header.command_id.0, header.sequence_number, &body);
                let id: &[u8] = match RawPdu::parse(&pdu).unwrap().decode::<SubmitSm<'_>>() {
                    Ok(sm) => {
                        lengths.push(sm.short_message.len());
                        b"1\0"
                    }
                    Err(_) => b"",
                };
                peer.say(&raw(header.command_id.response().0, header.sequence_number, id));
            }
            lengths
        });
        let text = "x".repeat(length);
        let output = esme(&["--connect", &address.to_string(), "--text", &text]);
        assert_eq!(server.join().unwrap(), parts, "{length}");
        assert!(output.status.success(), "{output:?}");
        assert_eq!(summary(&output)["accepted"], parts.len());
    }
    // What cannot be written was not sent.
    let (address, server) = scripted(|mut peer| {
        let bind = peer.hear().unwrap().0;
        let tlv = [Tlv::sc_interface_version(Version::V33.interface_version())];
        let resp = BindTransceiverResp { tlvs: (&tlv).into(), ..Default::default() };
        peer.say(&octets(&resp, OK, bind.sequence_number));
        while peer.hear().is_some() {}
    });
    let output = esme(&["--connect", &address.to_string(), "--tlv", "0x1403=00"]);
    server.join().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!((&summary(&output)["sent"], &summary(&output)["parts"]), (&0.into(), &0.into()));
}

/// The server ends the connection with two submit_sm unanswered. The rest goes over the next connection; those two are
/// not sent again, because they may have arrived.
#[test]
fn after_a_lost_connection_the_rest_is_sent_and_nothing_twice() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let client =
        start_esme(&["--connect", &address, "--retry", "1", "--count", "5", "--window", "2", "--verbose"]);
    let mut peer = Peer::new(listener.accept().unwrap().0);
    peer.accept_bind();
    peer.accept_submit("1");
    for _ in 0..2 {
        assert_eq!(peer.hear().unwrap().0.command_id, CommandId::SUBMIT_SM);
    }
    drop(peer);
    let mut peer = Peer::new(listener.accept().unwrap().0);
    peer.accept_bind();
    peer.accept_submit("2");
    peer.accept_submit("3");
    peer.accept_unbind();
    let output = client.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told = errors(&output);
    assert!(told.contains("connecting again in"), "{told}");
    assert!(told.contains("2 of 5 submit_sm may have arrived"), "{told}");
    let summary = summary(&output);
    assert_eq!((&summary["parts"], &summary["accepted"]), (&5.into(), &3.into()), "{summary}");
}

/// Reads deliver_sm until `count` have come, and accepts each.
fn receive(peer: &mut Peer, count: usize) -> Vec<(String, Vec<u8>)> {
    (0..count)
        .map(|_| {
            let (header, body) = peer.hear().unwrap();
            assert_eq!(header.command_id, CommandId::DELIVER_SM);
            let number = header.sequence_number;
            let pdu = RawPdu {
                command_id: header.command_id,
                command_status: OK,
                sequence_number: number,
                body: &body,
            };
            let sm = pdu.decode::<DeliverSm<'_>>().unwrap();
            let message = (sm.source_addr.to_string(), sm.short_message.to_vec());
            peer.say(&octets(&DeliverSmResp::default(), OK, number));
            message
        })
        .collect()
}

fn bound(server: &Server, version: u8) -> Peer {
    let mut peer = Peer::connect(server.address);
    let bind =
        BindReceiver { system_id: "a".into(), interface_version: version.into(), ..Default::default() };
    assert_eq!(peer.ask(&octets(&bind, OK, 1)), Some((CommandId::BIND_RECEIVER_RESP.0, 0, 1)));
    peer
}

#[test]
fn messages_go_to_the_next_client_that_receives() {
    let server = Server::record("smsc", &["--mo", "+4670000001 1234 one two", "--mo", "Shop 1234 -"]);
    let mut peer = bound(&server, 0x34);
    let got = receive(&mut peer, 2);
    assert_eq!(got, [("4670000001".to_owned(), b"one two".to_vec()), ("Shop".to_owned(), b"-".to_vec())]);
    drop(peer);
    let output = server.end();
    assert!(output.status.success());
    let totals = "1 connections, 0 messages accepted, 0 refused; receipts: 0 accepted, 0 refused; \
                  messages to clients: 2 accepted, 0 refused, 0 waiting\n";
    assert_eq!((String::from_utf8(output.stdout).unwrap(), output.stderr), (totals.to_owned(), vec![]));
}

/// Blanks before the destination are not an empty destination; those of the text are its own.
#[test]
fn blanks_separate_the_parts_of_a_message() {
    let server = Server::start("smsc", &["--mo", "  Shop   1234  two ", "--mo", "Shop 1234 "]);
    let got = receive(&mut bound(&server, 0x34), 2);
    assert_eq!(got, [("Shop".to_owned(), b" two ".to_vec()), ("Shop".to_owned(), Vec::new())]);
}

#[test]
fn a_message_that_a_client_cannot_accept_now_comes_again() {
    let server = Server::start("smsc", &["--mo", "1 2 text"]);
    let mut peer = bound(&server, 0x34);
    let (header, _) = peer.hear().unwrap();
    let refusal = octets(&DeliverSmResp::default(), CommandStatus::ESME_RX_T_APPN, header.sequence_number);
    peer.say(&refusal);
    assert_eq!(receive(&mut peer, 1), [("1".to_owned(), b"text".to_vec())]);
    // One without an answer goes to the next session.
    let server = Server::start("smsc", &["--mo", "1 2 text"]);
    let mut peer = bound(&server, 0x34);
    peer.hear().unwrap();
    drop(peer);
    assert_eq!(receive(&mut bound(&server, 0x34), 1).len(), 1);
}

/// 3.3 has room for 140 octets, so a longer part waits for a session of another version.
#[test]
fn a_long_message_waits_for_a_session_that_can_take_it() {
    let long = format!("1 2 {}", "x".repeat(160));
    let server = Server::start("smsc", &["--mo", &long, "--mo", "1 2 short"]);
    assert_eq!(receive(&mut bound(&server, 0x33), 1), [("1".to_owned(), b"short".to_vec())]);
    assert_eq!(receive(&mut bound(&server, 0x34), 1)[0].1.len(), 160);
}

#[test]
fn lines_of_standard_input_are_messages() {
    let mut command = program("smsc");
    let mut process = command
        .args(["--listen", "127.0.0.1:0"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim_end().strip_prefix("listening on ").unwrap().to_owned();
    let mut input = process.stdin.take().unwrap();
    input.write_all(b"1 2 first\n\nnonsense\n1 2 \xc3\xa5\r\n").unwrap();
    let mut peer = Peer::connect(address.parse().unwrap());
    let bind = BindReceiver { system_id: "a".into(), ..Default::default() };
    peer.ask(&octets(&bind, OK, 1)).unwrap();
    let got = receive(&mut peer, 2);
    assert_eq!(got, [("1".to_owned(), b"first".to_vec()), ("1".to_owned(), vec![0x0f])]);
    drop((peer, input));
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(errors(&output).starts_with("smsc: standard input: expected FROM TO TEXT"), "{output:?}");
}

#[test]
fn wrong_messages_are_wrong_usage() {
    for line in ["", "1", "1 2", "1  2", "x\u{e9} 2 text", "123456789012345678901 2 text"] {
        let output = run("smsc", &["--listen", "127.0.0.1:0", "--mo", line]);
        assert_eq!(output.status.code(), Some(2), "{line:?}: {output:?}");
    }
}

#[test]
fn totals_count_what_was_accepted_and_refused() {
    let server = Server::record("smsc", &["--reject", "1"]);
    esme(&["--connect", &server.address.to_string(), "--count", "3"]);
    let totals = String::from_utf8(server.end().stdout).unwrap();
    assert!(totals.starts_with("1 connections, 0 messages accepted, 3 refused;"), "{totals}");
    // Standard output has only objects with --json.
    let server = Server::record("smsc", &["--json"]);
    esme(&["--connect", &server.address.to_string(), "--count", "3", "--receipts"]);
    let totals = errors(&server.end());
    assert!(totals.contains("3 messages accepted, 0 refused; receipts: 3 accepted, 0 refused\n"), "{totals}");
}

#[test]
fn connections_beyond_the_limit_are_closed() {
    let server = Server::record("smsc", &["--connections", "2"]);
    let (first, second) = (bound(&server, 0x34), bound(&server, 0x34));
    assert!(Peer::connect(server.address).hear().is_none());
    drop(first);
    // The place is free as soon as the server notices.
    let start = Instant::now();
    loop {
        let mut peer = Peer::connect(server.address);
        let bind = octets(&BindReceiver { system_id: "a".into(), ..Default::default() }, OK, 1);
        // An error means that the connection is closed already.
        let _ = peer.0.write_all(&bind);
        if peer.hear().is_some() {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(5));
    }
    drop(second);
    assert!(errors(&server.end()).contains("2 connections are open: further ones are closed"));
}

/// A program that gets SIGTERM unbinds its sessions and exits with 0.
#[cfg(unix)]
#[test]
fn smsc_and_proxy_end_in_order_when_asked() {
    let stop = |process: u32| {
        assert!(Command::new("kill").arg(process.to_string()).status().unwrap().success());
    };
    let smsc = Server::record("smsc", &["--forever"]);
    let proxy = Server::record("proxy", &["--connect", &smsc.address.to_string()]);
    let mut through = bound(&proxy, 0x34);
    stop(proxy.id());
    through.accept_unbind();
    let output = proxy.end();
    assert!(output.status.success(), "{output:?}");
    let mut direct = bound(&smsc, 0x34);
    stop(smsc.id());
    direct.accept_unbind();
    let output = smsc.end();
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("2 connections"), "{:?}", output.stderr);
}

/// A long run shows its progress on a terminal only.
#[test]
fn a_long_run_is_quiet_unless_standard_error_is_a_terminal() {
    let smsc = Smsc::start(&[]);
    let output = esme(&["--connect", &smsc.address().to_string(), "--count", "25", "--rate", "10"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(errors(&output), "");
}
