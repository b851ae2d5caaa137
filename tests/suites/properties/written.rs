//! Segments, receipts and automatic PDUs that the library writes have no finding above a note.

use proptest::collection::vec;
use proptest::prelude::*;
use smpp_tests::checks::{check_automatic_answers, check_parts, check_written_receipt};

/// Texts with characters of more than one unit, and some that start like a user data header.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let text = prop_oneof![
        "[a-z@€{}ş ]{0,500}",
        "[a-zа-я😀]{0,300}",
        "\\PC{0,200}",
        "é@¥[@£$¥èéùìò]{3}[ -~]{0,200}",
        "[ -~]{0,40}",
    ];
    let octets = prop_oneof![
        vec(any::<u8>(), 0..400),
        (any::<u8>(), any::<u8>(), any::<u8>(), vec(any::<u8>(), 0..200)).prop_map(
            |(reference, total, part, rest)| [&[5, 0, 3, reference, total, part][..], &rest].concat()
        ),
    ];
    prop_oneof![text.prop_map(String::into_bytes), octets]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_of_any_message_have_no_finding_above_a_note(options in any::<[u8; 5]>(), text in text()) {
        check_parts(&[&options[..], &text].concat());
    }

    #[test]
    fn receipts_have_no_finding_above_a_note(
        options in any::<[u8; 8]>(),
        data_coding in prop_oneof![0..=8_u8, any::<u8>()],
        id in prop_oneof!["[!-~]{1,67}", "[0-9A-F]{1,10}"],
        text in prop_oneof!["[ -~]{0,40}", "id:[0-9]{1,3} stat:UNDELIV err:[0-9]", "\\PC{0,20}"],
    ) {
        let [_, rest @ ..] = options;
        let id_len = id.len() as u8;
        check_written_receipt(
            &[&[id_len][..], &rest, &[data_coding], id.as_bytes(), text.as_bytes()].concat(),
        );
    }
}

/// Every state in every alphabet of a `data_coding`, with ids of lengths around the limit.
#[test]
fn every_state_in_every_alphabet_has_no_finding_above_a_note() {
    for data_coding in 0..=255 {
        for codings in 0..=2 {
            for id in ["7", "0123456789", &"7".repeat(64), &"7".repeat(65)] {
                let options = [id.len() as u8, 26, 10, 21, 12, 0, 0, codings, data_coding];
                check_written_receipt(&[&options[..], id.as_bytes(), b"caf\x05 5 \x1Be"].concat());
            }
        }
    }
}

/// Every alphabet, carriage, class and pair of national tables, with ports and without, in one part and in several.
#[test]
fn every_way_to_cut_has_no_finding_above_a_note() {
    for a in 0..=127 {
        for e in [0, 4, 5, 6, 7, 8] {
            for (b, c) in [(0, 0), (0x81, 0), (0, 0x81), (0x83, 0x82)] {
                for count in [1, 160, 400] {
                    check_parts(&[&[a, b, c, 200, e][..], "7".repeat(count).as_bytes()].concat());
                }
            }
        }
    }
    for table in 0..=13 {
        for carriage in 0..4 {
            check_parts(
                &[&[2 | carriage << 2, 0x80 | table, 0x80 | table, 200, 0][..], &[b'7'; 400]].concat(),
            );
        }
    }
}

#[test]
fn automatic_answers_have_no_finding_above_a_note() {
    let written: usize = (0..4000).map(check_automatic_answers).sum();
    assert!(written > 10_000, "{written} PDUs were looked at");
}
