//! The documentation of `Event` lists every event and its contents. This test reads the list, compares it with the
//! enum, and makes each event happen.

use smpp_core::pdu::{BindTransceiver, Outbind, SubmitSm, Unbind};
use smpp_core::session::{Config, Side};
use smpp_core::{CommandId, CommandStatus, Duration, RawPdu};
use smpp_tests::pair::{End, Pair, pdu_octets};
use std::collections::BTreeSet;

const SOURCE: &str = include_str!("../../../smpp-core/src/session/event.rs");

/// The names and fields of the variants, from the enum itself.
fn variants() -> Vec<(String, Vec<String>)> {
    let body = SOURCE.split("pub enum Event<'i, V> {").nth(1).unwrap().split("\n}\n").next().unwrap();
    let mut variants: Vec<(String, Vec<String>)> = Vec::new();
    for line in body.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let word = line.trim_start();
        if line.starts_with("    ") && word.starts_with(char::is_uppercase) {
            variants.push((word.trim_end_matches([' ', '{', ',']).to_owned(), Vec::new()));
        } else if line.starts_with("        ") {
            let field = word.split(':').next().unwrap().to_owned();
            variants.last_mut().unwrap().1.push(field);
        }
    }
    variants
}

/// The rows of the table in the documentation: name, fields, source.
fn documented() -> Vec<(String, Vec<String>, String)> {
    SOURCE
        .lines()
        .filter_map(|line| line.strip_prefix("/// | `"))
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let fields = cells[1].split(", ").filter(|field| *field != "nothing");
            let bare = |text: &str| text.replace('`', "");
            (bare(cells[0]), fields.map(bare).collect(), bare(cells[2]))
        })
        .collect()
}

#[test]
fn the_documentation_lists_every_event_and_what_it_carries() {
    let listed: Vec<_> = documented().into_iter().map(|(name, fields, _)| (name, fields)).collect();
    assert_eq!(listed, variants());
    assert!(listed.len() > 20);
}

/// Every event of `recv` and of `poll_event` in a session with all kinds of trouble.
fn everything() -> BTreeSet<(String, String)> {
    let config = Config {
        max_pdu: 100,
        session_init_timeout: None,
        enquire_link_interval: Some(Duration::from_secs(50)),
        response_timeout: Duration::from_secs(5),
        pending_timeout: Some(Duration::from_secs(20)),
        ..Config::default()
    };
    let mut met = BTreeSet::new();
    let mut note = |end: &mut End<4>, from: &str| {
        let seen = end.seen.drain(..).collect::<Vec<_>>();
        met.extend(seen.iter().map(|seen| (seen.kind.to_owned(), from.to_owned())));
        seen
    };
    let mut pair = Pair::<4>::new(&config);
    pair.smsc.control(pair.now, &Outbind::default()).unwrap();
    pair.flow();
    note(&mut pair.esme, "recv");
    let bind = BindTransceiver { interface_version: 0x34.into(), ..BindTransceiver::default() };
    for status in [CommandStatus::ESME_RBINDFAIL, CommandStatus::ESME_ROK] {
        pair.esme.control(pair.now, &bind).unwrap();
        pair.flow();
        let token = note(&mut pair.smsc, "recv").pop().unwrap().token.unwrap();
        pair.smsc.refuse(pair.now, token, status).unwrap();
        pair.flow();
        note(&mut pair.esme, "recv");
    }
    // Each way in which a response can be wrong, and a correct response.
    for (command, body) in [
        (CommandId::SUBMIT_SM_RESP, 1),
        (CommandId::SUBMIT_SM_RESP, 200),
        (CommandId::GENERIC_NACK, 0),
        (CommandId::QUERY_SM_RESP, 0),
    ] {
        let number = pair.esme.send(pair.now, &SubmitSm::default(), 1).unwrap();
        let octets = pdu_octets(command, 0, number, &vec![0; body]);
        pair.esme.inbox = [octets.clone(), octets].concat();
        pair.esme.read(pair.now);
        note(&mut pair.esme, "recv");
    }
    pair.smsc.inbox = [
        pdu_octets(CommandId(0x777), 0, 1, b""),
        pdu_octets(CommandId::OUTBIND, 0, 1, b""),
        pdu_octets(CommandId::SUBMIT_SM, 0, 1, &[0; 200]),
    ]
    .concat();
    pair.esme.outbox.clear();
    pair.smsc.read(pair.now);
    note(&mut pair.smsc, "recv");
    // Nobody answers.
    pair.esme.send(pair.now, &SubmitSm::default(), 2).unwrap();
    pair.flow();
    note(&mut pair.smsc, "recv");
    pair.now = pair.now + Duration::from_secs(20);
    for end in [&mut pair.esme, &mut pair.smsc] {
        end.wait(pair.now);
        note(end, "poll_event");
    }
    // Silence.
    pair.now = pair.now + Duration::from_secs(35);
    pair.esme.wait(pair.now);
    pair.flow();
    note(&mut pair.esme, "recv");
    note(&mut pair.smsc, "recv");
    // The end of one with an answer to unbind, and of one without.
    pair.esme.control(pair.now, &Unbind::default()).unwrap();
    pair.flow();
    note(&mut pair.esme, "recv");
    note(&mut pair.smsc, "recv");
    let mut alone = End::<4>::new(pair.now, Side::Esme, 3, &config);
    let vendor =
        RawPdu { command_id: CommandId(1 << 24), command_status: 0.into(), sequence_number: 0, body: &[] };
    alone.send(pair.now, &vendor, 4).unwrap();
    alone.hang_up(pair.now);
    note(&mut alone, "poll_event");
    met
}

#[test]
fn every_listed_event_happens_and_comes_from_where_the_list_says() {
    let listed: BTreeSet<_> = documented().into_iter().map(|(name, _, from)| (name, from)).collect();
    assert_eq!(everything(), listed);
}
