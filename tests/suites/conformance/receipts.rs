//! Receipts against `tests/data/spec/receipts.tsv`, and variations of them.

use smpp_core::Version;
use smpp_core::codes::{DataCoding, EsmClass, MessageState, NetworkErrorCode};
use smpp_core::message::receipt::{
    DateReading, FactSource, NewReceipt, Receipt, ReceiptDate, ReceiptDialect, ReceiptFormat, ReceiptKind,
    ReceiptText, ReceiptWriteErrorKind,
};
use smpp_core::message::text::Charset;
use smpp_core::pdu::{DataSm, DeliverSm};
use smpp_core::timestamp::DateTime;
use smpp_core::tlv::{Tag, Tlv};
use smpp_tests::clock::busy;

/// `\xNN` becomes an octet.
pub(crate) fn unescape(text: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut rest = text;
    while let Some((before, escape)) = rest.split_once("\\x") {
        octets.extend_from_slice(before.as_bytes());
        octets.push(u8::from_str_radix(&escape[..2], 16).unwrap());
        rest = &escape[2..];
    }
    octets.extend_from_slice(rest.as_bytes());
    octets
}

pub(crate) fn show(value: Option<&[u8]>) -> String {
    value.map_or("-".into(), |octets| octets.iter().map(|octet| char::from(*octet)).collect())
}

fn show_date(date: Option<ReceiptDate<'_>>) -> String {
    match date.map(|date| date.read()) {
        Some(DateReading::Certain(date)) => date.to_string(),
        Some(DateReading::Ambiguous { .. }) => "ambiguous".into(),
        _ => "-".into(),
    }
}

/// The columns after `raw`.
fn columns(text: &ReceiptText<'_>) -> [String; 11] {
    [
        show(text.id),
        show(text.sub),
        show(text.dlvrd),
        show(text.submit_date.map(|date| date.as_bytes())),
        show_date(text.submit_date),
        show(text.done_date.map(|date| date.as_bytes())),
        show_date(text.done_date),
        show(text.stat),
        text.state().map_or("-".into(), |state| state.to_string()),
        show(text.err),
        show(text.text),
    ]
}

fn rows() -> Vec<(&'static str, Vec<u8>, [String; 11])> {
    let lines = include_str!("../../data/spec/receipts.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<_> = lines
        .skip(1)
        .map(|line| {
            let mut columns = line.split('\t');
            let (source, raw) = (columns.next().unwrap(), columns.next().unwrap());
            let expected = columns
                .map(|column| show(Some(&unescape(column))))
                .collect::<Vec<_>>()
                .try_into()
                .unwrap_or_else(|_| panic!("{source}"));
            (source, unescape(raw), expected)
        })
        .collect();
    assert_eq!(rows.len(), 67);
    rows
}

#[test]
fn every_row_says_what_it_should() {
    for (source, raw, expected) in rows() {
        let mut scratch = [0; 384];
        let text = ReceiptText::parse_any(&raw, DataCoding::DEFAULT, &mut scratch);
        assert_eq!(columns(&text), expected, "{source}");
    }
}

#[test]
fn every_row_in_a_pdu() {
    for (source, raw, expected) in rows() {
        let standard = ["DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD"];
        let looks = standard.contains(&expected[7].as_str()) && !matches!(expected[0].as_str(), "-" | "");
        let in_short_message = DeliverSm { short_message: &raw, ..DeliverSm::default() };
        let tlvs = [Tlv::message_payload(&raw)];
        let in_payload = DeliverSm { tlvs: (&tlvs).into(), ..DeliverSm::default() };
        let in_data_sm = DataSm { tlvs: (&tlvs).into(), ..DataSm::default() };
        for esm_class in [EsmClass(0), EsmClass(0x04), EsmClass(0x20)] {
            let mut scratches = [[0; 384]; 3];
            let [a, b, c] = &mut scratches;
            for receipt in [
                Receipt::from_deliver_sm(
                    &DeliverSm { esm_class, ..in_short_message },
                    ReceiptDialect::DEFAULT,
                    a,
                ),
                Receipt::from_deliver_sm(&DeliverSm { esm_class, ..in_payload }, ReceiptDialect::DEFAULT, b),
                Receipt::from_data_sm(&DataSm { esm_class, ..in_data_sm }, ReceiptDialect::DEFAULT, c),
            ] {
                assert_eq!(columns(&receipt.text), expected, "{source}");
                let kind = match esm_class.0 {
                    0x04 => ReceiptKind::Receipt,
                    0x20 => ReceiptKind::Intermediate,
                    _ if looks => ReceiptKind::Unmarked,
                    _ => ReceiptKind::None,
                };
                assert_eq!(receipt.kind, kind, "{source}");
            }
        }
    }
}

/// Every receipt gives the same result in UTF-16, as far as it is ASCII.
#[test]
fn every_row_in_utf_16() {
    for (source, raw, expected) in rows() {
        if !raw.is_ascii() || raw.contains(&0) {
            continue;
        }
        let wide: Vec<u8> = raw.iter().flat_map(|octet| [0, *octet]).collect();
        for data_coding in [DataCoding::DEFAULT, DataCoding::UCS2] {
            let mut scratch = [0; 384];
            let text = ReceiptText::parse_any(&wide, data_coding, &mut scratch);
            assert_eq!(columns(&text), expected, "{source}");
        }
    }
}

/// Keys in upper case or in one word, other blanks, and a prefix or CR LF in front do not change a value.
#[test]
fn every_row_in_other_clothes() {
    for (source, raw, expected) in rows() {
        if !raw.is_ascii() || raw.contains(&0) || expected[0] == "-" {
            continue;
        }
        let raw = String::from_utf8(raw).unwrap();
        let mut upper = raw.clone();
        for key in ["id:", "sub:", "dlvrd:", "submit date:", "done date:", "stat:", "err:"] {
            upper = upper.replacen(key, &key.to_uppercase(), 1);
        }
        let mut joined = raw.replacen("submit date:", "SubmitDate:", 1);
        joined = joined.replacen("done date:", "done_date:", 1);
        let prefixed = format!("46700000001?{raw}");
        let wrapped = format!("\r\n{raw}");
        let blanks =
            raw.replacen(" stat:", "\u{a0}\u{3000}\u{2003}stat:", 1).replacen(" sub:", "\r\nsub:", 1);
        for other in [upper, joined, prefixed, wrapped, blanks] {
            assert_eq!(columns(&ReceiptText::parse(other.as_bytes())), expected, "{source}\n{other}");
        }
    }
}

#[test]
fn octets_outside_of_fields_are_returned() {
    for (raw, extra, unread) in [
        ("id:1 mccmnc:61202 stat:DELIVRD err:000 price:0.02", "mccmnc=61202 price=0.02", ""),
        ("XMS=id:86 stat:DELIVRD", "", "XMS="),
        (
            "id:1 stat:DELIVRD err:000 IMSI:219100000000001 ORN:Some Net ROC:HR text:hi",
            "IMSI=219100000000001 ORN=Some Net ROC=HR",
            "",
        ),
        ("id:1 stat:DELIVRD really err:0", "", "really"),
        ("id:1 stat:DELIVRD id:2 err:0", "id=2", ""),
        ("please resubmit:now", "", "please resubmit:now"),
        ("seq:5 hello id:1 stat:DELIVRD err:0", "seq=5 hello", ""),
        ("id:1 stat:DELIVRD err: mccmnc:61202", "mccmnc=61202", ""),
        ("msg_id:7 id:1 stat:DELIVRD err:0", "msg_id=7", ""),
        ("", "", ""),
    ] {
        let text = ReceiptText::parse(raw.as_bytes());
        let pairs: Vec<_> =
            text.extra().map(|(name, value)| format!("{}={}", show(Some(name)), show(Some(value)))).collect();
        let words: Vec<_> = text.unread().map(|words| show(Some(words))).collect();
        assert_eq!((pairs.join(" ").as_str(), words.join("|").as_str()), (extra, unread), "{raw}");
    }
}

#[test]
fn a_text_in_the_middle_ends_where_fields_go_on() {
    for (raw, text, stat, err) in [
        ("id:1 text:Hello there stat:DELIVRD err:000", "Hello there", "DELIVRD", "000"),
        (
            "id:1 sub:001 text:stat: of things err:5 ok stat:EXPIRED err:7",
            "stat: of things err:5 ok",
            "EXPIRED",
            "7",
        ),
        ("text:Hello id:1 sub:001 stat:DELIVRD err:000", "Hello", "DELIVRD", "000"),
        ("id:1 stat:DELIVRD text:my id:5 is here err:000", "my id:5 is here", "DELIVRD", "000"),
        // Fields that the text already had belong to the text.
        ("id:1 stat:DELIVRD err:0 text:stat:EXPIRED err:9", "stat:EXPIRED err:9", "DELIVRD", "0"),
        ("id:1 stat:DELIVRD err:0 text:a text:b", "a text:b", "DELIVRD", "0"),
        // Not a field that a receipt has in that place.
        ("id:1 stat:DELIVRD err:0 text:sub:way", "sub:way", "DELIVRD", "0"),
    ] {
        let receipt = ReceiptText::parse(raw.as_bytes());
        assert_eq!(
            (show(receipt.text), show(receipt.stat), show(receipt.err)),
            (text.into(), stat.into(), err.into()),
            "{raw}"
        );
        assert_eq!(receipt.id, Some(&b"1"[..]), "{raw}");
    }
}

/// Any key may have either delimiter, with blanks or separators around it.
#[test]
fn a_key_has_a_colon_or_an_equals_sign() {
    let fields = [
        ("id", "5f-7"),
        ("sub", "001"),
        ("dlvrd", "001"),
        ("submit date", "2611221011"),
        ("done date", "2611221012"),
        ("stat", "DELIVRD"),
        ("err", "000"),
        ("text", "Hello"),
    ];
    let expected = columns(&ReceiptText::parse(
        b"id:5f-7 sub:001 dlvrd:001 submit date:2611221011 done date:2611221012 stat:DELIVRD err:000 text:Hello",
    ));
    // Beginning with each field, forwards and backwards; the text comes last.
    let forwards = (0..7).map(|first| (0..7).map(|place| (first + place) % 7).collect::<Vec<_>>());
    let orders = forwards.flat_map(|order| [order.clone(), order.into_iter().rev().collect()]);
    let blanks = [("", "", " "), (" ", "", " "), ("", " ", " "), (" ", " ", "  "), ("", "", "\r\n")];
    for order in orders.map(|order| [order, vec![7]].concat()) {
        for (equals, (before, behind, between)) in
            (0..=u8::MAX).flat_map(|equals| blanks.map(|blanks| (equals, blanks)))
        {
            let written = order.iter().map(|&place| {
                let (key, value) = fields[place];
                let delimiter = if equals & 1 << place == 0 { ':' } else { '=' };
                format!("{key}{before}{delimiter}{behind}{value}")
            });
            let raw = written.collect::<Vec<_>>().join(between);
            let mut wanted = expected.clone();
            wanted[10].insert_str(0, behind);
            let read = ReceiptText::parse(raw.as_bytes());
            assert_eq!(columns(&read), wanted, "{raw}");
            assert_eq!((read.extra().count(), read.unread().count()), (0, 0), "{raw}");
        }
    }
}

#[test]
fn a_key_with_the_other_delimiter_may_be_a_value() {
    for (raw, id, stat, err, text) in [
        ("id=5 stat:DELIVRD", "5", "DELIVRD", "-", "-"),
        ("id:5 stat=DELIVRD", "5", "DELIVRD", "-", "-"),
        ("stat:DELIVRD id=5", "5", "DELIVRD", "-", "-"),
        ("stat=DELIVRD id:5", "5", "DELIVRD", "-", "-"),
        ("id=5;stat:DELIVRD;err=1", "5", "DELIVRD", "1", "-"),
        ("id:5,stat=DELIVRD,err:1", "5", "DELIVRD", "1", "-"),
        ("ID = 5 STAT : DELIVRD err =1", "5", "DELIVRD", "1", "-"),
        ("XMS=id:5 stat=DELIVRD err:1", "-", "DELIVRD", "1", "-"),
        ("XMS=id:5 sub:001 stat=DELIVRD", "5", "DELIVRD", "-", "-"),
        ("id=5 stat=ID:0076 err:1", "5", "ID:0076", "1", "-"),
        ("id:5 route:stat=X stat=DELIVRD", "5", "DELIVRD", "-", "-"),
        ("id:5 stat:DELIVRD text:a err=1", "5", "DELIVRD", "1", "a"),
        ("id:5 stat:DELIVRD err:1 text:id=6 err=2", "5", "DELIVRD", "1", "id=6 err=2"),
        ("id=5 stat=DELIVRD text=call id:7", "5", "DELIVRD", "-", "call id:7"),
    ] {
        let read = ReceiptText::parse(raw.as_bytes());
        let found = [read.id, read.stat, read.err, read.text].map(show);
        assert_eq!(found, [id, stat, err, text], "{raw}");
    }
}

#[test]
fn words_of_several_parts() {
    let receipt = ReceiptText::parse(b"id:5 stat:FAILED:Mob. Abst.|nt ext|out ser err:27 text:");
    assert_eq!(show(receipt.stat), "FAILED:Mob. Abst.|nt ext|out ser");
    assert_eq!(receipt.state(), Some(MessageState::UNDELIVERABLE));
    assert_eq!(show(receipt.err), "27");
}

#[test]
fn facts_keep_both_sides() {
    let tlvs = [
        Tlv::receipted_message_id("1d305b4c".into()),
        Tlv::message_state(MessageState::UNDELIVERABLE),
        Tlv::network_error_code(NetworkErrorCode { network: 3.into(), code: 27 }),
    ];
    let pdu = DeliverSm {
        esm_class: EsmClass(0x04),
        short_message: b"id:0489708364 stat:DELIVRD err:000",
        tlvs: (&tlvs).into(),
        ..DeliverSm::default()
    };
    let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    let state = receipt.state().unwrap();
    assert_eq!((state.value, state.source), (MessageState::UNDELIVERABLE, FactSource::Tlv));
    assert_eq!(state.other, Some(MessageState::DELIVERED));
    let state = receipt.with_first(FactSource::Text).state().unwrap();
    assert_eq!((state.value, state.other), (MessageState::DELIVERED, Some(MessageState::UNDELIVERABLE)));
    assert_eq!(receipt.states_agree(), Some(false));
    assert_eq!(receipt.ids_agree(), Some(true));
    assert_eq!(receipt.network_error_code.unwrap().code, 27);
    assert!(receipt.is_final());
}

/// Whatever a message centre leaves in its buffer after the NUL.
#[test]
fn an_id_in_a_tlv_ends_at_its_first_nul() {
    for (value, id) in [
        (&b"77\0"[..], "77"),
        (b"77", "77"),
        (b"77\0\0\0", "77"),
        (b"77\0 old id\0", "77"),
        (b"77\0\xFF", "77"),
        (b"\x0078\0", "text"),
        (b"\0", "text"),
        (b"", "text"),
    ] {
        let tlvs = [Tlv::raw(Tag::RECEIPTED_MESSAGE_ID, value)];
        let short_message = b"id:text stat:DELIVRD";
        let pdu = DeliverSm {
            esm_class: EsmClass(0x04),
            short_message,
            tlvs: (&tlvs).into(),
            ..DeliverSm::default()
        };
        let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
        assert_eq!(receipt.message_id().unwrap().value, id.as_bytes(), "{}", value.escape_ascii());
    }
}

#[test]
fn tlvs_alone_and_text_alone() {
    // The id with its NUL, the state, and no text at all.
    let tlvs = [Tlv::raw(smpp_core::Tag(0x001E), b"7F3A9B\0\0"), Tlv::message_state(MessageState::DELIVERED)];
    let bare = DeliverSm { tlvs: (&tlvs).into(), ..DeliverSm::default() };
    let receipt = Receipt::from_deliver_sm(&bare, ReceiptDialect::DEFAULT, &mut []);
    assert_eq!((receipt.kind, receipt.is_final()), (ReceiptKind::Receipt, true));
    assert_eq!(receipt.message_id().unwrap().value, b"7F3A9B");
    assert_eq!(receipt.state().unwrap().source, FactSource::Tlv);
    assert_eq!(receipt.text, ReceiptText::default());

    // The id as a TLV, the state only in the text.
    let pdu = DeliverSm { short_message: b"stat:EXPIRED err:1", tlvs: (&tlvs[..1]).into(), ..bare };
    let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    let state = receipt.state().unwrap();
    assert_eq!((state.value, state.source, state.other), (MessageState::EXPIRED, FactSource::Text, None));
    assert_eq!((receipt.kind, receipt.is_final()), (ReceiptKind::Unmarked, false));

    // A state of a wrong length does not affect anything else.
    let tlvs = [Tlv::raw(smpp_core::Tag::MESSAGE_STATE, b"\x02\x00")];
    let pdu = DeliverSm { short_message: b"id:1 stat:ENROUTE", tlvs: (&tlvs).into(), ..bare };
    let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    assert_eq!(receipt.state().unwrap().value, MessageState::ENROUTE);
    assert!(!receipt.is_final());
}

#[test]
fn marks_count_by_direction() {
    use smpp_core::pdu::IssuedBy;
    for (esm_class, from_smsc, from_esme) in [
        (0x00, ReceiptKind::None, ReceiptKind::None),
        (0x04, ReceiptKind::Receipt, ReceiptKind::None),
        (0x44, ReceiptKind::Receipt, ReceiptKind::None),
        (0x08, ReceiptKind::DeliveryAcknowledgement, ReceiptKind::DeliveryAcknowledgement),
        (0x10, ReceiptKind::UserAcknowledgement, ReceiptKind::UserAcknowledgement),
        (0x18, ReceiptKind::None, ReceiptKind::None),
        (0x20, ReceiptKind::Intermediate, ReceiptKind::None),
        (0x24, ReceiptKind::Intermediate, ReceiptKind::None),
        (0x03, ReceiptKind::None, ReceiptKind::None),
    ] {
        assert_eq!(ReceiptKind::marked(EsmClass(esm_class), IssuedBy::Smsc), from_smsc, "{esm_class:#x}");
        assert_eq!(ReceiptKind::marked(EsmClass(esm_class), IssuedBy::Esme), from_esme, "{esm_class:#x}");
    }
}

#[test]
fn a_header_in_front_of_a_receipt_is_skipped() {
    let pdu = DeliverSm {
        esm_class: EsmClass(0x44),
        short_message: b"\x05\x00\x03\x01\x02\x01id:77 stat:DELIVRD",
        ..DeliverSm::default()
    };
    assert_eq!(Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []).text.id, Some(&b"77"[..]));
}

#[test]
fn written_forms_are_exact_and_read_back() {
    let receipt = NewReceipt {
        id: b"0123456789",
        dlvrd: 0,
        submit_date: DateTime::new(2026, 11, 22, 10, 11, 12).unwrap(),
        done_date: DateTime::new(2026, 11, 22, 10, 12, 59).unwrap(),
        state: MessageState::UNDELIVERABLE,
        err: b"7",
        text: b"nineteen characters\x1Be and more",
        ..NewReceipt::delivered_at(DateTime::new(2026, 1, 1, 0, 0, 0).unwrap())
    };
    let mut out = [0; 160];
    let fields =
        "id:0123456789 sub:001 dlvrd:000 submit date:2611221011 done date:2611221012 stat:UNDELIV err:007";
    let len = receipt.write(ReceiptFormat::MENSATEK, &mut out).unwrap();
    assert_eq!(std::str::from_utf8(&out[..len]), Ok(fields));
    let len = receipt.write(ReceiptFormat::APPENDIX_B, &mut out).unwrap();
    assert_eq!(out[..len], *format!("{fields} Text:nineteen characters\x1Be").as_bytes());
    let read = ReceiptText::parse(&out[..len]);
    assert_eq!(read.state(), Some(MessageState::UNDELIVERABLE));
    assert_eq!(read.done_date.unwrap().date_time(), DateTime::new(2026, 11, 22, 10, 12, 0));
    for short in 0..len {
        let error = receipt.write(ReceiptFormat::APPENDIX_B, &mut out[..short]).unwrap_err();
        assert_eq!(error.kind(), ReceiptWriteErrorKind::BufferTooSmall { needed: len });
    }
    let with_seconds = ReceiptFormat { seconds: true, ..ReceiptFormat::MENSATEK };
    let len = receipt.write(with_seconds, &mut out).unwrap();
    let read = ReceiptText::parse(&out[..len]);
    assert_eq!(read.submit_date.unwrap().as_bytes(), b"261122101112");
}

/// If the keys were in another alphabet than the text, a receiver could read neither.
#[test]
fn a_receipt_in_ucs2_is_ucs2_throughout() {
    let date = DateTime::new(2026, 11, 22, 10, 11, 12).unwrap();
    let receipt = NewReceipt { id: b"77", charset: Charset::Ucs2, ..NewReceipt::delivered_at(date) };
    let expected =
        "id:77 sub:001 dlvrd:001 submit date:2611221011 done date:2611221011 stat:DELIVRD err:000 Text:😂Я";
    // With either byte order mark, without one, and with half a unit at the end.
    for text in [
        &b"\xD8\x3D\xDE\x02\x04\x2F"[..],
        b"\xD8\x3D\xDE\x02\x04\x2F\x04",
        b"\xFE\xFF\xD8\x3D\xDE\x02\x04\x2F",
        b"\xFF\xFE\x3D\xD8\x02\xDE\x2F\x04",
    ] {
        let mut out = [0; 254];
        let receipt = NewReceipt { text, ..receipt };
        let len = receipt.write(ReceiptFormat::APPENDIX_B, &mut out).unwrap();
        let error = receipt.write(ReceiptFormat::APPENDIX_B, &mut out[..9]).unwrap_err();
        assert_eq!(error.kind(), ReceiptWriteErrorKind::BufferTooSmall { needed: len });
        assert_eq!(Charset::Ucs2.chars(&out[..len]).collect::<String>(), expected);
        let pdu = DeliverSm {
            esm_class: EsmClass(4),
            data_coding: DataCoding::UCS2,
            short_message: &out[..len],
            ..DeliverSm::default()
        };
        let mut scratch = [0; 254];
        assert_eq!(
            Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut scratch).text.id,
            Some(&b"77"[..])
        );
    }
}

/// 3.4 reserves 0 and 9, 3.3 has no TLVs, and no TLV holds an id of 65 octets.
#[test]
fn a_receipt_has_the_tlvs_that_the_version_has() {
    let date = DateTime::new(2026, 11, 22, 10, 11, 12).unwrap();
    let tags = |id: &str, state, version| {
        let receipt = NewReceipt { id: id.as_bytes(), state, ..NewReceipt::delivered_at(date) };
        receipt.tlvs(version).iter().map(Tlv::tag).collect::<Vec<_>>()
    };
    for state in (0..=10).map(MessageState) {
        let since = match state.0 {
            0 | 9 => Some(Version::V50),
            1..=8 => Some(Version::V34),
            _ => None,
        };
        for version in [Version::V33, Version::V34, Version::V50] {
            let state_there = since.is_some_and(|since| version >= since);
            for (id, id_fits) in
                [("7", true), (&"7".repeat(64), true), (&"7".repeat(65), false), ("a\0b", false)]
            {
                let mut expected = Vec::new();
                expected.extend((id_fits && version > Version::V33).then_some(Tag::RECEIPTED_MESSAGE_ID));
                expected.extend(state_there.then_some(Tag::MESSAGE_STATE));
                assert_eq!(tags(id, state, version), expected, "{id} {state} {version}");
            }
        }
    }
}

#[test]
fn what_nobody_could_read_back_is_not_written() {
    use ReceiptWriteErrorKind as Kind;
    let good =
        NewReceipt { id: b"1", ..NewReceipt::delivered_at(DateTime::new(2026, 1, 1, 0, 0, 0).unwrap()) };
    let mut out = [0; 180];
    assert!(good.write(ReceiptFormat::APPENDIX_B, &mut out).is_ok());
    assert!(NewReceipt { id: &[b'7'; 64], ..good }.write(ReceiptFormat::APPENDIX_B, &mut out).is_ok());
    for (bad, field, kind) in [
        (NewReceipt { id: b"", ..good }, "id", Kind::Unreadable),
        (NewReceipt { id: b"a b", ..good }, "id", Kind::Unreadable),
        (NewReceipt { id: b"text:", ..good }, "id", Kind::Unreadable),
        (NewReceipt { id: b"''", ..good }, "id", Kind::Unreadable),
        (NewReceipt { id: b"\"7\"", ..good }, "id", Kind::Unreadable),
        (NewReceipt { err: b"'7'", ..good }, "err", Kind::Unreadable),
        (NewReceipt { id: &[b'7'; 65], ..good }, "id", Kind::Unreadable),
        (NewReceipt { charset: Charset::GSM7_PACKED, ..good }, "charset", Kind::Packed),
        (NewReceipt { err: b"0 0", ..good }, "err", Kind::Unreadable),
        (NewReceipt { err: b"stat:", ..good }, "err", Kind::Unreadable),
        (NewReceipt { sub: 1000, ..good }, "sub", Kind::Above999),
        (NewReceipt { state: MessageState(99), ..good }, "state", Kind::NoWord),
        (
            NewReceipt { done_date: DateTime::new(1999, 1, 1, 0, 0, 0).unwrap(), ..good },
            "done_date",
            Kind::Year,
        ),
    ] {
        let error = bad.write(ReceiptFormat::APPENDIX_B, &mut out).unwrap_err();
        assert_eq!((error.field(), error.kind()), (Some(field), kind));
        assert!(error.to_string().starts_with(field), "{error}");
    }
}

/// 256 KiB of anything are read in milliseconds. Quadratic time would take minutes: the limit is a hundred times
/// the expected time, and far below that.
#[test]
fn hostile_text_does_not_take_quadratic_time() {
    let patterns: [&[u8]; 39] = [
        b":",
        b"id:",
        b"id: ",
        b"id:;",
        b"text:",
        b"text:stat:DELIVRD ",
        b"text:sub:1 ",
        b"stat:DELIVRD x ",
        b"stat:DELIVRDerr:",
        b"stat: a ",
        b"err:a ",
        b"err:1 a id:1 ",
        b" ",
        b"\0",
        b"0",
        b"9",
        b"a",
        b"-",
        b"a-id:",
        b"submit date:2013-02-17 ",
        b"submit date:Sun 1 ",
        b"10:11 ",
        b"date:",
        b"a:b ",
        b"a:",
        b"=",
        b"id=;",
        b";",
        b",id:1",
        b"\xE2\x80\x83",
        b"\xA0",
        b"\0i\0d\0:",
        b"i\0d\0:\0",
        b"stat:id:",
        b"id:sub:x ",
        b"stat: dlvrd:1 ",
        b"err:dlvrd:x id:sub:",
        b"done date:Nov 1, ",
        b"\x69\xB2\x8E",
    ];
    let ends = [
        ("", ""),
        ("id:1 text:", " stat:DELIVRD"),
        ("id:1;sub:1;stat:", ""),
        ("submit date:", ""),
        ("id:1 stat:DELIVRD err:", " sub:1"),
        ("id=", ""),
    ];
    for (start, end) in ends {
        for pattern in patterns {
            let mut octets = start.as_bytes().to_vec();
            octets.extend(pattern.iter().cycle().take(256 * 1024));
            octets.extend(end.as_bytes());
            let mut scratch = vec![0; octets.len() * 2];
            let begun = busy();
            let text = ReceiptText::parse_any(&octets, DataCoding::DEFAULT, &mut scratch);
            std::hint::black_box(text.extra().count() + text.unread().count());
            let took = busy() - begun;
            assert!(took.as_secs() < 5, "{} {took:?}", pattern.escape_ascii());
        }
    }
}
