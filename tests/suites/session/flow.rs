//! Requests, responses, the window, and pressure in both directions.

use crate::{OK, at, deliver_sm, deliver_sm_resp, quiet, submit_sm, submit_sm_resp, transceivers};
use smpp_core::pdu::{EnquireLink, SubmitSm, Unbind};
use smpp_core::session::{Config, SessionError, State, Token, WhenPendingFull};
use smpp_core::{CommandId, CommandStatus, Duration, EncodeErrorKind, RawPdu};
use smpp_tests::pair::{Pair, pdu_octets};

/// Sends this many submit_sm. Returns the message centre's tokens.
fn submit(pair: &mut Pair<4>, values: &[u32]) -> Vec<Token> {
    for value in values {
        pair.esme.send(pair.now, &submit_sm(), *value).unwrap();
    }
    pair.flow();
    values.iter().map(|_| pair.smsc.expect("Request").token.unwrap()).collect()
}

#[test]
fn values_come_back_with_their_responses_in_any_order() {
    let mut pair = transceivers(&quiet());
    let mut tokens = submit(&mut pair, &[10, 11, 12, 13]);
    for (at, value) in [(2, 12), (0, 10), (1, 13), (0, 11)] {
        let token = tokens.remove(at);
        pair.smsc.answer(pair.now, token, OK, &submit_sm_resp()).unwrap();
        pair.flow();
        let seen = pair.esme.expect("Response");
        assert_eq!(seen.value, Some(value));
        assert_eq!(seen.request, Some(CommandId::SUBMIT_SM));
    }
    assert_eq!((pair.esme.session.in_flight(), pair.smsc.session.pending()), (0, 0));
}

#[test]
fn both_directions_number_by_themselves() {
    let mut pair = transceivers(&quiet());
    // The ESME has used number 1 for its bind, the message centre none.
    assert_eq!(pair.esme.send(pair.now, &submit_sm(), 1).unwrap(), 2);
    assert_eq!(pair.smsc.send(pair.now, &deliver_sm(), 2).unwrap(), 1);
    assert_eq!(pair.smsc.send(pair.now, &deliver_sm(), 3).unwrap(), 2);
    pair.flow();
    let submitted = pair.smsc.expect("Request").token.unwrap();
    let delivered = pair.esme.expect("Request").token.unwrap();
    pair.smsc.answer(pair.now, submitted, OK, &submit_sm_resp()).unwrap();
    pair.esme.answer(pair.now, delivered, OK, &deliver_sm_resp()).unwrap();
    pair.flow();
    pair.esme.expect("Request");
    assert_eq!(pair.esme.expect("Response").value, Some(1));
    assert_eq!(pair.smsc.expect("Response").value, Some(2));
}

#[test]
fn a_full_window_takes_no_value_and_leaves_room_for_unbind() {
    let mut pair = transceivers(&quiet());
    submit(&mut pair, &[1, 2, 3, 4]);
    assert_eq!(pair.esme.session.window_free(), 0);
    let error = pair.esme.send(pair.now, &submit_sm(), 5).unwrap_err();
    assert_eq!((error, error.is_temporary()), (SessionError::WindowFull, true));
    pair.esme.control(pair.now, &Unbind::default()).unwrap();
}

#[test]
fn a_window_of_none_can_still_bind_ask_and_unbind() {
    let config = Config { enquire_link_interval: Some(Duration::from_secs(5)), ..quiet() };
    let mut pair = Pair::<0>::bound(&config, CommandId::BIND_TRANSMITTER);
    assert_eq!(pair.esme.send(pair.now, &submit_sm(), 5), Err(SessionError::WindowFull));
    pair.advance(5000);
    pair.esme.expect("EnquireLink");
    pair.esme.expect("LinkAlive");
    pair.esme.session.unbind(pair.now).unwrap();
    pair.flow();
    assert_eq!(pair.states(), [State::Unbound; 2]);
}

#[test]
fn nothing_changes_when_the_buffer_is_too_small() {
    let mut pair = transceivers(&quiet());
    let before = (pair.esme.session.in_flight(), pair.esme.session.counters());
    for room in 0..38 {
        let mut out = vec![0; room];
        let error = pair.esme.session.prepare(pair.now, &submit_sm(), &mut out).unwrap_err();
        assert!(
            matches!(error, SessionError::Encode(error) if error.kind() == EncodeErrorKind::BufferTooSmall { needed: 38 })
        );
        assert!(!error.is_temporary());
    }
    assert_eq!((pair.esme.session.in_flight(), pair.esme.session.counters()), before);
    assert_eq!(pair.esme.send(pair.now, &submit_sm(), 7).unwrap(), 2);
}

#[test]
fn sequence_numbers_wrap_and_skip_those_in_flight() {
    let config = Config { first_sequence_number: 0x7FFF_FFFE, ..quiet() };
    let mut pair = transceivers(&config); // bind took 0x7FFFFFFE
    assert_eq!(pair.esme.send(pair.now, &submit_sm(), 1).unwrap(), 0x7FFF_FFFF);
    assert_eq!(pair.esme.send(pair.now, &submit_sm(), 2).unwrap(), 1);
    assert_eq!(pair.esme.send(pair.now, &submit_sm(), 3).unwrap(), 2);
    pair.flow();
    let number = |pair: &mut Pair<4>| pair.smsc.expect("Request").token.unwrap().sequence_number();
    assert_eq!([number(&mut pair), number(&mut pair), number(&mut pair)], [0x7FFF_FFFF, 1, 2]);
}

#[test]
fn tracked_requests_are_answered_like_sent_ones() {
    let mut pair = transceivers(&quiet());
    let number = pair.esme.session.track(pair.now, CommandId::SUBMIT_SM).unwrap().keep(77).sequence_number;
    pair.esme.inbox = pdu_octets(CommandId::SUBMIT_SM_RESP, 0, number, b"x\0");
    pair.esme.read(pair.now);
    assert_eq!(pair.esme.expect("Response").value, Some(77));
    let error = pair.esme.session.track(pair.now, CommandId::DELIVER_SM).unwrap_err();
    assert_eq!((error, error.is_temporary()), (SessionError::NotAllowed(State::BoundTrx), false));
}

#[test]
fn a_prepared_request_that_is_dropped_uses_no_number_and_no_slot() {
    let mut pair = transceivers(&quiet());
    let mut out = [0; 64];
    for _ in 0..5 {
        let prepared = pair.esme.session.prepare(pair.now, &submit_sm(), &mut out).unwrap();
        assert_eq!(prepared.sequence_number(), 2);
    }
    let vendor = CommandId(0x0100_0001);
    drop(pair.esme.session.track(pair.now, vendor).unwrap());
    let session = &pair.esme.session;
    assert_eq!((session.in_flight(), session.window_free(), session.counters().sent), (0, 4, 1));
    assert_eq!((session.poll_timeout(), session.close_reason()), (None, None));
    // Its octets are worth nothing: an answer to them matches no request.
    pair.esme.hear(pair.now, &pdu_octets(CommandId::SUBMIT_SM_RESP, 0, 2, b"x\0"));
    assert_eq!(pair.esme.expect("Unmatched").detail, "false");
    let sent = pair.esme.session.prepare(pair.now, &submit_sm(), &mut out).unwrap().keep(7);
    assert_eq!((sent.len, sent.sequence_number, pair.esme.session.in_flight()), (38, 2, 1));
}

#[test]
fn a_pdu_that_borrows_from_the_value_is_sent_without_a_copy() {
    let mut session = transceivers(&quiet()).esme.session;
    let message = 5_u32;
    let octets = message.to_be_bytes();
    let text = octets.as_slice();
    let mut out = [0; 64];
    let sent = session.prepare(at(2000), &SubmitSm { short_message: text, ..submit_sm() }, &mut out).unwrap();
    let sent = sent.keep(message);
    assert!(out[..sent.len].ends_with(&octets));
}

#[test]
fn a_raw_pdu_is_forwarded_with_its_body_and_a_number_of_this_session() {
    let mut pair = transceivers(&quiet());
    let octets = pdu_octets(CommandId::SUBMIT_SM, 0, 4711, b"anything at all");
    let number = pair.esme.send(pair.now, &RawPdu::parse(&octets).unwrap(), 1).unwrap();
    pair.flow();
    let pdu = pair.smsc.expect("Request").pdu.unwrap();
    assert_eq!((pdu.sequence_number, pdu.body.as_slice()), (number, b"anything at all".as_slice()));
}

#[test]
fn a_ninth_enquire_link_is_blocked_until_an_answer_left_and_responses_pass() {
    let mut pair = transceivers(&quiet());
    let number = pair.smsc.send(pair.now, &deliver_sm(), 5).unwrap();
    let ask = |number| pdu_octets(CommandId::ENQUIRE_LINK, 0, number, b"");
    pair.smsc.inbox = (1..=8).flat_map(ask).collect();
    pair.smsc.inbox.extend(pdu_octets(CommandId::DELIVER_SM_RESP, 0, number, b"\0"));
    pair.smsc.inbox.extend(ask(9));
    pair.smsc.outbox.clear();
    pair.smsc.read(pair.now);
    for _ in 1..=8 {
        pair.smsc.expect("EnquireLink");
    }
    pair.smsc.expect("Response");
    pair.smsc.expect_nothing();
    assert!(pair.smsc.blocked);
    pair.smsc.write(pair.now);
    pair.smsc.read(pair.now);
    assert!(!pair.smsc.blocked);
    pair.smsc.expect("EnquireLink");
    pair.smsc.write(pair.now);
    let answered: Vec<_> = pair.smsc.written().iter().map(|pdu| pdu.sequence_number).collect();
    assert_eq!(answered, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn blocked_longer_than_the_response_timer_closes() {
    let mut pair = transceivers(&Config { response_timeout: Duration::from_secs(5), ..quiet() });
    pair.smsc.inbox = (1..=9).flat_map(|n| pdu_octets(CommandId::ENQUIRE_LINK, 0, n, b"")).collect();
    pair.smsc.read(pair.now);
    pair.smsc.seen.clear();
    assert_eq!(pair.smsc.session.poll_timeout(), Some(pair.now + Duration::from_secs(5)));
    // Looking again does not restart the timer.
    pair.smsc.read(pair.now + Duration::from_secs(4));
    pair.smsc.wait(pair.now + Duration::from_secs(5));
    assert_eq!(pair.smsc.expect("Closed").detail, "PeerNotReading");
}

#[test]
fn beyond_what_may_be_pending_an_smsc_throttles_and_an_esme_asks_to_try_again() {
    let mut pair = transceivers(&Config { max_pending: 1, ..quiet() });
    for value in 0..2 {
        pair.esme.send(pair.now, &submit_sm(), value).unwrap();
        pair.smsc.send(pair.now, &deliver_sm(), value).unwrap();
    }
    pair.flow();
    pair.smsc.expect("Request");
    pair.esme.expect("Request");
    let (smsc, esme) = (pair.smsc.expect("Disallowed"), pair.esme.expect("Disallowed"));
    assert_eq!([&smsc.detail, &esme.detail], ["TooManyPending"; 2]);
    assert_eq!(smsc.token.as_ref().unwrap().proposed(), CommandStatus::ESME_RTHROTTLED);
    assert_eq!(esme.token.as_ref().unwrap().proposed(), CommandStatus::ESME_RX_T_APPN);
    pair.smsc.answer_default(pair.now, smsc.token.unwrap()).unwrap();
    pair.flow();
    let throttled = pair.esme.expect("Response");
    assert_eq!((throttled.value, throttled.detail.as_str()), (Some(1), "Throttled 1000"));
}

#[test]
fn by_choice_the_next_request_waits_until_a_reply_was_sent() {
    let mut pair =
        transceivers(&Config { max_pending: 1, when_pending_full: WhenPendingFull::Block, ..quiet() });
    for value in 0..2 {
        pair.smsc.send(pair.now, &deliver_sm(), value).unwrap();
    }
    pair.flow();
    let first = pair.esme.expect("Request").token.unwrap();
    assert!(pair.esme.blocked);
    pair.esme.expect_nothing();
    pair.esme.answer(pair.now, first, OK, &deliver_sm_resp()).unwrap();
    pair.esme.read(pair.now);
    pair.esme.expect("Request");
}

#[test]
fn an_enquire_link_of_the_caller_is_a_request_like_others() {
    let mut pair = transceivers(&quiet());
    pair.esme.send(pair.now, &EnquireLink::default(), 6).unwrap();
    pair.flow();
    pair.smsc.expect("EnquireLink");
    assert_eq!(pair.esme.expect("Response").value, Some(6));
}

#[test]
fn counters_count() {
    let mut pair = transceivers(&quiet());
    let tokens = submit(&mut pair, &[1, 2]);
    pair.advance(40);
    for token in tokens {
        pair.smsc.answer(pair.now, token, OK, &submit_sm_resp()).unwrap();
    }
    pair.flow();
    let counters = pair.esme.session.counters();
    assert_eq!((counters.sent, counters.received, counters.round_trips()), (3, 3, 2));
    assert_eq!(counters.round_trip_mean(), Some(Duration::from_millis(40)));
    assert_eq!(pair.smsc.session.counters().received, 3);
}
