//! The programs that drive sessions, connected to each other: through the proxy, and with outbind.

use crate::kit::{OK, Peer, Server, esme, octets, raw, run, scripted, start_esme, summary};
use smpp_core::pdu::{BindTransceiver, BindTransceiverResp, DeliverSm, SubmitSm, SubmitSmResp};
use smpp_core::{CommandId, CommandStatus, Tlv};
use std::io::{BufRead, BufReader};
#[cfg(target_os = "linux")]
use std::net::{TcpListener, TcpStream};
#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

/// A proxy in front of a server.
fn proxy(server: std::net::SocketAddr) -> Server {
    Server::start("proxy", &["--connect", &server.to_string()])
}

fn bind(version: u8) -> Vec<u8> {
    let bind = BindTransceiver {
        system_id: "acct".into(),
        password: "secret".into(),
        interface_version: version.into(),
        ..Default::default()
    };
    octets(&bind, OK, 1)
}

fn submit_sm(tlvs: &[Tlv<'static>], number: u32) -> Vec<u8> {
    let submit_sm = SubmitSm {
        source_addr: "Shop".into(),
        destination_addr: "15555550100".into(),
        short_message: b"Hello",
        tlvs: tlvs.into(),
        ..Default::default()
    };
    octets(&submit_sm, OK, number)
}

/// A message centre that does not answer a SYN, like one behind a firewall that drops it.
#[cfg(target_os = "linux")]
#[test]
fn the_proxy_does_not_wait_forever_for_a_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // Fill the queue of connections that nobody accepts.
    let mut queue = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(500)) {
        queue.push(stream);
    }
    let mut proxy = Server::record("proxy", &["--connect", &address.to_string()]);
    let mut peer = Peer::connect(proxy.address);
    let start = Instant::now();
    assert_eq!(proxy.next_error(), format!("proxy: {address}: connection timed out\n"));
    assert!(peer.hear().is_none());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn messages_and_receipts_go_through_the_proxy() {
    let smsc = Server::start("smsc", &["--system-id", "acct", "--password", "secret"]);
    let proxy = proxy(smsc.address);
    let address = proxy.address.to_string();
    for window in ["1", "50"] {
        let output =
            esme(&["--connect", &address, "--count", "200", "--window", window, "--require-delivered"]);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(summary(&output)["receipts"], 200);
    }
    // The server's answer to a bind is forwarded.
    let mut peer = Peer::connect(proxy.address);
    let mut stranger = bind(0x34);
    stranger[16] = b'x';
    let refused = (CommandId::BIND_TRANSCEIVER_RESP.0, CommandStatus::ESME_RINVSYSID.0, 1);
    assert_eq!(peer.ask(&stranger), Some(refused));
    assert_eq!(peer.ask(&bind(0x34)), Some((CommandId::BIND_TRANSCEIVER_RESP.0, 0, 1)));
    // So is its answer to a message: the status, with the right number.
    let mut bad = submit_sm(&[], 4711);
    let last = bad.len() - 6;
    bad[last] = 200;
    let refused = (CommandId::SUBMIT_SM_RESP.0, CommandStatus::ESME_RINVMSGLEN.0, 4711);
    assert_eq!(peer.ask(&bad), Some(refused));
}

#[test]
fn a_peer_of_3_3_gets_no_tlvs_through_the_proxy() {
    let (address, server) = scripted(|mut peer| {
        let (header, _) = peer.hear().unwrap();
        let tlvs = [Tlv::sc_interface_version(0x34.into())];
        let resp =
            BindTransceiverResp { system_id: "old".into(), tlvs: (&tlvs).into(), ..Default::default() };
        peer.say(&octets(&resp, OK, header.sequence_number));
        let tlvs = [Tlv::user_message_reference(7)];
        let deliver_sm = DeliverSm { short_message: b"Hello", tlvs: (&tlvs).into(), ..Default::default() };
        peer.say(&octets(&deliver_sm, OK, 9));
        let submitted = peer.hear().unwrap();
        let tlvs = [Tlv::message_payload(b"Hello")];
        let deliver_sm = DeliverSm { tlvs: (&tlvs).into(), ..Default::default() };
        let refused = (CommandId::DELIVER_SM_RESP.0, CommandStatus::ESME_RTLVNOTALLWD.0, 10);
        assert_eq!(peer.ask(&octets(&deliver_sm, OK, 10)), Some(refused));
        (submitted.0.command_id, submitted.1)
    });
    let proxy = proxy(address);
    let mut peer = Peer::connect(proxy.address);
    peer.say(&bind(0x33));
    assert_eq!(peer.hear().unwrap().1, b"old\0");
    let (header, body) = peer.hear().unwrap();
    assert_eq!(header.command_id, CommandId::DELIVER_SM);
    assert!(body.ends_with(b"\x05Hello"), "{body:?}");
    peer.say(&submit_sm(&[Tlv::user_message_reference(7)], 2));
    let (command_id, body) = server.join().unwrap();
    assert_eq!((command_id, &body[..]), (CommandId::SUBMIT_SM, &submit_sm(&[], 2)[16..]));
}

#[test]
fn what_was_in_flight_is_refused_when_the_server_goes() {
    let (address, server) = scripted(|mut peer| {
        let (header, _) = peer.hear().unwrap();
        peer.say(&octets(&BindTransceiverResp::default(), OK, header.sequence_number));
        let first = peer.hear().unwrap().0;
        peer.hear().unwrap();
        let resp = SubmitSmResp { message_id: "1".into(), ..Default::default() };
        peer.say(&octets(&resp, OK, first.sequence_number));
    });
    let proxy = proxy(address);
    let mut peer = Peer::connect(proxy.address);
    peer.ask(&bind(0x34));
    peer.say(&submit_sm(&[], 100));
    assert_eq!(peer.ask(&submit_sm(&[], 50)), Some((CommandId::SUBMIT_SM_RESP.0, 0, 100)));
    server.join().unwrap();
    let (header, _) = peer.hear().unwrap();
    assert_eq!((header.command_status, header.sequence_number), (CommandStatus::ESME_RSYSERR, 50));
    // The proxy unbinds properly.
    let (header, _) = peer.hear().unwrap();
    assert_eq!(header.command_id, CommandId::UNBIND);
    peer.say(&raw(CommandId::UNBIND_RESP.0, header.sequence_number, b""));
    assert!(peer.hear().is_none());
}

#[test]
fn an_outbind_brings_the_messages() {
    let mut esme = start_esme(&["--outbind-listen", "127.0.0.1:0", "--count", "20", "--require-delivered"]);
    let mut said = BufReader::new(esme.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    let address = line.strip_prefix("esme: listening on ").unwrap().trim_end();
    let _smsc = Server::start("smsc", &["--outbind", address]);
    let output = esme.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(summary(&output)["receipts"], 20);
}

#[test]
fn an_outbind_that_does_not_come_costs_the_timeout() {
    let output = esme(&["--outbind-listen", "127.0.0.1:0", "--timeout", "0.3"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no server connected"), "{output:?}");
}

#[test]
fn the_client_of_the_readme_submits_a_message() {
    let client = include_str!("../../examples/client.rs");
    let code = &client[client.find("use ").unwrap()..];
    let smsc = Server::start("smsc", &[]);
    let output = run("client", &[&smsc.address.to_string()]);
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("hello: ESME_ROK"), "{output:?}");
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    assert!(code.lines().filter(is_code).count() <= 40, "the client is longer than it was");
}

#[test]
fn the_client_of_the_readme_says_what_is_wrong() {
    let output = run("client", &["127.0.0.1:1"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(said.contains("127.0.0.1:1: ") && !said.contains("Os {"), "{said}");
}

#[test]
fn the_client_of_the_readme_fails_without_an_accepted_message() {
    for answer in [None, Some(CommandStatus::ESME_RSYSERR)] {
        let (server, session) = scripted(move |mut peer| {
            peer.accept_bind();
            let submit_sm = peer.hear().unwrap().0;
            if let Some(status) = answer {
                peer.say(&octets(&SubmitSmResp::default(), status, submit_sm.sequence_number));
                peer.accept_unbind();
            }
        });
        let output = run("client", &[&server.to_string()]);
        session.join().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains("not accepted"), "{output:?}");
        assert!(!String::from_utf8_lossy(&output.stdout).contains("hello: ESME_ROK"), "{output:?}");
    }
}
