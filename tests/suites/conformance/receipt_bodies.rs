//! Bodies of receipts: mixed alphabets, UTF-16 in every form, and announced headers that are missing.

use smpp_core::codes::{DataCoding, EsmClass};
use smpp_core::message::receipt::{Receipt, ReceiptDialect, ReceiptText};
use smpp_core::pdu::{DataSm, DeliverSm};
use smpp_core::tlv::Tlv;

const FIELDS: &str =
    "id:1234567890 sub:001 dlvrd:001 submit date:2611221011 done date:2611221012 stat:DELIVRD err:000";

fn big(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn little(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Reads a body as short_message and as message_payload, with deliver_sm and data_sm, and passes on each result.
fn each_way(esm_class: u8, data_coding: u8, body: &[u8], check: impl Fn(&ReceiptText<'_>)) {
    let (esm_class, data_coding) = (EsmClass(esm_class), DataCoding(data_coding));
    let payload = [Tlv::message_payload(body)];
    let deliver_sm = DeliverSm { esm_class, data_coding, ..DeliverSm::default() };
    let data_sm = DataSm { esm_class, data_coding, tlvs: (&payload).into(), ..DataSm::default() };
    let mut scratch = vec![0; body.len() * 2];
    if body.len() <= 254 {
        check(
            &Receipt::from_deliver_sm(
                &DeliverSm { short_message: body, ..deliver_sm },
                ReceiptDialect::DEFAULT,
                &mut scratch,
            )
            .text,
        );
    }
    let in_payload = DeliverSm { tlvs: (&payload).into(), ..deliver_sm };
    check(&Receipt::from_deliver_sm(&in_payload, ReceiptDialect::DEFAULT, &mut scratch).text);
    check(&Receipt::from_data_sm(&data_sm, ReceiptDialect::DEFAULT, &mut scratch).text);
}

fn has_all_fields(text: &ReceiptText<'_>) {
    assert_eq!(text.id, Some(&b"1234567890"[..]), "{text:?}");
    assert_eq!(text.done_date.map(|date| date.0), Some(&b"2611221012"[..]), "{text:?}");
    assert_eq!((text.stat, text.err), (Some(&b"DELIVRD"[..]), Some(&b"000"[..])), "{text:?}");
}

/// UTF-16 after `text:`, at every offset and in every script: the fields are read, and the text is verbatim.
#[test]
fn ascii_fields_are_read_whatever_follows_them() {
    for quoted in [
        "Hi",
        "Hello, the quick brown fox jumps over the lazy dog",
        "Привет",
        "你好，世界",
        "🙂🙂",
        "\u{feff}a",
        "a",
    ] {
        for text in [
            big(quoted),
            little(quoted),
            quoted.encode_utf16().flat_map(|unit| [0, unit.to_be_bytes()[1]]).collect(),
        ] {
            for padding in 0..4 {
                let mut body = format!("{}{FIELDS} text:", " ".repeat(padding)).into_bytes();
                body.extend(&text);
                for data_coding in [0x00, 0x01, 0x03, 0x04, 0x08, 0x18] {
                    each_way(0x04, data_coding, &body, |read| {
                        has_all_fields(read);
                        assert!(!read.was_utf16());
                        // NULs at the end are dropped.
                        let end = text.iter().rposition(|octet| *octet != 0).map_or(0, |at| at + 1);
                        assert_eq!(read.text, Some(&text[..end]), "{quoted} {data_coding}");
                    });
                }
            }
        }
    }
    // One field before a long wide text.
    for short in ["id:7 text:", "stat:DELIVRD text:"] {
        let body = [short.as_bytes(), &big(&"Hello ".repeat(20))].concat();
        each_way(0x04, 0x08, &body, |read| {
            assert!(!read.was_utf16() && (read.id.is_some() || read.stat.is_some()), "{read:?}");
        });
    }
}

/// Two pairs `00 xx` after `text:`, aligned or not, and some hundred octets of ASCII before them.
#[test]
fn one_wide_character_does_not_make_a_body_wide() {
    for at in 0..8 {
        let body = [FIELDS.as_bytes(), &b" text:abcdefgh"[..6 + at], b"\0A\0B"].concat();
        each_way(0x04, 0x08, &body, |read| {
            has_all_fields(read);
            assert!(!read.was_utf16());
        });
    }
}

#[test]
fn utf_16_is_read_in_either_order_at_any_offset() {
    for quoted in ["Hi", "Привет", "你好，世界", "🙂 and 🙂", "\u{1E9E} \u{4100}A\u{6100}."] {
        let text = format!("{FIELDS} text:{quoted}");
        let bodies = [
            ("big", big(&text)),
            ("little", little(&text)),
            ("big, marked", [&b"\xFE\xFF"[..], &big(&text)].concat()),
            ("little, marked", [&b"\xFF\xFE"[..], &little(&text)].concat()),
            ("big, odd", [&b"\x05"[..], &big(&text)].concat()),
            ("little, odd", [&b"\x05"[..], &little(&text)].concat()),
            ("big, odd, printable", [&b"?"[..], &big(&text)].concat()),
            ("little, odd, printable", [&b"?"[..], &little(&text)].concat()),
            ("big, odd and marked", [&b"\x05\xFE\xFF"[..], &big(&text)].concat()),
            ("little, odd and marked", [&b"\x05\xFF\xFE"[..], &little(&text)].concat()),
            ("big, behind an unannounced header", [&b"\x05\0\x03\x2A\x02\x01"[..], &big(&text)].concat()),
            (
                "little, behind an unannounced header",
                [&b"\x06\x08\x04\0\x2A\x02\x01"[..], &little(&text)].concat(),
            ),
            ("big, with a NUL at the end", [&big(&text)[..], b"\0"].concat()),
            ("little, with a NUL at the end", [&little(&text)[..], b"\0"].concat()),
        ];
        for (what, body) in bodies {
            for data_coding in [0x00, 0x01, 0x03, 0x08, 0x18] {
                each_way(0x04, data_coding, &body, |read| {
                    assert!(read.was_utf16(), "{what}");
                    has_all_fields(read);
                    let read = std::str::from_utf8(read.text.unwrap()).unwrap();
                    assert_eq!(read, quoted, "{what} {data_coding}");
                });
            }
        }
    }
}

/// Half a surrogate pair at the end, from a message centre that cuts at 20 units.
#[test]
fn a_surrogate_pair_that_was_cut_is_marked() {
    for order in [big, little] {
        let mut body = order(&format!("{FIELDS} text:a🙂"));
        body.truncate(body.len() - 2);
        each_way(0x04, 0x08, &body, |read| {
            has_all_fields(read);
            assert_eq!(read.text, Some("a\u{FFFD}".as_bytes()));
        });
    }
}

/// A mark for one byte order before text of the other: the keys decide.
#[test]
fn the_keys_outweigh_a_wrong_byte_order_mark() {
    for body in [[&b"\xFF\xFE"[..], &big(FIELDS)].concat(), [&b"\xFE\xFF"[..], &little(FIELDS)].concat()] {
        each_way(0x04, 0x08, &body, has_all_fields);
    }
}

/// Wide text that does not fit the scratch buffer: what is read never includes part of a word.
#[test]
fn a_short_scratch_never_cuts_a_state() {
    for word in ["DELIVERY_FAILED", "DELIVRD", "UNDELIV", "EXPIRED_NOT"] {
        for wide in [big(&format!("id:7 stat:{word} err:5")), little(&format!("id:7 stat:{word} err:5"))] {
            for room in 0..wide.len() {
                let mut scratch = vec![0; room];
                let read = ReceiptText::parse_any(&wide, DataCoding::UCS2, &mut scratch);
                assert!(read.stat.is_none_or(|stat| stat == word.as_bytes()), "{room} {read:?}");
                assert!(read.id.is_none_or(|id| id == b"7"), "{room}");
            }
        }
    }
}

/// The bit for a header is set, and there is none: `id:` would start one of 105 octets.
#[test]
fn a_header_that_is_missing_hides_no_receipt() {
    let long = format!("{FIELDS} text:Hello, the quick brown fox jumps over the lazy dog");
    assert!(long.len() > 110);
    for esm_class in [0x44, 0xC4, 0x60, 0x48, 0x50, 0x40, 0x47] {
        for cut in FIELDS.len()..=long.len() {
            each_way(esm_class, 0x00, &long.as_bytes()[..cut], has_all_fields);
        }
        for text in [big(&long), little(&long)] {
            each_way(esm_class, 0x08, &text, has_all_fields);
            each_way(esm_class, 0x00, &text, has_all_fields);
        }
        // Other fields first, blanks, a prefix.
        let shuffled =
            "stat:DELIVRD err:000 done date:2611221012 id:1234567890 ".to_owned() + &"x:1 ".repeat(40);
        for front in ["", " ", "\r\n", "XMS=", "[DLR] ", "("] {
            each_way(esm_class, 0x00, format!("{front}{long}").as_bytes(), has_all_fields);
            each_way(esm_class, 0x00, format!("{front}{shuffled}").as_bytes(), has_all_fields);
        }
    }
}

/// A header that exists is skipped as before, whatever it contains.
#[test]
fn a_header_is_not_part_of_the_receipt() {
    let headers: [&[u8]; 6] = [
        b"\0",
        b"\x05\x00\x03\x2A\x02\x01",
        b"\x06\x08\x04\x00\x2A\x02\x01",
        b"\x06\x05\x04\x0B\x84\x23\xF0",
        // Part 3 of 2; an element of an unknown type.
        b"\x05\x00\x03\x2A\x02\x03",
        b"\x05\x90\x03id:",
    ];
    for header in headers {
        for (data_coding, text) in
            [(0x00, FIELDS.as_bytes().to_vec()), (0x08, big(FIELDS)), (0x08, little(FIELDS))]
        {
            each_way(0x44, data_coding, &[header, &text].concat(), |read| {
                has_all_fields(read);
                assert_eq!((read.extra().count(), read.unread().count()), (0, 0), "{read:?}");
            });
        }
    }
}
