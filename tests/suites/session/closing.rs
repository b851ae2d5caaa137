//! Every phase of leaving has its own deadline and ends. Here a session drains for 7 s, and waits 5 s for a response
//! or for room to write; see [`leaving`].

use crate::{OK, START, at, bare, deliver_sm, esme, leaving, pdu, quiet, smsc, submit_sm, submit_sm_resp};
use smpp_core::pdu::{EnquireLink, GenericNack, Unbind};
use smpp_core::session::{CloseReason, Config, OnInactivity, SessionError, State, WhenPendingFull};
use smpp_core::{CommandId, CommandStatus, Duration, Instant};
use smpp_tests::pair::{End, pdu_octets};

const D: u64 = 7000;
const R: u64 = 5000;

/// Our unbind was queued at this time and cannot be written; that may last no longer than R.
fn expect_queued(end: &mut End<4>, since: u64) {
    assert!(end.session.wants_transmit() && !end.session.wants_close() && !end.session.must_close());
    end.fires(at(since + R));
    end.expect_closed("PeerNotReading");
    assert!(end.session.must_close());
    assert_eq!(end.session.poll_timeout(), None);
    assert_eq!(end.session.poll_transmit(at(since + R), &mut [0; 16]), None, "it never leaves");
}

#[test]
fn an_unbind_with_nothing_to_wait_for_is_queued_inside_the_call() {
    let mut end = esme(&leaving());
    end.session.unbind(at(10)).unwrap();
    expect_queued(&mut end, 10);
}

#[test]
fn draining_ends_with_the_last_response() {
    for (answer, seen) in [
        (CommandId::SUBMIT_SM_RESP, "Response"),
        (CommandId::GENERIC_NACK, "Nacked"),
        (CommandId::QUERY_SM_RESP, "Mismatched"),
    ] {
        let mut end = esme(&leaving());
        let numbers = [1, 2].map(|value| end.send(at(0), &submit_sm(), value).unwrap());
        end.session.unbind(at(10)).unwrap();
        end.hear(at(20), &bare(answer, numbers[1]));
        assert!(!end.session.wants_transmit());
        end.hear(at(30), &bare(answer, numbers[0]));
        end.expect(seen);
        end.expect(seen);
        expect_queued(&mut end, 30);
    }
}

#[test]
fn draining_ends_with_the_last_request_that_runs_out() {
    let mut end = esme(&leaving());
    end.send(at(0), &submit_sm(), 1).unwrap();
    end.session.unbind(at(10)).unwrap();
    end.fires(at(R));
    end.expect("TimedOut");
    expect_queued(&mut end, R);
}

#[test]
fn draining_ends_with_the_last_reply_whatever_it_is() {
    for way in 0..4 {
        let mut end = esme(&leaving());
        end.hear(at(0), &pdu(CommandId::DELIVER_SM, 1));
        let token = end.expect("Request").token.unwrap();
        end.session.unbind(at(10)).unwrap();
        assert!(!end.session.wants_transmit());
        match way {
            0 => drop(end.refuse(at(20), token, OK).unwrap()),
            1 => drop(end.answer_default(at(20), token).unwrap()),
            2 => drop(
                end.session
                    .answer(at(20), token, CommandStatus::ESME_RSYSERR, &GenericNack::default(), &mut [0; 16])
                    .unwrap(),
            ),
            _ => {
                // No time is given, so the latest counts.
                end.wait(at(20));
                end.session.abandon(token).unwrap();
            }
        }
        expect_queued(&mut end, 20);
    }
}

#[test]
fn draining_ends_when_the_last_token_runs_out() {
    let mut end = esme(&Config { pending_timeout: Some(Duration::from_millis(50)), ..leaving() });
    end.hear(at(0), &pdu(CommandId::DELIVER_SM, 1));
    let _lost = end.expect("Request").token;
    end.session.unbind(at(10)).unwrap();
    let over = end.session.poll_timeout().unwrap();
    assert!((50..=100).contains(&(over.as_millis() - START)));
    end.wait(over);
    end.expect("PendingExpired");
    expect_queued(&mut end, over.as_millis() - START);
}

#[test]
fn draining_ends_with_the_drain_timer_at_the_latest() {
    let mut end = esme(&leaving());
    end.session.set_response_timeout(Duration::from_secs(100));
    end.send(at(0), &submit_sm(), 1).unwrap();
    end.session.set_response_timeout(Duration::from_secs(5));
    end.session.unbind(at(10)).unwrap();
    end.fires(at(10 + D));
    assert!(end.session.wants_transmit());
    assert_eq!(end.session.poll_timeout(), Some(at(10 + D + R)));
    end.write(at(10 + D));
    assert_eq!(end.written().last().unwrap().command_id, CommandId::UNBIND);
}

#[test]
fn no_time_to_drain_is_over_at_once() {
    let mut end = esme(&Config { drain_timeout: Duration::ZERO, ..leaving() });
    end.send(at(0), &submit_sm(), 1).unwrap();
    end.session.unbind(at(10)).unwrap();
    assert!(!end.session.wants_transmit());
    assert_eq!(end.session.poll_timeout(), Some(at(10)));
    end.wait(at(10));
    assert!(end.session.wants_transmit());
    // The response timer of the request and then that of the unbind.
    end.wait(at(R));
    end.expect("TimedOut");
    expect_queued(&mut end, 10);
}

/// A peer used to postpone our unbind as long as it liked: 200 alert_notification, one every 9.999 s.
#[test]
fn no_traffic_of_the_peer_moves_the_drain_clock() {
    let mut end = esme(&Config { drain_timeout: Duration::from_secs(10), max_pdu: 64, ..quiet() });
    end.send(at(0), &submit_sm(), 1).unwrap();
    end.session.unbind(at(0)).unwrap();
    let traffic: [&[u8]; 8] = [
        &pdu(CommandId::ALERT_NOTIFICATION, 1),
        &bare(CommandId::ENQUIRE_LINK, 2),
        &pdu(CommandId::DELIVER_SM, 3),
        &bare(CommandId(0x777), 4),
        &bare(CommandId::SUBMIT_SM_RESP, 99),
        &bare(CommandId::OUTBIND, 5),
        &pdu_octets(CommandId::DELIVER_SM, 0, 6, &[0; 100]),
        &pdu(CommandId::DATA_SM, 7),
    ];
    for (second, octets) in traffic.iter().enumerate() {
        end.hear(at(1000 * (second as u64 + 1)), octets);
        assert_eq!(end.session.poll_timeout(), Some(at(10_000)), "{octets:?}");
    }
    end.hear(at(9999), &pdu(CommandId::ALERT_NOTIFICATION, 8));
    end.fires(at(10_000));
    end.write(at(10_000));
    assert_eq!(end.written().last().unwrap().command_id, CommandId::UNBIND);
}

#[test]
fn inactivity_drains_like_the_caller() {
    let config = Config { inactivity_timeout: Some(Duration::from_secs(3)), ..leaving() };
    let mut end = esme(&config);
    end.hear(at(0), &pdu(CommandId::DELIVER_SM, 1));
    let token = end.expect("Request").token.unwrap();
    end.fires(at(3000));
    assert!(!end.session.wants_transmit());
    assert_eq!(end.session.unbind(at(3000)), Err(SessionError::Unbinding));
    end.hear(at(4000), &pdu(CommandId::ALERT_NOTIFICATION, 2));
    assert_eq!(end.session.poll_timeout(), Some(at(3000 + D)));
    end.refuse(at(5000), token, OK).unwrap();
    end.seen.clear();
    expect_queued(&mut end, 5000);
    // With nothing to wait for, the call that finds out queues it.
    let mut end = esme(&config);
    end.fires(at(3000));
    expect_queued(&mut end, 3000);
}

/// `poll_timeout()` used to be None then, forever.
#[test]
fn an_unbind_that_finds_no_room_ends_as_peer_not_reading() {
    for room in [0, 1, 15] {
        let mut end = esme(&leaving());
        end.session.unbind(at(0)).unwrap();
        for second in 0..5 {
            assert_eq!(end.session.poll_transmit(at(second * 1000), &mut [0; 16][..room]), None);
        }
        expect_queued(&mut end, 0);
    }
}

#[test]
fn an_unbind_that_was_written_waits_for_its_response_and_no_longer() {
    for by_caller in [true, false] {
        for answer in [None, Some(CommandId::UNBIND_RESP), Some(CommandId::GENERIC_NACK)] {
            let mut end = esme(&leaving());
            if by_caller {
                end.control(at(40), &Unbind::default()).unwrap();
            } else {
                end.session.unbind(at(10)).unwrap();
                end.write(at(40));
            }
            let number = end.written().last().unwrap().sequence_number;
            assert_eq!(end.session.poll_timeout(), Some(at(40 + R)));
            assert!(!end.session.wants_close() && end.session.state().is_bound());
            if let Some(answer) = answer {
                end.hear(at(40 + R - 1), &bare(answer, number));
                end.expect("Unbound");
                assert_eq!(end.session.state(), State::Unbound);
                assert!(end.session.wants_close() && !end.session.must_close());
                // Nothing is pending on either side: the caller has R to close.
                end.fires(at(40 + R - 1 + R));
                end.expect_closed("Unbound");
            } else {
                end.fires(at(40 + R));
                end.expect_closed("UnbindTimedOut");
            }
            assert!(end.session.must_close());
            assert_eq!(end.session.poll_timeout(), None);
        }
    }
}

#[test]
fn unbind_resp_is_withheld_while_replies_are_pending_on_one_clock() {
    let mut end = smsc(&leaving());
    end.hear(
        at(0),
        &[pdu(CommandId::SUBMIT_SM, 1), pdu(CommandId::SUBMIT_SM, 2), bare(CommandId::UNBIND, 3)].concat(),
    );
    let tokens = [0, 1].map(|_| end.expect("Request").token.unwrap());
    end.expect("Unbind");
    for second in 1..7 {
        end.hear(at(second * 1000), &pdu(CommandId::SUBMIT_SM, 10));
        let refused = end.expect("Disallowed");
        assert_eq!(refused.detail, "AfterUnbind");
        end.answer_default(at(second * 1000), refused.token.unwrap()).unwrap();
        end.hear(at(second * 1000), &bare(CommandId::ENQUIRE_LINK, 11));
        end.expect("EnquireLink");
        end.write(at(second * 1000));
        assert_eq!(end.session.poll_timeout(), Some(at(D)));
        assert!(end.session.state().is_bound());
    }
    for (millis, token) in [6500, 6600].into_iter().zip(tokens) {
        assert!(!end.session.wants_transmit());
        end.refuse(at(millis), token, OK).unwrap();
    }
    assert!(end.session.wants_transmit() && !end.session.wants_close());
    end.fires(at(6600 + R));
    end.expect_closed("PeerNotReading");
}

#[test]
fn unbind_resp_with_nothing_pending_is_queued_at_once() {
    let mut end = smsc(&leaving());
    end.hear(at(0), &bare(CommandId::UNBIND, 3));
    end.expect("Unbind");
    assert!(end.session.wants_transmit());
    // An answer to enquire_link that nobody reads does not help it.
    end.hear(at(1000), &bare(CommandId::ENQUIRE_LINK, 4));
    end.expect("EnquireLink");
    end.fires(at(R));
    end.expect_closed("PeerNotReading");
}

#[test]
fn unbind_resp_stays_queued_whatever_arrives_and_its_tokens_die_when_it_is_written() {
    for drained in [true, false] {
        let mut end = smsc(&leaving());
        end.hear(at(0), &[pdu(CommandId::SUBMIT_SM, 1), bare(CommandId::UNBIND, 3)].concat());
        let first = end.expect("Request").token.unwrap();
        end.expect("Unbind");
        let (since, first) = if drained {
            end.fires(at(D));
            (D, Some(first))
        } else {
            end.refuse(at(500), first, OK).unwrap();
            (500, None)
        };
        assert!(end.session.wants_transmit());
        end.hear(at(since + 100), &[pdu(CommandId::SUBMIT_SM, 4), pdu(CommandId::SUBMIT_SM, 5)].concat());
        let [second, third] = [0, 1].map(|_| end.expect("Disallowed").token.unwrap());
        assert!(end.session.wants_transmit());
        assert_eq!(end.session.poll_timeout(), Some(at(since + R)));
        end.answer_default(at(since + 200), second).unwrap();
        assert!(end.session.wants_transmit());
        end.outbox.clear();
        end.write(at(since + 300));
        assert_eq!(end.written()[0].command_id, CommandId::UNBIND_RESP);
        assert_eq!((end.session.state(), end.session.pending()), (State::Unbound, 0));
        for token in first.into_iter().chain([third]) {
            let returned = end.refuse(at(since + 300), token, OK).unwrap_err();
            assert_eq!(returned.error, SessionError::TokenExpired);
            assert_eq!(end.session.abandon(returned.token).unwrap_err().error, SessionError::TokenExpired);
        }
        end.expect_nothing();
    }
}

/// unbind_resp was in the driver's buffer and the peer read nothing: `wants_close()` used to wait forever.
#[test]
fn an_unbind_resp_that_nobody_takes_ends_the_session() {
    let mut end = smsc(&leaving());
    end.hear(at(0), &bare(CommandId::UNBIND, 3));
    end.expect("Unbind");
    end.write(at(100));
    assert_eq!(end.session.state(), State::Unbound);
    assert!(end.session.wants_close() && !end.session.must_close());
    end.hear(at(200), &pdu(CommandId::SUBMIT_SM, 4));
    assert_eq!(end.expect("Disallowed").detail, "AfterUnbind");
    end.fires(at(100 + R));
    end.expect_closed("PeerNotReading");
    assert!(end.session.must_close());
    assert_eq!(end.session.poll_timeout(), None);
}

#[test]
fn a_connection_that_ends_after_unbind_was_unbound() {
    let mut end = smsc(&leaving());
    end.hear(at(0), &bare(CommandId::UNBIND, 3));
    end.expect("Unbind");
    end.write(at(100));
    end.hang_up(at(200));
    end.expect_closed("Unbound");
    assert!(end.session.must_close());
    assert_eq!(end.session.poll_timeout(), None);
}

#[test]
fn no_time_to_respond_is_over_at_once() {
    let none = Config { response_timeout: Duration::ZERO, ..leaving() };
    let mut end = esme(&none);
    end.session.unbind(at(0)).unwrap();
    assert_eq!(end.session.poll_timeout(), Some(at(0)));
    end.wait(at(0));
    end.expect_closed("PeerNotReading");
    let mut end = esme(&none);
    end.session.unbind(at(0)).unwrap();
    end.write(at(0));
    end.wait(at(0));
    end.expect_closed("UnbindTimedOut");
    let mut end = smsc(&none);
    end.hear(at(0), &bare(CommandId::UNBIND, 3));
    end.expect("Unbind");
    end.write(at(0));
    assert_eq!(end.written()[0].command_id, CommandId::UNBIND_RESP);
    end.wait(at(0));
    end.expect_closed("PeerNotReading");
}

#[test]
fn requests_in_unbound_are_refused_and_their_tokens_work() {
    // The peer's unbind was answered, or ours was.
    for (theirs, refusal) in [(true, "AfterUnbind"), (false, "WrongState")] {
        let mut end = smsc(&leaving());
        if theirs {
            end.hear(at(0), &bare(CommandId::UNBIND, 3));
            end.expect("Unbind");
            end.write(at(0));
        } else {
            end.session.unbind(at(0)).unwrap();
            end.write(at(0));
            let number = end.written()[0].sequence_number;
            end.hear(at(0), &bare(CommandId::UNBIND_RESP, number));
            end.expect("Unbound");
        }
        end.outbox.clear();
        assert_eq!(end.session.state(), State::Unbound);
        let kinds =
            [CommandId::SUBMIT_SM, CommandId::DATA_SM, CommandId::BIND_TRANSCEIVER, CommandId::UNBIND];
        for (number, id) in kinds.into_iter().enumerate() {
            end.hear(at(10), &pdu(id, 70 + number as u32));
            let refused = end.expect("Disallowed");
            assert_eq!(refused.detail, refusal, "{id}");
            assert!(end.session.wants_close() && !end.session.must_close());
            end.answer_default(at(10), refused.token.unwrap()).unwrap();
            let written = end.written().pop().unwrap();
            assert_eq!(
                (written.command_id, written.command_status),
                (id.response(), CommandStatus::ESME_RINVBNDSTS)
            );
        }
        assert!(end.session.wants_close());
        assert_eq!(end.session.poll_timeout(), Some(at(R)));
        // enquire_link is still answered.
        end.hear(at(20), &bare(CommandId::ENQUIRE_LINK, 90));
        end.expect("EnquireLink");
        end.write(at(20));
        assert_eq!(end.written()[0].command_id, CommandId::ENQUIRE_LINK_RESP);
        assert!(end.session.wants_close());
        assert_eq!(end.session.poll_timeout(), Some(at(R)));
    }
}

/// Only a generic_nack is worth waiting for.
#[test]
fn a_session_that_a_timer_closed_must_be_closed_at_once() {
    let (init, pdu_time) = (Duration::from_millis(300), Duration::from_millis(400));
    let config = Config {
        session_init_timeout: Some(init),
        pdu_timeout: Some(pdu_time),
        inactivity_timeout: Some(Duration::from_millis(500)),
        on_inactivity: OnInactivity::Close,
        ..leaving()
    };
    let inactive = |mut end: End<4>| {
        end.fires(at(500));
        (end, "Inactive", 500)
    };
    let incomplete = |mut end: End<4>| {
        end.hear(at(0), &[0, 0]);
        end.fires(at(400));
        (end, "IncompletePdu", 400)
    };
    let unopened = |_| {
        let mut end = End::new(at(0), smpp_core::session::Side::Smsc, 1, &config);
        end.fires(at(300));
        (end, "SessionInitTimeout", 300)
    };
    type Ends<'c> = &'c dyn Fn(End<4>) -> (End<4>, &'static str, u64);
    let ends: [Ends<'_>; 3] = [&inactive, &incomplete, &unopened];
    for close in ends {
        let (mut end, reason, since) = close(smsc(&config));
        end.expect_closed(reason);
        assert!(end.session.must_close());
        assert_eq!(end.session.poll_timeout(), None);
        end.hang_up(at(since + 1));
        end.expect_nothing();
    }
}

#[test]
fn a_generic_nack_that_is_not_written_is_given_up_in_time() {
    for written in [true, false] {
        let mut end = smsc(&leaving());
        end.hear(at(0), &bare(CommandId::ENQUIRE_LINK, 4));
        end.expect("EnquireLink");
        end.hear(at(10), &[0, 0, 0, 15]);
        end.poll();
        end.expect("Closed");
        assert!(!end.session.wants_close() && !end.session.must_close() && end.session.wants_transmit());
        if written {
            end.write(at(R + 9));
            let ids: Vec<_> = end.written().iter().map(|pdu| pdu.command_id).collect();
            assert_eq!(ids, [CommandId::ENQUIRE_LINK_RESP, CommandId::GENERIC_NACK]);
            assert!(end.session.wants_close() && !end.session.must_close());
        }
        end.fires(at(10 + R));
        assert!(end.session.wants_close() && end.session.must_close() && !end.session.wants_transmit());
        end.write(at(10 + R));
        assert!(end.outbox.is_empty());
        assert_eq!(end.session.poll_timeout(), None);
    }
}

#[test]
fn a_link_that_is_dead_must_be_closed_at_once() {
    let asks = Config { enquire_link_interval: Some(Duration::from_secs(2)), ..leaving() };
    // The session's enquire_link, or the caller's.
    let mut end = esme(&asks);
    end.fires(at(2000));
    end.fires(at(2000 + R));
    end.expect_closed("LinkDead");
    assert!(end.session.must_close() && end.session.poll_timeout().is_none());
    let mut end = esme(&leaving());
    end.send(at(0), &EnquireLink::default(), 1).unwrap();
    end.fires(at(R));
    end.expect("TimedOut");
    end.expect_closed("LinkDead");
    assert!(end.session.must_close() && end.session.poll_timeout().is_none());
    // A bind that is not answered.
    let mut end = End::<4>::new(at(0), smpp_core::session::Side::Esme, 1, &leaving());
    end.control(at(0), &smpp_core::pdu::BindTransceiver::default()).unwrap();
    end.fires(at(R));
    end.expect_closed("BindTimedOut");
    assert!(end.session.must_close() && end.session.poll_timeout().is_none());
    // Nine enquire_link, and no room for eight answers.
    let mut end = esme(&leaving());
    end.hear(at(0), &(0..9).flat_map(|number| bare(CommandId::ENQUIRE_LINK, number)).collect::<Vec<_>>());
    end.seen.clear();
    end.fires(at(R));
    end.expect_closed("PeerNotReading");
    assert!(end.session.must_close() && end.session.poll_timeout().is_none());
}

#[test]
fn must_close_is_false_while_the_session_lives_and_true_after_the_connection() {
    let mut end = smsc(&leaving());
    assert!(!end.session.must_close());
    end.hear(at(0), &bare(CommandId::UNBIND, 3));
    assert!(!end.session.must_close());
    end.write(at(0));
    assert!(!end.session.must_close());
    end.hang_up(at(0));
    assert!(end.session.must_close() && end.session.wants_close());
    let mut end = smsc(&leaving());
    end.hear(at(0), &[0, 0, 0, 15]);
    end.hang_up(at(1));
    assert!(end.session.must_close() && end.session.wants_close() && !end.session.wants_transmit());
    assert_eq!(end.session.close_reason(), Some(CloseReason::FramingLost { command_length: 15 }));
}

#[test]
fn while_unbinding_nothing_blocks_by_choice() {
    let config = Config { max_pending: 1, when_pending_full: WhenPendingFull::Block, ..leaving() };
    let two = [pdu(CommandId::DELIVER_SM, 1), pdu(CommandId::DELIVER_SM, 2)].concat();
    // Ours.
    let mut end = esme(&config);
    end.hear(at(0), &two);
    let _first = end.expect("Request").token;
    assert!(end.blocked);
    end.session.unbind(at(10)).unwrap();
    end.read(at(10));
    assert!(!end.blocked);
    let refused = end.expect("Disallowed");
    assert_eq!(refused.detail, "TooManyPending");
    assert_eq!(refused.token.unwrap().proposed(), CommandStatus::ESME_RX_T_APPN);
    assert_eq!(end.session.poll_timeout(), Some(at(10 + D)));
    // The peer's.
    let mut end = esme(&config);
    end.hear(
        at(0),
        &[pdu(CommandId::DELIVER_SM, 1), bare(CommandId::UNBIND, 3), pdu(CommandId::DELIVER_SM, 2)].concat(),
    );
    end.expect("Request");
    end.expect("Unbind");
    assert_eq!(end.expect("Disallowed").detail, "AfterUnbind");
    assert!(!end.blocked);
}

#[test]
fn a_session_that_leaves_sends_no_new_requests() {
    let mut end = smsc(&leaving());
    end.hear(at(0), &[pdu(CommandId::SUBMIT_SM, 1), bare(CommandId::UNBIND, 3)].concat());
    let token = end.expect("Request").token.unwrap();
    assert_eq!(end.send(at(0), &deliver_sm(), 1).unwrap_err(), SessionError::Unbinding);
    assert_eq!(end.session.unbind(at(0)), Err(SessionError::Unbinding));
    end.answer(at(0), token, OK, &submit_sm_resp()).unwrap();
    end.write(at(0));
    assert_eq!(end.send(at(0), &deliver_sm(), 1).unwrap_err(), SessionError::Unbinding);
    assert_eq!(end.session.unbind(at(0)), Err(SessionError::Unbinding));
}

/// Nobody calls for a long time: each phase ends with the first call after its deadline, and then takes its own time.
#[test]
fn a_late_call_ends_one_phase_and_starts_the_next() {
    let mut end = esme(&leaving());
    end.session.set_response_timeout(Duration::from_secs(1000));
    end.send(at(0), &submit_sm(), 1).unwrap();
    end.session.set_response_timeout(Duration::from_secs(5));
    end.session.unbind(at(0)).unwrap();
    end.wait(at(100_000));
    assert!(end.session.wants_transmit() && end.session.close_reason().is_none());
    assert_eq!(end.session.poll_timeout(), Some(at(100_000 + R)));
    end.write(at(200_000));
    assert_eq!(end.session.poll_timeout(), Some(at(200_000 + R)));
    end.wait(Instant::from_millis(u64::MAX));
    end.expect("Failed");
    end.expect_closed("UnbindTimedOut");
}
