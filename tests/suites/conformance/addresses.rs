//! Addresses have up to 64 octets in data_sm and 20 in deliver_sm. Wherever an address is kept, all of it is kept.

use smpp_core::codes::{EsmClass, Npi, Ton};
use smpp_core::lint::check;
use smpp_core::message::reassemble::{Inserted, MessageSlot, Reassembler};
use smpp_core::pdu::{Address, AlertNotification, DataSm, DeliverSm, DestAddress, SubmitSm, UnsuccessSme};
use smpp_core::profile::SenderRules;
use smpp_core::tlv::Tlv;
use smpp_core::{Duration, Encode, Instant, RawPdu, Rules, Version};

/// Two parts from senders whose addresses differ in the last octet belong to two messages.
#[test]
fn a_data_sm_source_of_64_octets_is_kept() {
    for len in [0, 1, 20, 21, 63, 64] {
        let address =
            |last| "7".repeat(len).chars().take(len.saturating_sub(1)).chain([last]).collect::<String>();
        let senders = if len == 0 { vec![String::new()] } else { vec![address('1'), address('2')] };
        let mut table =
            Reassembler::new([const { MessageSlot::<2, 300>::EMPTY }; 2], Duration::from_secs(60), 1);
        for number in 1..=2 {
            for sender in &senders {
                let part = [5, 0, 3, 42, 2, number, b'a'];
                let tlvs = [Tlv::message_payload(&part)];
                let pdu = DataSm {
                    esm_class: EsmClass(0x40),
                    source_addr: sender.as_str().into(),
                    destination_addr: sender.as_str().into(),
                    tlvs: (&tlvs).into(),
                    ..DataSm::default()
                };
                let fragment = pdu.fragment().unwrap().unwrap();
                match table.insert(Instant::ZERO, &fragment).unwrap() {
                    (Inserted::Complete(whole), None) => assert_eq!((number, whole.text().len()), (2, 2)),
                    (Inserted::Waiting { missing: 1 }, None) => assert_eq!(number, 1),
                    other => panic!("{len}: {other:?}"),
                }
            }
        }
    }
}

#[test]
fn a_text_converts_into_an_address_with_its_ton_and_npi() {
    for (text, ton, npi, addr) in [
        ("", Ton::UNKNOWN, Npi::UNKNOWN, ""),
        ("+", Ton::ALPHANUMERIC, Npi::UNKNOWN, "+"),
        ("+4", Ton::INTERNATIONAL, Npi::ISDN, "4"),
        ("+46700000001", Ton::INTERNATIONAL, Npi::ISDN, "46700000001"),
        ("46700000001", Ton::INTERNATIONAL, Npi::ISDN, "46700000001"),
        ("12345678", Ton::INTERNATIONAL, Npi::ISDN, "12345678"),
        ("1234567", Ton::NETWORK_SPECIFIC, Npi::UNKNOWN, "1234567"),
        ("7", Ton::NETWORK_SPECIFIC, Npi::UNKNOWN, "7"),
        ("Shop", Ton::ALPHANUMERIC, Npi::UNKNOWN, "Shop"),
        ("++46700000001", Ton::ALPHANUMERIC, Npi::UNKNOWN, "++46700000001"),
        ("4670000000a", Ton::ALPHANUMERIC, Npi::UNKNOWN, "4670000000a"),
        // Digits of another script are not digits of a number.
        ("\u{661}\u{662}", Ton::ALPHANUMERIC, Npi::UNKNOWN, "\u{661}\u{662}"),
    ] {
        let address = Address { ton, npi, addr: addr.into() };
        assert_eq!(Address::from(text), address, "{text:?}");
        if let Ok(checked) = SenderRules::GENERIC.check(text) {
            assert_eq!(checked, address, "{text:?}");
        }
        let submit_sm = SubmitSm::default().with_source(text).with_destination("46700000001");
        let mut out = [0; 128];
        let len = submit_sm.encode(1, Rules::V34, &mut out).unwrap().len;
        let raw = RawPdu::parse(&out[..len]).unwrap();
        if text.is_ascii() {
            check(&raw, Version::V34, |finding| panic!("{text:?}: {finding:?}"));
        }
        let read: SubmitSm<'_> = raw.decode().unwrap();
        assert_eq!((read.source(), read.destination()), (address, Address::international("46700000001")));
    }
}

/// Each method sets its own three fields, and leaves the others as they are.
#[test]
fn the_addresses_of_a_pdu_are_independent() {
    let source = Address { ton: Ton(2), npi: Npi(3), addr: "4".into() };
    let other = Address { ton: Ton(5), npi: Npi(6), addr: "7".into() };
    let both = DeliverSm {
        source_addr_ton: Ton(2),
        source_addr_npi: Npi(3),
        source_addr: "4".into(),
        dest_addr_ton: Ton(5),
        dest_addr_npi: Npi(6),
        destination_addr: "7".into(),
        ..DeliverSm::default()
    };
    assert_eq!(DeliverSm::default().with_destination(other).with_source(source), both);
    assert_eq!((both.source(), both.destination()), (source, other));

    let alert = AlertNotification::default().with_esme(other).with_source(source);
    assert_eq!((alert.source(), alert.esme()), (source, other));
    assert_eq!((alert.esme_addr_ton, alert.esme_addr_npi, alert.esme_addr), (Ton(5), Npi(6), "7".into()));

    let refused = UnsuccessSme::default().with_destination(other);
    assert_eq!((refused.dest_addr_ton, refused.dest_addr_npi), (Ton(5), Npi(6)));
    assert_eq!(DestAddress::from(refused.destination()).address(), Some(other));
    assert_eq!(DestAddress::distribution_list("7").address(), None);
}

/// A constructor does not guess.
#[test]
fn an_address_is_what_its_constructor_says() {
    for (address, ton, npi, addr) in [
        (Address::international("+4670"), Ton::INTERNATIONAL, Npi::ISDN, "4670"),
        (Address::international("4670"), Ton::INTERNATIONAL, Npi::ISDN, "4670"),
        (Address::short_code("1234567890"), Ton::NETWORK_SPECIFIC, Npi::UNKNOWN, "1234567890"),
        (Address::alphanumeric("1234567890"), Ton::ALPHANUMERIC, Npi::UNKNOWN, "1234567890"),
    ] {
        assert_eq!(address, Address { ton, npi, addr: addr.into() });
    }
}
