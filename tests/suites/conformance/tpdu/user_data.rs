//! TP-UDL and TP-UD: headers, fill bits, national tables, and texts in every coding.

use super::{decoded, deliver, text};
use smpp_gsm7::reassemble::{Inserted, MessageSlot, Reassembler};
use smpp_gsm7::segment::{MAX_USER_DATA, Mode, Segmenter};
use smpp_gsm7::tpdu::{
    Address, DataCodingScheme, DecodeTpduErrorKind, Direction, EncodeTpduErrorKind, MAX_LENGTH, SmsDeliver,
    SmsSubmit, Timestamp, UserData,
};
use smpp_gsm7::udh::{UdhErrorKind, Width};
use smpp_gsm7::{
    Alphabet, Charset, Duration, Fill, Instant, Language, Padding, header_septets, pack, packed_len,
    unpacked_len,
};
use smpp_tests::hex;

/// The text of a deliver with this user data.
fn said(first: u8, coding: u8, length: u8, user_data: &[u8]) -> Option<String> {
    text(&decoded(Direction::ScToMs, &deliver(first, coding, length, user_data)).unwrap())
}

#[test]
fn every_length_in_septets() {
    for length in 0..=255_u8 {
        let septets: Vec<u8> = (0..length).map(|at| b'a' + at % 26).collect();
        let mut octets = [0; 256];
        let packed = pack(&septets, Fill::NONE, Padding::Zero, &mut octets).unwrap();
        let expected = String::from_utf8(septets).unwrap();
        assert_eq!(said(0, 0, length, &octets[..packed]), Some(expected), "{length}");
        if length > 0 {
            let short = deliver(0, 0, length, &octets[..packed - 1]);
            let error = SmsDeliver::decode(&short).unwrap_err();
            assert_eq!((error.kind(), error.field()), (DecodeTpduErrorKind::LengthPastEnd, "TP-UDL"));
        }
        // Octets after the text stay.
        let longer = deliver(0, 0, length, &octets[..packed + 1]);
        assert_eq!(SmsDeliver::decode(&longer).unwrap().trailing, [0]);
    }
}

/// The length settles whether seven spare bits are an `@`.
#[test]
fn a_final_at_sign() {
    let octets = hex::octets("61f1985c369f01");
    assert_eq!(said(0, 0, 7, &octets).as_deref(), Some("abcdefg"));
    assert_eq!(said(0, 0, 8, &octets).as_deref(), Some("abcdefg@"));
}

/// A header of any length, filled with one element, and text after the fill bits that it needs.
#[test]
fn fill_bits_after_every_header() {
    for elements in [0].into_iter().chain(2..=138_usize) {
        let header = elements + 1;
        let count = unpacked_len(140 - header, Fill::after_header(header)).min(20);
        let mut user_data = vec![0; 140];
        user_data[0] = elements as u8;
        if elements > 0 {
            user_data[1] = 0x70;
            user_data[2] = elements as u8 - 2;
        }
        let septets: Vec<u8> = (0..count).map(|at| b'A' + at as u8).collect();
        let fill = Fill::after_header(header);
        let packed = pack(&septets, fill, Padding::Zero, &mut user_data[header..]).unwrap_or_default();
        // Without text, the fill bits may need an octet that the length does not count.
        let length = header_septets(header) + count;
        user_data.truncate(packed_len(length, Fill::NONE));
        assert!(count == 0 || user_data.len() == header + packed, "{elements}");
        let length = u8::try_from(length).unwrap();
        assert_eq!(
            said(0x40, 0, length, &user_data),
            Some(String::from_utf8(septets).unwrap()),
            "{elements}"
        );
        let octets = deliver(0x40, 0, length, &user_data);
        let data = SmsDeliver::decode(&octets).unwrap().user_data;
        assert_eq!((data.text_septets(), data.header().unwrap().len()), (Some(count), header));
    }
}

#[test]
fn headers_that_do_not_fit() {
    // The header is longer than the user data: no text, and the octets stay.
    for user_data in [&[5_u8, 0, 3, 1][..], &[0xFF, 0], &[3]] {
        let octets = deliver(0x40, 4, user_data.len() as u8, user_data);
        let data = SmsDeliver::decode(&octets).unwrap().user_data;
        assert_eq!(data.split().unwrap_err().kind(), UdhErrorKind::LengthPastEnd);
        assert_eq!((data.header(), data.text_septets()), (None, None));
        // It could have been a fragment, so this is not a message of its own.
        assert_eq!(data.fragment((), &mut [0; MAX_LENGTH]).err(), data.split().err());
        for coding in [0x00, 0x04, 0x08] {
            let length = if coding == 0 { (user_data.len() * 8 / 7) as u8 } else { user_data.len() as u8 };
            assert_eq!(said(0x40, coding, length, user_data), None);
        }
    }
    // No octets at all.
    let octets = deliver(0x40, 0, 0, &[]);
    let data = SmsDeliver::decode(&octets).unwrap().user_data;
    assert_eq!(data.split().unwrap_err().kind(), UdhErrorKind::Missing);
    assert_eq!(data.fragment((), &mut [0; MAX_LENGTH]).unwrap_err().kind(), UdhErrorKind::Missing);
    // The length does not even count the septets of the header: there is no text.
    let octets = deliver(0x40, 0, 6, &[5, 0, 3, 1, 1, 1]);
    let data = SmsDeliver::decode(&octets).unwrap().user_data;
    assert_eq!((data.text_septets(), data.chars().unwrap().count()), (Some(0), 0));
    // Without the flag, it is text.
    assert_eq!(said(0, 8, 2, &[0x00, 0x41]).as_deref(), Some("A"));
    assert_eq!(SmsDeliver::decode(&deliver(0, 8, 2, &[0, 0x41])).unwrap().user_data.header(), None);
}

#[test]
fn national_tables_of_the_header() {
    // Single shift Turkish; locking and single shift Turkish.
    for (header, septets, expected) in [
        ("03240101", &b"a\x1Bga\x1Bc"[..], "ağaç"),
        ("06240101250101", b"\x0C\x07", "ğı"),
        ("032401ff", b"a\x1B\x65", "a€"), // not defined
    ] {
        let mut user_data = hex::octets(header);
        let length = header_septets(user_data.len()) + septets.len();
        let mut packed = [0; 40];
        let count = pack(septets, Fill::after_header(user_data.len()), Padding::Zero, &mut packed).unwrap();
        user_data.extend_from_slice(&packed[..count]);
        assert_eq!(said(0x40, 0, length as u8, &user_data).as_deref(), Some(expected), "{header}");
        // With other tables, it is other text of the same length.
        let octets = deliver(0x40, 0, length as u8, &user_data);
        let data = SmsDeliver::decode(&octets).unwrap().user_data;
        let plain = data.chars_in(Alphabet::DEFAULT).map(|chars| chars.collect::<String>());
        assert_eq!(plain == data.chars().map(Iterator::collect), header == "032401ff", "{plain:?}");
    }
}

#[test]
fn codings_that_are_text_and_that_are_not() {
    let wide = hex::octets("00e965e5d83dde42");
    assert_eq!(said(0, 0x08, 8, &wide).as_deref(), Some("é日🙂"));
    assert_eq!(said(0, 0x18, 8, &wide).as_deref(), Some("é日🙂"));
    assert_eq!(said(0, 0xE8, 8, &wide).as_deref(), Some("é日🙂"));
    assert_eq!(said(0, 0x08, 3, &wide[..3]).as_deref(), Some("é\u{FFFD}"));
    assert_eq!(said(0, 0x08, 6, &wide[..6]).as_deref(), Some("é日\u{FFFD}"));
    assert_eq!(said(0, 0x04, 8, &wide), None);
    assert_eq!(said(0, 0xF5, 8, &wide), None);
    assert_eq!(said(0, 0x20, 8, &wide), None, "compressed");
    assert_eq!(said(0, 0x28, 8, &wide), None, "compressed");
    // UCS2 after a header of six octets.
    assert_eq!(said(0x40, 0x08, 8, &hex::octets("0500032a0201 65e5")).as_deref(), Some("日"));
    // Reserved schemes are GSM 7-bit, and so are indications.
    for coding in [0x0C, 0x80, 0xBF, 0xC8, 0xDB, 0xF2, 0x4C] {
        assert_eq!(said(0, coding, 2, &hex::octets("e834")).as_deref(), Some("hi"), "{coding:#04x}");
    }
}

/// A text goes through a modem and back: cut, written as submits, handed over as delivers, and joined.
fn goes_through(whole: &str, segmenter: &Segmenter) {
    let from: Address = "+46700000001".parse().unwrap();
    let plan = segmenter.plan(whole).unwrap();
    let mut slots = [const { MessageSlot::<Address, 40, 6000>::EMPTY }; 1];
    let mut messages = Reassembler::new(&mut slots[..], Duration::from_secs(60), 1);
    let (mut segments, mut buffer) = (plan.segments(), [0; MAX_USER_DATA]);
    let mut read = None;
    let mut delivers = Vec::new();
    while let Some(segment) = segments.next_into(&mut buffer).unwrap() {
        let submit = SmsSubmit::new(from, UserData::from_segment(&segment).unwrap());
        let mut out = [0; 175];
        let length = submit.encode(&mut out).unwrap();
        assert!(length <= 13 + 140, "as AT+CMGS takes it");
        let submit = SmsSubmit::decode(&out[..length]).unwrap();
        let deliver = SmsDeliver::new(from, Timestamp([0x62, 0x11, 0x72, 1, 0, 0, 0]), submit.user_data);
        let mut out = [0; 175];
        let length = deliver.encode(&mut out).unwrap();
        delivers.push(out[..length].to_vec());
    }
    for octets in delivers.iter().rev() {
        let deliver = SmsDeliver::decode(octets).unwrap();
        let mut septets = [0; MAX_LENGTH];
        match deliver.user_data.fragment(deliver.originating_address, &mut septets).unwrap() {
            None => read = deliver.user_data.chars().map(Iterator::collect::<String>),
            Some(fragment) => {
                let (inserted, incomplete) = messages.insert(Instant::ZERO, &fragment).unwrap();
                assert_eq!(incomplete, None);
                if let Inserted::Complete(message) = inserted {
                    let charset_of = |coding| DataCodingScheme(coding).charset();
                    read = message.chars(charset_of).map(Iterator::collect::<String>);
                }
            }
        }
    }
    assert_eq!(read.as_deref(), Some(whole));
}

#[test]
fn long_texts_go_through() {
    for count in [0, 1, 159, 160, 161, 305, 306, 307, 1000] {
        goes_through(&"x".repeat(count), &Segmenter::MODEM);
        goes_through(&"@".repeat(count), &Segmenter::MODEM);
        goes_through(&"é日🙂".repeat(count / 3), &Segmenter::MODEM);
        goes_through(
            &"5 €[]".repeat(count / 5),
            &Segmenter { mode: Mode::Udh16, reference: 999, ..Segmenter::MODEM },
        );
        goes_through(&"x".repeat(count), &Segmenter { class: Some(0), ..Segmenter::MODEM });
        let turkish = Segmenter::MODEM.national("Şişli'ye ağır", &[Language::TURKISH]);
        goes_through(&"Şişli'ye ağır ağır ".repeat(count / 19), &turkish);
    }
}

#[test]
fn segments_for_smpp_are_refused() {
    let mut buffer = [0; MAX_USER_DATA];
    for text in ["a", "hello", "5 €"] {
        let segment =
            Segmenter::DEFAULT.plan(text).unwrap().segments().next_into(&mut buffer).unwrap().unwrap();
        let error = UserData::from_segment(&segment).unwrap_err();
        assert_eq!((error.kind(), error.field()), (EncodeTpduErrorKind::NotPacked, Some("TP-UDL")));
    }
    // UCS2 and data have no septets.
    let segment = Segmenter::DEFAULT.plan("日").unwrap().segments().next_into(&mut buffer).unwrap().unwrap();
    assert_eq!(UserData::from_segment(&segment).unwrap().octets, [0x65, 0xE5]);
    let plan = Segmenter::DEFAULT.plan_octets(b"\x00\x80").unwrap();
    let segment = plan.segments().next_into(&mut buffer).unwrap().unwrap();
    assert_eq!(UserData::from_segment(&segment), UserData::from_octets(b"\x00\x80"));
    // A message in one piece can be longer than the length octet counts.
    let one = Segmenter { mode: Mode::Payload { max: 1000 }, charset: Charset::Ucs2, ..Segmenter::MODEM };
    let mut buffer = [0; 400];
    let text = "日".repeat(128);
    let segment = one.plan(&text).unwrap().segments().next_into(&mut buffer).unwrap().unwrap();
    assert_eq!(UserData::from_segment(&segment).unwrap_err().kind(), EncodeTpduErrorKind::TooLong);
    // So can one of packed septets, whose octets are fewer. The second alphabet adds a header of five septets.
    for (charset, header) in
        [(Charset::GSM7_PACKED, 0), (Charset::GSM7_PACKED.with_languages(None, Some(Language::TURKISH)), 5)]
    {
        let one = Segmenter { mode: Mode::Payload { max: 1000 }, charset, ..Segmenter::MODEM };
        for length in [159, 160, 161, 254, 255, 256, 257, 292, 300] {
            let text = "x".repeat(length - header);
            let segment = one.plan(&text).unwrap().segments().next_into(&mut buffer).unwrap().unwrap();
            let data = UserData::from_segment(&segment);
            if length > 255 {
                let error = data.unwrap_err();
                assert_eq!((error.kind(), error.field()), (EncodeTpduErrorKind::TooLong, Some("TP-UDL")));
                continue;
            }
            let data = data.unwrap();
            assert_eq!(usize::from(data.length), length);
            let to = "+46700000002".parse().unwrap();
            let mut out = [0; 300];
            SmsSubmit::new(to, data).encode(&mut out).unwrap();
            assert!(data.chars().unwrap().eq(text.chars()), "{length}");
        }
    }
}

/// The key and the place of a fragment are those of the TPDU.
#[test]
fn fragments_say_where_they_belong() {
    let user_data = hex::octets("0608041234030261");
    let octets = deliver(0x40, 0, 9, &user_data);
    let deliver = SmsDeliver::decode(&octets).unwrap();
    let mut septets = [0; MAX_LENGTH];
    let fragment = deliver.user_data.fragment(deliver.originating_address, &mut septets).unwrap().unwrap();
    assert_eq!(fragment.key.to_string(), "+46700000001");
    let place = fragment.concatenation;
    assert_eq!((place.reference, place.width, place.total, place.number), (0x1234, Width::Bits16, 3, 2));
    assert_eq!((fragment.text, fragment.coding.data_coding, fragment.coding.header), (&b"a"[..], 0, 7));
    // A number that is not possible: a message of its own.
    let octets = super::deliver(0x40, 4, 6, &hex::octets("0500032a0203"));
    let data = SmsDeliver::decode(&octets).unwrap().user_data;
    assert_eq!(data.fragment((), &mut [0; MAX_LENGTH]), Ok(None));
}
