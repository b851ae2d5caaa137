//! No type of the library shows a password, whatever happens to the PDU that carries it.

use core::fmt::{Debug, Write};
use smpp_core::explain::Explain;
use smpp_core::frame::{Accumulator, Framer};
use smpp_core::link::Link;
use smpp_core::pdu::{BindReceiver, BindTransceiver, BindTransmitter, Body, Outbind};
use smpp_core::session::{Config, Recv, Session, Side, Slot, bind_info};
use smpp_core::{CommandId, Encode, Header, Instant, Password, Pdu, RawPdu, Rules, Tlv, Tlvs, Version, lint};

const SECRET: &str = "s3cr\u{40}t08";

/// Whether a text shows the password: in plain text, in hexadecimal, or as a list of numbers.
fn shows(text: &str) -> bool {
    let octets = SECRET.as_bytes();
    let joined = |number: fn(&u8) -> String, between: &str| -> String {
        octets.iter().map(number).collect::<Vec<_>>().join(between)
    };
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    plain.contains(SECRET)
        || plain.contains(&joined(|octet| format!("{octet:02x}"), ""))
        || plain.contains(&joined(|octet| format!("{octet:02x}"), ","))
        || plain.contains(&joined(|octet| format!("0x{octet:02x}"), ","))
        || plain.contains(&joined(u8::to_string, ","))
        || plain.contains(&joined(|octet| format!("\\x{octet:02x}"), ""))
}

/// Everything that was shown, with the name of the type that showed it.
#[derive(Default)]
struct Shown(Vec<(&'static str, String)>);

impl Shown {
    fn debug(&mut self, name: &'static str, value: &impl Debug) {
        self.0.push((name, format!("{value:?} {value:#?} {value:02x?}")));
    }

    fn text(&mut self, name: &'static str, value: impl ToString) {
        self.0.push((name, value.to_string()));
    }
}

/// Formats the octets with every type that can hold them.
fn show(octets: &[u8]) -> Shown {
    let mut shown = Shown::default();
    shown.debug("Header", &Header::parse(octets));
    shown.debug("RawPdu::parse", &RawPdu::parse(octets));
    if let Ok((raw, _)) = RawPdu::split(octets) {
        raw_pdu(&raw, &mut shown);
    }
    stream(octets, &mut shown);
    session(octets, &mut shown);
    shown
}

fn raw_pdu(raw: &RawPdu<'_>, shown: &mut Shown) {
    shown.debug("RawPdu", raw);
    shown.debug("Dump", &raw.dump());
    shown.text("dump", raw.dump());
    let mut fields = raw.fields();
    loop {
        shown.debug("Fields", &fields);
        shown.debug("Tlvs", &fields.rest());
        shown.debug("Iter", &fields.rest().iter());
        let Some(field) = fields.next() else { break };
        shown.debug("Value", &field.as_ref().map(|(_, value)| *value));
        shown.debug("field", &field);
        if let Err(error) = field {
            shown.text("DecodeError", error);
        }
    }
    shown.debug("tlvs", &raw.tlvs());
    shown.debug("Iter of a body", &Tlvs::from_octets(raw.body).iter());
    shown.debug("Pdu", &Pdu::decode(raw));
    shown.debug("bind_info", &bind_info(raw));
    typed::<BindTransceiver<'_>>(raw, shown);
    typed::<BindTransmitter<'_>>(raw, shown);
    typed::<BindReceiver<'_>>(raw, shown);
    typed::<Outbind<'_>>(raw, shown);
    for version in [Version::V33, Version::V34, Version::V50] {
        lint::check(raw, version, |finding| {
            shown.debug("Finding", &finding);
            shown.text("finding", finding);
        });
    }
}

/// A decoded PDU is encoded again; the writer of the buffer shows nothing of it.
fn typed<'a, T: Body<'a> + Debug>(raw: &RawPdu<'a>, shown: &mut Shown) {
    let decoded = raw.decode::<T>();
    shown.debug("typed", &decoded);
    let Ok(pdu) = decoded else { return };
    for rules in [Rules::V33, Rules::V34, Rules::V50, Rules::AS_IS] {
        let written = pdu.encode(1, rules, &mut [0; 512]);
        shown.debug("EncodeError", &written);
        if let Err(error) = written {
            shown.text("encode error", error);
        }
        shown.debug("Encoded", &pdu.encode(1, rules, &mut [0; 40]));
    }
}

fn stream(octets: &[u8], shown: &mut Shown) {
    for max in [16, 40, 4096] {
        let mut framer = Framer::new(max);
        let mut rest = octets;
        loop {
            let step = framer.next(rest);
            shown.debug("Step", &step);
            shown.debug("Framer", &framer);
            match step {
                Ok(step) if step.used > 0 => rest = &rest[step.used..],
                Ok(_) => break,
                Err(lost) => {
                    shown.text("FramingLost", lost);
                    break;
                }
            }
        }
    }
    let mut buffer = Accumulator::<512>::new();
    buffer.push(octets);
    shown.debug("Accumulator", &buffer);
    shown.debug("Iter of a stream", &Tlvs::from_octets(octets).iter());
}

fn session(octets: &[u8], shown: &mut Shown) {
    for side in [Side::Esme, Side::Smsc] {
        let config = Config::default();
        let slots = [Slot::EMPTY; 2];
        let mut session = Session::<[Slot<u8>; 2]>::new(Instant::ZERO, side, 1, &config, slots);
        let mut rest = octets;
        loop {
            let answer = session.recv(Instant::ZERO, rest);
            shown.debug("Recv", &answer);
            match answer {
                Recv::Event { used, .. } if used > 0 => rest = &rest[used..],
                _ => break,
            }
            shown.debug("Session", &session);
        }
        let mut link = Link::new(session, [0; 512], [0; 512]);
        if let Some(read) = link.io(Instant::ZERO).read {
            let count = octets.len().min(read.len());
            read[..count].copy_from_slice(&octets[..count]);
            link.filled(count);
        }
        shown.debug("Link", &link);
        shown.debug("Io", &link.io(Instant::ZERO));
        shown.debug("Turn", &link.at(Instant::ZERO));
    }
}

/// The binds and outbind with the password, in every version: without TLVs, with one, and with a truncated one.
fn whole() -> Vec<Vec<u8>> {
    let tlvs = [Tlv::user_message_reference(1)];
    let trailing = Tlvs::from_octets(b"\x02\x04\0");
    let mut all = Vec::new();
    for tlvs in [Tlvs::EMPTY, (&tlvs).into(), trailing] {
        let (system_id, password) = ("esme".into(), Password::from(SECRET));
        for version in [Version::V33, Version::V34, Version::V50] {
            let interface_version = version.interface_version();
            let (system_type, address_range) = ("VMS".into(), "^467".into());
            let bind = BindTransceiver {
                system_id,
                password,
                interface_version,
                system_type,
                address_range,
                tlvs,
                ..Default::default()
            };
            all.push(octets(&bind));
            all.push(octets(&BindTransmitter {
                system_id,
                password,
                interface_version,
                tlvs,
                ..Default::default()
            }));
            all.push(octets(&BindReceiver {
                system_id,
                password,
                interface_version,
                tlvs,
                ..Default::default()
            }));
            let checked = BindTransceiver::checked(version).password(password);
            assert!(checked.is_ok() && !shows(&format!("{checked:?} {checked:#?}")));
        }
        all.push(octets(&Outbind { system_id, password, tlvs }));
    }
    all
}

fn octets(pdu: &impl Encode) -> Vec<u8> {
    let mut out = vec![0; pdu.encoded_len()];
    pdu.encode(7, Rules::AS_IS, &mut out).unwrap();
    out
}

fn fix_length(octets: &mut [u8]) {
    let length = octets.len() as u32;
    octets[..4].copy_from_slice(&length.to_be_bytes());
}

fn check(octets: &[u8]) {
    for (name, text) in show(octets).0 {
        assert!(!shows(&text), "{name} shows a password: {text}");
    }
}

/// The test itself recognises a password in each form.
#[test]
fn the_ways_to_show_a_password_are_known() {
    let octets = SECRET.as_bytes();
    let hex = octets.iter().fold(String::new(), |mut hex, octet| {
        write!(hex, "{octet:02X}").unwrap();
        hex
    });
    for text in
        [SECRET.to_owned(), hex, format!("{octets:?}"), format!("{octets:#?}"), format!("{octets:02x?}")]
    {
        assert!(shows(&format!("a{text}b")), "{text}");
    }
    assert!(!shows("***") && whole().iter().all(|pdu| shows(&format!("{pdu:?}"))));
    let raw = whole();
    let raw = RawPdu::parse(&raw[0]).unwrap();
    assert!(shows(&raw.dump().show_passwords().to_string()), "it does when it is told to");
}

#[test]
fn no_type_shows_the_password_of_a_bind() {
    for octets in whole() {
        check(&octets);
    }
}

#[test]
fn nor_of_one_that_is_cut_or_has_a_wrong_length() {
    for whole in whole() {
        for cut in 0..whole.len() {
            let mut octets = whole[..cut].to_vec();
            // Truncated, and with a corrected length.
            check(&octets);
            if cut >= 16 {
                fix_length(&mut octets);
                check(&octets);
            }
        }
    }
}

#[test]
fn nor_of_one_among_others_in_a_stream() {
    let link = octets(&smpp_core::pdu::EnquireLink::default());
    for whole in whole() {
        check(&[&link[..], &whole, &link].concat());
        check(&[&whole[..], &whole].concat());
        check(&[&link[..], &whole[..whole.len() - 3]].concat());
    }
}

/// Longer than allowed, without its NUL, under the command_id of another PDU and under an unknown one.
#[test]
fn nor_of_one_that_is_malformed() {
    for whole in whole() {
        let at = whole.windows(SECRET.len()).position(|part| part == SECRET.as_bytes()).unwrap();
        let mut long = whole.clone();
        long.splice(at..at, SECRET.bytes().cycle().take(3 * SECRET.len()));
        fix_length(&mut long);
        check(&long);
        let mut open = whole[..at + SECRET.len()].to_vec();
        fix_length(&mut open);
        check(&open);
        let mut vendor = whole.clone();
        vendor[4..8].copy_from_slice(&0x0001_0200_u32.to_be_bytes());
        let raw = RawPdu::parse(&vendor).unwrap();
        assert_eq!(raw.command_id, CommandId(0x0001_0200));
        for (name, text) in show(&vendor).0 {
            // It is not known to be a bind, and a dump is expected to show the octets.
            assert!(!shows(&text) || matches!(name, "Dump" | "dump"), "{name}: {text}");
        }
    }
}

/// The password is then where another field should be.
#[test]
fn a_bind_that_lacks_its_first_fields_shows_no_text() {
    for (system_id, without) in [("abc", 12..16), ("a", 12..16), ("", 12..16), ("ESME", 16..21), ("", 16..17)]
    {
        let bind = BindTransceiver {
            system_id: system_id.into(),
            password: SECRET.into(),
            ..BindTransceiver::default()
        };
        let mut octets = octets(&bind);
        octets.drain(without.clone());
        fix_length(&mut octets);
        let raw = RawPdu::parse(&octets).unwrap();
        let mut shown = format!("{raw:?} {raw:#?} {}", raw.dump());
        Explain::new(&octets)
            .each(|row| writeln!(shown, "{} {} {}", row.name(), row.value(), row.meaning()).unwrap());
        assert!(!shows(&shown), "{without:?} {shown}");
        assert!(!shown.contains(&SECRET[3..]), "{without:?} {shown}");
        assert!(raw.dump().show_passwords().to_string().contains(&SECRET[3..]), "{without:?}");
    }
}

#[test]
fn passwords_are_compared_as_a_whole() {
    for (given, expected, same) in [
        ("secret08", "secret08", true),
        ("secret08", "secret09", false),
        ("xecret08", "secret08", false),
        ("secret0", "secret08", false),
        ("secret080", "secret08", false),
        ("", "", true),
        ("", "secret08", false),
        ("secret08", "", false),
        // Differences that cancel each other out.
        ("ab", "ba", false),
        ("\u{1}\u{2}", "\u{2}\u{1}", false),
        ("a", "a\0", false),
    ] {
        let password = Password::from(given);
        assert_eq!(password.matches(expected.as_bytes()), same, "{given} {expected}");
        assert_eq!(password == Password::from(expected), same, "{given} {expected}");
    }
}
