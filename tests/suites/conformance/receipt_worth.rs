//! How far a receipt is trusted: what ends a message, and which of several facts takes precedence.

use smpp_core::codes::{EsmClass, Finality, MessageState, NetworkErrorCode, Version};
use smpp_core::message::receipt::{
    ErrorValue, FactSource, Receipt, ReceiptDialect, ReceiptKind, ReceiptRules, VendorFormat, VendorMeaning,
    VendorTlv,
};
use smpp_core::pdu::{DataSm, DeliverSm};
use smpp_core::profile::Profile;
use smpp_core::tlv::Tlv;
use smpp_core::{Encode, RawPdu, Rules, Tag};

fn deliver_sm<'a>(esm_class: u8, short_message: &'a [u8], tlvs: &'a [Tlv<'a>]) -> DeliverSm<'a> {
    DeliverSm { esm_class: EsmClass(esm_class), short_message, tlvs: tlvs.into(), ..DeliverSm::default() }
}

/// Every `esm_class`, with every set of the two TLVs, in deliver_sm and data_sm: only type 0x04 ends a message, and
/// type 0 with both TLVs.
#[test]
fn only_what_is_marked_ends_a_message() {
    let text: &[u8] = b"id:77 sub:001 dlvrd:001 stat:DELIVRD err:000";
    let both = [
        Tlv::receipted_message_id("77".into()),
        Tlv::message_state(MessageState::DELIVERED),
        Tlv::message_payload(text),
    ];
    for esm_class in 0..=u8::MAX {
        for (tlvs, has_both) in
            [(&both[..0], false), (&both[..1], false), (&both[1..2], false), (&both[..2], true)]
        {
            // There is no header: the text is read anyway.
            let pdu = deliver_sm(esm_class, text, tlvs);
            let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
            let ends = match esm_class & 0x3C {
                0x04 => true,
                0x00 => has_both,
                _ => false,
            };
            assert_eq!(receipt.is_final(), ends, "{esm_class:#04x} {tlvs:?}");
            assert_eq!(receipt.finality(), if ends { Finality::Final } else { Finality::Pending });

            let with_payload = [tlvs, &both[2..]].concat();
            let data_sm = DataSm {
                esm_class: EsmClass(esm_class),
                tlvs: (&with_payload[..]).into(),
                ..DataSm::default()
            };
            assert_eq!(
                Receipt::from_data_sm(&data_sm, ReceiptDialect::DEFAULT, &mut []).is_final(),
                ends,
                "{esm_class:#04x} data_sm"
            );
        }
    }
}

#[test]
fn an_unmarked_text_is_never_the_end_unless_trusted() {
    let trusting = Profile {
        receipt_rules: ReceiptRules { trust_unmarked: true, ..ReceiptRules::DEFAULT },
        ..Profile::GENERIC
    };
    let pdu = deliver_sm(0, b"id:77 stat:DELIVRD", &[]);
    for profile in Profile::ALL {
        let receipt = Receipt::from_deliver_sm(&pdu, profile, &mut []);
        assert_eq!((receipt.kind, receipt.is_trusted()), (ReceiptKind::Unmarked, false), "{}", profile.name);
        assert_eq!(receipt.finality(), Finality::Pending);
    }
    let receipt = Receipt::from_deliver_sm(&pdu, &trusting, &mut []);
    assert_eq!((receipt.kind, receipt.is_trusted()), (ReceiptKind::Unmarked, true));
    assert!(receipt.is_final());
    // Acknowledgements and notifications are never final, whatever is trusted.
    for esm_class in [0x08, 0x10, 0x18, 0x20, 0x24] {
        let pdu = DeliverSm { esm_class: EsmClass(esm_class), ..pdu };
        assert!(!Receipt::from_deliver_sm(&pdu, &trusting, &mut []).is_final(), "{esm_class:#x}");
    }
    let mut receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    receipt.dialect.rules.trust_unmarked = true;
    assert!(receipt.is_final());
}

#[test]
fn accepted_and_unknown_are_an_end_that_a_later_one_supersedes() {
    use Finality::{Final, Pending, Provisional};
    let of = |number: u8| {
        let tlvs = [Tlv::message_state(MessageState(number))];
        Receipt::from_deliver_sm(&deliver_sm(0x04, b"id:1", &tlvs), ReceiptDialect::DEFAULT, &mut [])
            .finality()
    };
    let all: Vec<_> = (0..=11).map(of).collect();
    let expected = [
        Pending,
        Pending,
        Final,
        Final,
        Final,
        Final,
        Provisional,
        Provisional,
        Final,
        Pending,
        Pending,
        Pending,
    ];
    assert_eq!(all, expected);
    for (word, finality) in [
        ("SCHEDLD", Pending),
        ("ENROUTE", Pending),
        ("BUFFRED", Pending),
        ("DELIVRD", Final),
        ("EXPIRED", Final),
        ("DELETED", Final),
        ("UNDELIV", Final),
        ("ACCEPTD", Provisional),
        ("UNKNOWN", Provisional),
        ("REJECTD", Final),
        ("SKIPPED", Final),
        ("NOSUCH", Pending),
        ("", Pending),
    ] {
        let text = format!("id:1 stat:{word} err:000");
        let receipt = deliver_sm(0x04, text.as_bytes(), &[]);
        assert_eq!(
            Receipt::from_deliver_sm(&receipt, ReceiptDialect::DEFAULT, &mut []).finality(),
            finality,
            "{word}"
        );
    }
}

#[test]
fn a_profile_says_what_accepted_and_unknown_are_worth() {
    for accepted in [Finality::Pending, Finality::Provisional, Finality::Final] {
        for unknown in [Finality::Pending, Finality::Provisional, Finality::Final] {
            let rules = ReceiptRules { accepted, unknown, ..ReceiptRules::DEFAULT };
            let profile = Profile { receipt_rules: rules, ..Profile::GENERIC };
            for (text, finality) in [
                (&b"id:1 stat:ACCEPTD"[..], accepted),
                (b"id:1 stat:UNKNOWN", unknown),
                (b"id:1 stat:DELIVRD", Finality::Final),
                (b"id:1 stat:ENROUTE", Finality::Pending),
            ] {
                let pdu = deliver_sm(0x04, text, &[]);
                let receipt = Receipt::from_deliver_sm(&pdu, &profile, &mut []);
                assert_eq!(receipt.finality(), finality, "{rules:?}");
                assert_eq!(receipt.is_final(), finality == Finality::Final);
            }
        }
    }
}

#[test]
fn a_known_word_goes_before_a_number_without_meaning() {
    for number in [0, 9, 10, 0x32, 100, 255] {
        let tlvs = [Tlv::message_state(MessageState(number))];
        for (word, state) in [
            (&b"id:1 stat:UNDELIV"[..], MessageState::UNDELIVERABLE),
            (b"id:1 stat:DELIVRD", MessageState::DELIVERED),
        ] {
            let pdu = deliver_sm(0x04, word, &tlvs);
            let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
            for fact in [
                receipt.state(),
                receipt.with_first(FactSource::Tlv).state(),
                receipt.with_first(FactSource::Text).state(),
            ] {
                let fact = fact.unwrap();
                assert_eq!((fact.value, fact.source), (state, FactSource::Text), "{number}");
                assert_eq!(fact.other, Some(MessageState(number)), "the contradiction stays visible");
            }
            assert!(receipt.is_final());
            assert_eq!(
                (receipt.message_state, receipt.states_agree()),
                (Some(MessageState(number)), Some(false))
            );
        }
        // A word that nobody knows, or none: only the number is left.
        for text in [&b"id:1 stat:NOSUCH"[..], b"id:1"] {
            let pdu = deliver_sm(0x04, text, &tlvs);
            let fact = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []).state().unwrap();
            assert_eq!((fact.value, fact.source, fact.other), (MessageState(number), FactSource::Tlv, None));
        }
    }
}

/// 0 and 9 have a meaning in 5.0: there they take precedence like any other.
#[test]
fn zero_and_nine_mean_something_in_version_5() {
    let v50 = Profile { version: Version::V50, ..Profile::GENERIC };
    for number in [0, 9] {
        let tlvs = [Tlv::message_state(MessageState(number))];
        let pdu = deliver_sm(0x04, b"id:1 stat:UNDELIV", &tlvs);
        let fact = Receipt::from_deliver_sm(&pdu, &v50, &mut []).state().unwrap();
        assert_eq!((fact.value, fact.source), (MessageState(number), FactSource::Tlv));
        assert_eq!(fact.other, Some(MessageState::UNDELIVERABLE));
    }
}

const NUMBER: Tag = Tag(0x1401);
const WORD: Tag = Tag(0x1402);
const ID: Tag = Tag(0x1403);

/// A provider with its own TLVs for the id and the state, as a number and as a word.
static ACME: Profile = Profile {
    name: "acme",
    vendor_tlvs: &[
        VendorTlv {
            tag: NUMBER,
            name: "state",
            meaning: VendorMeaning::MessageState,
            format: VendorFormat::Integer,
        },
        VendorTlv {
            tag: WORD,
            name: "status",
            meaning: VendorMeaning::MessageState,
            format: VendorFormat::Text,
        },
        VendorTlv { tag: ID, name: "id", meaning: VendorMeaning::MessageId, format: VendorFormat::Text },
    ],
    ..Profile::GENERIC
};

/// Below 5.0 the numbers 0 and 9 mean nothing, in a TLV of the standard or of a vendor.
#[test]
fn an_undefined_number_ends_nothing_and_comes_after_a_word() {
    for version in [Version::V33, Version::V34, Version::V50] {
        let profile = Profile { version, ..ACME };
        for number in 0..=11 {
            let is_known = matches!(number, 1..=8) || (version == Version::V50 && matches!(number, 0 | 9));
            let alone = if is_known { MessageState(number).finality() } else { Finality::Pending };
            for tlv in [
                Tlv::message_state(MessageState(number)),
                Tlv::raw(NUMBER, &[number]),
                Tlv::raw(NUMBER, &[0, 0, number]),
            ] {
                let tlvs = [tlv];
                let pdu = deliver_sm(0x04, b"id:1", &tlvs);
                let receipt = Receipt::from_deliver_sm(&pdu, &profile, &mut []);
                assert_eq!(receipt.state().unwrap().value, MessageState(number));
                assert_eq!(receipt.finality(), alone, "{version} {number} {tlv:?}");

                let pdu = deliver_sm(0x04, b"id:1 stat:UNDELIV", &tlvs);
                let receipt = Receipt::from_deliver_sm(&pdu, &profile, &mut []);
                let state = receipt.state().unwrap();
                let text = MessageState::UNDELIVERABLE;
                let (first, other) =
                    if is_known { (MessageState(number), text) } else { (text, MessageState(number)) };
                assert_eq!((state.value, state.other), (first, Some(other)), "{version} {number} {tlv:?}");
                assert_eq!(receipt.is_final(), first.finality() == Finality::Final, "{version} {number}");
            }
        }
        // The word SKIPPED is known in every version.
        let tlvs = [Tlv::raw(WORD, b"SKIPPED\0")];
        for (text, tlvs) in [(&b"id:1 stat:SKIPPED"[..], &[][..]), (b"id:1 stat:DELIVRD", &tlvs)] {
            let pdu = deliver_sm(0x04, text, tlvs);
            let receipt = Receipt::from_deliver_sm(&pdu, &profile, &mut []);
            assert_eq!((receipt.state().unwrap().value, receipt.is_final()), (MessageState::SKIPPED, true));
        }
    }
    // A vendor's number without a meaning comes after a standard one that has one, and after a vendor's word.
    for known in [Tlv::message_state(MessageState::EXPIRED), Tlv::raw(WORD, b"EXPIRED")] {
        let tlvs = [Tlv::raw(NUMBER, &[9]), known];
        let pdu = deliver_sm(0x04, b"id:1", &tlvs);
        let receipt = Receipt::from_deliver_sm(&pdu, &ACME, &mut []);
        let state = receipt.with_first(FactSource::VendorTlv(NUMBER)).state().unwrap();
        assert_eq!((state.value, state.other), (MessageState::EXPIRED, Some(MessageState::SKIPPED)));
    }
}

/// If `esm_class` marks nothing, TLVs mark a receipt by an id with a state that has a meaning.
#[test]
fn a_state_without_a_meaning_marks_no_receipt() {
    let standard = Tlv::receipted_message_id("77".into());
    let vendors = Tlv::raw(ID, b"77\0");
    let state = |number| Tlv::message_state(MessageState(number));
    let meaningless = [
        state(0),
        state(9),
        state(10),
        state(0x32),
        state(255),
        Tlv::raw(NUMBER, &[0]),
        Tlv::raw(NUMBER, &[9]),
        Tlv::raw(NUMBER, &[0x32]),
        Tlv::raw(NUMBER, &[1, 2]),
        Tlv::raw(NUMBER, b""),
        Tlv::raw(WORD, b"hello"),
        Tlv::raw(WORD, b"2"),
        Tlv::raw(WORD, b"\0"),
    ];
    let meaningful =
        [state(1), state(2), state(8), Tlv::raw(NUMBER, &[0, 2]), Tlv::raw(WORD, b"delivered\0")];
    let texts = [
        (&b"id:77 stat:DELIVRD err:000"[..], ReceiptKind::Unmarked),
        (b"id:78 stat:UNDELIV", ReceiptKind::Unmarked),
        (b"stat:DELIVRD", ReceiptKind::Unmarked),
        (b"see you at 8", ReceiptKind::None),
        (b"", ReceiptKind::None),
    ];
    for id in [standard, vendors] {
        for tlv in meaningless {
            for (text, kind) in texts {
                let tlvs = [id, tlv];
                let pdu = deliver_sm(0x00, text, &tlvs);
                let receipt = Receipt::from_deliver_sm(&pdu, &ACME, &mut []);
                assert_eq!((receipt.kind, receipt.is_trusted()), (kind, false), "{tlv:?} {text:?}");
                assert_eq!(receipt.finality(), Finality::Pending);
            }
        }
        for tlv in meaningful {
            let tlvs = [id, tlv];
            let pdu = deliver_sm(0x00, b"", &tlvs);
            let receipt = Receipt::from_deliver_sm(&pdu, &ACME, &mut []);
            assert_eq!((receipt.kind, receipt.is_trusted()), (ReceiptKind::Receipt, true), "{tlv:?}");
        }
    }
    // In 5.0 both have a meaning.
    let v50 = Profile { version: Version::V50, ..Profile::GENERIC };
    for (number, finality) in [(0, Finality::Pending), (9, Finality::Final)] {
        let tlvs = [standard, state(number)];
        let pdu = deliver_sm(0x00, b"", &tlvs);
        let receipt = Receipt::from_deliver_sm(&pdu, &v50, &mut []);
        assert_eq!((receipt.kind, receipt.finality()), (ReceiptKind::Receipt, finality));
    }
}

#[test]
fn profile_and_caller_choose_what_goes_first() {
    let text_first = Profile {
        receipt_rules: ReceiptRules { first: FactSource::Text, ..ReceiptRules::DEFAULT },
        ..Profile::GENERIC
    };
    let tlvs = [Tlv::receipted_message_id("A".into()), Tlv::message_state(MessageState::ENROUTE)];
    let pdu = deliver_sm(0x04, b"id:B stat:DELIVRD err:000", &tlvs);
    let receipt = Receipt::from_deliver_sm(&pdu, &text_first, &mut []);
    assert_eq!(receipt.message_id().unwrap().value, b"B");
    assert_eq!(receipt.state().unwrap().value, MessageState::DELIVERED);
    assert!(receipt.is_final());
    let mut receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    assert_eq!(receipt.message_id().unwrap().value, b"A");
    assert!(!receipt.is_final());
    receipt.dialect.rules.first = FactSource::Text;
    assert_eq!((receipt.message_id().unwrap().value, receipt.is_final()), (&b"B"[..], true));
}

/// The standard form, what message centres send instead, and what nobody can read.
#[test]
fn a_network_error_code_is_read_or_given_as_it_came() {
    use ErrorValue::{Network, Octets, Text};
    let network = |network: u8, code| Network(NetworkErrorCode { network: network.into(), code });
    let cases: [(&[u8], Option<ErrorValue<'_>>, Option<u64>); 46] = [
        (&[3, 0, 27], Some(network(3, 27)), Some(27)),
        (&[3, 0xFF, 0xFF], Some(network(3, 0xFFFF)), Some(0xFFFF)),
        (&[0, 0, 0], Some(network(0, 0)), Some(0)),
        (&[9, 0, 1], Some(network(9, 1)), Some(1)),
        (&[b'1', 0, 27], Some(Octets(&[b'1', 0, 27])), None),
        // Digits.
        (b"104", Some(Text(b"104")), Some(104)),
        (b"000", Some(Text(b"000")), Some(0)),
        (b"27\0", Some(Text(b"27")), Some(27)),
        (b"7\0\0", Some(Text(b"7")), Some(7)),
        (b"7  ", Some(Text(b"7")), Some(7)),
        (b"0104", Some(Text(b"0104")), Some(104)),
        (b"104\0", Some(Text(b"104")), Some(104)),
        (b"7", Some(Text(b"7")), Some(7)),
        (b"2F1", Some(Text(b"2F1")), None),
        (b" 04", Some(Text(b"04")), Some(4)),
        (b"  7", Some(Text(b"7")), Some(7)),
        (b" 7 ", Some(Text(b"7")), Some(7)),
        (b" 7\0", Some(Text(b"7")), Some(7)),
        // Characters that are neither the number of a network nor another number.
        (b"A04", Some(Text(b"A04")), None),
        (b"E01", Some(Text(b"E01")), None),
        (b"ERR", Some(Text(b"ERR")), None),
        (b"err", Some(Text(b"err")), None),
        (b"-04", Some(Text(b"-04")), None),
        (b"~~~", Some(Text(b"~~~")), None),
        (b"A 4", Some(Text(b"A 4")), None),
        (b"E1\0", Some(Text(b"E1")), None),
        (b" E1", Some(Text(b"E1")), None),
        (b"E1", Some(Text(b"E1")), None),
        (b"E104", Some(Text(b"E104")), None),
        (b"ABSENT\0", Some(Text(b"ABSENT")), None),
        (b"A\0\0", Some(Octets(b"A\0\0")), None),
        (b"A\0\x1B", Some(Octets(b"A\0\x1B")), None),
        (b"A\xC4\xD6", Some(Octets(b"A\xC4\xD6")), None),
        (b"   ", Some(Octets(b"   ")), None),
        (b" ", Some(Octets(b" ")), None),
        // No characters: an unknown network.
        (b"\x7FAB", Some(network(0x7F, 0x4142)), Some(0x4142)),
        (b"\x1FAB", Some(network(0x1F, 0x4142)), Some(0x4142)),
        (b"\x08AB", Some(network(8, 0x4142)), Some(0x4142)),
        // Four octets, starting with a network.
        (&[3, 0, 0, 104], Some(network(3, 104)), Some(104)),
        (b"\x03104", Some(network(3, 104)), Some(104)),
        // Nobody can tell.
        (&[0, 0, 0, 104], Some(Octets(&[0, 0, 0, 104])), None),
        (&[3, 1, 0, 104], Some(Octets(&[3, 1, 0, 104])), None),
        (&[104], Some(Octets(&[104])), None),
        (&[0, 104], Some(Octets(&[0, 104])), None),
        (&[3, 0, 0, 0, 104], Some(Octets(&[3, 0, 0, 0, 104])), None),
        (&[], None, None),
    ];
    for (octets, expected, as_number) in cases {
        let tlvs = [Tlv::raw(Tag::NETWORK_ERROR_CODE, octets)];
        let pdu = deliver_sm(0x04, b"id:1 stat:UNDELIV", &tlvs);
        let mut out = [0; 128];
        let len = pdu.encode(1, Rules::AS_IS, &mut out).unwrap().len;
        let decoded = RawPdu::parse(&out[..len]).unwrap().decode::<DeliverSm<'_>>().unwrap();
        let mut again = [0; 128];
        let again_len = decoded.encode(1, Rules::AS_IS, &mut again).unwrap().len;
        assert_eq!(again[..again_len], out[..len], "re-encoding is exact");

        let receipt = Receipt::from_deliver_sm(&decoded, ReceiptDialect::DEFAULT, &mut []);
        let error = receipt.error().map(|error| error.value);
        assert_eq!(error, expected, "{octets:x?}");
        assert_eq!(error.and_then(|error| error.number()), as_number, "{octets:x?}");
        let typed = match expected {
            Some(Network(code)) if octets.len() == 3 => Some(code),
            _ => None,
        };
        assert_eq!(receipt.network_error_code, typed, "{octets:x?}");
    }
    // Built from the typed value, digits remain digits, and characters are still not a number.
    for (first, code, number) in [
        (b'1', 0x3034, Some(104)),
        (b'7', 0, Some(7)),
        (b' ', 0x3034, Some(4)),
        (3, 27, Some(27)),
        (b'1', 27, None),
        (b'A', 0x3034, None),
        (b'E', 0x5252, None),
    ] {
        let tlvs = [Tlv::network_error_code(NetworkErrorCode { network: first.into(), code })];
        let pdu = deliver_sm(0x04, b"id:1 stat:UNDELIV", &tlvs);
        let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
        assert_eq!(receipt.error().unwrap().value.number(), number, "{first:#x} {code:#x}");
        assert_eq!(receipt.network_error_code.is_some(), first == 3);
    }
    let tlvs = [Tlv::network_error_code(NetworkErrorCode { network: b'1'.into(), code: 0x3034 })];
    let pdu = deliver_sm(0x04, b"id:1 stat:UNDELIV err:104", &tlvs);
    let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    assert_eq!(receipt.error().unwrap().value.number(), Some(104));
    assert_eq!((receipt.network_error_code, receipt.errors_agree()), (None, Some(true)));
    for (first, code, reading) in [
        (b'1', 0x3034, "error 104 in digits"),
        (b'A', 0x3034, "error A04 in characters"),
        (b' ', 0x3034, "error  04 in characters"),
        (b'A', 27, "0x41 error 27"),
        (3, 0x3034, "GSM error 12340"),
    ] {
        assert_eq!(NetworkErrorCode { network: first.into(), code }.to_string(), reading);
    }
}
