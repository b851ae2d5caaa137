//! Receipts with an id in the TLV and one in the text, and ids in quotes.

use super::*;
use smpp_core::codes::{DataCoding, NetworkErrorCode};
use smpp_core::message::receipt::{FactSource, ReceiptKind, ReceiptRules};
use smpp_core::tlv::Tlv;

/// A receipt of this type with these ids in the TLV and in the text, which says DELIVRD.
fn two_ids<const N: usize>(
    orders: &mut Orders<N>,
    esm_class: u8,
    (tlv, text): (&str, &str),
    rules: ReceiptRules,
) -> Correlation<u32> {
    let tlvs = [Tlv::receipted_message_id(tlv.into()), Tlv::message_state(DELIVERED)];
    let text = format!("id:{text} stat:DELIVRD err:000");
    let pdu = DeliverSm {
        esm_class: EsmClass(esm_class),
        short_message: text.as_bytes(),
        tlvs: (&tlvs).into(),
        ..DeliverSm::default()
    };
    let mut receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    receipt.dialect.rules = rules;
    orders.receipt(&receipt)
}

const TEXT_FIRST: ReceiptRules = ReceiptRules { first: FactSource::Text, ..ReceiptRules::DEFAULT };

#[test]
fn of_two_ids_that_differ_the_first_counts_and_the_outcome_says_so() {
    for (rules, ids) in [(ReceiptRules::DEFAULT, ("78", "77")), (TEXT_FIRST, ("77", "78"))] {
        // 78 is dropped first.
        for rule in [IdRule::Exact, EITHER] {
            let mut orders = Orders::<8>::new(config(rule));
            let none = Correlation::Early(EarlyReason::TwoIds { value: None });
            assert_eq!(two_ids(&mut orders, 0x04, ids, rules), none, "neither is known");
            // The early receipt is for 78 only.
            assert_eq!(orders.accepted(b"77", 5), Correlation::Waiting);
            assert_eq!(news(orders.accepted(b"78", 6)).0, 6);

            let mut orders = Orders::<8>::new(config(rule));
            orders.accepted(b"77", 5);
            let five = Correlation::Early(EarlyReason::TwoIds { value: Some(5) });
            for _ in 0..3 {
                assert_eq!(two_ids(&mut orders, 0x04, ids, rules), five, "only the other one is known");
            }
            assert_eq!((orders.table.waiting(), orders.table.early()), (1, 1));
            assert_eq!(news(orders.accepted(b"78", 6)).0, 6);

            for others in [&[][..], &[(&b"77"[..], 5)]] {
                let mut orders = Orders::<8>::new(config(rule));
                orders.accepted(b"78", 6);
                for (id, value) in others {
                    orders.accepted(id, *value);
                }
                let Correlation::Updated(told) = two_ids(&mut orders, 0x04, ids, rules) else { panic!() };
                assert_eq!((told.value, told.two_ids, told.message.is_complete()), (6, true, true));
                assert_eq!(orders.table.waiting(), others.len(), "the other one waits on");
                let again = Correlation::Repeated { value: 6, two_ids: true };
                assert_eq!(two_ids(&mut orders, 0x04, ids, rules), again);
                let Correlation::Updated(told) = orders.report(b"77", DELIVERED) else { continue };
                assert_eq!((told.value, told.two_ids), (5, false));
            }
        }
    }
}

#[test]
fn a_receipt_with_two_ids_says_so_even_if_it_is_not_news() {
    for before in [DELIVERED, EXPIRED] {
        let mut orders = Orders::<8>::exact();
        orders.accepted(b"78", 6);
        orders.report(b"78", before);
        let expected = if before == DELIVERED {
            Correlation::Repeated { value: 6, two_ids: true }
        } else {
            Correlation::Contradicted { value: 6, before, two_ids: true }
        };
        assert_eq!(two_ids(&mut orders, 0x04, ("78", "77"), ReceiptRules::DEFAULT), expected);
    }
    // An id that the text has cut is the same one.
    let mut orders = Orders::<8>::exact();
    orders.accepted(b"0123456789AB", 6);
    orders.report(b"0123456789AB", DELIVERED);
    let cut = two_ids(&mut orders, 0x04, ("0123456789AB", "0123456789"), ReceiptRules::DEFAULT);
    assert_eq!(cut, Correlation::Repeated { value: 6, two_ids: false });
}

/// One id in two spellings is one id, and counts wherever it is known.
#[test]
fn two_spellings_of_one_id_are_no_contradiction() {
    for (open, ids) in [
        (&b"70BA8A69"[..], ("70BA8A69", "1891273321")),
        (b"1891273321", ("70BA8A69", "1891273321")),
        (b"70BA8A69", ("70BA8A69", "0070ba8a69")),
        (b"0070ba8a69", ("70BA8A69", "0070ba8a69")),
    ] {
        for rules in [ReceiptRules::DEFAULT, TEXT_FIRST] {
            let mut orders = Orders::<8>::exact();
            orders.accepted(open, 5);
            let Correlation::Updated(told) = two_ids(&mut orders, 0x04, ids, rules) else {
                panic!("{ids:?}")
            };
            assert_eq!((told.value, told.two_ids), (5, false));
        }
    }
}

/// Appendix B allows ten octets for an id. A longer id that was cut is neither a contradiction nor an id.
#[test]
fn an_id_that_the_text_has_cut_is_no_other_id() {
    for (cut, two) in
        [("0123456789", false), ("6789abcdef", false), ("012345678", true), ("0123456788", true)]
    {
        let ids = ("0123456789abcdef", cut);
        let mut orders = Orders::<8>::exact();
        orders.accepted(b"0123456789abcdef", 5);
        orders.accepted(cut.as_bytes(), 6);
        let Correlation::Updated(told) = two_ids(&mut orders, 0x04, ids, ReceiptRules::DEFAULT) else {
            panic!()
        };
        assert_eq!((told.value, told.two_ids), (5, two), "{cut}");
        let mut orders = Orders::<8>::exact();
        orders.accepted(cut.as_bytes(), 6);
        let early = Correlation::Early(EarlyReason::TwoIds { value: Some(6) });
        assert_eq!(two_ids(&mut orders, 0x04, ids, ReceiptRules::DEFAULT), early, "{cut}");
    }
}

/// If only TLVs mark a receipt, a subscriber may have written its text.
#[test]
fn an_id_in_the_text_completes_nothing_where_only_tlvs_mark_the_receipt() {
    for rules in [ReceiptRules::DEFAULT, TEXT_FIRST] {
        for rule in [IdRule::Exact, EITHER] {
            let mut orders = Orders::<8>::new(config(rule));
            orders.accepted(b"77", 5);
            for esm_class in [0x00, 0x03, 0x43] {
                let early = Correlation::Early(EarlyReason::TwoIds { value: Some(5) });
                assert_eq!(two_ids(&mut orders, esm_class, ("78", "77"), rules), early, "{esm_class:#x}");
            }
            // Nor in another spelling of the TLV's id.
            orders.accepted(b"4096", 6);
            assert!(!matches!(two_ids(&mut orders, 0x00, ("1000", "4096"), rules), Correlation::Updated(_)));
            assert_eq!(orders.table.waiting(), 2);
            let Correlation::Updated(told) = two_ids(&mut orders, 0x00, ("4096", "77"), rules) else {
                panic!()
            };
            assert_eq!((told.value, told.two_ids), (6, true));
        }
    }
    // Unless this message centre writes all its texts.
    let trusting = ReceiptRules { trust_unmarked: true, ..TEXT_FIRST };
    let mut orders = Orders::<8>::exact();
    orders.accepted(b"77", 5);
    assert_eq!(news(two_ids(&mut orders, 0x00, ("78", "77"), trusting)).0, 5);
}

/// The text cannot give the result or its reason, either.
#[test]
fn a_text_says_nothing_of_the_end_where_only_tlvs_mark_the_receipt() {
    let tlvs = [
        Tlv::receipted_message_id("77".into()),
        Tlv::message_state(ENROUTE),
        Tlv::network_error_code(NetworkErrorCode { network: 3.into(), code: 27 }),
    ];
    let pdu = DeliverSm {
        short_message: b"id:77 stat:DELIVRD err:000",
        tlvs: (&tlvs).into(),
        ..DeliverSm::default()
    };
    for rules in [ReceiptRules::DEFAULT, TEXT_FIRST] {
        let mut receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
        receipt.dialect.rules = rules;
        for state in [receipt.state().unwrap(), receipt.with_first(FactSource::Text).state().unwrap()] {
            assert_eq!((state.value, state.other), (ENROUTE, Some(DELIVERED)));
        }
        assert_eq!(receipt.with_first(FactSource::Text).error().unwrap().source, FactSource::Tlv);
        assert_eq!((receipt.is_trusted(), receipt.finality()), (true, Finality::Pending));
        let mut orders = Orders::<4>::exact();
        orders.accepted(b"77", 5);
        assert_eq!(news(orders.receipt(&receipt)), (5, ENROUTE, Finality::Pending, None));
    }
}

/// `id:'78'` is about 78, whatever the quotes are; an error in quotes is the same error.
#[test]
fn quotes_around_the_id_of_a_text_do_not_count() {
    for (before, behind) in [
        (&b"'"[..], &b"'"[..]),
        (b"\"", b"\""),
        (b"`", b"'"),
        ("“".as_bytes(), "”".as_bytes()),
        ("„".as_bytes(), "“".as_bytes()),
        ("‘".as_bytes(), "’".as_bytes()),
        ("«".as_bytes(), "»".as_bytes()),
        (b"\xAB", b"\xBB"),
        (b"\x93", b"\x94"),
    ] {
        let quoted = |value: &[u8]| [before, value, behind].concat();
        let text =
            [&b"id:"[..], &quoted(b"78"), b" stat:", &quoted(b"UNDELIV"), b" err:", &quoted(b"027")].concat();
        for data_coding in [DataCoding::DEFAULT, DataCoding::LATIN_1] {
            let pdu = DeliverSm {
                esm_class: EsmClass(0x04),
                data_coding,
                short_message: &text,
                ..DeliverSm::default()
            };
            let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
            assert_eq!(receipt.text.id, Some(&quoted(b"78")[..]), "as it came");
            assert_eq!(receipt.message_id().unwrap().value, b"78");
            assert_eq!(receipt.error().unwrap().value.number(), Some(27));
            let mut orders = Orders::<4>::exact();
            orders.accepted(b"78", 5);
            assert_eq!(news(orders.receipt(&receipt)).3, Some(UNDELIVERABLE));
        }
    }
    // Quotes that the TLV has too are part of the id.
    let tlvs = [Tlv::receipted_message_id("'78'".into())];
    let pdu = DeliverSm {
        esm_class: EsmClass(0x04),
        short_message: b"id:'78' stat:DELIVRD",
        tlvs: (&tlvs).into(),
        ..DeliverSm::default()
    };
    let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    assert_eq!((receipt.message_id().unwrap().value, receipt.ids_agree()), (&b"'78'"[..], Some(true)));
    // A single quote is part of the id, and so are octets that are not quotes.
    for id in [&b"'78"[..], b"78'", b"'", b"(78)", b"\xC3\xA978\xC3\xA9"] {
        let text = [b"id:", id, b" stat:DELIVRD"].concat();
        let pdu = DeliverSm { esm_class: EsmClass(0x04), short_message: &text, ..DeliverSm::default() };
        assert_eq!(
            Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []).message_id().unwrap().value,
            id
        );
    }
    let pdu =
        DeliverSm { esm_class: EsmClass(0x00), short_message: b"id:'' stat:DELIVRD", ..DeliverSm::default() };
    let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    assert_eq!((receipt.message_id(), receipt.kind), (None, ReceiptKind::None));
    assert!(!receipt.text.looks_like_receipt());
}

/// The submit_sm_resp may have the quotes too, or only it, under every rule, whichever comes first.
#[test]
fn quotes_around_the_id_of_a_submit_sm_resp_do_not_count() {
    let rules =
        [IdRule::Exact, EITHER, IdRule::Bases { submitted: IdBase::Decimal, in_receipt: IdBase::Decimal }];
    for (submitted, in_receipt) in [
        ("\"78\"", "\"78\""),
        ("\"78\"", "'78'"),
        ("'78'", "78"),
        ("`a-b`", "a-b"),
        ("a-b", "“a-b”"),
        ("'78'", "« 78 »"),
        ("78", "\" 78 \""),
        ("“78”", "78"),
        ("„a-b“", "‘a-b’"),
        ("«78»", "'78'"),
        ("‹ 78 ›", "78"),
    ] {
        let text = format!("id:{in_receipt} stat:DELIVRD err:000");
        let pdu =
            DeliverSm { esm_class: EsmClass(0x04), short_message: text.as_bytes(), ..DeliverSm::default() };
        let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
        for rule in rules {
            let mut orders = Orders::<4>::new(config(rule));
            orders.accepted(submitted.as_bytes(), 5);
            assert_eq!(news(orders.receipt(&receipt)).0, 5, "{submitted} {in_receipt} {rule:?}");
            let mut orders = Orders::<4>::new(config(rule));
            assert_eq!(orders.receipt(&receipt), UNKNOWN_ID);
            assert_eq!(
                news(orders.accepted(submitted.as_bytes(), 5)).0,
                5,
                "{submitted} {in_receipt} {rule:?}"
            );
        }
    }
    // Spaces that pad a field, in the TLV or in the submit_sm_resp.
    for (submitted, tlv, text) in
        [("78", "78      ", "78"), ("78      ", "78", "78"), ("  78", "'78' ", ""), ("a-b ", "", "a-b")]
    {
        let text = format!("id:{text} stat:DELIVRD err:000");
        let tlvs = [Tlv::receipted_message_id(tlv.into())];
        let pdu = DeliverSm {
            esm_class: EsmClass(0x04),
            short_message: text.as_bytes(),
            tlvs: (&tlvs).into(),
            ..DeliverSm::default()
        };
        let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
        for rule in rules {
            let mut orders = Orders::<4>::new(config(rule));
            orders.accepted(submitted.as_bytes(), 5);
            let Correlation::Updated(told) = orders.receipt(&receipt) else {
                panic!("{submitted:?} {tlv:?}")
            };
            assert!(told.value == 5 && !told.two_ids, "{submitted:?} {tlv:?} {rule:?}");
        }
    }
    // A possibly binary id has no quotes, and an id that consists of quotes keeps them.
    for (one, other) in [
        (&b"\x80AB\x80"[..], &b"\x80AB\x81"[..]),
        (b"\xE2AB\x80", b"\xE2AB\x81"),
        (b"''", b"\"\""),
        (b" ", b"  "),
    ] {
        for rule in rules {
            let mut orders = Orders::<4>::new(config(rule));
            orders.accepted(one, 1);
            orders.accepted(other, 2);
            assert_eq!(news(orders.report(one, DELIVERED)).0, 1, "{rule:?}");
            assert_eq!(news(orders.report(other, DELIVERED)).0, 2, "{rule:?}");
        }
    }
    assert!(TO_DECIMAL.same(b"'70BA8A69'", b"1891273321") && !IdRule::Exact.same(b"'78'", b"'79'"));
}
