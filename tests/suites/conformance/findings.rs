//! Which field each finding of `lint` names, its severity and its status: in lists, TLVs, receipts, and every field
//! of every PDU.

use crate::lint::{DIGITS, TWO_ELEMENTS, changed, fired, good_with, octets, raw};
use smpp_core::lint::{self, Severity};
use smpp_core::pdu::{DataSm, DeliverSm, DestAddress, PDUS, Pdu, PduDef, SubmitMulti, SubmitSm};
use smpp_core::pdu::{FieldDef, FieldFormat};
use smpp_core::tlv::{Tag, Tlv};
use smpp_core::{CommandStatus, RawPdu, Version};
use smpp_tests::spec;

/// The field and the status of a finding, if the PDU and not the rule determines them.
#[test]
fn entries_of_lists_are_blamed_by_their_own_name() {
    let list = [
        DestAddress::sme(&DIGITS[..20]),
        DestAddress::distribution_list(&DIGITS[..21]),
        DestAddress::sme(&DIGITS[..22]),
    ];
    let octets = octets(&SubmitMulti { dest_address: (&list).into(), ..SubmitMulti::default() });
    let mut found = Vec::new();
    lint::check(&RawPdu::parse(&octets).expect("a framed PDU"), Version::V34, |finding| {
        if finding.lint.id == "field_too_long" {
            found.push((finding.field, finding.status));
        }
    });
    let (list, sme) = (CommandStatus::ESME_RINVDLNAME, CommandStatus::ESME_RINVDSTADR);
    assert_eq!(found, [(Some("dl_name"), list), (Some("destination_addr"), sme)]);
}

/// The findings of a PDU: rule, severity, field, status.
fn findings(
    octets: &[u8],
    version: Version,
) -> Vec<(&'static str, Severity, Option<&'static str>, CommandStatus)> {
    let mut found = Vec::new();
    lint::check(&RawPdu::parse(octets).expect("a framed PDU"), version, |finding| {
        found.push((finding.lint.id, finding.lint.severity, finding.field, finding.status));
    });
    found
}

/// A value that an SME may send is a note, to keep the trap visible: some take bits of the message type for a
/// priority. A value that only a message centre sends is a warning.
#[test]
fn acknowledgements_are_notes_and_receipts_of_an_esme_warnings() {
    for kind in [0x08_u8, 0x10, 0x18] {
        for more in [0, 0x01, 0x40, 0x80, 0xC3] {
            let octets = changed(|p| {
                (p.esm_class, p.short_message) = ((kind | more).into(), b"\x05\x00\x03\x07\x02\x01text")
            });
            let found: Vec<_> = findings(&octets, Version::V34)
                .into_iter()
                .filter(|(rule, ..)| *rule != "udh_without_udhi")
                .collect();
            let class = (
                "priority_in_esm_class",
                Severity::Note,
                Some("esm_class"),
                CommandStatus::ESME_RINVESMCLASS,
            );
            let delivery = (
                "receipt_not_requested",
                Severity::Note,
                Some("registered_delivery"),
                CommandStatus::ESME_RINVREGDLVFLG,
            );
            assert_eq!(found, [delivery, class], "{:#x}", kind | more);
        }
    }
    for kind in [0x04_u8, 0x20, 0x24, 0x3C] {
        let found = findings(&changed(|p| p.esm_class = kind.into()), Version::V34);
        let not_requested = found.iter().find(|(rule, ..)| *rule == "receipt_not_requested");
        assert_eq!(not_requested.map(|(_, severity, ..)| *severity), Some(Severity::Warning), "{kind:#x}");
    }
}

/// Rule, field, severity and status for lists, TLVs and bodies that cannot be read.
#[test]
fn findings_name_field_severity_and_status() {
    use CommandStatus as S;
    let list = [
        DestAddress::Sme { dest_addr_ton: 9.into(), dest_addr_npi: 99.into(), destination_addr: "".into() },
        DestAddress::distribution_list(""),
    ];
    let multi = octets(&SubmitMulti { dest_address: (&list).into(), ..SubmitMulti::default() });
    assert_eq!(
        findings(&multi, Version::V34),
        [
            ("value_out_of_range", Severity::Warning, Some("dest_addr_ton"), S::ESME_RINVDSTTON),
            ("value_out_of_range", Severity::Warning, Some("dest_addr_npi"), S::ESME_RINVDSTNPI),
            ("no_destination", Severity::Warning, Some("destination_addr"), S::ESME_RINVDSTADR),
            ("no_destination", Severity::Warning, Some("dl_name"), S::ESME_RINVDLNAME),
        ]
    );
    // Every kind of decode error: as many as in the tables of fields.
    let cases: [(u32, &[u8], &str, S); 6] = [
        (0x03, b"1", "message_id", S::ESME_RINVMSGID),
        (0x04, b"\0\x01", "source_addr_npi", S::ESME_RINVCMDLEN),
        (0x09, b"id\0secret", "password", S::ESME_RINVPASWD),
        (0x21, b"\0\0\0\0\x01\x03", "dest_address", S::ESME_RINVDESTFLAG),
        (0x21, b"\0\0\0\0", "number_of_dests", S::ESME_RINVCMDLEN),
        (0x04, b"\0\0\0\0\0\x001\0\0\0\0\0\0\0\0\0\0\x05text", "short_message", S::ESME_RINVMSGLEN),
    ];
    for (command_id, body, field, status) in cases {
        let octets = raw(command_id, body);
        let error = Pdu::decode(&RawPdu::parse(&octets).expect("framed")).expect_err("cut");
        assert_eq!((error.field(), error.command_status()), (Some(field), status));
        let found = findings(&octets, Version::V34);
        assert_eq!(found, [("undecodable", Severity::Error, Some(field), status)], "{command_id:#x}");
    }
    // In message_payload, too.
    let tlvs = [Tlv::message_payload(TWO_ELEMENTS[1])];
    let payload = octets(&SubmitSm { esm_class: 0x40.into(), short_message: b"", ..good_with(&tlvs) });
    assert_eq!(
        findings(&payload, Version::V34),
        [
            ("part_number", Severity::Warning, Some("message_payload"), S::ESME_RINVMSGLEN),
            ("concatenation_repeated", Severity::Note, Some("message_payload"), S::ESME_RINVESMCLASS),
        ]
    );
    // In both, if there are two messages.
    let part = |number: u8| [5, 0, 3, 7, 2, number, b'a'];
    for (first, second, blamed) in [
        (1, 1, &[][..]),
        (3, 1, &["short_message"]),
        (1, 3, &["message_payload"]),
        (0, 3, &["short_message", "message_payload"]),
    ] {
        let second = part(second);
        let tlvs = [Tlv::message_payload(&second)];
        let both =
            octets(&SubmitSm { esm_class: 0x40.into(), short_message: &part(first), ..good_with(&tlvs) });
        let found = findings(&both, Version::V34);
        let fields: Vec<_> = found
            .iter()
            .filter(|(rule, ..)| *rule == "part_number")
            .filter_map(|(_, _, field, _)| *field)
            .collect();
        assert_eq!(fields, blamed);
        assert!(found.iter().any(|(rule, ..)| *rule == "two_messages"));
    }
    // Nobody refuses a receipt because of its contents.
    let told = [Tlv::receipted_message_id("7".into()), Tlv::message_state(2.into())];
    let receipt = octets(&DeliverSm {
        esm_class: 4.into(),
        short_message: b"id:8 stat:UNDELIV",
        tlvs: (&told).into(),
        ..DeliverSm::default()
    });
    assert_eq!(
        findings(&receipt, Version::V34),
        [
            ("receipt_contradicts_tlv", Severity::Warning, Some("receipted_message_id"), S::ESME_ROK),
            ("receipt_contradicts_tlv", Severity::Warning, Some("message_state"), S::ESME_ROK),
        ]
    );
}

/// Texts and TLVs of receipts that do not contradict each other.
#[test]
fn receipts_that_say_one_thing_in_two_ways_have_no_finding() {
    let found = |text: &str, id: &'static [u8], state: u8, version| {
        let tlvs = [Tlv::raw(Tag::RECEIPTED_MESSAGE_ID, id), Tlv::message_state(state.into())];
        let pdu = DeliverSm {
            esm_class: 4.into(),
            short_message: text.as_bytes(),
            tlvs: (&tlvs).into(),
            ..DeliverSm::default()
        };
        let found = findings(&octets(&pdu), version).into_iter();
        found
            .filter(|(rule, ..)| *rule == "receipt_contradicts_tlv")
            .filter_map(|(_, _, field, _)| field)
            .collect()
    };
    let (id, state) = ("receipted_message_id", "message_state");
    let cases: [(&str, &'static [u8], u8, &[&str]); 20] = [
        // Quotes do not count, unless the TLV has them.
        ("id:'77' stat:“DELIVRD”", b"77\0", 2, &[]),
        ("id:«0123456789»", b"0123456789abcdef\0", 2, &[]),
        ("id:'77'", b"'77'\0", 2, &[]),
        ("id:'78'", b"77\0", 2, &[id]),
        ("id:77 stat:DELIVRD", b"77\0", 2, &[]),
        ("id:77 stat:DELIVRD", b"78\0", 2, &[id]),
        ("id:77 stat:DELIVRD", b"77\0", 5, &[state]),
        ("id:77 stat:DELIVRD", b"78\0", 5, &[id, state]),
        // Base, case, zeros, no NUL, two of them, nothing.
        ("id:00a1eedf stat:delivered", b"A1EEDF", 2, &[]),
        ("id:1891273321", b"70BA8A69\0", 2, &[]),
        ("id:77", b"77\0\0", 2, &[]),
        ("id:77", b"\0", 2, &[]),
        ("id: stat:", b"77\0", 2, &[]),
        // Cut to the ten octets of Appendix B, and to another length.
        ("id:0123456789", b"0123456789abcdef\0", 2, &[]),
        ("id:6789abcdef", b"0123456789abcdef\0", 2, &[]),
        ("id:012345678", b"0123456789abcdef\0", 2, &[id]),
        // Non-standard words only say whether the message arrived.
        ("id:77 stat:FAILED", b"77\0", 3, &[]),
        ("id:77 stat:FAILED", b"77\0", 2, &[state]),
        ("id:77 stat:delivered", b"77\0", 8, &[state]),
        ("id:77 stat:EXPIRED", b"77\0", 5, &[state]),
    ];
    for (text, told, number, expected) in cases {
        let found: Vec<&str> = found(text, told, number, Version::V34);
        assert_eq!(found, expected, "{text} {} {number}", told.escape_ascii());
    }
    // A state that 5.0 added means nothing in earlier versions.
    let scheduled = |version| -> Vec<&str> { found("id:77 stat:DELIVRD", b"77\0", 0, version) };
    assert_eq!((scheduled(Version::V34), scheduled(Version::V50)), (vec![], vec![state]));
    // UCS2, and the text of a message_payload.
    let text: Vec<u8> = "id:77 stat:UNDELIV".bytes().flat_map(|octet| [0, octet]).collect();
    let tlvs = [Tlv::message_payload(&text), Tlv::message_state(2.into())];
    let pdu =
        DataSm { esm_class: 4.into(), data_coding: 8.into(), tlvs: (&tlvs).into(), ..DataSm::default() };
    assert!(fired(&octets(&pdu), Version::V34).contains(&"receipt_contradicts_tlv"));
    // A subscriber's text is not a receipt unless a TLV says so.
    let pdu = DeliverSm { short_message: b"id:77 stat:UNDELIV", ..DeliverSm::default() };
    assert!(!fired(&octets(&pdu), Version::V34).contains(&"receipt_contradicts_tlv"));
}

/// The octets of a field that no rule objects to.
fn plain(def: &FieldDef) -> Vec<u8> {
    match (def.format(), def.name) {
        (FieldFormat::Integer, "message_state") => vec![1],
        (FieldFormat::DestAddresses, _) => b"\x01\x01\x01\x0146700000002\0".to_vec(),
        (FieldFormat::UnsuccessSmes, _) => b"\x01\x01\x0146700000002\0\0\0\0\x0B".to_vec(),
        (FieldFormat::MessageIds, _) => b"\x011\0".to_vec(),
        (_, "destination_addr" | "source_addr" | "esme_addr" | "message_id") => b"467\0".to_vec(),
        _ => vec![0],
    }
}

/// A PDU with other octets in one field.
fn with_field(pdu: &PduDef, name: &str, octets: &[u8]) -> Vec<u8> {
    let fields = pdu.fields.iter().map(|def| if def.name == name { octets.to_vec() } else { plain(def) });
    raw(pdu.command_id.0, &fields.collect::<Vec<_>>().concat())
}

/// The octets of a list with one entry: an address with these codes and this text.
fn entry(kind: FieldFormat, ton: u8, npi: u8, text: &[u8]) -> Vec<u8> {
    match kind {
        FieldFormat::DestAddresses => [&[1, 1, ton, npi][..], text, b"\0"].concat(),
        FieldFormat::UnsuccessSmes => [&[1, ton, npi][..], text, b"\0\0\0\0\x0B"].concat(),
        other => panic!("{other:?} has no addresses"),
    }
}

/// TON, NPI, addresses and times wherever a PDU has them, in the first and the last version that has the PDU.
#[test]
fn codes_addresses_and_times_are_checked_in_every_field_of_every_pdu() {
    use CommandStatus as S;
    let (mut codes, mut addresses, mut times) = (0, 0, 0);
    for pdu in PDUS {
        for version in [pdu.since, pdu.until] {
            for def in pdu.fields {
                let found = |octets: &[u8]| findings(&with_field(pdu, def.name, octets), version);
                let has = |octets: &[u8], rule, field, status| {
                    let finding = (rule, Severity::Warning, Some(field), status);
                    assert!(
                        found(octets).contains(&finding),
                        "{}.{}: {rule} {octets:02x?}",
                        pdu.name,
                        def.name
                    );
                };
                let has_none = |octets: &[u8]| {
                    let about =
                        ["value_out_of_range", "address_not_printable", "time_format", "no_destination"];
                    let found = found(octets);
                    let any = found.iter().find(|(rule, ..)| about.contains(rule));
                    assert_eq!(any, None, "{}.{} {octets:02x?}", pdu.name, def.name);
                };
                match (def.format(), def.name) {
                    (FieldFormat::Integer, name) if name.ends_with("_ton") || name.ends_with("_npi") => {
                        has(&[0xEE], "value_out_of_range", name, def.status());
                        has_none(&[6]);
                        codes += 1;
                    }
                    (FieldFormat::COctetString, name) if name.contains("addr") => {
                        has(b"467\x1B0\0", "address_not_printable", name, def.status());
                        has_none(b"46700000002\0");
                        addresses += 1;
                    }
                    (FieldFormat::COctetString, name @ ("schedule_delivery_time" | "validity_period")) => {
                        has(b"noon\0", "time_format", name, def.status());
                        has(b"261122101112\0", "time_format", name, def.status());
                        has(b"000099000000999R\0", "time_format", name, def.status());
                        has_none(b"000031000000000R\0");
                        times += 1;
                    }
                    (FieldFormat::COctetString, name @ "final_date") => {
                        has(b"noon\0", "time_format", name, S::ESME_ROK);
                        has(b"000007000000000R\0", "time_format", name, S::ESME_ROK);
                        has_none(b"261122101112\0");
                        times += 1;
                    }
                    (kind @ (FieldFormat::DestAddresses | FieldFormat::UnsuccessSmes), _) => {
                        let list = |ton, npi, text: &[u8]| entry(kind, ton, npi, text);
                        has(&list(7, 1, b"467"), "value_out_of_range", "dest_addr_ton", S::ESME_RINVDSTTON);
                        has(&list(1, 2, b"467"), "value_out_of_range", "dest_addr_npi", S::ESME_RINVDSTNPI);
                        has(
                            &list(1, 1, b"4\x80"),
                            "address_not_printable",
                            "destination_addr",
                            S::ESME_RINVDSTADR,
                        );
                        has(
                            &list(1, 1, b"Shop"),
                            "address_contradicts_ton",
                            "destination_addr",
                            S::ESME_RINVDSTADR,
                        );
                        has_none(&list(1, 1, b"467"));
                        codes += 1;
                    }
                    _ => {}
                }
            }
        }
    }
    let fields: Vec<_> = PDUS.iter().flat_map(|pdu| spec::fields(pdu.name)).collect();
    let count = |is: fn(&str, &str) -> bool| {
        2 * fields.iter().filter(|row| is(row.get("field"), row.get("type"))).count()
    };
    let lists = count(|_, kind| matches!(kind, "dest_address list" | "unsuccess_sme list"));
    assert_eq!(lists, 6);
    assert_eq!(codes, lists + count(|field, _| field.ends_with("_ton") || field.ends_with("_npi")));
    assert_eq!(addresses, count(|field, kind| kind == "c_octet_string" && field.contains("addr")));
    assert_eq!(
        times,
        count(|field, _| matches!(field, "schedule_delivery_time" | "validity_period" | "final_date"))
    );
}

/// The lint and the reassembler read the same part number, whichever of two elements comes first and whichever is
/// invalid.
#[test]
fn of_two_concatenation_elements_lint_and_reassembler_take_the_same() {
    for first in [[1_u8, 1], [2, 1], [2, 3], [0, 0], [2, 0]] {
        for second in [[1_u8, 1], [2, 2], [2, 3], [0, 0], [2, 0]] {
            let message = [&[11_u8, 0, 3, 7][..], &first, &[8, 4, 0, 8], &second, b"text"].concat();
            let pdu = DeliverSm { esm_class: 0x40.into(), short_message: &message, ..DeliverSm::default() };
            let fragment = pdu.fragment().expect("a header");
            let valid = |[total, number]: [u8; 2]| (1..=total).contains(&number);
            // The receiver ignores an element that is not a part; the lint reports it.
            let counts = [second, first].into_iter().find(|element| valid(*element));
            assert_eq!(
                fragment.map(|part| [part.concatenation.total, part.concatenation.number]),
                counts,
                "{first:?} {second:?}"
            );
            let found = fired(&octets(&pdu), Version::V34);
            assert_eq!(found.contains(&"part_number"), !valid(second), "{first:?} {second:?}");
            assert!(found.contains(&"concatenation_repeated"));
        }
    }
}
