use super::*;

fn check(user_data: &[u8]) -> Result<(), (UdhErrorKind, usize)> {
    Udh::split(user_data).and_then(|(udh, _)| udh.check()).map_err(|error| (error.kind(), error.offset()))
}

#[test]
fn malformed_headers_are_named_to_the_octet() {
    use UdhErrorKind as K;
    assert_eq!(check(b""), Err((K::Missing, 0)));
    assert_eq!(check(b"\x07\x00\x03\x01\x02\x01"), Err((K::LengthPastEnd, 0)));
    assert_eq!(check(b"\x01\x00"), Err((K::Truncated, 1)));
    assert_eq!(check(b"\x04\xAA\x01\x05\x24"), Err((K::Truncated, 4)));
    assert_eq!(check(b"\x03\x00\x03\x01"), Err((K::ElementPastEnd(0), 2)));
    assert_eq!(check(b"\x04\x00\x02\x01\x02"), Err((K::ElementLength(0), 2)));
    assert_eq!(check(b"\x05\x00\x03\x01\x00\x00"), Err((K::NoSegments, 4)));
    assert_eq!(check(b"\x05\x00\x03\x01\x02\x03"), Err((K::SegmentNumber, 5)));
    assert_eq!(check(b"\x05\x00\x03\x01\x02\x00"), Err((K::SegmentNumber, 5)));
    assert_eq!(check(b"\x06\x08\x04\x01\x01\x02\x03"), Err((K::SegmentNumber, 6)));
    assert_eq!(check(b"\x00text"), Ok(()));
    assert_eq!(check(b"\x03\xAA\x01\x05text"), Ok(()));
}

#[test]
fn a_length_that_counts_itself_is_named_and_the_header_read() {
    let both: [&[u8]; 2] = [b"", b"text"];
    for (header, number) in [
        (&b"\x06\x00\x03\x2A\x02\x01"[..], Some(1)),
        (b"\x07\x08\x04\x01\x2A\x02\x02", Some(2)),
        (b"\x07\x05\x04\x0B\x84\x23\xF0", None),
        (b"\x05\x04\x02\xF0\xF1", None),
        (b"\x04\x24\x01\x01", None),
        (b"\x04\x25\x01\x01", None),
        (b"\x0C\x00\x03\x2A\x02\x01\x05\x04\x0B\x84\x23\xF0", Some(1)),
        (b"\x09\xAA\x01\x05\x00\x03\x2A\x02\x01", Some(1)),
        // Impossible segment numbers.
        (b"\x06\x00\x03\x01\x02\x00", None),
        (b"\x06\x00\x03\x01\x02\x03", None),
        (b"\x06\x00\x03\x01\x00\x00", None),
        (b"\x07\x08\x04\x01\x01\x02\x03", None),
    ] {
        for text in both {
            let mut octets = [0; 32];
            let all = header.iter().chain(text);
            let len = octets.iter_mut().zip(all).map(|(to, from)| *to = *from).count();
            let octets = &octets[..len];
            assert_eq!(check(octets), Err((UdhErrorKind::LengthCountsItself, 0)), "{octets:x?}");
            let (udh, rest) = Udh::split(octets).unwrap();
            assert_eq!((udh.len(), rest), (header.len(), text), "{octets:x?}");
            assert_eq!(udh.concatenation().map(|part| part.number), number, "{octets:x?}");
        }
    }
    // A length that this element cannot have, and no known element.
    for octets in [
        &b"\x05\x00\x02\x01\x02text"[..],
        b"\x01text",
        b"\x04\xAA\x01\x05text",
        // Two octets too many.
        b"\x07\x00\x03\x01\x02\x01text",
    ] {
        let (udh, text) = Udh::split(octets).unwrap();
        assert_eq!(udh.len() + text.len(), octets.len());
        assert_eq!(udh.len(), usize::from(octets[0]) + 1, "{octets:x?}");
        assert_ne!(check(octets), Err((UdhErrorKind::LengthCountsItself, 0)), "{octets:x?}");
    }
}

#[test]
fn a_malformed_header_tells_nothing_but_its_length() {
    let (udh, text) = Udh::split(b"\x07\x00\x03\x01\x02\x01\x24\x05text").unwrap();
    assert_eq!((udh.concatenation(), text), (None, &b"text"[..]));
    assert_eq!(udh.len(), 8);
}

#[test]
fn the_last_of_repeated_elements_counts_and_invalid_ones_do_not() {
    let (udh, _) =
        Udh::split(b"\x10\x00\x03\x01\x02\x01\x08\x04\x01\x00\x03\x03\x00\x03\x09\x02\x05").unwrap();
    let expected = Concatenation { reference: 0x100, width: Width::Bits16, total: 3, number: 3 };
    assert_eq!(udh.concatenation(), Some(expected));
}

#[test]
fn elements_round_trip() {
    let elements = [
        Information::Concatenation(Concatenation { reference: 7, width: Width::Bits8, total: 3, number: 2 }),
        Information::Concatenation(Concatenation {
            reference: 700,
            width: Width::Bits16,
            total: 3,
            number: 2,
        }),
        Information::Ports(Ports { destination: 240, originator: 241, width: Width::Bits8 }),
        Information::Ports(Ports { destination: 2948, originator: 9200, width: Width::Bits16 }),
        Information::SingleShift(Language::TURKISH),
        Information::LockingShift(Language::PORTUGUESE),
        Information::Other(Element { iei: 0xC1, data: b"abc" }),
    ];
    let mut out = [0; 64];
    let len = write(elements, &mut out).unwrap();
    let (udh, rest) = Udh::split(&out[..len]).unwrap();
    assert!(rest.is_empty());
    assert!(udh.elements().map(|element| element.information()).eq(elements));
    assert_eq!(udh.languages(), (Some(Language::PORTUGUESE), Some(Language::TURKISH)));
    for room in 0..len {
        let too_small = UdhWriteError::BufferTooSmall { needed: len };
        assert_eq!(write(elements, &mut out[..room]), Err(too_small));
    }
    let big = Ports { destination: 256, originator: 0, width: Width::Bits8 };
    assert_eq!(write([Information::Ports(big)], &mut out), Err(UdhWriteError::NumberTooHigh(256)));
    let long = Information::Other(Element { iei: 0xC1, data: &[0; 254] });
    assert_eq!(write([long], &mut out), Err(UdhWriteError::TooLong));
    assert_eq!(write([], &mut out), Ok(0));
}
