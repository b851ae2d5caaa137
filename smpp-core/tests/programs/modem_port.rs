//! `modem_gateway` on a pseudo-terminal, with a modem that behaves as modems do.

use crate::kit::{OK, Peer, Server, octets, run};
use crate::modem::{EMPTY, Manner, Modem, PLAIN, Then};
use crate::modem_gateway::{bound, hear};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use smpp_core::codes::{EsmClass, RegisteredDelivery, Ton};
use smpp_core::message::receipt::ReceiptText;
use smpp_core::pdu::{DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::tlv::Tlv;
use smpp_core::{CommandId, CommandStatus, RawPdu};
use std::fs::File;
use std::io::Write;
use std::process::Command;
use std::thread::JoinHandle;

const LIST: &str = "AT+CMGL=4\r";

/// A pseudo-terminal: the modem's side, and the name of the other.
fn port() -> (File, String) {
    let modem = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&modem).unwrap();
    unlockpt(&modem).unwrap();
    let name = ptsname(&modem, Vec::new()).unwrap().into_string().unwrap();
    (modem.into(), name)
}

/// A gateway at a modem with this script, and what the modem will have heard.
fn start(
    manner: Manner,
    script: &[(&'static str, Then)],
    more: &[&str],
) -> (Server, JoinHandle<Vec<String>>) {
    let (modem, name) = port();
    let heard = Modem::start(modem, manner, script);
    (Server::record("modem_gateway", &[&["--modem", &name], more].concat()), heard)
}

/// What the modem heard after its setup.
fn after_setup(gateway: Server, heard: JoinHandle<Vec<String>>) -> Vec<String> {
    drop(gateway);
    let mut lines = heard.join().unwrap();
    let last = lines.iter().position(|line| line == LIST).unwrap();
    lines.split_off(last + 1)
}

/// The text of the next deliver_sm, and whether it is a receipt. It is answered.
fn delivered(esme: &mut Peer) -> (Vec<u8>, bool) {
    let pdu = hear(esme);
    let raw = RawPdu::parse(&pdu).unwrap();
    let message = raw.decode::<DeliverSm<'_>>().unwrap();
    assert_eq!(message.source_addr.as_bytes(), b"46700000001");
    esme.say(&octets(&DeliverSmResp::default(), OK, raw.sequence_number));
    (message.short_message.to_vec(), message.esm_class == EsmClass(0x04))
}

fn hello(text: &[u8]) -> SubmitSm<'_> {
    SubmitSm {
        dest_addr_ton: Ton::INTERNATIONAL,
        destination_addr: "46700000001".into(),
        registered_delivery: RegisteredDelivery(1),
        short_message: text,
        ..SubmitSm::default()
    }
}

/// The id of a submit_sm that is accepted.
fn accepted(esme: &mut Peer, number: u32) -> Vec<u8> {
    esme.say(&octets(&hello(b"hi"), OK, number));
    let pdu = hear(esme);
    let raw = RawPdu::parse(&pdu).unwrap();
    assert_eq!((raw.command_id, raw.sequence_number), (CommandId::SUBMIT_SM_RESP, number));
    raw.decode::<SubmitSmResp<'_>>().unwrap().message_id.as_bytes().to_vec()
}

/// Sends a submit_sm that is accepted. Returns its id, and the ids and states of `count` receipts, which may come before
/// or after the response.
fn exchange(
    esme: &mut Peer,
    number: u32,
    submit_sm: &SubmitSm<'_>,
    count: usize,
) -> (String, Vec<(String, String)>) {
    esme.say(&octets(submit_sm, OK, number));
    let (mut id, mut receipts) = (None, Vec::new());
    while id.is_none() || receipts.len() < count {
        let pdu = hear(esme);
        let raw = RawPdu::parse(&pdu).unwrap();
        if let Ok(resp) = raw.decode::<SubmitSmResp<'_>>() {
            assert_eq!((raw.command_status, raw.sequence_number), (OK, number));
            id = Some(resp.message_id.to_string());
            continue;
        }
        let text = raw.decode::<DeliverSm<'_>>().unwrap().short_message;
        let receipt = ReceiptText::parse(text);
        let text = |field: Option<&[u8]>| String::from_utf8(field.unwrap().to_vec()).unwrap();
        receipts.push((text(receipt.id), text(receipt.stat)));
        esme.say(&octets(&DeliverSmResp::default(), OK, raw.sequence_number));
    }
    (id.unwrap(), receipts)
}

/// A modem's answer to a submit: status reports with these references, seconds from submission to discharge, and
/// states; then the reference of the submit.
fn early(reports: &[(u8, u8, u8)], reference: u8) -> Then {
    let mut answer = String::new();
    for (of, seconds, state) in reports {
        let seconds = format!("{}{}", seconds % 10, seconds / 10);
        let times = format!("621172011100806211720111{seconds}80");
        answer += &format!("\r\n+CDS: 25\r\n0006{of:02X}0B916407000000F1{times}{state:02X}\r\n");
    }
    Then::Say(format!("{answer}\r\n+CMGS: {reference}\r\n\r\nOK\r\n").leak())
}

/// Each part of a session, with every manner of writing that modems have.
#[test]
fn every_manner_of_modem() {
    // One was read before, one is to be sent, one place is empty, and one has a status report on a message that nobody
    // knows.
    let stored = "\r\n+CMGL: 1,1,,21\r\n00040B916407000000F100006211720111008002E834\r\n\
        +CMGL: 3,2,,15\r\n0001000B916407000000F1000002E834\r\n+CMGL: 4,0,,0\r\n\r\n\
        +CMGL: 12,0,,25\r\n0006060B916407000000F1621172011100806211720111508000\r\n\r\nOK\r\n";
    // A message and other things arrive before the response is complete, even between a header and its PDU.
    let sent = "\r\n+CREG: 1,5\r\n\r\n+CMGS: 7\r\n\r\n+CMT: \"\",21\r\n\r\n+CREG: 1,1\r\n\
        07916407000020F0040B916407000000F100006211720111008002E834\r\n\r\nOK\r\n\r\nRING\r\n\r\n\
        +CDS: 25\r\n0006070B916407000000F1621172011100806211720111508000\r\n";
    let script = [
        (LIST, Then::Say(stored)),
        ("AT+CMGS=15\r", Then::Say(sent)),
        ("AT+CMGS=15\r", Then::Say("\r\nERROR\r\n")),
        ("AT+CMGS=15\r", Then::Say("\r\n+CMS ERROR: 38\r\n")),
        ("AT+CMGS=15\r", Then::Say("\r\n+CMS ERROR: no network\r\n")),
        // A response without a reference.
        ("AT+CMGS=15\r", Then::Say("\r\nOK\r\n")),
    ];
    for (echo, line_end, chunk) in [
        (true, "\r\n", 4096),
        (false, "\r\n", 1),
        (true, "\r\r\n", 1),
        (true, "\r", 7),
        (false, "\n", 3),
        (false, "\r\n\r\n", 64),
    ] {
        let (gateway, heard) = start(Manner { echo, line_end, chunk }, &script, &["--baud", "115200"]);
        let mut esme = bound(&gateway);
        assert_eq!(delivered(&mut esme), (b"hi".to_vec(), false), "{line_end:?} {chunk}");
        // The response and the message come in any order.
        esme.say(&octets(&hello(b"hi"), OK, 2));
        let (mut id, mut has_message, mut receipt) = (None, false, None);
        while id.is_none() || !has_message || receipt.is_none() {
            let pdu = hear(&mut esme);
            let raw = RawPdu::parse(&pdu).unwrap();
            if let Ok(resp) = raw.decode::<SubmitSmResp<'_>>() {
                id = Some(resp.message_id.as_bytes().to_vec());
                continue;
            }
            let message = raw.decode::<DeliverSm<'_>>().unwrap();
            esme.say(&octets(&DeliverSmResp::default(), OK, raw.sequence_number));
            match message.esm_class.0 {
                0 => has_message = message.short_message == b"hi",
                _ => receipt = ReceiptText::parse(message.short_message).id.map(<[u8]>::to_vec),
            }
        }
        assert_eq!(id, receipt);
        for number in 3..7 {
            let answer = esme.ask(&octets(&hello(b"hi"), OK, number));
            let refused = CommandStatus::ESME_RSUBMITFAIL.0;
            assert_eq!(answer, Some((CommandId::SUBMIT_SM_RESP.0, refused, number)));
        }
        let mut lines = after_setup(gateway, heard);
        lines.retain(|line| !line.starts_with("AT+CMGS=15\r"));
        // What was taken is deleted; what is to be sent is not the gateway's. No octet is changed on its way.
        let submit = "0021000B916407000000F1000002E834\x1A";
        assert_eq!(lines, ["AT+CMGD=12\r", "AT+CMGD=1\r", submit, submit, submit, submit, submit]);
    }
}

/// A modem that shows nothing as it arrives: messages are announced, read and deleted.
#[test]
fn announced_messages_are_read_and_deleted() {
    let message = "\r\n+CMGR: 0,,21\r\n00040B916407000000F100006211720111008002E834\r\n\r\nOK\r\n";
    let report = "\r\n+CMGR: 0,,25\r\n0006010B916407000000F1621172011100806211720111508000\r\n\r\nOK\r\n";
    let script = [
        ("AT+CNMI=2,2,0,1,0\r", Then::Say("\r\n+CMS ERROR: 303\r\n")),
        // Nothing is read from a memory that the modem does not have, nor from a name that cannot be a memory.
        (
            LIST,
            Then::Say("\r\nOK\r\n\r\n+CMTI: \"XX\",1\r\n\r\n+CMTI: \"A\rAT\",2\r\n\r\n+CMTI: \"SM\",3\r\n"),
        ),
        ("AT+CPMS=\"XX\"\r", Then::Say("\r\n+CMS ERROR: 302\r\n")),
        ("AT+CMGR=3\r", Then::Say(message)),
        ("AT+CMGS=", Then::Say("\r\n+CMGS: 1\r\n\r\nOK\r\n\r\n+CDSI: \"SR\",4\r\n")),
        ("AT+CMGR=4\r", Then::Say(report)),
        // Two ways to say that there is nothing.
        ("AT+CMGS=", Then::Say("\r\n+CMGS: 2\r\n\r\nOK\r\n\r\n+CMTI: \"SM\",5\r\n\r\n+CMTI: \"SM\",6\r\n")),
        ("AT+CMGR=5\r", Then::Say("\r\n+CMGR: 0,,0\r\n\r\n\r\nOK\r\n")),
        ("AT+CMGR=6\r", Then::Say("\r\n+CMS ERROR: 321\r\n")),
    ];
    let (gateway, heard) = start(PLAIN, &script, &[]);
    let mut esme = bound(&gateway);
    assert_eq!(delivered(&mut esme), (b"hi".to_vec(), false));
    let id = accepted(&mut esme, 2);
    let (text, is_receipt) = delivered(&mut esme);
    assert!(is_receipt);
    assert_eq!(ReceiptText::parse(&text).id, Some(&id[..]));
    accepted(&mut esme, 3);
    // The last command before the gateway ends.
    accepted(&mut esme, 4);
    let lines = after_setup(gateway, heard);
    assert_eq!(
        lines,
        [
            "AT+CPMS=\"XX\"\r",
            "AT+CPMS=\"SM\"\r",
            "AT+CMGR=3\r",
            "AT+CMGD=3\r",
            "AT+CMGS=15\r",
            "0021000B916407000000F1000002E834\x1A",
            "AT+CPMS=\"SR\"\r",
            "AT+CMGR=4\r",
            "AT+CMGD=4\r",
            "AT+CMGS=15\r",
            "0021000B916407000000F1000002E834\x1A",
            "AT+CPMS=\"SM\"\r",
            "AT+CMGR=5\r",
            "AT+CPMS=\"SM\"\r",
            "AT+CMGR=6\r",
            "AT+CMGS=15\r",
            "0021000B916407000000F1000002E834\x1A",
        ]
    );
}

/// Some modems show a status report before they say which reference the message has.
#[test]
fn a_report_may_come_before_its_reference() {
    let script = [
        ("AT+CMGS=", early(&[(7, 0, 0x00)], 7)),
        // Two on the same message: the centre still tries, and then succeeds.
        ("AT+CMGS=", early(&[(8, 1, 0x20), (8, 4, 0x00)], 8)),
        // One comes between the reference and the end of the response.
        (
            "AT+CMGS=",
            Then::Say(
                "\r\n+CMGS: 9\r\n\r\n+CDS: 25\r\n\
                 0006090B916407000000F1621172011100806211720111008000\r\n\r\nOK\r\n",
            ),
        ),
        // The number was submitted in national form.
        ("AT+CMGS=", early(&[(10, 0, 0x00)], 10)),
    ];
    let (gateway, heard) = start(PLAIN, &script, &[]);
    let mut esme = bound(&gateway);
    let both = SubmitSm { registered_delivery: RegisteredDelivery(0x11), ..hello(b"hi") };
    let national =
        SubmitSm { dest_addr_ton: Ton::NATIONAL, destination_addr: "0700000001".into(), ..hello(b"hi") };
    for (number, submit_sm, states) in [
        (2, hello(b"hi"), &["DELIVRD"][..]),
        (3, both, &["ENROUTE", "DELIVRD"]),
        (4, hello(b"hi"), &["DELIVRD"]),
        (5, national, &["DELIVRD"]),
    ] {
        let (id, receipts) = exchange(&mut esme, number, &submit_sm, states.len());
        let expected: Vec<_> = states.iter().map(|state| (id.clone(), (*state).to_owned())).collect();
        assert_eq!(receipts, expected);
    }
    drop(gateway);
    heard.join().unwrap();
}

/// Reports on the parts of a message come while a later part is sent. Each part has its own reference and id.
#[test]
fn early_reports_on_parts_are_not_mixed_up() {
    let script = [
        ("AT+CMGS=", early(&[], 7)),
        ("AT+CMGS=", early(&[(9, 0, 0x46), (8, 0, 0x00), (7, 0, 0x00)], 8)),
        ("AT+CMGS=", early(&[(9, 0, 0x00)], 9)),
    ];
    let (gateway, heard) = start(PLAIN, &script, &[]);
    let mut esme = bound(&gateway);
    let mut receipts = Vec::new();
    for (number, count) in [(1, 0), (2, 2), (3, 1)] {
        let place = [Tlv::sar_msg_ref_num(1), Tlv::sar_total_segments(3), Tlv::sar_segment_seqnum(number)];
        let part = SubmitSm { tlvs: (&place).into(), ..hello(b"hi") };
        let (id, more) = exchange(&mut esme, u32::from(number) + 1, &part, count);
        assert_eq!(id, number.to_string());
        receipts.extend(more);
    }
    // The first report with reference 9 came while no message had it.
    let delivered = |id: &str| (id.to_owned(), "DELIVRD".to_owned());
    assert_eq!(receipts, [delivered("1"), delivered("2"), delivered("3")]);
    drop(gateway);
    heard.join().unwrap();
}

/// References start again after 255. A report on an older message is not taken for one on the message under way.
#[test]
fn an_old_report_with_the_same_reference_is_not_an_early_one() {
    let other = "\r\n+CDS: 25\r\n0006080B91640710325476621172011100806211720111008000\r\n\
        \r\n+CMGS: 8\r\n\r\nOK\r\n";
    let script = [
        ("AT+CMGS=", early(&[], 7)),
        // The centre had the older message for 50 seconds.
        ("AT+CMGS=", early(&[(7, 50, 0x46), (7, 0, 0x00)], 7)),
        // On a message to another number, and on one that was sent before the gateway started.
        ("AT+CMGS=", Then::Say(other)),
        ("AT+CMGS=", early(&[(9, 50, 0x00)], 9)),
        // The modem refuses the message, and the next one has the reference.
        (
            "AT+CMGS=",
            Then::Say(
                "\r\n+CDS: 25\r\n00060A0B916407000000F1621172011100806211720111008000\r\n\
                 \r\n+CMS ERROR: 38\r\n",
            ),
        ),
        ("AT+CMGS=", early(&[], 10)),
        ("AT+CMGS=", early(&[(11, 0, 0x00)], 11)),
        ("AT+CMGS=", Then::HangUp),
    ];
    let (gateway, heard) = start(PLAIN, &script, &[]);
    let mut esme = bound(&gateway);
    let receipt = |id: &str, state: &str| (id.to_owned(), state.to_owned());
    assert_eq!(exchange(&mut esme, 2, &hello(b"hi"), 0), ("1".to_owned(), vec![]));
    let (id, receipts) = exchange(&mut esme, 3, &hello(b"hi"), 2);
    assert_eq!((id.as_str(), receipts), ("2", vec![receipt("1", "EXPIRED"), receipt("2", "DELIVRD")]));
    assert_eq!(exchange(&mut esme, 4, &hello(b"hi"), 0).0, "3");
    assert_eq!(exchange(&mut esme, 5, &hello(b"hi"), 0).0, "4");
    let refused = CommandStatus::ESME_RSUBMITFAIL.0;
    assert_eq!(esme.ask(&octets(&hello(b"hi"), OK, 6)), Some((CommandId::SUBMIT_SM_RESP.0, refused, 6)));
    assert_eq!(exchange(&mut esme, 7, &hello(b"hi"), 0).0, "5");
    assert_eq!(exchange(&mut esme, 8, &hello(b"hi"), 1), ("6".to_owned(), vec![receipt("6", "DELIVRD")]));
    esme.say(&octets(&hello(b"hi"), OK, 9));
    assert_eq!(esme.hear(), None);
    let error = String::from_utf8(gateway.end().stderr).unwrap();
    assert_eq!(error.matches("a status report on a message that is not known").count(), 3, "{error}");
    heard.join().unwrap();
}

/// At most 16 reports are kept. The oldest goes first, and is dropped unless its message is known.
#[test]
fn early_reports_are_bounded() {
    let mut most = vec![(7, 0, 0x00)];
    most.extend((100..115).map(|reference| (reference, 0, 0x00)));
    let mut more = vec![(7, 0, 0x46), (8, 0, 0x00)];
    more.extend((100..116).map(|reference| (reference, 0, 0x00)));
    let script = [
        ("AT+CMGS=", early(&most, 7)),
        ("AT+CMGS=", early(&more, 8)),
        ("AT+CMGS=", early(&[(9, 0, 0x00)], 9)),
        ("AT+CMGS=", Then::HangUp),
    ];
    let (gateway, heard) = start(PLAIN, &script, &[]);
    let mut esme = bound(&gateway);
    let receipt = |id: &str, state: &str| (id.to_owned(), state.to_owned());
    assert_eq!(exchange(&mut esme, 2, &hello(b"hi"), 1).1, [receipt("1", "DELIVRD")]);
    assert_eq!(exchange(&mut esme, 3, &hello(b"hi"), 1).1, [receipt("1", "EXPIRED")]);
    assert_eq!(exchange(&mut esme, 4, &hello(b"hi"), 1).1, [receipt("3", "DELIVRD")]);
    esme.say(&octets(&hello(b"hi"), OK, 5));
    assert_eq!(esme.hear(), None);
    let error = String::from_utf8(gateway.end().stderr).unwrap();
    let unknown = error.matches("a status report on a message that is not known").count();
    assert_eq!(unknown, 15 + 1 + 16, "{error}");
    heard.join().unwrap();
}

/// A modem that falls silent is set up again, and what it says too late is not taken for the answer to another command.
#[test]
fn a_late_answer_belongs_to_no_other_command() {
    let late = "\r\n+CMGS: 7\r\n\r\nOK\r\n\r\n+CMGF: 0\r\n\r\nOK\r\n";
    let next = "\r\n+CMGS: 8\r\n\r\nOK\r\n\r\n+CDS: 25\r\n\
        0006080B916407000000F1621172011100806211720111508000\r\n";
    let script = [
        (LIST, Then::Say(EMPTY)),
        ("AT+CMGS=", Then::Nothing),
        ("AT+CMGS=", Then::Say(next)),
        ("AT+CMGF?\r", Then::Say("\r\n+CMGF: 0\r\n\r\nOK\r\n")),
        ("AT+CMGF?\r", Then::Say(late)),
    ];
    let (gateway, heard) = start(PLAIN, &script, &["--timeout", "1"]);
    let mut esme = bound(&gateway);
    let refused = CommandStatus::ESME_RSUBMITFAIL.0;
    assert_eq!(esme.ask(&octets(&hello(b"hi"), OK, 2)), Some((CommandId::SUBMIT_SM_RESP.0, refused, 2)));
    let id = accepted(&mut esme, 3);
    let (text, _) = delivered(&mut esme);
    assert_eq!(ReceiptText::parse(&text).id, Some(&id[..]));
    let lines = after_setup(gateway, heard);
    assert_eq!(
        lines[..4],
        ["AT+CMGS=15\r", "\x1B\r", "AT+CMGF?\r", "ATE0\r"],
        "it leaves the prompt and is set up again"
    );
}

#[test]
fn a_modem_without_an_answer_ends_the_gateway() {
    let silent = [("AT+CMGF?\r", Then::Nothing); 3];
    let (gateway, heard) = start(PLAIN, &silent, &["--timeout", "1"]);
    let output = gateway.end();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("the modem does not answer"), "{error}");
    assert_eq!(heard.join().unwrap(), ["\x1B\r", "AT+CMGF?\r"].repeat(3));
}

#[test]
fn an_unplugged_modem_ends_the_gateway() {
    let (gateway, heard) = start(PLAIN, &[("AT+CMGS=", Then::HangUp)], &[]);
    let mut esme = bound(&gateway);
    esme.say(&octets(&hello(b"hi"), OK, 2));
    assert_eq!(esme.hear(), None);
    let output = gateway.end();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("the modem is gone"), "{error}");
    assert!(heard.join().unwrap().contains(&"AT+CMGS=15\r".to_owned()));
}

fn signal(gateway: &Server, signal: &str) {
    assert!(Command::new("kill").args([signal, &gateway.id().to_string()]).status().unwrap().success());
}

#[test]
fn a_signal_ends_the_gateway_with_an_unbind() {
    for name in ["-INT", "-TERM"] {
        let (gateway, heard) = start(PLAIN, &[], &[]);
        let mut esme = bound(&gateway);
        signal(&gateway, name);
        esme.accept_unbind();
        assert_eq!(esme.hear(), None);
        let output = gateway.end();
        assert_eq!((output.status.code(), output.stderr), (Some(0), vec![]));
        heard.join().unwrap();
    }
    // Messages taken from the modem are counted on standard error if no ESME took them.
    let message = "\r\n+CMGR: 0,,21\r\n00040B916407000000F100006211720111008002E834\r\n\r\nOK\r\n";
    let script = [
        (LIST, Then::Say("\r\nOK\r\n\r\n+CMTI: \"SM\",3\r\n")),
        ("AT+CMGR=3\r", Then::Say(message)),
        ("AT+CMGS=", Then::Say("\r\n+CMS ERROR: 38\r\n")),
    ];
    let (gateway, heard) = start(PLAIN, &script, &[]);
    let mut esme = bound(&gateway);
    let refused = CommandStatus::ESME_RSUBMITFAIL.0;
    // The deliver_sm gets no answer, so the next ESME would get the message again.
    hear(&mut esme);
    assert_eq!(esme.ask(&octets(&hello(b"hi"), OK, 2)), Some((CommandId::SUBMIT_SM_RESP.0, refused, 2)));
    drop(esme);
    signal(&gateway, "-TERM");
    let output = gateway.end();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{error}");
    assert!(error.contains("messages and receipts that no ESME took: 1"), "{error}");
    heard.join().unwrap();
}

/// After a signal, the submit under way is answered. The others are refused and never reach the modem.
#[test]
fn a_signal_waits_for_the_submit_under_way() {
    // When the ESME gets this message, the submit is under way.
    let message = "\r\n+CMT: ,21\r\n00040B916407000000F100006211720111008002E834\r\n";
    let (mut modem, name) = port();
    let heard = Modem::start(modem.try_clone().unwrap(), PLAIN, &[("AT+CMGS=", Then::Say(message))]);
    let gateway = Server::record("modem_gateway", &["--modem", &name]);
    let mut esme = bound(&gateway);
    esme.say(&octets(&hello(b"hi"), OK, 2));
    esme.say(&octets(&hello(b"hi"), OK, 3));
    assert_eq!(delivered(&mut esme), (b"hi".to_vec(), false));
    signal(&gateway, "-TERM");
    let refused = |number| (CommandId::SUBMIT_SM_RESP.0, CommandStatus::ESME_RSYSERR.0, number);
    let (header, _) = esme.hear().unwrap();
    assert_eq!((header.command_id.0, header.command_status.0, header.sequence_number), refused(3));
    assert_eq!(esme.ask(&octets(&hello(b"hi"), OK, 4)), Some(refused(4)));
    modem.write_all(b"\r\n+CMGS: 7\r\n\r\nOK\r\n").unwrap();
    let (header, _) = esme.hear().unwrap();
    assert_eq!((header.command_id, header.command_status), (CommandId::SUBMIT_SM_RESP, OK));
    assert_eq!(header.sequence_number, 2);
    esme.accept_unbind();
    let output = gateway.end();
    assert_eq!((output.status.code(), output.stderr), (Some(0), vec![]));
    drop(modem);
    let lines = heard.join().unwrap();
    assert_eq!(lines.iter().filter(|line| line.starts_with("AT+CMGS=")).count(), 1);
}

#[test]
fn a_file_is_refused_as_a_modem() {
    let output = run("modem_gateway", &["--modem", "/dev/null", "--listen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("/dev/null: "), "{error}");
}

/// The modem never answers: after 10 s, the ESME is unbound, and the exit status says that a message is in doubt.
#[test]
fn a_signal_does_not_wait_forever_for_the_modem() {
    let message = "\r\n+CMT: ,21\r\n00040B916407000000F100006211720111008002E834\r\n";
    let (modem, name) = port();
    let heard = Modem::start(modem, PLAIN, &[("AT+CMGS=", Then::Say(message))]);
    let gateway = Server::record("modem_gateway", &["--modem", &name]);
    let mut esme = bound(&gateway);
    esme.say(&octets(&hello(b"hi"), OK, 2));
    assert_eq!(delivered(&mut esme), (b"hi".to_vec(), false));
    signal(&gateway, "-TERM");
    esme.0.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    esme.accept_unbind();
    assert_eq!(esme.hear(), None);
    let output = gateway.end();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("the modem has not answered whether it sent a message"), "{error}");
    heard.join().unwrap();
}
