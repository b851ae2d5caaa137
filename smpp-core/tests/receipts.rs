//! Receipts as a message centre sends them when it is in a hurry or in doubt: before the answer, in another base, in
//! UTF-16, again and again. `esme` counts each message once and answers each receipt.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    reason = "a test may stop at the first surprise"
)]

#[allow(dead_code, unreachable_pub, reason = "each test uses its part of the kit")]
mod kit;

use kit::{OK, Peer, esme, octets, scripted, summary};
use smpp_core::CommandId;
use smpp_core::codes::{DataCoding, EsmClass, MessageState};
use smpp_core::pdu::{BindTransceiverResp, DataSm, DeliverSm, SubmitSmResp, UnbindResp};
use smpp_core::tlv::Tlv;

/// Sends a receipt and hears that it was taken.
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

        // The first message: on the way, then delivered, before its answer; in another base; and again.
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
        // With a TLV this time: the same message, the same news.
        let tlvs =
            [Tlv::receipted_message_id("70ba8a69".into()), Tlv::message_state(MessageState::DELIVERED)];
        receipt(&mut peer, 4, &DeliverSm { tlvs: (&tlvs).into(), ..marked(b"") });

        // The second: in UTF-16, and then by data_sm.
        let resp = SubmitSmResp { message_id: "FF".into(), ..Default::default() };
        peer.say(&octets(&resp, OK, submitted[1]));
        let wide: Vec<u8> = b"id:255 stat:UNDELIV err:034".iter().flat_map(|octet| [0, *octet]).collect();
        receipt(&mut peer, 5, &DeliverSm { data_coding: DataCoding::UCS2, ..marked(&wide) });
        let payload = [Tlv::message_payload(b"id:0x0FF stat:UNDELIV err:034")];
        let data_sm = DataSm { esm_class: EsmClass(0x04), tlvs: (&payload).into(), ..DataSm::default() };
        assert_eq!(peer.ask(&octets(&data_sm, OK, 6)), Some((CommandId::DATA_SM_RESP.0, 0, 6)));

        // The third: nothing but TLVs, not marked. It is the last that was waited for.
        let resp = SubmitSmResp { message_id: "3".into(), ..Default::default() };
        peer.say(&octets(&resp, OK, submitted[2]));
        let tlvs = [Tlv::receipted_message_id("3".into()), Tlv::message_state(MessageState::EXPIRED)];
        receipt(&mut peer, 7, &DeliverSm { tlvs: (&tlvs).into(), ..DeliverSm::default() });
        let unbind = peer.hear().unwrap().0;
        assert_eq!(unbind.command_id, CommandId::UNBIND);
        peer.say(&octets(&UnbindResp::default(), OK, unbind.sequence_number));
    });
    let address = address.to_string();
    let asked = ["--receipts", "--intermediate", "--count", "3", "--window", "3", "--profile", "generic"];
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
