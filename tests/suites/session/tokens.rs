//! How long a token is valid, and what it allows.

use crate::{OK, at, bare, deliver_sm_resp, esme, leaving, pdu, quiet, smsc, submit_sm_resp};
use smpp_core::pdu::GenericNack;
use smpp_core::session::{Config, SessionError, Side, State, Token};
use smpp_core::{CommandId, CommandStatus, Duration, Instant, RawPdu, Version};
use smpp_tests::pair::{End, bind_octets, pdu_octets};

fn expiring(millis: u64) -> Config {
    Config { pending_timeout: Some(Duration::from_millis(millis)), ..quiet() }
}

/// Answers in one of the ways there are.
fn answer(end: &mut End<4>, way: u8, now: Instant, token: Token) -> Result<(), (SessionError, Token)> {
    let result = match way {
        0 => end.answer(now, token, OK, &deliver_sm_resp()).map(drop),
        1 => end.refuse(now, token, OK).map(drop),
        2 => end
            .session
            .answer(now, token, CommandStatus::ESME_RSYSERR, &GenericNack::default(), &mut [0; 16])
            .map(drop),
        3 => end.answer_default(now, token).map(drop),
        _ => {
            // No time is given, so the last one counts.
            let _ = end.session.recv(now, &[]);
            end.session.abandon(token)
        }
    };
    result.map_err(|returned| (returned.error, returned.token))
}

/// At the time of any call, whether or not `handle_timeout` is ever called.
#[test]
fn a_token_is_good_for_its_span_and_dead_after_twice_that() {
    for span in [1, 2, 10_000, 4_000_000_000] {
        for way in 0..5 {
            for other_calls in [false, true] {
                let mut end = esme(&expiring(span));
                for (age, good) in [
                    (span - 1, Some(true)),
                    (span, None),
                    (2 * span - 1, None),
                    (2 * span, Some(false)),
                    (2 * span + 1, Some(false)),
                ] {
                    let start = end.session.counters().received * 10_000_000_000;
                    end.hear(at(start), &pdu(CommandId::DELIVER_SM, 1));
                    let token = end.expect("Request").token.unwrap();
                    if other_calls {
                        end.wait(at(start + age / 2));
                        end.write(at(start + age / 2));
                    }
                    let answered = answer(&mut end, way, at(start + age), token);
                    assert!(
                        good.is_none_or(|good| answered.is_ok() == good),
                        "{span} {age} {way}: {answered:?}"
                    );
                    if let Err((error, token)) = answered {
                        assert_eq!(error, SessionError::TokenExpired);
                        // It does not become valid again.
                        let again = answer(&mut end, way, at(start + age + 1), token);
                        assert_eq!(again.unwrap_err().0, SessionError::TokenExpired);
                        end.poll();
                        assert_eq!(end.expect("PendingExpired").detail, "1");
                    }
                    assert_eq!(end.session.pending(), 0);
                }
            }
        }
    }
}

#[test]
fn a_token_without_a_span_lives_as_long_as_the_session() {
    let mut end = esme(&quiet());
    end.hear(at(0), &pdu(CommandId::DELIVER_SM, 1));
    let token = end.expect("Request").token.unwrap();
    end.wait(at(1 << 60));
    assert_eq!(end.session.poll_timeout(), None);
    end.answer(at(1 << 61), token, OK, &deliver_sm_resp()).unwrap();
}

#[test]
fn no_span_at_all_counts_as_a_millisecond() {
    for (age, good) in [(0, true), (2, false)] {
        let mut end = esme(&expiring(0));
        end.hear(at(0), &pdu(CommandId::DELIVER_SM, 1));
        let token = end.expect("Request").token.unwrap();
        let answered = end.refuse(at(age), token, OK);
        assert_eq!(answered.is_ok(), good);
        if let Err(returned) = answered {
            assert_eq!(returned.error, SessionError::TokenExpired);
            end.poll();
            assert_eq!(end.expect("PendingExpired").detail, "1");
        }
        assert_eq!(end.session.pending(), 0);
    }
}

/// A late or missing `handle_timeout` changes nothing.
#[test]
fn places_are_freed_by_any_call_that_tells_the_time() {
    let mut end = esme(&Config { max_pending: 1, ..expiring(100) });
    end.hear(at(0), &pdu(CommandId::DELIVER_SM, 1));
    let first = end.expect("Request").token.unwrap();
    end.hear(at(99), &pdu(CommandId::DELIVER_SM, 2));
    assert_eq!(end.expect("Disallowed").detail, "TooManyPending");
    end.hear(at(400), &pdu(CommandId::DELIVER_SM, 3));
    let third = end.expect("Request").token.unwrap();
    end.poll();
    assert_eq!(end.expect("PendingExpired").detail, "2");
    assert_eq!(end.session.pending(), 1);
    assert_eq!(end.refuse(at(400), first, OK).unwrap_err().error, SessionError::TokenExpired);
    end.refuse(at(400), third, OK).unwrap();
}

#[test]
fn a_bind_that_was_left_runs_out_by_the_next_bind() {
    let mut end = End::<4>::new(at(0), Side::Smsc, 1, &expiring(100));
    end.hear(at(0), &bind_octets(CommandId::BIND_RECEIVER, 0x33));
    let first = end.expect("Bind").token.unwrap();
    assert_eq!(end.session.version(), Version::V33);
    end.hear(at(200), &bind_octets(CommandId::BIND_TRANSMITTER, 0x34));
    let second = end.expect("Bind").token.unwrap();
    assert_eq!(end.refuse(at(200), first, OK).unwrap_err().error, SessionError::TokenExpired);
    assert_eq!(end.session.state(), State::BindPending);
    end.refuse(at(200), second, OK).unwrap();
    assert_eq!((end.session.state(), end.session.version()), (State::BoundTx, Version::V34));
}

/// `answer` with an expired token used to write after unbind_resp, and the new token was invalid.
#[test]
fn a_dead_token_stays_dead_when_a_request_comes_after_unbind_resp() {
    let mut end = smsc(&leaving());
    end.hear(at(0), &[pdu(CommandId::SUBMIT_SM, 1), bare(CommandId::UNBIND, 2)].concat());
    let first = end.expect("Request").token.unwrap();
    end.expect("Unbind");
    end.wait(at(7000));
    end.write(at(7000));
    let returned = end.answer(at(7000), first, OK, &submit_sm_resp()).unwrap_err();
    assert_eq!(returned.error, SessionError::TokenExpired);
    end.hear(at(7001), &pdu(CommandId::SUBMIT_SM, 3));
    let second = end.expect("Disallowed").token.unwrap();
    end.outbox.clear();
    let returned = end.answer(at(7001), returned.token, OK, &submit_sm_resp()).unwrap_err();
    assert_eq!(returned.error, SessionError::TokenExpired);
    assert!(end.outbox.is_empty());
    end.answer_default(at(7001), second).unwrap();
    assert_eq!(end.written()[0].sequence_number, 3);
    let returned = end.answer(at(7001), returned.token, OK, &submit_sm_resp()).unwrap_err();
    assert_eq!(returned.error, SessionError::TokenExpired);
}

/// It used to become valid again after 65,536 generations, which is 131 s here.
#[test]
fn a_dead_token_stays_dead_for_ever() {
    for (step, handles) in [(1, true), (1, false), (2, true), (2, false), (3, false)] {
        let mut end = esme(&Config { max_pending: u32::MAX, ..expiring(1) });
        let octets = pdu(CommandId::DELIVER_SM, 1);
        end.hear(at(0), &octets);
        let mut dead = end.expect("Request").token;
        for round in 1..140_000 {
            let now = at(round * step + 1);
            if handles {
                end.session.handle_timeout(now);
            }
            end.hear(now, &octets);
            let _lost = end.expect("Request").token;
            let returned = end.refuse(now, dead.take().unwrap(), OK).unwrap_err();
            assert_eq!(returned.error, SessionError::TokenExpired, "round {round}");
            dead = Some(returned.token);
            if round % 1000 == 0 {
                end.poll();
                end.seen.clear();
            }
        }
    }
}

#[test]
fn tokens_of_a_closed_session_say_that_it_is_closed() {
    let mut end = esme(&quiet());
    end.hear(at(0), &pdu(CommandId::DELIVER_SM, 1));
    let token = end.expect("Request").token.unwrap();
    end.hang_up(at(1));
    assert_eq!(end.session.pending(), 0);
    let returned = end.refuse(at(1), token, OK).unwrap_err();
    assert_eq!(returned.error, SessionError::Closed);
    assert_eq!(end.session.abandon(returned.token).unwrap_err().error, SessionError::Closed);
}

/// Tries to accept a request in every way. The token comes back each time, and nothing has changed.
#[track_caller]
fn cannot_be_accepted(end: &mut End<4>, mut token: Token, error: SessionError) -> Token {
    let body = b"x\0";
    let (state, pending, sent) = (end.session.state(), end.session.pending(), end.session.counters().sent);
    let response =
        RawPdu { command_id: token.command_id().response(), command_status: OK, sequence_number: 0, body };
    let mut out = [0xEE; 64];
    for way in 0..3 {
        let result = match way {
            0 => end.session.answer(at(1), token, OK, &response, &mut out),
            1 => end.session.refuse(at(1), token, OK, &mut out),
            _ => end.session.answer(at(1), token, OK, &GenericNack::default(), &mut out),
        };
        let returned = result.unwrap_err();
        assert_eq!(returned.error, error);
        token = returned.token;
        let session = &end.session;
        assert_eq!((session.state(), session.pending(), session.counters().sent), (state, pending, sent));
    }
    token
}

#[test]
fn an_oversized_request_that_nobody_has_read_cannot_be_accepted() {
    let config = Config { max_pdu: 64, ..quiet() };
    for (id, state) in [
        (CommandId::BIND_TRANSCEIVER, State::Open),
        (CommandId::SUBMIT_SM, State::Open),
        (CommandId(0x777), State::Open),
        (CommandId::SUBMIT_SM, State::BoundTrx),
        (CommandId::BIND_TRANSCEIVER, State::BoundTrx),
        (CommandId::UNBIND, State::BoundTrx),
        (CommandId::ENQUIRE_LINK, State::BoundTrx),
        (CommandId(0x777), State::BoundTrx),
    ] {
        for status in [CommandStatus::ESME_RINVMSGLEN, CommandStatus(0xFFFF_FFFF)] {
            let open = state == State::Open;
            let mut end = if open { End::new(at(0), Side::Smsc, 1, &config) } else { smsc(&config) };
            end.hear(at(0), &pdu_octets(id, 0, 8, &[0; 100]));
            let seen = end.expect("Disallowed");
            assert_eq!(seen.detail, "Oversized { command_length: 116 }");
            let token = seen.token.unwrap();
            end.expect("Skipped");
            let token = cannot_be_accepted(&mut end, token, SessionError::Unread);
            end.refuse(at(1), token, status).unwrap();
            assert_eq!(end.written()[0].command_status, status);
            assert_eq!((end.session.state(), end.session.pending()), (state, 0), "{id}");
        }
    }
}

#[test]
fn a_bind_that_is_not_the_pending_one_cannot_be_accepted() {
    let config = Config { strict_version: true, ..leaving() };
    let bind = bind_octets(CommandId::BIND_TRANSMITTER, 0x34);
    // A second one while one is pending.
    let mut end = End::<4>::new(at(0), Side::Smsc, 1, &config);
    end.hear(at(0), &[bind.clone(), bind.clone()].concat());
    let first = end.expect("Bind").token.unwrap();
    let second = end.expect("Disallowed").token.unwrap();
    let second = cannot_be_accepted(&mut end, second, SessionError::NotAllowed(State::BindPending));
    end.refuse(at(1), first, OK).unwrap();
    assert_eq!(end.session.state(), State::BoundTx);
    // The first one was accepted. The second can be refused, but not accepted.
    let second = cannot_be_accepted(&mut end, second, SessionError::NotAllowed(State::BoundTx));
    end.answer_default(at(1), second).unwrap();
    // Bound; unbinding; unbound.
    end.hear(at(1), &bind);
    let third = end.expect("Disallowed").token.unwrap();
    let third = cannot_be_accepted(&mut end, third, SessionError::NotAllowed(State::BoundTx));
    end.hear(at(1), &[bare(CommandId::UNBIND, 9), bind.clone()].concat());
    end.expect("Unbind");
    let fourth = end.expect("Disallowed").token.unwrap();
    let fourth = cannot_be_accepted(&mut end, fourth, SessionError::NotAllowed(State::BoundTx));
    end.answer_default(at(1), third).unwrap();
    end.answer_default(at(1), fourth).unwrap();
    end.write(at(1));
    end.hear(at(1), &bind);
    let fifth = end.expect("Disallowed").token.unwrap();
    let _ = cannot_be_accepted(&mut end, fifth, SessionError::NotAllowed(State::Unbound));
    // A command that the version does not have, and one that came to a client.
    let mut end = End::<4>::new(at(0), Side::Smsc, 1, &config);
    end.hear(at(0), &bind_octets(CommandId::BIND_TRANSCEIVER, 0x33));
    let token = end.expect("Disallowed").token.unwrap();
    let _ = cannot_be_accepted(&mut end, token, SessionError::NotAllowed(State::Open));
    let mut end = End::<4>::new(at(0), Side::Esme, 1, &config);
    end.hear(at(0), &bind);
    let token = end.expect("Disallowed").token.unwrap();
    let _ = cannot_be_accepted(&mut end, token, SessionError::NotAllowed(State::Open));
}
