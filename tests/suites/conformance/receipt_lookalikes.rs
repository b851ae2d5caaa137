//! Ordinary texts, and receipts that nothing marks.

use smpp_core::codes::{DataCoding, EsmClass, Finality, MessageState};
use smpp_core::message::receipt::{Receipt, ReceiptKind, ReceiptText};
use smpp_core::pdu::{DataSm, DeliverSm};
use smpp_core::profile::Profile;
use smpp_core::tlv::Tlv;
use std::collections::BTreeMap;

/// Language and text.
fn ordinary_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("../../data/vectors/ordinary_texts.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).map(|line| line.split_once('\t').unwrap())
}

/// Each text in the alphabets that have its characters, in every PDU and for every profile.
#[test]
fn no_ordinary_text_is_taken_for_a_receipt() {
    let mut languages = BTreeMap::new();
    for (language, text) in ordinary_texts() {
        *languages.entry(language).or_insert(0) += 1;
        let mut bodies = vec![
            (DataCoding::DEFAULT, text.as_bytes().to_vec()),
            (DataCoding::UCS2, text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            (DataCoding::UCS2, text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ];
        if let Ok(latin1) = text.chars().map(u8::try_from).collect() {
            bodies.push((DataCoding::LATIN_1, latin1));
        }
        for (data_coding, body) in bodies {
            let payload = [Tlv::message_payload(&body)];
            let short = DeliverSm { data_coding, short_message: &body, ..DeliverSm::default() };
            let long = DeliverSm { data_coding, tlvs: (&payload).into(), ..DeliverSm::default() };
            let data_sm = DataSm { data_coding, tlvs: (&payload).into(), ..DataSm::default() };
            for profile in Profile::ALL {
                for mode in [0x00, 0x03, 0x40, 0x80] {
                    let esm_class = EsmClass(mode);
                    let mut scratches = [[0; 512]; 3];
                    let [a, b, c] = &mut scratches;
                    for receipt in [
                        Receipt::from_deliver_sm(&DeliverSm { esm_class, ..short }, profile, a),
                        Receipt::from_deliver_sm(&DeliverSm { esm_class, ..long }, profile, b),
                        Receipt::from_data_sm(&DataSm { esm_class, ..data_sm }, profile, c),
                    ] {
                        assert_eq!(receipt.kind, ReceiptKind::None, "{text}");
                        assert_eq!(receipt.finality(), Finality::Pending, "{text}");
                        assert!(!receipt.text.looks_like_receipt(), "{text}");
                    }
                }
            }
        }
    }
    assert_eq!(languages.len(), 5);
    assert!(languages.values().all(|count| *count >= 20), "{languages:?}");
}

/// The words of Appendix B, in capitals, beside an id; and those of a profile in any case.
#[test]
fn an_unmarked_text_needs_an_id_and_a_word_of_appendix_b_or_of_the_profile() {
    let kind = |profile: &Profile, text: &str| {
        let pdu = DeliverSm { short_message: text.as_bytes(), ..DeliverSm::default() };
        Receipt::from_deliver_sm(&pdu, profile, &mut []).kind
    };
    for word in [
        "DELIVRD",
        "EXPIRED",
        "DELETED",
        "UNDELIV",
        "ACCEPTD",
        "UNKNOWN",
        "REJECTD",
        "UNDELIV(27)",
        "DELIVRD,",
    ] {
        let text = format!("id:44 stat:{word}");
        assert_eq!(kind(&Profile::GENERIC, &text), ReceiptKind::Unmarked, "{text}");
        assert!(ReceiptText::parse(text.as_bytes()).looks_like_receipt());
        for text in [
            format!("stat:{word} sub:001 dlvrd:001 err:000 done date:2611221011"),
            format!("id: stat:{word}"),
            format!("id:44 stat:{}", word.to_lowercase()),
            format!("id:44 {word}"),
        ] {
            assert_eq!(kind(&Profile::GENERIC, &text), ReceiptKind::None, "{text}");
        }
    }
    for word in
        ["DELIVERED", "SENT", "PENDING", "ERROR", "ENROUTE", "SCHEDLD", "SKIPPED", "FAILED", "BUFFRED", "2"]
    {
        assert_eq!(
            kind(&Profile::GENERIC, &format!("id:44 stat:{word} err:000")),
            ReceiptKind::None,
            "{word}"
        );
    }
    static ACME: Profile =
        Profile { state_words: &[("Delivered", MessageState::DELIVERED)], ..Profile::GENERIC };
    for word in ["DELIVERED", "delivered", "'delivered'", "Delivered(0)"] {
        assert_eq!(kind(&ACME, &format!("id:44 stat:{word}")), ReceiptKind::Unmarked, "{word}");
    }
    assert_eq!(kind(&Profile::KANNEL, "id:44 stat:BUFFRED"), ReceiptKind::Unmarked);
}
