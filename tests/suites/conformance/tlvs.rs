//! Every TLV against `data/spec/tlvs.csv`, in both directions; and the rule of lengths: a value is read from exactly
//! its octets.

use smpp_core::lint;
use smpp_core::pdu::{PDUS, SubmitSm};
use smpp_core::session::congestion_state;
use smpp_core::tlv::{TLVS, TlvDef, TlvText, TlvValue};
use smpp_core::{CommandId, EncodeErrorKind, RawPdu, Tag, Tlv, Tlvs, Version};
use smpp_tests::generate;
use smpp_tests::spec::{self, Row};

fn def(row: &Row) -> &'static TlvDef {
    let tag = Tag(row.number("tag").try_into().unwrap());
    tag.def().unwrap_or_else(|| panic!("{} is missing", row.get("name")))
}

fn sorted(ids: &[CommandId]) -> Vec<&'static str> {
    let mut names: Vec<_> = ids.iter().map(|id| id.name().unwrap()).collect();
    names.sort_unstable();
    names
}

fn sorted_words(row: &Row, column: &str) -> Vec<&'static str> {
    let mut words = row.words(column);
    words.sort_unstable();
    words
}

#[test]
fn every_tlv_of_the_standard_is_there_and_no_other() {
    let rows = spec::tlvs();
    assert_eq!((rows.len(), TLVS.len()), (64, 64));
    assert!(TLVS.is_sorted_by_key(|def| def.tag), "the list is in order of tags");
    for row in rows {
        let (name, def) = (row.get("name"), def(&row));
        assert_eq!(def.name, name);
        assert_eq!(def.tag.to_string(), name);
        let since = if row.get("lengths_3.4") == "-" { Version::V50 } else { Version::V34 };
        assert_eq!((def.since, def.tag.since()), (since, since), "{name}");
        let lengths = spec::lengths(row.get("lengths_5.0"));
        assert_eq!(usize::from(def.min), lengths[0], "{name}");
        assert_eq!(Some(&usize::from(def.max_in(Version::V50))), lengths.last(), "{name}");
        if let Some(most) = spec::lengths(row.get("lengths_3.4")).last() {
            assert_eq!(usize::from(def.max_in(Version::V34)), *most, "{name} in 3.4");
        }
        assert_eq!(def.max_in(Version::V33), 0, "3.3 has no TLVs");
    }
}

#[test]
fn pdus_that_may_and_must_carry_each() {
    for row in spec::tlvs() {
        let (name, def) = (row.get("name"), def(&row));
        assert_eq!(sorted(def.optional_in(Version::V34)), sorted_words(&row, "pdus_3.4"), "{name} in 3.4");
        assert_eq!(sorted(def.optional_in(Version::V50)), sorted_words(&row, "pdus_5.0"), "{name} in 5.0");
        assert_eq!(
            sorted(def.required_in(Version::V50)),
            sorted_words(&row, "required_5.0"),
            "{name} required in 5.0"
        );
        for pdu in PDUS {
            let may = |column| row.words(column).contains(&pdu.name);
            assert!(!def.allowed(pdu.command_id, Version::V33), "{name}: 3.3 has no TLVs");
            assert_eq!(def.allowed(pdu.command_id, Version::V34), may("pdus_3.4"), "{name} in {}", pdu.name);
            let any = may("pdus_5.0") || may("required_5.0");
            assert_eq!(def.allowed(pdu.command_id, Version::V50), any, "{name} in {}", pdu.name);
        }
    }
}

/// Whether a value with this many octets can be read: integers and fixed structures only with their exact length,
/// strings with any length.
fn readable(row: &Row, length: usize) -> bool {
    match row.get("type") {
        "integer" | "integer or empty" | "structure" => {
            spec::lengths(row.get("lengths_5.0")).contains(&length)
        }
        "c_octet_string" | "octet_string" => true,
        other => panic!("{other}"),
    }
}

/// Every tag with every length up to 255: read as its type or kept raw, written back unchanged, and never read past
/// its end, where octets of another value follow.
#[test]
fn every_tag_with_every_length() {
    let content: Vec<u8> = (1..=255).collect();
    for row in spec::tlvs() {
        let tag = def(&row).tag;
        for length in 0..=255 {
            let value = &content[..length];
            let mut wire = tag.0.to_be_bytes().to_vec();
            wire.extend_from_slice(&(length as u16).to_be_bytes());
            wire.extend_from_slice(value);
            wire.extend_from_slice(&[0x14, 0x01, 0, 1, 0xEE]);
            let tlvs = Tlvs::from_octets(&wire);
            let all: Vec<_> = tlvs.iter().collect();
            let name = row.get("name");
            assert_eq!(all.len(), 2, "{name} of {length} octets");
            assert_eq!((all[0].tag(), all[0].octets()), (tag, value), "{name} of {length} octets");
            assert_eq!((all[1].tag(), all[1].octets()), (Tag(0x1401), &[0xEE][..]));
            assert_eq!(tlvs.trailing(), b"");
            let typed = all[0].value();
            let unknown = matches!(typed, TlvValue::Unknown(_));
            assert_eq!(unknown, !readable(&row, length), "{name} of {length} octets");
            assert_eq!(typed.tlv(), all[0], "{name} of {length} octets");
            assert_eq!(typed.tlv().encoded_len(), length + 4);
        }
    }
}

/// The rules that find something in one TLV of a PDU.
fn rules(tag: Tag, value: &[u8], version: Version) -> Vec<&'static str> {
    let body = [&tag.0.to_be_bytes()[..], &(value.len() as u16).to_be_bytes(), value].concat();
    // Rules about a value do not depend on the PDU.
    let octets = generate::framed(CommandId::ENQUIRE_LINK.0, 0, 1, &body);
    let name = tag.def().map(|def| def.name);
    let mut ids = Vec::new();
    lint::check(&RawPdu::parse(&octets).unwrap(), version, |finding| {
        ids.extend((finding.field == name).then_some(finding.lint.id));
    });
    ids
}

/// Whether the checked setter for TLVs accepts one: it applies the rules of `lint`.
fn is_taken(tag: Tag, value: &[u8], version: Version) -> bool {
    let tlvs = [Tlv::raw(tag, value)];
    // Whether the PDU may carry it is checked last.
    let refused = SubmitSm::checked(version).tlvs(&tlvs).map(drop).err();
    refused.is_none_or(|error| error.kind() == EncodeErrorKind::TlvNotAllowed)
}

/// Every first octet of every TLV, and each length of 3.4 and 5.0: exactly the values that the standard reserves are
/// found.
#[test]
fn reserved_values_and_lengths_are_found() {
    for row in spec::tlvs() {
        let (name, def) = (row.get("name"), def(&row));
        let lengths = spec::lengths(row.get("lengths_5.0"));
        let least = lengths.iter().copied().find(|length| *length > 0).unwrap_or(1);
        for (version, column) in [(Version::V34, "reserved_3.4"), (Version::V50, "reserved_5.0")] {
            let reserved = spec::lengths(row.get(column));
            for first in 0..=u8::MAX {
                let mut value = match name {
                    "callback_num" => vec![0, 0, 0, b'0'],
                    // Digits only.
                    "source_node_id" | "dest_node_id" | "dest_addr_np_information" => vec![b'0'; least],
                    _ => vec![0; least],
                };
                value[0] = first;
                let expected = reserved.contains(&usize::from(first));
                let found = rules(def.tag, &value, version);
                assert_eq!(found.contains(&"tlv_value"), expected, "{name} {value:02x?} in {version}");
                let wrong = ["tlv_value", "tlv_length", "nul_in_text", "time_format"];
                let refused = found.iter().any(|rule| wrong.contains(rule)) || def.since > version;
                assert_eq!(is_taken(def.tag, &value, version), !refused, "{name} {value:02x?} in {version}");
            }
        }
        for (version, column) in [(Version::V34, "lengths_3.4"), (Version::V50, "lengths_5.0")] {
            // A TLV that 3.4 does not have is checked against 5.0.
            let column = if row.get(column) == "-" { "lengths_5.0" } else { column };
            let lengths = spec::lengths(row.get(column));
            for length in 0..300 {
                let found = rules(def.tag, &vec![0; length], version).contains(&"tlv_length");
                assert_eq!(found, !lengths.contains(&length), "{name} of {length} octets in {version}");
            }
        }
    }
}

/// Octets after the first that mean nothing, each beside one that means something.
#[test]
fn reserved_octets_behind_the_first_are_found() {
    let number = |octets: &'static [u8]| (Tag::CALLBACK_NUM, octets);
    let validity = |octets: &'static [u8]| (Tag::MS_VALIDITY, octets);
    for ((tag, bad), (_, good)) in [
        (number(b"\xFE\xEE\xEE\x01"), number(b"\x00\x01\x01\x21")),
        (number(b"\x01\x07\x01123"), number(b"\x01\x06\x01123")),
        (number(b"\x01\x01\x02123"), number(b"\x01\x01\x12123")),
        (number(b"\x01\x01\x0112\x03"), number(b"\x01\x01\x01*#9")),
        (number(b"\x01\x01\x0112\xFF"), number(b"\x00\x01\x0112\xFF")),
        (validity(&[4, 7, 0, 1]), validity(&[4, 6, 0, 1])),
        // A period requires 4, and 4 a period.
        (validity(&[3, 0, 0, 1]), validity(&[3])),
        (validity(&[4]), validity(&[4, 0, 0, 1])),
        // The subject of a generic broadcast has a table; GSM has its own values.
        ((Tag::BROADCAST_CONTENT_TYPE, &[0, 0, 3]), (Tag::BROADCAST_CONTENT_TYPE, &[0, 0, 2])),
        ((Tag::BROADCAST_CONTENT_TYPE, &[0, 1, 1]), (Tag::BROADCAST_CONTENT_TYPE, &[1, 0, 3])),
        ((Tag::SOURCE_NODE_ID, b"12345x"), (Tag::SOURCE_NODE_ID, b"123456")),
        ((Tag::DEST_ADDR_NP_INFORMATION, b"123456789 "), (Tag::DEST_ADDR_NP_INFORMATION, b"1234567890")),
    ] {
        assert!(rules(tag, bad, Version::V50).contains(&"tlv_value"), "{tag} {bad:02x?}");
        assert!(!rules(tag, good, Version::V50).contains(&"tlv_value"), "{tag} {good:02x?}");
        assert!(!is_taken(tag, bad, Version::V50) && is_taken(tag, good, Version::V50), "{tag} {bad:02x?}");
    }
}

/// A tag that no version lists is kept, in the vendor range or not.
#[test]
fn tags_that_no_version_has_are_kept() {
    for tag in 0..=u16::MAX {
        if TLVS.iter().any(|def| def.tag == Tag(tag)) {
            continue;
        }
        let tlv = Tlv::raw(Tag(tag), &[1, 2]);
        assert_eq!(tlv.value(), TlvValue::Unknown(tlv));
        assert!(Tag(tag).def().is_none());
        assert_eq!(Tag(tag).is_vendor(), (0x1400..=0x3FFF).contains(&tag));
    }
}

/// The session finds congestion_state without the decoders, and agrees with them: in every response that may carry
/// it, whatever comes before it.
#[test]
fn congestion_state_is_found_in_every_response_that_may_carry_it() {
    let row = spec::tlvs().into_iter().find(|row| row.get("name") == "congestion_state").unwrap();
    let mut carriers = 0;
    for pdu in PDUS.iter().filter(|pdu| row.words("pdus_5.0").contains(&pdu.name)) {
        let mut found = 0;
        for seed in 0..300 {
            let octets = generate::valid(&mut generate::Source::Seed(seed), pdu, Version::V50);
            let raw = RawPdu::parse(&octets).unwrap();
            let decoded = raw.tlvs().unwrap().congestion_state().unwrap();
            assert_eq!(congestion_state(&raw), decoded, "{} {octets:02x?}", pdu.name);
            found += usize::from(decoded.is_some());
        }
        assert!(found > 10, "{}: {found}", pdu.name);
        carriers += 1;
    }
    assert_eq!(carriers, row.words("pdus_5.0").len());
    assert_eq!(carriers, 15);
}

/// Under a version, a typed text over its bound is refused with its tag. Without rules it is accepted, and so are
/// octets.
#[test]
fn a_typed_text_over_its_bound_does_not_encode() {
    let text = [b'1'; 70_000];
    type Case = (fn(TlvText<'_>) -> Tlv<'_>, usize, &'static [Version]);
    let both = &[Version::V34, Version::V50];
    let cases: [Case; 5] = [
        (|text| Tlv::receipted_message_id(text), 64, both),
        (|text| Tlv::additional_status_info_text(text), 255, both),
        (|text| Tlv::broadcast_end_time(text), 16, &both[1..]),
        (|text| Tlv::source_network_id(text), 64, &both[1..]),
        (|text| Tlv::dest_network_id(text), 64, &both[1..]),
    ];
    for (make, most, versions) in cases {
        for len in [0, 1, most, most + 1, most + 2, 60_000] {
            let tlv = make(TlvText::new(&text[..len]));
            for tlvs in [[tlv], [tlv.value().tlv()]] {
                let pdu = smpp_core::pdu::DeliverSm { tlvs: (&tlvs).into(), ..Default::default() };
                let encode = |rules| smpp_core::Encode::encode(&pdu, 1, rules, &mut vec![0; 70_000]);
                for version in versions {
                    let refused = encode(smpp_core::Rules::of(*version)).err();
                    let expected = (len > most).then_some((EncodeErrorKind::TlvLength, Some(tlv.tag())));
                    assert_eq!(refused.map(|error| (error.kind(), error.tag())), expected, "{version} {len}");
                }
                assert!(encode(smpp_core::Rules::AS_IS).is_ok());
            }
            let octets = [Tlv::raw(tlv.tag(), &text[..len])];
            let pdu = smpp_core::pdu::DeliverSm { tlvs: (&octets).into(), ..Default::default() };
            assert!(smpp_core::Encode::encode(&pdu, 1, smpp_core::Rules::V50, &mut vec![0; 70_000]).is_ok());
        }
        // Longer than any TLV may be.
        let tlvs = [make(TlvText::new(&text))];
        let pdu = smpp_core::pdu::DeliverSm { tlvs: (&tlvs).into(), ..Default::default() };
        assert!(smpp_core::Encode::encode(&pdu, 1, smpp_core::Rules::AS_IS, &mut vec![0; 80_000]).is_err());
    }
}
