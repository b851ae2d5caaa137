//! NULs after the last field of a PDU are ignored, answered with ESME_ROK and reported; a truncated TLV is refused.

use crate::kit::{self, OK, Peer, Server, longer, octets, raw, run, scripted};
use smpp_core::codes::EsmClass;
use smpp_core::pdu::{BindTransceiver, CancelSm, DataSm, DeliverSm, QuerySm, SubmitSm, SubmitSmResp};
use smpp_core::{CommandId, CommandStatus, Tlv};
use std::io::Read;

/// Numbers of NULs: fewer than the octets in the header of a TLV, as many, more.
const NULS: [usize; 8] = [1, 2, 3, 4, 5, 7, 8, 200];

/// Incomplete messages: each ends in a truncated TLV, with NULs in or before it.
const TORN: [&[u8]; 8] = [
    b"\x04\x24\0\x05ab",
    b"\x04\x24\0\x05\0\0",
    b"\x04\x24\0\x01",
    b"\x04\x24\0",
    b"\x04",
    b"\0\0\0\0\x04\x24\0\x05a",
    b"\0\0\x02",
    b"\0\x01",
];

fn deliver_sm(text: &[u8]) -> DeliverSm<'_> {
    DeliverSm { source_addr: "777".into(), short_message: text, ..Default::default() }
}

#[test]
fn esme_reads_a_message_with_nuls_behind_it_and_refuses_a_torn_one() {
    let (address, server) = scripted(|mut peer| {
        peer.accept_bind();
        let resp = |status: CommandStatus, number| Some((CommandId::DELIVER_SM_RESP.0, status.0, number));
        for (number, count) in (1..).zip(NULS) {
            let text = format!("Hello {count}");
            let pdu = longer(octets(&deliver_sm(text.as_bytes()), OK, number), &vec![0; count]);
            assert_eq!(peer.ask(&pdu), resp(OK, number), "{count} NULs");
            // In a TLV, with data_sm.
            let tlvs = [Tlv::message_payload(text.as_bytes())];
            let data_sm = DataSm { source_addr: "777".into(), tlvs: (&tlvs).into(), ..Default::default() };
            let pdu = longer(octets(&data_sm, OK, number), &vec![0; count]);
            assert_eq!(peer.ask(&pdu), Some((CommandId::DATA_SM_RESP.0, 0, number)), "{count} NULs");
        }
        for torn in TORN {
            let pdu = longer(octets(&deliver_sm(b"torn"), OK, 99), torn);
            assert_eq!(peer.ask(&pdu), resp(CommandStatus::ESME_RINVTLVSTREAM, 99), "{torn:?}");
            let tlvs = [Tlv::message_payload(b"torn")];
            let pdu = octets(&DataSm { tlvs: (&tlvs).into(), ..Default::default() }, OK, 99);
            let status = CommandStatus::ESME_RINVTLVSTREAM.0;
            assert_eq!(
                peer.ask(&longer(pdu, torn)),
                Some((CommandId::DATA_SM_RESP.0, status, 99)),
                "{torn:?}"
            );
        }
        // The last one expected.
        peer.ask(&octets(&deliver_sm(b"Bye"), OK, 100));
        peer.accept_unbind();
    });
    let address = address.to_string();
    let count = (2 * NULS.len() + 1).to_string();
    let account = ["--connect", &address, "--system-id", "a", "--password", "b", "--bind", "rx"];
    let output = run("esme", &[&account[..], &["--count", &count]].concat());
    server.join().unwrap();
    assert!(output.status.success(), "{output:?}");
    let (told, warned) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    for count in NULS {
        assert_eq!(told.matches(&format!("from 777: Hello {count}\n")).count(), 2, "{told}");
    }
    assert!(!told.contains("torn"), "{told}");
    assert!(warned.contains("deliver_sm with 1 NULs after its last field"), "{warned}");
    assert!(warned.contains("deliver_sm with a truncated TLV: refused"), "{warned}");
    assert!(warned.contains("data_sm with a truncated TLV: refused"), "{warned}");
    assert!(warned.contains("16 PDUs had NULs after their last field"), "{warned}");
}

/// A receipt with a NUL after it counts, and so does a response.
#[test]
fn a_receipt_with_a_nul_behind_it_counts() {
    let (address, server) = scripted(|mut peer| {
        peer.accept_bind();
        let submit_sm = peer.hear().unwrap().0;
        let resp = SubmitSmResp { message_id: "1".into(), ..Default::default() };
        peer.say(&longer(octets(&resp, OK, submit_sm.sequence_number), b"\0\0\0"));
        let receipt = DeliverSm { esm_class: EsmClass(4), ..deliver_sm(b"id:1 stat:DELIVRD err:000") };
        peer.ask(&longer(octets(&receipt, OK, 1), b"\0"));
        peer.accept_unbind();
    });
    let address = address.to_string();
    let output = kit::esme(&["--connect", &address, "--require-delivered"]);
    server.join().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(kit::summary(&output)["receipts"], 1);
}

fn submit_sm() -> SubmitSm<'static> {
    SubmitSm { destination_addr: "15555550100".into(), short_message: b"Hello", ..Default::default() }
}

fn bind() -> Vec<u8> {
    let bind =
        BindTransceiver { system_id: "a".into(), interface_version: 0x34.into(), ..Default::default() };
    octets(&bind, OK, 1)
}

/// Runs smsc while `talk` exchanges PDUs with it. Returns its standard error.
fn with_smsc(more: &[&str], talk: impl FnOnce(&mut Peer)) -> String {
    let smsc = Server::record("smsc", more);
    let mut peer = Peer::connect(smsc.address);
    talk(&mut peer);
    drop(peer);
    let output = smsc.end();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn smsc_reads_a_request_with_nuls_behind_it_and_refuses_a_torn_one() {
    let said = with_smsc(&[], |peer| {
        assert_eq!(peer.ask(&longer(bind(), b"\0\0")), Some((CommandId::BIND_TRANSCEIVER_RESP.0, 0, 1)));
        let torn = CommandStatus::ESME_RINVTLVSTREAM.0;
        let mut id = 0;
        for count in NULS {
            let nuls = vec![0; count];
            let resp = Some((CommandId::SUBMIT_SM_RESP.0, 0, 7));
            assert_eq!(peer.ask(&longer(octets(&submit_sm(), OK, 7), &nuls)), resp, "{count} NULs");
            id += 1;
            let tlvs = [Tlv::message_payload(b"Hello")];
            let data_sm = DataSm { destination_addr: "1".into(), tlvs: (&tlvs).into(), ..Default::default() };
            let resp = Some((CommandId::DATA_SM_RESP.0, 0, 7));
            assert_eq!(peer.ask(&longer(octets(&data_sm, OK, 7), &nuls)), resp, "{count} NULs");
            id += 1;
            let id = format!("{id:08X}");
            let query_sm = QuerySm { message_id: id.as_str().into(), ..Default::default() };
            let resp = Some((CommandId::QUERY_SM_RESP.0, 0, 8));
            assert_eq!(peer.ask(&longer(octets(&query_sm, OK, 8), &nuls)), resp, "{count} NULs");
            let cancel_sm = CancelSm { message_id: id.as_str().into(), ..Default::default() };
            let (command_id, ..) = peer.ask(&longer(octets(&cancel_sm, OK, 9), &nuls)).unwrap();
            assert_eq!(command_id, CommandId::CANCEL_SM_RESP.0);
        }
        for more in TORN {
            let resp = Some((CommandId::SUBMIT_SM_RESP.0, torn, 7));
            assert_eq!(peer.ask(&longer(octets(&submit_sm(), OK, 7), more)), resp, "{more:?}");
            let tlvs = [Tlv::message_payload(b"Hello")];
            let data_sm = DataSm { destination_addr: "1".into(), tlvs: (&tlvs).into(), ..Default::default() };
            let resp = Some((CommandId::DATA_SM_RESP.0, torn, 7));
            assert_eq!(peer.ask(&longer(octets(&data_sm, OK, 7), more)), resp, "{more:?}");
        }
    });
    assert!(said.contains("bind_transceiver with 2 NULs after its last field: ignored"), "{said}");
}

#[test]
fn a_strict_smsc_refuses_nuls_too() {
    let said = with_smsc(&["--strict"], |peer| {
        let torn = CommandStatus::ESME_RINVTLVSTREAM.0;
        let refused = Some((CommandId::BIND_TRANSCEIVER_RESP.0, torn, 1));
        assert_eq!(peer.ask(&longer(bind(), b"\0\0")), refused);
        assert_eq!(peer.ask(&bind()), Some((CommandId::BIND_TRANSCEIVER_RESP.0, 0, 1)));
        for count in NULS {
            let resp = Some((CommandId::SUBMIT_SM_RESP.0, torn, 7));
            let pdu = longer(octets(&submit_sm(), OK, 7), &vec![0; count]);
            assert_eq!(peer.ask(&pdu), resp, "{count} NULs");
        }
        assert_eq!(peer.ask(&octets(&submit_sm(), OK, 7)), Some((CommandId::SUBMIT_SM_RESP.0, 0, 7)));
    });
    assert!(said.contains("bind_transceiver with 2 NULs after its last field: refused"), "{said}");
}

/// A PDU without a body, with NULs after it.
fn bare(command_id: CommandId, nuls: usize) -> Vec<u8> {
    raw(command_id.0, 5, &vec![0; nuls])
}

/// The session answers enquire_link and unbind by itself, and nobody waits for these answers. NULs are reported
/// anyway, once per connection.
#[test]
fn smsc_reports_nuls_behind_any_pdu_without_a_body() {
    for command_id in [
        CommandId::ENQUIRE_LINK,
        CommandId::UNBIND,
        CommandId::ENQUIRE_LINK_RESP,
        CommandId::UNBIND_RESP,
        CommandId::GENERIC_NACK,
    ] {
        for count in NULS {
            let said = with_smsc(&[], |peer| {
                peer.ask(&bind()).unwrap();
                peer.say(&bare(command_id, count));
                if !command_id.is_response() {
                    let (answer, status, number) = peer.ask(b"").unwrap();
                    assert_eq!((answer, status, number), (command_id.response().0, 0, 5), "{count} NULs");
                }
                if command_id != CommandId::UNBIND {
                    assert_eq!(peer.ask(&bare(CommandId::ENQUIRE_LINK, 0)), Some((0x8000_0015, 0, 5)));
                }
            });
            assert!(
                said.contains(&format!("{command_id} with {count} NULs after its last field: ignored")),
                "{said}"
            );
        }
    }
}

/// The end of the last field in a vendor's PDU is unknown: NULs may be its contents.
#[test]
fn nuls_in_a_pdu_of_a_vendor_are_not_said_to_stand_behind_its_last_field() {
    for more in [&[][..], &["--strict"]] {
        let said = with_smsc(more, |peer| {
            peer.ask(&bind()).unwrap();
            for command_id in [CommandId(0x0100_0001), CommandId(0x8100_0001)] {
                for count in NULS {
                    peer.say(&bare(command_id, count));
                    if !command_id.is_response() {
                        let nack = (CommandId::GENERIC_NACK.0, CommandStatus::ESME_RINVCMDID.0, 5);
                        assert_eq!(peer.ask(b""), Some(nack), "{count} NULs");
                    }
                }
            }
            assert_eq!(peer.ask(&bare(CommandId::ENQUIRE_LINK, 0)), Some((0x8000_0015, 0, 5)));
        });
        assert!(!said.contains("NULs"), "{said}");
    }
}

#[test]
fn a_strict_smsc_refuses_a_tail_behind_enquire_link_and_unbind_too() {
    let torn = CommandStatus::ESME_RINVTLVSTREAM.0;
    let said = with_smsc(&["--strict"], |peer| {
        for is_bound in [false, true] {
            let tails = NULS.map(|count| vec![0; count]).into_iter().chain(TORN.map(<[u8]>::to_vec));
            for tail in tails {
                let ask = |command_id: CommandId| raw(command_id.0, 5, &tail);
                let resp = Some((CommandId::ENQUIRE_LINK_RESP.0, torn, 5));
                assert_eq!(peer.ask(&ask(CommandId::ENQUIRE_LINK)), resp, "{tail:?}");
                let (answer, status, _) = peer.ask(&ask(CommandId::UNBIND)).unwrap();
                let out_of_place = CommandStatus::ESME_RINVBNDSTS.0;
                let refused = (CommandId::UNBIND_RESP.0, if is_bound { torn } else { out_of_place });
                assert_eq!((answer, status), refused, "{tail:?}");
            }
            // It survives, and answers correct requests.
            assert_eq!(
                peer.ask(&bare(CommandId::ENQUIRE_LINK, 0)),
                Some((CommandId::ENQUIRE_LINK_RESP.0, 0, 5))
            );
            if !is_bound {
                assert_eq!(peer.ask(&bind()), Some((CommandId::BIND_TRANSCEIVER_RESP.0, 0, 1)));
            }
        }
        assert_eq!(peer.ask(&bare(CommandId::UNBIND, 0)), Some((CommandId::UNBIND_RESP.0, 0, 5)));
    });
    assert!(said.contains("enquire_link with 1 NULs after its last field: refused"), "{said}");
}

/// A response cannot be refused. A strict message centre ignores one with a tail and sends the receipt again; others
/// accept it.
#[test]
fn a_strict_smsc_does_not_take_an_answer_with_nuls_behind_it() {
    for (more, is_strict) in [(&["--strict"][..], true), (&[], false)] {
        let said = with_smsc(more, |peer| {
            peer.ask(&bind()).unwrap();
            let submit_sm = SubmitSm { registered_delivery: 1.into(), ..submit_sm() };
            peer.ask(&octets(&submit_sm, OK, 7)).unwrap();
            let (receipt, _) = peer.hear().unwrap();
            assert_eq!(receipt.command_id, CommandId::DELIVER_SM);
            let resp = raw(CommandId::DELIVER_SM_RESP.0, receipt.sequence_number, b"\0\0\0");
            if is_strict {
                peer.say(&resp);
                let (again, _) = peer.hear().unwrap();
                assert_eq!(again.command_id, CommandId::DELIVER_SM);
                assert_ne!(again.sequence_number, receipt.sequence_number);
            } else {
                peer.say(&resp);
                peer.0.set_read_timeout(Some(std::time::Duration::from_millis(1500))).unwrap();
                assert!(peer.0.read(&mut [0; 16]).is_err(), "a receipt that was taken came again");
            }
        });
        assert!(said.contains("deliver_sm_resp with 2 NULs after its last field"), "{said}");
    }
}

#[test]
fn esme_reports_nuls_behind_pdus_without_a_body() {
    let (address, server) = scripted(|mut peer| {
        peer.accept_bind();
        let submit_sm = peer.hear().unwrap().0;
        let resp = Some((CommandId::ENQUIRE_LINK_RESP.0, 0, 5));
        for count in NULS {
            assert_eq!(peer.ask(&bare(CommandId::ENQUIRE_LINK, count)), resp, "{count} NULs");
        }
        let resp = SubmitSmResp { message_id: "1".into(), ..Default::default() };
        peer.say(&octets(&resp, OK, submit_sm.sequence_number));
        let unbind = peer.hear().unwrap().0;
        peer.say(&raw(CommandId::UNBIND_RESP.0, unbind.sequence_number, b"\0\0"));
    });
    let address = address.to_string();
    let output = kit::esme(&["--connect", &address]);
    server.join().unwrap();
    assert!(output.status.success(), "{output:?}");
    let warned = String::from_utf8_lossy(&output.stderr);
    assert!(warned.contains("enquire_link with 1 NULs after its last field: ignored"), "{warned}");
    assert!(warned.contains("9 PDUs had NULs after their last field"), "{warned}");
}
