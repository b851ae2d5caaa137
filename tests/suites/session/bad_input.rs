//! Octets that no peer should send. Each gets its specified answer, and the session survives if framing does.

use crate::{OK, deliver_sm, quiet, submit_sm, transceivers};
use smpp_core::session::{Config, State};
use smpp_core::{CommandId, CommandStatus, Encode, Rules};
use smpp_tests::pair::{OwnPdu, Pair, bind_octets, pdu_octets};

/// The message centre's default answer to these octets, and the kinds of its events.
fn smsc_answers(pair: &mut Pair<4>, octets: &[u8]) -> (Vec<&'static str>, Vec<OwnPdu>) {
    pair.smsc.inbox = octets.to_vec();
    pair.smsc.read(pair.now);
    let mut kinds = Vec::new();
    while let Some(seen) = pair.smsc.seen.pop_front() {
        kinds.push(seen.kind);
        if let Some(token) = seen.token {
            pair.smsc.answer_default(pair.now, token).unwrap();
        }
    }
    pair.smsc.write(pair.now);
    (kinds, pair.smsc.written())
}

fn answer(command_id: CommandId, status: CommandStatus, sequence_number: u32) -> OwnPdu {
    OwnPdu { command_id, command_status: status, sequence_number, body: Vec::new() }
}

/// The session still answers.
fn assert_alive(pair: &mut Pair<4>) {
    let (_, answers) = smsc_answers(pair, &pdu_octets(CommandId::ENQUIRE_LINK, 0, 99, b""));
    assert_eq!(answers, [answer(CommandId::ENQUIRE_LINK_RESP, OK, 99)]);
}

#[test]
fn an_unknown_command_id_gets_generic_nack_with_its_number() {
    let mut pair = transceivers(&quiet());
    let (kinds, answers) = smsc_answers(&mut pair, &pdu_octets(CommandId(0x777), 0, 41, b"what"));
    assert_eq!(kinds, ["Disallowed"]);
    assert_eq!(answers, [answer(CommandId::GENERIC_NACK, CommandStatus::ESME_RINVCMDID, 41)]);
    assert_alive(&mut pair);
}

#[test]
fn a_command_of_another_version_is_unknown() {
    let mut pair = transceivers(&quiet());
    for command_id in [CommandId::BROADCAST_SM, CommandId::PARAM_RETRIEVE] {
        let (_, answers) = smsc_answers(&mut pair, &pdu_octets(command_id, 0, 41, b""));
        assert_eq!(answers, [answer(CommandId::GENERIC_NACK, CommandStatus::ESME_RINVCMDID, 41)]);
    }
}

#[test]
fn an_unknown_response_is_never_answered() {
    let mut pair = transceivers(&quiet());
    for command_id in [CommandId(0x8000_0777), CommandId::SUBMIT_SM_RESP, CommandId::GENERIC_NACK] {
        for number in [0, 1, 77, u32::MAX] {
            let (kinds, answers) = smsc_answers(&mut pair, &pdu_octets(command_id, 0, number, b""));
            assert_eq!((kinds.as_slice(), answers.as_slice()), (["Unmatched"].as_slice(), [].as_slice()));
        }
    }
    assert_alive(&mut pair);
}

#[test]
fn a_submit_sm_before_bind_is_refused_with_its_own_response() {
    let mut pair = Pair::<4>::new(&quiet());
    let octets = pdu_octets(CommandId::SUBMIT_SM, 0, 5, &[0; 17]);
    let refused = [answer(CommandId::SUBMIT_SM_RESP, CommandStatus::ESME_RINVBNDSTS, 5)];
    assert_eq!(smsc_answers(&mut pair, &octets).1, refused);
    // The same while the bind is pending; then it may be accepted.
    pair.smsc.inbox = bind_octets(CommandId::BIND_TRANSMITTER, 0x34);
    pair.smsc.read(pair.now);
    let bind = pair.smsc.expect("Bind").token.unwrap();
    assert_eq!(smsc_answers(&mut pair, &octets).1, refused);
    pair.smsc.refuse(pair.now, bind, OK).unwrap();
    pair.smsc.outbox.clear();
    assert_eq!(smsc_answers(&mut pair, &octets).0, ["Request"]);
}

#[test]
fn a_deliver_sm_from_an_esme_is_refused() {
    let mut pair = transceivers(&quiet());
    let (kinds, answers) = smsc_answers(&mut pair, &pdu_octets(CommandId::DELIVER_SM, 0, 5, &[0; 17]));
    assert_eq!(kinds, ["Disallowed"]);
    assert_eq!(answers, [answer(CommandId::DELIVER_SM_RESP, CommandStatus::ESME_RINVBNDSTS, 5)]);
    assert_alive(&mut pair);
}

#[test]
fn a_refusal_can_be_overridden() {
    let mut pair = Pair::<4>::new(&quiet());
    pair.smsc.inbox = pdu_octets(CommandId::SUBMIT_SM, 0, 5, &[0; 17]);
    pair.smsc.read(pair.now);
    let token = pair.smsc.expect("Disallowed").token.unwrap();
    pair.smsc.answer(pair.now, token, OK, &crate::submit_sm_resp()).unwrap();
    assert_eq!(pair.smsc.written()[0].command_status, OK);
    assert_eq!(pair.smsc.session.state(), State::Open);
}

#[test]
fn a_command_length_that_cannot_be_is_nacked_and_ends_the_session() {
    for length in [0_u32, 15, 0xFFFF_FFFF, (16 << 20) + 1] {
        let mut pair = transceivers(&quiet());
        pair.smsc.send(pair.now, &deliver_sm(), 6).unwrap();
        pair.smsc.outbox.clear();
        let mut octets = pdu_octets(CommandId::SUBMIT_SM, 0, 8, b"");
        octets[..4].copy_from_slice(&length.to_be_bytes());
        let (kinds, answers) = smsc_answers(&mut pair, &octets);
        assert!(kinds.is_empty());
        let number = if length < 16 { 0 } else { 8 };
        assert_eq!(answers, [answer(CommandId::GENERIC_NACK, CommandStatus::ESME_RINVCMDLEN, number)]);
        assert!(pair.smsc.session.wants_close());
        pair.smsc.hang_up(pair.now);
        let reason = format!("FramingLost {{ command_length: {length} }}");
        let failed = pair.smsc.expect("Failed");
        assert_eq!((failed.value, failed.detail), (Some(6), reason.clone()));
        assert_eq!(pair.smsc.expect("Closed").detail, reason);
    }
}

#[test]
fn four_octets_are_enough_to_know_that_framing_is_lost() {
    let mut pair = transceivers(&quiet());
    let (_, answers) = smsc_answers(&mut pair, &[0, 0, 0, 15]);
    assert_eq!(answers, [answer(CommandId::GENERIC_NACK, CommandStatus::ESME_RINVCMDLEN, 0)]);
}

#[test]
fn an_oversized_pdu_is_nacked_and_skipped_and_the_session_lives() {
    let mut pair = transceivers(&Config { max_pdu: 64, ..quiet() });
    let mut octets = pdu_octets(CommandId::SUBMIT_SM, 0, 8, &[0; 200]);
    octets.extend(pdu_octets(CommandId::SUBMIT_SM, 0, 9, &[0; 17]));
    let (kinds, answers) = smsc_answers(&mut pair, &octets);
    assert_eq!(kinds, ["Disallowed", "Skipped", "Request"]);
    assert_eq!(answers[0], answer(CommandId::GENERIC_NACK, CommandStatus::ESME_RINVCMDLEN, 8));
    assert_alive(&mut pair);
}

#[test]
fn an_oversized_response_gives_the_value_back() {
    let mut pair = transceivers(&Config { max_pdu: 64, ..quiet() });
    let number = pair.esme.send(pair.now, &submit_sm(), 3).unwrap();
    pair.esme.inbox = pdu_octets(CommandId::SUBMIT_SM_RESP, 0, number, &[b'x'; 100]);
    pair.esme.read(pair.now);
    assert_eq!(pair.esme.expect("OversizedResponse").value, Some(3));
    assert_eq!(pair.esme.session.in_flight(), 0);
    assert_eq!(pair.esme.session.counters().late, 0);
}

/// It used to be missing from the counters.
#[test]
fn an_oversized_response_that_comes_late_counts_as_late() {
    let mut pair = transceivers(&Config { max_pdu: 64, ..quiet() });
    let number = pair.esme.send(pair.now, &submit_sm(), 3).unwrap();
    for (number, late) in [(number, 0), (number, 1), (number + 1, 1)] {
        pair.esme.inbox = pdu_octets(CommandId::SUBMIT_SM_RESP, 0, number, &[b'x'; 100]);
        pair.esme.read(pair.now);
        assert_eq!(pair.esme.session.counters().late, late);
    }
}

#[test]
fn one_octet_at_a_time_gives_the_same_events() {
    let octets = [
        bind_octets(CommandId::BIND_TRANSCEIVER, 0x34),
        pdu_octets(CommandId::SUBMIT_SM, 0, 2, &[0; 17]),
        pdu_octets(CommandId::ENQUIRE_LINK, 0, 3, b""),
        pdu_octets(CommandId(0x777), 0, 4, b"abc"),
    ]
    .concat();
    let mut pair = Pair::<4>::new(&quiet());
    let mut kinds = Vec::new();
    for octet in octets {
        pair.smsc.inbox.push(octet);
        pair.smsc.read(pair.now);
        while let Some(seen) = pair.smsc.seen.pop_front() {
            kinds.push(seen.kind);
            if seen.kind == "Bind" {
                pair.smsc.refuse(pair.now, seen.token.unwrap(), OK).unwrap();
            }
        }
        assert!(pair.smsc.inbox.len() < 60, "nothing piles up");
    }
    assert_eq!(kinds, ["Bind", "Request", "EnquireLink", "Disallowed"]);
}

#[test]
fn a_connection_that_ends_inside_a_pdu_says_so() {
    let octets = pdu_octets(CommandId::SUBMIT_SM, 0, 2, &[0; 17]);
    for cut in 0..octets.len() {
        let mut pair = transceivers(&quiet());
        pair.smsc.inbox = octets[..cut].to_vec();
        pair.smsc.read(pair.now);
        pair.smsc.hang_up(pair.now);
        let reason = if cut == 0 { "TransportClosed" } else { "ClosedInsidePdu" };
        assert_eq!(pair.smsc.expect("Closed").detail, reason);
    }
}

#[test]
fn a_body_cut_at_every_octet_is_answered_and_the_session_lives() {
    let mut whole = [0; 256];
    let len = submit_sm().encode(7, Rules::V34, &mut whole).unwrap().len;
    let mut pair = transceivers(&quiet());
    for cut in 16..len {
        let octets = pdu_octets(CommandId::SUBMIT_SM, 0, 7, &whole[16..cut]);
        let (kinds, answers) = smsc_answers(&mut pair, &octets);
        assert_eq!(kinds, ["Request"]);
        assert_eq!(answers.len(), 1);
        let bind = pdu_octets(CommandId::BIND_TRANSMITTER, 0, 7, &whole[16..cut]);
        assert_eq!(smsc_answers(&mut pair, &bind).0, ["Disallowed"]);
    }
    assert_alive(&mut pair);
}

#[test]
fn numbers_of_the_peer_are_echoed_whatever_they_are() {
    let mut pair = transceivers(&quiet());
    for number in [0, 0x8000_0000, 0x9F88_F124, u32::MAX] {
        let (_, answers) = smsc_answers(&mut pair, &pdu_octets(CommandId::SUBMIT_SM, 0, number, &[0; 17]));
        assert_eq!(answers[0].sequence_number, number);
        let (_, answers) = smsc_answers(&mut pair, &pdu_octets(CommandId::ENQUIRE_LINK, 0, number, b""));
        assert_eq!(answers[0].sequence_number, number);
    }
}

#[test]
fn a_flood_of_garbage_grows_nothing() {
    let mut pair = transceivers(&quiet());
    for number in 0..10_000 {
        let id = CommandId(number % 0x120);
        let (_, answers) = smsc_answers(&mut pair, &pdu_octets(id, 0, number, b""));
        assert!(answers.len() <= 1);
        if pair.smsc.session.state() == State::Unbound {
            pair = transceivers(&quiet());
        }
    }
    assert_eq!(pair.smsc.session.pending(), 0);
}
