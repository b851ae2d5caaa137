//! Both sides want to leave.

use crate::{OK, at, bare, esme, leaving, pdu, smsc, submit_sm};
use smpp_core::pdu::Unbind;
use smpp_core::session::{SessionError, State};
use smpp_core::{CommandId, Duration};

const D: u64 = 7000;
const R: u64 = 5000;

#[test]
fn an_unbind_that_was_not_written_is_dropped_for_the_peers() {
    // Draining, or queued already.
    for drains in [true, false] {
        let mut end = esme(&leaving());
        if drains {
            end.send(at(0), &submit_sm(), 1).unwrap();
            end.outbox.clear();
        }
        end.session.unbind(at(10)).unwrap();
        assert_eq!(end.session.wants_transmit(), !drains);
        end.hear(at(20), &bare(CommandId::UNBIND, 9));
        end.expect("Unbind");
        assert_eq!(end.session.poll_timeout(), Some(at(if drains { R } else { 20 + R })));
        end.write(at(30));
        let written = end.written();
        assert_eq!(written.len(), 1, "{written:?}");
        assert_eq!((written[0].command_id, written[0].sequence_number), (CommandId::UNBIND_RESP, 9));
        assert_eq!(end.session.state(), State::Unbound);
        assert!(end.session.wants_close());
        end.hang_up(at(40));
        if drains {
            assert_eq!(end.expect("Failed").value, Some(1));
        }
        end.expect_closed("Unbound");
    }
}

/// It has a number from the moment it is queued. An answer with that number answers it, and it is never written.
#[test]
fn an_answer_that_overtakes_unbind_settles_it() {
    for answer in [CommandId::UNBIND_RESP, CommandId::GENERIC_NACK] {
        let mut end = esme(&leaving());
        end.session.unbind(at(10)).unwrap();
        end.hear(at(20), &bare(answer, 2));
        end.expect("Unbound");
        assert_eq!(end.session.state(), State::Unbound);
        assert!(end.session.wants_close() && !end.session.wants_transmit());
        end.fires(at(20 + R));
        end.expect_closed("Unbound");
    }
}

#[test]
fn a_dropped_unbind_leaves_the_peers_to_wait_for_replies() {
    let mut end = smsc(&leaving());
    end.hear(at(0), &pdu(CommandId::SUBMIT_SM, 1));
    let token = end.expect("Request").token.unwrap();
    end.session.unbind(at(10)).unwrap();
    end.hear(at(1000), &bare(CommandId::UNBIND, 9));
    end.expect("Unbind");
    // The deadline of the peer's unbind counts, not that of ours.
    end.fires(at(1000 + D));
    assert!(end.session.wants_transmit());
    end.write(at(1000 + D));
    let ids: Vec<_> = end.written().iter().map(|pdu| pdu.command_id).collect();
    assert_eq!(ids, [CommandId::UNBIND_RESP]);
    assert_eq!(end.refuse(at(1000 + D), token, OK).unwrap_err().error, SessionError::TokenExpired);
    end.fires(at(1000 + D + R));
    end.expect_closed("PeerNotReading");
}

#[test]
fn an_unbind_that_was_written_does_not_spare_us_the_answer_to_the_peers() {
    for by_caller in [true, false] {
        let mut end = smsc(&leaving());
        if by_caller {
            end.control(at(0), &Unbind::default()).unwrap();
        } else {
            end.session.unbind(at(0)).unwrap();
            end.write(at(0));
        }
        let number = end.written()[0].sequence_number;
        end.hear(at(100), &bare(CommandId::UNBIND, 9));
        end.expect("Unbind");
        assert!(end.session.wants_transmit() && !end.session.wants_close());
        end.write(at(200));
        assert_eq!(end.written()[0].command_id, CommandId::UNBIND_RESP);
        // Ours is not answered yet.
        assert_eq!(end.session.state(), State::Unbound);
        assert!(!end.session.wants_close());
        assert_eq!(end.session.poll_timeout(), Some(at(R)));
        end.hear(at(300), &bare(CommandId::UNBIND_RESP, number));
        end.expect("Unbound");
        assert!(end.session.wants_close() && !end.session.must_close());
        // From here on the driver has its time to close.
        end.fires(at(300 + R));
        end.expect_closed("PeerNotReading");
        assert!(end.session.must_close());
    }
}

#[test]
fn without_an_answer_to_ours_the_session_ends_although_the_peers_was_answered() {
    let mut end = smsc(&leaving());
    end.control(at(0), &Unbind::default()).unwrap();
    end.hear(at(100), &bare(CommandId::UNBIND, 9));
    end.write(at(200));
    end.seen.clear();
    end.fires(at(R));
    end.expect_closed("UnbindTimedOut");
}

/// One read brought unbind, unbind_resp and submit_sm: `wants_close()` used to be true, and unbind_resp was never
/// written.
#[test]
fn unbind_unbind_resp_and_a_request_in_one_read_still_get_unbind_resp() {
    let mut end = smsc(&leaving());
    end.control(at(0), &Unbind::default()).unwrap();
    let number = end.written()[0].sequence_number;
    let read =
        [bare(CommandId::UNBIND, 9), bare(CommandId::UNBIND_RESP, number), pdu(CommandId::SUBMIT_SM, 10)];
    end.hear(at(100), &read.concat());
    end.expect("Unbind");
    end.expect("Unbound");
    let refused = end.expect("Disallowed");
    assert_eq!(refused.detail, "AfterUnbind");
    assert!(!end.session.wants_close() && end.session.wants_transmit());
    assert_eq!(end.session.poll_timeout(), Some(at(100 + R)));
    end.write(at(200));
    assert_eq!(end.written()[0].command_id, CommandId::UNBIND_RESP);
    assert!(end.session.wants_close());
    let returned = end.answer_default(at(200), refused.token.unwrap()).unwrap_err();
    assert_eq!(returned.error, SessionError::TokenExpired);
    end.fires(at(200 + R));
    end.expect_closed("PeerNotReading");
}

#[test]
fn unbind_resp_before_unbind_refuses_the_unbind() {
    let mut end = smsc(&leaving());
    end.control(at(0), &Unbind::default()).unwrap();
    let number = end.written()[0].sequence_number;
    end.hear(at(100), &[bare(CommandId::UNBIND_RESP, number), bare(CommandId::UNBIND, 9)].concat());
    end.expect("Unbound");
    assert_eq!(end.expect("Disallowed").detail, "WrongState");
    assert!(end.session.wants_close());
    end.fires(at(100 + R));
    end.expect_closed("Unbound");
}

/// Their answer to ours arrives while theirs waits for replies, which are then useless.
#[test]
fn the_answer_to_ours_ends_the_waiting_of_theirs() {
    for answer in [CommandId::UNBIND_RESP, CommandId::GENERIC_NACK] {
        let mut end = smsc(&leaving());
        end.hear(at(0), &[pdu(CommandId::SUBMIT_SM, 1), pdu(CommandId::SUBMIT_SM, 2)].concat());
        let tokens = [0, 1].map(|_| end.expect("Request").token.unwrap());
        end.control(at(0), &Unbind::default()).unwrap();
        let number = end.written()[0].sequence_number;
        end.hear(at(100), &bare(CommandId::UNBIND, 9));
        end.expect("Unbind");
        assert!(!end.session.wants_transmit());
        end.hear(at(200), &bare(answer, number));
        end.expect("Unbound");
        assert_eq!(end.session.pending(), 0);
        assert!(end.session.wants_transmit() && !end.session.wants_close());
        for token in tokens {
            assert_eq!(end.refuse(at(200), token, OK).unwrap_err().error, SessionError::TokenExpired);
        }
        end.fires(at(200 + R));
        end.expect_closed("PeerNotReading");
    }
}

#[test]
fn the_drain_timer_ends_the_waiting_of_theirs_while_ours_is_out() {
    let mut end = smsc(&leaving());
    end.session.set_response_timeout(Duration::from_secs(100));
    end.hear(at(0), &pdu(CommandId::SUBMIT_SM, 1));
    let _held = end.expect("Request").token;
    end.control(at(0), &Unbind::default()).unwrap();
    end.session.set_response_timeout(Duration::from_secs(5));
    end.hear(at(100), &bare(CommandId::UNBIND, 9));
    end.expect("Unbind");
    end.fires(at(100 + D));
    assert!(end.session.wants_transmit());
    end.fires(at(100 + D + R));
    end.expect_closed("PeerNotReading");
}
