//! TP-OA, TP-DA and TP-RA (3GPP TS 23.040 9.1.2.5).

use super::decoded;
use smpp_gsm7::reassemble::{Fragment, Inserted, MessageSlot, Reassembler};
use smpp_gsm7::tpdu::{
    Address, AddressErrorKind, DecodeTpduErrorKind, Direction, NumberingPlan, SmsSubmit, Tpdu, TypeOfAddress,
    TypeOfNumber, UserData,
};
use smpp_gsm7::udh::{Concatenation, Width};
use smpp_gsm7::{Duration, Instant};
use smpp_tests::hex;

/// The address of a submit to these octets.
fn address(octets: &[u8]) -> Address {
    let octets = [&[0x01, 0x00], octets, &[0, 0, 0]].concat();
    match decoded(Direction::MsToSc, &octets).unwrap() {
        Tpdu::Submit(submit) => submit.destination_address,
        other => panic!("{other:?}"),
    }
}

/// The octets of an address, from a submit to it.
fn written(address: Address) -> Vec<u8> {
    let mut out = [0; 40];
    let length = SmsSubmit::new(address, UserData::EMPTY).encode(&mut out).unwrap();
    out[2..length - 3].to_vec()
}

#[test]
fn digits_of_every_number() {
    let digits = "0123456789*#abc01234";
    for count in 0..=digits.len() {
        let number = &digits[..count];
        let address = Address::new(TypeOfAddress::UNKNOWN, number).unwrap();
        let octets = written(address);
        assert_eq!((usize::from(octets[0]), octets.len()), (count, 2 + count.div_ceil(2)));
        assert_eq!(address.to_string(), number);
        assert_eq!(self::address(&octets), address);
        assert!(address.is_well_formed());
        if count % 2 == 1 {
            assert_eq!(octets.last().unwrap() >> 4, 0xF);
        }
        assert_eq!(address.is_empty(), count == 0);
    }
    let error = Address::new(TypeOfAddress::UNKNOWN, "012345678901234567890").unwrap_err();
    assert_eq!((error.kind(), error.offset()), (AddressErrorKind::TooLong, 20));
    let error = "+46é".parse::<Address>().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (AddressErrorKind::Unmappable('é'), 3));
    assert_eq!(error.to_string(), "an address cannot have 'é' (U+00E9), octet 3 of the text");
    assert!("46+".parse::<Address>().is_err());
    assert_eq!("".parse::<Address>(), Ok(Address::EMPTY));
    assert_eq!(written("+46700000001".parse().unwrap()), hex::octets("0b916407000000f1"));
    assert_eq!(written("1234".parse().unwrap()), hex::octets("04812143"));
    assert_eq!(Address::new(TypeOfAddress::UNKNOWN, "ABC").unwrap().to_string(), "abc");
}

#[test]
fn more_than_twenty_semi_octets_are_an_error() {
    for count in 0..=255_u8 {
        let octets = [&[0x01, 0x00, count, 0x91][..], &[0x11; 140]].concat();
        let read = SmsSubmit::decode(&octets).map(|submit| submit.destination_address.to_string());
        if count <= 20 {
            let plus = if count == 0 { "" } else { "+" };
            assert_eq!(read, Ok(plus.to_owned() + &"1".repeat(count.into())));
        } else {
            let error = read.unwrap_err();
            assert_eq!((error.kind(), error.field()), (DecodeTpduErrorKind::AddressTooLong, "TP-DA"));
            assert_eq!(error.offset(), 2);
        }
    }
}

/// Errors in the fill are kept, and the digits are read as far as they go.
#[test]
fn fill_nibbles_are_kept() {
    for (octets, digits, is_sound) in [
        ("039121f3", "+123", true),
        ("03912143", "+123", false), // a digit in place of the fill
        ("03912103", "+123", false),
        ("049121f3", "+123", false), // the fill counted as a digit
        ("04912ff3", "+", false),
        ("029121", "+12", true),
        ("0091", "", true),
        ("0080", "", true),
        ("0281ff", "", false),
    ] {
        let address = address(&hex::octets(octets));
        assert_eq!((address.to_string().as_str(), address.is_well_formed()), (digits, is_sound), "{octets}");
    }
}

#[test]
fn names_in_septets() {
    let plain =
        ["A", "AB", "ABC", "Info", "MMoney", "Example", "Examples", "Design@Home", "1234", "@", "a b_c$"];
    let plain = plain.map(|text| (text, text.len()));
    for (text, septets) in plain.into_iter().chain([("", 0), ("€", 2), ("5 € [x]", 10), ("ñÑ", 2)]) {
        let name = Address::alphanumeric(text).unwrap();
        assert_eq!(usize::from(name.semi_octets()), (7 * septets).div_ceil(4), "{text}");
        assert_eq!(name.to_string(), text);
        assert!(name.is_alphanumeric() && name.is_well_formed());
        assert_eq!(address(&written(name)), name);
    }
    // Published by others.
    assert_eq!(address(&hex::octets("0bd0cde6db5dce03")).to_string(), "MMoney");
    assert_eq!(address(&hex::octets("14d0c4f23c7d760390ef7619")).to_string(), "Design@Home");
    // The error is at the first character after 11 septets.
    for (text, offset) in [("123456789012", 11), ("€€€€€€", 15), ("éééééééééééé", 22)]
    {
        let error = Address::alphanumeric(text).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (AddressErrorKind::TooLong, offset));
    }
    let error = Address::alphanumeric("Łódź").unwrap_err();
    assert_eq!((error.kind(), error.offset()), (AddressErrorKind::Unmappable('Ł'), 0));
    // 14 semi-octets are eight septets, also if the last one is 0.
    assert_eq!(address(&hex::octets("0dd061f1985c369f01")).to_string(), "abcdefg");
    assert_eq!(address(&hex::octets("0ed061f1985c369f01")).to_string(), "abcdefg@");
}

#[test]
fn types_of_address() {
    for octet in 0..=255 {
        let kind = TypeOfAddress(octet);
        let (ton, npi) = (kind.type_of_number(), kind.numbering_plan());
        assert_eq!((ton as u8, npi.0), (octet >> 4 & 7, octet & 15));
        assert_eq!(TypeOfAddress::new(ton, npi).0, octet | 0x80);
        // Kept, whatever it is.
        let found = address(&[2, octet, 0x21]);
        assert_eq!(found.type_of_address(), kind);
    }
    assert_eq!(TypeOfAddress::new(TypeOfNumber::National, NumberingPlan::ISDN).0, 0xA1);
    // As in SMPP.
    let ton = smpp_core::codes::Ton(TypeOfNumber::Alphanumeric as u8);
    assert_eq!(ton, smpp_core::codes::Ton::ALPHANUMERIC);
}

/// An address is a key of its own: it borrows nothing.
#[test]
fn addresses_are_keys_of_a_reassembler() {
    let mut slots = [const { MessageSlot::<Address, 2, 40>::EMPTY }; 2];
    let mut messages = Reassembler::new(&mut slots[..], Duration::from_secs(60), 1);
    for (number, from) in [(1, "+46700000001"), (1, "+46700000002"), (2, "+46700000002"), (2, "+46700000001")]
    {
        let place = Concatenation { reference: 7, width: Width::Bits8, total: 2, number };
        let fragment = Fragment::new(from.parse().unwrap(), place, 0, None, from.as_bytes());
        let (inserted, dropped) = messages.insert(Instant::ZERO, &fragment).unwrap();
        assert_eq!((matches!(inserted, Inserted::Complete(_)), dropped), (number == 2, None));
    }
}
