//! A link: what it does at its borders.

use crate::{bare, deliver_sm_resp, pdu};
use smpp_core::link::{Interest, Link, OnDemand};
use smpp_core::pdu::{BindTransceiver, BindTransceiverResp, DeliverSm, SubmitSm};
use smpp_core::session::{
    CloseReason, Config, Disallowed, Event, Outcome, Pacer, Pause, PauseCause, Returned, Session,
    SessionError, Side, Slot, Token, WhenPendingFull,
};
use smpp_core::{CommandId, CommandStatus, Duration, Encode, EncodeErrorKind, Instant, RawPdu, Rules, Tlv};
use std::cell::Cell;

const OK: CommandStatus = CommandStatus::ESME_ROK;

type Esme = Link<Vec<Slot<u32>>, Vec<u8>, Vec<u8>>;

fn link(side: Side, input: usize, output: usize) -> Esme {
    link_with(&config(), side, input, output)
}

fn link_with(config: &Config, side: Side, input: usize, output: usize) -> Esme {
    let window: Vec<_> = (0..10).map(|_| Slot::EMPTY).collect();
    let session = Session::new(Instant::ZERO, side, 1, config, window);
    Link::new(session, vec![0; input], vec![0; output])
}

fn config() -> Config {
    Config {
        response_timeout: Duration::from_secs(10),
        enquire_link_interval: None,
        inactivity_timeout: None,
        ..Config::default()
    }
}

fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

/// Everything that is in the output, which counts as written.
fn written(link: &mut Esme, now: Instant) -> Vec<u8> {
    let octets = link.io(now).write.to_vec();
    link.wrote(octets.len());
    octets
}

fn receive(link: &mut Esme, now: Instant, octets: &[u8]) {
    link.io(now).read.expect("room to read")[..octets.len()].copy_from_slice(octets);
    link.filled(octets.len());
}

/// An ESME that is bound, with an empty output.
fn bound(input: usize, output: usize) -> Esme {
    bound_with(&config(), input, output)
}

fn bound_with(config: &Config, input: usize, output: usize) -> Esme {
    let now = Instant::ZERO;
    let mut esme = link_with(config, Side::Esme, input, output);
    let number = esme.at(now).bind(&BindTransceiver::default()).unwrap().sequence_number;
    assert!(!written(&mut esme, now).is_empty());
    let mut out = [0; 64];
    let len = BindTransceiverResp::default().encode(number, Rules::V34, &mut out).unwrap().len;
    receive(&mut esme, now, &out[..len]);
    assert!(matches!(esme.next(now), Some((Event::Bound { .. }, _))));
    assert!(esme.next(now).is_none());
    esme
}

fn closed(link: &mut Esme, now: Instant) -> Option<CloseReason> {
    match link.next(now) {
        Some((Event::Closed { reason }, _)) => Some(reason),
        Some((other, _)) => panic!("{other:?}"),
        None => None,
    }
}

/// The token of the next event, which must be a request.
#[track_caller]
fn requested(link: &mut Esme, now: Instant) -> Token {
    match link.next(now) {
        Some((Event::Request { token, .. }, _)) => token,
        other => panic!("{:?}", other.map(|(event, _)| event)),
    }
}

/// The value of the request that the next event answers.
#[track_caller]
fn answered(link: &mut Esme, now: Instant) -> u32 {
    let (event, _) = link.next(now).expect("an event");
    match event.into_outcome() {
        Ok((value, Outcome::Answered { .. })) => value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_request_that_fits_later_and_one_that_never_fits_give_different_errors() {
    let now = Instant::ZERO;
    let mut esme = bound(128, 200);
    let long = [b'x'; 100];
    let submit_sm = SubmitSm { short_message: &long, ..SubmitSm::default() };
    // 133 octets. All of an empty output is for requests, then half of it.
    esme.at(now).prepare(&submit_sm).unwrap().keep(1);
    assert_eq!(esme.at(now).prepare(&submit_sm).unwrap_err(), SessionError::OutputFull);
    assert!(!esme.at(now).can_send());
    assert_eq!(written(&mut esme, now).len(), 133);
    esme.at(now).prepare(&submit_sm).unwrap().keep(2);
    let longer = [b'x'; 168];
    let submit_sm = SubmitSm { short_message: &longer, ..SubmitSm::default() };
    let SessionError::Encode(error) = esme.at(now).prepare(&submit_sm).unwrap_err() else { panic!() };
    assert_eq!(error.kind(), EncodeErrorKind::BufferTooSmall { needed: 201 });
    assert_eq!(esme.session().in_flight(), 2);
}

/// `while turn.can_send() { turn.prepare(..)?.. }` does not fail while the session ends.
#[test]
fn a_link_that_ends_cannot_send() {
    let now = Instant::ZERO;
    let mut esme = bound(128, 1024);
    assert!(esme.at(now).can_send());
    esme.at(now).prepare(&SubmitSm::default()).unwrap().keep(1);
    esme.at(now).unbind().unwrap();
    assert!(!esme.at(now).can_send(), "it waits for the response before it unbinds");
    assert_eq!(esme.at(now).prepare(&SubmitSm::default()).unwrap_err(), SessionError::Unbinding);
}

/// A server that refuses a bind and shuts down still writes the refusal, and a second call does not wake the driver.
#[test]
fn shutdown_writes_what_is_in_the_output() {
    let now = Instant::ZERO;
    let mut smsc = link(Side::Smsc, 128, 200);
    receive(&mut smsc, now, b"\0\0\0\x17\0\0\0\x09\0\0\0\0\0\0\0\x01\0\0\0\x34\0\0\0");
    let Some((Event::Bind { token, .. }, mut turn)) = smsc.next(now) else { panic!("no bind") };
    turn.refuse(token, CommandStatus::ESME_RINVPASWD).unwrap();
    turn.shutdown();
    assert_eq!(closed(&mut smsc, now), Some(CloseReason::TransportClosed));
    assert!(smsc.next(now).is_none() && !smsc.is_done());
    smsc.at(now).shutdown();
    assert_eq!(smsc.io(now).wake, Some(at(10_000)));
    assert_eq!(written(&mut smsc, now), b"\0\0\0\x10\x80\0\0\x09\0\0\0\x0E\0\0\0\x01");
    assert!(smsc.next(now).is_none() && smsc.is_done());

    let mut esme = bound(128, 200);
    esme.at(now).prepare(&SubmitSm::default()).unwrap().keep(7);
    esme.at(now).shutdown();
    assert!(esme.next(now).is_none());
    esme.at(now).shutdown();
    assert!(esme.io(now).wake > Some(now), "it waits for the response and for nothing else");
}

/// A message centre that sends what waits to any session of an account does not send it to a transmitter.
#[test]
fn messages_go_only_in_the_direction_of_the_bind() {
    let now = Instant::ZERO;
    for (bind, from_esme, from_smsc) in
        [(CommandId::BIND_RECEIVER, false, true), (CommandId::BIND_TRANSMITTER, true, false)]
    {
        let (mut esme, mut smsc) = (link(Side::Esme, 1024, 1024), link(Side::Smsc, 1024, 1024));
        let body = b"\0\0\0\x34\0\0\0";
        let pdu = RawPdu { command_id: bind, command_status: OK, sequence_number: 0, body };
        esme.at(now).send(&pdu).unwrap();
        receive(&mut smsc, now, &written(&mut esme, now));
        let Some((Event::Bind { token, .. }, mut turn)) = smsc.next(now) else { panic!("no bind") };
        assert!(!turn.can_send());
        turn.accept_bind(token, "SMSC", &[]).unwrap();
        assert_eq!(turn.can_send(), from_smsc);
        receive(&mut esme, now, &written(&mut smsc, now));
        let Some((Event::Bound { .. }, turn)) = esme.next(now) else { panic!("not bound") };
        assert_eq!(turn.can_send(), from_esme);
    }
}

/// The answer to a body that cannot be decoded waits for room like any other, and the token is not lost.
#[test]
fn a_refusal_that_does_not_fit_now_fits_later() {
    let now = Instant::ZERO;
    let mut esme = bound(128, 64);
    let mut tokens = Vec::new();
    for number in 1..=5 {
        let empty = RawPdu {
            command_id: CommandId::DELIVER_SM,
            command_status: OK,
            sequence_number: number,
            body: &[],
        };
        let mut out = [0; 16];
        let len = empty.encode(&mut out).unwrap().len;
        receive(&mut esme, now, &out[..len]);
        let Some((Event::Request { token, .. }, _)) = esme.next(now) else { panic!("no request") };
        tokens.push((token, empty));
    }
    // Four refusals of 16 octets fit.
    let mut waits = None;
    for (token, pdu) in tokens {
        let undecoded = esme.at(now).decode_or_refuse::<DeliverSm<'_>>(token, &pdu).unwrap_err();
        waits = undecoded.answer.err();
    }
    let Returned { error, token, .. } = waits.expect("a refusal that does not fit");
    assert_eq!(error, SessionError::OutputFull);
    assert!(error.is_temporary());
    assert_eq!(written(&mut esme, now).len(), 4 * 16);
    esme.at(now).refuse(token, CommandStatus::ESME_RINVCMDLEN).unwrap();
    assert_eq!(written(&mut esme, now).len(), 16);
}

#[test]
fn a_request_that_is_not_kept_is_not_sent() {
    let now = Instant::ZERO;
    let mut esme = bound(128, 200);
    let first = esme.at(now).prepare(&SubmitSm::default()).unwrap().sequence_number();
    assert!(written(&mut esme, now).is_empty());
    let mut turn = esme.at(now);
    let prepared = turn.prepare(&SubmitSm::default()).unwrap();
    assert_eq!((prepared.sequence_number(), prepared.omitted()), (first, 0));
    prepared.keep(1);
    assert_eq!(written(&mut esme, now).len(), 33);
}

#[test]
fn the_generic_nack_goes_out_before_the_link_is_done() {
    let now = Instant::ZERO;
    let mut esme = bound(128, 200);
    receive(&mut esme, now, b"\0\0\0\x0F\0\0\0\x15\0\0\0\0\0\0\0\x07");
    assert_eq!(closed(&mut esme, now), Some(CloseReason::FramingLost { command_length: 15 }));
    assert_eq!(closed(&mut esme, now), None);
    assert!(!esme.is_done());
    assert_eq!(written(&mut esme, now)[..12], *b"\0\0\0\x10\x80\0\0\0\0\0\0\x02");
    assert!(esme.is_done());
}

/// It is given up after the time that the session allows.
#[test]
fn a_peer_that_does_not_read_the_generic_nack_does_not_hold_the_link() {
    let mut esme = bound(128, 200);
    receive(&mut esme, at(5), b"\0\0\0\x0F");
    assert!(closed(&mut esme, at(5)).is_some());
    assert!(closed(&mut esme, at(5)).is_none() && !esme.is_done());
    let due = esme.io(at(5)).wake.unwrap();
    assert_eq!(due, at(10_005));
    assert!(closed(&mut esme, at(10_004)).is_none() && !esme.is_done());
    assert!(closed(&mut esme, due).is_none() && esme.is_done());
}

/// The earliest time counts, once, beside the timers of the session.
#[test]
fn the_application_is_woken_when_it_asks() {
    let mut esme = bound(128, 200);
    assert_eq!(esme.io(at(0)).wake, None);
    esme.at(at(0)).wake_at(at(70));
    esme.at(at(0)).wake_at(at(50));
    esme.at(at(0)).wake_at(at(60));
    assert!(esme.next(at(49)).is_none());
    assert_eq!(esme.io(at(49)).wake, Some(at(50)));
    assert_eq!(esme.interest(at(49)).wake, Some(at(50)));
    assert!(esme.next(at(50)).is_none());
    assert_eq!(esme.io(at(50)).wake, None);

    esme.at(at(50)).prepare(&SubmitSm::default()).unwrap().keep(7);
    esme.at(at(50)).wake_at(at(20_000));
    assert_eq!(esme.io(at(50)).wake, Some(at(10_050)), "the response is due earlier");
    esme.at(at(50)).wake_at(at(40));
    assert_eq!(esme.io(at(50)).wake, Some(at(40)), "at once");
    assert!(esme.next(at(50)).is_none());
    assert_eq!(esme.io(at(50)).wake, Some(at(10_050)), "only once");

    // The end of the session does not lose it, nor does it keep the session from ending.
    esme.at(at(50)).wake_at(at(60));
    esme.at(at(50)).close();
    while esme.next(at(50)).is_some() {}
    assert!(esme.is_done());
    assert_eq!(esme.io(at(50)).wake, Some(at(60)));
    assert!(esme.next(at(60)).is_none());
    assert_eq!(esme.io(at(60)).wake, None);
}

/// The peer has closed its side and may still read.
#[test]
fn answers_are_written_after_the_end_of_the_input() {
    let now = Instant::ZERO;
    let mut esme = bound(128, 200);
    receive(&mut esme, now, b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x07");
    esme.filled(0);
    assert!(matches!(esme.next(now), Some((Event::EnquireLink { .. }, _))));
    assert_eq!(closed(&mut esme, now), None);
    assert!(esme.io(now).read.is_none());
    assert_eq!(written(&mut esme, now).len(), 16);
    assert_eq!(esme.io(now).wake, Some(now), "the end is due now");
    assert_eq!(closed(&mut esme, now), Some(CloseReason::TransportClosed));
    assert!(esme.is_done());
}

#[test]
fn after_the_end_of_the_input_the_output_waits_for_the_response_timeout_at_most() {
    let mut esme = bound(128, 200);
    receive(&mut esme, at(0), b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x07");
    esme.filled(0);
    assert!(matches!(esme.next(at(3)), Some((Event::EnquireLink { .. }, _))));
    assert_eq!(closed(&mut esme, at(9_999)), None);
    assert_eq!(esme.io(at(9_999)).wake, Some(at(10_003)));
    assert_eq!(closed(&mut esme, at(10_003)), Some(CloseReason::TransportClosed));
    assert!(esme.is_done());
}

/// A request that waits for the program does not keep a link whose peer has gone: after the response timeout, nothing can
/// be answered any more, and the rest of the input is read. The driver used to be woken without a pause until the program
/// answered.
#[test]
fn after_the_end_of_the_input_a_link_that_blocks_ends_too() {
    for pending_timeout in [None, Some(Duration::from_secs(60))] {
        let when_pending_full = WhenPendingFull::Block;
        let config = Config { max_pending: 1, when_pending_full, pending_timeout, ..config() };
        let mut esme = bound_with(&config, 128, 200);
        esme.at(at(0)).prepare(&SubmitSm::default()).unwrap().keep(7);
        let number = u32::from(written(&mut esme, at(0))[15]);
        for octets in [
            pdu(CommandId::DELIVER_SM, 1),
            pdu(CommandId::DELIVER_SM, 2),
            pdu(CommandId::SUBMIT_SM_RESP, number),
        ] {
            receive(&mut esme, at(0), &octets);
        }
        esme.filled(0);
        let _token = requested(&mut esme, at(3));
        assert!(esme.next(at(9_999)).is_none());
        assert!(esme.io(at(9_999)).wake > Some(at(9_999)));
        let refused = esme.next(at(10_003)).map(|(event, _)| event);
        assert!(
            matches!(refused, Some(Event::Disallowed { cause: Disallowed::TooManyPending, .. })),
            "{refused:?}"
        );
        let response = esme.next(at(10_003)).map(|(event, _)| event);
        assert!(matches!(response, Some(Event::Response { value: 7, .. })), "{response:?}");
        assert_eq!(closed(&mut esme, at(10_003)), Some(CloseReason::TransportClosed));
        assert!(esme.is_done());
    }
}

/// A token can expire in a call for the program, between two calls of `next`.
#[test]
fn the_expiry_of_a_token_is_reported_whichever_call_notices_it() {
    for blocks in [false, true] {
        let when_pending_full = if blocks { WhenPendingFull::Block } else { WhenPendingFull::Refuse };
        let pending_timeout = Some(Duration::from_millis(100));
        let config = Config { max_pending: 1, when_pending_full, pending_timeout, ..config() };
        let mut esme = bound_with(&config, 128, 200);
        receive(&mut esme, at(0), &pdu(CommandId::DELIVER_SM, 1));
        let _lost = requested(&mut esme, at(0));
        if blocks {
            receive(&mut esme, at(0), &pdu(CommandId::DELIVER_SM, 2));
        }
        assert!(esme.next(at(99)).is_none());
        assert_eq!(esme.io(at(99)).wake, Some(at(100)));
        esme.at(at(100)).prepare(&SubmitSm::default()).unwrap().keep(7);
        assert_eq!(esme.session().pending(), 0);
        assert!(esme.io(at(100)).wake <= Some(at(100)), "the driver must not sleep");
        assert!(esme.session().poll_timeout() <= Some(at(100)));
        if blocks {
            let _second = requested(&mut esme, at(100));
        }
        assert!(matches!(esme.next(at(100)), Some((Event::PendingExpired { count: 1 }, _))));
        assert!(esme.next(at(100)).is_none());
        assert!(esme.io(at(100)).wake > Some(at(100)));
    }
}

/// The rest of a PDU cannot come while the link does not read. It used to end as IncompletePdu.
#[test]
fn a_pdu_is_not_late_while_the_link_has_no_room_for_answers() {
    let mut esme = bound(512, 200);
    let octets = pdu(CommandId::DELIVER_SM, 1);
    let (half, rest) = octets.split_at(20);
    let mut tokens = Vec::new();
    for _ in 0..11 {
        receive(&mut esme, at(0), &octets);
        tokens.push(requested(&mut esme, at(0)));
    }
    receive(&mut esme, at(0), half);
    assert!(esme.next(at(0)).is_none());
    assert_eq!(esme.io(at(0)).wake, Some(at(10_000)));
    // The program answers late, and the peer does not read for a while.
    for token in tokens {
        esme.at(at(9_000)).answer(token, OK, &deliver_sm_resp()).unwrap();
    }
    assert!(esme.next(at(9_000)).is_none());
    assert!(esme.io(at(9_000)).read.is_none());
    assert_eq!(closed(&mut esme, at(15_000)), None);
    assert_eq!(written(&mut esme, at(15_000)).len(), 11 * 17);
    // From here on it counts again.
    assert!(esme.next(at(15_000)).is_none());
    assert_eq!(esme.io(at(15_000)).wake, Some(at(25_000)));
    receive(&mut esme, at(24_999), rest);
    let _whole = requested(&mut esme, at(24_999));
    receive(&mut esme, at(25_000), half);
    assert!(esme.next(at(25_000)).is_none());
    assert_eq!(closed(&mut esme, at(35_000)), Some(CloseReason::IncompletePdu));
}

/// A full output holds back requests but not responses: their messages would time out.
#[test]
fn responses_are_read_without_room_for_answers() {
    let now = at(0);
    let mut esme = bound(512, 200);
    let numbers = [0, 1].map(|value| {
        esme.at(now).prepare(&SubmitSm::default()).unwrap().keep(value);
        let octets = written(&mut esme, now);
        RawPdu::parse(&octets).unwrap().sequence_number
    });
    let deliver_sm = pdu(CommandId::DELIVER_SM, 1);
    for _ in 0..11 {
        receive(&mut esme, now, &deliver_sm);
        let token = requested(&mut esme, now);
        esme.at(now).answer(token, OK, &deliver_sm_resp()).unwrap();
    }
    // 13 octets are free, and an answer may need 25. Until its command_id arrives, a PDU may be a response.
    assert!(esme.next(now).is_none());
    let [first, second] = numbers.map(|number| pdu(CommandId::SUBMIT_SM_RESP, number));
    for part in [&first[..4], &first[4..5], &first[5..]] {
        assert!(esme.next(now).is_none());
        receive(&mut esme, now, part);
    }
    assert_eq!(answered(&mut esme, now), 0);
    // Nothing overtakes a request.
    receive(&mut esme, now, &[deliver_sm, second].concat());
    assert!(esme.next(now).is_none());
    assert!(esme.io(now).read.is_none());
    assert_eq!(written(&mut esme, now).len(), 11 * 17);
    let _token = requested(&mut esme, now);
    assert_eq!(answered(&mut esme, now), 1);
}

/// An answer that nobody reads ends the session as one that is written does.
#[test]
fn a_broken_output_does_not_delay_the_end() {
    let mut esme = bound(128, 200);
    esme.at(at(0)).prepare(&SubmitSm::default()).unwrap().keep(7);
    assert!(!esme.io(at(0)).write.is_empty());
    esme.wrote(0);
    receive(&mut esme, at(0), &[pdu(CommandId::DELIVER_SM, 1), bare(CommandId::UNBIND, 2)].concat());
    let token = requested(&mut esme, at(0));
    assert!(matches!(esme.next(at(0)), Some((Event::Unbind { .. }, _))));
    assert!(esme.next(at(0)).is_none());
    esme.at(at(5)).answer(token, OK, &deliver_sm_resp()).unwrap();
    assert!(esme.io(at(5)).wake <= Some(at(5)), "the driver must not sleep");
    assert!(matches!(esme.next(at(5)), Some((Event::Failed { value: 7, .. }, _))));
    assert_eq!(closed(&mut esme, at(5)), Some(CloseReason::Unbound));
    assert!(esme.is_done());
}

/// A connection that cannot be written is still read: the peer's last PDUs count.
#[test]
fn a_broken_output_loses_no_input() {
    let now = Instant::ZERO;
    let mut esme = bound(128, 200);
    esme.at(now).prepare(&SubmitSm::default()).unwrap().keep(7);
    assert!(!esme.io(now).write.is_empty());
    esme.wrote(0);
    assert!(esme.io(now).write.is_empty());
    receive(&mut esme, now, b"\0\0\0\x12\x80\0\0\x04\0\0\0\0\0\0\0\x021\0");
    assert!(matches!(esme.next(now), Some((Event::Response { value: 7, .. }, _))));
    assert_eq!(closed(&mut esme, now), None);
    esme.filled(0);
    assert_eq!(closed(&mut esme, now), Some(CloseReason::TransportClosed));
    assert!(esme.is_done());
}

#[test]
fn a_pdu_larger_than_the_input_is_skipped_in_a_buffer_of_any_size() {
    let now = Instant::ZERO;
    let mut esme = bound(64, 200);
    // 1,000 octets, with a body of zeros.
    receive(&mut esme, now, b"\0\0\x03\xE8\0\0\0\x05\0\0\0\0\0\0\0\x07");
    let Some((Event::Disallowed { token, pdu, cause }, mut turn)) = esme.next(now) else { panic!() };
    assert_eq!((cause, pdu.body.len()), (Disallowed::Oversized { command_length: 1000 }, 0));
    turn.answer_default(token).unwrap();
    let mut left = 984;
    while left > 0 {
        assert!(esme.next(now).is_none());
        let read = esme.io(now).read.unwrap();
        let count = read.len().min(left);
        read[..count].fill(0);
        esme.filled(count);
        left -= count;
    }
    receive(&mut esme, now, b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x08");
    assert!(matches!(esme.next(now), Some((Event::EnquireLink { .. }, _))));
}

/// Whether a link reads a deliver_sm of `command_length` octets into a buffer of `input` octets.
fn reads(input: usize, command_length: usize) -> bool {
    let now = Instant::ZERO;
    let mut esme = bound(input, 200);
    let text = vec![b'x'; command_length - 16 - 17 - 4];
    let tlvs = [Tlv::message_payload(&text)];
    let deliver_sm = DeliverSm { tlvs: (&tlvs).into(), ..DeliverSm::default() };
    let mut pdu = vec![0; command_length];
    assert_eq!(deliver_sm.encode(7, Rules::V34, &mut pdu).unwrap().len, command_length);
    let mut rest = pdu.as_slice();
    loop {
        match esme.next(now) {
            Some((Event::Request { pdu, .. }, _)) => {
                assert_eq!(pdu.body.len(), command_length - 16);
                return true;
            }
            Some((Event::Disallowed { cause: Disallowed::Oversized { .. }, .. }, _)) => return false,
            Some((other, _)) => panic!("{other:?}"),
            None => {}
        }
        let read = esme.io(now).read.unwrap();
        let count = read.len().min(rest.len());
        let (these, later) = rest.split_at(count);
        read[..count].copy_from_slice(these);
        rest = later;
        esme.filled(count);
    }
}

#[test]
fn the_whole_input_is_used() {
    let largest = 16 + 17 + 4 + 65_535;
    for (input, command_length, is_read) in [
        (65_534, 65_534, true),
        (65_534, 65_535, false),
        (65_535, 65_535, true),
        (65_535, 65_536, false),
        (65_536, 65_536, true),
        (largest - 1, largest, false),
        (largest, largest, true),
        (70_000, largest, true),
    ] {
        assert_eq!(reads(input, command_length), is_read, "{command_length} octets in {input}");
    }
}

/// Reports that are larger than the buffers change nothing else.
#[test]
fn counts_beyond_the_buffers_do_no_harm() {
    let now = Instant::ZERO;
    let mut esme = bound(128, 200);
    esme.wrote(usize::MAX);
    esme.wrote(0);
    assert!(esme.next(now).is_none() && !esme.is_done());
    esme.at(now).prepare(&SubmitSm::default()).unwrap().keep(7);
    esme.wrote(usize::MAX);
    assert!(esme.io(now).write.is_empty());
    esme.filled(usize::MAX);
    // The whole buffer counts as input, whatever it contains.
    let events = std::iter::from_fn(|| {
        esme.next(now).map(|(event, _)| matches!(event, Event::Failed { value: 7, .. }))
    });
    assert_eq!(events.filter(|is_ours| *is_ours).count(), 1);
}

#[test]
fn an_idle_link_holds_no_buffers_on_demand() {
    let now = Instant::ZERO;
    let (input, output) = (OnDemand::new(4096), OnDemand::new(4096));
    let session = Session::new(now, Side::Smsc, 1, &config(), [Slot::<u32>::EMPTY; 4]);
    let mut smsc = Link::new(session, input, output);
    assert!(smsc.next(now).is_none());
    let idle = Interest { read: true, write: false, wake: smsc.session().poll_timeout() };
    assert_eq!(smsc.interest(now), idle);
    // A connection that is ready is read into a buffer, which an incomplete PDU keeps.
    let read = smsc.io(now).read.unwrap();
    assert_eq!(read.len(), 4096);
    let half = b"\0\0\0\x10\0\0\0";
    read[..7].copy_from_slice(half);
    smsc.filled(7);
    assert!(smsc.next(now).is_none());
    assert!(smsc.interest(now).read);
    let read = smsc.io(now).read.unwrap();
    read[..9].copy_from_slice(b"\x15\0\0\0\0\0\0\0\x07");
    smsc.filled(9);
    assert!(smsc.next(now).is_some());
    assert!(smsc.next(now).is_none());
    assert!(smsc.interest(now).write);
    assert_eq!(smsc.io(now).write.len(), 16);
    smsc.wrote(16);
    assert!(!smsc.interest(now).write);
    let size = size_of::<Link<Vec<Slot<u32>>, OnDemand, OnDemand>>();
    assert!(size <= 600, "{size}");
}

/// Ten messages in flight, and a program that fails at the first answer. It still gets all of them back, and the error.
#[test]
fn a_program_that_fails_gets_all_events() {
    let now = Instant::ZERO;
    let mut esme = bound(4096, 8192);
    for value in 0..10 {
        esme.at(now).prepare(&SubmitSm::default()).unwrap().keep(value);
    }
    let first = esme.io(now).write[15];
    written(&mut esme, now);
    let mut resp = [0; 17];
    resp[3] = 17;
    resp[4] = 0x80;
    resp[7] = 4;
    resp[15] = first;
    receive(&mut esme, now, &resp);
    let (mut settled, mut turns, mut reason) = (Vec::new(), 0, None);
    let result = esme.dispatch(
        || now,
        |event, _| {
            match event {
                Some(Event::Closed { reason: why }) => reason = Some(why),
                Some(event) => {
                    settled.extend(event.into_outcome().map(|(value, outcome)| (value, outcome.to_string())))
                }
                None => turns += 1,
            }
            Err(settled.len())
        },
    );
    assert_eq!(result, Err(1), "the first error");
    let values: Vec<_> = settled.iter().map(|(value, _)| *value).collect();
    assert_eq!(values, (0..10).collect::<Vec<_>>());
    assert_eq!(settled[0].1, "accepted");
    assert!(settled[1..].iter().all(|(_, outcome)| outcome == "unknown"));
    assert_eq!((turns, reason), (0, Some(CloseReason::TransportClosed)));
    assert!(esme.is_done() && esme.next(now).is_none());
}

/// If only its own turn fails, it has had all events before.
#[test]
fn a_program_that_fails_in_its_own_turn() {
    let now = Instant::ZERO;
    let mut esme = bound(512, 512);
    esme.at(now).prepare(&SubmitSm::default()).unwrap().keep(7);
    let mut seen = Vec::new();
    let result = esme.dispatch(
        || now,
        |event, _| {
            let Some(event) = event else { return Err(()) };
            seen.extend(event.into_outcome().map(|(value, _)| value));
            Ok(())
        },
    );
    assert_eq!((result, seen), (Err(()), vec![7]));
    // Nothing fails: it says whether the link is done.
    let mut esme = bound(512, 512);
    assert_eq!(esme.dispatch(|| now, |_, _| Ok::<(), ()>(())), Ok(false));
    esme.filled(0);
    assert_eq!(esme.dispatch(|| now, |_, _| Ok::<(), ()>(())), Ok(true));
}

/// A program that is busy for longer than a response may take. The driver reads before a timer fires.
#[test]
fn a_busy_program_misses_no_response() {
    let clock = Cell::new(0);
    let mut esme = bound(512, 512);
    for value in [7, 8] {
        esme.at(at(0)).prepare(&SubmitSm::default()).unwrap().keep(value);
    }
    let first = esme.io(at(0)).write[15];
    written(&mut esme, at(0));
    clock.set(1000);
    let mut seen = Vec::new();
    let mut dispatch = |esme: &mut Esme, octets: &[u8], takes| {
        receive(esme, at(clock.get()), octets);
        let (mut events, mut turns) = (Vec::new(), 0);
        esme.dispatch(
            || at(clock.get()),
            |event, mut turn| {
                match event {
                    None => turns += 1,
                    Some(Event::Disallowed { token, .. }) => {
                        events.push("a request".to_owned());
                        clock.set(clock.get() + takes);
                        turn.answer_default(token)?;
                    }
                    Some(event) => {
                        events.extend(event.into_outcome().map(|(value, end)| format!("{value} {end}")))
                    }
                }
                Ok::<(), SessionError>(())
            },
        )
        .unwrap();
        assert_eq!(turns, 1, "it may send in any case");
        seen.append(&mut events);
        esme.io(at(clock.get())).wake
    };
    let request = b"\0\0\0\x10\x01\0\0\x01\0\0\0\0\0\0\0\x09";
    let mut resp = *b"\0\0\0\x11\x80\0\0\x04\0\0\0\0\0\0\0\0\0";
    resp[15] = first;
    // It has something to do at once: to read. What is still missing after that has timed out.
    assert!(dispatch(&mut esme, request, 40_000) <= Some(at(41_000)));
    dispatch(&mut esme, &resp, 0);
    assert_eq!(seen, ["a request", "7 accepted", "8 unknown"]);
}

/// Only what was refused can be sent again, and not if it is refused for good.
#[test]
fn what_can_be_sent_again() {
    let now = Instant::ZERO;
    let pdu = RawPdu::parse(b"\0\0\0\x10\x80\0\0\x04\0\0\0\0\0\0\0\x01").unwrap();
    let refused = |status, pause| Outcome::Refused { status, pdu, pause };
    let queue_full = Pause { cause: PauseCause::QueueFull, duration: Duration::from_secs(10) };
    for (outcome, again, paused, leaves) in [
        (Outcome::Answered { pdu, pause: None }, false, 0, false),
        (Outcome::Unknown, false, 0, false),
        (refused(CommandStatus::ESME_RINVDSTADR, None), false, 0, false),
        // A generic_nack can have this status.
        (refused(CommandStatus::ESME_ROK, None), false, 0, false),
        (refused(CommandStatus::ESME_RSYSERR, None), true, 1000, false),
        (refused(CommandStatus::ESME_RMSGQFUL, Some(queue_full)), true, 10_000, false),
        (refused(CommandStatus::ESME_RINVBNDSTS, None), true, 1000, true),
    ] {
        let (mut esme, mut pacer) = (bound(512, 512), Pacer::new(now, 100, 10));
        assert_eq!(esme.at(now).retry(&outcome, &mut pacer), again, "{outcome}");
        assert_eq!(pacer.ready_at(), at(paused), "{outcome}");
        assert_eq!(esme.at(now).can_send(), !leaves, "{outcome}");
    }
}
