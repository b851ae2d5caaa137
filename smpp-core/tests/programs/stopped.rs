//! Programs that are stopped for longer than their timeouts, as by Ctrl-Z: what has arrived meanwhile counts.

use crate::kit::{OK, Peer, Server, octets, raw, scripted, start_esme};
use smpp_core::CommandId;
use smpp_core::codes::EsmClass;
use smpp_core::pdu::{DeliverSm, SubmitSmResp};
use std::net::SocketAddr;
use std::process::{Child, Command};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// The timeout of the programs in seconds. So long that a busy machine does not use it up.
const TIMEOUT: u64 = 2;

fn signal(name: &str, process: u32) {
    assert!(Command::new("kill").args(["-s", name, &process.to_string()]).status().unwrap().success());
}

/// Stops the process, runs `meanwhile`, and lets the process go on after longer than its timeout.
fn stopped(process: u32, meanwhile: impl FnOnce()) {
    signal("STOP", process);
    meanwhile();
    thread::sleep(Duration::from_millis(TIMEOUT * 1000 + 300));
    signal("CONT", process);
}

fn esme(address: SocketAddr, more: &[&str]) -> Child {
    let (address, timeout) = (address.to_string(), TIMEOUT.to_string());
    start_esme(&[&["--connect", &address, "--timeout", &timeout, "--text", "Hello"][..], more].concat())
}

/// The response to the bind, to the message and to the unbind, and the receipt, while esme does not run.
#[test]
fn esme_misses_nothing_that_arrived_while_it_was_stopped() {
    let (tell, told) = channel::<u32>();
    let (address, server) = scripted(move |mut peer| {
        let process = told.recv().unwrap();
        let (bind, _) = peer.hear().unwrap();
        let resp = raw(CommandId::BIND_TRANSCEIVER_RESP.0, bind.sequence_number, b"x\0");
        stopped(process, || peer.say(&resp));
        let (submit, _) = peer.hear().unwrap();
        assert_eq!(submit.command_id, CommandId::SUBMIT_SM);
        let resp = SubmitSmResp { message_id: "1".into(), ..SubmitSmResp::default() };
        stopped(process, || peer.say(&octets(&resp, OK, submit.sequence_number)));
        let receipt = DeliverSm {
            esm_class: EsmClass(0x04),
            short_message: b"id:1 stat:DELIVRD",
            ..DeliverSm::default()
        };
        stopped(process, || peer.say(&octets(&receipt, OK, 1)));
        let (answer, _) = peer.hear().unwrap();
        assert_eq!(answer.command_id, CommandId::DELIVER_SM_RESP);
        let (unbind, _) = peer.hear().unwrap();
        assert_eq!(unbind.command_id, CommandId::UNBIND);
        stopped(process, || peer.say(&raw(CommandId::UNBIND_RESP.0, unbind.sequence_number, b"")));
        peer.hear()
    });
    let esme = esme(address, &["--receipts", "--require-delivered"]);
    tell.send(esme.id()).unwrap();
    let output = esme.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(server.join().unwrap().is_none());
}

/// The rest of each PDU arrives while smsc does not run.
#[test]
fn smsc_misses_nothing_that_arrived_while_it_was_stopped() {
    let smsc = Server::start("smsc", &["--pdu-timeout", &(TIMEOUT * 1000).to_string()]);
    let bind = raw(CommandId::BIND_TRANSCEIVER.0, 1, b"me\0secret\0\0\x34\0\0\0");
    let (start, rest) = bind.split_at(20);
    let mut all: Vec<_> = (0..20).map(|_| Peer::connect(smsc.address)).collect();
    all.iter_mut().for_each(|esme| esme.say(start));
    // So that it has been read.
    thread::sleep(Duration::from_millis(300));
    stopped(smsc.id(), || all.iter_mut().for_each(|esme| esme.say(rest)));
    for esme in &mut all {
        assert_eq!(esme.hear().unwrap().0.command_id, CommandId::BIND_TRANSCEIVER_RESP);
    }
    drop(all);
    assert!(smsc.end().status.success());
}
