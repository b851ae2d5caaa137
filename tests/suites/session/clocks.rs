//! Clocks of every size, and what counts as a transaction.

use crate::{OK, at, bare, esme, leaving, pdu, quiet, smsc, submit_sm};
use smpp_core::pdu::{BindTransceiver, EnquireLink};
use smpp_core::session::{Config, Side};
use smpp_core::{CommandId, CommandStatus, Duration, Instant};
use smpp_tests::pair::{End, pdu_octets};

/// Times around 2^32, 2^47, 2^48, 2^63 and 2^64. A slot keeps the low 48 bits of a time.
const STARTS: [u64; 12] = [
    0,
    1,
    (1 << 32) - 6000,
    1 << 32,
    (1 << 47) - 6000,
    (1 << 47) + 1,
    (1 << 48) - 6000,
    1 << 48,
    (1 << 63) - 6000,
    1 << 63,
    u64::MAX - 1_000_000,
    u64::MAX - 40_000,
];

/// A client that is bound at this time.
fn bound(start: u64, config: &Config) -> End<4> {
    let now = Instant::from_millis(start);
    let mut end = End::new(now, Side::Esme, 1, config);
    let number =
        end.control(now, &BindTransceiver { interface_version: 0x34.into(), ..Default::default() }).unwrap();
    end.hear(now, &bare(CommandId::BIND_TRANSCEIVER_RESP, number));
    end.expect("Bound");
    end.outbox.clear();
    end
}

/// A clock beyond 2^47 used to get a `poll_timeout` in the past forever.
#[test]
fn every_timer_is_exact_on_any_clock() {
    let all = Config {
        enquire_link_interval: Some(Duration::from_secs(2)),
        pending_timeout: Some(Duration::from_secs(10)),
        pdu_timeout: Some(Duration::from_secs(3)),
        ..leaving()
    };
    for start in STARTS {
        let now = |millis: u64| Instant::from_millis(start + millis);
        let mut end = bound(start, &Config { enquire_link_interval: None, ..all.clone() });
        end.send(now(10), &submit_sm(), 1).unwrap();
        end.fires(now(5010));
        assert_eq!(end.expect("TimedOut").value, Some(1));
        end.hear(now(5020), &[0, 0]);
        end.fires(now(8020));
        end.expect_closed("IncompletePdu");
        // Silence, and a dead link.
        let mut end = bound(start, &all);
        end.fires(now(2000));
        end.fires(now(7000));
        end.expect_closed("LinkDead");
        // A round trip, and a token.
        let mut end = bound(start, &Config { enquire_link_interval: None, ..all.clone() });
        let number = end.send(now(0), &submit_sm(), 1).unwrap();
        end.hear(now(4999), &bare(CommandId::SUBMIT_SM_RESP, number));
        assert_eq!(end.expect("Response").detail, "4999");
        end.hear(now(5000), &pdu(CommandId::DELIVER_SM, 1));
        let token = end.expect("Request").token.unwrap();
        end.refuse(now(14_999), token, OK).unwrap();
        end.hear(now(15_000), &pdu(CommandId::DELIVER_SM, 1));
        let _lost = end.expect("Request").token;
        let over = end.session.poll_timeout().unwrap();
        assert!(now(25_000) <= over && over <= now(35_000), "{over:?}");
        end.wait(over);
        end.expect("PendingExpired");
        assert_eq!(end.session.poll_timeout(), None);
    }
}

#[test]
fn a_jump_fires_what_is_due_once() {
    for (from, to) in [
        (0, 1 << 32),
        (0, 1 << 47),
        (0, 1 << 48),
        (0, 1 << 63),
        (0, u64::MAX - 1),
        (0, u64::MAX),
        (1 << 47, (1 << 47) + (1 << 48)),
        (1 << 63, u64::MAX),
        (u64::MAX - 100_000, u64::MAX),
    ] {
        let mut end = bound(from, &leaving());
        end.send(Instant::from_millis(from + 1), &submit_sm(), 1).unwrap();
        end.send(Instant::from_millis(from + 2), &submit_sm(), 2).unwrap();
        let now = Instant::from_millis(to);
        for _ in 0..4 {
            end.wait(now);
        }
        assert_eq!([0, 1].map(|_| end.expect("TimedOut").value), [Some(1), Some(2)], "{from} {to}");
        end.expect_nothing();
        assert_eq!(end.session.poll_timeout(), None);
    }
}

/// A jump in a call other than `handle_timeout` counts, too.
#[test]
fn a_jump_by_any_call_is_seen_by_the_next() {
    for to in [1 << 32, 1 << 47, 1 << 48, 1 << 63, u64::MAX - 10_000] {
        let mut end = bound(0, &leaving());
        let now = Instant::from_millis(to);
        end.send(now, &submit_sm(), 1).unwrap();
        assert_eq!(end.session.poll_timeout(), Some(Instant::from_millis(to + 5000)));
        end.wait(Instant::ZERO);
        end.expect_nothing();
        end.fires(Instant::from_millis(to + 5000));
        end.expect("TimedOut");
    }
}

/// The last possible deadline works; what is beyond it never happens.
#[test]
fn a_deadline_beyond_the_end_of_time_never_comes() {
    for (span, comes) in [(0, true), (1, true), (2, false), (5000, false)] {
        let start = u64::MAX - 1;
        let config = Config { response_timeout: Duration::from_millis(span), ..quiet() };
        let mut end = bound(start, &config);
        end.send(Instant::from_millis(start), &submit_sm(), 1).unwrap();
        let deadline = comes.then(|| Instant::from_millis(start + span));
        assert_eq!(end.session.poll_timeout(), deadline, "{span}");
        end.wait(Instant::from_millis(u64::MAX));
        if comes {
            end.expect("TimedOut");
        }
        end.expect_nothing();
        assert_eq!(end.session.poll_timeout(), None);
        end.hang_up(Instant::from_millis(u64::MAX));
        if !comes {
            assert_eq!(end.expect("Failed").value, Some(1));
        }
        end.expect_closed("TransportClosed");
    }
}

#[test]
fn at_the_end_of_time_a_session_still_does_its_work() {
    let end_of_time = Instant::from_millis(u64::MAX);
    let config = Config {
        enquire_link_interval: Some(Duration::from_secs(2)),
        pending_timeout: Some(Duration::from_secs(10)),
        ..leaving()
    };
    let mut end = bound(u64::MAX, &config);
    assert_eq!(end.session.poll_timeout(), None);
    let number = end.send(end_of_time, &submit_sm(), 1).unwrap();
    end.hear(end_of_time, &[bare(CommandId::SUBMIT_SM_RESP, number), pdu(CommandId::DELIVER_SM, 1)].concat());
    end.expect("Response");
    let token = end.expect("Request").token.unwrap();
    for _ in 0..5 {
        end.wait(end_of_time);
    }
    end.refuse(end_of_time, token, OK).unwrap();
    end.session.unbind(end_of_time).unwrap();
    end.write(end_of_time);
    let number = end.written().pop().unwrap().sequence_number;
    end.hear(end_of_time, &bare(CommandId::UNBIND_RESP, number));
    end.expect("Unbound");
    assert!(end.session.wants_close());
}

/// `poll_timeout` is never in the past once all events were taken.
#[test]
fn after_a_look_at_the_clock_the_next_deadline_is_to_come() {
    let config = Config {
        enquire_link_interval: Some(Duration::from_millis(700)),
        inactivity_timeout: Some(Duration::from_millis(9000)),
        pending_timeout: Some(Duration::from_millis(300)),
        pdu_timeout: Some(Duration::from_millis(200)),
        response_timeout: Duration::from_millis(400),
        drain_timeout: Duration::from_millis(100),
        ..quiet()
    };
    for step in [1, 13, 250, 1000, 1 << 33, 1 << 48] {
        for start in STARTS {
            let mut end = bound(start, &config);
            let mut now = start;
            for round in 0..60_u32 {
                now = now.saturating_add(step);
                let at = Instant::from_millis(now);
                match round % 6 {
                    0 => drop(end.send(at, &submit_sm(), round)),
                    1 => end.hear(at, &pdu(CommandId::DELIVER_SM, round)),
                    2 if round == 50 => drop(end.session.unbind(at)),
                    3 if round < 30 => {
                        end.write(at);
                        for asked in end.written() {
                            end.hear(at, &bare(asked.command_id.response(), asked.sequence_number));
                        }
                    }
                    _ => {}
                }
                end.wait(at);
                let next = end.session.poll_timeout();
                assert!(next.is_none_or(|next| next >= at), "{next:?} {at:?}");
                end.seen.clear();
            }
        }
    }
}

fn idle(millis: u64) -> Config {
    Config { inactivity_timeout: Some(Duration::from_millis(millis)), ..quiet() }
}

/// A peer that answered enquire_link with generic_nack used to keep a session without transactions forever.
#[test]
fn no_answer_to_our_enquire_link_is_a_transaction() {
    for answer in [
        CommandId::ENQUIRE_LINK_RESP,
        CommandId::GENERIC_NACK,
        CommandId::SUBMIT_SM_RESP,
        CommandId(0x8000_0777),
    ] {
        let config = Config { enquire_link_interval: Some(Duration::from_millis(300)), ..idle(1000) };
        let mut end = esme(&config);
        for asked in [300, 600, 900] {
            end.fires(at(asked));
            end.write(at(asked));
            let number = end.written()[0].sequence_number;
            end.hear(at(asked), &bare(answer, number));
        }
        end.seen.clear();
        end.fires(at(1000));
        end.write(at(1000));
        assert_eq!(end.written()[0].command_id, CommandId::UNBIND, "{answer}");
    }
}

/// Not transactions: enquire_link of both sides, the caller's own with its answer, and responses that match nothing.
#[test]
fn enquire_link_and_stray_responses_do_not_count_as_transactions() {
    let mut end = smsc(&Config { max_pdu: 64, ..idle(1000) });
    end.hear(at(100), &bare(CommandId::ENQUIRE_LINK, 1));
    end.write(at(200));
    for (time, answer) in [
        (250, CommandId::ENQUIRE_LINK_RESP),
        (300, CommandId::GENERIC_NACK),
        (350, CommandId::SUBMIT_SM_RESP),
    ] {
        let number = end.send(at(time), &EnquireLink::default(), 1).unwrap();
        end.hear(at(time), &bare(answer, number));
    }
    for (number, id) in
        [CommandId::SUBMIT_SM_RESP, CommandId::GENERIC_NACK, CommandId(0x8000_0777), CommandId::UNBIND_RESP]
            .into_iter()
            .enumerate()
    {
        end.hear(at(400), &bare(id, 70_000 + number as u32));
    }
    end.hear(at(500), &pdu_octets(CommandId::DELIVER_SM_RESP, 0, 80_000, &[0; 100]));
    end.hear(at(600), &pdu_octets(CommandId::ENQUIRE_LINK, 0, 5, &[0; 100]));
    let token = end.seen.iter_mut().find_map(|seen| seen.token.take()).unwrap();
    end.answer_default(at(700), token).unwrap();
    end.seen.clear();
    end.fires(at(1000));
    assert!(end.session.wants_transmit());
}

/// Each of these restarts the timer.
#[test]
fn requests_their_responses_and_answers_are_transactions() {
    type Step<'s> = (&'s str, &'s dyn Fn(&mut End<4>, Instant));
    let steps: [Step<'_>; 8] = [
        ("a request of ours", &|end, now| assert!(end.send(now, &crate::deliver_sm(), 1).is_ok())),
        ("a vendor's", &|end, now| {
            assert!(end.session.track(now, CommandId(0x777)).map(|kept| kept.keep(1)).is_ok())
        }),
        ("a request of the peer", &|end, now| end.hear(now, &pdu(CommandId::SUBMIT_SM, 1))),
        ("one that is refused", &|end, now| end.hear(now, &pdu(CommandId::DELIVER_SM, 1))),
        ("an unknown one", &|end, now| end.hear(now, &bare(CommandId(0x777), 1))),
        ("one too large", &|end, now| end.hear(now, &pdu_octets(CommandId::SUBMIT_SM, 0, 1, &[0; 100]))),
        ("a bind too many", &|end, now| end.hear(now, &pdu(CommandId::BIND_RECEIVER, 1))),
        ("a response", &|end, now| {
            // Sent by hand before; see below.
            let number = end.written()[0].sequence_number;
            end.hear(now, &bare(CommandId::DELIVER_SM_RESP, number));
        }),
    ];
    for (name, step) in steps {
        let mut end = smsc(&Config { max_pdu: 64, ..idle(1000) });
        if name == "a response" {
            end.send(at(0), &crate::deliver_sm(), 1).unwrap();
        }
        step(&mut end, at(700));
        assert_eq!(end.session.poll_timeout(), Some(at(1700)), "{name}");
        // And its answer.
        let tokens: Vec<_> = end.seen.iter_mut().filter_map(|seen| seen.token.take()).collect();
        for token in tokens {
            end.refuse(at(900), token, CommandStatus::ESME_RSYSERR).unwrap();
            assert_eq!(end.session.poll_timeout(), Some(at(1900)), "{name}");
        }
    }
}
