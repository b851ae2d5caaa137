//! A session that is configured to block: the peer is held back, and it is not blamed for what waits behind the
//! request that cannot be taken.

use crate::{OK, START, at, bare, deliver_sm_resp, esme, pdu, quiet, submit_sm};
use smpp_core::pdu::EnquireLink;
use smpp_core::session::{Config, State, WhenPendingFull};
use smpp_core::{CommandId, Duration};
use smpp_tests::pair::{End, pdu_octets};

/// The lifetime of a token in tests of other things.
const LONG: u64 = 1_000_000_000;

fn blocking(max_pending: u32) -> Config {
    let pending_timeout = Some(millis(LONG));
    Config { max_pending, when_pending_full: WhenPendingFull::Block, pending_timeout, ..quiet() }
}

/// Only the lifetime of tokens is limited.
#[track_caller]
fn stands(end: &End<4>) {
    assert!(end.session.poll_timeout().is_some_and(|next| next >= at(LONG)));
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// One request is read at `taken`, and another has to wait.
fn full(config: &Config, taken: u64) -> (End<4>, smpp_core::session::Token) {
    let mut end = esme(config);
    end.hear(at(taken), &[pdu(CommandId::DELIVER_SM, 1), pdu(CommandId::DELIVER_SM, 2)].concat());
    let token = end.expect("Request").token.unwrap();
    assert!(end.blocked);
    end.expect_nothing();
    (end, token)
}

/// `max_pending: 0` used to be Blocked forever.
#[test]
fn no_place_at_all_counts_as_one() {
    for max_pending in [0, 1] {
        let (mut end, token) = full(&blocking(max_pending), 0);
        end.answer(at(1), token, OK, &deliver_sm_resp()).unwrap();
        end.read(at(1));
        end.expect("Request");
        assert!(!end.blocked);
    }
    // With refusals it refuses everything.
    let mut end = esme(&Config { max_pending: 0, ..quiet() });
    end.hear(at(0), &pdu(CommandId::DELIVER_SM, 1));
    assert_eq!(end.expect("Disallowed").detail, "TooManyPending");
    let mut end = esme(&blocking(2));
    end.hear(at(0), &(1..4).flat_map(|number| pdu(CommandId::DELIVER_SM, number)).collect::<Vec<_>>());
    end.expect("Request");
    end.expect("Request");
    end.expect_nothing();
    assert!(end.blocked);
}

/// It used to end as LinkDead: the answer to enquire_link waited behind the request for 60 s.
#[test]
fn a_reply_held_for_a_minute_does_not_make_the_link_dead() {
    let config = Config {
        enquire_link_interval: Some(Duration::from_secs(30)),
        response_timeout: Duration::from_secs(30),
        pending_timeout: Some(Duration::from_secs(120)),
        ..blocking(1)
    };
    let mut end = esme(&config);
    end.fires(at(30_000));
    end.write(at(30_000));
    let asked = end.written()[0].sequence_number;
    let (first, second) = (pdu(CommandId::DELIVER_SM, 1), pdu(CommandId::DELIVER_SM, 2));
    end.hear(at(30_010), &[first, second, bare(CommandId::ENQUIRE_LINK_RESP, asked)].concat());
    let token = end.expect("Request").token.unwrap();
    for second in 31..90 {
        end.read(at(second * 1000));
        end.wait(at(second * 1000));
        end.write(at(second * 1000));
        end.expect_nothing();
    }
    assert_eq!(end.session.state(), State::BoundTrx);
    end.answer(at(90_010), token, OK, &deliver_sm_resp()).unwrap();
    end.read(at(90_010));
    end.wait(at(90_010));
    end.expect("Request");
    end.expect("LinkAlive");
    end.expect_nothing();
    assert_eq!(end.session.state(), State::BoundTrx);
}

/// Each clock continues where it stopped.
#[test]
fn clocks_stand_still_while_blocked_and_go_on_where_they_were() {
    let rest = Config { response_timeout: millis(1000), ..blocking(1) };
    // The response timer of a request: 300 ms of it had passed.
    let mut end = esme(&rest);
    end.send(at(0), &submit_sm(), 7).unwrap();
    end.hear(at(300), &[pdu(CommandId::DELIVER_SM, 1), pdu(CommandId::DELIVER_SM, 2)].concat());
    let token = end.expect("Request").token.unwrap();
    stands(&end);
    end.wait(at(50_000));
    end.expect_nothing();
    end.refuse(at(60_300), token, OK).unwrap();
    end.fires(at(61_000));
    assert_eq!(end.expect("TimedOut").value, Some(7));
    // A request sent meanwhile has its full time from the end of the block on.
    let (mut end, token) = full(&rest, 0);
    end.send(at(400), &EnquireLink::default(), 7).unwrap();
    stands(&end);
    end.refuse(at(5000), token, OK).unwrap();
    end.fires(at(6000));
    end.expect("TimedOut");
    // Silence, and its enquire_link.
    let config = Config { enquire_link_interval: Some(millis(2000)), ..rest.clone() };
    let (mut end, token) = full(&config, 100);
    stands(&end);
    end.wait(at(10_000));
    assert!(!end.session.wants_transmit());
    end.refuse(at(10_100), token, OK).unwrap();
    end.fires(at(12_100));
    assert!(end.session.wants_transmit());
    assert_eq!(end.session.poll_timeout(), Some(at(13_100)));
    // Blocked while the enquire_link is in flight.
    end.inbox.clear();
    end.hear(at(12_600), &[pdu(CommandId::DELIVER_SM, 1), pdu(CommandId::DELIVER_SM, 2)].concat());
    let token = end.expect("Request").token.unwrap();
    stands(&end);
    end.refuse(at(20_000), token, OK).unwrap();
    end.fires(at(20_500));
    end.expect_closed("LinkDead");
    // Inactivity.
    let config = Config { inactivity_timeout: Some(millis(2000)), ..rest };
    let (mut end, token) = full(&config, 100);
    end.wait(at(10_000));
    // Giving up is not a transaction: the slot is free at the latest time given.
    end.session.abandon(token).unwrap();
    end.fires(at(10_000 + 2000));
    assert!(end.session.wants_transmit());
}

/// The clock stops with the call that returns Blocked, until a slot is free; it does not wait for the next look.
#[test]
fn a_free_place_starts_the_clocks_whether_or_not_the_input_is_looked_at() {
    let (mut end, token) = full(&Config { response_timeout: millis(1000), ..blocking(1) }, 0);
    end.send(at(0), &submit_sm(), 7).unwrap();
    end.refuse(at(500), token, OK).unwrap();
    assert_eq!(end.session.poll_timeout(), Some(at(1500)));
    end.read(at(600));
    end.expect("Request");
    assert_eq!(end.session.poll_timeout(), Some(at(1500)));
    // Full again but not blocked: nothing waits.
    assert!(!end.blocked);
    end.fires(at(1500));
    end.expect("TimedOut");
}

#[test]
fn another_call_does_not_restart_a_stopped_clock() {
    let (mut end, token) = full(&Config { response_timeout: millis(1000), ..blocking(1) }, 0);
    end.send(at(0), &submit_sm(), 7).unwrap();
    for time in [100, 200, 300] {
        end.read(at(time));
        assert!(end.blocked);
    }
    end.refuse(at(400), token, OK).unwrap();
    assert_eq!(end.session.poll_timeout(), Some(at(1400)));
}

#[test]
fn a_token_that_is_lost_ends_the_block_in_time() {
    let config =
        Config { pending_timeout: Some(millis(5000)), response_timeout: millis(1000), ..blocking(1) };
    let (mut end, _lost) = full(&config, 0);
    end.send(at(10), &submit_sm(), 7).unwrap();
    let over = end.session.poll_timeout().unwrap();
    assert!((5000..=10_000).contains(&(over.as_millis() - START)));
    end.wait(over);
    assert_eq!(end.expect("PendingExpired").detail, "1");
    assert_eq!(end.session.poll_timeout(), Some(over + millis(1000)));
    end.read(over);
    end.expect("Request");
}

/// Nothing would limit the block: a caller that loses a token would wait forever.
#[test]
fn without_a_pending_timeout_no_clock_stops() {
    let config = Config {
        pending_timeout: None,
        enquire_link_interval: Some(millis(2000)),
        response_timeout: millis(1000),
        ..blocking(1)
    };
    let (mut end, _lost) = full(&config, 100);
    end.send(at(200), &submit_sm(), 7).unwrap();
    end.fires(at(1200));
    assert_eq!(end.expect("TimedOut").value, Some(7));
    end.fires(at(2100));
    assert!(end.session.wants_transmit());
    end.fires(at(3100));
    end.expect_closed("LinkDead");
    let (mut end, _lost) = full(&Config { inactivity_timeout: Some(millis(500)), ..config }, 100);
    end.fires(at(600));
    assert!(!end.session.wants_transmit());
}

#[test]
fn unbinding_ends_the_block_and_the_clocks_go_on() {
    let config = Config { response_timeout: millis(1000), drain_timeout: millis(9000), ..blocking(1) };
    let (mut end, _held) = full(&config, 0);
    end.send(at(10), &submit_sm(), 7).unwrap();
    end.session.unbind(at(600)).unwrap();
    end.fires(at(1600));
    assert_eq!(end.expect("TimedOut").value, Some(7));
}

/// Only requests that the caller must answer wait, and everything behind them.
#[test]
fn what_needs_no_place_is_not_held_back() {
    let mut end = esme(&Config { max_pdu: 64, ..blocking(1) });
    let number = end.send(at(0), &submit_sm(), 7).unwrap();
    let octets = [
        pdu(CommandId::DELIVER_SM, 1),
        bare(CommandId::SUBMIT_SM_RESP, number),
        bare(CommandId::ENQUIRE_LINK, 2),
        pdu(CommandId::ALERT_NOTIFICATION, 3),
        bare(CommandId(0x777), 4),
        pdu(CommandId::SUBMIT_SM, 5),
        pdu_octets(CommandId::DELIVER_SM, 0, 6, &[0; 100]),
        pdu(CommandId::DELIVER_SM, 7),
    ];
    end.hear(at(0), &octets.concat());
    for kind in
        ["Request", "Response", "EnquireLink", "OneWay", "Disallowed", "Disallowed", "Disallowed", "Skipped"]
    {
        end.expect(kind);
    }
    end.expect_nothing();
    assert!(end.blocked);
}

/// If there is no room to answer enquire_link, the peer causes the block.
#[test]
fn nine_enquire_link_still_close() {
    let config = Config { response_timeout: millis(1000), ..blocking(1) };
    let mut end = esme(&config);
    end.send(at(0), &submit_sm(), 7).unwrap();
    end.hear(at(500), &(0..9).flat_map(|number| bare(CommandId::ENQUIRE_LINK, number)).collect::<Vec<_>>());
    assert!(end.blocked);
    end.seen.clear();
    end.fires(at(1000));
    end.expect("TimedOut");
    end.fires(at(1500));
    end.expect_closed("PeerNotReading");
}
