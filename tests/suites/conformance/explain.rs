//! Explanations: what the rows say about sound and about broken PDUs.

use crate::examples::PRINTED;
use smpp_core::codes::{DataCoding, EsmClass, MessageState};
use smpp_core::explain::{Explain, split_first};
use smpp_core::lint::Context;
use smpp_core::message::text::{Charset, DataCodings};
use smpp_core::pdu::{BindTransceiver, DeliverSm, DestAddress, SubmitMulti, SubmitSm};
use smpp_core::{Encode, Rules, Tlv, Version};
use smpp_tests::hex;

fn octets(pdu: &impl Encode) -> Vec<u8> {
    let mut out = vec![0; 1024];
    let len = pdu.encode(1, Rules::AS_IS, &mut out).unwrap().len;
    out.truncate(len);
    out
}

/// `offset name value (meaning)` of each row for which `wanted` holds.
fn rows(explain: Explain<'_>, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut rows = Vec::new();
    explain.each(|row| {
        let name = row.name().to_string();
        if wanted(&name) {
            rows.push(format!("{} {name} {} ({})", row.offset(), row.value(), row.meaning()));
        }
    });
    rows
}

/// `offset name: problem; hint` of each row with a problem, and `offset name: lint` for each finding.
fn wrong(explain: Explain<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    explain.each(|row| {
        if let Some(problem) = row.problem() {
            let hint = problem.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
            wrong.push(format!("{} {}: {problem}{hint}", problem.offset(), row.name()));
        }
        for finding in row.findings() {
            assert!(row.range().contains(&finding.offset) || row.range().is_empty(), "{finding} at {row:?}");
            wrong.push(format!("{} {}: {}", finding.offset, row.name(), finding.lint.id));
        }
    });
    wrong
}

/// What is wrong with the PDUs of a gateway's page, at which octet, and how they were intended.
#[test]
fn printed_pdus_are_explained() {
    let shifted = |number| {
        format!(
            "8 command_status: not a status: the header is shifted; command_status seems to be missing here: this is sequence_number {number}"
        )
    };
    let cut = [
        "23 source_addr: no terminating NUL within the PDU; its NUL is octet 29, after the end that command_length states",
        "23 source_addr: undecodable",
    ];
    let short = [
        "30 dest_addr_ton: value_out_of_range",
        "37 validity_period: the PDU ends before this field is complete; nothing is left for this field and 5 fields after it",
        "37 validity_period: undecodable",
    ];
    for (number, printed) in (1..).zip(PRINTED) {
        let octets = hex::octets(printed);
        assert_eq!(split_first(&octets), (&octets[..], &b""[..]), "what follows is no PDU");
        let explain = Explain::new(&octets);
        let (length, there) = if number == 2 { (37, 53) } else { (29, 48) };
        let mut expected = vec![
            format!("0 command_length: command_length is {length}, but the PDU has {there} octets"),
            shifted(number),
            "8 command_status: header_shifted".to_owned(),
            "8 command_status: status_in_request".to_owned(),
        ];
        let body = if number == 2 { &short[..] } else { &cut };
        expected.extend(body.iter().map(|line| (*line).to_owned()));
        assert_eq!(wrong(explain), expected);

        let meant = explain.as_intended().unwrap();
        let names = [
            "command_status",
            "sequence_number",
            "service_type",
            "source_addr",
            "destination_addr",
            "esm_class",
        ];
        let class =
            ["0x00 (default mode, normal message)", "0x40 (UDHI)", "0x20 (INTERMEDIATE_NOTIFICATION)"];
        assert_eq!(
            rows(meant, |name| names.contains(&name)),
            [
                "8 command_status missing ()".to_owned(),
                format!("8 sequence_number {number} ()"),
                "12 service_type missing ()".to_owned(),
                "14 source_addr \"source\" ()".to_owned(),
                "23 destination_addr \"654321\" ()".to_owned(),
                format!("30 esm_class {}", class[number as usize - 1]),
            ]
        );
        let mut left = vec![format!(
            "0 command_length: command_length is {length}, but with the 5 that are missing the PDU has {} octets",
            there + 5
        )];
        if number == 2 {
            left.push("45 information element: the part number is 0 or above the number of parts; the header may lack a number, so that 0xc8, the first octet of the text, is read as the part".to_owned());
        }
        let (end, length) = if number == 2 { (52, 13) } else { (47, 8) };
        left.push(format!("{end} octets at the end: not a TLV; if sm_length were {length}, this would be the end of short_message"));
        assert_eq!(wrong(meant), left);
        let text = rows(meant, |name| name == "short_message" || name == "text");
        assert!(number == 2 || text[0].ends_with("packed, it would be \"Hello wo\")"), "{text:?}");
    }
}

/// A first program prints columns: `{:12}` must not depend on what the column shows.
#[test]
fn every_column_takes_a_width_and_an_alignment() {
    fn as_text(column: impl std::fmt::Display) {
        let text = column.to_string();
        for width in [0, 1, 12, 40] {
            assert_eq!(format!("{column:width$}"), format!("{text:width$}"));
            assert_eq!(format!("{column:<width$}"), format!("{text:<width$}"));
            assert_eq!(format!("{column:>width$}"), format!("{text:>width$}"));
            assert_eq!(format!("{column:.^width$}"), format!("{text:.^width$}"));
        }
    }
    let tlvs = [Tlv::raw(0x1401.into(), b"x"), Tlv::source_port(2948)];
    let receipt = DeliverSm {
        esm_class: EsmClass(0x04),
        short_message: "id:7 stat:DELIVRD text:5 €".as_bytes(),
        tlvs: (&tlvs).into(),
        ..DeliverSm::default()
    };
    for pdu in [octets(&receipt), octets(&SubmitSm { short_message: b"5 \x1Be", ..SubmitSm::default() })] {
        Explain::new(&pdu).each(|row| {
            as_text(row.name());
            as_text(row.value());
            as_text(row.meaning());
        });
    }
}

#[test]
fn header_text_and_tlvs_are_taken_apart() {
    let tlvs = [
        Tlv::user_message_reference(7),
        Tlv::message_state(MessageState::DELIVERED),
        Tlv::raw(0x1401.into(), b"x"),
    ];
    let pdu = SubmitSm {
        destination_addr: "46700000002".into(),
        esm_class: EsmClass(0x40),
        data_coding: DataCoding::UCS2,
        validity_period: "000007000000000R".into(),
        short_message: b"\x05\0\x03\x2a\x02\x01\x04\x14",
        tlvs: (&tlvs).into(),
        ..SubmitSm::default()
    };
    let octets = octets(&pdu);
    let explain = Explain::new(&octets);
    let last = rows(explain, |_| true);
    assert!(last.iter().any(|row| row == "38 validity_period \"000007000000000R\" (in 7 days)"), "{last:#?}");
    assert_eq!(
        last[last.len() - 9..],
        [
            "58 sm_default_msg_id 0 ()",
            "59 sm_length 8 (octets of short_message)",
            "60 short_message  (UCS2)",
            "60 UDHL 5 (user data header of 5 octets after this one)",
            "61 information element 0x00 (part 1 of 2, reference 42 (8 bits))",
            "66 text \"Д\" (UCS2, 1 character in 2 octets)",
            "68 user_message_reference 7 ()",
            "74 message_state 2 (Delivered to the destination)",
            "79 0x1401 78 (a vendor's TLV of 1 octet)",
        ]
    );
    assert_eq!(wrong(explain), ["74 message_state: tlv_not_allowed"]);
}

/// Packed characters do not start at octets, and a byte order mark holds for all lines: these are read as a whole.
#[test]
fn texts_that_cannot_be_read_by_line_are_shown_as_a_whole() {
    let packed = [0xC8, 0x32, 0x9B, 0xFD, 0x06, 0xDD, 0xDF, 0x72];
    let little = b"\xFF\xFEa\0b\0c\0d\0e\0f\0g\0h\0i\0";
    let codings = DataCodings { default: Charset::GSM7_PACKED, ..DataCodings::default() };
    let texts = [
        (0, &packed[..], "\"Hello wor\""),
        (8, little, "\"abcdefghi\""),
        (3, b"caf\xE9 au lait", "\"café au lait\""),
    ];
    for (data_coding, short_message, text) in texts {
        let octets =
            octets(&SubmitSm { data_coding: DataCoding(data_coding), short_message, ..SubmitSm::default() });
        let context = Context { codings, ..Context::default() };
        Explain::new(&octets).with_context(context).each(|row| {
            if row.name().to_string() == "short_message" {
                assert_eq!(row.value().to_string(), text);
                let lines: Vec<_> =
                    row.lines(4).filter_map(|line| line.text()).map(|text| text.to_string()).collect();
                let expected: &[&str] =
                    if data_coding == 3 { &["\"café\"", "\" au \"", "\"lait\""] } else { &[] };
                assert_eq!(
                    (lines, row.is_text()),
                    (expected.iter().map(|line| (*line).to_owned()).collect(), data_coding == 3)
                );
            }
        });
    }
}

#[test]
fn lists_are_taken_apart_up_to_an_error() {
    let to = [DestAddress::sme("467"), DestAddress::distribution_list("friends"), DestAddress::sme("46\n")];
    let octets = octets(&SubmitMulti { dest_address: (&to).into(), ..SubmitMulti::default() });
    let entries =
        ["number_of_dests", "dest_flag", "dest_addr_ton", "dest_addr_npi", "destination_addr", "dl_name"];
    assert_eq!(
        rows(Explain::new(&octets), |name| entries.contains(&name)),
        [
            "20 number_of_dests 3 (entries of dest_address)",
            "21 dest_flag 1 (the address of an SME)",
            "22 dest_addr_ton 1 (International)",
            "23 dest_addr_npi 1 (ISDN (E.163/E.164))",
            "24 destination_addr \"467\" ()",
            "28 dest_flag 2 (the name of a distribution list)",
            "29 dl_name \"friends\" ()",
            "37 dest_flag 1 (the address of an SME)",
            "38 dest_addr_ton 1 (International)",
            "39 dest_addr_npi 1 (ISDN (E.163/E.164))",
            "40 destination_addr \"46\\n\" ()",
        ]
    );
    // A finding is beneath its entry.
    assert_eq!(
        wrong(Explain::new(&octets)),
        ["40 destination_addr: address_not_printable", "40 destination_addr: address_contradicts_ton"]
    );
    let mut odd = octets.clone();
    odd[28] = 9;
    let explain = Explain::new(&odd);
    assert_eq!(rows(explain, |name| name == "destination_addr"), ["24 destination_addr \"467\" ()"]);
    assert_eq!(
        wrong(explain),
        [
            "28 dest_address: dest_flag is neither 1 nor 2; 9 instead of 1 (the address of an SME) or 2 (a distribution list)",
            "28 dest_address: undecodable",
        ]
    );
}

#[test]
fn receipts_say_where_each_fact_comes_from() {
    let tlvs =
        [Tlv::receipted_message_id("70BA8A69".into()), Tlv::message_state(MessageState::UNDELIVERABLE)];
    let pdu = DeliverSm {
        esm_class: EsmClass(0x04),
        source_addr: "467".into(),
        destination_addr: "468".into(),
        short_message: b"id:1891273321 sub:001 done date:2611221012 stat:DELIVRD mcc:240 err:000 text:Hi",
        tlvs: (&tlvs).into(),
        ..DeliverSm::default()
    };
    let octets = octets(&pdu);
    let all = rows(Explain::new(&octets), |_| true);
    let from = all.iter().position(|row| row.contains("short_message  (")).unwrap();
    assert_eq!(
        all[from..],
        [
            "39 short_message  (a delivery receipt, taken apart)",
            "39 id \"1891273321\" (id of the message)",
            "52 sub \"001\" (messages submitted)",
            "60 done date \"2611221012\" (2026-11-22T10:12:00)",
            "81 stat \"DELIVRD\" (Delivered to the destination)",
            "94 mcc \"240\" (not in Appendix B)",
            "102 err \"000\" (error of the message centre)",
            "110 text \"Hi\" (start of the message)",
            "118 receipted_message_id \"70BA8A69\" ()",
            "131 message_state 5 (Cannot be delivered)",
            "136 receipt delivery receipt (final: no other receipt follows)",
            "136 id of the message \"70BA8A69\" (from the TLV receipted_message_id; \"1891273321\" in the text, the same)",
            "136 state UNDELIVERABLE (from the TLV message_state; DELIVERED in the text: they differ)",
            "136 error \"000\" (from the text)",
        ]
    );
}

#[test]
fn lengths_that_do_not_fit_say_what_would() {
    let octets =
        octets(&SubmitSm { destination_addr: "467".into(), short_message: b"Hello", ..SubmitSm::default() });
    let whole = octets.len();
    for length in [whole as u32 - 3, whole as u32 + 3, 15] {
        let mut other = octets.clone();
        other[..4].copy_from_slice(&length.to_be_bytes());
        let explain = Explain::new(&other);
        let hint = format!("; with command_length {whole} all octets decode");
        assert!(wrong(explain)[0].ends_with(&hint), "{:?}", wrong(explain));
    }
    // Septets counted as octets.
    let packed = [0xC8, 0x32, 0x9B, 0xFD, 0x06, 0xDD, 0xDF, 0x72];
    let mut octets = octets_of(&packed);
    octets[38] = 9;
    assert_eq!(
        wrong(Explain::new(&octets)),
        [
            "38 sm_length: sm_length_in_septets",
            "39 short_message: its length exceeds the rest of the PDU; 9 announced, 8 octets present",
            "39 short_message: undecodable",
        ]
    );
}

fn octets_of(short_message: &[u8]) -> Vec<u8> {
    octets(&SubmitSm {
        source_addr: "123".into(),
        destination_addr: "123".into(),
        short_message,
        ..SubmitSm::default()
    })
}

#[test]
fn more_findings_than_are_kept_are_counted() {
    let tlvs = [Tlv::raw(0x3FFF_u16.wrapping_add(1).into(), b""); 100];
    let octets =
        octets(&SubmitSm { destination_addr: "467".into(), tlvs: (&tlvs).into(), ..SubmitSm::default() });
    let (mut shown, mut omitted) = (0, 0);
    Explain::new(&octets).with_context(Version::V34).each(|row| {
        shown += row.findings().len();
        if row.name().to_string() == "more findings" {
            omitted = row.value().to_string().parse().unwrap();
        }
    });
    assert_eq!((shown, omitted), (32, 68));
}

/// A header whose `command_status` is 0 is complete: no sequence number is 0.
#[test]
fn a_status_of_zero_is_not_a_sequence_number() {
    for number in [0, 1] {
        let octets = hex::octets(&format!("00000015 00000002 {number:08X} 41000048 00 24 02 00 00"));
        let explain = Explain::new(&octets);
        assert_eq!(explain.as_intended().is_some(), number == 1);
        assert_eq!(wrong(explain)[0].contains("header is shifted"), number == 1);
    }
}

#[test]
fn passwords_show_only_when_asked() {
    let octets = octets(&BindTransceiver {
        system_id: "acct".into(),
        password: "secret08".into(),
        ..BindTransceiver::default()
    });
    let password = |explain: Explain<'_>| rows(explain, |name| name == "password");
    assert_eq!(password(Explain::new(&octets)), ["21 password *** ()"]);
    assert_eq!(password(Explain::new(&octets).show_passwords()), ["21 password \"secret08\" ()"]);
    // Without command_status, the password is read as the system_id.
    let shifted = [&octets[..8], b"\0\0\0\x01abc\0secret08\0\0\x34\0\0\0"].concat();
    let texts = |explain| rows(explain, |name| name == "system_id" || name == "password");
    let explain = Explain::new(&shifted);
    assert_eq!(texts(explain), ["16 system_id *** ()", "25 password *** ()"]);
    assert_eq!(texts(explain.as_intended().unwrap()), ["12 system_id \"abc\" ()", "16 password *** ()"]);
    // Cut in the password, and with one field missing before it.
    let mut cut = octets[..26].to_vec();
    cut[3] = 26;
    for broken in [&cut, &[&octets[..16], &octets[21..]].concat()] {
        Explain::new(broken).each(|row| {
            let shown = format!("{row:?} {}", row.meaning());
            let in_octets = row.octets().is_some_and(|octets| octets.windows(5).any(|part| part == b"secre"));
            let is_name = row.name().to_string() == "system_id";
            assert!(is_name || !(shown.contains("secre") || in_octets), "{shown}");
        });
    }
}
