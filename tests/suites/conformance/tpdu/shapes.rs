//! Whole TPDUs: published ones, every first octet, and ends that come too early.

use super::{decoded, deliver, text};
use smpp_gsm7::at::Pdu;
use smpp_gsm7::tpdu::{
    Address, CommandType, DataCodingScheme, DecodeTpduErrorKind, Direction, EncodeTpduErrorKind, FirstOctet,
    SmsCommand, SmsDeliver, SmsSubmit, Timestamp, Tpdu, UserData, ValidityPeriod,
};
use smpp_tests::hex;

/// Messages as published by others, with the service centre in front: direction, octets, service centre, address, time,
/// and text.
const KNOWN: [(Direction, &str, [&str; 4]); 7] = [
    (
        Direction::ScToMs,
        "07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37",
        ["+27381000015", "27838890001", "2099-03-29T15:16:59+02:00", "hellohello"],
    ),
    (
        Direction::ScToMs,
        "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07",
        ["+31624000000", "+31641600986", "2002-08-26T19:37:41+00:00", "How are you?"],
    ),
    (
        Direction::ScToMs,
        "07919730071111F1000B919746121611F10000811170021222230DC8329BFD6681EE6F399B1C02",
        ["+79037011111", "+79642161111", "2018-11-07T20:21:22+08:00", "Hello, world!"],
    ),
    (
        Direction::ScToMs,
        "0791535880770101200C915358508282420000691170413375081154747A0E4ACF41F4F29C9E769F4121",
        ["+358508771010", "+358505282824", "2096-11-07T14:33:57+00:00", "This is testing !"],
    ),
    (
        Direction::MsToSc,
        "079153588077010111000C915358508282420000A71154747A0E4ACF41F4F29C9E769F4121",
        ["+358508771010", "+358505282824", "", "This is testing !"],
    ),
    (
        Direction::MsToSc,
        "0001000C9199999999999900000FC8329BFD0695ED6579FEED2E8700",
        ["", "+999999999999", "", "Hello everyone!"],
    ),
    (
        Direction::MsToSc,
        "0011000B916407281553F80000AA0AE8329BFD4697D9EC37",
        ["", "+46708251358", "", "hellohello"],
    ),
];

#[test]
fn published_messages_read_as_their_publishers_say() {
    for (direction, digits, [service_centre, address, time, said]) in KNOWN {
        let octets = hex::octets(digits);
        let pdu = Pdu::from_octets(&octets).unwrap();
        assert_eq!(pdu.service_centre.map(|address| address.to_string()).unwrap_or_default(), service_centre);
        let tpdu = decoded(direction, pdu.tpdu).unwrap();
        let (found, at) = match tpdu {
            Tpdu::Deliver(deliver) => {
                (deliver.originating_address, deliver.service_centre_time_stamp.date_time())
            }
            Tpdu::Submit(submit) => (submit.destination_address, None),
            other => panic!("{other:?}"),
        };
        assert_eq!(found.to_string(), address, "{digits}");
        assert_eq!(at.map(|at| at.to_string()).unwrap_or_default(), time, "{digits}");
        assert_eq!(text(&tpdu).as_deref(), Some(said), "{digits}");
        let mut out = vec![0; octets.len()];
        assert_eq!(pdu.encode(&mut out), Ok(octets.len()));
        assert_eq!(out, octets);
    }
}

/// TPDUs of every type, with and without their optional fields.
const SAMPLES: [(Direction, &str); 16] = [
    (Direction::ScToMs, "240b916407000000f100006211720111008002e834"),
    (Direction::ScToMs, "c70091 7f 08 00000000000000 06 03700100 6500"),
    (Direction::ScToMs, "010062117201110080"),
    (Direction::ScToMs, "01c30062117201110080"),
    (Direction::ScToMs, "4107 62117201110080 00 04 03020000"),
    (Direction::ScToMs, "01ff7f 62117201110080 41 f6 024869"),
    (Direction::ScToMs, "062a0b916407000000f1621172011100806211720111508046"),
    (Direction::ScToMs, "6a2a0b916407000000f1621172011100806211720111508000 04 0703020000 e834 31"),
    (Direction::MsToSc, "00"),
    (Direction::MsToSc, "0000"),
    (Direction::MsToSc, "00d307 00f6024142"),
    (Direction::MsToSc, "f9000b916407000000f100006211720111008002e834"),
    (Direction::MsToSc, "09000b916407000000f10008 01000000000000 02 0031"),
    (Direction::MsToSc, "31000b916407000000f10004ff03010203"),
    (Direction::MsToSc, "01000481214300 0001 41"),
    (Direction::MsToSc, "220700022a0b916407000000f103010203"),
];

#[test]
fn every_type_is_written_as_it_was_read() {
    for (direction, digits) in SAMPLES {
        let octets = hex::octets(digits);
        decoded(direction, &octets).unwrap();
        // Octets that the standard does not define stay, unless they are optional fields.
        if octets.len() > 2 {
            decoded(direction, &[&octets[..], &[0x00, 0xFF, 0x80]].concat()).unwrap();
        }
    }
}

#[test]
fn a_tpdu_that_ends_too_early_names_field_and_offset() {
    let whole = hex::octets("11070b916407000000f10008aa04003100e9");
    let fields = [
        (1, "TP-MR", 1),
        (2, "TP-DA", 2),
        (3, "TP-DA", 2),
        (4, "TP-DA", 2),
        (9, "TP-DA", 2),
        (10, "TP-PID", 10),
        (11, "TP-DCS", 11),
        (12, "TP-VP", 12),
        (13, "TP-UDL", 13),
    ];
    for (length, field, offset) in fields {
        let error = Tpdu::decode(Direction::MsToSc, &whole[..length]).unwrap_err();
        assert_eq!((error.kind(), error.field()), (DecodeTpduErrorKind::Truncated, field), "{length}");
        assert_eq!(error.offset(), offset, "{length}");
    }
    for length in 14..whole.len() {
        let error = Tpdu::decode(Direction::MsToSc, &whole[..length]).unwrap_err();
        assert_eq!((error.kind(), error.field()), (DecodeTpduErrorKind::LengthPastEnd, "TP-UDL"));
        assert_eq!(error.to_string(), "TP-UDL at octet 13: it counts more octets than are left");
    }
    for direction in [Direction::ScToMs, Direction::MsToSc] {
        let error = Tpdu::decode(direction, &[]).unwrap_err();
        assert_eq!(
            (error.kind(), error.field(), error.offset()),
            (DecodeTpduErrorKind::Truncated, "TP-MTI", 0)
        );
    }
}

/// Every prefix of every type is an error within it, or a shorter TPDU that is written as it was read.
#[test]
fn every_prefix_of_every_type() {
    for (direction, digits) in SAMPLES {
        let octets = hex::octets(digits);
        for length in 0..octets.len() {
            if let Err(error) = decoded(direction, &octets[..length]) {
                assert!(error.offset() <= length, "{error}");
                assert!(error.field().starts_with("TP-"), "{error}");
            }
        }
    }
}

/// The direction tells apart types that have the same number.
#[test]
fn first_octets_in_both_directions() {
    let rest = [0x00; 40];
    for first in 0..=255_u8 {
        let octets = [&[first][..], &rest].concat();
        let names =
            [Direction::ScToMs, Direction::MsToSc].map(|direction| match decoded(direction, &octets) {
                Ok(tpdu) => {
                    assert_eq!(tpdu.first_octet(), FirstOctet(first));
                    tpdu.name()
                }
                Err(error) => {
                    assert_eq!((error.kind(), error.offset()), (DecodeTpduErrorKind::ReservedType, 0));
                    "reserved"
                }
            });
        let expected = match first & 3 {
            0 => ["SMS-DELIVER", "SMS-DELIVER-REPORT"],
            1 => ["SMS-SUBMIT-REPORT", "SMS-SUBMIT"],
            2 => ["SMS-STATUS-REPORT", "SMS-COMMAND"],
            _ => ["SMS-DELIVER", "reserved"],
        };
        assert_eq!(names, expected, "{first:#04x}");
    }
    let error = SmsSubmit::decode(&[0x00]).unwrap_err();
    assert_eq!((error.kind(), error.field()), (DecodeTpduErrorKind::WrongType, "TP-MTI"));
    assert!(SmsDeliver::decode(&deliver(0x07, 0, 0, &[])).is_ok(), "the reserved type is a deliver");
}

/// The bits that follow from other fields are set, and no others are touched.
#[test]
fn the_first_octet_follows_the_fields() {
    let mut out = [0; 64];
    let data =
        UserData { has_header: true, coding: DataCodingScheme::OCTETS, length: 3, octets: &[2, 0x70, 0] };
    for octet in 0..=255 {
        let first_octet = FirstOctet(octet);
        let periods = [
            (None, 0x00),
            (Some(ValidityPeriod::Enhanced([0; 7])), 0x08),
            (Some(ValidityPeriod::Relative(0)), 0x10),
            (Some(ValidityPeriod::Absolute(Timestamp([0; 7]))), 0x18),
        ];
        for (validity_period, format) in periods {
            let submit =
                SmsSubmit { first_octet, validity_period, ..SmsSubmit::new(Address::EMPTY, UserData::EMPTY) };
            submit.encode(&mut out).unwrap();
            assert_eq!(out[0], octet & 0xA4 | 0x01 | format);
        }
        let deliver = SmsDeliver { first_octet, ..SmsDeliver::new(Address::EMPTY, Timestamp([0; 7]), data) };
        deliver.encode(&mut out).unwrap();
        let mti = if octet & 3 == 3 { 3 } else { 0 };
        assert_eq!(out[0], octet & 0xBC | 0x40 | mti);
    }
}

#[test]
fn flags_by_name() {
    let all = FirstOctet(0xFF);
    assert!(all.no_more_messages() && all.loop_prevention() && all.status_report_indication());
    assert!(all.status_report_request() && all.reject_duplicates() && all.status_report_qualifier());
    assert!(all.user_data_header_indicator() && all.reply_path());
    assert_eq!(all.with_reply_path(false).with_user_data_header_indicator(false), FirstOctet(0x3F));
    assert_eq!(all.with_no_more_messages(false).with_loop_prevention(false), FirstOctet(0xF3));
    assert_eq!(FirstOctet(0).with_reject_duplicates(true).with_status_report_request(true), FirstOctet(0x24));
    assert_eq!(FirstOctet(0x18).validity_period_format(), 3);
}

#[test]
fn what_cannot_be_written_says_why() {
    let mut out = [0; 300];
    let address = "+46700000001".parse().unwrap();
    let wrong = UserData { length: 3, octets: b"ab", coding: DataCodingScheme::OCTETS, has_header: false };
    let error = SmsSubmit::new(address, wrong).encode(&mut out).unwrap_err();
    assert_eq!((error.kind(), error.field()), (EncodeTpduErrorKind::UserDataLength, Some("TP-UDL")));
    let septets = UserData { length: 8, octets: &[0; 8], coding: DataCodingScheme::GSM7, has_header: false };
    assert!(SmsSubmit::new(address, septets).encode(&mut out).is_err(), "8 septets are 7 octets");

    let command = SmsCommand { command_data: &[0; 256], ..SmsCommand::new(CommandType::DELETE, 1, address) };
    let error = command.encode(&mut out).unwrap_err();
    assert_eq!((error.kind(), error.field()), (EncodeTpduErrorKind::TooLong, Some("TP-CDL")));
    assert_eq!(error.to_string(), "TP-CDL: the length would be more than 255");

    let submit = SmsSubmit::new(address, UserData::from_octets(b"abc").unwrap());
    let length = submit.encode(&mut out).unwrap();
    for room in 0..length {
        let error = submit.encode(&mut out[..room]).unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (EncodeTpduErrorKind::BufferTooSmall { needed: length }, None)
        );
    }
    assert!(UserData::from_octets(&[0; 256]).is_err());
}
