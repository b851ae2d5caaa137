//! A peer that reports congestion, in any response.

use crate::{quiet, submit_sm};
use smpp_core::codes::CongestionState;
use smpp_core::pdu::{BindTransceiver, SubmitSm};
use smpp_core::session::Config;
use smpp_core::session::{Pause, PauseCause};
use smpp_core::{CommandId, CommandStatus, Duration, Instant, RawPdu, Version};
use smpp_tests::pair::{End, Pair, pdu_octets};

const CONGESTED: &[u8] = b"\x04\x28\0\x01\x5F";
const NEARLY_CONGESTED: PauseCause = PauseCause::Congested(CongestionState(95));

fn pause(cause: PauseCause, millis: u64) -> Option<Pause> {
    Some(Pause { cause, duration: Duration::from_millis(millis) })
}

fn v50() -> Config {
    Config { version: Version::V50, assumed_version: Version::V50, ..quiet() }
}

/// The peer's answer arrives.
fn answer(end: &mut End<4>, now: Instant, command_id: CommandId, status: u32, number: u32, body: &[u8]) {
    end.inbox = pdu_octets(command_id, status, number, body);
    end.read(now);
}

#[test]
fn congestion_state_in_any_response_is_reported() {
    let multi = b"id\0\x02\x01\x01155\0\0\0\0\x0B\x01\x01156\0\0\0\0\x0B".as_slice();
    let from_esme = [
        (CommandId::SUBMIT_SM, b"id\0".as_slice()),
        (CommandId::SUBMIT_MULTI, multi),
        (CommandId::DATA_SM, b"id\0"),
        (CommandId::QUERY_SM, b"id\0\0\x02\0"),
        (CommandId::CANCEL_SM, b""),
        (CommandId::REPLACE_SM, b""),
        (CommandId::BROADCAST_SM, b"id\0"),
        (CommandId::QUERY_BROADCAST_SM, b"id\0"),
        (CommandId::CANCEL_BROADCAST_SM, b""),
        (CommandId::ENQUIRE_LINK, b""),
    ];
    let from_smsc = [(CommandId::DELIVER_SM, b"\0".as_slice()), (CommandId::DATA_SM, b"\0")];
    let mut pair = Pair::<4>::bound(&v50(), CommandId::BIND_TRANSCEIVER);
    let now = pair.now;
    for (end, requests) in [(&mut pair.esme, from_esme.as_slice()), (&mut pair.smsc, &from_smsc)] {
        for (request, before) in requests {
            let octets = pdu_octets(*request, 0, 1, b"");
            let number = end.send(now, &RawPdu::parse(&octets).unwrap(), 1).unwrap();
            answer(end, now, request.response(), 0, number, &[before, CONGESTED].concat());
            assert_eq!(end.expect("Response").pause, pause(NEARLY_CONGESTED, 500), "{request}");
        }
    }
}

#[test]
fn a_congested_peer_says_so_when_it_accepts_a_bind_and_when_it_is_asked_whether_it_is_there() {
    let config = Config { enquire_link_interval: Some(Duration::from_secs(5)), ..v50() };
    let mut pair = Pair::<4>::new(&config);
    let bind = BindTransceiver { interface_version: 0x50.into(), ..BindTransceiver::default() };
    let number = pair.esme.control(pair.now, &bind).unwrap();
    let body = [b"smsc\0\x02\x10\0\x01\x50", CONGESTED].concat();
    answer(&mut pair.esme, pair.now, CommandId::BIND_TRANSCEIVER_RESP, 0, number, &body);
    assert_eq!(pair.esme.expect("Bound").pause, pause(NEARLY_CONGESTED, 500));
    let later = pair.now + Duration::from_secs(5);
    pair.esme.outbox.clear();
    pair.esme.wait(later);
    pair.esme.write(later);
    let asked = pair.esme.written().pop().unwrap();
    answer(&mut pair.esme, later, CommandId::ENQUIRE_LINK_RESP, 0, asked.sequence_number, CONGESTED);
    assert_eq!(pair.esme.expect("LinkAlive").pause, pause(NEARLY_CONGESTED, 500));
}

#[test]
fn before_5_0_congestion_state_means_nothing() {
    let mut pair = Pair::<4>::bound(&quiet(), CommandId::BIND_TRANSCEIVER);
    let number = pair.esme.send(pair.now, &SubmitSm::default(), 1).unwrap();
    let body = [b"id\0", CONGESTED].concat();
    answer(&mut pair.esme, pair.now, CommandId::SUBMIT_SM_RESP, 0, number, &body);
    assert_eq!(pair.esme.expect("Response").pause, None);
}

#[test]
fn throttling_and_a_full_queue_are_reported_from_responses_generic_nack_and_binds() {
    for (status, cause, millis) in [
        (CommandStatus::ESME_RTHROTTLED, PauseCause::Throttled, 1000),
        (CommandStatus::ESME_RMSGQFUL, PauseCause::QueueFull, 10_000),
    ] {
        let mut pair = Pair::<4>::bound(&quiet(), CommandId::BIND_TRANSMITTER);
        for (command_id, event) in
            [(CommandId::SUBMIT_SM_RESP, "Response"), (CommandId::GENERIC_NACK, "Nacked")]
        {
            let number = pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
            answer(&mut pair.esme, pair.now, command_id, status.0, number, b"");
            assert_eq!(pair.esme.expect(event).pause, pause(cause, millis), "{event}");
        }
        let mut pair = Pair::<4>::new(&quiet());
        let number = pair.esme.control(pair.now, &BindTransceiver::default()).unwrap();
        answer(&mut pair.esme, pair.now, CommandId::BIND_TRANSCEIVER_RESP, status.0, number, b"");
        assert_eq!(pair.esme.expect("BindRefused").pause, pause(cause, millis));
    }
}
