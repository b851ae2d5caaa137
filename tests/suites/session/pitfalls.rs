//! Bugs that hurt users of other implementations, one test each.

use crate::{OK, deliver_sm, deliver_sm_resp, quiet, submit_sm, submit_sm_resp, transceivers};
use smpp_core::pdu::{BindTransceiver, DeliverSm, EnquireLink, SubmitSmResp};
use smpp_core::session::{Config, SessionError, State};
use smpp_core::{CommandId, CommandStatus, Duration, Tlv};
use smpp_tests::pair::{Pair, bind_octets, pdu_octets};

#[test]
fn an_answer_that_has_arrived_wins_against_its_timer() {
    let config = Config {
        enquire_link_interval: Some(Duration::from_secs(5)),
        response_timeout: Duration::from_secs(3),
        ..quiet()
    };
    let mut pair = transceivers(&config);
    pair.esme.wait(pair.now + Duration::from_secs(5));
    pair.esme.write(pair.now + Duration::from_secs(5));
    let number = pair.esme.written()[0].sequence_number;
    // The driver was busy for a minute, with the answer in its buffer.
    pair.esme.inbox = pdu_octets(CommandId::ENQUIRE_LINK_RESP, 0, number, b"");
    let late = pair.now + Duration::from_secs(60);
    pair.esme.read(late);
    pair.esme.wait(late);
    pair.esme.expect("LinkAlive");
    pair.esme.expect_nothing();
    // The same for a request.
    let number = pair.esme.send(late, &submit_sm(), 1).unwrap();
    pair.esme.inbox = pdu_octets(CommandId::SUBMIT_SM_RESP, 0, number, b"\0");
    pair.esme.read(late + Duration::from_secs(4));
    pair.esme.wait(late + Duration::from_secs(4));
    pair.esme.expect("Response");
    pair.esme.expect_nothing();
}

#[test]
fn no_enquire_link_leaves_before_the_bind_is_answered() {
    let mut pair = Pair::<4>::new(&Config { enquire_link_interval: Some(Duration::from_secs(1)), ..quiet() });
    pair.esme.control(pair.now, &BindTransceiver::default()).unwrap();
    pair.esme.outbox.clear();
    for second in 0..60 {
        pair.esme.wait(pair.now + Duration::from_secs(second));
        pair.esme.write(pair.now + Duration::from_secs(second));
    }
    assert!(pair.esme.outbox.is_empty());
    let error = pair.esme.send(pair.now, &EnquireLink::default(), 0).unwrap_err();
    assert_eq!(error, SessionError::NotAllowed(State::BindPending));
}

#[test]
fn enquire_link_is_answered_and_shown_in_every_connected_state() {
    let ask = pdu_octets(CommandId::ENQUIRE_LINK, 0, 7, b"");
    let mut open = Pair::<4>::new(&quiet());
    let mut pending = Pair::<4>::new(&quiet());
    pending.smsc.inbox = bind_octets(CommandId::BIND_RECEIVER, 0x34);
    pending.smsc.read(pending.now);
    pending.smsc.seen.clear();
    let mut bound = transceivers(&quiet());
    let mut unbound = transceivers(&quiet());
    unbound.esme.session.unbind(unbound.now).unwrap();
    unbound.flow();
    unbound.smsc.seen.clear();
    for pair in [&mut open, &mut pending, &mut bound, &mut unbound] {
        pair.smsc.inbox = ask.clone();
        pair.smsc.read(pair.now);
        pair.smsc.expect("EnquireLink");
        pair.smsc.write(pair.now);
        let written = pair.smsc.written();
        assert_eq!((written[0].command_id, written[0].sequence_number), (CommandId::ENQUIRE_LINK_RESP, 7));
    }
}

#[test]
fn a_request_whose_response_is_lost_frees_its_slot() {
    let mut pair = transceivers(&Config { response_timeout: Duration::from_secs(2), ..quiet() });
    for round in 0..100 {
        for value in 0..4 {
            pair.esme.send(pair.now, &submit_sm(), round * 4 + value).unwrap();
        }
        pair.esme.outbox.clear();
        pair.advance(2000);
        for value in 0..4 {
            assert_eq!(pair.esme.expect("TimedOut").value, Some(round * 4 + value));
        }
    }
    assert_eq!(pair.esme.session.window_free(), 4);
}

#[test]
fn one_lost_response_stops_nobody_else() {
    let mut pair = transceivers(&quiet());
    pair.esme.send(pair.now, &submit_sm(), 0).unwrap();
    pair.flow();
    let _lost = pair.smsc.expect("Request");
    for value in 1..1000 {
        pair.esme.send(pair.now, &submit_sm(), value).unwrap();
        pair.flow();
        let token = pair.smsc.expect("Request").token.unwrap();
        pair.smsc.answer(pair.now, token, OK, &submit_sm_resp()).unwrap();
        pair.flow();
        assert_eq!(pair.esme.expect("Response").value, Some(value));
    }
}

#[test]
fn one_timeout_does_not_drop_the_session() {
    let mut pair = transceivers(&Config { response_timeout: Duration::from_secs(2), ..quiet() });
    pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
    pair.advance(2000);
    pair.esme.expect("TimedOut");
    pair.esme.expect_nothing();
    assert_eq!(pair.esme.session.state(), State::BoundTrx);
    assert!(!pair.esme.session.wants_close());
}

#[test]
fn a_duplicate_response_is_reported_and_harmless() {
    let mut pair = transceivers(&quiet());
    let number = pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
    let resp = pdu_octets(CommandId::SUBMIT_SM_RESP, 0, number, b"id\0");
    pair.esme.inbox = [resp.clone(), resp].concat();
    pair.esme.read(pair.now);
    pair.esme.expect("Response");
    assert_eq!(pair.esme.expect("Unmatched").detail, "true");
    // A number that was never assigned.
    pair.esme.inbox = pdu_octets(CommandId::SUBMIT_SM_RESP, 0, number + 1, b"id\0");
    pair.esme.read(pair.now);
    assert_eq!(pair.esme.expect("Unmatched").detail, "false");
}

#[test]
fn an_error_response_with_a_body_without_one_or_with_tlvs_completes_its_request() {
    for body in [b"".as_slice(), b"\0", b"id\0", b"id\0\x04\x25\0\x01\x02", b"no terminator", &[0xFF; 3]] {
        let mut pair = transceivers(&quiet());
        let number = pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
        pair.esme.inbox = pdu_octets(CommandId::SUBMIT_SM_RESP, 0x58, number, body);
        pair.esme.read(pair.now);
        let seen = pair.esme.expect("Response");
        assert_eq!(seen.pdu.unwrap().command_status, CommandStatus::ESME_RTHROTTLED);
    }
}

#[test]
fn a_bind_response_of_any_shape_binds() {
    for body in [b"".as_slice(), b"\0", b"smsc", b"smsc\0", b"\0\x02\x10\0\x01\x34", b"a\0\x02\x10\0\x09\x34"]
    {
        let mut pair = Pair::<4>::new(&quiet());
        let bind = BindTransceiver { interface_version: 0x34.into(), ..BindTransceiver::default() };
        let number = pair.esme.control(pair.now, &bind).unwrap();
        pair.esme.inbox = pdu_octets(CommandId::BIND_TRANSCEIVER_RESP, 0, number, body);
        pair.esme.read(pair.now);
        pair.esme.expect("Bound");
        assert_eq!(pair.esme.session.state(), State::BoundTrx);
    }
}

#[test]
fn generic_nack_completes_its_request() {
    let mut pair = transceivers(&quiet());
    let number = pair.esme.send(pair.now, &submit_sm(), 4).unwrap();
    pair.esme.inbox = pdu_octets(CommandId::GENERIC_NACK, 3, number, b"");
    pair.esme.read(pair.now);
    let seen = pair.esme.expect("Nacked");
    assert_eq!((seen.value, seen.request), (Some(4), Some(CommandId::SUBMIT_SM)));
    assert_eq!(pair.esme.session.in_flight(), 0);
    pair.esme.write(pair.now);
}

#[test]
fn the_wrong_response_completes_its_request_as_failed() {
    let mut pair = transceivers(&quiet());
    let number = pair.esme.send(pair.now, &submit_sm(), 4).unwrap();
    pair.esme.inbox = pdu_octets(CommandId::QUERY_SM_RESP, 0, number, b"");
    pair.esme.read(pair.now);
    assert_eq!(pair.esme.expect("Mismatched").value, Some(4));
}

#[test]
fn a_receipt_may_overtake_its_submit_sm_resp() {
    let mut pair = transceivers(&quiet());
    pair.esme.send(pair.now, &submit_sm(), 4).unwrap();
    pair.flow();
    let token = pair.smsc.expect("Request").token.unwrap();
    let tlvs = [Tlv::receipted_message_id("1".into())];
    let receipt = DeliverSm { tlvs: (&tlvs).into(), ..deliver_sm() };
    pair.smsc.send(pair.now, &receipt, 5).unwrap();
    pair.smsc.answer(pair.now, token, OK, &submit_sm_resp()).unwrap();
    pair.flow();
    // The caller keeps the receipt's id until the response brings the same one.
    let delivered = pair.esme.expect("Request");
    let pdu = delivered.pdu.unwrap();
    let id = pdu.raw().decode::<DeliverSm<'_>>().unwrap().tlvs.receipted_message_id().unwrap().unwrap();
    let response = pair.esme.expect("Response").pdu.unwrap();
    assert_eq!(response.raw().decode::<SubmitSmResp<'_>>().unwrap().message_id.as_bytes(), id.as_bytes());
    // And the acknowledgement may wait.
    pair.advance(10_000);
    pair.esme.answer(pair.now, delivered.token.unwrap(), OK, &deliver_sm_resp()).unwrap();
    pair.flow();
    assert_eq!(pair.smsc.expect("Response").value, Some(5));
}

#[test]
fn unbind_resp_is_written_before_the_session_wants_to_close() {
    let mut pair = transceivers(&quiet());
    pair.smsc.inbox = pdu_octets(CommandId::UNBIND, 0, 3, b"");
    pair.smsc.read(pair.now);
    assert!(!pair.smsc.session.wants_close());
    pair.smsc.write(pair.now);
    assert_eq!(pair.smsc.written()[0].command_id, CommandId::UNBIND_RESP);
    assert!(pair.smsc.session.wants_close());
}

#[test]
fn a_full_queue_asks_for_a_longer_pause_than_throttling() {
    let pause = |status| {
        let mut pair = transceivers(&quiet());
        let number = pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
        pair.esme.inbox = pdu_octets(CommandId::SUBMIT_SM_RESP, status, number, b"");
        pair.esme.read(pair.now);
        pair.esme.expect("Response").detail
    };
    assert_eq!([pause(0x58).as_str(), pause(0x14).as_str()], ["Throttled 1000", "QueueFull 10000"]);
}
