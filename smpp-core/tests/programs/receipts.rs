//! Receipts that come early, repeatedly, in another base or in UTF-16. `esme` counts each message once and answers
//! each receipt.

use crate::kit::{OK, Peer, esme, octets, raw, run, scripted, summary};
use smpp_core::CommandId;
use smpp_core::codes::{DataCoding, EsmClass, MessageState, Version};
use smpp_core::pdu::{BindTransceiverResp, DataSm, DeliverSm, SubmitSmResp};
use smpp_core::tlv::Tlv;
use std::process::Output;
use std::thread;
use std::time::{Duration, Instant};

/// Sends a receipt, which must be accepted.
fn receipt(peer: &mut Peer, number: u32, pdu: &DeliverSm<'_>) {
    let taken = Some((CommandId::DELIVER_SM_RESP.0, 0, number));
    assert_eq!(peer.ask(&octets(pdu, OK, number)), taken, "{pdu:?}");
}

#[test]
fn each_message_counts_once() {
    let (address, server) = scripted(|mut peer| {
        let bind = peer.hear().unwrap().0;
        assert_eq!(bind.command_id, CommandId::BIND_TRANSCEIVER);
        peer.say(&octets(&BindTransceiverResp::default(), OK, bind.sequence_number));
        let submitted: Vec<u32> = (0..3).map(|_| peer.hear().unwrap().0.sequence_number).collect();
        let marked =
            |short_message| DeliverSm { esm_class: EsmClass(0x04), short_message, ..DeliverSm::default() };

        // The first message: intermediate, then delivered, before its response; in another base; and repeated.
        let on_the_way =
            DeliverSm { esm_class: EsmClass(0x20), ..marked(b"id:1891273321 stat:ACCEPTD err:000") };
        receipt(&mut peer, 1, &on_the_way);
        for number in 2..4 {
            receipt(
                &mut peer,
                number,
                &marked(b"id:1891273321 sub:001 dlvrd:001 stat:DELIVRD err:000 text:hi"),
            );
        }
        let resp = SubmitSmResp { message_id: "70BA8A69".into(), ..Default::default() };
        peer.say(&octets(&resp, OK, submitted[0]));
        // With a TLV this time: the same message, the same state.
        let tlvs =
            [Tlv::receipted_message_id("70ba8a69".into()), Tlv::message_state(MessageState::DELIVERED)];
        receipt(&mut peer, 4, &DeliverSm { tlvs: (&tlvs).into(), ..marked(b"") });

        // The second: in UTF-16, and then with data_sm.
        let resp = SubmitSmResp { message_id: "FF".into(), ..Default::default() };
        peer.say(&octets(&resp, OK, submitted[1]));
        let wide: Vec<u8> = b"id:255 stat:UNDELIV err:034".iter().flat_map(|octet| [0, *octet]).collect();
        receipt(&mut peer, 5, &DeliverSm { data_coding: DataCoding::UCS2, ..marked(&wide) });
        let payload = [Tlv::message_payload(b"id:000255 stat:UNDELIV err:034")];
        let data_sm = DataSm { esm_class: EsmClass(0x04), tlvs: (&payload).into(), ..DataSm::default() };
        assert_eq!(peer.ask(&octets(&data_sm, OK, 6)), Some((CommandId::DATA_SM_RESP.0, 0, 6)));

        // The third: only TLVs, not marked. It is the last one expected.
        let resp = SubmitSmResp { message_id: "3".into(), ..Default::default() };
        peer.say(&octets(&resp, OK, submitted[2]));
        let tlvs = [Tlv::receipted_message_id("3".into()), Tlv::message_state(MessageState::EXPIRED)];
        receipt(&mut peer, 7, &DeliverSm { tlvs: (&tlvs).into(), ..DeliverSm::default() });
        peer.accept_unbind();
    });
    let address = address.to_string();
    let asked = ["--receipts", "--intermediate", "--count", "3", "--window", "3", "--profile", "generic"];
    let asked = [&asked[..], &["--submit-ids", "hexadecimal", "--receipt-ids", "decimal"]].concat();
    let output = esme(&[&["--connect", &address][..], &asked].concat());
    server.join().unwrap();
    assert!(output.status.success(), "{output:?}");
    let summary = summary(&output);
    assert_eq!(summary["receipts"], 3, "{summary}");
    let states = &summary["by_state"];
    let of = |state: &str| states[state].as_u64();
    assert_eq!(
        (of("delivered"), of("undeliverable"), of("expired")),
        (Some(1), Some(1), Some(1)),
        "{summary}"
    );
    let counts: Vec<_> =
        summary["by_err"].as_array().unwrap().iter().map(|entry| entry["count"].clone()).collect();
    assert_eq!(counts, [1, 1, 1], "{summary}");
}

/// A message from a server to an esme that waits for receipts.
#[derive(Clone, Copy)]
pub(super) struct Said {
    esm_class: u8,
    text: &'static str,
}

pub(super) const fn marked(text: &'static str) -> Said {
    Said { esm_class: 0x04, text }
}

/// Runs esme. Its submit_sm get these ids, one each, and then come these messages. Also returns how long it ran.
pub(super) fn told(ids: &[&'static str], said: &[Said], more: &[&str]) -> (Output, Duration) {
    told_within("0.5", ids, said, more)
}

/// The same if everything expected arrives.
pub(super) fn over(ids: &[&'static str], said: &[Said], more: &[&str]) -> Output {
    let (output, took) = told_within("7", ids, said, more);
    assert!(output.status.success(), "{output:?}");
    assert!(took < Duration::from_secs(6), "{took:?}: {output:?}");
    output
}

fn told_within(timeout: &str, ids: &[&'static str], said: &[Said], more: &[&str]) -> (Output, Duration) {
    let ids = ids.iter().map(|id| Step::Id(id));
    let all: Vec<_> = ids.chain(said.iter().map(|said| Step::Say(*said))).collect();
    steps(timeout, &all, more)
}

/// A step of a server.
#[derive(Clone, Copy)]
enum Step {
    /// It gives this id to the next submit_sm.
    Id(&'static str),
    /// It sends a message.
    Say(Said),
}

/// Runs esme with a server that takes these steps in this order. Also returns how long it ran.
fn steps(timeout: &str, all: &[Step], more: &[&str]) -> (Output, Duration) {
    let all = all.to_vec();
    let (address, server) = scripted(move |mut peer| {
        peer.accept_bind();
        for (number, step) in (1..).zip(all) {
            match step {
                Step::Id(id) => {
                    // Messages may be answered in between.
                    let sequence = loop {
                        let (header, _) = peer.hear().unwrap();
                        if header.command_id == CommandId::SUBMIT_SM {
                            break header.sequence_number;
                        }
                        assert_eq!(header.command_id, CommandId::DELIVER_SM_RESP);
                    };
                    let resp = SubmitSmResp { message_id: id.into(), ..Default::default() };
                    peer.say(&octets(&resp, OK, sequence));
                }
                Step::Say(Said { esm_class, text }) => {
                    let deliver_sm = DeliverSm {
                        source_addr: "15555550100".into(),
                        esm_class: EsmClass(esm_class),
                        short_message: text.as_bytes(),
                        ..Default::default()
                    };
                    peer.say(&octets(&deliver_sm, OK, number));
                }
            }
        }
        while let Some((header, _)) = peer.hear() {
            match header.command_id {
                CommandId::UNBIND => peer.say(&raw(CommandId::UNBIND_RESP.0, header.sequence_number, b"")),
                // Each is accepted, whatever it contains.
                other => assert_eq!((other, header.command_status), (CommandId::DELIVER_SM_RESP, OK)),
            }
        }
    });
    let address = address.to_string();
    let fixed = ["--connect", &address, "--system-id", "acct", "--password", "secret", "--from", "Shop"];
    let (to, text) = (["--to", "15555550100"], ["--text", "Hello"]);
    let to = if more.contains(&"--to") { &[][..] } else { &to };
    let text = if more.contains(&"--text") { &[][..] } else { &text };
    let rest = ["--timeout", timeout];
    let start = Instant::now();
    let output = run("esme", &[&fixed[..], &rest, to, text, more].concat());
    let took = start.elapsed();
    server.join().unwrap();
    (output, took)
}

pub(super) fn states(output: &Output) -> serde_json::Value {
    summary(output)["by_state"].clone()
}

/// esm_class 0x00, 0x08, 0x10, 0x18: a subscriber can send any of these. 0x20 is an intermediate notification.
#[test]
fn an_unmarked_text_does_not_count_as_a_delivery() {
    const TEXT: &str = "id:77 sub:001 dlvrd:001 stat:DELIVRD err:000 text:";
    const ALL: [&[Said]; 6] = [
        &[Said { esm_class: 0x00, text: TEXT }],
        &[Said { esm_class: 0x08, text: TEXT }],
        &[Said { esm_class: 0x10, text: TEXT }],
        &[Said { esm_class: 0x18, text: TEXT }],
        &[Said { esm_class: 0x20, text: TEXT }],
        &[Said { esm_class: 0x80, text: TEXT }],
    ];
    thread::scope(|scope| {
        for said in ALL {
            for asked in ["--receipts", "--require-delivered"] {
                scope.spawn(move || {
                    let (output, _) = told(&["77"], said, &[asked]);
                    let (text, errors) =
                        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
                    assert_eq!(output.status.code(), Some(1), "{output:?}");
                    assert!(errors.contains("0 of 1 receipts"), "{errors}");
                    // The user sees the text, and why it did not count.
                    let shown = text.contains(&format!("from 15555550100: {TEXT}\n"));
                    let warned = errors.contains("1 messages look like receipts");
                    let esm_class = said[0].esm_class;
                    assert_eq!(shown, esm_class != 0x20, "{output:?}");
                    // 0x18 is neither a receipt nor an acknowledgement.
                    assert_eq!(warned, ![0x18, 0x20].contains(&esm_class), "{output:?}");
                });
            }
        }
    });
    // With both TLVs it is marked.
    let (address, server) = scripted(|mut peer| {
        peer.accept_bind();
        let number = peer.hear().unwrap().0.sequence_number;
        peer.say(&octets(&SubmitSmResp { message_id: "77".into(), ..Default::default() }, OK, number));
        let tlvs = [Tlv::receipted_message_id("77".into()), Tlv::message_state(MessageState::DELIVERED)];
        receipt(&mut peer, 1, &DeliverSm { tlvs: (&tlvs).into(), ..DeliverSm::default() });
        peer.hear().unwrap().0.command_id
    });
    let address = address.to_string();
    assert!(esme(&["--connect", &address, "--require-delivered", "--timeout", "1"]).status.success());
    assert_eq!(server.join().unwrap(), CommandId::UNBIND);
}

/// An ordinary text with the number of a message is not a receipt, and is not reported as one.
#[test]
fn an_ordinary_text_with_an_id_is_not_said_to_look_like_a_receipt() {
    let (output, _) =
        told(&["77"], &[Said { esm_class: 0, text: "order id: 77 stat: pending" }], &["--receipts"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!errors.contains("look like receipts"), "{errors}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("order id: 77 stat: pending"), "{output:?}");
}

/// Only repetitions are reported as repetitions.
#[test]
fn repetitions_are_counted_as_what_they_are() {
    const DELIVERED: Said = marked("id:5 stat:DELIVRD err:000");
    const UNKNOWN: Said = marked("id:5 stat:UNKNOWN err:000");
    let remark = "final receipts came for messages or parts that already had one";
    // Provisional, however often.
    let (output, _) = told(&["5"], &[UNKNOWN, UNKNOWN, UNKNOWN], &["--receipts"]);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    // A receipt for each of two parts with one id, between their responses.
    let parts = ["--text", "aaaaaaaabbbbbbbb", "--max-short-message", "14", "--require-delivered"];
    let ids = [Step::Id("5"), Step::Say(DELIVERED), Step::Say(DELIVERED), Step::Id("5")];
    let (output, _) = steps("7", &ids, &parts);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    // Final, and one too many: the second message keeps esme waiting.
    let (output, _) = told(&["5", "6"], &[DELIVERED, DELIVERED], &["--receipts", "--count", "2"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains(&format!("1 {remark}")), "{errors}");
}

/// Each as it came: texts that look a little like a receipt are not hidden.
#[test]
fn ordinary_texts_are_shown() {
    let lines = include_str!("ordinary_texts.tsv").lines();
    let texts: Vec<&str> =
        lines.filter(|line| !line.starts_with('#')).map(|line| line.split_once('\t').unwrap().1).collect();
    assert!(texts.len() >= 100);
    let mine = texts.clone();
    let (address, server) = scripted(move |mut peer| {
        peer.accept_bind();
        // Its response comes last, so that esme is there for all of them.
        let submit_sm = peer.hear().unwrap().0;
        for (number, text) in (1..).zip(mine) {
            let text: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let message = DeliverSm {
                source_addr: "777".into(),
                data_coding: DataCoding::UCS2,
                short_message: &text,
                ..DeliverSm::default()
            };
            receipt(&mut peer, number, &message);
        }
        let resp = SubmitSmResp { message_id: "44".into(), ..Default::default() };
        peer.say(&octets(&resp, OK, submit_sm.sequence_number));
        while let Some((header, _)) = peer.hear() {
            peer.say(&raw(header.command_id.response().0, header.sequence_number, b""));
        }
    });
    let address = address.to_string();
    let account = ["--connect", &address, "--system-id", "acct", "--password", "x", "--from", "Shop"];
    let output = run("esme", &[&account[..], &["--to", "1", "--text", "x"]].concat());
    server.join().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    for text in texts {
        assert!(told.contains(&format!("from 777: {text}\n")), "{text} is not in {told}");
    }
}

#[test]
fn a_provisional_end_is_waited_on_and_superseded() {
    let delivered = over(
        &["7"],
        &[marked("id:7 stat:ACCEPTD err:000"), marked("id:7 stat:DELIVRD err:000")],
        &["--require-delivered", "--json"],
    );
    assert_eq!(states(&delivered), serde_json::json!({ "delivered": 1 }));
    assert_eq!(summary(&delivered)["receipts"], 1);
    // Nothing worse comes after.
    let delivered = over(
        &["7", "8"],
        &[
            marked("id:7 stat:DELIVRD err:000"),
            marked("id:7 stat:ACCEPTD err:000"),
            marked("id:7 stat:UNKNOWN err:000"),
            marked("id:8 stat:UNKNOWN err:000"),
            marked("id:8 stat:ACCEPTD err:000"),
            marked("id:8 stat:UNDELIV err:000"),
        ],
        &["--receipts", "--count", "2", "--json"],
    );
    assert_eq!(states(&delivered), serde_json::json!({ "delivered": 1, "undeliverable": 1 }));
}

/// Nothing better came in time: the state stays, and it is no failure unless delivery was required.
#[test]
fn a_provisional_end_counts_as_what_it_is_when_the_time_is_over() {
    const ALL: [(&[Said], &str); 2] = [
        (&[marked("id:7 stat:ACCEPTD err:000")], "accepted"),
        (&[marked("id:7 stat:UNKNOWN err:000")], "unknown"),
    ];
    for (said, state) in ALL {
        let (output, took) = told(&["7"], said, &["--receipts", "--json"]);
        assert!(output.status.success(), "{output:?}");
        assert!(took > Duration::from_millis(480), "{took:?}");
        assert_eq!(states(&output), serde_json::json!({ state: 1 }));
        assert_eq!(summary(&output)["receipts"], 1);
        let (output, _) = told(&["7"], said, &["--require-delivered", "--json"]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("0 of 1 parts were delivered"),
            "{output:?}"
        );
    }
    // One of two has no end at all, so a receipt is missing.
    let (output, _) = told(&["7", "8"], ALL[0].0, &["--receipts", "--count", "2", "--json"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("1 of 2 receipts"), "{output:?}");
}

/// A message that is marked as a receipt but cannot be read as one is shown to the user.
#[test]
fn what_is_marked_and_says_nothing_is_shown() {
    let (address, server) = scripted(|mut peer| {
        peer.accept_bind();
        let submit_sm = peer.hear().unwrap().0;
        for (number, (esm_class, text)) in
            (1..).zip([(0x04, "from 04"), (0x20, "from 20"), (0x24, "from 24")])
        {
            let message = DeliverSm {
                esm_class: EsmClass(esm_class),
                source_addr: "777".into(),
                short_message: text.as_bytes(),
                ..DeliverSm::default()
            };
            receipt(&mut peer, number, &message);
        }
        let resp = SubmitSmResp { message_id: "44".into(), ..Default::default() };
        peer.say(&octets(&resp, OK, submit_sm.sequence_number));
        while let Some((header, _)) = peer.hear() {
            peer.say(&raw(header.command_id.response().0, header.sequence_number, b""));
        }
    });
    let address = address.to_string();
    let account = ["--connect", &address, "--system-id", "acct", "--password", "x", "--from", "Shop"];
    let output = run("esme", &[&account[..], &["--to", "1", "--text", "x"]].concat());
    server.join().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    for text in ["from 04", "from 20", "from 24"] {
        assert!(told.contains(&format!("from 777: {text}\n")), "{told}");
    }
}

/// If a server unbinds while receipts are missing, that is named as the reason.
#[test]
fn a_server_that_unbinds_is_named_as_the_reason() {
    let (address, server) = scripted(|mut peer| {
        peer.accept_bind();
        peer.accept_submit("44");
        peer.say(&raw(CommandId::UNBIND.0, 7, b""));
        while peer.hear().is_some() {}
    });
    let address = address.to_string();
    let account = ["--connect", &address, "--system-id", "acct", "--password", "x", "--from", "Shop"];
    let output = run("esme", &[&account[..], &["--to", "1", "--text", "x", "--receipts"]].concat());
    server.join().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("0 of 1 receipts: the server has sent unbind"), "{said}");
}

/// If one receipt counts for a whole message, messages are counted and not parts: the end of the message supersedes
/// the state of one part.
#[test]
fn a_policy_judges_the_message_and_not_its_parts() {
    use Step::{Id, Say};
    const THREE: [&str; 6] =
        ["--text", "aaaabbbbcccc", "--max-short-message", "10", "--require-delivered", "--json"];
    const ACCEPTED: Said = marked("id:77 stat:ACCEPTD err:000");
    const DELIVERED: Said = marked("id:77 stat:DELIVRD err:000");
    const OWN: [Step; 3] = [Id("70"), Id("71"), Id("72")];
    const ALL: [(&str, [Step; 5]); 5] = [
        (
            "any",
            [
                OWN[0],
                OWN[1],
                OWN[2],
                Say(marked("id:71 stat:ACCEPTD err:000")),
                Say(marked("id:72 stat:DELIVRD err:000")),
            ],
        ),
        ("any", [Say(ACCEPTED), Id("77"), Id("77"), Id("77"), Say(DELIVERED)]),
        ("last", [Say(ACCEPTED), Id("77"), Id("77"), Id("77"), Say(DELIVERED)]),
        (
            "last",
            [
                OWN[0],
                OWN[1],
                OWN[2],
                Say(marked("id:70 stat:UNDELIV err:001")),
                Say(marked("id:72 stat:DELIVRD err:000")),
            ],
        ),
        (
            "first",
            [
                OWN[0],
                OWN[1],
                OWN[2],
                Say(marked("id:72 stat:EXPIRED err:001")),
                Say(marked("id:70 stat:DELIVRD err:000")),
            ],
        ),
    ];
    thread::scope(|scope| {
        for (policy, all) in ALL {
            scope.spawn(move || {
                let more = [&THREE[..], &["--receipts-for", policy]].concat();
                let (output, _) = steps("7", &all, &more);
                assert!(output.status.success(), "{policy}: {output:?}");
                assert_eq!(summary(&output)["receipts"], 1, "{policy}: {output:?}");
                assert_eq!(states(&output), serde_json::json!({ "delivered": 1 }), "{policy}");
            });
        }
    });
    // The missing or undelivered unit is a message.
    let own = ["70", "71", "72"];
    let more = [&THREE[..], &["--receipts-for", "last"]].concat();
    let (output, _) = told(&own, &[marked("id:70 stat:DELIVRD err:000")], &more);
    assert!(String::from_utf8_lossy(&output.stderr).contains("0 of 1 receipts"), "{output:?}");
    let (output, _) = told(&own, &[marked("id:72 stat:UNDELIV err:000")], &more);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("0 of 1 messages were delivered"), "{errors}");
}

/// A response without an id is accepted, and the user is told why its message cannot have a receipt.
#[test]
fn a_part_that_is_accepted_without_an_id_is_named() {
    let too_long = [&[b'7'; 65][..], b"\0"].concat();
    let (without, long) = ("without an id: no", "with an id of more than 64 octets: ");
    for (body, why) in [(vec![], without), (vec![0], without), (too_long, long)] {
        let (address, server) = scripted(move |mut peer| {
            peer.accept_bind();
            while let Some((header, _)) = peer.hear() {
                let resp = header.command_id.response().0;
                peer.say(&raw(resp, header.sequence_number, if resp == 0x8000_0004 { &body } else { b"" }));
            }
        });
        let address = address.to_string();
        let output = esme(&["--connect", &address, "--receipts", "--timeout", "0.5"]);
        server.join().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(&format!("1 parts were accepted {why}")), "{said}");
        assert!(said.contains("0 of 1 receipts"), "{said}");
    }
}

/// Runs esme, whose only submit_sm gets the id 7, against a server of 5.0 that then sends one message.
fn answered(message: fn(&mut Peer), more: &[&str]) -> Output {
    let (address, server) = scripted(move |mut peer| {
        let bind = peer.hear().unwrap().0;
        let tlvs = [Tlv::sc_interface_version(Version::V50.interface_version())];
        let resp = BindTransceiverResp { tlvs: (&tlvs).into(), ..Default::default() };
        peer.say(&octets(&resp, OK, bind.sequence_number));
        let submitted = peer.hear().unwrap().0.sequence_number;
        let resp = SubmitSmResp { message_id: "7".into(), ..Default::default() };
        peer.say(&octets(&resp, OK, submitted));
        message(&mut peer);
        peer.accept_unbind();
    });
    let address = address.to_string();
    let output = esme(&[&["--connect", &address, "--receipts", "--timeout", "1"][..], more].concat());
    server.join().unwrap();
    output
}

/// 5.0 added SKIPPED: as a number alone it ends a message only if both sides speak 5.0.
#[test]
fn a_number_that_came_with_5_0_is_an_end_in_5_0_alone() {
    let skipped = |peer: &mut Peer| {
        let tlvs = [Tlv::message_state(MessageState::SKIPPED)];
        let pdu = DeliverSm {
            esm_class: EsmClass(0x04),
            short_message: b"id:7",
            tlvs: (&tlvs).into(),
            ..DeliverSm::default()
        };
        receipt(peer, 1, &pdu);
    };
    for (version, ended) in [("5.0", true), ("3.4", false)] {
        let output = answered(skipped, &["--version", version]);
        assert_eq!(output.status.success(), ended, "{version} {output:?}");
        assert_eq!(summary(&output)["receipts"], u64::from(ended), "{version} {output:?}");
    }
}

/// A subscriber writes the text; the TLVs name another message.
#[test]
fn an_id_in_the_text_is_not_that_of_the_receipt_where_the_tlv_has_another() {
    let other = |peer: &mut Peer| {
        let tlvs = [Tlv::receipted_message_id("8".into()), Tlv::message_state(MessageState::DELIVERED)];
        for (number, esm_class) in [(1, 0x00), (2, 0x04)] {
            let pdu = DeliverSm {
                esm_class: EsmClass(esm_class),
                short_message: b"id:7 stat:DELIVRD err:000",
                tlvs: (&tlvs).into(),
                ..DeliverSm::default()
            };
            receipt(peer, number, &pdu);
        }
    };
    let output = answered(other, &[]);
    assert!(!output.status.success(), "{output:?}");
    assert_eq!(summary(&output)["receipts"], 0, "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("one id in a TLV and another one in the text"), "{said}");
}
