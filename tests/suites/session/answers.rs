//! Tokens, and the ways to answer.

use crate::{OK, deliver_sm, quiet, submit_sm, submit_sm_resp, transceivers};
use smpp_core::pdu::{DeliverSmResp, GenericNack, SubmitSm};
use smpp_core::session::{Config, SessionError, State, Token, Undecoded};
use smpp_core::{CommandId, CommandStatus, Duration, RawPdu, Tlv, Tlvs};
use smpp_tests::pair::{Pair, bind_octets, pdu_octets};

fn one_request(pair: &mut Pair<4>) -> Token {
    pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
    pair.flow();
    pair.smsc.expect("Request").token.unwrap()
}

#[test]
fn a_token_can_be_sent_to_another_thread() {
    fn is_send<T: Send + 'static>() {}
    is_send::<Token>();
}

#[test]
fn a_token_of_another_session_is_refused_and_comes_back() {
    let mut pair = transceivers(&quiet());
    let token = one_request(&mut pair);
    let returned = pair.esme.refuse(pair.now, token, OK).unwrap_err();
    assert_eq!(returned.error, SessionError::ForeignToken);
    let returned = pair.esme.session.abandon(returned.token).unwrap_err();
    assert_eq!(returned.error, SessionError::ForeignToken);
    pair.smsc.answer(pair.now, returned.token, OK, &submit_sm_resp()).unwrap();
}

#[test]
fn the_wrong_response_is_refused() {
    let mut pair = transceivers(&quiet());
    let token = one_request(&mut pair);
    let returned = pair.smsc.answer(pair.now, token, OK, &DeliverSmResp::default()).unwrap_err();
    assert_eq!(returned.error, SessionError::WrongResponse);
    assert_eq!(pair.smsc.session.pending(), 1);
    assert_eq!(pair.smsc.session.abandon(returned.token), Ok(()));
    assert_eq!(pair.smsc.session.pending(), 0);
}

#[test]
fn what_is_not_supported_gets_a_default_answer() {
    let mut pair = transceivers(&quiet());
    let token = one_request(&mut pair);
    pair.smsc.send(pair.now, &deliver_sm(), 4).unwrap();
    pair.smsc.answer_default(pair.now, token).unwrap();
    pair.flow();
    let delivered = pair.esme.expect("Request");
    // A receipt is never lost for want of a handler: the message centre sends it again.
    assert_eq!(delivered.token.unwrap().proposed(), CommandStatus::ESME_RX_T_APPN);
    let seen = pair.esme.expect("Response");
    assert_eq!(seen.pdu.unwrap().command_status, CommandStatus::ESME_RINVCMDID);
}

#[test]
fn a_request_can_be_answered_with_generic_nack() {
    let mut pair = transceivers(&quiet());
    let token = one_request(&mut pair);
    let mut out = [0; 16];
    let sent = pair
        .smsc
        .session
        .answer(pair.now, token, CommandStatus::ESME_RINVCMDLEN, &GenericNack::default(), &mut out)
        .unwrap();
    pair.esme.inbox = out[..sent.len].to_vec();
    pair.esme.read(pair.now);
    let seen = pair.esme.expect("Nacked");
    assert_eq!((seen.value, seen.request), (Some(1), Some(CommandId::SUBMIT_SM)));
}

#[test]
fn a_bad_body_is_answered_with_the_status_of_its_field() {
    let mut pair = transceivers(&quiet());
    let octets = pdu_octets(CommandId::SUBMIT_SM, 0, 5, b"\0\x01\x01467");
    pair.smsc.inbox = octets;
    pair.smsc.read(pair.now);
    let seen = pair.smsc.expect("Request");
    let pdu = seen.pdu.unwrap();
    let mut out = [0; 64];
    let answer = pair.smsc.session.decode_or_refuse::<SubmitSm<'_>>(
        pair.now,
        seen.token.unwrap(),
        &pdu.raw(),
        &mut out,
    );
    let Err(Undecoded { error, answer: Ok(sent) }) = answer else { panic!("{answer:?}") };
    assert_eq!((sent.len, sent.sequence_number), (16, 5));
    assert_eq!(error.command_status(), CommandStatus::ESME_RINVSRCADR);
    assert_eq!(out[8..12], [0, 0, 0, 0x0A]);
    assert_eq!(pair.smsc.session.pending(), 0);
}

#[test]
fn places_of_lost_tokens_are_freed_by_time() {
    let config = Config { pending_timeout: Some(Duration::from_secs(10)), ..quiet() };
    let mut pair = transceivers(&config);
    let first = one_request(&mut pair);
    pair.advance(4000);
    let second = one_request(&mut pair);
    assert_eq!(pair.smsc.session.pending(), 2);
    pair.advance(6000);
    // Both were issued within one lifetime: they expire together, the first after 14 s and the second after 10 s.
    pair.smsc.expect_nothing();
    assert_eq!(pair.step(), Some(4000));
    assert_eq!(pair.smsc.expect("PendingExpired").detail, "2");
    assert_eq!(pair.smsc.session.pending(), 0);
    for token in [first, second] {
        let returned = pair.smsc.refuse(pair.now, token, OK).unwrap_err();
        assert_eq!(returned.error, SessionError::TokenExpired);
    }
    pair.smsc.expect_nothing();
}

#[test]
fn a_lost_bind_token_leaves_the_session_open() {
    let config = Config {
        pending_timeout: Some(Duration::from_secs(10)),
        session_init_timeout: Some(Duration::from_secs(30)),
        ..quiet()
    };
    for abandon in [false, true] {
        let mut pair = Pair::<4>::new(&config);
        pair.smsc.inbox = bind_octets(CommandId::BIND_TRANSMITTER, 0x34);
        pair.smsc.read(pair.now);
        let token = pair.smsc.expect("Bind").token.unwrap();
        if abandon {
            pair.smsc.session.abandon(token).unwrap();
        } else {
            pair.smsc.wait(pair.now + Duration::from_secs(10));
            pair.smsc.expect("PendingExpired");
        }
        assert_eq!(pair.smsc.session.state(), State::Open);
    }
}

/// Whatever the error, and however little room there is: no number and no slot is used, and the value comes back.
#[test]
fn on_an_error_nothing_has_changed() {
    let mut pair = transceivers(&Config { max_pending: 1, ..quiet() });
    let tlvs = [Tlv::user_message_reference(1), Tlv::broadcast_channel_indicator(0.into())];
    let long = [b'1'; 40];
    let requests = [
        submit_sm(),
        SubmitSm { tlvs: (&tlvs).into(), ..submit_sm() },
        SubmitSm { destination_addr: long.as_slice().into(), ..submit_sm() },
        SubmitSm { short_message: &[0; 255], ..submit_sm() },
    ];
    let mut refused = 0;
    for request in requests {
        for room in 0..120 {
            let mut out = vec![0; room];
            match pair.esme.session.prepare(pair.now, &request, &mut out).map(|prepared| prepared.keep(1)) {
                Err(error) => {
                    let session = &pair.esme.session;
                    assert_eq!((session.counters().sent, session.in_flight()), (1, 0), "{error}");
                    refused += 1;
                }
                Ok(sent) => {
                    assert_eq!((sent.sequence_number, pair.esme.session.in_flight()), (2, 1));
                    pair = transceivers(&quiet());
                }
            }
        }
    }
    assert!(refused > 3 * 120, "{refused}");
    let mut token = one_request(&mut pair);
    for room in 0..18 {
        let mut out = vec![0; room];
        let returned =
            pair.smsc.session.answer(pair.now, token, OK, &submit_sm_resp(), &mut out).unwrap_err();
        assert_eq!((pair.smsc.session.pending(), pair.smsc.session.counters().sent), (1, 1));
        token = returned.token;
    }
    pair.smsc.session.answer(pair.now, token, OK, &submit_sm_resp(), &mut [0; 18]).map(drop).unwrap();
}

#[test]
fn accept_bind_answers_whichever_bind_it_was() {
    let binds = [
        (CommandId::BIND_TRANSMITTER, CommandId::BIND_TRANSMITTER_RESP, State::BoundTx),
        (CommandId::BIND_RECEIVER, CommandId::BIND_RECEIVER_RESP, State::BoundRx),
        (CommandId::BIND_TRANSCEIVER, CommandId::BIND_TRANSCEIVER_RESP, State::BoundTrx),
    ];
    for (bind, resp, state) in binds {
        for (version, with_tlv) in [(0x33, false), (0x34, true), (0x50, true)] {
            let mut pair = Pair::<4>::new(&quiet());
            pair.smsc.hear(pair.now, &bind_octets(bind, version));
            let token = pair.smsc.expect("Bind").token.unwrap();
            let tlvs = [Tlv::sc_interface_version(0x50.into())];
            let mut out = [0; 64];
            let sent = pair.smsc.session.accept_bind(pair.now, token, "SMSC", &tlvs, &mut out).unwrap();
            let body: &[u8] = if with_tlv { b"SMSC\0\x02\x10\0\x01\x50" } else { b"SMSC\0" };
            let expected = pdu_octets(resp, 0, sent.sequence_number, body);
            assert_eq!(out[..sent.len], expected, "{bind} {version:#x}");
            assert_eq!((sent.omitted, pair.smsc.session.state()), (u16::from(!with_tlv), state));
        }
    }
}

#[test]
fn accept_bind_names_the_response_whose_field_is_bad() {
    for bind in [CommandId::BIND_TRANSMITTER, CommandId::BIND_RECEIVER, CommandId::BIND_TRANSCEIVER] {
        let mut pair = Pair::<4>::new(&quiet());
        pair.smsc.hear(pair.now, &bind_octets(bind, 0x34));
        let token = pair.smsc.expect("Bind").token.unwrap();
        // One octet too long.
        let (system_id, mut out) = ("SIXTEEN-OCTETS-X", [0; 64]);
        let returned =
            pair.smsc.session.accept_bind(pair.now, token, system_id, Tlvs::EMPTY, &mut out).unwrap_err();
        let said = returned.to_string();
        assert!(said.contains(&format!("{}.system_id", bind.response())), "{said}");
    }
}

#[test]
fn accept_bind_answers_nothing_but_a_bind() {
    let mut pair = transceivers(&quiet());
    let token = one_request(&mut pair);
    let returned =
        pair.smsc.session.accept_bind(pair.now, token, "SMSC", Tlvs::EMPTY, &mut [0; 64]).unwrap_err();
    assert_eq!(returned.error, SessionError::WrongResponse);
    assert_eq!(pair.smsc.session.pending(), 1);
}

#[test]
fn accept_bind_without_room_gives_the_token_back() {
    let mut pair = Pair::<4>::new(&quiet());
    pair.smsc.hear(pair.now, &bind_octets(CommandId::BIND_TRANSMITTER, 0x34));
    let token = pair.smsc.expect("Bind").token.unwrap();
    // The response takes 16 octets and "SMSC" with its NUL.
    let returned =
        pair.smsc.session.accept_bind(pair.now, token, "SMSC", Tlvs::EMPTY, &mut [0; 20]).unwrap_err();
    assert_eq!(pair.smsc.session.state(), State::BindPending);
    let sent =
        pair.smsc.session.accept_bind(pair.now, returned.token, "SMSC", Tlvs::EMPTY, &mut [0; 21]).unwrap();
    assert_eq!((sent.len, pair.smsc.session.state()), (21, State::BoundTx));
}

#[test]
fn a_typed_token_is_the_same_token() {
    let mut pair = transceivers(&quiet());
    let token = one_request(&mut pair);
    let number = token.sequence_number();
    let octets = pdu_octets(CommandId::SUBMIT_SM, 0, number, &[0; 17]);
    let raw = RawPdu::parse(&octets).unwrap();
    let (_, token) =
        pair.smsc.session.decode_or_refuse::<SubmitSm<'_>>(pair.now, token, &raw, &mut [0; 64]).unwrap();
    assert_eq!((token.command_id(), token.sequence_number()), (CommandId::SUBMIT_SM, number));
    // Another session refuses it and returns it with its type.
    let returned = pair.esme.session.refuse(pair.now, token, OK, &mut [0; 64]).unwrap_err();
    assert_eq!(returned.error, SessionError::ForeignToken);
    let sent =
        pair.smsc.session.answer(pair.now, returned.token, OK, &submit_sm_resp(), &mut [0; 64]).unwrap();
    assert_eq!((sent.sequence_number, pair.smsc.session.pending()), (number, 0));
}
