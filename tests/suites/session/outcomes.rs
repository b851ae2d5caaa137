//! The outcome of a request: `Event::into_outcome`.

use crate::{OK, quiet, submit_sm, submit_sm_resp, transceivers};
use smpp_core::session::{CloseReason, Disallowed, Event, Outcome, Sent};
use smpp_core::{CommandId, CommandStatus, Duration, Header, RawPdu};
use smpp_tests::pair::Pair;

const REQUEST: CommandId = CommandId::SUBMIT_SM;

fn pdu(command_id: CommandId, command_status: CommandStatus) -> RawPdu<'static> {
    RawPdu { command_id, command_status, sequence_number: 5, body: b"" }
}

fn header() -> Header {
    let (command_id, command_status) = (REQUEST.response(), OK);
    Header { command_length: 70_000, command_id, command_status, sequence_number: 5 }
}

#[test]
fn every_event_with_a_value_ends_its_request() {
    let yes = pdu(REQUEST.response(), OK);
    let no = pdu(REQUEST.response(), CommandStatus::ESME_RTHROTTLED);
    // Peers send such nonsense: a generic_nack with ESME_ROK is still not a response.
    let odd = pdu(CommandId::GENERIC_NACK, OK);
    let nack = pdu(CommandId::GENERIC_NACK, CommandStatus::ESME_RINVCMDID);
    let (request, sequence_number, pause, round_trip) = (REQUEST, 5, None, Duration::ZERO);
    let answered = Outcome::Answered { pdu: yes, pause };
    let refused = |pdu: RawPdu<'static>| Outcome::Refused { status: pdu.command_status, pdu, pause };
    let cases: [(Event<'_, u8>, Outcome<'_>); 8] = [
        (Event::Response { value: 7, request, pdu: yes, round_trip, pause }, answered),
        (Event::Response { value: 7, request, pdu: no, round_trip, pause }, refused(no)),
        (Event::Nacked { value: 7, request, pdu: nack, pause }, refused(nack)),
        (Event::Nacked { value: 7, request, pdu: odd, pause }, refused(odd)),
        (Event::Mismatched { value: 7, request, pdu: yes }, Outcome::Unknown),
        (Event::OversizedResponse { value: 7, request, header: header() }, Outcome::Unknown),
        (Event::TimedOut { value: 7, request, sequence_number }, Outcome::Unknown),
        (
            Event::Failed { value: 7, request, sequence_number, reason: CloseReason::LinkDead },
            Outcome::Unknown,
        ),
    ];
    for (event, expected) in cases {
        let shown = format!("{event:?}");
        match event.into_outcome() {
            Ok(outcome) => assert_eq!(outcome, (7, expected), "{shown}"),
            Err(event) => panic!("{event:?} has a value"),
        }
    }
}

#[test]
fn any_other_event_comes_back() {
    let yes = pdu(REQUEST.response(), OK);
    let events: [Event<'_, u8>; 12] = [
        Event::Bound { pdu: yes, pause: None },
        Event::BindRefused { pdu: yes, pause: None },
        Event::OneWay { pdu: yes },
        Event::Unexpected { pdu: yes },
        Event::Unmatched { pdu: yes, issued: true },
        Event::EnquireLink { pdu: yes },
        Event::LinkAlive { pdu: yes, round_trip: Duration::ZERO, pause: None },
        Event::Unbind { pdu: yes },
        Event::Unbound { pdu: yes },
        Event::Skipped,
        Event::PendingExpired { count: 1 },
        Event::Closed { reason: CloseReason::Unbound },
    ];
    for event in events {
        let shown = format!("{event:?}");
        let Err(event) = event.into_outcome() else { panic!("{shown} has no value") };
        assert_eq!(format!("{event:?}"), shown);
    }
}

/// Its token is still valid.
#[test]
fn a_request_of_the_peer_comes_back_with_its_token() {
    let mut pair: Pair<4> = transceivers(&quiet());
    pair.esme.send(pair.now, &submit_sm(), 1).unwrap();
    pair.flow();
    let token = pair.smsc.expect("Request").token.unwrap();
    let event: Event<'_, u32> =
        Event::Disallowed { token, pdu: pdu(REQUEST, OK), cause: Disallowed::WrongState };
    let Err(Event::Disallowed { token, .. }) = event.into_outcome() else { panic!("no outcome") };
    let sent: Sent = pair.smsc.session.answer(pair.now, token, OK, &submit_sm_resp(), &mut [0; 64]).unwrap();
    assert!(sent.len > 16);
}
