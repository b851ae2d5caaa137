//! Requests that no version has, sent by callers that name them explicitly.

use crate::{at, bare, esme, leaving, smsc, submit_sm};
use smpp_core::session::{CloseReason, Config, SessionError, Side, State};
use smpp_core::{CommandId, CommandStatus, EncodeErrorKind, Pdu, RawPdu};
use smpp_tests::pair::{End, pdu_octets};

const VENDOR: CommandId = CommandId(0x0100_0001);

fn raw(command_id: CommandId) -> RawPdu<'static> {
    RawPdu { command_id, command_status: CommandStatus(7), sequence_number: 4711, body: b"any octets" }
}

fn send(end: &mut End<4>, command_id: CommandId, value: u32) -> Result<u32, SessionError> {
    let mut out = [0; 64];
    let sent = end.session.prepare(at(0), &raw(command_id), &mut out)?.keep(value);
    end.outbox.extend_from_slice(&out[..sent.len]);
    Ok(sent.sequence_number)
}

#[test]
fn a_vendor_request_goes_out_and_its_response_completes_it() {
    for mut end in [esme(&leaving()), smsc(&leaving())] {
        let before = end.session.counters().sent;
        let number = send(&mut end, VENDOR, 7).unwrap();
        let written = end.written().pop().unwrap();
        assert_eq!((written.command_id, written.sequence_number), (VENDOR, number));
        assert_eq!(
            (written.command_status, written.body.as_slice()),
            (CommandStatus::ESME_ROK, b"any octets".as_slice())
        );
        assert_eq!((end.session.in_flight(), end.session.counters().sent), (1, before + 1));
        assert_eq!(end.session.poll_timeout(), Some(at(5000)));
        end.hear(at(10), &pdu_octets(CommandId(0x8100_0001), 0, number, b"what it means is theirs"));
        let seen = end.expect("Response");
        assert_eq!((seen.value, seen.request, seen.detail.as_str()), (Some(7), Some(VENDOR), "10"));
        assert_eq!(seen.pdu.unwrap().body, b"what it means is theirs");
        assert_eq!((end.session.in_flight(), end.session.poll_timeout()), (0, None));
    }
}

#[test]
fn a_vendor_request_ends_like_any_other() {
    let mut end = esme(&leaving());
    let number = send(&mut end, VENDOR, 1).unwrap();
    end.hear(at(0), &pdu_octets(CommandId::GENERIC_NACK, 3, number, b""));
    let seen = end.expect("Nacked");
    assert_eq!((seen.value, seen.request), (Some(1), Some(VENDOR)));
    for wrong in [CommandId::SUBMIT_SM_RESP, CommandId(0x8100_0002), CommandId(0x8000_0777)] {
        let number = send(&mut end, VENDOR, 2).unwrap();
        end.hear(at(0), &bare(wrong, number));
        let seen = end.expect("Mismatched");
        assert_eq!((seen.value, seen.request), (Some(2), Some(VENDOR)));
    }
    let number = send(&mut end, VENDOR, 3).unwrap();
    end.fires(at(5000));
    let seen = end.expect("TimedOut");
    assert_eq!((seen.value, seen.request, seen.detail), (Some(3), Some(VENDOR), number.to_string()));
    end.hear(at(5000), &bare(CommandId(0x8100_0001), number));
    assert_eq!(end.expect("Unmatched").detail, "true");
    send(&mut end, VENDOR, 4).unwrap();
    end.hang_up(at(6000));
    let seen = end.expect("Failed");
    assert_eq!((seen.value, seen.request), (Some(4), Some(VENDOR)));
    end.expect_closed("TransportClosed");
}

/// And the other way round: the response of a vendor completes only its own request.
#[test]
fn a_vendor_response_to_a_common_request_is_the_wrong_one() {
    let mut end = esme(&leaving());
    let number = end.send(at(0), &submit_sm(), 1).unwrap();
    end.hear(at(0), &bare(CommandId(0x8100_0001), number));
    assert_eq!(end.expect("Mismatched").request, Some(CommandId::SUBMIT_SM));
}

#[test]
fn responses_and_0_are_not_vendor_requests() {
    let mut end = esme(&leaving());
    for id in [
        CommandId::DELIVER_SM,
        CommandId::BIND_TRANSCEIVER,
        CommandId::OUTBIND,
        CommandId::ALERT_NOTIFICATION,
        CommandId::PARAM_RETRIEVE,
        CommandId::BROADCAST_SM,
        CommandId::GENERIC_NACK,
        CommandId::SUBMIT_SM_RESP,
        CommandId(0x8100_0001),
        CommandId(0x8000_0777),
        CommandId(u32::MAX),
        // Its response would be generic_nack.
        CommandId(0),
    ] {
        let error = SessionError::NotAllowed(State::BoundTrx);
        assert_eq!(send(&mut end, id, 1), Err(error), "{id}");
        assert_eq!(end.session.track(at(0), id).unwrap_err(), error, "{id}");
    }
    assert!(end.outbox.is_empty() && end.session.in_flight() == 0);
    for id in [CommandId(0x10), CommandId(0x777), CommandId(0x0001_0200), CommandId(0x7FFF_FFFF)] {
        let number = send(&mut end, id, 1).unwrap();
        end.hear(at(0), &bare(id.response(), number));
        assert_eq!(end.expect("Response").request, Some(id));
    }
}

/// A [`RawPdu`] can be any PDU, so this is not a matter of types.
#[test]
fn what_needs_a_value_is_not_sent_without_and_the_other_way_round() {
    let mut end = esme(&leaving());
    for id in [VENDOR, CommandId::SUBMIT_SM, CommandId::ENQUIRE_LINK] {
        assert_eq!(end.control(at(0), &raw(id)), Err(SessionError::NeedsValue), "{id}");
    }
    let error = SessionError::NotAllowed(State::BoundTrx);
    assert_eq!(end.control(at(0), &raw(CommandId::SUBMIT_SM_RESP)), Err(error));
    assert_eq!(end.control(at(0), &raw(CommandId::GENERIC_NACK)), Err(error));
    assert_eq!(end.send(at(0), &raw(CommandId::UNBIND), 1), Err(SessionError::NoValue));
    assert_eq!(end.session.track(at(0), CommandId::UNBIND).unwrap_err(), SessionError::NoValue);
    let mut smsc = smsc(&leaving());
    assert_eq!(smsc.send(at(0), &raw(CommandId::ALERT_NOTIFICATION), 1), Err(SessionError::NoValue));
}

#[test]
fn a_tracked_vendor_request_is_completed_like_one_that_was_sent() {
    let mut end = smsc(&leaving());
    let number = end.session.track(at(0), VENDOR).unwrap().keep(9).sequence_number;
    end.hear(at(0), &bare(VENDOR.response(), number));
    assert_eq!(end.expect("Response").value, Some(9));
}

#[test]
fn a_vendor_request_may_go_out_before_the_bind_and_not_after_unbind() {
    for side in [Side::Esme, Side::Smsc] {
        let mut end = End::<4>::new(at(0), side, 1, &leaving());
        let number = send(&mut end, VENDOR, 1).unwrap();
        end.hear(at(0), &bare(VENDOR.response(), number));
        end.expect("Response");
    }
    let mut end = End::<4>::new(at(0), Side::Smsc, 1, &leaving());
    end.control(at(0), &smpp_core::pdu::Outbind::default()).unwrap();
    send(&mut end, VENDOR, 1).unwrap();
    let mut end = End::<4>::new(at(0), Side::Esme, 1, &leaving());
    end.control(at(0), &smpp_core::pdu::BindReceiver::default()).unwrap();
    assert_eq!(end.session.state(), State::BindPending);
    send(&mut end, VENDOR, 2).unwrap();
    // Draining, queued, written, answered, closed.
    let mut end = esme(&leaving());
    let number = send(&mut end, VENDOR, 1).unwrap();
    end.outbox.clear();
    end.session.unbind(at(0)).unwrap();
    assert!(!end.session.wants_transmit(), "unbind waits for the response of a vendor, too");
    assert_eq!(send(&mut end, VENDOR, 2), Err(SessionError::Unbinding));
    end.hear(at(0), &bare(VENDOR.response(), number));
    assert_eq!(send(&mut end, VENDOR, 2), Err(SessionError::Unbinding));
    end.write(at(0));
    assert_eq!(send(&mut end, VENDOR, 2), Err(SessionError::Unbinding));
    let number = end.written()[0].sequence_number;
    end.hear(at(0), &bare(CommandId::UNBIND_RESP, number));
    let unbound = send(&mut end, VENDOR, 2).unwrap_err();
    assert!(matches!(unbound, SessionError::Unbinding | SessionError::NotAllowed(State::Unbound)));
    end.hang_up(at(0));
    assert_eq!(end.session.close_reason(), Some(CloseReason::Unbound));
    assert_eq!(send(&mut end, VENDOR, 2), Err(SessionError::Closed));
    let mut end = smsc(&leaving());
    end.hear(at(0), &bare(CommandId::UNBIND, 3));
    assert_eq!(send(&mut end, VENDOR, 2), Err(SessionError::Unbinding));
}

#[test]
fn a_vendor_request_needs_a_slot() {
    let mut end = esme(&leaving());
    for value in 0..4 {
        send(&mut end, VENDOR, value).unwrap();
    }
    assert_eq!(send(&mut end, VENDOR, 4), Err(SessionError::WindowFull));
    assert_eq!(end.session.track(at(0), VENDOR).unwrap_err(), SessionError::WindowFull);
    assert_eq!(end.send(at(0), &submit_sm(), 4).unwrap_err(), SessionError::WindowFull);
}

#[test]
fn four_kinds_of_vendor_requests_may_be_in_flight_at_once() {
    let mut slots = [smpp_core::session::Slot::EMPTY; 16];
    let mut session =
        smpp_core::session::Session::new(at(0), Side::Esme, 1, &Config::default(), &mut slots[..]);
    let kind = |which: u32| CommandId(0x0100_0000 + which);
    let mut numbers = Vec::new();
    for which in [1, 2, 3, 4, 1, 2, 4] {
        numbers.push((which, session.track(at(0), kind(which)).unwrap().keep(which).sequence_number));
    }
    for _ in 0..2 {
        assert_eq!(session.track(at(0), kind(5)).unwrap_err(), SessionError::WindowFull);
        assert_eq!(session.in_flight(), 7);
    }
    let answer = |session: &mut smpp_core::session::Session<&mut [smpp_core::session::Slot<u32>]>,
                  (which, number): (u32, u32)| {
        let octets = bare(kind(which).response(), number);
        let smpp_core::session::Recv::Event { event, .. } = session.recv(at(0), &octets) else { panic!() };
        let smpp_core::session::Event::Response { value, request, .. } = event else { panic!("{event:?}") };
        assert_eq!((value, request), (which, kind(which)));
    };
    // One of two of a kind does not free the kind; the only one of another does.
    answer(&mut session, numbers[0]);
    assert_eq!(session.track(at(0), kind(5)).unwrap_err(), SessionError::WindowFull);
    answer(&mut session, numbers[2]);
    let fifth = session.track(at(0), kind(5)).unwrap().keep(5).sequence_number;
    assert_eq!(session.track(at(0), kind(3)).unwrap_err(), SessionError::WindowFull);
    numbers.push((5, fifth));
    for at in [1, 3, 4, 5, 6, 7] {
        answer(&mut session, numbers[at]);
    }
    assert_eq!(session.in_flight(), 0);
    for which in 6..10 {
        let _ = session.track(at(0), kind(which)).unwrap().keep(which);
    }
}

#[test]
fn nothing_has_changed_when_a_vendor_request_does_not_fit() {
    let mut end = esme(&leaving());
    for room in 0..26 {
        let mut out = vec![0; room];
        let error = end.session.prepare(at(0), &raw(VENDOR), &mut out).unwrap_err();
        assert!(
            matches!(error, SessionError::Encode(error) if error.kind() == EncodeErrorKind::BufferTooSmall { needed: 26 }),
            "{room}"
        );
        assert_eq!((end.session.in_flight(), end.session.poll_timeout()), (0, None));
    }
    assert_eq!(end.session.prepare(at(0), &raw(VENDOR), &mut [0; 26]).unwrap().keep(3).sequence_number, 2);
}

/// A PDU whose id is in a table is read by it, or is an error; no message calls it unknown.
#[test]
fn a_known_command_is_never_an_unknown_pdu() {
    use smpp_core::Version;
    for def in smpp_core::pdu::PDUS {
        for version in [Version::V33, Version::V34, Version::V50] {
            let octets = pdu_octets(def.command_id, 0, 1, b"");
            let decoded = Pdu::decode(&RawPdu::parse(&octets).unwrap());
            assert!(!matches!(decoded, Ok(Pdu::Unknown(_))), "{} at {version:?}", def.name);
        }
    }
}
