//! TPDUs and the lines of modems: what was read is written to the same octets, and nothing is larger than its input.

use crate::generate::Source;
use crate::tpdus::{with_any_tpdu, with_tpdu};
use smpp_gsm7::at::{HeaderKind, Line, LineError, LineReader, MAX_LINE, MAX_PDU, Pdu, PduErrorKind};
use smpp_gsm7::cbs::CbsPage;
use smpp_gsm7::tpdu::{Address, Direction, FirstOctet, MAX_LENGTH, Parameters, Timestamp, Tpdu, UserData};

/// Any octets as a TPDU in both directions.
pub fn check_tpdu(octets: &[u8]) {
    for direction in [Direction::ScToMs, Direction::MsToSc] {
        match Tpdu::decode(direction, octets) {
            Ok(tpdu) => {
                check_written(&tpdu, octets);
                assert_eq!(tpdu.direction(), direction);
                check_values(&tpdu);
            }
            Err(error) => {
                assert!(error.offset() <= octets.len());
                assert!(error.to_string().starts_with(error.field()));
            }
        }
    }
}

/// Encodes to these octets, in exactly this room.
fn check_written(tpdu: &Tpdu<'_>, octets: &[u8]) {
    let mut out = vec![0xA5; octets.len() + 1];
    assert_eq!(tpdu.encode(&mut out), Ok(octets.len()), "{tpdu:?}");
    assert_eq!(out.split_last(), Some((&0xA5, octets)), "{tpdu:?}");
    if let Some(room) = octets.len().checked_sub(1) {
        assert!(tpdu.encode(&mut out[..room]).is_err());
    }
}

fn check_values(tpdu: &Tpdu<'_>) {
    let stamp = |stamp: Timestamp| {
        let Some(at) = stamp.date_time() else { return };
        assert!((2000..=2099).contains(&at.year()));
        // Minus zero is another way to write zero, and an unknown time zone is written as UTC.
        let again = at.utc_offset_quarters().is_some().then(|| Timestamp::from_date_time(at).unwrap());
        assert!(
            again.is_none_or(|again| again.0[..6] == stamp.0[..6] && (again == stamp || stamp.0[6] == 8))
        );
    };
    match tpdu {
        Tpdu::Deliver(deliver) => {
            check_address(&deliver.originating_address);
            stamp(deliver.service_centre_time_stamp);
        }
        Tpdu::Submit(submit) => {
            check_address(&submit.destination_address);
            _ = submit.validity_period.map(|period| (period.duration(), period.enhanced()));
        }
        Tpdu::StatusReport(report) => {
            check_address(&report.recipient_address);
            stamp(report.service_centre_time_stamp);
            stamp(report.discharge_time);
        }
        Tpdu::Command(command) => check_address(&command.destination_address),
        Tpdu::DeliverReport(_) | Tpdu::SubmitReport(_) => {}
    }
    if let Some(user_data) = tpdu.user_data() {
        check_user_data(&user_data);
    }
}

fn check_address(address: &Address) {
    let text = address.to_string();
    let digits = text.strip_prefix('+').unwrap_or(&text);
    if address.is_alphanumeric() {
        assert!(digits.chars().count() <= 11);
    } else {
        assert!(digits.len() <= address.semi_octets().into());
        let again = Address::new(address.type_of_address(), digits).unwrap();
        assert_eq!(
            again == *address,
            address.is_well_formed() || again.octets() == address.octets() && again == *address
        );
    }
    let parts = (address.semi_octets(), address.type_of_address(), address.octets());
    assert_eq!(Address::from_octets(parts.0, parts.1, parts.2), Some(*address));
}

fn check_user_data(data: &UserData<'_>) {
    let mut septets = [0; MAX_LENGTH];
    let fragment = data.fragment((), &mut septets);
    assert_eq!(fragment.err(), data.split().err());
    if let Ok(Some(fragment)) = fragment {
        assert!(data.header().is_some() && fragment.concatenation.is_valid());
        assert_eq!(
            Some(fragment.text.len()),
            data.text_septets().or_else(|| Some(data.split().unwrap().1.len()))
        );
        // Whole texts are the same, read from the packed septets and from the fragment.
        let charset = fragment.coding.charset(|_| data.coding.charset());
        let text = charset.map(|charset| charset.chars(fragment.text).collect::<String>());
        assert_eq!(text, data.chars().map(Iterator::collect));
    }
    let count = data.chars().map_or(0, Iterator::count);
    assert!(count <= data.length.into());
    if data.coding.counts_septets() {
        assert!(count <= data.text_septets().unwrap_or_default());
    }
}

/// A TPDU that the octets choose: encoded and decoded, it is the same, and so is its text.
pub fn check_generated(choices: &[u8]) {
    with_tpdu(&mut Source::Octets(choices), |tpdu, text| {
        let mut out = [0; 600];
        let length = tpdu.encode(&mut out).unwrap();
        let octets = &out[..length];
        let read = Tpdu::decode(tpdu.direction(), octets).unwrap();
        check_written(&read, octets);
        check_values(&read);
        assert_eq!(read.name(), tpdu.name());
        assert_eq!(read.user_data(), tpdu.user_data());
        let found = read.user_data().and_then(|data| data.chars()).map(Iterator::collect::<String>);
        let compressed = tpdu.user_data().is_some_and(|data| data.coding.is_compressed());
        assert!(compressed || found.as_deref() == text, "{found:?} {text:?}");
    });
}

/// A TPDU of any values: encoded and decoded, it is the same, or it is not encoded. The same holds for a
/// service centre.
pub fn check_built(choices: &[u8]) {
    with_any_tpdu(&mut Source::Octets(choices), |tpdu| {
        let mut out = [0; 900];
        let length = match tpdu.encode(&mut out) {
            Ok(length) => length,
            Err(error) => return assert!(error.field().is_some(), "{error}"),
        };
        let octets = &out[..length];
        let read = Tpdu::decode(tpdu.direction(), octets).unwrap();
        check_written(&read, octets);
        assert_eq!(with_derived_bits(tpdu, &read), read);
        let service_centre = match tpdu {
            Tpdu::Deliver(deliver) => Some(deliver.originating_address),
            Tpdu::Submit(submit) => Some(submit.destination_address),
            _ => None,
        };
        let pdu = Pdu { service_centre, tpdu: octets };
        let mut out = [0; 920];
        match pdu.encode(&mut out) {
            Ok(length) => assert_eq!(Pdu::from_octets(&out[..length]), Ok(pdu)),
            Err(error) => assert_eq!(error.kind(), PduErrorKind::HalfOctetLost),
        }
    });
}

/// The TPDU as it was built, with those bits of the other that follow from other fields.
fn with_derived_bits<'a>(built: &Tpdu<'a>, read: &Tpdu<'a>) -> Tpdu<'a> {
    const MTI: u8 = 0x03;
    const VPF: u8 = 0x18;
    const UDHI: u8 = 0x40;
    let first = |built: &mut FirstOctet, read: FirstOctet, derived: u8| {
        assert_eq!(built.0 & !derived, read.0 & !derived);
        *built = read;
    };
    let udhi = |data: Option<UserData<'_>>| if data.is_some() { UDHI } else { 0 };
    let mut built = *built;
    let derived = MTI | udhi(built.user_data());
    match (&mut built, read) {
        (Tpdu::Deliver(built), Tpdu::Deliver(read)) => {
            first(&mut built.first_octet, read.first_octet, derived);
        }
        (Tpdu::Submit(built), Tpdu::Submit(read)) => {
            first(&mut built.first_octet, read.first_octet, derived | VPF);
        }
        (Tpdu::Command(built), Tpdu::Command(read)) => {
            first(&mut built.first_octet, read.first_octet, derived);
        }
        (Tpdu::StatusReport(built), Tpdu::StatusReport(read)) => {
            first(&mut built.first_octet, read.first_octet, derived);
            derived_indicator(built.parameters.as_mut(), read.parameters.as_ref());
        }
        (Tpdu::DeliverReport(built), Tpdu::DeliverReport(read)) => {
            first(&mut built.first_octet, read.first_octet, derived);
            derived_indicator(built.parameters.as_mut(), read.parameters.as_ref());
        }
        (Tpdu::SubmitReport(built), Tpdu::SubmitReport(read)) => {
            first(&mut built.first_octet, read.first_octet, derived);
            derived_indicator(Some(&mut built.parameters), Some(&read.parameters));
        }
        (built, read) => panic!("{built:?} {read:?}"),
    }
    built
}

/// TP-PI with the bits that announce fields and further octets. A TP-PI without octets is written as one octet.
fn derived_indicator<'a>(built: Option<&mut Parameters<'a>>, read: Option<&Parameters<'a>>) {
    let (Some(built), Some(read)) = (built, read) else { return };
    assert_eq!(built.indicator.len().max(1), read.indicator.len());
    for (at, (built, read)) in built.indicator.iter().zip(read.indicator).enumerate() {
        let reserved = if at == 0 { 0x78 } else { 0x7F };
        assert_eq!(built & reserved, read & reserved);
    }
    built.indicator = read.indicator;
}

/// Any octets as the lines of a modem, in pieces of a size, and each line as a PDU and as a page. A PDU comes only in
/// the line after its header, and no other kind of line is taken for one.
pub fn check_lines(octets: &[u8]) {
    let Some(([piece, room], stream)) = octets.split_first_chunk::<2>() else { return };
    let room = usize::from(*room).min(MAX_LINE);
    let mut before = None;
    let whole = each_line(stream, stream.len().max(1), room, |line| {
        let announced = before.take();
        match line {
            Ok(Line::Header(header, name)) => {
                assert!(name.len() < room);
                _ = header.direction();
                before = Some(header);
            }
            Ok(Line::Pdu(header, digits)) => {
                assert!(header.length > 0 && header.kind != HeaderKind::Cbm && announced == Some(header));
                assert_eq!(Line::parse(digits), Line::Other(digits));
                check_digits(digits);
            }
            Ok(Line::Page(header, digits)) => {
                assert!(header.length > 0 && header.kind == HeaderKind::Cbm && announced == Some(header));
                assert_eq!(Line::parse(digits), Line::Other(digits));
                check_digits(digits);
            }
            Ok(Line::Other(line)) => {
                assert!(line.len() <= room && announced.is_none_or(|header| header.length == 0));
                check_digits(line);
            }
            _ => {}
        }
    });
    let pieces = each_line(stream, usize::from(*piece).max(1), room, |_| {});
    assert_eq!(whole, pieces);
    assert!(whole.len() <= stream.len());
}

/// A line as a PDU without an address, as a page, and as a PDU with an address.
fn check_digits(line: &[u8]) {
    let mut out = [0; MAX_PDU];
    if let Ok(pdu) = Pdu::from_line_without_address(line, None, &mut out) {
        _ = CbsPage::decode(pdu.tpdu).map(|page| page.chars().map(Iterator::count));
        check_pdu(pdu.tpdu);
    }
}

/// The lines as they are shown.
fn each_line(
    stream: &[u8],
    piece: usize,
    room: usize,
    mut check: impl FnMut(Result<Line<'_>, LineError>),
) -> Vec<String> {
    let mut buffer = vec![0; room];
    let mut reader = LineReader::new(&mut buffer[..]);
    let mut lines = Vec::new();
    for mut octets in stream.chunks(piece) {
        while let Some(line) = reader.next(&mut octets) {
            lines.push(format!("{line:?}"));
            check(line);
        }
        assert!(octets.is_empty());
    }
    lines
}

/// Octets with the address of a service centre: separated and put together again.
fn check_pdu(octets: &[u8]) {
    let Ok(pdu) = Pdu::from_octets(octets) else { return };
    let mut out = vec![0; octets.len()];
    assert_eq!(pdu.encode(&mut out), Ok(octets.len()));
    assert_eq!(out, octets);
    let mut line = vec![0; 2 * octets.len() + 1];
    assert_eq!(pdu.encode_line(&mut line), Ok(2 * octets.len() + 1));
    let mut out = [0; MAX_PDU];
    let length = u16::try_from(pdu.length()).unwrap();
    assert_eq!(Pdu::from_line(&line[..2 * octets.len()], length, &mut out), Ok(pdu));
    check_tpdu(pdu.tpdu);
}
