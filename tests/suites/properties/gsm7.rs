//! The checks of GSM 7-bit text on random input.

use proptest::prelude::*;
use smpp_tests::checks::gsm7::{check_packing, check_septets, check_text, check_ucs2};

/// Octets, mostly septets, some of them escapes.
fn septets() -> impl Strategy<Value = Vec<u8>> {
    let septet = prop_oneof![8 => 0..0x80_u8, 6 => 0x20..0x7B_u8, 2 => Just(0x1B), 1 => any::<u8>()];
    prop::collection::vec(septet, 0..420)
}

/// Choices and a text: any octets, or long plain runs with something else in them.
fn texts() -> impl Strategy<Value = Vec<u8>> {
    let plain = "[ -#%-?A-Za-z]{0,90}[@€\\[é日]?[a-z]{0,90}";
    let marks = "([aeou ñABx][\u{0301}\u{0308}\u{0303}]?){0,40}";
    let rest = prop_oneof![
        plain.prop_map(String::into_bytes),
        marks.prop_map(String::into_bytes),
        ".{0,80}".prop_map(String::into_bytes),
        prop::collection::vec(0x80..=0xFF_u8, 0..200),
    ];
    (prop::array::uniform4(any::<u8>()), any::<bool>(), rest).prop_map(|(mut choices, default, rest)| {
        if default {
            choices[0] = 0;
            choices[1] = 0;
        }
        [&choices[..], &rest].concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn packing(data in septets()) {
        check_packing(&data);
    }

    #[test]
    fn reading(data in septets()) {
        check_septets(&data);
    }

    #[test]
    fn writing(data in texts()) {
        check_text(&data);
    }

    #[test]
    fn utf_16(data in prop::collection::vec(prop_oneof![any::<u8>(), 0xD7..0xE1_u8], 0..200)) {
        check_ucs2(&data);
    }
}
