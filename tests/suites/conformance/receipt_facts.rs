//! Receipts from PDUs: what text, TLVs and vendor TLVs say together, and which messages are receipts.

use smpp_core::codes::{DataCoding, EsmClass, MessageState, NetworkErrorCode};
use smpp_core::message::reassemble::{Inserted, MessageSlot, Reassembler};
use smpp_core::message::receipt::{
    ErrorClass, ErrorCode, ErrorValue, FactSource, Receipt, ReceiptDialect, ReceiptKind, ReceiptText,
    VendorFormat, VendorMeaning, VendorTlv, VendorValue,
};
use smpp_core::message::text::{Charset, DataCodings};
use smpp_core::pdu::{DataSm, DeliverSm};
use smpp_core::profile::Profile;
use smpp_core::tlv::Tlv;
use smpp_core::{Duration, Instant, Tag};
use smpp_gsm7::{Fill, Padding, pack, packed_len};

const ID: Tag = Tag(0x1500);
const STATE: Tag = Tag(0x1501);
const WORD: Tag = Tag(0x1502);
const ERROR: Tag = Tag(0x1503);
const CODE: Tag = Tag(0x1504);
const OPERATOR: Tag = Tag(0x1505);
const PRICE: Tag = Tag(0x1506);

const fn tlv(tag: Tag, meaning: VendorMeaning, format: VendorFormat) -> VendorTlv {
    VendorTlv { tag, name: "", meaning, format }
}

/// A provider with its own TLV for everything, and a word that nobody else has.
static VENDOR: Profile = Profile {
    name: "vendor",
    vendor_tlvs: &[
        tlv(ID, VendorMeaning::MessageId, VendorFormat::Text),
        tlv(STATE, VendorMeaning::MessageState, VendorFormat::Integer),
        tlv(WORD, VendorMeaning::MessageState, VendorFormat::Text),
        tlv(ERROR, VendorMeaning::Error, VendorFormat::Text),
        tlv(CODE, VendorMeaning::Error, VendorFormat::Integer),
        tlv(OPERATOR, VendorMeaning::Operator, VendorFormat::Text),
        tlv(PRICE, VendorMeaning::Price, VendorFormat::Integer),
    ],
    state_words: &[("BARRED", MessageState::REJECTED), ("ACCEPTD", MessageState::ENROUTE)],
    errors: &[ErrorCode { code: 34, meaning: "subscriber barred", class: ErrorClass::Blocked }],
    ..Profile::GENERIC
};

fn deliver_sm<'a>(short_message: &'a [u8], tlvs: &'a [Tlv<'a>]) -> DeliverSm<'a> {
    DeliverSm { esm_class: EsmClass(0x04), short_message, tlvs: tlvs.into(), ..DeliverSm::default() }
}

#[test]
fn all_that_is_said_stays() {
    let tlvs = [
        Tlv::raw(PRICE, &[0, 0, 1, 0x2C]),
        Tlv::raw(OPERATOR, b"99901\0"),
        Tlv::raw(CODE, &[0, 34]),
        Tlv::raw(ERROR, b"0035\0"),
        Tlv::raw(WORD, b"barred\0"),
        Tlv::raw(STATE, &[5]),
        Tlv::raw(ID, b"70ba8a69\0\0"),
        Tlv::receipted_message_id("70BA8A69".into()),
        Tlv::message_state(MessageState::EXPIRED),
        Tlv::network_error_code(NetworkErrorCode { network: 3.into(), code: 27 }),
    ];
    let pdu = deliver_sm(b"id:1891273322 stat:DELIVRD err:036", &tlvs);
    let receipt = Receipt::from_deliver_sm(&pdu, &VENDOR, &mut []);

    let ids: Vec<_> = receipt.message_ids().collect();
    let vendor = (FactSource::VendorTlv(ID), &b"70ba8a69"[..]);
    assert_eq!(ids, [(FactSource::Tlv, &b"70BA8A69"[..]), vendor, (FactSource::Text, b"1891273322")]);
    assert_eq!(receipt.ids_agree(), Some(false));
    let id = receipt.with_first(vendor.0).message_id().unwrap();
    assert_eq!((id.value, id.source, id.other), (vendor.1, vendor.0, Some(&b"70BA8A69"[..])));

    let states: Vec<_> = receipt.states().collect();
    let expected = [
        (FactSource::Tlv, MessageState::EXPIRED),
        (FactSource::VendorTlv(STATE), MessageState::UNDELIVERABLE),
        (FactSource::VendorTlv(WORD), MessageState::REJECTED),
        (FactSource::Text, MessageState::DELIVERED),
    ];
    assert_eq!(states, expected);
    for (source, state) in expected {
        assert_eq!(receipt.with_first(source).state().unwrap().value, state);
    }
    assert_eq!(receipt.states_agree(), Some(false));

    let errors: Vec<_> = receipt.errors().collect();
    let network = ErrorValue::Network(NetworkErrorCode { network: 3.into(), code: 27 });
    let expected = [
        (FactSource::Tlv, network),
        (FactSource::VendorTlv(ERROR), ErrorValue::Text(b"0035")),
        (FactSource::VendorTlv(CODE), ErrorValue::Integer(34)),
        (FactSource::Text, ErrorValue::Text(b"036")),
    ];
    assert_eq!(errors, expected);
    assert_eq!(receipt.errors_agree(), Some(false));
    assert_eq!(receipt.error().unwrap().value, network);
    assert_eq!(receipt.with_first(FactSource::Text).error().unwrap().value.number(), Some(36));
    assert_eq!(receipt.known_error().map(|error| error.class), Some(ErrorClass::Blocked));

    assert_eq!(receipt.vendor(VendorMeaning::Operator), Some(VendorValue::Text(b"99901")));
    assert_eq!(receipt.vendor(VendorMeaning::Price), Some(VendorValue::Integer(300)));
    assert_eq!(receipt.vendor(VendorMeaning::Other), None);
    assert_eq!(receipt.vendor_tlvs().count(), 7);
}

/// ACCEPTED ends a message by the standard and UNKNOWN does not, whatever a provider sends after them.
#[test]
fn an_error_of_zero_says_nothing_about_a_message_that_has_ended() {
    const ERRORS: &[ErrorCode] = &[
        ErrorCode { code: 0, meaning: "not sent yet", class: ErrorClass::Pending },
        ErrorCode { code: 34, meaning: "subscriber barred", class: ErrorClass::Blocked },
    ];
    let dialect = ReceiptDialect { errors: ERRORS, ..(&VENDOR).into() };
    let known = |short_message, tlvs: &[Tlv<'_>]| {
        let pdu = deliver_sm(short_message, tlvs);
        let receipt = Receipt::from_deliver_sm(&pdu, dialect, &mut []);
        receipt.known_error().map(|error| error.code)
    };
    for (text, state, zero) in [
        (&b"id:1 stat:ENROUTE err:000"[..], MessageState::ENROUTE, Some(0)),
        (b"id:1 stat:SCHEDLD err:000", MessageState::SCHEDULED, Some(0)),
        (b"id:1 stat:UNKNOWN err:000", MessageState::UNKNOWN, Some(0)),
        (b"id:1 stat:ACCEPTED err:000", MessageState::ACCEPTED, None),
        (b"id:1 stat:DELIVRD err:000", MessageState::DELIVERED, None),
        (b"id:1 stat:SKIPPED err:000", MessageState::SKIPPED, None),
    ] {
        assert_eq!(dialect.error(Some(state), b"000").map(|error| error.code), zero);
        assert_eq!(known(text, &[]), zero);
    }
    assert_eq!(dialect.error(None, b"0").map(|error| error.code), Some(0));
    assert_eq!(dialect.error(Some(MessageState::UNKNOWN), b"034").map(|error| error.code), Some(34));
    // The first error that the provider defines is the only one.
    let zero_first = [Tlv::raw(CODE, &[0])];
    assert_eq!(known(b"id:1 stat:UNDELIV err:034", &zero_first), None);
    assert_eq!(known(b"id:1 stat:ENROUTE err:034", &zero_first), Some(0));
    assert_eq!(known(b"id:1 stat:UNDELIV err:034", &[Tlv::raw(CODE, &[99])]), Some(34));
}

#[test]
fn vendors_tlvs_count_only_for_their_profile() {
    let tlvs = [Tlv::raw(WORD, b"DELIVRD"), Tlv::raw(ID, b"5")];
    let unmarked = DeliverSm { esm_class: EsmClass(0), ..deliver_sm(b"", &tlvs) };
    let receipt = Receipt::from_deliver_sm(&unmarked, ReceiptDialect::DEFAULT, &mut []);
    assert_eq!((receipt.kind, receipt.state(), receipt.message_id()), (ReceiptKind::None, None, None));
    let receipt = Receipt::from_deliver_sm(&unmarked, &VENDOR, &mut []);
    assert_eq!((receipt.kind, receipt.is_final()), (ReceiptKind::Receipt, true));
    assert_eq!(receipt.message_id().unwrap().source, FactSource::VendorTlv(ID));

    // Any message may carry an id.
    let mo = DeliverSm { esm_class: EsmClass(0), ..deliver_sm(b"hello", &tlvs[1..]) };
    assert_eq!(Receipt::from_deliver_sm(&mo, &VENDOR, &mut []).kind, ReceiptKind::None);
}

#[test]
fn vendors_tlvs_with_odd_values_harm_nothing() {
    let tlvs = [
        Tlv::raw(STATE, &[1, 5]),
        Tlv::raw(WORD, b""),
        Tlv::raw(CODE, &[0; 9]),
        Tlv::raw(ERROR, b"\0\0"),
        Tlv::raw(ID, b"\0"),
        Tlv::raw(PRICE, b""),
    ];
    let receipt = Receipt::from_deliver_sm(&deliver_sm(b"id:1 stat:UNDELIV err:34", &tlvs), &VENDOR, &mut []);
    assert_eq!(receipt.state().unwrap().source, FactSource::Text);
    assert_eq!(receipt.message_id().unwrap().value, b"1");
    assert_eq!(receipt.vendor(VendorMeaning::Price), Some(VendorValue::Octets(b"")));
    assert_eq!(receipt.known_error().unwrap().code, 34);
    assert_eq!(receipt.error().unwrap().value, ErrorValue::Text(&[0; 9]));
}

#[test]
fn words_of_a_profile_come_first() {
    let of = |text| Receipt::from_deliver_sm(&deliver_sm(text, &[]), &VENDOR, &mut []).state().unwrap().value;
    for text in [&b"id:1 stat:BARRED"[..], b"id:1 stat:Barred, err:1", b"id:1 stat:BARRED:by operator err:1"]
    {
        assert_eq!(of(text), MessageState::REJECTED);
    }
    // This provider sends ACCEPTD as an intermediate state.
    assert_eq!(of(b"id:1 stat:ACCEPTD"), MessageState::ENROUTE);
    assert_eq!(of(b"id:1 stat:DELIVRD"), MessageState::DELIVERED);
}

/// Dates without an offset are in the clock of the profile.
#[test]
fn the_clock_of_a_profile() {
    let profile = Profile { utc_offset_quarters: Some(4), ..Profile::GENERIC };
    let pdu = deliver_sm(b"id:1 submit date:2611221011 done date:2026-11-22T10:11:00Z stat:DELIVRD", &[]);
    let receipt = Receipt::from_deliver_sm(&pdu, &profile, &mut []);
    assert_eq!(receipt.submit_date().unwrap().utc_offset_quarters(), Some(4));
    assert_eq!(receipt.done_date().unwrap().utc_offset_quarters(), Some(0));
    let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    assert_eq!(receipt.submit_date().unwrap().utc_offset_quarters(), None);
    let none = deliver_sm(b"id:1 submit date:200101010030 stat:DELIVRD", &[]);
    let receipt = Receipt::from_deliver_sm(&none, &profile, &mut []);
    assert_eq!((receipt.submit_date(), receipt.done_date()), (None, None));
}

#[test]
fn three_marks_and_none() {
    let text: &[u8] = b"id:1 sub:001 dlvrd:001 stat:DELIVRD err:000";
    for (esm_class, text, kind, is_final) in [
        (0x04, text, ReceiptKind::Receipt, true),
        (0x44, text, ReceiptKind::Receipt, true),
        (0x04, b"id:1 stat:ENROUTE", ReceiptKind::Receipt, false),
        (0x04, b"", ReceiptKind::Receipt, false),
        (0x04, b"not what you think", ReceiptKind::Receipt, false),
        (0x20, text, ReceiptKind::Intermediate, false),
        (0x08, text, ReceiptKind::DeliveryAcknowledgement, false),
        (0x10, b"1\0read", ReceiptKind::UserAcknowledgement, false),
        (0x10, text, ReceiptKind::UserAcknowledgement, false),
        (0x18, text, ReceiptKind::None, false),
        (0x0C, text, ReceiptKind::None, false),
        (0x14, text, ReceiptKind::None, false),
        (0x24, text, ReceiptKind::Intermediate, false),
        (0x3C, text, ReceiptKind::None, false),
        (0x00, text, ReceiptKind::Unmarked, false),
        (0x43, text, ReceiptKind::Unmarked, false),
        (0x00, b"id:1 is my locker", ReceiptKind::None, false),
        (0x00, b"please resubmit:now", ReceiptKind::None, false),
        (0x00, b"stat:DELIVRD", ReceiptKind::None, false),
        (0x18, b"bye", ReceiptKind::None, false),
    ] {
        let pdu = DeliverSm { esm_class: EsmClass(esm_class), ..deliver_sm(text, &[]) };
        let payload = [Tlv::message_payload(text)];
        let in_data_sm =
            DataSm { esm_class: EsmClass(esm_class), tlvs: (&payload).into(), ..DataSm::default() };
        let mut scratches = [[0; 64]; 2];
        let [a, b] = &mut scratches;
        for receipt in [
            Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, a),
            Receipt::from_data_sm(&in_data_sm, ReceiptDialect::DEFAULT, b),
        ] {
            assert_eq!((receipt.kind, receipt.is_final()), (kind, is_final), "{esm_class:#x}");
        }
    }
}

/// By chance, packed septets can look like a key. This hid the receipt if nothing said that they are packed.
#[test]
fn packed_septets_that_look_like_a_key() {
    let mut septets = *b"id:77 stat:DELIVRD err:000 text:........";
    smpp_gsm7::unpack(b" id:5 \xFF", Fill::NONE, 8, &mut septets[32..]).unwrap();
    let mut octets = [0; 35];
    pack(&septets, Fill::NONE, Padding::Zero, &mut octets).unwrap();
    assert!(octets.ends_with(b" id:5 \xFF"));
    let mut scratch = [0; 40];
    let receipt = Receipt::from_deliver_sm(&deliver_sm(&octets, &[]), ReceiptDialect::DEFAULT, &mut scratch);
    assert_eq!((receipt.text.id, receipt.text.stat), (Some(&b"77"[..]), Some(&b"DELIVRD"[..])));
    assert_eq!(receipt.text.text, Some(&septets[32..]));
}

/// The same receipt in every alphabet and place.
#[test]
fn one_receipt_in_every_alphabet() {
    const TEXT: &str =
        "id:77 sub:001 dlvrd:001 submit date:2611221011 done date:2611221012 stat:DELIVRD err:000 text:Hi";
    let wide: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let packed = |fill: Fill| {
        let mut octets = vec![0; packed_len(TEXT.len(), fill)];
        pack(TEXT.as_bytes(), fill, Padding::Zero, &mut octets).unwrap();
        octets
    };
    let header = b"\x05\x00\x03\x2A\x02\x01";
    let with_header = |text: &[u8]| [header, text].concat();
    let packed_profile = Profile {
        data_codings: DataCodings {
            default: Charset::Gsm7Packed(smpp_gsm7::Alphabet::DEFAULT),
            ia5: Charset::Ia5,
        },
        ..Profile::GENERIC
    };
    for (what, profile, esm_class, data_coding, octets) in [
        ("plain", &Profile::GENERIC, 0x04, 0x00, TEXT.as_bytes().to_vec()),
        ("IA5", &Profile::GENERIC, 0x04, 0x01, TEXT.as_bytes().to_vec()),
        ("Latin-1", &Profile::GENERIC, 0x04, 0x03, TEXT.as_bytes().to_vec()),
        ("binary", &Profile::GENERIC, 0x04, 0x04, TEXT.as_bytes().to_vec()),
        ("header", &Profile::GENERIC, 0x44, 0x00, with_header(TEXT.as_bytes())),
        ("UTF-16", &Profile::GENERIC, 0x04, 0x08, wide.clone()),
        ("UTF-16, flash", &Profile::GENERIC, 0x04, 0x18, wide.clone()),
        ("UTF-16, not said", &Profile::GENERIC, 0x04, 0x00, wide.clone()),
        ("UTF-16, header", &Profile::GENERIC, 0x44, 0x08, with_header(&wide)),
        ("packed, not said", &Profile::GENERIC, 0x04, 0x00, packed(Fill::NONE)),
        ("packed, class", &Profile::GENERIC, 0x04, 0xF1, packed(Fill::NONE)),
        ("packed", &packed_profile, 0x04, 0x00, packed(Fill::NONE)),
        ("packed, header", &packed_profile, 0x44, 0x00, with_header(&packed(Fill::after_header(6)))),
        (
            "packed, header, not said",
            &Profile::GENERIC,
            0x44,
            0x00,
            with_header(&packed(Fill::after_header(6))),
        ),
    ] {
        let payload = [Tlv::message_payload(&octets)];
        let (esm_class, data_coding) = (EsmClass(esm_class), DataCoding(data_coding));
        let short = DeliverSm { data_coding, esm_class, ..deliver_sm(&octets, &[]) };
        let long = DeliverSm { data_coding, esm_class, ..deliver_sm(b"", &payload) };
        let data_sm = DataSm { data_coding, esm_class, tlvs: (&payload).into(), ..DataSm::default() };
        let mut scratches = [[0; 384]; 3];
        let [a, b, c] = &mut scratches;
        for receipt in [
            Receipt::from_deliver_sm(&short, profile, a),
            Receipt::from_deliver_sm(&long, profile, b),
            Receipt::from_data_sm(&data_sm, profile, c),
        ] {
            let text = receipt.text;
            assert_eq!(
                (text.id, text.stat, text.err),
                (Some(&b"77"[..]), Some(&b"DELIVRD"[..]), Some(&b"000"[..])),
                "{what}"
            );
            assert_eq!(text.text, Some(&b"Hi"[..]), "{what}");
            assert_eq!(receipt.kind, ReceiptKind::Receipt);
        }
    }
}

/// A receipt in two parts: each says what it contains, and both together, in order, say everything.
#[test]
fn a_receipt_in_parts() {
    let parts: [&[u8]; 2] = [
        b"\x05\x00\x03\x2A\x02\x01id:77 sub:001 dlvrd:001 submit date:2611221011 done",
        b"\x05\x00\x03\x2A\x02\x02 date:2611221012 stat:DELIVRD err:000 text:Hi",
    ];
    let pdus = parts.map(|part| DeliverSm { esm_class: EsmClass(0x44), ..deliver_sm(part, &[]) });
    let first = Receipt::from_deliver_sm(&pdus[0], ReceiptDialect::DEFAULT, &mut []);
    assert_eq!((first.text.id, first.text.stat, first.is_final()), (Some(&b"77"[..]), None, false));
    let mut table = Reassembler::new([const { MessageSlot::<2, 300>::EMPTY }], Duration::from_secs(1), 1);
    for pdu in pdus.iter().rev() {
        let fragment = pdu.fragment().unwrap().unwrap();
        if let (Inserted::Complete(text), _) = table.insert(Instant::ZERO, &fragment).unwrap() {
            let receipt = ReceiptText::parse(text.text());
            assert_eq!(receipt.id, Some(&b"77"[..]));
            assert_eq!(receipt.done_date.unwrap().as_bytes(), b"2611221012");
            assert_eq!((receipt.stat, receipt.text), (Some(&b"DELIVRD"[..]), Some(&b"Hi"[..])));
            return;
        }
    }
    panic!("never whole");
}

/// What does not fit the scratch buffer is not read. Nothing panics, and what was read stays right.
#[test]
fn short_scratches() {
    let wide: Vec<u8> = "id:7 stat:DELIVRD err:5".encode_utf16().flat_map(u16::to_be_bytes).collect();
    for room in 0..80 {
        let mut scratch = vec![0; room];
        let pdu = DeliverSm { data_coding: DataCoding::UCS2, ..deliver_sm(&wide, &[]) };
        let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut scratch);
        assert!(receipt.text.id.is_none_or(|id| b"7".starts_with(id)), "{room}");
        // With the blank after it, the state is complete.
        assert_eq!(receipt.is_final(), room >= 18, "{room}");
    }
}
