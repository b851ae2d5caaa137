//! The timers of the standard: each is exact and happens once.

use crate::{OK, at, bare, esme, quiet, submit_sm, submit_sm_resp, transceivers};
use smpp_core::pdu::{BindReceiver, EnquireLink, Outbind};
use smpp_core::session::{Config, OnInactivity, State};
use smpp_core::{CommandId, CommandStatus, Duration, Instant};
use smpp_tests::pair::{End, Pair, bind_octets, pdu_octets};

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

#[test]
fn session_init_closes_an_smsc_that_nobody_binds_to() {
    let mut pair = Pair::<4>::new(&Config { session_init_timeout: Some(secs(5)), ..quiet() });
    // Octets that are not a bind do not help.
    pair.smsc.inbox = pdu_octets(CommandId::ENQUIRE_LINK, 0, 1, b"");
    pair.smsc.read(pair.now + secs(4));
    pair.smsc.expect("EnquireLink");
    assert_eq!(pair.smsc.session.poll_timeout(), Some(pair.now + secs(5)));
    pair.smsc.wait(pair.now + Duration::from_millis(4999));
    pair.smsc.expect_nothing();
    pair.smsc.wait(pair.now + secs(5));
    assert_eq!(pair.smsc.expect("Closed").detail, "SessionInitTimeout");
    assert!(pair.smsc.session.wants_close());
    assert_eq!(pair.smsc.session.poll_timeout(), None);
}

#[test]
fn session_init_stops_when_a_bind_arrives_and_starts_again_when_it_is_refused() {
    let mut pair = Pair::<4>::new(&Config { session_init_timeout: Some(secs(5)), ..quiet() });
    pair.smsc.inbox = bind_octets(CommandId::BIND_TRANSMITTER, 0x34);
    pair.smsc.read(pair.now + secs(4));
    assert_eq!(pair.smsc.session.poll_timeout(), None);
    let token = pair.smsc.expect("Bind").token.unwrap();
    pair.smsc.refuse(pair.now + secs(100), token, CommandStatus::ESME_RBINDFAIL).unwrap();
    assert_eq!(pair.smsc.session.poll_timeout(), Some(pair.now + secs(105)));
}

#[test]
fn session_init_starts_again_with_outbind() {
    let mut pair = Pair::<4>::new(&Config { session_init_timeout: Some(secs(5)), ..quiet() });
    pair.now = pair.now + secs(4);
    pair.smsc.control(pair.now, &Outbind::default()).unwrap();
    pair.flow();
    for session in [&pair.esme.session, &pair.smsc.session] {
        assert_eq!(session.poll_timeout(), Some(pair.now + secs(5)));
    }
}

#[test]
fn a_bind_without_an_answer_closes() {
    let mut pair = Pair::<4>::new(&Config { response_timeout: secs(5), ..quiet() });
    pair.esme.control(pair.now, &BindReceiver::default()).unwrap();
    pair.advance(5000);
    assert_eq!(pair.esme.expect("Closed").detail, "BindTimedOut");
}

#[test]
fn each_request_times_out_once_in_order_and_a_late_response_is_reported() {
    let mut pair = transceivers(&Config { response_timeout: secs(5), ..quiet() });
    for value in 1..=3 {
        pair.esme.send(pair.now, &submit_sm(), value).unwrap();
        pair.now = pair.now + Duration::from_millis(10);
    }
    pair.flow();
    let first = pair.smsc.expect("Request").token.unwrap();
    assert_eq!(pair.step(), Some(4970));
    assert_eq!(pair.esme.expect("TimedOut").value, Some(1));
    pair.esme.expect_nothing();
    assert_eq!(pair.step(), Some(10));
    assert_eq!(pair.esme.expect("TimedOut").value, Some(2));
    pair.smsc.answer(pair.now, first, OK, &submit_sm_resp()).unwrap();
    pair.flow();
    let late = pair.esme.expect("Unmatched");
    assert_eq!(late.detail, "true");
    // After a jump ahead and repeated calls: once.
    for _ in 0..3 {
        pair.esme.wait(pair.now + secs(1_000_000));
    }
    assert_eq!(pair.esme.expect("TimedOut").value, Some(3));
    pair.esme.expect_nothing();
    assert_eq!(pair.esme.session.window_free(), 4);
    assert_eq!((pair.esme.session.counters().timed_out, pair.esme.session.counters().late), (3, 1));
}

#[test]
fn a_change_of_the_response_timer_applies_to_new_requests() {
    let mut pair = transceivers(&Config { response_timeout: secs(5), ..quiet() });
    pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
    pair.esme.session.set_response_timeout(secs(20));
    pair.esme.send(pair.now, &submit_sm(), 2).unwrap();
    pair.flow();
    assert_eq!(pair.step(), Some(5000));
    assert_eq!(pair.esme.expect("TimedOut").value, Some(1));
    assert_eq!(pair.step(), Some(15000));
    assert_eq!(pair.esme.expect("TimedOut").value, Some(2));
}

/// Whatever the session waits for when the timeout changes, it waits as long as it would have without the change.
#[test]
fn a_change_of_the_response_timer_leaves_running_clocks_alone() {
    type Start = fn(&mut End<4>);
    let waits: [(&str, Start); 5] = [
        ("PeerNotReading", |end| {
            end.hear(at(0), &(1..=9).flat_map(|n| bare(CommandId::ENQUIRE_LINK, n)).collect::<Vec<_>>())
        }),
        ("PeerNotReading", |end| end.session.unbind(at(0)).unwrap()),
        ("PeerNotReading", |end| end.hear(at(0), &bare(CommandId::UNBIND, 1))),
        ("UnbindTimedOut", |end| {
            end.session.unbind(at(0)).unwrap();
            end.write(at(0));
        }),
        ("Unbound", |end| {
            end.session.unbind(at(0)).unwrap();
            end.write(at(0));
            let unbind = end.written().pop().unwrap();
            end.hear(at(0), &bare(CommandId::UNBIND_RESP, unbind.sequence_number));
        }),
    ];
    for (reason, start) in waits {
        for changed in [0, 1, 4, 6, 1_000_000] {
            let mut end = esme(&Config { response_timeout: secs(5), ..quiet() });
            start(&mut end);
            end.session.set_response_timeout(secs(changed));
            end.seen.clear();
            end.fires(at(5000));
            end.expect_closed(reason);
        }
    }
}

#[test]
fn silence_is_asked_about_once_and_an_answer_starts_the_count_again() {
    let mut pair = Pair::<4>::bound(
        &Config { enquire_link_interval: Some(secs(5)), ..quiet() },
        CommandId::BIND_RECEIVER,
    );
    // Both ask at the same time.
    assert_eq!(pair.step(), Some(5000));
    for end in [&mut pair.esme, &mut pair.smsc] {
        end.expect("EnquireLink");
        assert_eq!(end.expect("LinkAlive").detail, "0");
        end.expect_nothing();
    }
    assert_eq!(pair.step(), Some(5000));
}

#[test]
fn an_enquire_link_without_an_answer_means_a_dead_link() {
    let config = Config { enquire_link_interval: Some(secs(5)), response_timeout: secs(3), ..quiet() };
    let mut pair = transceivers(&config);
    pair.esme.send(pair.now, &submit_sm(), 4).unwrap();
    pair.esme.session.set_response_timeout(secs(3));
    let mut now = pair.now + secs(5);
    pair.esme.wait(now);
    assert_eq!(pair.esme.expect("TimedOut").value, Some(4));
    pair.esme.write(now);
    assert_eq!(pair.esme.written().last().unwrap().command_id, CommandId::ENQUIRE_LINK);
    assert_eq!(pair.esme.session.poll_timeout(), Some(now + secs(3)));
    now = now + secs(3);
    pair.esme.wait(now);
    assert_eq!(pair.esme.expect("Closed").detail, "LinkDead");
    assert_eq!(pair.esme.session.state(), State::Closed);
}

#[test]
fn a_dead_link_is_found_without_room_for_enquire_link() {
    let config = Config { enquire_link_interval: Some(secs(5)), response_timeout: secs(3), ..quiet() };
    let mut pair = transceivers(&config);
    // poll_transmit is never called: the pipe is full.
    pair.esme.wait(pair.now + secs(5));
    pair.esme.wait(pair.now + secs(8));
    assert_eq!(pair.esme.expect("Closed").detail, "LinkDead");
}

#[test]
fn the_callers_own_enquire_link_finds_a_dead_link_too() {
    let mut pair = transceivers(&Config { response_timeout: secs(3), ..quiet() });
    pair.esme.send(pair.now, &EnquireLink::default(), 4).unwrap();
    pair.esme.wait(pair.now + secs(3));
    assert_eq!(pair.esme.expect("TimedOut").value, Some(4));
    assert_eq!(pair.esme.expect("Closed").detail, "LinkDead");
}

#[test]
fn octets_of_an_incomplete_pdu_are_no_sign_of_life() {
    let config = Config { pdu_timeout: Some(secs(10)), enquire_link_interval: Some(secs(60)), ..quiet() };
    let mut pair = transceivers(&config);
    let octets = pdu_octets(CommandId::SUBMIT_SM, 0, 9, &[0; 40]);
    let start = pair.now;
    for (at, octet) in octets.iter().take(9).enumerate() {
        pair.smsc.inbox.push(*octet);
        pair.smsc.read(start + secs(at as u64));
        assert_eq!(pair.smsc.session.poll_timeout(), Some(start + secs(10)));
    }
    pair.smsc.wait(start + secs(10));
    assert_eq!(pair.smsc.expect("Closed").detail, "IncompletePdu");
}

#[test]
fn a_pdu_that_is_completed_in_time_starts_the_next_count() {
    let mut pair = transceivers(&Config { pdu_timeout: Some(secs(10)), ..quiet() });
    let octets = pdu_octets(CommandId::ENQUIRE_LINK, 0, 9, b"");
    pair.smsc.inbox = octets[..7].to_vec();
    pair.smsc.read(pair.now);
    pair.smsc.inbox.extend_from_slice(&octets[7..]);
    pair.smsc.read(pair.now + secs(9));
    pair.smsc.expect("EnquireLink");
    assert_eq!(pair.smsc.session.poll_timeout(), None);
    pair.smsc.inbox = octets[..7].to_vec();
    pair.smsc.read(pair.now + secs(20));
    assert_eq!(pair.smsc.session.poll_timeout(), Some(pair.now + secs(30)));
}

#[test]
fn inactivity_unbinds_or_closes_and_enquire_link_does_not_count() {
    for on_inactivity in [OnInactivity::Unbind, OnInactivity::Close] {
        let esme = Config {
            inactivity_timeout: Some(secs(20)),
            enquire_link_interval: Some(secs(5)),
            on_inactivity,
            ..quiet()
        };
        let mut pair = Pair::<4>::with(&esme, &quiet());
        pair.bind(CommandId::BIND_TRANSCEIVER, 0x34);
        for _ in 0..3 {
            assert_eq!(pair.step(), Some(5000));
            pair.esme.expect("LinkAlive");
        }
        assert_eq!(pair.step(), Some(5000));
        if on_inactivity == OnInactivity::Close {
            assert_eq!(pair.esme.expect("Closed").detail, "Inactive");
        } else {
            pair.esme.expect("Unbound");
            assert_eq!(pair.states(), [State::Unbound; 2]);
        }
    }
}

#[test]
fn an_earlier_now_counts_as_the_latest_seen() {
    let mut pair = transceivers(&Config { response_timeout: secs(5), ..quiet() });
    pair.advance(60_000);
    pair.esme.send(Instant::ZERO, &submit_sm(), 1).unwrap();
    assert_eq!(pair.esme.session.poll_timeout(), Some(pair.now + secs(5)));
    pair.esme.wait(Instant::ZERO);
    pair.esme.expect_nothing();
}

#[test]
fn a_session_works_at_the_end_of_time() {
    let mut pair = transceivers(&Config::default());
    pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
    pair.esme.wait(Instant::from_millis(u64::MAX));
    pair.esme.expect("TimedOut");
    // Nothing more happens at the same time, however often it is called.
    for _ in 0..5 {
        pair.esme.wait(Instant::from_millis(u64::MAX));
    }
    pair.esme.expect_nothing();
}
