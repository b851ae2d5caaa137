//! How `strict_tails` treats enquire_link and unbind that have octets after their header.

use crate::{OK, at, quiet};
use smpp_core::pdu::UnbindResp;
use smpp_core::session::{Config, SessionError, Side, State};
use smpp_core::{CommandId, CommandStatus, Version};
use smpp_tests::pair::{End, bind_octets, pdu_octets};

/// NULs, garbage, and truncated TLVs.
const TAILS: [&[u8]; 7] =
    [b"\0", b"\0\0\0\0", &[0; 200], b"x", b"\x04\x24\0\x05ab", b"\x14\0\0\x01x\0", b"\x14\0\0\0\0\0\0\0"];

/// Nothing, and complete TLVs, which a peer that does not know them ignores.
const BODIES: [&[u8]; 3] = [b"", b"\x14\0\0\0", b"\x04\x28\0\x01\x05\x14\0\0\x02\0\0"];

fn bound(side: Side, strict_tails: bool) -> End<4> {
    let mut end = End::new(at(0), side, 1, &Config { strict_tails, version: Version::V50, ..quiet() });
    match side {
        Side::Smsc => {
            end.hear(at(0), &bind_octets(CommandId::BIND_TRANSCEIVER, 0x50));
            let token = end.expect("Bind").token.unwrap();
            end.refuse(at(0), token, OK).unwrap();
        }
        Side::Esme => {
            let octets = bind_octets(CommandId::BIND_TRANSCEIVER, 0x50);
            let number = end.control(at(0), &smpp_core::RawPdu::parse(&octets).unwrap()).unwrap();
            end.hear(at(0), &pdu_octets(CommandId::BIND_TRANSCEIVER_RESP, 0, number, b"centre\0"));
            end.expect("Bound");
        }
    }
    assert_eq!(end.session.state(), State::BoundTrx);
    end.written();
    end
}

#[test]
fn a_strict_session_refuses_a_tail_behind_enquire_link_and_unbind_and_lives_on() {
    for side in [Side::Esme, Side::Smsc] {
        let mut end = bound(side, true);
        for command in [CommandId::ENQUIRE_LINK, CommandId::UNBIND] {
            for tail in TAILS {
                end.hear(at(1), &pdu_octets(command, 0, 5, tail));
                let seen = end.expect("Disallowed");
                assert_eq!(seen.detail, "Tail", "{command} {tail:?}");
                end.answer_default(at(1), seen.token.unwrap()).unwrap();
                let written = end.written();
                let statuses: Vec<_> =
                    written.iter().map(|pdu| (pdu.command_id, pdu.command_status)).collect();
                assert_eq!(statuses, [(command.response(), CommandStatus::ESME_RINVTLVSTREAM)]);
                assert_eq!(end.session.state(), State::BoundTrx);
            }
        }
        for body in BODIES {
            end.hear(at(2), &pdu_octets(CommandId::ENQUIRE_LINK, 0, 6, body));
            end.expect("EnquireLink");
        }
        end.hear(at(2), &pdu_octets(CommandId::UNBIND, 0, 7, BODIES[1]));
        end.expect("Unbind");
    }
}

#[test]
fn other_sessions_answer_enquire_link_and_unbind_whatever_follows() {
    for side in [Side::Esme, Side::Smsc] {
        for body in TAILS.into_iter().chain(BODIES) {
            let mut end = bound(side, false);
            end.hear(at(1), &pdu_octets(CommandId::ENQUIRE_LINK, 0, 5, body));
            end.expect("EnquireLink");
            end.hear(at(1), &pdu_octets(CommandId::UNBIND, 0, 6, body));
            end.expect("Unbind");
            end.write(at(1));
            let statuses: Vec<_> =
                end.written().iter().map(|pdu| (pdu.command_id, pdu.command_status)).collect();
            assert_eq!(statuses, [(CommandId::ENQUIRE_LINK_RESP, OK), (CommandId::UNBIND_RESP, OK)]);
        }
    }
}

#[test]
fn a_refused_unbind_cannot_be_accepted_while_the_session_goes_on() {
    for side in [Side::Esme, Side::Smsc] {
        let mut end = bound(side, true);
        end.hear(at(1), &pdu_octets(CommandId::UNBIND, 0, 5, b"\0"));
        let token = end.expect("Disallowed").token.unwrap();
        let returned = end.refuse(at(1), token, OK).unwrap_err();
        assert_eq!(returned.error, SessionError::NotAllowed(State::BoundTrx));
        let resp = UnbindResp::default();
        let returned = end.answer(at(1), returned.token, OK, &resp).unwrap_err();
        assert_eq!(returned.error, SessionError::NotAllowed(State::BoundTrx));
        assert!(end.written().is_empty());

        // Once a correct one has come, the session leaves, and either answer is right.
        end.hear(at(2), &pdu_octets(CommandId::UNBIND, 0, 6, b""));
        end.expect("Unbind");
        end.refuse(at(2), returned.token, OK).unwrap();
        end.write(at(2));
        let answers: Vec<_> =
            end.written().iter().map(|pdu| (pdu.command_status, pdu.sequence_number)).collect();
        assert_eq!(answers, [(OK, 5), (OK, 6)]);
        assert!(end.session.wants_close());
    }
}
