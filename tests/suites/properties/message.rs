//! Messages made from random input.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use smpp_tests::checks::{check_correlate, check_ends, check_reassembly, check_receipt, check_segments};

/// Pieces of receipts, and of similar texts.
fn receipt_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"id:".to_vec()),
        Just(b" sub:001".to_vec()),
        Just(b" dlvrd:".to_vec()),
        Just(b"submit date:2611221011".to_vec()),
        Just(b" donedate:2013-02-17 00:04:29".to_vec()),
        Just(b" stat:DELIVRD".to_vec()),
        Just(b" STAT:".to_vec()),
        Just(b" stat:ID:0076".to_vec()),
        Just(b"SUB:5".to_vec()),
        Just(b"UNDELIV(27)".to_vec()),
        Just(b" stat=".to_vec()),
        Just(b" err:".to_vec()),
        Just(b" text:".to_vec()),
        Just(b" mccmnc:61202".to_vec()),
        Just(b"\xA0".to_vec()),
        Just(b"\r\n".to_vec()),
        "[ -~]{0,12}".prop_map(String::into_bytes),
        vec(any::<u8>(), 0..6),
    ];
    vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

/// A long text, with characters that cost more than one unit.
fn long_text() -> impl Strategy<Value = Vec<u8>> {
    let text = prop_oneof!["[a-z@€{}ş ]{0,500}", "[a-zа-я😀]{0,300}", "\\PC{0,200}",];
    (any::<[u8; 4]>(), text).prop_map(|(options, text)| [&options[..], text.as_bytes()].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn receipts_of_any_octets(data in vec(any::<u8>(), 0..300)) {
        check_receipt(&data);
    }

    #[test]
    fn receipts_of_pieces(data in receipt_like()) {
        check_receipt(&data);
    }

    #[test]
    fn receipts_written(options in any::<[u8; 8]>(), id in "[!-~]{1,64}", text in "[ -~]{0,40}") {
        check_receipt(&[&options[..], id.as_bytes(), text.as_bytes()].concat());
    }

    #[test]
    fn receipts_find_their_messages(data in vec(any::<u8>(), 0..600)) {
        check_correlate(&data);
    }

    /// Two messages of three parts and two ids: parts are accepted again, with the same id, another one, or that of
    /// another part or message.
    #[test]
    fn parts_that_are_accepted_again(
        policy in 0..4_u8,
        steps in vec((select(vec![0, 3, 3, 3, 7, 12]), 0..2_u8, 0..2_u8, 1..4_u8), 0..60),
    ) {
        let steps = steps.into_iter().flat_map(|(action, id, value, part)| [action, id, value | 12, part]);
        check_correlate(&[5, 0, policy].into_iter().chain(steps).collect::<Vec<_>>());
    }

    #[test]
    fn messages_end_once(data in vec(any::<u8>(), 0..1200)) {
        check_ends(&data);
    }

    #[test]
    fn parts_of_messages_as_the_model_puts_them_together(data in vec(any::<u8>(), 0..300)) {
        check_reassembly(&data);
    }

    /// One sender, three parts, short spans: parts meet and are repeated.
    #[test]
    fn parts_of_one_reference(
        size in 0..8_u8,
        gap in prop_oneof![Just(0), 0x80..0x90_u8],
        steps in vec((0..2_u8, 0..3_u8, 1..6_u8, 0..4_u8), 0..60),
    ) {
        let steps = steps
            .into_iter()
            .flat_map(|(who, which, what, later)| [(who * 4) | 0x18, 0x81 + which, what, later]);
        check_reassembly(&[size, 0xFF, gap].into_iter().chain(steps).collect::<Vec<u8>>());
    }

    #[test]
    fn texts_in_parts(data in long_text()) {
        check_segments(&data);
    }

    #[test]
    fn octets_in_parts(data in vec(any::<u8>(), 0..600)) {
        check_segments(&data);
    }
}

/// Every pair of national tables, in one part and in several.
#[test]
fn texts_in_parts_with_every_pair_of_tables() {
    for (locking, single) in (1..=13).flat_map(|locking| (1..=13).map(move |single| (locking, single))) {
        for carriage in [0, 1 << 1] {
            for count in [3, 150, 400] {
                let options = [8 | carriage, 0x80 | locking, 0x80 | single, 0];
                check_segments(&[&options[..], "7".repeat(count).as_bytes()].concat());
            }
        }
    }
}
