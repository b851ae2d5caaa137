//! bind, outbind, versions.

use crate::{OK, data_sm, deliver_sm, quiet, submit_sm, transceivers};
use smpp_core::pdu::{BindReceiver, BindTransceiver, BindTransceiverResp, Outbind, SubmitSm};
use smpp_core::session::{Config, SessionError, State, bind_info};
use smpp_core::{CommandId, CommandStatus, EncodeErrorKind, RawPdu, Tlv, Version};
use smpp_tests::pair::{Pair, bind_octets, pdu_octets};

const BINDS: [(CommandId, State); 3] = [
    (CommandId::BIND_TRANSMITTER, State::BoundTx),
    (CommandId::BIND_RECEIVER, State::BoundRx),
    (CommandId::BIND_TRANSCEIVER, State::BoundTrx),
];

#[test]
fn every_bind_leads_to_its_state_on_both_sides() {
    for (bind, state) in BINDS {
        assert_eq!(Pair::<4>::bound(&quiet(), bind).states(), [state, state]);
    }
}

#[test]
fn the_bind_shows_who_binds_and_is_pending_until_the_answer() {
    let mut pair = Pair::<4>::new(&quiet());
    let bind = BindTransceiver { system_id: "me".into(), password: "secret".into(), ..Default::default() };
    pair.esme.control(pair.now, &bind).unwrap();
    pair.flow();
    assert_eq!(pair.states(), [State::BindPending; 2]);
    let seen = pair.smsc.expect("Bind");
    let info = bind_info(&seen.pdu.as_ref().unwrap().raw()).unwrap();
    assert_eq!(info.system_id, "me");
    assert_eq!(info.password.reveal(), "secret");
    pair.smsc.refuse(pair.now, seen.token.unwrap(), CommandStatus::ESME_RINVPASWD).unwrap();
    pair.flow();
    let refused = pair.esme.expect("BindRefused");
    assert_eq!(refused.pdu.unwrap().command_status, CommandStatus::ESME_RINVPASWD);
    assert_eq!(pair.states(), [State::Open; 2]);
    // Still OPEN: another bind may follow on the same connection.
    pair.bind(CommandId::BIND_TRANSCEIVER, 0x34);
}

#[test]
fn a_second_bind_gets_ralybnd_while_pending_and_when_bound_and_the_session_lives() {
    let mut pair = Pair::<4>::new(&quiet());
    let octets = bind_octets(CommandId::BIND_TRANSCEIVER, 0x34);
    pair.smsc.inbox = [octets.clone(), octets.clone()].concat();
    pair.smsc.read(pair.now);
    let bind = pair.smsc.expect("Bind").token.unwrap();
    let second = pair.smsc.expect("Disallowed");
    assert_eq!(second.detail, "AlreadyBound");
    pair.smsc.answer_default(pair.now, second.token.unwrap()).unwrap();
    pair.smsc.refuse(pair.now, bind, OK).unwrap();
    pair.smsc.inbox = octets;
    pair.smsc.read(pair.now);
    let third = pair.smsc.expect("Disallowed").token.unwrap();
    assert_eq!(third.proposed(), CommandStatus::ESME_RALYBND);
    pair.smsc.answer_default(pair.now, third).unwrap();
    let statuses: Vec<_> =
        pair.smsc.written().iter().map(|pdu| (pdu.command_id, pdu.command_status)).collect();
    let resp = CommandId::BIND_TRANSCEIVER_RESP;
    let already = CommandStatus::ESME_RALYBND;
    assert_eq!(statuses, [(resp, already), (resp, OK), (resp, already)]);
    assert_eq!(pair.smsc.session.state(), State::BoundTrx);
}

#[test]
fn a_bind_whose_body_cannot_be_read_is_refused_with_the_status_of_the_field_and_may_still_be_accepted() {
    for accept in [false, true] {
        let mut pair = Pair::<4>::new(&quiet());
        pair.smsc.inbox = pdu_octets(CommandId::BIND_TRANSMITTER, 0, 1, b"no NUL");
        pair.smsc.read(pair.now);
        let seen = pair.smsc.expect("Disallowed");
        assert_eq!(seen.detail, "BadBind(ESME_RINVSYSID)");
        let token = seen.token.unwrap();
        assert_eq!(token.proposed(), CommandStatus::ESME_RINVSYSID);
        if accept {
            pair.smsc.refuse(pair.now, token, OK).unwrap();
            assert_eq!(pair.smsc.session.state(), State::BoundTx);
        } else {
            pair.smsc.answer_default(pair.now, token).unwrap();
            assert_eq!(pair.smsc.session.state(), State::Open);
        }
    }
}

#[test]
fn generic_nack_refuses_a_bind() {
    let mut pair = Pair::<4>::new(&quiet());
    let number = pair.esme.control(pair.now, &BindReceiver::default()).unwrap();
    pair.esme.inbox = pdu_octets(CommandId::GENERIC_NACK, 3, number, b"");
    pair.esme.read(pair.now);
    pair.esme.expect("BindRefused");
    assert_eq!(pair.esme.session.state(), State::Open);
}

#[test]
fn the_wrong_bind_response_fails_the_bind() {
    let mut pair = Pair::<4>::new(&quiet());
    let number = pair.esme.control(pair.now, &BindReceiver::default()).unwrap();
    pair.esme.inbox = pdu_octets(CommandId::BIND_TRANSMITTER_RESP, 0, number, b"smsc\0");
    pair.esme.read(pair.now);
    pair.esme.expect("BindRefused");
    assert_eq!(pair.esme.session.state(), State::Open);
}

#[test]
fn outbind_asks_for_a_bind() {
    let mut pair = Pair::<4>::new(&quiet());
    let outbind = Outbind { system_id: "smsc".into(), ..Outbind::default() };
    pair.smsc.control(pair.now, &outbind).unwrap();
    pair.flow();
    let seen = pair.esme.expect("OneWay");
    assert_eq!(seen.pdu.unwrap().raw().decode::<Outbind<'_>>().unwrap().system_id, "smsc");
    assert_eq!(pair.states(), [State::Outbound; 2]);
    pair.bind(CommandId::BIND_RECEIVER, 0x34);
    // Not again, and never from an ESME.
    let error = SessionError::NotAllowed(State::BoundRx);
    assert_eq!(pair.smsc.control(pair.now, &outbind), Err(error));
    assert_eq!(pair.esme.control(pair.now, &outbind), Err(error));
}

#[test]
fn outbind_in_the_wrong_place_is_seen_and_never_answered() {
    let mut pair = transceivers(&quiet());
    for inbox in [&mut pair.esme.inbox, &mut pair.smsc.inbox] {
        *inbox = pdu_octets(CommandId::OUTBIND, 0, 1, b"a\0b\0");
    }
    pair.flow();
    pair.esme.read(pair.now);
    pair.smsc.read(pair.now);
    assert!(pair.esme.expect("Unexpected").token.is_none());
    assert!(pair.smsc.expect("Unexpected").token.is_none());
    assert!(pair.esme.outbox.is_empty() && pair.smsc.outbox.is_empty());
}

/// A message centre of version `smsc`, which announces its version or not, and an ESME that gives `said` in its bind.
fn negotiate(esme: &Config, said: u8, tlv: bool) -> [Version; 2] {
    let mut pair = Pair::<4>::with(esme, &Config { version: Version::V50, ..quiet() });
    let bind = BindTransceiver { interface_version: said.into(), ..Default::default() };
    pair.esme.control(pair.now, &bind).unwrap();
    pair.flow();
    let token = pair.smsc.expect("Bind").token.unwrap();
    let tlvs = [Tlv::sc_interface_version(0x50.into())];
    let mut resp = BindTransceiverResp::default();
    if tlv {
        resp.tlvs = (&tlvs).into();
    }
    pair.smsc.answer(pair.now, token, OK, &resp).unwrap();
    pair.flow();
    pair.esme.expect("Bound");
    [pair.esme.session.version(), pair.smsc.session.version()]
}

#[test]
fn the_session_works_with_the_lower_version_of_both() {
    use Version::{V33, V34, V50};
    let speaks = |version| Config { version, ..quiet() };
    assert_eq!(negotiate(&speaks(V50), 0x50, true), [V50, V50]);
    assert_eq!(negotiate(&speaks(V34), 0x34, true), [V34, V34]);
    assert_eq!(negotiate(&speaks(V50), 0x34, true), [V34, V34]);
    // Decimal 34 is not one of our versions, so it counts as 3.3 or older, as the standard says.
    for old in [0x33, 0x00, 34] {
        assert_eq!(negotiate(&speaks(V34), old, true), [V33, V33]);
    }
    // Without sc_interface_version the configured version counts, 3.4 by default.
    assert_eq!(negotiate(&speaks(V50), 0x50, false), [V34, V50]);
    let text = Config { assumed_version: V33, ..speaks(V50) };
    assert_eq!(negotiate(&text, 0x50, false), [V33, V50]);
    let fixed = Config { fixed_version: Some(V34), ..speaks(V34) };
    assert_eq!(negotiate(&fixed, 0x00, true)[0], V34);
}

#[test]
fn a_3_3_peer_gets_no_tlvs() {
    let tlvs = [Tlv::user_message_reference(1)];
    let request = SubmitSm { tlvs: (&tlvs).into(), ..submit_sm() };
    for omit_tlvs in [false, true] {
        let mut pair = Pair::<4>::new(&Config { omit_tlvs, ..quiet() });
        pair.bind(CommandId::BIND_TRANSCEIVER, 0x33);
        let mut out = [0; 256];
        match pair.esme.session.prepare(pair.now, &request, &mut out).map(|prepared| prepared.keep(1)) {
            Ok(sent) => assert!(omit_tlvs && sent.omitted == 1),
            Err(error) => {
                assert!(!omit_tlvs);
                let SessionError::Encode(error) = error else { panic!("{error:?}") };
                assert_eq!(error.kind(), EncodeErrorKind::TlvNotInVersion);
                assert_eq!(pair.esme.session.in_flight(), 0);
            }
        }
    }
}

#[test]
fn a_3_3_transceiver_is_allowed_unless_the_settings_are_strict() {
    let strict = Config { version: Version::V33, strict_version: true, ..quiet() };
    let mut pair = Pair::<4>::new(&strict);
    let octets = bind_octets(CommandId::BIND_TRANSCEIVER, 0x33);
    let raw = RawPdu::parse(&octets).unwrap();
    assert_eq!(pair.esme.control(pair.now, &raw), Err(SessionError::NotAllowed(State::Open)));
    pair.smsc.inbox = octets;
    pair.smsc.read(pair.now);
    let seen = pair.smsc.expect("Disallowed");
    assert_eq!(seen.detail, "UnknownCommand");
    assert_eq!(pair.smsc.session.state(), State::Open);
    let lenient = Pair::<4>::bound(&Config { version: Version::V33, ..quiet() }, CommandId::BIND_TRANSCEIVER);
    assert_eq!(lenient.states(), [State::BoundTrx; 2]);
}

#[test]
fn traffic_goes_only_where_the_bind_allows() {
    for (bind, state) in BINDS {
        let mut pair = Pair::<4>::bound(&quiet(), bind);
        let sends = state != State::BoundRx;
        let receives = state != State::BoundTx;
        assert_eq!(pair.esme.send(pair.now, &submit_sm(), 1).is_ok(), sends);
        assert_eq!(pair.smsc.send(pair.now, &deliver_sm(), 1).is_ok(), receives);
        assert!(pair.smsc.send(pair.now, &submit_sm(), 1).is_err());
        assert!(pair.esme.send(pair.now, &deliver_sm(), 1).is_err());
        // 3.4 allows both sides to send data_sm in every bound state.
        assert!(pair.esme.send(pair.now, &data_sm(), 1).is_ok());
        pair.flow();
    }
}
