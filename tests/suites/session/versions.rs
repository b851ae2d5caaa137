//! Which version a session has at which time, and how `strict_version` treats a bind.

use crate::{OK, at, bare, leaving, quiet};
use smpp_core::pdu::{Bind, BindReceiver, BindTransceiver, BindTransmitter, GenericNack, Outbind};
use smpp_core::session::{Config, SessionError, Side, State};
use smpp_core::{CommandId, CommandStatus, Duration, RawPdu, Version};
use smpp_tests::pair::{End, bind_octets, pdu_octets};

const BINDS: [CommandId; 3] =
    [CommandId::BIND_TRANSMITTER, CommandId::BIND_RECEIVER, CommandId::BIND_TRANSCEIVER];

fn end(side: Side, config: &Config) -> End<4> {
    End::new(at(0), side, 1, config)
}

fn strict(version: Version) -> Config {
    Config { strict_version: true, version, ..quiet() }
}

/// The version in the bind counts, limited to ours, or the fixed version.
#[test]
fn a_strict_session_has_no_transceiver_at_3_3() {
    use Version::{V33, V34, V50};
    for (ours, fixed, said, too_old) in [
        (V34, None, 0x33, true),
        (V34, None, 0x00, true),
        (V50, None, 0x33, true),
        (V34, None, 0x34, false),
        (V34, None, 0x50, false),
        (V50, None, 0x34, false),
        (V33, None, 0x34, true),
        (V33, None, 0x33, true),
        (V34, Some(V33), 0x34, true),
        (V33, Some(V34), 0x33, false),
        (V34, Some(V34), 0x00, false),
    ] {
        let config = Config { fixed_version: fixed, ..strict(ours) };
        for bind in BINDS {
            let refused = too_old && bind == CommandId::BIND_TRANSCEIVER;
            let octets = bind_octets(bind, said);
            let raw = RawPdu::parse(&octets).unwrap();
            let mut esme = end(Side::Esme, &config);
            let sent = esme.control(at(0), &raw);
            if refused {
                assert_eq!(sent, Err(SessionError::NotAllowed(State::Open)));
                assert_eq!((esme.session.state(), esme.session.counters().sent), (State::Open, 0));
                assert_eq!(esme.session.version(), fixed.unwrap_or(ours));
                // Nothing changed: no number was used, and another bind may be sent.
                let octets = bind_octets(CommandId::BIND_TRANSMITTER, said);
                assert_eq!(esme.control(at(0), &RawPdu::parse(&octets).unwrap()).unwrap(), 1);
            } else {
                sent.unwrap();
            }
            let mut smsc = end(Side::Smsc, &config);
            smsc.hear(at(0), &octets);
            if refused {
                let seen = smsc.expect("Disallowed");
                assert_eq!(seen.detail, "UnknownCommand");
                assert_eq!(
                    (smsc.session.state(), smsc.session.version()),
                    (State::Open, fixed.unwrap_or(ours))
                );
                smsc.answer_default(at(0), seen.token.unwrap()).unwrap();
                let written = &smsc.written()[0];
                assert_eq!(
                    (written.command_id, written.command_status),
                    (CommandId::GENERIC_NACK, CommandStatus::ESME_RINVCMDID)
                );
            } else {
                smsc.expect("Bind");
            }
            // A session that is not strict accepts it.
            let config = Config { strict_version: false, ..config.clone() };
            end(Side::Esme, &config).control(at(0), &raw).unwrap();
        }
    }
}

/// Bodies of a bind that cannot be read, each with the version that it still asks for and its error.
const BAD: [(&[u8], Option<Version>, &str); 8] = [
    (b"", None, "ESME_RINVCMDLEN"),
    (b"no NUL", None, "ESME_RINVSYSID"),
    (b"id\0no NUL", None, "ESME_RINVPASWD"),
    (b"id\0pass\0no NUL", None, "ESME_RINVSYSTYP"),
    (b"id\0pass\0\0", None, "ESME_RINVCMDLEN"),
    (b"id\0pass\0\0\x33", Some(Version::V33), "ESME_RINVCMDLEN"),
    (b"id\0pass\0\0\x34\x01\x01", Some(Version::V34), "ESME_RINVCMDLEN"),
    (b"id\0pass\0\0\x50\x01\x01no NUL", Some(Version::V50), "ESME_RBINDFAIL"),
];

/// A bind that cannot be read may still give its version. If it does not, it counts as 3.3, and a strict session
/// never answers it with bind_transceiver_resp, which 3.3 lacks.
#[test]
fn a_bind_that_ends_before_its_version_counts_as_3_3() {
    use Version::{V33, V34, V50};
    for (ours, fixed) in [(V33, None), (V34, None), (V50, None), (V50, Some(V34)), (V50, Some(V33))] {
        for is_strict in [false, true] {
            let config = Config { fixed_version: fixed, strict_version: is_strict, ..strict(ours) };
            for bind in BINDS {
                for (body, said, status) in BAD {
                    let version = fixed.unwrap_or(ours.min(said.unwrap_or(V33)));
                    let keeps_out = is_strict && bind == CommandId::BIND_TRANSCEIVER && version == V33;
                    let mut smsc = end(Side::Smsc, &config);
                    smsc.hear(at(0), &pdu_octets(bind, 0, 7, body));
                    let seen = smsc.expect("Disallowed");
                    let token = seen.token.unwrap();
                    if keeps_out {
                        let too_old = said.is_some().then(|| "UnknownCommand".to_owned());
                        assert_eq!(seen.detail, too_old.unwrap_or(format!("BadBind({status})")));
                        assert_eq!(smsc.session.state(), State::Open);
                        assert_eq!(smsc.session.version(), fixed.unwrap_or(ours));
                        let returned = smsc.refuse(at(0), token, OK).unwrap_err();
                        assert_eq!(returned.error, SessionError::NotAllowed(State::Open));
                        smsc.answer_default(at(0), returned.token).unwrap();
                    } else {
                        assert_eq!(seen.detail, format!("BadBind({status})"));
                        assert_eq!(
                            (smsc.session.state(), smsc.session.version()),
                            (State::BindPending, version)
                        );
                        smsc.answer_default(at(0), token).unwrap();
                    }
                    let written = &smsc.written()[0];
                    let answer = if keeps_out { CommandId::GENERIC_NACK } else { bind.response() };
                    assert_eq!((written.command_id, written.sequence_number), (answer, 7), "{body:?}");
                    let status = if keeps_out && said.is_some() { "ESME_RINVCMDID" } else { status };
                    assert_eq!(written.command_status.to_string(), status, "{body:?}");
                    assert_eq!(
                        (smsc.session.state(), smsc.session.version()),
                        (State::Open, fixed.unwrap_or(ours))
                    );
                }
            }
        }
    }
}

/// A session that accepts such a bind anyway speaks 3.3: it sends nothing that the peer may not know.
#[test]
fn a_bind_that_ends_before_its_version_and_is_accepted_leads_to_3_3() {
    let mut smsc = end(Side::Smsc, &Config { version: Version::V50, ..quiet() });
    smsc.hear(at(0), &pdu_octets(CommandId::BIND_TRANSCEIVER, 0, 1, b"id\0"));
    let token = smsc.expect("Disallowed").token.unwrap();
    smsc.refuse(at(0), token, OK).unwrap();
    assert_eq!((smsc.session.state(), smsc.session.version()), (State::BoundTrx, Version::V33));
}

/// The typed bind is judged as the raw one is; one that ends before its version has ours.
#[test]
fn a_strict_client_looks_at_every_way_to_bind() {
    let mut esme = end(Side::Esme, &strict(Version::V34));
    let bind = BindTransceiver { interface_version: 0x33.into(), ..BindTransceiver::default() };
    assert_eq!(esme.control(at(0), &bind).unwrap_err(), SessionError::NotAllowed(State::Open));
    let short = pdu_octets(CommandId::BIND_TRANSCEIVER, 0, 0, b"");
    let short = RawPdu::parse(&short).unwrap();
    esme.control(at(0), &short).unwrap();
    let mut esme = end(Side::Esme, &strict(Version::V33));
    assert_eq!(esme.control(at(0), &short), Err(SessionError::NotAllowed(State::Open)));
}

/// After a refused bind_transmitter of 3.3, a bind_transceiver of 3.4 used to be refused.
#[test]
fn what_was_refused_before_has_no_influence() {
    let config = Config { pending_timeout: Some(Duration::from_millis(50)), ..strict(Version::V34) };
    let old = bind_octets(CommandId::BIND_TRANSMITTER, 0x33);
    let new = bind_octets(CommandId::BIND_TRANSCEIVER, 0x34);
    let (old_raw, new_raw) = (RawPdu::parse(&old).unwrap(), RawPdu::parse(&new).unwrap());
    for (answer, status) in [
        (CommandId::BIND_TRANSMITTER_RESP, 0x0D),
        (CommandId::GENERIC_NACK, 3),
        (CommandId::BIND_RECEIVER_RESP, 0),
    ] {
        let mut esme = end(Side::Esme, &config);
        let number = esme.control(at(0), &old_raw).unwrap();
        assert_eq!((esme.session.state(), esme.session.version()), (State::BindPending, Version::V33));
        esme.hear(at(1), &pdu_octets(answer, status, number, b""));
        esme.expect("BindRefused");
        assert_eq!((esme.session.state(), esme.session.version()), (State::Open, Version::V34));
        esme.control(at(1), &new_raw).unwrap();
        assert_eq!(esme.session.version(), Version::V34);
    }
    for way in 0..5 {
        let mut smsc = end(Side::Smsc, &config);
        smsc.hear(at(0), &old);
        let token = smsc.expect("Bind").token.unwrap();
        assert_eq!((smsc.session.state(), smsc.session.version()), (State::BindPending, Version::V33));
        match way {
            0 => drop(smsc.refuse(at(1), token, CommandStatus::ESME_RBINDFAIL).unwrap()),
            1 => drop(smsc.answer_default(at(1), token).unwrap()),
            2 => drop(
                smsc.session
                    .answer(at(1), token, CommandStatus::ESME_RSYSERR, &GenericNack::default(), &mut [0; 16])
                    .unwrap(),
            ),
            3 => smsc.session.abandon(token).unwrap(),
            _ => {
                smsc.wait(at(100));
                smsc.expect("PendingExpired");
            }
        }
        assert_eq!((smsc.session.state(), smsc.session.version()), (State::Open, Version::V34), "way {way}");
        smsc.hear(at(100), &new);
        smsc.expect("Bind");
    }
    // A body that cannot be read gives no version; one that is too large is not read.
    let mut smsc = end(Side::Smsc, &Config { max_pdu: 40, ..config });
    smsc.hear(at(0), &pdu_octets(CommandId::BIND_TRANSMITTER, 0, 1, &[b'x'; 100]));
    let token = smsc.expect("Disallowed").token.unwrap();
    assert_eq!((smsc.session.state(), smsc.session.version()), (State::Open, Version::V34));
    smsc.answer_default(at(0), token).unwrap();
}

#[test]
fn a_bind_that_times_out_gives_the_version_back() {
    let mut esme = end(Side::Esme, &leaving());
    let octets = bind_octets(CommandId::BIND_RECEIVER, 0x33);
    esme.control(at(0), &RawPdu::parse(&octets).unwrap()).unwrap();
    assert_eq!(esme.session.version(), Version::V33);
    esme.fires(at(5000));
    esme.expect_closed("BindTimedOut");
    assert_eq!(esme.session.version(), Version::V34);
}

#[test]
fn an_oversized_answer_refuses_a_bind_and_gives_the_version_back() {
    let mut esme = end(Side::Esme, &Config { max_pdu: 64, ..quiet() });
    let octets = bind_octets(CommandId::BIND_RECEIVER, 0x33);
    let number = esme.control(at(0), &RawPdu::parse(&octets).unwrap()).unwrap();
    esme.hear(at(0), &pdu_octets(CommandId::BIND_RECEIVER_RESP, 0, number, &[b'x'; 100]));
    esme.expect("BindRefused");
    assert_eq!((esme.session.state(), esme.session.version()), (State::Open, Version::V34));
}

/// After a refused bind of 3.3, outbind used to be refused.
#[test]
fn outbind_is_there_again_after_a_bind_of_3_3_was_refused() {
    let mut smsc = end(Side::Smsc, &quiet());
    smsc.hear(at(0), &bind_octets(CommandId::BIND_TRANSMITTER, 0x33));
    let token = smsc.expect("Bind").token.unwrap();
    smsc.refuse(at(0), token, CommandStatus::ESME_RBINDFAIL).unwrap();
    smsc.control(at(0), &Outbind::default()).unwrap();
    assert_eq!((smsc.session.state(), smsc.session.version()), (State::Outbound, Version::V34));
    // In OUTBOUND, too, a refused bind leads to OPEN and to our version.
    smsc.hear(at(0), &bind_octets(CommandId::BIND_RECEIVER, 0x33));
    let token = smsc.expect("Bind").token.unwrap();
    assert_eq!(smsc.session.version(), Version::V33);
    smsc.refuse(at(0), token, CommandStatus::ESME_RBINDFAIL).unwrap();
    assert_eq!((smsc.session.state(), smsc.session.version()), (State::Open, Version::V34));
}

#[test]
fn a_bind_settles_the_version_when_it_is_accepted() {
    let mut smsc = end(Side::Smsc, &Config { version: Version::V50, ..quiet() });
    smsc.hear(at(0), &bind_octets(CommandId::BIND_TRANSMITTER, 0x34));
    let token = smsc.expect("Bind").token.unwrap();
    smsc.refuse(at(0), token, OK).unwrap();
    assert_eq!(smsc.session.version(), Version::V34);
    // A second bind changes nothing.
    smsc.hear(at(0), &bind_octets(CommandId::BIND_TRANSMITTER, 0x33));
    let token = smsc.expect("Disallowed").token.unwrap();
    smsc.answer_default(at(0), token).unwrap();
    assert_eq!(smsc.session.version(), Version::V34);
    smsc.hear(at(0), &bare(CommandId::UNBIND, 3));
    smsc.write(at(0));
    assert_eq!((smsc.session.state(), smsc.session.version()), (State::Unbound, Version::V34));
}

/// `Session::bind` asks for the session's version, `Session::send` for the one in the PDU, including 0.
#[test]
fn a_bind_asks_for_the_version_of_the_session() {
    fn asked<P: Bind>(config: &Config, bind: P, said: u8) {
        let bind = bind.with_interface_version(said.into());
        let (mut session, mut out) = (end(Side::Esme, config).session, [0; 64]);
        let sent = session.bind(at(0), &bind, &mut out).unwrap();
        let raw = RawPdu::parse(&out[..sent.len]).unwrap();
        let version = config.fixed_version.unwrap_or(config.version).interface_version();
        // Three empty strings come before it.
        assert_eq!((raw.command_id, raw.body[3]), (bind.command_id(), version.0), "{config:?}");

        let (mut session, mut out) = (end(Side::Esme, config).session, [0; 64]);
        let sent = session.send(at(0), &bind, &mut out).unwrap();
        assert_eq!(RawPdu::parse(&out[..sent.len]).unwrap().body[3], said);
    }
    for version in [Version::V33, Version::V34, Version::V50] {
        for fixed_version in [None, Some(Version::V33), Some(Version::V34), Some(Version::V50)] {
            let config = Config { version, fixed_version, ..quiet() };
            for said in [0, 1, 0x33, 0x34, 0x50, 0xFF] {
                asked(&config, BindReceiver::default(), said);
                asked(&config, BindTransmitter::default(), said);
                asked(&config, BindTransceiver::default(), said);
            }
        }
    }
}

/// With `strict_version`, 3.3 has no transceiver, whatever the PDU said before.
#[test]
fn a_strict_session_forbids_a_bind_of_3_3() {
    let mut session = end(Side::Esme, &strict(Version::V33)).session;
    let bind = BindTransceiver { interface_version: 0x34.into(), ..BindTransceiver::default() };
    let error = session.bind(at(0), &bind, &mut [0; 64]).unwrap_err();
    assert_eq!((error, session.in_flight()), (SessionError::NotAllowed(State::Open), 0));
}
