//! unbind from either side, and how sessions end.

use crate::{OK, deliver_sm, deliver_sm_resp, quiet, submit_sm, submit_sm_resp, transceivers};
use smpp_core::pdu::{BindTransceiver, Unbind};
use smpp_core::session::{Config, SessionError, Side, State};
use smpp_core::{CommandId, CommandStatus, Duration, Instant};
use smpp_tests::pair::{End, pdu_octets};

#[test]
fn unbind_from_either_side_ends_both() {
    for from_esme in [true, false] {
        let mut pair = transceivers(&quiet());
        let end = if from_esme { &mut pair.esme } else { &mut pair.smsc };
        end.control(pair.now, &Unbind::default()).unwrap();
        pair.flow();
        let (asks, answers) =
            if from_esme { (&mut pair.esme, &mut pair.smsc) } else { (&mut pair.smsc, &mut pair.esme) };
        asks.expect("Unbound");
        answers.expect("Unbind");
        for end in [asks, answers] {
            assert_eq!(end.session.state(), State::Unbound);
            assert!(end.session.wants_close());
            end.hang_up(pair.now);
            assert_eq!(end.expect("Closed").detail, "Unbound");
            assert_eq!(end.session.state(), State::Closed);
        }
    }
}

#[test]
fn unbind_resp_waits_for_the_replies_that_are_pending() {
    let mut pair = transceivers(&quiet());
    pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
    pair.esme.control(pair.now, &Unbind::default()).unwrap();
    pair.flow();
    let token = pair.smsc.expect("Request").token.unwrap();
    pair.smsc.expect("Unbind");
    assert!(!pair.smsc.session.wants_transmit() && !pair.smsc.session.wants_close());
    // No new requests of our own, and none of the peer's.
    assert_eq!(pair.smsc.send(pair.now, &deliver_sm(), 3).unwrap_err(), SessionError::Unbinding);
    pair.smsc.answer(pair.now, token, OK, &submit_sm_resp()).unwrap();
    pair.flow();
    assert_eq!(pair.esme.expect("Response").value, Some(1));
    pair.esme.expect("Unbound");
}

#[test]
fn unbind_resp_waits_no_longer_than_the_drain_timer_and_tokens_are_refused_after_it() {
    let mut pair = transceivers(&Config { drain_timeout: Duration::from_secs(7), ..quiet() });
    pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
    pair.esme.control(pair.now, &Unbind::default()).unwrap();
    pair.flow();
    let token = pair.smsc.expect("Request").token.unwrap();
    assert_eq!(pair.step(), Some(7000));
    assert_eq!(pair.states(), [State::Unbound; 2]);
    let returned = pair.smsc.refuse(pair.now, token, OK).unwrap_err();
    assert_eq!(returned.error, SessionError::TokenExpired);
    pair.esme.expect("Unbound");
    pair.esme.hang_up(pair.now);
    let failed = pair.esme.expect("Failed");
    assert_eq!((failed.value, failed.detail.as_str()), (Some(1), "Unbound"));
    pair.esme.expect("Closed");
}

#[test]
fn an_orderly_unbind_waits_for_the_responses_in_flight() {
    let mut pair = transceivers(&quiet());
    pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
    pair.esme.session.unbind(pair.now).unwrap();
    assert_eq!(pair.esme.session.unbind(pair.now), Err(SessionError::Unbinding));
    assert_eq!(pair.esme.send(pair.now, &submit_sm(), 9).unwrap_err(), SessionError::Unbinding);
    pair.flow();
    let token = pair.smsc.expect("Request").token.unwrap();
    pair.smsc.expect_nothing();
    // The other side may still send until unbind is written.
    pair.smsc.send(pair.now, &deliver_sm(), 3).unwrap();
    pair.flow();
    let delivered = pair.esme.expect("Request").token.unwrap();
    pair.esme.answer(pair.now, delivered, OK, &deliver_sm_resp()).unwrap();
    pair.smsc.answer(pair.now, token, OK, &submit_sm_resp()).unwrap();
    pair.flow();
    pair.smsc.expect("Response");
    pair.smsc.expect("Unbind");
    pair.esme.expect("Response");
    pair.esme.expect("Unbound");
}

/// A peer that answers unbind at once would no longer accept them.
#[test]
fn an_orderly_unbind_waits_for_the_replies_that_are_pending() {
    let mut pair = transceivers(&quiet());
    pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
    pair.flow();
    let token = pair.smsc.expect("Request").token.unwrap();
    pair.smsc.session.unbind(pair.now).unwrap();
    pair.flow();
    pair.esme.expect_nothing();
    pair.smsc.answer(pair.now, token, OK, &submit_sm_resp()).unwrap();
    pair.flow();
    pair.esme.expect("Response");
    pair.esme.expect("Unbind");
    pair.smsc.expect("Unbound");
}

#[test]
fn an_orderly_unbind_leaves_after_the_drain_timer_at_the_latest() {
    let mut pair = transceivers(&Config { drain_timeout: Duration::from_secs(7), ..quiet() });
    pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
    pair.esme.session.unbind(pair.now).unwrap();
    pair.flow();
    let token = pair.smsc.expect("Request").token.unwrap();
    assert_eq!(pair.step(), Some(7000));
    pair.smsc.expect("Unbind");
    pair.smsc.answer(pair.now, token, OK, &submit_sm_resp()).unwrap();
    pair.flow();
    assert_eq!(pair.esme.expect("Response").value, Some(1));
    pair.esme.expect("Unbound");
}

/// Found by fuzzing: an answer to an unbind that has a number and has not been written. Nothing is left to send, and
/// the session says so instead of wanting to write forever.
#[test]
fn an_answer_that_overtakes_unbind_ends_the_session() {
    for answer in [CommandId::UNBIND_RESP, CommandId::GENERIC_NACK] {
        let mut pair = transceivers(&Config { drain_timeout: Duration::from_secs(7), ..quiet() });
        pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
        pair.esme.session.unbind(pair.now).unwrap();
        // The drain timer queues it; nothing is written.
        pair.now = pair.now + Duration::from_secs(7);
        pair.esme.session.handle_timeout(pair.now);
        assert!(pair.esme.session.wants_transmit());
        pair.esme.inbox.extend(pdu_octets(answer, 0, 3, &[]));
        pair.esme.read(pair.now);
        pair.esme.expect("Unbound");
        assert!(!pair.esme.session.wants_transmit());
        assert!(pair.esme.session.wants_close());
    }
}

#[test]
fn unbinds_that_cross_end_both() {
    let mut pair = transceivers(&quiet());
    pair.esme.control(pair.now, &Unbind::default()).unwrap();
    pair.smsc.control(pair.now, &Unbind::default()).unwrap();
    pair.flow();
    for end in [&mut pair.esme, &mut pair.smsc] {
        end.expect("Unbind");
        end.expect("Unbound");
        assert_eq!(end.session.state(), State::Unbound);
        assert!(end.session.wants_close());
    }
}

#[test]
fn an_unbind_without_an_answer_closes() {
    let mut pair = transceivers(&Config { response_timeout: Duration::from_secs(5), ..quiet() });
    pair.esme.control(pair.now, &Unbind::default()).unwrap();
    pair.esme.wait(pair.now + Duration::from_secs(5));
    assert_eq!(pair.esme.expect("Closed").detail, "UnbindTimedOut");
}

#[test]
fn requests_after_unbind_are_refused_and_enquire_link_is_still_answered() {
    let mut pair = transceivers(&quiet());
    pair.smsc.inbox = [
        pdu_octets(CommandId::SUBMIT_SM, 0, 1, &[0; 17]),
        pdu_octets(CommandId::UNBIND, 0, 2, b""),
        pdu_octets(CommandId::SUBMIT_SM, 0, 3, &[0; 17]),
        pdu_octets(CommandId::ENQUIRE_LINK, 0, 4, b""),
    ]
    .concat();
    pair.smsc.read(pair.now);
    let first = pair.smsc.expect("Request").token.unwrap();
    pair.smsc.expect("Unbind");
    let after = pair.smsc.expect("Disallowed");
    assert_eq!(after.detail, "AfterUnbind");
    pair.smsc.expect("EnquireLink");
    pair.smsc.answer_default(pair.now, after.token.unwrap()).unwrap();
    pair.smsc.refuse(pair.now, first, OK).unwrap();
    pair.smsc.write(pair.now);
    let answers: Vec<_> =
        pair.smsc.written().iter().map(|pdu| (pdu.sequence_number, pdu.command_status)).collect();
    assert_eq!(answers, [(3, CommandStatus::ESME_RINVBNDSTS), (1, OK), (4, OK), (2, OK)]);
}

#[test]
fn every_value_comes_back_once_when_the_connection_ends() {
    let mut pair = transceivers(&quiet());
    for value in 1..=4 {
        pair.esme.send(pair.now, &submit_sm(), value).unwrap();
    }
    pair.esme.control(pair.now, &Unbind::default()).unwrap();
    pair.flow();
    pair.smsc.hang_up(pair.now);
    pair.esme.hang_up(pair.now);
    let mut values: Vec<_> = (0..4).map(|_| pair.esme.expect("Failed").value.unwrap()).collect();
    values.sort_unstable();
    assert_eq!(values, [1, 2, 3, 4]);
    assert_eq!(pair.esme.expect("Closed").detail, "TransportClosed");
    pair.esme.hang_up(pair.now);
    pair.esme.expect_nothing();
    assert_eq!(pair.esme.send(pair.now, &submit_sm(), 6).unwrap_err(), SessionError::Closed);
}

/// One call ends a session in any state, and a second one changes nothing.
#[test]
fn shutdown_is_right_in_every_state() {
    // Bound: like unbind, after the responses to requests in flight.
    let mut pair = transceivers(&quiet());
    pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
    for _ in 0..2 {
        pair.esme.session.shutdown(pair.now);
    }
    assert_eq!(pair.esme.send(pair.now, &submit_sm(), 2).unwrap_err(), SessionError::Unbinding);
    pair.flow();
    let token = pair.smsc.expect("Request").token.unwrap();
    pair.smsc.answer(pair.now, token, OK, &submit_sm_resp()).unwrap();
    pair.flow();
    assert_eq!(pair.esme.expect("Response").value, Some(1));
    // The peer's shutdown while it answers the unbind changes nothing either.
    pair.smsc.session.shutdown(pair.now);
    pair.flow();
    pair.esme.expect("Unbound");
    pair.smsc.expect("Unbind");
    for end in [&mut pair.esme, &mut pair.smsc] {
        end.hang_up(pair.now);
        end.session.shutdown(pair.now);
        end.expect_closed("Unbound");
    }

    // Open, and a bind that is not answered yet: nothing to unbind.
    for is_pending in [false, true] {
        let mut esme = End::<4>::new(pair.now, Side::Esme, 1, &quiet());
        if is_pending {
            esme.control(pair.now, &BindTransceiver::default()).unwrap();
        }
        esme.session.shutdown(pair.now);
        assert!(esme.session.wants_close() && !esme.session.must_close(), "its output may still be written");
        esme.wait(pair.now);
        esme.expect_closed("TransportClosed");
        esme.session.shutdown(pair.now);
        esme.session.transport_closed(pair.now);
        assert!(esme.session.must_close());
        esme.expect_nothing();
    }
}

/// A peer that does not read cannot keep a session open that shuts down.
#[test]
fn shutdown_of_an_open_session_waits_no_longer_than_the_response_timer() {
    let config = Config { response_timeout: Duration::from_secs(3), session_init_timeout: None, ..quiet() };
    let now = Instant::from_millis(50);
    let mut esme = End::<4>::new(now, Side::Esme, 1, &config);
    esme.session.shutdown(now);
    assert_eq!(esme.session.poll_timeout(), Some(now + Duration::from_secs(3)));
    assert!(!esme.session.must_close());
    esme.session.handle_timeout(now + Duration::from_secs(3));
    assert!(esme.session.must_close());
}
