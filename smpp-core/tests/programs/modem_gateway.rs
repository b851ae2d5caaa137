//! `modem_gateway` between a scripted modem and an ESME.

use crate::kit::{OK, Peer, Server, octets};
use crate::modem::{Modem, PLAIN, Then};
use smpp_core::codes::{EsmClass, RegisteredDelivery, Ton};
use smpp_core::message::receipt::ReceiptText;
use smpp_core::pdu::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::tlv::Tlv;
use smpp_core::{CommandId, CommandStatus, RawPdu};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

/// A modem that listens: it says this once it is set up, and then gives an answer to each submit. Returns the lines that
/// it got after that.
fn modem(answers: &[&'static str], before: &'static str) -> (String, thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let mut script: Vec<_> = answers.iter().map(|answer| ("AT+CMGS=", Then::Say(answer))).collect();
    script.push(("AT+CMGL=4\r", Then::Say(before)));
    let lines = thread::spawn(move || {
        let (connection, _) = listener.accept().unwrap();
        let mut lines = Modem::start(connection, PLAIN, &script).join().unwrap();
        let last = lines.iter().position(|line| line == "AT+CMGL=4\r").unwrap();
        lines.drain(..=last);
        lines
    });
    (address, lines)
}

/// An ESME bound to the gateway.
pub fn bound(gateway: &Server) -> Peer {
    let mut esme = Peer::connect(gateway.address);
    let bind = BindTransceiver { system_id: "ESME".into(), ..Default::default() };
    let answer = esme.ask(&octets(&bind, OK, 1));
    assert_eq!(answer, Some((CommandId::BIND_TRANSCEIVER_RESP.0, 0, 1)));
    esme
}

/// The next PDU as octets.
pub fn hear(esme: &mut Peer) -> Vec<u8> {
    let (header, body) = esme.hear().unwrap();
    let raw = RawPdu {
        command_id: header.command_id,
        command_status: header.command_status,
        sequence_number: header.sequence_number,
        body: &body,
    };
    octets(&raw, header.command_status, header.sequence_number)
}

#[test]
fn messages_and_receipts_go_through() {
    let delivered = "\r\n+CMGS: 7\r\n\r\nOK\r\n\r\n+CDS: 25\r\n00\
        06070B916407000000F1621172011100806211720111508000\r\n";
    let full = "\r\n+CMS ERROR: 322\r\n";
    // A part of a long message, with a fill bit before its text.
    let arrived = "\r\nOK\r\n\r\n+CMT: ,32\r\n07916407000020F0\
        440B916407000000F10000621172011100800E0500032A02019AE1341B140600\r\n";
    let (address, script) = modem(&[delivered, full], arrived);
    let gateway = Server::start("modem_gateway", &["--modem", &address, "--number", "46700000009"]);
    let mut esme = bound(&gateway);

    let arrived = hear(&mut esme);
    let raw = RawPdu::parse(&arrived).unwrap();
    let message = raw.decode::<DeliverSm<'_>>().unwrap();
    assert_eq!(
        (message.source_addr.as_bytes(), message.source_addr_ton),
        (&b"46700000001"[..], Ton::INTERNATIONAL)
    );
    assert_eq!(message.destination_addr.as_bytes(), b"46700000009");
    assert!(message.esm_class.udhi());
    assert_eq!(message.short_message, b"\x05\x00\x03\x2A\x02\x01Mail a\x00");
    esme.say(&octets(&DeliverSmResp::default(), OK, raw.sequence_number));

    let submit_sm = SubmitSm {
        dest_addr_ton: Ton::INTERNATIONAL,
        destination_addr: "46700000001".into(),
        registered_delivery: RegisteredDelivery(1),
        short_message: b"hellohello",
        ..SubmitSm::default()
    };
    esme.say(&octets(&submit_sm, OK, 2));
    let accepted = hear(&mut esme);
    let raw = RawPdu::parse(&accepted).unwrap();
    assert_eq!((raw.command_id, raw.sequence_number), (CommandId::SUBMIT_SM_RESP, 2));
    let id = raw.decode::<SubmitSmResp<'_>>().unwrap().message_id.as_bytes().to_vec();

    let receipt = hear(&mut esme);
    let raw = RawPdu::parse(&receipt).unwrap();
    let receipt = raw.decode::<DeliverSm<'_>>().unwrap();
    assert_eq!(receipt.esm_class, EsmClass(0x04));
    let text = ReceiptText::parse(receipt.short_message);
    assert_eq!((text.id, text.stat, text.err), (Some(&id[..]), Some(&b"DELIVRD"[..]), Some(&b"000"[..])));
    esme.say(&octets(&DeliverSmResp::default(), OK, raw.sequence_number));

    // The modem refuses the second one, in UCS2.
    let submit_sm = SubmitSm { data_coding: 8.into(), short_message: b"\x65\xE5", ..submit_sm };
    let refused = esme.ask(&octets(&submit_sm, OK, 3));
    let failed = CommandStatus::ESME_RSUBMITFAIL.0;
    assert_eq!(refused, Some((CommandId::SUBMIT_SM_RESP.0, failed, 3)));
    // What no submit can carry does not get to the modem.
    let submit_sm = SubmitSm { short_message: &[b'x'; 161], data_coding: 4.into(), ..submit_sm };
    assert_eq!(esme.ask(&octets(&submit_sm, OK, 4)), Some((CommandId::SUBMIT_SM_RESP.0, failed, 4)));
    let submit_sm = SubmitSm { short_message: b"Latin 1", data_coding: 3.into(), ..submit_sm };
    assert_eq!(esme.ask(&octets(&submit_sm, OK, 5)), Some((CommandId::SUBMIT_SM_RESP.0, failed, 5)));
    drop(gateway);
    assert_eq!(
        script.join().unwrap(),
        [
            "AT+CMGS=22\r",
            "0021000B916407000000F100000AE8329BFD4697D9EC37\x1A",
            "AT+CMGS=15\r",
            "0021000B916407000000F100080265E5\x1A",
        ]
    );
}

/// The text of a message may be in message_payload.
#[test]
fn a_message_payload_is_sent() {
    let (address, script) = modem(&["\r\n+CMGS: 7\r\n\r\nOK\r\n"], "\r\nOK\r\n");
    let gateway = Server::start("modem_gateway", &["--modem", &address]);
    let mut esme = bound(&gateway);
    let payload = [Tlv::message_payload(b"hellohello")];
    let submit_sm = SubmitSm {
        dest_addr_ton: Ton::INTERNATIONAL,
        destination_addr: "46700000001".into(),
        tlvs: (&payload).into(),
        ..SubmitSm::default()
    };
    assert_eq!(esme.ask(&octets(&submit_sm, OK, 2)), Some((CommandId::SUBMIT_SM_RESP.0, 0, 2)));
    drop(gateway);
    assert_eq!(
        script.join().unwrap(),
        ["AT+CMGS=22\r", "0001000B916407000000F100000AE8329BFD4697D9EC37\x1A"]
    );
}

/// Phones join the parts of a message by their headers.
#[test]
fn sar_tlvs_become_a_header() {
    let (address, script) = modem(&["\r\n+CMGS: 7\r\n\r\nOK\r\n"; 2], "\r\nOK\r\n");
    let gateway = Server::start("modem_gateway", &["--modem", &address]);
    let mut esme = bound(&gateway);
    for (number, reference) in [(2, 7), (3, 0x0107)] {
        let place = [Tlv::sar_msg_ref_num(reference), Tlv::sar_total_segments(2), Tlv::sar_segment_seqnum(1)];
        let submit_sm = SubmitSm {
            dest_addr_ton: Ton::INTERNATIONAL,
            destination_addr: "46700000001".into(),
            data_coding: 8.into(),
            short_message: b"\x65\xE5",
            tlvs: (&place).into(),
            ..SubmitSm::default()
        };
        assert_eq!(esme.ask(&octets(&submit_sm, OK, number)), Some((CommandId::SUBMIT_SM_RESP.0, 0, number)));
    }
    drop(gateway);
    assert_eq!(
        script.join().unwrap(),
        [
            "AT+CMGS=21\r",
            "0041000B916407000000F100080805000307020165E5\x1A",
            "AT+CMGS=22\r",
            "0041000B916407000000F10008090608040107020165E5\x1A",
        ]
    );
}

/// A message that the ESME cannot take now is sent again after a pause, and one that it refuses for good is not. A sender's
/// name that is too long for an address, with eleven letters of two octets each, does not block the queue.
#[test]
fn what_an_esme_refuses() {
    let arrived = "\r\nOK\r\n\r\n+CMT: ,25\r\n000414D01008040281402010080400006211720111008002E834\r\n\
        \r\n+CMT: ,21\r\n00040B916407000000F100006211720111008002E834\r\n";
    let (address, script) = modem(&[], arrived);
    let gateway = Server::record("modem_gateway", &["--modem", &address]);
    let mut esme = bound(&gateway);
    let next = |esme: &mut Peer| {
        let arrived = hear(esme);
        let raw = RawPdu::parse(&arrived).unwrap();
        let from = raw.decode::<DeliverSm<'_>>().unwrap().source_addr.to_string();
        (raw.sequence_number, from)
    };
    let (named, name) = next(&mut esme);
    assert_eq!(name, "???????????");
    let (numbered, number) = next(&mut esme);
    let start = Instant::now();
    esme.say(&octets(&DeliverSmResp::default(), CommandStatus::ESME_RX_P_APPN, named));
    esme.say(&octets(&DeliverSmResp::default(), CommandStatus::ESME_RX_T_APPN, numbered));
    let (again, from) = next(&mut esme);
    assert_eq!(from, number);
    assert!(start.elapsed() > Duration::from_millis(900));
    // A response of the wrong type does not count as an answer.
    esme.say(&octets(&SubmitSmResp::default(), OK, again));
    assert_eq!(next(&mut esme).1, number);
    drop(gateway);
    script.join().unwrap();
}

/// The modem deletes what the gateway takes, so a message without a readable header comes as octets.
#[test]
fn a_message_with_a_broken_header_is_not_lost() {
    let arrived = "\r\nOK\r\n\r\n+CMT: ,22\r\n00440B916407000000F100046211720111008003051234\r\n";
    let (address, script) = modem(&[], arrived);
    let gateway = Server::start("modem_gateway", &["--modem", &address]);
    let mut esme = bound(&gateway);
    let arrived = hear(&mut esme);
    let message = RawPdu::parse(&arrived).unwrap();
    let message = message.decode::<DeliverSm<'_>>().unwrap();
    assert_eq!((message.esm_class.udhi(), message.data_coding.0), (false, 4));
    assert_eq!(message.short_message, b"\x05\x12\x34");
    drop(gateway);
    script.join().unwrap();
}

/// An ESME that asks for receipts on failure gets none for a delivered message, nor for one still on its way.
#[test]
fn only_the_receipts_that_were_asked_for() {
    const ANSWERS: [&str; 2] = [
        // Delivered.
        "\r\n+CMGS: 7\r\n\r\nOK\r\n\r\n+CDS: 25\r\n0006070B916407000000F1621172011100806211720111508000\r\n",
        // The centre still tries, and then gives up.
        "\r\n+CMGS: 8\r\n\r\nOK\r\n\r\n+CDS: 25\r\n0006080B916407000000F1621172011100806211720111508020\r\n\
         \r\n+CDS: 25\r\n0006080B916407000000F1621172011100806211720111508046\r\n",
    ];
    let (address, script) = modem(&ANSWERS, "\r\nOK\r\n");
    let gateway = Server::start("modem_gateway", &["--modem", &address]);
    let mut esme = bound(&gateway);
    for number in [2, 3] {
        let submit_sm = SubmitSm {
            destination_addr: "46700000001".into(),
            registered_delivery: RegisteredDelivery(2),
            short_message: b"hello",
            ..SubmitSm::default()
        };
        assert_eq!(esme.ask(&octets(&submit_sm, OK, number)), Some((CommandId::SUBMIT_SM_RESP.0, 0, number)));
    }
    let receipt = hear(&mut esme);
    let raw = RawPdu::parse(&receipt).unwrap();
    let receipt = raw.decode::<DeliverSm<'_>>().unwrap();
    let text = ReceiptText::parse(receipt.short_message);
    assert_eq!((text.id, text.stat), (Some(&b"2"[..]), Some(&b"EXPIRED"[..])));
    drop(gateway);
    script.join().unwrap();
}

/// A message that arrives without an ESME waits for one; one that was not taken is sent again.
#[test]
fn messages_wait_for_an_esme() {
    let arrived = "\r\nOK\r\n\r\n+CMT: ,2\r\n00zz\r\n\r\n+CMT: ,21\r\n00040B916407000000F1000062117201110080\
        02E834\r\n";
    let (address, script) = modem(&[], arrived);
    let gateway = Server::record("modem_gateway", &["--modem", &address]);
    for _ in 0..2 {
        let mut esme = bound(&gateway);
        let arrived = hear(&mut esme);
        let raw = RawPdu::parse(&arrived).unwrap();
        assert_eq!(raw.decode::<DeliverSm<'_>>().unwrap().short_message, b"hi");
        // It is closed without an answer.
    }
    drop(gateway);
    script.join().unwrap();
}
