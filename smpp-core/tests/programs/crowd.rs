//! A client of `smsc` does not slow down others, whatever it asks, and the memory for messages is bounded.

use crate::kit::{OK, Peer, Server, octets};
use smpp_core::codes::EsmClass;
use smpp_core::pdu::{
    BindReceiver, BindTransceiver, BindTransmitter, CancelSm, DeliverSm, QueryLastMsgs, QueryLastMsgsResp,
    QueryMsgDetails, QueryMsgDetailsResp, QuerySm, QuerySmResp, ReplaceSm, SubmitMulti, SubmitSm,
    SubmitSmResp,
};
use smpp_core::{Body, CommandId, CommandStatus, RawPdu, Tlv};
use std::time::{Duration, Instant};

/// How long another client may wait. With one lock for a scan of all messages it used to be many seconds.
const MOST: Duration = Duration::from_secs(1);
const SLOW: [&str; 2] = ["--receipt-delay", "60000"];

fn bound(server: &Server, system_id: &str) -> Peer {
    bound_at(server, system_id, 0x50)
}

fn bound_at(server: &Server, system_id: &str, version: u8) -> Peer {
    let mut peer = Peer::connect(server.address);
    let bind = BindTransceiver {
        system_id: system_id.into(),
        interface_version: version.into(),
        ..Default::default()
    };
    assert_eq!(peer.ask(&octets(&bind, OK, 1)), Some((CommandId::BIND_TRANSCEIVER_RESP.0, 0, 1)));
    peer
}

fn submit_sm<'a>(to: &'a str, service_type: &'a str) -> SubmitSm<'a> {
    SubmitSm {
        service_type: service_type.into(),
        source_addr: "Shop".into(),
        destination_addr: to.into(),
        short_message: b"Hello",
        ..Default::default()
    }
}

fn cancel_sm<'a>(to: &'a str, service_type: &'a str) -> CancelSm<'a> {
    CancelSm {
        service_type: service_type.into(),
        source_addr: "Shop".into(),
        destination_addr: to.into(),
        ..Default::default()
    }
}

/// Sends all requests while reading as many answers. Returns their statuses.
fn ask_all(peer: &mut Peer, requests: &[Vec<u8>]) -> Vec<CommandStatus> {
    let mut writer = Peer(peer.0.try_clone().unwrap());
    std::thread::scope(|scope| {
        scope.spawn(move || writer.say(&requests.concat()));
        requests.iter().map(|_| peer.hear().unwrap().0.command_status).collect()
    })
}

fn message_id(peer: &mut Peer, pdu: &SubmitSm<'_>) -> String {
    peer.say(&octets(pdu, OK, 2));
    let (header, body) = peer.hear().unwrap();
    let raw = RawPdu {
        command_id: header.command_id,
        command_status: header.command_status,
        sequence_number: header.sequence_number,
        body: &body,
    };
    raw.decode::<SubmitSmResp<'_>>().unwrap().message_id.to_string()
}

fn state(peer: &mut Peer, id: &str) -> u8 {
    peer.say(&octets(
        &QuerySm { message_id: id.into(), source_addr: "Shop".into(), ..Default::default() },
        OK,
        3,
    ));
    let (header, body) = peer.hear().unwrap();
    let raw = RawPdu {
        command_id: header.command_id,
        command_status: header.command_status,
        sequence_number: header.sequence_number,
        body: &body,
    };
    raw.decode::<QuerySmResp<'_>>().unwrap().message_state.0
}

/// The longest time that another account waits for an answer while one sends all of these.
fn longest_wait(server: &Server, busy: &mut Peer, requests: &[Vec<u8>]) -> Duration {
    let mut other = bound(server, "other");
    std::thread::scope(|scope| {
        let work = scope.spawn(|| ask_all(busy, requests));
        let mut longest = Duration::ZERO;
        while !work.is_finished() {
            let start = Instant::now();
            other.ask(&octets(&QuerySm { message_id: "1".into(), ..Default::default() }, OK, 2)).unwrap();
            longest = longest.max(start.elapsed());
        }
        longest
    })
}

#[test]
fn requests_without_an_id_do_not_slow_others() {
    let server = Server::start("smsc", &SLOW);
    let mut busy = bound(&server, "busy");
    let messages: Vec<_> = (0..20_000).map(|_| octets(&submit_sm("15555550100", "A"), OK, 2)).collect();
    assert!(ask_all(&mut busy, &messages).iter().all(|status| status.is_ok()));
    // None matches: neither the number, nor the sender, nor the service.
    let wrong = [
        octets(&cancel_sm("15555550199", ""), OK, 2),
        octets(&cancel_sm("15555550100", "B"), OK, 2),
        octets(&CancelSm { source_addr: "Shed".into(), ..cancel_sm("15555550100", "") }, OK, 2),
    ];
    for request in wrong {
        let longest = longest_wait(&server, &mut busy, &vec![request; 2000]);
        assert!(longest < MOST, "{longest:?}");
    }
    // Only 3.3 has this one.
    let mut old = bound_at(&server, "busy", 0x33);
    for sender in ["Shed", "Shop"] {
        let query = QueryLastMsgs { source_addr: sender.into(), num_msgs: 100, ..Default::default() };
        let longest = longest_wait(&server, &mut old, &vec![octets(&query, OK, 2); 2000]);
        assert!(longest < MOST, "{longest:?}");
    }
    // All match: one request ends 20,000 messages, in steps.
    let request = octets(&cancel_sm("15555550100", ""), OK, 2);
    let longest = longest_wait(&server, &mut busy, std::slice::from_ref(&request));
    assert!(longest < MOST, "{longest:?}");
    assert_eq!(ask_all(&mut busy, &[request]), [CommandStatus::ESME_RCANCELFAIL]);
}

#[test]
fn cancel_sm_without_an_id_ends_what_it_names_and_nothing_else() {
    let server = Server::start("smsc", &SLOW);
    let (mut mine, mut others) = (bound(&server, "mine"), bound(&server, "others"));
    let ids = [("1", "A"), ("1", "B"), ("1", ""), ("2", "A")]
        .map(|(to, service_type)| message_id(&mut mine, &submit_sm(to, service_type)));
    let theirs = message_id(&mut others, &submit_sm("1", "A"));
    let states = |mine: &mut Peer| ids.each_ref().map(|id| state(mine, id));
    let (enroute, deleted) = (1, 4);
    assert_eq!(states(&mut mine), [enroute; 4]);
    let mut cancel = |to, service_type| ask_all(&mut mine, &[octets(&cancel_sm(to, service_type), OK, 4)])[0];
    assert_eq!(cancel("1", "A"), OK);
    assert_eq!(cancel("1", "A"), CommandStatus::ESME_RCANCELFAIL);
    assert_eq!(states(&mut mine), [deleted, enroute, enroute, enroute]);
    let mut cancel = |to, service_type| ask_all(&mut mine, &[octets(&cancel_sm(to, service_type), OK, 4)])[0];
    assert_eq!(cancel("1", ""), OK);
    assert_eq!(cancel("3", ""), CommandStatus::ESME_RCANCELFAIL);
    assert_eq!(states(&mut mine), [deleted, deleted, deleted, enroute]);
    assert_eq!(state(&mut others, &theirs), enroute);

    // Each destination of a message finds it.
    let entries = ["7", "8"].map(|number| smpp_core::pdu::DestAddress::Sme {
        dest_addr_ton: Default::default(),
        dest_addr_npi: Default::default(),
        destination_addr: number.into(),
    });
    let multi = SubmitMulti {
        source_addr: "Shop".into(),
        dest_address: entries.as_slice().into(),
        short_message: b"Hello",
        ..Default::default()
    };
    assert_eq!(ask_all(&mut mine, &[octets(&multi, OK, 5)]), [OK]);
    let cancel = ["8", "7"].map(|to| octets(&cancel_sm(to, ""), OK, 6));
    assert_eq!(ask_all(&mut mine, &cancel), [OK, CommandStatus::ESME_RCANCELFAIL]);
}

/// As the standard defines replace_if_present_flag: the sender, the number and the service_type are the same, and the
/// message has not ended.
#[test]
fn a_submit_sm_replaces_a_message_that_is_present() {
    let server = Server::start("smsc", &SLOW);
    let (mut mine, mut others) = (bound(&server, "mine"), bound(&server, "others"));
    let ids = [("1", "A"), ("1", "B"), ("1", ""), ("2", "")]
        .map(|(to, service_type)| message_id(&mut mine, &submit_sm(to, service_type)));
    let theirs = message_id(&mut others, &submit_sm("1", ""));
    let states = |mine: &mut Peer| ids.each_ref().map(|id| state(mine, id));
    let replacing =
        |service_type| SubmitSm { replace_if_present_flag: 1.into(), ..submit_sm("1", service_type) };
    let (enroute, deleted) = (1, 4);
    let first = message_id(&mut mine, &replacing(""));
    assert_eq!(states(&mut mine), [enroute, enroute, deleted, enroute]);
    // Nothing is present for this one.
    let other = message_id(&mut mine, &replacing("C"));
    let second = message_id(&mut mine, &replacing(""));
    assert_eq!(states(&mut mine), [enroute, enroute, deleted, enroute]);
    assert_eq!([&first, &second, &other].map(|id| state(&mut mine, id)), [deleted, enroute, enroute]);
    assert_eq!(state(&mut others, &theirs), enroute);
    // The parts of a long message replace nothing.
    let sar = [Tlv::sar_msg_ref_num(7), Tlv::sar_total_segments(2), Tlv::sar_segment_seqnum(1)];
    message_id(&mut mine, &SubmitSm { tlvs: (&sar).into(), ..replacing("") });
    let udh = b"\x05\0\x03\x07\x02\x01Hello";
    message_id(&mut mine, &SubmitSm { esm_class: EsmClass(0x40), short_message: udh, ..replacing("") });
    assert_eq!(state(&mut mine, &second), enroute);
}

/// More than end in one step.
#[test]
fn one_cancel_sm_ends_thousands() {
    let server = Server::start("smsc", &SLOW);
    let mut peer = bound(&server, "mine");
    let messages: Vec<_> = (0..2001).map(|_| octets(&submit_sm("1", ""), OK, 2)).collect();
    ask_all(&mut peer, &messages);
    // Requests sent while the first continues are answered, too.
    let requests = [octets(&cancel_sm("1", ""), OK, 3), octets(&cancel_sm("2", ""), OK, 4)];
    peer.say(&requests.concat());
    let mut answers = [peer.hear().unwrap().0, peer.hear().unwrap().0]
        .map(|header| (header.sequence_number, header.command_status));
    answers.sort_by_key(|(number, _)| *number);
    assert_eq!(answers, [(3, OK), (4, CommandStatus::ESME_RCANCELFAIL)]);
    for id in ["00000001", "000003E9", "000007D1"] {
        assert_eq!(state(&mut peer, id), 4, "{id}");
    }
}

#[test]
fn query_last_msgs_lists_the_newest_of_the_sender() {
    let server = Server::start("smsc", &SLOW);
    let (mut mine, mut others) = (bound(&server, "mine"), bound(&server, "others"));
    let ids: Vec<String> = (0..5).map(|_| message_id(&mut mine, &submit_sm("1", ""))).collect();
    message_id(&mut mine, &SubmitSm { source_addr: "Shed".into(), ..submit_sm("1", "") });
    message_id(&mut others, &submit_sm("1", ""));
    let query = QueryLastMsgs { source_addr: "Shop".into(), num_msgs: 3, ..Default::default() };
    let mut old = bound_at(&server, "mine", 0x33);
    old.say(&octets(&query, OK, 9));
    let (header, body) = old.hear().unwrap();
    let raw = RawPdu { command_id: header.command_id, command_status: OK, sequence_number: 9, body: &body };
    let listed: Vec<String> =
        raw.decode::<QueryLastMsgsResp<'_>>().unwrap().message_id.iter().map(|id| id.to_string()).collect();
    assert_eq!(listed, [ids[4].clone(), ids[3].clone(), ids[2].clone()]);
}

/// No answer has more than 100 ids or 160 octets of text, even if a request asks for more.
#[test]
fn what_is_asked_for_beyond_the_fields_of_an_answer_is_answered_all_the_same() {
    let server = Server::start("smsc", &SLOW);
    let mut mine = bound(&server, "mine");
    for _ in 0..101 {
        message_id(&mut mine, &submit_sm("1", ""));
    }
    let text = [b'x'; 254];
    let long = message_id(&mut mine, &SubmitSm { short_message: &text, ..submit_sm("1", "") });
    let mut old = bound_at(&server, "mine", 0x33);
    for (asked, listed) in [(99, 99), (100, 100), (101, 100), (255, 100)] {
        let query = QueryLastMsgs { source_addr: "Shop".into(), num_msgs: asked, ..Default::default() };
        old.say(&octets(&query, OK, 9));
        let (header, body) = old.hear().unwrap();
        assert_eq!(header.command_status, OK, "{asked}");
        let resp = QueryLastMsgsResp::decode_body(&body).unwrap();
        assert_eq!(resp.message_id.len(), listed, "{asked}");
    }
    for (asked, given) in [(0, 0), (159, 159), (160, 160), (161, 160), (255, 160)] {
        let query = QueryMsgDetails {
            message_id: long.as_str().into(),
            source_addr: "Shop".into(),
            sm_length: asked,
            ..Default::default()
        };
        old.say(&octets(&query, OK, 10));
        let (header, body) = old.hear().unwrap();
        assert_eq!(header.command_status, OK, "{asked}");
        let resp = QueryMsgDetailsResp::decode_body(&body).unwrap();
        assert_eq!(resp.short_message.len(), given, "{asked}");
    }
}

#[test]
fn messages_are_bounded_in_octets() {
    // Room for two messages of 60,000 octets, or for many small ones.
    let server = Server::start("smsc", &["--receipt-delay", "60000", "--keep-octets", "130000"]);
    let mut peer = bound(&server, "mine");
    let text = vec![b'x'; 60_000];
    let payload = [Tlv::message_payload(&text)];
    let large = SubmitSm { short_message: b"", tlvs: (&payload).into(), ..submit_sm("1", "") };
    let mut out = vec![0; 70_000];
    let len = smpp_core::Encode::encode(&large, 2, smpp_core::Rules::V50, &mut out).unwrap().len;
    out.truncate(len);
    let full = CommandStatus::ESME_RMSGQFUL;
    assert_eq!(ask_all(&mut peer, &vec![out.clone(); 3]), [OK, OK, full]);
    // A small one still fits, but cannot be replaced by one that does not.
    let id = message_id(&mut peer, &submit_sm("1", ""));
    let tlvs = [Tlv::message_payload(&text)];
    let replace = ReplaceSm {
        message_id: id.as_str().into(),
        source_addr: "Shop".into(),
        tlvs: (&tlvs).into(),
        ..Default::default()
    };
    let mut grown = vec![0; 70_000];
    let len = smpp_core::Encode::encode(&replace, 3, smpp_core::Rules::V50, &mut grown).unwrap().len;
    grown.truncate(len);
    assert_eq!(ask_all(&mut peer, &[grown.clone()]), [full]);
    // Final messages make room.
    let cancel = CancelSm { message_id: "00000001".into(), source_addr: "Shop".into(), ..cancel_sm("1", "") };
    assert_eq!(ask_all(&mut peer, &[octets(&cancel, OK, 4), grown, out.clone()]), [OK, OK, full]);
    // One that is larger than the whole memory is refused and displaces nothing.
    let server = Server::start("smsc", &["--keep-octets", "50000"]);
    let mut peer = bound(&server, "mine");
    let id = message_id(&mut peer, &submit_sm("1", ""));
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(ask_all(&mut peer, &[out]), [full]);
    assert_eq!(state(&mut peer, &id), 2);
}

/// 20 characters of two septets each make the longest receipt; with an id of eight digits it fills the 140 octets of
/// 3.3.
#[test]
fn a_receipt_fits_into_a_short_message_of_the_version() {
    for version in [0x33, 0x34] {
        let server = Server::start("smsc", &["--receipt-delay", "0"]);
        let mut receiver = Peer::connect(server.address);
        let mut transmitter = Peer::connect(server.address);
        let bind =
            BindReceiver { system_id: "one".into(), interface_version: version.into(), ..Default::default() };
        assert_eq!(receiver.ask(&octets(&bind, OK, 1)), Some((CommandId::BIND_RECEIVER_RESP.0, 0, 1)));
        let bind = BindTransmitter {
            system_id: "one".into(),
            interface_version: version.into(),
            ..Default::default()
        };
        assert_eq!(transmitter.ask(&octets(&bind, OK, 1)), Some((CommandId::BIND_TRANSMITTER_RESP.0, 0, 1)));
        let text = b"\x1Be".repeat(30);
        let message =
            SubmitSm { registered_delivery: 1.into(), short_message: &text, ..submit_sm("46701113311", "") };
        message_id(&mut transmitter, &message);
        let (header, body) = receiver.hear().unwrap();
        let raw = RawPdu {
            command_id: header.command_id,
            command_status: header.command_status,
            sequence_number: header.sequence_number,
            body: &body,
        };
        let short_message = raw.decode::<DeliverSm<'_>>().unwrap().short_message;
        assert_eq!(short_message.len(), 140, "{version:#x}");
        let quoted = [&b"Text:"[..], &b"\x1Be".repeat(20)].concat();
        assert!(short_message.ends_with(&quoted), "{version:#x}: {}", short_message.escape_ascii());
    }
}
