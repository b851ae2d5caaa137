//! The lines of a modem (3GPP TS 27.005).

use smpp_gsm7::at::{
    CANCEL, CTRL_Z, CmsError, Header, HeaderKind, Line, LineError, LineReader, MAX_LINE, MAX_PDU,
    MessageStatus, Pdu, PduErrorKind,
};
use smpp_gsm7::tpdu::{Address, Direction, FailureCause, TypeOfAddress};
use smpp_tests::hex;

const fn header(kind: HeaderKind, index: Option<u16>, status: Option<MessageStatus>, length: u16) -> Header {
    Header { kind, index, status, length }
}

#[test]
fn headers() {
    use HeaderKind::{Cbm, Cds, Cmgl, Cmgr, Cmt};
    use MessageStatus::{ReceivedRead, ReceivedUnread, StoredSent, StoredUnsent};
    for (line, kind, index, status, length, name) in [
        ("+CMGL: 1,0,,22", Cmgl, Some(1), Some(ReceivedUnread), 22, ""),
        ("+CMGL:12,1,\"Bob\",159", Cmgl, Some(12), Some(ReceivedRead), 159, "Bob"),
        ("+CMGL: 0, 2, , 23 ", Cmgl, Some(0), Some(StoredUnsent), 23, ""),
        ("+CMGL: 3,3,24", Cmgl, Some(3), Some(StoredSent), 24, ""),
        ("+CMGR: 1,\"Bob, the\",22", Cmgr, None, Some(ReceivedRead), 22, "Bob, the"),
        ("+CMGR: 1,,22", Cmgr, None, Some(ReceivedRead), 22, ""),
        ("+CMT: ,34", Cmt, None, None, 34, ""),
        ("+CMT: \"\",34", Cmt, None, None, 34, ""),
        ("+CMT: 34", Cmt, None, None, 34, ""),
        ("+CDS: 25", Cds, None, None, 25, ""),
        ("+CBM: 88", Cbm, None, None, 88, ""),
    ] {
        let expected = Line::Header(header(kind, index, status, length), name.as_bytes());
        assert_eq!(Line::parse(line.as_bytes()), expected, "{line}");
    }
    // Text mode, and lines that are not well formed.
    for line in [
        "+CMGL: 1,\"REC UNREAD\",\"+46700000001\",,\"26/11/27,10:11:00+08\"",
        "+CMT: \"+46700000001\",,\"26/11/27,10:11:00+08\"",
        "+CMGL: 1,0,,22,9",
        "+CMGL: 1,5,,22",
        "+CMGR: 0",
        "+CMGR:",
        "+CMT: ,",
        "+CMT: ,65536",
        "+CMT: ,-1",
        "+CMT: ,2x",
        "+CMTX: ,22",
        "CMT: ,22",
        "+CMGS: 256",
        "+CMGS:",
        "",
        "AT+CMGS=22",
    ] {
        assert_eq!(Line::parse(line.as_bytes()), Line::Other(line.as_bytes()), "{line}");
    }
    for number in 0..=255 {
        let status = MessageStatus::from_number(number);
        assert_eq!(status.map(MessageStatus::number), (number < 5).then_some(number));
    }
    for (status, direction) in [
        (None, Direction::ScToMs),
        (Some(ReceivedUnread), Direction::ScToMs),
        (Some(ReceivedRead), Direction::ScToMs),
        (Some(StoredUnsent), Direction::MsToSc),
        (Some(StoredSent), Direction::MsToSc),
    ] {
        assert_eq!(header(Cmgr, None, status, 1).direction(), direction);
    }
}

#[test]
fn other_lines() {
    for (line, expected) in [
        ("OK", Line::Ok),
        (" OK ", Line::Ok),
        ("ERROR", Line::Error),
        ("> ", Line::Prompt),
        (">", Line::Prompt),
        ("+CMGS: 7", Line::Sent { reference: 7, report: None }),
        ("+CMGS: 255,", Line::Sent { reference: 255, report: None }),
        ("+CMGS: 7,\"010062\"", Line::Sent { reference: 7, report: Some(b"010062") }),
        ("+CMTI: \"SM\",3", Line::Stored { kind: HeaderKind::Cmt, memory: b"SM", index: 3 }),
        ("+CDSI: \"SR\",0", Line::Stored { kind: HeaderKind::Cds, memory: b"SR", index: 0 }),
        ("+CBMI: \"BM\",9", Line::Stored { kind: HeaderKind::Cbm, memory: b"BM", index: 9 }),
        ("+CMS ERROR: 38", Line::CmsError(CmsError(38))),
        ("+CME ERROR:10", Line::CmeError(10)),
        ("+CMS ERROR: memory full", Line::ErrorText(b"memory full")),
        ("+CME ERROR: SIM not inserted", Line::ErrorText(b"SIM not inserted")),
    ] {
        let found = Line::parse(line.as_bytes());
        assert_eq!(found, expected, "{line}");
        let ends = matches!(
            found,
            Line::Ok | Line::Error | Line::CmsError(_) | Line::CmeError(_) | Line::ErrorText(_)
        );
        assert_eq!(found.is_final(), ends, "{line}");
    }
    assert_eq!(CmsError(38).meaning(), "network out of order");
    assert_eq!(CmsError(0xD3).failure_cause(), Some(FailureCause::MEMORY_CAPACITY_EXCEEDED));
    assert_eq!(CmsError(0xD3).meaning(), "memory capacity exceeded");
    assert_eq!(
        (CmsError(332).meaning(), CmsError(512).meaning()),
        ("network timeout", "specific to the manufacturer")
    );
    assert_eq!((CmsError(0).meaning(), CmsError(499).meaning()), ("reserved", "reserved"));
    assert_eq!((CTRL_Z, CANCEL), (0x1A, 0x1B));
}

#[test]
fn hexadecimal_in_every_form() {
    let octets = hex::octets("07916407000020f00491ab");
    let upper = "07916407000020F00491AB";
    let lower = upper.to_lowercase();
    let spaced = "07 91\t64070000 20F0 04 91AB ";
    for line in [upper, &lower, spaced] {
        let mut out = [0; MAX_PDU];
        let pdu = Pdu::from_line(line.as_bytes(), 3, &mut out).unwrap();
        assert_eq!(pdu.service_centre, Some("+46700000020".parse().unwrap()));
        assert_eq!((pdu.tpdu, pdu.length()), (&octets[8..], 3));
        let mut line = [0; 40];
        let length = pdu.encode_line(&mut line).unwrap();
        assert_eq!(line[..length], *format!("{upper}\x1A").as_bytes());
        for room in 0..length {
            let error = pdu.encode_line(&mut line[..room]).unwrap_err();
            assert_eq!(error.kind(), PduErrorKind::BufferTooSmall { needed: length });
        }
    }
}

#[test]
fn lines_that_are_no_pdu() {
    let mut out = [0; 4];
    let mut kind = |line: &str, length| {
        let error = Pdu::from_line(line.as_bytes(), length, &mut out).unwrap_err();
        (error.kind(), error.offset())
    };
    assert_eq!(kind("", 0), (PduErrorKind::Empty, 0));
    assert_eq!(kind("0", 0), (PduErrorKind::HalfOctet, 1));
    assert_eq!(kind("00 zz", 0), (PduErrorKind::NotHexadecimal, 3));
    assert_eq!(kind("0x00", 0), (PduErrorKind::NotHexadecimal, 1));
    assert_eq!(kind("0001", 2), (PduErrorKind::LengthMismatch { stated: 2, found: 1 }, 4));
    assert_eq!(kind("0001", 0), (PduErrorKind::LengthMismatch { stated: 0, found: 1 }, 4));
    assert_eq!(kind("07916407", 1), (PduErrorKind::ServiceCentrePastEnd, 0));
    assert_eq!(kind("0001020304", 4), (PduErrorKind::BufferTooSmall { needed: 5 }, 0));
    let long = format!("0C91{}00", "11".repeat(11));
    let mut out = [0; MAX_PDU];
    let error = Pdu::from_line(long.as_bytes(), 1, &mut out).unwrap_err();
    assert_eq!(error.kind(), PduErrorKind::AddressTooLong);
    assert_eq!(error.to_string(), "the address of the service centre has more than 20 digits");
    for length in [Some(2), None] {
        let page = Pdu::from_line_without_address(b"4011", length, &mut out).unwrap();
        assert_eq!((page.service_centre, page.tpdu), (None, &[0x40, 0x11][..]));
    }
    // The header states another length than the page has.
    for stated in [0, 1, 3, 88] {
        let error = Pdu::from_line_without_address(b"4011", Some(stated), &mut out).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (PduErrorKind::LengthMismatch { stated, found: 2 }, 4));
        assert_eq!(
            error.to_string(),
            format!("2 octets without the address of the service centre, and the header says {stated}")
        );
    }
}

/// A service centre of every length is kept.
#[test]
fn service_centres_of_every_length() {
    for digits in 0..=10_usize {
        for last in [0x21, 0xF1, 0xFF] {
            let mut octets = vec![1 + digits as u8, 0x91];
            octets.extend(std::iter::repeat_n(0x21, digits));
            if digits > 0 {
                octets[1 + digits] = last;
            }
            octets.extend([0x00, 0xAA]);
            let pdu = Pdu::from_octets(&octets).unwrap();
            assert_eq!(pdu.tpdu, [0x00, 0xAA]);
            let mut out = [0; 20];
            let length = pdu.encode(&mut out).unwrap();
            assert_eq!(out[..length], octets);
        }
    }
    assert_eq!(Pdu::from_octets(&[0]).unwrap(), Pdu { service_centre: None, tpdu: &[] });
}

/// The length of a service centre counts octets, so only the fill says that the number of digits is odd.
#[test]
fn service_centres_that_would_be_read_differently_are_not_written() {
    for (semi_octets, octets, is_read) in [
        (0, &[][..], true),
        (1, &[0xF1], true),
        (1, &[0x01], false),
        (2, &[0x21], true),
        (2, &[0xF1], false),
        (3, &[0x21, 0xF3], true),
        (3, &[0x21, 0x43], false),
    ] {
        let address = Address::from_octets(semi_octets, TypeOfAddress::INTERNATIONAL, octets);
        let pdu = Pdu { service_centre: address, tpdu: &[0xAA] };
        let (mut out, mut line) = ([0; 20], [0; 40]);
        match pdu.encode(&mut out) {
            Ok(length) => assert_eq!((Pdu::from_octets(&out[..length]), is_read), (Ok(pdu), true)),
            Err(error) => assert_eq!((error.kind(), is_read), (PduErrorKind::HalfOctetLost, false)),
        }
        assert_eq!(pdu.encode_line(&mut line).is_ok(), is_read);
    }
}

/// The lines of a stream as they are shown, cut in pieces of a size.
fn lines(stream: &[u8], piece: usize, room: usize) -> Vec<Result<String, LineError>> {
    let mut buffer = vec![0; room];
    let mut reader = LineReader::new(&mut buffer[..]);
    let mut lines = Vec::new();
    for mut octets in stream.chunks(piece) {
        while let Some(line) = reader.next(&mut octets) {
            lines.push(line.map(|line| format!("{line:?}")));
        }
        assert!(octets.is_empty());
    }
    lines
}

#[test]
fn streams_in_pieces() {
    let stream =
        b"\r\r\n\nAT+CMGL=4\r\r\n+CMGL: 1,0,,3\n000491ab\r\n\r\n \r\n+CMGL: 2,1,,3\r0004\r\n\n\nOK\r\n\
        AT+CMGS=3\r\r\n> 000491AB\x1A\r\n+CMGS: 1\r\n\r\nOK\r\nrest";
    let stored = |index, status| header(HeaderKind::Cmgl, Some(index), Some(status), 3);
    let [first, second] = [stored(1, MessageStatus::ReceivedUnread), stored(2, MessageStatus::ReceivedRead)];
    let expected = [
        Line::Other(b"AT+CMGL=4"),
        Line::Header(first, b""),
        Line::Pdu(first, b"000491ab"),
        Line::Header(second, b""),
        Line::Pdu(second, b"0004"),
        Line::Ok,
        Line::Other(b"AT+CMGS=3"),
        Line::Prompt,
        Line::Other(b"000491AB"),
        Line::Sent { reference: 1, report: None },
        Line::Ok,
    ]
    .map(|line| format!("{line:?}"));
    for piece in 1..=stream.len() {
        let found: Vec<String> = lines(stream, piece, 16).into_iter().map(Result::unwrap).collect();
        assert_eq!(found, expected, "{piece}");
    }
}

#[test]
fn lines_that_are_too_long_are_dropped() {
    let stream = b"OK\r\n12345678\r\n123456789\r\n\r\n123456789012345678901234567890\r\nOK\r\n";
    for piece in 1..=stream.len() {
        let too_long = || Err(LineError::TooLong { max: 8 });
        let expected = [
            Ok(format!("{:?}", Line::Ok)),
            Ok(format!("{:?}", Line::Other(b"12345678"))),
            too_long(),
            too_long(),
            Ok(format!("{:?}", Line::Ok)),
        ];
        assert_eq!(lines(stream, piece, 8), expected, "{piece}");
    }
    // No room at all, and no end.
    assert_eq!(lines(b"OK\r\n\r\nOK\n", 3, 0), [(); 2].map(|()| Err(LineError::TooLong { max: 0 })));
    assert_eq!(lines(&[b'x'; 100_000], 1460, 4), []);
    let mut reader = LineReader::new([0; MAX_LINE]);
    assert!(reader.next(&mut &b"+CMT: ,2"[..]).is_none());
    reader.clear();
    assert_eq!(reader.next(&mut &b"OK\n"[..]), Some(Ok(Line::Ok)));
}

/// A header whose PDU does not come: the line that comes instead is what it is, and so is every line after it.
#[test]
fn no_line_of_another_kind_is_taken_for_a_pdu() {
    // Empty places of memories, in the forms of different modems.
    for header in ["+CMGR: 0,,0", "+CMGR: 0,0", "+CMGL: 1,2,,0", "+CMT: ,0", "+CDS: 0", "+CBM: 0"] {
        for after in ["OK", "ERROR", "+CMS ERROR: 321", "> ", "+CMTI: \"SM\",3", "RING", "00"] {
            let found = lines(format!("{header}\r\n\r\n{after}\r\n00\r\n").as_bytes(), 5, 32);
            let alone = [header, after, "00"].map(|line| Ok(format!("{:?}", Line::parse(line.as_bytes()))));
            assert_eq!(found, alone, "{header} {after}");
        }
    }
    // Announced, and then something else.
    for header in ["+CMGR: 0,,9", "+CMGL: 1,0,,9", "+CMT: ,9", "+CDS: 9", "+CBM: 88"] {
        for after in ["OK", "ERROR", "+CMS ERROR: 321", "+CME ERROR: 10", "> ", "+CMTI: \"SM\",3", "+CMGS: 1"]
        {
            let found = lines(format!("{header}\r\n{after}\r\n00\r\n").as_bytes(), 5, 32);
            let alone = [header, after, "00"].map(|line| Ok(format!("{:?}", Line::parse(line.as_bytes()))));
            assert_eq!(found, alone, "{header} {after}");
        }
        let Line::Header(expected, _) = Line::parse(header.as_bytes()) else { panic!("{header}") };
        // A second header counts, and a PDU that is not hexadecimal is still the PDU.
        let found = lines(format!("+CMT: ,1\r\n{header}\r\n0xyz\r\n").as_bytes(), 5, 32);
        // The page of a cell broadcast has no address of a service centre, so it is not taken for a PDU.
        let digits = match expected.kind {
            HeaderKind::Cbm => Line::Page(expected, b"0xyz"),
            _ => Line::Pdu(expected, b"0xyz"),
        };
        assert_eq!(found.last(), Some(&Ok(format!("{digits:?}"))));
        // After a line that was too long, nothing is announced.
        let found = lines(format!("{header}\r\n{}\r\n00\r\n", "0".repeat(33)).as_bytes(), 5, 32);
        assert_eq!(
            found[1..],
            [Err(LineError::TooLong { max: 32 }), Ok(format!("{:?}", Line::Other(b"00")))]
        );
        let mut reader = LineReader::new([0; 32]);
        assert!(matches!(reader.next(&mut format!("{header}\n").as_bytes()), Some(Ok(Line::Header(..)))));
        reader.clear();
        assert_eq!(reader.next(&mut &b"00\n"[..]), Some(Ok(Line::Other(b"00"))));
    }
}
